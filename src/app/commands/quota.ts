import { LIMITS, type SpendQuota } from '../../command/quotas.ts';
import { UserError } from '../../domain/errors.ts';
import { commandWording } from '../../i18n/ko/command.ts';
import type { Clock } from '../../lib/clock.ts';
import { MINUTE } from '../../lib/duration.ts';
import { createMutex } from '../../lib/mutex.ts';
import { remainingMs } from '../../lib/stored-deadline.ts';
import type { Cache } from '../../ports/cache.ts';

/**
 * How many times a user has performed one kind of action. `since` is the start of the count, in milliseconds since
 * the epoch.
 */
interface Spent {
  readonly since: number;
  readonly times: number;
}

/** Limits users' actions, counting them in the cache. If a count is lost, the only harm is a slightly higher cost. */
export function createQuota({ cache, clock }: { readonly cache: Cache; readonly clock: Clock }): SpendQuota {
  // The cache has no atomic increment: without a mutex, two concurrent calls could count as one.
  const oneAtATime = createMutex();
  return ({ place, person }, what) =>
    oneAtATime(async () => {
      const { most, withinMs } = LIMITS[what];
      const key = `limit/${what}/${place.platform}:${person.id}`;
      const now = clock.now();
      const known = await cache.get<Spent>(key);
      const knownMs = known ? remainingMs(known.since + withinMs, now, withinMs) : 0;
      const spent = known && knownMs > 0 ? known : { since: now, times: 0 };
      const leftMs = knownMs || withinMs;
      if (spent.times >= most) throw new UserError(commandWording.tooOften(Math.ceil(leftMs / MINUTE)));
      await cache.set(key, { since: spent.since, times: spent.times + 1 }, leftMs);
      return () =>
        oneAtATime(async () => {
          const { since, times } = (await cache.get<Spent>(key)) ?? { since: 0, times: 0 };
          const leftMs = remainingMs(since + withinMs, clock.now(), withinMs);
          if (times > 0 && leftMs > 0) await cache.set(key, { since, times: times - 1 }, leftMs);
        });
    });
}
