import { expect, test } from 'vitest';
import { findPublisher } from '../../src/app/editions/attempt.ts';
import { deliverBest } from '../../src/app/editions/deliver-weekly.ts';
import type { SendDeps } from '../../src/app/editions/send.ts';
import { paperCard } from '../../src/cards/build-card.ts';
import { paperUrl } from '../../src/domain/paper/paper.ts';
import { type Place, placeToId, type Subscription } from '../../src/domain/subscription/subscription.ts';
import { cardWording } from '../../src/i18n/ko/card.ts';
import { commandWording, pagesWording } from '../../src/i18n/ko/command.ts';
import { bestWording, topWording } from '../../src/i18n/ko/top.ts';
import { texToUnicode } from '../../src/lib/tex/tex-to-unicode.ts';
import {
  BUSY_DAY,
  BUSY_TITLES,
  fillLibrary,
  fillPlace,
  LAST_DAY,
  LONG_TITLED,
  RANKED,
  TITLES,
} from '../platforms/papers.ts';
import { idOf } from './publisher.ts';

/** A running bot with one channel that is not subscribed. */
export interface AnswerServer<Message> {
  readonly deps: SendDeps;
  advance(ms: number): void;
  /** Adds the papers of the store to the search index. */
  index(): Promise<void>;
  use(command: string, given?: Readonly<Record<string, string>>): Promise<Message>;
  /** Presses a button; resolves to the changed or new message. */
  press(message: Message, label: string): Promise<Message>;
  /** The messages in the channel, oldest first. */
  messages(): readonly Message[];
  /** Refused requests, and warnings and errors in the log. */
  complaints(): readonly unknown[];
}

/** A chat platform, with functions that read messages as members see them. */
export interface AnswerPlatform<Message> {
  readonly place: Place;
  open(): Promise<AnswerServer<Message>>;
  idOf(message: Message): string;
  /** The platform's link to a message in the channel. */
  linkTo(message: Message): string;
  titleOf(message: Message): string;
  /** The labelled texts of a card, without markup. */
  sectionsOf(message: Message): readonly { readonly label: string; readonly text: string }[];
  /** The links in the texts of a card. */
  linksIn(message: Message): readonly { readonly title: string; readonly url: string | undefined }[];
  /** The papers in a list, with their titles without the numbers, and all their other texts. */
  papersIn(
    message: Message,
  ): readonly { readonly title: string; readonly url: string; readonly text: string }[];
  labelsOf(message: Message): readonly string[];
  /** All text of a message, without markup. */
  textOf(message: Message): string;
}

/** Opens a server with real titles, Korean summaries and votes; it checks every message as the platform does. */
export async function openLibrary<Message>({
  place,
  open,
}: Pick<AnswerPlatform<Message>, 'place' | 'open'>): Promise<AnswerServer<Message>> {
  const server = await open();
  const { store, clock } = server.deps;
  const publisher = findPublisher(server.deps, place);
  const now = clock.now();
  await fillLibrary(store, now);
  const send = async (paper: (typeof LONG_TITLED)[number]) => {
    const card = paperCard({ paper, summary: null }, LAST_DAY, 'for-good');
    return idOf(await publisher.send({ place, parentId: null, since: now }, card, paper.id));
  };
  await fillPlace(store, place, send, now);
  await server.index();
  return server;
}

/** Tests the answers of commands with the longest real titles, which make the longest messages. */
export function describeAnswers<Message extends { readonly reactions?: unknown }>(
  platform: AnswerPlatform<Message>,
): void {
  const { labelsOf, linksIn, papersIn, sectionsOf, textOf, titleOf } = platform;
  const titlesIn = (message: Message) => papersIn(message).map(({ title }) => title);
  const upvotesIn = (message: Message) =>
    papersIn(message).map(({ text }) => Number(text.match(/추천수 (\d+)/)?.[1]));

  /** Returns all pages of an answer, each of which replaces the previous one in the same message. */
  async function readAll(server: AnswerServer<Message>, first: Message): Promise<Message[]> {
    const all = [first];
    for (let page = first; labelsOf(page).includes(pagesWording.next); all.push(page)) {
      page = await server.press(page, pagesWording.next);
      expect(platform.idOf(page)).toBe(platform.idOf(first));
    }
    return all;
  }

  test.each([
    ['week', 'here'],
    ['all', 'everywhere'],
  ] as const)(
    'a ranking of ten papers (%s, %s) is accepted, with every title in full and a button for each paper',
    async (period, where) => {
      const server = await openLibrary(platform);
      const answer = await server.use('top', { period, where });
      const { periods, wheres, title } = topWording;
      expect(titleOf(answer)).toBe(title(periods[period], wheres[where]));
      const papers = papersIn(answer);
      expect(papers.map(({ title, url }) => ({ title, url }))).toEqual(
        RANKED.map(({ id, title }) => ({ title: texToUnicode(title), url: paperUrl(id) })),
      );
      for (const [index, { upvotes }] of RANKED.entries())
        expect(papers[index]?.text).toContain(
          `${cardWording.upvoteCount(upvotes)} · ${cardWording.voteCount(10 - index, 0)}`,
        );
      expect(labelsOf(answer)).toEqual([
        ...RANKED.map((_, index) => pagesWording.more(index + 1)),
        commandWording.share,
      ]);
      const card = await server.press(answer, pagesWording.more(10));
      const [longest] = LONG_TITLED;
      expect(titleOf(card)).toBe(texToUnicode(longest?.title ?? ''));
      const [summary] = (await server.deps.store.summaries([String(longest?.id)])).values();
      expect(textOf(card)).toContain(summary?.easy);
      expect(server.complaints()).toEqual([]);
    },
  );

  test('the weekly best is one message, in which each paper links to its own message', async () => {
    const server = await openLibrary(platform);
    const linkOf = new Map(server.messages().map((message) => [titleOf(message), platform.linkTo(message)]));
    const due = { date: LAST_DAY, day: LAST_DAY, dueAt: server.deps.clock.now() };
    await deliverBest({ ...server.deps, wake: () => {} }, { place: platform.place } as Subscription, due);
    const best = server.messages().at(-1) as Message;
    expect(titleOf(best)).toBe(bestWording.title('2026-08-15', LAST_DAY));
    const bestTitles = RANKED.slice(0, 5).map(({ title }) => texToUnicode(title));
    expect(linksIn(best)).toEqual(bestTitles.map((title) => ({ title, url: linkOf.get(title) })));
    expect(best.reactions).toBeUndefined();
    expect(server.complaints()).toEqual([]);
  });

  test('every page of a search is accepted, and no paper appears twice', async () => {
    const server = await openLibrary(platform);
    for (const given of [
      { words: '모델' },
      { field: 'LLM', sort: 'votes' },
      { words: LONG_TITLED[1]?.title ?? '' },
    ]) {
      // The number of searches is limited per person and minute.
      server.advance(60_000);
      const all = await readAll(server, await server.use('search', given));
      const titles = all.flatMap(titlesIn);
      expect(titles.length).toBeGreaterThan(0);
      expect(new Set(titles).size).toBe(titles.length);
      // The papers of the stage are found as well.
      for (const title of titles)
        if (!title.startsWith('Paper ')) expect([...TITLES].map(texToUnicode)).toContain(title);
      for (const page of all) {
        const turning = all.length > 1 ? 1 + Number(page !== all[0] && page !== all.at(-1)) : 0;
        expect(labelsOf(page)).toHaveLength(titlesIn(page).length + turning + 1);
      }
    }
    expect(server.complaints()).toEqual([]);
  });

  test('every page of a day is accepted, with the papers sorted by upvotes', async () => {
    const server = await openLibrary(platform);
    const all = await readAll(server, await server.use('today', { day: BUSY_DAY }));
    expect(all.length).toBeGreaterThan(1);
    expect(all.flatMap(titlesIn).toSorted()).toEqual(BUSY_TITLES.map(texToUnicode).toSorted());
    const counts = all.flatMap(upvotesIn);
    expect(counts).toHaveLength(BUSY_TITLES.length);
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
    expect(server.complaints()).toEqual([]);
  });

  test('the list of all fields is accepted, with the number of papers in each', async () => {
    const server = await openLibrary(platform);
    const text = textOf(await server.use('fields'));
    for (const field of ['강화 학습', '로보틱스']) expect(text).toMatch(new RegExp(`${field} [1-9]\\d*편`));
    expect(server.complaints()).toEqual([]);
  });

  test('the card of a paper with votes shows them', async () => {
    const server = await openLibrary(platform);
    const answer = await server.use('show', { paper: String(LONG_TITLED[0]?.id) });
    const text = cardWording.voteCount(1, 0);
    expect(sectionsOf(answer)).toContainEqual({ label: cardWording.labels.votes, text });
    expect(server.complaints()).toEqual([]);
    expect(await server.deps.store.subscription(placeToId(platform.place))).toBeNull();
  });
}
