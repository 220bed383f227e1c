import { describe, expect, test } from 'vitest';
import {
  type ModelServer,
  type ModelServerEvent,
  NEW_SERVER,
  nextModelServer,
  problemOf,
} from '../../../src/domain/health/model-server.ts';
import { ADVICE, describeProblem, type ServerProblem } from '../../../src/domain/health/server-problem.ts';

const ERROR: ServerProblem = { cause: 'error', words: 'answered 500' };
const KEY: ServerProblem = { cause: 'key', words: 'answered 401: wrong key' };
const TIMEOUT: ServerProblem = { cause: 'timeout', words: 'did not answer within the timeout' };

const failed = (now: number, problem = ERROR, startedAt = now): ModelServerEvent => ({
  kind: 'failed',
  now,
  startedAt,
  problem,
  isFinal: false,
});
const answered = (now: number): ModelServerEvent => ({ kind: 'answered', now });
const passed = (now: number, likeRequest = false): ModelServerEvent => ({
  kind: 'probe-passed',
  now,
  likeRequest,
});
const probeFailed = (now: number, problem = ERROR): ModelServerEvent => ({
  kind: 'probe-failed',
  now,
  problem,
});
const stateAfter = (...events: readonly ModelServerEvent[]): ModelServer =>
  events.reduce(nextModelServer, NEW_SERVER);
const times = (count: number, event: ModelServerEvent) => Array.from({ length: count }, () => event);

describe('a model server', () => {
  test('is well after single failures between answers', () => {
    const events = [failed(1), failed(2), answered(3)];
    expect(stateAfter(...events, ...events, failed(4), failed(5)).phase).toBe('well');
  });

  test.each([
    ['three failures in a row', times(3, failed(1))],
    ['one lasting failure', [failed(1, KEY)]],
    ['a refusal in every form', [{ ...failed(1), isFinal: true } as ModelServerEvent]],
  ])('is suspect, but not unhealthy, after %s', (_what, events) => {
    const server = stateAfter(...events);
    expect([server.phase, problemOf(server)]).toEqual(['suspect', null]);
    expect(stateAfter(...events, passed(2)).phase, 'the failures were about papers').toBe('well');
    expect(stateAfter(...events, answered(2))).toMatchObject({ phase: 'well', failures: 0 });
  });

  test('is down if a probe fails for good, or for half a minute', () => {
    expect(problemOf(stateAfter(failed(1, KEY), probeFailed(2, KEY)))).toBe(KEY);
    const suspect = [...times(3, failed(1_000)), probeFailed(2_000), probeFailed(30_999)];
    expect(problemOf(stateAfter(...suspect))).toBeNull();
    expect(problemOf(stateAfter(...suspect, probeFailed(31_000)))).toBe(ERROR);
    expect(stateAfter(...suspect, answered(30_999), probeFailed(31_000)).phase).toBe('suspect');
  });

  test('is down if nothing is answered for 45 seconds until a timeout', () => {
    expect(problemOf(stateAfter(failed(60_000, TIMEOUT, 0)))).toBe(TIMEOUT);
    expect(stateAfter(answered(20_000), failed(60_000, TIMEOUT, 0)).phase, 'others were answered').toBe(
      'well',
    );
  });

  test('is failing if nothing but probes succeeds, until a probe like a request does', () => {
    const failing = [...times(3, failed(1)), passed(2), ...times(6, failed(3))];
    expect(problemOf(stateAfter(...failing))).toBe(ERROR);
    expect(problemOf(stateAfter(...failing, passed(4)))).toBe(ERROR);
    expect(stateAfter(...failing, passed(4, true)).phase).toBe('well');
    expect(stateAfter(...failing, probeFailed(4)).phase).toBe('down');
  });

  test('is failing at once if a request does not fit its context', () => {
    const tooLong: ServerProblem = { cause: 'context', words: 'answered 400: too long' };
    expect(problemOf(stateAfter(failed(1, tooLong)))).toBe(tooLong);
    expect(stateAfter(failed(1, tooLong), answered(2)).phase).toBe('well');
  });

  test('that is down is well after a probe or an answer', () => {
    const down = [failed(1, KEY), probeFailed(2, KEY)];
    for (const event of [passed(3), answered(3)])
      expect(stateAfter(...down, event)).toMatchObject({ phase: 'well', failures: 0, problem: null });
    expect(stateAfter(...down, failed(3), probeFailed(4, TIMEOUT))).toMatchObject({
      phase: 'down',
      problem: TIMEOUT,
    });
  });
});

test('a problem is described in the words of the server, with what to do', () => {
  expect(describeProblem(KEY)).toBe('the model server answered 401: wrong key: check OPENAI_API_KEY');
  for (const advice of Object.values(ADVICE)) expect(advice).toMatch(/^[a-z].*[^.]$/);
});
