import { subscribe } from 'node:diagnostics_channel';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, StatementSync } from 'node:sqlite';
import { isMainThread } from 'node:worker_threads';
import { nameCommit, nameRequest, nameStatement } from './points.ts';

/**
 * Loaded before the bot (`--import`): kills the process the nth time that it passes the point in `KILL_AT`,
 * such as `after settle slack#2`. Points are observed at the process's edges, its database and its HTTP requests,
 * so that the bot's own code is unchanged.
 */
const [point = '', nth = '1'] = (process.env.KILL_AT ?? '').split('#');
let left = Number(nth);

function pass(name: string): void {
  if (name !== point) return;
  left -= 1;
  // SIGKILL takes effect before the call returns, so no further statement runs.
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

/** The first statement of the open transaction; '' before it. */
let transaction: string | undefined;
const isMigration = () => nameCommit(transaction ?? '') === 'migration commit';

function nameOf(text: string, values: readonly unknown[]): string | undefined {
  if (transaction === '') transaction = text;
  if (!isMainThread) return undefined;
  return isMigration() ? 'migration' : nameStatement(text, values);
}

type All = (this: StatementSync, ...values: SQLInputValue[]) => Record<string, SQLOutputValue>[];
const all: All = StatementSync.prototype.all;
StatementSync.prototype.all = function (this: StatementSync, ...values: SQLInputValue[]) {
  const what = nameOf(this.sourceSQL, values);
  if (!what) return all.apply(this, values);
  pass(`before ${what}`);
  const rows = all.apply(this, values);
  pass(`after ${what}`);
  return rows;
} satisfies All as typeof StatementSync.prototype.all;

const { exec } = DatabaseSync.prototype;
DatabaseSync.prototype.exec = function (text) {
  const what =
    text === 'COMMIT' ? (isMainThread ? nameCommit(transaction ?? '') : 'index commit') : undefined;
  if (what) pass(`before ${what}`);
  exec.call(this, text);
  if (what) pass(`after ${what}`);
  transaction = text.startsWith('BEGIN') ? '' : undefined;
};

/** Every copy of undici publishes its requests: discord.js's, the model client's and Node's own `fetch`. */
const PHASES = {
  'undici:request:create': 'before',
  // The system has the last byte, so it will arrive.
  'undici:request:bodySent': 'sent',
  'undici:request:headers': 'answered',
};
for (const [channel, phase] of Object.entries(PHASES)) {
  subscribe(channel, (message) => {
    const { method, path } = (message as { request: { method: string; path: string } }).request;
    const what = nameRequest(method, path);
    if (what) pass(`${phase} ${what}`);
  });
}
