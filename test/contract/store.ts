import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Place, placeToId, type Settings } from '../../src/domain/subscription/subscription.ts';
import type { Store } from '../../src/ports/store.ts';
import { makePaper } from '../fixtures/papers.ts';
import { ANY_STATE, pause } from '../fixtures/settings.ts';
import { describeBindings } from './store-bindings.ts';
import { describeDeliveries } from './store-deliveries.ts';
import { describeFailures } from './store-failures.ts';
import { describePapers } from './store-papers.ts';
import { DAY, PLACE, PLACE_ID, press, SETTINGS } from './store-samples.ts';
import { describeVotes } from './store-votes.ts';

export interface OpenStore {
  readonly store: Store;
  close(): Promise<void>;
}

/** Tests the contract of every `Store`; `open` returns an empty store. */
export function describeStore(name: string, open: () => Promise<OpenStore>): void {
  describe(`the ${name} store`, () => {
    let opened: OpenStore;
    let store: Store;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.close());

    describePapers(() => store);
    describeDeliveries(() => store);
    describeFailures(() => store);
    describeVotes(() => store);
    describeBindings(() => store);

    describe('subscriptions', () => {
      it('are returned as they were created, oldest first', async () => {
        const web: Place = { platform: 'web', workspace: '', channel: 'paperboy' };
        expect(await store.subscribe(PLACE, SETTINGS, 2_000)).toBe(true);
        expect(await store.subscribe(web, { ...SETTINGS, words: [] }, 1_000)).toBe(true);
        expect(await store.subscriptions()).toMatchObject([
          {
            place: web,
            settings: { ...SETTINGS, words: [] },
            createdAt: 1_000,
            state: 'active',
            reason: null,
          },
          { place: PLACE, settings: SETTINGS, createdAt: 2_000, state: 'active', reason: null },
        ]);
      });

      it('stay unchanged when they are created again', async () => {
        await store.subscribe(PLACE, SETTINGS, 1_000);
        expect(await store.subscribe(PLACE, { ...SETTINGS, count: 9 }, 2_000)).toBe(false);
        expect(await store.subscriptions()).toMatchObject([{ settings: SETTINGS, createdAt: 1_000 }]);
        expect(await store.subscription(placeToId(PLACE))).toEqual((await store.subscriptions())[0]);
        expect(await store.subscription('nowhere')).toBeNull();
      });

      it('stay ended when they are created again', async () => {
        await store.subscribe(PLACE, SETTINGS, 1_000);
        await store.moveSubscription(PLACE_ID, ANY_STATE, 'ended', null);
        expect(await store.subscribe(PLACE, SETTINGS, 2_000)).toBe(false);
        expect(await store.subscriptions()).toMatchObject([{ state: 'ended' }]);
      });

      it('are created once, even by concurrent calls', async () => {
        const added = await Promise.all(
          Array.from({ length: 20 }, (_, n) => store.subscribe(PLACE, SETTINGS, n)),
        );
        expect(added.filter(Boolean)).toHaveLength(1);
        expect(await store.subscriptions()).toHaveLength(1);
      });

      it('can change their settings, and their state with a reason', async () => {
        await store.subscribe(PLACE, SETTINGS, 1_000);
        await store.changeSettings(PLACE_ID, { ...SETTINGS, count: 9 });
        await pause(store, PLACE_ID, "채널이 없습니다: '$1'");
        expect(await store.subscriptions()).toMatchObject([
          {
            settings: { ...SETTINGS, count: 9 },
            createdAt: 1_000,
            state: 'paused',
            reason: "채널이 없습니다: '$1'",
          },
        ]);
        await store.moveSubscription(PLACE_ID, ANY_STATE, 'active', null);
        expect(await store.subscriptions()).toMatchObject([{ state: 'active', reason: null }]);
      });

      it.each(['active', 'paused', 'ended'] as const)(
        'that are %s become active on renewal, with the new settings and creation time',
        async (state) => {
          await store.subscribe(PLACE, SETTINGS, 1_000);
          if (state === 'paused') await pause(store, PLACE_ID, '까닭');
          else await store.moveSubscription(PLACE_ID, ANY_STATE, state, state === 'active' ? null : '까닭');
          await store.renewSubscription(PLACE, { ...SETTINGS, count: 9 }, 5_000);
          expect(await store.subscriptions()).toMatchObject([
            {
              place: PLACE,
              settings: { ...SETTINGS, count: 9 },
              createdAt: 5_000,
              state: 'active',
              reason: null,
            },
          ]);
        },
      );

      it('of an older version get defaults for the settings that it lacked', async () => {
        const { weekdays: _weekdays, layout: _layout, best: _best, ...older } = SETTINGS;
        await store.subscribe(PLACE, older as Settings, 1_000);
        const settings = { ...older, weekdays: [0, 1, 2, 3, 4, 5, 6], layout: 'channel', best: null };
        expect((await store.subscription(PLACE_ID))?.settings).toEqual(settings);
        expect((await store.subscriptions())[0]?.settings).toEqual(settings);
      });

      it('that do not exist are not created by a change', async () => {
        await store.changeSettings(PLACE_ID, SETTINGS);
        await store.renewSubscription(PLACE, SETTINGS, 1);
        await store.movePlace({ ...PLACE, workspace: '' }, PLACE);
        await store.moveSubscription(PLACE_ID, ANY_STATE, 'active', null);
        expect(await store.subscriptions()).toEqual([]);
      });
    });

    it('is not changed by a probe', async () => {
      const before = await store.totals();
      await store.probe();
      await Promise.all([store.probe(), store.probe()]);
      expect(await store.totals()).toEqual(before);
    });

    it('counts its contents', async () => {
      const empty = await store.totals();
      expect(Object.values(empty).every((total) => total === 0)).toBe(true);
      await store.saveListDay(DAY, [makePaper({ id: 'a' }), makePaper({ id: 'b' })], null, 1);
      await store.subscribe(PLACE, SETTINGS, 1);
      await store.addReaction(press(), 1);
      // Two reactions by one person to one paper are one vote.
      await store.addReaction(press({ messageId: 'm2', emoji: '👎', value: -1 }), 2);
      expect(await store.totals()).toEqual({
        ...empty,
        papers: 2,
        list_days: 1,
        subscriptions_active: 1,
        votes: 1,
      });
    });
  });
}
