import { type Findings, noFindings } from './audit.ts';

/** The results of all scenes so far. */
export interface Tally extends Findings {
  kills: number;
  /** Runs of the bot. */
  lives: number;
  stops: number;
  /** Kills by point; `random` for those at a random time. */
  readonly killsAt: Map<string, number>;
  /** Messages that were posted but not yet stored at a kill. */
  unknownAtKill: number;
  /** The model's answers that a kill kept from being stored, and the requests repeated for them. */
  answersLost: number;
  repeats: number;
  /** Papers whose summaries were paid for, and votes compared at the ends of steps. */
  paid: number;
  voted: number;
  readonly paidTwice: string[];
  readonly votes: string[];
  /** Violated platform rules, logged errors, bots that did not stop, editions that were not completed. */
  readonly complaints: string[];
}

export const newTally = (): Tally => ({
  ...noFindings(),
  ...{
    kills: 0,
    lives: 0,
    stops: 0,
    paid: 0,
    voted: 0,
    killsAt: new Map(),
    unknownAtKill: 0,
    answersLost: 0,
    repeats: 0,
  },
  ...{ paidTwice: [], votes: [], complaints: [] },
});

export function countKill(tally: Tally, point: string): void {
  tally.kills += 1;
  tally.killsAt.set(point, (tally.killsAt.get(point) ?? 0) + 1);
}

/** All violations, one line each. */
export const problemsOf = (tally: Tally): string[] =>
  [
    ...([
      'doubled',
      'lost',
      'misplaced',
      'withoutInitialReactions',
      'stale',
      'unsettled',
      'paidTwice',
      'votes',
    ] as const),
    'complaints' as const,
  ].flatMap((kind) => tally[kind].map((line) => `${kind}: ${line}`));
