import {
  type ModelServer,
  type ModelServerEvent,
  NEW_SERVER,
  nextModelServer,
  problemOf,
} from '../../domain/health/model-server.ts';
import {
  cutPrompt,
  describeProblem,
  isLasting,
  type ServerProblem,
} from '../../domain/health/server-problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { MINUTE, SECOND } from '../../lib/duration.ts';
import type { Log } from '../../lib/log.ts';
import type { AdaptiveLimit, RequestOutcome } from '../../lib/network/adaptive-limit.ts';
import { singleFlight } from '../../lib/single-flight.ts';
import type { Cache } from '../../ports/cache.ts';
import type { ModelWatch, ProbeDepth, ProbeModel, RequestResult } from '../../ports/summarizer.ts';
import type { Budget } from '../summaries/budget.ts';

/** Whether the model server was unhealthy when it was last looked at, also by an earlier process. */
const KEY = 'llm/unhealthy';
/** The pauses between two probes of a suspect and of an unhealthy server, in milliseconds. */
const SUSPECT_EVERY = 10 * SECOND;
const UNHEALTHY_EVERY = MINUTE;
/** The pause between two probes with the prompt of a summary, in milliseconds: each costs 2,000 tokens or more. */
const PROMPT_EVERY = 4 * MINUTE;
/** A server is asked for its models when a request has been waiting for so long, in milliseconds, and nothing came. */
const SLOW_AFTER = 30 * SECOND;
/** The context is too small if that is so for this many answers in a row. */
const CUT_PROMPTS = 2;

export interface ModelCheckDeps {
  readonly probe: ProbeModel;
  readonly limit: Pick<AdaptiveLimit, 'sent' | 'yield'>;
  readonly budget: Pick<Budget, 'check'>;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly log: Log;
  /** Removes our secrets from a server's words. */
  readonly hide: (text: string) => string;
}

export type ModelCheck = ReturnType<typeof createModelCheck>;
/** What editions and commands have to know about the model server. */
export type ModelStatus = Pick<ModelCheck, 'needsOperator' | 'problem'>;

/** Watches a model server by its answers, and probes it while they fail. */
export function createModelCheck({ probe, limit, budget, cache, clock, log, hide }: ModelCheckDeps) {
  let server: ModelServer = NEW_SERVER;
  let probedAt = Number.NEGATIVE_INFINITY;
  let promptedAt = Number.NEGATIVE_INFINITY;
  /** When the requests were sent that are waiting for an answer. */
  const waiting = new Set<{ readonly startedAt: number }>();
  /** Answers in a row whose prompt was cut, and the most tokens of a prompt that the server has counted. */
  let cutPrompts = 0;
  let mostTokens = 0;
  let cut: ServerProblem | null = null;
  let logged: ServerProblem | null = null;
  /** True if the server was unhealthy when the process started, and has not answered since. */
  let wasUnhealthy = false;
  let onRecovery = () => {};

  function currentProblem(): ServerProblem | null {
    const problem = problemOf(server) ?? (cutPrompts >= CUT_PROMPTS ? cut : null);
    return problem && { cause: problem.cause, words: hide(problem.words) };
  }

  function report(): void {
    const problem = currentProblem();
    if (problem && problem.cause !== logged?.cause) {
      log.warn({ cause: problem.cause, error: describeProblem(problem) }, 'The model server is unhealthy');
      void cache.set(KEY, true).catch(() => {});
    }
    if (!problem && logged) log.info({}, 'The model server is healthy again');
    if (!problem && (logged || (wasUnhealthy && server.answeredAt > Number.NEGATIVE_INFINITY))) {
      wasUnhealthy = false;
      void cache.set(KEY, false).catch(() => {});
      onRecovery();
    }
    logged = problem;
  }

  function apply(event: ModelServerEvent): void {
    const wasDown = server.phase === 'down';
    server = nextModelServer(server, event);
    report();
    // Requests are sent again, even if something else is still wrong, such as a context that is too small.
    if (wasDown && server.phase !== 'down' && logged !== null) onRecovery();
    if (server.phase === 'suspect' && event.kind === 'failed') void check();
  }

  function noteTokens({ promptTokens, leastTokens }: RequestResult & { readonly kind: 'answered' }): void {
    if (promptTokens === 0) return;
    // Some servers only count what they have not cached, so the largest count is what the context can hold.
    mostTokens = Math.max(mostTokens, promptTokens);
    const isCut = mostTokens < leastTokens;
    cutPrompts = isCut ? cutPrompts + 1 : 0;
    cut = isCut ? cutPrompt(promptTokens, leastTokens) : null;
  }

  const depthOf = (now: number): ProbeDepth => {
    const mayPrompt = now - promptedAt >= PROMPT_EVERY;
    // An answer of one token cannot be cut off.
    if (server.problem?.cause === 'truncated') return mayPrompt ? 'answer' : 'models';
    if (server.phase === 'down' || server.phase === 'suspect') return 'token';
    if (currentProblem() !== null && mayPrompt) return 'prompt';
    return wasUnhealthy ? 'token' : 'models';
  };

  const check = singleFlight(async () => {
    probedAt = clock.elapsed();
    const wanted = depthOf(probedAt);
    if (wanted === 'prompt' || wanted === 'answer') promptedAt = probedAt;
    const isFree = wanted === 'models' || (await budget.check().catch(() => false));
    const depth = isFree ? 'models' : wanted;
    const problem = await probe(depth);
    const now = clock.elapsed();
    // A server that cuts the prompt answers all the same; `noteTokens` has noted it.
    const isCut = problem?.cause === 'context';
    if (problem && !isCut) return apply({ kind: 'probe-failed', now, problem });
    const likeRequest = depth === 'prompt' || depth === 'answer';
    if (likeRequest && !isCut) cutPrompts = 0;
    // Only an answer shows that the server answers, unless there may be none today.
    if (depth !== 'models' || wanted !== 'models') apply({ kind: 'probe-passed', now, likeRequest });
  });

  const isSlow = (now: number): boolean => {
    const [oldest] = waiting;
    return oldest !== undefined && now - Math.max(oldest.startedAt, server.answeredAt) >= SLOW_AFTER;
  };

  const watch: ModelWatch = {
    async ready() {
      await limit.yield();
      if (server.phase === 'suspect') await check();
      return server.phase === 'down' ? currentProblem() : null;
    },
    answeredAt: () => server.answeredAt,
    sent() {
      const request = { startedAt: clock.elapsed() };
      const noteOutcome = limit.sent();
      waiting.add(request);
      return (result) => {
        waiting.delete(request);
        const now = clock.elapsed();
        noteOutcome(outcomeOf(result));
        if (result.kind === 'answered') {
          noteTokens(result);
          return apply({ kind: 'answered', now });
        }
        if (result.kind === 'unknown') return;
        apply({ kind: 'failed', now, startedAt: request.startedAt, problem: result.problem, isFinal: false });
      };
    },
    refused(problem) {
      const now = clock.elapsed();
      apply({ kind: 'failed', now, startedAt: now, problem, isFinal: true });
    },
  };

  return {
    watch,
    /** Sets what is called when the server is healthy again. */
    onRecovery(listener: () => void): void {
      onRecovery = listener;
    },
    /** Probes the server if it was unhealthy before the start. Never rejects. */
    async start(): Promise<void> {
      wasUnhealthy = (await cache.get<boolean>(KEY).catch(() => false)) === true;
      if (wasUnhealthy) await check();
    },
    /** Probes the server if that is due. Must be called at each heartbeat; never rejects. */
    async tick(): Promise<void> {
      const now = clock.elapsed();
      const every = server.phase === 'suspect' ? SUSPECT_EVERY : UNHEALTHY_EVERY;
      const isDue = server.phase !== 'well' || currentProblem() !== null || isSlow(now);
      if (isDue && now - probedAt >= (isSlow(now) ? SUSPECT_EVERY : every)) await check();
    },
    /** Returns what is wrong with the server; null if nothing is. */
    problem: currentProblem,
    /** Returns the problem in English for /healthz; null if there is none. */
    healthProblem: (): string | null => {
      const problem = currentProblem();
      return problem && describeProblem(problem);
    },
    /** Returns true if no summary can come until somebody changes something. */
    needsOperator: (): boolean =>
      server.phase === 'down' && server.problem !== null && isLasting(server.problem),
  };
}

function outcomeOf(result: RequestResult): RequestOutcome {
  if (result.kind === 'answered') return 'answered';
  return result.kind === 'failed' && result.problem.cause === 'timeout' ? 'timeout' : 'failed';
}
