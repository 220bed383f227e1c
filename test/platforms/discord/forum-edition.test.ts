import { ChannelType } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { discordWording } from '../../../src/i18n/ko/discord.ts';
import { HOUR } from '../../../src/lib/duration.ts';
import { LIST_DAY } from '../../app/editions/harness.ts';
import { STEP } from '../../contract/edition.ts';
import { deliverTwice, dieAt, LONG, papers, requestsOf } from '../../contract/edition-harness.ts';
import { defaultChannelId, type Fault } from '../../emulators/discord/index.ts';
import { ANY_STATE } from '../../fixtures/settings.ts';
import { answerWith } from './api/call-harness.ts';
import { createForumEdition } from './forum-harness.ts';

/** The request for the third post, and what can become of it. */
const isThirdPost = () => {
  const isThird = requestsOf('create-thread', 3, 1);
  return (fault: Fault) => (kind: Parameters<typeof isThird>[0]) => (isThird(kind) ? fault : undefined);
};

describe('an edition in a forum', () => {
  test.each([ChannelType.GuildForum, ChannelType.GuildMedia])(
    'has a post a paper, and the text of its heading in each footer (channel type %s)',
    async (type) => {
      const { server, posts, ...edition } = await createForumEdition({ type }, { layout: 'thread' });
      expect(await edition.deliverAtLast(edition.startProcess('a'))).toEqual([]);
      await edition.expectPosts();
      expect(posts().map(({ name }) => name)).toEqual(papers.map(({ title }) => title));
      const messages = posts().map(({ id }) => server.discord.messages(id)[0]);
      const [title, text] = [cardWording.headingTitle(LIST_DAY), cardWording.headingText(5, 5)];
      for (const [index, { id, authors }] of papers.entries())
        expect(messages[index]?.embeds[0]?.footer?.text).toBe(
          `${title} · ${text} · ${cardWording.authors(authors)} · arXiv ${id}`,
        );
      // Members are notified of an edition once.
      expect(messages.map((message) => message?.flags)).toEqual([0, 4_096, 4_096, 4_096, 4_096]);
    },
  );

  test.each([
    { kind: 'after', answer: 'reset' },
    { kind: 'after', answer: 'close' },
    { kind: 'after', answer: { status: 503 } },
    { kind: 'reset' },
    { kind: 'status', status: 500 },
  ] as const)('looks for a post whose answer is lost before it sends it again: %j', async (fault) => {
    const edition = await createForumEdition();
    edition.server.fault = isThirdPost()(fault);
    const startedAt = edition.clock.now();
    await edition.deliverAtLast(edition.startProcess('a'));
    await edition.expectPosts();
    // Discord can still be creating a post whose answer is lost.
    expect(edition.clock.now() - startedAt).toBeGreaterThanOrEqual(5_000);
    expect(edition.count('create-thread')).toBe(fault.kind === 'after' ? 5 : 6);
  });

  test.each([true, false])(
    'finds a post of a process that died, although it is archived: %s',
    async (isArchived) => {
      const edition = await createForumEdition();
      const { server } = edition;
      // The reads for the tags, then the requests of two posts.
      await dieAt(edition, 1 + 4 + 4 * 2 + 2, true);
      expect(edition.posts()).toHaveLength(3);
      const archived = isArchived ? edition.posts().map(({ id }) => id) : [];
      for (const id of archived) server.discord.archiveThread(id);
      edition.clock.advance(LONG);
      await edition.deliverAtLast(edition.startProcess('b'));
      expect(edition.posts()).toHaveLength(5);
      await edition.expectPosts({ archived });
    },
  );

  test('posts nothing while it cannot look for a post that might exist', async () => {
    const edition = await createForumEdition();
    const { server, placeId, store } = edition;
    await dieAt(edition, 1 + 4 + 4 * 2 + 2, true);
    server.discord.setMissing(defaultChannelId, ['ReadMessageHistory']);
    edition.clock.advance(LONG);
    const next = edition.startProcess('b');
    await next.deliver();
    const { missing, permissions } = discordWording;
    const reason = missing([permissions.ReadMessageHistory]);
    expect(await edition.subscription()).toMatchObject({ state: 'paused', reason });
    expect(edition.posts()).toHaveLength(3);
    server.discord.setMissing(defaultChannelId, []);
    server.discord.rejections.length = 0;
    await store.moveSubscription(placeId, ANY_STATE, 'active', null);
    await edition.deliverAtLast(next);
    await edition.expectPosts();
  });

  test('delivered by two processes at once is posted once', async () => {
    const edition = await createForumEdition();
    await deliverTwice(edition, 0);
    await edition.expectPosts();
  });

  test('is edited although its posts are archived, which opens them again', async () => {
    const edition = await createForumEdition();
    const process = edition.startProcess('a');
    await edition.deliverAtLast(process);
    edition.clock.advance(6 * HOUR);
    const moved = papers.map((paper, index) => (index === 2 ? { ...paper, upvotes: 432 } : paper));
    await edition.store.saveListDay(LIST_DAY, moved, null, edition.clock.now());
    const { discord } = edition.server;
    const id = edition.posts()[2]?.id ?? '';
    for (const post of edition.posts()) discord.archiveThread(post.id);
    await process.refresh(STEP);
    const [embed] = discord.messages(id)[0]?.embeds ?? [];
    expect(embed?.fields?.find(({ name }) => name === cardWording.labels.upvotes)?.value).toBe('432');
    expect(embed?.footer?.text).toContain(cardWording.headingTitle(LIST_DAY));
    const isArchived = edition
      .posts()
      .map((post) => 'thread_metadata' in post && post.thread_metadata.archived);
    expect(isArchived).toEqual([true, true, false, true, true]);
  });

  test('loses only the post that a member has deleted', async () => {
    const edition = await createForumEdition();
    const process = edition.startProcess('a');
    await edition.deliverAtLast(process);
    edition.clock.advance(6 * HOUR);
    const moved = papers.map((paper) => ({ ...paper, upvotes: paper.upvotes + 1 }));
    await edition.store.saveListDay(LIST_DAY, moved, null, edition.clock.now());
    const { discord } = edition.server;
    discord.deleteChannel(edition.posts()[1]?.id ?? '');
    await process.refresh(STEP);
    expect(await edition.subscription()).toMatchObject({ state: 'active' });
    expect(edition.posts()).toHaveLength(4);
    expect(discord.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(5);
  });

  test.each([
    [50013, 'EmbedLinks', discordWording.missing([discordWording.permissions.EmbedLinks])],
    [50013, 'SendMessages', discordWording.missing([discordWording.permissions.SendMessages])],
  ] as const)('is paused with the reason of %i without %s', async (_, permission, reason) => {
    const edition = await createForumEdition({ missing: [permission] });
    await edition.startProcess('a').deliver();
    expect(await edition.subscription()).toMatchObject({ state: 'paused', reason });
    expect(edition.posts()).toEqual([]);
  });

  test('is not begun while the forum is hidden, and ends if it is deleted', async () => {
    const edition = await createForumEdition({ missing: ['ViewChannel'] });
    const { server } = edition;
    const process = edition.startProcess('a');
    await process.deliver();
    expect(await edition.edition()).toBeNull();
    expect(await edition.subscription()).toMatchObject({ state: 'paused' });
    expect(server.requests()).toEqual(['other', 'other']);
    server.discord.deleteChannel(defaultChannelId);
    await process.deliver();
    expect(await edition.subscription()).toMatchObject({
      state: 'ended',
      reason: discordWording.channelGone,
    });
  });

  test('waits if Discord does not tell what kind of channel it is', async () => {
    const edition = await createForumEdition();
    const isFirst = requestsOf('other', 1, 3);
    edition.server.fault = (kind) => (isFirst(kind) ? answerWith(503, 0) : undefined);
    expect(await edition.deliverAtLast(edition.startProcess('a'))).toHaveLength(1);
    await edition.expectPosts();
  });
});
