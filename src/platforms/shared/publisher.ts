import type { Card } from '../../domain/card/card.ts';
import type { Address, PlaceClosed, Publisher, SendResult } from '../../ports/publisher.ts';
import type { AddInitialReactions } from './initial-reactions.ts';
import { splitMessageId } from './message-id.ts';

/** The result of searching one page of a channel's or thread's history for a message. */
export interface HistoryPage {
  /** The message's id; null if the message is not on this page. */
  readonly messageId: string | null;
  /** The cursor of the next page; null if the message cannot be on a later page. */
  readonly next: string | null;
}

/** Where a send, a look-up or an edit failed. */
export interface FailedAt {
  readonly channelId: string;
  /** Whether the message belongs to the thread of an edition; null if only the message's id is known. */
  readonly isInThread: boolean | null;
}

/** The platform-specific operations of a publisher. */
export interface MessageApi extends Pick<Publisher, 'leaseMs' | 'link' | 'workspaceOf' | 'findReason'> {
  /** Posts a card and returns the id of its message. */
  post(to: Address, card: Card, key: string): Promise<string>;
  /** Looks for a card's message on the page at `cursor`, or on the first page if `cursor` is null. */
  findOnPage(to: Address, card: Card, key: string, cursor: string | null): Promise<HistoryPage | PlaceClosed>;
  edit(messageId: string, card: Card): Promise<void>;
  /**
   * Turns an error into the result of a send, a look-up or an edit.
   * @throws the error itself if it concerns neither the message nor its place
   */
  toSendResult(error: unknown, at: FailedAt): SendResult | Promise<SendResult>;
}

/** Creates a publisher from a platform's operations. It contains the steps that Discord and Slack share. */
export function createPublisher(addInitialReactions: AddInitialReactions, api: MessageApi): Publisher {
  const sent = async (messageId: string, card: Card): Promise<SendResult> => {
    if (card.kind === 'paper') await addInitialReactions(messageId);
    return { state: 'sent', messageId };
  };
  const failed = (error: unknown, { place, parentId }: Address) =>
    api.toSendResult(error, { channelId: place.channel, isInThread: parentId !== null });

  return {
    leaseMs: api.leaseMs,
    link: api.link,
    workspaceOf: api.workspaceOf,
    findReason: api.findReason,

    async send(to, card, key) {
      try {
        return await sent(await api.post(to, card, key), card);
      } catch (error) {
        return failed(error, to);
      }
    },

    async find(to, card, key) {
      try {
        for (let cursor: string | null = null; ; ) {
          const page: HistoryPage | PlaceClosed = await api.findOnPage(to, card, key, cursor);
          if ('state' in page) return page;
          if (page.messageId !== null) return await sent(page.messageId, card);
          if (page.next === null) return null;
          cursor = page.next;
        }
      } catch (error) {
        return failed(error, to);
      }
    },

    async edit(messageId, card) {
      try {
        await api.edit(messageId, card);
        return { state: 'sent', messageId };
      } catch (error) {
        return api.toSendResult(error, {
          channelId: splitMessageId(messageId).channelId,
          isInThread: null,
        });
      }
    },
  };
}
