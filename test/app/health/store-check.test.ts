import { expect, test } from 'vitest';
import { createStoreCheck } from '../../../src/app/health/store-check.ts';
import { createTestLog } from '../../fixtures/log.ts';

test('a read-only store is unhealthy until it is writable, and each change is logged once', async () => {
  const log = createTestLog();
  let isFull = true;
  const probe = async () => {
    if (isFull) throw new Error('disk is full');
  };
  const storeCheck = createStoreCheck({ store: { probe }, log });
  expect(storeCheck.healthProblem()).toBeNull();
  for (let times = 0; times < 3; times += 1) await storeCheck.probe();
  expect(storeCheck.healthProblem()).toBe('disk is full');
  isFull = false;
  for (let times = 0; times < 3; times += 1) await storeCheck.probe();
  expect(storeCheck.healthProblem()).toBeNull();
  expect(log.lines.map(({ sentence }) => sentence)).toEqual([
    'The database is unhealthy',
    'The database is healthy again',
  ]);
});

test('each reason is logged once while the store is unhealthy, also if reasons alternate', async () => {
  const log = createTestLog();
  const reasons = ['locked', 'deleted', 'locked', 'deleted', null, 'locked'];
  const storeCheck = createStoreCheck({
    store: {
      async probe() {
        const reason = reasons.shift();
        if (reason) throw new Error(reason);
      },
    },
    log,
  });
  while (reasons.length > 0) await storeCheck.probe();
  expect(log.lines.map(({ fields, sentence }) => fields.error ?? sentence)).toEqual([
    'locked',
    'deleted',
    'The database is healthy again',
    'locked',
  ]);
});

test('no check starts while another one is running', async () => {
  const answer = Promise.withResolvers<void>();
  let asked = 0;
  const probe = () => {
    asked += 1;
    return answer.promise;
  };
  const storeCheck = createStoreCheck({ store: { probe }, log: createTestLog() });
  const looks = [storeCheck.probe(), storeCheck.probe()];
  answer.resolve();
  await Promise.all(looks);
  expect(asked).toBe(1);
});
