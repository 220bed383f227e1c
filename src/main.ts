import { type Bot, startBot } from './compose/bot.ts';
import { createLog } from './compose/logger.ts';
import { guardProcess } from './compose/process-guard.ts';
import { type Config, readConfig, readEnvironment } from './config/config.ts';
import { SetupError, TemporaryError } from './domain/errors.ts';
import { createClock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';

/**
 * The time limit for a clean stop, in milliseconds. Then the process exits anyway, because Docker would kill it after
 * 10 seconds.
 */
const STOP_WITHIN = 9_000;

async function main(): Promise<void> {
  const { env, file } = readEnvironment();
  const config = readConfig(env, file);
  const log = createLog(config.logLevel, config.secrets);
  for (const similar of config.similarNames)
    log.warn(similar, 'Unknown environment variable with a name similar to a setting');
  logProxies(config, log);
  logWhatIsOff(config, log);
  guardProcess(log);
  const fatal = Promise.withResolvers<SetupError>();
  const bot = await startBot(config, createClock(config.startAt), log, fatal.resolve);
  bot.app.metrics.watchProcess();
  log.info({ address: bot.address }, 'The web channel is open');

  const stop = (signal: string) => stopProcess(bot, log, signal);
  fatal.promise.then((error) => {
    log.error({ error: error.message }, 'No platform with valid credentials is left, exiting');
    process.exitCode = 2;
    stop('fatal');
  });
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function logProxies({ proxies: { http, https, except } }: Config, log: Log): void {
  if (!http && !https) return;
  // The rest of a URL can contain a password.
  const fields = { http: http?.host ?? 'direct', https: https?.host ?? 'direct', except };
  log.info(fields, 'Requests and WebSockets go through a proxy');
}

function logWhatIsOff({ openAi, discord, slack }: Config, log: Log): void {
  if (!openAi) {
    log.warn(
      {},
      'No model: set OPENAI_API_KEY or OPENAI_BASE_URL for Korean summaries; cards show the abstract',
    );
  }
  if (!discord) log.info({}, 'Discord is off: set DISCORD_TOKEN to turn it on');
  if (!slack) {
    log.info(
      {},
      'Slack is off: to turn it on, set SLACK_BOT_TOKEN and either SLACK_APP_TOKEN or SLACK_SIGNING_SECRET',
    );
  }
}

function stopProcess(bot: Bot, log: Log, signal: string): void {
  log.info({ signal }, 'Stopping');
  setTimeout(() => process.exit(process.exitCode ?? 1), STOP_WITHIN).unref();
  bot.stop().then(
    () => {
      log.info({}, 'Stopped');
      // Exit explicitly, because a hanging platform might still hold a connection open.
      process.exit();
    },
    (err) => {
      log.error({ err }, 'Could not shut down cleanly');
      process.exitCode = 1;
    },
  );
}

main().catch((error) => {
  const isExpected = error instanceof SetupError || error instanceof TemporaryError;
  process.stderr.write(`${isExpected ? error.message : error.stack}\n`);
  process.exitCode = error instanceof SetupError ? 2 : 1;
});
