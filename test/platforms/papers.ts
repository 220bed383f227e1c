import type { Day } from '../../src/domain/calendar/day.ts';
import type { Paper } from '../../src/domain/paper/paper.ts';
import { type Place, placeToId } from '../../src/domain/subscription/subscription.ts';
import type { Store } from '../../src/ports/store.ts';
import { makePaper, ONE_REQUEST } from '../fixtures/papers.ts';
import { listedPapers, type SearchPaper } from '../fixtures/search/index.ts';

/** The week of list days for the papers with the longest titles, two per day. */
export const WEEK = ['2026-08-17', '2026-08-18', '2026-08-19', '2026-08-20', '2026-08-21'] as const;
export const LAST_DAY = WEEK[4];

/**
 * The papers of the search fixture with the longest titles, longest first; storing all papers would take too long.
 */
const byTitle = listedPapers.toSorted((a, b) => b.title.length - a.title.length).slice(0, 160);
const toPaper = ({ id, title, upvotes }: SearchPaper): Paper =>
  makePaper({ id, title, upvotes, abstract: `About ${title}.`, keywords: [] });

/** The titles of all papers in `byTitle`. */
export const TITLES: ReadonlySet<string> = new Set(byTitle.map(({ title }) => title));

/** The ten longest real titles, longest first. */
export const LONG_TITLED: readonly Paper[] = byTitle.slice(0, WEEK.length * 2).map(toPaper);

/** The papers by list day; those with the longest titles are moved to the days of `WEEK`. */
const LISTS = Map.groupBy(byTitle, (paper): Day => {
  const index = byTitle.indexOf(paper);
  return index < LONG_TITLED.length ? (WEEK[index % WEEK.length] as Day) : paper.day;
});

/** The day with the most papers, and their titles. */
export const [BUSY_DAY, BUSY_TITLES] = [...LISTS]
  .map(([day, papers]) => [day, papers.map(({ title }) => title)] as const)
  .reduce((most, list) => (list[1].length > most[1].length ? list : most));

/** Stores papers with real titles and Korean summaries. */
export async function fillLibrary(store: Store, now: number): Promise<void> {
  for (const [day, papers] of LISTS) await store.saveListDay(day, papers.map(toPaper), null, now);
  for (const { id, summary, easy, fields } of byTitle) {
    await store.saveSummary(
      id,
      { summary, easy, fields, model: 'm', promptVersion: '1', work: ONE_REQUEST },
      now,
    );
  }
}

/** Records `LONG_TITLED` as sent to a place, with ids from `messageOf`. The nth paper gets n votes. */
export async function fillPlace(
  store: Store,
  place: Place,
  messageOf: (paper: Paper) => Promise<string>,
  now: number,
): Promise<void> {
  const { platform } = place;
  const placeId = placeToId(place);
  for (const [index, paper] of LONG_TITLED.entries()) {
    const day = WEEK[index % WEEK.length] as string;
    const key = `${placeId}/${day}/${paper.id}`;
    const messageId = await messageOf(paper);
    await store.claim({ key, placeId, day, paperId: paper.id }, 'storedPapers', now, 1_000);
    await store.settle(key, messageId, '', now);
    for (let voter = 0; voter <= index; voter += 1) {
      const press = {
        paperId: paper.id,
        platform,
        voter: `v${voter}`,
        messageId,
        emoji: '👍',
        value: 1,
      } as const;
      await store.addReaction(press, now);
    }
  }
}

/** The papers of `LONG_TITLED`, in the order of the ranking after `fillPlace`. */
export const RANKED = LONG_TITLED.toReversed();
