import { describe, expect, test } from 'vitest';
import { type DeliverDeps, deliver } from '../../../src/app/editions/deliver.ts';
import { headingCard, paperCard } from '../../../src/cards/build-card.ts';
import { SetupError, SummaryError, TemporaryError } from '../../../src/domain/errors.ts';
import type { StoredSummary } from '../../../src/domain/paper/summary.ts';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { DAY } from '../../../src/lib/duration.ts';
import type { SendResult } from '../../../src/ports/publisher.ts';
import { makePaper, makeSummary } from '../../fixtures/papers.ts';
import {
  createStage,
  failure,
  LIST_DAY,
  makePapers,
  NOON,
  PLACE,
  PLACE_ID,
  type Stage,
  storedSummary,
} from './harness.ts';

const papers = makePapers(5);
const ids = papers.map(({ id }) => id);
const whole = ['heading', ...ids];
const keyOf = (part: string) => `${PLACE_ID}/${LIST_DAY}/${part}`;

/** Lets another process take over after the lease of the first process's claim has expired. */
async function takeOver({ parts, clock, publisher }: Stage, subscription: Parameters<typeof deliver>[1]) {
  clock.advance(publisher.leaseMs);
  await deliver({ ...parts, owner: 'b' }, subscription, LIST_DAY);
}

describe('an edition', () => {
  test('is a heading and the selected papers by upvotes, each with its summary', async () => {
    const list = makePapers(7).reverse();
    const stage = await createStage(list);
    await deliver(stage.parts, await stage.subscribe(), LIST_DAY);
    const entries = list.toReversed().slice(0, 5);
    expect(stage.publisher.messages.map(({ card }) => card)).toEqual([
      headingCard(LIST_DAY, 7, 5),
      ...entries.map((paper) => paperCard({ paper, summary: makeSummary() }, LIST_DAY, 'not-yet')),
    ]);
    expect(await stage.edition()).toMatchObject({ state: 'done', paperIds: ids, listed: 7, missing: 0 });
  });

  test('is posted once, however often it is delivered', async () => {
    const stage = await createStage();
    const subscription = await stage.subscribe();
    await deliver(stage.parts, subscription, LIST_DAY);
    const closed = await stage.edition();
    stage.clock.advance(DAY);
    await deliver({ ...stage.parts, owner: 'b' }, subscription, LIST_DAY);
    expect(stage.posted()).toEqual(whole);
    expect(await stage.edition()).toEqual(closed);
  });

  test('has its id in every log line about it', async () => {
    const stage = await createStage();
    stage.publisher.hooks.beforeSend = (key) =>
      key.endsWith('2') ? { state: 'messageRejected', reason: '막혔습니다.', mightBeSent: true } : undefined;
    await deliver(stage.parts, await stage.subscribe(), LIST_DAY);
    const { lines } = stage.log;
    const others = lines.filter(({ fields }) => fields.edition !== `${PLACE_ID}/${LIST_DAY}`);
    expect(lines.length - others.length).toBe(3);
    // A summary is written once for all editions, so the line about it names no edition.
    expect(new Set(others.map(({ sentence }) => sentence))).toEqual(new Set(['Summarised a paper']));
  });

  test('keeps its order, regardless of the order in which summaries arrive', async () => {
    const stage = await createStage();
    const there = new Map<string, () => void>();
    stage.model.answer = async ({ id }) => {
      const before = ids[ids.indexOf(id) + 1];
      // The others wait for the first summary, but not for long.
      if (id === ids[0]) setImmediate(() => stage.clock.advance(3_000));
      if (before) await new Promise<void>((resolve) => there.set(before, resolve));
      queueMicrotask(() => there.get(id)?.());
      return storedSummary();
    };
    await deliver(stage.parts, await stage.subscribe(), LIST_DAY);
    expect(stage.posted()).toEqual(whole);
    expect((await stage.edition())?.missing).toBe(0);
  });

  test('only requests summaries of its own papers', async () => {
    const stage = await createStage(makePapers(7));
    await deliver(stage.parts, await stage.subscribe({ count: 2 }), LIST_DAY);
    expect(stage.model.asked).toEqual(ids.slice(0, 2));
  });

  test('of a day without a list is not begun', async () => {
    const stage = await createStage();
    await deliver(stage.parts, await stage.subscribe(), '2026-08-20');
    expect(stage.posted()).toEqual([]);
    expect(await stage.edition('2026-08-20')).toBeNull();
  });

  test('without papers is empty: nothing is sent or summarised', async () => {
    const stage = await createStage();
    await deliver(stage.parts, await stage.subscribe({ minUpvotes: 1_000 }), LIST_DAY);
    expect(stage.posted()).toEqual([]);
    expect(stage.model.asked).toEqual([]);
    expect(await stage.edition()).toMatchObject({ state: 'empty', paperIds: [] });
  });

  test('waits while its platform is off, before papers are selected or summarised', async () => {
    const stage = await createStage();
    const parts = { ...stage.parts, publishers: new Map() };
    expect(await failure(deliver(parts, await stage.subscribe(), LIST_DAY))).toBeInstanceOf(TemporaryError);
    expect(await stage.edition()).toBeNull();
    expect(stage.model.asked).toEqual([]);
  });
});

describe('the selection', () => {
  test('is made once: later votes change neither papers nor order', async () => {
    const stage = await createStage(makePapers(7));
    const subscription = await stage.subscribe();
    stage.publisher.hooks.beforeSend = (key) => {
      if (key === keyOf('2608.00002')) throw new TemporaryError('down');
    };
    await failure(deliver(stage.parts, subscription, LIST_DAY));
    delete stage.publisher.hooks.beforeSend;
    const moved = makePapers(7).map((paper, index) => ({ ...paper, upvotes: 200 + index }));
    await stage.store.saveListDay(LIST_DAY, moved, null, stage.clock.now());
    await deliver(stage.parts, subscription, LIST_DAY);
    expect(stage.posted()).toEqual(whole);
    expect(stage.card('2608.00005').sections.at(-1)?.text).toBe('204');
  });

  test('leaves out papers that the place got in the last 30 days, on any other list day', async () => {
    const stage = await createStage();
    const subscription = await stage.subscribe();
    await deliver(stage.parts, subscription, LIST_DAY);

    const later = async (day: string, days: number) => {
      stage.clock.advance(days * DAY);
      await stage.store.saveListDay(day, makePapers(7), null, stage.clock.now());
      await deliver(stage.parts, subscription, day);
      return (await stage.edition(day))?.paperIds;
    };
    expect(await later('2026-08-24', 3)).toEqual(['2608.00006', '2608.00007']);
    expect(await later('2026-09-22', 28)).toEqual(ids);
  });

  test('depends on what this place got, not on other places', async () => {
    const stage = await createStage();
    await deliver(stage.parts, await stage.subscribe(), LIST_DAY);
    await stage.store.saveListDay('2026-08-24', papers, null, stage.clock.now());
    const other = { ...PLACE, channel: 'c2' };
    await deliver(stage.parts, await stage.subscribe({}, other), '2026-08-24');
    expect(stage.posted()).toEqual([...whole, ...whole]);
  });
});

describe('a summary that is missing', () => {
  test('does not hold up the card, which shows the abstract and one line with the reason', async () => {
    const stage = await createStage();
    stage.model.answer = async ({ id }) => {
      if (id === '2608.00002' || id === '2608.00004') throw new SummaryError('flawed', 'still wrong');
      return storedSummary();
    };
    await deliver(stage.parts, await stage.subscribe(), LIST_DAY);
    expect(stage.posted()).toEqual(whole);
    expect(ids.map((id) => stage.card(id).sections[0]?.name)).toEqual([
      'summary',
      'abstract',
      'summary',
      'abstract',
      'summary',
    ]);
    expect(stage.card('2608.00002').notice).toBe(cardWording.noSummary);
    expect(stage.card('2608.00001').notice).toBeNull();
    expect(await stage.edition()).toMatchObject({ state: 'done', missing: 2 });
  });

  /** Withholds the second paper's summary until `answer` is called; the card does not wait that long. */
  async function startSlow() {
    const stage = await createStage();
    let answer = () => {};
    const slow = new Promise<StoredSummary>((resolve) => {
      answer = () => resolve(storedSummary());
    });
    stage.model.answer = async ({ id }) => (id === '2608.00002' ? slow : storedSummary());
    const { sleep } = stage.clock;
    stage.clock.sleep = async (ms, signal) => {
      const slept = sleep(ms, signal);
      const posted = stage.posted();
      if (posted.includes('2608.00001') && !posted.includes('2608.00002')) stage.clock.advance(ms);
      await slept;
    };
    return { stage, answer, late: papers[1] ?? expect.unreachable() };
  }

  test('because it is slow does not hold up the card either, and is saved when it arrives', async () => {
    const { stage, answer, late } = await startSlow();
    await deliver(stage.parts, await stage.subscribe(), LIST_DAY);
    expect(stage.posted()).toEqual(whole);
    expect(ids.filter((id) => stage.card(id).notice)).toEqual([late.id]);
    expect((await stage.edition())?.missing).toBe(1);

    const coming = stage.parts.summarize(late);
    answer();
    expect(await coming).toMatchObject(makeSummary());
    expect(stage.model.asked.filter((id) => id === late.id)).toHaveLength(1);
  });

  test('because the model hangs delays the edition by the timeout once, not once per card', async () => {
    const stage = await createStage();
    stage.model.answer = async ({ id }) =>
      id === '2608.00002' || id === '2608.00004' ? new Promise<never>(() => {}) : storedSummary();
    const { sleep } = stage.clock;
    stage.clock.sleep = async (ms, signal) => {
      const slept = sleep(ms, signal);
      const posted = stage.posted().length;
      if (ms > 0 && (posted === 2 || posted === 4)) stage.clock.advance(ms);
      await slept;
    };
    await deliver(stage.parts, await stage.subscribe(), LIST_DAY);
    expect(stage.posted()).toEqual(whole);
    expect(stage.clock.now() - NOON).toBe(90_000);
  });

  test('counts as missing if the card does not show it, even if it arrived before the edition was done', async () => {
    const { stage, answer, late } = await startSlow();
    stage.publisher.hooks.beforeSend = async (key) => {
      if (key !== keyOf('2608.00003')) return;
      answer();
      await stage.parts.summarize(late);
    };
    await deliver(stage.parts, await stage.subscribe(), LIST_DAY);
    expect(stage.card(late.id).notice).toBe(cardWording.noSummary);
    expect((await stage.edition())?.missing).toBe(1);
  });
});

describe('a send that fails', () => {
  test('temporarily ends the job; the rest follows in order', async () => {
    const stage = await createStage();
    const subscription = await stage.subscribe();
    stage.publisher.hooks.beforeSend = (key) => {
      if (key === keyOf('2608.00003')) throw new TemporaryError('rate-limited', { retryAfterMs: 7_000 });
    };
    const error = await failure(deliver(stage.parts, subscription, LIST_DAY));
    expect(error).toBeInstanceOf(TemporaryError);
    expect(error.retryAfterMs).toBe(7_000);
    expect(stage.posted()).toEqual(whole.slice(0, 3));
    expect(await stage.edition()).toMatchObject({ state: 'open' });

    delete stage.publisher.hooks.beforeSend;
    // The claim was released, so the next process does not have to wait for the lease to expire.
    await deliver({ ...stage.parts, owner: 'b' }, subscription, LIST_DAY);
    expect(stage.posted()).toEqual(whole);
  });

  test('after the platform accepted the message is searched for, not sent twice', async () => {
    const stage = await createStage();
    const subscription = await stage.subscribe();
    let failures = 0;
    stage.publisher.hooks.afterSend = () => {
      failures += 1;
      throw new TemporaryError('the answer got lost');
    };
    for (const _ of whole) await failure(deliver(stage.parts, subscription, LIST_DAY));
    await deliver(stage.parts, subscription, LIST_DAY);
    expect(failures).toBe(whole.length);
    expect(stage.posted()).toEqual(whole);
    const deliveries = await stage.store.deliveries(PLACE_ID, LIST_DAY);
    expect(deliveries.map(({ messageId }) => messageId).toSorted()).toEqual(
      stage.publisher.messages.map(({ id }) => id),
    );
  });

  test('after the platform accepted the message reports the one that was found, and no other', async () => {
    const stage = await createStage();
    const subscription = await stage.subscribe();
    const found: (readonly [platform: string, messageId: string])[] = [];
    const parts = { ...stage.parts, onFound: (...message: (typeof found)[number]) => found.push(message) };
    stage.publisher.hooks.afterSend = (key) => {
      if (key === keyOf('2608.00003')) throw new TemporaryError('the answer got lost');
    };
    await failure(deliver(parts, subscription, LIST_DAY));
    expect(found).toEqual([]);
    await deliver(parts, subscription, LIST_DAY);
    const id = stage.publisher.messages.find(({ key }) => key === keyOf('2608.00003'))?.id;
    expect(found).toEqual([[PLACE.platform, id]]);
  });

  test.each([
    ['a bug', () => new TypeError('cannot render this')],
    ['a refusal', () => new TemporaryError('malformed', { isUndone: true })],
    ['no answer', () => new TemporaryError('timed out')],
  ])(
    'because of %s in one card is tried in three jobs; then the others are sent without it',
    async (_what, fails) => {
      const stage = await createStage();
      const subscription = await stage.subscribe();
      const error = fails();
      stage.publisher.hooks.beforeSend = (key) => {
        if (key === keyOf('2608.00002')) throw error;
      };
      for (let job = 1; job < 3; job += 1) {
        expect(await failure(deliver(stage.parts, subscription, LIST_DAY))).toBe(error);
        expect(stage.posted()).toEqual(['heading', '2608.00001']);
      }
      await deliver(stage.parts, subscription, LIST_DAY);
      const others = whole.filter((part) => part !== '2608.00002');
      expect(stage.posted()).toEqual(others);
      expect(await stage.edition()).toMatchObject({ state: 'done', failing: 1 });
      expect(stage.log.lines.filter(({ sentence }) => sentence.startsWith('Left out'))).toEqual([
        expect.objectContaining({
          level: 'error',
          fields: expect.objectContaining({ key: keyOf('2608.00002') }),
        }),
      ]);
      await takeOver(stage, subscription);
      expect(stage.posted()).toEqual(others);
    },
  );

  test('because the place blocks messages pauses the subscription with the reason, and the edition stays open', async () => {
    const stage = await createStage();
    const subscription = await stage.subscribe();
    stage.publisher.hooks.beforeSend = (key) =>
      key === keyOf('2608.00002')
        ? { state: 'channelBlocked', reason: '채널이 없어졌습니다.', cause: '1' }
        : undefined;
    await deliver(stage.parts, subscription, LIST_DAY);
    expect(stage.posted()).toEqual(['heading', '2608.00001']);
    expect(await stage.store.subscriptions()).toMatchObject([
      { state: 'paused', reason: '채널이 없어졌습니다.' },
    ]);
    expect(await stage.edition()).toMatchObject({ state: 'open' });

    delete stage.publisher.hooks.beforeSend;
    await deliver(stage.parts, subscription, LIST_DAY);
    expect(stage.posted()).toEqual(whole);
  });

  test('because the bot stops leaves the rest for the next start', async () => {
    const stage = await createStage();
    const subscription = await stage.subscribe();
    stage.publisher.hooks.afterSend = (key) => {
      if (key === keyOf('2608.00001')) stage.stop.abort(new Error('stopping'));
    };
    expect((await failure(deliver(stage.parts, subscription, LIST_DAY))).message).toBe('stopping');
    expect(stage.posted()).toEqual(['heading', '2608.00001']);

    const signal = new AbortController().signal;
    const summarize = async () => makeSummary();
    await deliver({ ...stage.parts, signal, summarize, owner: 'b' }, subscription, LIST_DAY);
    expect(stage.posted()).toEqual(whole);
  });
});

describe('a message that members deleted before its answer arrived', () => {
  const reason = '글이 삭제되었습니다.';
  const rejected: SendResult = { state: 'messageRejected', reason, mightBeSent: true };
  const decline = (stage: Stage, part: string) => {
    stage.publisher.hooks.beforeSend = (key) => (key === keyOf(part) ? rejected : undefined);
  };

  test('is recorded with its reason, and the edition continues without it', async () => {
    const stage = await createStage();
    const subscription = await stage.subscribe();
    decline(stage, '2608.00002');
    await deliver(stage.parts, subscription, LIST_DAY);
    expect(stage.posted()).toEqual(whole.filter((part) => part !== '2608.00002'));
    expect(await stage.edition()).toMatchObject({ state: 'done', missing: 0 });
    expect(await stage.store.deliveries(PLACE_ID, LIST_DAY)).toContainEqual(
      expect.objectContaining({ paperId: '2608.00002', state: 'refused', messageId: null }),
    );
    expect(stage.log.lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        fields: expect.objectContaining({ key: keyOf('2608.00002'), reason }),
      }),
    );
    expect(await stage.store.subscription(PLACE_ID)).toMatchObject({ state: 'active', reason: null });
  });

  test('is not sent again, neither by the same process nor by another', async () => {
    const stage = await createStage();
    const subscription = await stage.subscribe();
    const tried: string[] = [];
    stage.publisher.hooks.beforeSend = (key) => {
      tried.push(key);
      if (key === keyOf('2608.00002')) return rejected;
      if (key === keyOf('2608.00004')) throw new TemporaryError('down');
    };
    await failure(deliver(stage.parts, subscription, LIST_DAY));
    decline(stage, 'none');
    await takeOver(stage, subscription);
    expect(stage.posted()).toEqual(whole.filter((part) => part !== '2608.00002'));
    expect(tried.filter((key) => key === keyOf('2608.00002'))).toHaveLength(1);
  });

  test('can be the heading: the cards are still posted', async () => {
    const stage = await createStage();
    decline(stage, 'heading');
    await deliver(stage.parts, await stage.subscribe(), LIST_DAY);
    expect(stage.posted()).toEqual(ids);
    expect(await stage.edition()).toMatchObject({ state: 'done' });
  });

  test('T1: is none that was never sent: if the platform says so of everything, nothing is settled', async () => {
    const stage = await createStage();
    const subscription = await stage.subscribe();
    stage.publisher.hooks.beforeSend = () => ({ state: 'messageRejected', reason });
    for (let job = 0; job < 12; job += 1)
      expect(await failure(deliver(stage.parts, subscription, LIST_DAY))).toBeInstanceOf(TemporaryError);
    expect(await stage.edition()).toMatchObject({ state: 'open' });
    delete stage.publisher.hooks.beforeSend;
    await deliver(stage.parts, subscription, LIST_DAY);
    expect(stage.posted()).toEqual(whole);
    expect(stage.publisher.searches).toEqual([]);
  });
});

describe('a place that is closed', () => {
  const close = (stage: Stage, state: 'channelBlocked' | 'channelDeleted') => {
    stage.publisher.hooks.beforeSend = (key) =>
      key === keyOf('2608.00002') ? { state, reason: '채널에 들어갈 수 없습니다.', cause: '1' } : undefined;
  };

  test.each([
    ['channelBlocked', 'paused'],
    ['channelDeleted', 'ended'],
  ] as const)(
    'because it is %s has its subscription %s with the reason, and the edition stays open',
    async (state, becomes) => {
      const stage = await createStage();
      const subscription = await stage.subscribe();
      close(stage, state);
      await deliver(stage.parts, subscription, LIST_DAY);
      expect(stage.posted()).toEqual(['heading', '2608.00001']);
      expect(await stage.store.subscription(PLACE_ID)).toMatchObject({
        state: becomes,
        reason: '채널에 들어갈 수 없습니다.',
      });
      expect(await stage.edition()).toMatchObject({ state: 'open', closedAt: null });
      expect(stage.log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    },
  );

  test('and reopens continues where it stopped, in any process', async () => {
    const stage = await createStage();
    const subscription = await stage.subscribe();
    close(stage, 'channelBlocked');
    await deliver(stage.parts, subscription, LIST_DAY);
    delete stage.publisher.hooks.beforeSend;
    // The claim was released, so the other process continues immediately.
    await deliver({ ...stage.parts, owner: 'b' }, subscription, LIST_DAY);
    expect(stage.posted()).toEqual(whole);
    expect(await stage.edition()).toMatchObject({ state: 'done' });
  });

  test('does not delay other places', async () => {
    const stage = await createStage();
    const other = { ...PLACE, channel: 'c2' };
    close(stage, 'channelDeleted');
    await deliver(stage.parts, await stage.subscribe(), LIST_DAY);
    await deliver(stage.parts, await stage.subscribe({}, other), LIST_DAY);
    expect(await stage.store.edition('fake:w1:c2', LIST_DAY)).toMatchObject({ state: 'done' });
  });
});

test('rejected credentials fail the job immediately, after any number of attempts, and lose no message', async () => {
  const stage = await createStage();
  const subscription = await stage.subscribe();
  stage.publisher.hooks.beforeSend = () => {
    throw new SetupError('DISCORD_TOKEN is not taken');
  };
  for (let attempt = 1; attempt <= 6; attempt += 1)
    expect(await failure(deliver(stage.parts, subscription, LIST_DAY))).toBeInstanceOf(SetupError);
  expect(await stage.store.subscription(PLACE_ID)).toMatchObject({ state: 'active' });
  delete stage.publisher.hooks.beforeSend;
  await deliver(stage.parts, subscription, LIST_DAY);
  expect(stage.posted()).toEqual(whole);
});

describe('the address of a message', () => {
  const parentsOf = ({ publisher }: Stage) => publisher.messages.map(({ to }) => to.parentId);
  const idOfHeading = ({ publisher }: Stage) =>
    publisher.messages.find(({ key }) => key === keyOf('heading'))?.id ?? null;

  test("is the subscription's channel in the layout 'channel'", async () => {
    const stage = await createStage();
    await deliver(stage.parts, await stage.subscribe(), LIST_DAY);
    expect(stage.publisher.messages.map(({ to }) => to.place)).toEqual(whole.map(() => PLACE));
    expect(parentsOf(stage)).toEqual(whole.map(() => null));
  });

  test("is the heading's thread for cards in the layout 'thread'", async () => {
    const stage = await createStage();
    await deliver(stage.parts, await stage.subscribe({ layout: 'thread' }), LIST_DAY);
    const heading = idOfHeading(stage);
    expect(heading).not.toBeNull();
    expect(stage.posted()).toEqual(whole);
    expect(parentsOf(stage)).toEqual([null, ...ids.map(() => heading)]);
  });

  test.each(['2608.00001', '2608.00003'])('is the same thread after a crash before %s', async (part) => {
    const stage = await createStage();
    const subscription = await stage.subscribe({ layout: 'thread' });
    stage.publisher.hooks.beforeSend = (key) => {
      if (key === keyOf(part)) throw new TemporaryError('crash');
    };
    await failure(deliver(stage.parts, subscription, LIST_DAY));
    delete stage.publisher.hooks.beforeSend;
    await takeOver(stage, subscription);
    expect(stage.posted()).toEqual(whole);
    expect(parentsOf(stage)).toEqual([null, ...ids.map(() => idOfHeading(stage))]);
  });

  test('is the thread of a heading that was found after its response was lost', async () => {
    const stage = await createStage();
    const subscription = await stage.subscribe({ layout: 'thread' });
    stage.publisher.hooks.afterSend = (key) => {
      if (key === keyOf('heading')) throw new TemporaryError('the answer got lost');
    };
    await failure(deliver(stage.parts, subscription, LIST_DAY));
    await deliver(stage.parts, subscription, LIST_DAY);
    expect(parentsOf(stage)).toEqual([null, ...ids.map(() => 'm1')]);
  });

  test('stays as it was when the edition was begun, regardless of later settings', async () => {
    const stage = await createStage();
    const subscription = await stage.subscribe();
    stage.publisher.hooks.afterSend = (key) => {
      if (key === keyOf(ids[1] as string)) throw new TemporaryError('the answer got lost');
    };
    await failure(deliver(stage.parts, subscription, LIST_DAY));
    delete stage.publisher.hooks.afterSend;
    const settings = { ...subscription.settings, layout: 'thread' } as const;
    await deliver(stage.parts, { ...subscription, settings }, LIST_DAY);
    expect(stage.posted()).toEqual(['heading', ...ids]);
    expect(parentsOf(stage)).toEqual([null, ...ids.map(() => null)]);
  });

  test('is the channel if the heading was rejected: there is no thread', async () => {
    const stage = await createStage();
    stage.publisher.hooks.beforeSend = (key) =>
      key === keyOf('heading')
        ? { state: 'messageRejected', reason: '막혔습니다.', mightBeSent: true }
        : undefined;
    await deliver(stage.parts, await stage.subscribe({ layout: 'thread' }), LIST_DAY);
    expect(stage.posted()).toEqual(ids);
    expect(parentsOf(stage)).toEqual(ids.map(() => null));
  });

  test('of a message that is looked up is where it was sent, since the edition was begun', async () => {
    const stage = await createStage();
    const subscription = await stage.subscribe({ layout: 'thread' });
    stage.publisher.hooks.afterSend = (key) => {
      if (key === keyOf('2608.00003')) throw new TemporaryError('the answer got lost');
    };
    await failure(deliver(stage.parts, subscription, LIST_DAY));
    expect(stage.publisher.searches).toEqual([]);
    stage.clock.advance(DAY);
    await deliver(stage.parts, subscription, LIST_DAY);
    expect(stage.publisher.searches).toEqual([
      { key: '2608.00003', to: { place: PLACE, parentId: 'm1', since: NOON } },
    ]);
    expect(stage.publisher.messages.map(({ to }) => to.since)).toEqual(whole.map(() => NOON));
  });
});

describe('two processes', () => {
  test('do not send the same message: only the one that claimed it does', async () => {
    const stage = await createStage();
    const subscription = await stage.subscribe();
    const heading = { key: keyOf('heading'), placeId: PLACE_ID, day: LIST_DAY, paperId: null };
    await stage.store.claim(heading, 'b', stage.clock.now(), 10_000);
    stage.clock.advance(4_000);
    const error = await failure(deliver(stage.parts, subscription, LIST_DAY));
    expect(error).toBeInstanceOf(TemporaryError);
    expect(error.retryAfterMs).toBe(6_000);
    expect(stage.posted()).toEqual([]);

    stage.clock.advance(6_000);
    await deliver(stage.parts, subscription, LIST_DAY);
    expect(stage.posted()).toEqual(whole);
  });

  test('deliver one edition together', async () => {
    const stage = await createStage();
    const subscription = await stage.subscribe();
    await Promise.allSettled(
      ['a', 'b', 'c'].map((owner) => deliver({ ...stage.parts, owner }, subscription, LIST_DAY)),
    );
    await takeOver(stage, subscription);
    expect(stage.posted()).toEqual(whole);
  });
});

/**
 * Returns the dependencies of a process that dies at its `step`th call to the store or the platform, just before or
 * just after the call takes effect. A dead process does nothing more, not even clean up.
 */
function dieAt(parts: DeliverDeps, step: number, when: 'before' | 'after') {
  let calls = 0;
  let dead = false;
  const mortal = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(_, name) {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return async (...values: unknown[]) => {
          calls += 1;
          dead ||= calls === step && when === 'before';
          if (dead) throw new Error('crash');
          const result = await method.apply(target, values);
          dead = calls === step;
          if (dead) throw new Error('crash');
          return result;
        };
      },
    });
  const mortals: DeliverDeps = {
    ...parts,
    store: mortal(parts.store),
    publishers: new Map([...parts.publishers].map(([platform, publisher]) => [platform, mortal(publisher)])),
  };
  return { parts: mortals, hasDied: () => dead };
}

describe('a crash', () => {
  test.each(['before', 'after'] as const)(
    '%s any step neither loses nor repeats a message, and keeps their order',
    async (when) => {
      let step = 1;
      for (let alive = false; !alive && step < 100; step += 1) {
        const stage = await createStage();
        const subscription = await stage.subscribe();
        const { parts, hasDied } = dieAt(stage.parts, step, when);
        await deliver(parts, subscription, LIST_DAY).catch(() => {});
        alive = !hasDied();
        if (!alive) await takeOver(stage, subscription);
        expect(stage.posted(), `${when} step ${step}`).toEqual(whole);
        expect(await stage.edition()).toMatchObject({ state: 'done' });
      }
      // Each message takes three steps (claim, send, settle); the edition itself takes some more.
      expect(step).toBeGreaterThan(3 * whole.length);
    },
  );

  test('of every process after a few steps only causes a delay', async () => {
    const stage = await createStage();
    const subscription = await stage.subscribe();
    for (let life = 0, alive = false; !alive && life < 20; life += 1) {
      const { parts, hasDied } = dieAt({ ...stage.parts, owner: `life ${life}` }, 7, 'after');
      await deliver(parts, subscription, LIST_DAY).catch(() => {});
      alive = !hasDied();
      stage.clock.advance(stage.publisher.leaseMs);
    }
    expect(stage.posted()).toEqual(whole);
  });
});

test('a paper without an abstract is delivered with a line that says so', async () => {
  const stage = await createStage([makePaper({ id: '2608.00001', abstract: '' })]);
  await deliver(stage.parts, await stage.subscribe(), LIST_DAY);
  expect(stage.posted()).toEqual(['heading', '2608.00001']);
  expect(stage.card('2608.00001').sections[0]?.text).toBe(cardWording.noAbstract);
});
