import { HOUR, SECOND } from './duration.ts';

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
