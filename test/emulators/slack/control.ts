import type { Fields } from './form.ts';
import {
  deleteMessage,
  messageJson,
  postMessage,
  repliesOf,
  type StoredMessage,
  topLevel,
} from './messages.ts';
import { addReaction, removeReaction } from './reactions.ts';
import {
  type ChannelSpec,
  channelOf,
  directMessagesOf,
  type GroupSpec,
  isUserId,
  putChannel,
  type UserSpec,
  type World,
} from './state.ts';

/** One emoji on a message, and everyone who reacted with it. */
export interface CurrentReaction {
  /** Slack's main name for the emoji, such as '+1' (not 'thumbsup') or, with a skin tone, '+1::skin-tone-3'. */
  readonly emoji: string;
  readonly users: string[];
}

/** Lets a test inspect the workspace, and change it as its members and admins would. */
export interface Control {
  /** Top-level messages and broadcast replies, oldest first, with metadata. */
  messages(channelId: string): StoredMessage[];
  /** Replies in a thread, oldest first, without the parent. */
  replies(channelId: string, ts: string): StoredMessage[];
  /** Ephemeral messages in a channel, oldest first: all, or only those shown to one person. */
  ephemerals(channelId: string, userId?: string): StoredMessage[];
  current(channelId: string, ts: string): CurrentReaction[];
  addChannel(spec: ChannelSpec): void;
  /** If `isSilent`, this and the following send no events, as if the app had missed them. */
  archive(channelId: string, isArchived?: boolean, isSilent?: boolean): void;
  /**
   * Makes Slack refuse posts with an error, such as `restricted_action`; undefined ends that. No event tells. `more`:
   * what conversations.info says about it.
   */
  restrict(channelId: string, error: string | undefined, more?: Fields): void;
  deleteChannel(channelId: string): void;
  /** Gives a channel another id, as when a private channel is shared with another team; the former one is gone. */
  changeId(channelId: string, newId: string): void;
  /** Removes the bot from a channel. */
  kick(channelId: string, isSilent?: boolean): void;
  invite(channelId: string, isSilent?: boolean): void;
  /** Turns the app's Messages tab off or on: without it, the app cannot send direct messages. */
  setMessagesTab(isOn: boolean): void;
  /** Returns the direct messages between the app and a person, oldest first. */
  directMessages(userId: string): StoredMessage[];
  setUser(userId: string, user: UserSpec): void;
  /** Adds a user group, or changes it. */
  setGroup(group: GroupSpec): void;
  deleteGroup(groupId: string): void;
  /** Returns the user groups that messages in a channel have notified, by the messages' ts. Nobody else is notified. */
  pings(channelId: string): Readonly<Record<string, readonly string[]>>;
  /** Makes the team part of an Enterprise organisation. */
  joinEnterprise(id: string): void;
  /** Uninstalls the app: sends the events, then refuses the bot token with `account_inactive`. */
  uninstall(): void;
  /** Revokes the bot token: sends the event, then refuses the token with `error` (default: `token_revoked`). */
  revokeToken(error?: 'token_revoked' | 'token_expired'): void;
  /** Opens the app's Home, or another of its tabs. */
  openHome(userId: string, tab?: 'home' | 'messages'): void;
  deleteMessage(channelId: string, ts: string): void;
  /** Posts a message as a person; returns its ts. */
  say(channelId: string, userId: string, text: string, threadTs?: string): string;
  react(channelId: string, ts: string, userId: string, name: string): void;
  unreact(channelId: string, ts: string, userId: string, name: string): void;
  /** Removes all reactions from a message without sending events, as if the app had missed them. */
  clearReactions(channelId: string, ts: string): void;
}

/** Returns the controls for tests; most changes also send the app the events that Slack would send. */
export function createControl(world: World): Control {
  const admin = 'UADMIN';
  const at = () => world.newTs();
  function find(channelId: string, ts: string) {
    const channel = channelOf(world, channelId);
    const message = channel.messages.get(ts);
    if (!message) throw new Error(`No message ${ts} in ${channelId}`);
    return { channel, message };
  }
  function person(id: string): string {
    if (!isUserId(id)) throw new Error(`Not a user id: "${id}"`);
    return id;
  }
  return {
    messages(id) {
      const channel = channelOf(world, id);
      return topLevel(channel).map((message) => messageJson(world, channel, message, true));
    },
    replies(id, ts) {
      const channel = channelOf(world, id);
      return repliesOf(channel, ts).map((message) => messageJson(world, channel, message, true));
    },
    ephemerals(id, userId) {
      const channel = channelOf(world, id);
      return channel.ephemerals
        .filter(({ visibleTo }) => userId === undefined || visibleTo === userId)
        .map((message) => messageJson(world, channel, message, true));
    },
    current: (channelId, ts) =>
      find(channelId, ts).message.reactions.map(({ name, users }) => ({ emoji: name, users: [...users] })),
    addChannel: (spec) => void putChannel(world, spec),
    archive(id, isArchived = true, isSilent = false) {
      const channel = channelOf(world, id);
      channel.isArchived = isArchived;
      if (isSilent) return;
      const kind = channel.isPrivate ? 'group' : 'channel';
      const type = `${kind}_${isArchived ? 'archive' : 'unarchive'}`;
      world.emit({ type, channel: id, user: admin, is_moved: 0, event_ts: at() }, channel);
    },
    deleteChannel(id) {
      const channel = channelOf(world, id);
      const type = channel.isPrivate ? 'group_deleted' : 'channel_deleted';
      world.emit({ type, channel: id, actor_id: admin, event_ts: at() }, channel);
      world.channels.delete(id);
      world.gone.add(id);
    },
    restrict(id, error, more = {}) {
      Object.assign(channelOf(world, id), { restriction: error, more });
    },
    changeId(id, newId) {
      const channel = channelOf(world, id);
      const messages = [...channel.messages.values()].map((it) => ({ ...it, channelId: newId }));
      const moved = { ...channel, id: newId, messages: new Map(messages.map((it) => [it.ts, it])) };
      world.channels.delete(id);
      world.gone.add(id);
      world.channels.set(newId, moved);
      world.emit(
        { type: 'channel_id_changed', old_channel_id: id, new_channel_id: newId, event_ts: at() },
        moved,
      );
    },
    kick(id, isSilent = false) {
      const channel = channelOf(world, id);
      channel.isMember = false;
      if (isSilent) return;
      const where = { channel: id, channel_type: channel.isPrivate ? 'G' : 'C', team: world.teamId };
      const left = { type: 'member_left_channel', user: world.botUserId, ...where };
      world.emit({ ...left, event_ts: at() }, channel);
      const type = channel.isPrivate ? 'group_left' : 'channel_left';
      world.emit({ type, channel: id, actor_id: admin, event_ts: at() }, channel);
    },
    invite(id, isSilent = false) {
      const channel = channelOf(world, id);
      channel.isMember = true;
      if (isSilent) return;
      const where = { channel: id, channel_type: channel.isPrivate ? 'G' : 'C', team: world.teamId };
      const joined = { type: 'member_joined_channel', user: world.botUserId, ...where, inviter: admin };
      world.emit({ ...joined, event_ts: at() }, channel);
    },
    setMessagesTab(isOn) {
      world.hasMessagesTab = isOn;
    },
    directMessages(userId) {
      const channel = directMessagesOf(world, person(userId));
      return topLevel(channel).map((message) => messageJson(world, channel, message, true));
    },
    setUser(id, user) {
      world.users.set(person(id), { ...world.users.get(id), ...user });
    },
    setGroup: (group) => void world.groups.set(group.id, group),
    deleteGroup: (id) => void world.groups.delete(id),
    pings: (id) =>
      Object.fromEntries(
        [...channelOf(world, id).messages.values()].flatMap(({ ts, pings }) => (pings ? [[ts, pings]] : [])),
      ),
    joinEnterprise(id) {
      world.enterpriseId = id;
    },
    uninstall() {
      world.emit({ type: 'tokens_revoked', tokens: { oauth: [], bot: [world.botUserId] }, event_ts: at() });
      world.emit({ type: 'app_uninstalled', event_ts: at() });
      world.tokenError = 'account_inactive';
      for (const channel of world.channels.values()) channel.isMember = false;
    },
    revokeToken(error = 'token_revoked') {
      world.emit({ type: 'tokens_revoked', tokens: { oauth: [], bot: [world.botUserId] }, event_ts: at() });
      world.tokenError = error;
    },
    openHome(userId, tab = 'home') {
      const channel = directMessagesOf(world, person(userId)).id;
      world.emit({ type: 'app_home_opened', user: userId, channel, tab, event_ts: at() });
    },
    deleteMessage(channelId, ts) {
      const { channel, message } = find(channelId, ts);
      const previous_message = messageJson(world, channel, message);
      deleteMessage(channel, message);
      const kind = channel.isPrivate ? 'group' : 'channel';
      const about = { channel: channelId, channel_type: kind, deleted_ts: ts, hidden: true };
      const event = { type: 'message', subtype: 'message_deleted', ...about, previous_message };
      world.emit({ ...event, ts: at(), event_ts: at() }, channel);
    },
    say(channelId, userId, text, threadTs) {
      const draft = { userId: person(userId), text, ...(threadTs === undefined ? {} : { threadTs }) };
      return postMessage(world, channelOf(world, channelId), draft).ts;
    },
    react(channelId, ts, userId, name) {
      const { channel, message } = find(channelId, ts);
      channel.members.add(person(userId));
      addReaction(world, channel, message, { userId, name });
    },
    unreact(channelId, ts, userId, name) {
      const { channel, message } = find(channelId, ts);
      removeReaction(world, channel, message, { userId, name });
    },
    clearReactions(channelId, ts) {
      find(channelId, ts).message.reactions.length = 0;
    },
  };
}
