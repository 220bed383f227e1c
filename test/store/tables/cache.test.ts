import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Sql } from '../../../src/store/sql.ts';
import { openSqlite } from '../../../src/store/sqlite/driver.ts';
import { createCache } from '../../../src/store/tables/cache.ts';
import { createTestLog } from '../../fixtures/log.ts';

const NOW = Date.parse('2026-08-22T03:00:00Z');
let folder: string;
let sql: Sql;
beforeEach(async () => {
  // keyv reads the time from Date, so only Date is faked, not the timers.
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  folder = await mkdtemp(join(tmpdir(), 'paperboy-cache-'));
  sql = openSqlite(join(folder, 'cache.db'));
});
afterEach(async () => {
  vi.useRealTimers();
  await sql.close();
  await rm(folder, { recursive: true });
});

const log = createTestLog();
const open = () => createCache(sql.query, () => Date.now(), log);
const countRows = async () => (await sql.query('SELECT COUNT(*) AS rows FROM cache'))[0]?.rows;

it('returns "not found" and logs the error on failure: that costs time, never correctness', async () => {
  const cache = await open();
  await cache.set('lamp', 'on');
  await sql.query('DROP TABLE cache');
  expect(await cache.get('lamp')).toBeUndefined();
  await cache.set('lamp', 'off');
  expect(log.lines.map(({ sentence }) => sentence)).toContain('A cache request failed');
});

it('returns stored values, and nothing else', async () => {
  const cache = await open();
  expect(await cache.get('lamp')).toBeUndefined();
  await cache.set('lamp', 'on');
  expect(await cache.get('lamp')).toBe('on');
  expect(await cache.get('lam')).toBeUndefined();
  await cache.set('lamp', 'off');
  expect(await cache.get('lamp')).toBe('off');
  expect(await countRows()).toBe(1);
});

it.each([
  ['an object', { 'run/a': { until: 1_755_000_000_000, failures: 2 }, none: null, list: [1, 'b', false] }],
  ['text', '등대 \' " $1 👨‍👩‍👧‍👦 \u0001\n'],
  ['zero', 0],
  ['false', false],
  ['an empty text', ''],
])('preserves JSON: %s', async (_what, value) => {
  const cache = await open();
  await cache.set("key ' $1 등대", value);
  expect(await cache.get("key ' $1 등대")).toEqual(value);
});

it('does not return expired values', async () => {
  const cache = await open();
  await cache.set('short', 1, 1_000);
  await cache.set('long', 2);
  vi.setSystemTime(NOW + 999);
  expect(await cache.get('short')).toBe(1);
  vi.setSystemTime(NOW + 1_001);
  expect(await cache.get('short')).toBeUndefined();
  expect(await cache.get('long')).toBe(2);
});

it('extends the lifetime of a value that is set again', async () => {
  const cache = await open();
  await cache.set('lamp', 1, 1_000);
  await cache.set('lamp', 2, 5_000);
  vi.setSystemTime(NOW + 2_000);
  expect(await cache.get('lamp')).toBe(2);
});

it('survives reopening', async () => {
  await (await open()).set('lamp', { on: true }, 60_000);
  await sql.close();
  sql = openSqlite(join(folder, 'cache.db'));
  expect(await (await open()).get('lamp')).toEqual({ on: true });
});

it('deletes expired values when it is opened, and only those', async () => {
  const cache = await open();
  await cache.set('short', 1, 1_000);
  await cache.set('longer', 2, 10_000);
  await cache.set('forever', 3);
  vi.setSystemTime(NOW + 5_000);
  expect(await countRows()).toBe(3);
  const again = await open();
  expect(await countRows()).toBe(2);
  expect([await again.get('longer'), await again.get('forever')]).toEqual([2, 3]);
});

it.each([
  ['forward', 3_600_000],
  ['back', -3_600_000],
])(
  'a value expires at most an hour too early or too late if the clock is set an hour %s',
  async (_way, move) => {
    const [TTL, HOUR] = [600_000, 3_600_000];
    const cache = await open();
    await cache.set('lamp', 'on', TTL);
    if (move < 0) {
      // The clock now shows a time before the value was stored.
      vi.setSystemTime(NOW + move);
      expect(await cache.get('lamp')).toBe('on');
    }
    vi.setSystemTime(NOW + move + TTL + HOUR + 1);
    expect(await cache.get('lamp')).toBeUndefined();
  },
);

it('expired values are also deleted after the clock was set back a month', async () => {
  const [TTL, HOUR, MONTH] = [600_000, 3_600_000, 30 * 86_400_000];
  const cache = await open();
  vi.setSystemTime(NOW - MONTH);
  await cache.set('lamp', 'on', TTL);
  vi.setSystemTime(NOW - MONTH + 2 * HOUR);
  await cache.set('fog', 'on');
  expect(await countRows()).toBe(1);
});
