import { expect } from 'vitest';
import { createRun } from '../../../src/app/scheduler/run.ts';
import type { Day } from '../../../src/domain/calendar/day.ts';
import type { Card } from '../../../src/domain/card/card.ts';
import { REFRESHES } from '../../../src/domain/edition/refresh-step.ts';
import { TemporaryError } from '../../../src/domain/errors.ts';
import type { Paper } from '../../../src/domain/paper/paper.ts';
import type { Settings } from '../../../src/domain/subscription/settings.ts';
import { type Place, placeToId } from '../../../src/domain/subscription/subscription.ts';
import { DAY, HOUR } from '../../../src/lib/duration.ts';
import { createStage, LIST_DAY, makePapers, NOON, PLACE, type Stage } from '../editions/harness.ts';

/** A message that is about to be sent. */
export interface Sending {
  readonly key: string;
  /** The last part of the key: `heading`, a paper's id, or the date of a weekly best. */
  readonly part: string;
  readonly card: Card;
  readonly place: Place;
  readonly parentId: string | null;
  readonly at: number;
  /** Whether a request that fails is not repeated. */
  readonly isSingle: boolean;
}

export const OTHER: Place = { ...PLACE, channel: 'c2' };
export const refusal = (words = 'Invalid Form Body (50035)') => new TemporaryError(words, { isUndone: true });
export const noAnswer = () => new TemporaryError('timed out');

/** The list days after `LIST_DAY`, with the noon in Seoul at which each is posted. */
export const LATER: readonly (readonly [Day, number])[] = [
  ['2026-08-24', NOON + 3 * DAY],
  ['2026-08-25', NOON + 4 * DAY],
  ['2026-08-26', NOON + 5 * DAY],
];

type Run = ReturnType<typeof createRun>;

/** Plans and runs the jobs that are due, until none is. */
export async function turn(run: Run): Promise<void> {
  let rounds = 0;
  for (let due = await run.beat(); due.length > 0; due = await run.beat()) {
    rounds += 1;
    expect(rounds).toBeLessThan(100);
    for (const job of due) await run.run(job);
  }
}

/** Lives until an instant: a heartbeat whenever a job is due again, or a posting time or a refresh comes. */
export async function live(
  { clock, store, run, turn }: Pick<Stage, 'clock' | 'store'> & { run: Run; turn: () => Promise<void> },
  until: number,
): Promise<void> {
  await turn();
  while (clock.now() < until) {
    const editions = await store.editions(LIST_DAY);
    const refreshes = editions.flatMap(({ closedAt }) =>
      closedAt === null ? [] : REFRESHES.map(({ after }) => closedAt + after),
    );
    const noons = [1, 2, 3, 4, 5, 6].map((days) => NOON + days * DAY);
    const due = [...run.failedJobs().map((job) => job.until), ...refreshes, ...noons, until];
    clock.advance(Math.min(...due.filter((at) => at > clock.now())) - clock.now());
    await turn();
  }
}

/** Runs the scheduler over simulated time, with a platform in memory on which `fails` decides the fate of each send. */
export async function open(list: readonly Paper[] = makePapers(5)) {
  const stage = await createStage(list);
  const { clock, publisher, store, lists } = stage;
  const run = createRun(stage.parts);
  for (const [index, [day]] of LATER.entries()) lists[day] = makePapers(5, 6 + 5 * index);
  const sends: Sending[] = [];
  const scene = {
    ...{ ...stage, ...run, sends },
    /** Returns the error with which a send fails; null lets it pass. */
    fails: (_sending: Sending): Error | null => null,
    turn: () => turn(run),
    /** Lives until an instant: a heartbeat whenever a job is due again, or a posting time or a refresh comes. */
    live: (until: number) => live({ ...{ clock, store, run }, turn: () => turn(run) }, until),
    /** Lives for an hour, then goes on just before an instant, as if the bot had been down in the meantime. */
    async skipTo(instant: number) {
      await scene.live(clock.now() + HOUR);
      clock.advance(instant - 1 - clock.now());
    },
    /** The messages of a place, in order, each as the last part of its key. */
    postedIn: (place: Place = PLACE) =>
      publisher.messages
        .filter(({ to }) => placeToId(to.place) === placeToId(place))
        .map(({ key }) => key.split('/').at(-1) as string),
    unsent: (place: Place = PLACE) => store.unsent(placeToId(place), 0),
    subscribe: (settings: Partial<Settings> = {}, place: Place = PLACE) => stage.subscribe(settings, place),
  };
  const { send } = publisher;
  publisher.send = async (to, card, key, isSingle = false) => {
    const { place, parentId } = to;
    const sending = {
      key,
      part: key.split('/').at(-1) ?? '',
      card,
      place,
      parentId,
      isSingle,
      at: clock.now(),
    };
    sends.push(sending);
    const error = scene.fails(sending);
    if (error) throw error;
    return send(to, card, key);
  };
  return scene;
}

export const ids = makePapers(5).map(({ id }) => id);
export const WHOLE = ['heading', ...ids];
export { LIST_DAY };
