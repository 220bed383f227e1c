import { expect, test } from 'vitest';
import { TemporaryError } from '../../../../src/domain/errors.ts';
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
