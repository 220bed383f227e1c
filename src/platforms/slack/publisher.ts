import type { Card } from '../../domain/card/card.ts';
import { TemporaryError } from '../../domain/errors.ts';
import { knownUrl } from '../../domain/paper/paper.ts';
import { deliveryWording } from '../../i18n/ko/status.ts';
import { MINUTE } from '../../lib/duration.ts';
import type { Log } from '../../lib/log.ts';
import { once } from '../../lib/once.ts';
import type { Address, Publisher, SendResult } from '../../ports/publisher.ts';
import { cardToSlack, type SlackMessage } from '../../render/slack.ts';
import type { AddInitialReactions } from '../shared/initial-reactions.ts';
import type { SlackCall } from './api/call.ts';
import type { ChannelRateLimiter } from './api/rate-limiter.ts';
import {
  errorToOutcome,
  IS_BUG,
  mayBePicture,
  NO_UNFURL,
  SlackError,
  splitMessageId,
  toMessageId,
} from './message.ts';

/** The type of our messages' metadata. */
export const EVENT_TYPE = 'paperboy_delivery';
/** Our clock and Slack's may differ by this, in milliseconds. */
const CLOCK_SKEW = 60 * MINUTE;
const PAGE = 200;
const SLACK_HOSTS = ['slack.com', 'slack-gov.com'];

export interface SlackPublisherDeps {
  readonly call: SlackCall;
  readonly rateLimiter: ChannelRateLimiter;
  readonly addInitialReactions: AddInitialReactions;
  readonly log: Log;
}

/** What is read of a message. */
interface Message {
  readonly ts: string;
  readonly bot_id?: string;
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: { readonly key?: string } };
}

/** Posts to Slack. It knows no nonce: every message carries its delivery key, to be found by it. */
export function createSlackPublisher({
  call,
  rateLimiter,
  addInitialReactions,
  log,
}: SlackPublisherDeps): Publisher {
  async function post({ place, parentId }: Address, message: SlackMessage, key: string): Promise<string> {
    const { channel } = place;
    const body = {
      channel,
      ...message,
      ...NO_UNFURL,
      metadata: { event_type: EVENT_TYPE, event_payload: { key } },
      ...(parentId ? { thread_ts: splitMessageId(parentId).ts } : {}),
    };
    const { ts } = await rateLimiter(channel, () => call('chat.postMessage', body));
    if (typeof ts !== 'string') throw new TemporaryError('Slack answered a message with none');
    return toMessageId(channel, ts);
  }

  /** A picture that Slack cannot fetch makes it refuse the whole message: then it goes without. */
  async function withOrWithoutPicture<T>(
    card: Card,
    send: (message: SlackMessage) => Promise<T>,
  ): Promise<T> {
    try {
      return await send(cardToSlack(card));
    } catch (error) {
      if (!card.thumbnail || !mayBePicture(error)) throw error;
      const { details } = error as SlackError;
      log.warn({ paper: card.paperId, details }, 'Slack does not take a card with its picture');
      return send(cardToSlack(card, false));
    }
  }

  const reactToPaper = async (id: string, card: Card) => {
    if (card.kind === 'paper') await addInitialReactions(id);
  };

  /** The bot's id: another app in the channel may be another one of us, with the same keys. */
  const findSelf = once(async () => (await call('auth.test', {})).bot_id);

  function explain(error: unknown, channel: string): SendResult {
    if (error instanceof SlackError && IS_BUG.test(error.code)) {
      log.error({ channel, details: error.details, err: error }, 'Slack takes a message for malformed');
      return { state: 'messageRejected', reason: deliveryWording.notSent };
    }
    const fact = errorToOutcome(error);
    if (!fact) throw error;
    return fact;
  }

  return {
    leaseMs: MINUTE,

    async send(to, card, key) {
      try {
        const id = await withOrWithoutPicture(card, (message) => post(to, message, key));
        await reactToPaper(id, card);
        return { state: 'sent', messageId: id };
      } catch (error) {
        return explain(error, to.place.channel);
      }
    },

    async find({ place, parentId, since }, card, key) {
      const { channel } = place;
      const inThread = parentId ? { ts: splitMessageId(parentId).ts } : {};
      const botId = await findSelf();
      const method = parentId ? 'conversations.replies' : 'conversations.history';
      for (let cursor = ''; ; ) {
        let page: Record<string, unknown>;
        try {
          page = await call(method, {
            ...{ channel, ...inThread, limit: PAGE, include_all_metadata: true },
            ...(cursor ? { cursor } : {}),
          });
        } catch (error) {
          // Who may not look back knows nothing: rather no card than two.
          return explain(error, channel);
        }
        if (!Array.isArray(page.messages)) throw new TemporaryError('Slack answered a channel with none');
        const messages: readonly Message[] = page.messages;
        const found = messages.find(
          ({ bot_id, metadata }) =>
            bot_id === botId && metadata?.event_type === EVENT_TYPE && metadata.event_payload?.key === key,
        );
        if (found) {
          const id = toMessageId(channel, found.ts);
          await reactToPaper(id, card);
          return { state: 'sent', messageId: id };
        }
        cursor = (page.response_metadata as { next_cursor?: string } | undefined)?.next_cursor ?? '';
        const oldest = Number(messages.at(-1)?.ts ?? Number.POSITIVE_INFINITY) * 1_000;
        // A channel gives its newest first, a thread its oldest: a thread is read to its end.
        if (!cursor || (!parentId && oldest < since - CLOCK_SKEW)) return null;
      }
    },

    async link(_place, id) {
      const { channel, ts } = splitMessageId(id);
      try {
        const { permalink } = await call('chat.getPermalink', { channel, message_ts: ts });
        return knownUrl(String(permalink), SLACK_HOSTS);
      } catch (error) {
        if (error instanceof SlackError) return null;
        throw error;
      }
    },

    async edit(id, card) {
      const { channel, ts } = splitMessageId(id);
      try {
        await rateLimiter(channel, () =>
          withOrWithoutPicture(card, (message) => call('chat.update', { channel, ts, ...message })),
        );
        return { state: 'sent', messageId: id };
      } catch (error) {
        return explain(error, channel);
      }
    },
  };
}
