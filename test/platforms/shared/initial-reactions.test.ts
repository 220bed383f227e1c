import { expect, onTestFinished, test } from 'vitest';
import { TemporaryError } from '../../../src/domain/errors.ts';
import { createSlidingWindow } from '../../../src/lib/rate-limiter.ts';
import { createInitialReactions } from '../../../src/platforms/shared/initial-reactions.ts';
import { createTestClock } from '../../fixtures/clock.ts';
import { createTestLog } from '../../fixtures/log.ts';

type React = (messageId: string, emoji: string, nth: number) => void | Promise<void>;

/** Creates initial reactions with two emoji; `react` decides the nth attempt's result. Retries take no real time. */
function open(react: React, tryAcquire: (() => number) | null = null, clock = createTestClock()) {
  const log = createTestLog();
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const given: string[] = [];
  let tries = 0;
  const addInitialReactions = createInitialReactions({
    ...{ emojis: ['+', '-'], tryAcquire, clock, log, signal: stop.signal },
    async react(messageId, emoji) {
      tries += 1;
      await react(messageId, emoji, tries);
      given.push(messageId + emoji);
    },
  });
  return { addInitialReactions, clock, log, stop, given, tries: () => tries };
}

const limited = (retryAfterMs?: number): never => {
  throw new TemporaryError('limited', { retryAfterMs });
};
const warnings = ({ log }: ReturnType<typeof open>) => log.lines.map(({ sentence }) => sentence);

test('reactions are added in order, before the card is done', async () => {
  const scene = open(() => {});
  await scene.addInitialReactions('a');
  expect(scene.given).toEqual(['a+', 'a-']);
  expect(scene.clock.waits).toEqual([]);
});

test('failed reactions are added later, after growing pauses or the pause that the platform requests', async () => {
  const scene = open((_id, _emoji, nth) => {
    if (nth <= 4) limited(nth === 3 ? 100_000 : undefined);
  });
  await scene.addInitialReactions('a');
  await expect.poll(() => scene.given).toEqual(['a+', 'a-']);
  expect(scene.clock.waits).toEqual([6_000, 12_000, 100_000, 48_000]);
  expect(warnings(scene)).toEqual([]);
});

test('reactions that keep failing are abandoned after an hour, with a warning', async () => {
  const scene = open(() => limited());
  await scene.addInitialReactions('a');
  await expect.poll(() => warnings(scene)).toEqual(['Gave up adding initial reactions to a card']);
  expect(scene.tries()).toBe(11);
  const waited = scene.clock.waits.reduce((total, ms) => total + ms, 0);
  expect([waited > 50 * 60_000, waited < 70 * 60_000]).toEqual([true, true]);
});

test('a wait for the rate limit does not count as a failure', async () => {
  let turns = 0;
  const tryAcquire = () => {
    turns += 1;
    return turns < 50 ? 1_000 : 0;
  };
  const scene = open(() => {}, tryAcquire);
  await scene.addInitialReactions('a');
  await expect.poll(() => scene.given).toEqual(['a+', 'a-']);
  expect(warnings(scene)).toEqual([]);
});

test.each([3_600_000, -3_600_000])(
  'pauses and waits are unchanged if the wall clock is moved by %d ms',
  async (move) => {
    const clock = createTestClock();
    const scene = open(
      (_id, _emoji, nth) => {
        clock.moveWall(move);
        if (nth <= 3) limited();
      },
      createSlidingWindow(clock, { limit: 1, withinMs: 60_000 }),
      clock,
    );
    await scene.addInitialReactions('a');
    await expect.poll(() => scene.given).toEqual(['a+', 'a-']);
    // Each attempt uses the only permit of its minute, so the next attempt pauses, then waits for a new minute.
    expect(clock.waits).toEqual([6_000, 54_000, 12_000, 48_000, 24_000, 36_000, 60_000]);
  },
);

test('under a rate limit, cards get their reactions in the order in which they arrived', async () => {
  let left = 3;
  const held: (() => void)[] = [];
  const clock = {
    ...createTestClock(),
    sleep: () =>
      new Promise<void>((resolve) => {
        held.push(resolve);
      }),
  };
  const tryAcquire = () => {
    left -= 1;
    return left >= 0 ? 0 : 1_000;
  };
  const scene = open(() => {}, tryAcquire, clock);
  const ids = Array.from({ length: 12 }, (_, n) => `${n}`);
  for (const id of ids.slice(0, 11)) await scene.addInitialReactions(id);
  expect(scene.given).toEqual(['0+', '0-', '1+']);
  // Older cards are waiting, so a free permit must not go to the newest one.
  left = 1;
  await scene.addInitialReactions('11');
  expect(scene.given).toHaveLength(3);
  left = 100;
  await expect
    .poll(() => {
      for (const wake of held.splice(0)) wake();
      return scene.given.length;
    })
    .toBe(24);
  // Up to four cards are processed concurrently.
  const at = new Map(ids.map((id) => [id, scene.given.indexOf(`${id}-`)]));
  for (const id of ids.slice(4)) expect(at.get(id)).toBeGreaterThan(at.get(`${Number(id) - 4}`) as number);
});

test('a reaction that the platform rejects is logged once, and not retried', async () => {
  const scene = open(() => {
    throw new Error('Missing Permissions');
  });
  await scene.addInitialReactions('a');
  expect(scene.tries()).toBe(1);
  expect(warnings(scene)).toEqual(['Gave up adding initial reactions to a card']);
});

test('up to eight cards do not wait for slow reactions; a ninth card does', async () => {
  const slow = Promise.withResolvers<void>();
  const scene = open(() => slow.promise);
  await Promise.all(Array.from({ length: 8 }, (_, n) => scene.addInitialReactions(`slow${n}`)));
  expect(scene.given).toEqual([]);
  let isThere = false;
  const ninth = scene.addInitialReactions('ninth').then(() => {
    isThere = true;
  });
  // This card starts after the ninth and is done without its reactions; the ninth would have been done by then.
  await open(() => slow.promise).addInitialReactions('elsewhere');
  expect(isThere).toBe(false);
  slow.resolve();
  await ninth;
  expect(scene.given).toHaveLength(18);
});

test('a stop ends all waits without a warning', async () => {
  const slept = Promise.withResolvers<AbortSignal | undefined>();
  const clock = {
    ...createTestClock(),
    sleep: (_ms: number, signal?: AbortSignal) => {
      slept.resolve(signal);
      return new Promise<void>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    },
  };
  const scene = open(() => limited(), null, clock);
  await scene.addInitialReactions('a');
  const signal = await slept.promise;
  scene.stop.abort(new Error('stopping'));
  expect(signal?.aborted).toBe(true);
  await expect(scene.addInitialReactions('b')).rejects.toThrow('stopping');
  expect([scene.tries(), warnings(scene)]).toEqual([2, []]);
});
