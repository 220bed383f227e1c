import type { Fields } from './form.ts';
import { newId, secondsOf } from './ids.ts';
import type { Channel, Message, World } from './state.ts';

/** A message as conversations.history returns it, with `metadata` only if requested. */
export interface StoredMessage {
  readonly type: 'message';
  readonly subtype?: string;
  readonly hidden?: boolean;
  readonly user: string;
  readonly ts: string;
  readonly text: string;
  readonly team: string;
  readonly bot_id?: string;
  readonly app_id?: string;
  readonly blocks?: readonly Fields[];
  readonly metadata?: Fields;
  readonly edited?: { readonly user: string; readonly ts: string };
  readonly reactions?: readonly { name: string; users: readonly string[]; count: number }[];
  readonly thread_ts?: string;
  readonly parent_user_id?: string;
  readonly reply_count?: number;
  readonly reply_users_count?: number;
  readonly latest_reply?: string;
  readonly reply_users?: readonly string[];
  readonly is_locked?: boolean;
  readonly subscribed?: boolean;
}

/** The content of a new message. */
export type Draft = Pick<Message, 'userId' | 'text'> & Partial<Omit<Message, 'ts' | 'channelId'>>;

/** The `text` that Slack gives to a message with only blocks. */
const noFallback = "This content can't be displayed.";

/** Returns the blocks with missing ids added: docs.slack.dev/reference/block-kit/blocks (`block_id`). */
const withIds = (blocks: readonly Fields[]): Fields[] =>
  blocks.map((block) => ({ ...block, block_id: block.block_id ?? newId('', 5) }));

/** Stores a message and, unless it is ephemeral, sends its event. */
export function postMessage(world: World, channel: Channel, draft: Draft): Message {
  const blocks = withIds(draft.blocks ?? []);
  const message: Message = {
    reactions: [],
    ...draft,
    blocks,
    text: draft.text === '' && blocks.length > 0 ? noFallback : draft.text,
    ts: world.newTs(),
    channelId: channel.id,
  };
  if (message.visibleTo !== undefined) {
    channel.ephemerals.push(message);
    return message;
  }
  channel.messages.set(message.ts, message);
  if (message.userId !== world.botUserId) channel.members.add(message.userId);
  world.emit(
    {
      ...messageJson(world, channel, message),
      type: 'message',
      channel: channel.id,
      channel_type: channel.isPrivate ? 'group' : 'channel',
      event_ts: message.ts,
    },
    channel,
  );
  return message;
}

/** Changes the content of a message; omitted parts stay as they are. */
export function editMessage(
  world: World,
  message: Message,
  { text, blocks, metadata }: { text?: string; blocks?: readonly Fields[]; metadata?: Fields },
): void {
  if (text !== undefined) message.text = text;
  if (blocks !== undefined) message.blocks = withIds(blocks);
  if (metadata !== undefined) message.metadata = metadata;
  message.edited = { user: world.botUserId, ts: world.newTs() };
}

/** Deletes a message. If it has replies, a tombstone takes its place, until its last reply is deleted too. */
export function deleteMessage(channel: Channel, { ts, channelId, threadTs }: Message): void {
  if (repliesOf(channel, ts).length > 0) {
    const text = 'This message was deleted.';
    const tombstone = {
      ts,
      channelId,
      userId: 'USLACKBOT',
      text,
      blocks: [],
      reactions: [],
      isTombstone: true,
    };
    channel.messages.set(ts, tombstone);
    return;
  }
  channel.messages.delete(ts);
  channel.deleted.add(ts);
  const parent = threadTs === undefined ? undefined : channel.messages.get(threadTs);
  if (parent?.isTombstone) deleteMessage(channel, parent);
}

/** Returns the replies in a thread, oldest first. */
export const repliesOf = (channel: Channel, ts: string): Message[] =>
  [...channel.messages.values()].filter(({ threadTs }) => threadTs === ts);

/** Returns the messages shown in the channel, oldest first: top-level messages and broadcast replies. */
export const topLevel = (channel: Channel): Message[] =>
  [...channel.messages.values()].filter(
    ({ threadTs, isBroadcast }) => threadTs === undefined || isBroadcast === true,
  );

export function messageJson(
  world: World,
  channel: Channel,
  message: Message,
  withMetadata = false,
): StoredMessage {
  const isBot = message.userId === world.botUserId;
  const replies = message.threadTs === undefined ? repliesOf(channel, message.ts) : [];
  const parent = message.threadTs === undefined ? undefined : channel.messages.get(message.threadTs);
  const people = [...new Set(replies.map(({ userId }) => userId))];
  return {
    type: 'message',
    ...(message.isBroadcast ? { subtype: 'thread_broadcast' } : {}),
    ...(message.isTombstone ? { subtype: 'tombstone', hidden: true } : {}),
    user: message.userId,
    ts: message.ts,
    ...(isBot ? { bot_id: world.botId, app_id: world.appId } : {}),
    text: message.text,
    team: world.teamId,
    ...(message.blocks.length > 0 ? { blocks: structuredClone(message.blocks) } : {}),
    ...(withMetadata && message.metadata ? { metadata: structuredClone(message.metadata) } : {}),
    ...(message.edited ? { edited: message.edited } : {}),
    ...(message.reactions.length > 0 ? { reactions: message.reactions.map(reactionJson) } : {}),
    ...(message.threadTs !== undefined ? { thread_ts: message.threadTs } : {}),
    ...(parent ? { parent_user_id: parent.userId } : {}),
    ...(replies.length > 0
      ? {
          thread_ts: message.ts,
          reply_count: replies.length,
          reply_users_count: people.length,
          latest_reply: replies.at(-1)?.ts ?? message.ts,
          reply_users: people,
          is_locked: false,
          subscribed: isBot,
        }
      : {}),
  };
}

// "The users array … may not always contain all users that have reacted, but count is always right":
// docs.slack.dev/reference/methods/reactions.get. The documentation does not say how many users are listed; a small
// number shows whether clients rely on `users`.
const usersShown = 50;

export const reactionJson = ({ name, users }: { name: string; users: readonly string[] }) => ({
  name,
  users: users.slice(0, usersShown),
  count: users.length,
});

/** Returns a channel as conversations.info does. */
export function channelJson(world: World, channel: Channel) {
  const created = Math.floor(channel.createdAt / 1000);
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !channel.isPrivate,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
    created,
    is_archived: channel.isArchived,
    is_general: false,
    unlinked: 0,
    is_shared: false,
    is_org_shared: false,
    is_ext_shared: false,
    is_pending_ext_shared: false,
    pending_shared: [],
    context_team_id: world.teamId,
    updated: channel.createdAt,
    creator: channel.creator,
    is_member: channel.isMember,
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    previous_names: [],
    ...(channel.isMember ? { last_read: '0000000000.000000' } : {}),
    ...channel.more,
  };
}

/** Returns a user as users.info does. */
export function userJson(world: World, id: string) {
  const isSelf = id === world.botUserId;
  const user = world.users.get(id) ?? {};
  const name = isSelf ? 'paperboy' : (user.name ?? id.toLowerCase());
  const team = user.teamId ?? world.teamId;
  return {
    id,
    team_id: team,
    name,
    deleted: user.isDeleted ?? false,
    real_name: name,
    tz: user.tz ?? 'Asia/Seoul',
    tz_label: 'Korea Standard Time',
    tz_offset: 32_400,
    profile: { real_name: name, display_name: name, team },
    is_admin: user.isAdmin ?? user.isOwner ?? false,
    is_owner: user.isOwner ?? false,
    is_primary_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: isSelf || (user.isBot ?? false),
    is_app_user: false,
    ...(user.inEnterprise ? { enterprise_user: user.inEnterprise } : {}),
    updated: secondsOf(world.newTs()),
  };
}
