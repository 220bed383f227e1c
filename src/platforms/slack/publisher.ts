import type { Card } from '../../domain/card/card.ts';
import { TemporaryError } from '../../domain/errors.ts';
import { knownUrl } from '../../domain/paper/paper.ts';
import { HOUR, MINUTE, SECOND } from '../../lib/duration.ts';
import { forgetOldest } from '../../lib/forget-oldest.ts';
import type { Log } from '../../lib/log.ts';
import { once } from '../../lib/once.ts';
import type { Address, Publisher } from '../../ports/publisher.ts';
import { cardToSlack, type SlackMessage as SlackContent } from '../../render/slack.ts';
import type { AddInitialReactions } from '../shared/initial-reactions.ts';
import { splitMessageId, toMessageId } from '../shared/message-id.ts';
import { createPublisher } from '../shared/publisher.ts';
import type { SlackCall } from './api/call.ts';
import type { ChannelRateLimiter } from './api/rate-limiter.ts';
import { canBePicture, codeOf, SlackError, toSendResult } from './errors.ts';
import { answerOrFound, LOOK_AFTER } from './lost-answer.ts';
import { findGroup } from './mention.ts';
import { EVENT_TYPE, isHeadingOf, isMessageOf, NO_UNFURL, type SlackMessage } from './message.ts';
import { readSelf } from './self.ts';
import { isInWorkspace } from './workspace.ts';

const LEASE = MINUTE;
/** The largest difference between our clock and Slack's that we allow for, in milliseconds. */
const CLOCK_SKEW = HOUR;
const PAGE_SIZE = 200;
/** From which pause on pages of the history are scarce, in milliseconds. */
const LONG_PAUSE = 10 * SECOND;
/** The maximum number of deleted headings to remember. */
const MAX_ORPHANED = 1_000;
const THREAD_NOT_FOUND = 'thread_not_found';
const SLACK_HOSTS = ['slack.com', 'slack-gov.com'];

export interface SlackPublisherDeps {
  readonly call: SlackCall;
  readonly rateLimiter: ChannelRateLimiter;
  readonly addInitialReactions: AddInitialReactions;
  readonly log: Log;
  /** See `answerOrFound`. */
  readonly lookAfterMs?: number;
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
  lookAfterMs = LOOK_AFTER,
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

  /** The headings that were deleted before anybody replied to them, so they can have no thread. */
  const orphaned = new Set<string>();

  function noteOrphaned(parentId: string): void {
    if (orphaned.has(parentId)) return;
    log.warn(
      { heading: parentId },
      'A heading was deleted, so there is no thread: posting its cards to the channel',
    );
    orphaned.add(parentId);
    forgetOldest(orphaned, MAX_ORPHANED);
  }

  /** Posts a card. `isInThread` is false if the thread's first message was deleted: Slack then uses the channel. */
  async function postMessage(to: Address, card: Card, key: string) {
    const { place, parentId } = to;
    const { channel } = place;
    const answer = await withOrWithoutPicture(card, (content) =>
      rateLimiter(channel, () => {
        const post = call('chat.postMessage', {
          channel,
          ...(content.blocks.length > 0 ? content : { text: content.text }),
          ...NO_UNFURL,
          metadata: { event_type: EVENT_TYPE, event_payload: { key } },
          ...(parentId ? { thread_ts: splitMessageId(parentId).messageId } : {}),
        });
        return answerOrFound(post, () => findPosted(to, key), lookAfterMs);
      }),
    );
    const { ts } = answer;
    if (typeof ts !== 'string') throw new TemporaryError('Slack accepted a post but returned no message id');
    const posted = answer.message as SlackMessage | undefined;
    // If the channel has got another id, reactions are reported under that one.
    const current = typeof answer.channel === 'string' ? answer.channel : channel;
    return {
      id: toMessageId({ workspace: place.workspace, channel: current }, ts),
      isInThread: !posted || posted.thread_ts !== undefined,
    };
  }

  /**
   * True once Slack has asked for a long pause between two pages: it gives some apps only one page a minute
   * (apis/web-api/rate-limits), which is kept for the look-up that decides whether a message is sent again.
   */
  let arePagesScarce = false;

  /**
   * Reads a page of a channel's history, newest messages first, or of a thread, oldest first. Reads no messages from
   * before the message can have been sent, because some apps may read only 15 messages a minute.
   */
  async function readPage({ place, parentId, since }: Address, cursor: string | null) {
    const read = (from: string | null) =>
      call(parentId ? 'conversations.replies' : 'conversations.history', {
        channel: place.channel,
        limit: PAGE_SIZE,
        include_all_metadata: true,
        oldest: (Math.max(since - CLOCK_SKEW, 0) / SECOND).toFixed(6),
        ...(parentId ? { ts: splitMessageId(parentId).messageId } : {}),
        ...(from ? { cursor: from } : {}),
      });
    return read(cursor).catch((error) => {
      // Slack does not promise how long a cursor lasts.
      if (cursor && codeOf(error) === 'invalid_cursor') return read(null);
      if (error instanceof TemporaryError) arePagesScarce ||= (error.retryAfterMs ?? 0) >= LONG_PAUSE;
      throw error;
    });
  }

  /** Looks for a message that has just been posted, on the first page; returns it like the answer to the post. */
  async function findPosted(to: Address, key: string): Promise<Record<string, unknown> | null> {
    if (arePagesScarce) return null;
    const { botId } = await findSelf();
    const { messages } = await readPage(to, null);
    const found = (messages as readonly SlackMessage[]).find((message) => isMessageOf(message, [key], botId));
    return found ? { ts: found.ts, message: found } : null;
  }

  return createPublisher(addInitialReactions, {
    leaseMs: LEASE,

    async post(to, card, key) {
      const { parentId } = to;
      if (parentId && !orphaned.has(parentId)) {
        const posted = await postMessage(to, card, key).catch((error) => {
          if (codeOf(error) === THREAD_NOT_FOUND) return null;
          throw error;
        });
        if (posted === null || !posted.isInThread) noteOrphaned(parentId);
        if (posted !== null) return posted.id;
      }
      return (await postMessage({ ...to, parentId: null }, card, key)).id;
    },

    async findOnPage(to, card, keys, cursor) {
      const self = await findSelf();
      const { place, parentId } = to;
      let page: Record<string, unknown>;
      try {
        // Without access to the history, we cannot rule out a duplicate, so an error here must prevent the send.
        page = await readPage(to, cursor);
      } catch (error) {
        if (codeOf(error) !== THREAD_NOT_FOUND || !parentId) throw error;
        noteOrphaned(parentId);
        return { messageId: null, next: null, headings: [] };
      }
      if (!Array.isArray(page.messages)) {
        throw new TemporaryError('Slack sent an invalid channel history');
      }
      const messages: readonly SlackMessage[] = page.messages;
      const found = messages.find((message) => isMessageOf(message, keys, self.botId));
      const next = (page.response_metadata as { next_cursor?: string } | undefined)?.next_cursor;
      const headings =
        card.kind === 'paper' && !parentId ? messages.filter((it) => isHeadingOf(it, keys, self)) : [];
      return {
        messageId: found ? toMessageId(place, found.ts) : null,
        next: next || null,
        headings: headings.map(({ ts }) => toMessageId(place, ts)),
      };
    },

    async edit(id, card) {
      const { channelId: channel, messageId: ts } = splitMessageId(id);
      await rateLimiter(channel, () =>
        withOrWithoutPicture(card, (content) => call('chat.update', { channel, ts, ...content })),
      );
    },

    toSendResult,

    findReason: async (_place, _layout, { reason }) => ({ reason, endsAt: null }),

    shapeOf: async () => 'stream',

    async workspaceOf({ workspace }) {
      const self = await findSelf();
      return isInWorkspace(workspace, self.workspace) ? self.workspace : workspace;
    },

    async mentionProblem(_place, id) {
      try {
        const found = await findGroup(call, id);
        return 'problem' in found ? found.problem : null;
      } catch {
        return null;
      }
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
