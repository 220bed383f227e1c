import { Keyv } from 'keyv';
import { expect, it } from 'vitest';
import { createJobBackoff } from '../../../src/app/scheduler/job-backoff.ts';
import { createTestClock } from '../../fixtures/clock.ts';

it.each([[[null]], [[{}]], [[{ job: null }]], [[{ job: { kind: 'deliver' }, until: 'x' }]], ['x'], [7]])(
  'invalid data in the cache does not stop the heartbeat: %j',
  async (saved) => {
    const cache = new Keyv();
    await cache.set('run/cool-downs', saved);
    const jobBackoff = createJobBackoff({ cache, clock: createTestClock() });
    expect(await jobBackoff.current()).toEqual(new Set());
    expect(jobBackoff.failedJobs()).toEqual([]);
  },
);
