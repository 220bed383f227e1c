import type { Card } from '../../domain/card/card.ts';
import type { Address, Publisher, SendResult } from '../../ports/publisher.ts';
import type { AddInitialReactions } from './initial-reactions.ts';
import { createLookUps, type FindOnPage } from './look-ups.ts';
import { splitMessageId } from './message-id.ts';

/** Where a send, a look-up or an edit failed. */
export interface FailedAt {
  readonly channelId: string;
  /** Whether the message belongs to the thread of an edition; null if only the message's id is known. */
  readonly isInThread: boolean | null;
}

/** The platform-specific operations of a publisher. */
export interface MessageApi
  extends Pick<Publisher, 'leaseMs' | 'link' | 'workspaceOf' | 'shapeOf' | 'findReason' | 'publish'>,
    Required<Pick<Publisher, 'mentionProblem'>> {
  /** Posts a card and returns the id of its message. If `isSingle`, does not repeat a request that failed. */
  post(to: Address, card: Card, key: string, isSingle: boolean): Promise<string>;
  readonly findOnPage: FindOnPage;
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
  const lookUp = createLookUps(api.findOnPage);

  return {
    leaseMs: api.leaseMs,
    link: api.link,
    workspaceOf: api.workspaceOf,
    shapeOf: api.shapeOf,
    findReason: api.findReason,
    mentionProblem: api.mentionProblem,
    ...(api.publish ? { publish: api.publish } : {}),

    async send(to, card, key, isSingle = false) {
      try {
        return await sent(await api.post(to, card, key, isSingle), card);
      } catch (error) {
        return failed(error, to);
      }
    },

    async find(to, card, key, options) {
      try {
        const found = await lookUp(to, card, key, options);
        return typeof found === 'string' ? await sent(found, card) : found;
      } catch (error) {
        // If a thread is gone, `findOnPage` finds nothing in it, so this error is about the channel.
        return api.toSendResult(error, { channelId: to.place.channel, isInThread: false });
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
