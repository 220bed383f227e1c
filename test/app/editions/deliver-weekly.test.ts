import { describe, expect, onTestFinished, test } from 'vitest';
import { deliver } from '../../../src/app/editions/deliver.ts';
import { deliverBest } from '../../../src/app/editions/deliver-weekly.ts';
import { bestCard } from '../../../src/cards/build-card.ts';
import type { Day } from '../../../src/domain/calendar/day.ts';
import { bestKey } from '../../../src/domain/edition/weekly-best.ts';
import { SetupError, TemporaryError } from '../../../src/domain/errors.ts';
import type { Paper } from '../../../src/domain/paper/paper.ts';
import type { Place } from '../../../src/domain/subscription/subscription.ts';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { bestWording, topWording } from '../../../src/i18n/ko/top.ts';
import type { SendResult } from '../../../src/ports/publisher.ts';
import { startDiscord } from '../../emulators/discord/index.ts';
import { ANY_STATE } from '../../fixtures/settings.ts';
import { CHANNEL, connect } from '../../platforms/discord/api/call-harness.ts';
import { createStage, failure, LIST_DAY, makePapers, NOON, PLACE, PLACE_ID } from './harness.ts';

/** The Saturday after the list day, at noon; its week starts with the previous Saturday. */
const DUE = { date: '2026-08-22', day: LIST_DAY, dueAt: NOON };
const [FIRST_DAY, TOO_OLD, THURSDAY] = ['2026-08-15', '2026-08-14', '2026-08-20'] as const;
const KEY = bestKey(PLACE_ID, DUE.date);
const THERE: Place = { ...PLACE, channel: 'c2' };

/** Subscribes a place, and delivers an edition of five papers with 100 to 96 upvotes. */
async function start() {
  const stage = await createStage(makePapers(5));
  const subscription = await stage.subscribe({ best: { weekday: 6, since: 0 } });
  const give = async (day: Day, list?: readonly Paper[], to = subscription) => {
    if (list) await stage.store.saveListDay(day, list, null, stage.clock.now());
    await deliver(stage.parts, to, day);
  };
  await give(LIST_DAY);
  /** Returns the id of the message of a paper at a place. */
  const messageOf = (id: string, place = PLACE) =>
    stage.publisher.messages.find(({ card, to }) => card.paperId === id && to.place.channel === place.channel)
      ?.id as string;
  return {
    ...stage,
    subscription,
    give,
    messageOf,
    /** Adds one reaction per value to the card of a paper, each by a different person. */
    async vote(paperId: string, values: readonly (1 | -1)[], place = PLACE) {
      const messageId = messageOf(paperId, place);
      for (const [index, value] of values.entries()) {
        const press = { paperId, platform: PLACE.platform, voter: `u${index}`, messageId, value };
        await stage.store.addReaction({ ...press, emoji: value === 1 ? '👍' : '👎' }, 1);
      }
    },
    best: (owner = 'a') => deliverBest({ ...stage.parts, owner }, subscription, DUE),
    /** Returns the weekly messages. */
    posted: () => stage.publisher.messages.filter(({ key }) => key === KEY),
    isOver: async () => (await stage.store.settledBests(0)).has(KEY),
  };
}

type Scene = Awaited<ReturnType<typeof start>>;

/** Returns the lines of the weekly message as readers see them: rank, title and link. */
const shown = ({ posted }: Scene) =>
  posted()[0]
    ?.card.sections.filter(({ name }) => name === 'link')
    .map(({ label, text, url }) => [label, text, url]);

const rowOf = (rank: number, number: number, [up, down]: readonly [number, number], upvotes: number) => [
  topWording.entry(rank, cardWording.voteCount(up, down), upvotes),
  `Paper ${number}`,
];

describe('the weekly message', () => {
  test('has five papers, by votes, then by upvotes, each linked to its card', async () => {
    const scene = await start();
    await scene.give(THURSDAY, makePapers(3, 6));
    await scene.vote('2608.00005', [1, 1]);
    await scene.vote('2608.00007', [1, 1, 1, -1]);
    await scene.vote('2608.00001', [-1]);
    await scene.best();
    const link = (id: string) => `https://fake.example/${scene.messageOf(id)}`;
    expect(shown(scene)).toEqual([
      [...rowOf(1, 7, [3, 1], 99), link('2608.00007')],
      [...rowOf(2, 5, [2, 0], 96), link('2608.00005')],
      [...rowOf(3, 6, [0, 0], 100), link('2608.00006')],
      [...rowOf(4, 2, [0, 0], 99), link('2608.00002')],
      [...rowOf(5, 8, [0, 0], 98), link('2608.00008')],
    ]);
    const [message] = scene.posted();
    expect(message?.card.title.text).toBe(bestWording.title(FIRST_DAY, LIST_DAY));
    expect(message?.to).toEqual({ place: PLACE, parentId: null, since: NOON });
    expect(await scene.isOver()).toBe(true);
  });

  test('has the papers that the store ranks first at that time', async () => {
    const scene = await start();
    await scene.vote('2608.00004', [1]);
    await scene.best();
    const ranked = await scene.store.bestPapers({
      ...{ scope: { placeId: PLACE_ID }, from: FIRST_DAY, to: LIST_DAY, limit: 5 },
    });
    expect(scene.posted()[0]?.card).toEqual(
      bestCard(
        DUE.date,
        { from: FIRST_DAY, to: LIST_DAY },
        ranked,
        (id) => `https://fake.example/${scene.messageOf(id)}`,
      ),
    );
  });

  test('counts the votes at this place, and links to its own cards', async () => {
    const scene = await start();
    await scene.give(LIST_DAY, undefined, await scene.subscribe({}, THERE));
    await scene.vote('2608.00005', [1, 1, 1], THERE);
    await scene.vote('2608.00004', [1]);
    await scene.best();
    expect(shown(scene)?.map(([, title]) => title)).toEqual([4, 1, 2, 3, 5].map((n) => `Paper ${n}`));
    expect(shown(scene)?.at(-1)?.[2]).toBe(`https://fake.example/${scene.messageOf('2608.00005')}`);
  });

  test('covers the seven list days that end with its own', async () => {
    const scene = await start();
    await scene.give(TOO_OLD, makePapers(1, 6));
    await scene.give(FIRST_DAY, makePapers(1, 7));
    await scene.give('2026-08-24', makePapers(1, 8));
    for (const id of ['2608.00006', '2608.00007', '2608.00008']) await scene.vote(id, [1]);
    await scene.best();
    expect(shown(scene)?.map(([, title]) => title)).toEqual([7, 1, 2, 3, 4].map((n) => `Paper ${n}`));
  });

  test('links to the newest message of a paper, or to its page if that message has no link', async () => {
    const scene = await start();
    await scene.store.saveShared(PLACE_ID, '2608.00001', 'shared', scene.clock.now() + 1);
    const lost = scene.messageOf('2608.00002');
    scene.publisher.link = async (_place, id) => (id === lost ? null : `https://fake.example/${id}`);
    await scene.best();
    expect(
      shown(scene)
        ?.slice(0, 2)
        .map(([, , url]) => url),
    ).toEqual(['https://fake.example/shared', 'https://huggingface.co/papers/2608.00002']);
  });

  test('has fewer papers after a week with fewer', async () => {
    const scene = await start();
    await scene.store.saveListDay(
      LIST_DAY,
      makePapers(5).map((paper, n) => ({ ...paper, withdrawn: n > 1 })),
      null,
      NOON,
    );
    await scene.best();
    expect(shown(scene)).toHaveLength(2);
  });

  test("is not a paper's card: reactions on it are not votes, and it belongs to no edition", async () => {
    const scene = await start();
    const before = await scene.store.deliveries(PLACE_ID, LIST_DAY);
    await scene.best();
    expect(await scene.store.paperOf(PLACE.platform, scene.posted()[0]?.id ?? '')).toBeNull();
    expect(await scene.store.deliveries(PLACE_ID, LIST_DAY)).toEqual(before);
    expect(await scene.store.editions('2026-08-01')).toMatchObject([{ day: LIST_DAY, state: 'done' }]);
  });
});

describe('a weekly message is posted once', () => {
  test('however often it is delivered', async () => {
    const scene = await start();
    for (const owner of ['a', 'b', 'a']) await scene.best(owner);
    expect(scene.posted()).toHaveLength(1);
  });

  test('by two processes at the same time', async () => {
    const scene = await start();
    const answer = Promise.withResolvers<void>();
    scene.publisher.hooks.afterSend = (key) => (key === KEY ? answer.promise : undefined);
    const first = scene.best('a');
    expect(await failure(scene.best('b'))).toMatchObject({ retryAfterMs: scene.publisher.leaseMs });
    answer.resolve();
    await first;
    await scene.best('b');
    expect(scene.posted()).toHaveLength(1);
  });

  test('after a crash between send and settle: it is found, even if it would look different now', async () => {
    const scene = await start();
    const { publisher, store, clock } = scene;
    // The first process hangs after the send.
    publisher.hooks.afterSend = (key) => (key === KEY ? new Promise(() => {}) : undefined);
    void scene.best('a');
    while (scene.posted().length === 0) await store.totals();
    publisher.hooks.afterSend = () => {};
    await scene.vote('2608.00005', [1]);
    expect(await failure(scene.best('b'))).toMatchObject({ retryAfterMs: publisher.leaseMs });
    clock.advance(publisher.leaseMs);
    await scene.best('b');
    expect(scene.posted()).toHaveLength(1);
    expect(publisher.searches).toEqual([{ key: DUE.date, to: scene.posted()[0]?.to }]);
    expect(await scene.isOver()).toBe(true);
  });

  test('after a crash between claim and send: it is searched for, then sent', async () => {
    const scene = await start();
    const delivery = { key: KEY, placeId: PLACE_ID, day: '', paperId: null };
    await scene.store.claim(delivery, 'dead', scene.clock.now(), 10_000);
    scene.clock.advance(10_000);
    await scene.best('b');
    expect(scene.publisher.searches).toHaveLength(1);
    expect(scene.posted()).toHaveLength(1);
  });

  test('if the response to the send was lost', async () => {
    const scene = await start();
    scene.publisher.hooks.afterSend = () => {
      throw new TemporaryError('the answer got lost');
    };
    expect(await failure(scene.best())).toBeInstanceOf(TemporaryError);
    expect(await scene.isOver()).toBe(false);
    await scene.best();
    expect(scene.posted()).toHaveLength(1);
    expect(await scene.isOver()).toBe(true);
  });
});

describe('a week without an edition', () => {
  test('has no message, and is settled', async () => {
    const stage = await createStage();
    const subscription = await stage.subscribe();
    await deliverBest(stage.parts, subscription, DUE);
    expect(stage.publisher.messages).toEqual([]);
    expect(await stage.store.settledBests(0)).toEqual(new Set([KEY]));
    // The week stays settled even if an edition is delivered late.
    await deliver(stage.parts, subscription, LIST_DAY);
    await deliverBest(stage.parts, subscription, DUE);
    expect(stage.publisher.messages).toHaveLength(6);
  });

  test('is settled once, by any process', async () => {
    const stage = await createStage();
    const subscription = await stage.subscribe();
    await Promise.all(['a', 'b'].map((owner) => deliverBest({ ...stage.parts, owner }, subscription, DUE)));
    await deliverBest(stage.parts, subscription, DUE);
    expect(await stage.store.totals()).toMatchObject({ deliveries_refused: 1, deliveries_sent: 0 });
  });
});

describe('a place that does not accept the message', () => {
  const answerWith = (scene: Scene, result: SendResult) => {
    scene.publisher.hooks.beforeSend = (key) => (key === KEY ? result : undefined);
  };

  test('because members have deleted it continues without it', async () => {
    const scene = await start();
    answerWith(scene, { state: 'messageRejected', reason: '글이 삭제되었습니다.', mightBeSent: true });
    await scene.best();
    delete scene.publisher.hooks.beforeSend;
    await scene.best();
    expect(scene.posted()).toEqual([]);
    expect(await scene.isOver()).toBe(true);
    expect(await scene.store.subscription(PLACE_ID)).toMatchObject({ state: 'active' });
  });

  test('for now is paused, and the message is sent when it resumes', async () => {
    const scene = await start();
    answerWith(scene, { state: 'channelBlocked', reason: '권한이 없습니다.', cause: '1' });
    await scene.best();
    expect(await scene.store.subscription(PLACE_ID)).toMatchObject({
      state: 'paused',
      reason: '권한이 없습니다.',
    });
    expect(await scene.isOver()).toBe(false);
    delete scene.publisher.hooks.beforeSend;
    await scene.store.moveSubscription(PLACE_ID, ANY_STATE, 'active', null);
    await scene.best();
    expect(scene.posted()).toHaveLength(1);
  });

  test('because it was deleted has its subscription ended', async () => {
    const scene = await start();
    answerWith(scene, { state: 'channelDeleted', reason: '채널이 삭제되었습니다.' });
    await scene.best();
    expect(await scene.store.subscription(PLACE_ID)).toMatchObject({ state: 'ended' });
    expect(scene.posted()).toEqual([]);
  });
});

describe('a link that cannot be found', () => {
  test('at the moment delays the message, without a claim', async () => {
    const scene = await start();
    const { link } = scene.publisher;
    scene.publisher.link = async () => {
      throw new TemporaryError('rate-limited', { retryAfterMs: 7_000 });
    };
    expect(await failure(scene.best())).toMatchObject({ retryAfterMs: 7_000 });
    expect(scene.posted()).toEqual([]);
    scene.publisher.link = link;
    // No process has claimed the message, so it is sent immediately.
    await scene.best('b');
    expect(scene.posted()).toHaveLength(1);
    expect(scene.publisher.searches).toEqual([]);
  });

  test('because our credentials are rejected needs an operator', async () => {
    const scene = await start();
    scene.publisher.link = async () => {
      throw new SetupError('FAKE_TOKEN is not taken');
    };
    expect(await failure(scene.best())).toBeInstanceOf(SetupError);
    expect(await scene.isOver()).toBe(false);
  });
});

test('a platform that is off delays the message, before anything is searched for', async () => {
  const scene = await start();
  const parts = { ...scene.parts, publishers: new Map() };
  expect(await failure(deliverBest(parts, scene.subscription, DUE))).toBeInstanceOf(TemporaryError);
  expect(await scene.isOver()).toBe(false);
});

/** Delivers Monday's edition to a channel of a Discord emulator that forgets nonces immediately. */
async function startOnDiscord() {
  const stage = await createStage();
  const discord = await startDiscord({ nonceWindowMs: 0 });
  onTestFinished(discord.close);
  const { publisher } = connect(discord, stage.clock);
  const parts = { ...stage.parts, publishers: new Map([[CHANNEL.platform, publisher]]) };
  const subscription = await stage.subscribe({}, CHANNEL);
  await stage.store.saveListDay('2026-08-17', makePapers(2), null, NOON);
  await deliver(parts, subscription, '2026-08-17');
  const weekly = () =>
    discord.messages(CHANNEL.channel).filter(({ embeds }) => embeds[0]?.url?.includes('/papers/week/'));
  return { stage, discord, parts, subscription, weekly };
}

test('a message that failed at first is not mistaken for another one of the same calendar week', async () => {
  const { discord, parts, subscription, weekly } = await startOnDiscord();
  await deliverBest(parts, subscription, { date: '2026-08-19', day: '2026-08-18', dueAt: NOON });
  expect(weekly()).toHaveLength(1);
  // The weekday was changed, so another message is due on Friday.
  const friday = { date: '2026-08-21', day: '2026-08-20', dueAt: NOON };
  discord.fault = ({ method }) => (method === 'POST' ? { kind: 'status', status: 400 } : undefined);
  await failure(deliverBest(parts, subscription, friday));
  discord.fault = undefined;
  await deliverBest(parts, subscription, friday);
  expect(weekly()).toHaveLength(2);
});

test('a message whose settings changed before the retry is still found', async () => {
  const { stage, parts, subscription, weekly } = await startOnDiscord();
  const due = { date: '2026-08-21', day: '2026-08-20', dueAt: NOON };
  // The message was sent, but the process died before it was settled.
  const dying = { ...parts.store, settle: () => Promise.reject(new Error('killed')) };
  await failure(deliverBest({ ...parts, store: dying }, subscription, due));
  stage.clock.advance(2 * 60_000);
  await deliverBest(parts, subscription, {
    ...due,
    day: '2026-08-21',
  });
  expect(weekly()).toHaveLength(1);
});

test('a week without any list yet is retried: an outage is never "no papers"', async () => {
  const stage = await createStage();
  const subscription = await stage.subscribe();
  const later = { ...DUE, day: '2026-08-23' };
  await stage.store.saveListDay('2026-08-21', [], null, NOON);
  await deliverBest(stage.parts, subscription, later);
  expect(await stage.store.settledBests(0)).toEqual(new Set([KEY]));

  const unknown = { ...DUE, date: '2026-08-29', day: '2026-08-28' };
  expect(await failure(deliverBest(stage.parts, subscription, unknown))).toBeInstanceOf(TemporaryError);
  expect(await stage.store.settledBests(0)).toEqual(new Set([KEY]));
});
