import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, type TestContext, test, vi } from 'vitest';
import { defaultChannelId, startDiscord } from '../emulators/discord/index.ts';
import { startHuggingFace } from '../emulators/huggingface.ts';
import { EVENTUALLY } from '../fixtures/eventually.ts';
import { makeRawList } from '../fixtures/papers.ts';
import { HAS_MOUNTS } from '../needs.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NOW = '2026-08-22T03:00:00Z';
const DAY = '2026-08-21';
/** The user nobody, who owns only the data folder. */
const NOBODY = 65_534;

/**
 * Imitates a container with a read-only root: every file system except the data folder is read-only, the
 * packages are where the image has them, and the program runs as nobody, without capabilities.
 */
const JAIL = `
set -e
mount --make-rprivate /
mount --bind "$1" "$2/app/node_modules"
mount --bind "$3" "$2/node"
mount --bind "$2/data" "$2/data"
awk '{ print $2 }' /proc/self/mounts | while read -r at; do
  case "$at" in "$2/data" | /proc*) ;; *) mount -o remount,bind,ro "$at" 2>/dev/null || true ;; esac
done
cd "$2/app"
node="$2/node"
shift 3
exec setpriv --reuid ${NOBODY} --regid ${NOBODY} --clear-groups --no-new-privs --inh-caps=-all \\
  --bounding-set=-all "$node" "$@"
`;

/** A script that reports which of several folders are writable, and sorts more data than SQLite's cache can hold. */
const PROBE = `
import { writeFileSync } from 'node:fs';
import { openSqlite } from './src/store/sqlite/driver.ts';
const isWritable = (folder) => {
  try { writeFileSync(folder + '/probe', ''); return true; } catch { return false; }
};
const sql = openSqlite('../data/probe.db');
const rows = await sql.query(
  'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000) ' +
  'SELECT COUNT(*) AS rows FROM (SELECT x, randomblob(200) AS fog FROM n ORDER BY fog LIMIT 99999)');
console.log(JSON.stringify({
  writable: ['.', '..', '../data', '/tmp', '/var/tmp', '/dev/shm', process.env.HOME].filter(isWritable),
  rows: rows[0].rows,
  uid: process.getuid(),
}));
`;

/** Assembles the folder that the Dockerfile creates in the image, and its data folder. */
async function assemble({ onTestFinished }: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-read-only-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o755);
  for (const name of ['app/node_modules', 'data']) await mkdir(join(folder, name), { recursive: true });
  await chown(join(folder, 'data'), NOBODY, NOBODY);
  await writeFile(join(folder, 'node'), '');
  const image = await readFile(join(ROOT, 'Dockerfile'), 'utf8');
  const copied = [...image.matchAll(/^COPY (?!--from|.*package-lock)(\S+) \S+$/gm)].map(
    ([, name]) => name as string,
  );
  expect(copied).toEqual(['package.json', 'commands', 'src']);
  for (const name of copied) await cp(join(ROOT, name), join(folder, 'app', name), { recursive: true });
  const packages = await realpath(join(ROOT, 'node_modules'));
  const node = await realpath(process.execPath);
  const [health, start] = [...image.matchAll(/^\s*CMD (\[.*\])$/gm)].map(([, words = '']) => {
    const [command, ...args] = JSON.parse(words) as string[];
    expect(command).toBe('node');
    return args;
  }) as [string[], string[]];
  return {
    ...{ folder, health, start },
    run(args: readonly string[], env: Record<string, string> = {}) {
      const child = spawn('unshare', ['-m', 'sh', '-c', JAIL, 'jail', packages, folder, node, ...args], {
        env: {
          ...{ PATH: process.env.PATH, HOME: '/nonexistent', NODE_ENV: 'production' },
          ...{ DATABASE_URL: `file:${folder}/data/paperboy.db`, NOW, ...env },
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      return child;
    },
  };
}

test.skipIf(!HAS_MOUNTS)(
  'as the user nobody, on a file system that is read-only except for the data folder, the bot starts, delivers, searches, is backed up and stops',
  async (context) => {
    const { folder, run, health, start } = await assemble(context);
    const probe = run(['--input-type=module', '-e', PROBE]);
    const [said, complaint] = await Promise.all([text(probe.stdout), text(probe.stderr)]);
    expect(complaint).toBe('');
    expect(JSON.parse(said)).toEqual({ writable: ['../data'], rows: 99_999, uid: NOBODY });

    const now = () => Date.parse(NOW);
    const discord = await startDiscord({ now });
    const hub = await startHuggingFace({ days: { [DAY]: makeRawList(3) } });
    context.onTestFinished(async () => void (await Promise.all([discord.close(), hub.close()])));
    const bot = run(start, {
      ...{ HF_ENDPOINT: hub.url, PORT: '0', SUBSCRIBE: `discord:${defaultChannelId}` },
      ...{ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url },
    });
    let log = '';
    bot.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      log += chunk;
    });
    await discord.until(() => {
      if (bot.exitCode !== null) throw new Error(log);
      return discord.messages(defaultChannelId).length === 4;
    });
    const address = await vi.waitFor(
      () => log.match(/"address":"([^"]+)"/)?.[1] ?? expect.unreachable(log),
      EVENTUALLY,
    );
    const checked = run(health, { PORT: new URL(address).port });
    expect([await text(checked.stderr), (await once(checked, 'close'))[0]]).toEqual(['', 0]);
    const ask = async (line: string) => {
      const init = { method: 'POST', body: new URLSearchParams({ line }) };
      return (await fetch(`${address}/commands`, init)).text();
    };
    await vi.waitFor(async () => expect(await ask('Busy Harbor')).toContain('2608.00001'), EVENTUALLY);

    const backup = run(['src/cli.ts', 'backup', `${folder}/data/copy.db`]);
    expect([await text(backup.stderr), (await once(backup, 'close'))[0]]).toEqual(['', 0]);
    bot.kill('SIGTERM');
    expect((await once(bot, 'exit'))[0]).toBe(0);
    expect(
      log.split('\n').filter((line) => /"level":"?(warn|error|40|50)/.test(line) && !/No model/.test(line)),
    ).toEqual([]);
    expect((await readdir(join(folder, 'data'))).toSorted()).toEqual([
      ...['copy.db', 'paperboy.db', 'paperboy.search.db', 'probe', 'probe.db'],
    ]);
  },
);
