import { bestCard } from '../../cards/build-card.ts';
import { addDays, DAYS_A_WEEK, weekdayAtOrBefore } from '../../domain/calendar/day.ts';
import { bestKey, type DueBest } from '../../domain/edition/weekly-best.ts';
import { TemporaryError } from '../../domain/errors.ts';
import { paperUrl } from '../../domain/paper/paper.ts';
import { placeToId, type Subscription } from '../../domain/subscription/subscription.ts';
import { bestWording } from '../../i18n/ko/top.ts';
import { childLog } from '../../lib/child-log.ts';
import { findPublisher, type SendDeps, sendOnce } from './send.ts';

const SHOWN = 5;

/**
 * Posts the best papers of a week to a place, as one message: of its editions of the seven list days up to `day`.
 * @throws if it has to be tried later
 */
export async function deliverBest(
  given: SendDeps,
  subscription: Subscription,
  { date, day, dueAt }: DueBest,
): Promise<void> {
  const { place } = subscription;
  const placeId = placeToId(place);
  const log = childLog(given.log, { edition: bestKey(placeId, date) });
  const deps = { ...given, log };
  const { store, clock, owner } = deps;
  const publisher = findPublisher(deps, subscription);
  const delivery = { key: bestKey(placeId, date), placeId, day: '', paperId: null };
  const from = addDays(day, 1 - DAYS_A_WEEK);
  const ranked = await store.bestPapers({ placeId, from, to: day, limit: SHOWN });
  if (ranked.length === 0) {
    // An outage is never "no papers".
    if (!(await store.listDay(weekdayAtOrBefore(day))))
      throw new TemporaryError('Nothing of the week is known yet, not even its newest list');
    const claim = await store.claim(delivery, owner, clock.now(), publisher.leaseMs);
    if (claim.state === 'claimed') await store.refuse(delivery.key, owner, bestWording.nothing, clock.now());
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
  if (await sendOnce(deps, subscription, delivery, to, { card, shown: '' })) {
    log.info({ papers: ranked.length }, "Delivered a week's best papers");
  }
}
