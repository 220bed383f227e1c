/** Limits on the number of calls. */
export interface RateLimits {
  /** For chat.postMessage, per channel: a burst of calls, then a number of calls per second. */
  readonly posts?: { readonly burst: number; readonly perSecond: number };
  /** The number of calls per window, by method name. */
  readonly methods?: Readonly<Record<string, { readonly limit: number; readonly windowMs: number }>>;
  /**
   * For conversations.history and conversations.replies of an app that is distributed outside the Marketplace: the
   * largest page, and the interval between calls of each by the server's clock. Slack's are `OUTSIDE_MARKETPLACE`.
   */
  readonly history?: { readonly pageSize: number; readonly everyMs: number };
}

/** The limits of docs.slack.dev/apis/web-api/rate-limits for apps that are distributed outside the Marketplace. */
export const OUTSIDE_MARKETPLACE: RateLimits = { history: { pageSize: 15, everyMs: 60_000 } };

// A generous default: tests of rate limits set their own limits. Slack's limit is "1 per second per channel, short
// bursts allowed": docs.slack.dev/apis/web-api/rate-limits.
const usual = { burst: 1000, perSecond: 1000 };

/**
 * Creates a function that returns the number of seconds until a call is allowed, or 0 if it is allowed now. `now` and
 * `serverNow` return the time in ms, in real time and by the server's clock.
 */
export function createRateLimiter(limits: () => RateLimits, now: () => number, serverNow: () => number) {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const windows = new Map<string, { used: number; endsAt: number }>();

  function takeToken(channelId: string): number {
    const { burst, perSecond } = limits().posts ?? usual;
    const bucket = buckets.get(channelId) ?? { tokens: burst, at: now() };
    const tokens = Math.min(burst, bucket.tokens + ((now() - bucket.at) / 1000) * perSecond);
    const isOver = tokens < 1;
    buckets.set(channelId, { tokens: isOver ? tokens : tokens - 1, at: now() });
    return isOver ? (1 - tokens) / perSecond : 0;
  }

  const historyFreeAt = new Map<string, number>();

  function takeHistory(method: string): number {
    const { history } = limits();
    if (!history || !/^conversations\.(history|replies)$/.test(method)) return 0;
    const left = (historyFreeAt.get(method) ?? 0) - serverNow();
    if (left <= 0) historyFreeAt.set(method, serverNow() + history.everyMs);
    return Math.max(left, 0) / 1000;
  }

  function takeCall(method: string): number {
    const rule = limits().methods?.[method];
    if (!rule) return 0;
    let window = windows.get(method);
    if (!window || window.endsAt <= now()) window = { used: 0, endsAt: now() + rule.windowMs };
    windows.set(method, window);
    if (window.used >= rule.limit) return (window.endsAt - now()) / 1000;
    window.used++;
    return 0;
  }

  return (method: string, channelId: string): number =>
    takeCall(method) || takeHistory(method) || (method === 'chat.postMessage' ? takeToken(channelId) : 0);
}
