import type { ListItem } from '../../domain/card/card.ts';
import { cutHighlighted, type HighlightedText, piecesOf } from '../../domain/card/highlighted-text.ts';
import { escapeDiscord } from '../discord-text.ts';

/** What stands between two papers. */
const GAP = '\n\n';
/** The shares of a paper's characters for its title and its details; the rest is for the sentence. */
const TITLE = 0.6;
const DETAILS = 0.25;

/**
 * Renders the papers of a list in at most `room` characters: each paper gets an equal share of what the earlier ones
 * have not used.
 */
export function itemsToDiscord(items: readonly ListItem[], room: number): string {
  let left = room;
  return items
    .map((item, index) => {
      const text = itemToDiscord(item, Math.floor(left / (items.length - index)) - GAP.length);
      left -= text.length + GAP.length;
      return text;
    })
    .join(GAP);
}

function itemToDiscord({ number, title, url, label, sentence, details }: ListItem, room: number): string {
  const left = room - titleToDiscord(number, { text: '', highlights: [] }, url).length - 2;
  const head = titleToDiscord(number, cutHighlighted(title, left * TITLE, length), url);
  const last = toBold(cutHighlighted(details, left * DETAILS, length));
  const before = label ? `${escapeDiscord(label)}: ` : '';
  const text = toBold(
    cutHighlighted(sentence, Math.max(room - head.length - before.length - last.length - 2, 0), length),
  );
  return [head, text && before + text, last].filter(Boolean).join('\n');
}

function titleToDiscord(number: number, title: HighlightedText, url: string): string {
  const shown = toBold(title);
  // Escapes do not work in a link's text (discord/discord-api-docs#6185), so a title that needs them is not linked.
  const canBeLink = piecesOf(title).every(({ text }) => escapeDiscord(text) === text);
  return canBeLink ? `**${number}.** [${shown || '…'}](${url})` : `[**${number}.**](${url}) ${shown}`;
}

/** Escapes each part by itself: the highlights between them break what might be markup across two. */
const toBold = (highlighted: HighlightedText): string =>
  piecesOf(highlighted)
    .map(({ text, isHighlighted }) => (isHighlighted ? `**${escapeDiscord(text)}**` : escapeDiscord(text)))
    .join('');

const length = (highlighted: HighlightedText): number => toBold(highlighted).length;
