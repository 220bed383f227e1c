import { describe, expect, test } from 'vitest';
import { createRun } from '../../../src/app/scheduler/run.ts';
import { type Job, jobId } from '../../../src/domain/edition/job.ts';
import { SetupError, TemporaryError } from '../../../src/domain/errors.ts';
import type { Paper } from '../../../src/domain/paper/paper.ts';
import { placeToId } from '../../../src/domain/subscription/subscription.ts';
import { DAY, HOUR } from '../../../src/lib/duration.ts';
import { ANY_STATE, pause, SETTINGS } from '../../fixtures/settings.ts';
import {
  createFakePublisher,
  createStage,
  LIST_DAY,
  makePapers,
  NOON,
  PLACE,
  PLACE_ID,
} from '../editions/harness.ts';

const MINUTE = 60_000;
const BLOCKED = { state: 'channelBlocked', reason: '권한이 없습니다.', cause: '50013' };
const NEXT_DAY = '2026-08-24';
const deliverJob = { kind: 'deliver', placeId: PLACE_ID, day: LIST_DAY } satisfies Job;
const bindJob: Job = { kind: 'bind', placeId: 'fake:c1' };
const collectJob: Job = { kind: 'collect', day: NEXT_DAY };

/** Creates a run with a stored list; `turn` plans and runs jobs, as an engine would, until nothing is due. */
async function start(list?: readonly Paper[]) {
  const stage = await createStage(list);
  const run = createRun(stage.parts);
  const jobs: string[] = [];
  return {
    ...stage,
    ...run,
    jobs,
    async turn() {
      for (let due = await run.beat(); due.length > 0; due = await run.beat()) {
        // More rounds would mean an endless loop.
        expect(jobs.length).toBeLessThan(100);
        for (const job of due) {
          jobs.push(jobId(job));
          await run.run(job);
        }
      }
    },
    /** Advances the clock until the job is due again, and returns how many seconds that took. */
    async secondsUntil(job: Job) {
      let seconds = 0;
      while (!(await run.beat()).some((due) => jobId(due) === jobId(job))) {
        stage.clock.advance(MINUTE / 60);
        seconds += 1;
      }
      return seconds;
    },
  };
}

describe('a place whose workspace is unknown', () => {
  const unbound = { ...PLACE, workspace: '' };

  test('is bound, and then gets its edition in the next heartbeat, which begins immediately', async () => {
    const { subscribe, publisher, parts, store, log } = await createStage();
    let wakes = 0;
    publisher.workspaceOf = async () => PLACE.workspace;
    const { beat, run } = createRun({ ...parts, wake: () => (wakes += 1) });
    await subscribe({}, unbound);
    expect(await beat()).toEqual([bindJob]);
    await run(bindJob);
    expect(wakes).toBe(1);
    expect(publisher.messages).toEqual([]);
    expect(await store.subscriptions()).toMatchObject([{ place: PLACE, createdAt: NOON }]);
    expect(log.lines).toMatchObject([{ fields: { place: 'fake:c1', workspace: 'w1' } }]);
    expect(await beat()).toEqual([deliverJob]);
  });

  test('is closed if the platform closed it', async () => {
    const { subscribe, publisher, store, jobs, turn } = await start();
    publisher.workspaceOf = async () => ({ state: 'channelDeleted', reason: '채널이 삭제되었습니다.' });
    await subscribe({}, unbound);
    await turn();
    expect(jobs).toEqual([jobId(bindJob)]);
    expect(await store.subscriptions()).toMatchObject([
      { place: unbound, state: 'ended', reason: '채널이 삭제되었습니다.' },
    ]);
  });

  test('is tried again after a pause if the platform does not answer, also after a restart', async () => {
    const { subscribe, publisher, parts, run, beat, failedJobs, secondsUntil, turn, posted } = await start();
    publisher.workspaceOf = async () => {
      throw new TemporaryError('down');
    };
    await subscribe({}, unbound);
    await run(bindJob);
    expect(await beat()).toEqual([]);
    expect(await createRun(parts).beat()).toEqual([]);
    expect(failedJobs()).toMatchObject([{ job: bindJob, failures: 1, error: 'down' }]);
    publisher.workspaceOf = async () => PLACE.workspace;
    expect(await secondsUntil(bindJob)).toBe(2);
    await turn();
    expect(posted()).toHaveLength(6);
    expect(failedJobs()).toEqual([]);
  });
});

describe('a job that fails', () => {
  test('is retried with growing pauses, of at most a quarter of an hour', async () => {
    const { subscribe, publisher, run, beat, secondsUntil } = await start();
    await subscribe();
    publisher.hooks.beforeSend = () => {
      throw new TemporaryError('down');
    };
    const waits = [];
    for (let failures = 0; failures < 11; failures += 1) {
      expect(await beat()).toEqual([deliverJob]);
      await run(deliverJob);
      expect(await beat()).toEqual([]);
      waits.push(await secondsUntil(deliverJob));
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
  });

  test('is not retried for as long as the server asked', async () => {
    const { subscribe, publisher, run, secondsUntil } = await start();
    await subscribe();
    publisher.hooks.beforeSend = () => {
      throw new TemporaryError('rate-limited', { retryAfterMs: 40 * MINUTE });
    };
    await run(deliverJob);
    expect(await secondsUntil(deliverJob)).toBe(40 * 60);
  });

  test('is listed as failed until it succeeds', async () => {
    const { subscribe, publisher, run, failedJobs, secondsUntil } = await start();
    await subscribe();
    publisher.hooks.beforeSend = () => {
      throw new TemporaryError('down');
    };
    for (let failures = 0; failures < 3; failures += 1) {
      await run(deliverJob);
      await secondsUntil(deliverJob);
    }
    expect(failedJobs()).toMatchObject([{ job: deliverJob, failures: 3, error: 'down', since: NOON }]);
    delete publisher.hooks.beforeSend;
    await run(deliverJob);
    expect(failedJobs()).toEqual([]);
  });

  test('still backs off after a restart, but not because the clock was set back', async () => {
    const { subscribe, publisher, parts, run, beat, clock } = await start();
    await subscribe();
    publisher.hooks.beforeSend = () => {
      throw new TemporaryError('rate-limited', { retryAfterMs: 40 * MINUTE });
    };
    clock.advance(2 * HOUR);
    await run(deliverJob);
    expect(await beat()).toEqual([]);
    const restarted = createRun(parts);
    expect(await restarted.beat()).toEqual([]);
    expect(restarted.failedJobs()).toMatchObject([{ failures: 1 }]);
    clock.advance(-HOUR);
    expect(await restarted.beat()).toEqual([deliverJob]);
    expect(restarted.failedJobs()).toEqual([]);
  });

  test('because of a bug is logged with its stack, and also backs off', async () => {
    const { subscribe, parts, clock, log } = await start();
    await subscribe();
    const bug = new TypeError('a bug');
    const { run, beat } = createRun({
      ...parts,
      store: { ...parts.store, edition: () => Promise.reject(bug) },
    });
    await run(deliverJob);
    expect(await beat()).toEqual([]);
    clock.advance(MINUTE);
    expect(await beat()).toEqual([deliverJob]);
    expect(log.lines).toContainEqual({
      level: 'error',
      fields: { edition: `${PLACE_ID}/${LIST_DAY}`, job: deliverJob, err: bug },
      sentence: expect.any(String),
    });
  });

  test('does not delay other jobs', async () => {
    const { subscribe, publisher, parts, store, turn, posted } = await start();
    const ill = { platform: 'ill', workspace: 'w1', channel: 'c1' };
    const illPublisher = createFakePublisher();
    illPublisher.hooks.beforeSend = () => {
      throw new TemporaryError('down');
    };
    Object.assign(parts, {
      publishers: new Map([
        [ill.platform, illPublisher],
        [PLACE.platform, publisher],
      ]),
    });
    await subscribe({}, ill);
    await subscribe();
    await turn();
    expect(posted()).toHaveLength(6);
    expect(await store.edition('ill:w1:c1', LIST_DAY)).toMatchObject({ state: 'open' });
  });

  test('at the same time as another is not forgotten', async () => {
    const { subscribe, publisher, run, beat } = await start();
    await subscribe();
    const other = { ...PLACE, channel: 'c2' };
    await subscribe({}, other);
    publisher.hooks.beforeSend = () => {
      throw new TemporaryError('down');
    };
    const due = await beat();
    expect(due).toHaveLength(2);
    await Promise.all(due.map(run));
    expect(await beat()).toEqual([]);
  });

  test('because the bot stops is not a failure', async () => {
    const { subscribe, publisher, run, beat, stop, log } = await start();
    await subscribe();
    publisher.hooks.afterSend = () => stop.abort(new Error('stopping'));
    await run(deliverJob);
    expect(await beat()).toEqual([deliverJob]);
    expect(log.lines.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
  });

  test.each(['deliver', 'touch-up'] as const)(
    'because credentials are rejected needs an operator: %s',
    async (kind) => {
      const { subscribe, publisher, run, clock, store, fatal, log } = await start();
      await subscribe();
      const error = new SetupError('DISCORD_TOKEN is not taken');
      const refuse = () => {
        throw error;
      };
      if (kind === 'deliver') publisher.hooks.beforeSend = refuse;
      await run(deliverJob);
      if (kind === 'touch-up') {
        publisher.hooks.beforeEdit = refuse;
        const moved = makePapers(5).map((paper) => ({ ...paper, upvotes: 300 }));
        await store.saveListDay(LIST_DAY, moved, null, clock.now());
        await run({ kind, placeId: PLACE_ID, day: LIST_DAY, step: 2 });
      }
      expect(fatal).toEqual([[PLACE.platform, error]]);
      // `onFatal` reports the error once, so the job does not log it.
      expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    },
  );

  test('because credentials are rejected names the platform of its place', async () => {
    const { subscribe, parts, fatal, run } = await start();
    const other = { ...PLACE, platform: 'other' };
    const illPublisher = createFakePublisher();
    const error = new SetupError('OTHER_TOKEN is not taken');
    illPublisher.hooks.beforeSend = () => {
      throw error;
    };
    Object.assign(parts, { publishers: new Map([...parts.publishers, [other.platform, illPublisher]]) });
    await subscribe();
    await subscribe({}, other);
    await run(deliverJob);
    await run({ ...deliverJob, placeId: placeToId(other) });
    expect(fatal).toEqual([['other', error]]);
  });

  test('never rejects, even if its failure cannot be saved', async () => {
    const { subscribe, parts, log } = await start();
    await subscribe();
    const broken = () => Promise.reject(new Error('disk full'));
    const { run } = createRun({
      ...parts,
      store: { ...parts.store, subscription: broken },
      cache: { get: broken, set: broken },
    });
    await expect(run(deliverJob)).resolves.toBeUndefined();
    expect(log.lines.filter(({ level }) => level === 'error')).not.toEqual([]);
  });
});

describe('a list', () => {
  test('that cannot be fetched is fetched again with growing pauses', async () => {
    const { subscribe, lists, clock, run, beat, secondsUntil } = await start();
    await subscribe();
    await run(deliverJob);
    lists[NEXT_DAY] = new TemporaryError('down');
    clock.advance(Date.parse('2026-08-25T03:00:00Z') - NOON);
    expect(await beat()).toContainEqual(collectJob);
    const waits = [];
    for (let failures = 0; failures < 3; failures += 1) {
      await run(collectJob);
      waits.push(await secondsUntil(collectJob));
    }
    expect(waits).toEqual([2, 4, 8]);
  });

  test('that has become empty is not fetched again and again', async () => {
    const { subscribe, lists, store, clock, turn, listsAsked, posted } = await start([]);
    // The list was collected before its day ended; since then, the source has returned an empty list.
    await store.saveListDay(LIST_DAY, makePapers(5), null, NOON - 6 * HOUR);
    lists[LIST_DAY] = [];
    clock.advance(MINUTE);
    await subscribe();
    await turn();
    expect(listsAsked.length).toBeLessThanOrEqual(2);
    expect(posted()).toHaveLength(6);
  });
});

describe('a place that no longer accepts messages', () => {
  test.each(['paused', 'ended'] as const)('causes no jobs, edits or messages: %s', async (state) => {
    const { subscribe, store, clock, lists, turn, beat, run, publisher } = await start();
    await subscribe();
    await turn();
    lists[LIST_DAY] = makePapers(5).map((paper) => ({ ...paper, upvotes: 300 }));
    await store.saveListDay(NEXT_DAY, makePapers(3, 6), null, clock.now());
    if (state === 'paused') await pause(store, PLACE_ID, '권한이 없습니다.', NOON);
    else await store.moveSubscription(PLACE_ID, ANY_STATE, state, null);
    clock.advance(6 * HOUR);
    expect(await beat()).toEqual([]);
    // These jobs were planned before the place stopped accepting messages.
    await run({ kind: 'touch-up', placeId: PLACE_ID, day: LIST_DAY, step: 2 });
    await run({ kind: 'deliver', placeId: PLACE_ID, day: NEXT_DAY });
    expect(publisher.edits).toEqual([]);
    expect(publisher.messages).toHaveLength(6);
  });
});

describe('a place that closes', () => {
  test('in the middle of an edition gets no more messages, and continues where it stopped once it is resumed', async () => {
    const { subscribe, store, publisher, turn, beat, posted, clock } = await start();
    await subscribe();
    publisher.hooks.beforeSend = (key) => (key.endsWith('2608.00002') ? BLOCKED : undefined);
    await turn();
    expect(posted()).toEqual(['heading', '2608.00001']);
    clock.advance(HOUR);
    expect(await beat()).toEqual([]);

    delete publisher.hooks.beforeSend;
    await store.moveSubscription(PLACE_ID, ANY_STATE, 'active', null);
    expect(await beat()).toEqual([deliverJob]);
    await turn();
    expect(posted()).toEqual(['heading', ...makePapers(5).map(({ id }) => id)]);
  });

  test('permanently gets nothing more', async () => {
    const { subscribe, store, publisher, turn, beat, clock } = await start();
    await subscribe();
    publisher.hooks.beforeSend = () => ({ state: 'channelDeleted', reason: '채널이 삭제되었습니다.' });
    await turn();
    delete publisher.hooks.beforeSend;
    clock.advance(DAY);
    expect(await beat()).toEqual([]);
    expect(await store.subscriptions()).toMatchObject([{ state: 'ended', reason: '채널이 삭제되었습니다.' }]);
  });
});

describe('over time', () => {
  test('a new place gets the newest list day immediately, and its cards are refreshed at most four times', async () => {
    const { subscribe, turn, jobs, clock, posted, edition } = await start();
    await subscribe();
    await turn();
    expect(jobs).toEqual([jobId(deliverJob)]);
    expect(posted()).toHaveLength(6);
    for (let hours = 0; hours < 48; hours += 1) {
      clock.advance(HOUR);
      await turn();
    }
    expect(jobs.filter((id) => id.startsWith('touch-up'))).toHaveLength(2);
    expect(await edition()).toMatchObject({ refreshes: 4 });
  });

  test('after downtime every missed list day of the last three days comes once, oldest first', async () => {
    const { subscribe, turn, lists, clock, publisher, store } = await start();
    await subscribe();
    await turn();
    const days = ['24', '25', '26', '27', '28'].map((date) => `2026-08-${date}`);
    for (const [index, day] of days.entries()) lists[day] = makePapers(1, 6 + index);

    // Friday's list ends on Saturday; Monday's and Tuesday's lists were due more than three days ago.
    clock.advance(Date.parse('2026-08-29T04:00:00Z') - NOON);
    await turn();
    expect(publisher.messages.map(({ card }) => card.day).filter((day) => day !== LIST_DAY)).toEqual(
      ['2026-08-26', '2026-08-27', '2026-08-28'].flatMap((day) => [day, day]),
    );
    const states = (await store.editions(LIST_DAY)).map(({ day, state }) => [day, state]);
    expect(states).toEqual([
      [LIST_DAY, 'done'],
      ['2026-08-24', 'skipped'],
      ['2026-08-25', 'skipped'],
      ['2026-08-26', 'done'],
      ['2026-08-27', 'done'],
      ['2026-08-28', 'done'],
    ]);

    await turn();
    expect(publisher.messages).toHaveLength(6 + 6);
  });

  test('nothing is due before the posting time', async () => {
    const { subscribe, turn, clock, beat } = await start();
    await subscribe();
    await turn();
    clock.advance(2 * DAY + 23 * HOUR);
    await turn();
    expect(await beat()).toEqual([]);
    clock.advance(HOUR);
    expect(await beat()).toContainEqual(collectJob);
  });
});

describe('the best papers of a week', () => {
  const FRIDAY_NOON = Date.parse('2026-08-28T03:00:00Z');
  const DAYS = ['24', '25', '26', '27', '28'].map((date) => `2026-08-${date}`);

  /** Subscribes on a Saturday, with the weekly best on Fridays, and prepares the lists of the following week. */
  async function startWeek() {
    const scene = await start();
    await scene.subscribe({ best: { weekday: 5, since: NOON } });
    for (const [index, day] of DAYS.entries()) scene.lists[day] = makePapers(2, 6 + 2 * index);
    const weekly = () => scene.publisher.messages.filter(({ key }) => key.includes('/best/'));
    const done: string[] = [];
    return {
      ...scene,
      weekly,
      /** All jobs that have run. */
      done,
      /** Runs until an instant, with a heartbeat every hour, and every ten minutes in the last three hours. */
      async live(until: number) {
        while (scene.clock.now() < until) {
          const left = until - scene.clock.now();
          scene.clock.advance(Math.min(left > 3 * HOUR ? HOUR : 10 * MINUTE, left));
          await scene.turn();
          done.push(...scene.jobs.splice(0));
        }
      },
    };
  }

  test('come at the posting time, as the last message of the day, and again a week later', async () => {
    const { live, turn, weekly, publisher, lists } = await startWeek();
    await turn();
    await live(FRIDAY_NOON - 1);
    expect(weekly()).toEqual([]);
    await live(FRIDAY_NOON);
    expect(weekly().map(({ key }) => key)).toEqual([`${PLACE_ID}/best/2026-08-28`]);
    expect(publisher.messages.at(-1)).toBe(weekly()[0]);
    // The last card of the day's edition comes just before the weekly best.
    expect(publisher.messages.at(-2)?.card.paperId).toBe('2608.00013');
    for (const [index, date] of ['08-31', '09-01', '09-02', '09-03'].entries())
      lists[`2026-${date}`] = makePapers(1, 30 + index);
    await live(FRIDAY_NOON + 7 * DAY - 1);
    expect(weekly()).toHaveLength(1);
    await live(FRIDAY_NOON + 7 * DAY);
    expect(weekly()).toHaveLength(2);
  });

  test.each([
    ['the hour', { at: 9 * 60 }],
    ['the zone', { timeZone: 'Asia/Kathmandu' }],
    ['the list', { mode: 'live' }],
    ['all of them', { at: 60, timeZone: 'America/New_York', mode: 'live' }],
  ] as const)('come once, even if %s is changed afterwards', async (_what, change) => {
    const { live, turn, weekly, store } = await startWeek();
    await turn();
    await live(FRIDAY_NOON);
    expect(weekly()).toHaveLength(1);
    const known = await store.subscription(PLACE_ID);
    await store.changeSettings(PLACE_ID, { ...(known?.settings ?? expect.unreachable()), ...change });
    await live(FRIDAY_NOON + 4 * DAY);
    expect(weekly()).toHaveLength(1);
  });

  test('that cannot be posted are retried', async () => {
    const { live, turn, weekly, publisher } = await startWeek();
    await turn();
    publisher.hooks.beforeSend = (key) => {
      if (key.includes('/best/')) throw new TemporaryError('down');
    };
    await live(FRIDAY_NOON + 30 * MINUTE);
    expect(weekly()).toEqual([]);
    delete publisher.hooks.beforeSend;
    await live(FRIDAY_NOON + HOUR);
    expect(weekly()).toHaveLength(1);
  });

  test('T2: that keep failing are left out after an hour, because the edition before them passed', async () => {
    const { live, turn, weekly, publisher, edition, store } = await startWeek();
    await turn();
    publisher.hooks.beforeSend = (key) => {
      if (key.includes('/best/')) throw new TemporaryError('down');
    };
    await live(FRIDAY_NOON + DAY);
    expect(weekly()).toEqual([]);
    expect(await edition('2026-08-28')).toMatchObject({ state: 'done' });
    expect(await store.unsent(PLACE_ID, 0)).toMatchObject([{ paperId: null, state: 'left-out' }]);
  });

  test('of a week without an edition are checked once', async () => {
    const { live, turn, weekly, done, store } = await startWeek();
    await turn();
    const settings = { ...SETTINGS, minUpvotes: 1_000, best: { weekday: 5, since: NOON } };
    await store.changeSettings(PLACE_ID, settings);
    // The first week has one edition: the one that was posted when the place subscribed.
    await live(FRIDAY_NOON + 7 * DAY - HOUR);
    expect(weekly()).toHaveLength(1);
    done.length = 0;
    await live(FRIDAY_NOON + 8 * DAY);
    expect(done.filter((id) => id.startsWith('best'))).toHaveLength(1);
    expect(weekly()).toHaveLength(1);
  });

  test('are not held up forever by a list that cannot be fetched', async () => {
    const { live, turn, weekly, lists } = await startWeek();
    await turn();
    await live(FRIDAY_NOON - HOUR);
    lists['2026-08-27'] = new TemporaryError('down');
    await live(FRIDAY_NOON + HOUR - 10 * MINUTE);
    expect(weekly()).toEqual([]);
    await live(FRIDAY_NOON + HOUR + 20 * MINUTE);
    expect(weekly()).toHaveLength(1);
  });

  test('wait for the edition of a list that came a few minutes late', async () => {
    const { live, turn, weekly, lists, publisher } = await startWeek();
    await turn();
    await live(FRIDAY_NOON - HOUR);
    const list = lists['2026-08-27'] ?? [];
    lists['2026-08-27'] = new TemporaryError('down');
    await live(FRIDAY_NOON + 20 * MINUTE);
    lists['2026-08-27'] = list;
    await live(FRIDAY_NOON + 50 * MINUTE);
    expect(weekly()).toHaveLength(1);
    expect(publisher.messages.at(-1)).toBe(weekly()[0]);
    expect(publisher.messages.at(-2)?.card.paperId).toBe('2608.00013');
  });

  test('come to a paused place if it resumes within three days, and not later', async () => {
    for (const [days, messages] of [
      [2, 1],
      [4, 0],
    ] as const) {
      const { live, turn, weekly, store, publisher } = await startWeek();
      await turn();
      await live(FRIDAY_NOON - HOUR);
      publisher.hooks.beforeSend = () => BLOCKED;
      await live(FRIDAY_NOON + days * DAY);
      expect(weekly()).toEqual([]);
      delete publisher.hooks.beforeSend;
      await store.moveSubscription(PLACE_ID, ANY_STATE, 'active', null);
      await live(FRIDAY_NOON + days * DAY + HOUR);
      expect(weekly()).toHaveLength(messages);
    }
  });

  test('are posted once after downtime, after the missed editions', async () => {
    const { turn, clock, weekly, publisher } = await startWeek();
    await turn();
    clock.advance(FRIDAY_NOON + DAY - NOON);
    await turn();
    await turn();
    expect(weekly()).toHaveLength(1);
    expect(publisher.messages.at(-1)).toBe(weekly()[0]);
  });
});
