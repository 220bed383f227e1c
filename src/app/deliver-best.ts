import { bestKey, type DueBest } from '../core/best.ts';
import { bestCard } from '../core/build-card.ts';
import { addDays, weekdayAtOrBefore } from '../core/day.ts';
import { TemporaryError } from '../core/errors.ts';
import { paperUrl } from '../core/paper.ts';
import { placeToId, type Subscription } from '../core/subscription.ts';
import { tagLog } from '../core/tag-log.ts';
import { wording } from '../core/wording.ts';
import { findPublisher, type SendParts, sendOnce } from './send.ts';

const WEEK = 7;
const SHOWN = 5;

/**
 * Posts the best papers of a week to a place, as one message: of its editions of the seven list days up to `day`.
 * @throws if it has to be tried later
 */
export async function deliverBest(
  given: SendParts,
  subscription: Subscription,
  { date, day, dueAt }: DueBest,
): Promise<void> {
  const { place } = subscription;
  const placeId = placeToId(place);
  const log = tagLog(given.log, { edition: bestKey(placeId, date) });
  const parts = { ...given, log };
  const { store, clock, owner } = parts;
  const publisher = findPublisher(parts, subscription);
  const delivery = { key: bestKey(placeId, date), placeId, day: '', paperId: null };
  const from = addDays(day, 1 - WEEK);
  const ranked = await store.bestPapers({ placeId, from, to: day, limit: SHOWN });
  if (ranked.length === 0) {
    // An outage is never "no papers".
    if (!(await store.listDay(weekdayAtOrBefore(day))))
      throw new TemporaryError('Nothing of the week is known yet, not even its newest list');
    const claim = await store.claim(delivery, owner, clock.now(), publisher.leaseMs);
    if (claim.state === 'claimed') await store.refuse(delivery.key, owner, wording.best.nothing, clock.now());
    return;
  }
  const messages = await store.messagesOf(
    placeId,
    ranked.map(({ paper }) => paper.id),
  );
  const links = new Map<string, string>();
  for (const [paperId, messageId] of messages) {
    const link = await publisher.link(place, messageId);
    if (link) links.set(paperId, link);
  }
  const card = bestCard(
    date,
    { from, to: day },
    ranked,
    (paperId) => links.get(paperId) ?? paperUrl(paperId),
  );
  const to = { place, parentId: null, since: dueAt };
  if (await sendOnce(parts, subscription, delivery, to, { card, shown: '' })) {
    log.info({ papers: ranked.length }, "Delivered a week's best papers");
  }
}
