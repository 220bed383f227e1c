import { COMMANDS } from '../../commands/index.ts';
import { type RespondParts, respond } from '../../src/app/respond.ts';
import type { Answer, Call, Desk, Use } from '../../src/core/command.ts';
import type { Day } from '../../src/core/day.ts';
import type { Place } from '../../src/core/subscription.ts';
import { createStage, PLACE } from '../app/stage.ts';
import { SETTINGS } from '../fixtures/settings.ts';

/** Someone at a platform's channel; `asked` are the layouts whose obstacles were asked for. */
export function createCall(overrides: Partial<Call> = {}) {
  const asked: string[] = [];
  const call: Call = {
    place: PLACE,
    manages: async () => true,
    async findObstacles(layout) {
      asked.push(layout);
      return [];
    },
    nameOf: async ({ channel }) => `#${channel}`,
    ...overrides,
  };
  return { call, asked };
}

/** The real commands over a real store; `ask` gives what the person gets to see. */
export async function createDesk() {
  const stage = await createStage();
  const { store, clock, log } = stage;
  let wakes = 0;
  const desk: Desk = {
    ...{ store, clock, commands: COMMANDS, missing: 'for-good', settings: SETTINGS },
    wake: () => {
      wakes += 1;
    },
  };
  const parts: RespondParts = { desk, log, makeReference: () => 'ref-1' };
  return {
    ...stage,
    desk,
    wakes: () => wakes,
    ask: (asked: Use | string, overrides?: Partial<Call>) =>
      respond(parts, createCall(overrides).call, asked),
    /** An edition that was posted to the place with all its cards. */
    async post(day: Day, paperIds: readonly string[], place: Place = PLACE, missing = 0): Promise<void> {
      const placeId = `${place.platform}:${place.channel}`;
      await store.openEdition(placeId, day, paperIds, 30, clock.now());
      await store.closeEdition(placeId, day, 'done', missing, clock.now());
    },
  };
}

/** Everything that an answer says, label and text of each section on one line. */
export const textOf = ({ cards }: Answer): string[] =>
  cards.flatMap(({ title, sections, footer }) => [
    title.text,
    ...sections.map(({ label, text }) => (label ? `${label}: ${text}` : text)),
    ...(footer ? [footer] : []),
  ]);

/** The text of the section with this label; undefined if there is none. */
export const sectionOf = ({ cards }: Answer, label: string): string | undefined =>
  cards.flatMap(({ sections }) => sections).find((section) => section.label === label)?.text;
