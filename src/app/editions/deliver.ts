import { headingCard, type Missing } from '../../cards/build-card.ts';
import type { Day } from '../../domain/calendar/day.ts';
import { type Edition, editionKey } from '../../domain/edition/records.ts';
import { costOf, type Price } from '../../domain/paper/cost.ts';
import type { Summary } from '../../domain/paper/paper.ts';
import { choose, rankPapers } from '../../domain/subscription/select-papers.ts';
import { placeToId, type Subscription } from '../../domain/subscription/subscription.ts';
import { childLog } from '../../lib/child-log.ts';
import { DAY } from '../../lib/duration.ts';
import type { Address } from '../../ports/publisher.ts';
import type { Budget } from '../summaries/budget.ts';
import type { Summarize } from '../summaries/summarize.ts';
import { type Rendered, renderEntry, showsSummary } from './render-entry.ts';
import { editionDelivery, findPublisher, type SendDeps, sendOnce } from './send.ts';

/** A place is not given the same paper again within this time (README, rule 3). */
const NOT_AGAIN = 30 * DAY;

/**
 * How long a card whose turn it is waits while no summary of the edition comes. Then it goes out with the abstract
 * and is edited later: a slow model gets its time, a hanging one costs an edition this long once, not once a card.
 */
const SUMMARY_TIMEOUT = 90_000;

export interface DeliverDeps extends SendDeps {
  readonly summarize: Summarize;
  /** What a card says where there is no summary. */
  readonly missing: Missing;
  readonly budget: Pick<Budget, 'isSpent'>;
  readonly price: Price | null;
}

/** What a card without a summary says now. */
export const whyMissing = ({ missing, budget }: Pick<DeliverDeps, 'missing' | 'budget'>): Missing =>
  missing === 'not-yet' && budget.isSpent() ? 'spent' : missing;

/**
 * Posts the edition of a list day to a place: all of it, or what is left of it after a crash.
 * @throws if the rest has to be tried later
 */
export async function deliver(given: DeliverDeps, subscription: Subscription, day: Day): Promise<void> {
  const placeId = placeToId(subscription.place);
  const log = childLog(given.log, { edition: editionKey(placeId, day) });
  const deps = { ...given, log };
  const { store, clock } = deps;
  // Before anything is paid for.
  findPublisher(deps, subscription);
  const edition = (await store.edition(placeId, day)) ?? (await chooseEdition(deps, subscription, day));
  if (edition?.state !== 'open') return;
  if (edition.paperIds.length === 0) {
    await store.closeEdition(placeId, day, 'empty', 0, clock.now());
    log.info({}, 'No paper of the day passes the filters of the place');
    return;
  }

  const papers = await store.papers(edition.paperIds);
  const deliveries = await store.deliveries(placeId, day);
  const isDue = (paperId: string | null) =>
    !deliveries.some((delivery) => delivery.paperId === paperId && delivery.state !== 'claimed');
  const due = papers.filter(({ id }) => isDue(id));
  // All at the same time; the cards below are posted in order, each as soon as its own summary is there.
  const summaries = new Map(due.map((paper) => [paper.id, deps.summarize(paper)]));
  let cameAt = clock.now();
  // Whoever stops early does not look at the rest any more; that must not count as an unhandled rejection.
  for (const summary of summaries.values()) summary.then(() => (cameAt = clock.now())).catch(() => {});

  const heading = { card: headingCard(day, edition.listed, papers.length), shown: '' };
  const channel = { place: subscription.place, parentId: null, since: edition.openedAt };
  const send = (paperId: string | null, to: Address, rendered: Rendered) =>
    sendOnce(deps, subscription, editionDelivery(placeId, day, paperId), to, rendered);
  if (isDue(null) && !(await send(null, channel, heading))) return;
  // Without a heading there is no thread either: then the cards stand in the channel.
  const parentId = edition.layout === 'thread' ? await findHeading(deps, placeId, day) : null;
  for (const paper of due) {
    const summary = await withTimeout(deps, summaries.get(paper.id), () => cameAt + SUMMARY_TIMEOUT);
    // Somebody may have unsubscribed while it was waited for.
    if ((await store.subscription(placeId))?.state === 'ended') return;
    const rendered = renderEntry({ paper, summary }, day, whyMissing(deps));
    if (!(await send(paper.id, { ...channel, parentId }, rendered))) return;
  }
  // What the cards show, not what is stored by now: a summary may have come after its card was posted.
  const posted = await store.deliveries(placeId, day);
  const missing = posted.filter((it) => it.paperId && it.state === 'sent' && !showsSummary(it.shown)).length;
  await store.closeEdition(placeId, day, 'done', missing, clock.now());
  const summarised = papers.length - missing;
  const works = [...(await store.summaries(edition.paperIds)).values()].map(({ work }) => work);
  const { tokens, dollars } = costOf(works, deps.price);
  log.info({ papers: papers.length, summaries: summarised, tokens, dollars }, 'Delivered an edition');
}

async function findHeading({ store }: DeliverDeps, placeId: string, day: Day): Promise<string | null> {
  const heading = (await store.deliveries(placeId, day)).find(({ paperId }) => paperId === null);
  return heading?.state === 'sent' ? heading.messageId : null;
}

async function chooseEdition(
  { store, clock, log }: DeliverDeps,
  { place, settings }: Subscription,
  day: Day,
): Promise<Edition | null> {
  const listDay = await store.listDay(day);
  if (!listDay) return null;
  const placeId = placeToId(place);
  const given = await store.papersSent(placeId, clock.now() - NOT_AGAIN, day);
  const chosen = choose(listDay.papers, settings, given).map(({ id }) => id);
  const { length } = rankPapers(listDay.papers);
  log.info({ listed: length, papers: chosen }, 'Begins an edition');
  return store.openEdition(placeId, day, chosen, length, clock.now(), settings.layout);
}

/** The summary, or null if it is not there at `deadline`, which may move on; it is still saved when it comes. */
async function withTimeout(
  { clock, signal }: DeliverDeps,
  summary: Promise<Summary | null> | undefined,
  deadline: () => number,
): Promise<Summary | null> {
  const late = Symbol('late');
  for (;;) {
    const stop = new AbortController();
    const patience = Math.min(Math.max(deadline() - clock.now(), 0), SUMMARY_TIMEOUT);
    const wait = clock.sleep(patience, AbortSignal.any([signal, stop.signal])).then(() => late);
    try {
      const first = await Promise.race([summary, wait]);
      if (typeof first !== 'symbol') return first ?? null;
      if (deadline() <= clock.now()) return null;
    } finally {
      stop.abort();
    }
  }
}
