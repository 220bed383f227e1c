import { EventEmitter } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerCard, paperCard } from '../../../src/cards/build-card.ts';
import { listItems } from '../../../src/cards/list-items.ts';
import { WEB_PLACE } from '../../../src/domain/subscription/subscription.ts';
import { createWebPublisher, type WebEvents } from '../../../src/platforms/web/publisher.ts';
import type { Address } from '../../../src/ports/publisher.ts';
import { limits } from '../../../src/render/limits.ts';
import { migrate } from '../../../src/store/schema/migrations.ts';
import { openSqlite } from '../../../src/store/sqlite/driver.ts';
import { createMessageLog } from '../../../src/store/tables/message-log.ts';
import { describePublisher, idOf } from '../../contract/publisher.ts';
import { createTestClock } from '../../fixtures/clock.ts';
import { makePaper } from '../../fixtures/papers.ts';

const TO: Address = { place: WEB_PLACE, parentId: null, since: 0 };

async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-web-'));
  const sql = openSqlite(join(folder, 'test.db'));
  await migrate(sql);
  const messages = createMessageLog(sql);
  const events: WebEvents = new EventEmitter();
  const clock = createTestClock();
  return {
    publisher: createWebPublisher({ messages, clock, events }),
    to: TO,
    unknownId: '999',
    ...{ messages, events, clock },
    titles: async () => (await messages.after(0)).map(({ card }) => card.title.text),
    async close() {
      await sql.close();
      await rm(folder, { recursive: true });
    },
  };
}

describePublisher('web', open);

describe('the web channel', () => {
  const card = answerCard('lamp', []);
  let web: Awaited<ReturnType<typeof open>>;
  beforeEach(async () => {
    web = await open();
  });
  afterEach(() => web.close());

  it('notifies open pages of new and edited messages', async () => {
    const told: unknown[][] = [];
    web.events.on('message', () => told.push(['message'])).on('edit', (id) => told.push(['edit', id]));
    await web.publisher.send(TO, card, 'k1');
    await web.publisher.edit('1', card);
    await web.publisher.edit('999', card);
    expect(told).toEqual([['message'], ['edit', 1]]);
  });

  it('stores every part of a card: sections, commands, and the papers of a list', async () => {
    const entry = { paper: makePaper(), summary: null };
    const list = {
      ...answerCard('lamps', [{ name: 'text', label: '', text: 'two' }]),
      items: listItems(
        [entry],
        1,
        () => ({ up: 1, down: 0 }),
        () => [[0, 2]],
      ),
    };
    for (const [at, whole] of [list, paperCard(entry, '2026-08-21', 'not-yet')].entries()) {
      await web.messages.post(`whole ${at}`, whole, 1);
      expect((await web.messages.message(at + 1))?.card).toEqual(whole);
    }
  });

  it('stores the whole card, fitted to the limits, with its time', async () => {
    await web.publisher.send(TO, { ...card, title: { text: 'x'.repeat(501), url: null } }, 'k1');
    const message = await web.messages.message(1);
    expect(message).toMatchObject({ id: 1, postedAt: web.clock.now() });
    expect(message?.card.title.text).toHaveLength(limits.web.title);
  });

  it('posts one message per key, however often it is sent, and finds it by the key alone', async () => {
    const first = idOf(await web.publisher.send(TO, card, 'k1'));
    const again = { ...card, title: { text: 'again', url: null } };
    expect(idOf(await web.publisher.send(TO, again, 'k1'))).toBe(first);
    expect(await web.titles()).toEqual(['lamp']);
    // The card can differ from the stored one, for example because its summary has arrived since.
    expect(await web.publisher.find(TO, again, 'k1')).toEqual({ state: 'sent', messageId: first });
    expect(await web.publisher.find(TO, card, 'k2')).toBeNull();
  });

  it('finds a message that was edited', async () => {
    const id = idOf(await web.publisher.send(TO, card, 'k1'));
    await web.publisher.edit(id, { ...card, title: { text: 'mended', url: null } });
    expect(await web.publisher.find(TO, card, 'k1')).toEqual({ state: 'sent', messageId: id });
  });

  it('posts one message per key, even if it is sent concurrently, with ascending ids', async () => {
    const keys = Array.from({ length: 30 }, (_, n) => `k${n % 10}`);
    await Promise.all(keys.map((key) => web.publisher.send(TO, card, key)));
    expect((await web.messages.after(0)).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it.each(['', 'x', '-1', '0', '1e999'])('has no message %j', async (id) => {
    await web.publisher.send(TO, card, 'k1');
    expect((await web.publisher.edit(id, card)).state).toBe('messageRejected');
  });

  it('links to the page of a paper; a message without a paper has no link', async () => {
    const paper = paperCard({ paper: makePaper(), summary: null }, null, 'for-good');
    const id = idOf(await web.publisher.send(TO, paper, 'k1'));
    expect(await web.publisher.link(WEB_PLACE, id)).toBe(`/papers/${makePaper().id}`);
    const heading = idOf(await web.publisher.send(TO, card, 'k2'));
    for (const none of [heading, '999', '', 'x'])
      expect(await web.publisher.link(WEB_PLACE, none)).toBeNull();
  });

  it('finds its messages by list day, newest days first', async () => {
    for (const [key, day] of [
      ['a', '2026-08-20'],
      ['b', '2026-08-21'],
      ['c', '2026-08-20'],
      ['d', null],
    ] as const) {
      await web.publisher.send(TO, { ...card, day }, key);
    }
    expect(await web.messages.days(9)).toEqual(['2026-08-21', '2026-08-20']);
    expect(await web.messages.days(1)).toEqual(['2026-08-21']);
    expect((await web.messages.ofDay('2026-08-20')).map(({ id }) => id)).toEqual([1, 3]);
    expect((await web.messages.after(2)).map(({ id }) => id)).toEqual([3, 4]);
    expect(await web.messages.message(9)).toBeNull();
  });
});
