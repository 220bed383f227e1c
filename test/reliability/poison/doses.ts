import { createRandom } from '../../fixtures/random.ts';
import { isHeading, slotsOf } from '../days/judge.ts';
import type { DailyPlace } from '../days/places.ts';
import { postedBy, slotOf } from '../days/shown.ts';
import type { DaysWorld } from '../days/world.ts';
import { DISCORD_FORMS, type Form, SLACK_FORMS } from './forms.ts';

/** A message that its platform never accepts. */
export interface Dose {
  readonly place: DailyPlace;
  readonly slot: string;
  readonly form: Form<unknown>;
}

/** The least share of the weekly messages, of which a place gets too few to be left to chance. */
const WEEKLY_SHARE = 0.25;

/**
 * Picks the messages that can never be sent: each with the probability `share`, the weekly ones with at least
 * `WEEKLY_SHARE`. The forms are dealt in turn, so that all of them occur.
 */
export function pickDoses(
  { places, listDays }: Pick<DaysWorld, 'places' | 'listDays'>,
  share: number,
  seed: number,
): Dose[] {
  const random = createRandom(seed);
  const next = { discord: seed, slack: seed };
  return listDays.flatMap((day) =>
    places.flatMap((place) =>
      slotsOf(place, day).flatMap((slot) => {
        const isWeekly = slot.startsWith('weekly');
        if (random() >= (isWeekly ? Math.max(share, WEEKLY_SHARE) : share)) return [];
        const forms: readonly Form<unknown>[] = place.platform === 'discord' ? DISCORD_FORMS : SLACK_FORMS;
        const form = forms[next[place.platform]++ % forms.length] as Form<unknown>;
        return [{ place, slot, form }];
      }),
    ),
  );
}

/** Makes the platforms refuse the doses. Returns the slots that were asked for, by place id. */
export function poison(world: DaysWorld, doses: readonly Dose[]): void {
  const byKey = new Map(doses.map((dose) => [`${dose.place.placeId} ${dose.slot}`, dose]));
  /** The content of a heading is what is poisoned: another text about the same day is another message. */
  const headings = new Map<Dose, string>();
  const find = (request: Parameters<typeof postedBy>[1]) => {
    const posted = postedBy(world, request);
    if (!posted) return undefined;
    const slot = slotOf(posted.content);
    const dose = byKey.get(`${posted.place.placeId} ${slot}`);
    if (!dose || !isHeading(slot)) return dose?.form.fault;
    const content = JSON.stringify(posted.content);
    if (!headings.has(dose)) headings.set(dose, content);
    return headings.get(dose) === content ? dose.form.fault : undefined;
  };
  world.discord.fault = (request) => find(request) as never;
  world.slack.fault = ({ method, body }) => find({ method, body }) as never;
}
