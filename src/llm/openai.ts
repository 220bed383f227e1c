import { randomUUID } from 'node:crypto';
import OpenAI from 'openai';
import { Agent, fetch } from 'undici';
import { checkSummary } from '../core/check.ts';
import { SummaryError, TemporaryError } from '../core/errors.ts';
import type { Paper } from '../core/paper.ts';
import type { Cache, Clock, Log, Summarizer, Usage } from '../core/ports.ts';
import { askedWait } from '../core/rate-limit.ts';
import { type Answer, parseAnswer, readAnswer } from './answer.ts';
import { ANSWER_SCHEMA, type Message, PROMPT_VERSION, repairPrompt, summaryPrompt } from './prompt.ts';

const SECOND = 1_000;
const ATTEMPTS = 3;
/** An answer has a few kilobytes, with a model's thoughts some hundred. */
const MAX_BYTES = 8 * 1024 * 1024;
/** All attempts, waits and the repair for one paper. */
const TOTAL_MS = 150 * SECOND;
/** How long a way of asking that worked is remembered. */
const REMEMBER_MS = 7 * 24 * 60 * 60 * SECOND;

/** The ways to ask for JSON, best first. LM Studio refuses the second, Anthropic's endpoint ignores both. */
const MODES = ['json_schema', 'json_object', 'text'] as const;
type Mode = (typeof MODES)[number];
/** How servers say that they do not take a `response_format`. */
const REFUSALS: readonly (number | undefined)[] = [400, 415, 422, 501];

export interface OpenAiOptions {
  /** undefined: OpenAI's own. */
  readonly baseUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly model: string;
  /** Of one request, in milliseconds. */
  readonly timeoutMs: number;
}

export interface OpenAiParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly cache: Cache;
  readonly onUsage: (usage: Usage) => void;
}

/** A summariser over any server that speaks OpenAI's Chat Completions. */
export function createOpenAi(
  { clock, log, cache, onUsage }: OpenAiParts,
  options: OpenAiOptions,
): Summarizer {
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
    // undici's fetch and its Agent must be of one version: Node's own fetch has another copy of undici inside.
    fetch: fetch as unknown as typeof globalThis.fetch,
    fetchOptions: { dispatcher: new Agent({ maxResponseSize: MAX_BYTES }) } as object,
  });
  const modeKey = `llm/mode/${client.baseURL}/${model}`;
  /** Until when the server asked us not to ask. */
  let heldUntil = 0;

  /** One request; the client's time-out bounds its headers and its body. */
  async function send(
    messages: readonly Message[],
    mode: Mode,
    signal?: AbortSignal,
  ): Promise<Answer & { model: string }> {
    const completion = await client.chat.completions.create(
      { model, messages: [...messages], ...responseFormat(mode) },
      { signal },
    );
    const usage = {
      model: completion.model || model,
      promptTokens: completion.usage?.prompt_tokens ?? 0,
      completionTokens: completion.usage?.completion_tokens ?? 0,
    };
    onUsage(usage);
    return { ...readAnswer(completion), model: usage.model };
  }

  /** Asks with the best mode that the server takes, and remembers it. */
  async function ask(messages: readonly Message[], signal?: AbortSignal) {
    const remembered = (await cache.get<Mode>(modeKey)) ?? MODES[0];
    for (const mode of MODES.slice(Math.max(MODES.indexOf(remembered), 0))) {
      const answer = await send(messages, mode, signal).catch((error) => {
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

  /** Asks again after failures that may pass, within bounds. */
  async function askPatiently(messages: readonly Message[], deadline: number, signal?: AbortSignal) {
    for (let tries = 1; ; tries += 1) {
      if (heldUntil > deadline) {
        throw new TemporaryError('The model server is rate-limited', {
          retryAfterMs: heldUntil - clock.now(),
        });
      }
      await clock.sleep(Math.max(heldUntil - clock.now(), 0), signal);
      try {
        return await ask(messages, signal);
      } catch (error) {
        signal?.throwIfAborted();
        const { reason, waitMs } = readFailure(error, clock.now());
        const until = clock.now() + (waitMs ?? SECOND * 2 ** (tries - 1) * (1 + Math.random() / 2));
        if (waitMs !== undefined) heldUntil = Math.max(heldUntil, until);
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
  }

  return {
    async summarize(paper: Paper, signal) {
      const deadline = clock.now() + TOTAL_MS;
      const request = summaryPrompt(paper, randomUUID().slice(0, 8));
      const first = judge(await askPatiently(request, deadline, signal));
      if (first.summary) return { ...first.summary, model: first.model, promptVersion: PROMPT_VERSION };

      log.warn({ paper: paper.id, model, flaws: first.flaws }, 'The summary is flawed, asking for a repair');
      const repair = [...request, ...repairPrompt(first.text, first.flaws)];
      const second = judge(await askPatiently(repair, deadline, signal));
      if (second.summary) return { ...second.summary, model: second.model, promptVersion: PROMPT_VERSION };
      throw new SummaryError(
        second.kind,
        `Still wrong after a repair: ${second.flaws.map(({ message }) => message).join(' ')}`,
      );
    },
  };
}

/** The summary in an answer, or what to say in the repair request. A refusal is final. */
function judge(answer: Answer & { model: string }) {
  const { text, model } = answer;
  const flawed = (kind: SummaryError['kind'], message: string) =>
    ({ summary: null, kind, text, model, flaws: [{ message }] }) as const;
  switch (answer.kind) {
    case 'refused':
      throw new SummaryError('refused', `The model refused: ${text.slice(0, 200)}`);
    case 'truncated':
      return flawed('truncated', '답이 끝나기 전에 잘렸습니다. 더 짧게 쓰세요.');
    case 'empty':
      return flawed('empty', '답이 비어 있습니다.');
    case 'text': {
      const { summary, flaws } = checkSummary(parseAnswer(text));
      return { summary, kind: 'flawed', text, model, flaws } as const;
    }
  }
}

function responseFormat(mode: Mode): Pick<OpenAI.ChatCompletionCreateParamsNonStreaming, 'response_format'> {
  if (mode === 'text') return {};
  if (mode === 'json_object') return { response_format: { type: 'json_object' } };
  return {
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'summary', strict: true, schema: ANSWER_SCHEMA },
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
    return { reason: 'is rate-limited', waitMs: askedWait(error.headers, now) };
  }
  if (status === 408 || status === 409 || status >= 500) {
    return { reason: `answered ${status}`, waitMs: askedWait(error.headers, now) };
  }
  throw new SummaryError(
    'rejected',
    `The model server answered ${status}${error.code ? ` (${error.code})` : ''}`,
  );
}
