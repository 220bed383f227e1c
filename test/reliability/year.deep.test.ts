import { describe, expect, test } from 'vitest';
import { judge } from '../bench/row.ts';
import { audit } from './year/audit.ts';
import { HOUR } from './year/calendar.ts';
import { toRows } from './year/rows.ts';
import { simulate } from './year/simulate.ts';

/**
 * Long enough for the autumn clock changes, two downtimes of the bot, one of Hugging Face, and every kind of place;
 * the benchmark simulates a whole year.
 */
const DAYS = 56;

describe('eight weeks of the real application', () => {
  test('deliver every list day to every place once and on time, or the status gives the reason', async () => {
    const verdict = audit(await simulate(DAYS, HOUR));
    expect(verdict.unexplained).toEqual([]);
    expect(toRows(verdict, DAYS).filter((row) => judge(row) === false)).toEqual([]);
  });
});
