import { Client, Events } from 'discord.js';
import type { Command } from '../../../command/define.ts';
import type { Handlers, Listener } from '../../../command/listener.ts';
import { SetupError, TemporaryError } from '../../../domain/errors.ts';
import type { Clock } from '../../../lib/clock.ts';
import { MINUTE, SECOND } from '../../../lib/duration.ts';
import type { Log } from '../../../lib/log.ts';
import type { Network } from '../../../lib/network/network.ts';
import { exponential } from '../../../lib/retry.ts';
import { settleWithin } from '../../../lib/timeout.ts';
import type { Cache } from '../../../ports/cache.ts';
import { connectWithRetries } from '../../shared/connect.ts';
import { createConnectionState } from '../../shared/connection-state.ts';
import type { AddInitialReactions } from '../../shared/initial-reactions.ts';
import { type DiscordCall, isInvalidToken, retryForever } from '../api/call.ts';
import { clientOptions, SCOPES } from '../api/client.ts';
import { createMakeRequest } from '../api/request.ts';
import { proxyWebSockets } from '../api/sockets.ts';
import type { KnownChannels } from '../forum.ts';
import { PLATFORM } from '../message.ts';
import { ALL_NEEDED } from '../permissions.ts';
import { registerCommands } from './commands.ts';
import { watchEvents } from './events.ts';
import { readReactions } from './reactions.ts';

/** The pauses between log-ins: after 1000 log-ins in a day, Discord resets the bot's token (events/gateway). */
const LOGIN_PAUSES = exponential(5 * SECOND, { maxMs: 5 * MINUTE });
const STOP_WITHIN = 2 * SECOND;

export interface DiscordListenerDeps {
  readonly call: DiscordCall;
  /** Gets the types of channels from the gateway. */
  readonly channels: KnownChannels;
  readonly addInitialReactions: AddInitialReactions;
  readonly handlers: Handlers;
  readonly commands: readonly Command[];
  readonly network: Network;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Called when Discord rejects our token or settings. An operator has to fix this. */
  readonly onFatal: (error: SetupError) => void;
}

export interface DiscordOptions {
  readonly token: string;
  readonly apiUrl: string | undefined;
  readonly guildId: string | undefined;
}

/**
 * Creates the listener, which connects to the gateway for commands, reactions and changes to places. `start` does not
 * wait for Discord.
 */
export function createDiscordListener(deps: DiscordListenerDeps, options: DiscordOptions): Listener {
  const { call, handlers, commands, network, cache, clock, log, signal, onFatal } = deps;
  const makeRequest = createMakeRequest(network);
  const connection = createConnectionState(clock);
  let client: Client<true> | undefined;
  let isRefused = false;
  let connecting: Promise<void> | undefined;
  let restoreWebSockets = () => {};
  /** Why Discord could not be reached since the last connection. */
  let failure = '';

  const inBackground = (failure: string, work: Promise<void>) => {
    work.catch((err) => {
      if (!signal.aborted) log.error({ err }, failure);
    });
  };

  const register = (applicationId: string) =>
    inBackground(
      'Could not register commands',
      retryForever(deps, () =>
        registerCommands({ call, cache, log }, commands, applicationId, options.guildId),
      ),
    );

  /** Logs each reason once until the next connection, because discord.js tries again about twice a second. */
  function logUnreachable({ message }: Error): void {
    if (message !== failure && !signal.aborted)
      log.warn({ error: message }, 'Discord unreachable, will retry');
    failure = message;
  }

  function setUp(): void {
    connection.setUp();
    failure = '';
  }

  /** Makes up for events that were missed before a new session: Discord does not replay them. */
  async function catchUp({ user }: Client<true>): Promise<void> {
    // Reactions on messages of a place count only once the place is bound.
    await handlers.bindPlaces(PLATFORM);
    await handlers.recount(PLATFORM, (id) => readReactions(call, user.id, id));
  }

  function createClient(): Client<true> {
    const made: Client<true> = new Client(clientOptions(options.apiUrl, makeRequest));
    made
      .on(Events.ShardReady, () => {
        setUp();
        inBackground('Could not recount votes', catchUp(made));
      })
      .on(Events.ShardResume, setUp)
      .on(Events.ShardReconnecting, connection.setDown)
      .on(Events.ShardDisconnect, ({ code }) => {
        isRefused = true;
        // This event is emitted only for close codes after which reconnecting cannot succeed
        // (topics/opcodes-and-status-codes).
        onFatal(
          new SetupError(
            `Discord's gateway closed the connection with code ${code}: check the bot's token and settings`,
          ),
        );
      })
      .on(Events.ShardError, (error) => {
        // discord.js emits this for each failed attempt to reconnect, about twice a second, so log it only while the
        // connection is up.
        if (connection.isUp()) log.warn({ error: error.message }, 'Discord connection error');
        connection.setDown();
      })
      .on(Events.Error, (err) => log.error({ err }, 'discord.js reported an error'))
      .on(Events.Warn, (warning) => log.warn({ warning }, 'discord.js reported a warning'))
      .once(Events.ClientReady, () => {
        const invite = made.generateInvite({ scopes: SCOPES, permissions: [...ALL_NEEDED] });
        log.info(
          { bot: made.user.tag, guilds: made.guilds.cache.size, invite },
          'Discord is on: invite the bot with this link',
        );
        register(made.application.id);
      })
      .on(Events.GuildCreate, ({ id }) => {
        // The bot might join the server that DISCORD_GUILD_ID names only after it has started.
        if (id === options.guildId) register(made.application.id);
      });
    watchEvents(made, deps);
    deps.channels.typeOf = (id) => made.channels.cache.get(id)?.type;
    return made;
  }

  /**
   * @throws {SetupError} if the token is invalid
   * @throws {TemporaryError} if Discord is unreachable
   */
  async function logIn(): Promise<void> {
    client = createClient();
    try {
      await client.login(options.token);
    } catch (error) {
      if (signal.aborted || isRefused) return;
      const { message } = error as Error;
      if (client.ws.shards.size > 0) {
        // discord.js already has the gateway's address, so its shards keep retrying, although `login` has failed and
        // cleared the token.
        logUnreachable(error as Error);
        client.rest.setToken(options.token);
        return;
      }
      if (isInvalidToken(error)) {
        throw new SetupError('Discord refused the bot token: set DISCORD_TOKEN to the current one');
      }
      throw new TemporaryError(message);
    }
  }

  return {
    async start() {
      restoreWebSockets = proxyWebSockets({ network, onFailure: logUnreachable });
      connecting = connectWithRetries(logIn, {
        platform: PLATFORM,
        name: 'Discord',
        delayMs: LOGIN_PAUSES,
        clock,
        log,
        signal,
        onFatal,
      });
    },
    async stop() {
      // The wait is limited because Discord might never close the connection.
      await settleWithin(clock, STOP_WITHIN, [client?.destroy(), connecting]);
      restoreWebSockets();
    },
    isUp: connection.isUp,
    healthProblem: connection.healthProblem,
  };
}
