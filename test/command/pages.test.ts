import { describe, expect, it } from 'vitest';
import {
  FIRST_PAGE,
  keepPageSize,
  MAX_PAGES,
  makePage,
  PAGE,
  pageLine,
  pageOption,
} from '../../src/command/pages.ts';
import { pagesWording } from '../../src/i18n/ko/command.ts';
import { optionWording } from '../../src/i18n/ko/options.ts';
import { complaint } from '../fixtures/complaint.ts';

const { previous, next, page: pageText, noSuchPage } = pagesWording;
const VALUES = { words: '강화 학습', days: 30, sort: undefined };
const LINE = '/paper search words:"강화 학습" days:30';

const pageOf = (number: number, total: number, size = PAGE) =>
  makePage('search', VALUES, { number, size }, total);

/** Returns the labels of the page buttons, with their command lines. */
const besideOf = (page: number, total: number, size = PAGE) =>
  pageOf(page, total, size).buttons.map(({ label, line }) => [label, line]);

describe('a page', () => {
  it.each([
    [1, 0, 0, null],
    [1, 1, 0, null],
    [1, PAGE, 0, null],
    [1, PAGE + 1, 0, pageText(1, 2)],
    [2, PAGE + 1, PAGE, pageText(2, 2)],
    [2, 2 * PAGE, PAGE, pageText(2, 2)],
    [3, 24, 2 * PAGE, pageText(3, 3)],
    [20, 200, 19 * PAGE, pageText(20, 20)],
    [20, 201, 19 * PAGE, `${pageText(20, 20)} · ${pagesWording.cut(200)}`],
  ])('%i of %i papers begins with number %i, and its footer is %j', (page, total, offset, footer) =>
    expect(pageOf(page, total)).toMatchObject({ offset, footer }),
  );

  it.each([
    [2, 0, 1],
    [2, PAGE, 1],
    [3, 2 * PAGE, 2],
    [20, 19 * PAGE, 19],
    [MAX_PAGES + 1, 10_000, MAX_PAGES],
  ])('%i of %i papers does not exist: there are %i', (page, total, pages) =>
    expect(complaint(() => pageOf(page, total))).toBe(noSuchPage(pages)),
  );

  it('is reproduced by its line, which contains its number and its size', () => {
    expect(pageOf(1, 20).line).toBe(`${LINE} page:1x10`);
    expect(pageOf(2, 20).line).toBe(`${LINE} page:2x10`);
    expect(pageOf(2, 20, 5).line).toBe(`${LINE} page:2x5`);
    expect(pageLine('search', VALUES)).toBe(pageOf(1, 20).line);
  });

  it('has buttons for the previous and next pages, if there are any', () => {
    expect(besideOf(1, 3)).toEqual([]);
    expect(besideOf(1, 22)).toEqual([[next, `${LINE} page:2x10`]]);
    expect(besideOf(2, 22)).toEqual([
      [previous, `${LINE} page:1x10`],
      [next, `${LINE} page:3x10`],
    ]);
    expect(besideOf(3, 22)).toEqual([[previous, `${LINE} page:2x10`]]);
    expect(besideOf(MAX_PAGES, 10_000)).toEqual([[previous, `${LINE} page:${MAX_PAGES - 1}x10`]]);
  });

  it('of five papers has pages of five beside it', () => {
    expect(pageOf(2, 12, 5)).toMatchObject({ offset: 5, footer: pageText(2, 3) });
    expect(besideOf(2, 12, 5)).toEqual([
      [previous, `${LINE} page:1x5`],
      [next, `${LINE} page:3x5`],
    ]);
  });
});

describe('a pressed button', () => {
  const LISTS = { options: { page: pageOption() } };
  const pageAfter = (page?: string, command: Parameters<typeof keepPageSize>[1] = LISTS) =>
    keepPageSize({ command: 'search', values: { words: 'a', ...(page ? { page } : {}) } }, command).values;

  it('of an earlier version, which names no size, leads to pages of five', () => {
    expect(pageAfter('3')).toEqual({ words: 'a', page: '3x5' });
    // The first page of an earlier version had no number.
    expect(pageAfter()).toEqual({ words: 'a', page: '1x5' });
  });

  it('keeps the size that it names, and is unchanged if its command has no pages', () => {
    expect(pageAfter('3x10')).toEqual({ words: 'a', page: '3x10' });
    expect(pageAfter(undefined, { options: {} })).toEqual({ words: 'a' });
  });
});

describe('the option', () => {
  it.each(['1', '7', String(MAX_PAGES)])('can be %s', (typed) =>
    expect(pageOption().parse(typed)).toEqual({ number: Number(typed), size: PAGE }),
  );

  it('can name the size of the page', () => {
    expect(pageOption().parse('7x5')).toEqual({ number: 7, size: 5 });
    expect(pageOption().parse('1x10')).toEqual(FIRST_PAGE);
  });

  it.each(['0', String(MAX_PAGES + 1), '-1', '둘', '', '0x5', '2x0', '2x11', '2x', 'x5'])(
    'cannot be %j',
    (typed) =>
      expect(complaint(() => pageOption().parse(typed))).toBe(
        optionWording.badNumber('쪽', 1, MAX_PAGES, typed.replace(/^0x5$/, '0')),
      ),
  );
});
