import {
  type APIOverwrite,
  ChannelType,
  OverwriteType,
  PermissionFlagsBits,
  PermissionsBitField,
} from 'discord.js';
import { describe, expect, test } from 'vitest';
import { discordWording } from '../../../src/i18n/ko/discord.ts';
import {
  ALL_NEEDED,
  type Membership,
  missingNames,
  neededPermissions,
  permissionsIn,
} from '../../../src/platforms/discord/permissions.ts';

const GUILD = '200000000000000001';
const BOT = '1100000000000000002';
const [READERS, POSTERS, OTHERS] = ['500000000000000001', '500000000000000002', '500000000000000003'];

type Name = keyof typeof discordWording.permissions;
const bits = (...names: (keyof typeof PermissionFlagsBits)[]) =>
  names.reduce((all, name) => all | PermissionFlagsBits[name], 0n);
const role = (id: string, ...names: (keyof typeof PermissionFlagsBits)[]) => ({
  id,
  permissions: String(bits(...names)),
});
const overwrite = (id: string, type: OverwriteType, allow: Name[], deny: Name[]): APIOverwrite => ({
  ...{ id, type },
  allow: String(bits(...allow)),
  deny: String(bits(...deny)),
});
const forRole = (id: string, allow: Name[], deny: Name[]) => overwrite(id, OverwriteType.Role, allow, deny);
const forMember = (id: string, allow: Name[], deny: Name[]) =>
  overwrite(id, OverwriteType.Member, allow, deny);

const membership = (overwrites: APIOverwrite[], more: Partial<Membership> = {}): Membership => ({
  guildId: GUILD,
  member: { id: BOT, roles: [READERS, POSTERS] },
  roles: [
    role(GUILD, 'ViewChannel'),
    role(READERS, 'ReadMessageHistory'),
    role(POSTERS, 'SendMessages', 'EmbedLinks'),
    role(OTHERS, 'AddReactions'),
  ],
  channel: { permission_overwrites: overwrites },
  ...more,
});
const held = (...overwrites: APIOverwrite[]) =>
  new PermissionsBitField(permissionsIn(membership(overwrites))).toArray().toSorted();

const BASE = ['EmbedLinks', 'ReadMessageHistory', 'SendMessages', 'ViewChannel'];
const without = (...names: string[]) => BASE.filter((name) => !names.includes(name));

describe('permissions of a member in a channel', () => {
  test("are those of everyone and of the member's own roles, not of other roles", () => {
    expect(held()).toEqual(BASE);
    expect(permissionsIn({ ...membership([]), channel: {} })).toBe(permissionsIn(membership([])));
  });

  test.each<[string, APIOverwrite[], string[]]>([
    ['everyone loses', [forRole(GUILD, [], ['EmbedLinks'])], without('EmbedLinks')],
    ['everyone gains', [forRole(GUILD, ['AddReactions'], [])], ['AddReactions', ...BASE]],
    ["a role of the member's own loses", [forRole(POSTERS, [], ['SendMessages'])], without('SendMessages')],
    ['a role of others loses', [forRole(OTHERS, [], ['SendMessages'])], BASE],
    ['a role of others gains', [forRole(OTHERS, ['AddReactions'], [])], BASE],
    ['the member itself loses', [forMember(BOT, [], ['ViewChannel'])], without('ViewChannel')],
    ['another member loses', [forMember('1100000000000000003', [], ['ViewChannel'])], BASE],
    [
      'everyone loses, and a role gives back',
      [forRole(READERS, ['EmbedLinks'], []), forRole(GUILD, [], ['EmbedLinks'])],
      BASE,
    ],
    [
      'one role denies, and another allows',
      [forRole(READERS, ['EmbedLinks'], []), forRole(POSTERS, [], ['EmbedLinks'])],
      BASE,
    ],
    [
      'a role allows, and the member is denied',
      [forMember(BOT, [], ['EmbedLinks']), forRole(POSTERS, ['EmbedLinks'], [])],
      without('EmbedLinks'),
    ],
    [
      'all roles deny, and the member is allowed',
      [
        forMember(BOT, ['EmbedLinks'], []),
        forRole(POSTERS, [], ['EmbedLinks']),
        forRole(GUILD, [], ['EmbedLinks']),
      ],
      BASE,
    ],
    ['one overwrite both allows and denies', [forRole(POSTERS, ['EmbedLinks'], ['EmbedLinks'])], BASE],
  ])('if %s', (_, overwrites, expected) => {
    expect(held(...overwrites)).toEqual(expected);
    expect(held(...overwrites.toReversed())).toEqual(expected);
  });

  test('are everything for an administrator, regardless of the channel', () => {
    const overwrites = [forMember(BOT, [], ['ViewChannel']), forRole(GUILD, [], ['SendMessages'])];
    const roles = [role(GUILD), role(POSTERS, 'Administrator')];
    const bitfield = permissionsIn(membership(overwrites, { roles }));
    expect(bitfield).toBe(PermissionsBitField.All);
    expect(missingNames(ALL_NEEDED, bitfield)).toEqual([]);
    const notOurs = [role(GUILD), role(OTHERS, 'Administrator')];
    expect(permissionsIn(membership([], { roles: notOurs }))).toBe(0n);
  });
});

describe('needed permissions', () => {
  const always = ['AddReactions', 'EmbedLinks', 'ReadMessageHistory', 'ViewChannel'];
  const { GuildText, GuildAnnouncement, GuildVoice, GuildStageVoice, PublicThread, PrivateThread } =
    ChannelType;
  test.each([
    ['channel', GuildText, [...always, 'SendMessages']],
    ['channel', GuildAnnouncement, [...always, 'SendMessages']],
    ['thread', GuildText, [...always, 'SendMessages', 'SendMessagesInThreads', 'CreatePublicThreads']],
    ['channel', PublicThread, [...always, 'SendMessagesInThreads']],
    ['channel', PrivateThread, [...always, 'SendMessagesInThreads']],
    ['channel', GuildVoice, [...always, 'SendMessages', 'Connect']],
    ['channel', GuildStageVoice, [...always, 'SendMessages', 'Connect']],
  ] as const)('in the layout %s, in a channel of type %i', (layout, type, names) => {
    expect([...neededPermissions(layout, type)].toSorted()).toEqual([...names].toSorted());
  });

  test('in any layout are in the invite link', () => {
    for (const layout of ['channel', 'thread'] as const) {
      for (const type of [GuildText, GuildVoice, PublicThread])
        expect(ALL_NEEDED).toEqual(expect.arrayContaining([...neededPermissions(layout, type)]));
    }
    expect(ALL_NEEDED.toSorted()).toEqual(Object.keys(discordWording.permissions).toSorted());
  });

  test.each(ALL_NEEDED)('that are missing are named in Korean and English: %s', (name) => {
    const held = ALL_NEEDED.filter((it) => it !== name);
    expect(missingNames(ALL_NEEDED, bits(...held))).toEqual([discordWording.permissions[name]]);
    expect(discordWording.permissions[name]).toMatch(/\p{Script=Hangul}.*\(.*[A-Z].*\)/u);
    expect(missingNames(held, bits(...held))).toEqual([]);
  });
});
