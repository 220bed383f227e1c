import { ChannelType } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { answerCard, headingCard, paperCard } from '../../../src/cards/build-card.ts';
import { FIELDS } from '../../../src/domain/fields/field.ts';
import { type PostTag, postTags } from '../../../src/domain/fields/post-tags.ts';
import { discordWording } from '../../../src/i18n/ko/discord.ts';
import { DAY } from '../../../src/lib/duration.ts';
import type { Address } from '../../../src/ports/publisher.ts';
import { LIST_DAY } from '../../app/editions/harness.ts';
import { idOf } from '../../contract/publisher.ts';
import { type ChannelSpec, defaultChannelId, defaultGuildId } from '../../emulators/discord/index.ts';
import { makePaper, makeSummary } from '../../fixtures/papers.ts';
import { SETTINGS } from '../../fixtures/settings.ts';
import { CHANNEL, connect, createDiscordStage, unknownChannels } from './api/call-harness.ts';

const tag = (ko: string, en: string, isWanted = false): PostTag => ({ ko, en, isWanted });
const RL = tag('강화 학습', 'Reinforcement Learning', true);
const ROBOTS = tag('로보틱스', 'Robotics', true);
const card = paperCard({ paper: makePaper(), summary: makeSummary() }, LIST_DAY, 'not-yet');

async function openForum(spec: Partial<ChannelSpec> = {}) {
  const channels = [{ id: defaultChannelId, type: ChannelType.GuildForum, ...spec }];
  const stage = await createDiscordStage({ guilds: [{ id: defaultGuildId, channels }] });
  const { discord, clock } = stage;
  const { publisher } = connect(discord, clock, undefined, unknownChannels);
  const to = (tags: readonly PostTag[] = [], since = clock.now()): Address => ({
    ...{ place: CHANNEL, parentId: null, since, post: { tags, isSilent: true } },
  });
  let sent = 0;
  const find = async (shown = card, since?: number) => {
    const found = await publisher.find(to([], since), shown, 'k');
    return found && idOf(found);
  };
  const send = (tags: readonly PostTag[] = [], shown = card) => publisher.send(to(tags), shown, `k${sent++}`);
  const tagNames = () => {
    const forum = discord.channel(defaultChannelId);
    return forum && 'available_tags' in forum ? (forum.available_tags ?? []) : [];
  };
  /** The names of the tags of each post. */
  const applied = () =>
    discord
      .threads(defaultChannelId)
      .map((post) =>
        ('applied_tags' in post ? (post.applied_tags ?? []) : []).map(
          (id) => tagNames().find((known) => known.id === id)?.name,
        ),
      );
  return { ...stage, publisher, find, send, applied, tagNames: () => tagNames().map(({ name }) => name) };
}

describe('a post in a forum', () => {
  test('is known by its link, and by the kind of its channel', async () => {
    const { publisher, send, discord } = await openForum();
    expect(await publisher.shapeOf(CHANNEL)).toBe('posts');
    const id = idOf(await send());
    const post = discord.threads(defaultChannelId)[0]?.id;
    expect(id).toBe(`${defaultGuildId}/${post}/${post}`);
    expect(await publisher.link(CHANNEL, id)).toBe(
      `https://discord.com/channels/${defaultGuildId}/${post}/${post}`,
    );
  });

  test.each([
    ['x'.repeat(300), `${'x'.repeat(99)}…`],
    ['  A   title\nof two lines ', 'A title of two lines'],
    ['', '논문배달'],
    ['한'.repeat(100), '한'.repeat(100)],
  ])('has a name of at most 100 characters: %j', async (title, name) => {
    const { send, discord } = await openForum();
    idOf(await send([], paperCard({ paper: makePaper({ title }), summary: null }, LIST_DAY, 'not-yet')));
    expect(discord.threads(defaultChannelId)).toMatchObject([{ name }]);
    expect(discord.rejections).toEqual([]);
  });

  test.each(['강화 학습', '강화학습', 'reinforcement learning', '강화 학습'.normalize('NFD')])(
    'has the forum’s tag of its field, in either language and spelling: %s',
    async (name) => {
      const { send, applied } = await openForum({ tags: [{ name: '공지' }, { name }] });
      idOf(await send([RL]));
      expect(applied()).toEqual([[name]]);
    },
  );

  test('has at most five tags, and none that only moderators give', async () => {
    const names = ['하나', '둘', '셋', '넷', '다섯', '여섯'];
    const { send, applied } = await openForum({
      tags: [{ name: '로보틱스', moderated: true }, ...names.map((name) => ({ name }))],
    });
    idOf(await send([ROBOTS, ...names.map((name) => tag(name, ''))]));
    expect(applied()).toEqual([names.slice(0, 5)]);
  });

  test('gets the tags that are wanted and missing, once, if the bot manages the forum', async () => {
    const { send, applied, tagNames, discord } = await openForum({ tags: [{ name: '공지' }] });
    idOf(await send([RL, tag('PPO', 'PPO')]));
    expect([applied(), tagNames()]).toEqual([[[]], ['공지']]);
    expect(discord.rejections).toEqual([]);
    discord.setAllowed(defaultChannelId, ['ManageChannels']);
    const managed = await openForum({ tags: [{ name: '공지' }] });
    managed.discord.setAllowed(defaultChannelId, ['ManageChannels']);
    for (let times = 0; times < 2; times += 1) idOf(await managed.send([RL, tag('PPO', 'PPO')]));
    expect([managed.applied(), managed.tagNames()]).toEqual([
      [['강화 학습'], ['강화 학습']],
      ['공지', '강화 학습'],
    ]);
    expect(managed.discord.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  });

  test('gets no tags beyond twenty', async () => {
    const tags = Array.from({ length: 19 }, (_, n) => ({ name: `tag ${n}` }));
    const { send, tagNames, applied, discord } = await openForum({ tags });
    discord.setAllowed(defaultChannelId, ['ManageChannels']);
    for (let times = 0; times < 2; times += 1) idOf(await send([RL, ROBOTS]));
    expect(tagNames()).toEqual([...tags.map(({ name }) => name), '강화 학습']);
    expect(applied()).toEqual([['강화 학습'], ['강화 학습']]);
    expect(discord.rejections).toEqual([]);
  });

  test('is sent without new tags if Discord refuses them', async () => {
    const { send, applied, discord } = await openForum();
    discord.setAllowed(defaultChannelId, ['ManageChannels']);
    discord.fault = ({ method }) => (method === 'PATCH' ? { kind: 'status', status: 500 } : undefined);
    idOf(await send([RL]));
    expect(applied()).toEqual([[]]);
  });

  test('that needs a tag gets the first one, if none fits', async () => {
    const { send, applied } = await openForum({
      tags: [{ name: '운영', moderated: true }, { name: '논문' }, { name: '로보틱스' }],
      requiresTag: true,
    });
    idOf(await send([RL]));
    idOf(await send([ROBOTS]));
    expect(applied()).toEqual([['논문'], ['로보틱스']]);
  });

  test.each([[[]], [[{ name: '운영', moderated: true }]]])(
    'that needs a tag is not lost if there is none (%j): the place says so',
    async (tags) => {
      const { send, discord, applied } = await openForum({ tags, requiresTag: true });
      expect(await send([RL])).toMatchObject({ state: 'channelBlocked', reason: discordWording.noTags });
      discord.setTags(defaultChannelId, [{ name: '논문' }], true);
      idOf(await send([RL]));
      expect(applied()).toEqual([['논문']]);
    },
  );

  test('is sent although its tag is deleted, or a tag becomes needed, at that moment', async () => {
    const { send, applied, discord } = await openForum({ tags: [{ name: '로보틱스' }] });
    const at = (nth: number, change: () => void) => {
      let posts = 0;
      discord.fault = ({ method, path }) => {
        if (method === 'POST' && path.endsWith('/threads') && posts++ === nth - 1) change();
        return undefined;
      };
    };
    at(1, () => discord.setTags(defaultChannelId, [{ name: '논문' }]));
    idOf(await send([ROBOTS]));
    at(1, () => discord.setTags(defaultChannelId, [{ name: '논문' }], true));
    idOf(await send([ROBOTS]));
    expect(applied()).toEqual([[], ['논문']]);
    expect(discord.refusals.map(({ code }) => code)).toEqual([10_087, 40_067]);
  });
});

describe('a look-up of a post', () => {
  test('finds it on a later page of the archive, whatever its name, and no other post', async () => {
    const { send, find, discord, clock } = await openForum();
    const since = clock.now();
    const id = idOf(await send());
    const post = id.split('/')[1] ?? '';
    for (let n = 0; n < 250; n += 1) discord.openThread(defaultChannelId, ChannelType.PublicThread);
    for (const { id: thread } of discord.threads(defaultChannelId)) {
      clock.advance(1);
      discord.archiveThread(thread);
    }
    expect(await find(card, since)).toBe(id);
    const other = paperCard({ paper: makePaper({ id: '2608.77777' }), summary: null }, LIST_DAY, 'not-yet');
    expect(await find(other, since)).toBeNull();
    discord.renameThread(post, 'Renamed by a member');
    expect(await find(card, since)).toBe(id);
    const later = discord.requests.length;
    expect(await find(card, clock.now() + DAY)).toBeNull();
    // Of the archive, only the newest page can have what was sent since.
    expect(discord.requests.length - later).toBe(2);
  });

  test('finds a post whose first message was deleted, so that it is not sent again', async () => {
    const { send, find, discord } = await openForum();
    const id = idOf(await send());
    const [, post = ''] = id.split('/');
    discord.deleteMessage(post, post);
    expect(await find()).toBe(id);
  });

  test('is not deceived by posts and replies of members', async () => {
    const { find, discord } = await openForum();
    const thread = discord.openThread(defaultChannelId, ChannelType.PublicThread);
    discord.renameThread(thread, card.title.text);
    expect(await find()).toBeNull();
  });

  test('of a message without a paper finds it, too', async () => {
    const { send, find } = await openForum();
    const best = headingCard(LIST_DAY, 5, 5);
    const id = idOf(await send([], best));
    expect(await find(best)).toBe(id);
    expect(await find(answerCard('x', []))).toBeNull();
  });
});

describe('the tags of a paper', () => {
  test('are the fields of its card and the broader ones; wanted are the broadest, and those of the subscription', () => {
    const summary = makeSummary({
      fields: [
        { ko: '보상 모델', en: 'PPO tricks' },
        { ko: '대규모 언어 모델', en: 'Large Language Models' },
      ],
    });
    const tags = postTags({ paper: makePaper(), summary }, { ...SETTINGS, fields: ['llm'] });
    expect(tags.slice(0, 2)).toEqual(summary.fields.map((field) => ({ ...field, isWanted: false })));
    expect(tags.filter(({ isWanted }) => isWanted).map(({ ko }) => ko)).toEqual([
      '대규모 언어 모델',
      '자연어 처리',
    ]);
    expect(
      postTags({ paper: makePaper(), summary }, SETTINGS).filter(({ isWanted }) => isWanted),
    ).toHaveLength(1);
  });

  test('fit into a forum: names of at most 20 characters, and at most 20 broad fields', () => {
    expect(FIELDS.filter(({ ko }) => ko.length > 20)).toEqual([]);
    expect(FIELDS.filter(({ parent }) => parent === null).length).toBeLessThanOrEqual(20);
  });
});
