import fc, { type Arbitrary } from 'fast-check';
import { COMMANDS } from '../../../commands/index.ts';
import { defaultChannelId, defaultGuildId } from '../../emulators/discord/index.ts';
import {
  channelJson,
  guildCreateJson,
  guildJson,
  memberJson,
  messageJson,
  roleJson,
} from '../../emulators/discord/json.ts';
import { createMessage } from '../../emulators/discord/messages.ts';
import { payload } from '../../emulators/discord/people.ts';
import { createWorld, putChannel, putGuild } from '../../emulators/discord/state.ts';
import { line } from './command-lines.ts';
import { NOW } from './test-bot.ts';
import { text } from './values.ts';

export const GUILD = defaultGuildId;
export const CHANNEL = defaultChannelId;
export const THREAD = '300000000000000002';
export const MEMBER = '400000000000000001';
/** An interaction token: a secret with which anyone can answer the interaction for 15 minutes. */
export const INTERACTION_TOKEN = 'aW50-secret-of-the-interaction';

export interface Packet {
  readonly t: string;
  readonly d: object;
}

export const world = createWorld({ token: 't', now: () => NOW, dispatch: () => {} });
const guild = putGuild(world, { id: GUILD, channels: [{ id: CHANNEL, name: 'papers' }] });
const channel = guild.channels.get(CHANNEL) as NonNullable<ReturnType<typeof guild.channels.get>>;
const thread = putChannel(world, guild, { id: THREAD, name: 'fog', type: 11, parentId: CHANNEL });
thread.thread = {
  ...{ createdAt: NOW, ownerId: world.botId, autoArchiveMinutes: 1_440, archived: false, locked: false },
  ...{ archiveChangedAt: NOW, appliedTags: [], members: new Set([world.botId]) },
};
/** A card that the bot has posted. */
const card = createMessage(world, channel, { content: 'card' });
export const MESSAGE = messageJson(world, card);

export const READY: Packet = {
  t: 'READY',
  d: {
    ...{ v: 10, user: memberJson(world, guild, world.botId).user, session_id: 's', private_channels: [] },
    ...{ guilds: [{ id: GUILD, unavailable: true }], application: { id: world.applicationId, flags: 0 } },
  },
};
export const WELCOME: Packet = { t: 'GUILD_CREATE', d: guildCreateJson(world, guild) };

const interaction = (type: number, data: object, manage: boolean, inThread = false, more: object = {}) => ({
  t: 'INTERACTION_CREATE',
  d: {
    ...payload(
      world,
      inThread ? thread : channel,
      { channelId: CHANNEL, userId: MEMBER, manage },
      { type, data },
    ),
    ...more,
  },
});

const VALUES = [
  '09:30',
  '서울',
  '5',
  '강화 학습',
  '전체',
  '월,수,금',
  '2026-08-21',
  '2608.00001',
  '스레드',
  '주',
];
const typed = fc.oneof(fc.constantFrom(...VALUES), text);
/** A subcommand with some of its options, in Discord's format. */
const use = fc.constantFrom(...COMMANDS).chain(({ name, options }) => {
  const known = Object.entries(options).map(([option, { kind }]) =>
    kind === 'whole'
      ? fc.integer({ min: -5, max: 400 }).map((value): object => ({ name: option, type: 4, value }))
      : typed.map((value): object => ({ name: option, type: 3, value })),
  );
  return fc
    .tuple(fc.tuple(...known), fc.nat(255))
    .map(([all, mask]) => ({ name, type: 1, options: all.filter((_, index) => (mask >> index) & 1) }));
});
const root = (below: object) => ({ id: '1', name: 'paper', type: 1, options: [below] });

const commands = fc
  .tuple(use, fc.boolean(), fc.boolean())
  .map(([below, manage, inThread]) => interaction(2, root(below), manage, inThread));
const buttons = fc
  .tuple(fc.oneof(line, text), fc.boolean())
  .map(([id, manage]) =>
    interaction(3, { custom_id: id, component_type: 2, id: 1 }, manage, false, { message: MESSAGE }),
  );
const COMPLETED = COMMANDS.flatMap(({ name, options }) =>
  Object.entries(options).flatMap(([option, { complete }]) => (complete ? [[name, option] as const] : [])),
);
const completions = fc.tuple(fc.constantFrom(...COMPLETED), typed).map(([[name, option], value]) => {
  const focused = { name: option, type: 3, value, focused: true };
  return interaction(4, root({ name, type: 1, options: [focused] }), false);
});

const at = { channel_id: CHANNEL, message_id: card.id, guild_id: GUILD };
const reactions = fc
  .record({
    t: fc.constantFrom('MESSAGE_REACTION_ADD', 'MESSAGE_REACTION_REMOVE'),
    name: fc.constantFrom('👍', '👎', '👍🏽', '🔥', '❤️', '7️⃣'),
    burst: fc.boolean(),
  })
  .map(({ t, name, burst }) => ({
    t,
    d: {
      ...{ ...at, user_id: MEMBER, emoji: { id: null, name }, burst, type: Number(burst) },
      ...(t === 'MESSAGE_REACTION_ADD' ? { member: memberJson(world, guild, MEMBER) } : {}),
    },
  }));
const clearings: Packet[] = [
  { t: 'MESSAGE_REACTION_REMOVE_ALL', d: at },
  { t: 'MESSAGE_REACTION_REMOVE_EMOJI', d: { ...at, emoji: { id: null, name: '👍' } } },
];

const [role] = roleJson(guild, world);
const bot = memberJson(world, guild, world.botId);
const threadMember = { id: THREAD, user_id: world.botId, join_timestamp: bot.joined_at, flags: 0 };
const EVENTS: Packet[] = [
  ...[READY, WELCOME, { t: 'RESUMED', d: {} }],
  { t: 'GUILD_CREATE', d: { ...guildCreateJson(world, guild), id: '200000000000000009', channels: [] } },
  { t: 'GUILD_UPDATE', d: guildJson(world, guild) },
  { t: 'GUILD_DELETE', d: { id: GUILD } },
  { t: 'GUILD_DELETE', d: { id: GUILD, unavailable: true } },
  ...['CHANNEL_CREATE', 'CHANNEL_UPDATE', 'CHANNEL_DELETE'].map((t) => ({
    t,
    d: channelJson(world, channel),
  })),
  { t: 'CHANNEL_PINS_UPDATE', d: { guild_id: GUILD, channel_id: CHANNEL, last_pin_timestamp: null } },
  ...['THREAD_CREATE', 'THREAD_UPDATE'].map((t) => ({ t, d: channelJson(world, thread) })),
  { t: 'THREAD_DELETE', d: { id: THREAD, guild_id: GUILD, parent_id: CHANNEL, type: 11 } },
  {
    t: 'THREAD_LIST_SYNC',
    d: { guild_id: GUILD, threads: [channelJson(world, thread)], members: [threadMember] },
  },
  { t: 'THREAD_MEMBER_UPDATE', d: { ...threadMember, guild_id: GUILD } },
  {
    t: 'THREAD_MEMBERS_UPDATE',
    d: { id: THREAD, guild_id: GUILD, member_count: 1, added_members: [threadMember] },
  },
  ...['GUILD_ROLE_CREATE', 'GUILD_ROLE_UPDATE'].map((t) => ({ t, d: { guild_id: GUILD, role } })),
  { t: 'GUILD_ROLE_DELETE', d: { guild_id: GUILD, role_id: guild.botRoleId } },
  { t: 'GUILD_MEMBER_UPDATE', d: { ...bot, guild_id: GUILD } },
  { t: 'USER_UPDATE', d: bot.user },
  { t: 'MESSAGE_CREATE', d: MESSAGE },
  { t: 'MESSAGE_DELETE', d: { id: card.id, channel_id: CHANNEL, guild_id: GUILD } },
];

/** Valid packets as Discord sends them, with random user input. */
export const packet: Arbitrary<Packet> = fc.oneof(
  { weight: 3, arbitrary: commands },
  { weight: 3, arbitrary: buttons },
  { weight: 2, arbitrary: completions },
  { weight: 3, arbitrary: reactions },
  { weight: 1, arbitrary: fc.constantFrom(...clearings) },
  { weight: 3, arbitrary: fc.constantFrom(...EVENTS) },
  // Event types that Discord might add.
  {
    weight: 1,
    arbitrary: fc.tuple(text, fc.constantFrom(...EVENTS)).map(([t, { d }]) => ({ t: `NEW_${t}`, d })),
  },
);
