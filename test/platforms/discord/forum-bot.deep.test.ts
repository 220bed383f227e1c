import { ChannelType } from 'discord.js';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { discordWording } from '../../../src/i18n/ko/discord.ts';
import { settingWording } from '../../../src/i18n/ko/subscription/settings.ts';
import { subscriptionWording } from '../../../src/i18n/ko/subscription/subscription.ts';
import { bestWording } from '../../../src/i18n/ko/top.ts';
import { DAY, HOUR, MINUTE } from '../../../src/lib/duration.ts';
import { EVENTUALLY } from '../../fixtures/eventually.ts';
import { discordPlaceId } from '../../fixtures/place-ids.ts';
import { SETTINGS } from '../../fixtures/settings.ts';
import { FRIDAY, GUILD, LATER, MANAGER, NOON, open, type Scene, TUESDAY } from './paused-harness.ts';

const FORUM = '300000000000000005';
const READER = '400000000000000003';
const [MONDAY = ''] = LATER;

const forum = { id: FORUM, name: 'papers-forum', type: ChannelType.GuildForum, tags: [{ name: '공지' }] };

/** Returns the bot's posts, oldest first. */
const postsOf = ({ discord }: Scene) =>
  discord
    .threads(FORUM)
    .filter((post) => 'owner_id' in post && post.owner_id === discord.botId)
    .map(({ id, name }) => ({ id, name, first: discord.messages(id)[0] }));

const paperOf = (post: ReturnType<typeof postsOf>[number] | undefined): string =>
  post?.first?.embeds[0]?.url?.split('/').at(-1) ?? '';

const votesFor = async (scene: Scene, paperId: string) =>
  (await scene.store().voteCounts([paperId], { placeId: discordPlaceId(FORUM, GUILD) })).get(paperId) ?? {
    up: 0,
    down: 0,
  };

describe.concurrent('a forum', () => {
  test('is subscribed by a command in one of its posts, and gets a post a paper', async (context) => {
    const scene = await open(context, { channels: [forum], subscribed: [] });
    await scene.start();
    const post = scene.discord.openThread(FORUM, ChannelType.PublicThread);
    const said = await scene.use('subscribe', post);
    expect(said).toContain(subscriptionWording.subscribed);
    expect(said).toContain(settingWording.posts);
    await scene.delivered(FRIDAY, FORUM);
    expect(postsOf(scene).map(({ name }) => name)).toEqual([
      'Paper 1 of a Busy Harbor',
      'Paper 2 of a Busy Harbor',
    ]);
    for (const { first } of postsOf(scene))
      expect(first?.embeds[0]?.footer?.text).toContain(cardWording.headingTitle(FRIDAY));
    // Commands in the bot's own posts are about the forum, too.
    expect(await scene.use('status', postsOf(scene)[0]?.id)).toContain(settingWording.posts);
    await scene.use('unsubscribe', postsOf(scene)[0]?.id);
    expect(await scene.subscription(FORUM)).toMatchObject({ state: 'ended' });
    expect(scene.discord.rejections).toEqual([]);
  });

  test('shows no choice of a layout in its panel, and no mention', async (context) => {
    const scene = await open(context, { channels: [forum], subscribed: [] });
    await scene.start();
    const post = scene.discord.openThread(FORUM, ChannelType.PublicThread);
    const { answered } = scene.discord.interact.command({
      ...{ channelId: post, userId: MANAGER, manage: true, name: 'paper', subcommand: 'subscribe' },
    });
    const panel = JSON.stringify((await answered).components);
    expect(panel).toContain('set:list');
    expect(panel).not.toContain('set:layout');
  });

  test('leaves a post that is subscribed itself as it is', async (context) => {
    const scene = await open(context, { channels: [forum], subscribed: [] });
    await scene.start();
    const post = scene.discord.openThread(FORUM, ChannelType.PublicThread);
    await scene.store().subscribe({ platform: 'discord', workspace: GUILD, channel: post }, SETTINGS, NOON);
    await scene.use('unsubscribe', post);
    expect(await scene.subscription(post)).toMatchObject({ state: 'ended' });
    expect(await scene.subscription(FORUM)).toBeNull();
  });

  test.each([
    'SendMessages',
    'SendMessagesInThreads',
    'EmbedLinks',
    'AddReactions',
    'ReadMessageHistory',
  ] as const)('without %s is not subscribed: the reply names the permission', async (permission) => {
    const scene = await open(
      { onTestFinished },
      { channels: [{ ...forum, missing: [permission] }], subscribed: [] },
    );
    await scene.start();
    const post = scene.discord.openThread(FORUM, ChannelType.PublicThread);
    expect(await scene.use('subscribe', post)).toContain(discordWording.permissions[permission]);
    expect(await scene.subscription(FORUM)).toBeNull();
  });

  test('from SUBSCRIBE counts votes on its posts, also those cast while the bot is down', async (context) => {
    const scene = await open(context, { channels: [forum], subscribed: [FORUM] });
    await scene.start();
    await scene.delivered(FRIDAY, FORUM);
    const [first, second] = postsOf(scene);
    scene.discord.react(first?.id ?? '', first?.id ?? '', READER, '👍');
    await vi.waitFor(
      async () => expect(await votesFor(scene, paperOf(first))).toMatchObject({ up: 1 }),
      EVENTUALLY,
    );
    await scene.stop();
    scene.discord.unreact(first?.id ?? '', first?.id ?? '', READER, '👍');
    scene.discord.react(second?.id ?? '', second?.id ?? '', READER, '👎');
    await scene.start();
    await vi.waitFor(async () => {
      expect(await votesFor(scene, paperOf(first))).toMatchObject({ up: 0, down: 0 });
      expect(await votesFor(scene, paperOf(second))).toMatchObject({ up: 0, down: 1 });
    }, EVENTUALLY);
    scene.discord.clearReactions(second?.id ?? '', second?.id ?? '');
    await vi.waitFor(
      async () => expect(await votesFor(scene, paperOf(second))).toMatchObject({ down: 0 }),
      EVENTUALLY,
    );
    expect(scene.discord.rejections).toEqual([]);
  });

  test('gets the weekly best as a post of its own, with links to the papers’ posts', async (context) => {
    const scene = await open(context, { channels: [forum], subscribed: [] });
    await scene.start();
    const post = scene.discord.openThread(FORUM, ChannelType.PublicThread);
    await scene.use('subscribe', post, { best: '화' });
    await scene.delivered(FRIDAY, FORUM);
    const [first] = postsOf(scene);
    scene.advanceTo(TUESDAY + MINUTE);
    await scene.delivered(MONDAY, FORUM);
    await vi.waitFor(() => expect(postsOf(scene)).toHaveLength(5), EVENTUALLY);
    const best = postsOf(scene).at(-1);
    expect(best?.name).toBe(bestWording.title('2026-08-18', MONDAY));
    expect(JSON.stringify(best?.first)).toContain(
      `https://discord.com/channels/${GUILD}/${first?.id}/${first?.id}`,
    );
    expect(scene.discord.rejections).toEqual([]);
  });

  test('is paused when it is muted, and goes on by itself when it is not', async (context) => {
    const scene = await open(context, { channels: [forum], subscribed: [FORUM] });
    await scene.start();
    await scene.delivered(FRIDAY, FORUM);
    scene.discord.setMissing(FORUM, ['SendMessages']);
    scene.advanceTo(TUESDAY + MINUTE);
    const reason = discordWording.missing([discordWording.permissions.SendMessages]);
    await scene.becomes({ state: 'paused', reason }, FORUM);
    scene.discord.setMissing(FORUM, []);
    await scene.delivered(MONDAY, FORUM);
    expect(postsOf(scene)).toHaveLength(4);
  });

  test('loses and doubles nothing over days with restarts, and refreshes archived posts', async (context) => {
    const scene = await open(context, { channels: [forum], subscribed: [FORUM] });
    await scene.start();
    await scene.delivered(FRIDAY, FORUM);
    for (const [index, day] of LATER.entries()) {
      await scene.stop();
      for (const { id } of postsOf(scene)) scene.discord.archiveThread(id);
      await scene.start();
      scene.advanceTo(TUESDAY + index * DAY + MINUTE);
      await scene.delivered(day, FORUM);
      scene.advanceTo(TUESDAY + index * DAY + 6 * HOUR + 5 * MINUTE);
      const refreshed = async () =>
        (await scene.store().editions(day, discordPlaceId(FORUM, GUILD)))[0]?.refreshes;
      await vi.waitFor(async () => expect(await refreshed()).toBeGreaterThanOrEqual(3), EVENTUALLY);
    }
    expect(postsOf(scene).map(paperOf)).toEqual([...new Set(postsOf(scene).map(paperOf))]);
    expect(postsOf(scene)).toHaveLength(2 * (1 + LATER.length));
    expect(scene.discord.rejections).toEqual([]);
  });
});
