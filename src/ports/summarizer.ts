import type { ServerProblem } from '../domain/health/server-problem.ts';
import type { Paper } from '../domain/paper/paper.ts';
import type { StoredSummary } from '../domain/paper/summary.ts';

/** Writes Korean summaries. */
export interface Summarizer {
  /** The name of the model in use. */
  readonly model: string;
  readonly promptVersion: string;
  /**
   * @throws {TemporaryError} if rate limits, timeouts or server errors outlast the retries
   * @throws {SummaryError} if the model's answer is unusable
   */
  summarize(paper: Paper, signal?: AbortSignal): Promise<StoredSummary>;
}

/** What became of a request to the model server. */
export type RequestResult =
  | { readonly kind: 'failed'; readonly problem: ServerProblem }
  /** It failed, but that says nothing about the server. */
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'answered';
      /** The tokens of the prompt as the server counted them; 0 if it did not. */
      readonly promptTokens: number;
      /** A number of tokens that the prompt has at least. */
      readonly leastTokens: number;
    };

/** Watches the requests for summaries, to know whether the model server works, and how much it can do at a time. */
export interface ModelWatch {
  /**
   * Must be awaited before each request. Returns why no request should be sent, because the server is down and a request
   * would only take time; null if one can be.
   */
  ready(): Promise<ServerProblem | null>;
  /** Returns when the server answered last, a request or a probe, in milliseconds of `clock.elapsed()`. */
  answeredAt(): number;
  /** Must be called when a request is sent; the returned function must be called with its result. */
  sent(): (result: RequestResult) => void;
  /** Must be called when the server refuses a request in every form. */
  refused(problem: ServerProblem): void;
}

/**
 * What a probe asks: for the list of models, which costs nothing; for an answer of one token; for one token in reply
 * to the prompt of a summary; or for a whole summary.
 */
export type ProbeDepth = 'models' | 'token' | 'prompt' | 'answer';

/** Asks the model server something, and returns what is wrong with it; null if nothing is. Never rejects. */
export type ProbeModel = (depth: ProbeDepth) => Promise<ServerProblem | null>;
