import { describe, expect, test } from 'vitest';
import { deliverBest } from '../../../src/app/editions/deliver-weekly.ts';
import { paperCard } from '../../../src/cards/build-card.ts';
import { paperUrl } from '../../../src/domain/paper/paper.ts';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { commandWording, pagesWording } from '../../../src/i18n/ko/command.ts';
import { bestWording, topWording } from '../../../src/i18n/ko/top.ts';
import { createClock } from '../../../src/lib/clock.ts';
import { escapeDiscord } from '../../../src/render/discord-text.ts';
import { idOf } from '../../contract/publisher.ts';
import { defaultGuildId, type StoredMessage } from '../../emulators/discord/index.ts';
import {
  BUSY_DAY,
  BUSY_TITLES,
  fillLibrary,
  fillPlace,
  LAST_DAY,
  LONGEST,
  RANKED,
  TITLES,
} from '../papers.ts';
import { createPublisher } from './api/call-harness.ts';
import { CHANNEL, expectClean, labelsOf, open, PLACE, type Scene, textOf } from './harness.ts';

/** Real titles with Korean summaries and votes; every message passes Discord's checks. */
async function openLibrary() {
  const scene = await open();
  const { stage } = scene;
  const now = stage.clock.now();
  const { signal } = stage.stop;
  const publisher = createPublisher({ call: scene.call, clock: createClock(null), log: stage.log, signal });
  await fillLibrary(stage.store, now);
  const send = async (paper: (typeof LONGEST)[number]) =>
    idOf(
      await publisher.send(
        { place: PLACE, parentId: null, since: now },
        paperCard({ paper, summary: null }, LAST_DAY, 'for-good'),
        paper.id,
      ),
    );
  await fillPlace(stage.store, PLACE, send, now);
  await scene.index();
  return { ...scene, publisher };
}

/** The text and links of each part. */
const linksIn = ({ embeds }: StoredMessage) =>
  (embeds[0]?.fields ?? []).map(({ value }) => {
    const [, before = '', label = '', url] = value.match(/^(.*?) ?\[([^\]]*)\]\((\S+)\)$/) ?? [];
    return { title: (before || label).replaceAll('\\', ''), url };
  });
const rowsOf = ({ components = [] }: StoredMessage) =>
  components.map((row) => ('components' in row ? row.components.length : 0));
/** Titles of the papers in a list, without their numbers. */
const titlesIn = ({ embeds }: StoredMessage) =>
  embeds.slice(1).map(({ title = '' }) => title.replaceAll('\\', '').replace(/^\d+\. /, ''));

/** Every page of an answer, by turning the pages of one message. */
async function readAll(scene: Scene, first: StoredMessage): Promise<StoredMessage[]> {
  const all = [first];
  for (let page = first; labelsOf(page).includes(pagesWording.next); all.push(page)) {
    page = await scene.pressLabel(page, pagesWording.next).answered;
  }
  return all;
}

describe('with the longest real titles', () => {
  test.each([
    ['week', 'here'],
    ['all', 'everywhere'],
  ])(
    'the ranking of ten (%s, %s) is taken, with every title whole and a button for each',
    async (period, where) => {
      const scene = await openLibrary();
      const { store } = scene.stage;
      const answer = await scene.use('top', { options: { period, where } }).answered;
      expect(linksIn(answer)).toEqual(RANKED.map(({ id, title }) => ({ title, url: paperUrl(id) })));
      expect(answer.embeds[0]?.fields?.map(({ name }) => name)).toEqual(
        RANKED.map(({ upvotes }, index) =>
          topWording.entry(index + 1, cardWording.voteCount(10 - index, 0), upvotes),
        ),
      );
      expect(rowsOf(answer)).toEqual([5, 5, 1]);
      expect(labelsOf(answer)).toEqual([
        ...RANKED.map((_, index) => pagesWording.more(index + 1)),
        commandWording.share,
      ]);
      const pressed = scene.pressLabel(answer, pagesWording.more(10));
      const card = await scene.discord.until(() => pressed.followUps()[0]);
      expect(textOf(card)).toContain(LONGEST[0]?.title);
      expect(textOf(card)).toContain(
        (await store.summaries([String(LONGEST[0]?.id)])).values().next().value?.easy,
      );
      expectClean(scene);
    },
  );

  test('a week’s best are one message, each linked to its own message', async () => {
    const scene = await openLibrary();
    const { stage, discord, publisher } = scene;
    const subscription = await stage.subscribe({}, PLACE);
    const parts = { ...stage.parts, publishers: new Map([['discord', publisher]]) };
    const due = { date: LAST_DAY, day: LAST_DAY, dueAt: stage.clock.now() };
    await deliverBest(parts, subscription, due);
    const best = discord.messages(CHANNEL).at(-1) as StoredMessage;
    const ids = new Map(discord.messages(CHANNEL).map(({ id, embeds }) => [embeds[0]?.url, id]));
    expect(linksIn(best)).toEqual(
      RANKED.slice(0, 5).map(({ id, title }) => ({
        title,
        url: `https://discord.com/channels/${defaultGuildId}/${CHANNEL}/${ids.get(paperUrl(id))}`,
      })),
    );
    expect(best.embeds[0]?.title).toBe(escapeDiscord(bestWording.title('2026-08-15', LAST_DAY)));
    expect(best.reactions).toBeUndefined();
    expectClean(scene);
  });

  test('every page of a search is taken, and no paper comes twice', async () => {
    const scene = await openLibrary();
    for (const options of [
      { words: '모델' },
      { field: 'LLM', sort: 'votes' },
      { words: LONGEST[1]?.title ?? '' },
    ]) {
      // Searches per person and minute are limited.
      scene.stage.clock.advance(60_000);
      const all = await readAll(scene, await scene.use('search', { options }).answered);
      const titles = all.flatMap(titlesIn);
      expect(titles.length).toBeGreaterThan(0);
      expect(new Set(titles).size).toBe(titles.length);
      for (const title of titles) expect(TITLES).toContain(title);
      for (const page of all) {
        const turning = all.length > 1 ? 1 + Number(page !== all[0] && page !== all.at(-1)) : 0;
        expect(rowsOf(page).reduce((sum, row) => sum + row, 0)).toBe(titlesIn(page).length + turning + 1);
      }
    }
    expectClean(scene);
  });

  test('every page of a day is taken, its papers by upvotes', async () => {
    const scene = await openLibrary();
    const all = await readAll(scene, await scene.use('today', { options: { day: BUSY_DAY } }).answered);
    expect(all.length).toBeGreaterThan(2);
    expect(all.flatMap(titlesIn).toSorted()).toEqual(BUSY_TITLES.toSorted());
    const upvotes = all.flatMap(({ embeds }) =>
      embeds.flatMap(({ fields = [] }) => fields.filter(({ name }) => name === cardWording.labels.upvotes)),
    );
    const counts = upvotes.map(({ value }) => Number(value));
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
    expectClean(scene);
  });

  test('all fields are taken, with how many papers they have', async () => {
    const scene = await openLibrary();
    const text = textOf(await scene.use('fields').answered);
    for (const field of ['강화 학습', '로보틱스'])
      expect(text).toMatch(new RegExp(`${field}\\([1-9]\\d*\\)`));
    expectClean(scene);
  });

  test('votes are shown next to a paper that has some', async () => {
    const scene = await openLibrary();
    const [paper] = LONGEST;
    const answer = await scene.use('show', { options: { paper: String(paper?.id) } }).answered;
    const votes = answer.embeds[0]?.fields?.find(({ name }) => name === cardWording.labels.votes);
    expect(votes?.value.replaceAll('\\', '')).toBe(cardWording.voteCount(1, 0));
    expectClean(scene);
  });
});
