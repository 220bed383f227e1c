import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { FEW_TRIES } from '../../src/domain/edition/isolation.ts';
import { failure } from '../app/editions/harness.ts';
import { type Mangle, startProxy } from '../emulators/proxy.ts';
import { EVENTUALLY } from '../fixtures/eventually.ts';
import { pairsOf, type Speed } from '../fixtures/sample.ts';
import { holdTimeouts } from '../fixtures/timeouts.ts';
import {
  createEdition,
  dieAt,
  type Edition,
  type EditionPlatform,
  endAt,
  type Fault,
  type FaultPlace,
  LAYOUTS,
  type Layout,
  LONG,
  type RequestKind,
  requestOf,
  requestsOf,
  type SharedFault,
} from './edition-harness.ts';

const page = (status: number): SharedFault => ({
  ...{ kind: 'status', status, headers: { 'content-type': 'text/html' } },
  body: '<!DOCTYPE html><title>Log in</title>',
});

/** The ways in which a request fails: in the server, or during the transfer of its response. */
const FAULTS: Readonly<Record<string, SharedFault | Mangle>> = {
  '500': { kind: 'status', status: 500 },
  '502': { kind: 'status', status: 502 },
  '502 with a page': page(502),
  '503': { kind: 'status', status: 503 },
  '500, but it was done': { kind: 'after', answer: { status: 500 } },
  '502, but it was done': { kind: 'after', answer: { status: 502 } },
  '503, but it was done': { kind: 'after', answer: { status: 503 } },
  'a timeout': { kind: 'hang' },
  'a timeout, but it was done': { kind: 'after', answer: 'hang' },
  'a reset': { kind: 'reset' },
  'a reset, but it was done': { kind: 'after', answer: 'reset' },
  'a closed socket': { kind: 'close' },
  'a closed socket, but it was done': { kind: 'after', answer: 'close' },
  'a page instead of JSON': page(200),
  'a page instead of JSON, but it was done': 'html',
  'JSON that stops in the middle': 'truncate',
  'an answer that is cut off': 'cut off',
  'an answer that never ends': 'stall',
};

/** Returns the kind of a fault: the request took effect, was rate limited (however long), or had no effect. */
const kindOfFault = (name: string) =>
  /but it was done|stops in the middle|cut off|never ends/.test(name)
    ? 'done'
    : /^429/.test(name)
      ? 'limited'
      : 'not done';

const isTimeout = (fault: Fault | Mangle) =>
  typeof fault === 'string'
    ? fault === 'stall'
    : fault.kind === 'hang' || (fault.kind === 'after' && fault.answer === 'hang');

/** Returns the places for faults. Four failures in a row exceed the number of attempts of a send. */
function faultPlacesOf({ beforeThread, faultPlaces }: EditionPlatform): readonly FaultPlace[] {
  const firstCard = 2 + beforeThread.filter((kind) => kind === 'send').length;
  return [
    { where: 'the heading', layout: 'channel', kind: 'send', nth: 1, times: 1 },
    { where: 'the second card', layout: 'channel', kind: 'send', nth: 3, times: 1 },
    { where: 'the second card', layout: 'channel', kind: 'send', nth: 3, times: 4 },
    { where: 'the first reaction of the second card', layout: 'channel', kind: 'react', nth: 3, times: 1 },
    { where: 'the first reaction of the second card', layout: 'channel', kind: 'react', nth: 3, times: 4 },
    { where: 'the last reaction', layout: 'channel', kind: 'react', nth: 10, times: 1 },
    { where: 'the last reaction', layout: 'channel', kind: 'react', nth: 10, times: 4 },
    { where: 'the heading of a thread', layout: 'thread', kind: 'send', nth: 1, times: 1 },
    { where: 'the first card in its thread', layout: 'thread', kind: 'send', nth: firstCard, times: 1 },
    { where: 'a reaction in a thread', layout: 'thread', kind: 'react', nth: 4, times: 1 },
    ...faultPlaces,
  ];
}

/** Makes the requests of a fault place fail. Returns the number of failures so far, and the URL to connect to. */
async function inject(
  { server }: Edition,
  { kindOf }: EditionPlatform,
  fault: Fault | Mangle,
  { kind, nth, times }: FaultPlace,
) {
  const { expire } = holdTimeouts();
  const injected = { times: 0, url: server.url };
  const isNext = requestsOf(kind, nth, times);
  const fails = (request: RequestKind) => {
    if (!isNext(request)) return false;
    injected.times += 1;
    // The timeout must not expire before the server has handled the request.
    if (isTimeout(fault)) setImmediate(expire);
    return true;
  };
  if (typeof fault !== 'string') server.fault = (request) => (fails(request) ? fault : undefined);
  else {
    const proxy = await startProxy(server);
    onTestFinished(proxy.close);
    proxy.hooks.mangle = (method, path) => (fails(kindOf(method, path)) ? fault : undefined);
    injected.url = proxy.url;
  }
  return injected;
}

/** Tests an edition with each fault at each fault place, and with a process that ends at each of its requests. */
export function describeEditionFaults(speed: Speed, platform: EditionPlatform): void {
  /** The quick run ends processes only during the heading and the first card; other cards make the same requests. */
  const isQuick = (nth: number, layout: Layout) => nth < requestOf(platform, layout, 2);
  const points = LAYOUTS.flatMap((layout) =>
    Array.from({ length: requestOf(platform, layout, 6) - 1 }, (_, index) => index + 1)
      .filter((nth) => isQuick(nth, layout) === (speed === 'quick'))
      .flatMap((nth) => [false, true].map((isDone) => ({ layout, nth, isDone }))),
  );
  const pairs = pairsOf(
    speed,
    Object.entries<Fault | Mangle>({ ...FAULTS, ...platform.faults }),
    faultPlacesOf(platform),
    ([name], { layout, kind }) => [kindOfFault(name), layout, kind].join(),
  ).map(([[name, fault], place]) => ({ name, fault, ...place }));

  test.each(pairs)('$name at $where, $times in a row: everything is posted exactly once', async (pair) => {
    const edition = await createEdition(platform, pair.layout);
    const injected = await inject(edition, platform, pair.fault, pair);
    const errors = await edition.deliverAtLast(edition.startProcess('a', injected));
    const isReaction = pair.kind === 'react';
    // A platform that does not ignore repeats is searched before a retry, so no message that arrived is repeated.
    const fewest = platform.ignoresRepeats || isReaction ? pair.times : 1;
    await vi.waitFor(() => {
      edition.retryReactions();
      expect(injected.times).toBeGreaterThanOrEqual(fewest);
    }, EVENTUALLY);
    // The job in which the same message fails for the third time also tries the next one (rule 15).
    const jobs = kindOfFault(pair.name) === 'not done' ? Math.min(injected.times, FEW_TRIES) : injected.times;
    if (!platform.ignoresRepeats) expect(errors).toHaveLength(isReaction ? 0 : jobs);
    await edition.expectWhole();
  });

  describe('a process that dies', () => {
    test.each(points)(
      'at request $nth, done: $isDone, in the layout $layout: the next one continues, nothing is posted twice',
      async ({ layout, nth, isDone }) => {
        const edition = await createEdition(platform, layout);
        await dieAt(edition, nth, isDone);
        const { server } = edition;
        const claims = (await edition.deliveries()).filter(({ state }) => state === 'claimed');
        const isFound =
          server.channel().length + server.thread().length === (await edition.deliveries()).length;
        edition.clock.advance(LONG);
        await edition.deliverAtLast(edition.startProcess('b'));
        await edition.expectWhole();
        // A card that is not in its thread could be in the channel.
        const isInEither = layout === 'thread' && claims.some(({ paperId }) => paperId !== null) && !isFound;
        expect(edition.count('search')).toBe(isInEither ? 2 : 1);
      },
    );
  });

  describe('a process that is stopped', () => {
    test.each(points.filter(({ layout }) => layout === 'channel'))(
      'at request $nth, done: $isDone: the next one continues immediately',
      async ({ nth, isDone }) => {
        const edition = await createEdition(platform);
        const process = edition.startProcess('a');
        const stopped = endAt(edition, nth, isDone, () => process.stop.abort());
        expect(await failure(process.deliver())).toMatchObject({ name: 'AbortError' });
        await stopped;
        edition.server.fault = undefined;
        expect(await edition.deliverAtLast(edition.startProcess('b'))).toEqual([]);
        await edition.expectWhole();
      },
    );
  });
}
