import { type APIGuildMember, type APIOverwrite, type APIRole, ChannelType, Routes } from 'discord.js';
import type { DiscordCall } from './api/call.ts';
import { CODES, codeOf, errorToOutcome } from './errors.ts';
import type { Spot } from './obstacles.ts';
import { permissionsIn } from './permissions.ts';

/** What kind of channel or thread a place is. */
export type Kind = Pick<Spot, 'type' | 'isLocked'>;

/** Reads over REST what is known about a place. */
export interface PlaceReader {
  /**
   * Reads everything except the number of active threads. This takes up to five requests, so use it only after a failed
   * request.
   * @throws {DiscordAPIError} if the bot cannot see the place
   */
  readSpot(channelId: string): Promise<Spot>;
  /** Returns the end of the bot's timeout in a server, in milliseconds since the epoch; null if it has none. */
  timedOutUntil(guildId: string): Promise<number | null>;
  /** Reads the kind of a place in which a command was used: if the bot cannot see it, it is a private thread. */
  readKind(channelId: string): Promise<Kind>;
  /** Returns false if the bot is not a member of a thread. */
  isThreadMember(threadId: string): Promise<boolean>;
  /**
   * Returns false if the bot may not read the channel's history. Then the channel looks empty, and only a read of one
   * message is refused (resources/message, "Get Channel Message").
   */
  canReadHistory(channelId: string): Promise<boolean>;
  /** Counts the active threads of a server that the bot can see. */
  countActiveThreads(guildId: string): Promise<number>;
}

interface Channel {
  readonly type: ChannelType;
  readonly guild_id: string;
  readonly parent_id?: string;
  readonly thread_metadata?: { readonly locked?: boolean };
  /** The bot as a member of the thread, if it is one. */
  readonly member?: object;
  readonly permission_overwrites?: readonly APIOverwrite[];
}

type Member = Pick<APIGuildMember, 'roles' | 'communication_disabled_until'>;

/** @param findSelf returns the bot's user id */
export function createPlaceReader(call: DiscordCall, findSelf: () => Promise<string>): PlaceReader {
  const readMember = async (guildId: string) =>
    (await call('GET', Routes.guildMember(guildId, await findSelf()))) as Member;
  const endOfTimeout = ({ communication_disabled_until: until }: Member) =>
    until ? Date.parse(until) : null;

  return {
    async readSpot(channelId) {
      const own = (await call('GET', Routes.channel(channelId))) as Channel;
      const { guild_id: guildId, thread_metadata: thread } = own;
      // A thread inherits its parent channel's overwrites.
      const channel =
        thread && own.parent_id ? ((await call('GET', Routes.channel(own.parent_id))) as Channel) : own;
      const member = await readMember(guildId);
      const roles = (await call('GET', Routes.guildRoles(guildId))) as APIRole[];
      return {
        type: own.type,
        granted: permissionsIn({
          guildId,
          member: { id: await findSelf(), roles: member.roles },
          roles,
          channel,
        }),
        isLocked: thread?.locked ?? false,
        isMember: own.type !== ChannelType.PrivateThread || own.member !== undefined,
        timedOutUntil: endOfTimeout(member),
        activeThreads: null,
      };
    },

    async readKind(channelId) {
      try {
        const { type, thread_metadata: thread } = (await call('GET', Routes.channel(channelId))) as Channel;
        return { type, isLocked: thread?.locked ?? false };
      } catch (error) {
        if (codeOf(error) !== CODES.missingAccess) throw error;
        return { type: ChannelType.PrivateThread, isLocked: false };
      }
    },

    timedOutUntil: async (guildId) => endOfTimeout(await readMember(guildId)),

    async isThreadMember(threadId) {
      try {
        await call('GET', Routes.threadMembers(threadId, '@me'));
        return true;
      } catch (error) {
        // Discord hides a private thread from those who are not in it.
        if (codeOf(error) === CODES.unknownMember || codeOf(error) === CODES.missingAccess) return false;
        throw error;
      }
    },

    async canReadHistory(channelId) {
      try {
        // Any message id does: a thread's first message has the thread's id.
        await call('GET', Routes.channelMessage(channelId, channelId));
      } catch (error) {
        const code = codeOf(error);
        if (code === CODES.missingPermissions || code === CODES.missingAccess) return false;
        if (!errorToOutcome(error)) throw error;
      }
      return true;
    },

    async countActiveThreads(guildId) {
      const { threads } = (await call('GET', Routes.guildActiveThreads(guildId))) as { threads: unknown[] };
      return threads.length;
    },
  };
}
