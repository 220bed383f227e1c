import { HOUR, MINUTE, SECOND } from './duration.ts';

/**
 * The maximum wait, in milliseconds. A request for a longer wait is probably an error (Hugging Face's rate-limit
 * window is 5 minutes).
 */
const MAX_WAIT = HOUR;

/**
 * Returns the wait that a response requests, in milliseconds: `Retry-After` (seconds or a date), `Retry-After-Ms`
 * (OpenAI) or `RateLimit: "api";r=0;t=<seconds>` (Hugging Face). Returns the longest wait if several headers request
 * one, but at most `MAX_WAIT`; undefined if none does.
 */
export function retryAfterOf(
  headers: { get(name: string): string | null } | undefined,
  now: number,
): number | undefined {
  const after = headers?.get('retry-after')?.trim() ?? '';
  const limit = headers?.get('ratelimit') ?? '';
  const waits = [
    /^\d+(\.\d+)?$/.test(after) ? Number(after) * SECOND : Date.parse(after) - now,
    Number(headers?.get('retry-after-ms') ?? 0),
    /\br=0\b/.test(limit) ? Number(limit.match(/\bt=(\d+)/)?.[1]) * SECOND : 0,
  ].filter((wait) => wait > 0);
  return waits.length > 0 ? Math.min(Math.max(...waits), MAX_WAIT) : undefined;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR };

/**
 * Returns the pause that a value in an error asks for, in milliseconds; undefined if it asks for none. The value is a
 * number of seconds, of milliseconds if `name` says so, a duration (`17s`, `1m30.5s`: Google, Go), or a sentence that
 * contains one: "Please try again in 7.66s" (OpenAI, Groq).
 */
export function retryAfterIn(value: unknown, name = ''): number | undefined {
  const seconds = typeof value === 'string' && /^\d{1,9}(?:\.\d{1,9})?$/.test(value) ? Number(value) : value;
  if (typeof seconds === 'number') return bounded(/m(?:illi)?s/.test(name) ? seconds : seconds * SECOND);
  if (typeof value !== 'string') return undefined;
  const text = value.slice(0, 2_000).toLowerCase();
  const duration =
    text.match(/(?:again|retry) (?:in|after) ((?:\d{1,6}(?:\.\d{1,9})? ?(?:ms|m|s|h)[a-z]* ?){1,4})/)?.[1] ??
    (name ? text : '');
  const parts = [...duration.matchAll(/(\d{1,6}(?:\.\d{1,9})?) ?(ms|m|s|h)/g)];
  return bounded(parts.reduce((sum, [, count, unit = 's']) => sum + Number(count) * (UNITS[unit] ?? 0), 0));
}

const bounded = (ms: number): number | undefined => (ms > 0 ? Math.min(Math.ceil(ms), MAX_WAIT) : undefined);
