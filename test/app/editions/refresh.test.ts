import { describe, expect, test } from 'vitest';
import { deliver } from '../../../src/app/editions/deliver.ts';
import { refresh } from '../../../src/app/editions/refresh.ts';
import { REFRESHES } from '../../../src/domain/edition/refresh-step.ts';
import { SetupError, SummaryError, TemporaryError } from '../../../src/domain/errors.ts';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { HOUR } from '../../../src/lib/duration.ts';
import { makeSummary } from '../../fixtures/papers.ts';
import { createStage, failure, LIST_DAY, makePapers, PLACE, PLACE_ID, storedSummary } from './harness.ts';

const papers = makePapers(5);
const LAST = REFRESHES.length - 1;
const FIRST_WITH_UPVOTES = REFRESHES.findIndex(({ upvotes }) => upvotes);
const EDITION = `${PLACE_ID}/${LIST_DAY}`;
const keyOf = (part: string) => `${PLACE_ID}/${LIST_DAY}/${part}`;

/** Posts an edition in which the papers of `without` have no summary yet. */
async function start(...without: string[]) {
  const stage = await createStage(papers);
  const lacking = new Set(without);
  stage.model.answer = async ({ id }) => {
    if (lacking.has(id)) throw new SummaryError('flawed', 'still wrong');
    return storedSummary();
  };
  const subscription = await stage.subscribe();
  await deliver(stage.parts, subscription, LIST_DAY);
  stage.clock.advance(HOUR);
  return {
    ...stage,
    subscription,
    lacking,
    refresh: (step: number, parts = stage.parts, failures = 0) =>
      refresh(parts, subscription, LIST_DAY, step, failures),
    /** Changes the stored upvotes of papers, as if the list had been collected again. */
    moveUpvotes: async (upvotes: number, ...ids: string[]) => {
      const moved = papers.map((paper) => (ids.includes(paper.id) ? { ...paper, upvotes } : paper));
      await stage.store.saveListDay(LIST_DAY, moved, null, stage.clock.now());
    },
  };
}

const upvotesOf = (card: { sections: readonly { name: string; text: string }[] }) =>
  card.sections.find(({ name }) => name === 'upvotes')?.text;

describe('a summary that was missing', () => {
  test('is added to its card when it arrives, and to no other', async () => {
    const { refresh, lacking, publisher, card, edition } = await start('2608.00002', '2608.00004');
    lacking.delete('2608.00004');
    await refresh(0);
    expect(publisher.edits).toEqual(['2608.00004']);
    expect(card('2608.00004')).toMatchObject({
      notice: null,
      sections: [{ text: makeSummary().summary }, {}, {}, {}],
    });
    expect(card('2608.00002').notice).toBe(cardWording.noSummary);
    expect(await edition()).toMatchObject({ refreshes: 1, missing: 1 });

    await refresh(1);
    expect(publisher.edits).toEqual(['2608.00004']);
    expect(await edition()).toMatchObject({ refreshes: 2, missing: 1 });
  });

  test('is no longer promised after the last refresh', async () => {
    const { refresh, publisher, card } = await start('2608.00002');
    for (let step = 0; step < LAST; step += 1) await refresh(step);
    expect(card('2608.00002').notice).toBe(cardWording.noSummary);
    await refresh(LAST);
    expect(card('2608.00002').notice).toBe(cardWording.noSummaryForGood);
    expect(publisher.edits).toEqual(['2608.00002']);
  });

  test('because there is no summariser keeps its reason', async () => {
    const stage = await createStage(papers);
    const parts = { ...stage.parts, summarize: async () => null, missing: 'no-summarizer' } as const;
    const subscription = await stage.subscribe();
    await deliver(parts, subscription, LIST_DAY);
    await refresh(parts, subscription, LIST_DAY, LAST);
    expect(stage.publisher.edits).toEqual([]);
    expect(stage.card('2608.00001').notice).toBe(cardWording.noSummarizer);
  });

  test('is added to a card that was found on the platform after its response was lost', async () => {
    const stage = await createStage(papers);
    const subscription = await stage.subscribe();
    stage.model.answer = async () => {
      throw new TemporaryError('the model is down');
    };
    stage.publisher.hooks.afterSend = (key) => {
      if (key === keyOf('2608.00001')) throw new TemporaryError('the answer got lost');
    };
    await failure(deliver(stage.parts, subscription, LIST_DAY));
    stage.model.answer = async () => storedSummary();
    await deliver(stage.parts, subscription, LIST_DAY);
    expect(stage.card('2608.00001').notice).toBe(cardWording.noSummary);
    expect((await stage.edition())?.missing).toBe(1);

    await refresh(stage.parts, subscription, LIST_DAY, 0);
    expect(stage.publisher.edits).toEqual(['2608.00001']);
    expect(stage.card('2608.00001').notice).toBeNull();
  });
});

describe('upvotes', () => {
  test('that changed are shown, and the other cards are not edited', async () => {
    const { refresh, moveUpvotes, publisher, card } = await start();
    await moveUpvotes(250, '2608.00003');
    await refresh(FIRST_WITH_UPVOTES);
    expect(publisher.edits).toEqual(['2608.00003']);
    expect(upvotesOf(card('2608.00003'))).toBe('250');
    await refresh(LAST);
    expect(publisher.edits).toEqual(['2608.00003']);
  });

  test('that did not change cause no edits', async () => {
    const { refresh, publisher, edition } = await start();
    await refresh(FIRST_WITH_UPVOTES);
    await refresh(LAST);
    expect(publisher.edits).toEqual([]);
    expect(await edition()).toMatchObject({ refreshes: REFRESHES.length });
  });
});

describe('an edit that fails', () => {
  test('is retried, without editing the others twice', async () => {
    const { refresh, moveUpvotes, publisher, edition } = await start();
    await moveUpvotes(300, ...papers.map(({ id }) => id));
    publisher.hooks.beforeEdit = (key) => {
      if (key === keyOf('2608.00003')) throw new TemporaryError('rate-limited');
    };
    expect(await failure(refresh(FIRST_WITH_UPVOTES))).toBeInstanceOf(TemporaryError);
    expect(await edition()).toMatchObject({ refreshes: 0 });

    delete publisher.hooks.beforeEdit;
    await refresh(FIRST_WITH_UPVOTES);
    expect(publisher.edits.toSorted()).toEqual(papers.map(({ id }) => id));
  });

  test('because the bot stops is made after the next start', async () => {
    const started = await start();
    const { stop, refresh, moveUpvotes, publisher, edition, log } = started;
    await moveUpvotes(300, ...papers.map(({ id }) => id));
    publisher.hooks.beforeEdit = (key) => {
      if (key === keyOf('2608.00003')) stop.abort();
      // A platform's rate limiter or request would throw the same error.
      stop.signal.throwIfAborted();
    };
    expect(await failure(refresh(FIRST_WITH_UPVOTES))).toBe(stop.signal.reason);
    expect(await edition()).toMatchObject({ refreshes: 0 });
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);

    delete publisher.hooks.beforeEdit;
    const { signal } = new AbortController();
    await refresh(FIRST_WITH_UPVOTES, { ...started.parts, signal });
    expect(publisher.edits.toSorted()).toEqual(papers.map(({ id }) => id));
  });

  test('because the message was deleted is dropped, and the others are edited', async () => {
    const { refresh, moveUpvotes, publisher, edition, log } = await start();
    await moveUpvotes(300, ...papers.map(({ id }) => id));
    publisher.messages.splice(2, 1);
    await refresh(FIRST_WITH_UPVOTES);
    await refresh(LAST);
    expect(publisher.edits.toSorted()).toEqual(
      papers.map(({ id }) => id).filter((id) => id !== '2608.00002'),
    );
    expect(await edition()).toMatchObject({ refreshes: REFRESHES.length });
    expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });
});

describe('an edit that is not accepted', () => {
  const all = papers.map(({ id }) => id);
  /** Makes an edit of every card due; `answer` answers the edit of the third card. */
  async function startWith(answer: () => unknown) {
    const started = await start();
    await started.moveUpvotes(300, ...all);
    const tried: string[] = [];
    started.publisher.hooks.beforeEdit = (key) => {
      tried.push(key);
      return key === keyOf('2608.00003') ? answer() : undefined;
    };
    return { ...started, tried };
  }

  test('because the card is rejected is dropped permanently, and the others are edited', async () => {
    const { refresh, publisher, edition, store, log } = await startWith(() => ({
      state: 'messageRejected',
      reason: '막혔습니다.',
    }));
    await refresh(FIRST_WITH_UPVOTES);
    expect(publisher.edits.toSorted()).toEqual(all.filter((id) => id !== '2608.00003'));
    expect(await edition()).toMatchObject({ refreshes: FIRST_WITH_UPVOTES + 1 });
    expect(await store.subscription(PLACE_ID)).toMatchObject({ state: 'active' });
    expect(log.lines.filter(({ level }) => level === 'warn')).toEqual([
      expect.objectContaining({
        fields: { edition: EDITION, key: keyOf('2608.00003'), reason: '막혔습니다.' },
      }),
    ]);
    delete publisher.hooks.beforeEdit;
    await refresh(LAST);
    expect(publisher.edits).toHaveLength(4);
  });

  test.each([
    ['channelBlocked', 'paused'],
    ['channelDeleted', 'ended'],
  ] as const)('because the place is %s ends the refresh: its subscription is %s', async (state, becomes) => {
    const { refresh, publisher, tried, edition, store } = await startWith(() => ({
      ...{ state, reason: '닫혔습니다.', cause: '1' },
    }));
    await refresh(FIRST_WITH_UPVOTES);
    expect(await store.subscription(PLACE_ID)).toMatchObject({ state: becomes, reason: '닫혔습니다.' });
    expect(tried.at(-1)).toBe(keyOf('2608.00003'));
    expect(await edition()).toMatchObject({ refreshes: 0 });

    // After the place has reopened, the refresh edits the remaining cards.
    delete publisher.hooks.beforeEdit;
    await refresh(FIRST_WITH_UPVOTES);
    expect(publisher.edits.toSorted()).toEqual(all);
  });

  test('because our credentials are rejected fails the job', async () => {
    const { refresh, edition } = await startWith(() => {
      throw new SetupError('DISCORD_TOKEN is not taken');
    });
    expect(await failure(refresh(FIRST_WITH_UPVOTES))).toBeInstanceOf(SetupError);
    expect(await edition()).toMatchObject({ refreshes: 0 });
  });

  test('because of a bug is logged with its stack, and does not hold up the others', async () => {
    const { refresh, publisher, edition, log } = await startWith(() => {
      throw new TypeError('cannot render this');
    });
    for (let failures = 0; failures < 2; failures += 1)
      expect(await failure(refresh(FIRST_WITH_UPVOTES, undefined, failures))).toBeInstanceOf(TypeError);
    expect(publisher.edits).toHaveLength(4);
    await refresh(FIRST_WITH_UPVOTES, undefined, 2);
    expect(await edition()).toMatchObject({ refreshes: FIRST_WITH_UPVOTES + 1 });
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([
      expect.objectContaining({
        fields: { edition: EDITION, key: keyOf('2608.00003'), err: expect.any(TypeError) },
      }),
    ]);
  });
});

test('the refresh of a place whose platform is off is delayed', async () => {
  const { parts, subscription } = await start();
  const off = { ...parts, publishers: new Map() };
  expect(await failure(refresh(off, subscription, LIST_DAY, 0))).toBeInstanceOf(TemporaryError);
});

test('a card that was never sent is not edited', async () => {
  const stage = await createStage(papers);
  const subscription = await stage.subscribe({}, PLACE);
  stage.publisher.hooks.beforeSend = (key) => {
    if (key === keyOf('2608.00002')) throw new TypeError('cannot render this');
  };
  for (let job = 1; job < 3; job += 1) await failure(deliver(stage.parts, subscription, LIST_DAY));
  await deliver(stage.parts, subscription, LIST_DAY);
  const moved = papers.map((paper) => ({ ...paper, upvotes: 300 }));
  await stage.store.saveListDay(LIST_DAY, moved, null, stage.clock.now());
  await refresh(stage.parts, subscription, LIST_DAY, FIRST_WITH_UPVOTES);
  expect(stage.publisher.edits).not.toContain('2608.00002');
  expect(stage.publisher.edits).toHaveLength(4);
});
