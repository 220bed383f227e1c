import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Keyv } from 'keyv';
import { onTestFinished } from 'vitest';
import type { RunDeps } from '../../../src/app/scheduler/run.ts';
import { createBudget } from '../../../src/app/summaries/budget.ts';
import { createSummarize } from '../../../src/app/summaries/summarize.ts';
import type { Day } from '../../../src/domain/calendar/day.ts';
import type { Card } from '../../../src/domain/card/card.ts';
import type { Paper } from '../../../src/domain/paper/paper.ts';
import type { StoredSummary } from '../../../src/domain/paper/summary.ts';
import type { Settings } from '../../../src/domain/subscription/settings.ts';
import { type Place, placeToId, type Subscription } from '../../../src/domain/subscription/subscription.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import type { Address, Publisher, SendResult } from '../../../src/ports/publisher.ts';
import type { Source } from '../../../src/ports/source.ts';
import type { Summarizer } from '../../../src/ports/summarizer.ts';
import { migrate } from '../../../src/store/schema/migrations.ts';
import { openSqlite } from '../../../src/store/sqlite/driver.ts';
import { createStore } from '../../../src/store/store.ts';
import type { TestClock } from '../../fixtures/clock.ts';
import { createTestLog } from '../../fixtures/log.ts';
import { makePaper, makeSummary, ONE_REQUEST } from '../../fixtures/papers.ts';
import { SETTINGS } from '../../fixtures/settings.ts';

/** A Friday, and noon in Seoul on the next day, when Friday's list has ended. */
export const LIST_DAY: Day = '2026-08-21';
export const NOON = Date.parse('2026-08-22T03:00:00Z');
export const PLACE: Place = { platform: 'fake', workspace: 'w1', channel: 'c1' };
export const PLACE_ID = placeToId(PLACE);

/** Returns `count` papers with consecutive ids and descending upvotes. */
export const makePapers = (count: number, from = 1): Paper[] =>
  Array.from({ length: count }, (_, index) =>
    makePaper({
      id: `2608.${String(from + index).padStart(5, '0')}`,
      title: `Paper ${from + index}`,
      upvotes: 100 - index,
    }),
  );

export const storedSummary = (): StoredSummary => ({
  ...makeSummary(),
  model: 'fake',
  promptVersion: '1',
  work: ONE_REQUEST,
});

/** Creates a clock that stands still: a sleep ends when `advance` reaches its end. */
export function createStillClock(start: number): Clock & Pick<TestClock, 'advance' | 'moveWall'> {
  let wall = start;
  let elapsed = 0;
  const sleepers = new Set<{ until: number; wake: () => void }>();
  return {
    now: () => wall,
    elapsed: () => elapsed,
    advance(ms) {
      wall += ms;
      elapsed += ms;
      for (const sleeper of sleepers) if (sleeper.until <= elapsed) sleeper.wake();
    },
    moveWall(ms) {
      wall += ms;
    },
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const sleeper = { until: elapsed + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
        if (ms <= 0) resolve();
      });
    },
  };
}

/** A hook can throw, wait, or return a result that replaces the fake's own. */
type Hook = (key: string) => unknown;

/** Creates a platform in memory. Like a real platform, it accepts the same message twice. */
export function createFakePublisher() {
  const messages: { id: string; key: string; card: Card; to: Address }[] = [];
  const searches: { key: string; to: Address }[] = [];
  const edits: string[] = [];
  const hooks: { beforeSend?: Hook; afterSend?: Hook; beforeEdit?: Hook } = {};
  const publisher: Publisher & {
    messages: typeof messages;
    searches: typeof searches;
    edits: string[];
    hooks: typeof hooks;
  } = {
    ...{ messages, searches, edits, hooks },
    leaseMs: 10_000,
    async send(to, card, key) {
      const instead = await hooks.beforeSend?.(key);
      if (instead) return instead as SendResult;
      messages.push({ id: `m${messages.length + 1}`, key, card, to });
      const id = `m${messages.length}`;
      await hooks.afterSend?.(key);
      return { state: 'sent', messageId: id };
    },
    async find(to, _card, key, { formerKeys = [] } = {}) {
      searches.push({ key: lastPart(key), to });
      const found = messages.find((message) => [key, ...formerKeys].includes(message.key));
      return found ? { state: 'sent', messageId: found.id } : null;
    },
    link: async (_place, messageId) => `https://fake.example/${messageId}`,
    shapeOf: async () => 'stream',
    findReason: async (_place, _layout, { reason }) => ({ reason, endsAt: null }),
    workspaceOf: async ({ workspace }) => workspace,
    async edit(messageId, card) {
      const message = messages.find(({ id }) => id === messageId);
      if (!message) return { state: 'messageRejected', reason: '글이 없습니다.' };
      const instead = await hooks.beforeEdit?.(message.key);
      if (instead) return instead as SendResult;
      message.card = card;
      edits.push(lastPart(message.key));
      return { state: 'sent', messageId };
    },
  };
  return publisher;
}

const lastPart = (key: string) => key.split('/').at(-1) as string;

/** Creates everything that the use cases need: a real store in a temporary folder, and working fakes. */
export async function createStage(list: readonly Paper[] = makePapers(5)) {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-app-'));
  const sql = openSqlite(join(folder, 'test.db'));
  onTestFinished(async () => {
    await sql.close();
    await rm(folder, { recursive: true });
  });
  await migrate(sql);
  const store = createStore(sql);
  const clock = createStillClock(NOON);
  const log = createTestLog();
  const stop = new AbortController();
  const publisher = createFakePublisher();

  const lists: Record<Day, readonly Paper[] | Error> = { [LIST_DAY]: list };
  const listsAsked: Day[] = [];
  /** Papers that are on no list, or errors that the source throws instead. */
  const others: Record<string, Paper | Error> = {};
  const source: Source = {
    async listDay(day) {
      listsAsked.push(day);
      const answer = lists[day] ?? [];
      if (answer instanceof Error) throw answer;
      return [...answer];
    },
    async paper(id) {
      const known = others[id] ?? null;
      if (known instanceof Error) throw known;
      return known;
    },
  };

  const asked: string[] = [];
  const model = { asked, answer: async (_paper: Paper) => storedSummary() };
  const summarizer: Summarizer = {
    ...{ model: 'fake', promptVersion: '1' },
    async summarize(paper) {
      asked.push(paper.id);
      return model.answer(paper);
    },
  };
  const budget = createBudget({ store, clock }, null);
  const summarize = createSummarize({ summarizer, budget, store, clock, log, signal: stop.signal }, (work) =>
    work(),
  );

  const fatal: (readonly [platform: string, error: Error])[] = [];
  await store.saveListDay(LIST_DAY, list, null, NOON);
  const parts: RunDeps = {
    ...{ store, clock, log, source, summarize, signal: stop.signal, cache: new Keyv() },
    publishers: new Map([[PLACE.platform, publisher]]),
    missing: 'not-yet',
    modelCheck: { needsOperator: () => false, problem: () => null },
    ...{ budget, price: null },
    instrumentation: { job: (_kind, work) => work() },
    ...{ messengers: new Map(), alertsSubscribers: true },
    wake: () => {},
    owner: 'a',
    restored: null,
    pauses: [],
    onFound: () => {},
    onFatal: (...known) => fatal.push(known),
  };
  return {
    ...{ parts, sql, store, clock, log, stop, publisher, lists, listsAsked, others, model, fatal, folder },
    /** Subscribes a place (by default, `PLACE`). */
    async subscribe(settings: Partial<Settings> = {}, place = PLACE): Promise<Subscription> {
      await store.subscribe(place, { ...SETTINGS, ...settings }, clock.now());
      const id = placeToId(place);
      return (await store.subscriptions()).find((known) => placeToId(known.place) === id) as Subscription;
    },
    /** Returns the posted messages, in order, as `heading` and paper ids. */
    posted: () => publisher.messages.map(({ key }) => lastPart(key)),
    card: (paperId: string) => publisher.messages.find(({ key }) => lastPart(key) === paperId)?.card as Card,
    edition: (day = LIST_DAY) => store.edition(PLACE_ID, day),
  };
}

export type Stage = Awaited<ReturnType<typeof createStage>>;

/** Returns the error that a promise rejects with. */
export const failure = (promise: Promise<unknown>): Promise<Error & { retryAfterMs?: number }> =>
  promise.then(
    () => {
      throw new Error('It did not fail');
    },
    (error) => error,
  );
