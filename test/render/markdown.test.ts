import { expect, test } from 'vitest';
import { paperCard, withListedTitle } from '../../src/cards/build-card.ts';
import type { Day } from '../../src/domain/calendar/day.ts';
import type { Entry, Paper } from '../../src/domain/paper/paper.ts';
import { cardWording } from '../../src/i18n/ko/card.ts';
import { cardsToMarkdown } from '../../src/render/markdown.ts';
import { DIGEST_DAY, digestEntries, digestMarkdown } from '../fixtures/digest.ts';
import { makePaper, makeSummary } from '../fixtures/papers.ts';

const digestOf = (entries: readonly Entry[], day: Day | null) =>
  cardsToMarkdown(entries.map((entry) => withListedTitle(paperCard(entry, day, 'for-good'), entry.paper)));
const render = (paper: Partial<Paper>, summary = makeSummary()) =>
  digestOf([{ paper: makePaper(paper), summary }], null);
const bare = (paper: Partial<Paper>) => digestOf([{ paper: makePaper(paper), summary: null }], null);
/** Returns the line below `## 제목:`. */
const titleLine = (title: string) => render({ title }).split('\n')[2];

test('a digest has the reference layout, byte for byte', () => {
  expect(digestOf(digestEntries, DIGEST_DAY)).toBe(digestMarkdown);
});

test('a digest without cards is empty', () => {
  expect(cardsToMarkdown([])).toBe('');
});

// Checked once with commonmark.js, markdown-it and micromark's GFM: each displays the escaped text like the original.
test.each([
  ['Learning to <think> Again', 'Learning to \\<think> Again'],
  ['V_{0.5} and V_{1}', 'V\\_{0.5} and V\\_{1}'],
  ['snake_case_names stay', 'snake_case_names stay'],
  ['_Quiet_ Words', '\\_Quiet\\_ Words'],
  ['A* Search, **Bold**', 'A\\* Search, \\*\\*Bold\\*\\*'],
  ['`code` and ```more', '\\`code\\` and \\`\\`\\`more'],
  ['[a](https://evil.example)', '\\[a\\](https\\://evil.example)'],
  ['see www.evil.example', 'see www\\.evil.example'],
  ['![a](https://evil.example/a.png)', '!\\[a\\](https\\://evil.example/a.png)'],
  ['A \\ B', 'A \\\\ B'],
  ['R&amp;D, &num; and Q&A', 'R\\&amp;D, \\&num; and Q&A'],
  // Neither an entity nor an issue.
  ['R&#35;D', 'R&#\u200B35;D'],
  ['~~Gone~~', '\\~\\~Gone\\~\\~'],
  ['From 3~5 to 6~7', 'From 3\\~5 to 6\\~7'],
  ['In ~3 s', 'In ~3 s'],
  ['# One', '\\# One'],
  // GitHub would link an issue; an escape would not help.
  ['#1 on the List', '#\u200B1 on the List'],
  ['1. First', '1\\. First'],
  ['2) Second', '2\\) Second'],
  ['3.5 Turbo', '3.5 Turbo'],
  ['> Quote', '\\> Quote'],
  ['- Item', '\\- Item'],
  ['+ Item', '\\+ Item'],
  ['---', '\\---'],
  ['--', '\\--'],
  ['=', '\\='],
  ['-1 Is Enough', '-1 Is Enough'],
  ['|-|', '\\|-|'],
  [':-:', '\\:-:'],
])('the title %j is written as %j', (title, written) => {
  expect(titleLine(title)).toBe(written);
});

test('summary, easy and fields are escaped like the title', () => {
  const fields = [{ ko: '*강화*', en: 'R<L>' }];
  const text = render({}, makeSummary({ summary: '# 요약 <b>', easy: '1. 쉬운 *설명*', fields }));
  expect(text).toContain('**요약**:\n\\# 요약 \\<b>\n');
  expect(text).toContain('**쉬운설명**:\n1\\. 쉬운 \\*설명\\*\n');
  expect(text).toContain('**관련분야**:\n\\*강화\\*(R\\<L>)\n');
});

test('a line of dashes or equals signs does not turn its label into a heading', () => {
  const text = render({}, makeSummary({ summary: '==', easy: '--' }));
  expect(text).toContain('**요약**:\n\\==\n');
  expect(text).toContain('**쉬운설명**:\n\\--\n');
});

test('without a summary the card has a notice and the abstract instead', () => {
  const text = bare({ abstract: 'Fog *everywhere*.' });
  expect(text).toContain(
    `\n\n> ${cardWording.noSummaryForGood}\n\n**초록**:\nFog \\*everywhere\\*.\n\n**관련분야**:`,
  );
  expect(text).not.toContain('**요약**');
  expect(text).not.toContain('**쉬운설명**');
});

test('without an abstract the card says so', () => {
  expect(bare({ abstract: '' })).toContain(`**초록**:\n${cardWording.noAbstract}\n`);
});

test('a code link, if there is one, comes before the PDF line', () => {
  expect(render({ codeUrl: 'https://github.com/fog/lighthouse' })).toMatch(
    /\n\n\*\*코드\*\*: <https:\/\/github\.com\/fog\/lighthouse>\n\n\*\*PDF 다운로드 링크\*\*: [^\n]+$/,
  );
  expect(render({ codeUrl: null })).not.toContain('**코드**');
});

test('a hundred thousand tildes are escaped quickly', () => {
  // With a lookahead from each tilde, this would take minutes, and exceed the timeout of the test.
  expect(titleLine('~'.repeat(100_000))).toBe('\\~'.repeat(100_000));
});
