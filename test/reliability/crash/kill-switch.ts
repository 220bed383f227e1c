import { subscribe } from 'node:diagnostics_channel';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, StatementSync } from 'node:sqlite';
import { isMainThread } from 'node:worker_threads';
import { nameCommit, nameRequest, nameStatement } from './points.ts';

/**
 * Loaded before the bot (`--import`). Kills the process at the point that `KILL_AT` names: with
 * `after settle slack#2`, when it passes `after settle slack` for the second time. Points are observed in the
 * database driver and the HTTP client, so the bot's own code stays unchanged.
 */
const [point = '', nth = '1'] = (process.env.KILL_AT ?? '').split('#');
let left = Number(nth);

function pass(name: string): void {
  if (name !== point) return;
  left -= 1;
  // SIGKILL takes effect before the call returns, so the process does nothing more.
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

/** The first statement of the open transaction: '' before that statement, undefined outside a transaction. */
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

/**
 * The phases of an HTTP request, by diagnostics channel. All copies of undici publish to these channels: those of
 * discord.js, the model client and Node's `fetch`.
 */
const PHASES = {
  'undici:request:create': 'before',
  // The operating system has accepted the last byte of the body, so the request will arrive.
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
