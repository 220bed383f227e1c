import { expect, onTestFinished, test } from 'vitest';
import { idToPlace } from '../../src/domain/subscription/subscription.ts';
import { countLimited, countPlaces } from './fan-out/figures.ts';
import { runNoon } from './fan-out/scene.ts';

const PLACES = 30;
const COUNT = 2;
const SLOW = 1_200;

/** The full run, with 2,000 places and measurements of the cost, is `npm run bench -- fan-out`. */
test('at noon, every place that accepts messages gets its edition in order, within the rate limits, despite slow and refusing places', async () => {
  const noon = await runNoon({
    perPlatform: PLACES,
    hasFaultyPlaces: true,
    slowMs: SLOW,
    count: COUNT,
    within: 80_000,
  });
  onTestFinished(noon.close);
  const { slow, refusing } = noon.places;
  expect([slow.size, refusing.size]).toEqual([2, 10]);
  expect(countPlaces(noon, COUNT)).toEqual({ delivered: 2 * PLACES - 10, empty: 10, others: 0 });
  // The emulators apply the platforms' limits. The bench measures the seconds, which needs a quiet machine.
  expect(countLimited(noon)).toEqual({ discord: 0, slack: 0 });
  // On each platform, a slow place finishes last, so no other place waited for it.
  for (const platform of ['discord', 'slack']) {
    const ends = [...noon.done].filter(([id]) => id.startsWith(platform)).toSorted(([, a], [, b]) => a - b);
    expect(slow).toContain(idToPlace(ends.at(-1)?.[0] ?? '').channel);
  }
  for (const id of refusing) expect((await noon.store.subscription(id))?.state).not.toBe('active');
  expect(noon.discord.rejections.filter(({ code }) => code !== 50013)).toEqual([]);
  expect(noon.slack.rejections).toEqual([]);
});
