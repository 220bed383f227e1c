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

const LEASE = MINUTE;
/** The maximum assumed difference between our clock and Slack's, in milliseconds. */
const CLOCK_SKEW = HOUR;
const PAGE_SIZE = 200;
const SLACK_HOSTS = ['slack.com', 'slack-gov.com'];

export interface SlackPublisherDeps {
  readonly call: SlackCall;
  readonly rateLimiter: ChannelRateLimiter;
  readonly addInitialReactions: AddInitialReactions;
  readonly log: Log;
}

/** Posts to Slack. Slack has no nonce, so each message carries its delivery key as metadata and can be found by it. */
export function createSlackPublisher({
  call,
  rateLimiter,
  addInitialReactions,
  log,
}: SlackPublisherDeps): Publisher {
  /** The bot's id, to recognise our own messages: a second Paperboy in the channel could use the same keys. */
  const findSelf = once(async () => String((await call('auth.test', {})).bot_id));

  /** Sends a card; if Slack rejects it, perhaps because it cannot fetch the picture, sends it again without that. */
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
        'Slack rejected a card because of its picture, will resend it without the picture',
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
      if (typeof ts !== 'string') throw new TemporaryError('Slack answered a post without a message id');
      return toMessageId(channel, ts);
    },

    async findOnPage({ place, parentId, since }, _card, key, cursor) {
      const { channel } = place;
      const botId = await findSelf();
      // Without access to the history, we cannot rule out a duplicate, so an error here must prevent the send.
      const page = await call(parentId ? 'conversations.replies' : 'conversations.history', {
        channel,
        limit: PAGE_SIZE,
        include_all_metadata: true,
        ...(parentId ? { ts: splitMessageId(parentId).messageId } : {}),
        ...(cursor ? { cursor } : {}),
      });
      if (!Array.isArray(page.messages)) {
        throw new TemporaryError('Slack sent a channel history without messages');
      }
      const messages: readonly SlackMessage[] = page.messages;
      const found = messages.find((message) => isMessageOf(message, key, botId));
      const next = (page.response_metadata as { next_cursor?: string } | undefined)?.next_cursor;
      // Channels are listed newest first. Threads are listed oldest first, so a thread is read to its end.
      const last = parentId ? undefined : messages.at(-1);
      const isTooOld = last !== undefined && Number(last.ts) * SECOND < since - CLOCK_SKEW;
      return {
        messageId: found ? toMessageId(channel, found.ts) : null,
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
