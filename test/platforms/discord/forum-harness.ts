import { ChannelType } from 'discord.js';
import { expect, vi } from 'vitest';
import type { Paper } from '../../../src/domain/paper/paper.ts';
import type { Settings } from '../../../src/domain/subscription/settings.ts';
import { splitMessageId, toMessageId } from '../../../src/platforms/shared/message-id.ts';
import { LIST_DAY } from '../../app/editions/harness.ts';
import {
  createEdition,
  type EditionPlatform,
  type EditionServer,
  papers,
} from '../../contract/edition-harness.ts';
import {
  type ChannelSpec,
  type DiscordServer,
  defaultChannelId,
  defaultGuildId,
  type Fault,
  startDiscord,
} from '../../emulators/discord/index.ts';
import { EVENTUALLY } from '../../fixtures/eventually.ts';
import { connect, unknownChannels } from './api/call-harness.ts';
import { discordEdition } from './edition-harness.ts';

export interface ForumServer extends EditionServer {
  readonly discord: DiscordServer;
}

/** The requests for a post, before its two reactions: the tags of the forum are read, then the post is created. */
export const POST_REQUESTS = ['other', 'create-thread'] as const;

/** Returns Discord with a forum instead of the channel: its messages are the posts. */
export const forumEdition = (spec: Partial<ChannelSpec> = {}): EditionPlatform<ForumServer> => ({
  ...discordEdition,
  async open(now) {
    const channels = [{ id: defaultChannelId, type: ChannelType.GuildForum, ...spec }];
    const server = await discordEdition.open(now);
    await server.close();
    const discord = await startDiscord({ now, guilds: [{ id: defaultGuildId, channels }] });
    const { token, botId } = discord;
    const at = (id: string) => {
      const { channelId, messageId } = splitMessageId(id);
      return [channelId, messageId] as const;
    };
    const forum: ForumServer = {
      ...server,
      ...{ discord, botId, url: discord.url, close: discord.close, fault: undefined },
      requests: () => discord.requests.map(({ method, path }) => discordEdition.kindOf(method, path)),
      rejections: () => discord.rejections,
      channel: () =>
        discord.threads(defaultChannelId).flatMap(({ id: channel }) =>
          discord.messages(channel).map(({ id, embeds: [embed] }) => ({
            id: toMessageId({ workspace: defaultGuildId, channel }, id),
            url: embed?.url,
            upvotes: undefined,
          })),
        ),
      thread: () => [],
      reactions: (id) => discord.current(...at(id)),
      connect: (url, clock, reactionsClock) =>
        connect({ url, token }, clock, reactionsClock, unknownChannels),
    };
    discord.fault = ({ method, path, body }) =>
      forum.fault?.(discordEdition.kindOf(method, path), JSON.stringify(body ?? null)) as Fault | undefined;
    return forum;
  },
});

/** Creates an edition of five papers that is due in a forum. */
export async function createForumEdition(
  spec: Partial<ChannelSpec> = {},
  settings: Partial<Settings> = {},
  list: readonly Paper[] = papers,
) {
  const edition = await createEdition(forumEdition(spec), 'channel', settings, list);
  const { server, placeId, store, log } = edition;
  return {
    ...edition,
    posts: () => server.discord.threads(defaultChannelId),
    /**
     * Expects a post for each paper, in order and recorded, with its initial reactions, and nothing else. A post that was
     * archived before it got its reactions has none: nobody can react to it.
     */
    async expectPosts({ archived = [] as readonly string[] } = {}): Promise<void> {
      const posts = server.channel();
      expect(posts.map(({ url }) => url)).toEqual(
        papers.map(({ id }) => `https://huggingface.co/papers/${id}`),
      );
      const known = await store.deliveries(placeId, LIST_DAY);
      expect(Object.fromEntries(known.map(({ paperId, messageId }) => [paperId, messageId]))).toEqual(
        Object.fromEntries(papers.map(({ id }, n) => [id, posts[n]?.id])),
      );
      expect(await edition.edition()).toMatchObject({ state: 'done', layout: 'posts', failing: 0 });
      await vi.waitFor(() => {
        edition.retryReactions();
        for (const { id } of posts.filter((post) => !archived.includes(splitMessageId(post.id).channelId)))
          expect(server.reactions(id).map(({ emoji }) => emoji)).toEqual(['👍', '👎']);
      }, EVENTUALLY);
      expect(await store.subscription(placeId)).toMatchObject({ state: 'active', reason: null });
      expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
      expect(server.rejections()).toEqual([]);
    },
  };
}
