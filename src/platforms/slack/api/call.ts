import { webApi } from '@slack/bolt';
import { SetupError, TemporaryError } from '../../../domain/errors.ts';
import { isNotConnected } from '../../../lib/network/not-connected.ts';
import { retryAfterOf } from '../../../lib/retry-after.ts';
import { IS_SETUP, isKnownCode, SlackError } from '../errors.ts';
import { clientOptions, type SlackFetch } from './client.ts';
import { POST, retryAfterUnknown, TIMEOUTS, timeoutOf } from './timeouts.ts';

/**
 * Makes one Web API call, without retries: a failed call might still have had an effect.
 * @throws {SlackError} with Slack's error code if Slack refuses the call
 * @throws {TemporaryError} if the call might succeed later
 * @throws {SetupError} if the token is invalid or lacks the scope for posting
 */
export type SlackCall = (
  method: string,
  args: Readonly<Record<string, unknown>>,
) => Promise<Record<string, unknown>>;

/** The codes with which Slack itself, not a proxy, has answered failed calls. */
const answers = new WeakMap<object, string>();

/** Returns the code with which Slack has answered a call that failed, known or not; null if there was no such answer. */
export const answerOf = (error: unknown): string | null =>
  (typeof error === 'object' && error && answers.get(error)) || null;

export function createSlackCall(
  token: string,
  apiUrl: string | undefined,
  signal: AbortSignal,
  fetch: SlackFetch,
): SlackCall {
  /** The channels whose last call timed out; `undefined` stands for calls without a channel. */
  const slowChannels = new Set<unknown>();

  return async (method, args) => {
    signal.throwIfAborted();
    const { channel } = args;
    const timeoutMs = timeoutOf(TIMEOUTS, method, slowChannels.has(channel));
    try {
      const response: unknown = await createClient(method, timeoutMs).apiCall(method, args);
      slowChannels.delete(channel);
      return response as Record<string, unknown>;
    } catch (error) {
      signal.throwIfAborted();
      if (isTimeout(error)) slowChannels.add(channel);
      else slowChannels.delete(channel);
      const problem = classify(error, method);
      const code: unknown = error instanceof webApi.WebAPIPlatformError ? error.data.error : null;
      if (typeof code === 'string' && IS_CODE.test(code)) answers.set(problem, code);
      throw problem;
    }
  };

  /**
   * Creates a client for a single call, because the timeout of a client is fixed, and a client accepts no abort
   * signal. Creating one takes only 0.1 ms.
   */
  function createClient(method: string, timeoutMs: number): webApi.WebClient {
    return new webApi.WebClient(token, {
      ...clientOptions(apiUrl, async (url, init) => {
        const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
        const response = await fetch(url, { ...init, signal: limited });
        if (response.status !== 429) return response;
        // Slack's client takes a 429 for a failure of another kind if it cannot read the wait, such as a proxy's date.
        await response.text();
        throw rateLimited(method, retryAfterOf(response.headers, Date.now()));
      }),
      timeout: 0,
    });
  }
}

/** What can be an error code: if a body is not JSON, such as a proxy's page, Slack's client returns it as the code. */
const IS_CODE = /^\w{1,100}$/;
/** Slack also has error codes for rate limits (reference/methods/chat.postMessage, "Errors"). */
const IS_RATE_LIMIT = /^rate_?limited$/;

/** Converts the error of a failed call into one of our errors. */
function classify(error: unknown, method: string): Error {
  if (error instanceof webApi.WebAPIRequestError && error.original instanceof TemporaryError)
    return error.original;
  if (error instanceof webApi.WebAPIPlatformError) {
    const code = String(error.data.error);
    if (IS_SETUP.test(code) || (code === 'missing_scope' && method === POST)) {
      return new SetupError(
        `Slack does not allow the bot to use ${method} (${code}): check SLACK_BOT_TOKEN and its scopes`,
      );
    }
    if (IS_RATE_LIMIT.test(code)) return rateLimited(method);
    if (isKnownCode(code)) return new SlackError(code, detailsOf(error.data.response_metadata?.messages));
    // What remains is internal_error and similar codes, a proxy's page, and unknown codes.
    return new TemporaryError(`Slack ${method} failed (${code.slice(0, 100)})`, {
      retryAfterMs: retryAfterUnknown(TIMEOUTS, method, false),
    });
  }
  const { message } = error as Error;
  const isUnrelated = isNotConnected(error);
  return new TemporaryError(`Slack ${method} ${isTimeout(error) ? 'timed out' : 'failed'}: ${message}`, {
    retryAfterMs: isUnrelated ? undefined : retryAfterUnknown(TIMEOUTS, method, isTimeout(error)),
    isUndone: isUnrelated,
    isUnrelated,
  });
}

/** Returns the messages that explain a code, as far as the log has room for them. */
const detailsOf = (messages: unknown): string[] =>
  Array.isArray(messages) ? messages.slice(0, 10).map((it) => String(it).slice(0, 500)) : [];

const rateLimited = (method: string, retryAfterMs?: number): TemporaryError =>
  new TemporaryError(`Slack ${method} is rate limited`, { retryAfterMs, isUndone: true, isUnrelated: true });

/**
 * Returns true for a timeout, either while waiting for the response's headers (Slack's client wraps that error) or
 * while reading its body.
 */
const isTimeout = (error: unknown): boolean =>
  (error instanceof webApi.WebAPIRequestError ? error.original : (error as Error)).name === 'TimeoutError';
