import { randomInt } from 'node:crypto';

/** Returns a function that creates unique, increasing message timestamps in the format "seconds.microseconds". */
export function createTimestamps(now: () => number): () => string {
  let last = 0;
  return () => {
    last = Math.max(now() * 1000, last + 1);
    return `${Math.floor(last / 1e6)}.${String(last % 1e6).padStart(6, '0')}`;
  };
}

/** Returns the Unix time of a message timestamp, in whole seconds. */
export const secondsOf = (ts: string): number => Math.floor(Number(ts));

/** Returns true for a timestamp in Slack's format. */
export const isTimestamp = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{10,11}\.\d{6}$/.test(value);

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Returns a random id such as Ev0PV52K21, or a random part of a longer id. */
export const newId = (prefix: string, length = 10): string =>
  prefix + Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
