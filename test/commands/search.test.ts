import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../commands/index.ts';
import { listItems } from '../../src/cards/list-items.ts';
import { fieldToChoice } from '../../src/command/completion.ts';
import { MAX_PAGES, PAGE } from '../../src/command/pages.ts';
import { parseCommandLine } from '../../src/command/parse-line.ts';
import { LIMITS } from '../../src/command/quotas.ts';
import { addDays } from '../../src/domain/calendar/day.ts';
import { findField } from '../../src/domain/fields/field.ts';
import type { Paper } from '../../src/domain/paper/paper.ts';
import { MAX_COUNTED } from '../../src/domain/search/result-count.ts';
import { commandWording, pagesWording } from '../../src/i18n/ko/command.ts';
import { optionWording } from '../../src/i18n/ko/options.ts';
import { searchWording } from '../../src/i18n/ko/search.ts';
import { LIST_DAY, makePapers, NOON, PLACE, storedSummary } from '../app/editions/harness.ts';
import { makePaper } from '../fixtures/papers.ts';
import { createHarness, headingOf, itemsOf, labelsOf, papersOf, sectionOf, textOf } from './harness.ts';

const { next, previous, more, page: pageText, noSuchPage } = pagesWording;

const about = (id: string, title: string, upvotes: number): Paper =>
  makePaper({ id, title, upvotes, abstract: 'Nothing else is said.', keywords: [] });

/** Three titles mention lamps; the oldest of these papers has the most upvotes. Only `KOREAN` has a summary. */
const LAMPS = about('2608.00001', 'Lamps for Imitation Learning', 30);
const KOREAN = about('2608.00002', 'A Guide Through Fog', 20);
const ROBOTS = about('2608.00003', 'Robotics without Lamps', 10);
const OTHER = about('2608.00004', 'Protein Design at Sea', 5);
const OLD = about('2606.00005', 'Old Lamps and Quantization', 90);
const OLD_DAY = '2026-06-01';

async function start() {
  const context = await createHarness([LAMPS, KOREAN, ROBOTS, OTHER]);
  await context.store.saveListDay(OLD_DAY, [OLD], null, NOON);
  await context.store.saveSummary(KOREAN.id, storedSummary(), NOON);
  await context.catchUp();
  return context;
}

/** Indexes `count` papers with numbered titles and descending upvotes. */
async function startMany(count: number, title = 'Lamps') {
  const papers = makePapers(count).map((paper) => ({ ...paper, title: `${title} ${paper.id.slice(-3)}` }));
  const context = await createHarness(papers);
  await context.catchUp();
  return { ...context, ids: papers.map(({ id }) => id) };
}

const sorted = (ids: readonly string[]) => [...ids].sort();

describe('a search by words', () => {
  test.each([
    '/paper search lamps',
    '/논문 검색 lamps',
    '/paper search words:LAMP',
    '/논문 검색 검색어:"lamps"',
    '/paper search ㅣ므ㅔㄴ',
  ])('finds the papers that contain them, with either language of the command: %s', async (line) => {
    const { ask } = await start();
    expect(sorted(papersOf(await ask(line)))).toEqual(sorted([LAMPS.id, ROBOTS.id, OLD.id]));
  });

  test('finds a paper by its Korean summary, and by its field in either language', async () => {
    const { ask } = await start();
    for (const typed of ['등대', '안개 속에서', '강화학습', 'reinforcement learning', 'RL'])
      expect(papersOf(await ask(`/paper search ${typed}`)), typed).toContain(KOREAN.id);
  });

  test('shows the query and the order, then each paper with number, summary and votes', async () => {
    const { ask, send, vote } = await start();
    await send([KOREAN.id]);
    await vote(KOREAN.id, 3, 1);
    const answer = await ask('/paper search 등대', { manages: async () => false });
    expect(headingOf(answer)).toEqual({
      title: searchWording.title('등대', []),
      text: `${searchWording.results(1)} · ${searchWording.sorts.relevance}`,
      notice: null,
      footer: null,
    });
    const highlighted = (text: string) =>
      [...text.matchAll(/등대/g)].map(({ index }) => [index, index + 2] as const);
    expect(itemsOf(answer)).toEqual(
      listItems([{ paper: KOREAN, summary: storedSummary() }], 1, () => ({ up: 3, down: 1 }), highlighted),
    );
    expect(itemsOf(answer)[0]?.sentence.highlights).not.toEqual([]);
    expect(labelsOf(answer)).toEqual([more(1), commandWording.share]);
    expect(answer.line).toBe('/paper search words:등대 page:1x10');
    expect(answer.standsBelow).toBeFalsy();
  });

  test('accepts the words from a platform that names the option', async () => {
    const { ask } = await start();
    const answer = await ask({ command: 'search', values: { words: ' 등대 ', sort: 'newest' } });
    expect(papersOf(answer)).toEqual([KOREAN.id]);
    expect(answer.line).toBe('/paper search words:등대 sort:newest page:1x10');
  });

  test('treats any text as plain words', async () => {
    const { ask, log } = await start();
    const odd = [
      '"',
      '""',
      '* OR NOT',
      "'); DROP TABLE papers",
      'NEAR(a b)',
      '등대^2 AND -x',
      '\u0000',
      '💡',
    ];
    for (const typed of odd)
      expect((await ask({ command: 'search', values: { words: typed } })).cards.length).toBeGreaterThan(0);
    expect(papersOf(await ask('/paper search lamps'))).toHaveLength(3);
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('a search by filters', () => {
  test('returns papers that pass all of them; fields include their subfields', async () => {
    const { ask } = await start();
    const expected: readonly (readonly [typed: string, ids: readonly string[]])[] = [
      ['field:rl', [LAMPS.id, KOREAN.id]],
      ['분야:"강화 학습"', [LAMPS.id, KOREAN.id]],
      ['분야:강화ㅎ', [LAMPS.id, KOREAN.id]],
      ['field:imitation-learning', [LAMPS.id]],
      ['lamps field:rl', [LAMPS.id]],
      ['field:efficiency', [OLD.id]],
      ['lamps days:30', [LAMPS.id, ROBOTS.id]],
      ['lamps 기간:365', [LAMPS.id, ROBOTS.id, OLD.id]],
      ['lamps votes:30', [LAMPS.id, OLD.id]],
      ['lamps 최소추천수:31', [OLD.id]],
      ['lamps votes:0', [LAMPS.id, ROBOTS.id, OLD.id]],
      ['field:robotics days:30 votes:10', [ROBOTS.id]],
    ];
    for (const [typed, ids] of expected)
      expect(sorted(papersOf(await ask(`/paper search ${typed}`))), typed).toEqual(sorted(ids));
  });

  test('for one day only covers the list day that is filling', async () => {
    const { ask, store, catchUp, clock } = await start();
    clock.advance(Date.parse('2026-08-24T12:00:00Z') - NOON);
    await store.saveListDay('2026-08-24', [about('2608.00009', 'New Lamps', 1)], null, clock.now());
    await catchUp();
    expect(papersOf(await ask('/paper search lamps days:1'))).toEqual(['2608.00009']);
    expect(papersOf(await ask('/paper search lamps days:3'))).toEqual(['2608.00009']);
    expect(papersOf(await ask('/paper search lamps days:4'))).toHaveLength(3);
  });

  test('lists the filters', async () => {
    const { ask } = await start();
    const answer = await ask('/paper search lamps field:rl days:30 votes:5 sort:votes');
    expect(headingOf(answer)).toMatchObject({
      title: searchWording.title('lamps', ['강화 학습']),
      text: `${searchWording.results(1)} · ${searchWording.conditions(30, 5)} · ${searchWording.sorts.votes}`,
    });
    expect(answer.line).toBe('/paper search words:lamps field:rl days:30 votes:5 sort:votes page:1x10');
  });

  test('without words is sorted by age, and says so', async () => {
    const { ask } = await start();
    const answer = await ask('/paper search votes:5 field:rl');
    expect(headingOf(answer)).toMatchObject({
      title: searchWording.title('', ['강화 학습']),
      text: `${searchWording.results(2)} · ${searchWording.conditions(undefined, 5)} · ${searchWording.sorts.newest}`,
    });
  });

  test.each([
    ['days:0', optionWording.badNumber('기간', 1, 3_650, '0')],
    ['votes:-1', optionWording.badNumber('최소추천수', 0, 10_000, '-1')],
    ['sort:size', optionWording.badChoice('정렬', ['관련도순', '추천수순', '최신순'], 'size')],
    ['page:21', optionWording.badNumber('쪽', 1, MAX_PAGES, '21')],
    ['field:등대학', searchWording.noField('등대학')],
    [
      'color:red',
      commandWording.unknownOption('검색', 'color', ['검색어', '분야', '기간', '최소추천수', '정렬', '쪽']),
    ],
  ])('with an invalid value gets an explanation: %s', async (typed, said) => {
    const { ask } = await createHarness();
    const answer = await ask(`/paper search lamps ${typed}`);
    expect(answer.standsBelow).toBe(true);
    expect(textOf(answer)).toEqual([said]);
  });
});

describe('the order of the results', () => {
  test.each([
    ['sort:votes', [OLD.id, LAMPS.id, ROBOTS.id]],
    ['정렬:추천수순', [OLD.id, LAMPS.id, ROBOTS.id]],
    ['sort:newest', [ROBOTS.id, LAMPS.id, OLD.id]],
    ['정렬:최신순', [ROBOTS.id, LAMPS.id, OLD.id]],
  ])('is as requested: %s', async (typed, ids) => {
    const { ask } = await start();
    expect(papersOf(await ask(`/paper search lamps ${typed}`))).toEqual(ids);
  });

  test('is by relevance by default: a title before a summary', async () => {
    const { ask, store, catchUp } = await start();
    const titled = about('2605.00001', '등대 이야기', 0);
    await store.saveListDay('2026-05-01', [titled], null, NOON);
    await catchUp();
    expect(papersOf(await ask('/paper search 등대'))).toEqual([titled.id, KOREAN.id]);
  });
});

describe('a search that cannot be answered as typed', () => {
  test.each(['/paper search', '/논문 검색', '/paper search days:30', '/paper search words:""'])(
    'says what can be searched for: %s',
    async (line) => {
      const { ask } = await createHarness();
      const answer = await ask(line);
      expect(answer.standsBelow).toBe(true);
      expect(textOf(answer)).toEqual([searchWording.nothingAsked]);
    },
  );

  test('and finds nothing says so, with suggestions and nothing to share', async () => {
    const { ask } = await start();
    const answer = await ask('/paper search 등대지기고양이');
    expect(textOf(answer)).toEqual([
      searchWording.nothing,
      `${searchWording.title('등대지기고양이', [])}: ${searchWording.nothingText}`,
    ]);
    expect(answer.buttons).toEqual([]);
  });

  test('and finds nothing with its filters lists the filters', async () => {
    const { ask } = await start();
    const answer = await ask('/paper search lamps votes:1000 days:7');
    expect(sectionOf(answer, searchWording.title('lamps', []))).toBe(searchWording.conditions(7, 1000));
    expect(textOf(answer)).toContain(searchWording.nothingText);
  });

  test('is answered for the corrected query, and says so', async () => {
    const { ask } = await start();
    const answer = await ask('/paper search quantisatoin');
    expect(papersOf(answer)).toEqual([OLD.id]);
    expect(headingOf(answer)).toMatchObject({
      title: searchWording.title('quantisatoin', []),
      notice: searchWording.corrected('quantisatoin', 'quantization'),
    });
  });

  test('says how many papers contain all the words, if others follow', async () => {
    const { ask } = await start();
    const some = await ask('/paper search robotics lamps');
    expect(papersOf(some)[0]).toBe(ROBOTS.id);
    expect(sorted(papersOf(some))).toEqual(sorted([ROBOTS.id, LAMPS.id, OLD.id]));
    expect(headingOf(some).notice).toBe(searchWording.loose(1));
    const none = await ask('/paper search protein lamps');
    expect(sorted(papersOf(none))).toEqual(sorted([OTHER.id, LAMPS.id, ROBOTS.id, OLD.id]));
    expect(headingOf(none).notice).toBe(searchWording.loose(0));
    expect(headingOf(await ask('/paper search lamps')).notice).toBeNull();
  });

  test('because a field is ambiguous asks which one is meant; each button repeats the search with one of them', async () => {
    const { ask, press } = await start();
    const answer = await ask('/paper search lamps field:추론 days:90 sort:newest');
    expect(answer.standsBelow).toBe(true);
    expect(textOf(answer)).toEqual([searchWording.whichField('추론')]);
    const meant = ['reasoning', 'inference-acceleration'].map((id) => findField(id) ?? expect.unreachable());
    expect(labelsOf(answer)).toEqual(meant.map((field) => fieldToChoice(field).label));
    for (const [at, { id }] of meant.entries()) {
      expect(answer.buttons[at]?.line).toBe(
        `/paper search words:lamps field:${id} days:90 sort:newest page:1x10`,
      );
      const [first] = (await press(answer, labelsOf(answer)[at] as string)).cards;
      expect(first?.title.text).toBe(searchWording.nothing);
    }
  });
});

describe('the pages of the results', () => {
  test('have ten papers each and show every paper once, and all their buttons work', async () => {
    const { ask, press, ids } = await startMany(43);
    let answer = await ask('/paper search lamps sort:votes');
    const seen: string[] = [];
    for (let page = 1; page <= 5; page += 1) {
      const shown = papersOf(answer);
      expect(headingOf(answer)).toMatchObject({
        text: `${searchWording.results(43)} · ${searchWording.sorts.votes}`,
        footer: pageText(page, 5),
      });
      expect(labelsOf(answer)).toEqual([
        ...shown.map((_, index) => more(seen.length + index + 1)),
        ...(page > 1 ? [previous] : []),
        ...(page < 5 ? [next] : []),
        commandWording.share,
      ]);
      expect(itemsOf(answer).map(({ number }) => number)).toEqual(
        shown.map((_, index) => seen.length + index + 1),
      );
      for (const [index, id] of shown.entries())
        expect(papersOf(await press(answer, more(seen.length + index + 1)))).toEqual([id]);
      if (page > 1) {
        expect(papersOf(await press(answer, previous))).toEqual(seen.slice(-PAGE));
      }
      seen.push(...shown);
      if (page < 5) answer = await press(answer, next);
    }
    expect(seen).toEqual(ids);
  });

  test.each(['relevance', 'newest'])('show every paper once when sorted by %s, too', async (sort) => {
    const { ask, press, ids } = await startMany(22);
    const first = await ask(`/paper search lamps sort:${sort}`);
    const second = await press(first, next);
    const third = await press(second, next);
    expect(sorted([first, second, third].flatMap(papersOf))).toEqual(ids);
  });

  test('keep the query, regardless of its length', async () => {
    const long = 'Lighthouse Keepers Guiding Small Models Through Dense Coastal Fog Without Electric Lamps';
    const { ask, press, ids, clock } = await startMany(12, long);
    const found = await ask(`/paper search ${long} days:30 votes:1 sort:votes`);
    for (const { line } of found.buttons) expect(line.length).toBeLessThanOrEqual(100);
    clock.advance(1_000);
    const second = await press(found, next);
    expect([...papersOf(found), ...papersOf(second)]).toEqual(ids);
    expect(second.line).toBe(`/paper search words:"${long}" days:30 votes:1 sort:votes page:2x10`);
    expect((await press(second, commandWording.share)).isShared).toBe(true);
  });

  test('are at most twenty, and the reply still gives the number of papers', async () => {
    const { ask } = await startMany(210);
    const answer = await ask(`/paper search lamps page:${MAX_PAGES}`);
    expect(headingOf(answer).footer).toBe(
      `${pageText(MAX_PAGES, MAX_PAGES)} · ${pagesWording.cut(MAX_PAGES * PAGE)}`,
    );
    expect(headingOf(answer).text).toContain(searchWording.results(210));
    expect(labelsOf(answer)).not.toContain(next);
  });

  test('that do not exist are refused with the number of pages', async () => {
    const { ask } = await startMany(11);
    expect(textOf(await ask('/paper search lamps page:3'))).toEqual([noSuchPage(2)]);
  });

  test('have five papers each in messages of earlier versions, however far their buttons lead', async () => {
    const { ask, ids } = await startMany(23);
    const found = 'search words:lamps sort:votes';
    const second = await ask({ pressed: `/paper ${found} page:2` });
    expect(papersOf(second)).toEqual(ids.slice(5, 10));
    expect(headingOf(second).footer).toBe(pageText(2, 5));
    const lineTo = (label: string) => second.buttons.find((button) => button.label === label)?.line ?? '';
    expect(papersOf(await ask({ pressed: lineTo(next) }))).toEqual(ids.slice(10, 15));
    expect(papersOf(await ask({ pressed: lineTo(previous) }))).toEqual(ids.slice(0, 5));
    // The first page of an earlier version had no number.
    const first = { pressed: `/paper ${found}` };
    expect(papersOf(await ask(first))).toEqual(ids.slice(0, 5));
    expect(papersOf(await ask({ pressed: `/paper ${found} share:yes` }))).toEqual(ids.slice(0, 5));
    expect(papersOf(await ask(`/paper ${found}`))).toEqual(ids.slice(0, 10));
    expect(papersOf(await ask(`/paper ${found} page:2`))).toEqual(ids.slice(10, 20));
  });

  test('are not affected by other searches', async () => {
    const { ask, ids } = await startMany(11);
    const answer = await ask('/논문 검색 lamps 정렬:votes');
    const button = answer.buttons.find(({ label }) => label === next) ?? expect.unreachable();
    expect(parseCommandLine(button.line, COMMANDS).values).toEqual({
      words: 'lamps',
      sort: 'votes',
      page: '2x10',
    });
    expect(papersOf(await ask(button.line, { place: { ...PLACE, channel: 'c2' } }))).toEqual(ids.slice(10));
  });

  test('count thousands as "at least this many"', async () => {
    const many = makePapers(MAX_COUNTED + 5);
    const context = await createHarness([]);
    for (let at = 0; at < many.length; at += 500)
      await context.store.saveListDay(
        addDays(LIST_DAY, -7 * (at / 500)),
        many.slice(at, at + 500),
        null,
        NOON,
      );
    await context.catchUp();
    const { text } = headingOf(await context.ask('/paper search paper'));
    expect(text).toContain(searchWording.results(MAX_COUNTED, true));
  });
});

describe('the results', () => {
  test('can be shared with the channel, with the name of the user, and without page buttons', async () => {
    const { ask, press } = await startMany(7);
    const found = await ask('/paper search lamps');
    const shared = await press(found, commandWording.share, { person: { id: 'u2', name: '오토' } });
    expect(shared).toMatchObject({ isShared: true, buttons: [] });
    expect(shared.cards[0]?.notice).toBe(commandWording.sharedBy('오토'));
    expect(papersOf(shared)).toEqual(papersOf(found));
  });

  test('are as new as the index: a new summary is found, and new upvotes count', async () => {
    const { ask, store, catchUp } = await start();
    expect(papersOf(await ask('/paper search 등대'))).toEqual([KOREAN.id]);
    await store.saveSummary(OTHER.id, storedSummary(), NOON);
    await store.saveListDay(LIST_DAY, [LAMPS, KOREAN, { ...ROBOTS, upvotes: 99 }, OTHER], null, NOON);
    await catchUp();
    expect(sorted(papersOf(await ask('/paper search 등대')))).toEqual([KOREAN.id, OTHER.id]);
    expect(papersOf(await ask('/paper search lamps sort:votes'))[0]).toBe(ROBOTS.id);
  });

  test('are limited per minute and user, page turns included', async () => {
    const { ask, clock, press } = await startMany(11);
    const { most, withinMs } = LIMITS.search;
    const first = await ask('/paper search lamps');
    for (let n = 1; n < most; n += 1) expect(papersOf(await press(first, next))).toHaveLength(1);
    expect(textOf(await press(first, next))).toEqual([commandWording.tooOften(1)]);
    expect(textOf(await ask('/paper top'))).toEqual([commandWording.tooOften(1)]);
    expect(papersOf(await press(first, next, { person: { id: 'u2', name: '' } }))).toHaveLength(1);
    clock.advance(withinMs);
    expect(papersOf(await press(first, next))).toHaveLength(1);
  });
});
