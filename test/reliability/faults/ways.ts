/** The ways in which the response to a request can fail. */
export const WAYS = [
  /** The connection ends before the request is read. */
  'refused',
  'hang',
  /** The head or the body arrives byte by byte, five bytes a second. */
  'drip-head',
  'drip-body',
  /** The request is handled, then the connection breaks. */
  'reset',
  'limit-short',
  'limit-long',
  /** A proxy's error page with an error status. */
  'error',
  /** A proxy's error page with status 200. */
  'html',
  /** The request is handled, but only half of the body arrives. */
  'truncated',
  'huge',
  /** A TLS record instead of HTTP. */
  'garbage',
] as const;
/**
 * `late` is the worst case for posting a message: the request is handled only after the client has given up, and
 * gets no response.
 */
export type Way = (typeof WAYS)[number] | 'late';
/**
 * The delay of a late request, in ms. By then, a post has timed out (after 3 s on Discord and 5 s on Slack), but the
 * bot has not yet checked Slack's history (another 4 s later).
 */
export const LATE = 8_000;

/** The ways in which a WebSocket can fail: at the upgrade, or after the first messages. */
export const SOCKET_WAYS = ['refused', 'hang', 'error', 'garbage', 'reset', 'bad-frame', 'silence'] as const;
export type SocketWay = (typeof SOCKET_WAYS)[number];

export const UPSTREAMS = ['huggingface', 'openai', 'discord', 'slack'] as const;
export type Upstream = (typeof UPSTREAMS)[number];

/** The wait that a short 429 demands, in seconds: short enough for discord.js to wait for it within the request. */
export const SHORT = 1;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const json = (headers: Readonly<Record<string, string>>, body: object): Answer => ({
  status: 429,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** Each upstream's response to a request over the rate limit. */
export const LIMITS: Readonly<Record<Upstream, (seconds: number) => Answer>> = {
  // The `ratelimit` header contains the seconds left in the window; there is no Retry-After (hub-docs, rate-limits).
  huggingface: (seconds) => ({
    status: 429,
    headers: { 'content-type': 'text/html', ratelimit: `"api";r=0;t=${seconds}` },
    body: '<h1>429</h1><p>We had to rate limit you</p>',
  }),
  openai: (seconds) =>
    json(
      { 'retry-after': String(seconds), 'retry-after-ms': String(seconds * 1_000) },
      {
        error: { message: 'Rate limit reached', type: 'requests', param: null, code: 'rate_limit_exceeded' },
      },
    ),
  // Discord's own 429s have a `via` header, unlike Cloudflare's (Discord's docs, topics/rate-limits).
  discord: (seconds) =>
    json(
      { via: '1.1 google', 'retry-after': String(seconds), 'x-ratelimit-scope': 'shared' },
      { message: 'The resource is being rate limited.', retry_after: seconds, global: false },
    ),
  slack: (seconds) => json({ 'retry-after': String(seconds) }, { ok: false, error: 'ratelimited' }),
};

export const PAGE = '<!doctype html><html><head><title>502</title></head><body>Bad gateway</body></html>';

/** The first bytes of a ClientHello. */
export const TLS = Buffer.from([
  0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03, 0x9a, 0x0d,
]);
/** A frame with reserved bits and an undefined opcode. */
export const BAD_FRAME = Buffer.from([0xff, 0x05, 0x00, 0x01, 0x02, 0x03, 0x04]);
