import {
  type APIPartialGuild,
  type APIThreadChannel,
  ChannelType,
  type Client,
  type ClientEvents,
  Events,
  GatewayDispatchEvents,
  Routes,
} from 'discord.js';
import type { Handlers } from '../../../command/listener.ts';
import type { Place, Subscription } from '../../../domain/subscription/subscription.ts';
import { discordWording } from '../../../i18n/ko/discord.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Log } from '../../../lib/log.ts';
import { createMutex } from '../../../lib/mutex.ts';
import { type DiscordCall, retryForever } from '../api/call.ts';
import { DIRECT_MESSAGES, PLATFORM } from '../message.ts';
import { findObstacles } from '../obstacles.ts';

const GUILDS_PAGE_SIZE = 200;
/** The causes of a pause whose end no event tells: the server has too many active threads. */
const FULL_CAUSES: readonly unknown[] = ['160006', '160007'];

export interface PlaceDeps {
  readonly call: DiscordCall;
  readonly handlers: Pick<Handlers, 'endPlaces' | 'resumePlaces'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** The handlers that update places, by event. */
type Listeners = { readonly [Name in keyof ClientEvents]?: (...args: ClientEvents[Name]) => void };

/**
 * Ends the subscriptions of deleted channels and of servers that the bot is no longer in, and resumes paused
 * subscriptions when the bot can post to their places again.
 */
export function watchPlaces(client: Client<true>, deps: PlaceDeps): void {
  const { end, resume, resumeAll } = createActions(client, deps);
  const endGuild = (id: string) => end(({ workspace }) => workspace === id, discordWording.guildGone);
  const endChannel = (id: string) => end(({ channel }) => channel === id, discordWording.channelGone);

  const listeners: Listeners = {
    [Events.ShardReady]: () => endLeftGuilds(deps, end),
    [Events.GuildCreate]: resumeAll,
    // discord.js emits this instead of GuildCreate for a server that the bot joined while it had no session.
    [Events.GuildAvailable]: resumeAll,
    [Events.GuildDelete]: ({ id }) => endGuild(id),
    [Events.ChannelDelete]: ({ id }) => endChannel(id),
    [Events.ThreadDelete]: ({ id }) => endChannel(id),
    [Events.ChannelUpdate]: (_before, channel) => {
      if (!channel.isDMBased()) resume(channel.guildId);
    },
    [Events.ThreadUpdate]: (_before, { guildId }) => resume(guildId),
    [Events.ThreadMembersUpdate]: (_added, _removed, { type, guildId }) => {
      if (type === ChannelType.PrivateThread) resume(guildId);
    },
    [Events.GuildRoleDelete]: ({ guild }) => resume(guild.id),
    [Events.GuildRoleUpdate]: (_before, { guild }) => resume(guild.id),
    [Events.GuildMemberUpdate]: (_before, { id, guild }) => {
      if (id === client.user.id) resume(guild.id);
    },
  };
  for (const [name, listener] of Object.entries(listeners)) client.on(name, listener as () => void);
  // Discord sends this when somebody adds the bot to a private thread. discord.js has no event for it if it knows the
  // thread already, such as from a command that was used there.
  // Nobody has checked this packet, so it can be anything.
  client.ws.on(GatewayDispatchEvents.ThreadCreate, (thread: Partial<APIThreadChannel> | null) => {
    if (thread?.type === ChannelType.PrivateThread && thread.guild_id) resume(thread.guild_id);
  });
}

interface Actions {
  end(isGone: (place: Place) => boolean, reason: string): void;
  /** Resumes the subscriptions of places in a server that the bot can post to. */
  resume(guildId: string): void;
  resumeAll(): void;
}

function createActions({ channels }: Client<true>, { handlers, clock, log }: PlaceDeps): Actions {
  // Updates run one at a time: when Discord restarts, the events of all servers arrive together.
  const inOrder = createMutex();
  const run = (work: () => Promise<void>) => {
    inOrder(work).catch((err) => log.error({ err }, 'Could not update subscriptions after a Discord event'));
  };

  const guildOf = ({ channel }: Place) => {
    const known = channels.cache.get(channel);
    return known && 'guildId' in known ? (known.guildId ?? undefined) : undefined;
  };

  function canPost({ place, settings, pause }: Subscription): boolean {
    const channel = channels.cache.get(place.channel);
    if (!channel || channel.isDMBased() || FULL_CAUSES.includes(pause?.cause)) return false;
    if (!channel.isSendable() && !channel.isThreadOnly()) return false;
    const { me } = channel.guild.members;
    const granted = me && channel.permissionsFor(me);
    if (!granted) return false;
    const thread = channel.isThread() ? channel : null;
    const spot = {
      type: channel.type,
      granted: granted.bitfield,
      isLocked: thread?.locked ?? false,
      isMember: thread?.type !== ChannelType.PrivateThread || thread.joined,
      timedOutUntil: me.communicationDisabledUntilTimestamp,
      activeThreads: null,
    };
    return findObstacles(spot, settings, clock.now()).length === 0;
  }

  let isQueued = false;
  return {
    end: (isGone, reason) => run(() => handlers.endPlaces(PLATFORM, isGone, reason)),
    resume: (guildId) =>
      run(() => handlers.resumePlaces(PLATFORM, (it) => guildOf(it.place) === guildId && canPost(it))),
    resumeAll() {
      // In a new session, each server causes a separate event, but one pass covers all servers.
      if (isQueued) return;
      isQueued = true;
      run(async () => {
        isQueued = false;
        await handlers.resumePlaces(PLATFORM, canPost);
      });
    },
  };
}

/**
 * Ends the subscriptions of servers that the bot has left. The list of servers comes from the API, because servers that
 * the bot left while it had no session stay in discord.js's cache.
 */
async function endLeftGuilds(deps: PlaceDeps, end: Actions['end']): Promise<void> {
  try {
    await retryForever(deps, async () => {
      const joined = await readGuildIds(deps.call);
      const isLeft = ({ workspace }: Place) =>
        !['', DIRECT_MESSAGES].includes(workspace) && !joined.has(workspace);
      end(isLeft, discordWording.guildGone);
    });
  } catch (err) {
    if (!deps.signal.aborted) deps.log.error({ err }, "Could not read the list of the bot's servers");
  }
}

/**
 * Reads the ids of all servers that the bot is in, in pages of up to 200 (resources/user, "Get Current User Guilds").
 */
async function readGuildIds(call: DiscordCall): Promise<Set<string>> {
  const ids = new Set<string>();
  for (let after = '0'; ; ) {
    const query = new URLSearchParams({ limit: String(GUILDS_PAGE_SIZE), after });
    const page = (await call('GET', Routes.userGuilds(), { query })) as APIPartialGuild[];
    for (const { id } of page) ids.add(id);
    after = page.at(-1)?.id ?? after;
    if (page.length < GUILDS_PAGE_SIZE) return ids;
  }
}
