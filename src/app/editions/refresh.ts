import { finalReason } from '../../cards/build-card.ts';
import type { Day } from '../../domain/calendar/day.ts';
import { FEW_TRIES } from '../../domain/edition/isolation.ts';
import { type Delivery, type Edition, editionKey } from '../../domain/edition/records.ts';
import { REFRESHES } from '../../domain/edition/refresh-step.ts';
import { SetupError, TemporaryError } from '../../domain/errors.ts';
import { placeToId, type Subscription } from '../../domain/subscription/subscription.ts';
import { childLog } from '../../lib/child-log.ts';
import { retry } from '../../lib/retry.ts';
import type { PlaceClosed, Publisher, SendResult } from '../../ports/publisher.ts';
import { findPublisher } from './attempt.ts';
import { closePlace } from './close-place.ts';
import { type DeliverDeps, whyMissing } from './deliver.ts';
import { type RenderedEntry, renderEntry } from './render-entry.ts';
import type { SendDeps } from './send.ts';
import { sendLate } from './send-late.ts';

/**
 * In a posted edition, tries the cards again that were left out (rule 15), and edits each card whose content has
 * changed, for example because its summary has arrived (rule 5) or its upvotes have changed (rule 11).
 * @param step the index in `REFRESHES`, or -1 before the first step; in the last step, cards show the final reason for a
 * missing summary
 * @param failures in how many jobs in a row this refresh has failed before
 * @throws if a later job has to retry
 */
export async function refresh(
  { log: baseLog, ...others }: DeliverDeps,
  subscription: Subscription,
  day: Day,
  step: number,
  failures = 0,
): Promise<void> {
  const placeId = placeToId(subscription.place);
  const deps = { ...others, log: childLog(baseLog, { edition: editionKey(placeId, day) }) };
  const { store, log } = deps;
  const publisher = findPublisher(deps, subscription.place);
  const edition = await store.edition(placeId, day);
  if (!edition) return;
  // A place that a member has paused gets no messages, but its cards are kept up to date (rule 16).
  const isHeld = subscription.state === 'on-hold';
  const late = isHeld ? 'done' : await sendLate(deps, subscription, edition, step);
  if (late === 'closed') return;

  const cards = await readCards(deps, edition, step);
  const failed: Edited[] = [];
  let edits = 0;
  for (const card of cards.filter(({ now, shown }) => now.shown !== shown)) {
    const result = await editCard(deps, publisher, card);
    if (result.state === 'closed') {
      // No other state says that this refresh is over.
      if (isHeld) break;
      return closePlace(deps, placeId, result.place);
    }
    if (result.state === 'edited') edits += 1;
    if (result.state === 'failed') failed.push({ card, error: result.error });
  }
  const [first] = failed;
  if (first) {
    // As with sends, a card is at fault only if it keeps failing while another one passes (rule 15).
    const isAtFault =
      failures + 1 >= FEW_TRIES && (edits > 0 || (await canEdit(deps, publisher, cards, failed)));
    if (!isAtFault) throw first.error;
    for (const { card, error } of failed)
      log.error(
        { key: card.key, err: error },
        'Could not edit a card that keeps failing, leaving it unchanged',
      );
  }
  if (late instanceof Error) throw late;
  await finish(deps, edition, step, cards);
  if (edits > 0) log.info({ step, edits }, 'Refreshed an edition');
}

/** A card that was sent, and what it should show. */
export interface CardToEdit {
  readonly key: string;
  readonly messageId: string;
  readonly now: RenderedEntry;
}

interface SentCard extends CardToEdit, Pick<Delivery, 'shown'> {
  readonly hasSummary: boolean;
}

interface Edited {
  readonly card: SentCard;
  readonly error: Error;
}

async function readCards(deps: DeliverDeps, edition: Edition, step: number): Promise<SentCard[]> {
  const { placeId, day, closedAt } = edition;
  const isLast = step === REFRESHES.length - 1;
  const cards: SentCard[] = [];
  for (const { key, paperId, state, messageId, settledAt, shown } of await deps.store.deliveries(
    placeId,
    day,
  )) {
    if (state !== 'sent' || !messageId || !paperId) continue;
    const [paper] = await deps.store.papers([paperId]);
    if (!paper) continue;
    const summary = await deps.summarize(paper);
    const reason = isLast ? finalReason(deps.missing) : whyMissing(deps);
    const isLate = closedAt !== null && settledAt !== null && settledAt > closedAt;
    const now = renderEntry({ paper, summary }, edition, reason, isLate);
    cards.push({ key, shown, messageId, hasSummary: summary !== null, now });
  }
  return cards;
}

async function finish(
  { store }: DeliverDeps,
  { placeId, day, failing }: Edition,
  step: number,
  cards: readonly SentCard[],
): Promise<void> {
  const leftOut = (await store.deliveries(placeId, day)).filter(({ state }) => state === 'left-out').length;
  if (leftOut !== failing) await store.setFailing(placeId, day, leftOut);
  await store.setRefreshes(placeId, day, step + 1, cards.filter(({ hasSummary }) => !hasSummary).length);
}

/** What edits of cards need. */
export type EditDeps = Pick<SendDeps, 'store' | 'clock' | 'log' | 'signal' | 'pauses'>;

type EditResult =
  | { readonly state: 'edited' | 'dropped' }
  | { readonly state: 'failed'; readonly error: Error }
  | { readonly state: 'closed'; readonly place: PlaceClosed };

/**
 * Edits a card, with short pauses between attempts.
 * @throws if the failure has nothing to do with the card
 */
export async function editCard(deps: EditDeps, publisher: Publisher, card: CardToEdit): Promise<EditResult> {
  const { key, messageId, now } = card;
  const result = await tryToEdit(deps, () => publisher.edit(messageId, now.card));
  if ('error' in result) return { state: 'failed', error: result.error };
  if (result.state === 'channelBlocked' || result.state === 'channelDeleted')
    return { state: 'closed', place: result };
  if (result.state === 'messageRejected')
    deps.log.warn({ key, reason: result.reason }, 'Could not edit a card, leaving it unchanged');
  await deps.store.setShown(key, now.shown);
  return { state: result.state === 'sent' ? 'edited' : 'dropped' };
}

/** Makes the attempts of an edit; returns the last error if all of them failed in a way that can be the card's fault. */
async function tryToEdit(
  { signal, clock, pauses }: EditDeps,
  call: () => Promise<SendResult>,
): Promise<SendResult | { readonly error: Error }> {
  const pauseAfter = (attempt: number) => pauses[attempt - 1] ?? 0;
  const askedBy = (error: unknown) => (error instanceof TemporaryError ? (error.retryAfterMs ?? 0) : 0);
  try {
    return await retry(call, {
      clock,
      signal,
      policy: { attempts: pauses.length + 1, delayMs: pauseAfter },
      shouldRetry: (error, attempt) =>
        isUnrelated(error) ? null : { afterMs: Math.max(askedBy(error), pauseAfter(attempt)) },
    });
  } catch (error) {
    signal.throwIfAborted();
    if (isUnrelated(error)) throw error;
    return { error: error as Error };
  }
}

/** Returns true for an error that has nothing to do with the card. */
const isUnrelated = (error: unknown): boolean =>
  error instanceof SetupError || (error instanceof TemporaryError && error.isUnrelated);

/** Edits a card that needs no edit, to find out whether the place accepts edits at all. */
async function canEdit(
  deps: DeliverDeps,
  publisher: Publisher,
  cards: readonly SentCard[],
  failed: readonly Edited[],
): Promise<boolean> {
  const other = cards.find((it) => !failed.some(({ card }) => card === it));
  return other !== undefined && (await editCard(deps, publisher, other)).state === 'edited';
}
