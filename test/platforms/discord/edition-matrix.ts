import { describe, expect, onTestFinished, test } from 'vitest';
import { failure } from '../../app/editions/harness.ts';
import { pairsOf, type Speed } from '../../fixtures/sample.ts';
import { startProxy } from './api/call-harness.ts';
import { CASES, createEdition, dieAt, endAt, LONG, POINTS, spoil, TROUBLES } from './edition-harness.ts';

/** By what Discord has done by then; a moment and a long time are different faults of one kind. */
const kindOfFault = (name: string) =>
  /but it was done|stops in the middle|cut off|never ends/.test(name)
    ? 'done'
    : /^429/.test(name)
      ? 'limited'
      : 'not done';

/** The first requests of an edition, one of each kind: the heading, and a card with all that belongs to it. */
const FIRST = { channel: 4, thread: 6 };

/** How an edition comes through every fault at every place, and every end of a process. */
export function describeEditionMatrix(speed: Speed): void {
  const isQuick = (nth: number, layout: keyof typeof FIRST) => nth <= FIRST[layout] === (speed === 'quick');
  const points = POINTS.filter(({ nth, layout }) => isQuick(nth, layout));
  const stops = points.flatMap(({ layout, nth, isDone }) =>
    layout === 'channel' ? [[nth, isDone] as const] : [],
  );
  const pairs = pairsOf(speed, Object.entries(TROUBLES), CASES, ([name], { layout, method }) =>
    [kindOfFault(name), layout, method].join(),
  ).map(([[fault, trouble], place]) => ({ fault, trouble, ...place }));

  test.each(pairs)('$fault at $where, $times in a row: everything is there exactly once', async (place) => {
    const { trouble } = place;
    const edition = await createEdition(place.layout);
    const proxy = await startProxy(edition.discord);
    onTestFinished(proxy.close);
    const spoilt = spoil({ ...edition, proxy }, trouble, place);
    const process = edition.startProcess('a', trouble.mangle ? proxy : edition.discord);
    await edition.deliverAtLast(process);
    expect(spoilt.times).toBe(place.times);
    await edition.expectWhole();
    const threadExists = 160004;
    for (const { code } of edition.discord.rejections) expect(code).toBe(threadExists);
  });

  describe('a process that dies', () => {
    test.each(points)(
      'at request $nth, done: $isDone, in the layout $layout: the next one goes on, nothing is there twice',
      async ({ layout, nth, isDone }) => {
        const edition = await createEdition(layout);
        await dieAt(edition, nth, isDone);
        edition.clock.advance(LONG);
        await edition.deliverAtLast(edition.startProcess('b'));
        await edition.expectWhole();
      },
    );
  });

  describe('a process that is stopped', () => {
    test.each(stops)('at request %i, done: %s: the next one goes on at once', async (nth, isDone) => {
      const edition = await createEdition();
      const process = edition.startProcess('a');
      const stopped = endAt(edition.discord, nth, isDone, () => process.stop.abort());
      expect(await failure(process.deliver())).toMatchObject({ name: 'AbortError' });
      await stopped;
      edition.discord.fault = undefined;
      expect(await edition.deliverAtLast(edition.startProcess('b'))).toEqual([]);
      await edition.expectWhole();
    });
  });
}
