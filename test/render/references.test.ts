import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paperCard } from '../../src/cards/build-card.ts';
import { cardsToMarkdown } from '../../src/render/markdown.ts';
import { breakReferences } from '../../src/render/references.ts';
import { makePaper, makeSummary } from '../fixtures/papers.ts';

/** What GitHub makes of the text of a rendered page, as its own client describes it (desktop/desktop, markdown-filters). */
const GITHUB = {
  mention: /(?:^|[^a-zA-Z0-9_`])@[a-z0-9][a-z0-9-]*(?:_[a-z0-9]+)?(?!\/)(?=\.*(?:[^0-9a-zA-Z_.`-]|$))/i,
  team: /(?:^|[^a-zA-Z0-9_`])@[a-z0-9][a-z0-9-]*\/[a-z0-9]/i,
  email: /[a-z\d.+_-]+@[a-z\d_-]+(?:\.[a-z\d_-]+)*\.[a-z\d_-]*[a-z]/i,
  issue: /(?<=^|\W)(?:\w+(?:-\w+)*\/[.\w-]+)?(?:#|gh-|\/(?:issues|pull|discussions)\/)\d+\b/i,
  commit: /(?<=^|[\s({[@]|\.\.)(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{7,40}\b/,
  emoji: /:(?:[a-z][a-z0-9_+-]{0,59}|[+-]1|100|1234|8ball):/,
  math: /(?<![^\s(])\${1,2}[^\s$][^$]*\$/,
};

/** Returns the text that a reader of the digest sees: the Markdown without its escapes. */
const shown = (markdown: string) => markdown.replace(/\\([!-/:-@[-`{-~])/g, '$1');
const found = (markdown: string) =>
  Object.entries(GITHUB).flatMap(([name, pattern]) => (pattern.test(shown(markdown)) ? [name] : []));

const HOSTILE = [
  ...[
    '@octocat',
    'by @octocat.',
    '(@octocat)',
    '한@octocat',
    '@octocat를',
    '\\@octocat',
    '@org/team',
    '@a_b',
  ],
  ...['mail a.b@c-d.com', 'a+b@c.d.e', '#123', '(#1)', 'a/b#2', '\\#4', 'GH-5', 'gh-6', 'a/b/pull/7'],
  ...[
    'a/b/issues/8',
    'a5c3785ed8d6a35868bc169f07e40e889087fd2e',
    'a/b@1a2b3c4',
    '1a2b3c4를',
    'ab12345...cd67890',
  ],
  ...[
    ':smile:',
    ':+1:',
    ':100:',
    'a:heart:b',
    ':smile::smile:',
    '$x$',
    '$\\alpha_{t}$ and $y$',
    '($x$)',
    '$$x$$',
  ],
];

describe('S13: in the Markdown digest', () => {
  test.each(HOSTILE)('%j is only text', (text) => {
    expect(found(text), 'GitHub would see something in the text').not.toEqual([]);
    const markdown = cardsToMarkdown([
      paperCard(
        {
          paper: makePaper({ title: text }),
          summary: makeSummary({ summary: text, easy: `x ${text}`, fields: [{ ko: text, en: text }] }),
        },
        null,
        'for-good',
      ),
    ]);
    const lines = markdown.split('\n').filter((line) => !line.includes('https:'));
    expect(lines.flatMap(found)).toEqual([]);
    expect(shown(lines.join('\n')).replaceAll('\u200B', '')).toContain(text);
  });

  test('no combination of them is anything but text', () => {
    const pieces = fc.constantFrom(
      ...HOSTILE,
      ' ',
      '',
      '@',
      '#',
      ':',
      '$',
      '1',
      'a',
      '한',
      '.',
      '/',
      '-',
      '_',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 6 }), (parts) => {
        const broken = breakReferences(parts.join(''));
        expect(found(broken)).toEqual([]);
        expect(broken.replaceAll('\u200B', '')).toBe(parts.join('').replaceAll('\u200B', ''));
      }),
      { numRuns: 500, seed: 13 },
    );
  });

  test.each([
    'Recall@20 and pass@k',
    'mAP@0.5 of 50%',
    'A 7B Model on 1000000 Steps',
    'Ratio 1:2:3 at 12:30:00',
    'From $5 per Day',
    '100% and more & faster!',
    '# of Tokens',
    'Effaced, Defaced',
  ])('%j stays as it is', (text) => expect(breakReferences(text)).toBe(text));
});
