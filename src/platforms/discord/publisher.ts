import { type APIMessage, type APIUser, Routes } from 'discord.js';
import type { Card } from '../../domain/card/card.ts';
import { TemporaryError } from '../../domain/errors.ts';
import type { Place } from '../../domain/subscription/subscription.ts';
import type { Clock } from '../../lib/clock.ts';
import { MINUTE, SECOND } from '../../lib/duration.ts';
import { forgetOldest } from '../../lib/forget-oldest.ts';
import { once } from '../../lib/once.ts';
import type { PlaceClosed, Publisher } from '../../ports/publisher.ts';
import { cardToDiscord } from '../../render/discord.ts';
import type { AddInitialReactions } from '../shared/initial-reactions.ts';
import { splitMessageId, toMessageId } from '../shared/message-id.ts';
import { createPublisher } from '../shared/publisher.ts';
import { type DiscordCall, mightBeDone, type RequestOptions } from './api/call.ts';
import { crosspost } from './crosspost.ts';
import { CODES, codeOf, errorToOutcome, NO_HISTORY, toSendResult } from './errors.ts';
import { createForum, type KnownChannels } from './forum.ts';
import { findMentionProblem } from './mention.ts';
import {
  ARCHIVE_AFTER_MINUTES,
  allowedMentions,
  CLOCK_SKEW,
  DIRECT_MESSAGES,
  isHeadingOf,
  isMessageOf,
  keyToNonce,
  NO_MENTIONS,
  SUPPRESS_NOTIFICATIONS,
  threadName,
} from './message.ts';
import { findObstacles } from './obstacles.ts';
import { createPlaceReader } from './place-reader.ts';

/** The causes of a pause for which the channel and the bot's membership tell the reason. */
const READABLE_CAUSES: readonly string[] = [CODES.missingAccess, CODES.missingPermissions].map(String);
/** The maximum number of headings whose thread could not be created that we remember. */
const MAX_WITHOUT_THREAD = 1_000;
/** The maximum number of channels without readable history that we remember. */
const MAX_WITHOUT_HISTORY = 10_000;
const PAGE_SIZE = 100;
/**
 * How long after its start a send may still make new requests, in milliseconds. The rest of the lease is for
 * finishing the last attempt and adding the reactions.
 */
const SEND_WITHIN = 25 * SECOND;
const LEASE = MINUTE;

type PostOptions = Pick<RequestOptions, 'until' | 'attempts'>;

export interface DiscordPublisherDeps {
  readonly call: DiscordCall;
  readonly channels: KnownChannels;
  readonly addInitialReactions: AddInitialReactions;
  readonly clock: Clock;
}

/** Creates a publisher that uses only Discord's REST API and needs no gateway connection. */
export function createDiscordPublisher({
  call,
  channels,
  addInitialReactions,
  clock,
}: DiscordPublisherDeps): Publisher {
  const findSelf = once(async () => ((await call('GET', Routes.user())) as APIUser).id);
  const places = createPlaceReader(call, findSelf);
  const forum = createForum({ call, channels, findSelf, readSpot: places.readSpot, clock });

  async function postMessage(
    place: Omit<Place, 'platform'>,
    card: Card,
    key: string,
    options: PostOptions,
  ): Promise<string> {
    const body = {
      ...cardToDiscord(card),
      ...allowedMentions(card),
      ...(card.kind === 'paper' ? { flags: SUPPRESS_NOTIFICATIONS } : {}),
      nonce: keyToNonce(key),
      enforce_nonce: true,
    };
    const route = Routes.channelMessages(place.channel);
    const { id } = (await call('POST', route, { ...options, body })) as APIMessage;
    if (!/^\d+$/.test(id ?? ''))
      throw new TemporaryError('Discord accepted a post but returned no message id');
    return toMessageId(place, id);
  }

  /** The headings whose thread could not be created: the next attempt, of a paused place, begins with that. */
  const withoutThread = new Set<string>();

  /** Posts a card in its edition's thread; if the thread does not exist yet, first creates it below the heading. */
  async function postInThread(
    parentId: string,
    card: Card,
    key: string,
    options: PostOptions,
  ): Promise<string> {
    const { workspace, channelId, messageId } = splitMessageId(parentId);
    // A message's thread has the message's id (topics/threads).
    const thread = { workspace, channel: messageId };
    if (!withoutThread.delete(parentId)) {
      try {
        return await postMessage(thread, card, key, options);
      } catch (error) {
        if (codeOf(error) !== CODES.unknownChannel) throw error;
      }
    }
    const body = { name: threadName(card.day), auto_archive_duration: ARCHIVE_AFTER_MINUTES };
    await call('POST', Routes.threads(channelId, messageId), { ...options, body }).catch((error) => {
      // If the thread already exists, an earlier attempt created it, but the response was lost.
      if (codeOf(error) === CODES.threadExists) return;
      withoutThread.add(parentId);
      forgetOldest(withoutThread, MAX_WITHOUT_THREAD);
      throw error;
    });
    return postMessage(thread, card, key, options);
  }

  /** The channels whose history the bot could not read: the next attempt, of a paused place, begins with that. */
  const withoutHistory = new Set<string>();

  /** Returns the refusal of a channel whose history the bot cannot read; null if it can. */
  async function checkHistory(channelId: string): Promise<PlaceClosed | null> {
    if (await places.canReadHistory(channelId)) {
      withoutHistory.delete(channelId);
      return null;
    }
    withoutHistory.add(channelId);
    forgetOldest(withoutHistory, MAX_WITHOUT_HISTORY);
    return NO_HISTORY;
  }

  return createPublisher(addInitialReactions, {
    leaseMs: LEASE,

    post({ place, parentId, post }, card, key, isSingle) {
      const until = clock.elapsed() + SEND_WITHIN;
      if (post) return forum.post(place, card, post, until);
      const options = isSingle ? { until, attempts: 1 } : { until };
      return parentId ? postInThread(parentId, card, key, options) : postMessage(place, card, key, options);
    },

    async findOnPage(to, card, _keys, before) {
      const { place, parentId, since } = to;
      if (to.post) return forum.findOnPage(to, card, before);
      const channelId = parentId ? splitMessageId(parentId).messageId : place.channel;
      const botId = await findSelf();
      const closed = withoutHistory.has(channelId) ? await checkHistory(channelId) : null;
      if (closed) return closed;
      const query = new URLSearchParams({ limit: String(PAGE_SIZE), ...(before ? { before } : {}) });
      let messages: APIMessage[];
      try {
        // Discord returns the newest messages first, so the first page is searched even if our clock is wrong.
        messages = (await call('GET', Routes.channelMessages(channelId), { query })) as APIMessage[];
      } catch (error) {
        // A thread might not exist (yet). If the channel is gone or inaccessible, report that nothing was found: the send
        // that follows will report the problem.
        if (errorToOutcome(error)) return { messageId: null, next: null, headings: [] };
        throw error;
      }
      if (messages.length === 0) {
        const refusal = await checkHistory(channelId);
        if (refusal) return refusal;
      }
      const inChannel = { workspace: place.workspace, channel: channelId };
      const found = messages.find((message) => isMessageOf(message, card, botId));
      const oldest = messages.at(-1);
      const isLast =
        !oldest || messages.length < PAGE_SIZE || Date.parse(oldest.timestamp) < since - CLOCK_SKEW;
      const headings = parentId ? [] : messages.filter((message) => isHeadingOf(message, card, botId));
      return {
        messageId: found ? toMessageId(inChannel, found.id) : null,
        next: isLast ? null : oldest.id,
        headings: headings.map(({ id }) => toMessageId(inChannel, id)),
      };
    },

    async edit(id, card) {
      const { channelId, messageId } = splitMessageId(id);
      const body = { ...cardToDiscord(card), ...NO_MENTIONS };
      const patch = () => call('PATCH', Routes.channelMessage(channelId, messageId), { body });
      await patch().catch(async (archived) => {
        if (codeOf(archived) !== CODES.archivedThread) throw archived;
        await call('PATCH', Routes.channel(channelId), { body: { archived: false } }).catch((error) => {
          // If Discord refuses to reopen the thread, throw `archived`: that error concerns only this thread.
          throw codeOf(error) === null ? error : archived;
        });
        await patch();
      });
    },

    toSendResult: (error, { isInThread }) =>
      toSendResult(error, { isEditionThread: isInThread !== false, isUncertain: mightBeDone(error) }),

    async findReason({ channel }, settings, { reason, cause }) {
      const spot = await (READABLE_CAUSES.includes(cause) ? places.readSpot(channel) : null)?.catch(
        () => null,
      );
      // Discord has just refused a message, so a timeout that has ended by our clock might still run by Discord's.
      const found = spot ? findObstacles(spot, settings, clock.now() - CLOCK_SKEW) : [];
      if (found.length === 0) return { reason, endsAt: null };
      const [{ endsAt = null } = {}] = found;
      return {
        reason: found.map((obstacle) => obstacle.reason).join(' '),
        endsAt: endsAt && Math.max(endsAt, clock.now() + CLOCK_SKEW),
      };
    },

    shapeOf: forum.shapeOf,

    async workspaceOf({ workspace, channel }) {
      if (workspace) return workspace;
      try {
        const { guild_id: guildId } = (await call('GET', Routes.channel(channel))) as { guild_id?: string };
        return guildId ?? DIRECT_MESSAGES;
      } catch (error) {
        const outcome = errorToOutcome(error);
        if (!outcome || outcome.state === 'messageRejected') throw error;
        return outcome;
      }
    },

    async mentionProblem({ workspace, channel }, id) {
      const readGranted = async () => (await places.readSpot(channel)).granted;
      try {
        return await findMentionProblem(call, workspace, id, readGranted);
      } catch {
        // What Discord refuses here, it refuses for the heading as well.
        return null;
      }
    },

    publish: (place, id) => crosspost(call, place, id),

    async link({ workspace }, id) {
      const { channelId, messageId } = splitMessageId(id);
      return workspace ? `https://discord.com/channels/${workspace}/${channelId}/${messageId}` : null;
    },
  });
}
