import { EventEmitter } from 'node:events';
import { webApi } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { keepConnected } from '../../../../src/platforms/slack/listener/keep-connected.ts';
import { createTestClock } from '../../../fixtures/clock.ts';
import { createTestLog } from '../../../fixtures/log.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
/** The result of an attempt: the duration of the connection in milliseconds, or the error. */
type Attempt = number | Error;

/** Runs until there are no more attempts; returns the pauses before them, the callbacks and the logged sentences. */
async function run(
  attempts: readonly Attempt[],
  onAttempt: (clock: ReturnType<typeof createTestClock>) => void = () => {},
) {
  const clock = createTestClock();
  const log = createTestLog();
  const stop = new AbortController();
  const seen: string[] = [];
  const left = [...attempts];
  const ended = Promise.withResolvers<void>();
  const pauses: number[] = [];
  let pausedSince = clock.elapsed();
  const client = Object.assign(new EventEmitter(), {
    async start() {
      pauses.push(clock.elapsed() - pausedSince);
      onAttempt(clock);
      const attempt = left.shift();
      if (attempt === undefined) {
        stop.abort(new Error('stopping'));
        ended.resolve();
      }
      if (attempt === undefined || attempt instanceof Error) {
        pausedSince = clock.elapsed();
        throw attempt;
      }
      client.emit('connected');
      setImmediate(() => {
        onAttempt(clock);
        clock.advance(attempt);
        pausedSince = clock.elapsed();
        client.emit('disconnected');
      });
    },
    disconnect: async () => {},
  });
  const socket = keepConnected(client as never, {
    clock,
    log,
    signal: stop.signal,
    onConnected: () => seen.push('connected'),
    onDisconnected: () => seen.push('disconnected'),
    openFailure: () => null,
    onRefused: (reason) => seen.push(reason),
  });
  socket.start();
  await ended.promise;
  await socket.stop();
  return { pauses, seen, sentences: log.lines.map(({ sentence }) => sentence) };
}

const DOWN = new Error('reset');
const refusal = new webApi.WebAPIPlatformError({ ok: false, error: 'invalid_auth' } as never);

describe('a connection', () => {
  test('that lasted is followed by another immediately', async () => {
    const { pauses, seen } = await run([HOUR, HOUR]);
    expect(pauses).toEqual([0, 0, 0]);
    expect(seen).toEqual(['connected', 'disconnected', 'connected', 'disconnected']);
  });

  test('that fails or ends soon is followed by another after growing pauses of at most a minute', async () => {
    const { pauses, sentences } = await run([DOWN, DOWN, SECOND, DOWN, DOWN, DOWN, DOWN, DOWN]);
    expect(pauses.map((ms) => ms / SECOND)).toEqual([0, 1, 2, 4, 8, 16, 32, 60, 60]);
    expect(new Set(sentences)).toEqual(new Set(['Slack unreachable, will retry']));
  });

  test('that Slack refuses is retried every minute, and the reason is reported', async () => {
    const { pauses, seen } = await run([refusal, refusal, HOUR]);
    expect(pauses.map((ms) => ms / SECOND)).toEqual([0, 60, 60, 0]);
    expect(seen[0]).toMatch(/^SLACK_APP_TOKEN is invalid \(invalid_auth\)/);
  });

  test.each([HOUR, -HOUR])('has the same pauses if the wall clock is moved by %i ms', async (move) => {
    const attempts = [DOWN, DOWN, SECOND, 31 * SECOND, DOWN];
    const { pauses } = await run(attempts, (clock) => clock.moveWall(move));
    expect(pauses.map((ms) => ms / SECOND)).toEqual([0, 1, 2, 4, 0, 1]);
  });
});
