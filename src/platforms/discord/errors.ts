import { type APIOverwrite, type APIRole, PermissionFlagsBits, Routes } from 'discord.js';
import type { Settings } from '../../domain/subscription/subscription.ts';
import { discordWording } from '../../i18n/ko/discord.ts';
import { deliveryWording } from '../../i18n/ko/status.ts';
import type { Log } from '../../lib/log.ts';
import type { SendResult } from '../../ports/publisher.ts';
import type { DiscordCall } from './api/call.ts';
import { CODES, codeOf, errorToOutcome } from './message.ts';
import { missingNames, neededPermissions, permissionsIn } from './permissions.ts';

export interface RestClient {
  readonly call: DiscordCall;
  readonly log: Log;
  /** The bot's user id. */
  readonly findSelf: () => Promise<string>;
}

export interface Scene {
  readonly channelId: string;
  readonly layout: Settings['layout'];
  /** The channel is, or may be, the thread of one edition: what members did to it stops its cards only. */
  readonly isEditions: boolean;
}

const ABOUT_THREADS: readonly (number | null)[] = [
  CODES.unknownChannel,
  CODES.archivedThread,
  CODES.lockedThread,
];

/**
 * The fact that an error states about a message or its place.
 * @throws the error itself if it states no fact
 */
export async function toSendResult(client: RestClient, error: unknown, scene: Scene): Promise<SendResult> {
  const { channelId, layout, isEditions } = scene;
  const code = codeOf(error);
  if (code === CODES.invalidForm) {
    client.log.error({ channel: channelId, err: error }, 'Discord takes a message for malformed');
    return { state: 'messageRejected', reason: deliveryWording.notSent };
  }
  if (code === CODES.missingPermissions) {
    const names = await nameMissing(client, channelId, layout).catch(() => []);
    return { state: 'channelBlocked', reason: discordWording.missing(names) };
  }
  const fact = errorToOutcome(error);
  if (!fact) throw error;
  if (isEditions && ABOUT_THREADS.includes(code)) {
    return { state: 'messageRejected', reason: discordWording.threadGone };
  }
  return fact;
}

/** Which permissions a place lacks; a few requests, made only when Discord says that some are missing. */
async function nameMissing(
  client: RestClient,
  channelId: string,
  layout: Settings['layout'],
): Promise<string[]> {
  const { held, isThread } = await readGranted(client, channelId);
  return missingNames(neededPermissions(layout, isThread), held);
}

/** Without this permission a channel looks empty (resources/message, "Get Channel Messages"). */
export async function mayLookBack(client: RestClient, channelId: string): Promise<boolean> {
  const { held } = await readGranted(client, channelId);
  return (held & PermissionFlagsBits.ReadMessageHistory) !== 0n;
}

async function readGranted(
  { call, findSelf }: RestClient,
  channelId: string,
): Promise<{ held: bigint; isThread: boolean }> {
  interface Channel {
    readonly guild_id: string;
    readonly parent_id?: string;
    readonly thread_metadata?: object;
    readonly permission_overwrites?: readonly APIOverwrite[];
  }
  const own = (await call('GET', Routes.channel(channelId))) as Channel;
  const isThread = own.thread_metadata !== undefined;
  // A thread has the overwrites of the channel that it is in.
  const channel =
    isThread && own.parent_id ? ((await call('GET', Routes.channel(own.parent_id))) as Channel) : own;
  const id = await findSelf();
  const member = (await call('GET', Routes.guildMember(own.guild_id, id))) as { roles: string[] };
  const roles = (await call('GET', Routes.guildRoles(own.guild_id))) as APIRole[];
  const held = permissionsIn({ guildId: own.guild_id, member: { ...member, id }, roles, channel });
  return { held, isThread };
}
