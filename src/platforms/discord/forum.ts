import {
  type APIChannel,
  type APIMessage,
  type APIThreadChannel,
  type ChannelType,
  Routes,
  SnowflakeUtil,
} from 'discord.js';
import type { Card } from '../../domain/card/card.ts';
import { TemporaryError } from '../../domain/errors.ts';
import type { Place } from '../../domain/subscription/subscription.ts';
import type { Clock } from '../../lib/clock.ts';
import { SECOND } from '../../lib/duration.ts';
import { forgetOldest } from '../../lib/forget-oldest.ts';
import type { Address, PlaceClosed, Post, Shape } from '../../ports/publisher.ts';
import { cardToDiscord } from '../../render/discord.ts';
import type { HistoryPage } from '../shared/look-ups.ts';
import { toMessageId } from '../shared/message-id.ts';
import type { DiscordCall } from './api/call.ts';
import { CODES, codeOf, errorToOutcome, NO_HISTORY } from './errors.ts';
import { createTagChooser } from './forum-tags.ts';
import {
  ARCHIVE_AFTER_MINUTES,
  CLOCK_SKEW,
  isMessageOf,
  NO_MENTIONS,
  postName,
  SUPPRESS_NOTIFICATIONS,
} from './message.ts';
import { POST_TYPES } from './permissions.ts';
import type { PlaceReader } from './place-reader.ts';

/**
 * The timeout of a new post, in milliseconds. It is long, because a post has no nonce: one that Discord creates after
 * the timeout, and after the look-up that follows it, would be there twice.
 */
const POST_TIMEOUT = 15 * SECOND;
/** How long after a lost answer a post is looked for, in milliseconds: Discord can still be creating it. */
const LOOK_AFTER = 5 * SECOND;
const PAGE_SIZE = 100;
/** The most channels that we remember something about. */
const MAX_KNOWN = 10_000;
/** The refusals of tags: the forum's tags have changed since they were read. */
const TAG_CODES: readonly (number | null)[] = [CODES.unknownTag, CODES.noTags, CODES.tagRequired];
/** The cursor of the first page of archived posts. */
const NEWEST_ARCHIVED = 'archived';

/** What the gateway tells about channels: a mutable record, so that the publisher works without the listener, too. */
export interface KnownChannels {
  /** Returns a channel's type; undefined if it is unknown. */
  typeOf: (id: string) => ChannelType | undefined;
}

export interface ForumDeps {
  readonly channels: KnownChannels;
  readonly call: DiscordCall;
  readonly findSelf: () => Promise<string>;
  readonly readSpot: PlaceReader['readSpot'];
  readonly clock: Pick<Clock, 'elapsed'>;
}

/** Creates the part of the publisher for forums and media channels. */
export function createForum({ call, channels, findSelf, readSpot, clock }: ForumDeps) {
  /** The shapes of channels that the gateway did not tell; they never change. */
  const shapes = new Map<string, Shape>();
  const chooseTags = createTagChooser({ call, readSpot, clock });

  /** Returns the first message of a post; null if members have deleted it. */
  async function readFirst(postId: string): Promise<APIMessage | null> {
    try {
      // It has the id of its thread (resources/channel, "Start Thread in Forum or Media Channel").
      return (await call('GET', Routes.channelMessage(postId, postId))) as APIMessage;
    } catch (error) {
      if (errorToOutcome(error)?.state === 'messageRejected') return null;
      throw error;
    }
  }

  /** Returns the id of the post with a card among threads; null if there is none. */
  async function findPost(threads: readonly APIThreadChannel[], card: Card, botId: string) {
    const name = postName(card);
    const isNamesake = (thread: APIThreadChannel) => thread.name === name;
    // A member can have renamed the post.
    for (const thread of [...threads.filter(isNamesake), ...threads.filter((it) => !isNamesake(it))]) {
      const first = await readFirst(thread.id);
      if (first ? isMessageOf(first, card, botId) : isNamesake(thread)) return thread.id;
    }
    return null;
  }

  return {
    async shapeOf({ channel }: Place): Promise<Shape | PlaceClosed> {
      const told = channels.typeOf(channel);
      const known = told === undefined ? shapes.get(channel) : toShape(told);
      if (known) return known;
      try {
        const shape = toShape(((await call('GET', Routes.channel(channel))) as APIChannel).type);
        shapes.set(channel, shape);
        forgetOldest(shapes, MAX_KNOWN);
        return shape;
      } catch (error) {
        const outcome = errorToOutcome(error);
        if (!outcome || outcome.state === 'messageRejected') throw error;
        return outcome;
      }
    },

    /** Creates a post, in a single attempt, and returns the id of its message. */
    async post(place: Place, card: Card, { tags, isSilent }: Post, until: number): Promise<string> {
      const message = {
        ...cardToDiscord(card),
        ...NO_MENTIONS,
        ...(isSilent ? { flags: SUPPRESS_NOTIFICATIONS } : {}),
      };
      const create = async () => {
        const applied_tags = await chooseTags(place.channel, tags);
        const body = {
          name: postName(card),
          auto_archive_duration: ARCHIVE_AFTER_MINUTES,
          applied_tags,
          message,
        };
        const options = { body, until, attempts: 1, timeoutMs: POST_TIMEOUT };
        return (await call('POST', Routes.threads(place.channel), options)) as APIThreadChannel;
      };
      const { id } = await create().catch((error) => {
        if (TAG_CODES.includes(codeOf(error))) return create();
        throw lookLater(error);
      });
      if (!/^\d+$/.test(id ?? '')) throw new TemporaryError('Discord accepted a post but returned no id');
      return toMessageId({ ...place, channel: id }, id);
    },

    /** Looks for a card's post: first among all active ones, then among the archived ones, page by page. */
    async findOnPage(
      { place, since }: Address,
      card: Card,
      cursor: string | null,
    ): Promise<HistoryPage | PlaceClosed> {
      const botId = await findSelf();
      const earliest = since - CLOCK_SKEW;
      try {
        const { threads, next } =
          cursor === null
            ? await readActive(call, place)
            : await readArchived(call, place, cursor === NEWEST_ARCHIVED ? null : cursor, earliest);
        const ours = threads.filter(
          (it) => it.owner_id === botId && SnowflakeUtil.timestampFrom(it.id) >= earliest,
        );
        const id = await findPost(ours, card, botId);
        return { messageId: id && toMessageId({ ...place, channel: id }, id), next, headings: [] };
      } catch (error) {
        if (codeOf(error) === CODES.missingPermissions) return NO_HISTORY;
        // If the forum is gone or inaccessible, the send that follows reports that.
        if (errorToOutcome(error)) return { messageId: null, next: null, headings: [] };
        throw error;
      }
    },
  };
}

/** Makes the next attempt after a lost answer wait; returns any other error unchanged. */
function lookLater(error: unknown): unknown {
  if (!(error instanceof TemporaryError) || error.isUndone) return error;
  const retryAfterMs = Math.max(error.retryAfterMs ?? 0, LOOK_AFTER);
  return new TemporaryError(error.message, { retryAfterMs, reason: error.reason });
}

const toShape = (type: ChannelType): Shape => (POST_TYPES.includes(type) ? 'posts' : 'stream');

interface ThreadPage {
  readonly threads: readonly APIThreadChannel[];
  readonly next: string | null;
}

async function readActive(call: DiscordCall, { workspace, channel }: Place): Promise<ThreadPage> {
  const { threads } = (await call('GET', Routes.guildActiveThreads(workspace))) as Pick<
    ThreadPage,
    'threads'
  >;
  return { threads: threads.filter((it) => it.parent_id === channel), next: NEWEST_ARCHIVED };
}

/**
 * Reads a page of a forum's archived posts: those that were archived last come first, so none of a later page was
 * created after the last one of this page was archived.
 */
async function readArchived(
  call: DiscordCall,
  { channel }: Place,
  before: string | null,
  earliest: number,
): Promise<ThreadPage> {
  const query = new URLSearchParams({ limit: String(PAGE_SIZE), ...(before ? { before } : {}) });
  const { threads, has_more: hasMore } = (await call('GET', Routes.channelThreads(channel, 'public'), {
    query,
  })) as { readonly threads: readonly APIThreadChannel[]; readonly has_more: boolean };
  const last = threads.at(-1)?.thread_metadata?.archive_timestamp;
  const isLast = !hasMore || !last || Date.parse(last) < earliest;
  return { threads, next: isLast ? null : last };
}
