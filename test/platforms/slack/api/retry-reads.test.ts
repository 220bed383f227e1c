import { describe, expect, test } from 'vitest';
import { TemporaryError } from '../../../../src/domain/errors.ts';
import { retryReads } from '../../../../src/platforms/slack/api/retry-reads.ts';
import { failure } from '../../../app/editions/harness.ts';
import { createTestClock } from '../../../fixtures/clock.ts';

const READ = 'conversations.history';

/** Returns a call whose first attempts end with these errors, after `ms` milliseconds each. */
function open(errors: readonly Error[], ms = 75) {
  const clock = createTestClock();
  const left = [...errors];
  let attempts = 0;
  const call = retryReads(
    async () => {
      attempts += 1;
      clock.advance(ms);
      const error = left.shift();
      if (error) throw error;
      return { ok: true };
    },
    { clock, signal: new AbortController().signal },
  );
  return { call, clock, attempts: () => attempts };
}

const broken = () => new TemporaryError('terminated');

describe('a read', () => {
  test('that fails is repeated twice, after short pauses', async () => {
    const { call, clock } = open([broken(), broken()]);
    expect(await call(READ, {})).toEqual({ ok: true });
    expect(clock.waits).toEqual([250, 500]);
    const { call: hopeless, attempts } = open([broken(), broken(), broken()]);
    expect((await failure(hopeless(READ, {}))).message).toBe('terminated');
    expect(attempts()).toBe(3);
  });

  test.each([
    ['a rate limit', new TemporaryError('rate limited', { retryAfterMs: 1_000, isUndone: true })],
    ['an error that a retry does not fix', new Error('channel_not_found')],
  ])('is not repeated after %s', async (_what, error) => {
    const { call, attempts } = open([error]);
    expect(await failure(call(READ, {}))).toBe(error);
    expect(attempts()).toBe(1);
  });

  test('that has timed out is left to the caller', async () => {
    const { call, attempts } = open([broken()], 4_000);
    await failure(call(READ, {}));
    expect(attempts()).toBe(1);
  });
});

test.each(['chat.postMessage', 'chat.update', 'reactions.add', 'reactions.get'])(
  'a call of %s is not repeated',
  async (method) => {
    const { call, attempts } = open([broken()]);
    await failure(call(method, {}));
    expect(attempts()).toBe(1);
  },
);
