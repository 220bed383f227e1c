import { randomUUID } from 'node:crypto';
import { SummaryError, TemporaryError } from '../domain/errors.ts';
import type { Paper } from '../domain/paper/paper.ts';
import type { StoredSummary, SummaryWork } from '../domain/paper/summary.ts';
import { checkAnswer, isRefused, type Verdict } from '../domain/summary-checks/check.ts';
import type { Flaw } from '../domain/summary-checks/flaw.ts';
import type { Summarizer } from '../ports/summarizer.ts';
import { parseAnswer } from './answer.ts';
import { type Chat, type ChatDeps, type ChatOptions, type Completion, createChat } from './chat.ts';
import { findFalseClaims } from './claims.ts';
import { ANSWER, PROMPT_VERSION, repairPrompt, summaryPrompt } from './prompt.ts';
import type { ChatMessage } from './protocol.ts';

/** All attempts, waits, the repair and the second look for one paper. */
const TOTAL_MS = 150_000;
/** The second look: a judge that hangs must not hold up a good summary. */
const LOOK_MS = 20_000;
/** Warnings of so many checks are worth a repair: each alone is a matter of taste. */
const MANY_WARNINGS = 3;

export interface SecondLook extends ChatOptions {
  /** Of the summaries that were good at once; those that were repaired are all looked at. 0 to 1. */
  readonly share: number;
}

export interface OpenAiOptions extends ChatOptions {
  /** Has the claims of summaries checked by a model; null: nobody does. */
  readonly claimCheck: SecondLook | null;
}

export interface OpenAiDeps extends ChatDeps {
  /** From 0 to 1. */
  readonly random: () => number;
}

/** An answer, read and checked. */
interface Attempt extends Verdict {
  readonly text: string;
  readonly model: string;
  /** What is said if it is the last one and of no use. */
  readonly kind: SummaryError['kind'];
}

/** A summariser over any server that speaks OpenAI's Chat Completions. */
export function createOpenAi(deps: OpenAiDeps, { claimCheck, ...options }: OpenAiOptions): Summarizer {
  const { clock, log, random } = deps;
  const chat = createChat(deps, options);
  const checker =
    claimCheck && createChat(deps, { ...claimCheck, timeoutMs: Math.min(claimCheck.timeoutMs, LOOK_MS) });
  const { model } = options;

  return {
    model,
    promptVersion: PROMPT_VERSION,

    async summarize(paper, signal) {
      const deadline = clock.now() + TOTAL_MS;
      const work = createWork();
      const ask = async (messages: readonly ChatMessage[], isRepair: boolean): Promise<Attempt> => {
        const attempt = judge(work.add(await chat(messages, ANSWER, deadline, signal)), paper);
        const isLookedAt = checker && (isRepair || random() < claimCheck.share);
        const claims = isLookedAt ? await look(checker, attempt, paper) : [];
        const looked = { ...attempt, flaws: [...attempt.flaws, ...claims] };
        work.note(looked.flaws);
        return looked;
      };
      /** A second look that cannot be had is none. */
      const look = async (by: Chat, { summary, flaws }: Attempt, { title, abstract }: Paper) => {
        if (!summary || isRefused(flaws)) return [];
        return findFalseClaims(
          async (messages, shape) =>
            work.add(await by(messages, shape, Math.min(deadline, clock.now() + LOOK_MS), signal)),
          { summary, title, abstract },
          makeMarker(),
        ).catch((error) => {
          signal?.throwIfAborted();
          log.warn({ paper: paper.id, error: error.message }, 'A summary could not be looked at again');
          return [];
        });
      };

      const request = summaryPrompt(paper, makeMarker());
      const first = await ask(request, false);
      if (!isWorthRepair(first)) return toStored(first, work.done());

      log.warn({ paper: paper.id, model, flaws: first.flaws }, 'The summary is flawed, asking for a repair');
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
      throw new SummaryError(second.kind, `Still wrong after a repair: ${messages}`, work.done());
    },
  };
}

const makeMarker = () => randomUUID().slice(0, 8);

const isUsable = ({ summary, flaws }: Attempt): boolean => summary !== null && !isRefused(flaws);

const isWorthRepair = (attempt: Attempt): boolean =>
  !isUsable(attempt) || new Set(attempt.flaws.map(({ check }) => check)).size >= MANY_WARNINGS;

/** One that may be shown before one that may not, then the one with fewer flaws; the later one among equals. */
const isBetter = (later: Attempt, earlier: Attempt): boolean =>
  isUsable(later) === isUsable(earlier) ? later.flaws.length <= earlier.flaws.length : isUsable(later);

function toStored({ summary, model }: Attempt, work: SummaryWork): StoredSummary {
  if (!summary) throw new Error('unreachable');
  return { ...summary, model, promptVersion: PROMPT_VERSION, work };
}

/** Adds up what a summary costs, and what was wrong on the way. */
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

/** The summary in an answer, or what to say in the repair request. A refusal is final. */
function judge({ kind, text, usage }: Completion, paper: Paper): Attempt {
  const of = { text, model: usage.model };
  const wrong = (check: 'truncated' | 'empty', message: string): Attempt => ({
    ...{ ...of, kind: check, summary: null },
    flaws: [{ check, severity: 'refuse', message }],
  });
  switch (kind) {
    case 'refused':
      throw new SummaryError('refused', `The model refused: ${text.slice(0, 200)}`);
    case 'truncated':
      return wrong('truncated', '답이 끝나기 전에 잘렸습니다. 더 짧게 쓰세요.');
    case 'empty':
      return wrong('empty', '답이 비어 있습니다.');
    case 'text':
      return { ...of, kind: 'flawed', ...checkAnswer(parseAnswer(text), paper) };
  }
}
