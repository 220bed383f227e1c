import { COMMANDS } from '../../commands/index.ts';
import type { Handlers, Listener } from '../command/listener.ts';
import type { SetupError } from '../domain/errors.ts';
import { createDiscordListener } from '../platforms/discord/listener/listener.ts';
import { createSlackListener, EVENTS_PATH } from '../platforms/slack/listener/listener.ts';
import type { Webhooks } from '../platforms/web/listener.ts';
import type { App } from './app.ts';

/** The listeners of the enabled chat platforms. The web channel's listener is created separately. */
export interface Listeners {
  /** The listeners by platform. */
  readonly listeners: Readonly<Record<string, Listener>>;
  /** The handlers for Slack's requests in HTTP mode, by path; empty in Socket Mode. */
  readonly webhooks: Webhooks;
  /** Turns off a platform that has rejected our credentials. */
  turnOff(platform: string, error: SetupError): void;
  /** Returns the health problem of each platform, in English; null for a healthy platform. */
  healthProblems(): Readonly<Record<string, string | null>>;
}

/** Creates the listeners. `onFatal` is called when every enabled chat platform has rejected our credentials. */
export function createListeners(
  app: Pick<App, 'discord' | 'slack' | 'publishers' | 'network' | 'cache' | 'clock' | 'log' | 'signal'>,
  handlers: Handlers,
  onFatal: (error: SetupError) => void,
): Listeners {
  const { discord, slack, publishers, network, cache, clock, log, signal } = app;
  const listeners: Record<string, Listener> = {};
  /** The error messages of the platforms that have rejected our credentials, by platform. */
  const refused: Record<string, string> = {};
  let webhooks: Webhooks = {};

  function turnOff(platform: string, error: SetupError): void {
    if (refused[platform]) return;
    refused[platform] = error.message;
    log.error({ platform, error: error.message }, 'Turned off a platform: fix the error and restart the bot');
    publishers.delete(platform);
    listeners[platform]?.stop().catch((err) => log.error({ platform, err }, 'Could not stop a platform'));
    if (Object.keys(listeners).every((name) => refused[name])) onFatal(error);
  }

  if (discord) {
    const { call, channels, addInitialReactions } = discord;
    listeners.discord = createDiscordListener(
      {
        call,
        channels,
        addInitialReactions,
        handlers,
        commands: COMMANDS,
        network,
        cache,
        clock,
        log,
        signal,
        onFatal: (error) => turnOff('discord', error),
      },
      discord,
    );
  }
  if (slack) {
    const { call, rateLimiter, addInitialReactions } = slack;
    const listener = createSlackListener(
      {
        call,
        rateLimiter,
        addInitialReactions,
        handlers,
        network,
        cache,
        clock,
        log,
        signal,
        onFatal: (error) => turnOff('slack', error),
      },
      slack,
    );
    listeners.slack = listener;
    if (!slack.appToken) webhooks = { [EVENTS_PATH]: listener.onRequest };
  }

  return {
    listeners,
    webhooks,
    turnOff,
    healthProblems: () => ({
      ...Object.fromEntries(
        Object.entries(listeners).map(([platform, listener]) => [platform, listener.healthProblem()]),
      ),
      ...refused,
    }),
  };
}
