import { randomInt } from 'node:crypto';

/** Creates message timestamps, "seconds.microseconds", that increase with the clock and never repeat. */
export function createTimestamps(now: () => number): () => string {
  let last = 0;
  return () => {
    last = Math.max(now() * 1000, last + 1);
    return `${Math.floor(last / 1e6)}.${String(last % 1e6).padStart(6, '0')}`;
  };
}

/** Unix seconds of a message timestamp. */
export const secondsOf = (ts: string): number => Math.floor(Number(ts));

/** Matches a timestamp in Slack's form; others give "bad_timestamp" or an argument error. */
export const isTimestamp = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{10,11}\.\d{6}$/.test(value);

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** A random id such as Ev0PV52K21, or a trigger's random part. */
export const newId = (prefix: string, length = 10): string =>
  prefix + Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
