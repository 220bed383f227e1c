import { webApi } from '@slack/bolt';
import { Agent, fetch } from 'undici';
import { SetupError, TemporaryError } from '../../../domain/errors.ts';
import { errorToOutcome, IS_BUG, IS_SETUP, SlackError } from '../message.ts';

/** A message may take this long, in milliseconds, as Slack fetches its picture; its own client would wait for ever. */
const POST_TIMEOUT = 5_000;
/** Everything else, which is done in tenths of a second and may be repeated. */
const TIMEOUT = 4_000;
/** In a channel whose last call took too long, whatever it is: there may be one where all do. */
const SLOW_TIMEOUT = 10_000;
/** A message that was not answered in time may still appear for a while: it is not looked for before … */
const MAY_APPEAR = 4_000;
/** … nor one whose connection broke, or whose answer was no answer, in milliseconds. */
const MAY_APPEAR_SOON = 500;
const POST = 'chat.postMessage';
/** An answer has some kilobytes, a page of a channel's messages at most a few megabytes. */
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * One call of the Web API. Never repeated by itself: what failed may have happened all the same.
 * @throws {SlackError} if Slack says no, with its word
 * @throws {TemporaryError} if it cannot be had now
 * @throws {SetupError} if the token or its scopes are not right
 */
export type SlackCall = (
  method: string,
  args: Readonly<Record<string, unknown>>,
) => Promise<Record<string, unknown>>;

const dispatcher = new Agent({ maxResponseSize: MAX_BYTES });
/** undici's fetch and its Agent must be of one version: Node's own fetch has another copy of undici inside. */
const boundedFetch = ((url: string, init: object) => fetch(url, { ...init, dispatcher })) as never;

export type SlackFetch = NonNullable<webApi.WebClientOptions['fetch']>;

/** For Bolt and for us: no retries, no waiting for rate limits, no output of its own. */
export function clientOptions(
  apiUrl: string | undefined,
  {
    timeout = TIMEOUT,
    fetch = boundedFetch,
  }: { readonly timeout?: number; readonly fetch?: SlackFetch } = {},
): webApi.WebClientOptions {
  return {
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
    fetch,
    timeout,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: SILENT,
  };
}

const nothing = () => {};
/** Failures reach our own log as errors. */
export const SILENT = {
  ...{ debug: nothing, info: nothing, warn: nothing, error: nothing, setLevel: nothing, setName: nothing },
  getLevel: () => webApi.LogLevel.ERROR,
};

export function createSlackCall(token: string, apiUrl: string | undefined, signal: AbortSignal): SlackCall {
  const posts = new webApi.WebClient(token, clientOptions(apiUrl, { timeout: POST_TIMEOUT }));
  const others = new webApi.WebClient(token, clientOptions(apiUrl));
  const patient = new webApi.WebClient(token, clientOptions(apiUrl, { timeout: SLOW_TIMEOUT }));
  /** Channels whose last call took too long. */
  const slow = new Set<unknown>();
  return async (method, args) => {
    signal.throwIfAborted();
    const { channel } = args;
    const client = slow.has(channel) ? patient : method === POST ? posts : others;
    // Slack's client takes no signal: when the bot stops its answer is not waited for. Of each call its own, as a
    // promise that outlives them would keep something of every one.
    const stopped = Promise.withResolvers<never>();
    const onAbort = () => stopped.reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const answer: unknown = await Promise.race([client.apiCall(method, args), stopped.promise]);
      slow.delete(channel);
      return answer as Record<string, unknown>;
    } catch (error) {
      signal.throwIfAborted();
      if (isTimeOut(error)) slow.add(channel);
      else slow.delete(channel);
      throw classify(error, method);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  };
}

/** What a failed call means. */
function classify(error: unknown, method: string): unknown {
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return new TemporaryError(`Slack limits the rate of ${method}`, {
      retryAfterMs: error.retryAfter * 1_000 || undefined,
      isUndone: true,
    });
  }
  if (error instanceof webApi.WebAPIPlatformError) {
    const code = String(error.data.error);
    if (IS_SETUP.test(code) || (code === 'missing_scope' && method === POST)) {
      return new SetupError(
        `Slack does not let the bot use ${method} (${code}): see to SLACK_BOT_TOKEN and its scopes`,
      );
    }
    const problem = new SlackError(code, error.data.response_metadata?.messages ?? []);
    const isKnown = errorToOutcome(problem) || IS_BUG.test(code) || PASSED_ON.includes(code);
    // internal_error and its like, a proxy's page, and what nobody here knows.
    if (isKnown) return problem;
    return new TemporaryError(`Slack could not do ${method} (${code.slice(0, 100)})`, {
      retryAfterMs: method === POST ? MAY_APPEAR_SOON : undefined,
    });
  }
  return new TemporaryError(`Slack could not be asked for ${method}: ${(error as Error)?.message}`, {
    retryAfterMs: method !== POST ? undefined : isTimeOut(error) ? MAY_APPEAR : MAY_APPEAR_SOON,
  });
}

const isTimeOut = (error: unknown): boolean =>
  error instanceof webApi.WebAPIRequestError && error.original.name === 'TimeoutError';

/** Neither facts about a place nor bugs: whoever asked knows what they mean. */
const PASSED_ON = [
  ...[
    'already_reacted',
    'no_reaction',
    'too_many_reactions',
    'too_many_emoji',
    'invalid_name',
    'bad_timestamp',
  ],
  ...['not_reactable', 'thread_locked', 'no_access', 'no_item_specified', 'user_not_found'],
];
