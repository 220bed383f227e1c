import { describe, expect, test } from 'vitest';
import { headingCard, paperCard, plainHeading } from '../../../src/cards/build-card.ts';
import { discordWording } from '../../../src/i18n/ko/discord.ts';
import { statusWording } from '../../../src/i18n/ko/status.ts';
import { settingWording } from '../../../src/i18n/ko/subscription/settings.ts';
import { idOf } from '../../contract/publisher.ts';
import { defaultChannelId, defaultGuildId, type StoredMessage } from '../../emulators/discord/index.ts';
import { makePaper, makeSummary } from '../../fixtures/papers.ts';
import { ROLE } from '../../fixtures/settings.ts';
import { answerWith, CHANNEL, createDiscordStage } from './api/call-harness.ts';
import { expectClean, open, PLACE_ID, textOf } from './harness.ts';

const DAY = '2026-08-21';
const OTHER_ROLE = '600000000000000002';
const guilds = [
  {
    id: defaultGuildId,
    roles: [{ id: ROLE }, { id: OTHER_ROLE }],
    channels: [{ id: defaultChannelId }],
  },
];
const heading = headingCard(DAY, 40, 5, ROLE);
const paper = paperCard({ paper: makePaper(), summary: makeSummary() }, DAY, 'not-yet');

/** Returns whom the messages of the channel have notified. */
const pingsOf = (messages: readonly StoredMessage[]) =>
  messages.map(({ mention_roles, mentions, mention_everyone }) => [
    ...mention_roles,
    ...mentions,
    ...(mention_everyone ? ['everyone'] : []),
  ]);

describe('a message', () => {
  test('mentions the role of its heading once, and nobody else', async () => {
    const { discord, publisher, to } = await createDiscordStage({ guilds });
    const pings = () => pingsOf(discord.messages(defaultChannelId));
    const title = { text: `<@&${OTHER_ROLE}> @everyone`, url: heading.title.url };
    const id = idOf(await publisher.send(to, { ...heading, title }, 'k1'));
    // Discord recognises the repeat by its nonce; a later look-up finds the message.
    await publisher.send(to, { ...heading, title }, 'k1');
    expect(await publisher.find(to, heading, 'k1')).toEqual({ state: 'sent', messageId: id });
    expect(pings()).toEqual([[ROLE]]);

    await publisher.edit(id, heading);
    expect(pings()).toEqual([[]]);
    await publisher.send(to, { ...paper, mention: ROLE }, 'k2');
    await publisher.send(to, plainHeading(heading), 'k3');
    await publisher.send(to, { ...heading, mention: `${OTHER_ROLE}> @everyone <@&${ROLE}` }, 'k4');
    await publisher.send(to, { ...heading, mention: defaultGuildId }, 'k5');
    expect(pings()).toEqual([[], [], [], [], []]);
    expect(discord.rejections).toEqual([]);
  });

  test('whose answer was lost notifies nobody twice', async () => {
    const { discord, publisher, to } = await createDiscordStage({ guilds });
    discord.fault = ({ method }, count) =>
      method === 'POST' && count === 1 ? { kind: 'after', answer: { status: 502 } } : undefined;
    idOf(await publisher.send(to, heading, 'k1'));
    expect(discord.requests.filter(({ method }) => method === 'POST')).toHaveLength(2);
    expect(pingsOf(discord.messages(defaultChannelId))).toEqual([[ROLE]]);
  });

  test('without a role is sent as before', async () => {
    const { discord, publisher, to } = await createDiscordStage({ guilds });
    await publisher.send(to, headingCard(DAY, 40, 5), 'k1');
    expect(discord.requests.at(-1)?.body).toMatchObject({ allowed_mentions: { parse: [] } });
    expect(discord.requests.at(-1)?.body).not.toHaveProperty('content');
  });
});

test('a role that cannot be mentioned is explained', async () => {
  const { discord, publisher } = await createDiscordStage({ guilds });
  const problem = (id = ROLE) => publisher.mentionProblem?.(CHANNEL, id);
  expect(await problem()).toBeNull();
  expect(await problem(defaultGuildId)).toBe(discordWording.mentionsEveryone);
  discord.setRole(defaultGuildId, { id: ROLE, name: '독자', mentionable: false });
  expect(await problem()).toBe(discordWording.notMentionable('독자'));
  discord.setAllowed(defaultChannelId, ['MentionEveryone']);
  expect(await problem()).toBeNull();
  discord.deleteRole(defaultGuildId, ROLE);
  expect(await problem()).toBe(discordWording.roleGone);
  // What cannot be found out is no reason to leave out a mention.
  discord.fault = () => answerWith(500, 0);
  expect(await problem()).toBeNull();
});

test('a manager sets a role that the bot can mention', async () => {
  const scene = await open();
  const { discord } = scene;
  const set = async (mention: string) =>
    textOf(await scene.use('subscribe', { manage: true, options: { mention } }).answered);
  const stored = async () => (await scene.stage.store.subscription(PLACE_ID))?.settings.mention;
  discord.setRole(defaultGuildId, { id: ROLE, name: '독자', mentionable: false });
  expect(await set(ROLE)).toContain(discordWording.notMentionable('독자'));
  expect(await set(defaultGuildId)).toContain(discordWording.mentionsEveryone);
  expect(await stored()).toBeUndefined();

  discord.setRole(defaultGuildId, { id: ROLE, name: '독자' });
  const said = await set(ROLE);
  expect(said).toContain(settingWording.mention);
  expect(said).toContain(`<@&${ROLE}>`);
  expect(await stored()).toBe(ROLE);
  const status = async () => textOf(await scene.use('status').answered);
  expect(await status()).not.toContain(statusWording.noMention);
  discord.deleteRole(defaultGuildId, ROLE);
  expect(await status()).toContain(discordWording.roleGone);
  expectClean(scene);
});
