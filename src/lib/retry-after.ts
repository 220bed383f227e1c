import { HOUR, SECOND } from './duration.ts';

/** In milliseconds. Longer waits are capped: the header is probably wrong (Hugging Face's window is 5 minutes). */
const MAX_WAIT = HOUR;

/**
 * How long a response asks us to wait, in milliseconds: `Retry-After` (seconds or a date), `Retry-After-Ms` (OpenAI),
 * or `RateLimit: "api";r=0;t=<seconds>` (Hugging Face). The longest if there are several; undefined if there is none.
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
