import { finalReason } from '../../cards/build-card.ts';
import type { Day } from '../../domain/calendar/day.ts';
import { REFRESHES } from '../../domain/edition/plan.ts';
import { editionKey } from '../../domain/edition/records.ts';
import { SetupError, TemporaryError } from '../../domain/errors.ts';
import { placeToId, type Subscription } from '../../domain/subscription/subscription.ts';
import { deliveryWording } from '../../i18n/ko/status.ts';
import { childLog } from '../../lib/child-log.ts';
import type { SendResult } from '../../ports/publisher.ts';
import { type DeliverDeps, whyMissing } from './deliver.ts';
import { renderEntry } from './render-entry.ts';
import { closePlace, findPublisher } from './send.ts';

/**
 * Looks at a posted edition again and edits the cards that would show something else now: a summary that was
 * missing (README, rule 5), upvotes that moved (rule 11).
 * @throws {TemporaryError} if it has to be tried later
 */
export async function refresh(
  given: DeliverDeps,
  subscription: Subscription,
  day: Day,
  step: number,
): Promise<void> {
  const placeId = placeToId(subscription.place);
  const log = childLog(given.log, { edition: editionKey(placeId, day) });
  const deps = { ...given, log };
  const { store, signal } = deps;
  const publisher = findPublisher(deps, subscription);
  const isLast = step === REFRESHES.length - 1;
  const reason = () => (isLast ? finalReason(deps.missing) : whyMissing(deps));

  let edits = 0;
  let missing = 0;
  for (const { key, paperId, state, messageId, shown } of await store.deliveries(placeId, day)) {
    if (state !== 'sent' || !messageId || !paperId) continue;
    const [paper] = await store.papers([paperId]);
    if (!paper) continue;
    const summary = await deps.summarize(paper);
    if (!summary) missing += 1;
    const now = renderEntry({ paper, summary }, day, reason());
    if (now.shown === shown) continue;
    const result = await publisher.edit(messageId, now.card).catch((error): SendResult => {
      // A stop says nothing about the card: it is edited after the next start.
      if (signal.aborted || error instanceof TemporaryError || error instanceof SetupError) throw error;
      log.error({ key, err: error }, 'A card cannot be edited');
      return { state: 'messageRejected', reason: deliveryWording.notSent };
    });
    if (result.state === 'channelBlocked' || result.state === 'channelDeleted')
      return closePlace(deps, placeId, result);
    if (result.state === 'messageRejected')
      log.warn({ key, reason: result.reason }, 'A card is left as it is');
    else edits += 1;
    await store.setShown(key, now.shown);
  }
  await store.setRefreshes(placeId, day, step + 1, missing);
  if (edits > 0) log.info({ step, edits }, 'Touched up an edition');
}
