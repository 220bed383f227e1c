import { describe, expect, test } from 'vitest';
import { createAdaptiveLimit } from '../../../src/lib/network/adaptive-limit.ts';
import { createRandom } from '../../fixtures/random.ts';

interface Server {
  /** How many requests the server works on at the same time; the others wait in a queue. */
  readonly slots: number;
  /** The time that the server works on a request, in milliseconds. */
  readonly workMs: number;
  readonly timeoutMs: number;
  /** Returns true for a request that the server loses, by its number from 1. */
  readonly isLost?: (request: number) => boolean;
}

/** A request that has been sent. */
interface Sent {
  readonly startedAt: number;
  /** When the server has done its work; null while the request is in the queue. */
  doneAt: number | null;
  readonly isLost: boolean;
  readonly end: (isAnswered: boolean) => void;
}

/** Has a simulated server asked by tasks that ask again after a timeout; the server forgets whom nobody waits for. */
async function simulate({ slots, workMs, timeoutMs, isLost = () => false }: Server, tasks: number) {
  let now = 0;
  let requests = 0;
  let done = 0;
  const open: Sent[] = [];
  const widths: number[] = [];
  const limit = createAdaptiveLimit({ elapsed: () => now }, { most: 8, timeoutMs });
  const send = () =>
    new Promise<boolean>((resolve) => {
      requests += 1;
      const report = limit.sent();
      const end = (isAnswered: boolean) => {
        report(isAnswered ? 'answered' : 'timeout');
        resolve(isAnswered);
      };
      open.push({ startedAt: now, doneAt: null, isLost: isLost(requests), end });
    });
  const work = Array.from({ length: tasks }, () =>
    limit.run(async () => {
      while (!(await send())) await limit.yield();
      done += 1;
    }),
  );
  const endOf = ({ doneAt, startedAt }: Sent) => Math.min(doneAt ?? Infinity, startedAt + timeoutMs);
  while (done < tasks) {
    // What an event lets run is done after some turns of the microtasks.
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    const queue = open.filter((it) => !it.isLost);
    for (const next of queue.slice(0, slots)) next.doneAt ??= now + workMs;
    const [first] = open.toSorted((a, b) => endOf(a) - endOf(b));
    if (!first) continue;
    open.splice(open.indexOf(first), 1);
    now = endOf(first);
    const isAnswered = first.doneAt === now;
    first.end(isAnswered);
    widths.push(limit.width());
  }
  await Promise.all(work);
  return { requests, now, width: limit.width(), widths };
}

describe('a server that answers one at a time', () => {
  test.each([
    [20_000, 60_000],
    [29_000, 60_000],
    [1_000, 3_000],
  ])('in %i ms gets 12 requests for 12 tasks if the timeout is %i ms', async (workMs, timeoutMs) => {
    const { requests, now } = await simulate({ slots: 1, workMs, timeoutMs }, 12);
    expect(requests).toBe(12);
    expect(now).toBe(12 * workMs);
  });

  test('and is so slow that two do not fit loses one request', async () => {
    const { requests, width } = await simulate({ slots: 1, workMs: 40_000, timeoutMs: 60_000 }, 12);
    expect(requests).toBe(13);
    expect(width).toBe(1);
  });

  test('but is fast may have a full queue', async () => {
    const { requests, width } = await simulate({ slots: 1, workMs: 1_000, timeoutMs: 60_000 }, 40);
    expect(requests).toBe(40);
    expect(width).toBe(8);
  });
});

test.each([
  [2_000, 60_000],
  [20_000, 60_000],
  [40_000, 120_000],
])('a server that answers many at a time, each in %i ms, is soon asked by all', async (workMs, timeoutMs) => {
  const { requests, now, width } = await simulate({ slots: 64, workMs, timeoutMs }, 40);
  expect(requests).toBe(40);
  expect(width).toBe(8);
  // Of 40 tasks, 2 run in the first round, 3 in the second, and so on up to 8.
  expect(now / workMs).toBeLessThanOrEqual(9);
});

test('a server with two slots is not asked for much more', async () => {
  const { requests, widths } = await simulate({ slots: 2, workMs: 20_000, timeoutMs: 60_000 }, 40);
  expect(requests).toBe(40);
  expect(Math.max(...widths)).toBeLessThanOrEqual(4);
});

test('a width that was too large is halved once, and grows again', () => {
  let now = 0;
  const limit = createAdaptiveLimit({ elapsed: () => now }, { most: 8, timeoutMs: 10_000 });
  const send = (count: number) => Array.from({ length: count }, limit.sent);
  for (const report of send(35)) report('answered');
  expect(limit.width()).toBe(8);
  now = 1_000;
  const late = send(5);
  now = 8_000;
  late.shift()?.('answered');
  now = 11_000;
  for (const report of late) report('timeout');
  expect(limit.width()).toBe(4);
  const soon = send(7);
  now = 12_000;
  for (const report of soon) report('answered');
  expect(limit.width()).toBe(5);
});

test('single faults do not make it narrow', async () => {
  const random = createRandom(7);
  const { widths } = await simulate(
    { slots: 64, workMs: 2_000, timeoutMs: 5_000, isLost: () => random() < 0.1 },
    200,
  );
  const settled = widths.slice(30, 180);
  expect(Math.min(...settled)).toBeGreaterThanOrEqual(4);
  expect(settled.reduce((sum, width) => sum + width, 0) / settled.length).toBeGreaterThan(7);
});

test('an outage does not make it narrow', () => {
  let now = 0;
  const limit = createAdaptiveLimit({ elapsed: () => now }, { most: 8, timeoutMs: 10_000 });
  const report = limit.sent();
  now = 10_000;
  report('timeout');
  expect(limit.width()).toBe(2);
});

test('tasks run in order, and a failure frees its place', async () => {
  const limit = createAdaptiveLimit({ elapsed: () => 0 }, { most: 1, timeoutMs: 1_000 });
  const order: number[] = [];
  const run = (n: number) =>
    limit.run(async () => {
      order.push(n);
      if (n === 1) throw new Error('no');
    });
  const results = await Promise.allSettled([run(1), run(2), run(3)]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(order).toEqual([1, 2, 3]);
});
