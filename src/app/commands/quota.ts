import { LIMITS, type Limit, type QuotaName, type SpendQuota, WEB_LIMITS } from '../../command/quotas.ts';
import { UserError } from '../../domain/errors.ts';
import { WEB_PLACE } from '../../domain/subscription/subscription.ts';
import { commandWording } from '../../i18n/ko/command.ts';
import type { Clock } from '../../lib/clock.ts';
import { MINUTE } from '../../lib/duration.ts';
import { createMutex } from '../../lib/mutex.ts';
import { remainingMs } from '../../lib/stored-deadline.ts';
import type { Cache } from '../../ports/cache.ts';

/**
 * How many times one kind of action was performed. `since` is the start of the count, in milliseconds since the epoch.
 */
interface Spent {
  readonly since: number;
  readonly times: number;
}

/** A current count, and the milliseconds until it starts again from zero. */
interface Count extends Spent {
  readonly leftMs: number;
}

/** A limit, and the cache key of its count. */
interface Counter {
  readonly key: string;
  readonly limit: Limit;
}

/** Limits users' actions, counting them in the cache. If a count is lost, the only harm is a slightly higher cost. */
export function createQuota({ cache, clock }: { readonly cache: Cache; readonly clock: Clock }): SpendQuota {
  // The cache has no atomic increment: without a mutex, two concurrent calls could count as one.
  const oneAtATime = createMutex();

  async function read({ key, limit }: Counter): Promise<Count> {
    const now = clock.now();
    const known = await cache.get<Spent>(key);
    const leftMs = known ? remainingMs(known.since + limit.withinMs, now, limit.withinMs) : 0;
    return known && leftMs > 0 ? { ...known, leftMs } : { since: now, times: 0, leftMs: limit.withinMs };
  }

  async function write({ key }: Counter, { since, times, leftMs }: Count): Promise<void> {
    await cache.set(key, { since, times }, leftMs);
  }

  async function giveBack(counter: Counter): Promise<void> {
    const count = await read(counter);
    if (count.times > 0) await write(counter, { ...count, times: count.times - 1 });
  }

  return ({ place, person }, what) =>
    oneAtATime(async () => {
      const own = { key: `limit/${what}/${place.platform}:${person.id}`, limit: LIMITS[what] };
      const counters = [own, ...(place.platform === WEB_PLACE.platform ? webCounters(what) : [])];
      const counted = await Promise.all(
        counters.map(async (counter) => ({ counter, count: await read(counter) })),
      );
      const reached = counted.filter(({ counter, count }) => count.times >= counter.limit.most);
      const waitMs = Math.max(0, ...reached.map(({ count }) => count.leftMs));
      if (waitMs > 0) throw new UserError(commandWording.tooOften(Math.ceil(waitMs / MINUTE)));
      for (const { counter, count } of counted) await write(counter, { ...count, times: count.times + 1 });
      // The web page's counts stay: an action without a result might have cost something, too.
      return () => oneAtATime(() => giveBack(own));
    });
}

/** Returns the counters of all readers of the web page together. */
const webCounters = (what: QuotaName): readonly Counter[] =>
  WEB_LIMITS[what].map((limit) => ({ key: `limit/${what}/${WEB_PLACE.platform}/${limit.withinMs}`, limit }));
