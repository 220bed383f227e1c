import { beforeEach, describe, expect, it } from 'vitest';
import type { Paper } from '../../src/domain/paper/paper.ts';
import type { BestQuery } from '../../src/domain/vote/ranking.ts';
import type { Store } from '../../src/ports/store.ts';
import { makePaper } from '../fixtures/papers.ts';
import { DAY, delivery, NEXT_DAY, ODD_TEXTS, PLACE_ID, press, send } from './store-samples.ts';

/** Tests the votes part of the `Store` contract. */
export function describeVotes(current: () => Store): void {
  let store: Store;
  beforeEach(() => {
    store = current();
  });

  describe('votes', () => {
    const up = press();
    const down = press({ emoji: '👎', value: -1 });
    const elsewhere = { messageId: 'm2' };
    const count = async (paperId = 'a') =>
      (await store.voteCounts([paperId], { shownOn: 'web' })).get(paperId);
    const mine = async (paperId = 'a') => (await store.votesOf('slack', 'U1', [paperId])).get(paperId);

    it('have the time of the newest reaction', async () => {
      expect(await store.newestReaction()).toBe(0);
      await store.addReaction(up, 7);
      await store.addReaction(down, 5);
      expect(await store.newestReaction()).toBe(7);
    });

    it('count once per paper, voter and platform', async () => {
      for (const reaction of [
        up,
        up,
        press({ voter: 'U2' }),
        press({ platform: 'discord' }),
        press({ voter: 'U3', emoji: '👎', value: -1 }),
        press(elsewhere),
        press({ emoji: '👍🏽' }),
      ]) {
        await store.addReaction(reaction, 1);
      }
      await store.addReaction(press({ paperId: 'b', messageId: 'm3' }), 1);
      expect(await store.voteCounts(['a', 'b', 'c'], { shownOn: 'web' })).toEqual(
        new Map([
          ['a', { up: 3, down: 1 }],
          ['b', { up: 1, down: 0 }],
        ]),
      );
      expect(await store.voteCounts([], { shownOn: 'web' })).toEqual(new Map());
    });

    it('are the newest current reactions, whatever the order in which they were stored', async () => {
      await store.addReaction(down, 2);
      await store.addReaction(up, 1);
      expect([await count(), await mine()]).toEqual([{ up: 0, down: 1 }, -1]);
      await store.addReaction(press(elsewhere), 3);
      expect([await count(), await mine()]).toEqual([{ up: 1, down: 0 }, 1]);
    });

    it('are removed one reaction at a time; an older reaction that remains then counts', async () => {
      await store.addReaction(press(elsewhere), 1);
      await store.addReaction(down, 2);
      await store.removeReaction(up);
      expect(await mine()).toBe(-1);
      await store.removeReaction(down);
      expect([await count(), await mine()]).toEqual([{ up: 1, down: 0 }, 1]);
      await store.removeReaction(press(elsewhere));
      await store.removeReaction(press(elsewhere));
      expect([await count(), await mine()]).toEqual([undefined, undefined]);
    });

    it('keep their time when recorded again', async () => {
      await store.addReaction(up, 1);
      await store.addReaction(down, 2);
      await store.addReaction(up, 3);
      expect(await mine()).toBe(-1);
    });

    it('that are taken back and given again count as new', async () => {
      await store.addReaction(up, 1);
      await store.addReaction(down, 2);
      await store.removeReaction(up);
      await store.addReaction(up, 3);
      expect(await mine()).toBe(1);
    });

    it('of one person are returned by paper', async () => {
      await store.addReaction(up, 1);
      await store.addReaction(press({ paperId: 'b', value: -1, emoji: '👎' }), 1);
      await store.addReaction(press({ paperId: 'c', voter: 'U2' }), 1);
      await store.addReaction(press({ paperId: 'd', platform: 'discord' }), 1);
      expect(await store.votesOf('slack', 'U1', ['a', 'b', 'c', 'd'])).toEqual(
        new Map([
          ['a', 1],
          ['b', -1],
        ]),
      );
      expect(await store.votesOf('slack', 'U1', [])).toEqual(new Map());
    });

    it('by our own buttons are switched by the other button, and removed only by the same one', async () => {
      const button = (value: 1 | -1) => press({ platform: 'web', messageId: '', emoji: '', value });
      const held = async () => (await store.votesOf('web', 'U1', ['a'])).get('a');
      await store.addReaction(button(1), 1);
      await store.addReaction(button(-1), 2);
      expect([await count(), await held()]).toEqual([{ up: 0, down: 1 }, -1]);
      await store.removeReaction(button(1));
      expect(await held()).toBe(-1);
      await store.removeReaction(button(-1));
      expect([await count(), await held()]).toEqual([undefined, undefined]);
    });

    describe('of one message, when replaced,', () => {
      it('are exactly the given ones: some are removed, some added, some kept', async () => {
        await store.addReaction(up, 1);
        await store.addReaction(press({ voter: 'U2' }), 1);
        const coming = press({ voter: 'U3', emoji: '👎', value: -1 });
        await store.replaceReactions('slack', 'm1', [up, coming], 5);
        expect(await count()).toEqual({ up: 1, down: 1 });
        expect(await store.votesOf('slack', 'U2', ['a'])).toEqual(new Map());
        await store.replaceReactions('slack', 'm1', [], 6);
        expect(await count()).toBeUndefined();
      });

      it('keep their time if they are replaced by the same reactions', async () => {
        await store.addReaction(up, 1);
        await store.addReaction(press({ ...elsewhere, emoji: '👎', value: -1 }), 2);
        await store.replaceReactions('slack', 'm1', [up], 3);
        expect(await mine()).toBe(-1);
        await store.replaceReactions('slack', 'm1', [], 4);
        await store.replaceReactions('slack', 'm1', [up], 5);
        expect(await mine()).toBe(1);
      });

      it('do not affect other messages, other platforms or our own buttons', async () => {
        const others = [
          press({ ...elsewhere, voter: 'U2' }),
          press({ platform: 'discord', voter: 'U3' }),
          press({ platform: 'slack', voter: 'U4', messageId: '', emoji: '' }),
          press({ paperId: 'b', messageId: 'm3' }),
        ];
        for (const other of [up, ...others]) await store.addReaction(other, 1);
        await store.replaceReactions('slack', 'm1', [], 2);
        expect(await store.voteCounts(['a', 'b'], { shownOn: 'web' })).toEqual(
          new Map([
            ['a', { up: 3, down: 0 }],
            ['b', { up: 1, down: 0 }],
          ]),
        );
      });

      it('distinguish two emoji of one person', async () => {
        await store.addReaction(up, 1);
        await store.addReaction(down, 2);
        await store.replaceReactions('slack', 'm1', [up], 3);
        expect(await mine()).toBe(1);
      });

      it.each([[[up, up, down]], [[down, up, up]]])(
        'can contain duplicates, and result in the same vote in any order: %#',
        async (reactions) => {
          await store.replaceReactions('slack', 'm1', reactions, 3);
          const first = await mine();
          await store.replaceReactions('slack', 'm1', reactions.toReversed(), 4);
          expect(await mine()).toBe(first);
          expect(await store.totals()).toMatchObject({ votes: 1 });
        },
      );

      it('are replaced atomically, even by concurrent calls', async () => {
        const voters = (n: number) => Array.from({ length: 8 }, (_, k) => press({ voter: `U${n * 8 + k}` }));
        await Promise.all(
          Array.from({ length: 6 }, (_, n) => store.replaceReactions('slack', 'm1', voters(n), n)),
        );
        expect(await count()).toEqual({ up: 8, down: 0 });
      });

      it.each(ODD_TEXTS.map((text) => [text.slice(0, 20), text]))(
        'keep odd names unchanged: %j',
        async (_start, text) => {
          const odd = press({ voter: text, emoji: `${text}👍` });
          await store.replaceReactions('slack', 'm1', [odd, up], 1);
          await store.replaceReactions('slack', 'm1', [odd], 2);
          expect(await count()).toEqual({ up: 1, down: 0 });
          expect(await store.votesOf('slack', text, ['a'])).toEqual(new Map([['a', 1]]));
        },
      );
    });
  });

  describe('votes at a place', () => {
    const [HERE, THERE, WEB] = [PLACE_ID, 'slack:T1:C2', 'web:paperboy'];
    const up = press({ messageId: 'm-here' });
    const down = press({ messageId: 'm-there', emoji: '👎', value: -1 });
    const countAt = async (placeId: string, paperId = 'a') =>
      (await store.voteCounts([paperId], { placeId })).get(paperId);

    beforeEach(async () => {
      await send(store, 'here', 1, { messageId: 'm-here' });
      await send(store, 'there', 1, { messageId: 'm-there', placeId: THERE });
      await send(store, 'web', 1, { messageId: '1', placeId: WEB });
    });

    it('are those on messages at the place', async () => {
      await store.addReaction(up, 1);
      await store.addReaction(press({ messageId: 'm-here', voter: 'U2', emoji: '👎', value: -1 }), 1);
      await store.addReaction(press({ messageId: 'm-there', voter: 'U3' }), 1);
      await store.addReaction(press({ messageId: 'm-unknown', voter: 'U4' }), 1);
      await store.addReaction(press({ messageId: 'm-here', paperId: 'b' }), 1);
      expect(await countAt(HERE)).toEqual({ up: 1, down: 1 });
      expect(await countAt(THERE)).toEqual({ up: 1, down: 0 });
      expect(await countAt('slack:T1:C3')).toBeUndefined();
      expect(await store.voteCounts(['a', 'b', 'c'], { placeId: HERE })).toEqual(
        new Map([
          ['a', { up: 1, down: 1 }],
          ['b', { up: 1, down: 0 }],
        ]),
      );
      expect(await store.voteCounts([], { placeId: HERE })).toEqual(new Map());
    });

    it('on a message that a member shared count there, too', async () => {
      await store.saveShared(HERE, 'a', 'm-shared', 2);
      await store.addReaction(press({ messageId: 'm-shared' }), 1);
      expect([await countAt(HERE), await countAt(THERE)]).toEqual([{ up: 1, down: 0 }, undefined]);
    });

    it('S4: by our own buttons belong to the web channel, and no other platform counts them', async () => {
      await store.addReaction(press({ platform: 'web', voter: 'v1', messageId: '', emoji: '' }), 1);
      await store.addReaction(up, 1);
      expect(await countAt(WEB)).toEqual({ up: 1, down: 0 });
      expect(await countAt(HERE)).toEqual({ up: 1, down: 0 });
      expect((await store.voteCounts(['a'], { shownOn: 'web' })).get('a')).toEqual({ up: 2, down: 0 });
      for (const shownOn of ['slack', 'discord'])
        expect((await store.voteCounts(['a'], { shownOn })).get('a')).toEqual({ up: 1, down: 0 });
    });

    it('of one person at two places: each place counts the newest one there, the total the newest of all', async () => {
      await store.addReaction(up, 1);
      await store.addReaction(press({ messageId: 'm-here', emoji: '👎', value: -1 }), 2);
      await store.addReaction(press({ messageId: 'm-there' }), 3);
      expect(await countAt(HERE)).toEqual({ up: 0, down: 1 });
      expect(await countAt(THERE)).toEqual({ up: 1, down: 0 });
      expect((await store.voteCounts(['a'], { shownOn: 'web' })).get('a')).toEqual({ up: 1, down: 0 });
      await store.removeReaction(press({ messageId: 'm-there' }));
      expect((await store.voteCounts(['a'], { shownOn: 'web' })).get('a')).toEqual({ up: 0, down: 1 });
    });

    it('on a message with the same id on another platform are kept apart', async () => {
      await send(store, 'same id', 1, { messageId: 'm-here', placeId: 'discord:G1:1' });
      await store.addReaction({ ...down, platform: 'discord', messageId: 'm-here' }, 1);
      expect([await countAt(HERE), await countAt('discord:G1:1')]).toEqual([undefined, { up: 0, down: 1 }]);
    });
  });

  describe('the best papers', () => {
    const THERE = 'slack:T1:C2';
    const save = (day: string, papers: Readonly<Record<string, number>>, more: Partial<Paper> = {}) =>
      store.saveListDay(
        day,
        Object.entries(papers).map(([id, upvotes]) => makePaper({ id, upvotes, ...more })),
        null,
        1,
      );
    /** Adds a reaction for each value, each by another person; by default, on the paper's message in `slack:T1:C1`. */
    const vote = async (paperId: string, values: readonly (1 | -1)[], messageId = `m-${paperId}`) => {
      for (const [index, value] of values.entries())
        await store.addReaction(
          press({ paperId, messageId, value, emoji: String(value), voter: `U${index}` }),
          1,
        );
    };
    const post = (paperId: string, day: string, placeId = PLACE_ID) =>
      send(store, `${placeId}/${day}/${paperId}`, 1, {
        ...{ paperId, day, placeId },
        messageId: placeId === PLACE_ID ? `m-${paperId}` : `${placeId}-${paperId}`,
      });
    const best = async (query: Partial<BestQuery> = {}) =>
      (await store.bestPapers({ scope: { shownOn: 'web' }, from: null, to: null, limit: 10, ...query })).map(
        ({ paper, votes }) => `${paper.id} ${votes.up}-${votes.down}`,
      );

    it('are those with the most ups minus downs; ties are broken by upvotes, then the newer paper comes first', async () => {
      await save(DAY, { a: 5, b: 90, c: 7, d: 7, e: 7, f: 1 });
      await vote('a', [1, 1]);
      await vote('b', [1, -1]);
      await vote('f', [1, 1, 1, -1]);
      await vote('e', [-1]);
      expect(await best()).toEqual(['a 2-0', 'f 3-1', 'b 1-1', 'd 0-0', 'c 0-0', 'e 0-1']);
      expect(await best({ limit: 2 })).toEqual(['a 2-0', 'f 3-1']);
    });

    it.each<[string, Partial<BestQuery>]>([
      ['of all time', {}],
      ['of a range of days', { from: DAY, to: NEXT_DAY }],
      ['of a place', { scope: { placeId: PLACE_ID } }],
    ])(
      '%s, without votes and with equal upvotes, are the newest, whatever the limit',
      async (_what, query) => {
        await save(DAY, { a: 7, b: 7, c: 7, d: 7, e: 7 });
        await save(NEXT_DAY, { x: 7, y: 8, z: 9 }, { withdrawn: true });
        for (const id of ['a', 'b', 'c', 'd', 'e']) await post(id, DAY);
        for (const id of ['x', 'y', 'z']) await post(id, NEXT_DAY);
        // One up and one down cancel out.
        await vote('c', [1, -1]);
        const all = ['e 0-0', 'd 0-0', 'c 1-1', 'b 0-0', 'a 0-0'];
        for (const limit of [10, 4, 3, 2, 1])
          expect(await best({ ...query, limit }), String(limit)).toEqual(all.slice(0, limit));
      },
    );

    it('can be limited to a range of list days, both ends included', async () => {
      await save('2026-08-19', { a: 1 });
      await save('2026-08-20', { b: 2 });
      await save(DAY, { c: 3, twice: 9 });
      await save(NEXT_DAY, { d: 4, twice: 9 });
      expect(await best({ from: '2026-08-20', to: DAY })).toEqual(['twice 0-0', 'c 0-0', 'b 0-0']);
      expect(await best({ from: NEXT_DAY })).toEqual(['twice 0-0', 'd 0-0']);
      expect(await best({ to: '2026-08-19' })).toEqual(['a 0-0']);
      expect(await best({ from: '2026-08-23' })).toEqual([]);
    });

    it('never include withdrawn papers, or papers that were on no list', async () => {
      await save(DAY, { a: 1 });
      await save(NEXT_DAY, { gone: 99 }, { withdrawn: true });
      await store.savePaper(makePaper({ id: 'stray', upvotes: 99 }), 1);
      await post('gone', NEXT_DAY);
      await post('a', DAY);
      await vote('gone', [1, 1]);
      await vote('stray', [1, 1]);
      expect(await best()).toEqual(['a 0-0']);
      expect(await best({ scope: { placeId: PLACE_ID } })).toEqual(['a 0-0']);
    });

    it('of a place are the papers of those days that were sent to it, by the votes there', async () => {
      await save(DAY, { a: 5, b: 6, c: 7, d: 8 });
      await post('a', DAY);
      await post('b', DAY);
      await post('b', DAY, THERE);
      await post('c', DAY, THERE);
      await store.claim(delivery('d', { paperId: 'd' }), 'me', 1, 1_000);
      await vote('a', [1]);
      await vote('b', [1, 1, 1], `${THERE}-b`);
      expect(await best({ scope: { placeId: PLACE_ID } })).toEqual(['a 1-0', 'b 0-0']);
      expect(await best({ scope: { placeId: THERE } })).toEqual(['b 3-0', 'c 0-0']);
      expect(await best()).toEqual(['b 3-0', 'a 1-0', 'd 0-0', 'c 0-0']);
      expect(await best({ scope: { placeId: PLACE_ID }, to: '2026-08-20' })).toEqual([]);
      expect(await best({ scope: { placeId: 'slack:nowhere' } })).toEqual([]);
    });

    it('of a place belong to the day of its edition, not to earlier lists with the same paper', async () => {
      await save('2026-08-19', { a: 5 });
      await save(DAY, { a: 5 });
      await post('a', DAY);
      expect(await best({ scope: { placeId: PLACE_ID }, from: DAY })).toEqual(['a 0-0']);
      expect(await best({ scope: { placeId: PLACE_ID }, to: '2026-08-20' })).toEqual([]);
    });

    it('of a place omit papers that members only shared, but count votes on shared messages', async () => {
      await save(DAY, { a: 5, b: 6 });
      await post('a', DAY);
      await store.saveShared(PLACE_ID, 'b', 'm-shared-b', 1);
      await store.saveShared(PLACE_ID, 'a', 'm-shared-a', 1);
      await vote('a', [1, 1], 'm-shared-a');
      expect(await best({ scope: { placeId: PLACE_ID } })).toEqual(['a 2-0']);
    });

    it('of the web channel count votes by its own buttons', async () => {
      await save(DAY, { a: 5, b: 6 });
      for (const id of ['a', 'b']) await post(id, DAY, 'web:paperboy');
      const button = { platform: 'web', messageId: '', emoji: '' };
      await store.addReaction(press({ ...button, paperId: 'a', voter: 'v1' }), 1);
      await vote('b', [1, 1]);
      expect(await best({ scope: { placeId: 'web:paperboy' } })).toEqual(['a 1-0', 'b 0-0']);
    });

    it('S4: of everywhere count votes on the web channel only there', async () => {
      await save(DAY, { a: 5, b: 6, c: 7 });
      await vote('b', [1, 1]);
      for (const voter of ['v1', 'v2', 'v3'])
        await store.addReaction(press({ paperId: 'a', platform: 'web', messageId: '', emoji: '', voter }), 1);
      expect(await best({ scope: { shownOn: 'web' } })).toEqual(['a 3-0', 'b 2-0', 'c 0-0']);
      for (const shownOn of ['slack', 'discord'])
        expect(await best({ scope: { shownOn } })).toEqual(['b 2-0', 'c 0-0', 'a 0-0']);
    });

    it('are returned with all their data', async () => {
      const paper = makePaper({ id: 'a', title: `quotes ' " $1`, codeUrl: 'https://github.com/fog/lamp' });
      await store.saveListDay(DAY, [paper], null, 1);
      expect(await store.bestPapers({ scope: { shownOn: 'web' }, from: null, to: null, limit: 1 })).toEqual([
        { paper, votes: { up: 0, down: 0 } },
      ]);
    });
  });
}
