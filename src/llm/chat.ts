import OpenAI from 'openai';
import { SummaryError, TemporaryError } from '../domain/errors.ts';
import type { Usage } from '../domain/paper/summary.ts';
import { createBoundedFetch } from '../lib/bounded-fetch.ts';
import type { Clock } from '../lib/clock.ts';
import { SECOND, WEEK } from '../lib/duration.ts';
import type { Log } from '../lib/log.ts';
import { retryAfterOf } from '../lib/retry-after.ts';
import type { Cache } from '../ports/cache.ts';
import { type Answer, readAnswer, readUsage } from './answer.ts';
import type { ChatMessage, Shape } from './protocol.ts';

const ATTEMPTS = 3;
/** How long a way of asking that worked is remembered. */
const REMEMBER_MS = WEEK;

/** The ways to ask for JSON, best first. LM Studio refuses the second, Anthropic's endpoint ignores both. */
const MODES = ['json_schema', 'json_object', 'text'] as const;
type Mode = (typeof MODES)[number];
/** How servers say that they do not take a `response_format`. */
const REFUSALS: readonly (number | undefined)[] = [400, 415, 422, 501];

export interface ChatOptions {
  /** undefined: OpenAI's own. */
  readonly baseUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly model: string;
  /** Of one request, in milliseconds. */
  readonly timeoutMs: number;
}

export interface ChatDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly cache: Cache;
  readonly onUsage: (usage: Usage) => void;
}

/** What a request is answered with, and what that cost. */
export type Completion = Answer & { readonly usage: Usage };

/**
 * One question to a model, asked again after failures that may pass, until `deadline` (milliseconds since the epoch).
 * @throws {TemporaryError} if it cannot be had now
 * @throws {SummaryError} if asking again would not help
 */
export type Chat = (
  messages: readonly ChatMessage[],
  shape: Shape,
  deadline: number,
  signal?: AbortSignal,
) => Promise<Completion>;

/** Any server that speaks OpenAI's Chat Completions. */
export function createChat({ clock, log, cache, onUsage }: ChatDeps, options: ChatOptions): Chat {
  const { baseUrl, apiKey, model, timeoutMs } = options;
  const client = new OpenAI({
    // A server of one's own often needs no key, but the client does.
    apiKey: apiKey ?? 'none',
    baseURL: baseUrl ?? null,
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
    fetch: createBoundedFetch(),
  });
  const modeKey = `llm/mode/${client.baseURL}/${model}`;
  /** When the server asked us not to ask, and until when. */
  let hold = { since: 0, until: 0 };
  /** For so long; a clock that was set back ends it. */
  const heldFor = () => {
    const now = clock.now();
    return now < hold.since ? 0 : Math.max(hold.until - now, 0);
  };

  /** One request; the client's time-out bounds its headers and its body. */
  async function send(
    messages: readonly ChatMessage[],
    shape: Shape,
    mode: Mode,
    signal?: AbortSignal,
  ): Promise<Completion> {
    const completion = await client.chat.completions.create(
      { model, messages: [...messages], ...responseFormat(mode, shape) },
      { signal },
    );
    const usage = readUsage(completion, model);
    onUsage(usage);
    return { ...readAnswer(completion), usage };
  }

  /** Asks with the best mode that the server takes, and remembers it. */
  async function ask(
    messages: readonly ChatMessage[],
    shape: Shape,
    signal?: AbortSignal,
  ): Promise<Completion> {
    const remembered = (await cache.get<Mode>(modeKey)) ?? MODES[0];
    for (const mode of MODES.slice(Math.max(MODES.indexOf(remembered), 0))) {
      const answer = await send(messages, shape, mode, signal).catch((error) => {
        const refused = error instanceof OpenAI.APIError && REFUSALS.includes(error.status);
        if (!refused || mode === MODES.at(-1)) throw error;
        return null;
      });
      if (!answer) continue;
      if (mode !== remembered) {
        log.warn({ model, mode }, 'The model server refused a stricter answer format, this one works');
        await cache.set(modeKey, mode, REMEMBER_MS);
      }
      return answer;
    }
    throw new Error('unreachable');
  }

  return async (messages, shape, deadline, signal) => {
    for (let tries = 1; ; tries += 1) {
      const heldMs = heldFor();
      if (heldMs > 0 && clock.now() + heldMs > deadline) {
        throw new TemporaryError('The model server is rate-limited', { retryAfterMs: heldMs });
      }
      await clock.sleep(heldMs, signal);
      try {
        return await ask(messages, shape, signal);
      } catch (error) {
        signal?.throwIfAborted();
        const { reason, waitMs } = readFailure(error, clock.now());
        const until = clock.now() + (waitMs ?? (SECOND / 4) * 4 ** (tries - 1) * (1 + Math.random() / 2));
        if (waitMs !== undefined)
          hold = { since: clock.now(), until: Math.max(clock.now() + heldFor(), until) };
        if (tries === ATTEMPTS || until > deadline) {
          throw new TemporaryError(`The model server ${reason}`, { retryAfterMs: waitMs });
        }
        log.warn(
          { model, reason, tries, waitMs: until - clock.now() },
          'Model request failed, waiting to try again',
        );
        await clock.sleep(until - clock.now(), signal);
      }
    }
  };
}

function responseFormat(
  mode: Mode,
  { name, schema }: Shape,
): Pick<OpenAI.ChatCompletionCreateParamsNonStreaming, 'response_format'> {
  if (mode === 'text') return {};
  if (mode === 'json_object') return { response_format: { type: 'json_object' } };
  return {
    response_format: {
      type: 'json_schema',
      json_schema: { name, strict: true, schema },
    },
  };
}

/**
 * What a failed request means. `waitMs` is what the server asked for.
 * @throws {SummaryError} if asking again would not help
 */
function readFailure(error: unknown, now: number): { reason: string; waitMs: number | undefined } {
  // What breaks while the body is read is not wrapped by the client.
  if (!(error instanceof OpenAI.APIError)) {
    const timedOut = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
    return { reason: timedOut ? 'did not answer in time' : 'sent a broken answer', waitMs: undefined };
  }
  if (error instanceof OpenAI.APIUserAbortError || error instanceof OpenAI.APIConnectionTimeoutError) {
    return { reason: 'did not answer in time', waitMs: undefined };
  }
  const { status } = error;
  if (status === undefined) return { reason: 'could not be reached', waitMs: undefined };
  if (status === 429 && error.code !== 'insufficient_quota') {
    return { reason: 'is rate-limited', waitMs: retryAfterOf(error.headers, now) };
  }
  if (status === 408 || status === 409 || status >= 500) {
    return { reason: `answered ${status}`, waitMs: retryAfterOf(error.headers, now) };
  }
  throw new SummaryError(
    'rejected',
    `The model server answered ${status}${error.code ? ` (${error.code})` : ''}`,
  );
}
