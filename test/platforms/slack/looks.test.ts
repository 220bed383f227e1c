import { describe, expect, test } from 'vitest';
import { headingCard, paperCard } from '../../../src/cards/build-card.ts';
import { TemporaryError } from '../../../src/domain/errors.ts';
import type { SendResult } from '../../../src/ports/publisher.ts';
import { failure, LIST_DAY } from '../../app/editions/harness.ts';
import { createEdition, type Layout, requestsOf, WHOLE } from '../../contract/edition-harness.ts';
import { idOf } from '../../contract/publisher.ts';
import {
  defaultChannelId,
  type Fault,
  OUTSIDE_MARKETPLACE,
  type SeenRequest,
} from '../../emulators/slack/index.ts';
import { makePaper } from '../../fixtures/papers.ts';
import { connect, createSlackStage, splitId, titleOf } from './api/call-harness.ts';
import { slackEdition } from './edition-harness.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const READER = 'U0READER';
const heading = headingCard(LIST_DAY, 40, 5);
const card = paperCard({ paper: makePaper(), summary: null }, LIST_DAY, 'not-yet');
const found = async (find: Promise<SendResult | null>) =>
  idOf((await find) ?? { state: 'messageRejected', reason: 'not found' });
const isHistory = ({ method }: Pick<SeenRequest, 'method'>) => method.startsWith('conversations.');

/**
 * Creates an edition that stops at its third card. The card is posted if `isDone`, but its answer is lost; either way,
 * members then write `chatter` messages.
 */
async function createStopped(layout: Layout, isDone: boolean, chatter: number) {
  const edition = await createEdition(slackEdition, layout);
  const { server, clock } = edition;
  for (let n = 0; n < 40; n += 1) server.slack.say(defaultChannelId, READER, `long before ${n}`);
  clock.advance(2 * HOUR);
  const isThird = requestsOf('send', 4, 1);
  const lost: Fault = isDone ? { kind: 'after', answer: 'reset' } : { kind: 'reset' };
  server.fault = (kind) => (isThird(kind) ? lost : undefined);
  const process = edition.startProcess('a');
  await failure(process.deliver());
  const say = server.sayIn(layout);
  for (let n = 0; n < chatter; n += 1) say(`chatter ${n}`);
  return { ...edition, process };
}

describe('T6: with one page of 15 messages a minute, a look', () => {
  test.each([
    ['channel', true, 20],
    ['channel', true, 100],
    ['channel', false, 100],
    ['thread', true, 20],
    ['thread', false, 50],
  ] as const)(
    'in the layout %s (posted: %s) goes on where it stopped, behind %i messages',
    async (layout, isDone, chatter) => {
      const { server, process, clock, deliverAtLast, deliveries } = await createStopped(
        layout,
        isDone,
        chatter,
      );
      const before = server.slack.requests.length;
      server.slack.limits = OUTSIDE_MARKETPLACE;
      // Members go on writing, which moves the message to later pages.
      const deliver = () => {
        for (let n = 0; n < 3; n += 1) server.slack.say(defaultChannelId, READER, 'still here');
        return process.deliver();
      };
      await deliverAtLast({ deliver });
      // Each message is there once. While the search takes minutes, the cards behind it need not wait (rule 15).
      const posted = [...server.channel(), ...server.thread()];
      expect(posted.map(({ url }) => url).toSorted()).toEqual(WHOLE.toSorted());
      const known = (await deliveries()).map(({ messageId }) => messageId);
      expect(known.toSorted()).toEqual(posted.map(({ id }) => id).toSorted());
      const asked = server.slack.requests.slice(before).filter(isHistory);
      for (const { body } of asked)
        expect(Number(body.oldest) * 1_000).toBeGreaterThan(clock.now() - 4 * HOUR);
      // No page is read twice: there are only as many pages as there were messages since the edition was opened.
      const read = asked.length - server.slack.refusals.filter(({ error }) => error === 'ratelimited').length;
      const pagesOf = (messages: number) => Math.ceil(messages / 15);
      const inThread = layout === 'thread' ? pagesOf(1 + 3 + chatter) : 0;
      // The channel is searched after the thread; meanwhile, members wrote three messages before each attempt.
      const inChannel = layout === 'thread' ? pagesOf(1 + 3 * (inThread + 1)) : pagesOf(3 + chatter + 3);
      expect(read).toBeLessThanOrEqual(inThread + inChannel);
    },
  );

  test.each<[string, Fault]>([
    ['429', { kind: 'rate-limit', retryAfter: 60 }],
    ['503', { kind: 'status', status: 503 }],
    ['internal_error', { kind: 'error', error: 'internal_error' }],
    ['a reset', { kind: 'reset' }],
  ])('goes on after %s', async (_, fault) => {
    const stage = await createSlackStage({ limits: { history: { pageSize: 15, everyMs: 0 } } });
    const id = idOf(await stage.publisher.send(stage.to, card, 'k1'));
    for (let n = 0; n < 40; n += 1) stage.slack.say(defaultChannelId, READER, `chatter ${n}`);
    const cursors = () => stage.slack.requests.filter(isHistory).map(({ body }) => body.cursor);
    stage.slack.fault = (request) => (isHistory(request) && cursors().length === 3 ? fault : undefined);
    const problem = await failure(stage.publisher.find(stage.to, card, 'k1'));
    expect(problem).toBeInstanceOf(TemporaryError);
    expect(await found(stage.publisher.find(stage.to, card, 'k1'))).toBe(id);
    const [first, second, third, again] = cursors();
    expect([first, typeof second, again]).toEqual([undefined, 'string', third]);
    expect(cursors()).toHaveLength(4);
    // The look has ended: the next one starts anew.
    expect(await found(stage.publisher.find(stage.to, card, 'k1'))).toBe(id);
    expect(cursors()[4]).toBeUndefined();
  });

  test('starts anew if its cursor is no longer valid, or if another attempt was made in between', async () => {
    const stage = await createSlackStage({ limits: { history: { pageSize: 15, everyMs: 0 } } });
    for (let n = 0; n < 40; n += 1) stage.slack.say(defaultChannelId, READER, `chatter ${n}`);
    let failures = 0;
    const stopAt = (nth: number, fault: Fault) => {
      failures = 0;
      stage.slack.fault = (request) => {
        if (isHistory(request)) failures += 1;
        return isHistory(request) && failures === nth ? fault : undefined;
      };
    };
    const find = (attempt: number) => stage.publisher.find(stage.to, card, 'k1', { attempt });
    stopAt(3, { kind: 'rate-limit', retryAfter: 60 });
    await failure(find(2));
    stopAt(1, { kind: 'error', error: 'invalid_cursor' });
    expect(await find(3)).toBeNull();
    stopAt(3, { kind: 'rate-limit', retryAfter: 60 });
    await failure(find(4));
    const id = idOf(await connect(stage.slack, stage.clock).publisher.send(stage.to, card, 'k1'));
    expect(await found(find(6))).toBe(id);
  });
});

test('T6: a message that was sent with an earlier form of its key is found in the same search', async () => {
  const stage = await createSlackStage({ limits: { history: { pageSize: 15, everyMs: 0 } } });
  const parentId = idOf(await stage.publisher.send(stage.to, heading, 'former/heading'));
  const id = idOf(await stage.publisher.send({ ...stage.to, parentId }, card, 'former/1'));
  for (let n = 0; n < 40; n += 1) stage.slack.say(defaultChannelId, READER, `chatter ${n}`);
  const second = idOf(await stage.publisher.send(stage.to, heading, 'now/heading'));
  const before = stage.slack.requests.length;
  const formerKeys = ['former/1', 'other/1'];
  expect(
    await found(stage.publisher.find({ ...stage.to, parentId: second }, card, 'now/1', { formerKeys })),
  ).toBe(id);
  // One page of the second heading's thread, three of the channel, and one of the first heading's thread.
  expect(stage.slack.requests.slice(before).filter(isHistory)).toHaveLength(5);
});

describe('T12: if the heading of a thread was deleted', () => {
  async function createThread() {
    const stage = await createSlackStage();
    const parentId = idOf(await stage.publisher.send(stage.to, heading, 'e/heading'));
    const { ts } = splitId(parentId);
    const to = { ...stage.to, parentId };
    const posts = () => stage.slack.requests.filter(({ method }) => method === 'chat.postMessage');
    return { ...stage, to, ts, posts, channel: () => stage.slack.messages(defaultChannelId) };
  }

  test('and nobody had replied, its cards are in the channel, and are found there', async () => {
    const { slack, publisher, log, to, ts, posts, channel, clock } = await createThread();
    slack.deleteMessage(defaultChannelId, ts);
    const id = idOf(await publisher.send(to, card, 'e/1'));
    expect(channel().map((message) => message.ts)).toEqual([splitId(id).ts]);
    expect(slack.current(defaultChannelId, splitId(id).ts)).toHaveLength(2);
    // Later cards go there on purpose.
    idOf(await publisher.send(to, card, 'e/2'));
    expect(posts().map(({ body }) => body.thread_ts)).toEqual([undefined, ts, undefined]);
    expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    // A process that starts later looks in the channel, too.
    const other = connect(slack, clock);
    expect(await found(other.publisher.find(to, card, 'e/1'))).toBe(id);
    expect(await other.publisher.find(to, card, 'e/3')).toBeNull();
    idOf(await other.publisher.send(to, card, 'e/3'));
    expect(posts().at(-1)?.body).not.toHaveProperty('thread_ts');
    expect(slack.rejections).toEqual([]);
  });

  test('and Slack refuses the thread, its cards go into the channel', async () => {
    const { slack, publisher, to, channel } = await createThread();
    slack.fault = ({ body }) => (body.thread_ts ? { kind: 'error', error: 'thread_not_found' } : undefined);
    const id = idOf(await publisher.send(to, card, 'e/1'));
    expect(channel().map((message) => message.ts)).toContain(splitId(id).ts);
  });

  test('but has replies, its cards stay in its thread, also under a second heading', async () => {
    const { slack, publisher, to, ts, channel } = await createThread();
    const id = idOf(await publisher.send(to, card, 'e/1'));
    slack.deleteMessage(defaultChannelId, ts);
    idOf(await publisher.send(to, card, 'e/2'));
    expect(slack.replies(defaultChannelId, ts)).toHaveLength(2);
    expect(channel().map(({ subtype }) => subtype)).toEqual(['tombstone']);
    expect(await found(publisher.find(to, card, 'e/1'))).toBe(id);
    // After a restore, the heading is not known for what it was, so there can be a second one.
    const parentId = idOf(await publisher.send({ ...to, parentId: null }, heading, 'e/heading'));
    expect(await found(publisher.find({ ...to, parentId }, card, 'e/1'))).toBe(id);
    expect(await publisher.find({ ...to, parentId }, card, 'e/3')).toBeNull();
  });

  test.each([0, 2])('after %i cards, its edition is complete, and nothing is doubled', async (cards) => {
    const edition = await createEdition(slackEdition, 'thread');
    const { server } = edition;
    const isNext = requestsOf('send', 2 + cards, 1);
    const isLost = requestsOf('send', 3 + cards, 1);
    let ts = '';
    server.fault = (kind) => {
      if (isNext(kind)) {
        ts = server.slack.messages(defaultChannelId)[0]?.ts ?? '';
        server.slack.deleteMessage(defaultChannelId, ts);
      }
      return isLost(kind) ? { kind: 'after', answer: 'reset' } : undefined;
    };
    await edition.deliverAtLast(edition.startProcess('a'));
    const inChannel = server.slack.messages(defaultChannelId).filter(({ subtype }) => !subtype);
    const inThread = server.slack.replies(defaultChannelId, ts);
    expect([inChannel.length, inThread.length]).toEqual(cards === 0 ? [5, 0] : [0, 5]);
    const posted = [...inChannel, ...inThread].map((message) => [titleOf(message).url, message.ts]);
    expect(posted.map(([url]) => url)).toEqual(WHOLE.slice(1));
    // The store knows each card's message, so reactions to it are votes on its paper.
    const known = (await edition.deliveries()).filter(({ paperId }) => paperId);
    expect(known.map(({ messageId }) => splitId(messageId ?? '').ts).toSorted()).toEqual(
      posted.map(([, id]) => id).toSorted(),
    );
  });
});
