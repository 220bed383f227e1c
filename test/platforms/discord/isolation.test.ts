import { describe } from 'vitest';
import { discordWording } from '../../../src/i18n/ko/discord.ts';
import { describeIsolation } from '../../contract/edition-isolation.ts';
import { answerWith } from './api/call-harness.ts';
import { discordEdition } from './edition-harness.ts';

describe('isolation on Discord', () => {
  describeIsolation(discordEdition, {
    failures: {
      'status 500': [{ kind: 'status', status: 500 }, '500'],
      'no answer': [{ kind: 'hang' }, 'timed out'],
      'a page instead of JSON': [
        { kind: 'status', status: 200, headers: { 'content-type': 'text/html' }, body: '<p>Log in</p>' },
        'not JSON',
      ],
      '400 with the code 50035': [answerWith(400, 50035, 'Invalid Form Body'), '50035'],
      '400 with an unknown code': [answerWith(400, 987654, 'Nobody knows'), 'Nobody knows'],
      '403 with the code 50009': [answerWith(403, 50009, 'Verification level'), '50009'],
      '403 with the code 50020': [answerWith(403, 50020, 'Vanity URL'), 'Vanity URL'],
      '404 with an unknown code': [answerWith(404, 987654, 'Nobody knows'), '987654'],
      'a block by AutoMod': [answerWith(400, 200000), discordWording.contentBlocked],
    },
    malformed: '400 with the code 50035',
    threadFailures: {
      '400 with an unknown code': answerWith(400, 987654),
      '403 with an unknown code': answerWith(403, 987654),
      'status 500': { kind: 'status', status: 500 },
    },
    isForThread: (kind) => kind === 'create-thread',
  });
});
