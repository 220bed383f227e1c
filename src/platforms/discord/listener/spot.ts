import {
  type ButtonInteraction,
  ChannelType,
  type ChatInputCommandInteraction,
  type MessageContextMenuCommandInteraction,
  type ModalSubmitInteraction,
  type StringSelectMenuInteraction,
} from 'discord.js';
import { UserError } from '../../../domain/errors.ts';
import type { Settings } from '../../../domain/subscription/settings.ts';
import { discordWording } from '../../../i18n/ko/discord.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Log } from '../../../lib/log.ts';
import type { DiscordCall } from '../api/call.ts';
import { findObstacles, type Spot } from '../obstacles.ts';
import { POST_TYPES } from '../permissions.ts';
import { createPlaceReader, type Kind } from '../place-reader.ts';

/** The types of channels whose messages can have threads (topics/threads). */
const CHANNELS_WITH_THREADS: readonly ChannelType[] = [ChannelType.GuildText, ChannelType.GuildAnnouncement];

export type AnyInteraction =
  | ChatInputCommandInteraction
  | ButtonInteraction
  | MessageContextMenuCommandInteraction
  | StringSelectMenuInteraction
  | ModalSubmitInteraction;

interface SpotDeps {
  readonly call: DiscordCall;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/**
 * Returns what prevents the bot from posting where an interaction was used (`Invocation.findObstacles`).
 * @param forum the type of the forum that the interaction is about, if it was used in one of its posts
 */
export async function findObstaclesHere(
  deps: SpotDeps,
  interaction: AnyInteraction,
  settings: Pick<Settings, 'layout' | 'timeZone'>,
  forum: ChannelType | null = null,
): Promise<readonly string[]> {
  const spot = await readSpot(deps, interaction, settings.layout === 'thread' || forum !== null);
  // A post has the permissions of its forum (topics/threads).
  const place = forum === null ? spot : { ...spot, type: forum, isLocked: false, isMember: true };
  const needsThreads = settings.layout === 'thread' && !POST_TYPES.includes(place.type);
  if (needsThreads && !CHANNELS_WITH_THREADS.includes(place.type))
    throw new UserError(discordWording.noThreadHere);
  return findObstacles(place, settings, deps.clock.now()).flatMap(({ toDo }) => toDo);
}

/**
 * Reads over REST what an interaction does not tell about its place. What Discord does not answer counts as unknown:
 * that is no reason to refuse a command.
 */
async function readSpot(
  { call, log }: SpotDeps,
  { guildId, channelId, channel, client, appPermissions }: AnyInteraction,
  countsThreads: boolean,
): Promise<Spot> {
  // One attempt each: somebody is waiting for the reply.
  const briefly: DiscordCall = (method, route, options) => call(method, route, { ...options, attempts: 1 });
  const places = createPlaceReader(briefly, async () => client.user.id);
  const orElse = <T>(unknown: T, reading: Promise<T>): Promise<T> =>
    reading.catch((error) => {
      log.warn({ channel: channelId, error: error.message }, 'Could not check a channel');
      return unknown;
    });
  const known: Kind = channel
    ? { type: channel.type, isLocked: channel.isThread() && (channel.locked ?? false) }
    : { type: ChannelType.GuildText, isLocked: false };
  // discord.js knows all channels of a server, but not the private threads that the bot is not in.
  const { type, isLocked } =
    channel || !guildId ? known : await orElse(known, places.readKind(channelId ?? ''));
  const [timedOutUntil, isMember, activeThreads] = await Promise.all([
    guildId ? orElse(null, places.timedOutUntil(guildId)) : null,
    type === ChannelType.PrivateThread ? orElse(true, places.isThreadMember(channelId ?? '')) : true,
    guildId && countsThreads ? orElse(null, places.countActiveThreads(guildId)) : null,
  ]);
  return { type, isLocked, granted: appPermissions.bitfield, timedOutUntil, isMember, activeThreads };
}
