import { describe, expect, test } from 'vitest';
import { rateLimitCalls } from '../../../../src/platforms/slack/api/rate-limiter.ts';
import { createSlackInitialReactions } from '../../../../src/platforms/slack/initial-reactions.ts';
import { createTestClock } from '../../../fixtures/clock.ts';
import { createTestLog } from '../../../fixtures/log.ts';

const { signal } = new AbortController();
const MINUTE = 60_000;
/** Slack's limit per minute for a tier 3 method. */
const TIER_3 = 50;

/** Opens a Slack without limits that records its calls and their times. */
function open() {
  const clock = createTestClock(0);
  const calls: { readonly method: string; readonly at: number }[] = [];
  const call = async (method: string) => {
    calls.push({ method, at: clock.now() });
    return {};
  };
  /** Returns the largest number of calls within a minute. */
  const most = () =>
    Math.max(...calls.map((from) => calls.filter(({ at }) => at >= from.at && at < from.at + MINUTE).length));
  return { clock, calls, call, most };
}

describe('calls', () => {
  test.each(['reactions.get', 'chat.update'])(
    "of %s are limited to Slack's rate per minute",
    async (method) => {
      const { clock, calls, call, most } = open();
      const paced = rateLimitCalls(call, { clock, signal });
      for (let n = 0; n < 3 * TIER_3; n += 1) await paced(method, {});
      expect(most()).toBe(TIER_3);
      expect(calls.at(-1)?.at).toBeLessThan(3 * MINUTE);
    },
  );

  test('that post are limited to several hundred per minute over all channels', async () => {
    const { clock, call, most } = open();
    const paced = rateLimitCalls(call, { clock, signal });
    for (let n = 0; n < 2_000; n += 1) await paced('chat.postMessage', { channel: `C${n}` });
    expect(most()).toBeGreaterThan(500);
    expect(most()).toBeLessThan(700);
  });

  test('of other methods do not wait', async () => {
    const { clock, calls, call } = open();
    const paced = rateLimitCalls(call, { clock, signal });
    for (let n = 0; n < 1_000; n += 1) await paced('users.info', {});
    expect(calls.at(-1)?.at).toBe(0);
  });
});

test("initial reactions are limited to Slack's rate and all added eventually, and no card waits for them", async () => {
  const { clock, calls, call, most } = open();
  // Queued calls wait until `held` is resolved.
  const held = Promise.withResolvers<void>();
  const sleep = (ms: number) => held.promise.then(() => clock.sleep(ms));
  const seed = createSlackInitialReactions({
    call,
    clock: { ...clock, sleep },
    log: createTestLog(),
    signal,
  });
  for (let n = 0; n < 60; n += 1) await seed(`C0/${n}.0`);
  expect(calls).toHaveLength(TIER_3);
  expect(clock.now()).toBe(0);
  held.resolve();
  await expect.poll(() => calls.length, { interval: 1 }).toBe(120);
  expect(most()).toBe(TIER_3);
});
