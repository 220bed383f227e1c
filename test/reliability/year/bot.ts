import { inspect } from 'node:util';
import { Keyv } from 'keyv';
import { status } from '../../../commands/status.ts';
import { subscribe } from '../../../commands/subscribe.ts';
import { unsubscribe } from '../../../commands/unsubscribe.ts';
import { createPlaces } from '../../../src/app/places/places.ts';
import { createRun, type RunDeps } from '../../../src/app/scheduler/run.ts';
import { createBudget } from '../../../src/app/summaries/budget.ts';
import { createSummarize } from '../../../src/app/summaries/summarize.ts';
import type { Command, CommandContext } from '../../../src/command/define.ts';
import type { Invocation, Reply } from '../../../src/command/invocation.ts';
import type { StoredSummary } from '../../../src/domain/paper/summary.ts';
import type { Publisher } from '../../../src/ports/publisher.ts';
import type { Source } from '../../../src/ports/source.ts';
import { migrate } from '../../../src/store/schema/migrations.ts';
import { openSqlite } from '../../../src/store/sqlite/driver.ts';
import { createStore } from '../../../src/store/store.ts';
import { makeSummary, ONE_REQUEST } from '../../fixtures/papers.ts';
import { SETTINGS } from '../../fixtures/settings.ts';
import { type Member, placeOf } from './cast.ts';
import type { createStillClock } from './world.ts';

/** The maximum number of rounds in one heartbeat; more would mean an endless loop. */
const MAX_ROUNDS = 60;

const summary: StoredSummary = { ...makeSummary(), model: 'fake', promptVersion: '1', work: ONE_REQUEST };

interface World {
  readonly clock: ReturnType<typeof createStillClock>;
  readonly source: Source;
  readonly publishers: ReadonlyMap<string, Publisher>;
}

/** Creates the real application with a real store in memory and a simulated environment. */
export async function createBot({ clock, source, publishers }: World) {
  const sql = openSqlite(':memory:');
  await migrate(sql);
  const store = createStore(sql);
  const errors: string[] = [];
  const ignore = () => {};
  const log = {
    ...{ debug: ignore, info: ignore, warn: ignore },
    error: (fields: object, sentence: string) => void errors.push(`${sentence} ${inspect(fields)}`),
  };
  const { signal } = new AbortController();
  const budget = createBudget({ store, clock }, null);
  const summarizer = { model: 'fake', promptVersion: '1', summarize: async () => summary };
  const parts: RunDeps = {
    ...{ store, clock, log, source, signal, publishers, budget, cache: new Keyv(), price: null },
    summarize: createSummarize({ summarizer, budget, store, clock, log, signal }, (work) => work()),
    missing: 'not-yet',
    modelCheck: { needsOperator: () => false, problem: () => null },
    instrumentation: { job: (_kind, work) => work() },
    ...{ messengers: new Map(), alertsSubscribers: true },
    wake: () => {},
    restored: null,
    pauses: [],
    owner: 'life 1',
    onFound: () => {},
    onFatal: (_platform, error) => {
      throw error;
    },
  };
  let lives = 1;
  let run = createRun(parts);
  const context = {
    store,
    clock,
    settings: SETTINGS,
    price: null,
    wake: () => {},
    modelProblem: () => null,
  } as unknown as CommandContext;
  const places = createPlaces({ store, publishers, clock, log, wake: () => {} });

  function use(command: Command, member: Member, typed: Record<string, string> = {}): Promise<Reply> {
    const call: Invocation = {
      place: placeOf(member),
      person: { id: 'u1', name: '미나' },
      manages: async () => true,
      findObstacles: async () => [],
      nameOf: async () => null,
    };
    return command.run(call, typed, context);
  }

  return {
    errors,
    /** Plans and runs jobs, like the engine, until nothing is due. */
    async beat(): Promise<void> {
      for (let rounds = 0; ; rounds += 1) {
        const jobs = await run.beat();
        if (jobs.length === 0) return;
        if (rounds > MAX_ROUNDS) throw new Error(`The plan does not come to rest: ${JSON.stringify(jobs)}`);
        for (const job of jobs) await run.run(job);
      }
    },
    /** Simulates a restart: continues on the same store, but as a different owner of claims. */
    restart(): void {
      lives += 1;
      run = createRun({ ...parts, owner: `life ${lives}` });
    },
    async subscribe(member: Member): Promise<void> {
      const { time, zone, live, word, votes, weekdays, others } = member;
      await use(subscribe, member, {
        ...{ time, zone, count: '2' },
        ...(live ? { list: 'live' } : {}),
        ...(word ? { words: word } : {}),
        ...(votes ? { votes: String(votes) } : {}),
        ...(weekdays ? { weekdays: weekdays.map((day) => '일월화수목금토'[day]).join() } : {}),
        ...others,
      });
    },
    unsubscribe: (member: Member) => use(unsubscribe, member),
    /** Reports, like a listener, that a place accepts messages again. */
    resume: ({ platform, name }: Member) =>
      places.resumePlaces(platform, ({ place }) => place.channel === name),
    /** Returns the reply to `/paper status`: the text of each section, by its label. */
    async status(member: Member): Promise<ReadonlyMap<string, string>> {
      const { cards } = await use(status, member);
      return new Map(cards.flatMap(({ sections }) => sections).map(({ label, text }) => [label, text]));
    },
    close: () => store.close(),
  };
}

export type Bot = Awaited<ReturnType<typeof createBot>>;
