import { describe, expect, it } from 'vitest';
import { NO_COMPLETION_DATA } from '../../../src/command/completion-data.ts';
import { timeZone } from '../../../src/command/options/time-zone.ts';
import { localInstant } from '../../../src/domain/calendar/day.ts';
import { TIME_ZONES } from '../../../src/domain/calendar/time-zone.ts';
import { describeZone } from '../../../src/i18n/ko/common.ts';
import { optionWording } from '../../../src/i18n/ko/options.ts';
import { HOUR } from '../../../src/lib/duration.ts';
import { complaint } from '../../fixtures/complaint.ts';

const option = timeZone({ ko: '시간대', description: '' });
const offered = (typed: string) => option.complete?.(typed, NO_COMPLETION_DATA) ?? [];
const values = (typed: string) => offered(typed).map(({ value }) => value);

const TYPED: Readonly<Record<string, readonly string[]>> = {
  'Asia/Seoul': [
    ...['Asia/Seoul', 'asia/seoul', 'Seoul', 'seoul', '서울', '한국', '대한민국', 'KST', 'kst', '서울시간'],
    ...[
      '한국 시간',
      '한국 표준시',
      '서울 시간대',
      'KST 기준',
      'Seoul time',
      'GMT+9',
      'UTC+9',
      'utc +9',
      'UTC9',
    ],
    ...['UTC+09:00', 'UTC+0900', 'GMT+09', '+9', '+09:00', '+0900', 'ROK'],
  ],
  'Asia/Tokyo': ['도쿄', '일본', 'JST', 'tokyo'],
  'America/Los_Angeles': ['미국 서부', '미국 서부 시간', 'PST', 'PDT', 'los angeles', 'US/Pacific'],
  'America/New_York': ['미국동부', 'America/New_York', 'america/new york', 'New York', 'EST', '뉴욕'],
  'America/Chicago': ['시카고', 'CDT'],
  'Europe/London': ['런던', 'BST'],
  'Asia/Kolkata': ['UTC+5:30', '+05:30', 'GMT+0530', 'Asia/Kolkata', '인도', '인도 시간'],
  'Asia/Kathmandu': ['Asia/Kathmandu'],
  'Etc/GMT-9': ['Etc/GMT-9'],
  UTC: ['UTC', 'gmt', 'GMT+0', 'UTC+00:00', '+0', '-0'],
  '+08:00': ['UTC+8', 'GMT+8', '+08:00'],
  '-08:00': ['UTC-8', 'gmt-8', '-8'],
  '+05:45': ['UTC+5:45', '+5:45'],
  '-03:30': ['UTC-3:30'],
  '+14:00': ['UTC+14'],
};

const canonical = (zone: string) =>
  new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;

describe('a time zone', () => {
  it.each(Object.entries(TYPED))('is %s', (zone, typed) => {
    for (const text of typed) expect(canonical(option.parse(text)), text).toBe(canonical(zone));
  });

  it('is east of UTC with a plus, unlike the names of Etc', () => {
    for (const [typed, hour] of [
      ['UTC+8', 8],
      ['GMT-8', -8],
      ['+9', 9],
      ['Etc/GMT-9', 9],
      ['Etc/GMT+5', -5],
    ] as const)
      expect(localInstant('2026-08-21', 0, option.parse(typed)), typed).toBe(
        Date.parse('2026-08-21T00:00:00Z') - hour * HOUR,
      );
  });

  it.each([
    '화성',
    'Asia/Pyeongchang',
    '',
    'Asia',
    '9',
    '+15',
    'UTC-13',
    'UTC+5:37',
    '+9:75',
    '시간',
    '+',
    'UTC+99',
  ])('%j is unknown, and the error shows examples', (typed) =>
    expect(complaint(() => option.parse(typed))).toBe(optionWording.badTimeZone(typed)),
  );

  it.each([
    ['CST', ['상하이', '시카고']],
    ['IST', ['콜카타', '더블린', '예루살렘']],
    ['미국', ['로스앤젤레스', '덴버', '시카고', '뉴욕']],
  ])('%j is ambiguous, and the error names the cities', (typed, cities) => {
    expect(complaint(() => option.parse(typed))).toBe(optionWording.unclearTimeZone(typed, cities));
    for (const city of cities) expect(() => option.parse(city)).not.toThrow();
  });

  it('is offered by its Korean and its English name, zones of Korean readers first', () => {
    expect(offered('서')[0]).toEqual({ value: 'Asia/Seoul', label: 'Asia/Seoul · 서울' });
    expect(values('seo')).toEqual(['Asia/Seoul']);
    expect(values('미국')).toContain('America/New_York');
    expect(values('new y')).toContain('America/New_York');
    expect(values('')[0]).toBe('Asia/Seoul');
    expect(values('화성')).toEqual([]);
  });

  it('is offered by its offset or abbreviation as well', () => {
    expect(offered('GMT+9')[0]).toEqual({ value: 'Asia/Seoul', label: 'Asia/Seoul · 서울' });
    expect(offered('+08:00')).toEqual([{ value: 'UTC+8', label: 'UTC+8' }]);
    expect(values('EST')[0]).toBe('America/New_York');
  });

  it('is what it was offered as, also when it is shown in a form', () => {
    for (const typed of ['', ...Object.values(TYPED).flat(), '미국', 'CST']) {
      const choices = offered(typed);
      expect(new Set(choices.map(({ value }) => value)).size, typed).toBe(choices.length);
      for (const { value, label } of choices) {
        expect(option.format?.(option.parse(value)), value).toBe(value);
        expect(Math.max(value.length, label.length), label).toBeLessThanOrEqual(100);
      }
    }
  });

  it.each([
    ['Asia/Seoul', '서울 시간'],
    ['America/New_York', '뉴욕 시간'],
    ['Asia/Kathmandu', '네팔 시간'],
    ['+08:00', 'UTC+8'],
    ['-03:30', 'UTC-3:30'],
    ['Etc/GMT-9', 'UTC+9'],
    ['UTC', 'UTC'],
  ])('%s is called %s', (zone, name) => expect(describeZone(zone)).toBe(name));

  it('has a name that can be typed, if its city is common', () => {
    for (const zone of TIME_ZONES.slice(0, 36).filter((each) => each !== 'UTC'))
      expect(option.parse(describeZone(zone)), zone).toBe(zone);
  });
});
