import { describe, expect, it } from 'vitest';
import type { Day } from '../../../../src/domain/calendar/day.ts';
import type { Absence } from '../../../../src/domain/edition/absence.ts';
import type { Subscription } from '../../../../src/domain/subscription/subscription.ts';
import { statusWording } from '../../../../src/i18n/ko/status.ts';
import {
  describeEarlier,
  describeInstant,
  describeNewest,
  describeNext,
  describeSettings,
  describeState,
} from '../../../../src/i18n/ko/subscription/describe.ts';
import { SETTINGS } from '../../../fixtures/settings.ts';

const FRIDAY = '2026-08-21';
const NOON = Date.parse('2026-08-22T03:00:00Z');
describe('settings', () => {
  it('are one line, without filters that are not set', () =>
    expect(describeSettings(SETTINGS)).toBe('매일 12:00 (서울 시간) · 최대 5편 · 마감된 목록 · 채널에 바로'));

  it('include all filters, with fields by their names', () =>
    expect(
      describeSettings({
        ...SETTINGS,
        ...{ at: 9 * 60 + 5, timeZone: 'America/New_York', count: 12, mode: 'live', layout: 'thread' },
        ...{
          weekdays: [1, 3, 5],
          fields: ['rl', 'of another version'],
          words: ['확산', '<b>'],
          exclude: { fields: ['llm'], words: ['drone'] },
          minUpvotes: 3,
          best: { weekday: 5, since: NOON },
        },
      }),
    ).toBe(
      '월·수·금 09:05 (뉴욕 시간) · 최대 12편 · 집계 중인 목록 · 스레드에 모아서 · 분야 강화 학습, of another version · 키워드 확산, <b> · 제외 대규모 언어 모델, drone · 추천수 3 이상 · 주간 베스트 금요일',
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
  it("has its posting time in the place's time zone, and its list day", () =>
    expect(describeNext(NOON, SETTINGS, [])).toBe('8월 25일 (화) 12:00에 8월 24일 (월) 목록을 배달합니다.'));

  it('follows the weekdays', () =>
    expect(describeNext(NOON, { ...SETTINGS, weekdays: [4], timeZone: 'America/New_York' }, [])).toBe(
      '8월 27일 (목) 12:00에 8월 26일 (수) 목록을 배달합니다.',
    ));

  it('is not one whose list is known to be empty: another one replaces it', () => {
    const next = (weekdays: number[], empty: string[]) =>
      describeNext(NOON, { ...SETTINGS, weekdays }, [], empty);
    expect(next([0, 1, 2, 3, 4, 5, 6], ['2026-08-24'])).toBe(
      '8월 26일 (수) 12:00에 8월 25일 (화) 목록을 배달합니다.',
    );
    expect(next([4], ['2026-08-26'])).toBe('8월 27일 (목) 12:00에 8월 25일 (화) 목록을 배달합니다.');
  });

  it('is not one that the place already has', () => {
    const next = (over: readonly string[]) => describeNext(NOON - 1, SETTINGS, over);
    expect(next([])).toBe('8월 22일 (토) 12:00에 8월 21일 (금) 목록을 배달합니다.');
    expect(next([FRIDAY])).toBe('8월 25일 (화) 12:00에 8월 24일 (월) 목록을 배달합니다.');
  });
});

describe('a subscription', () => {
  const subscription = (state: Subscription['state'], reason: string | null): Subscription => ({
    ...{ place: { platform: 'web', workspace: '', channel: 'a' }, settings: SETTINGS, createdAt: 0 },
    ...{ subscribedBy: null, state, reason, pause: null },
  });

  it.each([
    ['active', null, statusWording.active],
    ['paused', '권한이 없습니다.', statusWording.paused('권한이 없습니다.')],
    ['ended', null, statusWording.ended(null)],
    ['ended', '채널이 삭제되었습니다.', statusWording.ended('채널이 삭제되었습니다.')],
  ] as const)('that is %s (%s) is described as such', (state, reason, said) =>
    expect(describeState(subscription(state, reason))).toBe(said),
  );

  it('that a user ended has no reason', () => {
    expect(statusWording.ended(null)).not.toContain('null');
    expect(statusWording.ended('까닭')).toContain('까닭');
  });
});

describe('list days that did not arrive', () => {
  const absences = new Map<Day, Absence>([
    ['2026-08-20', 'skipped'],
    ['2026-08-19', 'believed-empty'],
    ['2026-08-18', 'skipped'],
    [FRIDAY, 'unreachable'],
  ]);

  it('include the newest, with its reason', () => {
    expect(describeNewest(FRIDAY, absences)).toBe(statusWording.absent(FRIDAY, 'unreachable'));
    expect(statusWording.absent(FRIDAY, 'unreachable')).toMatch(/^2026년 8월 21일 \(금\): .*Hugging Face/);
    expect(describeNewest('2026-08-22', absences)).toBeNull();
  });

  it('are grouped by reason before the newest, the oldest first', () => {
    expect(describeEarlier(FRIDAY, absences)).toBe(
      `8월 18일 (화), 8월 20일 (목): ${statusWording.absences.skipped} / 8월 19일 (수): ${statusWording.absences['believed-empty']}`,
    );
    expect(describeEarlier('2026-08-18', absences)).toBeNull();
  });
});
