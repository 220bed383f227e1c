import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { TemporaryError } from '../../../src/domain/errors.ts';
import { createInitialReactions } from '../../../src/platforms/shared/initial-reactions.ts';
import { createTestClock } from '../../fixtures/clock.ts';
import { createTestLog } from '../../fixtures/log.ts';

type React = (messageId: string, emoji: string, nth: number) => void | Promise<void>;

const wait = (ms: number, signal: AbortSignal) => setTimeout(ms, undefined, { signal });

/** Seeds of two emojis; `react` says how the nth try ends. What is put off takes no time. */
function open(react: React, tryAcquire: (() => number) | null = null, clock = createTestClock()) {
  const log = createTestLog();
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const given: string[] = [];
  let tries = 0;
  const addInitialReactions = createInitialReactions({
    ...{ emojis: ['+', '-'], tryAcquire, wait, clock, log, signal: stop.signal },
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

test('first votes are given in order, before the card goes on', async () => {
  const scene = open(() => {});
  await scene.addInitialReactions('a');
  expect(scene.given).toEqual(['a+', 'a-']);
  expect(scene.clock.waits).toEqual([]);
});

test('what fails is given later, after growing pauses or what the platform asks for', async () => {
  const scene = open((_id, _emoji, nth) => {
    if (nth <= 4) limited(nth === 3 ? 100_000 : undefined);
  });
  await scene.addInitialReactions('a');
  await expect.poll(() => scene.given).toEqual(['a+', 'a-']);
  expect(scene.clock.waits).toEqual([6_000, 12_000, 100_000, 48_000]);
  expect(warnings(scene)).toEqual([]);
});

test('what fails again and again is left after an hour, and said', async () => {
  const scene = open(() => limited());
  await scene.addInitialReactions('a');
  await expect.poll(() => warnings(scene)).toEqual(['A card has no first votes']);
  expect(scene.tries()).toBe(11);
  const waited = scene.clock.waits.reduce((total, ms) => total + ms, 0);
  expect([waited > 50 * 60_000, waited < 70 * 60_000]).toEqual([true, true]);
});

test('a turn that has to be waited for is no failure', async () => {
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

test('where turns are few, cards get their votes in the order in which they came', async () => {
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
  // Others wait: a turn that is free now is not for the newest.
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
  // Four at a time.
  const at = new Map(ids.map((id) => [id, scene.given.indexOf(`${id}-`)]));
  for (const id of ids.slice(4)) expect(at.get(id)).toBeGreaterThan(at.get(`${Number(id) - 4}`) as number);
});

test('what the platform refuses is said once, and not tried again', async () => {
  const scene = open(() => {
    throw new Error('Missing Permissions');
  });
  await scene.addInitialReactions('a');
  expect(scene.tries()).toBe(1);
  expect(warnings(scene)).toEqual(['A card has no first votes']);
});

test('cards go on without slow ones, but not more and more of them', async () => {
  const slow = Promise.withResolvers<void>();
  const scene = open(() => slow.promise);
  await Promise.all(Array.from({ length: 8 }, (_, n) => scene.addInitialReactions(`slow${n}`)));
  expect(scene.given).toEqual([]);
  let isThere = false;
  const ninth = scene.addInitialReactions('ninth').then(() => {
    isThere = true;
  });
  // Begun later, it goes on without its votes: by then the ninth would have done so, too.
  await open(() => slow.promise).addInitialReactions('elsewhere');
  expect(isThere).toBe(false);
  slow.resolve();
  await ninth;
  expect(scene.given).toHaveLength(18);
});

test('a stop ends what is waited for, in silence', async () => {
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
