import { Keyv } from 'keyv';
import { describe, expect, test } from 'vitest';
import { createModelCheck } from '../../../src/app/health/model-check.ts';
import type { ServerProblem } from '../../../src/domain/health/server-problem.ts';
import type { ProbeDepth } from '../../../src/ports/summarizer.ts';
import { createTestClock } from '../../fixtures/clock.ts';
import { createTestLog } from '../../fixtures/log.ts';

const KEY: ServerProblem = { cause: 'key', words: 'answered 401: wrong key sk-secret-1' };
const ERROR: ServerProblem = { cause: 'error', words: 'answered 500' };
const UNHEALTHY = 'The model server is unhealthy';
const WELL = 'The model server is healthy again';

function start({ cache = new Keyv(), isSpent = false } = {}) {
  const clock = createTestClock();
  const log = createTestLog();
  const probes: ProbeDepth[] = [];
  const scene = { problem: null as ServerProblem | null, recoveries: 0 };
  const check = createModelCheck({
    probe: async (depth) => {
      probes.push(depth);
      return depth === 'models' && scene.problem?.cause === 'error' ? null : scene.problem;
    },
    limit: { sent: () => () => {}, yield: async () => {} },
    budget: { check: async () => isSpent },
    cache,
    clock,
    log,
    hide: (text) => text.replace('sk-secret-1', '[secret]'),
  });
  check.onRecovery(() => {
    scene.recoveries += 1;
  });
  const fail = (problem: ServerProblem) => check.watch.sent()({ kind: 'failed', problem });
  const answer = (promptTokens = 0, leastTokens = 0) =>
    check.watch.sent()({ kind: 'answered', promptTokens, leastTokens });
  const later = (ms: number) => {
    clock.advance(ms);
    return check.tick();
  };
  const sentences = () => log.lines.map(({ sentence }) => sentence);
  return { ...{ check, clock, log, probes, scene, cache, fail, answer, later, sentences } };
}

test('a wrong key is confirmed by a probe, told once without the key, and holds requests back until it is mended', async () => {
  const { check, scene, probes, fail, later, log, sentences } = start();
  scene.problem = KEY;
  fail(KEY);
  expect(await check.watch.ready()).toEqual({ cause: 'key', words: 'answered 401: wrong key [secret]' });
  expect(probes).toEqual(['token']);
  expect(check.healthProblem()).toBe(
    'the model server answered 401: wrong key [secret]: check OPENAI_API_KEY',
  );
  expect(check.needsOperator()).toBe(true);
  await later(59_000);
  expect(probes).toHaveLength(1);
  await later(1_000);
  expect(probes).toHaveLength(2);
  expect(sentences()).toEqual([UNHEALTHY]);
  expect(JSON.stringify(log.lines)).not.toContain('sk-secret');

  scene.problem = null;
  await later(60_000);
  expect(sentences()).toEqual([UNHEALTHY, WELL]);
  expect([check.problem(), await check.watch.ready(), scene.recoveries]).toEqual([null, null, 1]);
  expect(check.needsOperator()).toBe(false);
});

test('a server that cuts its answers off is asked for a whole one, which one token cannot replace', async () => {
  const { check, scene, probes, fail, later } = start();
  const problem: ServerProblem = { cause: 'truncated', words: 'stopped an answer after 16 characters' };
  scene.problem = problem;
  for (const _ of [1, 2, 3]) fail(problem);
  expect(await check.watch.ready()).toEqual(problem);
  scene.problem = null;
  for (const _ of [1, 2, 3]) await later(60_000);
  expect(check.problem()).toEqual(problem);
  await later(60_000);
  expect(probes).toEqual(['answer', 'models', 'models', 'models', 'answer']);
  expect([check.problem(), scene.recoveries]).toEqual([null, 1]);
});

test('a server that is well is not probed, nor after single failures', async () => {
  const { probes, fail, answer, later } = start();
  for (let round = 0; round < 5; round += 1) {
    fail(ERROR);
    answer();
    await later(60_000);
  }
  expect(probes).toEqual([]);
});

test('requests wait for the probe of a suspect server, and go on if it passes', async () => {
  const { check, probes, fail } = start();
  for (let n = 0; n < 3; n += 1) fail(ERROR);
  expect(await check.watch.ready()).toBeNull();
  expect(probes).toEqual(['token']);
});

test('a suspect server is probed every ten seconds, and is unhealthy after half a minute', async () => {
  const { check, scene, fail, later } = start();
  scene.problem = ERROR;
  for (let n = 0; n < 3; n += 1) fail(ERROR);
  for (const expected of [null, null, ERROR]) {
    await later(10_000);
    expect(check.problem()).toEqual(expected);
  }
  expect(check.needsOperator(), 'it can pass by itself').toBe(false);
});

test('a request that waits for long has the server asked for its models', async () => {
  const { check, probes, answer, later } = start();
  check.watch.sent();
  await later(29_000);
  expect(probes).toEqual([]);
  await later(1_000);
  expect(probes).toEqual(['models']);
  answer();
  await later(29_000);
  expect(probes).toEqual(['models']);
});

test('no token is asked for if none is left', async () => {
  const { check, probes, fail } = start({ isSpent: true });
  fail(KEY);
  await check.watch.ready();
  expect(probes).toEqual(['models']);
  expect(check.problem()).toBeNull();
});

test('a server that was unhealthy before a restart is asked at the start, and its recovery counts', async () => {
  const cache = new Keyv();
  const first = start({ cache });
  first.scene.problem = KEY;
  first.fail(KEY);
  await first.check.watch.ready();
  const second = start({ cache });
  await second.check.start();
  expect(second.probes).toEqual(['token']);
  expect(second.scene.recoveries).toBe(1);
  const third = start({ cache });
  await third.check.start();
  expect(third.probes, 'it was well').toEqual([]);
  expect(third.scene.recoveries).toBe(0);
});

test('a server that answers again has its cards refreshed, even if it still cuts prompts', async () => {
  const { check, scene, fail, answer, later } = start();
  const truncated: ServerProblem = { cause: 'truncated', words: 'stopped an answer after 16 characters' };
  for (const _ of [1, 2]) answer(700, 1_157);
  scene.problem = truncated;
  for (const _ of [1, 2, 3]) fail(truncated);
  expect(await check.watch.ready()).toEqual(truncated);
  scene.problem = { cause: 'context', words: 'read 700 tokens' };
  await later(4 * 60_000);
  expect([await check.watch.ready(), check.problem()?.cause, scene.recoveries]).toEqual([null, 'context', 1]);
});

describe('a context that is too small', () => {
  test('is told after two prompts that were cut, and asked about with a whole prompt', async () => {
    const { check, scene, probes, answer, later } = start();
    answer(512, 900);
    expect(check.problem()).toBeNull();
    answer(512, 950);
    expect(check.problem()).toEqual({
      cause: 'context',
      words: 'read 512 tokens of a prompt that has at least 950',
    });
    expect(await check.watch.ready(), 'summaries still come').toBeNull();
    scene.problem = check.problem();
    await later(60_000);
    await later(60_000);
    expect(probes).toEqual(['prompt', 'models']);
    expect(check.problem()).not.toBeNull();
    scene.problem = null;
    await later(3 * 60_000);
    expect(check.problem()).toBeNull();
  });

  test('is not taken from servers that only count what they have not cached', () => {
    const { check, answer } = start();
    for (const counted of [1_900, 120, 130, 0]) answer(counted, 900);
    expect(check.problem()).toBeNull();
  });
});
