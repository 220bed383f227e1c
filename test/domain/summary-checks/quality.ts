import { checkAnswer, isRefused, type Verdict } from '../../../src/domain/summary-checks/check.ts';
import { type GoodSummary, goodSummaries, writtenSummaries } from '../../fixtures/quality/index.ts';
import { createRandom } from '../../fixtures/random.ts';
import { MUTATIONS, WARNINGS } from './mutations/index.ts';

const RANDOM_SEED = 11;

/** The number of bad summaries of one kind, and the share of them that are caught. */
export interface Caught {
  readonly kind: string;
  /** True if the mistake only causes a warning. */
  readonly isWarning: boolean;
  readonly made: number;
  /** Those that are refused or mended or, if the kind only warns, have a flaw that the good summary does not have. */
  readonly caught: number;
  readonly missed: readonly string[];
}

export interface CheckQuality {
  /** The number of good summaries. */
  readonly good: number;
  /** The share of good summaries that the checks find fault with: in our style, at all; in others, so that they refuse. */
  readonly falseAlarms: number;
  readonly kinds: readonly Caught[];
}

const everyGood = [...goodSummaries, ...writtenSummaries];
const verdicts = new Map<GoodSummary, Verdict>();
/** Checks a good summary, once. */
function checkGood(good: GoodSummary): Verdict {
  const verdict = verdicts.get(good) ?? checkAnswer(good, good);
  verdicts.set(good, verdict);
  return verdict;
}

/**
 * Measures how well the checks distinguish good summaries from mutated ones.
 * @param limit the maximum number of bad summaries of each kind
 */
export function measureChecks(limit = Number.POSITIVE_INFINITY): CheckQuality {
  const alarms = [
    ...goodSummaries.filter((good) => checkGood(good).flaws.length > 0),
    ...writtenSummaries.filter((good) => isRefused(checkGood(good).flaws)),
  ];
  return {
    good: everyGood.length,
    falseAlarms: alarms.length / everyGood.length,
    kinds: Object.keys(MUTATIONS).map((kind) => measureKind(kind, limit)),
  };
}

function measureKind(kind: string, limit: number): Caught {
  const random = createRandom(RANDOM_SEED);
  const isWarning = WARNINGS.has(kind);
  const missed: string[] = [];
  let made = 0;
  for (const good of everyGood) {
    if (made === limit) break;
    const bad = MUTATIONS[kind]?.(good, random, everyGood);
    if (!bad) continue;
    made += 1;
    const { summary, flaws } = checkAnswer(bad, {
      ...good,
      ...(bad.abstract ? { abstract: bad.abstract } : {}),
    });
    const own = checkGood(good);
    const isMended = summary?.summary === own.summary?.summary && summary?.easy === own.summary?.easy;
    const known = isWarning ? new Set(own.flaws.map(({ message }) => message)) : null;
    const isCaught =
      isMended || isRefused(flaws) || (known && flaws.some(({ message }) => !known.has(message)));
    if (!isCaught) missed.push(`${good.id}: ${bad.summary} / ${bad.easy}`);
  }
  return { kind, isWarning, made, caught: 1 - missed.length / made, missed };
}
