import { describe, expect, test } from 'vitest';
import { createQuota } from '../../../src/app/commands/quota.ts';
import { vote } from '../../../src/app/votes/record-vote.ts';
import type { Vote } from '../../../src/domain/vote/vote.ts';
import { createStage } from '../editions/harness.ts';

const UP: Vote = { paperId: '2608.00001', platform: 'web', voter: 'v1', value: 1 };
const DOWN: Vote = { ...UP, value: -1 };

async function start() {
  const { parts, store, clock } = await createStage();
  return {
    store,
    clock,
    vote: (given: Vote, added: boolean) => vote({ ...parts, spendQuota: createQuota(parts) }, given, added),
  };
}

describe('a vote by one of our own buttons', () => {
  test('is counted, switched and withdrawn, and each time the new count is returned', async () => {
    const { vote } = await start();
    expect(await vote(UP, true)).toEqual({ up: 1, down: 0 });
    expect(await vote({ ...UP, voter: 'v2' }, true)).toEqual({ up: 2, down: 0 });
    expect(await vote(DOWN, true)).toEqual({ up: 1, down: 1 });
    expect(await vote(DOWN, false)).toEqual({ up: 1, down: 0 });
    expect(await vote({ ...UP, voter: 'v2' }, false)).toEqual({ up: 0, down: 0 });
  });

  test('is switched within one instant, and back again', async () => {
    const { vote, store } = await start();
    for (const given of [UP, DOWN, UP]) await vote(given, true);
    expect(await store.votesOf('web', 'v1', [UP.paperId])).toEqual(new Map([[UP.paperId, 1]]));
  });

  test('on an unknown paper does not count', async () => {
    const { vote, store } = await start();
    expect(await vote({ ...UP, paperId: '2608.99999' }, true)).toBeNull();
    expect(await store.totals()).toMatchObject({ votes: 0 });
  });

  test('is independent of votes on other platforms', async () => {
    const { vote, store } = await start();
    await store.addReaction({ ...UP, platform: 'fake', messageId: 'm1', emoji: '👍' }, 1);
    expect(await vote(DOWN, true)).toEqual({ up: 1, down: 1 });
  });
});
