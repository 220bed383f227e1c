import { type Findings, noFindings } from './audit.ts';

/** What came out of all scenes so far. */
export interface Tally extends Findings {
  kills: number;
  stops: number;
  /** Kills by point; `random` for those by the clock. */
  readonly killsAt: Map<string, number>;
  /** Messages that stood on a platform at a kill while the store did not know that yet. */
  unknownAtKill: number;
  /** Answers of the model that a kill came before their row; requests that were made again for them. */
  answersLost: number;
  repeats: number;
  readonly paidTwice: string[];
  readonly votes: string[];
  /** Broken rules of a platform, errors in the log, bots that would not end, editions that would not be done. */
  readonly complaints: string[];
}

export const newTally = (): Tally => ({
  ...noFindings(),
  ...{ kills: 0, stops: 0, killsAt: new Map(), unknownAtKill: 0, answersLost: 0, repeats: 0 },
  ...{ paidTwice: [], votes: [], complaints: [] },
});

export function countKill(tally: Tally, point: string): void {
  tally.kills += 1;
  tally.killsAt.set(point, (tally.killsAt.get(point) ?? 0) + 1);
}

/** Everything that must not be, each a line. */
export const problemsOf = (tally: Tally): string[] =>
  [
    ...(['doubled', 'lost', 'misplaced', 'unseeded', 'stale', 'unsettled', 'paidTwice', 'votes'] as const),
    'complaints' as const,
  ].flatMap((kind) => tally[kind].map((line) => `${kind}: ${line}`));
