import type { Delivery, Edition, EditionLayout } from '../../domain/edition/records.ts';
import { postTags } from '../../domain/fields/post-tags.ts';
import type { Entry } from '../../domain/paper/paper.ts';
import type { Settings } from '../../domain/subscription/settings.ts';
import type { Address } from '../../ports/publisher.ts';
import type { Store } from '../../ports/store.ts';

/** Returns the post of a paper's card, as a part of its `Address`: none, unless its edition has posts. */
export const postOf = (
  { layout }: Edition,
  entry: Entry,
  settings: Settings,
  isFirst = false,
): Pick<Address, 'post'> =>
  // Members are notified of the first post of an edition, as elsewhere of its heading.
  layout === 'posts' ? { post: { tags: postTags(entry, settings), isSilent: !isFirst } } : {};

/** Where the cards of an edition are. Null stands for the channel, a message id for the thread of that message. */
export interface CardLocation {
  /** Returns where the next card goes, and the thread in which an earlier attempt might have put it. */
  next(): { readonly parentId: string | null; readonly lookIn: string | null };
  /** Must be called after the heading or a card was sent. */
  onSent(paperId: string | null): Promise<void>;
  /**
   * Sends a card to the channel instead of the thread, if the thread has no cards yet; if that succeeds, the next cards
   * follow it. Returns null if the card stays where it is.
   */
  tryChannel<T extends { readonly state: string }>(send: () => Promise<T>): Promise<T | null>;
}

/** Keeps track of where the cards of an edition are, so that the later ones follow the first one. */
export function createCardLocation(
  { store }: { readonly store: Pick<Store, 'deliveries' | 'setLayout'> },
  { placeId, day, layout: stored }: Edition,
  deliveries: readonly Delivery[],
): CardLocation {
  let layout = stored;
  const headingOf = (all: readonly Delivery[]) => all.find(({ paperId }) => paperId === null);
  const idOf = (heading: Delivery | undefined) => (heading?.state === 'sent' ? heading.messageId : null);
  let headingId = idOf(headingOf(deliveries));
  let hasCards = deliveries.some(({ paperId, state }) => paperId !== null && state === 'sent');
  if (layout === 'thread' && headingId === null && hasCards) layout = 'moved';

  async function setLayout(next: EditionLayout): Promise<void> {
    layout = next;
    await store.setLayout(placeId, day, next);
  }

  return {
    next() {
      const isThread = layout === 'thread' && headingId !== null;
      return { parentId: isThread ? headingId : null, lookIn: layout === 'channel' ? null : headingId };
    },

    async onSent(paperId) {
      if (paperId === null) {
        headingId = idOf(headingOf(await store.deliveries(placeId, day)));
        return;
      }
      hasCards = true;
      if (layout === 'thread' && headingId === null) await setLayout('moved');
    },

    async tryChannel(send) {
      if (layout !== 'thread' || headingId === null || hasCards) return null;
      await setLayout('moved');
      let isSent = false;
      try {
        const result = await send();
        isSent = result.state === 'sent';
        return result;
      } finally {
        if (!isSent) await setLayout('thread');
      }
    },
  };
}
