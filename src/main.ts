import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { hostname } from 'node:os';
import { COMMANDS } from '../commands/index.ts';
import { respond } from './app/respond.ts';
import { createRun } from './app/run.ts';
import { createSummarize } from './app/summarize.ts';
import { vote } from './app/vote.ts';
import { createClock } from './clock.ts';
import { type Config, readConfig, readEnvironment } from './config.ts';
import { lasting, type Missing } from './core/build-card.ts';
import { SetupError } from './core/errors.ts';
import type { Clock, Log, Publisher } from './core/ports.ts';
import { placeToId, WEB_PLACE } from './core/subscription.ts';
import { createLocalEngine } from './engine/local.ts';
import { createOpenAi } from './llm/openai.ts';
import { createLog } from './log.ts';
import { createWebListener } from './platforms/web/listener.ts';
import { createWebPublisher, type WebEvents } from './platforms/web/publisher.ts';
import { createHttp } from './sources/http.ts';
import { createHuggingFace } from './sources/huggingface.ts';
import { createCache } from './store/cache.ts';
import { createMessageLog } from './store/message-log.ts';
import { migrate } from './store/schema.ts';
import type { Sql } from './store/sql.ts';
import { openSqlite } from './store/sqlite.ts';
import { createStore } from './store/store.ts';

/** Stopping may take this long, in milliseconds; then the process goes all the same. */
const STOP_WITHIN = 9_000;
/** The heart beats every 15 seconds; after this long without a beat the process is ill. */
const ILL_AFTER = 2 * 60_000;

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
  const sql = await openDatabase('DATABASE_URL', config.databasePath);
  await migrate(sql);
  const store = createStore(sql);
  const messages = createMessageLog(sql);
  const cacheSql =
    config.cachePath === config.databasePath ? sql : await openDatabase('CACHE_URL', config.cachePath);
  const cache = await createCache(cacheSql.query, clock.now, log);

  const http = createHttp({ clock, log });
  const source = createHuggingFace({ http, log }, config.huggingFace);
  const onUsage = (usage: Parameters<typeof store.addUsage>[0]) => {
    store.addUsage(usage, clock.now()).catch((err) => log.error({ err }, 'Usage could not be counted'));
  };
  const summarizer = config.openAi && createOpenAi({ clock, log, cache, onUsage }, config.openAi);
  const { signal } = stopping;
  const summarize = createSummarize({ summarizer, store, clock, log, signal }, config.openAi?.width ?? 1);
  const missing: Missing = summarizer ? 'not-yet' : 'no-summarizer';

  const events: WebEvents = new EventEmitter();
  events.setMaxListeners(0);
  const publishers = new Map<string, Publisher>([
    [WEB_PLACE.platform, createWebPublisher({ messages, clock, events })],
  ]);
  const owner = `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`;

  return {
    ...{ clock, log, store, messages, cache, source, summarize, missing, publishers, events, owner, signal },
    /** Makes everything that waits give up. */
    abort: () => stopping.abort(),
    async close() {
      stopping.abort();
      await http.close();
      if (cacheSql !== sql) await cacheSql.close();
      await store.close();
    },
  };
}

/** The web channel is always subscribed with the default settings, the others as SUBSCRIBE says. */
export async function subscribeDefaults(
  { store, clock, log, publishers }: Parts,
  config: Config,
): Promise<void> {
  for (const place of [WEB_PLACE, ...config.subscribe]) {
    if (!publishers.has(place.platform)) {
      log.warn(
        { place: placeToId(place) },
        'This version has no such platform yet, the place is not subscribed',
      );
      continue;
    }
    const added = await store.subscribe(place, config.settings, clock.now());
    if (added) log.info({ place: placeToId(place) }, 'Subscribed a place');
  }
  await store.changeSettings(placeToId(WEB_PLACE), config.settings);
}

/** Starts the bot: listeners first, then the heartbeat. `stop` finishes what runs and gives everything back. */
export async function startBot(config: Config, clock: Clock, log: Log) {
  const parts = await buildParts(config, clock, log);
  const { store, messages, events } = parts;
  await subscribeDefaults(parts, config);

  // Answers and pages are not edited later, so they promise nothing.
  const missing = lasting(parts.missing);
  const desk = { store, commands: COMMANDS, missing };
  const makeReference = () => randomUUID().slice(0, 8);
  let beatAt = clock.now();
  const listener = createWebListener(
    {
      ...{ store, messages, events, log, missing },
      handlers: {
        respond: (place, line) => respond({ desk, log, makeReference }, place, line),
        vote: (reaction) => vote(parts, reaction),
      },
      async checkHealth() {
        const storeIll = await store.totals().then(() => null, String);
        return {
          ...(storeIll ? { store: storeIll } : {}),
          ...(clock.now() - beatAt > ILL_AFTER ? { heartbeat: 'no beat for two minutes' } : {}),
        };
      },
    },
    { host: config.host, port: config.port, timeZone: config.settings.timeZone },
  );
  try {
    await listener.start();
  } catch (error) {
    await parts.close();
    const { code } = error as NodeJS.ErrnoException;
    throw new SetupError(
      `HOST ${config.host} and PORT ${config.port} cannot be listened on (${code}): set others`,
    );
  }

  const run = createRun(parts);
  const engine = createLocalEngine({ log });
  engine.start({
    async beat() {
      const jobs = await run.beat();
      beatAt = clock.now();
      return jobs;
    },
    run: run.run,
  });
  return {
    parts,
    address: listener.address(),
    async stop() {
      parts.abort();
      await engine.stop();
      await listener.stop();
      await parts.close();
    },
  };
}

async function main(): Promise<void> {
  const config = readConfig(readEnvironment());
  const log = createLog(config.logLevel, config.secrets);
  for (const name of config.unused)
    log.warn({ name }, 'This version has no such platform yet, the variable is not used');
  if (!config.openAi) {
    log.warn(
      {},
      'No model: set OPENAI_API_KEY or OPENAI_BASE_URL for Korean summaries; cards carry the abstract',
    );
  }
  const bot = await startBot(config, createClock(config.startAt), log);
  log.info({ address: bot.address }, 'The web channel is open');

  const stop = (signal: string) => {
    log.info({ signal }, 'Stopping');
    setTimeout(() => process.exit(1), STOP_WITHIN).unref();
    bot.stop().then(
      () => log.info({}, 'Stopped'),
      (err) => {
        log.error({ err }, 'Stopping failed');
        process.exitCode = 1;
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

if (import.meta.main) {
  main().catch((error) => {
    process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
    process.exitCode = error instanceof SetupError ? 2 : 1;
  });
}
