import { describe, expect, test } from 'vitest';
import { createRun } from '../../../src/app/scheduler/run.ts';
import { jobId } from '../../../src/domain/edition/job.ts';
import { TemporaryError } from '../../../src/domain/errors.ts';
import type { Settings } from '../../../src/domain/subscription/settings.ts';
import { DAY, HOUR, MINUTE } from '../../../src/lib/duration.ts';
import type { PlaceBlocked } from '../../../src/ports/publisher.ts';
import { createStage, LIST_DAY, makePapers, NOON, PLACE, PLACE_ID } from '../editions/harness.ts';

const blocked = (cause: string): PlaceBlocked => ({
  state: 'channelBlocked',
  reason: `막힘 ${cause}`,
  cause,
});

/** Opens a place whose platform answers each send with what `answer` returns; `null` accepts the message. */
async function open(answer: () => PlaceBlocked | null, settings: Partial<Settings> = {}) {
  const stage = await createStage();
  const { store, publisher, clock, parts } = stage;
  let wakes = 0;
  const sends: { at: number; key: string }[] = [];
  const asked: string[] = [];
  let endsAt: number | null = null;
  publisher.hooks.beforeSend = (key) => {
    sends.push({ at: clock.now(), key: key.split('/').at(-1) ?? '' });
    return answer() ?? undefined;
  };
  publisher.findReason = async (_place, _layout, { cause }) => {
    asked.push(cause);
    return { reason: `까닭 ${cause}`, endsAt };
  };
  const run = createRun({ ...parts, wake: () => (wakes += 1) });
  await stage.subscribe(settings);
  const scene = {
    ...{ ...stage, run, sends, asked, wakes: () => wakes },
    setEnd: (at: number | null) => {
      endsAt = at;
    },
    /** Runs the jobs that are due, until none is. Returns their ids. */
    async turn() {
      const jobs: string[] = [];
      for (let due = await run.beat(); due.length > 0; due = await run.beat()) {
        expect(jobs.length).toBeLessThan(50);
        for (const job of due) {
          jobs.push(jobId(job));
          await run.run(job);
        }
      }
      return jobs;
    },
    /** Runs the jobs of every ten minutes until `end`. */
    async live(end: number) {
      while (clock.now() < end) {
        clock.advance(10 * MINUTE);
        await scene.turn();
      }
    },
    subscription: async () => (await store.subscription(PLACE_ID)) ?? expect.fail('no subscription'),
    lines: (text: string) => stage.log.lines.filter(({ sentence }) => sentence.includes(text)),
  };
  return scene;
}

describe('a paused place', () => {
  test('T3: is tried with one request at its posting time, and resumes when the platform accepts it', async () => {
    let answer: PlaceBlocked | null = blocked('50013');
    const scene = await open(() => answer);
    await scene.turn();
    expect(await scene.subscription()).toMatchObject({
      ...{ state: 'paused', reason: '까닭 50013' },
      pause: { since: NOON, cause: '50013', endsAt: null, retryAt: NOON + DAY, toldAt: null },
    });
    await scene.live(NOON + 23 * HOUR);
    expect(scene.sends).toHaveLength(1);

    answer = null;
    await scene.live(NOON + DAY);
    expect(scene.posted()).toEqual(['heading', ...makePapers(5).map(({ id }) => id)]);
    expect(await scene.subscription()).toMatchObject({ state: 'active', reason: null, pause: null });
    expect(scene.lines('accepted a message')).toHaveLength(1);
    expect(scene.wakes()).toBe(1);
    // No earlier attempt was ambiguous, so nothing was looked for.
    expect(scene.publisher.searches).toEqual([]);
  });

  test('that still refuses costs one request a day, and its reason is not asked for again', async () => {
    const scene = await open(() => blocked('50013'));
    scene.lists['2026-08-24'] = makePapers(3, 6);
    scene.lists['2026-08-25'] = makePapers(3, 9);
    await scene.turn();
    await scene.live(NOON + 6 * DAY);
    const days = scene.sends.map(({ at }) => (at - NOON) / DAY);
    expect(days).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(scene.sends.every(({ key }) => key === 'heading')).toBe(true);
    expect(scene.publisher.searches).toEqual([]);
    expect(scene.asked).toEqual(['50013']);
    expect(scene.model.asked).toHaveLength(5);
    expect(scene.lines('Paused a subscription')).toHaveLength(1);
    expect((await scene.subscription()).pause).toMatchObject({ since: NOON });
  });

  test('that is owed nothing is not tried, and gets its next edition', async () => {
    let answer: PlaceBlocked | null = null;
    const scene = await open(() => answer);
    await scene.turn();
    expect(scene.posted()).toHaveLength(6);
    // An edit is refused on Saturday; Friday's list has been posted already, and the next list is Monday's.
    scene.publisher.hooks.beforeEdit = () => blocked('50001');
    scene.lists[LIST_DAY] = makePapers(5).map((paper) => ({ ...paper, upvotes: 900 }));
    await scene.live(NOON + 7 * HOUR);
    expect(await scene.subscription()).toMatchObject({ state: 'paused' });
    answer = blocked('50001');
    scene.sends.length = 0;
    scene.lists['2026-08-24'] = makePapers(3, 6);
    await scene.live(NOON + 3 * DAY - HOUR);
    expect(scene.sends).toEqual([]);
    answer = null;
    await scene.live(NOON + 3 * DAY);
    expect(scene.posted().slice(6)).toEqual(['heading', ...makePapers(3, 6).map(({ id }) => id)]);
  });

  test('T3: that says when it opens is tried then, and again at the end of a prolonged time', async () => {
    const scene = await open(() => (scene.clock.now() < NOON + 3 * HOUR ? blocked('50013') : null));
    scene.setEnd(NOON + HOUR);
    await scene.turn();
    expect((await scene.subscription()).pause).toMatchObject({ endsAt: NOON + HOUR, retryAt: NOON + HOUR });
    scene.setEnd(NOON + 3 * HOUR);
    await scene.live(NOON + 2 * HOUR);
    expect((await scene.subscription()).pause).toMatchObject({ since: NOON, retryAt: NOON + 3 * HOUR });
    await scene.live(NOON + 3 * HOUR);
    expect(scene.posted()).toHaveLength(6);
    expect(scene.sends.slice(0, 3).map(({ at }) => (at - NOON) / HOUR)).toEqual([0, 1, 3]);
    expect(scene.asked).toEqual(['50013', '50013']);
  });

  test('T3: with a long timeout is also tried at each posting time, since a moderator can lift it', async () => {
    let answer: PlaceBlocked | null = blocked('50013');
    const scene = await open(() => answer);
    scene.setEnd(NOON + 7 * DAY);
    await scene.turn();
    await scene.live(NOON + DAY + HOUR);
    expect(scene.sends).toHaveLength(2);
    expect(scene.asked).toHaveLength(1);
    answer = null;
    await scene.live(NOON + 2 * DAY);
    expect(scene.posted()).toHaveLength(6);
  });

  test('whose cause changes gets the new reason, in the same pause', async () => {
    let cause = '50013';
    const scene = await open(() => blocked(cause));
    await scene.turn();
    cause = '50001';
    await scene.live(NOON + DAY);
    expect(await scene.subscription()).toMatchObject({
      ...{ reason: '까닭 50001', pause: { since: NOON, cause: '50001', retryAt: NOON + 2 * DAY } },
    });
  });

  test('that an event resumed in vain stays in the same pause', async () => {
    const scene = await open(() => blocked('50013'));
    await scene.turn();
    scene.clock.advance(HOUR);
    await scene.store.moveSubscription(PLACE_ID, ['paused'], 'active', null);
    await scene.turn();
    expect(scene.sends).toHaveLength(2);
    expect(await scene.subscription()).toMatchObject({
      ...{ state: 'paused', reason: '까닭 50013', pause: { since: NOON, retryAt: NOON + DAY } },
    });
  });

  test('that an event resumed ends its pause with the first message', async () => {
    let answer: PlaceBlocked | null = blocked('50013');
    const scene = await open(() => answer);
    await scene.turn();
    answer = null;
    await scene.store.moveSubscription(PLACE_ID, ['paused'], 'active', null);
    expect((await scene.subscription()).pause).toMatchObject({ since: NOON });
    await scene.turn();
    expect(await scene.subscription()).toMatchObject({ state: 'active', pause: null });
    expect(scene.lines('accepted a message')).toEqual([]);
  });

  test('without an answer to a try is tried again every hour, three times, and then at its posting time', async () => {
    let answer: (() => PlaceBlocked | null) | null = () => blocked('50013');
    const scene = await open(() => {
      if (answer) return answer();
      throw new TemporaryError('down');
    });
    await scene.turn();
    answer = null;
    await scene.live(NOON + 2 * DAY - HOUR);
    expect(scene.sends.slice(1).map(({ at }) => (at - NOON) / HOUR)).toEqual([24, 25, 26]);
    expect(await scene.subscription()).toMatchObject({ state: 'paused', reason: '까닭 50013' });
    answer = () => null;
    await scene.live(NOON + 2 * DAY);
    expect(scene.posted()).toHaveLength(6);
  });

  test('whose try fails unexpectedly waits for its next posting time', async () => {
    let answer: (() => PlaceBlocked | null) | null = () => blocked('50013');
    const scene = await open(() => {
      if (answer) return answer();
      throw new TypeError('400 of an unknown kind');
    });
    await scene.turn();
    answer = null;
    await scene.live(NOON + 2 * DAY - HOUR);
    expect(scene.sends).toHaveLength(2);
    expect(await scene.subscription()).toMatchObject({ state: 'paused', pause: { retryAt: NOON + 2 * DAY } });
  });

  test('T3: that is owed nothing but its weekly message is tried with that', async () => {
    const saturdays = { weekdays: [6], best: { weekday: 6, since: 0 } };
    const scene = await open(() => {
      const isOver = scene.clock.now() >= NOON + 3 * HOUR;
      return isOver || scene.sends.length < 7 ? null : blocked('50013');
    }, saturdays);
    scene.setEnd(NOON + HOUR);
    await scene.turn();
    expect(await scene.subscription()).toMatchObject({ state: 'paused', pause: { retryAt: NOON + HOUR } });
    scene.setEnd(NOON + 3 * HOUR);
    await scene.live(NOON + 3 * HOUR);
    expect(scene.sends.slice(6).map(({ at }) => (at - NOON) / HOUR)).toEqual([0, 1, 3]);
    expect(scene.posted()).toHaveLength(7);
    expect(await scene.subscription()).toMatchObject({ state: 'active', pause: null });
  });

  test('by an earlier version is tried at once', async () => {
    const scene = await open(() => null);
    await scene.sql.query("UPDATE subscriptions SET state = 'paused', reason = '권한이 없습니다.'");
    await scene.turn();
    expect(scene.posted()).toHaveLength(6);
    expect(await scene.subscription()).toMatchObject({ state: 'active' });
  });

  test('of which only the channel is known is looked up once a day', async () => {
    const scene = await open(() => null);
    const unbound = { ...PLACE, workspace: '', channel: 'c2' };
    const asked: number[] = [];
    let isVisible = false;
    scene.publisher.workspaceOf = async ({ workspace }) => {
      if (workspace) return workspace;
      asked.push(scene.clock.now());
      return isVisible ? 'w1' : blocked('50001');
    };
    await scene.subscribe({}, unbound);
    await scene.turn();
    await scene.live(NOON + DAY - HOUR);
    expect(asked).toEqual([NOON]);
    isVisible = true;
    await scene.live(NOON + DAY);
    expect(asked).toEqual([NOON, NOON + DAY]);
    expect(await scene.store.subscription('fake:w1:c2')).toMatchObject({ state: 'active', pause: null });
    expect(await scene.store.edition('fake:w1:c2', LIST_DAY)).toMatchObject({ state: 'done' });
  });
});
