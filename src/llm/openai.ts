import { randomUUID } from 'node:crypto';
import { SummaryError, TemporaryError } from '../domain/errors.ts';
import type { Paper } from '../domain/paper/paper.ts';
import type { StoredSummary, SummaryWork } from '../domain/paper/summary.ts';
import { checkAnswer, isRefused, type Verdict } from '../domain/summary-checks/check.ts';
import type { Flaw } from '../domain/summary-checks/flaw.ts';
import type { Summarizer } from '../ports/summarizer.ts';
import { parseAnswer } from './answer/parse-answer.ts';
import { SUMMARY_READER } from './answer/summary.ts';
import { ANSWER } from './answer-schema.ts';
import { type Chat, type ChatDeps, type ChatOptions, type Completion, createChat } from './chat.ts';
import { findFalseClaims } from './claims.ts';
import { PROMPT_VERSION, repairPrompt, summaryPrompt } from './prompt.ts';
import type { ChatMessage } from './protocol.ts';

/**
 * The time limit for one paper, as a multiple of the timeout of one request, and at least, in milliseconds: it covers all
 * attempts, pauses, the repair and the claim check. No request begins after it, but one that has begun is waited for.
 */
const TOTAL_TIMEOUTS = 2.5;
const TOTAL_MS = 150_000;
/** The timeout of the claim check, in milliseconds: a hanging check must not delay a good summary for long. */
const CLAIM_CHECK_MS = 20_000;
/** A repair is triggered when this many different checks warn: one or two warnings might just be a matter of taste. */
const MANY_WARNINGS = 3;

export interface ClaimCheckOptions extends ChatOptions {
  /** The share of unrepaired summaries to check, from 0 to 1. Repaired summaries are always checked. */
  readonly share: number;
}

export interface OpenAiOptions extends ChatOptions {
  /** The model that checks the claims of summaries; null: no check. */
  readonly claimCheck: ClaimCheckOptions | null;
}

export interface OpenAiDeps extends ChatDeps {
  /** Returns a number that is at least 0 and less than 1. */
  readonly random: () => number;
}

/** An answer, parsed and checked. */
interface Attempt extends Verdict {
  readonly text: string;
  readonly model: string;
  /** The kind of error to throw if this is the last attempt and it is not usable. */
  readonly kind: SummaryError['kind'];
}

/** Creates a summariser for any server with OpenAI's Chat Completions API. */
export function createOpenAi(deps: OpenAiDeps, { claimCheck, ...options }: OpenAiOptions): Summarizer {
  const { clock, log, random } = deps;
  const chat = createChat(deps, options);
  const checker =
    claimCheck &&
    createChat(
      { ...deps, watch: undefined },
      { ...claimCheck, timeoutMs: Math.min(claimCheck.timeoutMs, CLAIM_CHECK_MS) },
    );
  const { model } = options;
  const totalMs = Math.max(TOTAL_MS, TOTAL_TIMEOUTS * options.timeoutMs);

  return {
    model,
    promptVersion: PROMPT_VERSION,

    async summarize(paper, signal) {
      const deadline = clock.elapsed() + totalMs;
      const work = createWork();
      const ask = async (messages: readonly ChatMessage[], isRepair: boolean): Promise<Attempt> => {
        const attempt = judge(work.add(await chat(messages, ANSWER, deadline, signal)), paper);
        const isChecked = checker && (isRepair || random() < claimCheck.share);
        const falseClaims = isChecked ? await checkClaims(checker, attempt, paper) : [];
        const checked = { ...attempt, flaws: [...attempt.flaws, ...falseClaims] };
        work.note(checked.flaws);
        return checked;
      };
      /** Runs the claim check. If the check itself fails, the summary is used unchecked. */
      const checkClaims = async (by: Chat, { summary, flaws }: Attempt, { title, abstract }: Paper) => {
        if (!summary || isRefused(flaws)) return [];
        return findFalseClaims(
          async (messages, shape) =>
            work.add(await by(messages, shape, Math.min(deadline, clock.elapsed() + CLAIM_CHECK_MS), signal)),
          { summary, title, abstract },
          makeMarker(),
        ).catch((error) => {
          signal?.throwIfAborted();
          log.warn(
            { paper: paper.id, error: error.message },
            'Could not run the claim check, keeping the unchecked summary',
          );
          return [];
        });
      };

      const request = summaryPrompt(paper, makeMarker());
      const first = await ask(request, false);
      if (!isWorthRepair(first)) return toStored(first, work.done());

      log.warn({ paper: paper.id, model, flaws: first.flaws }, 'A summary is flawed, asking for a repair');
      const second = await ask([...request, ...repairPrompt(first.text, first.flaws)], true).catch(
        (error) => {
          if (!(error instanceof TemporaryError || error instanceof SummaryError) || !isUsable(first))
            throw error;
          return first;
        },
      );
      const best = isBetter(second, first) ? second : first;
      if (isUsable(best)) return toStored(best, work.done());
      const messages = second.flaws.map(({ message }) => message).join(' ');
      throw new SummaryError(second.kind, `Still flawed after a repair: ${messages}`, work.done());
    },
  };
}

const makeMarker = () => randomUUID().slice(0, 8);

const isUsable = ({ summary, flaws }: Attempt): boolean => summary !== null && !isRefused(flaws);

const isWorthRepair = (attempt: Attempt): boolean =>
  !isUsable(attempt) || new Set(attempt.flaws.map(({ check }) => check)).size >= MANY_WARNINGS;

/**
 * Returns true if the later attempt is better: a usable attempt beats an unusable one; otherwise, the attempt with
 * fewer flaws wins, or the later one in a tie.
 */
const isBetter = (later: Attempt, earlier: Attempt): boolean =>
  isUsable(later) === isUsable(earlier) ? later.flaws.length <= earlier.flaws.length : isUsable(later);

function toStored({ summary, model }: Attempt, work: SummaryWork): StoredSummary {
  if (!summary) throw new Error('unreachable');
  return { ...summary, model, promptVersion: PROMPT_VERSION, work };
}

/** Adds up the cost of a summary and collects all flaws found in its answers. */
function createWork() {
  let work: SummaryWork = { requests: 0, promptTokens: 0, completionTokens: 0, flaws: [] };
  return {
    add(reply: Completion): Completion {
      const { promptTokens, completionTokens } = reply.usage;
      work = {
        ...work,
        requests: work.requests + 1,
        promptTokens: work.promptTokens + promptTokens,
        completionTokens: work.completionTokens + completionTokens,
      };
      return reply;
    },
    note(flaws: readonly Flaw[]): void {
      work = {
        ...work,
        flaws: [...work.flaws, ...flaws.map(({ check, severity }) => ({ check, severity }))],
      };
    },
    done: (): SummaryWork => work,
  };
}

/**
 * Parses and checks an answer; its flaws go into the repair request.
 * @throws {SummaryError} if the model refused: asking again would not help
 */
function judge({ kind, text, texts, usage }: Completion, paper: Paper): Attempt {
  const { model } = usage;
  const unusable = (check: 'truncated' | 'empty', message: string): Attempt => ({
    text,
    model,
    kind: check,
    summary: null,
    flaws: [{ check, severity: 'refuse', message }],
  });
  switch (kind) {
    case 'refused':
      throw new SummaryError('refused', `The model refused: ${text.slice(0, 200)}`);
    case 'truncated': {
      // A server can say so although the answer is whole; one that is not is not to be mended.
      const { summary, flaws } = checkAnswer(parseAnswer(texts, SUMMARY_READER, { mends: false }), paper);
      if (summary) return { text, model, kind: 'flawed', summary, flaws };
      return unusable('truncated', '답이 끝나기 전에 잘렸습니다. 더 짧게 쓰세요.');
    }
    case 'empty':
      return unusable('empty', '답이 비어 있습니다.');
    case 'text':
      return { text, model, kind: 'flawed', ...checkAnswer(parseAnswer(texts, SUMMARY_READER), paper) };
  }
}
