import type { Day } from '../../../src/domain/calendar/day.ts';
import { statusWording } from '../../../src/i18n/ko/status.ts';
import { HOUR } from '../../../src/lib/duration.ts';
import { duesOf, isHeading, type Judgement, judgePlaces, slotsOf } from '../days/judge.ts';
import { noonAfter } from '../days/lists.ts';
import { openDays } from '../days/world.ts';
import { type Dose, pickDoses, poison } from './doses.ts';

/** How long after its posting time an edition is still on its day: until midnight in Seoul. */
const REST_OF_DAY = 12 * HOUR;
const FIRST: Day = '2026-01-05';

export interface PoisonOptions {
  readonly days: number;
  /** The share of messages that can never be sent, from 0 to 1. */
  readonly share: number;
  readonly seed: number;
}

/** What was posted, and what was not named. */
export interface PoisonVerdict extends Judgement {
  readonly doses: readonly Dose[];
  /** The number of messages that could not be sent, and that the status had to name. */
  readonly refused: number;
  /** A line for each message that could not be sent and that the status did not name on its day. */
  readonly unnamed: readonly string[];
  /** What the bot did that the platforms do not allow. */
  readonly rejections: number;
}

/** Runs the real bot for `days` days in which some messages can never be sent. */
export async function simulatePoison({ days, share, seed }: PoisonOptions): Promise<PoisonVerdict> {
  const world = await openDays({ first: FIRST, days });
  const doses = pickDoses(world, share, seed);
  poison(world, doses);
  const unnamed: string[] = [];
  for (const day of world.listDays) {
    await world.runUntil(noonAfter(day) + REST_OF_DAY);
    for (const dose of doses.filter((it) => isUnsent(it) && slotsOf(it.place, day).includes(it.slot))) {
      const says = await world.status(dose.place);
      if (!isNamed(dose, says)) unnamed.push(`${dose.place.placeId} ${dose.slot} (${dose.form.name})`);
    }
  }
  const judgement = judgePlaces(world, (place) =>
    duesOf(world, place, () => REST_OF_DAY).filter(
      ({ slot }) => !doses.some((it) => it.place === place && it.slot === slot && isUnsent(it)),
    ),
  );
  const rejections = world.discord.rejections.length + world.slack.rejections.length;
  await world.close();
  return { ...judgement, doses, refused: doses.filter(isUnsent).length, unnamed, rejections };
}

/** Returns false if members get the message after all: a heading comes as plain text instead. */
const isUnsent = ({ slot, form }: Dose): boolean => !isHeading(slot) && !form.isAccepted;

/** Returns true if a status lists a message among those that could not be sent: a card by its title. */
function isNamed({ slot }: Dose, says: string): boolean {
  const unsent = says.replaceAll('\\', '').split(statusWording.unsent)[1] ?? '';
  return unsent.includes(slot.startsWith('weekly') ? statusWording.unsentBest : slot);
}
