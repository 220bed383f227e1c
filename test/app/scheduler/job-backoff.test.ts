import { Keyv } from 'keyv';
import { expect, it } from 'vitest';
import { createJobBackoff } from '../../../src/app/scheduler/job-backoff.ts';
import { type Job, jobId } from '../../../src/domain/edition/job.ts';
import { createTestClock } from '../../fixtures/clock.ts';

it.each([[[null]], [[{}]], [[{ job: null }]], [[{ job: { kind: 'deliver' }, until: 'x' }]], ['x'], [7]])(
  'invalid data in the cache does not stop the heartbeat: %j',
  async (saved) => {
    const cache = new Keyv();
    await cache.set('run/cool-downs', saved);
    const jobBackoff = createJobBackoff({ cache, clock: createTestClock() });
    expect(await jobBackoff.current()).toEqual(new Map());
    expect(jobBackoff.failedJobs()).toEqual([]);
  },
);

it('T5: the jobs of a place that gets another id go on backing off, also after a restart', async () => {
  const [cache, clock] = [new Keyv(), createTestClock()];
  const jobBackoff = createJobBackoff({ cache, clock });
  const jobOf = (placeId: string): Job => ({ kind: 'deliver', placeId, day: '2026-08-21' });
  for (const id of ['slack:T1:C1', 'slack:T1:C2']) jobBackoff.fail(jobOf(id), 'refused', 60_000);
  jobBackoff.movePlace('slack:T1:C1', 'slack:T1:C9');
  const moved = ['slack:T1:C2', 'slack:T1:C9'].map(jobOf).map(jobId);
  expect([...(await jobBackoff.current()).keys()]).toEqual(moved);
  expect(jobBackoff.failuresOf(jobOf('slack:T1:C9'))).toBe(1);
  expect([...(await createJobBackoff({ cache, clock }).current()).keys()]).toEqual(moved);
});

it('T6: the pauses do not grow while a job progresses', async () => {
  const jobBackoff = createJobBackoff({ cache: new Keyv(), clock: createTestClock() });
  const job: Job = { kind: 'deliver', placeId: 'slack:T1:C1', day: '2026-08-21' };
  const wait = (hasProgressed: boolean) => jobBackoff.fail(job, 'limited', 60_000, hasProgressed).waitMs;
  for (let times = 0; times < 30; times += 1) expect(wait(true)).toBe(60_000);
  const [first, ...others] = Array.from({ length: 9 }, () => wait(false));
  expect(first).toBe(60_000);
  expect(others.at(-1)).toBeGreaterThan(60_000);
});
