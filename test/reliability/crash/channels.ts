import { cardWording } from '../../../src/i18n/ko/card.ts';
import { toMessageId } from '../../../src/platforms/shared/message-id.ts';
import type { StoredMessage as DiscordMessage } from '../../emulators/discord/index.ts';
import type { StoredMessage as SlackMessage } from '../../emulators/slack/index.ts';
import type { Rows } from './database.ts';
import { type CrashPlace, DAY_1, DAY_2, PAPERS, toPlace, type World } from './world.ts';

/** A message as members see it. */
export interface Shown {
  /** The paper's id, or the list day of a heading; '?' if unknown. */
  readonly what: string;
  /** The platform's id of the channel, or of the Discord thread; '' for the web page. */
  readonly channel: string;
  /** The platform's id of the message. */
  readonly id: string;
  readonly upvotes: number;
  readonly hasSummary: boolean;
  readonly hasInitialReactions: boolean;
}

const HEADINGS = new Map([DAY_1, DAY_2].map((day) => [cardWording.headingTitle(day), day]));
const UPVOTES = new RegExp(`${cardWording.labels.upvotes}\\D{1,40}?(\\d+)`);

/** Returns the messages of a place, oldest first: an array for the channel, then one for each thread. */
export function readPlace(world: World, rows: Rows, place: CrashPlace): Shown[][] {
  if (place.platform === 'web') return [readWeb(rows)];
  return place.platform === 'discord' ? readDiscord(world, place) : readSlack(world, place);
}

function show(
  title: string,
  link: string,
  text: string,
): Omit<Shown, 'channel' | 'id' | 'hasInitialReactions'> {
  const paper = PAPERS.find(({ id }) => link.includes(`/papers/${id}`));
  return {
    what: paper?.id ?? HEADINGS.get(title) ?? '?',
    upvotes: Number(text.match(UPVOTES)?.[1] ?? 0),
    hasSummary: paper !== undefined && text.includes(paper.good.summary),
  };
}

function readDiscord({ discord }: World, { channel, layout }: CrashPlace): Shown[][] {
  const read = (channelId: string) =>
    discord.messages(channelId).map((message: DiscordMessage): Shown => {
      const { title = '', url = '', description = '', fields = [] } = message.embeds[0] ?? {};
      const text = [description, ...fields.map(({ name, value }) => `${name} ${value}`)].join('\n');
      const own = discord
        .current(channelId, message.id)
        .filter(({ users }) => users.includes(discord.botId))
        .map(({ emoji }) => emoji);
      const hasInitialReactions = ['👍', '👎'].every((emoji) => own.includes(emoji));
      return {
        ...show(title, url, text.replaceAll('\\', '')),
        channel: channelId,
        id: message.id,
        hasInitialReactions,
      };
    });
  const threads = layout === 'channel' ? [] : discord.threads(channel).map(({ id }) => read(id));
  return layout === 'posts' ? [threads.flat()] : [read(channel), ...threads];
}

function readSlack({ slack }: World, { channel, layout }: CrashPlace): Shown[][] {
  const read = (messages: readonly SlackMessage[]) =>
    messages.map(({ ts, text, blocks }): Shown => {
      const own = slack
        .current(channel, ts)
        .filter(({ users }) => users.includes(slack.botUserId))
        .map(({ emoji }) => emoji);
      const hasInitialReactions = ['+1', '-1'].every((emoji) => own.includes(emoji));
      const title = text.split('\n')[0] ?? '';
      return { ...show(title, JSON.stringify(blocks), text), channel, id: ts, hasInitialReactions };
    });
  const top = slack.messages(channel);
  const threads = layout === 'thread' ? top.map(({ ts }) => read(slack.replies(channel, ts))) : [];
  return [read(top), ...threads];
}

function readWeb(rows: Rows): Shown[] {
  return rows('SELECT id, card FROM messages ORDER BY id').map(({ id, card }) => {
    const { title, sections } = JSON.parse(String(card));
    const text = sections.map((it: { label: string; text: string }) => `${it.label} ${it.text}`).join('\n');
    return {
      ...show(title.text, title.url ?? '', text),
      channel: '',
      id: String(id),
      hasInitialReactions: true,
    };
  });
}

/** Returns every message on Discord and Slack, with the message id that the store uses. */
export const messagesOf = (world: World, rows: Rows) =>
  world.places
    .filter(({ platform }) => platform !== 'web')
    .flatMap((place) =>
      readPlace(world, rows, place)
        .flat()
        .map(({ what, channel, id }) => ({
          ...{ platform: place.platform as 'discord' | 'slack', what, channel, id },
          messageId: toMessageId(toPlace({ ...place, channel }), id),
        })),
    );

/** Returns the messages on Discord and Slack that can be voted on: the cards of papers. */
export const cardsOf = (world: World, rows: Rows) =>
  messagesOf(world, rows)
    .filter(({ what }) => PAPERS.some(({ id }) => id === what))
    .map(({ what, ...message }) => ({ ...message, paperId: what }));
