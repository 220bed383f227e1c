import { describe, expect, test } from 'vitest';
import { createCompletionCache } from '../../../src/app/search/completion-cache.ts';
import { NO_COMPLETION_DATA } from '../../../src/command/completion-data.ts';
import { addDays } from '../../../src/domain/calendar/day.ts';
import { createResponderDeps } from '../commands/responder-deps.ts';
import { createStage, LIST_DAY, makePapers, NOON } from '../editions/harness.ts';

const title = (number: number) => ({
  id: `2608.${String(number).padStart(5, '0')}`,
  title: `Paper ${number}`,
});

async function start(count = 3) {
  const stage = await createStage(makePapers(count));
  return { ...stage, ...(await createResponderDeps(stage.parts, stage.folder)) };
}

describe('data for completions', () => {
  test('are empty at first, and complete once the index has caught up', async () => {
    const { completionCache, indexing } = await start();
    expect(completionCache.current()).toEqual(NO_COMPLETION_DATA);
    await indexing.catchUp();
    expect(completionCache.current().papers).toEqual([title(1), title(2), title(3)]);
    expect(completionCache.current().fieldCounts.get('rl')).toBe(3);
  });

  test('are ordered by newest list, then most upvotes, each paper once', async () => {
    const { completionCache, indexing, store } = await start();
    await store.saveListDay('2026-08-24', makePapers(2, 8).toReversed(), null, NOON);
    await store.saveListDay('2026-08-20', [...makePapers(1, 5), ...makePapers(1)], null, NOON);
    await indexing.catchUp();
    expect(completionCache.current().papers).toEqual([8, 9, 1, 2, 3, 5].map(title));
  });

  test('cover four months', async () => {
    const { completionCache, indexing, store } = await start(1);
    const saturday = addDays(LIST_DAY, 1);
    await store.saveListDay(addDays(saturday, -120), makePapers(1, 5), null, NOON);
    await store.saveListDay(addDays(saturday, -121), makePapers(1, 6), null, NOON);
    await indexing.catchUp();
    expect(completionCache.current().papers).toEqual([title(1), title(5)]);
  });

  test('stay unchanged while their sources are unavailable', async () => {
    const { index, clock, store } = await start(1);
    let isUnhealthy = false;
    const fieldCounts = async () => {
      if (isUnhealthy) throw new Error('ill');
      return index.fieldCounts();
    };
    const completionCache = createCompletionCache({ store, index: { fieldCounts }, clock });
    await completionCache.refresh();
    const known = completionCache.current();
    expect(known.papers).toEqual([title(1)]);
    isUnhealthy = true;
    await store.saveListDay('2026-08-24', makePapers(1, 2), null, NOON);
    await expect(completionCache.refresh()).rejects.toThrow('ill');
    expect(completionCache.current()).toBe(known);
  });

  test('are an immutable snapshot: its holder always sees the same papers', async () => {
    const { completionCache, indexing, store } = await start(1);
    await indexing.catchUp();
    const { papers } = completionCache.current();
    await store.saveListDay('2026-08-24', makePapers(1, 2), null, NOON);
    await indexing.catchUp();
    expect(papers).toEqual([title(1)]);
    expect(completionCache.current().papers).toEqual([title(2), title(1)]);
  });
});
