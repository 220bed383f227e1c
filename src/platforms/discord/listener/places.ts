import { type APIPartialGuild, type Client, Events, Routes } from 'discord.js';
import type { Handlers } from '../../../command/listener.ts';
import type { Place, Subscription } from '../../../domain/subscription/subscription.ts';
import { discordWording } from '../../../i18n/ko/discord.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Log } from '../../../lib/log.ts';
import { type DiscordCall, retryForever } from '../api/call.ts';
import { PLATFORM } from '../message.ts';
import { neededPermissions } from '../permissions.ts';

const GUILDS_PAGE = 200;

export interface PlaceDeps {
  readonly call: DiscordCall;
  readonly handlers: Pick<Handlers, 'endPlaces' | 'locatePlaces' | 'resumePlaces'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Ends subscriptions whose channel or server is gone, and goes on with paused ones that can be posted to again. */
export function watchPlaces(client: Client<true>, deps: PlaceDeps): void {
  const { handlers, log } = deps;
  const { channels } = client;
  // One after the other: a restart of Discord tells of all servers at once.
  let line: Promise<void> = Promise.resolve();
  const inLine = (work: () => Promise<void>) => {
    line = line.then(work).catch((err) => log.error({ err }, 'Places could not be looked after'));
  };
  const end = (isGone: (place: Place) => boolean, reason: string) =>
    inLine(() => handlers.endPlaces(PLATFORM, isGone, reason));
  const guildOf = ({ channel }: Place) => {
    const known = channels.cache.get(channel);
    return known && 'guildId' in known ? (known.guildId ?? undefined) : undefined;
  };
  /** Of one server, or of all. */
  const resume = (guildId?: string) =>
    inLine(() =>
      handlers.resumePlaces(
        PLATFORM,
        (it) => (guildId === undefined || guildOf(it.place) === guildId) && canPost(it),
      ),
    );

  function canPost({ place, settings }: Subscription): boolean {
    const channel = channels.cache.get(place.channel);
    if (!channel?.isSendable() || channel.isDMBased()) return false;
    const isThread = channel.isThread();
    if (isThread && channel.locked) return false;
    const held = channel.guild.members.me && channel.permissionsFor(channel.guild.members.me);
    return held?.has([...neededPermissions(settings.layout, isThread)]) ?? false;
  }

  // A new session tells of every server, one by one: once for all of them is enough.
  let isWelcoming = false;
  const welcome = () => {
    if (isWelcoming) return;
    isWelcoming = true;
    inLine(async () => {
      isWelcoming = false;
      await handlers.locatePlaces(PLATFORM, guildOf);
    });
    resume();
  };

  /** Servers that were left while there was no session stay in discord.js's cache: Discord itself is asked. */
  const missFarewells = () =>
    retryForever(deps, async () => {
      const ours = await readGuildIds(deps.call);
      end(({ workspace }) => workspace !== '' && !ours.has(workspace), discordWording.guildGone);
    }).catch((err) => {
      if (!deps.signal.aborted) log.error({ err }, 'The servers of the bot could not be read');
    });

  client
    .on(Events.ShardReady, missFarewells)
    .on(Events.GuildCreate, welcome)
    // A server that was joined while there was no session comes as one that is there again.
    .on(Events.GuildAvailable, welcome)
    .on(Events.GuildDelete, ({ id }) => end(({ workspace }) => workspace === id, discordWording.guildGone))
    .on(Events.ChannelDelete, ({ id }) => end(({ channel }) => channel === id, discordWording.channelGone))
    .on(Events.ThreadDelete, ({ id }) => end(({ channel }) => channel === id, discordWording.channelGone))
    .on(Events.ChannelUpdate, (_before, channel) => {
      if (!channel.isDMBased()) resume(channel.guildId);
    })
    .on(Events.ThreadUpdate, (_before, { guildId }) => resume(guildId))
    .on(Events.GuildRoleDelete, ({ guild }) => resume(guild.id))
    .on(Events.GuildRoleUpdate, (_before, { guild }) => resume(guild.id))
    .on(Events.GuildMemberUpdate, (_before, { id, guild }) => {
      if (id === client.user.id) resume(guild.id);
    });
}

/** The ids of all servers that the bot is in, 200 a page (resources/user, "Get Current User Guilds"). */
async function readGuildIds(call: DiscordCall): Promise<Set<string>> {
  const ids = new Set<string>();
  for (let after = '0'; ; ) {
    const query = new URLSearchParams({ limit: String(GUILDS_PAGE), after });
    const page = (await call('GET', Routes.userGuilds(), { query })) as APIPartialGuild[];
    for (const { id } of page) ids.add(id);
    after = page.at(-1)?.id ?? after;
    if (page.length < GUILDS_PAGE) return ids;
  }
}
