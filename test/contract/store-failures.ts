import { beforeEach, describe, expect, it } from 'vitest';
import type { FailingMessage } from '../../src/domain/edition/isolation.ts';
import { HOUR, MINUTE } from '../../src/lib/duration.ts';
import type { Store } from '../../src/ports/store.ts';
import { DAY, delivery, NEXT_DAY, PLACE_ID, send } from './store-samples.ts';

const OTHER_PLACE = { placeId: 'slack:T1:C2' };
const OTHER_PLATFORM = { placeId: 'discord:1:2' };
const SINCE = 10 * HOUR;

/** Tests the part of the `Store` contract for messages that fail. */
export function describeFailures(current: () => Store): void {
  let store: Store;
  beforeEach(() => {
    store = current();
  });

  /** Claims a delivery, and records that it failed. */
  async function fail(
    key: string,
    now: number,
    wish: Parameters<typeof delivery>[1] = {},
    isUnsent = false,
    wasTried = true,
  ): Promise<FailingMessage | null> {
    await store.claim(delivery(key, wish), 'me', now, 1_000);
    return store.fail(key, 'me', { reason: `이유 ${now}`, isUnsent, wasTried, now });
  }

  describe('a delivery that fails', () => {
    it('is counted, with the first and the last time, and can be claimed at once', async () => {
      expect(await fail('k', 5)).toEqual({ failures: 1, failingSince: 5, failedAt: 5 });
      const failing = { failures: 2, failingSince: 5, failedAt: 7 };
      expect(await fail('k', 7)).toEqual(failing);
      expect(await store.delivery('k')).toMatchObject({ state: 'claimed', reason: '이유 7', failing });
      expect(await store.claim(delivery('k'), 'you', 7, 1_000)).toEqual({ state: 'claimed', attempts: 3 });
    });

    it('because it could not be looked for keeps the time at which a send last failed', async () => {
      await fail('k', 5);
      expect(await fail('k', 7, {}, false, false)).toEqual({ failures: 2, failingSince: 5, failedAt: 5 });
      expect(await fail('new', 8, {}, false, false)).toEqual({ failures: 1, failingSince: 8, failedAt: 8 });
    });

    it('is not counted by a process that has lost its claim', async () => {
      await store.claim(delivery('k'), 'me', 1, 1_000);
      await store.claim(delivery('k'), 'you', 1_001, 1_000);
      expect(
        await store.fail('k', 'me', { reason: '', isUnsent: false, wasTried: true, now: 1_001 }),
      ).toBeNull();
      expect(await store.claim(delivery('k'), 'me', 1_002, 1_000)).toMatchObject({ state: 'held' });
    });

    it('without having been sent counts as never claimed; so does one that is released', async () => {
      await fail('k', 5, {}, true);
      expect(await store.claim(delivery('k'), 'me', 6, 1_000)).toMatchObject({ attempts: 1 });
      await store.release('k', 'me', true);
      expect(await store.claim(delivery('k'), 'me', 6, 1_000)).toMatchObject({ attempts: 1 });
      await store.release('k', 'me');
      expect(await store.claim(delivery('k'), 'me', 6, 1_000)).toMatchObject({ attempts: 2 });
    });

    it('has no reason any more once it is sent', async () => {
      await fail('k', 5);
      await store.settle('k', 'm1', '', 6);
      expect(await store.delivery('k')).toMatchObject({ state: 'sent', reason: null });
      expect(await store.unsent(PLACE_ID, 0)).toEqual([]);
    });

    it('can be left out by the holder of its claim, and reopened as one that might have been sent', async () => {
      await fail('k', 5, {}, true);
      expect(await store.leaveOut('k', 'you', 6)).toBe(false);
      await store.claim(delivery('k'), 'me', 6, 1_000);
      expect(await store.leaveOut('k', 'me', 6)).toBe(true);
      expect(await store.delivery('k')).toMatchObject({ state: 'left-out', reason: '이유 5', settledAt: 6 });
      expect(await store.claim(delivery('k'), 'me', 9_000, 1_000)).toEqual({ state: 'settled' });
      expect((await store.totals()).deliveries_left_out).toBe(1);

      await store.reopen('k');
      expect(await store.delivery('k')).toMatchObject({ state: 'claimed', settledAt: null });
      expect(await store.claim(delivery('k'), 'me', 9_000, 1_000)).toMatchObject({ attempts: 2 });
      await store.settle('k', 'm1', '', 9_000);
      await store.reopen('k');
      expect(await store.delivery('k')).toMatchObject({ state: 'sent' });
    });

    it('is listed for its place, with its state and reason', async () => {
      await fail('a', 5);
      await fail('h', 6, { paperId: null });
      await store.claim(delivery('h'), 'me', 7, 1_000);
      await store.leaveOut('h', 'me', 7);
      await fail('w', 8, { day: '', paperId: null });
      await fail('elsewhere', 8, OTHER_PLACE);
      expect(await store.unsent(PLACE_ID, 0)).toEqual([
        { key: 'a', day: DAY, paperId: 'a', state: 'failing', reason: '이유 5', failingSince: 5 },
        { key: 'h', day: DAY, paperId: null, state: 'left-out', reason: '이유 6', failingSince: 6 },
        { key: 'w', day: '', paperId: null, state: 'failing', reason: '이유 8', failingSince: 8 },
      ]);
      expect(await store.unsent(PLACE_ID, 7)).toMatchObject([{ key: 'w' }]);
    });
  });

  describe('the neighbours of a failing message', () => {
    const alone = {
      followedAt: null,
      precededAt: null,
      isAlone: true,
      elsewhereAt: null,
      failsElsewhere: false,
    };
    const neighbours = (day = DAY) =>
      store.neighbours(delivery('k', { day }), { failures: 3, failingSince: SINCE, failedAt: SINCE + HOUR });
    beforeEach(async () => {
      await fail('k', SINCE);
    });

    it('are none if nothing else was sent or failed', async () => {
      expect(await neighbours()).toEqual(alone);
    });

    it('are the last message before it, and the first one after it that is not of the same edition', async () => {
      await send(store, 'before', SINCE - 5);
      await send(store, 'just before', SINCE);
      await send(store, 'same edition', SINCE + 1);
      await send(store, 'next', SINCE + 2, { day: NEXT_DAY });
      await send(store, 'newest', SINCE + 3, { day: NEXT_DAY });
      expect(await neighbours()).toEqual({ ...alone, precededAt: SINCE, followedAt: SINCE + 2 });
      // A weekly message belongs to no edition.
      expect(await neighbours('')).toMatchObject({ followedAt: SINCE + 1 });
    });

    it('are the other failing messages of the place, until they are settled or too old', async () => {
      await fail('other', SINCE + 1);
      expect(await neighbours()).toEqual({ ...alone, isAlone: false });
      await store.settle('other', 'm1', '', SINCE - 1);
      expect(await neighbours()).toMatchObject({ isAlone: true });
      await fail('abandoned', 1);
      expect(
        await store.neighbours(delivery('k'), {
          ...{ failures: 3, failingSince: 5 * 24 * HOUR, failedAt: 5 * 24 * HOUR },
        }),
      ).toMatchObject({ isAlone: true });
    });

    it('are the messages to other places of the platform, a minute later', async () => {
      await send(store, 'on its way', SINCE + MINUTE - 1, OTHER_PLACE);
      await send(store, 'another platform', SINCE + MINUTE, OTHER_PLATFORM);
      expect(await neighbours()).toEqual(alone);
      await send(store, 'later', SINCE + MINUTE + 1, OTHER_PLACE);
      await send(store, 'first', SINCE + MINUTE, OTHER_PLACE);
      expect(await neighbours()).toEqual({ ...alone, elsewhereAt: SINCE + MINUTE });
    });

    it('are the failing messages of other places with other content', async () => {
      await fail('same paper', SINCE + MINUTE, OTHER_PLACE);
      await fail('another platform', SINCE + MINUTE, { ...OTHER_PLATFORM, paperId: 'b' });
      expect(await neighbours()).toEqual(alone);
      await fail('another paper', SINCE + MINUTE, { ...OTHER_PLACE, paperId: 'b' });
      expect(await neighbours()).toEqual({ ...alone, failsElsewhere: true });
    });

    it('are not messages that members shared', async () => {
      await store.saveShared(PLACE_ID, 'b', 'm1', SINCE - 1);
      await store.saveShared(PLACE_ID, 'b', 'm2', SINCE + 1);
      await store.saveShared(OTHER_PLACE.placeId, 'b', 'm3', SINCE + MINUTE);
      expect(await neighbours()).toEqual(alone);
    });
  });

  it('an edition keeps the number of its failing messages, and its changed layout', async () => {
    await store.openEdition(PLACE_ID, DAY, ['a'], 1, 1, 'thread');
    await store.setFailing(PLACE_ID, DAY, 2);
    await store.setLayout(PLACE_ID, DAY, 'moved');
    expect(await store.edition(PLACE_ID, DAY)).toMatchObject({ failing: 2, layout: 'moved' });
    expect(await store.editions(DAY)).toMatchObject([{ failing: 2 }]);
  });
}
