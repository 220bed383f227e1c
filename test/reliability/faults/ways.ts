/** How the response to a request can fail. */
export const WAYS = [
  /** The connection ends before the request is read. */
  'refused',
  'hang',
  /** The head or the body arrives byte by byte, which would take minutes. */
  'drip-head',
  'drip-body',
  /** The request is handled, then the connection breaks. */
  'reset',
  'limit-short',
  'limit-long',
  /** A proxy's error page with an error status … */
  'error',
  /** … and with status 200. */
  'html',
  /** The request is handled, but only half of the body arrives. */
  'truncated',
  /** A huge body. */
  'huge',
  /** A TLS record instead of HTTP. */
  'garbage',
] as const;
/** Handled only after the client has given up, and without a response: the worst case for posting a message. */
export type Way = (typeof WAYS)[number] | 'late';
/** Delay in ms: after the first timeout of a post (5 s), but before the check of Slack's history (4 s later). */
export const LATE = 8_000;

/** How a WebSocket can fail: at the upgrade, or after the first frames. */
export const SOCKET_WAYS = ['refused', 'hang', 'error', 'garbage', 'reset', 'bad-frame', 'silence'] as const;
export type SocketWay = (typeof SOCKET_WAYS)[number];

export const UPSTREAMS = ['huggingface', 'openai', 'discord', 'slack'] as const;
export type Upstream = (typeof UPSTREAMS)[number];

/** Retry-After of a 429, in seconds: the clients wait for the short one within a request, not for the long one. */
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

/** A rate limit response in each upstream's form. */
export const LIMITS: Readonly<Record<Upstream, (seconds: number) => Answer>> = {
  // hub-docs, rate-limits: gives the rest of the window, but no Retry-After.
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
  // topics/rate-limits: Cloudflare's own 429 has no `via`.
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
/** Reserved bits and an undefined opcode. */
export const BAD_FRAME = Buffer.from([0xff, 0x05, 0x00, 0x01, 0x02, 0x03, 0x04]);
