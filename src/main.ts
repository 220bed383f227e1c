import { randomUUID } from 'node:crypto';
import { COMMANDS } from '../commands/index.ts';
import { createResponder } from './app/commands/handlers.ts';
import { createAlert } from './app/health/alert.ts';
import { createStoreCheck } from './app/health/store-check.ts';
import { createPlaces } from './app/places/places.ts';
import { createRun } from './app/scheduler/run.ts';
import { vote } from './app/votes/record-vote.ts';
import { finalReason } from './cards/build-card.ts';
import type { Handlers, Listener } from './command/listener.ts';
import { buildParts, type Parts, subscribeDefaults } from './compose/compose.ts';
import { createHide, createLog } from './compose/logger.ts';
import { guardProcess } from './compose/process-guard.ts';
import { type Config, readConfig, readEnvironment } from './config/config.ts';
import { SetupError, TemporaryError } from './domain/errors.ts';
import type { HealthProblems } from './domain/health/incident.ts';
import { placeToId } from './domain/subscription/subscription.ts';
import { createLocalEngine } from './engine/local.ts';
import { type Clock, createClock } from './lib/clock.ts';
import { MINUTE } from './lib/duration.ts';
import type { Log } from './lib/log.ts';
import { createDiscordListener } from './platforms/discord/listener/listener.ts';
import { createSlackListener, EVENTS_PATH, type SlackListener } from './platforms/slack/listener/listener.ts';
import { createWebListener } from './platforms/web/listener.ts';
import type { Engine } from './ports/engine.ts';

/** Stopping may take this long, in milliseconds; then the process goes all the same. */
const STOP_WITHIN = 9_000;
/** The heart beats every 5 seconds; after this long without a beat the process is ill. */
const UNHEALTHY_AFTER = 2 * MINUTE;
/** How often is looked at whether a person is needed, beside each beat, in milliseconds. */
const CHECK_EVERY = 30_000;

/** What platforms are given to pass on what their members do. */
function createHandlers(parts: Parts, { settings }: Config, { wake }: Engine): Handlers {
  const { store, log, voteSync } = parts;
  return {
    ...createResponder({ ...parts, commands: COMMANDS, settings, wake, makeReference: randomUUID }),
    vote: (given, added) => vote(parts, given, added),
    ...voteSync,
    ...createPlaces({ store, log, wake }),
  };
}

/**
 * Starts the bot: listeners first, then the heartbeat. `stop` finishes what runs and gives everything back.
 * `onFatal` is told when no platform is left that takes our credentials.
 */
export async function startBot(
  config: Config,
  clock: Clock,
  log: Log,
  onFatal: (error: SetupError) => void = () => {},
) {
  const parts = await buildParts(config, clock, log);
  const { store, messages, events, discord, slack, cache, publishers, metrics, signal } = parts;
  await subscribeDefaults(parts, config);

  const engine = createLocalEngine({ log });
  const handlers = createHandlers(parts, config, engine);
  const listeners: Record<string, Listener> = {};
  /** Platforms that do not take our credentials, and why. */
  const refused: Record<string, string> = {};
  const turnOff = (platform: string, error: SetupError) => {
    if (refused[platform]) return;
    refused[platform] = error.message;
    log.error({ platform, error: error.message }, 'A platform is off until a person mends this');
    publishers.delete(platform);
    listeners[platform]
      ?.stop()
      .catch((err) => log.error({ platform, err }, 'A platform could not be stopped'));
    if (Object.keys(listeners).every((name) => refused[name])) onFatal(error);
  };
  const common = { handlers, clock, log, signal };
  if (discord) {
    const onRefused = (error: SetupError) => turnOff('discord', error);
    const own = { call: discord.call, commands: COMMANDS, cache, onFatal: onRefused };
    listeners.discord = createDiscordListener({ ...common, ...own }, discord);
  }
  let slackListener: SlackListener | undefined;
  if (slack) {
    const onRefused = (error: SetupError) => turnOff('slack', error);
    slackListener = createSlackListener({ ...common, ...slack, onFatal: onRefused }, slack);
    listeners.slack = slackListener;
  }
  const run = createRun({ ...parts, onFatal: turnOff, wake: engine.wake });
  const alert = createAlert(parts, config.alertPlace);
  if (config.alertPlace && !publishers.has(config.alertPlace.platform))
    log.warn(
      { place: placeToId(config.alertPlace) },
      'ALERT_PLACE is told nothing: its platform has no credentials',
    );
  // It quotes errors, and is read by others than the operator.
  const hide = createHide(config.secrets);
  let beatAt = clock.now();
  const storeCheck = createStoreCheck(parts);
  /** What is ill, by name; why, in English. */
  function checkHealth(): HealthProblems {
    const found: Record<string, string | null | undefined> = {
      ...Object.fromEntries(
        Object.entries(listeners).map(([name, listener]) => [name, listener.healthProblem()]),
      ),
      ...refused,
      ...run.healthProblems(),
      search: parts.indexing.healthProblem(),
      store: storeCheck.healthProblem(),
      heartbeat: clock.now() - beatAt > UNHEALTHY_AFTER ? 'no beat for two minutes' : null,
    };
    return Object.fromEntries(
      Object.entries(found).flatMap(([name, why]) => (why ? [[name, hide(why)]] : [])),
    );
  }
  const web = createWebListener(
    {
      ...{ store, messages, events, clock, log, handlers, missing: finalReason(parts.missing) },
      webhooks: slackListener && !slack?.appToken ? { [EVENTS_PATH]: slackListener.onRequest } : {},
      checkHealth,
      async metrics() {
        const gateways = Object.fromEntries(
          Object.entries(listeners).map(([name, listener]) => [name, listener.isUp()]),
        );
        const text = await metrics.render(store, clock, { beatAt, gateways, ill: checkHealth() });
        return { type: metrics.contentType, text };
      },
    },
    { host: config.host, port: config.port, timeZone: config.settings.timeZone },
  );
  try {
    await web.start();
  } catch (error) {
    await parts.close();
    const { code } = error as NodeJS.ErrnoException;
    throw new SetupError(
      `HOST ${config.host} and PORT ${config.port} cannot be listened on (${code}): set others`,
    );
  }
  for (const listener of Object.values(listeners)) await listener.start();

  const look = () => void alert.look(checkHealth());
  // A beat that hangs has to be told of as well.
  const looking = setInterval(look, CHECK_EVERY);
  engine.start({
    async beat() {
      void storeCheck.probe();
      try {
        const jobs = await run.beat();
        beatAt = clock.now();
        // Searching can wait for its index, editions cannot.
        void parts.indexing.catchUp();
        return jobs;
      } finally {
        look();
      }
    },
    run: run.run,
  });
  return {
    parts,
    address: web.address(),
    /** Lets the heart beat at once. */
    wake: engine.wake,
    async stop() {
      clearInterval(looking);
      parts.abort();
      await engine.stop();
      await Promise.all([web, ...Object.values(listeners)].map((listener) => listener.stop()));
      await parts.close();
    },
  };
}

async function main(): Promise<void> {
  const config = readConfig(readEnvironment());
  const log = createLog(config.logLevel, config.secrets);
  if (!config.openAi) {
    log.warn(
      {},
      'No model: set OPENAI_API_KEY or OPENAI_BASE_URL for Korean summaries; cards carry the abstract',
    );
  }
  if (!config.discord) log.info({}, 'Discord is off: set DISCORD_TOKEN to turn it on');
  if (!config.slack) {
    log.info(
      {},
      'Slack is off: set SLACK_BOT_TOKEN and SLACK_APP_TOKEN or SLACK_SIGNING_SECRET to turn it on',
    );
  }
  guardProcess(log);
  const fatal = Promise.withResolvers<SetupError>();
  const bot = await startBot(config, createClock(config.startAt), log, fatal.resolve);
  bot.parts.metrics.watchProcess();
  log.info({ address: bot.address }, 'The web channel is open');

  const stop = (signal: string) => {
    log.info({ signal }, 'Stopping');
    setTimeout(() => process.exit(process.exitCode ?? 1), STOP_WITHIN).unref();
    bot.stop().then(
      () => {
        log.info({}, 'Stopped');
        // A platform that hangs may still hold a connection.
        process.exit();
      },
      (err) => {
        log.error({ err }, 'Stopping failed');
        process.exitCode = 1;
      },
    );
  };
  fatal.promise.then((error) => {
    log.error({ error: error.message }, 'The bot cannot go on');
    process.exitCode = 2;
    stop('fatal');
  });
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

if (import.meta.main) {
  main().catch((error) => {
    const isClear = error instanceof SetupError || error instanceof TemporaryError;
    process.stderr.write(`${isClear ? error.message : error.stack}\n`);
    process.exitCode = error instanceof SetupError ? 2 : 1;
  });
}
