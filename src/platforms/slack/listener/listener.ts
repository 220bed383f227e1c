import type { IncomingMessage, ServerResponse } from 'node:http';
import { App, SocketModeReceiver } from '@slack/bolt';
import type { Handlers, Listener } from '../../../command/listener.ts';
import type { SetupError } from '../../../domain/errors.ts';
import type { Clock } from '../../../lib/clock.ts';
import { MINUTE, SECOND } from '../../../lib/duration.ts';
import type { Log } from '../../../lib/log.ts';
import type { Network } from '../../../lib/network/network.ts';
import { exponential } from '../../../lib/retry.ts';
import type { Cache } from '../../../ports/cache.ts';
import { connectWithRetries } from '../../shared/connect.ts';
import { createConnectionState } from '../../shared/connection-state.ts';
import type { AddInitialReactions } from '../../shared/initial-reactions.ts';
import type { SlackCall } from '../api/call.ts';
import { clientOptions, SILENT, type SlackFetch } from '../api/client.ts';
import type { ChannelRateLimiter } from '../api/rate-limiter.ts';
import { createSocketDispatcher } from '../api/sockets.ts';
import { PLATFORM } from '../message.ts';
import { readSelf, type Self } from '../self.ts';
import { createBotCheck } from '../users.ts';
import { workspaceReader } from '../workspace.ts';
import { watchEvents } from './events.ts';
import { createHttpReceiver, type HttpReceiver } from './http/receiver.ts';
import { keepConnected } from './keep-connected.ts';
import { createOpenCheck } from './places.ts';
import { createReactionReader, type ReadReactions } from './reactions.ts';
import { createStoredIds } from './stored-ids.ts';

/** The pauses between attempts to look up the bot's identity. */
const CONNECT_PAUSES = exponential(2 * SECOND, { maxMs: 5 * MINUTE });

export const EVENTS_PATH = '/slack/events';

export interface SlackListenerDeps {
  readonly call: SlackCall;
  readonly rateLimiter: ChannelRateLimiter;
  readonly addInitialReactions: AddInitialReactions;
  readonly handlers: Handlers;
  /** Remembers which requests have run. */
  readonly cache: Cache;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Called when Slack rejects or revokes our bot token. An operator has to fix this. */
  readonly onFatal: (error: SetupError) => void;
  readonly network: Network;
}

export interface SlackOptions {
  readonly botToken: string;
  /** The token for Socket Mode; without it, requests arrive at `onRequest`. */
  readonly appToken: string | undefined;
  readonly signingSecret: string | undefined;
  readonly apiUrl: string | undefined;
}

export interface SlackListener extends Listener {
  /** In HTTP mode, handles a request to `EVENTS_PATH` whose body has not been read. */
  onRequest(request: IncomingMessage, response: ServerResponse): void;
}

/**
 * Creates the listener, which runs Bolt over a socket or behind this process's HTTP server. `start` does not wait for
 * Slack.
 */
export function createSlackListener(deps: SlackListenerDeps, options: SlackOptions): SlackListener {
  const { call, handlers, clock, log, signal, onFatal } = deps;
  const fetch = deps.network.fetch as SlackFetch;
  const sockets = createSocketDispatcher(deps.network);
  const connection = createConnectionState(clock);
  const stopping = new AbortController();
  /** The reason why Slack rejects the app-level token; null if it does not. */
  let refusal: string | null = null;
  let http: HttpReceiver | undefined;
  let socket: ReturnType<typeof keepConnected> | undefined;
  const isBot = createBotCheck(call, { clock, signal });
  const noteId = createStoredIds(deps.cache);
  const isOpen = createOpenCheck(call, clock);

  function createReceiver(): SocketModeReceiver | HttpReceiver {
    const { appToken, signingSecret, apiUrl } = options;
    if (!appToken) return createHttpReceiver(signingSecret ?? '', noteId, log);
    return new SocketModeReceiver({
      appToken,
      autoReconnectEnabled: false,
      logger: SILENT,
      // This option is named after Bolt's OAuth installer, but Bolt also passes it to the client that opens
      // connections.
      installerOptions: { clientOptions: clientOptions(apiUrl, fetch) },
      dispatcher: sockets.dispatcher,
    });
  }

  async function connect(): Promise<void> {
    // Look up the bot's identity here: otherwise Bolt's constructor does, and nothing can catch its failure.
    const self = await readSelf(call);
    const { botId, userId: botUserId, workspace, workspaceName } = self;
    stopping.signal.throwIfAborted();
    const receiver = createReceiver();
    const app = new App({
      token: options.botToken,
      botId,
      botUserId,
      receiver,
      logger: SILENT,
      clientOptions: clientOptions(options.apiUrl, fetch),
    });
    const readReactions = createReactionReader({ call, isBot }, botUserId);
    watchEvents(app, {
      ...deps,
      isBot,
      noteId,
      readReactions,
      botUserId,
      workspace,
      workspaceOf: workspaceReader(workspace),
      startedAt: clock.now(),
    });

    const onConnected = () => {
      connection.setUp();
      refusal = null;
      log.info({ workspace: workspaceName, mode: options.appToken ? 'socket' : 'http' }, 'Slack is on');
      void catchUp(readReactions, self);
    };
    if ('onRequest' in receiver) {
      http = receiver;
      onConnected();
      return;
    }
    socket = keepConnected(receiver.client, {
      clock,
      log,
      signal,
      onConnected,
      onDisconnected() {
        connection.setDown();
        sockets.destroy();
      },
      openFailure: sockets.failure,
      onRefused(reason) {
        if (refusal !== reason) log.error({ reason }, 'Slack events are off: fix SLACK_APP_TOKEN');
        refusal = reason;
      },
    });
    socket.start();
  }

  /** Makes up for events that were missed while there was no connection: Slack does not replay them. */
  async function catchUp(
    readReactions: ReadReactions,
    { workspace, userId: botUserId }: Pick<Self, 'workspace' | 'userId'>,
  ): Promise<void> {
    // Reactions on messages of a place count only once the place is bound.
    await handlers.bindPlaces(PLATFORM, workspace);
    handlers.recount(PLATFORM, readReactions).catch((err) => log.error({ err }, 'Could not recount votes'));
    handlers
      .resumePlaces(PLATFORM, (subscription) => isOpen(subscription, botUserId))
      .catch((err) => log.warn({ err }, 'Could not check paused channels'));
  }

  return {
    async start() {
      void connectWithRetries(connect, {
        platform: PLATFORM,
        name: 'Slack',
        delayMs: CONNECT_PAUSES,
        clock,
        log,
        signal: AbortSignal.any([signal, stopping.signal]),
        onFatal,
      });
    },
    async stop() {
      stopping.abort();
      await socket?.stop();
    },
    isUp: connection.isUp,
    healthProblem: () => refusal ?? connection.healthProblem(),
    onRequest(request, response) {
      if (http && !stopping.signal.aborted) http.onRequest(request, response);
      // Slack retries an event immediately, after one minute and after five minutes (apis/events-api, "Retries").
      else response.writeHead(503).end();
    },
  };
}
