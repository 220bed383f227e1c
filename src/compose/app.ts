import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { hostname } from 'node:os';
import { SEND_PAUSES } from '../app/editions/send.ts';
import { createTranslatedSearch } from '../app/search/translated-search.ts';
import { type Budget, createBudget } from '../app/summaries/budget.ts';
import { createSummarize, type Summarize } from '../app/summaries/summarize.ts';
import { createInstrumentation, type Instrumentation } from '../app/telemetry/instrument.ts';
import { createVoteSync, type VoteSync } from '../app/votes/vote-sync.ts';
import type { Missing } from '../cards/build-card.ts';
import type { Config } from '../config/config.ts';
import type { Price } from '../domain/paper/cost.ts';
import type { Clock } from '../lib/clock.ts';
import { SECOND } from '../lib/duration.ts';
import type { Log } from '../lib/log.ts';
import { createNetwork, type Network } from '../lib/network/network.ts';
import { settleWithin } from '../lib/timeout.ts';
import { createSearchIndex } from '../store/search/thread.ts';
import { connectPlatforms, type Platforms } from './platforms.ts';
import { createMetrics, type Metrics } from './prometheus.ts';
import { createSearch, type OpenIndex, type Search } from './search.ts';
import { openStorage, type Storage } from './storage.ts';
import { connectUpstreams, type Upstreams } from './upstreams.ts';

/** How long to wait for pending requests at the end, in milliseconds. */
const CLOSE_WITHIN = SECOND;

/** Everything that the use cases depend on, without the listeners and the heartbeat, which `startBot` adds. */
export interface App
  extends Omit<Storage, 'close'>,
    Omit<Search, 'close'>,
    Omit<Upstreams, 'summarizer' | 'translator'>,
    Platforms {
  readonly clock: Clock;
  readonly log: Log;
  readonly network: Network;
  /** Aborted when the process stops. */
  readonly signal: AbortSignal;
  readonly summarize: Summarize;
  readonly budget: Budget;
  readonly price: Price | null;
  /** False if nobody is told about paused places (ALERT_SUBSCRIBERS). */
  readonly alertsSubscribers: boolean;
  /** The reason given on cards without a summary. */
  readonly missing: Missing;
  readonly voteSync: VoteSync;
  readonly onFound: VoteSync['onFound'];
  /** The name of this process in its claims on deliveries. */
  readonly owner: string;
  /** The pauses before a send is retried within the same job, in milliseconds. */
  readonly pauses: readonly number[];
  readonly metrics: Metrics;
  readonly instrumentation: Instrumentation;
  /** Aborts `signal`, which cancels all waits and pending requests. */
  abort(): void;
  /** Aborts `signal`, then closes connections and files. */
  close(): Promise<void>;
}

/**
 * Builds the parts of the app that the configuration enables. The search index has a thread of its own, unless
 * `openIndex` opens another.
 * @throws {SetupError} if a database cannot be opened
 */
export async function buildApp(
  config: Config,
  clock: Clock,
  log: Log,
  openIndex: OpenIndex = createSearchIndex,
): Promise<App> {
  const stopping = new AbortController();
  const { signal } = stopping;
  // Every wait in the app adds a listener to this signal, so many listeners do not indicate a leak.
  setMaxListeners(0, signal);
  const storage = await openStorage(config, clock, log);
  const { store, messages, cache } = storage;
  const metrics = createMetrics();
  const instrumentation = createInstrumentation(metrics.record, clock);
  const network = createNetwork(config.proxies);
  const budget = createBudget({ store, clock }, config.openAi?.maxDailyTokens ?? null);
  const upstreams = connectUpstreams({ store, cache, network, clock, log, budget, instrumentation }, config);
  const { summarizer, translator, limit } = upstreams;
  const search = createSearch({ store, clock, log, signal }, await openIndex(config.searchPath));
  const platforms = connectPlatforms({ messages, network, clock, log, signal, instrumentation }, config);
  const voteSync = createVoteSync({
    store,
    clock,
    log,
    signal,
    newestReaction: await store.newestReaction(),
  });

  return {
    clock,
    log,
    network,
    signal,
    store,
    messages,
    cache,
    restored: storage.restored,
    cookieKey: storage.cookieKey,
    index: translator
      ? createTranslatedSearch({ index: search.index, translator, budget, cache, clock, log, signal })
      : search.index,
    indexing: search.indexing,
    completionCache: search.completionCache,
    source: upstreams.source,
    publishers: platforms.publishers,
    messengers: platforms.messengers,
    alertsSubscribers: config.alertsSubscribers,
    events: platforms.events,
    discord: platforms.discord,
    slack: platforms.slack,
    summarize: createSummarize({ summarizer, budget, store, clock, log, signal }, limit.run),
    limit,
    modelCheck: upstreams.modelCheck,
    budget,
    price: config.openAi?.price ?? null,
    missing: summarizer ? 'not-yet' : 'no-summarizer',
    voteSync,
    onFound: voteSync.onFound,
    owner: `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`,
    pauses: SEND_PAUSES,
    metrics,
    instrumentation,
    abort: () => stopping.abort(),
    async close() {
      stopping.abort();
      // The wait is limited because a server might never answer a request that nobody waits for any more.
      await settleWithin(clock, CLOSE_WITHIN, [network.close()]);
      await search.close();
      await storage.close();
    },
  };
}
