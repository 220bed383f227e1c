import { describe, expect, test } from 'vitest';
import { collect } from '../../../src/app/editions/collect.ts';
import { listDayEnd } from '../../../src/domain/calendar/day.ts';
import { TemporaryError } from '../../../src/domain/errors.ts';
import { HOUR } from '../../../src/lib/duration.ts';
import { createStage, failure, LIST_DAY, makePapers, NOON } from './harness.ts';

/** The next day, whose list is unfinished at `NOON`. */
const NEXT_DAY = '2026-08-24';
const papers = makePapers(3);

async function start() {
  const stage = await createStage(papers);
  return { ...stage, collect: (day: string) => collect(stage.parts, day) };
}

describe('a list', () => {
  test('is saved unchanged, with the time of the fetch', async () => {
    const { collect, lists, store } = await start();
    lists[NEXT_DAY] = papers.toReversed();
    expect(await collect(NEXT_DAY)).toEqual(papers.toReversed());
    expect(await store.listDay(NEXT_DAY)).toEqual({
      day: NEXT_DAY,
      fetchedAt: NOON,
      count: 3,
      emptySince: null,
      papers: papers.toReversed(),
    });
  });

  test('replaces an older one', async () => {
    const { collect, lists, store, clock } = await start();
    lists[LIST_DAY] = makePapers(5).slice(1);
    clock.advance(HOUR);
    await collect(LIST_DAY);
    expect(await store.listDay(LIST_DAY)).toMatchObject({
      fetchedAt: NOON + HOUR,
      papers: makePapers(5).slice(1),
    });
  });

  test('that is known is not replaced by an empty response', async () => {
    const { collect, lists, store, clock, log } = await start();
    lists[LIST_DAY] = [];
    clock.advance(HOUR);
    expect(await collect(LIST_DAY)).toEqual(papers);
    // The list counts as fetched now; otherwise the next heartbeat would fetch it again.
    expect(await store.listDay(LIST_DAY)).toEqual({
      day: LIST_DAY,
      fetchedAt: NOON + HOUR,
      count: 3,
      emptySince: null,
      papers,
    });
    expect(log.lines.map(({ level }) => level)).toEqual(['warn']);
  });

  test('that cannot be fetched is not saved', async () => {
    const { collect, lists, store } = await start();
    lists[NEXT_DAY] = new TemporaryError('down');
    expect(await failure(collect(NEXT_DAY))).toBeInstanceOf(TemporaryError);
    expect(await store.listDay(NEXT_DAY)).toBeNull();

    const known = await store.listDay(LIST_DAY);
    lists[LIST_DAY] = new TemporaryError('down');
    expect(await failure(collect(LIST_DAY))).toBeInstanceOf(TemporaryError);
    expect(await store.listDay(LIST_DAY)).toEqual(known);
  });
});

describe('an empty day', () => {
  test('counts as empty since the first response after its end, and keeps that time', async () => {
    const { collect, store, clock } = await start();
    const emptySince = async () => (await store.listDay(NEXT_DAY))?.emptySince;
    const over = listDayEnd(NEXT_DAY);

    clock.advance(over - HOUR - NOON);
    await collect(NEXT_DAY);
    expect(await emptySince()).toBeNull();
    clock.advance(HOUR);
    await collect(NEXT_DAY);
    expect(await emptySince()).toBe(over);
    clock.advance(HOUR);
    await collect(NEXT_DAY);
    expect(await emptySince()).toBe(over);
    expect(await store.listDay(NEXT_DAY)).toMatchObject({ fetchedAt: over + HOUR });
  });

  test('that fills later does not count as empty', async () => {
    const { collect, lists, store, clock } = await start();
    clock.advance(listDayEnd(NEXT_DAY) - NOON);
    await collect(NEXT_DAY);
    lists[NEXT_DAY] = papers;
    await collect(NEXT_DAY);
    expect(await store.listDay(NEXT_DAY)).toMatchObject({ count: 3, emptySince: null });
  });
});
