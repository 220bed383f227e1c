import { describe, expect, test } from 'vitest';
import { CASES, surviveAll } from './faults/alone.ts';
import { PLACES, runRandom } from './faults/random.ts';
import { UPSTREAMS } from './faults/ways.ts';

/** Left to the benchmark: these wait for real timeouts of ten seconds. */
const SLOW = /^(hang|drip|silence|late)/;
const MOMENTS = ['list', 'summary', 'discord send', 'slack send', 'gateway', 'socket'];

describe.concurrent('the bot under faults', () => {
  test('each upstream fails in each way alone, at the most critical request: every card comes, once', async () => {
    const cases = CASES.filter(({ moment, way }) => MOMENTS.includes(moment) && !SLOW.test(way));
    expect(new Set(cases.map(({ moment }) => moment)).size).toBeGreaterThanOrEqual(UPSTREAMS.length);
    expect(await surviveAll(cases, 6)).toEqual({ survived: cases.length, problems: [] });
  });

  test('all upstreams fail at random in 30 of 100 requests: every card comes once, and no work is left', async () => {
    const run = await runRandom({ share: 0.3, days: 1, papers: 2, seed: 3, model: 50 });
    expect(run).toMatchObject({ doubled: 0, lost: 0, rejections: 0, bugs: [] });
    expect(run.walls).toHaveLength(PLACES.length);
    expect(run.faults).toBeGreaterThan(0);
  });
});
