import { expect, test } from 'vitest';
import { problemsOf } from './poison/rows.ts';
import { simulatePoison } from './poison/simulate.ts';

/** A tenth of the messages instead of a hundredth, so that a month shows as much as most of a year. */
const SHARE = 0.1;
const DAYS = 21;

test.each([1, 4])(
  'T2: in three weeks in which some messages can never be sent, all others come in order and on their day (seed %i)',
  async (seed) => {
    const verdict = await simulatePoison({ days: DAYS, share: SHARE, seed });
    expect(problemsOf(verdict)).toEqual([]);
    expect(verdict.rejections).toBe(0);
    expect(verdict.posted).toBe(verdict.due);
    expect(verdict.refused).toBeGreaterThan(15);
    const slots = verdict.doses.map(({ slot }) => slot);
    // Headings, cards and weekly messages were poisoned.
    for (const kind of [/^\d{4}-/, /^\d{4}\./, /^weekly/])
      expect(slots.some((slot) => kind.test(slot))).toBe(true);
  },
);
