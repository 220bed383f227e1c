import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { Store } from '../../../src/ports/store.ts';
import { migrate } from '../../../src/store/schema/migrations.ts';
import type { Sql } from '../../../src/store/sql.ts';
import { openSqlite } from '../../../src/store/sqlite/driver.ts';
import { createStore } from '../../../src/store/store.ts';
import { readRow, reportCorruptRows, whole } from '../../../src/store/tables/row-reader.ts';
import { createTestLog } from '../../fixtures/log.ts';
import { makePaper, makeSummary, ONE_REQUEST } from '../../fixtures/papers.ts';
import { SETTINGS } from '../../fixtures/settings.ts';

const DAY = '2026-08-21';
const SUMMARY = { ...makeSummary(), model: 'm', promptVersion: '1', work: ONE_REQUEST };
const [A, B] = ['a', 'b'].map((channel) => ({ platform: 'web', workspace: '', channel }));
let sql: Sql;
let store: Store;
let log: ReturnType<typeof createTestLog>;

beforeEach(async () => {
  sql = openSqlite(':memory:');
  onTestFinished(() => sql.close());
  await migrate(sql);
  log = createTestLog();
  store = createStore(sql, reportCorruptRows(log));
  for (const place of [A, B]) if (place) await store.subscribe(place, SETTINGS, 1);
  await store.saveListDay(DAY, [makePaper()], null, 1);
});

it.each([
  ['settings', '{'],
  ['settings', '{}'],
  ['settings', JSON.stringify({ ...SETTINGS, timeZone: 'Asia/Nowhere' })],
  ['created_at', 'yesterday'],
  ['state', 'unknown'],
  ['channel', 'c'],
])(
  'a subscription with a corrupt %s is skipped, and reported once: the others remain',
  async (column, value) => {
    await sql.query(`UPDATE subscriptions SET ${column} = $1 WHERE place_id = 'web:a'`, [value]);
    for (const _ of [1, 2]) expect((await store.subscriptions()).map(({ place }) => place)).toEqual([B]);
    expect(await store.subscription('web:a')).toBeNull();
    expect(log.lines).toMatchObject([{ level: 'error', fields: { table: 'subscriptions', key: 'web:a' } }]);
  },
);

it('one number that is too large for JavaScript does not make the other rows unreadable', async () => {
  await sql.query("UPDATE subscriptions SET created_at = 9007199254740993 WHERE place_id = 'web:a'");
  expect(await store.subscriptions()).toHaveLength(1);
});

it('an unreadable edition is selected again', async () => {
  await store.openEdition('web:a', DAY, ['2608.00001'], 1, 1);
  await sql.query("UPDATE editions SET paper_ids = '[', state = 'lost'");
  expect(await store.editions(DAY)).toEqual([]);
  expect(await store.edition('web:a', DAY)).toBeNull();
  const edition = await store.openEdition('web:a', DAY, ['2608.00002'], 2, 3);
  expect(edition).toMatchObject({ paperIds: ['2608.00002'], state: 'open', openedAt: 3 });
});

it('the readable parts of a corrupt paper are kept', async () => {
  await sql.query("UPDATE papers SET details = 'null', upvotes = 'many'");
  expect(await store.papers(['2608.00001'])).toEqual([makePaper({ authors: [], keywords: [], upvotes: 0 })]);
});

it('a lone surrogate in JSON is replaced, because no platform accepts it', async () => {
  const paper = makePaper({ authors: ['Mina \ud800', '\\ud800 as text'] });
  await store.saveListDay(DAY, [paper], null, 2);
  expect((await store.papers([paper.id]))[0]?.authors).toEqual(['Mina \ufffd', '\\ud800 as text']);
});

it('an unreadable summary does not count, and the next one replaces it', async () => {
  await store.saveSummary('2608.00001', SUMMARY, 1);
  await sql.query("UPDATE summaries SET fields = 'none'");
  expect(await store.summaries(['2608.00001'])).toEqual(new Map());
  await store.saveSummary('2608.00001', SUMMARY, 2);
  expect((await store.summaries(['2608.00001'])).get('2608.00001')).toEqual(SUMMARY);
});

it('a corrupt change number is not read again and again, and later numbers continue', async () => {
  await store.savePaper(makePaper({ id: '2608.00002' }), 7);
  await sql.query("UPDATE papers SET change = 'x' WHERE id = '2608.00001'");
  expect((await store.changedPapers(0, 10)).map(({ change }) => change)).toEqual([7]);
  expect(await store.newestChange()).toBe(7);
  await store.savePaper(makePaper({ id: '2608.00003' }), 5);
  expect(await store.newestChange()).toBe(8);
});

it('a corrupt row is read as null, and its columns are named', () => {
  const problems: (readonly string[])[] = [];
  const schema = z.object({ count: whole });
  const read = (row: object) =>
    readRow(schema, row as never, 'papers', 'x', (_table, _key, columns) => problems.push(columns));
  expect(read({ count: 1 })).toEqual({ count: 1 });
  expect(read({ count: -1 })).toBeNull();
  expect(problems).toEqual([['count']]);
});
