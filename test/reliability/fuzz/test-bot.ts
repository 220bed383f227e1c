import { COMMANDS } from '../../../commands/index.ts';
import { createResponder } from '../../../src/app/commands/handlers.ts';
import { createCompletionCache } from '../../../src/app/search/completion-cache.ts';
import { createIndexing } from '../../../src/app/search/index-papers.ts';
import { createBudget } from '../../../src/app/summaries/budget.ts';
import { createSummarize } from '../../../src/app/summaries/summarize.ts';
import type { Invocation } from '../../../src/command/invocation.ts';
import { TemporaryError } from '../../../src/domain/errors.ts';
import { type Place, placeToId } from '../../../src/domain/subscription/subscription.ts';
import type { Log } from '../../../src/lib/log.ts';
import type { Source } from '../../../src/ports/source.ts';
import { migrate } from '../../../src/store/schema/migrations.ts';
import { openSearchIndex } from '../../../src/store/search/search-index.ts';
import type { Sql } from '../../../src/store/sql.ts';
import { openSqlite } from '../../../src/store/sqlite/driver.ts';
import { createStore } from '../../../src/store/store.ts';
import { createCache } from '../../../src/store/tables/cache.ts';
import { reportCorruptRows } from '../../../src/store/tables/row-reader.ts';
import { createTestClock } from '../../fixtures/clock.ts';
import { createTestLog } from '../../fixtures/log.ts';
import { makePaper, makeSummary, ONE_REQUEST } from '../../fixtures/papers.ts';
import { SETTINGS } from '../../fixtures/settings.ts';

export const LIST_DAY = '2026-08-21';
export const NOW = Date.parse('2026-08-22T03:00:00Z');
export const PLACES: readonly Place[] = ['a', 'b', 'c'].map((channel) => ({
  platform: 'fake',
  workspace: 'w',
  channel,
}));
export const HERE = PLACES[0] as Place;
export const PAPERS = Array.from({ length: 6 }, (_, n) =>
  makePaper({
    id: `2608.0000${n + 1}`,
    title: `Paper ${n + 1}: Reinforcement Learning in Fog`,
    upvotes: 60 - n,
  }),
);

/** A source whose lists always fail, and which has only papers whose ids end in 9. */
const nowhere: Source = {
  listDay: async () => {
    throw new TemporaryError('There is no source');
  },
  paper: async (id) => (id.endsWith('9') ? makePaper({ id }) : null),
};

/**
 * Fills the store with a day's list, summaries and votes, and with three places, the first of which already
 * has its edition.
 */
export async function fill(sql: Sql): Promise<void> {
  const store = createStore(sql);
  await store.saveListDay(LIST_DAY, PAPERS, null, NOW);
  for (const { id } of PAPERS.slice(0, 4)) {
    await store.saveSummary(
      id,
      { ...makeSummary(), model: 'made-up', promptVersion: '1', work: ONE_REQUEST },
      NOW,
    );
    await store.addReaction(
      { paperId: id, platform: 'fake', voter: 'v', messageId: `m${id}`, emoji: '👍', value: 1 },
      NOW,
    );
  }
  await store.addUsage({ model: 'made-up', promptTokens: 10, completionTokens: 10 }, NOW);
  await store.countSummary('good', []);
  for (const place of PLACES) await store.subscribe(place, { ...SETTINGS, count: 2 }, NOW - 20 * 60_000);
  const placeId = placeToId(HERE);
  const ids = PAPERS.slice(0, 2).map(({ id }) => id);
  await store.openEdition(placeId, LIST_DAY, ids, PAPERS.length, NOW);
  for (const paperId of [null, ...ids]) {
    const key = `${placeId}/${LIST_DAY}/${paperId ?? 'heading'}`;
    await store.claim({ key, placeId, day: LIST_DAY, paperId }, 'me', NOW, 1_000);
    await store.settle(key, `m${paperId}`, '60 summary', NOW);
  }
  await store.closeEdition(placeId, LIST_DAY, 'done', 0, NOW);
}

/** Starts the real commands on a real store in memory. */
export async function startTestBot(log: Log = createTestLog()) {
  const sql = openSqlite(':memory:');
  await migrate(sql);
  await fill(sql);
  const store = createStore(sql, reportCorruptRows(log));
  const clock = createTestClock(NOW);
  const cache = await createCache(sql.query, clock.now, log);
  const { signal } = new AbortController();
  // The index runs in this thread, because a separate thread is too slow for 100,000 cases.
  const index = await openSearchIndex(':memory:');
  const completionCache = createCompletionCache({ store, index, clock });
  const indexing = createIndexing({ store, index, onChange: completionCache.refresh, log, signal });
  await indexing.catchUp();
  const budget = createBudget({ store, clock }, null);
  const summarize = createSummarize(
    { summarizer: null, budget, store, clock, log, signal } as never,
    (work) => work(),
  );
  const parts = {
    store,
    clock,
    log,
    signal,
    index,
    completionCache,
    budget,
    summarize,
    cache,
    source: nowhere,
    price: null,
  };
  let references = 0;
  const responder = createResponder({
    ...parts,
    ...{
      commands: COMMANDS,
      settings: SETTINGS,
      missing: 'no-summarizer',
      modelCheck: { problem: () => null },
      wake: () => {},
    },
    makeReference: () => `r${++references}`,
  } as never);
  return { ...parts, sql, responder, indexing };
}

/** Returns an invocation by a member with all permissions. */
export const callAt = (place = HERE, id = 'u1', name = '미나'): Invocation => ({
  place,
  person: { id, name },
  manages: async () => true,
  findObstacles: async () => [],
  nameOf: async ({ channel }) => `#${channel}`,
});
