import { bestCard } from '../../cards/build-card.ts';
import { addDays, DAYS_A_WEEK, type Day, weekdayAtOrBefore } from '../../domain/calendar/day.ts';
import type { NewDelivery } from '../../domain/edition/records.ts';
import { bestKey, type DueBest } from '../../domain/edition/weekly-best.ts';
import { TemporaryError } from '../../domain/errors.ts';
import { paperUrl } from '../../domain/paper/paper.ts';
import { type Place, placeToId, type Subscription } from '../../domain/subscription/subscription.ts';
import { bestWording } from '../../i18n/ko/top.ts';
import { childLog } from '../../lib/child-log.ts';
import type { Publisher } from '../../ports/publisher.ts';
import { findPublisher } from './attempt.ts';
import { closePlace, openPlace } from './close-place.ts';
import type { SendDeps } from './send.ts';
import { type Item, sendInOrder } from './send-in-order.ts';

/** The number of papers in the weekly message (rule 14). */
const BEST_PAPERS = 5;

export interface WeeklyDeps extends SendDeps {
  /** Starts a heartbeat immediately. */
  readonly wake: () => void;
}

/**
 * Posts the weekly best to a place: one message with the best papers from the place's editions of the seven list days
 * up to `day`.
 * @throws if a later job has to retry
 */
export async function deliverBest(
  { log: baseLog, ...others }: WeeklyDeps,
  { place, state, pause }: Subscription,
  { date, day, dueAt }: DueBest,
): Promise<void> {
  const placeId = placeToId(place);
  const deps = { ...others, log: childLog(baseLog, { edition: bestKey(placeId, date) }) };
  const { store, log } = deps;
  const key = (await store.keyOfBest(placeId, date)) ?? bestKey(placeId, date);
  const publisher = findPublisher(deps, place);
  const delivery = { key, placeId, day: '', paperId: null };
  const from = addDays(day, 1 - DAYS_A_WEEK);
  const ranked = await store.bestPapers({ scope: { placeId }, from, to: day, limit: BEST_PAPERS });
  if (ranked.length === 0) return skipWeek(deps, publisher, delivery, day);

  const shape = await publisher.shapeOf(place);
  if (typeof shape !== 'string') return closePlace(deps, placeId, shape);
  const ids = ranked.map(({ paper }) => paper.id);
  // A paused place might refuse the message, and its try is a single request (rule 16).
  const isOpen = state !== 'paused';
  const links = isOpen ? await findLinks(deps, publisher, place, ids) : new Map<string, string>();
  const linkOf = (paperId: string) => links.get(paperId) ?? paperUrl(paperId);
  const card = bestCard(date, { from, to: day }, ranked, linkOf);
  const post = shape === 'posts' ? { post: { tags: [], isSilent: false } } : {};
  const to = { place, parentId: null, since: dueAt, ...post };
  const known = (await store.delivery(key)) ?? undefined;
  const whenAccepted = pause ? () => openPlace(deps, placeId) : undefined;
  const best: Item = {
    known,
    prepare: async () => ({ delivery, to, card, shown: '', whenAccepted }),
    onSent: async () => log.info({ papers: ranked.length }, "Delivered the week's best papers"),
  };
  const left = await sendInOrder(deps, { items: [best], isOpen: () => isOpen });
  if (left !== 'closed' && left[0]) throw left[0];
}

/** Settles the message of a week without papers, so that it is no longer due. */
async function skipWeek(
  { store, clock, owner }: SendDeps,
  { leaseMs }: Publisher,
  delivery: NewDelivery,
  lastDay: Day,
): Promise<void> {
  // A list that was never fetched means an outage, not a week without papers (rule 2).
  if (!(await store.listDay(weekdayAtOrBefore(lastDay))))
    throw new TemporaryError('The newest list of this week has not been fetched yet');
  const claim = await store.claim(delivery, owner, clock.now(), leaseMs);
  if (claim.state === 'claimed') await store.refuse(delivery.key, owner, bestWording.nothing, clock.now());
}

/** Returns the link to each paper's card at a place, by paper id; papers whose card has no link are left out. */
async function findLinks(
  { store }: SendDeps,
  publisher: Publisher,
  place: Place,
  paperIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const links = new Map<string, string>();
  for (const [paperId, messageId] of await store.messagesOf(placeToId(place), paperIds)) {
    const link = await publisher.link(place, messageId);
    if (link) links.set(paperId, link);
  }
  return links;
}
