import { Client, Events } from 'discord.js';
import type { Command } from '../../../command/define.ts';
import type { Handlers, Listener } from '../../../command/listener.ts';
import { SetupError } from '../../../domain/errors.ts';
import type { Clock } from '../../../lib/clock.ts';
import { MINUTE } from '../../../lib/duration.ts';
import type { Log } from '../../../lib/log.ts';
import { settleWithin } from '../../../lib/timeout.ts';
import type { Cache } from '../../../ports/cache.ts';
import { type DiscordCall, isInvalidToken, retryForever } from '../api/call.ts';
import { clientOptions, SCOPES } from '../api/client.ts';
import { PLATFORM } from '../message.ts';
import { ALL_NEEDED } from '../permissions.ts';
import { registerCommands } from './commands.ts';
import { watchEvents } from './events.ts';
import { readReactions } from './reactions.ts';

/** Between attempts to log in, in milliseconds: a bot has 1000 log-ins a day (events/gateway), then its token is reset. */
const FIRST_WAIT = 5_000;
const MAX_WAIT = 5 * MINUTE;
const STOP_WITHIN = 2_000;
/** A gateway that is away for longer counts as ill; discord.js reconnects by itself within seconds. */
const UNHEALTHY_AFTER = 2 * MINUTE;

export interface DiscordListenerDeps {
  readonly call: DiscordCall;
  readonly handlers: Handlers;
  readonly commands: readonly Command[];
  readonly cache: Cache;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Discord does not take our token or our intents: a person has to mend that. */
  readonly onFatal: (error: SetupError) => void;
}

export interface DiscordOptions {
  readonly token: string;
  readonly apiUrl: string | undefined;
  readonly guildId: string | undefined;
}

/** Holds the gateway: commands, reactions, and what becomes of places. Starting does not wait for Discord. */
export function createDiscordListener(deps: DiscordListenerDeps, options: DiscordOptions): Listener {
  const { call, handlers, commands, cache, clock, log, signal, onFatal } = deps;
  let client: Client | undefined;
  /** Since when there is no session; null while there is one. */
  let downSince: number | null = null;
  let isRefused = false;
  let connecting: Promise<void> | undefined;

  function createClient(): Client<true> {
    const made: Client<true> = new Client(clientOptions(options.apiUrl));
    const run = (what: string, work: () => Promise<void>) => {
      work().catch((err) => {
        if (!signal.aborted) log.error({ err }, `${what} failed`);
      });
    };
    const onDown = () => {
      downSince ??= clock.now();
    };
    const onUp = () => {
      downSince = null;
    };
    const register = () =>
      run('Registering commands', () =>
        retryForever(deps, () =>
          registerCommands({ call, cache, log }, commands, made.application.id, options.guildId),
        ),
      );
    made
      .on(Events.ShardReady, () => {
        onUp();
        // A new session is not told what happened before it.
        run('The recount of votes', () =>
          handlers.recount(PLATFORM, (id) => readReactions(call, made.user.id, id)),
        );
      })
      .on(Events.ShardResume, onUp)
      .on(Events.ShardReconnecting, onDown)
      .on(Events.ShardDisconnect, ({ code }) => {
        isRefused = true;
        // These are the codes after which trying again would only use up log-ins (topics/opcodes-and-status-codes).
        onFatal(new SetupError(`Discord's gateway closed with ${code}: see to the bot's token and settings`));
      })
      .on(Events.ShardError, (error) => {
        // It comes with every attempt, twice a second.
        if (downSince === null) log.warn({ error: error.message }, 'The connection to Discord has an error');
        onDown();
      })
      .on(Events.Error, (err) => log.error({ err }, 'discord.js has an error'))
      .on(Events.Warn, (warning) => log.warn({ warning }, 'discord.js warns'))
      .once(Events.ClientReady, () => {
        const invite = made.generateInvite({ scopes: SCOPES, permissions: [...ALL_NEEDED] });
        log.info(
          { bot: made.user.tag, guilds: made.guilds.cache.size, invite },
          'Discord is on: invite the bot with this link',
        );
        register();
      })
      // The server that the commands are for may be joined later.
      .on(Events.GuildCreate, ({ id }) => {
        if (id === options.guildId) register();
      });
    watchEvents(made, deps);
    return made;
  }

  async function connect(): Promise<void> {
    for (let wait = FIRST_WAIT; !signal.aborted; wait = Math.min(wait * 2, MAX_WAIT)) {
      downSince ??= clock.now();
      client = createClient();
      try {
        await client.login(options.token);
        return;
      } catch (error) {
        if (signal.aborted || isRefused) return;
        if (client.ws.shards.size > 0) {
          // It says that it gave up, but where the gateway is known its shards try on by themselves.
          log.warn({ error: (error as Error).message }, 'Discord cannot be reached, it is tried on');
          client.rest.setToken(options.token);
          return;
        }
        if (isInvalidToken(error)) {
          onFatal(new SetupError('Discord does not take the bot token: set DISCORD_TOKEN to the one of now'));
          return;
        }
        log.warn({ error: (error as Error).message, wait }, 'Discord cannot be reached, trying again');
        await clock.sleep(wait, signal).catch(() => {});
      }
    }
  }

  return {
    async start() {
      connecting = connect().catch((err) => log.error({ err }, 'Discord could not be connected'));
    },
    async stop() {
      // Whoever does not close its end is not waited for.
      await settleWithin(clock, STOP_WITHIN, [client?.destroy(), connecting]);
    },
    isUp: () => downSince === null && client !== undefined,
    healthProblem() {
      const away = downSince === null ? 0 : clock.now() - downSince;
      return away > UNHEALTHY_AFTER
        ? `the gateway has been down for ${Math.round(away / MINUTE)} minutes`
        : null;
    },
  };
}
