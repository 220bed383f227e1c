import { expect, test } from 'vitest';
import { createRun } from '../../../src/app/scheduler/run.ts';
import { HOUR } from '../../../src/lib/duration.ts';
import type { PlaceBlocked } from '../../../src/ports/publisher.ts';
import { createStage, makePapers, PLACE_ID, storedSummary } from '../editions/harness.ts';

const BLOCKED: PlaceBlocked = { state: 'channelBlocked', reason: '막힘', cause: '50013' };

/** Posts an edition without summaries to a place, which a member then pauses. */
async function open() {
  const stage = await createStage(makePapers(2));
  const run = createRun(stage.parts);
  const turn = async () => {
    const jobs = await run.beat();
    for (const job of jobs) await run.run(job);
    return jobs.map(({ kind }) => kind);
  };
  const answer = stage.model.answer;
  stage.model.answer = () => Promise.reject(new Error('no answer'));
  await stage.subscribe();
  await turn();
  stage.model.answer = answer;
  expect(stage.posted()).toHaveLength(3);
  await stage.store.moveSubscription(PLACE_ID, ['active'], 'on-hold', null);
  return { ...stage, turn };
}

test('the cards of a place that a member has paused still get their summaries', async () => {
  const { turn, clock, card, posted } = await open();
  clock.advance(2 * HOUR);
  expect(await turn()).toEqual(['touch-up']);
  expect(JSON.stringify(card('2608.00001'))).toContain(storedSummary().easy);
  expect(posted()).toHaveLength(3);
});

test('a place that a member has paused stays so if its platform refuses edits, which are tried once a refresh', async () => {
  const { turn, clock, store, publisher } = await open();
  publisher.hooks.beforeEdit = () => BLOCKED;
  clock.advance(2 * HOUR);
  expect([await turn(), await turn()]).toEqual([['touch-up'], []]);
  expect(await store.subscription(PLACE_ID)).toMatchObject({ state: 'on-hold', reason: null, pause: null });
});
