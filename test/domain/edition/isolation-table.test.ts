import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  elsewhereFrom,
  type FailingMessage,
  isOwnFault,
  type Neighbours,
} from '../../../src/domain/edition/isolation.ts';
import { HOUR, MINUTE } from '../../../src/lib/duration.ts';

/** A row of the table in the docstring of `isOwnFault`, verbatim. */
type Row = readonly [
  failed: string,
  after: string,
  before: string,
  beside: string,
  elsewhere: string,
  fault: string,
];

const ROWS: readonly Row[] = [
  ['1 or 2', 'any', 'any', 'any', 'any', 'no'],
  ['3 or more', 'passes, then it fails', 'any', 'any', 'any', 'yes'],
  ['3 or more', 'passes', 'any', 'any', 'any', 'not yet'],
  ['3 or more', 'nothing passes', 'nothing passed', 'any', 'any', 'no'],
  ['3 or more', 'nothing passes', 'passed', 'others', 'any', 'no'],
  ['3 or more', 'nothing passes', 'passed', 'nothing', 'pass', 'yes'],
  ['3 or more', 'nothing passes', 'passed', 'nothing', 'fail', 'no'],
  ['3 or more', 'nothing passes', 'passed', 'nothing', 'nothing is sent', 'in 1 hour'],
];

const SINCE = Date.parse('2026-08-22T03:00:00Z');
const FAILED_AT = SINCE + 10 * MINUTE;

/** For each cell of a column, the values that it stands for. */
const FAILED: Record<string, readonly number[]> = { '1 or 2': [1, 2], '3 or more': [3, 4, 90] };
const AFTER: Record<string, readonly (number | null)[]> = {
  'passes, then it fails': [SINCE + 1, FAILED_AT - 1],
  passes: [FAILED_AT, FAILED_AT + 1],
  'nothing passes': [null],
};
const BEFORE: Record<string, readonly (number | null)[]> = {
  passed: [SINCE, SINCE - HOUR],
  'nothing passed': [null, SINCE - HOUR - 1],
};
const BESIDE: Record<string, readonly boolean[]> = { nothing: [true], others: [false] };
const ELSEWHERE: Record<string, readonly Pick<Neighbours, 'elsewhereAt' | 'failsElsewhere'>[]> = {
  pass: [true, false].map((failsElsewhere) => ({ elsewhereAt: FAILED_AT - MINUTE, failsElsewhere })),
  fail: [{ elsewhereAt: null, failsElsewhere: true }],
  'nothing is sent': [{ elsewhereAt: null, failsElsewhere: false }],
};

const valuesOf = <T>(column: Record<string, readonly T[]>, cell: string): readonly T[] =>
  cell === 'any' ? Object.values(column).flat() : (column[cell] ?? expect.unreachable(cell));

/** Returns all examples of a row, each with the message and its neighbours. */
function examplesOf([failed, after, before, beside, elsewhere]: Row): [FailingMessage, Neighbours][] {
  const examples: [FailingMessage, Neighbours][] = [];
  for (const failures of valuesOf(FAILED, failed))
    for (const followedAt of valuesOf(AFTER, after))
      for (const precededAt of valuesOf(BEFORE, before))
        for (const isAlone of valuesOf(BESIDE, beside))
          for (const others of valuesOf(ELSEWHERE, elsewhere))
            examples.push([
              { failures, failingSince: SINCE, failedAt: FAILED_AT },
              { followedAt, precededAt, isAlone, ...others },
            ]);
  return examples;
}

test.each(ROWS)('%s failed jobs, after it %s, before it %s, beside it %s, elsewhere %s: %s', (...row) => {
  const fault = row[5];
  for (const [message, neighbours] of examplesOf(row)) {
    expect(isOwnFault(message, neighbours)).toBe(fault === 'yes');
    // Something that passed counts as soon as the message has failed once more.
    const later = { ...message, failedAt: SINCE + HOUR };
    const isAtFaultLater = fault === 'yes' || fault === 'not yet' || fault === 'in 1 hour';
    expect(isOwnFault(later, neighbours)).toBe(isAtFaultLater);
  }
});

test('every combination is in exactly one row', () => {
  const all = examplesOf(['any', 'any', 'any', 'any', 'any', '']);
  const rows = ROWS.flatMap(examplesOf).map((example) => JSON.stringify(example));
  expect(rows.toSorted()).toEqual(all.map((example) => JSON.stringify(example)).toSorted());
});

test('a message to another place counts only if it cannot have been on its way when this one began to fail', () => {
  const message = { failures: 3, failingSince: SINCE, failedAt: FAILED_AT };
  expect(elsewhereFrom(message)).toBe(SINCE + MINUTE);
  const neighbours = { followedAt: null, precededAt: SINCE, isAlone: true, failsElsewhere: false };
  expect(isOwnFault(message, { ...neighbours, elsewhereAt: FAILED_AT - MINUTE + 1 })).toBe(false);
});

test('the docstring of `isOwnFault` has these rows, and no others', () => {
  const file = new URL('../../../src/domain/edition/isolation.ts', import.meta.url);
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(' * | '));
  const rows = lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  expect(rows.slice(1)).toEqual(ROWS);
});
