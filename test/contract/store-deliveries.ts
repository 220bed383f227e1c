import { beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { DAY, delivery, NEXT_DAY, PLACE_ID, send } from './store-samples.ts';

/** Tests the part of the `Store` contract for editions, deliveries and messages. */
export function describeDeliveries(current: () => Store): void {
  let store: Store;
  beforeEach(() => {
    store = current();
  });

  describe('editions', () => {
    const opened = {
      key: `${PLACE_ID}/${DAY}`,
      placeId: PLACE_ID,
      day: DAY,
      paperIds: ['b', 'a'],
      listed: 30,
      layout: 'channel',
      openedAt: 1,
      state: 'open',
      closedAt: null,
      refreshes: 0,
      missing: 0,
      failing: 0,
      publishing: 'none',
      publishProblem: null,
    };

    it('keep the papers with which they were first opened', async () => {
      expect(await store.openEdition(PLACE_ID, DAY, ['b', 'a'], 30, 1)).toEqual(opened);
      expect(await store.openEdition(PLACE_ID, DAY, ['c'], 1, 2, 'thread')).toEqual(opened);
      expect(await store.edition(PLACE_ID, DAY)).toEqual(opened);
      expect(await store.edition(PLACE_ID, NEXT_DAY)).toBeNull();
      expect(await store.edition('web:paperboy', DAY)).toBeNull();
    });

    it('are the same for all callers that open them concurrently', async () => {
      const editions = await Promise.all(
        Array.from({ length: 20 }, (_, n) => store.openEdition(PLACE_ID, DAY, [String(n)], n, n)),
      );
      expect(new Set(editions.map(({ paperIds }) => paperIds[0])).size).toBe(1);
    });

    it('are closed with the number of missing summaries, which a refresh updates', async () => {
      await store.openEdition(PLACE_ID, DAY, ['b', 'a'], 30, 1);
      await store.closeEdition(PLACE_ID, DAY, 'done', 2, 5_000);
      expect(await store.edition(PLACE_ID, DAY)).toEqual({
        ...opened,
        state: 'done',
        missing: 2,
        closedAt: 5_000,
      });
      await store.setRefreshes(PLACE_ID, DAY, 3, 1);
      expect(await store.edition(PLACE_ID, DAY)).toMatchObject({
        refreshes: 3,
        missing: 1,
        closedAt: 5_000,
      });
      expect((await store.openEdition(PLACE_ID, DAY, ['c'], 1, 9)).state).toBe('done');
    });

    it('record whether their messages are to be published, and why they cannot be', async () => {
      await store.openEdition(PLACE_ID, DAY, ['b', 'a'], 30, 1);
      await store.setPublishing(PLACE_ID, DAY, 'due');
      expect(await store.edition(PLACE_ID, DAY)).toEqual({ ...opened, publishing: 'due' });
      expect(await store.editions(DAY, PLACE_ID)).toMatchObject([{ publishing: 'due' }]);
      await store.setPublishing(PLACE_ID, DAY, 'over', '이유');
      expect(await store.edition(PLACE_ID, DAY)).toMatchObject({
        publishing: 'over',
        publishProblem: '이유',
      });
    });

    it('are returned as the newest ones of a place only if they were posted', async () => {
      expect(await store.newestEditions(PLACE_ID, 2)).toEqual([]);
      for (const [day, state] of [
        ['2026-08-19', 'done'],
        ['2026-08-20', 'done'],
        [DAY, 'empty'],
        [NEXT_DAY, 'skipped'],
      ] as const) {
        await store.openEdition(PLACE_ID, day, ['a'], 1, 1);
        await store.closeEdition(PLACE_ID, day, state, 0, 2);
      }
      expect((await store.newestEditions(PLACE_ID, 2))[0]).toMatchObject({ day: '2026-08-20' });
      expect(await store.newestEditions('web:paperboy', 2)).toEqual([]);
      await store.openEdition(PLACE_ID, '2026-08-24', ['a'], 1, 1);
      expect((await store.newestEditions(PLACE_ID, 2))[0]).toMatchObject({ day: '2026-08-20' });
    });

    it('are returned from a given day on, for all places or for one', async () => {
      for (const day of ['2026-08-20', DAY, NEXT_DAY]) await store.openEdition(PLACE_ID, day, [], 0, 1);
      await store.openEdition('web:paperboy', DAY, [], 0, 1);
      const found = (await store.editions(DAY)).map(({ placeId, day }) => `${placeId} ${day}`);
      expect(found.toSorted()).toEqual([
        `${PLACE_ID} ${DAY}`,
        `${PLACE_ID} ${NEXT_DAY}`,
        `web:paperboy ${DAY}`,
      ]);
      const ours = (await store.editions(DAY, PLACE_ID)).map(({ placeId, day }) => `${placeId} ${day}`);
      expect(ours.toSorted()).toEqual([`${PLACE_ID} ${DAY}`, `${PLACE_ID} ${NEXT_DAY}`]);
      expect(await store.editions(DAY, 'slack:nowhere')).toEqual([]);
    });
  });

  describe('a delivery', () => {
    const claim = (owner: string, now: number) => store.claim(delivery('k'), owner, now, 1_000);

    it('is claimed if new, and held until the lease expires', async () => {
      expect(await claim('me', 5_000)).toEqual({ state: 'claimed', attempts: 1 });
      expect(await claim('you', 5_000)).toEqual({ state: 'held', until: 6_000 });
      expect(await claim('me', 5_999)).toEqual({ state: 'held', until: 6_000 });
    });

    it('is taken over when the lease expires, and the attempts are counted', async () => {
      await claim('me', 5_000);
      expect(await claim('you', 6_000)).toEqual({ state: 'claimed', attempts: 2 });
      expect(await claim('me', 6_500)).toEqual({ state: 'held', until: 7_000 });
      expect(await claim('me', 7_000)).toEqual({ state: 'claimed', attempts: 3 });
    });

    it('is taken over if its lease ends so late that the clock must have been set back', async () => {
      await claim('me', 6_000);
      expect(await claim('you', 5_000)).toEqual({ state: 'held', until: 7_000 });
      expect(await claim('you', 4_999)).toEqual({ state: 'claimed', attempts: 2 });
      expect(await claim('me', 5_000)).toEqual({ state: 'held', until: 5_999 });
    });

    it('is claimed by exactly one of fifty concurrent callers', async () => {
      const claims = await Promise.all(Array.from({ length: 50 }, (_, n) => claim(`owner ${n}`, 5_000)));
      expect(claims.filter(({ state }) => state === 'claimed')).toEqual([{ state: 'claimed', attempts: 1 }]);
      expect(claims.filter(({ state }) => state === 'held')).toHaveLength(49);
      const later = await Promise.all(Array.from({ length: 50 }, (_, n) => claim(`owner ${n}`, 9_000)));
      expect(later.filter(({ state }) => state === 'claimed')).toEqual([{ state: 'claimed', attempts: 2 }]);
    });

    it('is never claimed again once it is sent or refused', async () => {
      await claim('me', 5_000);
      await store.settle('k', 'message 1', 'shown', 5_500);
      expect(await claim('you', 99_000)).toEqual({ state: 'settled' });
      await store.claim(delivery('r'), 'me', 5_000, 1_000);
      await store.refuse('r', 'me', 'no such channel', 5_500);
      expect(await store.claim(delivery('r'), 'you', 99_000, 1_000)).toEqual({ state: 'settled' });
    });

    it('is settled once: late calls change nothing', async () => {
      await claim('me', 5_000);
      await claim('you', 6_000);
      expect(await store.refuse('k', 'me', 'late', 6_100)).toBe(false);
      expect(await claim('me', 6_200)).toMatchObject({ state: 'held' });
      // The message was sent, no matter who held the claim.
      await store.settle('k', 'message 1', 'shown', 6_300);
      await store.settle('k', 'late', 'late', 6_400);
      for (const owner of ['me', 'you']) expect(await store.refuse('k', owner, 'late', 6_500)).toBe(false);
      const sent = { state: 'sent', messageId: 'message 1', shown: 'shown', reason: null };
      expect(await store.deliveries(PLACE_ID, DAY)).toEqual([expect.objectContaining(sent)]);

      await store.claim(delivery('r'), 'me', 5_000, 1_000);
      expect(await store.refuse('r', 'me', 'why', 5_100)).toBe(true);
      await store.settle('r', 'late', 'late', 5_200);
      await store.setShown('r', 'late');
      const refused = { key: 'r', state: 'refused', reason: 'why', messageId: null, shown: '' };
      expect(await store.deliveries(PLACE_ID, DAY)).toContainEqual(expect.objectContaining(refused));
    });

    it('is held for a full lease after a renewal, which is possible only for its owner', async () => {
      await claim('me', 5_000);
      expect(await store.renew('k', 'me', 5_900, 1_000)).toBe(true);
      expect(await claim('you', 6_899)).toEqual({ state: 'held', until: 6_900 });
      // The lease has expired, but nobody else has claimed the delivery.
      expect(await store.renew('k', 'me', 7_000, 1_000)).toBe(true);
      expect(await claim('you', 8_000)).toEqual({ state: 'claimed', attempts: 2 });
      expect(await store.renew('k', 'me', 8_100, 1_000)).toBe(false);
      expect(await claim('me', 8_999)).toEqual({ state: 'held', until: 9_000 });
      await store.settle('k', 'message 1', '', 8_500);
      expect(await store.renew('k', 'you', 8_600, 1_000)).toBe(false);
      expect(await store.renew('nothing', 'me', 8_600, 1_000)).toBe(false);
    });

    it('can be claimed immediately once it is released, and that counts as an attempt', async () => {
      await claim('me', 5_000);
      await store.release('k', 'me');
      expect(await claim('you', 5_001)).toEqual({ state: 'claimed', attempts: 2 });
    });

    it('can be released only by its owner, and only before it is settled', async () => {
      await claim('me', 5_000);
      await store.release('k', 'you');
      expect(await claim('you', 5_001)).toMatchObject({ state: 'held' });
      await store.settle('k', 'message 1', '', 5_500);
      await store.release('k', 'me');
      expect(await claim('you', 5_600)).toEqual({ state: 'settled' });
      await store.release('nothing', 'me');
    });

    it('is stored with its state, its message and what the message shows', async () => {
      await store.claim(delivery('heading', { paperId: null }), 'me', 1, 1_000);
      await store.claim(delivery('sent'), 'me', 1, 1_000);
      await store.claim(delivery('refused', { paperId: 'b' }), 'me', 1, 1_000);
      await store.claim(delivery('other day', { day: NEXT_DAY }), 'me', 1, 1_000);
      await store.claim(delivery('other place', { placeId: 'web:paperboy' }), 'me', 1, 1_000);
      await store.settle('sent', '1723.0001', '7 summary', 2);
      await store.refuse('refused', 'me', 'why', 2);
      const found = await store.deliveries(PLACE_ID, DAY);
      expect(found.toSorted((x, y) => x.key.localeCompare(y.key))).toEqual([
        {
          ...{ key: 'heading', paperId: null, state: 'claimed', reason: null, messageId: null, shown: '' },
          ...{ failing: null, settledAt: null, isPublished: false },
        },
        {
          ...{ key: 'refused', paperId: 'b', state: 'refused', reason: 'why', messageId: null, shown: '' },
          ...{ failing: null, settledAt: 2, isPublished: false },
        },
        {
          key: 'sent',
          paperId: 'a',
          state: 'sent',
          reason: null,
          failing: null,
          settledAt: 2,
          messageId: '1723.0001',
          shown: '7 summary',
          isPublished: false,
        },
      ]);
      await store.setPublished('sent');
      expect((await store.delivery('sent'))?.isPublished).toBe(true);
      expect((await store.delivery('refused'))?.isPublished).toBe(false);
      await store.setShown('sent', '9 summary');
      expect(await store.deliveries(PLACE_ID, DAY)).toContainEqual(
        expect.objectContaining({ key: 'sent', shown: '9 summary' }),
      );
    });

    it('counts its paper as sent to the place, depending on its time, state and day', async () => {
      await send(store, 'old', 999, { paperId: 'old' });
      await send(store, 'new', 1_000, { paperId: 'new' });
      await send(store, 'heading', 1_000, { paperId: null });
      await send(store, 'other day', 1_000, { paperId: 'other day', day: NEXT_DAY });
      await send(store, 'other place', 1_000, { paperId: 'other place', placeId: 'web:paperboy' });
      await store.claim(delivery('claimed', { paperId: 'claimed' }), 'me', 1_000, 1_000);
      await store.claim(delivery('refused', { paperId: 'refused' }), 'me', 1_000, 1_000);
      await store.refuse('refused', 'me', 'why', 1_000);
      expect(await store.papersSent(PLACE_ID, 1_000, NEXT_DAY)).toEqual(new Set(['new']));
      expect(await store.papersSent(PLACE_ID, 1_000, DAY)).toEqual(new Set(['other day']));
      expect(await store.papersSent('nobody', 0, DAY)).toEqual(new Set());
    });

    it('keeps its sending time when its card is edited', async () => {
      await claim('me', 1_000);
      await store.settle('k', 'message 1', 'first', 1_000);
      await store.setShown('k', 'second');
      expect(await store.papersSent(PLACE_ID, 2_000, NEXT_DAY)).toEqual(new Set());
    });
  });

  describe('messages', () => {
    it('belong to one paper, and to one platform', async () => {
      await send(store, 'card', 1, { messageId: '1723.1' });
      await send(store, 'other paper', 1, { messageId: '1723.2', paperId: 'b' });
      await send(store, 'heading', 1, { messageId: '1723.3', paperId: null });
      await send(store, 'same id elsewhere', 1, {
        messageId: '1723.1',
        paperId: 'c',
        placeId: 'web:paperboy',
      });
      expect(await store.paperOf('slack', '1723.1')).toBe('a');
      expect(await store.paperOf('slack', '1723.2')).toBe('b');
      expect(await store.paperOf('web', '1723.1')).toBe('c');
      expect(await store.paperOf('slack', '1723.3')).toBeNull();
      expect(await store.paperOf('slack', '1723')).toBeNull();
      expect(await store.paperOf('sla', '1723.1')).toBeNull();
      expect(await store.paperOf('discord', '1723.1')).toBeNull();
    });

    it('of papers sent to a platform are returned from a given time on, newest first', async () => {
      await send(store, 'old', 999, { messageId: 'm-old' });
      await send(store, 'first', 1_000, { messageId: 'm-first', day: NEXT_DAY });
      await send(store, 'newest', 3_000, { messageId: 'm-newest', placeId: 'slack:T1:C2' });
      await send(store, 'second', 2_000, { messageId: 'm-second' });
      await send(store, 'heading', 2_000, { messageId: 'm-heading', paperId: null });
      await send(store, 'elsewhere', 2_000, { messageId: 'm-elsewhere', placeId: 'web:paperboy' });
      await send(store, 'like it', 2_000, { messageId: 'm-like', placeId: 'slacker:C1' });
      await store.claim(delivery('claimed'), 'me', 2_000, 1_000);
      await store.claim(delivery('refused'), 'me', 2_000, 1_000);
      await store.refuse('refused', 'me', 'why', 2_000);
      // An edit does not change when the message was sent.
      await store.setShown('old', 'edited');
      expect(await store.messagesSince('slack', 1_000)).toEqual(['m-newest', 'm-second', 'm-first']);
      expect(await store.messagesSince('slack', 3_001)).toEqual([]);
      expect(await store.messagesSince('discord', 0)).toEqual([]);
    });

    it('of papers at a place are returned, the newest for each requested paper', async () => {
      await send(store, 'first', 1_000, { messageId: 'm-first' });
      await send(store, 'newest', 3_000, { messageId: 'm-newest', day: NEXT_DAY });
      await send(store, 'second', 2_000, { messageId: 'm-second' });
      await send(store, 'other paper', 500, { messageId: 'm-b', paperId: 'b' });
      await send(store, 'not asked for', 500, { messageId: 'm-c', paperId: 'c' });
      await send(store, 'heading', 9_000, { messageId: 'm-heading', paperId: null });
      await send(store, 'elsewhere', 9_000, { messageId: 'm-elsewhere', placeId: 'slack:T1:C2' });
      await store.claim(delivery('claimed'), 'me', 9_000, 1_000);
      await store.claim(delivery('refused', { paperId: 'refused' }), 'me', 9_000, 1_000);
      await store.refuse('refused', 'me', 'why', 9_000);
      // An edit does not change when the message was sent.
      await store.setShown('first', 'edited');
      expect(await store.messagesOf(PLACE_ID, ['a', 'b', 'refused', 'nobody'])).toEqual(
        new Map([
          ['a', 'm-newest'],
          ['b', 'm-b'],
        ]),
      );
      expect(await store.messagesOf('slack:T1:C2', ['a', 'b'])).toEqual(new Map([['a', 'm-elsewhere']]));
      expect(await store.messagesOf(PLACE_ID, [])).toEqual(new Map());
    });
  });

  describe('a message that a member shared', () => {
    it('belongs to its paper, and is recounted like other messages', async () => {
      await send(store, 'card', 1_000, { messageId: 'm-card' });
      await store.saveShared(PLACE_ID, 'a', 'm-shared', 2_000);
      expect(await store.paperOf('slack', 'm-shared')).toBe('a');
      expect(await store.paperOf('discord', 'm-shared')).toBeNull();
      expect(await store.messagesSince('slack', 1_000)).toEqual(['m-shared', 'm-card']);
      expect(await store.messagesSince('slack', 2_001)).toEqual([]);
      expect(await store.messagesOf(PLACE_ID, ['a'])).toEqual(new Map([['a', 'm-shared']]));
    });

    it('counts once, however often it is recorded', async () => {
      await Promise.all([1_000, 2_000, 3_000].map((at) => store.saveShared(PLACE_ID, 'a', 'm1', at)));
      expect(await store.messagesSince('slack', 0)).toEqual(['m1']);
      expect(await store.messagesSince('slack', 1_001)).toEqual([]);
      expect(await store.totals()).toMatchObject({ deliveries_sent: 1 });
      await store.saveShared(PLACE_ID, 'a', 'm2', 4_000);
      await store.saveShared('slack:T1:C2', 'a', 'm3', 4_000);
      expect((await store.messagesSince('slack', 0)).toSorted()).toEqual(['m1', 'm2', 'm3']);
    });

    it('belongs to no edition: its paper does not count as sent to the place, and it is not a settled delivery', async () => {
      await store.saveShared(PLACE_ID, 'a', 'm1', 1_000);
      expect(await store.papersSent(PLACE_ID, 0, DAY)).toEqual(new Set());
      expect(await store.deliveries(PLACE_ID, DAY)).toEqual([]);
      expect(await store.settledBests(0)).toEqual(new Set());
    });
  });

  describe('weekly messages', () => {
    const other = { day: '', paperId: null };
    const best = (date: string, placeId = PLACE_ID) => `${placeId}/best/${date}`;

    it('that are settled, sent or refused, are returned from a given time on', async () => {
      const [old, sent, refused, claimed, released] = [1, 2, 3, 4, 5].map((n) => best(`2026-08-0${n}`)) as [
        ...[string, string, string, string, string],
      ];
      const elsewhere = best('2026-08-02', 'discord:G1:1');
      await send(store, old, 999, other);
      await send(store, sent, 1_000, other);
      await send(store, elsewhere, 1_000, { ...other, placeId: 'discord:G1:1' });
      await store.claim(delivery(refused, other), 'me', 1_000, 1_000);
      await store.refuse(refused, 'me', 'why', 1_500);
      await store.claim(delivery(claimed, other), 'me', 1_000, 1_000);
      await store.claim(delivery(released, other), 'me', 1_000, 1_000);
      await store.release(released, 'me');
      await send(store, 'heading', 1_000, { paperId: null });
      await send(store, 'card', 1_000);
      await store.saveShared(PLACE_ID, 'a', 'm1', 1_000);
      expect(await store.settledBests(1_000)).toEqual(new Set([sent, elsewhere, refused]));
      expect(await store.settledBests(1_501)).toEqual(new Set());
    });

    it('keep the key with which they were claimed, but are settled under the current one', async () => {
      const former = best('2026-08-07', 'slack:C1');
      await store.claim(delivery(former, other), 'me', 1_000, 1_000);
      expect(await store.keyOfBest(PLACE_ID, '2026-08-07')).toBe(former);
      expect(await store.keyOfBest(PLACE_ID, '2026-08-14')).toBeNull();
      expect(await store.keyOfBest('slack:T2:C1', '2026-08-07')).toBeNull();
      await store.settle(former, 'm1', '', 2_000);
      expect(await store.settledBests(0)).toEqual(new Set([best('2026-08-07')]));
      expect(await store.keyOfBest(PLACE_ID, '2026-08-07')).toBe(former);
    });
  });
}
