import { describe, expect, onTestFinished, test } from 'vitest';
import { deliver } from '../../../src/app/editions/deliver.ts';
import { refresh } from '../../../src/app/editions/refresh.ts';
import { REFRESHES } from '../../../src/domain/edition/refresh-step.ts';
import { SetupError, TemporaryError } from '../../../src/domain/errors.ts';
import { placeToId, type Settings } from '../../../src/domain/subscription/subscription.ts';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { slackWording } from '../../../src/i18n/ko/slack.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import type { Store } from '../../../src/ports/store.ts';
import { createStage, failure, LIST_DAY, makePapers } from '../../app/editions/harness.ts';
import {
  defaultChannelId,
  type Fault,
  type SlackServer,
  type StoredMessage,
  startSlack,
} from '../../emulators/slack/index.ts';
import { ANY_STATE } from '../../fixtures/settings.ts';
import { holdTimeouts } from '../discord/api/call-harness.ts';
import { CHANNEL, connect, sectionsOf, titleOf } from './api/call-harness.ts';

const papers = makePapers(5);
const HEADING = `https://huggingface.co/papers/date/${LIST_DAY}`;
const WHOLE = [HEADING, ...papers.map(({ id }) => `https://huggingface.co/papers/${id}`)];
const PLACE_ID = placeToId(CHANNEL);
const READER = 'U0READER';
/** Long enough for the lease of a claim to expire. */
const LONG = 6 * 60_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type Layout = Settings['layout'];
const LAYOUTS = ['channel', 'thread'] as const;

const ours = (slack: SlackServer, messages: readonly StoredMessage[]) =>
  messages.filter(({ user }) => user === slack.botUserId);
/** The bot's messages in the channel and in the heading's thread. */
const inChannel = (slack: SlackServer) => ours(slack, slack.messages(defaultChannelId));
const inThread = (slack: SlackServer) =>
  inChannel(slack).flatMap(({ ts }) => ours(slack, slack.replies(defaultChannelId, ts)));
const urlOf = (message: StoredMessage) => titleOf(message).url;

/** An edition of five papers due in a channel, with its own store and Slack. */
async function createEdition(layout: Layout = 'channel') {
  const stage = await createStage(papers);
  // Sleeps end at once; they advance the clock instead.
  const clock: Clock = {
    now: stage.clock.now,
    elapsed: stage.clock.elapsed,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      stage.clock.advance(ms);
    },
  };
  const slack = await startSlack({ now: clock.now });
  onTestFinished(slack.close);
  const subscription = await stage.subscribe({ layout }, CHANNEL);

  /** A process with its own state. `store` is its view of the store. */
  function startProcess(owner: string, store = stage.store, botToken = slack.botToken) {
    const connected = connect({ url: slack.url, botToken }, clock);
    // Pending initial reactions must not reach into the next test.
    onTestFinished(() => connected.stop.abort());
    const { signal } = connected.stop;
    const publishers = new Map([[CHANNEL.platform, connected.publisher]]);
    const parts = { ...stage.parts, store, owner, publishers, signal };
    return {
      ...connected,
      deliver: () => deliver(parts, subscription, LIST_DAY),
      refresh: (step: number) => refresh(parts, subscription, LIST_DAY, step),
    };
  }
  const edition = () => stage.store.edition(PLACE_ID, LIST_DAY);

  /** Repeats the job, like the heartbeat, until the edition is complete. Returns the errors on the way. */
  async function deliverAtLast({ deliver }: ReturnType<typeof startProcess>): Promise<Error[]> {
    const errors: Error[] = [];
    for (;;) {
      const error = await deliver().catch((error: unknown) => error);
      if ((await edition())?.state === 'done') return errors;
      expect(error).toBeInstanceOf(TemporaryError);
      const { retryAfterMs } = error as TemporaryError;
      errors.push(error as Error);
      if (errors.length > 12) throw new Error('It does not come to an end', { cause: error });
      stage.clock.advance(retryAfterMs ?? MINUTE);
    }
  }

  /** Expects the complete edition: everything once, in order, with initial reactions, recorded; the place stays active. */
  async function expectWhole(): Promise<void> {
    const [heading, ...rest] = inChannel(slack);
    const cards = layout === 'thread' ? inThread(slack) : rest;
    expect([heading ? urlOf(heading) : null, ...cards.map(urlOf)]).toEqual(WHOLE);
    expect([rest.length, inThread(slack).length]).toEqual(layout === 'thread' ? [0, 5] : [5, 0]);
    const bot = [slack.botUserId];
    // Failed initial reactions come later; no card waited for them.
    await slack.until(() => cards.every(({ ts }) => slack.current(defaultChannelId, ts).length === 2));
    for (const card of cards) {
      expect(slack.current(defaultChannelId, card.ts), `${urlOf(card)}`).toEqual([
        { emoji: '+1', users: bot },
        { emoji: '-1', users: bot },
      ]);
    }
    expect(slack.current(defaultChannelId, heading?.ts ?? '')).toEqual([]);
    expect(await stage.store.subscription(PLACE_ID)).toMatchObject({ state: 'active', reason: null });
    const known = await stage.store.deliveries(PLACE_ID, LIST_DAY);
    expect(
      Object.fromEntries(known.map(({ paperId, messageId }) => [paperId ?? 'heading', messageId])),
    ).toEqual({
      heading: `${defaultChannelId}/${heading?.ts}`,
      ...Object.fromEntries(papers.map(({ id }, n) => [id, `${defaultChannelId}/${cards[n]?.ts}`])),
    });
    expect(await edition()).toMatchObject({ state: 'done' });
    expect(stage.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(slack.rejections).toEqual([]);
  }

  return { ...stage, slack, subscription, edition, startProcess, deliverAtLast, expectWhole };
}

const CARD = ['chat.postMessage', 'reactions.add', 'reactions.add'];
const methodsOf = ({ requests }: SlackServer) => requests.map(({ method }) => method);

test.each(LAYOUTS)('without a fault, in the layout %s, it takes no retry', async (layout) => {
  const { slack, startProcess, deliverAtLast, expectWhole } = await createEdition(layout);
  expect(await deliverAtLast(startProcess('a'))).toEqual([]);
  await expectWhole();
  expect(methodsOf(slack)).toEqual(['chat.postMessage', ...CARD, ...CARD, ...CARD, ...CARD, ...CARD]);
  const times = slack.requests.filter(({ method }) => method === 'chat.postMessage').map(({ at }) => at);
  for (const [n, at] of times.entries())
    if (n > 0) expect(at - (times[n - 1] ?? at)).toBeGreaterThanOrEqual(1_000);
});

const error = (name: string): Fault => ({ kind: 'error', error: name });
const done = (answer: Extract<Fault, { kind: 'after' }>['answer']): Fault => ({ kind: 'after', answer });
const TROUBLES: Readonly<Record<string, Fault>> = {
  '429, for a moment': { kind: 'rate-limit', retryAfter: 0 },
  '429, for a second': { kind: 'rate-limit', retryAfter: 1 },
  '429, for long': { kind: 'rate-limit', retryAfter: 90 },
  '500': { kind: 'status', status: 500 },
  '502': { kind: 'status', status: 502, body: '<html>Bad Gateway</html>' },
  '503': { kind: 'status', status: 503 },
  '500, but it was done': done({ status: 500 }),
  '502, but it was done': done({ status: 502 }),
  '503, but it was done': done({ status: 503 }),
  internal_error: error('internal_error'),
  fatal_error: error('fatal_error'),
  service_unavailable: error('service_unavailable'),
  'internal_error, but it was done': done({ error: 'internal_error' }),
  'fatal_error, but it was done': done({ error: 'fatal_error' }),
  'service_unavailable, but it was done': done({ error: 'service_unavailable' }),
  'request_timeout, but it was done': done({ error: 'request_timeout' }),
  'a time-out': { kind: 'hang' },
  'a time-out, but it was done': done('hang'),
  'a reset': { kind: 'reset' },
  'a reset, but it was done': done('reset'),
  'a closed socket': { kind: 'close' },
  'a closed socket, but it was done': done('close'),
  'a page instead of JSON': { kind: 'status', status: 200, body: '<!DOCTYPE html><title>Log in</title>' },
  'nothing instead of JSON, but it was done': done({ status: 200 }),
};

/** Where it fails: the nth call of this method, and how many in a row. */
const WHERES = [
  { where: 'the heading', layout: 'channel', method: 'chat.postMessage', nth: 1, times: 1 },
  { where: 'the second card', layout: 'channel', method: 'chat.postMessage', nth: 3, times: 1 },
  { where: 'the second card', layout: 'channel', method: 'chat.postMessage', nth: 3, times: 4 },
  {
    where: 'the first seed of the second card',
    layout: 'channel',
    method: 'reactions.add',
    nth: 3,
    times: 1,
  },
  { where: 'the last seed', layout: 'channel', method: 'reactions.add', nth: 10, times: 4 },
  { where: 'the heading of a thread', layout: 'thread', method: 'chat.postMessage', nth: 1, times: 1 },
  { where: 'the first card in a thread', layout: 'thread', method: 'chat.postMessage', nth: 2, times: 1 },
  { where: 'a seed in a thread', layout: 'thread', method: 'reactions.add', nth: 4, times: 1 },
] as const;

/** Makes calls of a method fail, from the `nth` on, `times` times in a row. */
function spoil(slack: SlackServer, fault: Fault, { method, nth, times }: (typeof WHERES)[number]) {
  const { expire } = holdTimeouts();
  const isHang = fault.kind === 'hang' || (fault.kind === 'after' && fault.answer === 'hang');
  const spoilt = { times: 0 };
  slack.fault = (request, n) => {
    if (request.method !== method || n < nth || spoilt.times >= times) return undefined;
    spoilt.times += 1;
    // After the server has handled it.
    if (isHang) setImmediate(expire);
    return fault;
  };
  return spoilt;
}

describe.each(Object.entries(TROUBLES))('%s', (_, fault) => {
  test.each(WHERES)(
    'at $where, $times in a row: everything is there exactly once',
    async ({ layout, ...place }) => {
      const edition = await createEdition(layout);
      const spoilt = spoil(edition.slack, fault, { layout, ...place } as (typeof WHERES)[number]);
      const errors = await edition.deliverAtLast(edition.startProcess('a'));
      // Within four attempts, in a row or for a message that has been posted by then.
      await edition.slack.until(() => spoilt.times > 0);
      expect(errors).toHaveLength(place.method === 'reactions.add' ? 0 : spoilt.times);
      await edition.expectWhole();
    },
  );
});

test.each(LAYOUTS)(
  'while looking for a message, in the layout %s: it is looked for again',
  async (layout) => {
    const edition = await createEdition(layout);
    const { slack } = edition;
    slack.fault = ({ method }, n) => {
      if (method === 'chat.postMessage' && n === 3) return done('reset');
      return method.startsWith('conversations.') && n <= 2 ? { kind: 'status', status: 503 } : undefined;
    };
    expect(await edition.deliverAtLast(edition.startProcess('a'))).toHaveLength(3);
    await edition.expectWhole();
  },
);

describe('pictures that Slack cannot fetch', () => {
  test.each(LAYOUTS)('in the layout %s: each card is there exactly once, without', async (layout) => {
    const edition = await createEdition(layout);
    const { slack } = edition;
    slack.brokenImage = (url) => !url.includes('2608.00003');
    expect(await edition.deliverAtLast(edition.startProcess('a'))).toEqual([]);
    await edition.expectWhole();
    const cards = layout === 'thread' ? inThread(slack) : inChannel(slack).slice(1);
    const pictured = cards.filter(({ blocks }) => JSON.stringify(blocks).includes('image_url'));
    expect(pictured.map(urlOf)).toEqual([WHOLE[3]]);
  });

  test.each([done('reset'), done({ error: 'internal_error' }), { kind: 'status', status: 503 } as const])(
    'and whose second post fails (%j): each card is there exactly once',
    async (fault) => {
      const edition = await createEdition();
      edition.slack.brokenImage = () => true;
      // Heading, card, and the card without its picture.
      edition.slack.fault = ({ method }, n) => (method === 'chat.postMessage' && n === 3 ? fault : undefined);
      expect(await edition.deliverAtLast(edition.startProcess('a'))).toHaveLength(1);
      await edition.expectWhole();
    },
  );
});

/** Ends a process at its `nth` request, before or after Slack has handled it. */
function endAt(slack: SlackServer, nth: number, isDone: boolean, end: () => void): Promise<void> {
  return new Promise((resolve) => {
    let seen = 0;
    slack.fault = () => {
      seen += 1;
      if (seen !== nth) return undefined;
      end();
      resolve();
      return isDone ? done('close') : { kind: 'close' };
    };
  });
}

/** A process's view of the store: after its death, calls have no effect and never return. */
function mortal(store: Store): { store: Store; die: () => void } {
  let isDead = false;
  const reach = new Proxy(store, {
    get(target, name) {
      const member = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...values: unknown[]) => (isDead ? new Promise(() => {}) : member.apply(target, values));
    },
  });
  return {
    store: reach,
    die: () => {
      isDead = true;
    },
  };
}

/** A process that dies at its `nth` request: its claims remain, its state is lost. */
async function dieAt(
  edition: Awaited<ReturnType<typeof createEdition>>,
  nth: number,
  isDone: boolean,
  justBefore = () => {},
) {
  const life = mortal(edition.store);
  const process = edition.startProcess('a', life.store);
  const dead = endAt(edition.slack, nth, isDone, () => {
    justBefore();
    life.die();
    process.stop.abort();
  });
  await Promise.race([dead, process.deliver().then(() => expect.unreachable('It did not get that far'))]);
  edition.slack.fault = undefined;
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1);
/** Number of requests of an edition: a heading, and five cards with two initial reactions each. */
const REQUESTS = 16;
const POINTS = LAYOUTS.flatMap((layout) =>
  numbers(REQUESTS).flatMap((nth) => [false, true].map((isDone) => ({ layout, nth, isDone }))),
);

describe('a process that dies', () => {
  test.each(POINTS)(
    'at request $nth, done: $isDone, in the layout $layout: the next one goes on, nothing is there twice',
    async ({ layout, nth, isDone }) => {
      const edition = await createEdition(layout);
      await dieAt(edition, nth, isDone);
      edition.slack.requests.length = 0;
      edition.clock.advance(LONG);
      await edition.deliverAtLast(edition.startProcess('b'));
      await edition.expectWhole();
      expect(methodsOf(edition.slack).filter((method) => method.startsWith('conversations.'))).toHaveLength(
        1,
      );
    },
  );

  test.each([
    { layout: 'channel', nth: 1, chatter: 101 },
    { layout: 'channel', nth: 1, chatter: 211 },
    { layout: 'channel', nth: 5, chatter: 101 },
    { layout: 'channel', nth: 5, chatter: 211 },
    { layout: 'channel', nth: 14, chatter: 450 },
    { layout: 'thread', nth: 1, chatter: 211 },
    { layout: 'thread', nth: 5, chatter: 101 },
    { layout: 'thread', nth: 8, chatter: 211 },
    { layout: 'thread', nth: 14, chatter: 450 },
  ] as const)(
    'at request $nth in the layout $layout, amid twice $chatter messages of others: what it sent is found',
    async ({ layout, nth, chatter }) => {
      const edition = await createEdition(layout);
      const { slack } = edition;
      const chat = () => {
        const thread = layout === 'thread' ? inChannel(slack)[0]?.ts : undefined;
        for (const n of numbers(chatter)) {
          edition.clock.advance(50);
          slack.say(defaultChannelId, READER, `chatter ${n}`, thread);
        }
      };
      await dieAt(edition, nth, true, chat);
      const sent = inChannel(slack).length + inThread(slack).length;
      chat();
      edition.clock.advance(LONG);
      slack.requests.length = 0;
      await edition.deliverAtLast(edition.startProcess('b'));
      await edition.expectWhole();
      expect(sent).toBeGreaterThan(0);
      const posts = methodsOf(slack).filter((method) => method === 'chat.postMessage');
      expect(posts).toHaveLength(WHOLE.length - sent);
    },
  );

  test('where the bot was put out of the channel: nothing is posted twice, the subscription is paused', async () => {
    const edition = await createEdition();
    const { slack } = edition;
    await dieAt(edition, 5, true);
    // It can post without being a member, but not read the history.
    slack.kick(defaultChannelId);
    edition.clock.advance(LONG);
    const next = edition.startProcess('b');
    await next.deliver();
    expect(inChannel(slack).map(urlOf)).toEqual(WHOLE.slice(0, 3));
    expect(await edition.store.subscription(PLACE_ID)).toMatchObject({
      state: 'paused',
      reason: slackWording.invite,
    });
    slack.invite(defaultChannelId);
    await edition.store.moveSubscription(PLACE_ID, ANY_STATE, 'active', null);
    await edition.deliverAtLast(next);
    await edition.expectWhole();
  });

  test('and one that comes before its claim is over: it waits for that, then goes on', async () => {
    const edition = await createEdition();
    await dieAt(edition, 5, true);
    const errors = await edition.deliverAtLast(edition.startProcess('b'));
    expect(errors).toEqual([expect.objectContaining({ retryAfterMs: expect.any(Number) })]);
    await edition.expectWhole();
  });

  test('again and again, at each request: everything is there exactly once in the end', async () => {
    const edition = await createEdition('thread');
    for (let deaths = 0; deaths < 12; deaths += 1) {
      await dieAt(edition, 2 + (deaths % 2), deaths % 3 !== 0);
      edition.clock.advance(LONG);
      if ((await edition.edition())?.state === 'done') break;
    }
    await edition.deliverAtLast(edition.startProcess('b'));
    await edition.expectWhole();
  });
});

describe('a process that is stopped', () => {
  test.each(numbers(REQUESTS).flatMap((nth) => [false, true].map((isDone) => [nth, isDone] as const)))(
    'at request %i, done: %s: the next one goes on at once',
    async (nth, isDone) => {
      const edition = await createEdition();
      const process = edition.startProcess('a');
      const stopped = endAt(edition.slack, nth, isDone, () => process.stop.abort());
      await failure(process.deliver());
      await stopped;
      edition.slack.fault = undefined;
      expect(await edition.deliverAtLast(edition.startProcess('b'))).toEqual([]);
      await edition.expectWhole();
    },
  );
});

test.each(LAYOUTS)(
  'two processes that deliver the same edition at once, in the layout %s, post it once',
  async (layout) => {
    const edition = await createEdition(layout);
    // A process waits for another one's claim, so time must not pass a valid claim.
    const deliverAlive = async ({ deliver }: ReturnType<typeof edition.startProcess>) => {
      while ((await edition.edition())?.state !== 'done') {
        const error = await deliver().catch((error: unknown) => error);
        if (error) expect(error).toMatchObject({ name: 'TemporaryError', retryAfterMs: expect.any(Number) });
        await new Promise(setImmediate);
      }
    };
    await Promise.all(['a', 'b'].map((owner) => deliverAlive(edition.startProcess(owner))));
    await edition.expectWhole();
  },
);

test('a token that is not taken ends the run; with another one everything comes, once', async () => {
  const edition = await createEdition();
  const { slack } = edition;
  slack.fault = ({ method }, n) =>
    method === 'chat.postMessage' && n >= 3 ? error('token_revoked') : undefined;
  const process = edition.startProcess('a');
  for (let tries = 0; tries < 5; tries += 1)
    expect(await failure(process.deliver())).toBeInstanceOf(SetupError);
  expect(inChannel(slack)).toHaveLength(2);
  slack.fault = undefined;
  expect(await edition.deliverAtLast(edition.startProcess('b'))).toEqual([]);
  await edition.expectWhole();
});

describe('a place that changes in the middle of an edition', () => {
  /** Changes the place before the response to the `nth` request. */
  const meanwhile = (slack: SlackServer, nth: number, change: () => void) => {
    let seen = 0;
    slack.fault = () => {
      seen += 1;
      if (seen === nth) change();
      return undefined;
    };
  };

  test('by being archived pauses the subscription, and goes on where it stopped', async () => {
    const edition = await createEdition();
    const { slack, store } = edition;
    meanwhile(slack, 5, () => slack.archive(defaultChannelId));
    const process = edition.startProcess('a');
    await process.deliver();
    expect(await store.subscription(PLACE_ID)).toMatchObject({
      state: 'paused',
      reason: slackWording.archived,
    });
    expect(inChannel(slack)).toHaveLength(2);
    slack.archive(defaultChannelId, false);
    await store.moveSubscription(PLACE_ID, ANY_STATE, 'active', null);
    expect(await edition.deliverAtLast(process)).toEqual([]);
    await edition.expectWhole();
  });

  test('by losing its heading goes on without the rest; the subscription stays active', async () => {
    const edition = await createEdition('thread');
    const { slack, store } = edition;
    meanwhile(slack, 8, () => slack.deleteMessage(defaultChannelId, inChannel(slack)[0]?.ts ?? ''));
    expect(await edition.deliverAtLast(edition.startProcess('a'))).toEqual([]);
    expect(await store.subscription(PLACE_ID)).toMatchObject({ state: 'active', reason: null });
    expect(await edition.edition()).toMatchObject({ state: 'done' });
    expect(inChannel(slack)).toEqual([]);
    const states = (await store.deliveries(PLACE_ID, LIST_DAY)).map(({ state }) => state);
    expect(states.toSorted()).toEqual(['refused', 'refused', 'refused', 'sent', 'sent', 'sent']);
  });
});

describe('touching up', () => {
  const STEP = REFRESHES.findIndex(({ upvotes }) => upvotes);

  async function startPosted(layout: Layout) {
    const edition = await createEdition(layout);
    const process = edition.startProcess('a');
    await edition.deliverAtLast(process);
    edition.clock.advance(6 * HOUR);
    const moved = papers.map((paper) => (paper.id === '2608.00003' ? { ...paper, upvotes: 432 } : paper));
    await edition.store.saveListDay(LIST_DAY, moved, null, edition.clock.now());
    const cards = () => (layout === 'thread' ? inThread(edition.slack) : inChannel(edition.slack).slice(1));
    return { ...edition, process, cards };
  }
  const updates = (slack: SlackServer) => methodsOf(slack).filter((method) => method === 'chat.update');

  test.each(LAYOUTS)(
    'in the layout %s changes the card that changed, and keeps all votes',
    async (layout) => {
      const { slack, process, cards, expectWhole } = await startPosted(layout);
      const third = cards()[2]?.ts ?? '';
      slack.react(defaultChannelId, third, READER, '+1');
      const current = slack.current(defaultChannelId, third);
      await process.refresh(STEP);
      expect(sectionsOf(cards()[2] ?? {})).toContainEqual({ label: cardWording.labels.upvotes, text: '432' });
      expect(slack.current(defaultChannelId, third)).toEqual(current);
      expect(updates(slack)).toHaveLength(1);
      slack.unreact(defaultChannelId, third, READER, '+1');
      await expectWhole();
      const asked = slack.requests.length;
      await process.refresh(STEP + 1);
      expect(slack.requests).toHaveLength(asked);
    },
  );

  test.each(['a deleted card', 'a deleted heading'])('passes over %s', async (what) => {
    const { slack, process, cards, store } = await startPosted('thread');
    const gone = what === 'a deleted card' ? cards()[2] : inChannel(slack)[0];
    slack.deleteMessage(defaultChannelId, gone?.ts ?? '');
    await process.refresh(STEP);
    expect(await store.subscription(PLACE_ID)).toMatchObject({ state: 'active', reason: null });
    expect(await store.edition(PLACE_ID, LIST_DAY)).toMatchObject({ refreshes: STEP + 1 });
    expect(inChannel(slack)).toHaveLength(what === 'a deleted card' ? 1 : 0);
  });

  test('in a channel that was archived comes to an end', async () => {
    const { slack, process } = await startPosted('channel');
    slack.archive(defaultChannelId);
    await process.refresh(STEP);
    expect(updates(slack)).toHaveLength(1);
  });
});
