import type { Invocation } from '../../../src/command/invocation.ts';
import { PLACE } from '../editions/harness.ts';

/** Returns an invocation by a user who manages the channel, with `overrides` applied. */
export const makeInvocation = (overrides: Partial<Invocation> = {}): Invocation => ({
  place: PLACE,
  person: { id: 'u1', name: '미나' },
  manages: async () => true,
  findObstacles: async () => [],
  nameOf: async () => null,
  ...overrides,
});
