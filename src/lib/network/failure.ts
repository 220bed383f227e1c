/** A request that got no response, or a response that we refuse. The message begins with the server's host. */
export class TransportError extends Error {
  override name = 'TransportError';
  /** What happened, to continue a sentence that begins with the server's name. */
  readonly reason: string;
  /** The system's or undici's error code, such as `ECONNREFUSED`; undefined if there is none. See `isNotConnected`. */
  readonly code: string | undefined;

  constructor(url: URL, reason: string, code?: string) {
    super(`${url.host} ${reason}`);
    this.reason = reason;
    this.code = code;
  }
}

/**
 * Converts an error of undici, whose message is often only "fetch failed". Returns it unchanged if the request was
 * aborted: API clients recognise aborts and timeouts by the signal's reason.
 */
export function toTransportError(error: unknown, url: URL, proxy: URL | null, signal: unknown): unknown {
  if (signal instanceof AbortSignal && signal.aborted) return error;
  const inner = innermost(error);
  // A proxy that refuses has passed nothing on.
  const code = proxy && inner instanceof Error && statusOfProxy(inner) ? 'ECONNREFUSED' : codeOf(inner);
  return new TransportError(url, describeFailure(error, proxy), code);
}

/** Statuses with which proxies say that they did not reach the server (RFC 9110, section 15.6). */
const UNREACHED: readonly number[] = [502, 503, 504];

/**
 * Returns the error for a response that is probably the proxy's own, not the server's; null for other responses. A
 * proxy passes on requests only to `http:` addresses. A server that is overloaded says when to try again.
 */
export function toProxyError(
  url: URL,
  proxy: URL | null,
  { status, retryAfter }: { readonly status: number; readonly retryAfter: unknown },
): TransportError | null {
  if (!proxy || url.protocol !== 'http:' || !UNREACHED.includes(status) || retryAfter) return null;
  return new TransportError(url, `could not be reached${through(proxy)} (it answered ${status})`);
}

/** Says what a failed request's innermost error means, to continue a sentence that begins with the server's name. */
export function describeFailure(error: unknown, proxy: URL | null): string {
  if (error instanceof TransportError) return error.reason;
  const inner = innermost(error);
  if (!(inner instanceof Error)) return 'failed';
  if (inner.name === 'TimeoutError') return `did not answer within the timeout${through(proxy)}`;
  const status = proxy && statusOfProxy(inner);
  return `could not be reached${through(proxy)} (${status ? `it answered ${status}` : (codeOf(inner) ?? inner.message)})`;
}

/** Names the proxy of a request, for the end of a sentence; empty for a direct connection. Never shows its password. */
export const through = (proxy: URL | null): string => (proxy ? ` through the proxy ${proxy.host}` : '');

/** Returns the status with which the proxy itself refused, according to undici's message. */
function statusOfProxy({ message }: Error): string | undefined {
  return message.match(/^Proxy (?:response|Authentication Required) \((\d{3})\)/)?.[1];
}

function innermost(error: unknown): unknown {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  return inner;
}

/** Returns the system's or undici's code of a connection that ended in the middle of a response; undefined for others. */
export function brokenOffCode(error: unknown): string | undefined {
  const inner = innermost(error);
  const code = inner instanceof Error && !(inner instanceof TransportError) ? codeOf(inner) : undefined;
  return code && BROKEN_OFF.includes(code) ? code : undefined;
}
const BROKEN_OFF: readonly string[] = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];

const codeOf = (error: unknown): string | undefined => {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
};
