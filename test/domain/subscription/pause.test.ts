import { describe, expect, it } from 'vitest';
import { isLongPause, isTellingDue, isTryDue, nextTry } from '../../../src/domain/subscription/pause.ts';
import type { Pause } from '../../../src/domain/subscription/subscription.ts';
import { DAY, HOUR } from '../../../src/lib/duration.ts';
import { SETTINGS } from '../../fixtures/settings.ts';
import { subscribe } from '../edition/simulation.ts';

const at = (text: string) => Date.parse(text);
/** A Saturday, noon in Seoul. */
const NOON = at('2026-08-22T03:00:00Z');

describe('the next try of a paused place', () => {
  it.each([
    ['just before its posting time', NOON - 1, null, NOON],
    ['at its posting time', NOON, null, NOON + DAY],
    ['after its posting time', NOON + HOUR, null, NOON + DAY],
    ['at its posting time, with a timeout of an hour', NOON, NOON + HOUR, NOON + HOUR],
    ['with a timeout of a week', NOON, NOON + 7 * DAY, NOON + DAY],
    ['with a timeout that is over', NOON, NOON - 1, NOON + DAY],
  ])('%s', (_when, now, endsAt, next) => expect(nextTry(now, SETTINGS, endsAt)).toBe(next));

  it('does not wait for the only weekday on which the place gets an edition', () =>
    expect(nextTry(NOON, { ...SETTINGS, weekdays: [6] }, null)).toBe(NOON + DAY));

  it.each([
    ['2026-03-07T14:00:00-05:00', '2026-03-08T09:00:00-04:00'],
    ['2026-03-07T08:00:00-05:00', '2026-03-07T09:00:00-05:00'],
    ['2026-10-31T09:00:00-04:00', '2026-11-01T09:00:00-05:00'],
  ])('is at the same local time when the clocks change: %s', (now, next) =>
    expect(nextTry(at(now), { ...SETTINGS, at: 9 * 60, timeZone: 'America/New_York' }, null)).toBe(at(next)),
  );
});

const paused = (rest: Partial<Pause>, state: 'active' | 'paused' | 'ended' = 'paused') => {
  const pause = { since: NOON - DAY, cause: '50013', endsAt: null, retryAt: NOON, toldAt: null };
  const unreported = { tellInReply: false, alertedAt: null };
  return subscribe(0, { state, pause: { ...pause, ...unreported, ...rest } });
};

describe('a try', () => {
  it.each([
    ['at its time', {}, true],
    ['after its time', { retryAt: NOON - 30 * DAY }, true],
    ['before its time', { retryAt: NOON + 1 }, false],
    ['a day before its time', { retryAt: NOON + DAY }, false],
    ['longer before its time than any wait: the clock was set back', { retryAt: NOON + 3 * DAY }, true],
    ['in a pause by an earlier version', { since: null, retryAt: 0 }, true],
  ])('%s', (_when, rest, isDue) => expect(isTryDue(NOON, paused(rest))).toBe(isDue));

  it.each(['active', 'ended'] as const)('is never due if the subscription is %s', (state) =>
    expect(isTryDue(NOON, paused({}, state))).toBe(false),
  );
});

describe('a pause', () => {
  const since = NOON;
  it.each([
    ['before the first try', NOON + DAY - 1, { since, retryAt: NOON + DAY }, false, false],
    ['at the first try', NOON, { since: NOON - HOUR, retryAt: NOON }, false, false],
    ['after the first try in vain', NOON + 1, { since: NOON - HOUR, retryAt: NOON + DAY }, true, false],
    ['after the end of a timeout in vain', NOON + HOUR, { since, retryAt: NOON + 3 * HOUR }, false, false],
    ['after a day without a try', NOON + DAY, { since, retryAt: NOON + DAY }, true, true],
    ['that was told', NOON + 9 * DAY, { since, toldAt: NOON }, false, true],
    ['by an earlier version', NOON + 9 * DAY, { since: null }, false, false],
  ])('%s', (_when, now, rest, isDue, isLong) => {
    expect([isTellingDue(now, paused(rest)), isLongPause(now, paused(rest))]).toEqual([isDue, isLong]);
    expect([isTellingDue(now, paused(rest, 'active')), isLongPause(now, paused(rest, 'active'))]).toEqual([
      false,
      false,
    ]);
  });
});
