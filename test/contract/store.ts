import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store, StoredSummary } from '../../src/core/ports.ts';
import { type Place, placeToId, type Settings } from '../../src/core/subscription.ts';
import type { Reaction } from '../../src/core/vote.ts';
import { makePaper, makeSummary } from '../fixtures/papers.ts';
import { ANY_STATE } from '../fixtures/settings.ts';

const DAY = '2026-08-21';
const NEXT_DAY = '2026-08-22';
const PLACE_ID = 'slack:C1';
const PLACE: Place = { platform: 'slack', workspace: 'T1', channel: 'C1' };
const SETTINGS: Settings = {
  at: 720,
  timeZone: 'Asia/Seoul',
  count: 5,
  mode: 'closed',
  fields: ['rl'],
  words: ['등대', '$1'],
  minUpvotes: 2,
  weekdays: [1, 3],
  layout: 'thread',
};
/** Text that has broken a database layer somewhere: all of it must come back as it went in. */
const ODD_TEXTS = [
  'emoji 👨‍👩‍👧‍👦 🇰🇷 👍🏽',
  'control \u0001\u0007\u001B\u007F\u0085 line\r\nbreak\ttab',
  `quotes ' " \` '' \\ \\' --; /* */`,
  'placeholders $1 $2 ? ?1 :name @name %s {}',
  '한국어 조합 \u1112\u1161\u11AB ﷽ \u202E \u200B \uFEFF',
  '등대'.repeat(1_500),
  '',
];
/** A press of one person's 👍 on one message; '' and '' are the web channel's own buttons. */
const press = (overrides: Partial<Reaction> = {}): Reaction => ({
  paperId: 'a',
  platform: 'slack',
  voter: 'U1',
  messageId: 'm1',
  emoji: '👍',
  value: 1,
  ...overrides,
});
const delivery = (key: string, rest: { day?: string; paperId?: string | null; placeId?: string } = {}) => ({
  key,
  placeId: PLACE_ID,
  day: DAY,
  paperId: 'a',
  ...rest,
});
const idsOf = (papers: readonly { id: string }[]) => papers.map(({ id }) => id);

export interface OpenStore {
  readonly store: Store;
  close(): Promise<void>;
}

/** What any `Store` must do. `open` gives an empty one. */
export function describeStore(name: string, open: () => Promise<OpenStore>): void {
  describe(`the ${name} store`, () => {
    let opened: OpenStore;
    let store: Store;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.close());

    describe('list days', () => {
      const [a, b, c] = ['a', 'b', 'c'].map((id) => makePaper({ id })) as [
        ReturnType<typeof makePaper>,
        ReturnType<typeof makePaper>,
        ReturnType<typeof makePaper>,
      ];

      it('come back as they were saved, in the order of the list', async () => {
        const papers = [c, { ...a, codeUrl: 'https://github.com/fog/lamp', withdrawn: true }, b];
        await store.saveListDay(DAY, papers, null, 1_000);
        expect(await store.listDay(DAY)).toEqual({
          day: DAY,
          fetchedAt: 1_000,
          count: 3,
          emptySince: null,
          papers,
        });
        expect(await store.listDay(NEXT_DAY)).toBeNull();
      });

      it('are replaced whole', async () => {
        await store.saveListDay(DAY, [a, b], null, 1_000);
        await store.saveListDay(DAY, [c, { ...a, upvotes: 99 }], null, 2_000);
        const listDay = await store.listDay(DAY);
        expect(listDay).toMatchObject({ fetchedAt: 2_000, count: 2 });
        expect(listDay?.papers.map(({ id, upvotes }) => [id, upvotes])).toEqual([
          ['c', 7],
          ['a', 99],
        ]);
        expect(idsOf(await store.papers(['b']))).toEqual(['b']);
      });

      it('know since when they are empty', async () => {
        await store.saveListDay(DAY, [], 500, 1_000);
        expect(await store.listDay(DAY)).toEqual({
          day: DAY,
          fetchedAt: 1_000,
          count: 0,
          emptySince: 500,
          papers: [],
        });
        await store.saveListDay(DAY, [a], null, 2_000);
        expect(await store.listDay(DAY)).toMatchObject({ count: 1, emptySince: null });
      });

      it('hold a paper that is listed twice twice', async () => {
        await store.saveListDay(DAY, [a, b, a], null, 1_000);
        expect(idsOf((await store.listDay(DAY))?.papers ?? [])).toEqual(['a', 'b', 'a']);
      });

      it('are saved whole or not at all, whoever saves at the same time', async () => {
        const lists = Array.from({ length: 6 }, (_, n) =>
          Array.from({ length: 20 }, (_, k) => makePaper({ id: `${n}.${k}` })),
        );
        await Promise.all(lists.map((papers, n) => store.saveListDay(DAY, papers, null, n)));
        const listDay = await store.listDay(DAY);
        expect(idsOf(listDay?.papers ?? [])).toEqual(idsOf(lists[listDay?.fetchedAt ?? -1] ?? []));
      });

      it('are listed since a day, without their papers', async () => {
        await store.saveListDay('2026-08-20', [a], null, 1);
        await store.saveListDay(DAY, [], 2, 2);
        await store.saveListDay(NEXT_DAY, [a, b], null, 3);
        const listDays = await store.listDays(DAY);
        expect(listDays.toSorted((x, y) => x.fetchedAt - y.fetchedAt)).toEqual([
          { day: DAY, fetchedAt: 2, count: 0, emptySince: 2 },
          { day: NEXT_DAY, fetchedAt: 3, count: 2, emptySince: null },
        ]);
      });

      it('of a paper are told newest first', async () => {
        await store.saveListDay(DAY, [a, b], null, 1);
        await store.saveListDay(NEXT_DAY, [a], null, 2);
        expect(await store.daysOf('a')).toEqual([NEXT_DAY, DAY]);
        expect(await store.daysOf('nobody')).toEqual([]);
      });
    });

    describe('papers', () => {
      it('come in the order asked, and unknown ones are left out', async () => {
        await store.saveListDay(
          DAY,
          ['a', 'b', 'c'].map((id) => makePaper({ id })),
          null,
          1,
        );
        expect(idsOf(await store.papers(['c', 'nobody', 'a', 'b']))).toEqual(['c', 'a', 'b']);
        expect(await store.papers([])).toEqual([]);
      });

      it('can be asked for by more than a thousand ids at once', async () => {
        const ids = Array.from({ length: 1_500 }, (_, n) => `2608.${String(n).padStart(5, '0')}`);
        await store.saveListDay(
          DAY,
          ids.map((id) => makePaper({ id, abstract: '' })),
          null,
          1,
        );
        await store.addReaction(press({ paperId: '2608.01499', platform: 'web', voter: 'v' }), 1);
        await store.saveSummary('2608.01499', { ...makeSummary(), model: 'm', promptVersion: '1' }, 1);
        const asked = ids.toReversed();
        expect(idsOf(await store.papers(asked))).toEqual(asked);
        expect([...(await store.summaries(asked)).keys()]).toEqual(['2608.01499']);
        expect([...(await store.voteCounts(asked)).keys()]).toEqual(['2608.01499']);
        expect([...(await store.votesOf('web', 'v', asked)).keys()]).toEqual(['2608.01499']);
      });

      it.each(ODD_TEXTS.map((text) => [text.slice(0, 20), text]))(
        'keep odd text as it is: %j',
        async (_start, text) => {
          const paper = makePaper({ title: text, abstract: text, authors: [text], keywords: [text] });
          await store.saveListDay(DAY, [paper], null, 1);
          expect(await store.papers([paper.id])).toEqual([paper]);
          const summary = {
            summary: text,
            easy: text,
            fields: [{ ko: text, en: text }],
            model: text,
            promptVersion: text,
          };
          await store.saveSummary(paper.id, summary, 1);
          expect((await store.summaries([paper.id])).get(paper.id)).toEqual(summary);
        },
      );
    });

    describe('summaries', () => {
      const written: StoredSummary = { ...makeSummary(), model: 'gpt-lamp', promptVersion: '3' };

      it('come back with model and prompt version', async () => {
        await store.saveSummary('a', written, 1);
        expect(await store.summaries(['b', 'a'])).toEqual(new Map([['a', written]]));
        expect(await store.summaries([])).toEqual(new Map());
      });

      it('are one a paper, ever: the first', async () => {
        await store.saveSummary('a', written, 1);
        await store.saveSummary('a', { ...written, summary: 'later' }, 2);
        expect((await store.summaries(['a'])).get('a')).toEqual(written);
      });

      it('add up what they cost', async () => {
        await store.addUsage({ model: 'gpt-lamp', promptTokens: 900, completionTokens: 250 }, 0);
        await Promise.all([
          store.addUsage({ model: 'gpt-lamp', promptTokens: 100, completionTokens: 50 }, 0),
          store.addUsage({ model: 'other', promptTokens: 1, completionTokens: 2 }, 0),
          store.addUsage({ model: 'gpt-lamp', promptTokens: 4, completionTokens: 5 }, 86_400_000),
        ]);
        expect(await store.totals()).toMatchObject({
          llm_calls: 4,
          llm_prompt_tokens: 1_005,
          llm_completion_tokens: 307,
        });
      });
    });

    describe('subscriptions', () => {
      it('come back as they were made, oldest first', async () => {
        const web: Place = { platform: 'web', workspace: '', channel: 'paperboy' };
        expect(await store.subscribe(PLACE, SETTINGS, 2_000)).toBe(true);
        expect(await store.subscribe(web, { ...SETTINGS, words: [] }, 1_000)).toBe(true);
        expect(await store.subscriptions()).toEqual([
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

      it('stay as they are when they are made again', async () => {
        await store.subscribe(PLACE, SETTINGS, 1_000);
        expect(await store.subscribe(PLACE, { ...SETTINGS, count: 9 }, 2_000)).toBe(false);
        expect(await store.subscriptions()).toMatchObject([{ settings: SETTINGS, createdAt: 1_000 }]);
        expect(await store.subscription(placeToId(PLACE))).toEqual((await store.subscriptions())[0]);
        expect(await store.subscription('nowhere')).toBeNull();
      });

      it('stay ended when they are made again', async () => {
        await store.subscribe(PLACE, SETTINGS, 1_000);
        await store.moveSubscription(PLACE_ID, ANY_STATE, 'ended', null);
        expect(await store.subscribe(PLACE, SETTINGS, 2_000)).toBe(false);
        expect(await store.subscriptions()).toMatchObject([{ state: 'ended' }]);
      });

      it('are made once, whoever does it at the same time', async () => {
        const added = await Promise.all(
          Array.from({ length: 20 }, (_, n) => store.subscribe(PLACE, SETTINGS, n)),
        );
        expect(added.filter(Boolean)).toHaveLength(1);
        expect(await store.subscriptions()).toHaveLength(1);
      });

      it('change their settings, and their state with a reason', async () => {
        await store.subscribe(PLACE, SETTINGS, 1_000);
        await store.changeSettings(PLACE_ID, { ...SETTINGS, count: 9 });
        await store.moveSubscription(PLACE_ID, ANY_STATE, 'paused', "채널이 없습니다: '$1'");
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
        'that are %s are made active again, with other settings and from then on',
        async (state) => {
          await store.subscribe({ ...PLACE, workspace: '' }, SETTINGS, 1_000);
          await store.moveSubscription(PLACE_ID, ANY_STATE, state, state === 'active' ? null : '까닭');
          await store.renewSubscription(PLACE, { ...SETTINGS, count: 9 }, 5_000);
          expect(await store.subscriptions()).toEqual([
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

      it('learn their workspace, and nothing else changes', async () => {
        await store.subscribe({ ...PLACE, workspace: '' }, SETTINGS, 1_000);
        await store.moveSubscription(PLACE_ID, ANY_STATE, 'paused', '까닭');
        await store.setWorkspace(PLACE_ID, 'T9');
        expect(await store.subscription(PLACE_ID)).toEqual({
          place: { ...PLACE, workspace: 'T9' },
          settings: SETTINGS,
          createdAt: 1_000,
          state: 'paused',
          reason: '까닭',
        });
      });

      it('of an older version are completed with what it did not know', async () => {
        const { weekdays: _weekdays, layout: _layout, ...older } = SETTINGS;
        await store.subscribe(PLACE, older as Settings, 1_000);
        const settings = { ...older, weekdays: [0, 1, 2, 3, 4, 5, 6], layout: 'channel' };
        expect((await store.subscription(PLACE_ID))?.settings).toEqual(settings);
        expect((await store.subscriptions())[0]?.settings).toEqual(settings);
      });

      it('of places that are not there are not made by a change', async () => {
        await store.changeSettings(PLACE_ID, SETTINGS);
        await store.renewSubscription(PLACE, SETTINGS, 1);
        await store.setWorkspace(PLACE_ID, 'T9');
        await store.moveSubscription(PLACE_ID, ANY_STATE, 'active', null);
        expect(await store.subscriptions()).toEqual([]);
      });
    });

    describe('editions', () => {
      const opened = {
        placeId: PLACE_ID,
        day: DAY,
        paperIds: ['b', 'a'],
        listed: 30,
        layout: 'channel',
        openedAt: 1,
        state: 'open',
        closedAt: null,
        touchUps: 0,
        missing: 0,
      };

      it('keep the papers that they were opened with first', async () => {
        expect(await store.openEdition(PLACE_ID, DAY, ['b', 'a'], 30, 1)).toEqual(opened);
        expect(await store.openEdition(PLACE_ID, DAY, ['c'], 1, 2, 'thread')).toEqual(opened);
        expect(await store.edition(PLACE_ID, DAY)).toEqual(opened);
        expect(await store.edition(PLACE_ID, NEXT_DAY)).toBeNull();
        expect(await store.edition('web:paperboy', DAY)).toBeNull();
      });

      it('are the same for all who open them at the same time', async () => {
        const editions = await Promise.all(
          Array.from({ length: 20 }, (_, n) => store.openEdition(PLACE_ID, DAY, [String(n)], n, n)),
        );
        expect(new Set(editions.map(({ paperIds }) => paperIds[0])).size).toBe(1);
      });

      it('are closed once with what is missing, and touched up', async () => {
        await store.openEdition(PLACE_ID, DAY, ['b', 'a'], 30, 1);
        await store.closeEdition(PLACE_ID, DAY, 'done', 2, 5_000);
        expect(await store.edition(PLACE_ID, DAY)).toEqual({
          ...opened,
          state: 'done',
          missing: 2,
          closedAt: 5_000,
        });
        await store.setTouchUps(PLACE_ID, DAY, 3, 1);
        expect(await store.edition(PLACE_ID, DAY)).toMatchObject({
          touchUps: 3,
          missing: 1,
          closedAt: 5_000,
        });
        expect((await store.openEdition(PLACE_ID, DAY, ['c'], 1, 9)).state).toBe('done');
      });

      it('of a place are posted ones when the newest is asked for', async () => {
        expect(await store.newestEdition(PLACE_ID)).toBeNull();
        for (const [day, state] of [
          ['2026-08-19', 'done'],
          ['2026-08-20', 'done'],
          [DAY, 'empty'],
          [NEXT_DAY, 'skipped'],
        ] as const) {
          await store.openEdition(PLACE_ID, day, ['a'], 1, 1);
          await store.closeEdition(PLACE_ID, day, state, 0, 2);
        }
        expect(await store.newestEdition(PLACE_ID)).toMatchObject({ day: '2026-08-20' });
        expect(await store.newestEdition('web:paperboy')).toBeNull();
        await store.openEdition(PLACE_ID, '2026-08-24', ['a'], 1, 1);
        expect(await store.newestEdition(PLACE_ID)).toMatchObject({ day: '2026-08-20' });
      });

      it('are listed since a day, for every place or for one', async () => {
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

      it('is claimed when it is new, and held until the lease is over', async () => {
        expect(await claim('me', 5_000)).toEqual({ state: 'claimed', attempts: 1 });
        expect(await claim('you', 5_000)).toEqual({ state: 'held', until: 6_000 });
        expect(await claim('me', 5_999)).toEqual({ state: 'held', until: 6_000 });
      });

      it('is taken over when the lease is over, and the attempts are counted', async () => {
        await claim('me', 5_000);
        expect(await claim('you', 6_000)).toEqual({ state: 'claimed', attempts: 2 });
        expect(await claim('me', 6_500)).toEqual({ state: 'held', until: 7_000 });
        expect(await claim('me', 7_000)).toEqual({ state: 'claimed', attempts: 3 });
      });

      it('is claimed by exactly one of fifty at the same time', async () => {
        const claims = await Promise.all(Array.from({ length: 50 }, (_, n) => claim(`owner ${n}`, 5_000)));
        expect(claims.filter(({ state }) => state === 'claimed')).toEqual([
          { state: 'claimed', attempts: 1 },
        ]);
        expect(claims.filter(({ state }) => state === 'held')).toHaveLength(49);
        const later = await Promise.all(Array.from({ length: 50 }, (_, n) => claim(`owner ${n}`, 9_000)));
        expect(later.filter(({ state }) => state === 'claimed')).toEqual([{ state: 'claimed', attempts: 2 }]);
      });

      it('is never claimed again once it is sent or refused', async () => {
        await claim('me', 5_000);
        await store.settle('k', 'message 1', 'shown', 5_500);
        expect(await claim('you', 99_000)).toEqual({ state: 'settled' });
        await store.claim(delivery('r'), 'me', 5_000, 1_000);
        await store.refuse('r', 'no such channel', 5_500);
        expect(await store.claim(delivery('r'), 'you', 99_000, 1_000)).toEqual({ state: 'settled' });
      });

      it('that is given back can be claimed at once, and that counts as an attempt', async () => {
        await claim('me', 5_000);
        await store.release('k', 'me');
        expect(await claim('you', 5_001)).toEqual({ state: 'claimed', attempts: 2 });
      });

      it('is given back by its owner only, and not once it is settled', async () => {
        await claim('me', 5_000);
        await store.release('k', 'you');
        expect(await claim('you', 5_001)).toMatchObject({ state: 'held' });
        await store.settle('k', 'message 1', '', 5_500);
        await store.release('k', 'me');
        expect(await claim('you', 5_600)).toEqual({ state: 'settled' });
        await store.release('nothing', 'me');
      });

      it('is kept with its state, its message and what it shows', async () => {
        await store.claim(delivery('heading', { paperId: null }), 'me', 1, 1_000);
        await store.claim(delivery('sent'), 'me', 1, 1_000);
        await store.claim(delivery('refused', { paperId: 'b' }), 'me', 1, 1_000);
        await store.claim(delivery('other day', { day: NEXT_DAY }), 'me', 1, 1_000);
        await store.claim(delivery('other place', { placeId: 'web:paperboy' }), 'me', 1, 1_000);
        await store.settle('sent', '1723.0001', '7 summary', 2);
        await store.refuse('refused', 'why', 2);
        const found = await store.deliveries(PLACE_ID, DAY);
        expect(found.toSorted((x, y) => x.key.localeCompare(y.key))).toEqual([
          { key: 'heading', paperId: null, state: 'claimed', reason: null, messageId: null, shown: '' },
          { key: 'refused', paperId: 'b', state: 'refused', reason: 'why', messageId: null, shown: '' },
          {
            key: 'sent',
            paperId: 'a',
            state: 'sent',
            reason: null,
            messageId: '1723.0001',
            shown: '7 summary',
          },
        ]);
        await store.settle('sent', '1723.0001', '9 summary', 3);
        expect(await store.deliveries(PLACE_ID, DAY)).toContainEqual(
          expect.objectContaining({ key: 'sent', shown: '9 summary' }),
        );
      });

      it('makes its paper one that the place was sent, by time, state and day', async () => {
        const send = async (key: string, at: number, rest: Parameters<typeof delivery>[1]) => {
          await store.claim(delivery(key, rest), 'me', at, 1_000);
          await store.settle(key, key, '', at);
        };
        await send('old', 999, { paperId: 'old' });
        await send('new', 1_000, { paperId: 'new' });
        await send('heading', 1_000, { paperId: null });
        await send('other day', 1_000, { paperId: 'other day', day: NEXT_DAY });
        await send('other place', 1_000, { paperId: 'other place', placeId: 'web:paperboy' });
        await store.claim(delivery('claimed', { paperId: 'claimed' }), 'me', 1_000, 1_000);
        await store.claim(delivery('refused', { paperId: 'refused' }), 'me', 1_000, 1_000);
        await store.refuse('refused', 'why', 1_000);
        expect(await store.papersSent(PLACE_ID, 1_000, NEXT_DAY)).toEqual(new Set(['new']));
        expect(await store.papersSent(PLACE_ID, 1_000, DAY)).toEqual(new Set(['other day']));
        expect(await store.papersSent('nobody', 0, DAY)).toEqual(new Set());
      });

      it('keeps the time at which it was sent when its card is edited', async () => {
        await claim('me', 1_000);
        await store.settle('k', 'message 1', 'first', 1_000);
        await store.settle('k', 'message 1', 'second', 9_000);
        expect(await store.papersSent(PLACE_ID, 2_000, NEXT_DAY)).toEqual(new Set());
      });
    });

    describe('messages', () => {
      const send = async (
        key: string,
        messageId: string,
        at: number,
        rest: Parameters<typeof delivery>[1] = {},
      ) => {
        await store.claim(delivery(key, rest), 'me', at, 1_000);
        await store.settle(key, messageId, '', at);
      };

      it('are those of a paper, on their platform', async () => {
        await send('card', '1723.1', 1);
        await send('other paper', '1723.2', 1, { paperId: 'b' });
        await send('heading', '1723.3', 1, { paperId: null });
        await send('same id elsewhere', '1723.1', 1, { paperId: 'c', placeId: 'web:paperboy' });
        expect(await store.paperOf('slack', '1723.1')).toBe('a');
        expect(await store.paperOf('slack', '1723.2')).toBe('b');
        expect(await store.paperOf('web', '1723.1')).toBe('c');
        expect(await store.paperOf('slack', '1723.3')).toBeNull();
        expect(await store.paperOf('slack', '1723')).toBeNull();
        expect(await store.paperOf('sla', '1723.1')).toBeNull();
        expect(await store.paperOf('discord', '1723.1')).toBeNull();
      });

      it('of papers that were sent to a platform since an instant are told newest first', async () => {
        await send('old', 'm-old', 999);
        await send('first', 'm-first', 1_000, { day: NEXT_DAY });
        await send('newest', 'm-newest', 3_000, { placeId: 'slack:C2' });
        await send('second', 'm-second', 2_000);
        await send('heading', 'm-heading', 2_000, { paperId: null });
        await send('elsewhere', 'm-elsewhere', 2_000, { placeId: 'web:paperboy' });
        await send('like it', 'm-like', 2_000, { placeId: 'slacker:C1' });
        await store.claim(delivery('claimed'), 'me', 2_000, 1_000);
        await store.claim(delivery('refused'), 'me', 2_000, 1_000);
        await store.refuse('refused', 'why', 2_000);
        // An edit does not make a message new.
        await store.settle('old', 'm-old', 'edited', 5_000);
        expect(await store.messagesSince('slack', 1_000)).toEqual(['m-newest', 'm-second', 'm-first']);
        expect(await store.messagesSince('slack', 3_001)).toEqual([]);
        expect(await store.messagesSince('discord', 0)).toEqual([]);
      });
    });

    describe('votes', () => {
      const up = press();
      const down = press({ emoji: '👎', value: -1 });
      const elsewhere = { messageId: 'm2' };
      const count = async (paperId = 'a') => (await store.voteCounts([paperId])).get(paperId);
      const mine = async (paperId = 'a') => (await store.votesOf('slack', 'U1', [paperId])).get(paperId);

      it('are one for each paper, voter and platform', async () => {
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
        expect(await store.voteCounts(['a', 'b', 'c'])).toEqual(
          new Map([
            ['a', { up: 3, down: 1 }],
            ['b', { up: 1, down: 0 }],
          ]),
        );
        expect(await store.voteCounts([])).toEqual(new Map());
      });

      it('are the newest press that stands, in whatever order they are written', async () => {
        await store.addReaction(down, 2);
        await store.addReaction(up, 1);
        expect([await count(), await mine()]).toEqual([{ up: 0, down: 1 }, -1]);
        await store.addReaction(press(elsewhere), 3);
        expect([await count(), await mine()]).toEqual([{ up: 1, down: 0 }, 1]);
      });

      it('are taken back one press at a time: then an older one that stands counts', async () => {
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

      it('keep their place in time when they are told again', async () => {
        await store.addReaction(up, 1);
        await store.addReaction(down, 2);
        await store.addReaction(up, 3);
        expect(await mine()).toBe(-1);
      });

      it('taken back and given again are new', async () => {
        await store.addReaction(up, 1);
        await store.addReaction(down, 2);
        await store.removeReaction(up);
        await store.addReaction(up, 3);
        expect(await mine()).toBe(1);
      });

      it('of one person are told by paper', async () => {
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

      it('by a button of our own are switched, and taken back only as they are', async () => {
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

      describe('of one message, made anew,', () => {
        it('are what stands there: some go, some come, some stay', async () => {
          await store.addReaction(up, 1);
          await store.addReaction(press({ voter: 'U2' }), 1);
          const coming = press({ voter: 'U3', emoji: '👎', value: -1 });
          await store.replaceReactions('slack', 'm1', [up, coming], 5);
          expect(await count()).toEqual({ up: 1, down: 1 });
          expect(await store.votesOf('slack', 'U2', ['a'])).toEqual(new Map());
          await store.replaceReactions('slack', 'm1', [], 6);
          expect(await count()).toBeUndefined();
        });

        it('keep the place in time of those that stay', async () => {
          await store.addReaction(up, 1);
          await store.addReaction(press({ ...elsewhere, emoji: '👎', value: -1 }), 2);
          await store.replaceReactions('slack', 'm1', [up], 3);
          expect(await mine()).toBe(-1);
          await store.replaceReactions('slack', 'm1', [], 4);
          await store.replaceReactions('slack', 'm1', [up], 5);
          expect(await mine()).toBe(1);
        });

        it('leave other messages, platforms and our own buttons alone', async () => {
          const others = [
            press({ ...elsewhere, voter: 'U2' }),
            press({ platform: 'discord', voter: 'U3' }),
            press({ platform: 'slack', voter: 'U4', messageId: '', emoji: '' }),
            press({ paperId: 'b', messageId: 'm3' }),
          ];
          for (const other of [up, ...others]) await store.addReaction(other, 1);
          await store.replaceReactions('slack', 'm1', [], 2);
          expect(await store.voteCounts(['a', 'b'])).toEqual(
            new Map([
              ['a', { up: 3, down: 0 }],
              ['b', { up: 1, down: 0 }],
            ]),
          );
        });

        it('know two emoji of one person apart', async () => {
          await store.addReaction(up, 1);
          await store.addReaction(down, 2);
          await store.replaceReactions('slack', 'm1', [up], 3);
          expect(await mine()).toBe(1);
        });

        it.each([[[up, up, down]], [[down, up, up]]])(
          'may be told twice, and are the same whatever their order: %#',
          async (reactions) => {
            await store.replaceReactions('slack', 'm1', reactions, 3);
            const first = await mine();
            await store.replaceReactions('slack', 'm1', reactions.toReversed(), 4);
            expect(await mine()).toBe(first);
            expect(await store.totals()).toMatchObject({ votes: 1 });
          },
        );

        it('are changed whole, whoever does it at the same time', async () => {
          const voters = (n: number) =>
            Array.from({ length: 8 }, (_, k) => press({ voter: `U${n * 8 + k}` }));
          await Promise.all(
            Array.from({ length: 6 }, (_, n) => store.replaceReactions('slack', 'm1', voters(n), n)),
          );
          expect(await count()).toEqual({ up: 8, down: 0 });
        });

        it.each(ODD_TEXTS.map((text) => [text.slice(0, 20), text]))(
          'keep odd names: %j',
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

    it('counts what it holds', async () => {
      const empty = await store.totals();
      expect(Object.values(empty).every((total) => total === 0)).toBe(true);
      await store.saveListDay(DAY, [makePaper({ id: 'a' }), makePaper({ id: 'b' })], null, 1);
      await store.subscribe(PLACE, SETTINGS, 1);
      await store.addReaction(press(), 1);
      // Two presses of one person on one paper are one vote.
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
