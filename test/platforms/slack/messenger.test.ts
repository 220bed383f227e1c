import { expect, test } from 'vitest';
import { answerCard } from '../../../src/cards/build-card.ts';
import { SetupError, TemporaryError } from '../../../src/domain/errors.ts';
import { createSlackMessenger } from '../../../src/platforms/slack/messenger.ts';
import type { Fault } from '../../emulators/slack/index.ts';
import { createSlackStage } from './api/call-harness.ts';

const PERSON = 'U0PERSON';
const card = answerCard('배달이 멈췄습니다', []);

/** Tells a person something while Slack answers each post with `fault`. */
async function tell(fault: Fault) {
  const { slack, parts } = await createSlackStage();
  slack.fault = () => fault;
  return createSlackMessenger(parts)
    .tell(PERSON, card, 'k')
    .catch((error) => error);
}

const error = (code: string): Fault => ({ kind: 'error', error: code });

test.each(['messages_tab_disabled', 'cannot_dm_bot', 'missing_scope', 'user_is_restricted'])(
  'T3: a direct message that Slack refuses (%s) is refused, whatever the code',
  async (code) => expect(await tell(error(code))).toBe('refused'),
);

test.each([
  ['internal_error', error('internal_error')],
  ['fatal_error', error('fatal_error')],
  ["a proxy's page", { kind: 'status', status: 200, body: '<html>not now</html>' }],
  ['an answer without a code', { kind: 'status', status: 200, body: { ok: false } }],
  ['a lost answer', { kind: 'close' }],
] as const)('a direct message that might have been sent is not told again: %s', async (_what, fault) => {
  const answer = await tell(fault);
  expect(answer).toBeInstanceOf(TemporaryError);
  expect(answer.isUndone).toBe(false);
});

test('a direct message is sent later if Slack limits its rate', async () => {
  const answer = await tell(error('rate_limited'));
  expect(answer).toMatchObject({ isUndone: true, isUnrelated: true });
});

test('a token that Slack does not accept turns Slack off', async () => {
  expect(await tell(error('invalid_auth'))).toBeInstanceOf(SetupError);
});
