import { finalReason } from '../../cards/build-card.ts';
import type { Day } from '../../domain/calendar/day.ts';
import { editionKey } from '../../domain/edition/records.ts';
import { REFRESHES } from '../../domain/edition/refresh-step.ts';
import { SetupError, TemporaryError } from '../../domain/errors.ts';
import { placeToId, type Subscription } from '../../domain/subscription/subscription.ts';
import { deliveryWording } from '../../i18n/ko/status.ts';
import { childLog } from '../../lib/child-log.ts';
import type { SendResult } from '../../ports/publisher.ts';
import { closePlace } from './close-place.ts';
import { type DeliverDeps, whyMissing } from './deliver.ts';
import { renderEntry } from './render-entry.ts';
import { findPublisher } from './send.ts';

/**
 * In a posted edition, edits each card whose content has changed, for example because its summary has arrived (rule
 * 5) or its upvotes have changed (rule 11).
 * @param step the index in `REFRESHES`; in the last step, cards show the final reason for a missing summary
 * @throws {TemporaryError} if a later job has to retry
 */
export async function refresh(
  { log: baseLog, ...others }: DeliverDeps,
  subscription: Subscription,
  day: Day,
  step: number,
): Promise<void> {
  const placeId = placeToId(subscription.place);
  const deps = { ...others, log: childLog(baseLog, { edition: editionKey(placeId, day) }) };
  const { store, log } = deps;
  const publisher = findPublisher(deps, subscription.place);
  const isLast = step === REFRESHES.length - 1;

  let edits = 0;
  let missing = 0;
  for (const { key, paperId, state, messageId, shown } of await store.deliveries(placeId, day)) {
    if (state !== 'sent' || !messageId || !paperId) continue;
    const [paper] = await store.papers([paperId]);
    if (!paper) continue;
    const summary = await deps.summarize(paper);
    if (!summary) missing += 1;
    const reason = isLast ? finalReason(deps.missing) : whyMissing(deps);
    const now = renderEntry({ paper, summary }, day, reason);
    if (now.shown === shown) continue;
    const result = await edit(deps, key, () => publisher.edit(messageId, now.card));
    if (result.state === 'channelBlocked' || result.state === 'channelDeleted')
      return closePlace(deps, placeId, result);
    if (result.state === 'messageRejected')
      log.warn({ key, reason: result.reason }, 'Could not edit a card, leaving it unchanged');
    else edits += 1;
    await store.setShown(key, now.shown);
  }
  await store.setRefreshes(placeId, day, step + 1, missing);
  if (edits > 0) log.info({ step, edits }, 'Refreshed an edition');
}

/** Edits a card. An unexpected error counts as a rejection, so that the other cards are still edited. */
async function edit(
  { signal, log }: DeliverDeps,
  key: string,
  call: () => Promise<SendResult>,
): Promise<SendResult> {
  try {
    return await call();
  } catch (error) {
    // The card did not cause these errors, so a later job will edit the card.
    if (signal.aborted || error instanceof TemporaryError || error instanceof SetupError) throw error;
    log.error({ key, err: error }, 'Unexpected error while editing a card');
    return { state: 'messageRejected', reason: deliveryWording.notSent };
  }
}
