import { describe, expect, it } from 'vitest';
import { HOUR } from '../../src/core/day.ts';
import {
  describeInstant,
  describeListDay,
  describeNext,
  describeSettings,
  describeState,
} from '../../src/core/describe.ts';
import type { EditionState, ListDayState } from '../../src/core/plan.ts';
import type { Subscription } from '../../src/core/subscription.ts';
import { wording } from '../../src/core/wording.ts';
import { SETTINGS } from '../fixtures/settings.ts';

const FRIDAY = '2026-08-21';
const NOON = Date.parse('2026-08-22T03:00:00Z');
const list = (count: number, emptyFor: number | null = null): ListDayState => ({
  day: FRIDAY,
  count,
  fetchedAt: NOON,
  emptySince: emptyFor === null ? null : NOON - emptyFor,
});
const edition = (state: EditionState['state']): EditionState => ({
  ...{ placeId: 'web:a', day: FRIDAY, state },
  ...{ closedAt: null, touchUps: 0, missing: 0 },
});

describe('settings', () => {
  it('are one line, without the filters that there are not', () =>
    expect(describeSettings(SETTINGS)).toBe(
      '매일 12:00 (Asia/Seoul) · 최대 5편 · 마감된 목록 · 채널에 바로',
    ));

  it('say all that was asked for, fields by their names', () =>
    expect(
      describeSettings({
        ...{ at: 9 * 60 + 5, timeZone: 'America/New_York', count: 12, mode: 'live', layout: 'thread' },
        ...{
          weekdays: [1, 3, 5],
          fields: ['rl', 'of another version'],
          words: ['확산', '<b>'],
          minUpvotes: 3,
          best: { weekday: 5, since: NOON },
        },
      }),
    ).toBe(
      '월·수·금 09:05 (America/New_York) · 최대 12편 · 집계 중인 목록 · 스레드에 모아서 · 분야 강화 학습, of another version · 키워드 확산, <b> · 추천수 3 이상 · 주간 베스트 금요일',
    ));
});

describe('an instant', () => {
  it.each([
    ['2026-08-22T03:00:00Z', 'Asia/Seoul', '2026년 8월 22일 (토) 12:00'],
    ['2026-08-21T15:00:00Z', 'Asia/Seoul', '2026년 8월 22일 (토) 00:00'],
    ['2026-08-22T03:00:00Z', 'America/New_York', '2026년 8월 21일 (금) 23:00'],
    ['2026-01-01T04:05:00Z', 'UTC', '2026년 1월 1일 (목) 04:05'],
  ])('%s in %s is %s', (instant, zone, said) =>
    expect(describeInstant(Date.parse(instant), zone)).toBe(said),
  );
});

describe('the next edition', () => {
  it('is said with its hour in the zone of the place, and its list day', () =>
    expect(describeNext(NOON, SETTINGS, [])).toBe('2026년 8월 25일 (화) 12:00에 2026년 8월 24일 (월) 목록'));

  it('follows the weekdays', () =>
    expect(describeNext(NOON, { ...SETTINGS, weekdays: [4], timeZone: 'America/New_York' }, [])).toBe(
      '2026년 8월 27일 (목) 12:00에 2026년 8월 26일 (수) 목록',
    ));

  it('is not one that the place has already', () => {
    const next = (over: readonly string[]) => describeNext(NOON - 1, SETTINGS, over);
    expect(next([])).toBe('2026년 8월 22일 (토) 12:00에 2026년 8월 21일 (금) 목록');
    expect(next([FRIDAY])).toBe('2026년 8월 25일 (화) 12:00에 2026년 8월 24일 (월) 목록');
  });
});

describe('a subscription', () => {
  const subscription = (state: Subscription['state'], reason: string | null): Subscription => ({
    ...{ place: { platform: 'web', workspace: '', channel: 'a' }, settings: SETTINGS, createdAt: 0 },
    ...{ state, reason },
  });
  const { status } = wording;

  it.each([
    ['active', null, status.active],
    ['paused', '권한이 없습니다.', status.paused('권한이 없습니다.')],
    ['ended', null, status.ended(null)],
    ['ended', '채널이 삭제되었습니다.', status.ended('채널이 삭제되었습니다.')],
  ] as const)('that is %s (%s) is said so', (state, reason, said) =>
    expect(describeState(subscription(state, reason))).toBe(said),
  );

  it('that someone ended is not said to have a reason', () => {
    expect(status.ended(null)).not.toContain('null');
    expect(status.ended('까닭')).toContain('까닭');
  });
});

describe('a list day', () => {
  const { status } = wording;

  it.each([
    ['has not been had yet', null, null, status.notYet(FRIDAY)],
    ['was empty so far', list(0, 11 * HOUR), null, status.empty(FRIDAY)],
    ['was empty while it was filling', list(0), null, status.empty(FRIDAY)],
    ['is believed to have no papers', list(0, 12 * HOUR), null, status.believedEmpty(FRIDAY)],
    ['is being delivered', list(30), edition('open'), status.delivering(FRIDAY)],
    [
      'is being delivered though its list is gone',
      list(0, 12 * HOUR),
      edition('open'),
      status.delivering(FRIDAY),
    ],
    ['had no paper for the place', list(30), edition('empty'), status.nonePassed(FRIDAY)],
    ['was skipped', list(30), edition('skipped'), status.skipped(FRIDAY)],
  ] as const)('that %s is said so', (_what, known, made, said) =>
    expect(describeListDay(NOON, SETTINGS, FRIDAY, known, made)).toBe(said),
  );

  it('that is there needs no word', () =>
    expect(describeListDay(NOON, SETTINGS, FRIDAY, list(30), edition('done'))).toBeNull());

  it('whose list is there is about to come', () =>
    expect(describeListDay(NOON, SETTINGS, FRIDAY, list(30), null)).toBe(status.delivering(FRIDAY)));

  it.each([
    ['before its hour', NOON - 1, SETTINGS],
    ['before the weekday that was chosen', NOON, { ...SETTINGS, weekdays: [1] }],
  ])('needs no word %s', (_when, now, settings) =>
    expect(describeListDay(now, settings, FRIDAY, null, null)).toBeNull(),
  );

  it.each(['2026-08-22', '2026-08-23'])('at a weekend has no list: %s', (day) =>
    expect(describeListDay(NOON, SETTINGS, day, null, null)).toBe(status.weekend(day)),
  );
});
