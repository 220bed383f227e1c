import type { Card } from '../../domain/card/card.ts';
import { TemporaryError } from '../../domain/errors.ts';
import { knownUrl } from '../../domain/paper/paper.ts';
import { HOUR, MINUTE, SECOND } from '../../lib/duration.ts';
import type { Log } from '../../lib/log.ts';
import { once } from '../../lib/once.ts';
import type { Publisher } from '../../ports/publisher.ts';
import { cardToSlack, type SlackMessage as SlackContent } from '../../render/slack.ts';
import type { AddInitialReactions } from '../shared/initial-reactions.ts';
import { splitMessageId, toMessageId } from '../shared/message-id.ts';
import { createPublisher } from '../shared/publisher.ts';
import type { SlackCall } from './api/call.ts';
import type { ChannelRateLimiter } from './api/rate-limiter.ts';
import { canBePicture, SlackError, toSendResult } from './errors.ts';
import { EVENT_TYPE, isMessageOf, NO_UNFURL, type SlackMessage } from './message.ts';
import { readSelf } from './self.ts';
import { isInWorkspace } from './workspace.ts';

const LEASE = MINUTE;
/** The largest difference between our clock and Slack's that we allow for, in milliseconds. */
const CLOCK_SKEW = HOUR;
const PAGE_SIZE = 200;
const SLACK_HOSTS = ['slack.com', 'slack-gov.com'];

export interface SlackPublisherDeps {
  readonly call: SlackCall;
  readonly rateLimiter: ChannelRateLimiter;
  readonly addInitialReactions: AddInitialReactions;
  readonly log: Log;
}

/**
 * Creates a publisher for Slack. Slack has no nonces, so each message contains its delivery key in its metadata; a
 * look-up searches for that key.
 */
export function createSlackPublisher({
  call,
  rateLimiter,
  addInitialReactions,
  log,
}: SlackPublisherDeps): Publisher {
  /**
   * Returns the bot's id, which identifies our own messages: a second Paperboy in the channel could use the same keys.
   */
  const findSelf = once(() => readSelf(call));

  /**
   * Sends a card. If Slack rejects the card, possibly because it cannot fetch the picture, sends the card again
   * without the picture.
   */
  async function withOrWithoutPicture<T>(
    card: Card,
    send: (content: SlackContent) => Promise<T>,
  ): Promise<T> {
    try {
      return await send(cardToSlack(card));
    } catch (error) {
      if (!card.thumbnail || !canBePicture(error)) throw error;
      log.warn(
        { paper: card.paperId, details: error.details },
        'Slack rejected a card, will retry without its picture',
      );
      return send(cardToSlack(card, false));
    }
  }

  return createPublisher(addInitialReactions, {
    leaseMs: LEASE,

    async post({ place, parentId }, card, key) {
      const { channel } = place;
      const post = (content: SlackContent) =>
        rateLimiter(channel, () =>
          call('chat.postMessage', {
            channel,
            ...content,
            ...NO_UNFURL,
            metadata: { event_type: EVENT_TYPE, event_payload: { key } },
            ...(parentId ? { thread_ts: splitMessageId(parentId).messageId } : {}),
          }),
        );
      const { ts } = await withOrWithoutPicture(card, post);
      if (typeof ts !== 'string')
        throw new TemporaryError('Slack accepted a post but returned no message id');
      return toMessageId(place, ts);
    },

    async findOnPage({ place, parentId, since }, _card, key, cursor) {
      const { channel } = place;
      const { botId } = await findSelf();
      // Without access to the history, we cannot rule out a duplicate, so an error here must prevent the send.
      const page = await call(parentId ? 'conversations.replies' : 'conversations.history', {
        channel,
        limit: PAGE_SIZE,
        include_all_metadata: true,
        ...(parentId ? { ts: splitMessageId(parentId).messageId } : {}),
        ...(cursor ? { cursor } : {}),
      });
      if (!Array.isArray(page.messages)) {
        throw new TemporaryError('Slack sent an invalid channel history');
      }
      const messages: readonly SlackMessage[] = page.messages;
      const found = messages.find((message) => isMessageOf(message, key, botId));
      const next = (page.response_metadata as { next_cursor?: string } | undefined)?.next_cursor;
      // Channels are listed newest first. Threads are listed oldest first, so a thread is read to its end.
      const last = parentId ? undefined : messages.at(-1);
      const isTooOld = last !== undefined && Number(last.ts) * SECOND < since - CLOCK_SKEW;
      return {
        messageId: found ? toMessageId(place, found.ts) : null,
        next: next && !isTooOld ? next : null,
      };
    },

    async edit(id, card) {
      const { channelId: channel, messageId: ts } = splitMessageId(id);
      await rateLimiter(channel, () =>
        withOrWithoutPicture(card, (content) => call('chat.update', { channel, ts, ...content })),
      );
    },

    toSendResult: (error, { channelId }) => toSendResult(error, { log, channelId }),

    findReason: async (_place, _layout, { reason }) => ({ reason, endsAt: null }),

    async workspaceOf({ workspace }) {
      const self = await findSelf();
      return isInWorkspace(workspace, self.workspace) ? self.workspace : workspace;
    },

    async link(_place, id) {
      const { channelId: channel, messageId } = splitMessageId(id);
      try {
        const { permalink } = await call('chat.getPermalink', { channel, message_ts: messageId });
        return knownUrl(String(permalink), SLACK_HOSTS);
      } catch (error) {
        if (error instanceof SlackError) return null;
        throw error;
      }
    },
  });
}
