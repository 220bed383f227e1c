/**
 * The error codes of Node and undici for a connection that could not be made: nothing was sent, so the request had no
 * effect (nodejs.org/api/errors.html, "Common system errors"; undici's docs, "Errors").
 */
const CODES: readonly unknown[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];
/** The longest chain of causes that is followed. */
const MAX_DEPTH = 5;

/** Returns true if an error, or the error that caused it, is a connection that could not be made. */
export function isNotConnected(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > MAX_DEPTH) return false;
  const { code, cause, errors, original } = error as Error & {
    readonly code?: unknown;
    readonly errors?: unknown;
    /** The cause, in errors of Slack's client. */
    readonly original?: unknown;
  };
  if (CODES.includes(code)) return true;
  // An `AggregateError` has one error for each address of the host.
  const all =
    Array.isArray(errors) && errors.length > 0 && errors.every((it) => isNotConnected(it, depth + 1));
  return all || isNotConnected(cause, depth + 1) || isNotConnected(original, depth + 1);
}
