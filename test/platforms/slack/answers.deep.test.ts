import { describe, expect, test } from 'vitest';
import { deliverBest } from '../../../src/app/editions/deliver-weekly.ts';
import { paperCard } from '../../../src/cards/build-card.ts';
import { paperUrl } from '../../../src/domain/paper/paper.ts';
import type { Place, Subscription } from '../../../src/domain/subscription/subscription.ts';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { commandWording, pagesWording } from '../../../src/i18n/ko/command.ts';
import { bestWording, topWording } from '../../../src/i18n/ko/top.ts';
import type { Publisher } from '../../../src/ports/publisher.ts';
import { idOf } from '../../contract/publisher.ts';
import type { StoredMessage } from '../../emulators/slack/index.ts';
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
import { titleOf } from './api/call-harness.ts';
import { CHANNEL, type Context, failOnStray, labelsOf, open, PLACE_ID, wordsOf } from './harness.ts';

failOnStray();
const PLACE: Place = { platform: 'slack', workspace: 'T0LOOPBACK', channel: CHANNEL };

/** Real titles with Korean summaries and votes; every message passes Slack's checks. */
async function openLibrary(context: Context) {
  const scene = await open(context, { env: { SUBSCRIBE: '' } });
  await scene.start();
  await scene.says('Slack is on');
  await scene.delivered('web:paperboy');
  const { store, publishers } = scene.app();
  const now = scene.clock.now();
  const publisher = publishers.get('slack') as Publisher;
  await fillLibrary(store, now);
  const send = async (paper: (typeof LONGEST)[number]) => {
    const card = paperCard({ paper, summary: null }, LAST_DAY, 'for-good');
    return idOf(await publisher.send({ place: PLACE, parentId: null, since: now }, card, paper.id));
  };
  await fillPlace(store, PLACE, send, now);
  await scene.index();
  return scene;
}

interface Block {
  readonly type: string;
  readonly elements?: { readonly elements: { type: string; text: string; url?: string }[] }[];
}

/** Every link in the text except those of paper titles. */
const linksIn = ({ blocks = [] }: StoredMessage) =>
  (blocks as unknown as Block[])
    .filter(({ type }) => type === 'rich_text')
    .flatMap(({ elements = [] }) => elements.flatMap((one) => one.elements))
    .filter(({ type }) => type === 'link')
    .map(({ text, url }) => ({ title: text, url }));
/** Titles of the papers in a list, without their numbers. */
const titlesIn = (message: StoredMessage) =>
  linksIn(message).map(({ title }) => title.replace(/^\d+\. /, ''));

/** Every page of an answer, by turning the pages of one message. */
async function readAll(scene: Awaited<ReturnType<typeof open>>, first: StoredMessage) {
  const all = [first];
  for (let page = first; labelsOf(page).includes(pagesWording.next); all.push(page)) {
    page = await scene.press(page, pagesWording.next).answered;
    expect(page.ts).toBe(first.ts);
  }
  return all;
}

describe('with the longest real titles', () => {
  test.for([
    ['최근 7일', '이 채널'],
    ['전체 기간', '모든 채널'],
  ] as const)(
    'the ranking of ten (%s, %s) is taken, with every title whole and a button for each',
    async ([period, where], context) => {
      const scene = await openLibrary(context);
      const answer = await scene.use(`인기 기간:"${period}" 범위:"${where}"`).answered;
      expect(answer.text.split('\n')[0]).toBe(topWording.title(period, where));
      expect(linksIn(answer)).toEqual(RANKED.map(({ id, title }) => ({ title, url: paperUrl(id) })));
      for (const [index, { upvotes }] of RANKED.entries())
        expect(wordsOf(answer)).toContain(
          `"${topWording.entry(index + 1, cardWording.voteCount(10 - index, 0), upvotes)}"`,
        );
      expect(labelsOf(answer)).toEqual([
        ...RANKED.map((_, index) => pagesWording.more(index + 1)),
        commandWording.share,
      ]);
      const card = await scene.press(answer, pagesWording.more(10)).answered;
      expect(titleOf(card).text).toBe(LONGEST[0]?.title);
      expect(scene.slack.rejections).toEqual([]);
    },
  );

  test('a week’s best are one message, each linked to its own message', async (context) => {
    const scene = await openLibrary(context);
    const subscription = { place: PLACE } as Subscription;
    const due = { date: LAST_DAY, day: LAST_DAY, dueAt: scene.clock.now() };
    await deliverBest(scene.app(), subscription, due);
    const messages = scene.slack.messages(CHANNEL);
    const best = messages.at(-1) as StoredMessage;
    const tsOf = new Map(messages.map((message) => [titleOf(message).text, message.ts]));
    const [title, ...links] = linksIn(best);
    expect(title?.title).toBe(bestWording.title('2026-08-15', LAST_DAY));
    expect(links).toEqual(
      RANKED.slice(0, 5).map(({ title }) => ({
        title,
        url: `https://loopback.slack.com/archives/${CHANNEL}/p${tsOf.get(title)?.replace('.', '')}`,
      })),
    );
    expect(best.reactions).toBeUndefined();
    expect(scene.slack.rejections).toEqual([]);
  });

  test('every page of a search and of a day is taken, and no paper comes twice', async (context) => {
    const scene = await openLibrary(context);
    for (const line of ['검색 모델', '검색 분야:LLM 정렬:추천수순', `검색 검색어:"${LONGEST[1]?.title}"`]) {
      // Searches per person and minute are limited.
      scene.clock.advance(60_000);
      const titles = (await readAll(scene, await scene.use(line).answered)).flatMap(titlesIn);
      expect(titles.length, line).toBeGreaterThan(0);
      expect(new Set(titles).size, line).toBe(titles.length);
      for (const title of titles) expect(TITLES).toContain(title);
    }
    const all = await readAll(scene, await scene.use(`오늘 날짜:${BUSY_DAY}`).answered);
    expect(all.length).toBeGreaterThan(2);
    expect(all.flatMap(titlesIn).toSorted()).toEqual(BUSY_TITLES.toSorted());
    expect(scene.slack.rejections).toEqual([]);
  });

  test('all fields are taken, and a paper with votes says so', async (context) => {
    const scene = await openLibrary(context);
    expect(await scene.say('분야')).toMatch(/강화 학습\([1-9]\d*\)/);
    expect(await scene.say(`보기 ${LONGEST[0]?.id}`)).toContain(cardWording.voteCount(1, 0));
    expect(scene.slack.rejections).toEqual([]);
    expect(await scene.store().subscription(PLACE_ID)).toBeNull();
  });
});
