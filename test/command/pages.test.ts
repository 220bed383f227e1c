import { describe, expect, it } from 'vitest';
import { MAX_PAGES, makePage, PAGE, pageOption } from '../../src/command/pages.ts';
import { pagesWording } from '../../src/i18n/ko/command.ts';
import { optionWording } from '../../src/i18n/ko/options.ts';
import { complaint } from '../fixtures/complaint.ts';

const { previous, next, more, page: pageText, noSuchPage } = pagesWording;
const VALUES = { words: '강화 학습', days: 30, sort: undefined };
const LINE = '/paper search words:"강화 학습" days:30';

/** Returns the labels of the page buttons, with their command lines. */
const besideOf = (page: number, total: number) =>
  makePage('search', VALUES, page, total)
    .buttons([])
    .map(({ label, line }) => [label, line]);

describe('a page', () => {
  it.each([
    [1, 0, 0, null],
    [1, 1, 0, null],
    [1, PAGE, 0, null],
    [1, PAGE + 1, 0, pageText(1, 2)],
    [2, PAGE + 1, PAGE, pageText(2, 2)],
    [2, 2 * PAGE, PAGE, pageText(2, 2)],
    [3, 14, 2 * PAGE, pageText(3, 3)],
    [20, 100, 19 * PAGE, pageText(20, 20)],
    [20, 101, 19 * PAGE, `${pageText(20, 20)} · ${pagesWording.cut(100)}`],
  ])('%i of %i papers begins with number %i, and its footer is %j', (page, total, offset, footer) =>
    expect(makePage('search', VALUES, page, total)).toMatchObject({ offset, footer }),
  );

  it.each([
    [2, 0, 1],
    [2, PAGE, 1],
    [3, 2 * PAGE, 2],
    [20, 19 * PAGE, 19],
    [MAX_PAGES + 1, 10_000, MAX_PAGES],
  ])('%i of %i papers does not exist: there are %i', (page, total, pages) =>
    expect(complaint(() => makePage('search', VALUES, page, total))).toBe(noSuchPage(pages)),
  );

  it('is reproduced by its line, which contains the page number from the second page on', () => {
    expect(makePage('search', VALUES, 1, 20).line).toBe(LINE);
    expect(makePage('search', VALUES, 2, 20).line).toBe(`${LINE} page:2`);
  });

  it('has buttons for the previous and next pages, if there are any', () => {
    expect(besideOf(1, 3)).toEqual([]);
    expect(besideOf(1, 12)).toEqual([[next, `${LINE} page:2`]]);
    expect(besideOf(2, 12)).toEqual([
      [previous, LINE],
      [next, `${LINE} page:3`],
    ]);
    expect(besideOf(3, 12)).toEqual([[previous, `${LINE} page:2`]]);
    expect(besideOf(MAX_PAGES, 10_000)).toEqual([[previous, `${LINE} page:${MAX_PAGES - 1}`]]);
  });

  it('has buttons for its papers by their numbers, before the page buttons', () => {
    expect(makePage('search', VALUES, 2, 7).buttons(['2608.00006', '2608.00007'])).toEqual([
      { label: more(6), line: '/paper show paper:2608.00006' },
      { label: more(7), line: '/paper show paper:2608.00007' },
      { label: previous, line: LINE },
    ]);
  });

  it('has one row of five paper buttons, and another row for pages and sharing', () => {
    const ids = Array.from({ length: PAGE }, (_, n) => `2608.0000${n}`);
    expect(makePage('search', VALUES, 2, 100).buttons(ids).length + 1).toBeLessThanOrEqual(10);
  });
});

describe('the option', () => {
  it.each(['1', '7', String(MAX_PAGES)])('can be %s', (typed) =>
    expect(pageOption().parse(typed)).toBe(Number(typed)),
  );

  it.each(['0', String(MAX_PAGES + 1), '-1', '둘', ''])('cannot be %j', (typed) =>
    expect(complaint(() => pageOption().parse(typed))).toBe(
      optionWording.badNumber('쪽', 1, MAX_PAGES, typed),
    ),
  );
});
