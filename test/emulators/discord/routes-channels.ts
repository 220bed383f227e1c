import { ChannelType } from 'discord.js';
import { accessChannel, accessGuild, assertUnlocked, isSeen, messageIn, seeChannel } from './access.ts';
import {
  invalidRecipient,
  missingPermissions,
  threadExists,
  tooManyThreads,
  unknownMember,
  wrongChannelType,
} from './errors.ts';
import { asFields, checkBoolean, checkInteger, checkText, createForm, type Fields } from './form.ts';
import { isForum, readAppliedTags, readTags } from './forums.ts';
import { isOlder } from './ids.ts';
import {
  botPermissionsIn,
  channelJson,
  directJson,
  guildJson,
  memberJson,
  roleJson,
  threadMemberJson,
  userJson,
} from './json.ts';
import { announceEdit, createThread, setThread } from './messages.ts';
import { allows } from './permissions.ts';
import { type Call, ok, type Routes } from './router.ts';
import { type Channel, putDirectMessages, type World } from './state.ts';
import { flags } from './validate-message.ts';

/**
 * Returns the routes for users, applications, guilds, channels and threads (discord-api-docs: resources/ and
 * topics/threads.mdx).
 */
export function channelRoutes(world: World, remove: (channel: Channel) => void): Routes {
  const channelsOf = (id: string) => [...accessGuild(world, id).channels.values()];
  return {
    'GET /users/@me': () =>
      ok({
        ...userJson(world, world.botId),
        mfa_enabled: false,
        locale: 'en-US',
        verified: true,
        email: null,
        flags: 0,
      }),
    'GET /users/@me/guilds': () =>
      ok([...world.guilds.values()].filter(({ hasBot }) => hasBot).map((guild) => guildJson(world, guild))),
    'GET /users/:id': ({ params: [id = ''] }) => ok(userJson(world, id)),
    'GET /applications/@me': () => ok(applicationJson(world)),
    'GET /oauth2/applications/@me': () => ok(applicationJson(world)),
    'GET /guilds/:id': ({ params: [id = ''] }) => ok(guildJson(world, accessGuild(world, id))),
    'GET /guilds/:id/channels': ({ params: [id = ''] }) =>
      ok(
        channelsOf(id)
          .filter(({ thread }) => !thread)
          .map((channel) => channelJson(world, channel)),
      ),
    'GET /guilds/:id/threads/active': ({ params: [id = ''] }) => {
      const threads = channelsOf(id)
        .filter((channel) => channel.thread && !channel.thread.archived && isSeen(world, channel))
        .sort((a, b) => (isOlder(a.id, b.id) ? 1 : -1));
      const json = threads.map((channel) => channelJson(world, channel));
      return ok({ threads: json, members: json.flatMap((one) => ('member' in one ? [one.member] : [])) });
    },
    'GET /guilds/:id/roles': ({ params: [id = ''] }) => ok(roleJson(accessGuild(world, id), world)),
    'GET /guilds/:id/members/:user': ({ params: [id = '', user = ''] }) => {
      const guild = accessGuild(world, id);
      if (!/^\d+$/.test(user)) throw unknownMember();
      return ok(memberJson(world, guild, user));
    },
    'GET /channels/:id/thread-members/:user': ({ params: [id = '', user = ''] }) => {
      const { thread } = seeChannel(world, id);
      const userId = user === '@me' ? world.botId : user;
      if (!thread?.members.has(userId)) throw unknownMember();
      return ok(threadMemberJson(id, userId, thread));
    },
    'POST /users/@me/channels': ({ body }) => {
      const form = createForm();
      const fields = asFields(form, [], body, ['recipient_id']) ?? {};
      form.done();
      const userId = String(fields.recipient_id);
      if (!/^\d{17,19}$/.test(userId) || userId === world.botId) throw invalidRecipient();
      const known = [...world.channels.values()].find(
        ({ guildId, name }) => guildId === null && name === userId,
      );
      return ok(directJson(world, known ?? putDirectMessages(world, world.newId(), userId)));
    },
    'GET /channels/:id': ({ params: [id = ''] }) => {
      const channel = seeChannel(world, id);
      return ok(channel.guildId === null ? directJson(world, channel) : channelJson(world, channel));
    },
    'PATCH /channels/:id': (call) => patch(world, call),
    'DELETE /channels/:id': ({ params: [id = ''] }) => {
      const channel = accessChannel(world, id);
      const need = channel.thread ? 'ManageThreads' : 'ManageChannels';
      if (!allows(botPermissionsIn(world, channel), need)) throw missingPermissions();
      const json = channelJson(world, channel);
      remove(channel);
      return ok(json);
    },
    'POST /channels/:id/typing': ({ params: [id = ''] }) => {
      accessChannel(world, id, 'SendMessages');
      return { status: 204 };
    },
    'POST /channels/:id/messages/:message/threads': (call) => startThread(world, call),
  };
}

const MAX_ACTIVE_THREADS = 1000;
const durations = [60, 1440, 4320, 10_080];
const parentTypes: readonly ChannelType[] = [ChannelType.GuildText, ChannelType.GuildAnnouncement];

function startThread(world: World, { params: [id = '', messageId = ''], body }: Call) {
  const parent = accessChannel(world, id);
  if (!parentTypes.includes(parent.type)) throw wrongChannelType();
  const message = messageIn(parent, messageId);
  // discord.js also sends `type`, but Discord derives the type from the parent channel.
  const fields = checkThread(body, ['name', 'auto_archive_duration', 'rate_limit_per_user', 'type']);
  if (!allows(botPermissionsIn(world, parent), 'CreatePublicThreads')) throw missingPermissions();
  // The thread has the same id as the message, so a deleted thread cannot be created again.
  if (message.threadId || world.channels.has(message.id)) throw threadExists();
  assertFewThreads(world, parent);
  const isAnnouncement = parent.type === ChannelType.GuildAnnouncement;
  const thread = createThread(world, parent, {
    id: message.id,
    name: String(fields.name).trim(),
    type: isAnnouncement ? ChannelType.AnnouncementThread : ChannelType.PublicThread,
    autoArchiveMinutes: Number(fields.auto_archive_duration ?? 4320),
    ownerId: world.botId,
  });
  message.threadId = thread.id;
  message.flags |= flags.hasThread;
  announceEdit(world, parent, message);
  return { status: 201, body: channelJson(world, thread) };
}

/** Creates a thread without a message. */
export function startLooseThread(world: World, { params: [id = ''], body }: Call) {
  const parent = accessChannel(world, id);
  if (parent.type !== ChannelType.GuildText) throw wrongChannelType();
  const fields = checkThread(body, [
    'name',
    'auto_archive_duration',
    'rate_limit_per_user',
    'type',
    'invitable',
  ]);
  // Without `type`, Discord creates a private thread (discord-api-docs: resources/channel.mdx, Start Thread without
  // Message).
  const type = Number(fields.type ?? ChannelType.PrivateThread);
  const need = type === ChannelType.PublicThread ? 'CreatePublicThreads' : 'CreatePrivateThreads';
  if (!allows(botPermissionsIn(world, parent), need)) throw missingPermissions();
  assertFewThreads(world, parent);
  const thread = createThread(world, parent, {
    id: world.newId(),
    name: String(fields.name).trim(),
    type,
    autoArchiveMinutes: Number(fields.auto_archive_duration ?? 4320),
    ownerId: world.botId,
  });
  return { status: 201, body: channelJson(world, thread) };
}

/** Throws 160006 if the guild has as many active threads as Discord allows: 1000 (discord-api-docs: a help article). */
export function assertFewThreads(world: World, { guildId }: Channel): void {
  const active = [...world.channels.values()].filter(
    ({ thread, ...channel }) => channel.guildId === guildId && thread && !thread.archived,
  );
  if (active.length >= MAX_ACTIVE_THREADS) throw tooManyThreads();
}

function checkThread(body: unknown, known: readonly string[]): Fields {
  const form = createForm();
  const fields = asFields(form, [], body, known) ?? {};
  checkText(form, ['name'], fields.name, { min: 1, max: 100, isRequired: true });
  checkInteger(form, ['rate_limit_per_user'], fields.rate_limit_per_user, 0, 21_600);
  checkDuration(form, fields.auto_archive_duration);
  form.done();
  return fields;
}

export function checkDuration(form: ReturnType<typeof createForm>, value: unknown): void {
  if (value !== undefined && value !== null && !durations.includes(value as number))
    form.add(['auto_archive_duration'], 'BASE_TYPE_CHOICES', 'Value must be one of {60, 1440, 4320, 10080}.');
}

/** Changes a thread or, with MANAGE_CHANNELS, the name and topic of another channel. */
function patch(world: World, { params: [id = ''], body }: Call) {
  const channel = accessChannel(world, id);
  const form = createForm();
  const known = channel.thread
    ? [
        'name',
        'archived',
        'locked',
        'auto_archive_duration',
        'rate_limit_per_user',
        'invitable',
        'flags',
        'applied_tags',
      ]
    : [
        ...['name', 'topic', 'position', 'nsfw', 'rate_limit_per_user', 'parent_id'],
        ...(isForum(channel) ? ['available_tags'] : []),
      ];
  const fields = asFields(form, [], body, known) ?? {};
  if (fields.name !== undefined)
    checkText(form, ['name'], fields.name, { min: 1, max: 100, isRequired: true });
  checkText(form, ['topic'], fields.topic, { max: 1024 });
  checkBoolean(form, ['archived'], fields.archived);
  checkBoolean(form, ['locked'], fields.locked);
  checkDuration(form, fields.auto_archive_duration);
  form.done();
  const bits = botPermissionsIn(world, channel);
  if (!channel.thread) {
    if (!allows(bits, 'ManageChannels')) throw missingPermissions();
    if (fields.name !== undefined) channel.name = String(fields.name);
    if (fields.available_tags !== undefined) channel.tags = readTags(world, fields.available_tags);
    if (fields.topic !== undefined) channel.topic = fields.topic as string | null;
    world.dispatch('CHANNEL_UPDATE', channelJson(world, channel));
    return ok(channelJson(world, channel));
  }
  assertUnlocked(world, channel);
  // The owner of a thread can rename and archive it, but locking needs MANAGE_THREADS (discord-api-docs:
  // resources/channel.mdx, Modify Channel).
  const isMine = channel.thread.ownerId === world.botId && fields.locked === undefined;
  const justOpens = fields.archived === false && Object.keys(fields).length === 1;
  if (!isMine && !justOpens && !allows(bits, 'ManageThreads')) throw missingPermissions();
  if (fields.name !== undefined) channel.name = String(fields.name);
  setThread(world, channel, {
    ...(typeof fields.archived === 'boolean' ? { archived: fields.archived } : {}),
    ...(typeof fields.locked === 'boolean' ? { locked: fields.locked } : {}),
    ...(fields.applied_tags ? { appliedTags: appliedTo(world, channel, fields.applied_tags) } : {}),
    ...(fields.auto_archive_duration ? { autoArchiveMinutes: Number(fields.auto_archive_duration) } : {}),
  });
  return ok(channelJson(world, channel));
}

const appliedTo = (world: World, { parentId }: Channel, value: unknown): string[] =>
  readAppliedTags(world, accessChannel(world, parentId ?? ''), value);

export const applicationJson = (world: World) => ({
  id: world.applicationId,
  name: 'Paperboy',
  icon: null,
  description: '',
  summary: '',
  bot: userJson(world, world.botId),
  bot_public: true,
  bot_require_code_grant: false,
  owner: userJson(world, '1000000000000000009'),
  team: null,
  verify_key: '0'.repeat(64),
  flags: 0,
  integration_types_config: { '0': {} },
});
