import { LIMITS, type SpendQuota } from '../../command/quotas.ts';
import { UserError } from '../../domain/errors.ts';
import { commandWording } from '../../i18n/ko/command.ts';
import type { Clock } from '../../lib/clock.ts';
import { MINUTE } from '../../lib/duration.ts';
import { createMutex } from '../../lib/mutex.ts';
import type { Cache } from '../../ports/cache.ts';

/** What a person has done of one kind since `since`. */
interface Spent {
  readonly since: number;
  readonly times: number;
}

/** Counts what people do, in the cache: a count that is lost costs us a little, nobody else anything. */
export function createQuota({ cache, clock }: { readonly cache: Cache; readonly clock: Clock }): SpendQuota {
  // The cache has no atomic step: two at once would count as one.
  const inLine = createMutex();
  return ({ place, person }, what) =>
    inLine(async () => {
      const { most, withinMs } = LIMITS[what];
      const key = `limit/${what}/${place.platform}:${person.id}`;
      const now = clock.now();
      const known = await cache.get<Spent>(key);
      // A clock that was set back makes nobody wait longer.
      const isCurrent = known && known.since <= now && now - known.since < withinMs;
      const spent = isCurrent ? known : { since: now, times: 0 };
      const leftMs = spent.since + withinMs - now;
      if (spent.times >= most) throw new UserError(commandWording.tooOften(Math.ceil(leftMs / MINUTE)));
      await cache.set(key, { since: spent.since, times: spent.times + 1 }, leftMs);
      return () =>
        inLine(async () => {
          const { since, times } = (await cache.get<Spent>(key)) ?? { since: 0, times: 0 };
          const leftMs = since + withinMs - clock.now();
          if (times > 0 && leftMs > 0) await cache.set(key, { since, times: times - 1 }, leftMs);
        });
    });
}
