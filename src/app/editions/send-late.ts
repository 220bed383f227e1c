import { type Delivery, type Edition, editionDelivery } from '../../domain/edition/records.ts';
import { refreshDueAt, sendsLeftOut } from '../../domain/edition/refresh-step.ts';
import type { Subscription } from '../../domain/subscription/subscription.ts';
import type { OutgoingMessage } from './attempt.ts';
import { createCardLocation, postOf } from './card-location.ts';
import { type DeliverDeps, whyMissing } from './deliver.ts';
import { renderEntry } from './render-entry.ts';
import { leaveOut, type Sent, sendOnce } from './send.ts';

/** Returns true for a card that was left out, even if a process died while it was sending the card again. */
const isLeftOut = ({ paperId, state }: Delivery): boolean =>
  paperId !== null && (state === 'left-out' || state === 'claimed');

/**
 * Tries the cards of a posted edition again that were left out (rule 15), in order.
 * @returns `closed` if the place accepts no messages; an error if a card might have been sent and cannot be looked for,
 * so that a later job has to try again
 * @throws if a card cannot be sent now for a reason that has nothing to do with it
 */
export async function sendLate(
  deps: DeliverDeps,
  { place, settings }: Subscription,
  edition: Edition,
  step: number,
): Promise<'closed' | 'done' | Error> {
  const { store, clock, log } = deps;
  const { placeId, day, openedAt: since } = edition;
  const deliveries = await store.deliveries(placeId, day);
  const location = createCardLocation(deps, edition, deliveries);
  const isTried = sendsLeftOut(clock.now(), step, since);
  const dueAt = refreshDueAt(edition, step);
  let result: 'done' | Error = 'done';
  for (const paperId of edition.paperIds) {
    const known = deliveries.find((it) => it.paperId === paperId);
    const [paper] = known && isLeftOut(known) ? await store.papers([paperId]) : [];
    if (!known || !paper) continue;
    const wasTried = (known.failing?.failedAt ?? 0) >= dueAt;
    if (known.state === 'left-out') {
      if (!isTried || wasTried) continue;
      await store.reopen(known.key);
    }
    const { parentId, lookIn } = location.next();
    const entry = { paper, summary: await deps.summarize(paper) };
    const message: OutgoingMessage = {
      delivery: editionDelivery(edition, paperId),
      to: { place, parentId, since, ...postOf(edition, entry, settings) },
      lookIn,
      ...renderEntry(entry, edition, whyMissing(deps), true),
    };
    // If an earlier job of this refresh has tried the card, but could not look for it afterwards, only look for it.
    const sent = isTried && !wasTried ? await sendOnce(deps, message) : null;
    const state = await settle(deps, message, sent);
    if (state instanceof Error) result = state;
    if (state === 'closed') return 'closed';
    if (state !== 'sent') continue;
    log.info({ key: known.key }, 'Sent a card that had been left out');
    if (edition.publishing !== 'none') await store.setPublishing(placeId, day, 'due');
  }
  return result;
}

/** Leaves out a card again that failed again. Returns an error if it cannot be looked for. */
async function settle(deps: DeliverDeps, message: OutgoingMessage, sent: Sent | null) {
  if (sent?.state === 'unclear') return sent.error;
  return sent && sent.state !== 'failed' ? sent.state : leaveOut(deps, message, sent);
}
