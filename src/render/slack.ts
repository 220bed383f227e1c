import type { CommandButton, Reply } from '../command/invocation.ts';
import { toButton } from '../command/parse-line.ts';
import { type Card, fit, isPlainText, type LinkButton, type Section } from '../domain/card/card.ts';
import { cutText } from '../lib/text.ts';
import { limits } from './limits.ts';
import { itemToSlack, itemToText } from './lists/slack-list.ts';
import { plainText, type SlackBlock } from './slack-block.ts';
import { escapeSlack, toSlackValue } from './slack-text.ts';

/** The parts of a Slack message that we render: blocks, and the whole content as text (chat.postMessage). */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

/** The maximum number of characters in a message's text: Slack splits a longer text into several messages. */
const MAX_TEXT = 3_900;
/** The maximum number of characters in a button's label (Block Kit, "Button element"). */
const MAX_LABEL = 75;
/** The maximum number of characters in a picture's alternative text (Block Kit, "Image block"). */
const MAX_ALT = 2_000;

/** Returns the id of the user group that a card mentions; null if it mentions none. */
const mentionedGroup = ({ kind, mention }: Card): string | null =>
  kind === 'heading' && mention && GROUP.test(mention) ? mention : null;
const GROUP = /^S[A-Z0-9]+$/;

/**
 * Renders a card as one message.
 * @param withPicture false if Slack could not fetch the card's picture
 */
export function cardToSlack(card: Card, withPicture = true): SlackMessage {
  if (isPlainText(card)) return { text: cardsToText([card]), blocks: [] };
  // In a message that everybody sees, a section with a user group would notify it.
  const sections = card.sections.filter(({ name }) => name !== 'mention');
  const fitted = fit({ ...card, sections }, limits.slack);
  const shown = withPicture ? fitted : { ...fitted, thumbnail: null };
  const buttons = [...fitted.buttons.map(linkButton), ...(card.commands ?? []).map(toButton).map(lineButton)];
  const group = mentionedGroup(card);
  return {
    text: `${group ? `<!subteam^${group}> ` : ''}${cardsToText([card])}`,
    blocks: [
      ...(group ? [mentionBlock(group)] : []),
      ...cardToBlocks(shown),
      ...(buttons.length > 0 ? [{ type: 'actions', elements: buttons }] : []),
    ],
  };
}

/**
 * Renders a reply as one message: links in the text, followed by the command buttons.
 * @param withPicture false if Slack could not fetch a picture
 */
export function replyToSlack({ cards, buttons, pick }: Reply, withPicture = true): SlackMessage {
  const total = Math.floor(limits.slack.total / Math.max(cards.length, 1));
  const lines = buttons.map(lineButton);
  const picks = pick
    ? [
        {
          type: 'external_select',
          action_id: `pick:${pick.command}:${pick.option}`,
          placeholder: plain(pick.label),
          // Slack's default is three characters, but one Korean syllable is enough for a search.
          min_query_length: 1,
        },
      ]
    : [];
  const elements = [...lines, ...picks];
  return {
    text: cardsToText(cards),
    blocks: [
      ...cards.flatMap((card, index) => {
        const fitted = fit(card, { ...limits.slack, total });
        // With several cards, the pictures would take up more space than the text.
        const shown = cards.length > 1 || !withPicture ? { ...fitted, thumbnail: null } : fitted;
        return [...(index > 0 ? [{ type: 'divider' }] : []), ...cardToBlocks(shown, fitted.buttons)];
      }),
      ...(elements.length > 0 ? [{ type: 'actions', elements }] : []),
    ],
  };
}

/**
 * Renders a card as its title, its notice and its texts, then its picture. The picture has a block of its own, because
 * Slack cuts a picture beside a text to a square. It repeats the title, so the texts come first.
 */
function cardToBlocks(
  { title, thumbnail, notice, sections, items = [], footer }: Card,
  links: readonly LinkButton[] = [],
): SlackBlock[] {
  const texts = [...sections.map(sectionToSpans), ...(links.length > 0 ? [linksToSpans(links)] : [])];
  const elements = notice
    ? [
        ...toRichSection([titleToSpans(title)]),
        { type: 'rich_text_quote', elements: [text(notice)] },
        ...toRichSection(texts),
      ]
    : toRichSection([titleToSpans(title), ...texts]);
  return [
    { type: 'rich_text', elements },
    ...items.flatMap(itemToSlack),
    ...(thumbnail
      ? [{ type: 'image', image_url: thumbnail.url, alt_text: cutText(thumbnail.alt, MAX_ALT) }]
      : []),
    ...(footer ? [{ type: 'context', elements: [plainText(footer)] }] : []),
  ];
}

/** Renders texts as one section with empty lines between them, because Slack shows separate sections without a gap. */
function toRichSection(parts: readonly object[][]): object[] {
  const spans = parts.flatMap((part, index) => (index > 0 ? [text('\n\n'), ...part] : part));
  return spans.length > 0 ? [{ type: 'rich_text_section', elements: spans }] : [];
}

function titleToSpans({ text: words, url }: Card['title']): object[] {
  const span = { text: words || '…', style: { bold: true } };
  return [url ? { type: 'link', url, ...span } : { type: 'text', ...span }];
}

/** Renders a section as rich-text spans, because mrkdwn's `*bold*` does not work next to Korean letters. */
function sectionToSpans({ name, label, text: words, url }: Section): object[] {
  const heading = { type: 'text', text: label, style: { bold: true } };
  const isShort = name === 'upvotes' || name === 'votes';
  const shown = words || '…';
  if (name === 'channel' && /^[CDG][A-Z0-9]+$/.test(words))
    return [heading, text('\n'), { type: 'channel', channel_id: words }];
  if (name === 'mention' && GROUP.test(words)) return [heading, text('\n'), toGroup(words)];
  return [
    ...(label ? [heading, text(isShort ? ' ' : '\n')] : []),
    url ? { type: 'link', url, text: shown } : text(shown),
  ];
}

const linksToSpans = (links: readonly LinkButton[]): object[] =>
  links.flatMap(({ label, url }, index) => [
    ...(index > 0 ? [text(' · ')] : []),
    { type: 'link', url, text: label },
  ]);

const text = (words: string) => ({ type: 'text', text: words });
const toGroup = (id: string) => ({ type: 'usergroup', usergroup_id: id });
const mentionBlock = (group: string): SlackBlock => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [toGroup(group)] }],
});
const plain = (words: string) => plainText(cutText(words, MAX_LABEL));

const lineButton = ({ label, line }: CommandButton, index: number): object => ({
  type: 'button',
  action_id: `line:${index}`,
  text: plain(label),
  value: toSlackValue(line),
});

const linkButton = ({ name, label, url }: LinkButton): object => ({
  type: 'button',
  action_id: `link:${name}`,
  text: plain(label),
  url,
});

/** Returns the content of the cards as plain text, for screen readers and notifications. */
function cardsToText(cards: readonly Card[]): string {
  const lines = cards.flatMap(({ title, notice, sections, items = [], footer, buttons }) => [
    title.text,
    ...(notice ? [notice] : []),
    ...sections.map(({ label, text: words }) => (label ? `${label}: ${words}` : words)),
    ...items.flatMap(itemToText),
    ...(footer ? [footer] : []),
    ...buttons.map(({ label, url }) => `${label}: ${url}`),
  ]);
  return escapeSlack(cutText(lines.join('\n'), MAX_TEXT, limits.slack.measure));
}
