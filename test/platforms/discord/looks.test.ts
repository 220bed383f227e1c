import { Routes } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { alertCard, allWellCard } from '../../../src/cards/alert-card.ts';
import { bestCard, headingCard, paperCard } from '../../../src/cards/build-card.ts';
import { TemporaryError } from '../../../src/domain/errors.ts';
import type { Incident } from '../../../src/domain/health/incident.ts';
import { splitMessageId } from '../../../src/platforms/shared/message-id.ts';
import type { SendResult } from '../../../src/ports/publisher.ts';
import { failure, LIST_DAY } from '../../app/editions/harness.ts';
import { createEdition, LAYOUTS, type Layout, LONG } from '../../contract/edition-harness.ts';
import { idOf } from '../../contract/publisher.ts';
import { defaultChannelId } from '../../emulators/discord/index.ts';
import { makePaper } from '../../fixtures/papers.ts';
import { connect, createDiscordStage } from './api/call-harness.ts';
import { discordEdition } from './edition-harness.ts';

const READER = '400000000000000001';
const card = paperCard({ paper: makePaper(), summary: null }, LIST_DAY, 'not-yet');
const found = async (find: Promise<SendResult | null>) =>
  idOf((await find) ?? { state: 'messageRejected', reason: 'not found' });

test('T6: a look that is interrupted on its third page goes on there', async () => {
  const stage = await createDiscordStage();
  const id = idOf(await stage.publisher.send(stage.to, card, 'k1'));
  for (let n = 0; n < 260; n += 1) stage.discord.say(defaultChannelId, READER, `chatter ${n}`);
  const pages = () =>
    stage.discord.requests
      .filter(({ method, path }) => method === 'GET' && path.endsWith('/messages'))
      .map(({ query }) => new URLSearchParams(query).get('before'));
  // discord.js makes three attempts.
  stage.discord.fault = ({ method, path }) => {
    const isThird = method === 'GET' && path.endsWith('/messages') && pages().length >= 3;
    return isThird ? { kind: 'status', status: 503 } : undefined;
  };
  const look = () => stage.publisher.find(stage.to, card, 'k1');
  expect(await failure(look())).toBeInstanceOf(TemporaryError);
  const before = pages();
  stage.discord.fault = undefined;
  for (let n = 0; n < 10; n += 1) stage.discord.say(defaultChannelId, READER, `later ${n}`);
  expect(await found(look())).toBe(id);
  expect(pages().slice(before.length)).toEqual([before.at(-1)]);
  expect(before.at(-1)).not.toBeNull();
});

describe('T7: after a moderator removed embeds and a backup was restored', () => {
  /** Delivers an edition, removes the embeds of all its messages, and restores a backup from before. */
  async function deliverWithoutEmbeds(layout: Layout) {
    const edition = await createEdition(discordEdition, layout);
    const { server, clock } = edition;
    await edition.deliverAtLast(edition.startProcess('a'));
    const messages = () => [...server.channel(), ...server.thread()].map(({ id }) => id);
    for (const id of messages()) {
      const { channelId, messageId } = splitMessageId(id);
      server.discord.suppressEmbeds(channelId, messageId);
    }
    clock.advance(LONG);
    server.discord.forgetNonces();
    const known = async () => (await edition.deliveries()).map(({ messageId }) => messageId).toSorted();
    return { ...edition, messages, known };
  }

  test.each(LAYOUTS)('an edition in the layout %s is known again, and not doubled', async (layout) => {
    const { messages, known, restore, deliverAtLast } = await deliverWithoutEmbeds(layout);
    const before = messages();
    await deliverAtLast(await restore());
    expect(messages()).toEqual(before);
    expect(await known()).toEqual(before.toSorted());
  });

  /** Makes the heading one of an earlier version, without a button. */
  async function removeButton({ server }: Pick<Awaited<ReturnType<typeof deliverWithoutEmbeds>>, 'server'>) {
    const { channelId, messageId } = splitMessageId(server.channel()[0]?.id ?? '');
    const { call } = connect(server.discord, { now: Date.now, elapsed: Date.now, sleep: async () => {} });
    await call('PATCH', Routes.channelMessage(channelId, messageId), { body: { components: [] } });
    return call;
  }

  test('a heading of an earlier version is known by its thread', async () => {
    const { messages, server, restore, deliverAtLast } = await deliverWithoutEmbeds('thread');
    await removeButton({ server });
    const before = messages();
    await deliverAtLast(await restore());
    expect(messages()).toEqual(before);
  });

  test('a heading that nothing tells any more is sent again, but its cards are found below the first', async () => {
    const { messages, server, known, restore, deliverAtLast } = await deliverWithoutEmbeds('thread');
    const call = await removeButton({ server });
    await call('PATCH', Routes.channel(server.threadId() ?? ''), { body: { name: '다른 이름' } });
    const before = messages();
    await deliverAtLast(await restore());
    const second = server.channel()[1]?.id;
    expect(messages()).toEqual([before[0], second, ...before.slice(1)]);
    expect(await known()).toEqual([second, ...before.slice(1)].toSorted());
  });

  test('cards below a second heading are known, in either thread', async () => {
    const stage = await createDiscordStage();
    const heading = headingCard(LIST_DAY, 40, 5);
    const headings: string[] = [];
    for (const key of ['e/heading', 'e/second'])
      headings.push(idOf(await stage.publisher.send(stage.to, heading, key)));
    const under = (parentId: string | null | undefined) => ({ ...stage.to, parentId: parentId ?? null });
    const other = paperCard({ paper: makePaper({ id: '2608.00002' }), summary: null }, LIST_DAY, 'not-yet');
    const first = idOf(await stage.publisher.send(under(headings[0]), card, 'e/1'));
    const second = idOf(await stage.publisher.send(under(headings[1]), other, 'e/2'));
    for (const parentId of headings) {
      expect(await found(stage.publisher.find(under(parentId), card, 'e/1'))).toBe(first);
      expect(await found(stage.publisher.find(under(parentId), other, 'e/2'))).toBe(second);
    }
    expect(await stage.publisher.find(under(null), card, 'e/1')).toBeNull();
  });

  test('a card in the channel that belongs into a thread is known', async () => {
    const stage = await createDiscordStage();
    const parentId = idOf(await stage.publisher.send(stage.to, headingCard(LIST_DAY, 40, 5), 'e/heading'));
    const id = idOf(await stage.publisher.send(stage.to, card, 'e/1'));
    expect(await found(stage.publisher.find({ ...stage.to, parentId }, card, 'e/1'))).toBe(id);
  });

  test('the weekly best and alerts are known again', async () => {
    const stage = await createDiscordStage();
    const { episode } = { episode: { since: 5, wellSince: 6, told: {} } } as unknown as Incident;
    const cards = [
      bestCard('2026-08-22', { from: '2026-08-15', to: LIST_DAY }, [], () => ''),
      bestCard('2026-08-21', { from: '2026-08-14', to: '2026-08-20' }, [], () => ''),
      alertCard(episode, { store: 'broken' }),
      allWellCard(episode),
    ];
    const ids: string[] = [];
    for (const [index, sent] of cards.entries())
      ids.push(idOf(await stage.publisher.send(stage.to, sent, `k${index}`)));
    for (const { id } of stage.discord.messages(defaultChannelId))
      stage.discord.suppressEmbeds(defaultChannelId, id);
    for (const [index, sent] of cards.entries())
      expect(await found(stage.publisher.find(stage.to, sent, `k${index}`))).toBe(ids[index]);
  });
});
