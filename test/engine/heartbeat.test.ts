import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startHeartbeat } from '../../src/engine/heartbeat.ts';

const SECOND = 1_000;
const NOON = Date.parse('2026-08-22T03:00:00Z');

/** The tests in this file control the clock and the timers. */
beforeEach(() => {
  vi.useFakeTimers({ now: NOON });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Starts a heartbeat; `beats` returns the number of beats so far. */
function start(beat: () => Promise<void> = async () => {}) {
  let beats = 0;
  const heart = startHeartbeat(() => {
    beats += 1;
    return beat();
  });
  return { ...heart, beats: () => beats };
}

test('a heartbeat occurs every five seconds until it is stopped', async () => {
  const heart = start();
  await vi.advanceTimersByTimeAsync(60 * SECOND);
  expect(heart.beats()).toBe(12);
  await heart.stop();
  await vi.advanceTimersByTimeAsync(60 * SECOND);
  expect(heart.beats()).toBe(12);
});

test('a clock that is set back an hour or forward a day does not stop the heartbeat', async () => {
  const heart = start();
  await vi.advanceTimersByTimeAsync(10 * SECOND);
  for (const jump of [-3_600 * SECOND, 86_400 * SECOND]) {
    const before = heart.beats();
    vi.setSystemTime(Date.now() + jump);
    await vi.advanceTimersByTimeAsync(60 * SECOND);
    expect(heart.beats() - before).toBeGreaterThan(5);
    expect(heart.beats() - before).toBeLessThan(15);
  }
  await heart.stop();
});

test('a beat that hangs does not stop the heartbeat', async () => {
  const heart = start(() => new Promise(() => {}));
  await vi.advanceTimersByTimeAsync(90 * SECOND);
  expect(heart.beats()).toBeGreaterThan(2);
  await heart.stop();
});
