import { describe, expect, test } from 'vitest';
import { createRun } from '../../../src/app/scheduler/run.ts';
import { TemporaryError } from '../../../src/domain/errors.ts';
import { DAY, HOUR, MINUTE } from '../../../src/lib/duration.ts';
import { createStage, LIST_DAY, makePapers, PLACE, PLACE_ID } from '../editions/harness.ts';

const NEXT_DAY = '2026-08-24';
const PER_HOUR = 10;

/** A place with the setting, on a platform that publishes ten messages an hour. */
async function start(papers = 12) {
  const stage = await createStage(makePapers(papers));
  const { clock, publisher, store, lists } = stage;
  const published: { id: string; at: number }[] = [];
  let problem: string | null = null;
  Object.assign(publisher, {
    async publish(_place: unknown, id: string) {
      if (problem !== null) return problem;
      const recent = published.filter(({ at }) => at > clock.now() - HOUR);
      const [first] = recent;
      if (first && recent.length >= PER_HOUR)
        throw new TemporaryError('rate limited', {
          retryAfterMs: first.at + HOUR - clock.now(),
          isUndone: true,
          isUnrelated: true,
        });
      published.push({ id, at: clock.now() });
      return null;
    },
  });
  await stage.subscribe({ publish: 'on', count: papers });
  let run = createRun(stage.parts);
  /** Runs what is due, as an engine would, until nothing is. */
  async function turn() {
    const kinds: string[] = [];
    for (let due = await run.beat(); due.length > 0; due = await run.beat()) {
      expect(kinds.length).toBeLessThan(100);
      for (const job of due) {
        kinds.push(job.kind);
        await run.run(job);
      }
    }
    return kinds;
  }
  return {
    ...stage,
    turn,
    ids: () => published.map(({ id }) => id),
    sent: () => publisher.messages.map(({ id }) => id),
    edition: (day = LIST_DAY) => store.edition(PLACE_ID, day),
    refuse: (reason: string | null) => {
      problem = reason;
    },
    /** Starts anew with what is stored; the cache, in which failures are kept, is lost. */
    restart() {
      run = createRun({ ...stage.parts, cache: { get: async () => null, set: async () => {} } as never });
    },
    async nextDay() {
      lists[NEXT_DAY] = makePapers(2, papers + 1);
      clock.advance(Date.parse('2026-08-25T03:00:00Z') - clock.now());
      return turn();
    },
  };
}

describe('the messages of an edition', () => {
  test('are published in order once it is posted, as far as the limit allows, and later the others', async () => {
    const { turn, ids, sent, clock, edition, log } = await start();
    await turn();
    expect(sent()).toHaveLength(13);
    expect(ids()).toEqual(sent().slice(0, PER_HOUR));
    expect((await edition())?.publishing).toBe('due');
    clock.advance(30 * MINUTE);
    await turn();
    expect(ids()).toHaveLength(PER_HOUR);
    clock.advance(31 * MINUTE);
    await turn();
    expect(ids()).toEqual(sent());
    expect((await edition())?.publishing).toBe('over');
    clock.advance(2 * HOUR);
    await turn();
    expect(ids()).toEqual(sent());
    expect(log.lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  });

  test('are published after a restart, and none of them twice', async () => {
    const { turn, ids, sent, clock, restart } = await start();
    await turn();
    restart();
    await turn();
    expect(ids()).toHaveLength(PER_HOUR);
    clock.advance(HOUR + MINUTE);
    restart();
    await turn();
    expect(ids()).toEqual(sent());
  });

  test('are not published before all of them are posted', async () => {
    const { turn, ids, publisher, clock } = await start(2);
    publisher.hooks.beforeSend = (key) => {
      if (key.endsWith('heading')) return;
      throw new TemporaryError('down');
    };
    await turn();
    expect(publisher.messages).toHaveLength(1);
    expect(ids()).toEqual([]);
    publisher.hooks.beforeSend = undefined as never;
    clock.advance(HOUR);
    await turn();
    expect(ids()).toHaveLength(3);
  });

  test('that cannot be published are named, and the next edition is tried again', async () => {
    const { turn, ids, refuse, edition, nextDay, log } = await start(2);
    refuse('공지 채널이 아닙니다.');
    await turn();
    expect(ids()).toEqual([]);
    expect(await edition()).toMatchObject({
      ...{ state: 'done', publishing: 'over', publishProblem: '공지 채널이 아닙니다.' },
    });
    expect(log.lines).toContainEqual(expect.objectContaining({ sentence: 'Could not publish an edition' }));
    refuse(null);
    await nextDay();
    expect(ids()).toHaveLength(3);
    expect(await edition(NEXT_DAY)).toMatchObject({ publishing: 'over', publishProblem: null });
  });

  test('are left as they are if the setting is off, or turned off meanwhile', async () => {
    const { turn, ids, store, clock, edition, nextDay } = await start();
    await turn();
    const known = await store.subscription(PLACE_ID);
    if (known) await store.changeSettings(PLACE_ID, { ...known.settings, publish: 'off' });
    clock.advance(2 * HOUR);
    await turn();
    expect(ids()).toHaveLength(PER_HOUR);
    expect((await edition())?.publishing).toBe('over');
    await nextDay();
    expect(ids()).toHaveLength(PER_HOUR);
    expect((await edition(NEXT_DAY))?.publishing).toBe('none');
  });
});

test('a platform that publishes nothing delays no edition and no other place, and is given up after a day', async () => {
  const { turn, publisher, clock, subscribe, sent, nextDay, ids, edition, healthy } = await (async () => {
    const scene = await start(2);
    return { ...scene, healthy: () => createRun(scene.parts).healthProblems().deliveries };
  })();
  Object.assign(publisher, { publish: () => Promise.reject(new TemporaryError('down')) });
  await subscribe({}, { ...PLACE, channel: 'c2' });
  await turn();
  expect(sent()).toHaveLength(6);
  await nextDay();
  expect(sent()).toHaveLength(12);
  expect(healthy()).toBeNull();
  expect(ids()).toEqual([]);
  clock.advance(2 * DAY);
  expect(await turn()).not.toContain('publish');
  expect((await edition())?.state).toBe('done');
});
