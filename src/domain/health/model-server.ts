import { SECOND } from '../../lib/duration.ts';
import { isLasting, type ServerProblem } from './server-problem.ts';

/** How many failed requests in a row, without an answer between them, make a server suspect. */
const SUSPECT_AFTER = 3;
/** How many of them make it unhealthy, whatever it answers to probes. A lasting failure counts as several. */
const FAILING_AFTER = 9;
const LASTING_WEIGHT = 3;
/** How long a server must have been failing before a failed probe makes it unhealthy, in milliseconds. */
const DOWN_AFTER = 30 * SECOND;
/** A server that has answered nothing for this long when a request times out is unhealthy, in milliseconds. */
const HANGS_AFTER = 45 * SECOND;

/** What is known about a model server. Instants are monotonic, in milliseconds. */
export interface ModelServer {
  /**
   * - `well`: it works, as far as is known
   * - `suspect`: several requests have failed in a row; a probe will tell
   * - `down`: a probe has failed as well: nothing else is requested
   * - `failing`: it answers to probes, but all other requests fail
   */
  readonly phase: 'well' | 'suspect' | 'down' | 'failing';
  /** The number of failed requests since the last answer; a lasting failure counts as several. */
  readonly failures: number;
  /** The beginning of the failures since the last answer; null if there are none. */
  readonly since: number | null;
  readonly answeredAt: number;
  /** The latest failure since the last answer. */
  readonly problem: ServerProblem | null;
}

export type ModelServerEvent =
  | { readonly kind: 'answered'; readonly now: number }
  | {
      readonly kind: 'failed';
      readonly now: number;
      readonly startedAt: number;
      readonly problem: ServerProblem;
      /** True if the server refused a request in every form, so that several requests have failed. */
      readonly isFinal: boolean;
    }
  | { readonly kind: 'probe-passed'; readonly now: number; readonly likeRequest: boolean }
  | { readonly kind: 'probe-failed'; readonly now: number; readonly problem: ServerProblem };

export const NEW_SERVER: ModelServer = {
  phase: 'well',
  failures: 0,
  since: null,
  answeredAt: Number.NEGATIVE_INFINITY,
  problem: null,
};

/**
 * Returns the next state of a model server. One failed request says nothing: it can be a passing fault, or the fault of
 * one paper. Therefore failures count only if nothing was answered between them, and a probe decides.
 *
 * | phase | a request is answered | a request fails | a probe passes | a probe fails |
 * |---|---|---|---|---|
 * | well | – | third in a row: suspect; ninth: failing | – | suspect, or down |
 * | suspect | well | ninth in a row: failing | well | for good, or for 30 s: down |
 * | failing | well | – | with the prompt of a summary: well | down |
 * | down | well | – | well | – |
 *
 * A lasting failure, such as a wrong key, counts as three (a web page as one, because proxies send them, too), and so does a request that the server refuses in every form.
 * A request that times out after 45 s in which nothing was answered makes the server down, and one that does not fit the
 * context makes it failing.
 */
export function nextModelServer(server: ModelServer, event: ModelServerEvent): ModelServer {
  const { now } = event;
  switch (event.kind) {
    case 'answered':
      return { ...NEW_SERVER, answeredAt: now };
    case 'failed': {
      const { startedAt, problem, isFinal } = event;
      // A request that was sent before the last answer can fail after it.
      const since = server.since ?? Math.max(startedAt, server.answeredAt);
      const failures = server.failures + (isFinal || showsAtOnce(problem) ? LASTING_WEIGHT : 1);
      const next = { ...server, failures, since, problem };
      if (problem.cause === 'timeout' && now - since >= HANGS_AFTER) return { ...next, phase: 'down' };
      if (problem.cause === 'context' && server.phase !== 'down') return { ...next, phase: 'failing' };
      return { ...next, phase: phaseAfter(server.phase, failures) };
    }
    case 'probe-passed':
      if (server.phase === 'failing' && !event.likeRequest) return server;
      if (server.phase !== 'suspect') return { ...NEW_SERVER, answeredAt: now };
      // The failures stay: if the next requests fail as well, the server is failing whatever probes say.
      return { ...server, phase: 'well' };
    case 'probe-failed': {
      const { problem } = event;
      const since = server.since ?? now;
      const showsAll = isLasting(problem) || problem.cause === 'truncated';
      const isDown = showsAll || now - since >= DOWN_AFTER || server.phase === 'failing';
      return { ...server, since, problem, phase: server.phase === 'down' || isDown ? 'down' : 'suspect' };
    }
  }
}

/** Returns true if a failure hardly ends by itself. A web page can be that of a proxy that fails for a moment. */
const showsAtOnce = (problem: ServerProblem): boolean => isLasting(problem) && problem.cause !== 'page';

function phaseAfter(phase: ModelServer['phase'], failures: number): ModelServer['phase'] {
  if (phase === 'down') return 'down';
  if (phase === 'failing' || failures >= FAILING_AFTER) return 'failing';
  return failures >= SUSPECT_AFTER ? 'suspect' : phase;
}

/** Returns what makes a model server unhealthy; null if it is healthy. */
export const problemOf = ({ phase, problem }: ModelServer): ServerProblem | null =>
  phase === 'down' || phase === 'failing' ? problem : null;
