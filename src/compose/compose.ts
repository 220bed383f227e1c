import { randomUUID } from 'node:crypto';
import { EventEmitter, setMaxListeners } from 'node:events';
import { hostname } from 'node:os';
import { SEND_PAUSES } from '../app/editions/send.ts';
import { createCompletionCache } from '../app/search/completion-cache.ts';
import { createIndexing } from '../app/search/index-papers.ts';
import { createBudget } from '../app/summaries/budget.ts';
import { createSummarize } from '../app/summaries/summarize.ts';
import { createInstrumentation } from '../app/telemetry/instrument.ts';
import { createVoteSync } from '../app/votes/recount.ts';
import type { Missing } from '../cards/build-card.ts';
import type { Config } from '../config/config.ts';
import { SetupError } from '../domain/errors.ts';
import { placeToId, WEB_PLACE } from '../domain/subscription/subscription.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { createOpenAi } from '../llm/openai.ts';
import { createDiscordCall } from '../platforms/discord/api/call.ts';
import { createRest } from '../platforms/discord/api/client.ts';
import { createRequestRateLimiter } from '../platforms/discord/api/rate-limiter.ts';
import { createDiscordInitialReactions } from '../platforms/discord/initial-reactions.ts';
import { createDiscordPublisher } from '../platforms/discord/publisher.ts';
import { createSlackCall } from '../platforms/slack/api/call.ts';
import { createChannelRateLimiter, rateLimitCalls } from '../platforms/slack/api/rate-limiter.ts';
import { createSlackInitialReactions } from '../platforms/slack/initial-reactions.ts';
import { createSlackPublisher } from '../platforms/slack/publisher.ts';
import { createWebPublisher, type WebEvents } from '../platforms/web/publisher.ts';
import type { Publisher } from '../ports/publisher.ts';
import { createHttp } from '../sources/http.ts';
import { createHuggingFace } from '../sources/huggingface.ts';
import { noteRestored } from '../store/schema/metadata.ts';
import { migrate } from '../store/schema/migrations.ts';
import { deleteIndex } from '../store/search/index-file.ts';
import { createSearchIndex } from '../store/search/thread.ts';
import type { Sql } from '../store/sql.ts';
import { openSqlite } from '../store/sqlite/driver.ts';
import { createStore } from '../store/store.ts';
import { createCache } from '../store/tables/cache.ts';
import { createMessageLog } from '../store/tables/message-log.ts';
import { reportOnce } from '../store/tables/row-reader.ts';
import { createMetrics } from './prometheus.ts';

export type Parts = Awaited<ReturnType<typeof buildParts>>;

/** @throws {SetupError} if the file cannot be opened or is no database */
async function openDatabase(name: string, path: string): Promise<Sql> {
  try {
    const sql = openSqlite(path);
    await sql.query('SELECT COUNT(*) FROM sqlite_master');
    return sql;
  } catch (error) {
    throw new SetupError(`${name} cannot be opened: ${(error as Error).message}`);
  }
}

/** Everything between the ports, as the configuration says. `close` gives it all back. */
export async function buildParts(config: Config, clock: Clock, log: Log) {
  const stopping = new AbortController();
  // Whatever waits listens to it.
  setMaxListeners(0, stopping.signal);
  const sql = await openDatabase('DATABASE_URL', config.databasePath);
  await migrate(sql);
  const restored = await noteRestored(sql, clock.now());
  if (restored?.isNew) {
    log.warn(
      { copiedAt: new Date(restored.copiedAt).toISOString() },
      'The database was restored from a copy: what was sent since then is looked for before it is sent again',
    );
    // It knows papers that the copy does not know.
    deleteIndex(config.searchPath);
  }
  const onBroken = reportOnce(log);
  const store = createStore(sql, onBroken);
  const messages = createMessageLog(sql, onBroken);
  const cacheSql =
    config.cachePath === config.databasePath ? sql : await openDatabase('CACHE_URL', config.cachePath);
  const cache = await createCache(cacheSql.query, clock.now, log);

  const metrics = createMetrics();
  const instrumentation = createInstrumentation(metrics.meter, clock);
  const http = createHttp({ clock, log });
  const source = instrumentation.source(createHuggingFace({ http, log }, config.huggingFace));
  const onUsage = (usage: Parameters<typeof store.addUsage>[0]) => {
    store.addUsage(usage, clock.now()).catch((err) => log.error({ err }, 'Usage could not be counted'));
  };
  const { openAi } = config;
  const summarizer =
    openAi &&
    instrumentation.summarizer(
      createOpenAi(
        { clock, log, cache, onUsage, random: Math.random },
        { ...openAi, claimCheck: openAi.claimCheck && { ...openAi, ...openAi.claimCheck } },
      ),
    );
  const budget = createBudget({ store, clock }, openAi?.maxDailyTokens ?? null);
  const { signal } = stopping;
  const index = createSearchIndex(config.searchPath);
  const memory = createCompletionCache({ store, index, clock });
  const indexing = createIndexing({ store, index, onChange: memory.refresh, log, signal });
  const summarize = createSummarize(
    { summarizer, budget, store, clock, log, signal },
    openAi?.concurrency ?? 1,
  );
  const missing: Missing = summarizer ? 'not-yet' : 'no-summarizer';

  const events: WebEvents = new EventEmitter();
  events.setMaxListeners(0);
  const publishers = new Map<string, Publisher>();
  const addPublisher = (platform: string, publisher: Publisher) =>
    publishers.set(platform, instrumentation.publisher(platform, publisher));
  addPublisher(WEB_PLACE.platform, createWebPublisher({ messages, clock, events }));
  const discord = config.discord && connectDiscord(config.discord, { clock, log, signal });
  const slack = config.slack && connectSlack(config.slack, { clock, log, signal });
  if (slack) addPublisher('slack', createSlackPublisher({ ...slack, log }));
  if (discord) addPublisher('discord', createDiscordPublisher({ ...discord, clock, log }));
  const voteSync = createVoteSync({
    store,
    clock,
    log,
    signal,
    newestReaction: await store.newestReaction(),
  });
  const owner = `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`;

  return {
    ...{ clock, log, store, messages, cache, source, summarize, missing, publishers, events, owner, signal },
    ...{ pauses: SEND_PAUSES, unexpectedFailures: new Map<string, number>() },
    ...{ discord, slack, index, memory, indexing, budget, price: openAi?.price ?? null },
    ...{ voteSync, onFound: voteSync.onFound, restored, metrics, instrumentation },
    /** Makes everything that waits give up. */
    abort: () => stopping.abort(),
    async close() {
      stopping.abort();
      await http.close();
      await index.close();
      if (cacheSql !== sql) await cacheSql.close();
      await store.close();
    },
  };
}

interface ConnectDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

function connectDiscord(config: NonNullable<Config['discord']>, parts: ConnectDeps) {
  const rest = createRest(config.token, config.apiUrl, createRequestRateLimiter(parts.clock));
  const call = createDiscordCall({ ...parts, rest });
  return { ...config, call, addInitialReactions: createDiscordInitialReactions({ ...parts, call }) };
}

function connectSlack(config: NonNullable<Config['slack']>, parts: ConnectDeps) {
  const { botToken, apiUrl } = config;
  const call = rateLimitCalls(createSlackCall(botToken, apiUrl, parts.signal), parts);
  return {
    ...config,
    call,
    rateLimiter: createChannelRateLimiter(parts),
    addInitialReactions: createSlackInitialReactions({ ...parts, call }),
  };
}

/** The web channel is always subscribed with the default settings, the others as SUBSCRIBE says. */
export async function subscribeDefaults(
  { store, clock, log, publishers }: Parts,
  config: Config,
): Promise<void> {
  for (const place of [WEB_PLACE, ...config.subscribe]) {
    if (!publishers.has(place.platform)) {
      log.warn({ place: placeToId(place) }, 'Its platform has no credentials, the place is not subscribed');
      continue;
    }
    const known = await store.subscription(placeToId(place));
    // One that was unsubscribed by command stays so; one whose channel was gone may be back.
    const isBack = known?.state === 'ended' && known.reason !== null;
    if (isBack) await store.renewSubscription(known.place, known.settings, clock.now());
    const added = isBack || (await store.subscribe(place, config.settings, clock.now()));
    if (added) log.info({ place: placeToId(place) }, 'Subscribed a place');
  }
  await store.changeSettings(placeToId(WEB_PLACE), config.settings);
}
