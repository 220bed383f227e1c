import { type FailingMessage, FEW_TRIES, isOwnFault } from '../../domain/edition/isolation.ts';
import type { Delivery } from '../../domain/edition/records.ts';
import { HOUR } from '../../lib/duration.ts';
import type { OutgoingMessage } from './attempt.ts';
import { type Failed, leaveOut, type SendDeps, type Sent, sendOnce, type Unclear } from './send.ts';

/**
 * How old an edition can be, in milliseconds, before its next messages no longer wait for one that cannot be looked for
 * because of rate limits. Such a look-up goes on where it stopped, at a page a minute if need be.
 */
const LOOK_UP_TIME = HOUR;

/** One message of a sequence. */
export interface Item {
  /** The delivery as it was at the start of the job; undefined if it was never claimed. */
  readonly known: Delivery | undefined;
  /** Returns the message; null if nothing more may be sent to the place. */
  prepare(): Promise<OutgoingMessage | null>;
  /** Sends the message in another way, after it has failed in a few more jobs; null if there is none. */
  sendOtherwise?(message: OutgoingMessage): Promise<Sent | null>;
  /** Called when the message has been sent, before any other one is. */
  onSent?(): Promise<void>;
}

/** Messages to a place, in order. */
export interface Sequence {
  readonly items: readonly Item[];
  /** Returns false while the place is paused: then a single message tests it. */
  isOpen(): boolean;
}

/** A message that has failed in a few jobs, the last time in this one. */
interface Suspect {
  readonly item: Item;
  readonly behind: readonly Item[];
  readonly message: OutgoingMessage;
  readonly failed: Failed | Unclear;
}

/**
 * Sends messages in order (rule 15). A message that fails ends the job, so that the next job tries it again before the
 * ones behind it; after a few such jobs, the next ones are tried, too. If one of them passes, the failing message is
 * tried once more, then left out.
 * @returns `closed` if nothing more may be sent to the place; otherwise the errors of the messages that are left,
 * because they might be due to an outage, or cannot be looked for: all others are settled
 * @throws if a later job has to try again
 */
export async function sendInOrder(
  deps: SendDeps,
  { items, isOpen }: Sequence,
): Promise<'closed' | readonly Error[]> {
  let suspects: Suspect[] = [];
  const left: Error[] = [];
  /** Returns false if the place is closed. */
  const settle = async (message: OutgoingMessage, failed: Failed | null): Promise<boolean> => {
    const result = await leaveOut(deps, message, failed);
    if (result instanceof Error) left.push(result);
    return result !== 'closed';
  };

  for (const [index, item] of items.entries()) {
    if (isSettled(item.known)) continue;
    const message = await item.prepare();
    if (!message) return 'closed';
    const behind = items.slice(index + 1);
    const failing = item.known?.failing;
    if (failing && (await isAtFault(deps, message, failing, behind))) {
      if (!(await settle(message, null))) return 'closed';
      continue;
    }
    const isBehind = suspects.length > 0 && (failing?.failures ?? 0) >= FEW_TRIES;
    const mayGoOn = isOpen();
    const sent = mayGoOn
      ? await sendItem(deps, item, message, { isBehind })
      : await sendTest(deps, item, message);
    if (sent.state === 'closed') return 'closed';
    if (sent.state === 'failed' || sent.state === 'unclear') {
      if (!mayGoOn || !isStuck(deps, message, sent)) throw sent.error;
      suspects.push({ item, behind, message, failed: sent });
    }
    if (sent.state !== 'sent') continue;
    // The platform works, so what still fails is at fault itself.
    for (const suspect of suspects) {
      const again = await sendItem(deps, suspect.item, suspect.message, { isBehind: true, isLast: true });
      if (again.state === 'closed') return 'closed';
      if (again.state !== 'failed' && again.state !== 'unclear') continue;
      if (again.state === 'unclear' || !again.wasTried) left.push(again.error);
      else if (!(await settle(suspect.message, again))) return 'closed';
    }
    suspects = [];
  }

  for (const { behind, message, failed } of suspects) {
    if (failed.state === 'unclear' || !(await isAtFault(deps, message, failed.failing, behind)))
      left.push(failed.error);
    else if (!(await settle(message, failed))) return 'closed';
  }
  return left;
}

/** Returns true if a message has failed for so long that the next ones no longer wait for it. */
function isStuck({ clock }: SendDeps, { to }: OutgoingMessage, failed: Failed | Unclear): boolean {
  if (failed.state === 'unclear') return clock.now() - to.since > LOOK_UP_TIME;
  return failed.failing.failures >= FEW_TRIES;
}

const isSettled = (delivery: Delivery | undefined) => delivery !== undefined && delivery.state !== 'claimed';

async function sendItem(
  deps: SendDeps,
  item: Item,
  message: OutgoingMessage,
  { isBehind = false, isLast = false },
): Promise<Sent> {
  const sent = await sendOnce(deps, message, isBehind);
  if (sent.state !== 'failed') return noteSent(item, sent);
  const isDue = isLast || sent.failing.failures % FEW_TRIES === 0;
  const otherwise = isDue ? await item.sendOtherwise?.(message) : null;
  return noteSent(item, otherwise ?? sent);
}

/** Sends the message that tests whether a paused place is open. */
const sendTest = async (deps: SendDeps, item: Item, message: OutgoingMessage): Promise<Sent> =>
  noteSent(item, await sendOnce(deps, message));

async function noteSent(item: Item, sent: Sent): Promise<Sent> {
  if (sent.state === 'sent') await item.onSent?.();
  return sent;
}

/** Returns true if a message is at fault itself; `behind` are the messages after it. */
async function isAtFault(
  { store }: SendDeps,
  { delivery }: OutgoingMessage,
  failing: FailingMessage,
  behind: readonly Item[],
): Promise<boolean> {
  if (failing.failures < FEW_TRIES) return false;
  const neighbours = await store.neighbours(delivery, failing);
  const passed = behind.flatMap(({ known }) => (known?.state === 'sent' ? (known.settledAt ?? []) : []));
  const followed = [neighbours.followedAt ?? [], passed].flat().filter((at) => at > failing.failingSince);
  return isOwnFault(failing, {
    ...neighbours,
    followedAt: followed.length > 0 ? Math.min(...followed) : null,
  });
}
