import type { IncomingMessage, ServerResponse } from 'node:http';
import { App, HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import type { Handlers, Listener } from '../../../command/listener.ts';
import { SetupError, TemporaryError } from '../../../domain/errors.ts';
import type { Clock } from '../../../lib/clock.ts';
import { MINUTE } from '../../../lib/duration.ts';
import type { Log } from '../../../lib/log.ts';
import type { AddInitialReactions } from '../../shared/initial-reactions.ts';
import { clientOptions, SILENT, type SlackCall, type SlackFetch } from '../api/call.ts';
import type { ChannelRateLimiter } from '../api/rate-limiter.ts';
import { PLATFORM } from '../message.ts';
import { readReactions, watchEvents } from './events.ts';
import { answerInteractions, canPost } from './interactions.ts';
import { keepConnected } from './keep-connected.ts';

/** Between attempts to learn who the bot is, in milliseconds. */
const FIRST_WAIT = 2_000;
const MAX_WAIT = 5 * MINUTE;
/** A socket that is away for longer counts as ill. */
const UNHEALTHY_AFTER = 2 * MINUTE;

/** Seconds that a request's timestamp may be ahead. */
const MAX_SKEW = 5 * 60;

/**
 * Bytes of a request, which is read whole before its signature can be looked at. A press brings its message along:
 * of ours at most 100 kB.
 */
const MAX_BODY = 1024 * 1024;

export const EVENTS_PATH = '/slack/events';

export interface SlackListenerDeps {
  readonly call: SlackCall;
  readonly rateLimiter: ChannelRateLimiter;
  readonly addInitialReactions: AddInitialReactions;
  readonly handlers: Handlers;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Slack does not take our tokens: a person has to mend that. */
  readonly onFatal: (error: SetupError) => void;
  /** What Bolt sends answers with, if not over the network. */
  readonly fetch?: SlackFetch;
}

export interface SlackOptions {
  readonly botToken: string;
  /** Socket Mode; without it requests come to `onRequest`. */
  readonly appToken: string | undefined;
  readonly signingSecret: string | undefined;
  readonly apiUrl: string | undefined;
}

export interface SlackListener extends Listener {
  /** HTTP mode: what comes in at `EVENTS_PATH`, body unread. */
  onRequest(request: IncomingMessage, response: ServerResponse): void;
}

/** Runs Bolt over a socket or behind this process's HTTP server. Starting does not wait for Slack. */
export function createSlackListener(deps: SlackListenerDeps, options: SlackOptions): SlackListener {
  const { call, handlers, clock, log, signal, onFatal } = deps;
  let downSince: number | null = clock.now();
  let isStopped = false;
  let refusal: string | null = null;
  let http: HTTPReceiver | undefined;
  let socket: ReturnType<typeof keepConnected> | undefined;

  function createReceiver(): SocketModeReceiver | HTTPReceiver {
    const { appToken, signingSecret, apiUrl } = options;
    if (!appToken) {
      return new HTTPReceiver({
        ...{ signingSecret: signingSecret ?? '', endpoints: EVENTS_PATH, logger: SILENT },
        bodyLimit: MAX_BODY,
      });
    }
    // Its types do not say so, but these reach the client that opens connections.
    const installerOptions = { clientOptions: clientOptions(apiUrl) } as never;
    return new SocketModeReceiver({
      appToken,
      autoReconnectEnabled: false,
      logger: SILENT,
      installerOptions,
    });
  }

  /** Bolt would ask who it is in its constructor, where nobody can catch a failure. */
  async function open(): Promise<void> {
    const self = (await call('auth.test', {})) as { bot_id: string; user_id: string; team: string };
    const { bot_id: botId, user_id: botUserId } = self;
    const receiver = createReceiver();
    const app = new App({
      ...{ token: options.botToken, botId, botUserId, receiver, logger: SILENT },
      clientOptions: clientOptions(options.apiUrl, deps.fetch && { fetch: deps.fetch }),
    });
    watchEvents(app, { call, handlers, log, botUserId, startedAt: clock.now(), onFatal });
    answerInteractions(app, deps);

    const onConnected = () => {
      downSince = null;
      refusal = null;
      log.info({ workspace: self.team, mode: options.appToken ? 'socket' : 'http' }, 'Slack is on');
      handlers
        .recount(PLATFORM, (id) => readReactions(call, botUserId, id))
        .catch((err) => log.error({ err }, 'The recount of votes failed'));
      // Channels that were opened again while nobody told us.
      handlers
        .resumePlaces(PLATFORM, ({ place }) => canPost(call, place.channel))
        .catch((err) => log.warn({ err }, 'Paused channels could not be looked at'));
    };
    const onRefused = (reason: string) => {
      if (refusal !== reason) log.error({ reason }, 'Slack tells the bot nothing until a person mends this');
      refusal = reason;
    };
    const onDisconnected = () => {
      downSince ??= clock.now();
    };
    if (receiver instanceof SocketModeReceiver) {
      socket = keepConnected(receiver.client, {
        clock,
        log,
        signal,
        onConnected,
        onDisconnected,
        onRefused,
      });
      socket.start();
    } else {
      http = receiver;
      onConnected();
    }
  }

  async function connect(): Promise<void> {
    for (let wait = FIRST_WAIT; !signal.aborted && !isStopped; wait = Math.min(wait * 2, MAX_WAIT)) {
      try {
        return await open();
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof SetupError) return onFatal(error);
        if (!(error instanceof TemporaryError)) log.error({ err: error }, 'Slack could not be started');
        else log.warn({ error: error.message, wait }, 'Slack cannot be reached, trying again');
        await clock.sleep(wait, signal).catch(() => {});
      }
    }
  }

  return {
    async start() {
      void connect();
    },
    async stop() {
      isStopped = true;
      await socket?.stop();
    },
    isUp: () => downSince === null,
    healthProblem() {
      if (refusal) return refusal;
      const away = downSince === null ? 0 : clock.now() - downSince;
      return away > UNHEALTHY_AFTER
        ? `there has been no connection for ${Math.round(away / MINUTE)} minutes`
        : null;
    },
    onRequest(request, response) {
      // Bolt refuses old requests only; a clock that is far ahead is as wrong (authentication/verifying-requests).
      const ahead = Number(request.headers['x-slack-request-timestamp'] ?? 0) - Date.now() / 1_000;
      if (ahead > MAX_SKEW) {
        response.writeHead(401).end();
        return;
      }
      try {
        if (http && !isStopped) http.requestListener(request, response);
        // Slack asks again after a minute.
        else response.writeHead(503).end();
      } catch {
        // Bolt throws where a path is written in another way than its own.
        response.writeHead(404).end();
      }
    },
  };
}
