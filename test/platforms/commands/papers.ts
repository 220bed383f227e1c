import type { Paper, Summary } from '../../../src/domain/paper/paper.ts';
import type { Store } from '../../../src/ports/store.ts';
import { makePaper, makeRawEntry, makeSummary, ONE_REQUEST } from '../../fixtures/papers.ts';
import { listedPapers, type SearchPaper } from '../../fixtures/search/index.ts';
import type { TestBotOptions } from './harness.ts';

/** The days of the unfinished list, of the newest finished list, and of a list with six pages. */
export const TODAY = '2026-08-21';
export const YESTERDAY = '2026-08-20';
export const LONG_DAY = '2026-08-19';
/** The days on which the tests place two lists of the search fixture, by the lists' own days. */
const MOVED: Record<string, string> = { '2026-04-16': YESTERDAY, '2026-06-15': LONG_DAY };

/** Papers on no list, which only Hugging Face has: one that the model can summarise, and one that it cannot. */
export const UNLISTED = makePaper({ id: '2401.00001', title: 'Foghorns for Small Harbors', upvotes: 3 });
export const UNSUMMARISED = makePaper({ id: '2401.00002', title: 'Buoys Without Words', upvotes: 4 });
export const UNLISTED_SUMMARY: Summary = makeSummary();

const toPaper = ({ id, title, upvotes }: SearchPaper): Paper =>
  makePaper({ id, title, upvotes, abstract: `About ${title}.`, keywords: [] });

/** The papers of the search fixture by list day. */
export const LISTS: ReadonlyMap<string, readonly SearchPaper[]> = Map.groupBy(
  listedPapers,
  ({ day }) => MOVED[day] ?? day,
);

/** Returns the options of a bot with the search fixture's papers, all with summaries. */
export const storedPapers = (): TestBotOptions => ({
  async fill(store: Store, now: number) {
    for (const [day, papers] of LISTS) await store.saveListDay(day, papers.map(toPaper), null, now);
    for (const { id, summary, easy, fields } of listedPapers) {
      await store.saveSummary(
        id,
        { summary, easy, fields, model: 'm', promptVersion: '1', work: ONE_REQUEST },
        now,
      );
    }
  },
  lists: {
    days: Object.fromEntries(
      [...LISTS].map(([day, papers]) => [day, papers.map((paper) => makeRawEntry(toRaw(toPaper(paper))))]),
    ),
    reply({ pathname }) {
      const known = [UNLISTED, UNSUMMARISED].find(({ id }) => pathname === `/api/papers/${id}`);
      return known && { status: 200, body: makeRawEntry(toRaw(known)).paper };
    },
  },
  model: { byTitle: { [UNLISTED.title]: UNLISTED_SUMMARY } },
});

const toRaw = ({ id, title, abstract, upvotes }: Paper) => ({
  ...{ id, title, summary: abstract, upvotes, ai_keywords: [] },
});
