import { describe, expect, it } from 'vitest';
import { NO_COMPLETION_DATA } from '../../../src/command/completion-data.ts';
import { dayOption } from '../../../src/command/options/day.ts';
import { optionWording } from '../../../src/i18n/ko/options.ts';
import { complaint } from '../../fixtures/complaint.ts';

const option = dayOption({ ko: '날짜', description: '' });
const values = (typed: string) =>
  option.complete?.(typed, NO_COMPLETION_DATA).map(({ value }) => value) ?? [];

describe('a date', () => {
  it.each([
    ['오', ['오늘']],
    ['yes', ['어제']],
    ['엊', ['그제']],
    ['금', ['금요일']],
    ['지난주 목', ['지난주 목요일']],
    ['8/21', ['8/21']],
    ['21', ['21일']],
    ['3일 전', ['3일 전']],
    ['언젠가', []],
  ])('is offered for %j: %j', (typed, offered) => expect(values(typed)).toEqual(offered));

  it('offers the newest days first', () =>
    expect(values('').slice(0, 4)).toEqual(['오늘', '어제', '그제', '월요일']));

  it('is understood however it was offered, in at most 25 choices', () => {
    for (const typed of ['', '지', '어', '8월 21일', '21', '일', '2026-08-21']) {
      expect(values(typed).length).toBeLessThanOrEqual(25);
      for (const value of values(typed)) expect(option.parse(value).typed, value).toBe(value);
    }
  });

  it('that is unknown is refused with examples', () =>
    expect(complaint(() => option.parse('언젠가'))).toBe(optionWording.badDay('언젠가')));
});
