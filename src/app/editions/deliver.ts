import { headingCard, type Missing } from '../../cards/build-card.ts';
import type { Day } from '../../domain/calendar/day.ts';
import { type Delivery, type Edition, editionDelivery, editionKey } from '../../domain/edition/records.ts';
import { costOf, type Price } from '../../domain/paper/cost.ts';
import type { Paper } from '../../domain/paper/paper.ts';
import { choose, rankPapers } from '../../domain/subscription/select-papers.ts';
import { placeToId, type Subscription } from '../../domain/subscription/subscription.ts';
import { childLog } from '../../lib/child-log.ts';
import { DAY } from '../../lib/duration.ts';
import { once } from '../../lib/once.ts';
import type { Budget } from '../summaries/budget.ts';
import type { Summarize } from '../summaries/summarize.ts';
import { openPlace } from './close-place.ts';
import { type RenderedEntry, renderEntry, showsSummary } from './render-entry.ts';
import { findPublisher, type SendDeps, sendOnce } from './send.ts';
import { startSummaries } from './start-summaries.ts';

/** A place does not receive the same paper again within this many milliseconds (docs/architecture.md, rule 3). */
const NO_REPEAT = 30 * DAY;

export interface DeliverDeps extends SendDeps {
  /** Starts a heartbeat immediately. */
  readonly wake: () => void;
  readonly summarize: Summarize;
  /** The reason that cards give for a missing summary, unless the daily token limit has been reached. */
  readonly missing: Missing;
  readonly budget: Pick<Budget, 'isSpent'>;
  readonly price: Price | null;
}

/** Returns the reason that a card gives for a missing summary, taking the daily token limit into account. */
export const whyMissing = ({ missing, budget }: Pick<DeliverDeps, 'missing' | 'budget'>): Missing =>
  missing === 'not-yet' && budget.isSpent() ? 'spent' : missing;

/**
 * Posts the edition of a list day to a place. If an earlier job was interrupted, posts only the missing messages.
 * @throws if a later job has to post the rest
 */
export async function deliver(
  { log: baseLog, ...others }: DeliverDeps,
  subscription: Subscription,
  day: Day,
): Promise<void> {
  const { place } = subscription;
  const placeId = placeToId(place);
  const deps = { ...others, log: childLog(baseLog, { edition: editionKey(placeId, day) }) };
  const { store, clock, log } = deps;
  // If the platform is off, throw before paying for summaries.
  findPublisher(deps, place);
  const edition = (await store.edition(placeId, day)) ?? (await openEdition(deps, subscription, day));
  if (edition?.state !== 'open') return;
  if (edition.paperIds.length === 0) {
    await store.closeEdition(placeId, day, 'empty', 0, clock.now());
    log.info({}, "Nothing to post: no new papers match the place's filters");
    return;
  }
  const papers = await store.papers(edition.paperIds);
  if ((await post(deps, subscription, edition, papers)) === 'all posted') await close(deps, edition, papers);
}

async function openEdition(
  { store, clock, log }: DeliverDeps,
  { place, settings }: Subscription,
  day: Day,
): Promise<Edition | null> {
  const listDay = await store.listDay(day);
  if (!listDay) return null;
  const placeId = placeToId(place);
  const repeats = await store.papersSent(placeId, clock.now() - NO_REPEAT, day);
  const chosen = choose(listDay.papers, settings, repeats).map(({ id }) => id);
  const listed = rankPapers(listDay.papers).length;
  log.info({ listed, papers: chosen }, 'Starting an edition');
  return store.openEdition(placeId, day, chosen, listed, clock.now(), settings.layout);
}

/**
 * Posts the heading and the cards that are not settled yet, in order. No card waits for the summaries of later cards.
 */
async function post(
  deps: DeliverDeps,
  { place, state, pause }: Subscription,
  edition: Edition,
  papers: readonly Paper[],
): Promise<'all posted' | 'stopped'> {
  const { store } = deps;
  const { placeId, day, listed, openedAt, layout } = edition;
  const deliveries = await store.deliveries(placeId, day);
  const due = papers.filter(({ id }) => isDue(deliveries, id));
  // A paused place might refuse the heading, so do not pay for summaries before it is sent.
  const early = state === 'paused' ? null : startSummaries(deps, due);
  const whenAccepted = pause ? once(() => openPlace(deps, placeId)) : undefined;

  const send = (paperId: string | null, parentId: string | null, { card, shown }: RenderedEntry) => {
    const delivery = editionDelivery(edition, paperId);
    const to = { place, parentId, since: openedAt };
    return sendOnce(deps, { delivery, to, card, shown, whenAccepted });
  };
  if (isDue(deliveries, null)) {
    const heading = { card: headingCard(day, listed, papers.length), shown: '' };
    if ((await send(null, null, heading)) === 'closed') return 'stopped';
  }
  // Without a heading there is no thread, so the cards go into the channel.
  const parentId = layout === 'thread' ? await findHeading(deps, placeId, day) : null;
  const summaryOf = early ?? startSummaries(deps, due);
  for (const paper of due) {
    const summary = await summaryOf(paper);
    // Somebody might have unsubscribed during the wait.
    if ((await store.subscription(placeId))?.state === 'ended') return 'stopped';
    const entry = renderEntry({ paper, summary }, day, whyMissing(deps));
    if ((await send(paper.id, parentId, entry)) === 'closed') return 'stopped';
  }
  return 'all posted';
}

const isDue = (deliveries: readonly Delivery[], paperId: string | null) =>
  !deliveries.some((delivery) => delivery.paperId === paperId && delivery.state !== 'claimed');

async function findHeading({ store }: DeliverDeps, placeId: string, day: Day): Promise<string | null> {
  const heading = (await store.deliveries(placeId, day)).find(({ paperId }) => paperId === null);
  return heading?.state === 'sent' ? heading.messageId : null;
}

async function close(
  { store, clock, log, price }: DeliverDeps,
  { placeId, day, paperIds }: Edition,
  papers: readonly Paper[],
): Promise<void> {
  // Count the summaries that the cards show, not those in the store: a summary might have arrived after its card was
  // posted.
  const posted = await store.deliveries(placeId, day);
  const missing = posted.filter((it) => it.paperId && it.state === 'sent' && !showsSummary(it.shown)).length;
  await store.closeEdition(placeId, day, 'done', missing, clock.now());
  const works = [...(await store.summaries(paperIds)).values()].map(({ work }) => work);
  const { tokens, dollars } = costOf(works, price);
  log.info(
    { papers: papers.length, summaries: papers.length - missing, tokens, dollars },
    'Delivered an edition',
  );
}
