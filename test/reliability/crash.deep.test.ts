import { describe, expect, onTestFinished, test } from 'vitest';
import { createRandom } from '../fixtures/random.ts';
import { crashMigration } from './crash/migration.ts';
import { createScene } from './crash/scene.ts';
import { editing, posting } from './crash/steps.ts';
import { newTally, problemsOf } from './crash/tally.ts';
import { openWorld, PLACES } from './crash/world.ts';

/** One place per platform; only the one on Discord posts its cards in threads. */
const FEW = PLACES.filter(({ platform, layout }) => (platform === 'discord') === (layout === 'thread'));

const WHILE_POSTING_TO_A_FORUM = [
  'answered tags forum#1',
  'before post forum#1',
  'sent post forum#1',
  'answered post forum#1',
  'answered look-up forum#1',
  'before settle discord#1',
  'after settle discord#1',
  'after claim discord#1',
];
const WHILE_EDITING_POSTS = ['sent edit discord#1', 'before settle edit discord#1', 'before vote row#1'];

/** Ordered so that each run is certain to reach its point with the work that the earlier runs have left. */
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

describe('the bot, killed with SIGKILL and restarted', () => {
  test('posts every card once, edits it, counts every vote and pays for each summary once', async () => {
    const world = await openWorld(FEW);
    onTestFinished(() => world.close());
    const tally = newTally();
    const scene = createScene(world, tally, createRandom(7));
    expect(await scene.crashThrough(posting(0, WHILE_POSTING))).toEqual(WHILE_POSTING);
    expect(await scene.crashThrough(editing(0, WHILE_EDITING))).toEqual(WHILE_EDITING);
    scene.finish();
    expect(problemsOf(tally)).toEqual([]);
    // Without unrecorded messages and lost answers, the test would prove nothing.
    expect(tally.unknownAtKill).toBeGreaterThan(0);
    expect(tally.answersLost).toBeGreaterThan(0);
    expect(tally.repeats).toBeLessThanOrEqual(tally.answersLost);
  });

  test('posts every paper once to a forum, whose posts have no nonce', async () => {
    const world = await openWorld(
      PLACES.filter(({ platform, layout }) => layout === 'posts' || platform === 'web'),
    );
    onTestFinished(() => world.close());
    const tally = newTally();
    const scene = createScene(world, tally, createRandom(3));
    expect(await scene.crashThrough(posting(0, WHILE_POSTING_TO_A_FORUM))).toEqual(WHILE_POSTING_TO_A_FORUM);
    expect(await scene.crashThrough(editing(0, WHILE_EDITING_POSTS))).toEqual(WHILE_EDITING_POSTS);
    scene.finish();
    expect(problemsOf(tally)).toEqual([]);
    expect(tally.unknownAtKill).toBeGreaterThan(0);
  });

  test('finds its database either unchanged or fully migrated if it was killed in the middle of a migration', async () => {
    const world = await openWorld(FEW);
    onTestFinished(() => world.close());
    expect(await crashMigration(world, newTally(), 1, [8])).toEqual({ kills: 4, broken: [] });
    // The step that added workspaces to ids.
    expect(await crashMigration(world, newTally(), 5, [4, 7, 10])).toEqual({ kills: 8, broken: [] });
  });
});
