import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { INITIAL_SETTINGS, type Settings } from '../../src/domain/subscription/settings.ts';
import { type Place, placeToId } from '../../src/domain/subscription/subscription.ts';
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

      describe('that are paused', () => {
        const PAUSE = { reason: '까닭', cause: '50013', endsAt: null, retryAt: 200, now: 100 };
        const pauseOf = async () => (await store.subscription(PLACE_ID))?.pause;
        beforeEach(() => store.subscribe(PLACE, SETTINGS, 1, 'T1:U1').then(() => {}));

        it('have the cause, the start and the next try', async () => {
          await store.pauseSubscription(PLACE_ID, { ...PAUSE, endsAt: 150 });
          expect(await store.subscription(PLACE_ID)).toMatchObject({
            ...{ state: 'paused', reason: '까닭', subscribedBy: 'T1:U1' },
            pause: { since: 100, cause: '50013', endsAt: 150, retryAt: 200, toldAt: null, alertedAt: null },
          });
        });

        it('keep their start and their reports when they are tried in vain', async () => {
          await store.pauseSubscription(PLACE_ID, PAUSE);
          expect(await store.claimReport(PLACE_ID, 'subscriber', 120)).toBe(true);
          expect(await store.claimReport(PLACE_ID, 'operator', 130)).toBe(true);
          await store.pauseSubscription(PLACE_ID, { ...PAUSE, cause: '50001', retryAt: 400, now: 300 });
          expect(await pauseOf()).toMatchObject({
            ...{ since: 100, cause: '50001', retryAt: 400, toldAt: 120, alertedAt: 130 },
          });
          await store.postponeTry(PLACE_ID, 500);
          expect(await pauseOf()).toMatchObject({ retryAt: 500 });
        });

        it.each([
          ['50013', 100, 120],
          ['50001', 300, null],
        ])('by %s after an event resumed them began at %i', async (cause, since, toldAt) => {
          await store.pauseSubscription(PLACE_ID, PAUSE);
          await store.claimReport(PLACE_ID, 'subscriber', 120);
          await store.moveSubscription(PLACE_ID, ['paused'], 'active', null);
          await store.pauseSubscription(PLACE_ID, { ...PAUSE, cause, now: 300 });
          expect(await pauseOf()).toMatchObject({ since, toldAt });
        });

        it.each(['paused', 'active'] as const)('and are %s end their pause once', async (state) => {
          await store.pauseSubscription(PLACE_ID, PAUSE);
          await store.claimReport(PLACE_ID, 'subscriber', 120);
          if (state === 'active') await store.moveSubscription(PLACE_ID, ['paused'], 'active', null);
          expect(await store.endPause(PLACE_ID)).toBe(state === 'paused');
          expect(await store.subscription(PLACE_ID)).toMatchObject({
            state: 'active',
            reason: null,
            pause: null,
          });
          expect(await store.endPause(PLACE_ID)).toBe(false);
        });

        it('do not become active when they have ended', async () => {
          await store.moveSubscription(PLACE_ID, ['active'], 'ended', null);
          await store.pauseSubscription(PLACE_ID, PAUSE);
          expect(await store.endPause(PLACE_ID)).toBe(false);
          expect(await store.subscription(PLACE_ID)).toMatchObject({ state: 'ended', pause: null });
          expect(await store.claimReport(PLACE_ID, 'subscriber', 1)).toBe(false);
        });

        it('are reported by one of several processes, and again if that is withdrawn', async () => {
          await store.pauseSubscription(PLACE_ID, PAUSE);
          const claims = Array.from({ length: 9 }, (_, n) => store.claimReport(PLACE_ID, 'subscriber', n));
          expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
          await store.releaseReport(PLACE_ID, 'subscriber');
          expect(await store.claimReport(PLACE_ID, 'subscriber', 7)).toBe(true);
          await store.tellInReply(PLACE_ID);
          expect(await pauseOf()).toMatchObject({ toldAt: null, tellInReply: true });
        });

        it('are listed by workspace until somebody was told', async () => {
          const other = { ...PLACE, channel: 'C2' };
          await store.subscribe(other, SETTINGS, 1);
          expect(await store.untold(PLACE)).toEqual([]);
          for (const place of [PLACE, other]) await store.pauseSubscription(placeToId(place), PAUSE);
          expect((await store.untold(PLACE)).map(({ place }) => place)).toEqual([PLACE, other]);
          expect(await store.untold({ ...PLACE, workspace: 'T2' })).toEqual([]);
          await store.claimReport(PLACE_ID, 'subscriber', 1);
          expect((await store.untold(PLACE)).map(({ place }) => place)).toEqual([other]);
        });

        it('belong to whoever renews them; an unknown renewer changes nothing', async () => {
          await store.pauseSubscription(PLACE_ID, PAUSE);
          await store.renewSubscription(PLACE, SETTINGS, 1, 'T1:U2');
          expect(await store.subscription(PLACE_ID)).toMatchObject({ subscribedBy: 'T1:U2', pause: null });
          await store.renewSubscription(PLACE, SETTINGS, 1);
          expect(await store.subscription(PLACE_ID)).toMatchObject({ subscribedBy: 'T1:U2' });
        });
      });

      it('of an older version get defaults for the settings that it lacked', async () => {
        const {
          weekdays: _weekdays,
          layout: _layout,
          best: _best,
          exclude: _exclude,
          mention: _mention,
          publish: _publish,
          ...older
        } = SETTINGS;
        await store.subscribe(PLACE, older as Settings, 1_000);
        const settings = { ...INITIAL_SETTINGS, ...older };
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
