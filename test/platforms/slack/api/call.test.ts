import { expect, test } from 'vitest';
import { TemporaryError } from '../../../../src/domain/errors.ts';
import { HOUR, SECOND } from '../../../../src/lib/duration.ts';
import { failure } from '../../../app/editions/harness.ts';
import { createSlackStage } from './call-harness.ts';

test.each([
  ['levels', `{"ok":true,"messages":${'['.repeat(1_000_000)}`],
  ['values', `{"ok":true,"messages":[${'[],'.repeat(1_000_000)}[]]}`],
])('S2: a response of too many %s of JSON is not parsed', async (what, body) => {
  const { slack, call } = await createSlackStage();
  slack.fault = () => ({ kind: 'status', status: 200, body });
  const error = await failure(call('conversations.history', { channel: 'C0PAPERS' }));
  expect(error).toBeInstanceOf(TemporaryError);
  expect(error.message).toMatch(new RegExp(`sent JSON of more than \\d+ ${what}$`));
});

test.each([
  ['whole seconds', '30', 30 * SECOND],
  ['no wait', undefined, undefined],
  ['a wait of zero', '0', undefined],
  ['a negative wait', '-5', undefined],
  ['a date, which a proxy can send', 'Sat, 01 Jan 2050 00:00:00 GMT', HOUR],
  ['a date in the past', 'Wed, 21 Oct 2015 07:28:00 GMT', undefined],
  ['years', '100000000', HOUR],
  ['no number', 'soon', undefined],
])(
  'a 429 with %s is a rate limit that lasts an hour at most, and had no effect',
  async (_what, wait, expected) => {
    const { slack, call } = await createSlackStage();
    const headers: Record<string, string> = wait === undefined ? {} : { 'retry-after': wait };
    slack.fault = () => ({ kind: 'status', status: 429, headers, body: '<html>' });
    const error = await failure(call('chat.postMessage', { channel: 'C0PAPERS', text: 'x' }));
    expect(error).toMatchObject({ name: 'TemporaryError', isUndone: true, isUnrelated: true });
    expect(error.retryAfterMs).toBe(expected);
  },
);
