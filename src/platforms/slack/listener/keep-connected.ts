import { type SocketModeReceiver, webApi } from '@slack/bolt';
import type { Clock } from '../../../lib/clock.ts';
import { MINUTE } from '../../../lib/duration.ts';
import type { Log } from '../../../lib/log.ts';
import { settleWithin } from '../../../lib/timeout.ts';
import { IS_SETUP } from '../message.ts';

/** One attempt to connect, and the pauses between attempts, in milliseconds. */
const CONNECT_WITHIN = 15_000;
const FIRST_WAIT = 1_000;
const MAX_WAIT = MINUTE;
const LIVED = 30_000;
const STOP_WITHIN = 2_000;

export interface KeepDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** A connection is there; what happened since the last one may have been missed. */
  readonly onConnected: () => void;
  readonly onDisconnected: () => void;
  /** The app-level token is not right: why, in English. */
  readonly onRefused: (reason: string) => void;
}

/**
 * Keeps a Socket Mode connection. @slack/socket-mode 3.1.0 would do that by itself, but a reconnect that fails ends
 * in a rejection that nobody can catch (slackapi/node-slack-sdk#2656), and it pauses five seconds before each.
 */
export function keepConnected(client: SocketModeReceiver['client'], deps: KeepDeps) {
  const { clock, log, signal, onConnected, onDisconnected, onRefused } = deps;
  let isConnected = false;
  let isStopped = false;
  const isOver = () => isStopped || signal.aborted;
  let running: Promise<void> | undefined;

  /** A connection that lived for a while is followed by another at once, a short one after a growing pause. */
  let wait = 0;
  let connectedAt = 0;

  async function connect(): Promise<void> {
    while (!isOver()) {
      if (wait > 0) await clock.sleep(wait, signal).catch(() => {});
      if (isOver()) return;
      wait = Math.min(Math.max(wait * 2, FIRST_WAIT), MAX_WAIT);
      const tooLong = setTimeout(() => void client.disconnect(), CONNECT_WITHIN);
      try {
        await client.start();
        if (isOver()) await client.disconnect();
        return;
      } catch (error) {
        if (isOver()) return;
        // It may reject with nothing at all.
        const reason = (error as Error | undefined)?.message ?? 'no reason given';
        const code = error instanceof webApi.WebAPIPlatformError ? String(error.data.error) : '';
        if (IS_SETUP.test(code) || code === 'missing_scope') {
          // Editions go out all the same; it is tried on, as a person may mend it at Slack.
          onRefused(`SLACK_APP_TOKEN is not taken (${code}): it needs connections:write`);
          wait = MAX_WAIT;
        } else log.warn({ error: reason, wait }, 'Slack cannot be reached, trying again');
      } finally {
        clearTimeout(tooLong);
      }
    }
  }

  function run(): Promise<void> {
    running ??= connect().finally(() => {
      running = undefined;
      if (!isConnected && !isOver()) void run();
    });
    return running;
  }

  client.on('connected', () => {
    isConnected = true;
    connectedAt = clock.now();
    onConnected();
  });
  client.on('disconnected', () => {
    isConnected = false;
    if (clock.now() - connectedAt > LIVED) wait = 0;
    onDisconnected();
    if (!isOver()) void run();
  });
  return {
    start: () => void run(),
    async stop(): Promise<void> {
      isStopped = true;
      // Whoever does not close its end is not waited for.
      await settleWithin(clock, STOP_WITHIN, [client.disconnect(), running]);
    },
  };
}
