import pLimit from 'p-limit';
import type { Handlers } from '../../command/listener.ts';
import { TemporaryError } from '../../domain/errors.ts';
import { emojiToValue, type Reaction, type ReactionEvent } from '../../domain/vote/vote.ts';
import type { Clock } from '../../lib/clock.ts';
import { DAY, MINUTE } from '../../lib/duration.ts';
import type { Log } from '../../lib/log.ts';
import type { Store } from '../../ports/store.ts';
import type { SendDeps } from '../editions/send.ts';
import { recordReaction } from './record-vote.ts';

/** Votes on older messages are no longer counted anew (rule 10). */
const RECOUNTED = 7 * DAY;
/** How many messages are read at the same time: editions have to get through as well. */
const MAX_READS = 4;
/** A message that was sent so short a while ago may still become a card of ours; it is looked up as often. */
const SETTLING = MINUTE;
const SETTLING_TRIES = 4;
const MAX_WAIT = 15 * MINUTE;

type Reader = Parameters<Handlers['recount']>[1];

export type VoteSync = Pick<Handlers, 'onReaction' | 'recount'> & Pick<SendDeps, 'onFound'>;

export interface VoteSyncDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Presses that are told are newer, even if the clock was set back since. */
  readonly newestReaction?: number;
}

/** Keeps the votes of messages equal to what stands there, while presses come in and whole messages are read. */
export function createVoteSync(deps: VoteSyncDeps): VoteSync {
  const { store, clock, log, signal } = deps;
  // The newest press is the vote, so no two that are told are of the same instant.
  let last = deps.newestReaction ?? 0;
  const nextInstant = () => {
    last = Math.max(clock.now(), last + 1);
    return last;
  };
  const newest = new Map<string, symbol>();
  const readers = new Map<string, Reader>();
  /** Messages that are recounted by themselves. */
  const recounting = new Set<string>();
  // A message's presses and its recount come one after the other: what is told while it is read is counted after.
  const lines = new Map<string, Promise<unknown>>();
  function inLine<T>(messageId: string, work: () => Promise<T>): Promise<T> {
    const turn = (lines.get(messageId) ?? Promise.resolve()).then(work, work);
    lines.set(messageId, turn);
    const leave = () => lines.get(messageId) === turn && lines.delete(messageId);
    turn.then(leave, leave);
    return turn;
  }

  async function recountMessage(
    platform: string,
    messageId: string,
    read: Reader,
    at: number,
  ): Promise<void> {
    const paperId = await store.paperOf(platform, messageId);
    const current = paperId && (await read(messageId));
    if (!paperId || !current) return;
    const reactions = current.flatMap(({ voter, emoji }): Reaction[] => {
      const value = emojiToValue(emoji);
      return value ? [{ paperId, platform, voter, messageId, emoji, value }] : [];
    });
    await store.replaceReactions(platform, messageId, reactions, at);
  }

  /** Members can be quicker than we are: a card that was just sent is known as ours only when it is settled. */
  async function count(press: ReactionEvent, at: number): Promise<void> {
    const isKnown = () => recordReaction(store, press, at);
    for (let tries = 0; !(await isKnown()) && tries < SETTLING_TRIES; tries += 1) {
      if (emojiToValue(press.emoji) === null || clock.now() - press.sentAt > SETTLING) return;
      await clock.sleep(SETTLING / SETTLING_TRIES, signal).catch(() => {});
      // What is not counted before a stop is recounted after the next start.
      if (signal.aborted) return;
    }
  }

  return {
    onReaction(press) {
      // As of now: one that is told later on another message may be counted before it.
      const at = nextInstant();
      return inLine(press.messageId, () => count(press, at)).catch((error) => {
        if (signal.aborted) return;
        // The store could not be asked, or written to: it still stands on the message.
        log.warn({ message: press.messageId, error: error.message }, 'A vote has to be counted later');
        recountLater(press.platform, press.messageId);
      });
    },

    onFound: recountLater,
    recount,
  };

  function recountLater(platform: string, messageId: string): void {
    const read = readers.get(platform);
    // Before the first session nothing was read: then all are.
    if (!read || recounting.has(messageId)) return;
    recounting.add(messageId);
    recount(platform, read, messageId)
      .catch((err) => log.error({ err }, 'Votes could not be recounted'))
      .finally(() => recounting.delete(messageId));
  }

  async function recount(platform: string, read: Reader, messageId?: string): Promise<void> {
    readers.set(platform, read);
    // What is found was pressed before; what is told meanwhile is newer.
    const at = nextInstant();
    const mine = messageId ? undefined : Symbol('recount');
    if (mine) newest.set(platform, mine);
    // A newer session reads all anew.
    const isOld = () => mine !== undefined && newest.get(platform) !== mine;
    let left = messageId ? [messageId] : await store.messagesSince(platform, clock.now() - RECOUNTED);
    if (!messageId) log.info({ platform, messages: left.length }, 'Recounting votes');
    const limit = pLimit(MAX_READS);
    for (let wait = MINUTE; left.length > 0; wait = Math.min(wait * 2, MAX_WAIT)) {
      const failed: string[] = [];
      let limitedFor = 0;
      const recountOne = async (id: string) => {
        signal.throwIfAborted();
        // At the first limit the round is over: asking on would only lengthen it.
        if (limitedFor > 0) failed.push(id);
        else if (!isOld()) await inLine(id, () => recountMessage(platform, id, read, at));
      };
      await Promise.all(
        left.map((id) =>
          limit(() => recountOne(id)).catch((error) => {
            if (error instanceof TemporaryError) limitedFor = Math.max(limitedFor, error.retryAfterMs ?? 0);
            if (!signal.aborted)
              log.warn({ platform, message: id, error: error.message }, 'Votes could not be recounted');
            failed.push(id);
          }),
        ),
      );
      if (signal.aborted || isOld()) return;
      left = failed;
      if (left.length > 0) await clock.sleep(limitedFor || wait, signal).catch(() => {});
    }
  }
}
