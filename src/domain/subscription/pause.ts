import { DAY, HOUR } from '../../lib/duration.ts';
import { remainingMs } from '../../lib/stored-deadline.ts';
import { addDays, localDate, localInstant } from '../calendar/day.ts';
import type { Settings } from './settings.ts';
import type { Subscription } from './subscription.ts';

/**
 * The longest wait before a paused place is tried again, in milliseconds: a day has up to 25 hours when the clocks
 * change.
 */
const MAX_WAIT = DAY + HOUR;

/**
 * Returns when to try a paused place again (rule 16), in milliseconds since the epoch: at the next time at which the
 * place's local time is its posting time, or when the cause ends, if that is earlier. The weekday does not matter: a
 * place that gets one edition a week is also tried every day while it is owed one.
 */
export function nextTry(now: number, { at, timeZone }: Settings, endsAt: number | null): number {
  const today = localDate(now, timeZone);
  const times = [0, 1, 2].map((days) => localInstant(addDays(today, days), at, timeZone));
  const postingTime = times.find((time) => time > now) ?? now + DAY;
  return endsAt !== null && endsAt > now ? Math.min(endsAt, postingTime) : postingTime;
}

/** How long a place must have been paused, in milliseconds, before it is reported (rule 18). */
const REPORTED_AFTER = DAY;

/**
 * Returns true if a place has been paused for a day. A pause by an earlier version counts from its first try, which shows
 * whether there is anything to report.
 */
export const isLongPause = (now: number, { state, pause }: Subscription): boolean =>
  state === 'paused' && pause !== null && pause.since !== null && now - pause.since >= REPORTED_AFTER;

/**
 * Returns true if somebody should be told about a pause: after a day, or once the try at the first posting time has
 * failed.
 */
export function isTellingDue(now: number, subscription: Subscription): boolean {
  const { state, settings, pause } = subscription;
  if (state !== 'paused' || !pause || pause.toldAt !== null || pause.since === null) return false;
  const wasTried = nextTry(pause.since, settings, null) <= now && pause.retryAt > now;
  return wasTried || isLongPause(now, subscription);
}

/** Returns true if a place is paused and it is time to try it again. */
export const isTryDue = (now: number, { state, pause }: Subscription): boolean =>
  state === 'paused' && pause !== null && remainingMs(pause.retryAt, now, MAX_WAIT) === 0;
