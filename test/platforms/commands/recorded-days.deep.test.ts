import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_PAGES, PAGE } from '../../../src/command/pages.ts';
import type { Day } from '../../../src/domain/calendar/day.ts';
import { FIELDS } from '../../../src/domain/fields/field.ts';
import type { Paper } from '../../../src/domain/paper/paper.ts';
import type { StoredSummary } from '../../../src/domain/paper/summary.ts';
import { commandWording } from '../../../src/i18n/ko/command.ts';
import { fieldsWording } from '../../../src/i18n/ko/search.ts';
import { topWording } from '../../../src/i18n/ko/top.ts';
import { texToUnicode } from '../../../src/lib/tex/tex-to-unicode.ts';
import { ONE_REQUEST } from '../../fixtures/papers.ts';
import { readLists } from '../../fixtures/recorded.ts';
import { HAS_SHARED_DATA } from '../../needs.ts';
import { type Ask, impolite, type Shown, textOf, titlesOf } from './driver.ts';
import { startTestBot, type TestBot } from './harness.ts';
import { YESTERDAY } from './papers.ts';

/** The posted list contains this many papers with the longest titles, and this many with the longest abstracts. */
const ODDEST = 12;
/** The number of commands that are sent concurrently, to shorten the test. */
const AT_ONCE = 20;

/** Returns the longest allowed summary, with characters that each platform escapes differently. */
function longestSummary(index: number): StoredSummary {
  const sentence =
    '작은 등대는 $V_{0.5}$ <think>와 **별표**, `코드` & [고리](https://evil.example)를 그대로 보여 줍니다. ';
  const fill = (length: number) => sentence.repeat(Math.ceil(length / sentence.length)).slice(0, length);
  const fields = FIELDS.slice(index % FIELDS.length).slice(0, 5);
  const labels = fields.map(({ ko, en }) => ({
    ko: `${ko} `.repeat(20).slice(0, 60),
    en: `${en} `.repeat(20).slice(0, 80),
  }));
  return {
    summary: fill(1_000),
    easy: fill(500),
    fields: labels,
    model: 'm',
    promptVersion: '1',
    work: ONE_REQUEST,
  };
}

describe.skipIf(!HAS_SHARED_DATA)('with all recorded days (need ../shared/data)', () => {
  let testBot: TestBot;
  let lists: Map<Day, readonly Paper[]>;
  let papers: readonly Paper[];

  beforeAll(async () => {
    lists = await readLists();
    papers = [...new Map([...lists.values()].flat().map((paper) => [paper.id, paper])).values()];
    const longest = (part: 'title' | 'abstract', upvotes: number) =>
      papers
        .filter(({ withdrawn }) => !withdrawn)
        .toSorted((a, b) => b[part].length - a[part].length)
        .slice(0, ODDEST)
        .map((paper) => ({ ...paper, upvotes }));
    const abstracts = longest('abstract', 88_888);
    const oddest = new Map([...abstracts, ...longest('title', 99_999)].map((paper) => [paper.id, paper]));
    lists.set(YESTERDAY, [...oddest.values()]);
    testBot = await startTestBot({
      env: { DIGEST_COUNT: String(oddest.size) },
      async fill(store, now) {
        for (const [day, list] of lists) await store.saveListDay(day, list, null, now);
        // About half of the papers have the longest summary; the cards of the others show the abstract.
        const bare = new Set(abstracts.map(({ id }) => id));
        for (const [index, { id }] of papers.entries()) {
          if (index % 2 && !bare.has(id)) await store.saveSummary(id, longestSummary(index), now);
        }
      },
    });
  });
  afterAll(() => testBot?.close());

  /** Sends concurrent commands, each by a different person because of the quota. Returns the answers. */
  async function askAll(name: 'discord' | 'slack', asks: readonly Ask[]): Promise<Shown[]> {
    const answers: Shown[] = [];
    for (let at = 0; at < asks.length; at += AT_ONCE) {
      const some = asks.slice(at, at + AT_ONCE);
      answers.push(
        ...(await Promise.all(
          some.map((ask) => testBot.drivers[name].use({ person: testBot.person() }, ask)),
        )),
      );
    }
    expect(answers.flatMap(impolite)).toEqual([]);
    expect(testBot.complaints()).toEqual([]);
    return answers;
  }

  const pagesOf = (total: number) =>
    Array.from({ length: Math.min(Math.ceil(total / PAGE), MAX_PAGES) }, (_, index) => index + 1);

  /** Returns true if the title is shown in full or truncated. */
  const isTitle = (shown: string, listed: string) => {
    const title = texToUnicode(listed);
    return shown === title || (shown.endsWith('…') && title.startsWith(shown.slice(0, -1)));
  };

  describe.each(['discord', 'slack'] as const)('%s accepts', (name) => {
    test('every page of every day, completely', async () => {
      for (const [day, list] of lists) {
        const kept = list.filter(({ withdrawn }) => !withdrawn);
        const asks = pagesOf(kept.length).map((page) => ({ command: 'today', given: { day, page } }));
        const answers = await askAll(name, asks);
        const titles = answers.flatMap(titlesOf);
        expect(titles).toHaveLength(kept.length);
        for (const paper of answers.flatMap(({ cards }) => cards.slice(1))) {
          expect(paper.words, 'a sentence, and fields, upvotes and votes').toHaveLength(2);
          expect(paper.words[1]).toMatch(/추천수 \d+|…$/);
          expect(paper.links).toHaveLength(1);
        }
        for (const paper of kept) {
          const bare = titles.map((title) => title.replace(/^\d+\. /, ''));
          expect(
            bare.some((title) => isTitle(title, paper.title)),
            paper.title,
          ).toBe(true);
        }
      }
    });

    test.for<[string, NonNullable<Ask['given']>]>([
      ['words', { words: 'model' }],
      ['words by votes', { words: 'video generation', sort: 'votes' }],
      ['Korean words, the newest first', { words: '등대', sort: 'newest' }],
      ['a field', { field: 'llm' }],
      ['everything', { words: 'learning', field: 'ml', days: 3_650, votes: 1 }],
    ])('every page of a search by %s', async ([, given]) => {
      const [first] = await askAll(name, [{ command: 'search', given }]);
      const total = Number(textOf(first as Shown).match(/찾은 논문 (\d+)편/)?.[1]);
      expect(total).toBeGreaterThan(20);
      const asks = pagesOf(total).map((page) => ({ command: 'search', given: { ...given, page } }));
      const titles = (await askAll(name, asks)).flatMap(titlesOf);
      expect(titles).toHaveLength(Math.min(total, MAX_PAGES * PAGE));
    });

    test('the ranking of every period, here and everywhere', async () => {
      const asks = Object.keys(topWording.periods).flatMap((period) =>
        Object.keys(topWording.wheres).map((where) => ({ command: 'top', given: { period, where } })),
      );
      for (const answer of await askAll(name, asks)) expect(titlesOf(answer).at(-1)).toMatch(/^10\. /);
    });

    test('every paper', async () => {
      const asks = papers.map(({ id }) => ({ command: 'show', given: { paper: id } }));
      const answers = await askAll(name, asks);
      for (const [index, { title }] of papers.entries()) {
        expect(isTitle(answers[index]?.cards[0]?.title ?? '', title), title).toBe(true);
      }
    });

    test('the list of fields, the status, the help, and lists of papers with a word in their title', async () => {
      const answers = await askAll(name, [
        { command: 'fields' },
        { command: 'status' },
        { command: 'help' },
        ...['video', 'a', 'Towards', 'LLM'].map((paper) => ({ command: 'show', given: { paper } })),
      ]);
      expect(textOf(answers[0] as Shown)).toContain(fieldsWording.unknown);
    });

    test('replies with the longest titles in the channel, visible to everybody', async () => {
      const driver = testBot.drivers[name];
      const before = await driver.posted();
      const asks: Ask[] = [
        { command: 'today', given: { day: YESTERDAY } },
        { command: 'search', given: { words: 'model' } },
        { command: 'top', given: { period: 'all' } },
        { command: 'fields' },
      ];
      for (const ask of asks) {
        const client = { person: testBot.person() };
        await driver.press(client, await driver.use(client, ask), commandWording.share);
      }
      expect(await driver.posted()).toHaveLength(before.length + asks.length);
      expect(testBot.complaints()).toEqual([]);
    });
  });
});
