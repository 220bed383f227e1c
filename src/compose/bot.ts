import { randomUUID } from 'node:crypto';
import { COMMANDS } from '../../commands/index.ts';
import { createResponder } from '../app/commands/handlers.ts';
import { createQuota } from '../app/commands/quota.ts';
import { createAlert } from '../app/health/alert.ts';
import { createPausedReport } from '../app/health/paused-report.ts';
import { createStoreCheck } from '../app/health/store-check.ts';
import { createPlaces } from '../app/places/places.ts';
import { createRun } from '../app/scheduler/run.ts';
import { showEverywhere } from '../app/summaries/show-everywhere.ts';
import { vote } from '../app/votes/record-vote.ts';
import { finalReason } from '../cards/build-card.ts';
import type { Handlers } from '../command/listener.ts';
import type { Config } from '../config/config.ts';
import { SetupError } from '../domain/errors.ts';
import { placeToId, type Subscription } from '../domain/subscription/subscription.ts';
import { createLocalEngine } from '../engine/local.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { createWebListener } from '../platforms/web/listener.ts';
import { createSearchIndex } from '../store/search/thread.ts';
import { type App, buildApp } from './app.ts';
import { createHealth, type Health } from './health.ts';
import { createListeners, type Listeners } from './listeners.ts';
import { createHide } from './logger.ts';
import type { OpenIndex } from './search.ts';
import { subscribeDefaults } from './subscribe-defaults.ts';

/** The interval of the health checks for alerts, in milliseconds. Each heartbeat also ends with a check. */
const CHECK_EVERY = 30_000;

export interface Bot {
  readonly app: App;
  /** The web channel's URL, such as `http://127.0.0.1:8080`. */
  readonly address: string;
  /** Starts a heartbeat immediately, or as soon as the current one has ended. */
  wake(): void;
  /** Cancels all waits and requests, waits until the running jobs have ended, then closes everything. */
  stop(): Promise<void>;
}

/**
 * Starts the bot: listeners first, then the heartbeat. `onFatal` is called when every enabled chat platform has
 * rejected our credentials. `openIndex` opens the search index, by default in a thread of its own.
 * @throws {SetupError} if a database cannot be opened, or the web server cannot listen on HOST and PORT
 */
export async function startBot(
  config: Config,
  clock: Clock,
  log: Log,
  onFatal: (error: SetupError) => void = () => {},
  openIndex: OpenIndex = createSearchIndex,
): Promise<Bot> {
  const app = await buildApp(config, clock, log, openIndex);
  await subscribeDefaults(app, config);

  const engine = createLocalEngine({ log });
  const handlers = createHandlers(app, config, {
    wake: engine.wake,
    onMoved: (...ids) => run.movePlace(...ids),
  });
  const { listeners, webhooks, ...platforms } = createListeners(app, handlers, onFatal);
  const run = createRun({ ...app, onFatal: platforms.turnOff, wake: engine.wake });
  app.modelCheck.onRecovery(run.onModelRecovery);
  const storeCheck = createStoreCheck(app);
  const health = createHealth(
    clock,
    () => ({
      ...platforms.healthProblems(),
      ...run.healthProblems(),
      search: app.indexing.healthProblem(),
      store: storeCheck.healthProblem(),
      llm: app.modelCheck.healthProblem(),
    }),
    // Redact secrets as in the log, because /healthz and the alert channel have even more readers.
    createHide(config.secrets),
  );
  const { longPaused } = run;
  const web = createWeb(app, config, { handlers, health, longPaused, listeners, webhooks });
  try {
    await web.start();
  } catch (error) {
    await app.close();
    const { code } = error as NodeJS.ErrnoException;
    throw new SetupError(
      `Cannot listen on HOST ${config.host} and PORT ${config.port} (${code}): choose others`,
    );
  }
  for (const listener of Object.values(listeners)) await listener.start();

  const alert = createAlert(app, config.alertPlace);
  const pausedReport = createPausedReport(app, config.alertPlace);
  if (config.alertPlace && !app.publishers.has(config.alertPlace.platform)) {
    log.warn(
      { place: placeToId(config.alertPlace) },
      'No alerts: the platform of ALERT_PLACE has no credentials',
    );
  }
  const checkHealth = () => {
    void alert.check(health.check());
    void pausedReport.check(run.longPaused());
  };
  // The timer detects a heartbeat that hangs: such a heartbeat never reaches its own check.
  const checking = setInterval(checkHealth, CHECK_EVERY);
  void app.modelCheck.start();
  engine.start({
    async beat() {
      void storeCheck.probe();
      void app.modelCheck.tick();
      try {
        const jobs = await run.beat();
        health.noteBeat();
        // Editions do not need the search index, so they do not wait for it.
        void app.indexing.catchUp();
        return jobs;
      } finally {
        checkHealth();
      }
    },
    run: run.run,
  });

  return {
    app,
    address: web.address(),
    wake: engine.wake,
    async stop() {
      clearInterval(checking);
      app.abort();
      await engine.stop();
      await Promise.all([web, ...Object.values(listeners)].map((listener) => listener.stop()));
      await app.close();
    },
  };
}

/** Creates the callbacks that the listeners call. */
function createHandlers(
  app: App,
  { settings }: Config,
  { wake, onMoved }: Required<Pick<Parameters<typeof createPlaces>[0], 'wake' | 'onMoved'>>,
): Handlers {
  const { store, publishers, clock, log } = app;
  const spendQuota = createQuota(app);
  return {
    ...createResponder({
      ...app,
      commands: COMMANDS,
      settings,
      wake,
      onSummary: (paper, summary) => void showEverywhere(app, paper, summary),
      makeReference: randomUUID,
    }),
    ...createPlaces({ store, publishers, clock, log, wake, onMoved }),
    vote: (given, added) => vote({ store, clock, spendQuota }, given, added),
    onReaction: app.voteSync.onReaction,
    recount: app.voteSync.recount,
  };
}

interface WebDeps extends Pick<Listeners, 'listeners' | 'webhooks'> {
  readonly handlers: Handlers;
  readonly health: Health;
  /** Returns the subscriptions whose places have been paused for a day. */
  readonly longPaused: () => readonly Subscription[];
}

/** Creates the HTTP server for the web channel, /healthz, /metrics and Slack's requests in HTTP mode. */
function createWeb(app: App, config: Config, { handlers, health, longPaused, listeners, webhooks }: WebDeps) {
  const { store, messages, events, cookieKey, clock, log, metrics } = app;
  return createWebListener(
    {
      store,
      messages,
      events,
      cookieKey,
      clock,
      log,
      handlers,
      webhooks,
      missing: finalReason(app.missing),
      checkHealth: health.check,
      isAlive: health.isAlive,
      longPaused,
      async metrics() {
        const text = await metrics.render(store, clock, {
          sinceBeatMs: health.sinceBeat(),
          gateways: Object.fromEntries(
            Object.entries(listeners).map(([platform, listener]) => [platform, listener.isUp()]),
          ),
          unhealthy: health.check(),
          pausedPlaces: longPaused().length,
          summariesAtATime: app.limit.width(),
        });
        return { type: metrics.contentType, text };
      },
    },
    {
      host: config.host,
      port: config.port,
      webHosts: config.webHosts,
      publicUrl: config.publicUrl,
      timeZone: config.settings.timeZone,
    },
  );
}
