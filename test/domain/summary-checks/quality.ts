import { checkAnswer, isRefused } from '../../../src/domain/summary-checks/check.ts';
import { goodSummaries } from '../../fixtures/quality/index.ts';
import { createRandom } from '../../fixtures/random.ts';
import { MUTATIONS } from './mutations.ts';

/** The number of mutations per summary and kind. */
const ROUNDS = 2;
const RANDOM_SEED = 11;

/** The number of bad summaries of one kind, and the shares of them that have a flaw or are refused. */
export interface Caught {
  readonly kind: string;
  readonly made: number;
  readonly caught: number;
  readonly refused: number;
  /** The bad summaries without any flaw. */
  readonly missed: readonly string[];
}

export interface CheckQuality {
  /** The number of good summaries. */
  readonly good: number;
  /** The share of good summaries in which the checks report a flaw. */
  readonly falseAlarms: number;
  readonly kinds: readonly Caught[];
}

/**
 * Measures how well the checks distinguish good summaries from mutated ones.
 * @param limit the maximum number of bad summaries of each kind
 */
export function measureChecks(limit = Number.POSITIVE_INFINITY): CheckQuality {
  const alarms = goodSummaries.filter((good) => checkAnswer(good, good).flaws.length > 0);
  return {
    good: goodSummaries.length,
    falseAlarms: alarms.length / goodSummaries.length,
    kinds: Object.keys(MUTATIONS).map((kind) => measureKind(kind, limit)),
  };
}

function measureKind(kind: string, limit: number): Caught {
  const random = createRandom(RANDOM_SEED);
  const missed: string[] = [];
  let made = 0;
  let refused = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const good of goodSummaries) {
      const bad = MUTATIONS[kind]?.(good, random, goodSummaries);
      if (!bad || made === limit) continue;
      made += 1;
      const { flaws } = checkAnswer(bad, good);
      if (flaws.length === 0) missed.push(`${good.id}: ${bad.summary} / ${bad.easy}`);
      if (isRefused(flaws)) refused += 1;
    }
  }
  return { kind, made, caught: 1 - missed.length / made, refused: refused / made, missed };
}
