import { once } from 'node:events';
import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  ChannelType,
  Client,
  type ClientOptions,
  EmbedBuilder,
  Events,
  type ForumChannel,
  GatewayIntentBits,
  MessageFlags,
  Partials,
  REST,
  Routes,
  type SendableChannels,
  SlashCommandBuilder,
} from 'discord.js';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type ChannelSpec,
  type DiscordOptions,
  type DiscordServer,
  defaultChannelId,
  defaultGuildId,
  startDiscord,
} from './discord/index.ts';

const channelId = defaultChannelId;
const person = '400000000000000001';
const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function start(options?: DiscordOptions): Promise<DiscordServer> {
  const discord = await startDiscord(options);
  open.push(discord.close);
  return discord;
}

function createClient(discord: DiscordServer, more: Partial<ClientOptions> = {}): Client<true> {
  const { Guilds, GuildMessageReactions } = GatewayIntentBits;
  const client = new Client({
    intents: [Guilds, GuildMessageReactions],
    partials: [Partials.Message, Partials.Reaction, Partials.User, Partials.Channel],
    allowedMentions: { parse: [] },
    rest: { api: discord.url },
    // discord.js waits 5 s between two IDENTIFYs; skip that wait.
    ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => {} }) },
    ...more,
  } as ClientOptions);
  open.push(() => client.destroy());
  return client as Client<true>;
}

async function login(discord: DiscordServer, more?: Partial<ClientOptions>): Promise<Client<true>> {
  const client = createClient(discord, more);
  const ready = once(client, Events.ClientReady);
  await client.login(discord.token);
  await ready;
  return client;
}

const channelOf = (client: Client<true>, id = channelId) => client.channels.cache.get(id) as SendableChannels;

const newest = (discord: DiscordServer, id = channelId) => discord.messages(id).at(-1)?.id ?? '';

const paper = new SlashCommandBuilder()
  .setName('paper')
  .setNameLocalizations({ ko: '논문' })
  .setDescription('Papers')
  .addSubcommand((sub) => sub.setName('help').setDescription('Help'))
  .addSubcommand((sub) =>
    sub
      .setName('show')
      .setDescription('Show')
      .addStringOption((o) => o.setName('id').setDescription('Which').setRequired(true).setAutocomplete(true))
      .addIntegerOption((o) => o.setName('count').setDescription('How many').setMinValue(1).setMaxValue(5)),
  );

const button = (customId: string) =>
  new ButtonBuilder().setStyle(ButtonStyle.Primary).setLabel('더').setCustomId(customId);
const rowOf = (...buttons: ButtonBuilder[]) => new ActionRowBuilder<ButtonBuilder>().addComponents(buttons);

describe('gateway', () => {
  test('a client logs in and sees the guild', async () => {
    const discord = await start();
    const client = await login(discord);
    expect(client.user.id).toBe(discord.botId);
    expect(client.application.id).toBe(discord.applicationId);
    expect(client.guilds.cache.size).toBe(1);
    expect(channelOf(client).isSendable()).toBe(true);
    expect(discord.gateway.identifies).toHaveLength(1);
    expect(discord.rejections).toEqual([]);
  });

  test('a dropped session resumes and receives the missed events in order', async () => {
    const discord = await start();
    const client = await login(discord);
    const { id } = await channelOf(client).send('카드');
    const seen: string[] = [];
    client.on(Events.MessageReactionAdd, ({ emoji }, user) => seen.push(`+${emoji.name} ${user.id}`));
    client.on(Events.MessageReactionRemove, ({ emoji }, user) => seen.push(`-${emoji.name} ${user.id}`));
    discord.gateway.drop(null);
    await discord.until(() => discord.gateway.live() === 0);
    discord.react(channelId, id, person, '👍');
    discord.unreact(channelId, id, person, '👍');
    await once(client, Events.ShardResume);
    expect(seen).toEqual([`+👍 ${person}`, `-👍 ${person}`]);
    expect(discord.gateway.resumes).toHaveLength(1);
    expect(discord.gateway.identifies).toHaveLength(1);
  });

  test('op 7 causes a resume; a forgotten session is replaced by a new one', async () => {
    const discord = await start();
    const client = await login(discord);
    const resumed = once(client, Events.ShardResume);
    discord.gateway.reconnect();
    await resumed;
    discord.gateway.forgetSession();
    discord.gateway.drop();
    await once(client, Events.ShardReady);
    expect(discord.gateway.resumes).toHaveLength(2);
  });

  test('op 9 with false causes a new session', async () => {
    const discord = await start();
    const client = await login(discord);
    discord.gateway.invalidate(false);
    await once(client, Events.ShardReady);
    expect(discord.gateway.identifies).toHaveLength(2);
    expect(discord.gateway.resumes).toHaveLength(0);
  });

  test('a wrong token, privileged intents and a refused IDENTIFY end the connection permanently', async () => {
    const discord = await start();
    await expect(createClient(discord).login('wrong')).rejects.toMatchObject({ code: 'TokenInvalid' });
    expect(discord.rejections).toMatchObject([{ status: 401, code: 0 }]);
    for (const [code, intents] of [
      [4014, [GatewayIntentBits.MessageContent]],
      [4004, [GatewayIntentBits.Guilds]],
    ] as const) {
      if (code === 4004) discord.gateway.refuseIdentify(4004);
      const client = createClient(discord, { intents });
      const gone = once(client, Events.ShardDisconnect);
      client.on(Events.ShardError, () => {});
      client.login(discord.token).catch(() => {});
      expect(await gone).toMatchObject([{ code }, 0]);
    }
  });

  test('refused connections are retried', async () => {
    const discord = await start();
    const client = await login(discord);
    client.on(Events.ShardError, () => {});
    discord.gateway.offline(true, 503);
    discord.gateway.drop();
    await discord.until(() => discord.gateway.refused === 1);
    discord.gateway.offline(false);
    await discord.gateway.connected();
    expect(discord.gateway.resumes).toHaveLength(1);
  });

  test('a client drops a silent connection and resumes its session', async () => {
    const discord = await start({ heartbeatMs: 40 });
    await login(discord);
    discord.gateway.mute(true);
    await discord.until(() => discord.gateway.resumes.length > 0);
    discord.gateway.mute(false);
    expect(discord.gateway.heartbeats).toBeGreaterThan(0);
  });

  test('changes to guilds and channels reach the client', async () => {
    const discord = await start();
    const client = await login(discord);
    const [created] = await Promise.all([
      once(client, Events.GuildCreate),
      discord.addGuild({ id: '200000000000000002', channels: [{ id: '300000000000000002' }] }),
    ]);
    expect(created[0].id).toBe('200000000000000002');
    await Promise.all([once(client, Events.GuildDelete), discord.kick('200000000000000002')]);
    expect(client.channels.cache.has('300000000000000002')).toBe(false);
    const [updated] = await Promise.all([
      once(client, Events.ChannelUpdate),
      discord.setMissing(channelId, ['EmbedLinks']),
    ]);
    expect(updated[1].permissionsFor(client.user).has('EmbedLinks')).toBe(false);
    expect(updated[1].permissionsFor(client.user).has('SendMessages')).toBe(true);
    await Promise.all([once(client, Events.ChannelDelete), discord.deleteChannel(channelId)]);
    await expect(client.rest.get(Routes.channel('300000000000000002'))).rejects.toMatchObject({
      code: 50001,
    });
    await expect(client.rest.get(Routes.channel(channelId))).rejects.toMatchObject({ code: 10003 });
    await expect(client.rest.get(Routes.guild('200000000000000002'))).rejects.toMatchObject({ code: 10004 });
    expect(discord.rejections).toEqual([]);
    expect(discord.refusals.map(({ code }) => code)).toEqual([50001, 10003, 10004]);
  });
});

describe('messages', () => {
  test('a card with an embed and buttons is posted once if it is sent twice with one nonce', async () => {
    const discord = await start();
    const client = await login(discord);
    const link = new ButtonBuilder()
      .setStyle(ButtonStyle.Link)
      .setLabel('PDF')
      .setURL('https://arxiv.org/pdf/1');
    const card = {
      embeds: [
        new EmbedBuilder().setTitle(' 제목 ').setURL('https://arxiv.org/abs/1').setDescription('요약'),
      ],
      components: [rowOf(link, button('more:1'))],
      nonce: '2025-01-29-1',
      enforceNonce: true,
    };
    const first = await channelOf(client).send(card);
    expect(first.nonce).toBe('2025-01-29-1');
    expect((await channelOf(client).send(card)).id).toBe(first.id);
    expect(discord.messages(channelId)).toMatchObject([
      { embeds: [{ title: '제목' }], author: { bot: true } },
    ]);
    expect(discord.messages(channelId)[0]).not.toHaveProperty('nonce');
    const [row] = discord.messages(channelId)[0]?.components ?? [];
    expect(row).toMatchObject({ id: 1, components: [{ id: 2 }, { id: 3, custom_id: 'more:1' }] });
    discord.deleteMessage(channelId, first.id);
    await expect(channelOf(client).send(card)).rejects.toMatchObject({ code: 10008 });
    expect(discord.messages(channelId)).toEqual([]);
    expect(discord.rejections).toEqual([]);
  });

  test('can be edited, listed and deleted', async () => {
    const discord = await start();
    const channel = channelOf(await login(discord));
    const ids: string[] = [];
    for (const text of ['a', 'b', 'c', 'd']) ids.push((await channel.send(text)).id);
    await channel.messages.edit(String(ids[1]), { content: 'B' });
    const list = async (query: object) =>
      [...(await channel.messages.fetch(query)).values()].map((m) => m.content);
    expect(await list({ limit: 2 })).toEqual(['d', 'c']);
    expect(await list({ limit: 2, after: ids[0] })).toEqual(['c', 'B']);
    expect(await list({ limit: 2, before: ids[2] })).toEqual(['B', 'a']);
    expect(await list({ limit: 3, around: ids[2] })).toEqual(['d', 'c', 'B']);
    await channel.messages.delete(String(ids[3]));
    expect(discord.messages(channelId).map(({ content }) => content)).toEqual(['a', 'B', 'c']);
    expect(discord.messages(channelId)[1]?.edited_timestamp).not.toBeNull();
    discord.say(channelId, person, '비밀');
    expect(await list({ limit: 1 })).toEqual(['']);
    await expect(channel.messages.edit(newest(discord), 'x')).rejects.toMatchObject({
      code: 50005,
    });
  });

  test('a file arrives as multipart form data', async () => {
    const discord = await start();
    // discord.js's own undici sends requests through the global dispatcher. Once another test file has loaded our
    // newer undici, that dispatcher is ours, and it rejects discord.js's form data.
    const makeRequest = (url: string, init: object) => fetch(url, init);
    const client = await login(discord, { rest: { api: discord.url, makeRequest } });
    await channelOf(client).send({ files: [{ attachment: Buffer.from('x'), name: 'day.md' }] });
    expect(discord.messages(channelId)).toMatchObject([{ attachments: [{ filename: 'day.md' }] }]);
  });

  test('a fourth edit of old messages within 6 s gets a 429 with the code 30046', async () => {
    let now = Date.now();
    const discord = await start({ now: () => now });
    const { rest } = await login(discord);
    const path = Routes.channelMessages(channelId);
    const { id } = (await rest.post(path, { body: { content: 'a', allowed_mentions: { parse: [] } } })) as {
      id: string;
    };
    now += 2 * 3_600_000;
    const answers: number[] = [];
    rest.on('response', (_request, { status }) => answers.push(status));
    for (const content of ['b', 'c', 'd'])
      await rest.patch(`${path}/${id}`, { body: { content, allowed_mentions: { parse: [] } } });
    now += 5950;
    await Promise.all([
      rest.patch(`${path}/${id}`, { body: { content: 'e', allowed_mentions: { parse: [] } } }),
      discord
        .until(() => discord.refusals.length === 1)
        .then(() => {
          now += 100;
        }),
    ]);
    expect(answers).toEqual([200, 200, 200, 429, 200]);
    expect(discord.refusals).toMatchObject([{ status: 429, code: 30046 }]);
  });

  test('a body without allowed_mentions is recorded', async () => {
    const discord = await start();
    const client = await login(discord);
    await client.rest.post(Routes.channelMessages(channelId), { body: { content: '@everyone' } });
    expect(discord.rejections).toMatchObject([{ kind: 'mentions', status: 200 }]);
  });

  const long = (length: number) => '가'.repeat(length);
  const field = (name: string, value: string) => ({ name, value });
  const mute = { allowed_mentions: { parse: [] } };
  const raw = (custom_id: string) => ({ type: 2, style: 1, label: 'x', custom_id });
  test.each<[string, object, number, string]>([
    ['an empty body', {}, 50006, ''],
    ['blank content', { content: '  ' }, 50006, ''],
    ['an empty embed', { embeds: [{}] }, 50006, ''],
    ['long content', { content: long(2001) }, 50035, 'content'],
    ['11 embeds', { embeds: Array(11).fill({ title: 'x' }) }, 50035, 'embeds'],
    ['a long title', { embeds: [{ title: long(257) }] }, 50035, 'embeds.0.title'],
    ['a long description', { embeds: [{ description: long(4097) }] }, 50035, 'embeds.0.description'],
    ['26 fields', { embeds: [{ fields: Array(26).fill(field('a', 'b')) }] }, 50035, 'embeds.0.fields'],
    ['a blank field value', { embeds: [{ fields: [field('a', ' ')] }] }, 50035, 'embeds.0.fields.0.value'],
    [
      'a long field value',
      { embeds: [{ fields: [field('a', long(1025))] }] },
      50035,
      'embeds.0.fields.0.value',
    ],
    ['a long field name', { embeds: [{ fields: [field(long(257), 'b')] }] }, 50035, 'embeds.0.fields.0.name'],
    [
      'a long footer',
      { embeds: [{ title: 'x', footer: { text: long(2049) } }] },
      50035,
      'embeds.0.footer.text',
    ],
    ['a long author', { embeds: [{ author: { name: long(257) } }] }, 50035, 'embeds.0.author.name'],
    [
      '6001 characters in all embeds together',
      { embeds: [{ description: long(3000) }, { description: long(3001) }] },
      50035,
      'embeds',
    ],
    ['a relative URL', { embeds: [{ title: 'x', url: '/abs/1' }] }, 50035, 'embeds.0.url'],
    ['a data URL', { embeds: [{ image: { url: 'data:image/png;base64,A' } }] }, 50035, 'embeds.0.image.url'],
    ['a misspelt field', { embeds: [{ titel: 'x' }], content: 'x' }, 50035, 'embeds.0.titel'],
    ['an unknown field', { content: 'x', text: 'y' }, 50035, 'text'],
    [
      '6 rows',
      { components: Array.from({ length: 6 }, (_, i) => ({ type: 1, components: [raw(`${i}`)] })) },
      50035,
      'components',
    ],
    [
      '6 buttons',
      { components: [{ type: 1, components: [...'123456'].map(raw) }] },
      50035,
      'components.0.components',
    ],
    ['an empty row', { components: [{ type: 1, components: [] }] }, 50035, 'components.0.components'],
    [
      'a duplicate custom_id',
      { components: [{ type: 1, components: [raw('a'), raw('a')] }] },
      50035,
      'components.0.components.1.custom_id',
    ],
    [
      'a long custom_id',
      { components: [{ type: 1, components: [raw('a'.repeat(101))] }] },
      50035,
      'components.0.components.0.custom_id',
    ],
    [
      'a long label',
      { components: [{ type: 1, components: [{ ...raw('a'), label: long(81) }] }] },
      50035,
      'components.0.components.0.label',
    ],
    [
      'a link without a URL',
      { components: [{ type: 1, components: [{ type: 2, style: 5, label: 'x' }] }] },
      50035,
      'components.0.components.0.url',
    ],
    [
      'a long link',
      {
        components: [
          { type: 1, components: [{ type: 2, style: 5, label: 'x', url: `https://a.b/${'c'.repeat(512)}` }] },
        ],
      },
      50035,
      'components.0.components.0.url',
    ],
    ['an ephemeral flag', { content: 'x', flags: MessageFlags.Ephemeral }, 50035, 'flags'],
    ['a long nonce', { content: 'x', nonce: 'n'.repeat(26) }, 50035, 'nonce'],
    ['enforce_nonce without a nonce', { content: 'x', enforce_nonce: true }, 50035, 'nonce'],
    [
      'content with components V2',
      { content: 'x', flags: 1 << 15, components: [{ type: 10, content: 'y' }] },
      50035,
      '',
    ],
    [
      'users both parsed and listed in allowed_mentions',
      { content: 'x', allowed_mentions: { parse: ['users'], users: ['1'] } },
      50035,
      'allowed_mentions',
    ],
  ])('rejects %s', async (_name, body, code, at) => {
    const discord = await start();
    const rest = new REST({ api: discord.url }).setToken(discord.token);
    const sent = rest.post(Routes.channelMessages(channelId), { body: { ...mute, ...body } });
    await expect(sent).rejects.toMatchObject({ code, status: 400 });
    expect(discord.rejections).toHaveLength(1);
    expect(discord.messages(channelId)).toEqual([]);
    const node = at
      .split('.')
      .filter(Boolean)
      .reduce(
        (node, key) => (node as Record<string, unknown> | undefined)?.[key],
        discord.rejections[0]?.errors,
      );
    if (code === 50035) expect(node).toMatchObject({ _errors: { length: 1 } });
  });

  test('values exactly at the limits are accepted', async () => {
    const discord = await start();
    const rest = new REST({ api: discord.url }).setToken(discord.token);
    const fields = [field(long(256), long(1024))];
    const embed = { title: long(256), description: long(4096), fields, footer: { text: long(368) } };
    const components = Array.from({ length: 5 }, (_, row) => ({
      type: 1,
      components: [...'12345'].map((n) => raw(`${row}${n}`)),
    }));
    await rest.post(Routes.channelMessages(channelId), {
      body: { ...mute, content: ` ${long(2000)} `, embeds: [embed], components, nonce: 'n'.repeat(25) },
    });
    await rest.post(Routes.channelMessages(channelId), {
      body: {
        ...mute,
        flags: 1 << 15,
        components: [{ type: 17, components: [{ type: 10, content: long(4000) }] }],
      },
    });
    expect(discord.rejections).toEqual([]);
    expect(discord.messages(channelId)[0]?.content).toBe(long(2000));
  });

  test.each([
    ['ViewChannel', 50001],
    ['SendMessages', 50013],
    ['EmbedLinks', 50013],
  ] as const)('without %s a card is refused', async (flag, code) => {
    const discord = await start();
    const client = await login(discord);
    discord.setMissing(channelId, [flag]);
    const rest = client.rest.post(Routes.channelMessages(channelId), {
      body: { ...mute, embeds: [{ title: 'x' }] },
    });
    await expect(rest).rejects.toMatchObject({ code, status: 403 });
  });

  test('without READ_MESSAGE_HISTORY the list of messages is empty', async () => {
    const discord = await start();
    const channel = channelOf(await login(discord));
    await channel.send('x');
    discord.setMissing(channelId, ['ReadMessageHistory']);
    expect((await channel.messages.fetch({ limit: 5 })).size).toBe(0);
  });

  test('unknown routes, messages in forums and messages blocked by AutoMod are refused', async () => {
    const discord = await start();
    discord.addChannel('200000000000000001', { id: '300000000000000009', type: ChannelType.GuildForum });
    const rest = new REST({ api: discord.url }).setToken(discord.token);
    await expect(rest.get('/nowhere')).rejects.toMatchObject({ status: 404, code: 0 });
    const post = (id: string) =>
      rest.post(Routes.channelMessages(id), { body: { allowed_mentions: { parse: [] }, content: 'x' } });
    await expect(post('300000000000000009')).rejects.toMatchObject({ code: 50008 });
    expect(discord.rejections.map(({ code }) => code)).toEqual([0, 50008]);
    discord.autoMod = () => true;
    await expect(post(channelId)).rejects.toMatchObject({ code: 200000 });
    expect(discord.refusals.map(({ code }) => code)).toEqual([200000]);
  });
});

describe('threads', () => {
  test('are limited to one per message, and can be archived and locked', async () => {
    const discord = await start();
    const client = await login(discord);
    const message = await channelOf(client).send('카드');
    const thread = await message.startThread({ name: '토론', autoArchiveDuration: 1440 });
    expect(thread.id).toBe(message.id);
    expect(discord.thread(channelId, message.id)).toMatchObject({ name: '토론', parent_id: channelId });
    await thread.send('요약');
    expect(discord.messages(thread.id).map(({ content }) => content)).toEqual(['요약']);
    const path = Routes.threads(channelId, message.id);
    await expect(client.rest.post(path, { body: { name: 'x' } })).rejects.toMatchObject({ code: 160004 });
    const nested = Routes.threads(thread.id, newest(discord, thread.id));
    await expect(client.rest.post(nested, { body: { name: 'x' } })).rejects.toMatchObject({ code: 50024 });
    discord.archiveThread(thread.id);
    await expect(thread.messages.edit(newest(discord, thread.id), 'x')).rejects.toMatchObject({
      code: 50083,
    });
    await thread.send('다시');
    expect(discord.threads(channelId)).toMatchObject([
      { thread_metadata: { archived: false }, message_count: 2 },
    ]);
    discord.lockThread(thread.id);
    await expect(thread.send('x')).rejects.toMatchObject({ code: 160005 });
    discord.lockThread(thread.id, false);
    discord.setMissing(channelId, ['SendMessagesInThreads']);
    await expect(thread.send('x')).rejects.toMatchObject({ code: 50013 });
    discord.setMissing(channelId, ['CreatePublicThreads']);
    const other = await channelOf(client).send('둘');
    await expect(other.startThread({ name: 'x' })).rejects.toMatchObject({ code: 50013 });
  });
});

describe('forums', () => {
  const forumId = '300000000000000002';
  const forum = async (spec: Partial<ChannelSpec> = {}) => {
    const channel = { id: forumId, type: ChannelType.GuildForum, ...spec };
    const discord = await start({ guilds: [{ id: defaultGuildId, channels: [channel] }] });
    const client = await login(discord);
    const posts = client.channels.cache.get(forumId) as ForumChannel;
    const create = (name: string, appliedTags: string[] = []) =>
      posts.threads.create({
        name,
        appliedTags,
        message: { content: `${name}!` },
        autoArchiveDuration: 10_080,
      });
    return { discord, client, posts, create };
  };
  const tagged = { tags: [{ name: '로봇' }, { name: '공지', moderated: true }] };

  test('have posts, whose first message has the id of its thread, and no messages of their own', async () => {
    const { discord, client, posts, create } = await forum(tagged);
    const [robots, news] = posts.availableTags;
    const post = await create('팔', [robots?.id ?? '']);
    expect(discord.threads(forumId)).toMatchObject([
      { id: post.id, name: '팔', applied_tags: [robots?.id], message_count: 0, owner_id: discord.botId },
    ]);
    expect(discord.messages(post.id)).toMatchObject([{ id: post.id, channel_id: post.id, content: '팔!' }]);
    discord.react(post.id, post.id, person, '👍');
    expect(discord.gateway.events.at(-1)?.d).toMatchObject({ channel_id: post.id, message_id: post.id });
    const plain = client.rest.post(Routes.channelMessages(forumId), {
      body: { allowed_mentions: { parse: [] }, content: 'x' },
    });
    await expect(plain).rejects.toMatchObject({ code: 50008 });
    await expect(create('x', ['1'])).rejects.toMatchObject({ code: 10087 });
    await expect(create('x', [news?.id ?? ''])).rejects.toMatchObject({ code: 50013 });
    await expect(create('x', Array(6).fill(robots?.id))).rejects.toMatchObject({ code: 50035 });
    await expect(create('x'.repeat(101))).rejects.toMatchObject({ code: 50035 });
    discord.setMissing(forumId, ['SendMessages']);
    await expect(create('x')).rejects.toMatchObject({ code: 50013 });
    expect(discord.threads(forumId)).toHaveLength(1);
  });

  test('can require tags, which only managers of channels make', async () => {
    const { discord, posts, create } = await forum({ ...tagged, requiresTag: true });
    await expect(create('x')).rejects.toMatchObject({ code: 40067 });
    discord.setTags(forumId, [{ name: '공지', moderated: true }], true);
    await expect(create('x')).rejects.toMatchObject({ code: 40066 });
    await expect(posts.setAvailableTags([{ name: '로봇' }])).rejects.toMatchObject({ code: 50013 });
    discord.setAllowed(forumId, ['ManageChannels']);
    const { availableTags } = await posts.setAvailableTags([...posts.availableTags, { name: '로봇' }]);
    expect(availableTags.map(({ name }) => name)).toEqual(['공지', '로봇']);
    const same = [{ name: '로봇' }, { name: '로봇' }];
    await expect(posts.setAvailableTags(same)).rejects.toMatchObject({ code: 40061 });
    const many = Array.from({ length: 21 }, (_, n) => ({ name: `${n}` }));
    await expect(posts.setAvailableTags(many)).rejects.toMatchObject({ code: 50035 });
    await expect(posts.setAvailableTags([{ name: 'x'.repeat(21) }])).rejects.toMatchObject({ code: 50035 });
    expect((await create('x', [availableTags[1]?.id ?? ''])).appliedTags).toEqual([availableTags[1]?.id]);
  });

  test('list active posts, and archived ones in pages, the last archived first', async () => {
    let now = Date.parse('2026-08-20T03:00:00Z');
    const channel = { id: forumId, type: ChannelType.GuildForum };
    const discord = await start({
      guilds: [{ id: defaultGuildId, channels: [channel] }],
      now: () => (now += 1_000),
    });
    const client = await login(discord);
    const posts = client.channels.cache.get(forumId) as ForumChannel;
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c', 'd'])
      ids.push((await posts.threads.create({ name, message: { content: name } })).id);
    for (const id of ids.slice(0, 3)) discord.archiveThread(id);
    const active = await posts.threads.fetchActive();
    expect([...active.threads.keys()]).toEqual(ids.slice(3));
    const first = await posts.threads.fetchArchived({ limit: 2 });
    expect([[...first.threads.keys()], first.hasMore]).toEqual([[ids[2], ids[1]], true]);
    const before = first.threads.last()?.archivedAt ?? 0;
    const second = await posts.threads.fetchArchived({ limit: 2, before });
    expect([[...second.threads.keys()], second.hasMore]).toEqual([[ids[0]], false]);
    const edit = (id = '') =>
      client.rest.patch(Routes.channelMessage(id, id), {
        body: { allowed_mentions: { parse: [] }, content: 'edited' },
      });
    await expect(edit(ids[0])).rejects.toMatchObject({ code: 50083 });
    await client.rest.patch(Routes.channel(ids[0] ?? ''), { body: { archived: false } });
    await edit(ids[0]);
    expect(discord.messages(ids[0] ?? '')).toMatchObject([{ content: 'edited' }]);
    discord.setMissing(forumId, ['ReadMessageHistory']);
    await expect(posts.threads.fetchArchived()).rejects.toMatchObject({ code: 50013 });
  });
});

describe('reactions', () => {
  test('of the bot and of members are dispatched, counted and paged', async () => {
    const discord = await start();
    const client = await login(discord);
    const message = await channelOf(client).send('카드');
    const events: [string, string, boolean][] = [];
    client.on(Events.MessageReactionAdd, (_r, user, { burst }) => events.push(['add', user.id, burst]));
    client.on(Events.MessageReactionRemoveAll, () => events.push(['clear', '', false]));
    await message.react('👍');
    for (let n = 10; n < 40; n++) discord.react(channelId, message.id, `4000000000000000${n}`, '👍');
    discord.react(channelId, message.id, person, '👍', { burst: true });
    await discord.until(() => events.length === 32);
    expect(events[0]).toEqual(['add', discord.botId, false]);
    expect(events[31]).toEqual(['add', person, true]);
    expect(discord.current(channelId, message.id)).toMatchObject([{ emoji: '👍', users: { length: 32 } }]);
    const path = Routes.channelMessageReaction(channelId, message.id, encodeURIComponent('👍'));
    const page = async (query: Record<string, string>) =>
      ((await client.rest.get(path, { query: new URLSearchParams(query) })) as { id: string }[]).map(
        ({ id }) => id,
      );
    const first = await page({ limit: '20' });
    expect(first).toHaveLength(20);
    expect(await page({ limit: '20', after: String(first.at(-1)) })).toHaveLength(11);
    expect(await page({ type: '1' })).toEqual([person]);
    await expect(page({ limit: '101' })).rejects.toMatchObject({ code: 50035 });
    const [shown] = discord.messages(channelId);
    expect(shown?.reactions).toMatchObject([
      { count: 32, me: true, count_details: { burst: 1, normal: 31 } },
    ]);
    discord.clearReactions(channelId, message.id);
    await discord.until(() => events.length === 33);
    expect(discord.current(channelId, message.id)).toEqual([]);
  });

  test('in direct messages are dispatched to clients with the intent for them, without a guild', async () => {
    const discord = await start();
    const direct = '300000000000000050';
    discord.addDirectMessages(direct, person);
    const deaf = await login(discord);
    const client = await login(discord, {
      intents: [GatewayIntentBits.Guilds, GatewayIntentBits.DirectMessageReactions],
    });
    // discord.js drops reactions in direct messages that are not in its cache.
    for (const it of [deaf, client]) expect(await it.channels.fetch(direct)).toMatchObject({ type: 1 });
    const heard: [Client, string | null][] = [];
    for (const it of [deaf, client])
      it.on(Events.MessageReactionAdd, ({ message }) => heard.push([it, message.guildId]));
    const message = await channelOf(client, direct).send('카드');
    discord.react(direct, message.id, person, '👍');
    await discord.until(() => heard.length > 0);
    expect(heard).toEqual([[client, null]]);
    expect(discord.gateway.events.at(-1)?.d).not.toHaveProperty('member');
    expect(discord.rejections).toEqual([]);
  });

  test('need the right permissions and a real emoji', async () => {
    const discord = await start();
    const client = await login(discord);
    const message = await channelOf(client).send('카드');
    const put = (emoji: string) =>
      client.rest.put(Routes.channelMessageOwnReaction(channelId, message.id, encodeURIComponent(emoji)));
    await expect(put('nope')).rejects.toMatchObject({ code: 10014 });
    discord.setMissing(channelId, ['AddReactions']);
    await expect(put('👍')).rejects.toMatchObject({ code: 50013 });
    discord.react(channelId, message.id, person, '👍');
    await put('👍');
    discord.setMissing(channelId, ['ReadMessageHistory']);
    await expect(put('👍')).rejects.toMatchObject({ code: 50013 });
    expect(discord.current(channelId, message.id)).toEqual([{ emoji: '👍', users: [person, discord.botId] }]);
  });
});

describe('commands', () => {
  test('are stored with defaults, and get a new version only when they change', async () => {
    const discord = await start();
    const client = await login(discord);
    const path = Routes.applicationCommands(discord.applicationId);
    const put = (body: unknown) => client.rest.put(path, { body }) as Promise<Record<string, unknown>[]>;
    const [first] = await put([paper.toJSON()]);
    expect(first).toMatchObject({ nsfw: false, contexts: null, integration_types: [0], type: 1 });
    const [same] = await put([paper.toJSON()]);
    expect(same).toEqual(first);
    const [changed] = await put([{ ...paper.toJSON(), description: 'More papers' }]);
    expect(changed?.id).toBe(first?.id);
    expect(changed?.version).not.toBe(first?.version);
    expect(discord.registered()).toEqual([changed]);
    const bare = (await client.rest.get(path)) as object[];
    expect(bare[0]).not.toHaveProperty('name_localizations');
    const full = await client.rest.get(path, { query: new URLSearchParams({ with_localizations: 'true' }) });
    expect(full).toMatchObject([{ name_localizations: { ko: '논문' } }]);
    expect(discord.rejections).toEqual([]);
  });

  const base = { name: 'paper', description: 'x' };
  const option = (name: string, more: object = {}) => ({ type: 3, name, description: 'x', ...more });
  const many = Array.from({ length: 26 }, (_, n) => n);
  test.each<[string, object, boolean?]>([
    ['a capital letter in a name', { ...base, name: 'Paper' }],
    ['a space in a translation', { ...base, name_localizations: { ko: '논문 검색' } }],
    ['a made-up locale', { ...base, name_localizations: { 'ko-KR': '논문' } }],
    ['a long description', { ...base, description: 'x'.repeat(101) }],
    ['26 options', { ...base, options: many.map((n) => option(`o${n}`)) }],
    [
      'a required option after an optional one',
      { ...base, options: [option('a'), option('b', { required: true })] },
    ],
    [
      '26 choices',
      { ...base, options: [option('a', { choices: many.map((n) => ({ name: `${n}`, value: `${n}` })) })] },
    ],
    [
      'choices and autocomplete',
      { ...base, options: [option('a', { autocomplete: true, choices: [{ name: 'x', value: 'x' }] })] },
    ],
    ['two options with one name', { ...base, options: [option('a'), option('a')] }],
    [
      "a translation that equals another option's name",
      { ...base, options: [option('a', { name_localizations: { ko: 'b' } }), option('b')] },
    ],
    ['min_value for a string option', { ...base, options: [option('a', { min_value: 1 })] }],
    [
      'a number as a choice of a string option',
      { ...base, options: [option('a', { choices: [{ name: 'x', value: 1 }] })] },
    ],
    [
      'a subcommand beside an option',
      { ...base, options: [{ type: 1, name: 'a', description: 'x' }, option('b')] },
    ],
    ['contexts of a guild command', { ...base, contexts: [0] }, true],
    ['an unknown field', { ...base, defaultMemberPermissions: '32' }],
    [
      'a command of more than 8000 characters',
      {
        ...base,
        options: many.slice(1).map((n) =>
          option(`o${n}`, {
            choices: many.slice(1).map((c) => ({ name: `${c}`.padEnd(10), value: `${c}`.padEnd(20, 'x') })),
          }),
        ),
      },
    ],
  ])('rejects %s', async (_name, body, inGuild = false) => {
    const discord = await start();
    const rest = new REST({ api: discord.url }).setToken(discord.token);
    const path = inGuild
      ? Routes.applicationGuildCommands(discord.applicationId, '200000000000000001')
      : Routes.applicationCommands(discord.applicationId);
    await expect(rest.put(path, { body: [body] })).rejects.toMatchObject({ code: 50035 });
    expect(discord.rejections).toHaveLength(1);
  });
});

describe('interactions', () => {
  async function withCommands(options?: DiscordOptions) {
    const discord = await start(options);
    const client = await login(discord);
    await client.application.commands.set([paper.toJSON()]);
    return { discord, client };
  }
  const where = { guildId: '200000000000000001', channelId, userId: person };
  const call = { ...where, name: 'paper', subcommand: 'show', options: { id: '2501.1', count: 2 } };

  test('a command can be deferred, answered and followed up', async () => {
    const { discord, client } = await withCommands();
    client.on(Events.InteractionCreate, async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      const id = interaction.options.getString('id', true);
      await interaction.editReply({
        content: `${interaction.options.getSubcommand()} ${id}`,
        components: [rowOf(button('a'))],
      });
      await interaction.followUp({ content: interaction.locale, flags: MessageFlags.Ephemeral });
    });
    const handle = discord.interact.command({ ...call, locale: 'ko' });
    expect(await handle.acknowledged).toMatchObject({ type: 5, flags: 64 });
    expect(await handle.answered).toMatchObject({ content: 'show 2501.1', flags: 64 });
    await discord.until(() => handle.followUps().length === 1);
    expect(handle.followUps()).toMatchObject([{ content: 'ko' }]);
    expect(handle.message()).toMatchObject({ components: [{ components: [{ custom_id: 'a' }] }] });
    // Nobody else sees an ephemeral response.
    expect(discord.messages(channelId)).toEqual([]);
    expect(discord.rejections).toEqual([]);
  });

  test('a command that the Discord app would not send throws', async () => {
    const { discord } = await withCommands();
    const { command } = discord.interact;
    expect(() => command({ ...call, name: 'papers' })).toThrow('No command');
    expect(() => command({ ...call, subcommand: 'hide' })).toThrow('no subcommand');
    expect(() => command({ ...call, options: {} })).toThrow('required');
    expect(() => command({ ...call, options: { id: 'x', count: 9 } })).toThrow('at most 5');
    expect(() => command({ ...call, options: { id: 'x', size: 9 } })).toThrow('no option');
    expect(() => command({ ...call, name: '논문' })).not.toThrow();
  });

  test('autocomplete resolves to the choices from the bot', async () => {
    const { discord, client } = await withCommands();
    client.on(Events.InteractionCreate, async (interaction) => {
      if (!interaction.isAutocomplete()) return;
      const { name, value } = interaction.options.getFocused(true);
      await interaction.respond([{ name: `${name} ${value}`, value: '2501.1' }]);
    });
    const choices = await discord.interact.autocomplete({
      ...where,
      name: 'paper',
      subcommand: 'show',
      focused: 'id',
      value: '25',
    });
    expect(choices).toEqual([{ name: 'id 25', value: '2501.1' }]);
    expect(discord.rejections).toEqual([]);
  });

  test('a button updates its message, and a second response is refused', async () => {
    const { discord, client } = await withCommands();
    const sent = await channelOf(client).send({ content: '1쪽', components: [rowOf(button('page:2'))] });
    const seen: unknown[] = [];
    client.on(Events.InteractionCreate, async (interaction) => {
      if (!interaction.isButton()) return;
      await interaction.update({ content: '2쪽', components: [] });
      await client.rest
        .post(Routes.interactionCallback(interaction.id, interaction.token), {
          body: { type: 6 },
          auth: false,
        })
        .catch((error) => seen.push(error.code));
    });
    const handle = discord.interact.button({ ...where, customId: 'page:2', message: sent.id });
    expect(await handle.answered).toMatchObject({ id: sent.id, content: '2쪽' });
    expect(await handle.acknowledged).toMatchObject({ type: 7 });
    await discord.until(() => seen.length === 1);
    expect(seen).toEqual([40060]);
    expect(() => discord.interact.button({ ...where, customId: 'page:2', message: sent.id })).toThrow(
      'no button',
    );
  });

  test('a button in direct messages names a user, and neither a guild nor a member', async () => {
    const discord = await start();
    const client = await login(discord);
    const direct = '300000000000000050';
    discord.addDirectMessages(direct, person);
    await client.channels.fetch(direct);
    const { id } = await channelOf(client, direct).send({
      components: [rowOf(button('more'))],
      content: '카드',
    });
    client.on(Events.InteractionCreate, async (interaction) => {
      if (interaction.isButton()) await interaction.reply(`${interaction.guildId} ${interaction.member}`);
    });
    const handle = discord.interact.button({
      ...{ channelId: direct, userId: person, message: id, customId: 'more' },
    });
    expect(await handle.answered).toMatchObject({ channel_id: direct, content: 'null null' });
    expect(discord.gateway.events.findLast(({ t }) => t === 'INTERACTION_CREATE')?.d).toMatchObject({
      ...{ user: { id: person }, context: 1, authorizing_integration_owners: { '0': '0' } },
    });
  });

  test('late responses and expired tokens are refused', async () => {
    const { discord, client } = await withCommands({ deadlineMs: 300 });
    const [[interaction], handle] = await Promise.all([
      once(client, Events.InteractionCreate),
      Promise.resolve(discord.interact.command(call)),
    ]);
    await expect(handle.acknowledged).rejects.toThrow('did not respond');
    await expect(interaction.reply('x')).rejects.toMatchObject({ code: 10062 });
    const [[second], other] = await Promise.all([
      once(client, Events.InteractionCreate),
      Promise.resolve(discord.interact.command(call)),
    ]);
    await second.reply('공개');
    expect(discord.messages(channelId)).toMatchObject([{ content: '공개' }]);
    other.expire();
    await expect(second.editReply('y')).rejects.toMatchObject({ code: 50027 });
    expect(discord.rejections).toEqual([]);
    expect(discord.refusals.map(({ code }) => code)).toEqual([10062, 50027]);
  });
});

describe('faults and limits', () => {
  const send = { body: { content: 'x', nonce: 'one', enforce_nonce: true, allowed_mentions: { parse: [] } } };
  const path = Routes.channelMessages(channelId);

  test('a lost response does not cause a second message', async () => {
    const discord = await start();
    const rest = new REST({ api: discord.url }).setToken(discord.token);
    discord.fault = (_request, count) => (count === 1 ? { kind: 'after', answer: 'reset' } : undefined);
    await rest.post(path, send);
    expect(discord.requests).toHaveLength(2);
    expect(discord.messages(channelId)).toHaveLength(1);
    expect(discord.refusals).toMatchObject([{ kind: 'fault' }]);
  });

  test('a request fails after a hang, a close or an error status, and is retried after a rate limit', async () => {
    const discord = await start();
    const rest = new REST({ api: discord.url, timeout: 150, retries: 0 }).setToken(discord.token);
    discord.fault = () => ({ kind: 'hang' });
    await expect(rest.post(path, send)).rejects.toMatchObject({ name: 'AbortError' });
    discord.fault = () => ({ kind: 'close' });
    await expect(rest.post(path, send)).rejects.toThrow();
    discord.fault = () => ({ kind: 'status', status: 503 });
    await expect(rest.post(path, send)).rejects.toMatchObject({ status: 503 });
    expect(discord.messages(channelId)).toEqual([]);
    let left = 1;
    discord.fault = () =>
      left-- > 0 ? { kind: 'rate-limit', scope: 'global', retryAfter: 0.02 } : undefined;
    await rest.post(path, send);
    expect(discord.refusals.at(-1)).toMatchObject({ status: 429 });
    expect(discord.messages(channelId)).toHaveLength(1);
  });

  test('a client that follows the rate limit headers gets no 429s, but parallel clients do', async () => {
    const discord = await start({ limits: { 'POST /channels/:id/messages': { limit: 2, windowMs: 100 } } });
    const rest = new REST({ api: discord.url }).setToken(discord.token);
    const limited: string[] = [];
    rest.on('rateLimited', ({ route }) => limited.push(route));
    for (let n = 0; n < 3; n++) await rest.post(path, send);
    expect(limited).toHaveLength(1);
    expect(discord.refusals).toEqual([]);
    const impatient = new REST({ api: discord.url }).setToken(discord.token);
    await Promise.all(
      [1, 2, 3].map(() => new REST({ api: discord.url }).setToken(discord.token).post(path, send)),
    );
    await impatient.post(path, send);
    expect(discord.refusals[0]).toMatchObject({ status: 429, kind: 'rate-limit' });
  });
});
