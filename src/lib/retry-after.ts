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

/** What OpenAI, Groq and OpenRouter count, as the ends of their headers' names. */
const COUNTED = ['', '-requests', '-tokens'];
/** A number of seconds or milliseconds from here on is an instant rather than a duration. */
const SINCE_EPOCH = 1e9;
const SINCE_EPOCH_MS = 1e12;

/**
 * Returns the wait until what is used up is there again, in milliseconds: `X-RateLimit-Reset-Requests: 20s` beside
 * `X-RateLimit-Remaining-Requests: 0` (OpenAI, Groq), or an instant (OpenRouter); undefined if nothing is used up.
 */
export function resetOf(
  headers: { get(name: string): string | null } | undefined,
  now: number,
): number | undefined {
  const waits = COUNTED.map((name) => {
    const reset = headers?.get(`x-ratelimit-reset${name}`) ?? '';
    if (headers?.get(`x-ratelimit-remaining${name}`)?.trim() !== '0') return 0;
    const value = Number(reset);
    if (value >= SINCE_EPOCH_MS) return bounded(value - now) ?? 0;
    if (value >= SINCE_EPOCH) return bounded(value * SECOND - now) ?? 0;
    return retryAfterIn(reset, 'reset') ?? 0;
  });
  return bounded(Math.max(...waits));
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
