import { expect, test } from 'vitest';
import { createConnectionState } from '../../../src/platforms/shared/connection-state.ts';
import { createTestClock } from '../../fixtures/clock.ts';

const MINUTE = 60_000;

test('a connection starts down, and is unhealthy if that lasts for more than two minutes', () => {
  const clock = createTestClock();
  const connection = createConnectionState(clock);
  expect(connection.isUp()).toBe(false);
  clock.advance(2 * MINUTE);
  expect(connection.healthProblem()).toBeNull();
  clock.advance(MINUTE);
  expect(connection.healthProblem()).toBe('disconnected for 3 minutes');
  connection.setUp();
  expect(connection.isUp()).toBe(true);
  expect(connection.healthProblem()).toBeNull();
});

test('an outage is timed from the first report that the connection is down', () => {
  const clock = createTestClock();
  const connection = createConnectionState(clock);
  connection.setUp();
  connection.setDown();
  clock.advance(2 * MINUTE);
  connection.setDown();
  clock.advance(MINUTE);
  expect(connection.healthProblem()).toBe('disconnected for 3 minutes');
  connection.setUp();
  connection.setDown();
  expect(connection.isUp()).toBe(false);
  expect(connection.healthProblem()).toBeNull();
});
