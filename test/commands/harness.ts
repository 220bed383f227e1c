import { COMMANDS } from '../../commands/index.ts';
import { createResponder } from '../../src/app/commands/handlers.ts';
import type { ModelStatus } from '../../src/app/health/model-check.ts';
import type { Invocation, ParsedCommand, PressedButton, Reply } from '../../src/command/invocation.ts';
import { toButton } from '../../src/command/parse-line.ts';
import type { Day } from '../../src/domain/calendar/day.ts';
import type { ListItem } from '../../src/domain/card/card.ts';
import type { Price } from '../../src/domain/paper/cost.ts';
import type { Paper } from '../../src/domain/paper/paper.ts';
import { type Place, placeToId } from '../../src/domain/subscription/subscription.ts';
import { makeInvocation } from '../app/commands/invocation.ts';
import { createResponderDeps } from '../app/commands/responder-deps.ts';
import { createStage, LIST_DAY, PLACE } from '../app/editions/harness.ts';

/** Creates an invocation in a named channel; `asked` collects the layouts whose obstacles were checked. */
export function createCall(overrides: Partial<Invocation> = {}) {
  const asked: string[] = [];
  const invocation = makeInvocation({
    async findObstacles({ layout }) {
      asked.push(layout);
      return [];
    },
    nameOf: async ({ channel }) => `#${channel}`,
    ...overrides,
  });
  return { invocation, asked };
}

/** Sets up the real commands and responder with a real store; `ask` returns the reply that the user gets. */
export async function createHarness(
  list?: readonly Paper[],
  changes: { missing?: 'no-summarizer'; price?: Price; modelCheck?: ModelStatus } = {},
) {
  const stage = await createStage(list);
  const { store, clock } = stage;
  let wakes = 0;
  const parts = {
    ...(await createResponderDeps({ ...stage.parts, ...changes }, stage.folder)),
    commands: COMMANDS,
    wake: () => {
      wakes += 1;
    },
  };
  const responder = createResponder(parts);
  const ask = (asked: ParsedCommand | PressedButton | string, overrides?: Partial<Invocation>) =>
    responder.respond(createCall(overrides).invocation, asked);
  return {
    ...stage,
    ...{ parts, responder, ask },
    wakes: () => wakes,
    /** Adds the papers of the store to the search index and to the completions. */
    catchUp: () => parts.indexing.catchUp(),
    /** Presses the button with this label. */
    press: (answer: Reply, label: string, overrides?: Partial<Invocation>) =>
      ask(
        { pressed: buttonsOf(answer).find((button) => button.label === label)?.line ?? `no button ${label}` },
        overrides,
      ),
    /** Records a posted edition; `missing` of its cards have no summary. */
    async post(day: Day, paperIds: readonly string[], place: Place = PLACE, missing = 0): Promise<void> {
      const placeId = placeToId(place);
      await store.openEdition(placeId, day, paperIds, 30, clock.now());
      await store.closeEdition(placeId, day, 'done', missing, clock.now());
    },
    /** Records the messages of an edition as sent, so reactions to them count as votes at the place. */
    async send(paperIds: readonly string[], day: Day = LIST_DAY, place: Place = PLACE): Promise<void> {
      for (const paperId of paperIds) {
        const placeId = placeToId(place);
        const key = `${placeId}/${day}/${paperId}`;
        await store.claim({ key, placeId, day, paperId }, 'a', clock.now(), 1_000);
        await store.settle(key, messageOf(paperId, day, place), '', clock.now());
      }
    },
    /** Adds 👍 and 👎 reactions by different people to a message from `send`. */
    async vote(paperId: string, up: number, down = 0, place: Place = PLACE, day: Day = LIST_DAY) {
      const { platform } = place;
      for (let n = 0; n < up + down; n += 1) {
        const press = n < up ? ({ emoji: '👍', value: 1 } as const) : ({ emoji: '👎', value: -1 } as const);
        const pressed = { paperId, platform, voter: `v${n}`, messageId: messageOf(paperId, day, place) };
        await store.addReaction({ ...pressed, ...press }, clock.now());
      }
    },
  };
}

const messageOf = (paperId: string, day: Day, place: Place) => `${place.channel}-${day}-${paperId}`;

/** Returns all texts of a reply, with the label and the text of a section, or all texts of a paper, on one line. */
export const textOf = ({ cards }: Reply): string[] =>
  cards.flatMap(({ title, sections, items = [], footer }) => [
    title.text,
    ...sections.map(({ label, text }) => (label ? `${label}: ${text}` : text)),
    ...items.map((item) =>
      [`${item.number}. ${item.title.text}`, item.sentence.text, item.details.text].join('\n'),
    ),
    ...(footer ? [footer] : []),
  ]);

/** Returns the text of the section with this label; undefined if there is none. */
export const sectionOf = ({ cards }: Reply, label: string): string | undefined =>
  cards.flatMap(({ sections }) => sections).find((section) => section.label === label)?.text;

/** Returns the papers of the lists in a reply. */
export const itemsOf = ({ cards }: Reply): ListItem[] => cards.flatMap(({ items = [] }) => items);

/** Returns the ids of the papers in a reply, in order. */
export const papersOf = ({ cards }: Reply): string[] =>
  cards.flatMap(({ paperId, items = [] }) => paperId ?? items.map((item) => item.paperId));

/** Returns the buttons of a reply: those of its papers, then the others. */
const buttonsOf = (reply: Reply) => [
  ...itemsOf(reply).map(({ command }) => toButton(command)),
  ...reply.buttons,
];

/** Returns the labels of a reply's buttons. */
export const labelsOf = (reply: Reply): string[] => buttonsOf(reply).map(({ label }) => label);

/** Returns the texts of a reply's first card. */
export const headingOf = ({ cards: [card] }: Reply) => ({
  title: card?.title.text,
  text: card?.sections[0]?.text,
  notice: card?.notice,
  footer: card?.footer,
});
