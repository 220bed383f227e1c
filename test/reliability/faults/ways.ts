/** How an answer to a request can fail. */
export const WAYS = [
  /** The connection ends before anything was read. */
  'refused',
  'hang',
  /** The head or the body comes a byte at a time, and would take minutes. */
  'drip-head',
  'drip-body',
  /** The request was accepted and handled, then the connection breaks. */
  'reset',
  'limit-short',
  'limit-long',
  /** A proxy's page, with a status that says so … */
  'error',
  /** … and one that does not. */
  'html',
  /** Half of the body, after the request was handled. */
  'truncated',
  /** A body without an end in sight. */
  'huge',
  /** A TLS record where HTTP is spoken. */
  'garbage',
] as const;
/** Handled only when whoever asked has given up, and nobody is answered: what a message that is posted has to fear. */
export type Way = (typeof WAYS)[number] | 'late';
/** Later than a post is waited for at first, but before Slack is looked through: five seconds, and four more. */
export const LATE = 8_000;

/** How a WebSocket can fail: at its upgrade, or after the first frames. */
export const SOCKET_WAYS = ['refused', 'hang', 'error', 'garbage', 'reset', 'bad-frame', 'silence'] as const;
export type SocketWay = (typeof SOCKET_WAYS)[number];

export const UPSTREAMS = ['huggingface', 'openai', 'discord', 'slack'] as const;
export type Upstream = (typeof UPSTREAMS)[number];

/** What a 429 asks for, in seconds: the short one is waited for within a request, the long one is not. */
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

/** A rate limit as each upstream words it. */
export const LIMITS: Readonly<Record<Upstream, (seconds: number) => Answer>> = {
  // hub-docs, rate-limits: the rest of the window, no Retry-After.
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
  // topics/rate-limits: `via` tells it from Cloudflare's.
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
/** Reserved bits and an opcode that there is none of. */
export const BAD_FRAME = Buffer.from([0xff, 0x05, 0x00, 0x01, 0x02, 0x03, 0x04]);
