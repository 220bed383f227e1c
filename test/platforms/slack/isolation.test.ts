import { describe } from 'vitest';
import { describeIsolation } from '../../contract/edition-isolation.ts';
import type { Fault } from '../../emulators/slack/index.ts';
import { slackEdition } from './edition-harness.ts';

const error = (name: string): Fault => ({ kind: 'error', error: name });

describe('isolation on Slack', () => {
  describeIsolation(slackEdition, {
    failures: {
      internal_error: [error('internal_error'), 'internal_error'],
      'a code that nobody knows': [error('nobody_knows'), 'nobody_knows'],
      invalid_blocks: [error('invalid_blocks'), 'invalid_blocks'],
      msg_too_long: [error('msg_too_long'), 'msg_too_long'],
      metadata_too_large: [error('metadata_too_large'), 'metadata_too_large'],
      'status 500': [{ kind: 'status', status: 500 }, '500'],
      'no answer': [{ kind: 'hang' }, 'timed out'],
    },
    malformed: 'msg_too_long',
    threadFailures: {
      'a code that nobody knows': error('nobody_knows'),
      restricted_action_non_threadable_channel: error('restricted_action_non_threadable_channel'),
    },
    isForThread: (kind, body) => kind === 'send' && body.includes('thread_ts'),
  });
});
