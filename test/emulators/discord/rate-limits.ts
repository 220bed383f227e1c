import { createHash } from 'node:crypto';

export interface RateLimit {
  readonly limit: number;
  readonly windowMs: number;
}

/**
 * Limits by route, such as 'POST /channels/:id/messages'. The key 'global' limits all requests with the bot token
 * together.
 */
export type RateLimits = Readonly<Record<string, RateLimit>>;

/** The rate limit headers of a response, and the time to wait if the limit is exceeded. */
export interface Spent {
  readonly headers: Record<string, string>;
  readonly limited?: { readonly retryAfterMs: number; readonly isGlobal: boolean };
}

interface Bucket {
  used: number;
  resetAt: number;
}

// A generous default: tests of rate limits set their own limits.
const usual: RateLimit = { limit: 1000, windowMs: 1000 };

/**
 * Creates a rate limiter with a fixed window for each route and major parameter. The limiter returns Discord's
 * headers (discord-api-docs: topics/rate-limits.mdx).
 */
export function createRateLimiter(limits: () => RateLimits, now: () => number) {
  const buckets = new Map<string, Bucket>();

  function spendQuota(key: string, { limit, windowMs }: RateLimit): Bucket & { isOver: boolean } {
    let bucket = buckets.get(key);
    if (!bucket || bucket.resetAt <= now()) bucket = { used: 0, resetAt: now() + windowMs };
    buckets.set(key, bucket);
    const isOver = bucket.used >= limit;
    if (!isOver) bucket.used++;
    return { ...bucket, isOver };
  }

  /**
   * `major` is the id of the channel, guild or webhook; `isGlobal` is false for routes exempt from the global limit.
   */
  return (route: string, major: string, isGlobal: boolean): Spent => {
    const all = limits().global;
    if (all && isGlobal) {
      const bucket = spendQuota('global', all);
      if (bucket.isOver)
        return { headers: {}, limited: { retryAfterMs: bucket.resetAt - now(), isGlobal: true } };
    }
    const rule = limits()[route] ?? usual;
    const bucket = spendQuota(`${route} ${major}`, rule);
    const afterMs = bucket.resetAt - now();
    const headers = {
      'x-ratelimit-limit': String(rule.limit),
      'x-ratelimit-remaining': String(rule.limit - bucket.used),
      'x-ratelimit-reset': (bucket.resetAt / 1000).toFixed(3),
      'x-ratelimit-reset-after': (afterMs / 1000).toFixed(3),
      'x-ratelimit-bucket': createHash('md5').update(route).digest('hex'),
    };
    return bucket.isOver ? { headers, limited: { retryAfterMs: afterMs, isGlobal: false } } : { headers };
  };
}

export type Scope = 'user' | 'global' | 'shared';

/** Returns a 429 response in Discord's format; `retryAfter` is in seconds. */
export function rateLimitedAnswer(scope: Scope, retryAfter: number) {
  return {
    status: 429,
    headers: {
      // A 429 from the API has the header `via`, and a 429 from Cloudflare does not (discord-api-docs:
      // topics/rate-limits.mdx).
      via: '1.1 google',
      // Discord sends whole seconds. Waits below one second are not rounded here, so that tests stay fast.
      'retry-after': String(retryAfter < 1 ? retryAfter : Math.ceil(retryAfter)),
      'x-ratelimit-scope': scope,
      ...(scope === 'global' ? { 'x-ratelimit-global': 'true' } : {}),
    },
    body: {
      message: scope === 'shared' ? 'The resource is being rate limited.' : 'You are being rate limited.',
      retry_after: retryAfter,
      global: scope === 'global',
    },
  };
}
