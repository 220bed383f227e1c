import { TemporaryError } from '../../../src/domain/errors.ts';
import type { Paper } from '../../../src/domain/paper/paper.ts';
import { placeToId } from '../../../src/domain/subscription/subscription.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import type { Publisher, SendResult } from '../../../src/ports/publisher.ts';
import type { Source } from '../../../src/ports/source.ts';
import { makePaper } from '../../fixtures/papers.ts';
import { beginOf, HOUR, isWorkday, toDay, toNumber } from './calendar.ts';
import { REFUSAL } from './cast.ts';
import { fillsAt, hasVotes, hasWord, isHoliday, isWithin, SOURCE_DOWN, sizeOf } from './script.ts';

/** Returns the papers on the list of a day at an instant. */
function papersAt(day: string, now: number): Paper[] {
  const fills = fillsAt(day);
  if (!isWorkday(day) || isHoliday(day) || (fills !== null && now < fills)) return [];
  const number = toNumber(day);
  const age = Math.max(now - beginOf(day), 0);
  // Upvotes rise for two days, but never enough for another paper to pass the filter.
  const moved = Math.min(Math.floor(age / (6 * HOUR)), 8);
  const paper = (n: number, at = number): Paper =>
    makePaper({
      id: `${toDay(at).slice(2, 7).replace('-', '')}.${String((at % 100) * 100 + n).padStart(5, '0')}`,
      title: `Paper ${n} of ${toDay(at)}`,
      abstract: n === 0 && hasWord(toDay(at)) ? 'It asks a lighthouse 3 times.' : 'It asks a lamp 3 times.',
      upvotes: (n === 1 && hasVotes(toDay(at)) ? 120 : n === 2 ? 90 : 40 - Math.min(n, 30)) + moved,
    });
  const own = Array.from({ length: sizeOf(day) }, (_, n) => paper(n));
  // Some of the best papers are listed again a week later; a place gets them only once.
  const again = number % 3 === 0 ? [paper(2, number - 7)] : [];
  return [...own, ...again];
}

/** A request to the source. */
export interface Asked {
  readonly day: string;
  readonly at: number;
  /** The number of papers on the list; null if the request failed. */
  readonly papers: number | null;
}

export function createFakeSource(clock: Clock) {
  const asked: Asked[] = [];
  const source: Source = {
    async listDay(day) {
      const at = clock.now();
      if (Date.parse(day) > at) throw new Error(`${day} is in the future`);
      const isDown = isWithin(SOURCE_DOWN, at);
      const papers = isDown ? null : papersAt(day, at);
      asked.push({ day, at, papers: papers?.length ?? null });
      if (!papers) throw new TemporaryError('Hugging Face is down');
      return papers;
    },
    paper: async () => null,
  };
  return { source, asked };
}

export interface Message {
  readonly id: string;
  readonly key: string;
  readonly placeId: string;
  readonly at: number;
}

/** Creates a platform in memory. Like a real one, it accepts duplicates. */
export function createFakePlatform(clock: Clock, refusesAt: (placeId: string, now: number) => boolean) {
  const messages: Message[] = [];
  const keys = new Map<string, string>();
  let edits = 0;
  const publisher: Publisher = {
    leaseMs: 10_000,
    async send({ place }, _card, key): Promise<SendResult> {
      const placeId = placeToId(place);
      if (refusesAt(placeId, clock.now())) return { state: 'channelBlocked', reason: REFUSAL, cause: '1' };
      const id = `${place.platform}${messages.length + 1}`;
      messages.push({ id, key, placeId, at: clock.now() });
      keys.set(key, id);
      return { state: 'sent', messageId: id };
    },
    async find(_to, _card, key) {
      const messageId = keys.get(key);
      return messageId ? { state: 'sent', messageId } : null;
    },
    async edit(messageId) {
      edits += 1;
      return { state: 'sent', messageId };
    },
    shapeOf: async () => 'stream',
    findReason: async (_place, _layout, { reason }) => ({ reason, endsAt: null }),
    workspaceOf: async ({ workspace }) => workspace,
    link: async (_place, messageId) => `https://fake.example/${messageId}`,
  };
  return { publisher, messages, edits: () => edits, has: (key: string) => keys.has(key) };
}

/**
 * Creates a clock that advances only when it is set. A sleep ends only if it is aborted: nothing here is
 * slow, so no timeout needs to expire.
 */
export function createStillClock(start: number): Clock & { set(instant: number): void } {
  let now = start;
  let elapsed = 0;
  return {
    now: () => now,
    elapsed: () => elapsed,
    set(instant) {
      elapsed += Math.max(instant - now, 0);
      now = instant;
    },
    sleep: (_ms, signal) =>
      new Promise((_resolve, reject) => {
        if (signal?.aborted) reject(signal.reason);
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      }),
  };
}
