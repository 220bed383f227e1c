import { createHmac } from 'node:crypto';
import { acknowledge, type Envelope, type RetryReason } from './envelopes.ts';
import type { Fields } from './form.ts';

/** One request to the app's URL. */
export interface HttpDelivery {
  readonly kind: Envelope['kind'] | 'url_verification' | 'forged';
  /** The HTTP status; 0 if there was no response. */
  readonly status: number;
  readonly retryNum: number;
}

/** A request to the app that only pretends to come from Slack. */
export interface Forgery {
  /** 'wrong': signed with another secret; 'none': no signature headers. Default: a valid signature. */
  readonly signature?: 'wrong' | 'none';
  /** The age of the timestamp, in seconds; negative for a time in the future. */
  readonly ageSeconds?: number;
  /** The body of the request, sent as JSON; a string is sent as it is. */
  readonly payload: Fields | string;
  /** Default: JSON. */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The interface through which tests observe and control delivery over HTTP. */
export interface Http {
  readonly deliveries: HttpDelivery[];
  /** Resends all unacknowledged events immediately; resolves to their number. */
  redeliver(): Promise<number>;
  /** Sends a url_verification request; resolves to true if the app returns the challenge. */
  verify(): Promise<boolean>;
  /** Sends a forged request; resolves to the HTTP status. */
  forge(forgery: Forgery): Promise<number>;
  /** Sends the last command or interaction again, byte for byte, as an eavesdropper can; resolves to the HTTP status. */
  replay(): Promise<number>;
}

const deadlineMs = 3000;

export interface HttpOptions {
  readonly signingSecret: string;
  /** The app's URL. */
  readonly url: () => string;
  /** The delays before the retries of a failed event, each in ms after the previous failure. */
  readonly retriesMs: readonly number[];
  readonly onChange: () => void;
  /** Called for a response with content that is not allowed. */
  readonly onBadAck: (message: string) => void;
}

/**
 * Sends signed requests (docs.slack.dev/authentication/verifying-requests-from-slack), and retries failed
 * events (docs.slack.dev/apis/events-api).
 */
export function createHttp({ signingSecret, url, retriesMs, onChange, onBadAck }: HttpOptions) {
  const timers = new Set<NodeJS.Timeout>();
  const waiting = new Set<Envelope>();
  const stopped = new AbortController();
  /** Sends the newest command or interaction again. */
  let newest: (() => Promise<Response>) | undefined;

  function sign(body: string, secret = signingSecret, ageSeconds = 0): Record<string, string> {
    const timestamp = Math.floor(Date.now() / 1000) - ageSeconds;
    const hash = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
    return { 'x-slack-request-timestamp': String(timestamp), 'x-slack-signature': `v0=${hash}` };
  }

  const post = (body: string, contentType: string, headers: Record<string, string>) =>
    fetch(url(), {
      method: 'POST',
      body,
      headers: {
        'content-type': contentType,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        ...headers,
      },
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(deadlineMs), stopped.signal]),
    });

  async function send(envelope: Envelope, reason?: RetryReason): Promise<void> {
    const { kind, payload } = envelope;
    const retryNum = envelope.attempts++;
    if (kind === 'events_api') waiting.add(envelope);
    const { body, contentType } = encode(envelope);
    const retry = reason ? { 'x-slack-retry-num': String(retryNum), 'x-slack-retry-reason': reason } : {};
    const signed = sign(body);
    if (kind !== 'events_api') newest = () => post(body, contentType, signed);
    let failure: { reason: RetryReason; isFinal?: boolean };
    try {
      const answer = await post(body, contentType, { ...signed, ...retry });
      const text = await answer.text();
      http.deliveries.push({ kind, status: answer.status, retryNum });
      if (answer.status === 200) {
        waiting.delete(envelope);
        const ack = parse(text, answer.headers.get('content-type'));
        if (ack !== undefined && !envelope.acceptsResponse) onBadAck(`${kind} takes no response payload`);
        acknowledge(envelope, ack);
        onChange();
        return;
      }
      // "x-slack-no-retry: 1" ends the retries.
      failure = { reason: 'http_error', isFinal: answer.headers.get('x-slack-no-retry') === '1' };
    } catch (error) {
      if (stopped.signal.aborted) return;
      http.deliveries.push({ kind, status: 0, retryNum });
      const isTimeout = error instanceof Error && error.name === 'TimeoutError';
      failure = { reason: isTimeout ? 'http_timeout' : 'connection_failed' };
    }
    envelope.onFailed(`${failure.reason} (${payload.type ?? kind})`);
    const delay = retriesMs[retryNum];
    if (kind === 'events_api' && delay !== undefined && !failure.isFinal)
      timers.add(setTimeout(() => void (waiting.has(envelope) && send(envelope, failure.reason)), delay));
    onChange();
  }

  const http: Http = {
    deliveries: [],
    async redeliver() {
      const events = [...waiting];
      await Promise.all(events.map((envelope) => send(envelope, 'http_timeout')));
      return events.length;
    },
    async verify() {
      const challenge = sign('challenge')['x-slack-signature'];
      const body = JSON.stringify({ token: 'verification-token', challenge, type: 'url_verification' });
      const answer = await post(body, 'application/json', sign(body));
      const text = await answer.text();
      http.deliveries.push({ kind: 'url_verification', status: answer.status, retryNum: 0 });
      return answer.status === 200 && text.includes(String(challenge));
    },
    async replay() {
      if (!newest) throw new Error('Nothing to replay');
      const answer = await newest();
      await answer.text();
      return answer.status;
    },
    async forge({ signature, ageSeconds = 0, payload, contentType = 'application/json', headers: more }) {
      const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
      const secret = signature === 'wrong' ? 'another secret' : signingSecret;
      const headers = signature === 'none' ? {} : sign(body, secret, ageSeconds);
      const answer = await post(body, contentType, { ...headers, ...more });
      await answer.text();
      http.deliveries.push({ kind: 'forged', status: answer.status, retryNum: 0 });
      return answer.status;
    },
  };

  return {
    http,
    send: (envelope: Envelope) => void send(envelope),
    close(): void {
      stopped.abort();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** Encodes events as JSON, commands as a form, and interactions as JSON in the form field `payload`. */
function encode({ kind, payload }: Envelope): { body: string; contentType: string } {
  if (kind === 'events_api') return { body: JSON.stringify(payload), contentType: 'application/json' };
  const fields = kind === 'slash_commands' ? payload : { payload: JSON.stringify(payload) };
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) body.set(name, String(value));
  return { body: body.toString(), contentType: 'application/x-www-form-urlencoded' };
}

function parse(text: string, contentType: string | null): unknown {
  if (!contentType?.includes('json')) return text === '' ? undefined : { text };
  try {
    return JSON.parse(text);
  } catch {
    return { text };
  }
}
