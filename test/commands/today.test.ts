import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../commands/index.ts';
import { answerCard } from '../../src/cards/build-card.ts';
import { listItems } from '../../src/cards/list-items.ts';
import { fieldToChoice } from '../../src/command/completion.ts';
import { PAGE } from '../../src/command/pages.ts';
import { parseCommandLine } from '../../src/command/parse-line.ts';
import { LIMITS } from '../../src/command/quotas.ts';
import { listDayEnd } from '../../src/domain/calendar/day.ts';
import { TemporaryError } from '../../src/domain/errors.ts';
import { findField } from '../../src/domain/fields/field.ts';
import type { Paper } from '../../src/domain/paper/paper.ts';
import { cardWording } from '../../src/i18n/ko/card.ts';
import { commandWording, pagesWording } from '../../src/i18n/ko/command.ts';
import { optionWording } from '../../src/i18n/ko/options.ts';
import { searchWording } from '../../src/i18n/ko/search.ts';
import { describeInstant } from '../../src/i18n/ko/subscription/describe.ts';
import { todayWording } from '../../src/i18n/ko/today.ts';
import { HOUR } from '../../src/lib/duration.ts';
import { LIST_DAY, makePapers, NOON, PLACE, storedSummary } from '../app/editions/harness.ts';
import { createHarness, headingOf, itemsOf, labelsOf, papersOf, textOf } from './harness.ts';

const { next, previous, more, page: pageText, noSuchPage } = pagesWording;
const SATURDAY = '2026-08-22';
const MONDAY = '2026-08-24';
const MONDAY_NOON = Date.parse('2026-08-24T12:00:00Z');

/** Creates a harness on Saturday, when Friday's list has ended. */
const onSaturday = (list: readonly Paper[] = makePapers(23)) => createHarness(list);

/** Creates a harness on Monday, when Monday's list is still filling. */
async function onMonday(list: readonly Paper[] | Error, friday: readonly Paper[] = makePapers(3, 50)) {
  const context = await createHarness(friday);
  context.lists[MONDAY] = list;
  context.clock.advance(MONDAY_NOON - NOON);
  return context;
}

describe("today's list", () => {
  test("is Friday's list on a weekend, and says so; each paper has its number, summary and votes", async () => {
    const { ask, store, send, vote } = await onSaturday(makePapers(3));
    await store.saveSummary('2608.00002', storedSummary(), NOON);
    await send(['2608.00003']);
    await vote('2608.00003', 2, 1);
    const answer = await ask('/paper today');
    const sentences = [todayWording.weekend(SATURDAY, LIST_DAY), todayWording.listed(3)];
    const [first, second, third] = makePapers(3) as [Paper, Paper, Paper];
    expect(answer.cards).toEqual([
      {
        ...answerCard(cardWording.headingTitle(LIST_DAY), [
          { name: 'text', label: '', text: sentences.join(' ') },
        ]),
        items: listItems(
          [
            { paper: first, summary: null },
            { paper: second, summary: storedSummary() },
            { paper: third, summary: null },
          ],
          1,
          (id) => (id === third.id ? { up: 2, down: 1 } : undefined),
        ),
      },
    ]);
    expect(itemsOf(answer).map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(answer.standsBelow).toBeFalsy();
    expect(answer.line).toBe(`/paper today day:${LIST_DAY} page:1x10`);
    expect(labelsOf(answer)).toEqual([more(1), more(2), more(3), commandWording.share]);
  });

  test('is fetched while it fills, and marked as incomplete', async () => {
    const { ask, listsAsked, store } = await onMonday(makePapers(4));
    const answer = await ask('/논문 오늘', { manages: async () => false });
    const end = describeInstant(listDayEnd(MONDAY), 'Asia/Seoul');
    expect(headingOf(answer)).toEqual({
      title: cardWording.headingTitle(MONDAY),
      text: todayWording.listed(4),
      notice: todayWording.filling(end),
      footer: null,
    });
    expect(papersOf(answer)).toEqual(makePapers(4).map(({ id }) => id));
    expect(listsAsked).toEqual([MONDAY]);
    expect((await store.listDay(MONDAY))?.count).toBe(4);
  });

  test('says when it ends in the time zone of the channel', async () => {
    const { ask, subscribe } = await onMonday(makePapers(4));
    await subscribe({ timeZone: 'America/New_York' });
    expect(headingOf(await ask('/paper today')).notice).toContain('2026년 8월 24일 (월) 22:30');
  });

  test('is complete from its end on, and no longer marked as filling', async () => {
    const { ask, clock } = await onMonday(makePapers(4));
    clock.advance(listDayEnd(MONDAY) - MONDAY_NOON - 1);
    expect(headingOf(await ask(`/paper today day:${MONDAY}`)).notice).not.toBeNull();
    clock.advance(1);
    expect(headingOf(await ask(`/paper today day:${MONDAY}`)).notice).toBeNull();
  });

  test('is sorted by upvotes, regardless of its order, and omits duplicates and withdrawn papers', async () => {
    const [a, b, c, d] = makePapers(4) as [Paper, Paper, Paper, Paper];
    const { ask } = await onSaturday([{ ...b, withdrawn: true }, { ...d, upvotes: 500 }, c, a]);
    const answer = await ask('/paper today');
    expect(papersOf(answer)).toEqual([d.id, a.id, c.id]);
    expect(headingOf(answer).text).toContain(todayWording.listed(3));
  });

  test('is replaced by the newest list with papers if it is empty so far', async () => {
    const { ask } = await onMonday([]);
    const answer = await ask('/paper today');
    expect(headingOf(answer)).toMatchObject({
      title: cardWording.headingTitle(LIST_DAY),
      text: `${todayWording.notYet(MONDAY, LIST_DAY)} ${todayWording.listed(3)}`,
      notice: null,
    });
    expect(papersOf(answer)).toHaveLength(3);
  });

  test('is searched for over holidays: five weekdays back, fetching only the newest two', async () => {
    const { ask, clock, listsAsked } = await onMonday([]);
    clock.advance(72 * HOUR);
    expect(headingOf(await ask('/paper today')).text).toContain(todayWording.notYet('2026-08-27', LIST_DAY));
    expect(listsAsked).toEqual(['2026-08-27', '2026-08-26']);
    clock.advance(24 * HOUR);
    expect(textOf(await ask('/paper today'))).toEqual([todayWording.noneYet]);
  });

  test('is the same in every channel, subscribed or not', async () => {
    const { ask, subscribe } = await onSaturday();
    await subscribe({ fields: ['rl'], count: 1, minUpvotes: 99 });
    const elsewhere = await ask('/paper today', { place: { ...PLACE, channel: 'c2' } });
    expect(papersOf(elsewhere)).toHaveLength(PAGE);
    expect(await ask('/paper today')).toEqual(elsewhere);
  });
});

describe('while the source is down', () => {
  const down = new TemporaryError('down');

  test('a list that was fetched before is shown unchanged', async () => {
    const { ask, lists, clock, listsAsked } = await onMonday(makePapers(2));
    await ask('/paper today');
    lists[MONDAY] = down;
    clock.advance(HOUR);
    const answer = await ask('/paper today');
    expect(papersOf(answer)).toHaveLength(2);
    expect(headingOf(answer).text).toBe(todayWording.listed(2));
    expect(listsAsked).toEqual([MONDAY, MONDAY]);
  });

  test('the newest stored list is shown, without a claim that today has no papers', async () => {
    const { ask, log } = await onMonday(down);
    const answer = await ask('/paper today');
    expect(headingOf(answer)).toMatchObject({
      title: cardWording.headingTitle(LIST_DAY),
      text: `${todayWording.missed(MONDAY, LIST_DAY)} ${todayWording.listed(3)}`,
    });
    expect(log.lines.map(({ level }) => level)).toEqual(['warn']);
  });

  test('and nothing is stored, the reply says so', async () => {
    const { ask, lists } = await onMonday(down, []);
    lists[LIST_DAY] = down;
    const answer = await ask('/paper today');
    expect(answer.standsBelow).toBe(true);
    expect(textOf(answer)).toEqual([todayWording.unreachable]);
  });

  test('a day that was never fetched cannot be shown, and nothing is recorded about it', async () => {
    const { ask, lists, store } = await onSaturday();
    lists['2026-08-19'] = down;
    expect(textOf(await ask('/paper today day:2026-08-19'))).toEqual([todayWording.unreachable]);
    expect(await store.listDay('2026-08-19')).toBeNull();
  });

  test('a response that never comes is reported to the user after a timeout', async () => {
    const { ask, clock, parts } = await onMonday([], []);
    parts.source.listDay = () => {
      setImmediate(() => clock.advance(20_000));
      return new Promise(() => {});
    };
    expect(textOf(await ask('/paper today'))).toEqual([todayWording.unreachable]);
  });
});

describe('the list of a day', () => {
  test.each(['/paper today day:2026-08-19', '/논문 오늘 날짜:2026-08-19'])(
    'that is not stored is fetched, once: %s',
    async (line) => {
      const { ask, lists, listsAsked, store } = await onSaturday();
      lists['2026-08-19'] = makePapers(2, 40);
      expect(headingOf(await ask(line))).toMatchObject({
        title: cardWording.headingTitle('2026-08-19'),
        text: todayWording.listed(2),
        notice: null,
      });
      expect(await ask(line)).toEqual(await ask({ command: 'today', values: { day: '2026-08-19' } }));
      expect(listsAsked).toEqual(['2026-08-19']);
      expect((await store.listDay('2026-08-19'))?.count).toBe(2);
    },
  );

  test('that is not stored counts towards the quota of the user, and is then refused politely', async () => {
    const { ask, lists } = await onSaturday();
    const days = ['2026-08-10', '2026-08-11', '2026-08-12', '2026-08-13', '2026-08-14', '2026-08-17'];
    for (const day of days) lists[day] = makePapers(1, 40);
    const answers = [];
    for (const day of days) answers.push(await ask(`/paper today day:${day}`));
    expect(answers.map((answer) => papersOf(answer).length)).toEqual([1, 1, 1, 1, 1, 0]);
    expect(answers.map(({ standsBelow = false }) => standsBelow).indexOf(true)).toBe(LIMITS.lookUp.most);
    expect(textOf(answers.at(-1) ?? expect.unreachable())).toEqual([commandWording.tooOften(60)]);
    // Stored lists use no quota, and other users have their own.
    expect(papersOf(await ask(`/paper today day:${days[0]}`))).toHaveLength(1);
    expect(papersOf(await ask(`/paper today day:${days[5]}`, { person: { id: 'u2', name: '' } }))).toEqual([
      '2608.00040',
    ]);
  });

  test.each([SATURDAY, '2026-08-16'])(
    'on a weekend does not exist, and no request is made: %s',
    async (day) => {
      const { ask, listsAsked } = await onSaturday();
      const answer = await ask(`/paper today day:${day}`);
      expect(answer.standsBelow).toBe(true);
      expect(textOf(answer)).toEqual([todayWording.noneOnWeekend(day)]);
      expect(listsAsked).toEqual([]);
    },
  );

  test('that was a holiday has no list', async () => {
    const { ask } = await onSaturday();
    expect(textOf(await ask('/paper today day:2026-08-17'))).toEqual([todayWording.none('2026-08-17')]);
  });

  test('that is still empty is distinguished from one without papers', async () => {
    const { ask, clock } = await onSaturday();
    clock.advance(Date.parse('2026-08-24T04:00:00Z') - clock.now());
    expect(textOf(await ask('/paper today day:2026-08-24'))).toEqual([todayWording.noneSoFar('2026-08-24')]);
  });

  test('that begins later today is not treated as a future day', async () => {
    const { ask, clock } = await onSaturday();
    // This is 10:00 in Seoul; the list day begins at 11:30.
    clock.advance(Date.parse('2026-08-24T01:00:00Z') - clock.now());
    expect(textOf(await ask('/paper today day:2026-08-24'))).toEqual([expect.stringContaining('11:30')]);
  });

  test('that was empty once is fetched again, until it is accepted as empty', async () => {
    const { ask, clock, listsAsked, store } = await onSaturday();
    const day = '2026-08-17';
    await store.saveListDay(day, [], clock.now(), clock.now());
    await ask(`/paper today day:${day}`);
    expect(listsAsked).toEqual([]);
    clock.advance(60 * 60_000);
    await ask(`/paper today day:${day}`);
    expect(listsAsked).toEqual([day]);
    clock.advance(12 * 60 * 60_000);
    await ask(`/paper today day:${day}`);
    clock.advance(60 * 60_000);
    await ask(`/paper today day:${day}`);
    expect(listsAsked).toEqual([day, day]);
  });

  test('in the future is refused', async () => {
    const { ask } = await onSaturday();
    expect(textOf(await ask('/paper today day:2026-08-23'))).toEqual([todayWording.future('2026-08-23')]);
    expect(textOf(await ask('/paper today day:2030-01-01'))).toEqual([todayWording.future('2030-01-01')]);
  });

  test.each(['언젠가', '21', '2026-08', '8/21/2026', ''])('cannot be %j', async (day) => {
    const { ask } = await onSaturday();
    expect(textOf(await ask({ command: 'today', values: { day } }))).toEqual([optionWording.badDay(day)]);
  });
});

describe('a date in words', () => {
  test.each([
    '/논문 오늘 그제',
    '/논문 오늘 지난주 금요일',
    '/paper today 8월 21일',
    '/paper today day:8/21',
  ])('needs no option name: %s', async (line) => {
    const { ask, clock } = await onSaturday(makePapers(3));
    // Sunday, or Monday for what was a week before.
    clock.advance(
      Date.parse(line.includes('지난주') ? '2026-08-24T03:00:00Z' : '2026-08-23T03:00:00Z') - clock.now(),
    );
    const answer = await ask(line);
    expect(headingOf(answer)).toMatchObject({
      title: cardWording.headingTitle(LIST_DAY),
      text: todayWording.listed(3),
    });
    expect(answer.line).toContain(`/paper today day:${LIST_DAY}`);
  });

  test('means the date in the time zone of the channel', async () => {
    const { ask, clock, subscribe } = await onSaturday();
    // Sunday 09:00 in Seoul, Saturday 20:00 in New York.
    clock.advance(Date.parse('2026-08-23T00:00:00Z') - clock.now());
    expect(textOf(await ask('/paper today 어제'))).toEqual([todayWording.noneOnWeekend(SATURDAY)]);
    await subscribe({ timeZone: 'America/New_York' });
    expect(headingOf(await ask('/paper today 어제')).title).toBe(cardWording.headingTitle(LIST_DAY));
  });

  test('that is today shows the newest list, and says so, before today is listed', async () => {
    const { ask, clock } = await onMonday([]);
    // 10:00 in Seoul; the list day begins at 11:30.
    clock.advance(Date.parse('2026-08-24T01:00:00Z') - clock.now());
    const explanation = todayWording.notOpenYet(MONDAY, '2026년 8월 24일 (월) 11:30', LIST_DAY);
    const answer = await ask('/논문 오늘 오늘');
    expect(headingOf(answer).text).toBe(`${explanation} ${todayWording.listed(3)}`);
    expect(headingOf(await ask('/paper today')).text).not.toContain(explanation);
  });

  test('that is today shows the list that is filling', async () => {
    const { ask } = await onMonday(makePapers(4));
    expect(await ask('/논문 오늘 날짜:오늘')).toEqual(await ask('/논문 오늘'));
  });

  test('without a list offers the list before it', async () => {
    const { ask, press } = await onSaturday();
    const answer = await ask('/논문 오늘 토요일');
    expect(textOf(answer)).toEqual([todayWording.noneOnWeekend(SATURDAY)]);
    const shown = await press(answer, todayWording.showDay(LIST_DAY));
    expect(headingOf(shown).title).toBe(cardWording.headingTitle(LIST_DAY));
  });

  test('to come is refused, and the newest list is offered', async () => {
    const { ask, press } = await onSaturday();
    const answer = await ask('/논문 오늘 내일');
    expect(textOf(answer)).toEqual([todayWording.future('2026-08-23')]);
    const shown = await press(answer, todayWording.showNewest);
    expect(headingOf(shown).title).toBe(cardWording.headingTitle(LIST_DAY));
  });

  test('without a year is the newest one, and the reply says which', async () => {
    const { ask, lists } = await onSaturday();
    lists['2025-12-02'] = makePapers(2, 40);
    const answer = await ask('/논문 오늘 12월 2일');
    expect(headingOf(answer).text).toBe(`${todayWording.latest('2025-12-02')} ${todayWording.listed(2)}`);
  });

  test.each(['2월 30일', '2026-02-30'])('that is in no calendar is refused: %s', async (day) => {
    const { ask } = await onSaturday();
    expect(textOf(await ask(`/논문 오늘 ${day}`))).toEqual([todayWording.noSuchDate(day)]);
  });
});

describe('a field of the list', () => {
  /**
   * The titles of the first two papers are about RL and a subfield of RL; only the summary of the third is about RL;
   * the fourth is about something else.
   */
  const papers: readonly Paper[] = makePapers(4).map((paper, index) => ({
    ...paper,
    title: ['Reinforcement learning', 'Imitation learning', 'Lamps', 'Protein design'][index] as string,
    abstract: '',
    keywords: [],
  }));
  const ids = papers.map(({ id }) => id);
  async function start() {
    const context = await onSaturday(papers);
    await context.store.saveSummary(ids[2] as string, storedSummary(), NOON);
    return context;
  }
  const name = findField('rl')?.ko as string;

  test.each(['field:rl', '분야:"강화 학습"', '분야:강화학습', 'field:RL', '분야:ㄱㅎㅎㅅ'])(
    'has its papers and those of its subfields, by summary or by name: %s',
    async (typed) => {
      const { ask } = await start();
      const answer = await ask(`/paper today ${typed}`);
      expect(papersOf(answer)).toEqual(ids.slice(0, 3));
      expect(headingOf(answer).text).toContain(`${todayWording.listed(4)} ${todayWording.filtered(3, name)}`);
      expect(answer.line).toBe(`/paper today day:${LIST_DAY} field:rl page:1x10`);
    },
  );

  test('that is a subfield has only its own papers', async () => {
    const { ask } = await start();
    expect(papersOf(await ask('/paper today field:imitation-learning'))).toEqual([ids[1]]);
  });

  test('without papers says so, with the number of other papers', async () => {
    const { ask } = await start();
    const answer = await ask('/paper today field:로보틱스');
    expect(papersOf(answer)).toEqual([]);
    expect(headingOf(answer).text).toContain(
      `${todayWording.listed(4)} ${todayWording.noneInField('로보틱스')}`,
    );
  });

  test('that is ambiguous causes a question with a button for each candidate', async () => {
    const { ask, press } = await start();
    const answer = await ask(`/paper today 분야:추론 day:${LIST_DAY}`);
    expect(answer.standsBelow).toBe(true);
    expect(textOf(answer)).toEqual([searchWording.whichField('추론')]);
    const meant = ['reasoning', 'inference-acceleration'].map((id) => findField(id) ?? expect.unreachable());
    expect(labelsOf(answer)).toEqual(meant.map((field) => fieldToChoice(field).label));
    for (const field of meant) {
      const chosen = await press(answer, fieldToChoice(field).label);
      expect(headingOf(chosen).text).toContain(todayWording.noneInField(field.ko));
      expect(chosen.line).toBe(`/paper today day:${LIST_DAY} field:${field.id} page:1x10`);
    }
  });

  test.each(['등대학', ''])('that is unknown is refused: %j', async (typed) => {
    const { ask } = await start();
    expect(textOf(await ask({ command: 'today', values: { field: typed } }))).toEqual([
      searchWording.noField(typed),
    ]);
  });
});

describe('the pages of today', () => {
  const ids = makePapers(23).map(({ id }) => id);
  const line = (page: number) => `/paper today day:${LIST_DAY} page:${page}x10`;
  const numbers = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => more(from + index + 1));

  test.each([
    ['', [0, 10], 1, [[next, line(2)]]],
    [
      ' page:2',
      [10, 20],
      2,
      [
        [previous, line(1)],
        [next, line(3)],
      ],
    ],
    [' 쪽:3', [20, 23], 3, [[previous, line(2)]]],
  ] as const)(
    'have ten papers each, with buttons for them and the adjacent pages: "%s"',
    async (typed, [from, to], page, beside) => {
      const { ask } = await onSaturday();
      const answer = await ask(`/paper today${typed}`);
      expect(papersOf(answer)).toEqual(ids.slice(from, to));
      expect(headingOf(answer).footer).toBe(pageText(page, 3));
      expect(labelsOf(answer)).toEqual([
        ...numbers(from, to),
        ...beside.map(([label]) => label),
        commandWording.share,
      ]);
      for (const [label, target] of beside)
        expect(answer.buttons.find((button) => button.label === label)?.line).toBe(target);
      expect(itemsOf(answer)[0]).toMatchObject({ number: from + 1, title: { text: `Paper ${from + 1}` } });
    },
  );

  test('that do not exist are refused with the number of pages', async () => {
    const { ask } = await onSaturday();
    expect(textOf(await ask('/paper today page:4'))).toEqual([noSuchPage(3)]);
  });

  test.each(['0', '21', '둘', '-1', '1.5'])('cannot be %j', async (page) => {
    const { ask } = await onSaturday();
    expect(textOf(await ask(`/paper today page:${page}`))).toEqual([
      optionWording.badNumber('쪽', 1, 20, page),
    ]);
  });

  test.each([
    [10, 1],
    [11, 2],
    [20, 2],
  ])('of %i papers are %i', async (count, pages) => {
    const { ask } = await onSaturday(makePapers(count));
    const answer = await ask(`/paper today page:${pages}`);
    expect(papersOf(answer).at(-1)).toBe(ids[count - 1]);
    expect(textOf(await ask(`/paper today page:${pages + 1}`))).toEqual([noSuchPage(pages)]);
  });

  test('can be turned by their buttons, even if a newer list has arrived since', async () => {
    const { ask, lists, clock } = await onSaturday();
    let answer = await ask('/paper today');
    lists[MONDAY] = makePapers(2, 70);
    clock.advance(MONDAY_NOON - NOON);
    const seen = [...papersOf(answer)];
    for (let steps = 0; steps < 5; steps += 1) {
      const button = answer.buttons.find(({ label }) => label === next);
      if (!button) break;
      expect(button.line.length).toBeLessThanOrEqual(100);
      expect(parseCommandLine(button.line, COMMANDS).command).toBe('today');
      answer = await ask(button.line);
      seen.push(...papersOf(answer));
    }
    expect(seen).toEqual(ids);
    expect(headingOf(await ask('/paper today')).title).toBe(cardWording.headingTitle(MONDAY));
  });

  test('of a field only contain that field', async () => {
    const { ask, press } = await onSaturday(
      makePapers(24).map((paper, index) => ({
        ...paper,
        title: index % 2 ? 'Robotics' : 'Lamps',
        abstract: '',
        keywords: [],
      })),
    );
    const first = await ask('/paper today field:robotics');
    const second = await press(first, next);
    const shown = [...papersOf(first), ...papersOf(second)];
    expect(shown).toEqual(makePapers(24).flatMap(({ id }, index) => (index % 2 ? id : [])));
    expect(labelsOf(second)).not.toContain(next);
  });

  test('reach the last paper of the largest possible list', async () => {
    const { ask } = await onSaturday(makePapers(200));
    expect(papersOf(await ask('/paper today page:20')).at(-1)).toBe(makePapers(200).at(-1)?.id);
  });

  test('have buttons that open each paper below the list', async () => {
    const { ask, press } = await onSaturday();
    const opened = await press(await ask('/paper today page:2'), more(17));
    expect(papersOf(opened)).toEqual(['2608.00017']);
    expect(opened.standsBelow).toBe(true);
  });
});
