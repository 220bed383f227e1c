import { describe, expect, test } from 'vitest';
import { createQuota } from '../../../src/app/commands/quota.ts';
import { createReadList } from '../../../src/app/commands/read-list.ts';
import type { Invocation } from '../../../src/command/invocation.ts';
import { LIMITS } from '../../../src/command/quotas.ts';
import { type Day, listDayEnd } from '../../../src/domain/calendar/day.ts';
import { TemporaryError, UserError } from '../../../src/domain/errors.ts';
import { commandWording } from '../../../src/i18n/ko/command.ts';
import { todayWording } from '../../../src/i18n/ko/today.ts';
import { HOUR } from '../../../src/lib/duration.ts';
import { createStage, LIST_DAY, makePapers, NOON, PLACE } from '../editions/harness.ts';

const MINUTE = 60_000;
const PAST = '2026-08-19';
const MONDAY = '2026-08-24';
const MONDAY_NOON = Date.parse('2026-08-24T12:00:00Z');
const invocation = { place: PLACE, person: { id: 'u1', name: '' } } as Invocation;
const unreachable = new UserError(todayWording.unreachable);

/** Starts on Monday at noon, when Monday's list is still filling. */
async function start() {
  const stage = await createStage();
  stage.clock.advance(MONDAY_NOON - NOON);
  stage.lists[MONDAY] = makePapers(3, 20);
  stage.lists[PAST] = makePapers(2, 40);
  const spendQuota = createQuota(stage.parts);
  const readList = createReadList({ ...stage.parts, spendQuota });
  return {
    ...stage,
    spendQuota,
    source: stage.parts.source,
    readList,
    read: (day: Day, who = invocation) => readList(who, day),
  };
}

describe('the list that is still filling', () => {
  test('is fetched, stored, and fetched again after ten minutes, for everybody', async () => {
    const { read, listsAsked, clock, lists } = await start();
    expect((await read(MONDAY))?.papers).toEqual(makePapers(3, 20));
    lists[MONDAY] = makePapers(4, 20);
    clock.advance(10 * MINUTE - 1);
    expect((await read(MONDAY, { ...invocation, person: { id: 'u2', name: '' } }))?.count).toBe(3);
    expect(listsAsked).toEqual([MONDAY]);
    clock.advance(1);
    expect((await read(MONDAY))?.count).toBe(4);
    expect(listsAsked).toEqual([MONDAY, MONDAY]);
  });

  test('uses no quota', async () => {
    const { read, clock, spendQuota } = await start();
    for (let n = 0; n <= LIMITS.lookUp.most; n += 1) {
      await read(MONDAY);
      clock.advance(10 * MINUTE);
    }
    clock.advance(-10 * MINUTE * LIMITS.lookUp.most);
    for (let n = 0; n < LIMITS.lookUp.most; n += 1) await spendQuota(invocation, 'lookUp');
  });

  test('is fetched once for all simultaneous requests', async () => {
    const { read, listsAsked } = await start();
    const lists = await Promise.all([read(MONDAY), read(MONDAY), read(MONDAY)]);
    expect(lists.map((list) => list?.count)).toEqual([3, 3, 3]);
    expect(listsAsked).toEqual([MONDAY]);
  });

  test('is returned even if it is empty so far', async () => {
    const { read, lists } = await start();
    lists[MONDAY] = [];
    expect(await read(MONDAY)).toMatchObject({ count: 0, papers: [], emptySince: null });
  });

  test('that was fetched after its end is not fetched again', async () => {
    const { read, clock, listsAsked } = await start();
    clock.advance(listDayEnd(MONDAY) - MONDAY_NOON);
    await read(MONDAY);
    clock.advance(24 * HOUR);
    await read(MONDAY);
    expect(listsAsked).toEqual([MONDAY]);
  });

  test('is fetched again after its end, once, without using the quota', async () => {
    const { read, clock, listsAsked, spendQuota } = await start();
    await read(MONDAY);
    clock.advance(24 * HOUR);
    for (let n = 0; n < LIMITS.lookUp.most; n += 1) await spendQuota(invocation, 'lookUp');
    await read(MONDAY);
    await read(MONDAY);
    expect(listsAsked).toEqual([MONDAY, MONDAY]);
  });
});

describe('an old list', () => {
  test('that is stored comes from the store', async () => {
    const { read, listsAsked } = await start();
    expect((await read(LIST_DAY))?.papers).toEqual(makePapers(5));
    expect(listsAsked).toEqual([]);
  });

  test('that is not stored is fetched and saved, and counts towards the quota of the user', async () => {
    const { read, store, spendQuota } = await start();
    expect((await read(PAST))?.papers).toEqual(makePapers(2, 40));
    expect((await store.listDay(PAST))?.count).toBe(2);
    for (let n = 1; n < LIMITS.lookUp.most; n += 1) await spendQuota(invocation, 'lookUp');
    await expect(spendQuota(invocation, 'lookUp')).rejects.toThrow(UserError);
  });

  test('that is not stored is refused to a user who is over the quota', async () => {
    const { read, spendQuota, listsAsked } = await start();
    for (let n = 0; n < LIMITS.lookUp.most; n += 1) await spendQuota(invocation, 'lookUp');
    await expect(read(PAST)).rejects.toEqual(new UserError(commandWording.tooOften(60)));
    expect(listsAsked).toEqual([]);
    expect((await read(PAST, { ...invocation, person: { id: 'u2', name: '' } }))?.count).toBe(2);
    expect((await read(PAST))?.count).toBe(2);
  });

  test.each(['2026-08-22', '2026-08-23', '2020-01-05'])('of a weekend does not exist: %s', async (day) => {
    const { read, listsAsked } = await start();
    expect(await read(day)).toBeNull();
    expect(listsAsked).toEqual([]);
  });

  test('of a holiday is empty, and is not fetched again', async () => {
    const { read, listsAsked } = await start();
    expect(await read('2026-08-17')).toMatchObject({ count: 0, papers: [] });
    await read('2026-08-17');
    expect(listsAsked).toEqual(['2026-08-17']);
  });
});

describe('while the source is down', () => {
  test('a stored list is returned, however old', async () => {
    const { read, lists, clock, log } = await start();
    await read(MONDAY);
    lists[MONDAY] = new TemporaryError('down');
    clock.advance(HOUR);
    expect((await read(MONDAY))?.count).toBe(3);
    expect(log.lines.filter(({ level }) => level === 'warn')).toMatchObject([
      { fields: { day: MONDAY, error: 'down' } },
    ]);
  });

  test('a missing list is reported as unavailable, never as "no papers"', async () => {
    const { read, lists, store } = await start();
    for (const day of [MONDAY, PAST]) {
      lists[day] = new TemporaryError('down');
      await expect(read(day)).rejects.toEqual(unreachable);
      expect(await store.listDay(day)).toBeNull();
    }
  });

  test('the next request tries again', async () => {
    const { read, lists } = await start();
    lists[MONDAY] = new TemporaryError('down');
    await expect(read(MONDAY)).rejects.toEqual(unreachable);
    lists[MONDAY] = makePapers(1);
    expect((await read(MONDAY))?.count).toBe(1);
  });
});

describe('a slow source', () => {
  async function startSlow() {
    const stage = await start();
    const slow = Promise.withResolvers<ReturnType<typeof makePapers>>();
    stage.source.listDay = () => {
      setImmediate(() => stage.clock.advance(20_000));
      return slow.promise;
    };
    return { ...stage, slow };
  }

  test('is given twenty seconds; a late list is saved', async () => {
    const { read, slow, store } = await startSlow();
    await expect(read(MONDAY)).rejects.toEqual(unreachable);
    slow.resolve(makePapers(2));
    await expect.poll(async () => (await store.listDay(MONDAY))?.count).toBe(2);
    expect((await read(MONDAY))?.count).toBe(2);
  });

  test('does not prevent the stored list from being shown', async () => {
    const { read, clock, store } = await startSlow();
    await store.saveListDay(MONDAY, makePapers(1), null, clock.now() - HOUR);
    expect((await read(MONDAY))?.count).toBe(1);
  });
});
