import { chmod, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { DAY } from '../../src/lib/duration.ts';
import { makePaper } from '../fixtures/papers.ts';
import { owed, startTestBot, type TestBot, TUESDAY, WEDNESDAY } from './machine/test-bot.ts';

const WELL = { status: 200, ill: {} };
const PAGE = 4_096;

/** Zeroes up to `count` pages of a table in a database that nobody uses, as a bad disk would; returns how many. */
async function zeroPages(path: string, table: string, count: number): Promise<number> {
  const database = new DatabaseSync(path);
  const pages = database
    .prepare('SELECT pgoffset FROM dbstat WHERE name = ? ORDER BY pgoffset DESC LIMIT ?')
    .all(table, count);
  database.close();
  const file = await open(path, 'r+');
  for (const { pgoffset } of pages) await file.write(Buffer.alloc(PAGE), 0, PAGE, Number(pgoffset));
  await file.close();
  return pages.length;
}

/** Stores papers of an old list day, so that the table of the papers has hundreds of pages. */
async function fillDatabase(testBot: TestBot): Promise<void> {
  const papers = Array.from({ length: 400 }, (_, n) =>
    makePaper({ id: `2505.${10_000 + n}`, abstract: `Beacon ${n}. `.repeat(200) }),
  );
  await testBot.store().saveListDay('2026-05-01', papers, null, 1);
}

describe.concurrent('the files of the bot', () => {
  test('S5: its database is deleted, and put back: `store`, once', async (context) => {
    const testBot = await startTestBot(context);
    const bot = await testBot.start();
    await testBot.delivered(TUESDAY);
    const away = join(testBot.own, 'away.db');
    await rename(testBot.path, away);
    await testBot.eventually(async () =>
      expect(await bot.health()).toEqual({
        status: 503,
        ill: { store: expect.stringContaining(`${testBot.path} was deleted or moved`) },
      }),
    );
    await testBot.beats();
    expect((await testBot.command('help')).embeds).not.toEqual([]);
    expect(bot.logged('error')).toEqual([expect.stringContaining('The database is unhealthy')]);
    await rename(away, testBot.path);
    await testBot.eventually(async () => expect(await bot.health()).toEqual(WELL));
    testBot.later(DAY);
    await testBot.delivered(WEDNESDAY);
    expect(await testBot.shown()).toEqual(owed(TUESDAY, WEDNESDAY));
    expect(bot.logged('error')).toHaveLength(1);
  });

  test('S5: its search index and its cache are deleted: nothing is lost', async (context) => {
    const testBot = await startTestBot(context);
    const [cache, index] = ['cache.db', 'bot.search.db'].map((name) => join(testBot.folder, name)) as [
      string,
      string,
    ];
    const env = { CACHE_URL: `file:${cache}` };
    const bot = await testBot.start(env);
    await testBot.delivered(TUESDAY);
    for (const end of ['', '-wal', '-shm']) {
      await rm(`${cache}${end}`);
      await rm(`${index}${end}`);
    }
    testBot.later(DAY);
    await testBot.delivered(WEDNESDAY);
    expect(await bot.health()).toEqual(WELL);
    expect(JSON.stringify(await testBot.command('search', { words: 'lighthouse' }))).toContain('Lighthouse');
    await testBot.kill(bot);
    const next = await testBot.start(env);
    await testBot.eventually(async () =>
      expect(JSON.stringify(await testBot.command('search', { words: 'lighthouse' }))).toContain(
        'Lighthouse',
      ),
    );
    expect(await next.health()).toEqual(WELL);
    expect(await testBot.shown()).toEqual(owed(TUESDAY, WEDNESDAY));
    expect([...bot.logged('error'), ...next.logged('error')]).toEqual([]);
  });

  test('S7: 120 zeroed pages in its database: `store` and not `search`, once, with what to do', async (context) => {
    const testBot = await startTestBot(context);
    const first = await testBot.start();
    await testBot.delivered(TUESDAY);
    await first.end('SIGTERM');
    await fillDatabase(testBot);
    await testBot.closeDatabase();
    expect(await zeroPages(testBot.path, 'papers', 120)).toBe(120);

    const bot = await testBot.start();
    await testBot.eventually(async () =>
      expect(await bot.health()).toEqual({
        status: 503,
        ill: { store: expect.stringMatching(/corrupt.*restore a backup \(docs\/operating\.md/) },
      }),
    );
    await testBot.beats();
    expect(Object.keys((await bot.health()).ill)).toEqual(['store']);
    expect(bot.logged('error')).toEqual([expect.stringContaining('The database is unhealthy')]);
  });

  test('S7: a database that is corrupt at the start is named, with what to do', async (context) => {
    const testBot = await startTestBot(context);
    const first = await testBot.start();
    await first.end('SIGTERM');
    await testBot.closeDatabase();
    await zeroPages(testBot.path, 'sqlite_schema', 1);
    const bot = testBot.spawn();
    expect(await bot.ended).toBe(2);
    expect(bot.said()).toEqual([expect.stringMatching(/^DATABASE_URL .*restore a backup/)]);
  });

  test('S7: only its search index is corrupt: it is rebuilt', async (context) => {
    const testBot = await startTestBot(context);
    const first = await testBot.start();
    await testBot.delivered(TUESDAY);
    await first.end('SIGTERM');
    await fillDatabase(testBot);
    const index = join(testBot.folder, 'bot.search.db');
    const other = await testBot.start();
    await testBot.eventually(async () =>
      expect(JSON.stringify(await testBot.command('search', { words: 'beacon' }))).toContain('2505.'),
    );
    await other.end('SIGTERM');
    expect(await zeroPages(index, 'papers', 120)).toBeGreaterThan(0);
    expect(await zeroPages(index, 'head_data', 120)).toBeGreaterThan(0);
    await testBot.store().saveListDay('2026-05-02', [makePaper({ id: '2505.20000' })], null, 2);

    const bot = await testBot.start();
    await testBot.eventually(async () => {
      expect(await bot.health()).toEqual(WELL);
      expect(JSON.stringify(await testBot.command('search', { words: 'beacon' }))).toContain('2505.');
    });
    expect(bot.output()).not.toContain('The database is unhealthy');
  });

  test.skipIf(process.platform === 'win32')(
    'S9: all of its files are only for their owner, also those of an earlier version',
    async (context) => {
      const testBot = await startTestBot(context);
      const made = await testBot.start({ CACHE_URL: `file:${join(testBot.folder, 'cache.db')}` });
      await testBot.delivered(TUESDAY);
      const readable = async () => {
        const names = (await readdir(testBot.folder)).filter((name) => name.includes('.db'));
        const modes = await Promise.all(names.map((name) => stat(join(testBot.folder, name))));
        expect(names.length).toBeGreaterThanOrEqual(9);
        return names.filter((_, n) => ((modes[n]?.mode ?? 0) & 0o077) !== 0);
      };
      expect(await readable()).toEqual([]);
      await made.end('SIGKILL');
      for (const name of await readdir(testBot.folder)) {
        if (name.includes('.db')) await chmod(join(testBot.folder, name), 0o644);
      }
      expect(await readable()).not.toEqual([]);
      await testBot.start({ CACHE_URL: `file:${join(testBot.folder, 'cache.db')}` });
      await testBot.eventually(async () => expect(await readable()).toEqual([]));
    },
  );
});
