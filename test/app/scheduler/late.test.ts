import { describe, expect, test } from 'vitest';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { DAY, HOUR, MINUTE } from '../../../src/lib/duration.ts';
import { makePapers, NOON, PLACE_ID, storedSummary } from '../editions/harness.ts';
import { ids, LIST_DAY, noAnswer, open, refusal, WHOLE } from './isolation-harness.ts';

const [second, third] = [ids[1] as string, ids[2] as string];
const others = WHOLE.filter((part) => part !== second && part !== third);

/** Delivers an edition without its second and third card; `fails` decides about them until it is changed. */
async function start() {
  const scene = await open();
  scene.fails = ({ part }) => (part === second || part === third ? refusal() : null);
  await scene.subscribe();
  await scene.live(NOON + 5 * MINUTE);
  const closedAt = (await scene.edition())?.closedAt ?? expect.unreachable();
  expect(scene.postedIn()).toEqual(others);
  return { ...scene, scene, closedAt, lateSends: () => scene.sends.filter(({ at }) => at > closedAt) };
}

describe('a card that was left out', () => {
  test('comes with the first refresh, in order, and says that it is late', async () => {
    const { scene, closedAt } = await start();
    scene.fails = () => null;
    await scene.live(closedAt + 10 * MINUTE - 1);
    expect(scene.postedIn()).toEqual(others);
    await scene.live(closedAt + 10 * MINUTE);
    expect(scene.postedIn()).toEqual([...others, second, third]);
    for (const id of [second, third]) expect(scene.card(id).notice).toBe(cardWording.late);
    expect(scene.card(ids[0] as string).notice).toBeNull();
    expect(await scene.edition()).toMatchObject({ state: 'done', failing: 0 });
    expect(await scene.unsent()).toEqual([]);
  });

  test('says so together with the reason why it has no summary, and keeps saying so when it gets one', async () => {
    const scene = await open();
    scene.fails = ({ part }) => (part === second ? refusal() : null);
    scene.model.answer = async () => {
      throw noAnswer();
    };
    await scene.subscribe();
    await scene.live(NOON + 5 * MINUTE);
    scene.fails = () => null;
    await scene.live(NOON + 20 * MINUTE);
    expect(scene.card(second).notice).toBe(`${cardWording.late} ${cardWording.noSummary}`);
    scene.model.answer = async () => storedSummary();
    await scene.live(NOON + 2 * HOUR);
    expect(scene.card(second).notice).toBe(cardWording.late);
    expect(scene.card(ids[0] as string).notice).toBeNull();
  });

  test('that still fails is tried with three refreshes, once each, and then no more', async () => {
    const { scene, closedAt, lateSends } = await start();
    await scene.live(closedAt + 25 * HOUR);
    const tries = [10 * MINUTE, HOUR, 6 * HOUR];
    for (const id of [second, third])
      expect(lateSends().flatMap(({ part, at }) => (part === id ? at - closedAt : []))).toEqual(tries);
    expect(await scene.unsent()).toMatchObject([{ state: 'left-out' }, { state: 'left-out' }]);
    expect(await scene.edition()).toMatchObject({ failing: 2, refreshes: 4 });
    expect(scene.failedJobs()).toEqual([]);
  });

  test('is tried once with a refresh, however often the edits of other cards fail', async () => {
    const { scene, closedAt, lateSends } = await start();
    await scene.live(closedAt + 5 * HOUR);
    scene.lists[LIST_DAY] = makePapers(5).map((paper) => ({ ...paper, upvotes: 900 }));
    scene.publisher.hooks.beforeEdit = () => {
      throw refusal();
    };
    await scene.live(closedAt + 8 * HOUR);
    expect(lateSends().filter(({ part, at }) => part === second && at > closedAt + 5 * HOUR)).toHaveLength(1);
    const lines = scene.log.lines.filter(({ sentence }) => sentence.startsWith('Left out'));
    // With the edition and with three refreshes, each card.
    expect(lines).toHaveLength(2 * 4);
  });

  test('does not come more than a day after its edition began', async () => {
    const scene = await open();
    scene.fails = ({ part, at }) => (part === second || at < NOON + 20 * HOUR ? refusal() : null);
    await scene.subscribe();
    await scene.live(NOON + 21 * HOUR);
    const closedAt = (await scene.edition())?.closedAt ?? expect.unreachable();
    await scene.live(closedAt + 25 * HOUR);
    const late = scene.sends.filter(({ at }) => at > closedAt);
    expect(late.map(({ at }) => at - closedAt)).toEqual([10 * MINUTE, HOUR]);
  });

  test('is tried again although all summaries are there and no upvotes have changed', async () => {
    const { scene, closedAt } = await start();
    expect(await scene.edition()).toMatchObject({ missing: 0 });
    await scene.live(closedAt + 10 * MINUTE - 1);
    scene.clock.advance(1);
    expect(await scene.beat()).toEqual([{ kind: 'touch-up', placeId: PLACE_ID, day: LIST_DAY, step: 0 }]);
  });

  test('is a heading: it does not come after its cards', async () => {
    const scene = await open();
    scene.fails = ({ part }) => (part === 'heading' ? refusal() : null);
    await scene.subscribe();
    await scene.live(NOON + 5 * MINUTE);
    scene.fails = () => null;
    await scene.live(NOON + 25 * HOUR);
    expect(scene.postedIn()).toEqual(ids);
    expect(await scene.unsent()).toMatchObject([{ paperId: null, state: 'left-out' }]);
  });

  test('does not keep the other cards from being edited', async () => {
    const { scene, closedAt } = await start();
    scene.lists[LIST_DAY] = makePapers(5).map((paper) => ({ ...paper, upvotes: 900 }));
    await scene.live(closedAt + 7 * HOUR);
    expect(scene.publisher.edits.toSorted()).toEqual(ids.filter((id) => id !== second && id !== third));
  });

  test.each([
    ['before it is sent again', 'beforeSend'],
    ['after it was sent again', 'afterSend'],
  ] as const)('while a process dies %s is looked for first: it comes once', async (_when, hook) => {
    const { scene, closedAt } = await start();
    scene.fails = () => null;
    let dies = true;
    const died = new Promise<void>((resolve) => {
      scene.publisher.hooks[hook] = async (key) => {
        if (!dies || !key.endsWith(second)) return undefined;
        resolve();
        return new Promise(() => {});
      };
    });
    scene.clock.advance(closedAt + 10 * MINUTE - scene.clock.now());
    const [job] = await scene.beat();
    void scene.run(job ?? expect.unreachable());
    await died;
    dies = false;
    expect((await scene.store.delivery(`${PLACE_ID}/${LIST_DAY}/${second}`))?.state).toBe('claimed');
    scene.clock.advance(MINUTE);
    await scene.live(closedAt + 20 * MINUTE);
    expect(scene.postedIn()).toEqual([...others, second, third]);
    expect(await scene.unsent()).toEqual([]);
    // Each of the two processes has looked for it.
    expect(scene.publisher.searches.filter(({ key }) => key === second)).toHaveLength(2);
  });

  test('whose place was unsubscribed does not come', async () => {
    const { scene, closedAt } = await start();
    scene.fails = () => null;
    await scene.store.moveSubscription(PLACE_ID, ['active'], 'ended', null);
    await scene.live(closedAt + DAY);
    expect(scene.postedIn()).toEqual(others);
  });
});

describe('a refresh', () => {
  const changed = (upvotes: number) => makePapers(5).map((paper) => ({ ...paper, upvotes }));

  /** Delivers an edition, and changes the upvotes of all cards; `fails` decides about each edit. */
  async function edit(fails: (id: string) => Error | null) {
    const scene = await open();
    const tries: string[] = [];
    await scene.subscribe();
    await scene.live(NOON + MINUTE);
    scene.lists[LIST_DAY] = changed(900);
    scene.publisher.hooks.beforeEdit = (key) => {
      const id = key.split('/').at(-1) as string;
      tries.push(id);
      const error = fails(id);
      if (error) throw error;
      return undefined;
    };
    return { scene, tries };
  }

  test.each([
    ['is refused', refusal],
    ['gets no answer', noAnswer],
  ])('T2: whose edit of one card always %s edits the others, and ends', async (_what, makeError) => {
    const { scene, tries } = await edit((id) => (id === second ? makeError() : null));
    await scene.live(NOON + 7 * HOUR);
    // The third job edits one of the other cards again, because none needs an edit.
    expect(new Set(scene.publisher.edits)).toEqual(new Set(ids.filter((id) => id !== second)));
    expect(scene.publisher.edits).toHaveLength(5);
    expect(tries.filter((id) => id === second)).toHaveLength(3);
    expect(await scene.edition()).toMatchObject({ refreshes: 3 });
    expect(scene.failedJobs()).toEqual([]);
    expect(scene.log.lines.filter(({ sentence }) => sentence.includes('leaving it unchanged'))).toHaveLength(
      1,
    );
  });

  test('whose only edit always fails ends after an edit of another card has shown that edits work', async () => {
    const { scene } = await edit((id) => (id === second ? refusal() : null));
    scene.lists[LIST_DAY] = makePapers(5).map((paper) =>
      paper.id === second ? { ...paper, upvotes: 900 } : paper,
    );
    await scene.live(NOON + 7 * HOUR);
    expect(scene.publisher.edits).toEqual([ids[0]]);
    expect(await scene.edition()).toMatchObject({ refreshes: 3 });
  });

  test('T1: whose edits all fail is tried until they pass, and the place stays healthy', async () => {
    let isOver = false;
    const { scene } = await edit(() => (isOver ? null : refusal()));
    await scene.live(NOON + 9 * HOUR);
    expect(scene.publisher.edits).toEqual([]);
    expect(scene.healthProblems().deliveries).toBeNull();
    isOver = true;
    await scene.live(NOON + 10 * HOUR);
    expect(scene.publisher.edits.toSorted()).toEqual(ids);
  });
});
