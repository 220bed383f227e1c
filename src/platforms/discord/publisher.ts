import { type APIMessage, type APIUser, Routes } from 'discord.js';
import type { Card } from '../../domain/card/card.ts';
import { TemporaryError } from '../../domain/errors.ts';
import { cardWording } from '../../i18n/ko/card.ts';
import { commonWording } from '../../i18n/ko/common.ts';
import { discordWording } from '../../i18n/ko/discord.ts';
import type { Clock } from '../../lib/clock.ts';
import { MINUTE } from '../../lib/duration.ts';
import type { Log } from '../../lib/log.ts';
import { once } from '../../lib/once.ts';
import type { Publisher } from '../../ports/publisher.ts';
import { cardToDiscord } from '../../render/discord.ts';
import type { AddInitialReactions } from '../shared/initial-reactions.ts';
import type { DiscordCall } from './api/call.ts';
import { mayLookBack, toSendResult } from './errors.ts';
import {
  CODES,
  codeOf,
  errorToOutcome,
  isMessageOf,
  keyToNonce,
  splitMessageId,
  toMessageId,
} from './message.ts';

/** Cards come after a heading that notified: they do not ring again (resources/message, "Message Flags"). */
const SUPPRESS_NOTIFICATIONS = 1 << 12;
/** A quiet thread leaves the list after a week: the longest that there is, as cards are edited for a day. */
const ARCHIVE_AFTER_MINUTES = 7 * 24 * 60;
const THREAD_NAME = 100;
/** Our clock and Discord's may differ by this, in milliseconds. */
const CLOCK_SKEW = MINUTE;
const PAGE = 100;
/** No request of a message begins later, in milliseconds: with its last attempt and its first votes it ends within the lease. */
const SEND_WITHIN = 25_000;
const LEASE = MINUTE;
// Mentions never fire; an edit without this would parse them anew (resources/message, "Edit Message").
const NO_MENTIONS = { allowed_mentions: { parse: [] } };

export interface DiscordPublisherDeps {
  readonly call: DiscordCall;
  readonly addInitialReactions: AddInitialReactions;
  readonly clock: Clock;
  readonly log: Log;
}

/** Posts to Discord over REST alone: it holds no connection and no state but its own name. */
export function createDiscordPublisher({
  call,
  addInitialReactions,
  clock,
  log,
}: DiscordPublisherDeps): Publisher {
  const findSelf = once(async () => ((await call('GET', Routes.user())) as APIUser).id);
  const client = { call, log, findSelf };

  async function post(channelId: string, card: Card, key: string, until: number): Promise<string> {
    const body = {
      ...cardToDiscord(card),
      ...NO_MENTIONS,
      ...(card.kind === 'paper' ? { flags: SUPPRESS_NOTIFICATIONS } : {}),
      nonce: keyToNonce(key),
      enforce_nonce: true,
    };
    const { id } = (await call('POST', Routes.channelMessages(channelId), { body, until })) as APIMessage;
    if (!/^\d+$/.test(id ?? '')) throw new TemporaryError('Discord answered a message with none');
    return toMessageId(channelId, id);
  }

  /** The first card of an edition finds that its heading has no thread yet. */
  async function postInThread(parentId: string, card: Card, key: string, until: number): Promise<string> {
    const { channelId, messageId } = splitMessageId(parentId);
    try {
      // A message's thread has the message's id (topics/threads).
      return await post(messageId, card, key, until);
    } catch (error) {
      if (codeOf(error) !== CODES.unknownChannel) throw error;
    }
    const name = (card.day ? cardWording.headingTitle(card.day) : commonWording.product).slice(
      0,
      THREAD_NAME,
    );
    const body = { name, auto_archive_duration: ARCHIVE_AFTER_MINUTES };
    await call('POST', Routes.threads(channelId, messageId), { body, until }).catch((error) => {
      // Made by an earlier attempt whose answer was lost.
      if (codeOf(error) !== CODES.threadExists) throw error;
    });
    return post(messageId, card, key, until);
  }

  const reactToPaper = async (id: string, card: Card) => {
    if (card.kind === 'paper') await addInitialReactions(id);
  };

  return {
    leaseMs: LEASE,

    async send({ place, parentId }, card, key) {
      const until = clock.now() + SEND_WITHIN;
      try {
        const id = parentId
          ? await postInThread(parentId, card, key, until)
          : await post(place.channel, card, key, until);
        await reactToPaper(id, card);
        return { state: 'sent', messageId: id };
      } catch (error) {
        const layout = parentId ? 'thread' : 'channel';
        return toSendResult(client, error, {
          channelId: place.channel,
          layout,
          isEditions: parentId !== null,
        });
      }
    },

    async find({ place, parentId, since }, card) {
      const channelId = parentId ? splitMessageId(parentId).messageId : place.channel;
      const botId = await findSelf();
      // Newest first: whatever our clock says, what was sent last is looked at.
      for (let before: string | undefined; ; ) {
        const query = new URLSearchParams({ limit: String(PAGE), ...(before ? { before } : {}) });
        let messages: APIMessage[];
        try {
          messages = (await call('GET', Routes.channelMessages(channelId), { query })) as APIMessage[];
        } catch (error) {
          // A channel that is not there holds no message; sending says what is wrong with it.
          if (errorToOutcome(error)) return null;
          throw error;
        }
        const found = messages.find((message) => isMessageOf(message, card, botId));
        if (found) {
          const id = toMessageId(channelId, found.id);
          await reactToPaper(id, card);
          return { state: 'sent', messageId: id };
        }
        // Who may not look back knows nothing: rather no card than two.
        if (messages.length === 0 && !(await mayLookBack(client, place.channel))) {
          const { missing, permissions } = discordWording;
          return { state: 'channelBlocked', reason: missing([permissions.ReadMessageHistory]) };
        }
        const oldest = messages.at(-1);
        if (!oldest || messages.length < PAGE || Date.parse(oldest.timestamp) < since - CLOCK_SKEW)
          return null;
        before = oldest.id;
      }
    },

    async link({ workspace }, id) {
      const { channelId, messageId } = splitMessageId(id);
      return workspace ? `https://discord.com/channels/${workspace}/${channelId}/${messageId}` : null;
    },

    async edit(id, card) {
      const { channelId, messageId } = splitMessageId(id);
      const body = { ...cardToDiscord(card), ...NO_MENTIONS };
      const patch = () => call('PATCH', Routes.channelMessage(channelId, messageId), { body });
      try {
        await patch().catch(async (archived) => {
          if (codeOf(archived) !== CODES.archivedThread) throw archived;
          await call('PATCH', Routes.channel(channelId), { body: { archived: false } }).catch((error) => {
            // It may not be opened: that is about this thread, whatever permission it would take.
            throw codeOf(error) === null ? error : archived;
          });
          await patch();
        });
        return { state: 'sent', messageId: id };
      } catch (error) {
        return toSendResult(client, error, { channelId, layout: 'channel', isEditions: true });
      }
    },
  };
}
