import { describe, expect, test } from 'vitest';
import { CASES, surviveAll } from './faults/alone.ts';
import { PLACES, runRandom } from './faults/random.ts';
import { UPSTREAMS } from './faults/ways.ts';

/** Failures that only the benchmark tries, because each takes several seconds of real time. */
const SLOW = /^(hang|drip|silence|late)/;
const MOMENTS = ['list', 'summary', 'discord channel', 'discord send', 'slack send', 'gateway', 'socket'];

describe.concurrent('the bot under faults', () => {
  test('posts every card exactly once if a single critical request fails, for each upstream and each kind of failure', async () => {
    const cases = CASES.filter(({ moment, way }) => MOMENTS.includes(moment) && !SLOW.test(way));
    expect(new Set(cases.map(({ moment }) => moment)).size).toBeGreaterThanOrEqual(UPSTREAMS.length);
    expect(await surviveAll(cases, 6)).toEqual({ survived: cases.length, problems: [] });
  });

  test('posts every card exactly once and completes every edition if 30 % of all requests fail at random', async () => {
    const run = await runRandom({ share: 0.3, days: 1, papers: 2, seed: 3, model: 50 });
    expect(run).toMatchObject({ doubled: 0, lost: 0, rejections: 0, bugs: [] });
    expect(run.walls).toHaveLength(PLACES.length);
    expect(run.faults).toBeGreaterThan(0);
  });
});
