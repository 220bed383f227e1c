import { beforeEach, describe, expect, it } from 'vitest';
import { type Place, placeToId } from '../../src/domain/subscription/subscription.ts';
import type { Store } from '../../src/ports/store.ts';
import { ANY_STATE, pause } from '../fixtures/settings.ts';
import { DAY, delivery, NEXT_DAY, PLACE, PLACE_ID, press, SETTINGS, send } from './store-samples.ts';

/** `PLACE` while only its channel is known. */
const UNBOUND: Place = { ...PLACE, workspace: '' };
const UNBOUND_ID = placeToId(UNBOUND);

/** Tests the part of the `Store` contract that binds rows to their workspaces. */
export function describeBindings(current: () => Store): void {
  let store: Store;
  beforeEach(() => {
    store = current();
  });

  const bind = (place: Place, workspace: string) => store.movePlace(place, { ...place, workspace });

  describe('a place that is bound to its workspace', () => {
    it('has its subscription there, without any other change', async () => {
      await store.subscribe(UNBOUND, SETTINGS, 1_000);
      await pause(store, UNBOUND_ID, '까닭');
      expect(await bind(UNBOUND, 'T1')).toBe(true);
      expect(await store.subscriptions()).toMatchObject([
        { place: PLACE, settings: SETTINGS, createdAt: 1_000, state: 'paused', reason: '까닭' },
      ]);
      expect(await store.subscription(UNBOUND_ID)).toBeNull();
    });

    it('keeps a subscription that it already has there', async () => {
      await store.subscribe(UNBOUND, SETTINGS, 1_000);
      await store.subscribe(PLACE, { ...SETTINGS, count: 9 }, 2_000);
      await store.moveSubscription(PLACE_ID, ANY_STATE, 'ended', null);
      expect(await bind(UNBOUND, 'T1')).toBe(true);
      expect(await store.subscriptions()).toMatchObject([
        {
          place: PLACE,
          settings: { ...SETTINGS, count: 9 },
          createdAt: 2_000,
          state: 'ended',
          reason: null,
        },
      ]);
    });

    it('has its editions there, under the keys with which they began', async () => {
      await store.subscribe(UNBOUND, SETTINGS, 1_000);
      const opened = await store.openEdition(UNBOUND_ID, DAY, ['b', 'a'], 30, 1, 'thread');
      await bind(UNBOUND, 'T1');
      expect(await store.edition(PLACE_ID, DAY)).toEqual({ ...opened, placeId: PLACE_ID });
      expect(opened.key).toBe(`${UNBOUND_ID}/${DAY}`);
      expect(await store.edition(UNBOUND_ID, DAY)).toBeNull();
      expect(await store.openEdition(PLACE_ID, NEXT_DAY, ['a'], 1, 2)).toMatchObject({
        key: `${PLACE_ID}/${NEXT_DAY}`,
      });
    });

    it('keeps an edition that it already has there', async () => {
      await store.subscribe(UNBOUND, SETTINGS, 1_000);
      await store.openEdition(UNBOUND_ID, DAY, ['a'], 30, 1);
      await store.openEdition(UNBOUND_ID, NEXT_DAY, ['b'], 30, 1);
      const kept = await store.openEdition(PLACE_ID, DAY, ['c'], 30, 2);
      await bind(UNBOUND, 'T1');
      expect(await store.edition(PLACE_ID, DAY)).toEqual(kept);
      const found = (await store.editions(DAY)).map(({ placeId, day }) => `${placeId} ${day}`);
      expect(found.toSorted()).toEqual([`${PLACE_ID} ${DAY}`, `${PLACE_ID} ${NEXT_DAY}`]);
    });

    it('has its deliveries there, under their keys; the ids of the messages begin with the workspace', async () => {
      const keys = ['heading', 'a', 'b'].map((name) => `${UNBOUND_ID}/${DAY}/${name}`) as [
        ...[string, string, string],
      ];
      const [heading, sent, claimed] = keys;
      await send(store, heading, 1_000, { placeId: UNBOUND_ID, paperId: null, messageId: 'C1/1.0' });
      await send(store, sent, 1_000, { placeId: UNBOUND_ID, messageId: 'C1/2.0' });
      await store.claim(delivery(claimed, { placeId: UNBOUND_ID, paperId: 'b' }), 'me', 1_000, 1_000);
      await store.saveShared(UNBOUND_ID, 'c', 'C1/3.0', 1_000);
      await send(store, 'elsewhere', 1_000, { placeId: 'slack:C2', messageId: 'C2/2.0' });
      expect(await bind(UNBOUND, 'T1')).toBe(true);

      const found = await store.deliveries(PLACE_ID, DAY);
      expect(found.map(({ key, state, messageId }) => [key, state, messageId]).toSorted()).toEqual(
        [
          [heading, 'sent', 'T1/C1/1.0'],
          [sent, 'sent', 'T1/C1/2.0'],
          [claimed, 'claimed', null],
        ].toSorted(),
      );
      expect(await store.deliveries(UNBOUND_ID, DAY)).toEqual([]);
      expect(await store.messagesOf(PLACE_ID, ['c'])).toEqual(new Map([['c', 'T1/C1/3.0']]));
      expect(await store.messagesOf('slack:C2', ['a'])).toEqual(new Map([['a', 'C2/2.0']]));
      // The claim is still its owner's.
      expect(await store.renew(claimed, 'me', 1_500, 1_000)).toBe(true);
      expect(await store.claim(delivery(sent), 'you', 9_000, 1_000)).toEqual({ state: 'settled' });
      expect(await store.paperOf('slack', 'T1/C1/2.0')).toBe('a');
      expect(await store.paperOf('slack', 'C1/2.0')).toBeNull();
    });

    it('has its Slack votes there, by voters of the workspace', async () => {
      await send(store, 'k', 1_000, { placeId: UNBOUND_ID, messageId: 'C1/2.0' });
      await send(store, 'elsewhere', 1_000, { placeId: 'slack:C2', messageId: 'C2/2.0' });
      await store.addReaction(press({ messageId: 'C1/2.0' }), 1_000);
      await store.addReaction(press({ messageId: 'C2/2.0', voter: 'U2' }), 1_000);
      // The first versions stored votes without a message.
      await store.addReaction(press({ messageId: '', emoji: '', voter: 'U3' }), 1_000);
      await store.addReaction(press({ platform: 'web', messageId: '', emoji: '', voter: 'U4' }), 1_000);
      await bind(UNBOUND, 'T1');
      await store.bindVoters('slack', 'T1');

      const voteOf = async (voter: string, platform = 'slack') =>
        (await store.votesOf(platform, voter, ['a'])).get('a');
      for (const voter of ['T1:U1', 'U2', 'T1:U3']) expect(await voteOf(voter), voter).toBe(1);
      expect(await voteOf('U4', 'web')).toBe(1);
      for (const voter of ['U1', 'T1:U2', 'U3']) expect(await voteOf(voter), voter).toBeUndefined();
      expect((await store.voteCounts(['a'], { shownOn: 'web' })).get('a')).toEqual({ up: 4, down: 0 });
      expect((await store.voteCounts(['a'], { placeId: PLACE_ID })).get('a')).toEqual({ up: 2, down: 0 });
      // A reaction that is counted again is the same vote.
      await store.addReaction(press({ messageId: 'T1/C1/2.0', voter: 'T1:U1' }), 2_000);
      expect(await store.totals()).toMatchObject({ votes: 4 });
    });

    it('keeps the voters of Discord, whose ids are unique everywhere', async () => {
      const place = { platform: 'discord', workspace: '', channel: '11' };
      await send(store, 'k', 1_000, { placeId: placeToId(place), messageId: '11/22' });
      await store.addReaction(press({ platform: 'discord', messageId: '11/22', voter: '77' }), 1_000);
      await bind(place, 'G1');
      expect(await store.votesOf('discord', '77', ['a'])).toEqual(new Map([['a', 1]]));
      expect((await store.voteCounts(['a'], { placeId: 'discord:G1:11' })).get('a')).toEqual({
        up: 1,
        down: 0,
      });
    });

    it('has its voters renamed, even if they already have the id of their team', async () => {
      await send(store, 'k', 1_000, { placeId: UNBOUND_ID, messageId: 'C1/2.0' });
      await store.addReaction(press({ messageId: 'C1/2.0', voter: 'T1:U1' }), 1_000);
      await store.addReaction(press({ messageId: '', emoji: '', voter: 'T1:U1' }), 1_000);
      await store.addReaction(press({ messageId: '', emoji: '', voter: 'T2:U1' }), 1_000);
      await bind(UNBOUND, 'E1.T1');
      await store.bindVoters('slack', 'E1.T1');
      expect((await store.votesOf('slack', 'E1:U1', ['a'])).size).toBe(1);
      expect((await store.voteCounts(['a'], { shownOn: 'web' })).get('a')).toEqual({ up: 2, down: 0 });
    });

    it('can join an enterprise, to which its voters then belong', async () => {
      await store.subscribe(PLACE, SETTINGS, 1_000);
      await send(store, 'k', 1_000, { messageId: 'T1/C1/2.0' });
      await store.addReaction(press({ messageId: 'T1/C1/2.0', voter: 'T1:U1' }), 1_000);
      expect(await bind(PLACE, 'E1.T1')).toBe(true);
      expect(await store.subscription('slack:E1.T1:C1')).toMatchObject({
        place: { ...PLACE, workspace: 'E1.T1' },
      });
      expect(await store.paperOf('slack', 'E1.T1/C1/2.0')).toBe('a');
      expect(await store.votesOf('slack', 'E1:U1', ['a'])).toEqual(new Map([['a', 1]]));
      expect((await store.voteCounts(['a'], { placeId: 'slack:E1.T1:C1' })).get('a')).toEqual({
        up: 1,
        down: 0,
      });
    });

    it('stays, with all its rows, when it is bound again', async () => {
      await store.subscribe(UNBOUND, SETTINGS, 1_000);
      await send(store, 'k', 1_000, { placeId: UNBOUND_ID, messageId: 'C1/2.0' });
      await bind(UNBOUND, 'T1');
      const before = [await store.subscriptions(), await store.deliveries(PLACE_ID, DAY)];
      expect(await bind(UNBOUND, 'T1')).toBe(false);
      expect([await store.subscriptions(), await store.deliveries(PLACE_ID, DAY)]).toEqual(before);
    });

    it('is not created if nothing is stored about it', async () => {
      await store.subscribe({ ...PLACE, channel: 'C2' }, SETTINGS, 1_000);
      expect(await bind(UNBOUND, 'T1')).toBe(false);
      expect(await store.subscriptions()).toMatchObject([{ place: { channel: 'C2' } }]);
    });
  });

  describe('T5: a channel that gets another id', () => {
    const MOVED: Place = { ...PLACE, channel: 'C9' };
    const MOVED_ID = placeToId(MOVED);
    const move = (from = 'C1', to = 'C9') => store.moveChannel('slack', from, to);

    it('keeps its subscription, editions, deliveries and votes', async () => {
      await store.subscribe(PLACE, SETTINGS, 1_000);
      await pause(store, PLACE_ID, '까닭');
      const opened = await store.openEdition(PLACE_ID, DAY, ['a'], 30, 1, 'thread');
      await send(store, 'k', 1_000, { messageId: 'T1/C1/2.0' });
      await store.saveShared(PLACE_ID, 'c', 'T1/C1/3.0', 1_000);
      await send(store, 'elsewhere', 1_000, { placeId: 'slack:T1:C2', messageId: 'T1/C2/2.0' });
      await store.claim(delivery('open'), 'me', 1_000, 1_000);
      await store.addReaction(press({ messageId: 'T1/C1/2.0', voter: 'T1:U1' }), 1_000);
      expect(await move()).toEqual([{ from: PLACE, to: MOVED }]);

      expect(await store.subscriptions()).toMatchObject([
        { place: MOVED, settings: SETTINGS, createdAt: 1_000, state: 'paused', reason: '까닭' },
      ]);
      expect(await store.edition(MOVED_ID, DAY)).toEqual({ ...opened, placeId: MOVED_ID });
      const ids = (await store.deliveries(MOVED_ID, DAY)).map(({ key, messageId }) => [key, messageId]);
      expect(new Map(ids as [string, string | null][])).toEqual(
        new Map([
          ['k', 'T1/C9/2.0'],
          ['open', null],
        ]),
      );
      expect(await store.messagesOf(MOVED_ID, ['c'])).toEqual(new Map([['c', 'T1/C9/3.0']]));
      expect(await store.paperOf('slack', 'T1/C9/2.0')).toBe('a');
      expect(await store.paperOf('slack', 'T1/C1/2.0')).toBeNull();
      expect((await store.voteCounts(['a'], { placeId: MOVED_ID })).get('a')).toEqual({ up: 1, down: 0 });
      expect(await store.paperOf('slack', 'T1/C2/2.0')).toBe('a');
      expect(await store.places('slack')).toHaveLength(2);
      // The claim is still its owner's. A message that was sent meanwhile under the former id has the new one.
      await store.settle('open', 'T1/C1/4.0', '', 2_000);
      expect((await store.delivery('open'))?.messageId).toBe('T1/C9/4.0');
      expect(await move()).toEqual([]);
    });

    it('moves in every workspace, and where none is known', async () => {
      const places = [PLACE, UNBOUND, { ...PLACE, workspace: 'E1.T2' }, { ...PLACE, channel: 'C11' }];
      for (const place of places) await store.subscribe(place, SETTINGS, 1_000);
      await send(store, 'k', 1_000, { placeId: UNBOUND_ID, messageId: 'C1/2.0' });
      expect(await move()).toHaveLength(3);
      const channels = (await store.subscriptions()).map(({ place }) => place);
      expect(channels.map(placeToId).toSorted()).toEqual([
        'slack:C9',
        'slack:E1.T2:C9',
        'slack:T1:C11',
        'slack:T1:C9',
      ]);
      expect(await store.paperOf('slack', 'C9/2.0')).toBe('a');
    });

    it('keeps a subscription that it already has under the new id, unless that has ended by itself', async () => {
      for (const place of [PLACE, MOVED]) await store.subscribe(place, SETTINGS, 1_000);
      await store.changeSettings(MOVED_ID, { ...SETTINGS, count: 9 });
      await move();
      expect(await store.subscriptions()).toMatchObject([{ place: MOVED, settings: { count: 9 } }]);

      const [first, second] = ['C21', 'C22'].map((channel) => ({ ...PLACE, channel })) as [Place, Place];
      for (const place of [first, second]) await store.subscribe(place, SETTINGS, 1_000);
      await store.changeSettings(placeToId(first), { ...SETTINGS, count: 7 });
      await store.moveSubscription(placeToId(second), ANY_STATE, 'ended', '채널이 삭제되었습니다.');
      await move('C21', 'C22');
      expect(await store.subscription(placeToId(second))).toMatchObject({
        settings: { count: 7 },
        state: 'active',
        reason: null,
      });
    });

    it('keeps what is already known under the new id, and each reaction once', async () => {
      await store.openEdition(PLACE_ID, DAY, ['a'], 30, 1);
      const kept = await store.openEdition(MOVED_ID, DAY, ['c'], 30, 2);
      await send(store, 'k', 1_000, { messageId: 'T1/C1/2.0' });
      await send(store, 'k2', 1_000, { placeId: MOVED_ID, paperId: 'b', messageId: 'T1/C9/2.0' });
      for (const channel of ['C1', 'C9'])
        await store.addReaction(press({ messageId: `T1/${channel}/2.0`, voter: 'T1:U1' }), 1_000);
      await move();
      expect(await store.edition(MOVED_ID, DAY)).toEqual(kept);
      expect(await store.deliveries(MOVED_ID, DAY)).toHaveLength(2);
      expect((await store.voteCounts(['a'], { placeId: MOVED_ID })).get('a')).toEqual({ up: 1, down: 0 });
    });

    it('is known by its current id, however often it moves, even if an earlier change is told again', async () => {
      await store.subscribe(PLACE, SETTINGS, 1_000);
      await move('C1', 'C2');
      await move('C2', 'C3');
      expect(await store.movedChannels('slack')).toEqual(
        new Map([
          ['C1', 'C3'],
          ['C2', 'C3'],
        ]),
      );
      expect(await move('C1', 'C2')).toEqual([]);
      expect((await store.movedChannels('slack')).get('C1')).toBe('C3');
      expect(await store.movedChannels('discord')).toEqual(new Map());
      await move('C3', 'C1');
      expect(await store.movedChannels('slack')).toEqual(
        new Map([
          ['C2', 'C1'],
          ['C3', 'C1'],
        ]),
      );
      expect(await store.subscriptions()).toMatchObject([{ place: PLACE }]);
    });
  });

  it('the places of a platform are those with a subscription or deliveries', async () => {
    await store.subscribe(UNBOUND, SETTINGS, 1_000);
    await store.subscribe({ ...PLACE, channel: 'C2' }, SETTINGS, 1_000);
    await store.moveSubscription('slack:T1:C2', ANY_STATE, 'ended', null);
    await send(store, 'k', 1_000, { placeId: 'slack:T1:C2', messageId: 'T1/C2/1.0' });
    await store.saveShared('slack:C3', 'a', 'C3/1.0', 1_000);
    await store.saveShared('discord:11', 'a', '11/22', 1_000);
    const places = await store.places('slack');
    expect(places.map(placeToId).toSorted()).toEqual(['slack:C1', 'slack:C3', 'slack:T1:C2']);
    expect(places).toContainEqual(UNBOUND);
    expect(await store.places('discord')).toEqual([{ platform: 'discord', workspace: '', channel: '11' }]);
    expect(await store.places('web')).toEqual([]);
  });
}
