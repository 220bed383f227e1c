import type { Row, Sample } from '../../bench/row.ts';
import { createRandom } from '../../fixtures/random.ts';
import { crashMigration, MIGRATION_POINTS, OLD_VERSIONS } from './migration.ts';
import { POINTS } from './points.ts';
import { createScene } from './scene.ts';
import { editing, editingMore, posting, postingMore } from './steps.ts';
import { newTally, problemsOf, type Tally } from './tally.ts';
import { COUNT, openWorld, PLACES } from './world.ts';

/** How many scenes or migrations run concurrently: one per core of a small machine. */
const LANES = 2;
/** At this multiple of the required kills, the benchmark stops even if it has not reached every point. */
const AT_MOST = 1.5;

/** Kills the bot at least `kills` times, if possible at every point, and returns the figures. */
export async function benchCrash(kills = 300): Promise<readonly Row[]> {
  const tally = newTally();
  const broken: string[] = [];
  const pointsMet = () => [...tally.killsAt.keys()].filter((point) => point !== 'random').length;
  const isEnough = () =>
    tally.kills >= kills &&
    (pointsMet() >= POINTS.length + MIGRATION_POINTS || tally.kills >= kills * AT_MOST);

  const versions = [...OLD_VERSIONS];
  let scenes = 0;
  async function work(): Promise<void> {
    while (!isEnough()) {
      const version = versions.shift();
      scenes += 1;
      if (version === undefined) await runScene(tally, scenes, isEnough);
      else broken.push(...(await runMigration(tally, version)));
    }
  }
  await Promise.all(Array.from({ length: LANES }, work));

  const problems = [...problemsOf(tally), ...broken];
  if (problems.length > 0) process.stderr.write(`${problems.join('\n')}\n`);
  return toRows(tally, kills, pointsMet(), broken.length);
}

async function runScene(tally: Tally, seed: number, isEnough: () => boolean): Promise<void> {
  const world = await openWorld();
  try {
    const scene = createScene(world, tally, createRandom(seed));
    for (const step of [posting(16), editing(12), postingMore(16), editingMore(10)])
      if (!isEnough()) await scene.crashThrough(step);
    scene.finish();
  } finally {
    await world.close();
  }
}

async function runMigration(tally: Tally, version: number): Promise<readonly string[]> {
  const world = await openWorld();
  try {
    return (await crashMigration(world, tally, version)).broken;
  } finally {
    await world.close();
  }
}

/**
 * Returns the figures of all scenes. A complete scene ends each of its four steps with an audit of at least one
 * day's cards; hence the minimum sample of `4 * cards`.
 */
export function toRows(tally: Tally, kills: number, points: number, broken: number): Row[] {
  const cards = PLACES.length * COUNT;
  const none = (name: string, value: number, unit: string, of: Sample): Row => ({
    ...{ name: `crash: ${name}`, value, unit, limit: 0, of },
  });
  const messages = { count: tally.messages, unit: 'messages', least: 4 * cards };
  const migrated = [...tally.killsAt].filter(([point]) => point.includes(' migration'));
  return [
    { name: 'crash: kills', value: tally.kills, unit: 'kills', limit: kills, atLeast: true },
    {
      ...{ name: 'crash: named points killed at', value: points, unit: 'points' },
      ...{ limit: POINTS.length + MIGRATION_POINTS, atLeast: true },
    },
    {
      ...{ name: 'crash: messages unsettled at a kill', value: tally.unknownAtKill, unit: 'messages' },
      ...{ limit: 1, atLeast: true },
    },
    none('cards doubled', tally.doubled.length, 'cards', messages),
    none('cards lost', tally.lost.length, 'cards', messages),
    none('cards out of order', tally.misplaced.length, 'channels', messages),
    none('cards without initial reactions', tally.withoutInitialReactions.length, 'cards', {
      ...{ count: tally.reactable, unit: 'cards', least: 2 * cards },
    }),
    none('edits lost', tally.stale.length, 'cards', {
      ...{ count: tally.edited, unit: 'cards edited', least: 2 * cards },
    }),
    none('claims left open', tally.unsettled.length, 'rows', {
      ...{ count: tally.rows, unit: 'rows', least: 4 * cards },
    }),
    none('votes lost or doubled', tally.votes.length, 'votes', {
      ...{ count: tally.voted, unit: 'votes', least: cards },
    }),
    none('summaries paid twice', tally.paidTwice.length, 'papers', {
      ...{ count: tally.paid, unit: 'papers', least: 2 * COUNT },
    }),
    {
      ...{ name: 'crash: repeats, answer lost before its row', value: tally.repeats, unit: 'requests' },
      limit: tally.answersLost,
      of: { count: tally.answersLost, unit: 'answers lost', least: 1 },
    },
    none('migrations broken', broken, 'problems', {
      ...{ count: migrated.reduce((sum, [, times]) => sum + times, 0), unit: 'kills' },
      least: MIGRATION_POINTS,
    }),
    none('errors and broken platform rules', tally.complaints.length, 'lines', {
      // The runs that are killed during a migration only have their database checked.
      ...{ count: tally.lives, unit: 'runs', least: kills - MIGRATION_POINTS },
    }),
  ];
}
