import { headingCard, type Missing, plainHeading } from '../../cards/build-card.ts';
import type { Day } from '../../domain/calendar/day.ts';
import { type Edition, editionDelivery, editionKey } from '../../domain/edition/records.ts';
import { costOf, type Price } from '../../domain/paper/cost.ts';
import type { Paper } from '../../domain/paper/paper.ts';
import { choose, rankPapers } from '../../domain/subscription/select-papers.ts';
import { placeToId, type Subscription } from '../../domain/subscription/subscription.ts';
import { childLog } from '../../lib/child-log.ts';
import { DAY } from '../../lib/duration.ts';
import { once } from '../../lib/once.ts';
import type { ModelStatus } from '../health/model-check.ts';
import type { Budget } from '../summaries/budget.ts';
import type { Summarize } from '../summaries/summarize.ts';
import { findPublisher, type OutgoingMessage } from './attempt.ts';
import { createCardLocation, postOf } from './card-location.ts';
import { closePlace, openPlace } from './close-place.ts';
import { makeHeading } from './heading.ts';
import { renderEntry, showsSummary } from './render-entry.ts';
import { leaveOut, type SendDeps, sendOnce } from './send.ts';
import { type Item, sendInOrder } from './send-in-order.ts';
import { startSummaries } from './start-summaries.ts';

/** A place does not receive the same paper again within this many milliseconds (docs/architecture.md, rule 3). */
const NO_REPEAT = 30 * DAY;

export interface DeliverDeps extends SendDeps {
  /** Starts a heartbeat immediately. */
  readonly wake: () => void;
  readonly summarize: Summarize;
  /** The reason that cards give for a missing summary, unless `whyMissing` knows better. */
  readonly missing: Missing;
  readonly budget: Pick<Budget, 'isSpent'>;
  /** What is known about the model server. */
  readonly modelCheck: ModelStatus;
  readonly price: Price | null;
}

/** Returns the reason that a card gives for a missing summary now: it promises one only if one may come. */
export function whyMissing({
  missing,
  budget,
  modelCheck,
}: Pick<DeliverDeps, 'missing' | 'budget' | 'modelCheck'>): Missing {
  if (missing !== 'not-yet') return missing;
  if (modelCheck.needsOperator()) return 'unavailable';
  return budget.isSpent() ? 'spent' : missing;
}

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
  const left = await post(deps, subscription, edition, papers);
  if (left === 'closed') return;
  const [first] = left;
  if (!first) {
    // Before the edition is closed: an interrupted job is repeated.
    if (subscription.settings.publish === 'on') await store.setPublishing(placeId, day, 'due');
    return close(deps, edition);
  }
  const isPosted = (await store.deliveries(placeId, day)).some(({ state }) => state === 'sent');
  // What is left does not hold up the place's newer editions, whose messages can show that it is at fault.
  if (isPosted && edition.failing !== left.length) await store.setFailing(placeId, day, left.length);
  throw first;
}

async function openEdition(
  deps: DeliverDeps,
  { place, settings }: Subscription,
  day: Day,
): Promise<Edition | null> {
  const { store, clock, log } = deps;
  const listDay = await store.listDay(day);
  if (!listDay) return null;
  const placeId = placeToId(place);
  const repeats = await store.papersSent(placeId, clock.now() - NO_REPEAT, day);
  const chosen = choose(listDay.papers, settings, repeats).map(({ id }) => id);
  const listed = rankPapers(listDay.papers).length;
  const shape = chosen.length > 0 ? await findPublisher(deps, place).shapeOf(place) : 'stream';
  if (typeof shape !== 'string') {
    await closePlace(deps, placeId, shape);
    return null;
  }
  log.info({ listed, papers: chosen }, 'Starting an edition');
  const layout = shape === 'posts' ? shape : settings.layout;
  return store.openEdition(placeId, day, chosen, listed, clock.now(), layout);
}

/**
 * Closes an edition that is too old to send, but of which only messages are left that kept failing while others passed
 * (rule 15): leaves them out.
 * @returns false if the edition is not like that
 * @throws if a later job has to try again
 */
export async function closeWithout(
  deps: DeliverDeps,
  { place, settings }: Subscription,
  day: Day,
): Promise<boolean> {
  const { store } = deps;
  const placeId = placeToId(place);
  const edition = await store.edition(placeId, day);
  if (edition?.state !== 'open' || edition.failing === 0) return false;
  const papers = await store.papers(edition.paperIds);
  const deliveries = await store.deliveries(placeId, day);
  const location = createCardLocation(deps, edition, deliveries);
  for (const { paperId, state } of deliveries) {
    if (state !== 'claimed') continue;
    const paper = papers.find(({ id }) => id === paperId);
    // The card is only looked for.
    const entry = paper && { paper, summary: null };
    const card = entry
      ? renderEntry(entry, edition, deps.missing).card
      : headingCard(day, edition.listed, papers.length);
    const post = entry ? postOf(edition, entry, settings) : {};
    const message: OutgoingMessage = {
      delivery: editionDelivery(edition, paperId),
      to: { place, parentId: null, since: edition.openedAt, ...post },
      lookIn: paperId ? location.next().lookIn : null,
      card,
      shown: '',
    };
    const result = await leaveOut(deps, message, null);
    if (result instanceof Error) throw result;
  }
  await close(deps, edition);
  return true;
}

/**
 * Posts the heading, unless the place has posts, and the cards that are not settled yet, in order. No card waits for
 * the summaries of later cards.
 * @returns what `sendInOrder` returns
 */
async function post(
  deps: DeliverDeps,
  subscription: Subscription,
  edition: Edition,
  papers: readonly Paper[],
): Promise<'closed' | readonly Error[]> {
  const { store } = deps;
  const { place, settings, state, pause } = subscription;
  const { placeId, day, openedAt: since } = edition;
  const deliveries = await store.deliveries(placeId, day);
  const find = (id: string | null) => deliveries.find(({ paperId }) => paperId === id);
  const isDue = (id: string | null) => (find(id)?.state ?? 'claimed') === 'claimed';
  const due = papers.filter(({ id }) => isDue(id));
  // A paused place might refuse the heading, so do not pay for summaries before it is sent.
  let summaryOf = state === 'paused' ? null : startSummaries(deps, due);
  let isOpen = state !== 'paused';
  const open = once(() => openPlace(deps, placeId));
  const whenAccepted = async () => {
    isOpen = true;
    if (pause) await open();
  };
  const location = createCardLocation(deps, edition, deliveries);

  const heading: Item = {
    known: find(null),
    async prepare() {
      const to = { place, parentId: null, since };
      const card = await makeHeading(deps, subscription, edition);
      return { delivery: editionDelivery(edition, null), to, card, shown: '', whenAccepted };
    },
    sendOtherwise: (message) => sendOnce(deps, { ...message, sentAs: plainHeading(message.card) }, true),
    onSent: () => location.onSent(null),
  };
  const cards = papers.map(
    (paper, index): Item => ({
      known: find(paper.id),
      async prepare() {
        summaryOf ??= startSummaries(deps, due);
        const summary = await summaryOf(paper);
        // Somebody might have unsubscribed during the wait, or the place might have got another id.
        const now = await store.subscription(placeId);
        if (!now || now.state === 'ended') return null;
        const { parentId, lookIn } = location.next();
        const { card, shown } = renderEntry({ paper, summary }, edition, whyMissing(deps));
        const post = postOf(edition, { paper, summary }, settings, index === 0);
        return {
          delivery: editionDelivery(edition, paper.id),
          to: { place, parentId, since, ...post },
          lookIn,
          card,
          shown,
          whenAccepted,
        };
      },
      sendOtherwise: (message) => location.tryChannel(() => sendOnce(deps, toChannel(message), true)),
      onSent: () => location.onSent(paper.id),
    }),
  );
  const items = edition.layout === 'posts' ? cards : [heading, ...cards];
  return sendInOrder(deps, { items, isOpen: () => isOpen });
}

const toChannel = ({ to, ...message }: OutgoingMessage): OutgoingMessage => ({
  ...message,
  to: { ...to, parentId: null },
  lookIn: to.parentId,
});

async function close(
  { store, clock, log, price }: DeliverDeps,
  { placeId, day, paperIds }: Edition,
): Promise<void> {
  // Count the summaries that the cards show, not those in the store: a summary might have arrived after its card was
  // posted.
  const posted = await store.deliveries(placeId, day);
  const cards = posted.filter((it) => it.paperId && it.state === 'sent');
  const missing = cards.filter((it) => !showsSummary(it.shown)).length;
  const leftOut = posted.filter(({ state }) => state === 'left-out').length;
  await store.setFailing(placeId, day, leftOut);
  await store.closeEdition(placeId, day, 'done', missing, clock.now());
  const works = [...(await store.summaries(paperIds)).values()].map(({ work }) => work);
  const { tokens, dollars } = costOf(works, price);
  log.info(
    { papers: cards.length, leftOut, summaries: cards.length - missing, tokens, dollars },
    'Delivered an edition',
  );
}
