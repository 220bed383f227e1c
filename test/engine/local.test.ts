import { expect, onTestFinished, test } from 'vitest';
import type { Job } from '../../src/domain/edition/job.ts';
import { createLocalEngine } from '../../src/engine/local.ts';
import { createTestLog } from '../fixtures/log.ts';

/** A beat once a year; the tests trigger all other beats. */
const NEVER = '0 0 1 1 *';

function startEngine(due: Job[], run: (job: Job) => Promise<void>) {
  const engine = createLocalEngine({ log: createTestLog() }, NEVER);
  engine.start({ beat: async () => due, run });
  return engine;
}

const deliver = (platform: string, channel: number): Job => ({
  kind: 'deliver',
  placeId: `${platform}:${channel}`,
  day: '2026-08-21',
});

test('a platform that hangs does not hold up the places of another', async () => {
  const hang = Promise.withResolvers<void>();
  const delivered = Promise.withResolvers<void>();
  const stuck = Array.from({ length: 100 }, (_, n) => deliver('slack', n));
  const due = [...stuck, deliver('discord', 1)];
  const engine = startEngine(due, async (job) => {
    if ('placeId' in job && job.placeId.startsWith('slack')) return hang.promise;
    due.length = 0;
    delivered.resolve();
  });
  await delivered.promise;
  hang.resolve();
  await engine.stop();
});

test('refreshes, however many, do not delay an edition on their platform', async () => {
  const hang = Promise.withResolvers<void>();
  const delivered = Promise.withResolvers<void>();
  const stuck = Array.from(
    { length: 100 },
    (_, n): Job => ({
      kind: 'touch-up',
      placeId: `discord:${n}`,
      day: '2026-08-21',
      step: 0,
    }),
  );
  const due = [...stuck, deliver('discord', 1)];
  let touched = 0;
  const engine = startEngine(due, async ({ kind }) => {
    if (kind === 'deliver') return delivered.resolve();
    touched += 1;
    return hang.promise;
  });
  await delivered.promise;
  // Few refreshes run concurrently, so editions get most of the platform's rate limit.
  expect(touched).toBeLessThan(10);
  due.length = 0;
  hang.resolve();
  await engine.stop();
});

test('waking the engine starts due jobs immediately, but a running job is not started twice', async () => {
  const due: Job[] = [];
  const started: string[] = [];
  const hang = Promise.withResolvers<void>();
  const both = Promise.withResolvers<void>();
  const engine = startEngine(due, async (job) => {
    started.push('placeId' in job ? job.placeId : job.kind);
    if (started.length === 2) both.resolve();
    await hang.promise;
  });
  onTestFinished(() => engine.stop());
  due.push(deliver('web', 1));
  engine.wake();
  due.push(deliver('web', 2));
  engine.wake();
  await both.promise;
  expect(started).toEqual(['web:1', 'web:2']);
  due.length = 0;
  hang.resolve();
});

test('a beat that fails is logged, and the next one works', async () => {
  const log = createTestLog();
  const done = Promise.withResolvers<void>();
  let beats = 0;
  const engine = createLocalEngine({ log }, NEVER);
  onTestFinished(() => engine.stop());
  engine.start({
    async beat() {
      beats += 1;
      if (beats === 1) throw new Error('the store is locked');
      return beats === 2 ? [deliver('web', 1)] : [];
    },
    run: async () => done.resolve(),
  });
  await expect
    .poll(() => log.lines.map(({ sentence }) => sentence))
    .toEqual(['A heartbeat failed, will retry']);
  engine.wake();
  await done.promise;
});

test('beats that fail for the same reason are logged once, until one succeeds', async () => {
  const log = createTestLog();
  const reasons = ['corrupt', 'corrupt', 'locked', null, 'locked'];
  const done = Promise.withResolvers<void>();
  const engine = createLocalEngine({ log }, NEVER);
  onTestFinished(() => engine.stop());
  engine.start({
    async beat() {
      const reason = reasons.shift();
      if (reasons.length > 0) engine.wake();
      else done.resolve();
      if (reason) throw new Error(reason);
      return [];
    },
    run: async () => {},
  });
  await done.promise;
  await expect
    .poll(() => log.lines.map(({ fields }) => (fields.err as Error).message))
    .toEqual(['corrupt', 'locked', 'locked']);
});
