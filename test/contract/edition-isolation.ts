import { describe, expect, test } from 'vitest';
import { createRun } from '../../src/app/scheduler/run.ts';
import { cardWording } from '../../src/i18n/ko/card.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { HOUR, MINUTE, SECOND } from '../../src/lib/duration.ts';
import { LIST_DAY, NOON } from '../app/editions/harness.ts';
import { live, turn } from '../app/scheduler/isolation-harness.ts';
import { holdTimeouts } from '../fixtures/timeouts.ts';
import {
  createEdition,
  type EditionPlatform,
  type EditionServer,
  type Fault,
  LAYOUTS,
  type Layout,
  papers,
  type RequestKind,
  WHOLE,
} from './edition-harness.ts';

/** What `describeIsolation` needs to know about a platform's answers. */
export interface PlatformAnswers {
  /** Answers that can be the fault of one message, each with words of which `/paper status` quotes some. */
  readonly failures: Readonly<Record<string, readonly [fault: Fault, words: string]>>;
  /** The name of the answer that calls a message malformed. */
  readonly malformed: string;
  /** Answers with which the platform refuses to put cards into a thread, and the requests that get them. */
  readonly threadFailures: Readonly<Record<string, Fault>>;
  isForThread(kind: RequestKind, body: string): boolean;
}

const ids = papers.map(({ id }) => id);
const urlOf = (n: number) => WHOLE[n] as string;
const without = (...numbers: number[]) => WHOLE.filter((_, n) => !numbers.includes(n));
const HEADING = cardWording.headingTitle(LIST_DAY);

/** Creates a bot with one place, whose scheduler runs over simulated time. */
async function open<Server extends EditionServer>(
  platform: EditionPlatform<Server>,
  layout: Layout = 'channel',
  count = 5,
) {
  const edition = await createEdition(platform, layout, { count });
  const { clock: still, server, placeId, store } = edition;
  // A pause within a job ends immediately, and advances the clock.
  const clock: Clock = {
    ...still,
    async sleep(ms, signal) {
      if (ms > 10 * SECOND) return still.sleep(ms, signal);
      signal?.throwIfAborted();
      still.advance(ms);
    },
  };
  const startRun = (owner: string) => createRun({ ...edition.startProcess(owner).deps, clock });
  const run = startRun('a');
  const { expire } = holdTimeouts();
  const refuse = (fault: Fault | undefined) => {
    // The timeout must not expire before the server has handled the request.
    if (fault?.kind === 'hang') setImmediate(expire);
    return fault;
  };
  return {
    ...{ ...edition, run },
    live: (until: number) => live({ clock: still, store, run, turn: () => turn(run) }, until),
    /** Lets each send fail for which `isMeant` returns true. */
    failSends(fault: Fault, isMeant: (body: string) => boolean) {
      server.fault = (kind, body) => (kind === 'send' && isMeant(body) ? refuse(fault) : undefined);
    },
    failRequests(fault: Fault, isMeant: (kind: RequestKind, body: string) => boolean) {
      server.fault = (kind, body) => (isMeant(kind, body) ? refuse(fault) : undefined);
    },
    urls: () => [...server.channel(), ...server.thread()].map(({ url }) => url),
    unsent: () => store.unsent(placeId, 0),
  };
}

const has =
  (...numbers: number[]) =>
  (body: string) =>
    numbers.some((n) => body.includes(n === 0 ? HEADING : (ids[n - 1] as string)));

/** Tests which messages are left out if a platform refuses some or all of them (rule 15). */
export function describeIsolation(platform: EditionPlatform, answers: PlatformAnswers): void {
  const { failures, malformed, threadFailures, isForThread } = answers;
  const [malformedFault, malformedWords] = failures[malformed] ?? expect.unreachable();

  test.each(Object.entries(failures))(
    'T2: one card that always gets %s is left out, and named; the others come in order',
    async (_name, [fault, words]) => {
      const scene = await open(platform);
      scene.failSends(fault, has(3));
      await scene.live(NOON + 10 * MINUTE);
      expect(scene.urls()).toEqual(without(3));
      expect(await scene.edition()).toMatchObject({ state: 'done', failing: 1 });
      const [left, ...others] = await scene.unsent();
      expect(others).toEqual([]);
      expect(left).toMatchObject({ paperId: ids[2], state: 'left-out' });
      expect(left?.reason).toContain(words);
      expect(left?.reason).toMatch(/^[^a-z]*[가-힣]/i);
      expect(scene.run.failedJobs()).toEqual([]);
      expect(await scene.subscription()).toMatchObject({ state: 'active' });
    },
  );

  test.each([
    ['the first card', [1]],
    ['two neighbours', [2, 3]],
  ] as const)('T2: %s, in a thread: the others come in the thread', async (_what, numbers) => {
    const scene = await open(platform, 'thread');
    scene.failSends(malformedFault, has(...numbers));
    await scene.live(NOON + 10 * MINUTE);
    expect(scene.server.channel().map(({ url }) => url)).toEqual([urlOf(0)]);
    expect(scene.server.thread().map(({ url }) => url)).toEqual(without(0, ...numbers));
  });

  test('T2: a card that is there although the platform says that it failed is found, not left out', async () => {
    const scene = await open(platform);
    scene.failSends({ kind: 'after', answer: { status: 500 } }, has(3));
    await scene.live(NOON + 10 * MINUTE);
    await scene.expectWhole();
    expect(await scene.unsent()).toEqual([]);
  });

  test.each([
    ['the last card', 5, 5],
    ['the only card', 1, 1],
  ] as const)('T2: %s is left out after an hour', async (_what, n, count) => {
    const scene = await open(platform, 'channel', count);
    scene.failSends(malformedFault, has(n));
    await scene.live(NOON + HOUR + 16 * MINUTE);
    expect(scene.urls()).toEqual(WHOLE.slice(0, count));
    expect(await scene.unsent()).toMatchObject([{ paperId: ids[n - 1], state: 'left-out' }]);
  });

  test.each(LAYOUTS)('T2: a heading is sent as plain text, and the cards follow (%s)', async (layout) => {
    const scene = await open(platform, layout);
    scene.failSends(malformedFault, (body) => body.includes('/papers/date/'));
    await scene.live(NOON + MINUTE);
    expect(scene.server.channel()[0]?.url ?? null).toBeNull();
    expect(scene.urls().slice(1)).toEqual(without(0));
    expect(scene.server.thread()).toHaveLength(layout === 'thread' ? 5 : 0);
    expect(await scene.unsent()).toEqual([]);
    expect(scene.server.rejections()).toEqual([]);
  });

  test('T2: a plain heading whose answer is lost is found, not sent again', async () => {
    const scene = await open(platform);
    let lost = 0;
    scene.server.fault = (kind, body) => {
      if (kind !== 'send' || !body.includes(HEADING)) return undefined;
      if (body.includes('/papers/date/')) return malformedFault;
      lost += 1;
      return lost === 1 ? { kind: 'after', answer: 'reset' } : undefined;
    };
    await scene.live(NOON + MINUTE);
    expect(lost).toBe(1);
    expect(scene.urls()).toHaveLength(6);
    expect(await scene.unsent()).toEqual([]);
  });

  test('T2: without any heading, the cards of a thread come in the channel', async () => {
    const scene = await open(platform, 'thread');
    scene.failSends(malformedFault, has(0));
    await scene.live(NOON + MINUTE);
    expect(scene.urls()).toEqual(without(0));
    expect(await scene.unsent()).toMatchObject([{ paperId: null, state: 'left-out' }]);
  });

  test('T2: a card comes late if its fault ends, and is marked', async () => {
    const scene = await open(platform);
    scene.failSends(malformedFault, has(3));
    await scene.live(NOON + 5 * MINUTE);
    scene.server.fault = undefined;
    let late = '';
    scene.server.fault = (kind, body) => {
      if (kind === 'send') late = body;
      return undefined;
    };
    await scene.live(NOON + 20 * MINUTE);
    expect(scene.urls()).toEqual([...without(3), urlOf(3)]);
    expect(late).toContain(cardWording.late);
    expect(await scene.unsent()).toEqual([]);
  });

  describe('T1: everything is refused', () => {
    test.each(LAYOUTS)('for ten minutes (%s): all comes afterwards, once and in order', async (layout) => {
      const scene = await open(platform, layout);
      scene.failSends(malformedFault, () => scene.clock.now() < NOON + 10 * MINUTE);
      await scene.live(NOON + 4 * MINUTE);
      expect(scene.run.healthProblems().deliveries).toContain(malformedWords);
      expect(scene.urls()).toEqual([]);
      await scene.live(NOON + 26 * MINUTE);
      await scene.expectWhole();
      expect(scene.run.healthProblems().deliveries).toBeNull();
      // A refusal has no effect, so nothing had to be looked for.
      expect(scene.count('search')).toBe(0);
    });

    test('from the third card on, for an hour: all comes afterwards', async () => {
      const scene = await open(platform);
      const isIncident = () => scene.clock.now() < NOON + HOUR && scene.server.channel().length >= 3;
      scene.failSends(malformedFault, isIncident);
      await scene.live(NOON + HOUR - 1);
      expect(scene.urls()).toEqual(WHOLE.slice(0, 3));
      await scene.live(NOON + HOUR + 16 * MINUTE);
      await scene.expectWhole();
    });
  });

  describe('T4: a thread', () => {
    test.each(Object.entries(threadFailures))(
      'that gets %s: the cards come in the channel, below the heading',
      async (_name, fault) => {
        const scene = await open(platform, 'thread');
        scene.failRequests(fault, isForThread);
        await scene.live(NOON + 10 * MINUTE);
        expect(scene.server.channel().map(({ url }) => url)).toEqual(WHOLE);
        expect(scene.server.thread()).toEqual([]);
        expect(await scene.edition()).toMatchObject({ state: 'done', layout: 'moved', failing: 0 });
        expect(await scene.subscription()).toMatchObject({ state: 'active' });
      },
    );

    test('that is refused: the later cards follow the first one, and are found in the channel', async () => {
      const scene = await open(platform, 'thread');
      const [fault] = Object.values(threadFailures);
      const refused = (kind: RequestKind, body: string) => isForThread(kind, body) && scene.urls().length < 2;
      let lost = 0;
      scene.server.fault = (kind, body) => {
        if (refused(kind, body)) return fault;
        if (kind !== 'send' || !has(3)(body)) return undefined;
        lost += 1;
        return lost === 1 ? { kind: 'after', answer: 'reset' } : undefined;
      };
      await scene.live(NOON + 10 * MINUTE);
      // The thread would be possible again, but the edition is not split.
      expect(scene.server.channel().map(({ url }) => url)).toEqual(WHOLE);
      expect(scene.server.thread()).toEqual([]);
    });
  });
}
