import { describe, expect, test } from 'vitest';
import { headingCard, paperCard } from '../../src/core/build-card.ts';
import { parseCommandLine } from '../../src/core/command.ts';
import { wording } from '../../src/core/wording.ts';
import { LIST_DAY, makePapers, NOON, PLACE, storedSummary } from '../app/stage.ts';
import { makeSummary } from '../fixtures/papers.ts';
import { createDesk, textOf } from './desk.ts';

const papers = makePapers(13);
const ids = papers.map(({ id }) => id);
const OLDER = '2026-08-20';

async function start(count = 5) {
  const desk = await createDesk();
  await desk.store.saveListDay(LIST_DAY, papers, null, NOON);
  if (count > 0) await desk.post(LIST_DAY, ids.slice(0, count));
  return desk;
}
const shown = (answer: { cards: readonly { paperId: string | null }[] }) =>
  answer.cards.flatMap(({ paperId }) => paperId ?? []);

describe('today', () => {
  test('shows the newest edition of the channel as it was posted: heading and cards, with summaries of now', async () => {
    const { ask, store } = await start();
    await store.saveSummary('2608.00002', storedSummary(), NOON);
    const answer = await ask('/paper today');
    expect(answer.cards).toEqual([
      headingCard(LIST_DAY, 30, 5),
      ...papers.slice(0, 5).map((paper) => {
        const summary =
          paper.id === '2608.00002' ? { ...makeSummary(), model: 'fake', promptVersion: '1' } : null;
        return paperCard({ paper, summary }, LIST_DAY, 'for-good');
      }),
    ]);
    expect(answer.buttons).toEqual([]);
    expect(answer.isProblem).toBeFalsy();
  });

  test('is for everyone, and for this channel', async () => {
    const { ask } = await start();
    expect(shown(await ask('/논문 오늘', { manages: async () => false }))).toHaveLength(5);
    const elsewhere = await ask('/paper today', { place: { ...PLACE, channel: 'c2' } });
    expect(elsewhere).toMatchObject({ isProblem: true });
    expect(textOf(elsewhere)).toEqual([wording.noEditionYet]);
  });

  test('says so where nothing was posted yet', async () => {
    const { ask, store } = await start(0);
    expect(textOf(await ask('/paper today'))).toEqual([wording.noEditionYet]);
    await store.openEdition('fake:c1', LIST_DAY, ids.slice(0, 5), 30, NOON);
    expect(textOf(await ask('/paper today'))).toEqual([wording.noEditionYet]);
  });

  test('takes a day, and the newest stays the newest', async () => {
    const { ask, post } = await start();
    await post(OLDER, ids.slice(5, 7));
    expect(shown(await ask(`/paper today day:${OLDER}`))).toEqual(ids.slice(5, 7));
    expect(shown(await ask(`/논문 오늘 날짜:${OLDER}`))).toEqual(ids.slice(5, 7));
    expect(shown(await ask({ command: 'today', values: { day: OLDER } }))).toEqual(ids.slice(5, 7));
    expect(shown(await ask('/paper today'))).toEqual(ids.slice(0, 5));
  });

  test.each(['2026-08-19', '2030-01-01'])('says so where %s was not posted', async (day) => {
    const { ask, store } = await start();
    const answer = await ask(`/paper today day:${day}`);
    expect(answer.isProblem).toBe(true);
    expect(textOf(answer)).toEqual([wording.today.noSuchEdition(day)]);
    // One that no paper got into, or that was skipped, has nothing to show either.
    await store.openEdition('fake:c1', day, [], 0, NOON);
    await store.closeEdition('fake:c1', day, 'skipped', 0, NOON);
    expect(textOf(await ask(`/paper today day:${day}`))).toEqual([wording.today.noSuchEdition(day)]);
  });

  test.each(['어제', '2026-02-30', '20260821', '2026-8-1', ''])('refuses the day %j', async (day) => {
    const { ask } = await start();
    expect(textOf(await ask({ command: 'today', values: { day } }))).toEqual([wording.options.badDay(day)]);
  });

  test.each(['0', '21', '둘', '-1', '1.5'])('refuses the page %j', async (page) => {
    const { ask } = await start();
    expect(textOf(await ask(`/paper today page:${page}`))).toEqual([
      wording.options.badNumber('쪽', 1, 20, page),
    ]);
  });
});

describe('the pages of today', () => {
  const pageOf = async (page: string) => {
    const { ask } = await start(13);
    const answer = await ask(`/paper today${page}`);
    return {
      ids: shown(answer),
      footer: answer.cards[0]?.footer,
      heading: answer.cards[0]?.sections[0]?.text,
      buttons: answer.buttons.map(({ label, line }) => [label, line]),
    };
  };
  const line = (page: number) => `/paper today day:${LIST_DAY} page:${page}`;
  const { previous, next } = wording.today;

  test.each([
    ['', [0, 5], '1/3쪽', [[next, line(2)]]],
    [
      ' page:2',
      [5, 10],
      '2/3쪽',
      [
        [previous, line(1)],
        [next, line(3)],
      ],
    ],
    [' 쪽:3', [10, 13], '3/3쪽', [[previous, line(2)]]],
  ])(
    'have five papers each, and buttons to those beside them: "%s"',
    async (page, [from, to], footer, buttons) => {
      const heading = wording.headingText(30, 13);
      expect(await pageOf(page)).toEqual({ ids: ids.slice(from, to), footer, heading, buttons });
    },
  );

  test('that there are not are refused with how many there are', async () => {
    const { ask } = await start(13);
    expect(textOf(await ask('/paper today page:4'))).toEqual([wording.today.noSuchPage(3)]);
  });

  test.each([
    [5, 1],
    [6, 2],
    [10, 2],
  ])('of %i papers are %i', async (count, pages) => {
    const { ask } = await start(count);
    const answer = await ask(`/paper today page:${pages}`);
    expect(shown(answer).at(-1)).toBe(ids[count - 1]);
    expect(textOf(await ask(`/paper today page:${pages + 1}`))).toEqual([wording.today.noSuchPage(pages)]);
  });

  test('are walked through by their buttons, also when a newer edition has come since', async () => {
    const { ask, post, desk } = await start(13);
    let answer = await ask('/paper today');
    await post('2026-08-24', ids.slice(0, 1));
    const seen = [...shown(answer)];
    for (let steps = 0; steps < 5; steps += 1) {
      const button = answer.buttons.find(({ label }) => label === next);
      if (!button) break;
      expect(button.line.length).toBeLessThanOrEqual(100);
      expect(parseCommandLine(button.line, desk.commands).command).toBe('today');
      answer = await ask(button.line);
      seen.push(...shown(answer));
    }
    expect(seen).toEqual(ids);
  });

  test('reach the last paper of the largest edition that there can be', async () => {
    const { ask, post, store } = await start(0);
    const many = makePapers(100);
    await store.saveListDay(LIST_DAY, many, null, NOON);
    await post(
      LIST_DAY,
      many.map(({ id }) => id),
    );
    expect(shown(await ask('/paper today page:20')).at(-1)).toBe(many.at(-1)?.id);
  });
});
