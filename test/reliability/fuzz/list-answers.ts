import fc, { type Arbitrary } from 'fast-check';
import { headingCard, paperCard } from '../../../src/cards/build-card.ts';
import { listItems } from '../../../src/cards/list-items.ts';
import { TemporaryError } from '../../../src/domain/errors.ts';
import type { Paper } from '../../../src/domain/paper/paper.ts';
import { PAPER_ID } from '../../../src/domain/paper/paper-id.ts';
import { createHuggingFace } from '../../../src/sources/huggingface.ts';
import { createTestLog } from '../../fixtures/log.ts';
import { makeRawEntry } from '../../fixtures/papers.ts';
import { isKnownAddress, mustBeAnswered, mustBeShown } from './shown.ts';
import { must, target } from './target.ts';
import { damage, damaged, edits, json, longText, spoil, text, toJson } from './values.ts';

const DAY = '2026-08-21';
const SECRET = 'hf_secret-of-the-list';
/** An entry in Hugging Face's format, with random text. */
const entry = fc
  .record({
    id: fc.integer({ min: 1, max: 20 }).map((n) => `2608.${String(n).padStart(5, '0')}`),
    title: text,
    summary: fc.oneof({ weight: 200, arbitrary: text }, { weight: 1, arbitrary: longText(100_000) }),
    name: text,
    keyword: text,
    upvotes: fc.oneof(fc.nat(3_000), fc.constantFrom(2 ** 53 - 1, 0)),
    githubRepo: fc.constantFrom(
      null,
      'https://github.com/a/b',
      'https://github.com.evil.example/',
      'javascript:1',
      'https://a@github.com',
      'https://github.com/")>[x](y)|<z>',
    ),
    thumbnail: fc.constantFrom(
      null,
      'https://cdn-thumbnails.huggingface.co/a.png',
      'http://huggingface.co/a.png',
      'https://huggingface.co/a"b<c>.png?x=(1)',
    ),
  })
  .map(({ id, title, summary, name, keyword, upvotes, githubRepo, thumbnail }) =>
    makeRawEntry(
      {
        id,
        title,
        summary,
        upvotes,
        githubRepo,
        ai_keywords: [keyword, keyword],
        authors: [{ name }, { name }],
      },
      { title, summary, thumbnail },
    ),
  );

const genuine = fc.constantFrom(...[1, 2, 3].map((n) => makeRawEntry({ id: `2608.1000${n}` })));
const spoilt = fc.tuple(entry, edits).map(([whole, changes]) => spoil(whole, changes));
const list: Arbitrary<unknown> = fc.oneof(
  { weight: 8, arbitrary: fc.array(fc.oneof(genuine, spoilt, entry, json), { maxLength: 5 }) },
  { weight: 1, arbitrary: json },
  {
    weight: 1,
    arbitrary: fc.tuple(genuine, fc.integer({ min: 45, max: 120 })).map(([it, n]) => Array(n).fill(it)),
  },
);
const body = fc.oneof(
  { weight: 8, arbitrary: list.map(toJson) },
  { weight: 1, arbitrary: fc.tuple(list.map(toJson), damage).map(([whole, by]) => damaged(whole, by)) },
  { weight: 1, arbitrary: text },
);

/**
 * Any responses of the list endpoint lead to valid papers or to a temporary error. Each generated response
 * serves one page, and the last one also serves all later pages.
 */
export const listAnswers = target(
  'list answers',
  fc.record({ pages: fc.array(body, { minLength: 1, maxLength: 3 }), one: body }),
  async ({ pages, one }) => {
    const log = createTestLog();
    let asked = 0;
    const getText = async () => pages[Math.min(asked++, pages.length - 1)] ?? '';
    const http = { getText, findText: async () => one, close: async () => {} };
    const source = createHuggingFace({ http, log }, { endpoint: 'https://huggingface.co', token: SECRET });

    const papers = await source.listDay(DAY).catch(refused);
    must(asked <= 20, 'pages are asked for without an end', asked);
    if (papers) {
      const raws = parse(pages[0] ?? '');
      must(Array.isArray(raws), 'something else was taken for a list', pages[0]);
      must(papers.length > 0 || raws.length === 0, 'a broken list was taken for an empty day', pages[0]);
      for (const paper of papers) mustBePaper(paper);
      for (const raw of raws) mustBeKept(raw, papers);
      must(new Set(papers.map(({ id }) => id)).size === papers.length, 'a paper comes twice', papers);
      // Only two papers, because checking cards is slow.
      const [first, second] = papers.toReversed();
      if (first) mustBeShown(paperCard({ paper: first, summary: null }, DAY, 'not-yet'));
      if (second)
        mustBeAnswered({
          cards: [
            {
              ...headingCard(DAY, 1, 1),
              items: listItems([{ paper: second, summary: null }], 1, () => ({ up: 1, down: 2 })),
            },
          ],
          buttons: [],
        });
      if (papers.length === 0) mustBeShown(headingCard(DAY, 0, 0));
    }
    const paper = await source.paper('2608.10001').catch(refused);
    if (paper) mustBePaper(paper);
    must(!JSON.stringify(log.lines).includes(SECRET), 'the log has the token');
  },
);

function refused(error: unknown): null {
  must(
    error instanceof TemporaryError,
    'another error than a temporary one',
    String((error as Error)?.stack),
  );
  must(!error.message.includes(SECRET), 'the error has the token');
  return null;
}

function mustBePaper(paper: Paper): void {
  const { id, title, abstract, upvotes, authors, keywords, thumbnail, codeUrl, withdrawn } = paper;
  must(PAPER_ID.test(id) && title.trim() !== '' && typeof withdrawn === 'boolean', 'a broken paper', paper);
  must(Number.isSafeInteger(upvotes) && upvotes >= 0, 'broken upvotes', upvotes);
  must(isKnownAddress(thumbnail) && (codeUrl === null || isKnownAddress(codeUrl)), 'a link', paper);
  for (const words of [title, abstract, ...authors, ...keywords])
    must(words.isWellFormed() && !/[\p{Cc}\u202a-\u202e]/u.test(words), 'text that is not clean', words);
}

/** Throws if `raw` is an undamaged `genuine` entry and its paper is missing. */
function mustBeKept(raw: unknown, papers: readonly Paper[]): void {
  const id = (raw as { paper?: { id?: unknown } } | null)?.paper?.id;
  if (typeof id !== 'string' || !id.startsWith('2608.1000')) return;
  // The damage can be in the id itself.
  if (!PAPER_ID.test(id) || toJson(raw) !== toJson(makeRawEntry({ id }))) return;
  must(
    papers.some((paper) => paper.id === id),
    'a good paper is missing',
    id,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
