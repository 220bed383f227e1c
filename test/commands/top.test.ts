import { describe, expect, test } from 'vitest';
import { answerCard } from '../../src/cards/build-card.ts';
import { listItems } from '../../src/cards/list-items.ts';
import type { Reply } from '../../src/command/invocation.ts';
import { LIMITS } from '../../src/command/quotas.ts';
import { addDays } from '../../src/domain/calendar/day.ts';
import { type Paper, paperUrl } from '../../src/domain/paper/paper.ts';
import { WEB_PLACE } from '../../src/domain/subscription/subscription.ts';
import { cardWording } from '../../src/i18n/ko/card.ts';
import { commandWording, pagesWording } from '../../src/i18n/ko/command.ts';
import { topWording } from '../../src/i18n/ko/top.ts';
import { LIST_DAY, makePapers, NOON, PLACE, PLACE_ID } from '../app/editions/harness.ts';
import { SETTINGS } from '../fixtures/settings.ts';
import { createHarness, itemsOf, labelsOf, papersOf, textOf } from './harness.ts';

const ELSEWHERE = { ...PLACE, channel: 'c2' };
const papers = makePapers(12);
const ids = papers.map(({ id }) => id);

/** Starts with Friday's papers: the first six were posted here, and all of them elsewhere. */
async function start() {
  const context = await createHarness(papers);
  await context.send(ids.slice(0, 6));
  await context.send(ids, LIST_DAY, ELSEWHERE);
  return context;
}

/** Returns the ids of the papers in a reply, from their links. */
const rankedIn = (answer: Reply) => itemsOf(answer).map(({ url }) => url.split('/').at(-1) ?? '');

describe('the best papers of a channel', () => {
  test('cover the last seven list days, including the one that is filling if the channel receives it', async () => {
    const week = Array.from({ length: 9 }, (_, ago) => addDays(LIST_DAY, -ago));
    const context = await createHarness(makePapers(1));
    for (const [at, day] of week.entries()) {
      await context.store.saveListDay(day, [papers[at] as Paper], null, NOON);
      await context.send([ids[at] as string], day);
    }
    const daysOf = async (mode: 'closed' | 'live', at: string) => {
      await context.store.subscribe(PLACE, { ...SETTINGS, mode }, NOON);
      await context.store.changeSettings(PLACE_ID, { ...SETTINGS, mode });
      context.clock.advance(Date.parse(at) - context.clock.now());
      return rankedIn(await context.ask('/paper top')).map((id) => week[ids.indexOf(id)]);
    };
    // LIST_DAY has just ended. In live mode, the seven days end with the next list day, which has no papers yet.
    expect((await daysOf('closed', '2026-08-22T03:00:00Z')).sort()).toEqual(week.slice(0, 7).sort());
    expect((await daysOf('live', '2026-08-22T03:00:00Z')).sort()).toEqual(week.slice(0, 6).sort());
  });

  test('are ranked by ups minus downs, then upvotes; each with its rank, votes and link', async () => {
    const { ask, vote } = await start();
    await vote(ids[4] as string, 3, 1);
    await vote(ids[2] as string, 2);
    await vote(ids[1] as string, 0, 1);
    const answer = await ask('/paper top', { manages: async () => false });
    const order = [2, 4, 0, 3, 5, 1];
    expect(rankedIn(answer)).toEqual(order.map((at) => ids[at]));
    const votes = new Map([
      [2, { up: 2, down: 0 }],
      [4, { up: 3, down: 1 }],
      [1, { up: 0, down: 1 }],
    ]);
    const ranked = order.map((at) => ({ paper: papers[at] as Paper, summary: null }));
    expect(answer.cards).toEqual([
      {
        ...answerCard(topWording.title(topWording.periods.week, topWording.wheres.here), [
          { name: 'text', label: '', text: topWording.explained },
        ]),
        items: listItems(ranked, 1, (id) => votes.get(ids.indexOf(id))),
      },
    ]);
    const [first] = itemsOf(answer);
    expect(first).toMatchObject({ number: 1, title: { text: 'Paper 3' }, url: paperUrl('2608.00003') });
    expect(first?.details.text).toContain(`${cardWording.upvoteCount(98)} · ${cardWording.voteCount(2, 0)}`);
    expect(answer.standsBelow).toBeFalsy();
  });

  test('open by their buttons, and can be shared', async () => {
    const { ask, press } = await start();
    const answer = await ask('/논문 인기');
    expect(labelsOf(answer)).toEqual([
      ...ids.slice(0, 6).map((_, index) => pagesWording.more(index + 1)),
      commandWording.share,
    ]);
    expect(papersOf(await press(answer, pagesWording.more(2)))).toEqual([ids[1]]);
    const shared = await press(answer, commandWording.share);
    expect(shared).toMatchObject({ isShared: true, buttons: [] });
    expect(rankedIn(shared)).toEqual(rankedIn(answer));
  });

  test("count only this channel's votes, each person once, however often a paper was posted", async () => {
    const { ask, vote, send } = await start();
    await vote(ids[5] as string, 1);
    await vote(ids[3] as string, 9, 0, ELSEWHERE);
    expect(rankedIn(await ask('/paper top')).slice(0, 2)).toEqual([ids[5], ids[0]]);
    expect(rankedIn(await ask('/paper top', { place: ELSEWHERE })).slice(0, 2)).toEqual([ids[3], ids[0]]);
    await send([ids[5] as string], '2026-08-20');
    await vote(ids[5] as string, 1, 0, PLACE, '2026-08-20');
    const [first] = itemsOf(await ask('/paper top'));
    expect(first).toMatchObject({ number: 1, title: { text: 'Paper 6' } });
    expect(first?.details.text).toContain(`${cardWording.upvoteCount(95)} · ${cardWording.voteCount(1, 0)}`);
  });

  test('are only those that were posted here, not claimed or refused ones', async () => {
    const { ask, store, clock } = await start();
    const next = { placeId: PLACE_ID, day: LIST_DAY };
    await store.claim({ ...next, key: 'a', paperId: ids[6] as string }, 'a', clock.now(), 1_000);
    await store.claim({ ...next, key: 'b', paperId: ids[7] as string }, 'a', clock.now(), 1_000);
    await store.refuse('b', 'a', '권한이 없습니다.', clock.now());
    expect(rankedIn(await ask('/paper top'))).toEqual(ids.slice(0, 6));
  });
});

describe('the best papers everywhere', () => {
  test.each(['/paper top where:everywhere', '/논문 인기 범위:모든'])(
    'are all that were listed, with the votes from all channels: %s',
    async (line) => {
      const { ask, vote } = await start();
      await vote(ids[5] as string, 1);
      await vote(ids[9] as string, 2, 0, ELSEWHERE);
      const answer = await ask(line);
      expect(rankedIn(answer)).toEqual([ids[9], ids[5], ...ids.slice(0, 5), ids[6], ids[7], ids[8]]);
      expect(answer.cards[0]?.title.text).toBe(
        topWording.title(topWording.periods.week, topWording.wheres.everywhere),
      );
    },
  );

  test('are at most ten, without withdrawn ones', async () => {
    const context = await createHarness(papers.map((paper, at) => ({ ...paper, withdrawn: at === 0 })));
    expect(rankedIn(await context.ask('/paper top where:everywhere'))).toEqual(ids.slice(1, 11));
  });
});

describe('the period', () => {
  /** The ages of the papers, in days before the newest list day that has ended. */
  const AGES = [0, 6, 7, 29, 30, 400];
  async function startAged() {
    const context = await createHarness([papers[0] as Paper]);
    for (const [at, age] of AGES.entries()) {
      const day = addDays(LIST_DAY, -age);
      await context.store.saveListDay(day, [papers[at] as Paper], null, NOON);
      await context.send([ids[at] as string], day);
    }
    return context;
  }

  test.each([
    ['', 2],
    ['period:week', 2],
    ['기간:이번', 2],
    ['period:month', 4],
    ['기간:"한 달"', 4],
    ['기간:"최근 30일"', 4],
    ['period:all', 6],
    ['기간:전체', 6],
  ])('"%s" has the papers of the first %i days', async (typed, count) => {
    const { ask } = await startAged();
    expect(rankedIn(await ask(`/paper top ${typed}`))).toEqual(ids.slice(0, count));
    expect(rankedIn(await ask(`/paper top ${typed} where:everywhere`))).toEqual(ids.slice(0, count));
  });

  test('is shown in the title and kept in a shared reply', async () => {
    const { ask } = await startAged();
    const answer = await ask('/논문 인기 기간:month 범위:everywhere');
    expect(answer.cards[0]?.title.text).toBe(
      topWording.title(topWording.periods.month, topWording.wheres.everywhere),
    );
    expect(answer.line).toBe('/paper top period:month where:everywhere');
  });

  test('includes the list that is filling', async () => {
    const { ask, store, clock } = await startAged();
    clock.advance(Date.parse('2026-08-24T12:00:00Z') - NOON);
    await store.saveListDay('2026-08-24', [{ ...(papers[9] as Paper), upvotes: 999 }], null, clock.now());
    expect(rankedIn(await ask('/paper top where:everywhere'))[0]).toBe(ids[9]);
  });

  test.each(['period:year', 'where:there', '기간:'])('cannot be %s', async (typed) => {
    const { ask } = await createHarness();
    expect((await ask(`/paper top ${typed}`)).standsBelow).toBe(true);
  });
});

test('a channel without papers gets an answer that says so, with nothing to share', async () => {
  const { ask } = await createHarness();
  const answer = await ask('/paper top');
  expect(textOf(answer)).toEqual([
    topWording.title(topWording.periods.week, topWording.wheres.here),
    topWording.none.here,
  ]);
  expect(answer.buttons).toEqual([]);
});

test('a paper that a member shared does not belong to an edition', async () => {
  const { ask, responder } = await createHarness(papers);
  await responder.keepShared(PLACE, 'm1', ids[0] as string);
  expect(rankedIn(await ask('/paper top period:all'))).toEqual([]);
});

test('is limited per minute and user', async () => {
  const { ask } = await start();
  for (let n = 0; n < LIMITS.search.most; n += 1) expect(rankedIn(await ask('/paper top'))).toHaveLength(6);
  expect(textOf(await ask('/paper top'))).toEqual([commandWording.tooOften(1)]);
});

test('S4: votes on the web page neither rank papers elsewhere nor show on their cards', async () => {
  const { ask, vote, catchUp } = await start();
  await catchUp();
  const [first, second] = ids as [string, string];
  await vote(second, 1);
  await vote(first, 50, 0, WEB_PLACE);
  await vote(second, 50, 0, WEB_PLACE);
  const shown = cardWording.voteCount(1, 0);
  const hidden = cardWording.voteCount(51, 0);
  for (const line of [
    '/paper top where:everywhere',
    '/paper today',
    `/paper show ${second}`,
    `/paper search ${papers[1]?.title}`,
  ]) {
    const here = JSON.stringify(await ask(line));
    expect([here.includes(shown), here.includes(hidden)], line).toEqual([true, false]);
    const onWeb = JSON.stringify(await ask(line, { place: WEB_PLACE }));
    expect([onWeb.includes(shown), onWeb.includes(hidden)], line).toEqual([false, true]);
  }
  expect(rankedIn(await ask('/paper top where:everywhere')).slice(0, 2)).toEqual([second, first]);
});
