import { createClock } from '../../../lib/clock.ts';
import { MINUTE, SECOND } from '../../../lib/duration.ts';
import { settleWithin } from '../../../lib/timeout.ts';
import type { Cache } from '../../../ports/cache.ts';

/** How long an id is stored, in milliseconds: signatures are accepted from 5 minutes before until 5 minutes after now. */
const STORED = 10 * MINUTE;

/** How long a request waits for the cache, in milliseconds: Slack expects an answer within 3 seconds. */
const MAX_WAIT = SECOND / 2;

/** Stores the id of a request, and resolves to true if it has been stored before. Never rejects. */
export type NoteId = (id: string) => Promise<boolean>;

/**
 * Remembers in the cache which requests have run, so that none runs again after a restart. If the cache fails or is
 * slow, a request counts as new: better twice than never.
 */
export function createStoredIds(cache: Cache): NoteId {
  const clock = createClock(null);
  return async (id) => {
    const key = `slack/seen/${id}`;
    let isKnown = false;
    const note = async () => {
      isKnown = (await cache.get(key)) !== undefined;
      if (!isKnown) await cache.set(key, true, STORED);
    };
    await settleWithin(clock, MAX_WAIT, [note()]);
    return isKnown;
  };
}
