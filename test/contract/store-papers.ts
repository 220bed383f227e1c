import { beforeEach, describe, expect, it } from 'vitest';
import type { Paper } from '../../src/domain/paper/paper.ts';
import type { StoredSummary } from '../../src/domain/paper/summary.ts';
import type { Store } from '../../src/ports/store.ts';
import { makePaper, makeSummary, ONE_REQUEST } from '../fixtures/papers.ts';
import { DAY, idsOf, NEXT_DAY, ODD_TEXTS, press } from './store-samples.ts';

/** Tests the part of the `Store` contract for papers, list days and summaries. */
export function describePapers(current: () => Store): void {
  let store: Store;
  beforeEach(() => {
    store = current();
  });

  describe('list days', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((id) => makePaper({ id })) as [
      ReturnType<typeof makePaper>,
      ReturnType<typeof makePaper>,
      ReturnType<typeof makePaper>,
    ];

    it('are returned as they were saved, in the order of the list', async () => {
      const papers = [c, { ...a, codeUrl: 'https://github.com/fog/lamp', withdrawn: true }, b];
      await store.saveListDay(DAY, papers, null, 1_000);
      expect(await store.listDay(DAY)).toEqual({
        day: DAY,
        fetchedAt: 1_000,
        count: 3,
        emptySince: null,
        papers,
      });
      expect(await store.listDay(NEXT_DAY)).toBeNull();
    });

    it('are replaced completely', async () => {
      await store.saveListDay(DAY, [a, b], null, 1_000);
      await store.saveListDay(DAY, [c, { ...a, upvotes: 99 }], null, 2_000);
      const listDay = await store.listDay(DAY);
      expect(listDay).toMatchObject({ fetchedAt: 2_000, count: 2 });
      expect(listDay?.papers.map(({ id, upvotes }) => [id, upvotes])).toEqual([
        ['c', 7],
        ['a', 99],
      ]);
      expect(idsOf(await store.papers(['b']))).toEqual(['b']);
    });

    it('record since when they have been empty', async () => {
      await store.saveListDay(DAY, [], 500, 1_000);
      expect(await store.listDay(DAY)).toEqual({
        day: DAY,
        fetchedAt: 1_000,
        count: 0,
        emptySince: 500,
        papers: [],
      });
      await store.saveListDay(DAY, [a], null, 2_000);
      expect(await store.listDay(DAY)).toMatchObject({ count: 1, emptySince: null });
    });

    it('contain a paper twice if it is listed twice', async () => {
      await store.saveListDay(DAY, [a, b, a], null, 1_000);
      expect(idsOf((await store.listDay(DAY))?.papers ?? [])).toEqual(['a', 'b', 'a']);
    });

    it('are saved completely or not at all, even by concurrent calls', async () => {
      const lists = Array.from({ length: 6 }, (_, n) =>
        Array.from({ length: 20 }, (_, k) => makePaper({ id: `${n}.${k}` })),
      );
      await Promise.all(lists.map((papers, n) => store.saveListDay(DAY, papers, null, n)));
      const listDay = await store.listDay(DAY);
      expect(idsOf(listDay?.papers ?? [])).toEqual(idsOf(lists[listDay?.fetchedAt ?? -1] ?? []));
    });

    it('are returned from a given day on, without their papers', async () => {
      await store.saveListDay('2026-08-20', [a], null, 1);
      await store.saveListDay(DAY, [], 2, 2);
      await store.saveListDay(NEXT_DAY, [a, b], null, 3);
      const listDays = await store.listDays(DAY);
      expect(listDays.toSorted((x, y) => x.fetchedAt - y.fetchedAt)).toEqual([
        { day: DAY, fetchedAt: 2, count: 0, emptySince: 2 },
        { day: NEXT_DAY, fetchedAt: 3, count: 2, emptySince: null },
      ]);
    });

    it('of a paper are returned newest first', async () => {
      await store.saveListDay(DAY, [a, b], null, 1);
      await store.saveListDay(NEXT_DAY, [a], null, 2);
      expect(await store.daysOf('a')).toEqual([NEXT_DAY, DAY]);
      expect(await store.daysOf('nobody')).toEqual([]);
    });
  });

  describe('papers', () => {
    it('are returned in the requested order, without unknown ones', async () => {
      await store.saveListDay(
        DAY,
        ['a', 'b', 'c'].map((id) => makePaper({ id })),
        null,
        1,
      );
      expect(idsOf(await store.papers(['c', 'nobody', 'a', 'b']))).toEqual(['c', 'a', 'b']);
      expect(await store.papers([])).toEqual([]);
    });

    it('can be requested by more than a thousand ids in one call', async () => {
      const ids = Array.from({ length: 1_500 }, (_, n) => `2608.${String(n).padStart(5, '0')}`);
      await store.saveListDay(
        DAY,
        ids.map((id) => makePaper({ id, abstract: '' })),
        null,
        1,
      );
      await store.addReaction(press({ paperId: '2608.01499', platform: 'web', voter: 'v' }), 1);
      await store.saveSummary(
        '2608.01499',
        { ...makeSummary(), model: 'm', promptVersion: '1', work: ONE_REQUEST },
        1,
      );
      const asked = ids.toReversed();
      expect(idsOf(await store.papers(asked))).toEqual(asked);
      expect([...(await store.summaries(asked)).keys()]).toEqual(['2608.01499']);
      expect([...(await store.voteCounts(asked, { shownOn: 'web' })).keys()]).toEqual(['2608.01499']);
      expect([...(await store.votesOf('web', 'v', asked)).keys()]).toEqual(['2608.01499']);
    });

    it.each(ODD_TEXTS.map((text) => [text.slice(0, 20), text]))(
      'keep odd text unchanged: %j',
      async (_start, text) => {
        const paper = makePaper({ title: text, abstract: text, authors: [text], keywords: [text] });
        await store.saveListDay(DAY, [paper], null, 1);
        expect(await store.papers([paper.id])).toEqual([paper]);
        const summary = {
          summary: text,
          easy: text,
          fields: [{ ko: text, en: text }],
          model: text,
          promptVersion: text,
          work: { ...ONE_REQUEST, flaws: [{ check: text, severity: 'warn' as const }] },
        };
        await store.saveSummary(paper.id, summary, 1);
        expect((await store.summaries([paper.id])).get(paper.id)).toEqual(summary);
      },
    );
  });

  describe('summaries', () => {
    const written: StoredSummary = {
      ...makeSummary(),
      model: 'gpt-lamp',
      promptVersion: '3',
      work: ONE_REQUEST,
    };

    it('are returned with their model and prompt version', async () => {
      await store.saveSummary('a', written, 1);
      expect(await store.summaries(['b', 'a'])).toEqual(new Map([['a', written]]));
      expect(await store.summaries([])).toEqual(new Map());
    });

    it('are stored once per paper: the first one stays', async () => {
      await store.saveSummary('a', written, 1);
      await store.saveSummary('a', { ...written, summary: 'later' }, 2);
      expect((await store.summaries(['a'])).get('a')).toEqual(written);
    });

    it('add up their requests and tokens', async () => {
      await store.addUsage({ model: 'gpt-lamp', promptTokens: 900, completionTokens: 250 }, 0);
      await Promise.all([
        store.addUsage({ model: 'gpt-lamp', promptTokens: 100, completionTokens: 50 }, 0),
        store.addUsage({ model: 'other', promptTokens: 1, completionTokens: 2 }, 0),
        store.addUsage({ model: 'gpt-lamp', promptTokens: 4, completionTokens: 5 }, 86_400_000),
      ]);
      expect(await store.totals()).toMatchObject({
        llm_calls: 4,
        llm_prompt_tokens: 1_005,
        llm_completion_tokens: 307,
      });
    });
  });

  describe('a paper on no list', () => {
    const unlisted = makePaper({ id: 'unlisted', codeUrl: 'https://github.com/fog/lamp', withdrawn: true });

    it('is saved like any other, and replaced by newer data', async () => {
      await store.savePaper(unlisted, 1);
      expect(await store.papers(['unlisted'])).toEqual([unlisted]);
      expect(await store.daysOf('unlisted')).toEqual([]);
      const later = { ...unlisted, title: 'A Lamp That Moved', upvotes: 99, authors: [] };
      await store.savePaper(later, 2);
      expect(await store.papers(['unlisted'])).toEqual([later]);
      expect(await store.totals()).toMatchObject({ papers: 1, list_days: 0 });
    });

    it('is updated on its list, with its position unchanged, if it is listed after all', async () => {
      const [a, b] = [makePaper({ id: 'a' }), makePaper({ id: 'b' })];
      await store.saveListDay(DAY, [a, unlisted, b], null, 1);
      await store.savePaper({ ...unlisted, upvotes: 99 }, 2);
      expect(await store.listDay(DAY)).toMatchObject({
        fetchedAt: 1,
        papers: [a, { ...unlisted, upvotes: 99 }, b],
      });
    });
  });

  describe('the work for summaries', () => {
    const work = {
      ...{ requests: 2, promptTokens: 1_200, completionTokens: 340 },
      flaws: [
        { check: 'number', severity: 'refuse' },
        { check: 'opening', severity: 'warn' },
      ],
    } as const;
    const written: StoredSummary = { ...makeSummary(), model: 'm', promptVersion: '1', work };

    it('is stored with them', async () => {
      await store.saveListDay(DAY, [makePaper({ id: 'a' })], null, 1);
      await store.saveSummary('a', written, 1);
      expect((await store.summaries(['a'])).get('a')).toEqual(written);
    });

    it('stays that of the first summary, unless another summary replaces it', async () => {
      await store.saveListDay(DAY, [makePaper({ id: 'a' })], null, 1);
      await store.saveSummary('a', written, 1);
      const other = { ...written, model: 'other', promptVersion: '2', work: ONE_REQUEST };
      await store.saveSummary('a', other, 2);
      expect((await store.summaries(['a'])).get('a')).toEqual(written);
      const seen = await store.newestChange();
      await store.saveSummary('a', other, 3, true);
      expect((await store.summaries(['a'])).get('a')).toEqual(other);
      expect(await store.newestChange()).toBeGreaterThan(seen);
    });

    it('is counted by outcome, and flaws by check and severity', async () => {
      expect(await store.summaryCounts()).toEqual([]);
      await store.countSummary('repaired', work.flaws);
      await store.countSummary('good', []);
      await store.countSummary('flawed', [work.flaws[0]]);
      await store.countSummary('good', []);
      expect(await store.summaryCounts()).toEqual([
        { name: 'outcome', label: 'flawed', count: 1 },
        { name: 'outcome', label: 'good', count: 2 },
        { name: 'outcome', label: 'repaired', count: 1 },
        { name: 'refuse', label: 'number', count: 2 },
        { name: 'warn', label: 'opening', count: 1 },
      ]);
    });

    it('is added up per UTC day, for all models', async () => {
      const noon = Date.parse('2026-08-22T12:00:00Z');
      expect(await store.tokensOfDay(noon)).toBe(0);
      await store.addUsage({ model: 'm', promptTokens: 100, completionTokens: 20 }, noon);
      await store.addUsage({ model: 'other', promptTokens: 3, completionTokens: 4 }, noon + 11 * 60 * 60_000);
      await store.addUsage({ model: 'm', promptTokens: 5_000, completionTokens: 0 }, noon + 13 * 60 * 60_000);
      expect(await store.tokensOfDay(noon)).toBe(127);
    });
  });

  describe('changes of papers', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((id) => makePaper({ id })) as [Paper, Paper, Paper];
    const changed = async (after = 0, limit = 100) =>
      (await store.changedPapers(after, limit)).map(({ paper }) => paper.id);

    it('do not exist at first', async () => {
      expect(await store.changedPapers(0, 100)).toEqual([]);
      expect(await store.newestChange()).toBe(0);
    });

    it('are returned oldest first, with unique ascending numbers', async () => {
      await store.saveListDay(DAY, [b, a], null, 1);
      await store.savePaper(c, 2);
      const told = await store.changedPapers(0, 100);
      expect(told.map(({ paper }) => paper)).toEqual([b, a, c]);
      const [first = 0, second = 0, third = 0] = told.map(({ change }) => change);
      expect([first > 0, second > first, third > second]).toEqual([true, true, true]);
      expect(await store.newestChange()).toBe(third);
    });

    it('are returned in pages, without duplicates or gaps', async () => {
      const ids = Array.from({ length: 25 }, (_, n) => `2608.${String(n).padStart(5, '0')}`);
      await store.saveListDay(
        DAY,
        ids.map((id) => makePaper({ id })),
        null,
        1,
      );
      const seen: string[] = [];
      for (let after = 0; ; ) {
        const page = await store.changedPapers(after, 10);
        if (page.length === 0) break;
        expect(page.length).toBeLessThanOrEqual(10);
        seen.push(...idsOf(page.map(({ paper }) => paper)));
        after = page.at(-1)?.change ?? after;
      }
      expect(seen).toEqual(ids);
    });

    it('are returned once per paper, with its current data; new upvotes make it the newest change', async () => {
      await store.saveListDay(DAY, [a, b, c], null, 1);
      const seen = await store.newestChange();
      await store.savePaper({ ...a, upvotes: 99 }, 2);
      expect(await store.changedPapers(seen, 100)).toMatchObject([{ paper: { ...a, upvotes: 99 } }]);
      expect(await changed()).toEqual(['b', 'c', 'a']);
      expect(await store.newestChange()).toBeGreaterThan(seen);
    });

    it('are caused by a list that is saved again with new data', async () => {
      await store.saveListDay(DAY, [a, b], null, 1);
      const seen = await store.newestChange();
      await store.saveListDay(DAY, [a, { ...b, upvotes: 99 }], null, 2);
      const told = await store.changedPapers(seen, 100);
      expect(told.find(({ paper }) => paper.id === 'b')?.paper.upvotes).toBe(99);
    });

    it('are not caused by a list that is saved again unchanged', async () => {
      await store.saveListDay(DAY, [a, b], null, 1);
      const seen = await store.newestChange();
      await store.saveListDay(DAY, [a, b], null, 2);
      await store.savePaper(a, 3);
      expect(await changed(seen)).toEqual([]);
    });

    it('include papers that were added to a list or removed from it', async () => {
      await store.saveListDay(DAY, [a, b], null, 1);
      const seen = await store.newestChange();
      await store.saveListDay(NEXT_DAY, [a], null, 2);
      expect(await store.changedPapers(seen, 100)).toMatchObject([{ paper: a, day: NEXT_DAY }]);
      const then = await store.newestChange();
      await store.saveListDay(DAY, [a, c], null, 3);
      expect(await changed(then)).toEqual(['c', 'b']);
    });

    it('are caused by a summary, but only if its paper is stored', async () => {
      await store.saveListDay(DAY, [a, b, c], null, 1);
      const seen = await store.newestChange();
      await store.saveSummary(
        'b',
        { ...makeSummary(), model: 'm', promptVersion: '1', work: ONE_REQUEST },
        2,
      );
      expect(await changed(seen)).toEqual(['b']);
      const newest = await store.newestChange();
      await store.saveSummary(
        'nobody',
        { ...makeSummary(), model: 'm', promptVersion: '1', work: ONE_REQUEST },
        3,
      );
      expect(await changed(newest)).toEqual([]);
    });

    it('contain the newest list day of a paper or, if it is on no list, the day on which it was last saved', async () => {
      const late = Date.parse('2026-08-20T23:59:59Z');
      await store.saveListDay(NEXT_DAY, [a], null, 1);
      await store.saveListDay(DAY, [a, b], null, 2);
      await store.savePaper(c, late);
      const days = async () =>
        Object.fromEntries((await store.changedPapers(0, 100)).map(({ paper, day }) => [paper.id, day]));
      expect(await days()).toEqual({ a: NEXT_DAY, b: DAY, c: '2026-08-20' });
      await store.savePaper(a, late + 2_000);
      await store.savePaper(c, late + 2_000);
      expect(await days()).toEqual({ a: NEXT_DAY, b: DAY, c: DAY });
    });

    it('never share a number, even when saved concurrently', async () => {
      await Promise.all(
        Array.from({ length: 8 }, async (_, n) => {
          const own = [0, 1, 2].map((k) => makePaper({ id: `${n}.${k}` }));
          await store.saveListDay(`2026-08-0${n + 1}`, own, null, n);
          await store.savePaper(makePaper({ id: `unlisted-${n}` }), n);
          await store.saveSummary(
            `${n}.1`,
            { ...makeSummary(), model: 'm', promptVersion: '1', work: ONE_REQUEST },
            n,
          );
        }),
      );
      const numbers = (await store.changedPapers(0, 100)).map(({ change }) => change);
      expect(numbers).toHaveLength(32);
      expect(new Set(numbers).size).toBe(32);
    });
  });

  it('titles are returned from a given day on, the newest list first, then by upvotes', async () => {
    const paper = (id: string, upvotes: number) => makePaper({ id, title: `Title of ${id}`, upvotes });
    await store.saveListDay('2026-08-20', [paper('old', 50)], null, 1);
    await store.saveListDay(DAY, [paper('few', 1), paper('many', 30), paper('twice', 9)], null, 2);
    await store.saveListDay(NEXT_DAY, [paper('new', 2), paper('twice', 9)], null, 3);
    await store.savePaper(paper('unlisted', 99), 4);
    expect(await store.titlesSince(DAY)).toEqual(
      ['twice', 'new', 'many', 'twice', 'few'].map((id) => ({ id, title: `Title of ${id}` })),
    );
    expect(await store.titlesSince('2026-08-23')).toEqual([]);
  });
}
