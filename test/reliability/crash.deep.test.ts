import { describe, expect, onTestFinished, test } from 'vitest';
import { createRandom } from '../fixtures/random.ts';
import { crashMigration } from './crash/migration.ts';
import { createScene } from './crash/scene.ts';
import { editing, posting } from './crash/steps.ts';
import { newTally, problemsOf } from './crash/tally.ts';
import { openWorld, PLACES } from './crash/world.ts';

/** One place of each kind: a thread on Discord, a channel on Slack, the web page. */
const FEW = PLACES.filter(({ platform, layout }) => (platform === 'discord') === (layout === 'thread'));

/** Ordered so that each point is certain to be reached with the work that the earlier runs left. */
const WHILE_POSTING = [
  'answered post slack#1',
  'answered summary request#1',
  'after claim web#1',
  'sent thread discord#1',
  'before settle slack#1',
];
const WHILE_EDITING = [
  'sent edit discord#1',
  'before settle edit slack#1',
  'before vote row#1',
  'after touch-up row#1',
];

describe('killed with SIGKILL and started again', () => {
  test('it posts every card once, edits it, counts every vote and pays for a summary once', async () => {
    const world = await openWorld(FEW);
    onTestFinished(() => world.close());
    const tally = newTally();
    const scene = createScene(world, tally, createRandom(7));
    expect(await scene.crashThrough(posting(0, WHILE_POSTING))).toEqual(WHILE_POSTING);
    expect(await scene.crashThrough(editing(0, WHILE_EDITING))).toEqual(WHILE_EDITING);
    scene.finish();
    expect(problemsOf(tally)).toEqual([]);
    // Otherwise the test proves nothing: it needs unrecorded messages and lost answers.
    expect(tally.unknownAtKill).toBeGreaterThan(0);
    expect(tally.answersLost).toBeGreaterThan(0);
    expect(tally.repeats).toBeLessThanOrEqual(tally.answersLost);
  });

  test('in the middle of a migration, it finds the database as it was before, or as it is after', async () => {
    const world = await openWorld(FEW);
    onTestFinished(() => world.close());
    expect(await crashMigration(world, newTally(), 1, [8])).toEqual({ kills: 4, broken: [] });
  });
});
