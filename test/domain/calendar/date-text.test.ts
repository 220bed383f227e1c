import { describe, expect, it } from 'vitest';
import { parseDate, resolveDate } from '../../../src/domain/calendar/date-text.ts';

/** A Wednesday. */
const TODAY = '2026-12-02';

const resolve = (typed: string, today = TODAY, newest = today) => {
  const date = parseDate(typed);
  return date ? resolveDate(date, today, newest) : undefined;
};

const TYPED: Readonly<Record<string, readonly string[]>> = {
  '2026-12-02': ['오늘', '금일', 'today', 'Today', '수요일', '수', 'wednesday', '오늘자', '이번 주 수요일'],
  '2026-12-01': [
    '어제',
    '어저께',
    'yesterday',
    '하루 전',
    '1일 전',
    '1 day ago',
    '12/1',
    '어제 논문',
    '화요일',
  ],
  '2026-11-30': ['그제', '그저께', '엊그제', '이틀 전', '월요일', '이번 주 월요일', '이번주 월', 'monday'],
  '2026-11-29': ['그끄저께', '사흘 전', '3일전', '일요일', '29일'],
  '2026-11-25': ['일주일 전', '1주 전', '지난 수요일', 'last wednesday', '지난주 수요일', '저번 주 수'],
  '2026-11-26': ['목요일', '지난 목요일', '지난주 목', '지난주목요일', 'thu'],
  '2026-11-18': ['지지난주 수요일', '2주 전', '2 weeks ago'],
  '2026-12-03': ['내일', 'tomorrow', '이번 주 목요일', '2026년 12월 3일'],
  '2026-12-09': ['다음 주 수요일'],
  '2026-08-21': [
    ...['8월 21일', '8월21일', '8 월 21 일', '8/21', '8 / 21', '08-21', '8.21', '8. 21.', '8 21'],
    ...['2026-08-21', '2026-8-21', '2026/08/21', '2026. 8. 21.', '26.8.21', '20260821', '2026년 8월 21일'],
    ...[
      'Aug 21',
      'aug. 21',
      'August 21st',
      '21 Aug',
      '21st of August',
      '21 August 2026',
      'Aug 21, 2026',
      '21-Aug-2026',
    ],
    ...['2026년 8월 21일 (금)', '8월 21일 금요일', '8월 21일자', '8월 21일 목록', '8월 21일의 논문'],
  ],
  '2026-11-05': ['지난달 5일', '저번 달 5일', '지난달 5일 목요일'],
  '2026-10-05': ['지지난달 5일'],
  '2026-12-21': ['이번 달 21일', '이달 21일'],
  '2027-01-05': ['다음 달 5일'],
  '2025-08-21': ['Aug 21, 2025', '2025년 8월 21일', '25-08-21', '2025 8 21'],
  '2025-12-25': ['12월 25일', '12/25'],
  '2026-11-21': ['21일'],
  '2026-10-31': ['31일'],
  '2024-02-29': ['2월 29일'],
};

describe('a date', () => {
  it.each(Object.entries(TYPED))('is %s', (day, typed) => {
    for (const text of typed) expect(resolve(text), text).toBe(day);
  });

  it.each([
    '2월 30일',
    '2026-02-29',
    '13/1',
    '0/5',
    '8월 0일',
    '32일',
    '2025년 4월 31일',
    '지난달 31일',
    'Feb 30',
  ])('%s does not exist', (typed) => expect(resolve(typed)).toBeNull());

  it.each([
    '',
    ' ',
    '언젠가',
    '21',
    '8월',
    '2026',
    '2026-08',
    '8/21/2026',
    '지난달',
    '어느달 5일',
    'Aug',
    'Aug 2026',
    'au 21',
    'augustus 21',
    'constructor 5일',
    '지난주',
    '이번 주말',
    '일일',
    '__proto__',
  ])('%j is not understood', (typed) => expect(parseDate(typed)).toBeUndefined());

  it('without a year can be that of the newest list, which can be tomorrow west of UTC', () => {
    expect(resolve('1월 1일', '2026-12-31', '2027-01-01')).toBe('2027-01-01');
    expect(resolve('1일', '2026-12-31', '2027-01-01')).toBe('2027-01-01');
    expect(resolve('1/1', '2026-12-31')).toBe('2026-01-01');
  });
});
