import { type Fields, isObject } from './form.ts';
import { botPermissionsIn, channelJson, guildFields, messageJson, partialMemberJson } from './json.ts';
import { allows } from './permissions.ts';
import { type Channel, guildOf, type Message, type World } from './state.ts';
import { assertNotEmpty, flags, type MessageBody } from './validate-message.ts';

/** Creates a message from a valid body. Unless the message is ephemeral, stores it and sends MESSAGE_CREATE. */
export function createMessage(
  world: World,
  channel: Channel,
  body: MessageBody,
  more: { id?: string; authorId?: string; type?: number; interaction?: object; flags?: number } = {},
): Message {
  const authorId = more.authorId ?? world.botId;
  const message: Message = {
    id: more.id ?? world.newId(),
    channelId: channel.id,
    authorId,
    at: world.now(),
    type: more.type ?? (body.reference ? 19 : 0),
    content: body.content ?? '',
    embeds: body.embeds ?? [],
    components: withIds(body.components ?? []),
    attachments: storedAttachments(world, channel, body.attachments ?? []),
    flags: (body.flags ?? 0) | (more.flags ?? 0),
    tts: body.tts ?? false,
    mentions: [],
    mentionsEveryone: false,
    mentionRoles: [],
    reactions: [],
    ...(body.nonce === undefined ? {} : { nonce: body.nonce }),
    ...(body.reference ? { replyTo: body.reference.messageId } : {}),
    ...(more.interaction ? { interaction: more.interaction } : {}),
  };
  readMentions(world, channel, message, body.mentions, more.interaction !== undefined);
  // An ephemeral response is visible only to one person, so it is not stored in the channel.
  if (message.flags & flags.ephemeral) return message;
  if (channel.thread?.archived) {
    // A new message reopens an archived thread (discord-api-docs: topics/threads.mdx, Active & Archived Threads).
    setThread(world, channel, { archived: false });
  }
  channel.messages.set(message.id, message);
  channel.lastMessageId = message.id;
  world.dispatch('MESSAGE_CREATE', {
    ...messageJson(world, message, { withNonce: true }),
    channel_type: channel.type,
    ...guildFields(world, channel, (guild) => ({ member: partialMemberJson(world, guild, authorId) })),
  });
  return message;
}

/**
 * Updates the fields that `body` contains, and sends MESSAGE_UPDATE unless the message is ephemeral. Throws 50006 if
 * the message would be empty.
 */
export function editMessage(world: World, channel: Channel, message: Message, body: MessageBody): Message {
  const { content, embeds, components } = body;
  const attachments =
    body.attachments && storedAttachments(world, channel, body.attachments, message.attachments);
  const next = {
    content: content ?? message.content,
    embeds: embeds ?? message.embeds,
    components: components ? withIds(components) : message.components,
    attachments: attachments ?? message.attachments,
  };
  assertNotEmpty(next);
  Object.assign(message, next, { editedAt: world.now() });
  if (body.flags !== undefined)
    message.flags = body.flags | (message.flags & (flags.hasThread | flags.ephemeral | flags.loading));
  // An edit of the content parses its mentions again. Without `allowed_mentions` in the edit, the defaults apply
  // (discord-api-docs: resources/message.mdx, Edit Message).
  if (content !== undefined)
    readMentions(world, channel, message, body.mentions, message.interaction !== undefined);
  announceEdit(world, channel, message);
  return message;
}

export function announceEdit(world: World, channel: Channel, message: Message): void {
  if (message.flags & flags.ephemeral) return;
  const { authorId } = message;
  world.dispatch('MESSAGE_UPDATE', {
    ...messageJson(world, message),
    channel_type: channel.type,
    ...guildFields(world, channel, (guild) => ({ member: partialMemberJson(world, guild, authorId) })),
  });
}

export function removeMessage(world: World, channel: Channel, message: Message): void {
  if (!channel.messages.delete(message.id)) return;
  const { id } = message;
  world.dispatch('MESSAGE_DELETE', { id, channel_id: channel.id, ...guildFields(world, channel) });
}

/** Changes a thread and sends THREAD_UPDATE. */
export function setThread(
  world: World,
  channel: Channel,
  change: { archived?: boolean; locked?: boolean; autoArchiveMinutes?: number; appliedTags?: string[] },
): void {
  if (!channel.thread) throw new Error(`Channel ${channel.id} is no thread`);
  if (change.archived !== undefined && change.archived !== channel.thread.archived)
    channel.thread.archiveChangedAt = world.now();
  Object.assign(channel.thread, change);
  world.dispatch('THREAD_UPDATE', channelJson(world, channel));
}

/** Numbers the components that have no id, as Discord does (discord-api-docs: components/reference.mdx, Anatomy). */
function withIds(components: object[]): object[] {
  const taken = new Set<unknown>();
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look);
    else if (isObject(value)) {
      taken.add(value.id);
      look([value.components, value.accessory]);
    }
  };
  look(components);
  let next = 1;
  const number = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(number);
    if (!isObject(value)) return value;
    while (!value.id && taken.has(next)) next++;
    const id = value.id || next++;
    const { components: inner, accessory, ...rest } = value;
    return {
      ...rest,
      id,
      ...(inner ? { components: number(inner) } : {}),
      ...(accessory ? { accessory: number(accessory) } : {}),
    };
  };
  return components.map(number) as object[];
}

/**
 * Sets the mentions of a message. By default, all kinds of mentions are parsed; in responses to interactions, only
 * user mentions are (discord-api-docs: resources/message.mdx).
 */
function readMentions(
  world: World,
  channel: Channel,
  message: Message,
  allowed: Fields | undefined,
  isAnswer: boolean,
) {
  const rules = allowed ?? { parse: isAnswer ? ['users'] : ['users', 'roles', 'everyone'] };
  const parse = Array.isArray(rules.parse) ? rules.parse : [];
  const users = Array.isArray(rules.users) ? rules.users : [];
  const named = [...message.content.matchAll(/<@!?(\d+)>/g)].map(([, id = '']) => id);
  message.mentions = [...new Set(named)].filter((id) => parse.includes('users') || users.includes(id));
  const mayPing =
    message.authorId !== world.botId || allows(botPermissionsIn(world, channel), 'MentionEveryone');
  message.mentionsEveryone =
    mayPing && parse.includes('everyone') && /@(?:everyone|here)\b/.test(message.content);
  // Only the content mentions, and a role that is not mentionable only by those who may mention all (Allowed Mentions).
  const roles = Array.isArray(rules.roles) ? rules.roles : [];
  const known = channel.guildId === null ? [] : guildOf(world, channel).roles;
  message.mentionRoles = known
    .filter(({ id }) => id !== channel.guildId && message.content.includes(`<@&${id}>`))
    .filter(({ id }) => parse.includes('roles') || roles.includes(id))
    .filter(({ mentionable }) => mentionable || mayPing)
    .map(({ id }) => id);
}

function storedAttachments(world: World, channel: Channel, list: object[], kept: object[] = []): object[] {
  return list.map((one) => {
    const { id, ...rest } = one as { id: string | number; filename: string };
    const old = kept.find((known) => (known as { id: string }).id === String(id));
    if (old) return old;
    const newId = world.newId();
    const url = `https://cdn.discordapp.com/attachments/${channel.id}/${newId}/${rest.filename}`;
    return { id: newId, ...rest, size: 1, url, proxy_url: url };
  });
}

/**
 * The message type THREAD_STARTER_MESSAGE. In a thread on a message, the first message has this type, and only refers
 * to that message.
 */
export const threadStarter = 21;

/** Creates a thread and sends THREAD_CREATE. A thread on a message has the same id as the message. */
export function createThread(
  world: World,
  parent: Channel,
  spec: {
    id: string;
    name: string;
    type: number;
    autoArchiveMinutes: number;
    ownerId: string;
    appliedTags?: string[];
  },
): Channel {
  const at = world.now();
  const thread: Channel = {
    id: spec.id,
    guildId: parent.guildId,
    name: spec.name,
    type: spec.type,
    topic: null,
    position: 0,
    parentId: parent.id,
    overwrites: [],
    thread: {
      createdAt: at,
      ownerId: spec.ownerId,
      autoArchiveMinutes: spec.autoArchiveMinutes,
      archived: false,
      locked: false,
      archiveChangedAt: at,
      appliedTags: spec.appliedTags ?? [],
      members: new Set([spec.ownerId]),
    },
    messages: new Map(),
    lastMessageId: null,
  };
  const guild = guildOf(world, parent);
  guild.channels.set(thread.id, thread);
  world.channels.set(thread.id, thread);
  if (parent.messages.has(spec.id)) putStarter(world, thread, spec);
  world.dispatch('THREAD_CREATE', { ...channelJson(world, thread), newly_created: true });
  return thread;
}

function putStarter(world: World, thread: Channel, { id, ownerId }: { id: string; ownerId: string }): void {
  const starter: Message = {
    id: world.newId(),
    channelId: thread.id,
    authorId: ownerId,
    at: world.now(),
    type: threadStarter,
    content: '',
    embeds: [],
    components: [],
    attachments: [],
    flags: 0,
    tts: false,
    mentions: [],
    mentionsEveryone: false,
    mentionRoles: [],
    reactions: [],
    replyTo: id,
  };
  thread.messages.set(starter.id, starter);
}
