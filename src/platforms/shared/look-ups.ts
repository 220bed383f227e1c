import type { Card } from '../../domain/card/card.ts';
import { TemporaryError } from '../../domain/errors.ts';
import { placeToId } from '../../domain/subscription/subscription.ts';
import { forgetOldest } from '../../lib/forget-oldest.ts';
import type { Address, FindOptions, PlaceClosed } from '../../ports/publisher.ts';

/** The maximum number of interrupted look-ups that are kept; the oldest is forgotten first. */
const MAX_KEPT = 1_000;

/** The result of searching one page of a channel's or thread's history for a message. */
export interface HistoryPage {
  /** The message's id; null if the message is not on this page. */
  readonly messageId: string | null;
  /** The cursor of the next page; null if the message cannot be on a later page. */
  readonly next: string | null;
  /** The ids of the headings on this page in whose threads the card can also be. */
  readonly headings: readonly string[];
}

/**
 * Looks for a card's message on the page at `cursor`, or on the first page if `cursor` is null. `to.parentId` names the
 * thread to search; if it is null, the channel itself is searched. The message was sent with one of the `keys`.
 */
export type FindOnPage = (
  to: Address,
  card: Card,
  keys: readonly string[],
  cursor: string | null,
) => Promise<HistoryPage | PlaceClosed>;

interface LookUp {
  readonly since: number;
  /** The histories that are left to search, the current one first: parents of threads, or null for the channel. */
  readonly left: (string | null)[];
  /** The histories in `left`, and those already searched. */
  readonly known: Set<string | null>;
  cursor: string | null;
  attempt: number | undefined;
}

/**
 * Creates a function that looks for a card's message page by page, as `Publisher.find` describes. A card for a thread
 * can also be in the channel, where it goes if it cannot be in the thread; or in the thread of another heading of the
 * same edition, if the heading was sent twice.
 *
 * A look-up that fails temporarily continues with the page that failed: Slack gives some apps only one page of 15
 * messages a minute (apis/web-api/rate-limits), so a look-up that starts again after each rate limit would never end.
 */
export function createLookUps(findOnPage: FindOnPage) {
  const kept = new Map<string, LookUp>();

  function continueOrStart(id: string, { parentId, since }: Address, attempt: number | undefined): LookUp {
    const known = kept.get(id);
    kept.delete(id);
    // If another process has claimed the message since, it might have sent the message: start again.
    const isNext = attempt === undefined || attempt === (known?.attempt ?? 0) + 1;
    const isUsable = known && known.since <= since && isNext;
    const start = [...new Set([parentId, null])];
    const lookUp = isUsable ? known : { since, left: start, known: new Set(start), cursor: null, attempt };
    lookUp.attempt = attempt;
    kept.set(id, lookUp);
    forgetOldest(kept, MAX_KEPT);
    return lookUp;
  }

  return async (
    to: Address,
    card: Card,
    key: string,
    { formerKeys = [], attempt }: FindOptions = {},
  ): Promise<string | PlaceClosed | null> => {
    const id = JSON.stringify([key, placeToId(to.place), to.parentId]);
    const lookUp = continueOrStart(id, to, attempt);
    let pages = 0;
    const readPage: FindOnPage = async (...page) => {
      const read = await findOnPage(...page);
      pages += 1;
      return read;
    };
    try {
      const found = await search(readPage, lookUp, { to, card, keys: [key, ...formerKeys] });
      kept.delete(id);
      return found;
    } catch (error) {
      if (!(error instanceof TemporaryError)) kept.delete(id);
      if (!(error instanceof TemporaryError) || pages === 0) throw error;
      const { message, retryAfterMs, isUndone, isUnrelated, reason } = error;
      throw new TemporaryError(message, { retryAfterMs, isUndone, isUnrelated, reason, hasProgressed: true });
    }
  };
}

interface Sought {
  readonly to: Address;
  readonly card: Card;
  readonly keys: readonly string[];
}

/** Reads the pages that are left, and notes in `lookUp` how far it got. */
async function search(
  findOnPage: FindOnPage,
  lookUp: LookUp,
  { to, card, keys }: Sought,
): Promise<string | PlaceClosed | null> {
  const { left, known } = lookUp;
  for (let [parentId] = left; parentId !== undefined; [parentId] = left) {
    const page = await findOnPage({ ...to, parentId }, card, keys, lookUp.cursor);
    if ('state' in page) return page;
    if (page.messageId !== null) return page.messageId;
    for (const heading of to.parentId === null ? [] : page.headings) {
      if (known.has(heading)) continue;
      known.add(heading);
      left.push(heading);
    }
    lookUp.cursor = page.next;
    if (page.next === null) left.shift();
  }
  return null;
}
