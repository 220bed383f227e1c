import fc from 'fast-check';
import { expect, it } from 'vitest';
import { answerCard } from '../../../src/cards/build-card.ts';
import { listItems } from '../../../src/cards/list-items.ts';
import { createHighlighter } from '../../../src/domain/search/highlights/highlighter.ts';
import { cleanText } from '../../../src/lib/text.ts';
import { itemsToDiscord } from '../../../src/render/lists/discord-list.ts';
import { itemToSlack } from '../../../src/render/lists/slack-list.ts';
import { makePaper, makeSummary } from '../../fixtures/papers.ts';
import { mustBeAnswered } from '../../reliability/fuzz/shown.ts';

/** Parts of mentions, links and markup, and words that the query below can find between them. */
const PART = fc.constantFrom(
  ...[
    '<',
    '>',
    '@',
    '!',
    '#',
    '&',
    '|',
    '*',
    '**',
    '_',
    '__',
    '~',
    '~~',
    '`',
    '\\',
    '[',
    ']',
    '(',
    ')',
    ':',
    '-',
  ],
  ...[
    '<@U1>',
    '<!channel>',
    '<!here|here>',
    '@everyone',
    '@here',
    '<@&1>',
    '<#C1>',
    '[a](https://evil.example)',
  ],
  ...['https://', 'evil.example', ':smile:', '<t:0>', '&lt;', '&amp;', '||', '> ', '# ', '-# ', '$x$', ' '],
  ...['LoRA', 'lora', '강화 학습', '강화학습을', 'RL', 'ﬁne', '100만', '👨‍👩‍👧', 'é'],
);
const TEXT = fc.array(PART, { minLength: 1, maxLength: 40 }).map((parts) => cleanText(parts.join('')) || 'x');
const QUERY = fc
  .array(fc.constantFrom('LoRA', '강화학습', '@everyone', '<@U1>', '**', '100만', 'evil', 'everyone', 'U1'), {
    minLength: 1,
    maxLength: 4,
  })
  .map((words) => words.join(' '));

const shownOnDiscord = (text: string) =>
  text.replace(/\\([\s\S])|\*\*/g, (_all, escaped) => escaped ?? '').replace(/\s+/g, ' ');
const unescapeSlack = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

it('no text of a list mentions, links or formats, whatever is highlighted, and every text is shown as it is', () => {
  fc.assert(
    fc.property(TEXT, TEXT, TEXT, QUERY, fc.boolean(), (title, sentence, field, query, isSummed) => {
      const paper = (id: string) => makePaper({ id, title, abstract: sentence, keywords: [] });
      const summary = isSummed ? makeSummary({ summary: sentence, fields: [{ ko: field, en: '' }] }) : null;
      const highlight = createHighlighter(query);
      const entries = Array.from({ length: 10 }, (_, at) => ({ paper: paper(`2608.0000${at}`), summary }));
      const items = listItems(entries, 1, () => ({ up: 1, down: 0 }), highlight);
      const list = { ...answerCard(`'${query}'`, []), items };
      mustBeAnswered({ cards: [list], buttons: [] });

      const [item] = items;
      if (!item) return;
      const [head = '', ...lines] = itemsToDiscord([item], 4_000).split('\n');
      const link = `](${item.url})`;
      const [linked, behind] = [`**1.** [`, `[**1.**${link} `];
      const inside = head.startsWith(linked)
        ? head.slice(linked.length, -link.length)
        : head.slice(behind.length);
      expect(shownOnDiscord(inside)).toBe(item.title.text);
      expect(shownOnDiscord(lines.join('\n'))).toContain(item.sentence.text);
      const [, section] = itemToSlack(item);
      const { text = '' } = (section?.text ?? {}) as { text?: string };
      const words = text.replace(/\*?<https:\/\/huggingface[^|]*\|([^<>]*)>\*?/g, '$1');
      expect(unescapeSlack(words)).toBe(`1. ${item.title.text}`);
    }),
    { numRuns: 400 },
  );
});
