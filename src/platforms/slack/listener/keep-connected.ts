import { type SocketModeReceiver, webApi } from '@slack/bolt';
import type { Clock } from '../../../lib/clock.ts';
import { MINUTE, SECOND } from '../../../lib/duration.ts';
import type { Log } from '../../../lib/log.ts';
import { settleWithin } from '../../../lib/timeout.ts';
import { IS_SETUP } from '../errors.ts';

/** The timeout of one attempt to connect, in milliseconds. */
const CONNECT_WITHIN = 15 * SECOND;
/** The first and the longest pause between attempts, in milliseconds. */
const FIRST_PAUSE = SECOND;
const MAX_PAUSE = MINUTE;
/** How long a connection must have lasted for the next attempt to follow immediately, in milliseconds. */
const GOOD_AFTER = 30 * SECOND;
const STOP_WITHIN = 2 * SECOND;

export interface KeepConnectedDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Called when a connection is established; events since the previous connection might have been lost. */
  readonly onConnected: () => void;
  readonly onDisconnected: () => void;
  /** Returns why the newest connection could not be opened; null if it could. */
  readonly openFailure: () => string | null;
  /**
   * Called with the reason, in English, if Slack rejects the app-level token. Attempts continue, because an admin can
   * fix the token in Slack.
   */
  readonly onRefused: (reason: string) => void;
}

/**
 * Keeps a Socket Mode connection open. @slack/socket-mode 3.1.0 can reconnect by itself, but a failure to reconnect
 * becomes a rejection that nobody can catch (slackapi/node-slack-sdk#2656), and each attempt follows a pause of at
 * least five seconds.
 */
export function keepConnected(
  client: SocketModeReceiver['client'],
  { clock, log, signal, onConnected, onDisconnected, openFailure, onRefused }: KeepConnectedDeps,
): { start(): void; stop(): Promise<void> } {
  const stopping = new AbortController();
  const stopped = AbortSignal.any([signal, stopping.signal]);
  /** Resolves when the current connection is closed. */
  let closed = Promise.withResolvers<void>();
  let running: Promise<void> | undefined;

  client.on('connected', onConnected);
  client.on('disconnected', () => {
    onDisconnected();
    closed.resolve();
  });

  async function connect(): Promise<'connected' | 'refused' | 'failed'> {
    closed = Promise.withResolvers();
    const timeout = setTimeout(() => void client.disconnect(), CONNECT_WITHIN);
    try {
      await client.start();
      if (stopped.aborted) await client.disconnect();
      return 'connected';
    } catch (error) {
      if (stopped.aborted) return 'failed';
      const code = error instanceof webApi.WebAPIPlatformError ? String(error.data.error) : '';
      if (IS_SETUP.test(code) || code === 'missing_scope') {
        onRefused(`SLACK_APP_TOKEN is invalid (${code}): it needs connections:write`);
        return 'refused';
      }
      // `client.start()` rejects with undefined if the WebSocket fails.
      const reason = (error as Error | undefined)?.message ?? openFailure() ?? 'no reason given';
      log.warn({ error: reason }, 'Slack unreachable, will retry');
      return 'failed';
    } finally {
      clearTimeout(timeout);
    }
  }

  async function run(): Promise<void> {
    for (let pauseMs = 0; ; ) {
      await clock.sleep(pauseMs, stopped).catch(() => {});
      if (stopped.aborted) return;
      pauseMs = Math.min(Math.max(pauseMs * 2, FIRST_PAUSE), MAX_PAUSE);
      const outcome = await connect();
      if (outcome === 'refused') pauseMs = MAX_PAUSE;
      if (outcome !== 'connected') continue;
      const connectedAt = clock.elapsed();
      await closed.promise;
      if (clock.elapsed() - connectedAt > GOOD_AFTER) pauseMs = 0;
    }
  }

  return {
    start() {
      running = run();
    },
    async stop(): Promise<void> {
      stopping.abort();
      // The wait is limited because Slack might never close the connection.
      await settleWithin(clock, STOP_WITHIN, [client.disconnect(), running]);
    },
  };
}
