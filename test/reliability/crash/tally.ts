import { type Findings, noFindings } from './audit.ts';

/** The results of all scenes so far. */
export interface Tally extends Findings {
  kills: number;
  /** The number of runs of the bot. */
  lives: number;
  stops: number;
  /** The number of kills by point; `random` counts those at a random time. */
  readonly killsAt: Map<string, number>;
  /** The number of messages that were posted but not yet stored when the bot was killed. */
  unknownAtKill: number;
  /** The number of the model's answers that could not be stored because of a kill. */
  answersLost: number;
  /** The number of requests for a summary that the model had already written. */
  repeats: number;
  /** The number of papers whose summaries were paid for. */
  paid: number;
  /** The number of votes compared at the ends of steps. */
  voted: number;
  readonly paidTwice: string[];
  readonly votes: string[];
  /** Violated platform rules, logged errors, bots that did not stop, steps that were not completed. */
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

/** Returns all problems, one line each. */
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
