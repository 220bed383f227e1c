import { toButton } from '../../command/parse-line.ts';
import type { ListItem } from '../../domain/card/card.ts';
import { type HighlightedText, piecesOf } from '../../domain/card/highlighted-text.ts';
import { pagesWording } from '../../i18n/ko/command.ts';
import { plainText, type SlackBlock } from '../slack-block.ts';
import { escapeSlack, toSlackValue } from '../slack-text.ts';

/** Renders a paper of a list below a line: its title with its button beside it, then its sentence and details. */
export function itemToSlack(item: ListItem): SlackBlock[] {
  const { number, title, url, label, sentence, details, command } = item;
  const words = [
    ...(label && sentence.text ? [{ type: 'text', text: `${label}: ` }] : []),
    ...toSpans(sentence),
    ...(sentence.text ? [{ type: 'text', text: '\n' }] : []),
    ...toSpans(details),
  ];
  const section = {
    type: 'section',
    text: { type: 'mrkdwn', text: `${number}. ${titleToSlack(title, url)}`, verbatim: true },
    accessory: {
      type: 'button',
      action_id: `line:paper-${number}`,
      text: plainText(pagesWording.show),
      accessibility_label: command.label,
      value: toSlackValue(toButton(command).line),
    },
  };
  const elements = [{ type: 'rich_text_section', elements: words }];
  return [{ type: 'divider' }, section, { type: 'rich_text', elements }];
}

const toSpans = (highlighted: HighlightedText): object[] =>
  piecesOf(highlighted).map(({ text, isHighlighted }) => ({
    type: 'text',
    text,
    ...(isHighlighted ? { style: { bold: true } } : {}),
  }));

/**
 * Renders a title as links, bold where it is highlighted. A highlighted part is widened to whole words, because Slack
 * reads an asterisk next to a letter literally.
 */
function titleToSlack({ text, highlights }: HighlightedText, url: string): string {
  const groups: { words: string; isHighlighted: boolean }[] = [];
  let next = 0;
  for (const { 0: word, index } of text.matchAll(/\S+/g)) {
    while ((highlights[next]?.[1] ?? Number.POSITIVE_INFINITY) <= index) next += 1;
    const isHighlighted = (highlights[next]?.[0] ?? Number.POSITIVE_INFINITY) < index + word.length;
    const last = groups.at(-1);
    if (last?.isHighlighted === isHighlighted) last.words += ` ${word}`;
    else groups.push({ words: word, isHighlighted });
  }
  const links = groups.map(({ words, isHighlighted }) => {
    const link = `<${url}|${escapeSlack(words)}>`;
    return isHighlighted ? `*${link}*` : link;
  });
  return links.join(' ') || `<${url}|…>`;
}

/** Returns a paper of a list as plain text. */
export const itemToText = ({ number, title, label, sentence, details }: ListItem): string[] => [
  `${number}. ${title.text}`,
  ...(sentence.text ? [label ? `${label}: ${sentence.text}` : sentence.text] : []),
  details.text,
];
