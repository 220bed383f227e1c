import { ChannelType, PermissionFlagsBits } from 'discord.js';
import type { Settings } from '../../domain/subscription/settings.ts';
import { discordWording } from '../../i18n/ko/discord.ts';
import { describeInstant } from '../../i18n/ko/subscription/describe.ts';
import { missingNames, neededPermissions, POST_TYPES } from './permissions.ts';

/** The types of channels and threads that accept plain messages (resources/channel, "Channel Types"). */
const TEXT_TYPES: readonly ChannelType[] = [
  ChannelType.GuildText,
  ChannelType.DM,
  ChannelType.GuildVoice,
  ChannelType.GuildAnnouncement,
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.GuildStageVoice,
];
/** The most threads of a server that can be active: with more, Discord returns 160006. */
const MAX_ACTIVE_THREADS = 1_000;

/** What is known about a channel or thread, and about the bot in it. */
export interface Spot {
  readonly type: ChannelType;
  /** The bot's permissions, as a bit field; a timeout need not be taken into account. */
  readonly granted: bigint;
  /** Whether it is a thread that a moderator has locked. */
  readonly isLocked: boolean;
  /** False for a private thread that the bot is not a member of. */
  readonly isMember: boolean;
  /** The end of the bot's timeout in the server, in milliseconds since the epoch; it can be in the past. */
  readonly timedOutUntil: number | null;
  /** The number of active threads in the server; null if it was not counted. */
  readonly activeThreads: number | null;
}

/** Something that prevents the bot from posting. */
export interface Obstacle {
  /** What has to be done about it, as Korean phrases. */
  readonly toDo: readonly string[];
  /** The same as a Korean sentence, for a paused place. */
  readonly reason: string;
  /** When it ends by itself, in milliseconds since the epoch; null if it does not. */
  readonly endsAt: number | null;
}

/** Returns what prevents the bot from posting at `now`; empty if nothing is known to. */
export function findObstacles(
  spot: Spot,
  { layout, timeZone }: Pick<Settings, 'layout' | 'timeZone'>,
  now: number,
): Obstacle[] {
  const { type, granted, isLocked, isMember, timedOutUntil, activeThreads } = spot;
  const { toDo } = discordWording;
  const hasPosts = POST_TYPES.includes(type);
  if (!TEXT_TYPES.includes(type) && !hasPosts) return [obstacle([toDo.otherChannel], discordWording.notText)];
  // A timeout takes all permissions but two, except from administrators (topics/permissions, "Permissions for Timed Out
  // Members"), so do not name the permissions that return with its end.
  const isAdmin = (granted & PermissionFlagsBits.Administrator) !== 0n;
  if (timedOutUntil !== null && timedOutUntil > now && !isAdmin) {
    const until = describeInstant(timedOutUntil, timeZone);
    return [obstacle([toDo.endTimeout(until)], discordWording.timedOut(until), timedOutUntil)];
  }
  // Moderators can see private threads without being members, and write in locked threads (topics/threads).
  const isModerator = isAdmin || (granted & PermissionFlagsBits.ManageThreads) !== 0n;
  const found: Obstacle[] = [];
  if (!isMember && !isModerator) found.push(obstacle([toDo.mention], discordWording.notInThread));
  if (isLocked && !isModerator) found.push(obstacle([toDo.unlock], discordWording.threadLocked));
  const missing = missingNames(neededPermissions(layout, type), granted);
  if (missing.length > 0) found.push(obstacle(missing, discordWording.missing(missing)));
  if ((layout === 'thread' || hasPosts) && (activeThreads ?? 0) >= MAX_ACTIVE_THREADS)
    found.push(obstacle([hasPosts ? toDo.archivePosts : toDo.archiveThreads], discordWording.threadsFull));
  return found;
}

const obstacle = (toDo: readonly string[], reason: string, endsAt: number | null = null): Obstacle => ({
  toDo,
  reason,
  endsAt,
});
