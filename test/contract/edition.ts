import { describe, expect, onTestFinished, test } from 'vitest';
import { REFRESHES } from '../../src/domain/edition/refresh-step.ts';
import { SetupError } from '../../src/domain/errors.ts';
import { HOUR } from '../../src/lib/duration.ts';
import { failure, LIST_DAY } from '../app/editions/harness.ts';
import { startProxy } from '../emulators/proxy.ts';
import { ANY_STATE } from '../fixtures/settings.ts';
import { describeEditionFaults } from './edition-faults.ts';
import {
  createEdition,
  deliverTwice,
  dieAt,
  type EditionPlatform,
  type EditionServer,
  LAYOUTS,
  type Layout,
  LONG,
  papers,
  type RequestKind,
  requestOf,
  requestsOf,
  type Sent,
  WHOLE,
} from './edition-harness.ts';

/** The index of the first refresh step that edits upvotes. */
export const STEP = REFRESHES.findIndex(({ upvotes }) => upvotes);

/** Delivers an edition, advances the clock by six hours, and raises the upvotes of the third paper. */
export async function createPosted<Server extends EditionServer>(
  platform: EditionPlatform<Server>,
  layout: Layout,
) {
  const edition = await createEdition(platform, layout);
  const process = edition.startProcess('a');
  await edition.deliverAtLast(process);
  edition.clock.advance(6 * HOUR);
  const moved = papers.map((paper, index) => (index === 2 ? { ...paper, upvotes: 432 } : paper));
  await edition.store.saveListDay(LIST_DAY, moved, null, edition.clock.now());
  const third = () =>
    (layout === 'thread' ? edition.server.thread() : edition.server.channel().slice(1))[2] as Sent;
  return { ...edition, process, third };
}

/** Tests the delivery of editions through a platform's publisher, with and without failures. */
export function describeEdition(platform: EditionPlatform): void {
  describeEditionFaults('quick', platform);

  test.each(LAYOUTS)('without faults, in the layout %s, needs no retry', async (layout) => {
    const { server, startProcess, deliverAtLast, expectWhole } = await createEdition(platform, layout);
    expect(await deliverAtLast(startProcess('a'))).toEqual([]);
    await expectWhole();
    const card: RequestKind[] = ['send', 'react', 'react'];
    const first = layout === 'thread' ? [...platform.beforeThread, ...card] : card;
    expect(server.requests()).toEqual(['send', ...first, ...card, ...card, ...card, ...card]);
  });

  test.each(LAYOUTS)('whose search for a message fails, in the layout %s, searches again', async (layout) => {
    const edition = await createEdition(platform, layout);
    // How many attempts one job makes; the test makes all of them fail.
    const attempts = platform.ignoresRepeats ? 3 : 1;
    const isSecondCard = requestsOf('send', requestOf(platform, layout, 2) > 5 ? 4 : 3, attempts);
    const isSearch = requestsOf('search', 1, 2 * attempts);
    edition.server.fault = (kind) => {
      if (isSecondCard(kind)) return { kind: 'after', answer: 'reset' };
      return isSearch(kind) ? { kind: 'status', status: 503 } : undefined;
    };
    // The third job goes on with the next card (rule 15), then searches again.
    expect(await edition.deliverAtLast(edition.startProcess('a'))).toHaveLength(2);
    await edition.expectWhole();
  });

  describe('a platform that cannot be reached', () => {
    test.each([
      ['before the first message', 0, 3],
      ['before a card', 4, 3],
      ['before a reaction', 6, 3],
      // No card waits for this reaction, so no job fails.
      ['before the last reaction', 15, 0],
    ])('%s, for a while: everything is posted exactly once', async (_, after, failures) => {
      const edition = await createEdition(platform);
      const proxy = await startProxy(edition.server);
      onTestFinished(proxy.close);
      if (after === 0) await proxy.close();
      let passed = 0;
      let away: Promise<void> | undefined;
      proxy.hooks.mangle = () => {
        passed += 1;
        // This request is still answered; after that, the server is unreachable.
        if (passed === after) away = new Promise((resolve) => setImmediate(() => resolve(proxy.close())));
        return undefined;
      };
      const process = edition.startProcess('a', proxy);
      let failed = 0;
      const deliver = () =>
        process.deliver().catch(async (error) => {
          failed += 1;
          await away;
          if (failed === failures) await proxy.open();
          throw error;
        });
      const errors = await edition.deliverAtLast({ ...process, deliver });
      expect(errors.length).toBeGreaterThanOrEqual(failures);
      if (failures === 0) await away?.then(proxy.open);
      await edition.expectWhole();
    });
  });

  describe('a process that dies', () => {
    test.each([
      { layout: 'channel', message: 0, chatter: 101 },
      { layout: 'channel', message: 0, chatter: 251 },
      { layout: 'channel', message: 2, chatter: 101 },
      { layout: 'channel', message: 2, chatter: 251 },
      { layout: 'channel', message: 5, chatter: 450 },
      { layout: 'thread', message: 0, chatter: 251 },
      { layout: 'thread', message: 1, chatter: 101 },
      { layout: 'thread', message: 2, chatter: 101 },
      { layout: 'thread', message: 2, chatter: 251 },
      { layout: 'thread', message: 3, chatter: 251 },
      { layout: 'thread', message: 5, chatter: 450 },
    ] as const)(
      'at message $message in the layout $layout, with $chatter messages by others before and after: its messages are found',
      async ({ layout, message, chatter }) => {
        const edition = await createEdition(platform, layout);
        const { server } = edition;
        const chat = () => {
          const say = server.sayIn(layout);
          for (let n = 1; n <= chatter; n += 1) {
            edition.clock.advance(50);
            say(`chatter ${n}`);
          }
        };
        await dieAt(edition, requestOf(platform, layout, message), true, chat);
        const sent = server.channel().length + server.thread().length;
        chat();
        edition.clock.advance(LONG);
        const before = edition.count('send');
        await edition.deliverAtLast(edition.startProcess('b'));
        await edition.expectWhole();
        expect(sent).toBe(1 + message);
        const isThreadLeft = layout === 'thread' && message === 0;
        const withoutThread = isThreadLeft ? platform.beforeThread.filter((kind) => kind === 'send') : [];
        expect(edition.count('send') - before).toBe(WHOLE.length - sent + withoutThread.length);
      },
    );

    test.each([false, true])(
      'before commands are answered with the same links (card sent: %s): an answer is not mistaken for the card',
      async (isDone) => {
        const edition = await createEdition(platform);
        await dieAt(edition, requestOf(platform, 'channel', 2), isDone);
        for (const url of WHOLE) await edition.server.answer(url);
        expect(edition.server.answers()).toBe(WHOLE.length);
        edition.clock.advance(LONG);
        await edition.deliverAtLast(edition.startProcess('b'));
        await edition.expectWhole();
      },
    );

    test.each([1, 2])(
      'at card %i of a channel whose history becomes unreadable: nothing is posted twice, the subscription is paused',
      async (card) => {
        const edition = await createEdition(platform);
        const { server } = edition;
        await dieAt(edition, requestOf(platform, 'channel', card), true);
        server.unreadable.add();
        edition.clock.advance(LONG);
        const next = edition.startProcess('b');
        await next.deliver();
        expect(server.channel().map(({ url }) => url)).toEqual(WHOLE.slice(0, 1 + card));
        const { reason } = server.unreadable;
        expect(await edition.subscription()).toMatchObject({ state: 'paused', reason });
        server.unreadable.remove();
        await edition.store.moveSubscription(edition.placeId, ANY_STATE, 'active', null);
        await edition.deliverAtLast(next);
        await edition.expectWhole();
      },
    );

    test('and is replaced before its claim expires: the new process waits for that, then continues', async () => {
      const edition = await createEdition(platform);
      await dieAt(edition, requestOf(platform, 'channel', 2), true);
      const errors = await edition.deliverAtLast(edition.startProcess('b'));
      expect(errors).toEqual([expect.objectContaining({ retryAfterMs: expect.any(Number) })]);
      await edition.expectWhole();
    });

    test('again and again, after a few requests: in the end, everything is posted exactly once', async () => {
      const edition = await createEdition(platform, 'thread');
      for (let deaths = 0; deaths < 12; deaths += 1) {
        await dieAt(edition, 2 + (deaths % 2), deaths % 3 !== 0);
        edition.clock.advance(LONG);
        if ((await edition.edition())?.state === 'done') break;
      }
      await edition.deliverAtLast(edition.startProcess('b'));
      await edition.expectWhole();
    });
  });

  test.each(LAYOUTS)(
    'delivered by two processes concurrently, in the layout %s, is posted once',
    async (layout) => {
      const edition = await createEdition(platform, layout);
      await deliverTwice(edition, 0);
      await edition.expectWhole();
    },
  );

  test('with a rejected token ends in a setup error; with another token, everything is posted once', async () => {
    const edition = await createEdition(platform);
    const { server } = edition;
    const isRefused = requestsOf('send', 3);
    server.fault = (kind) => (isRefused(kind) ? platform.invalidToken : undefined);
    const process = edition.startProcess('a');
    for (let tries = 0; tries < 5; tries += 1)
      expect(await failure(process.deliver())).toBeInstanceOf(SetupError);
    expect(server.channel()).toHaveLength(2);
    server.fault = undefined;
    expect(await edition.deliverAtLast(edition.startProcess('b'))).toEqual([]);
    await edition.expectWhole();
  });

  describe('a place that changes in the middle of an edition', () => {
    /** Calls `change` before the `nth` request is handled. */
    const meanwhile = (server: EditionServer, nth: number, change: () => void) => {
      const isNow = requestsOf(null, nth, 1);
      server.fault = (kind) => {
        if (isNow(kind)) change();
        return undefined;
      };
    };

    test('by being deleted stops the subscription, with a reason', async () => {
      const edition = await createEdition(platform);
      meanwhile(edition.server, requestOf(platform, 'channel', 2), edition.server.deleteChannel);
      await edition.startProcess('a').deliver();
      expect(await edition.subscription()).toMatchObject(platform.deleted);
      expect(await edition.edition()).toMatchObject({ state: 'open' });
    });

    test('by refusing messages pauses the subscription; later, the edition continues where it stopped', async () => {
      const edition = await createEdition(platform);
      const { closed } = edition.server;
      meanwhile(edition.server, requestOf(platform, 'channel', 2), closed.add);
      const process = edition.startProcess('a');
      await process.deliver();
      const { reason } = closed;
      expect(await edition.subscription()).toMatchObject({ state: 'paused', reason });
      expect(edition.server.channel()).toHaveLength(2);
      closed.remove();
      await edition.store.moveSubscription(edition.placeId, ANY_STATE, 'active', null);
      expect(await edition.deliverAtLast(process)).toEqual([]);
      await edition.expectWhole();
    });

    test.each(platform.threadEnds)(
      '(%s) refuses the remaining cards, and the subscription stays active',
      async (how) => {
        const edition = await createEdition(platform, 'thread');
        const { server } = edition;
        let left: readonly Sent[] = [];
        meanwhile(server, requestOf(platform, 'thread', 3), () => {
          server.endThread(how);
          left = server.channel();
        });
        expect(await edition.deliverAtLast(edition.startProcess('a'))).toEqual([]);
        expect(await edition.subscription()).toMatchObject({ state: 'active', reason: null });
        expect(await edition.edition()).toMatchObject({ state: 'done' });
        expect(server.channel()).toEqual(left);
        const states = (await edition.deliveries()).map(({ state }) => state);
        expect(states.toSorted()).toEqual(['refused', 'refused', 'refused', 'sent', 'sent', 'sent']);
      },
    );
  });

  describe('a refresh', () => {
    test.each(LAYOUTS)(
      'in the layout %s edits only the card whose paper changed, and keeps all votes',
      async (layout) => {
        const { server, process, third, count, expectWhole } = await createPosted(platform, layout);
        const { id } = third();
        const [emoji] = platform.initialReactions;
        server.react(id, emoji);
        const current = server.reactions(id);
        expect(third().upvotes).toBe('98');
        await process.refresh(STEP);
        expect(third().upvotes).toBe('432');
        expect(server.reactions(id)).toEqual(current);
        expect(count('edit')).toBe(1);
        server.unreact(id, emoji);
        await expectWhole();
        const asked = server.requests().length;
        await process.refresh(STEP + 1);
        expect(server.requests()).toHaveLength(asked);
      },
    );

    test.each(['a deleted card', ...platform.threadEnds])('skips %s', async (what) => {
      const { server, process, third, subscription, edition } = await createPosted(platform, 'thread');
      if (what === 'a deleted card') server.deleteMessage(third().id);
      else server.endThread(what);
      const left = server.channel();
      await process.refresh(STEP);
      expect(await subscription()).toMatchObject({ state: 'active', reason: null });
      expect(await edition()).toMatchObject({ refreshes: STEP + 1 });
      expect(server.channel()).toEqual(left);
    });

    test('in a channel that refuses messages still ends', async () => {
      const { server, process, count } = await createPosted(platform, 'channel');
      server.closed.add();
      await process.refresh(STEP);
      expect(count('edit')).toBe(1);
    });
  });
}
