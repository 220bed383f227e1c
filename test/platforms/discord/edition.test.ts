import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { deliver } from '../../../src/app/editions/deliver.ts';
import { refresh } from '../../../src/app/editions/refresh.ts';
import { REFRESHES } from '../../../src/domain/edition/refresh-step.ts';
import { SetupError, TemporaryError } from '../../../src/domain/errors.ts';
import { placeToId, type Settings } from '../../../src/domain/subscription/subscription.ts';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { discordWording } from '../../../src/i18n/ko/discord.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import type { Store } from '../../../src/ports/store.ts';
import { createStage, failure, LIST_DAY, makePapers } from '../../app/editions/harness.ts';
import {
  type DiscordServer,
  defaultChannelId,
  type Fault,
  type StoredMessage,
  startDiscord,
} from '../../emulators/discord/index.ts';
import { EVENTUALLY } from '../../fixtures/eventually.ts';
import { ANY_STATE } from '../../fixtures/settings.ts';
import {
  CHANNEL,
  type Connected,
  connect,
  holdTimeouts,
  type Mangle,
  startProxy,
} from './api/call-harness.ts';

const papers = makePapers(5);
const HEADING = `https://huggingface.co/papers/date/${LIST_DAY}`;
const WHOLE = [HEADING, ...papers.map(({ id }) => `https://huggingface.co/papers/${id}`)];
const PLACE_ID = placeToId(CHANNEL);
const READER = '400000000000000001';
/** Long enough for the nonce to be forgotten and the lease of a claim to expire. */
const LONG = 6 * 60_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type Layout = Settings['layout'];

/** An edition of five papers due in a channel, with its own store and Discord. */
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
  const discord = await startDiscord({ now: clock.now });
  onTestFinished(discord.close);
  const subscription = await stage.subscribe({ layout }, CHANNEL);

  const started: Connected[] = [];
  /** A process with its own state. `at` is its URL of Discord, `store` its view of the store. */
  function startProcess(
    owner: string,
    at: Pick<DiscordServer, 'url' | 'token'> = discord,
    store = stage.store,
  ) {
    const connected = connect(at, clock);
    started.push(connected);
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
  async function deliverAtLast({ deliver, rest }: ReturnType<typeof startProcess>): Promise<Error[]> {
    const errors: Error[] = [];
    for (;;) {
      const error = await deliver().catch((error: unknown) => error);
      if ((await edition())?.state === 'done') return errors;
      expect(error).toBeInstanceOf(TemporaryError);
      const { retryAfterMs } = error as TemporaryError;
      errors.push(error as Error);
      if (errors.length > 12) throw new Error('It does not come to an end', { cause: error });
      stage.clock.advance(retryAfterMs ?? MINUTE);
      // discord.js uses the real clock for global limits.
      rest.globalReset = -1;
    }
  }

  /** Expects the complete edition: everything once, in order, with initial reactions, recorded; the place stays active. */
  async function expectWhole(): Promise<void> {
    const inChannel = ours(discord, defaultChannelId);
    const heading = inChannel[0];
    const thread = layout === 'thread' ? heading?.id : undefined;
    const inThread = thread ? ours(discord, thread) : [];
    expect([...inChannel, ...inThread].map(urlOf)).toEqual(WHOLE);
    if (thread) expect([inChannel.length, discord.threads(defaultChannelId).length]).toEqual([1, 1]);
    const cards = (thread ? inThread : inChannel.slice(1)).map((it) => ({
      it,
      channel: thread ?? defaultChannelId,
    }));
    const seeded = ['👍', '👎'].map((emoji) => ({ emoji, users: [discord.botId] }));
    // Reactions that failed with the card are added later, by any running process.
    await vi.waitFor(() => {
      for (const { seedAgain } of started) seedAgain();
      for (const { it, channel } of cards) {
        expect(discord.current(channel, it.id), urlOf(it)).toEqual(seeded);
      }
    }, EVENTUALLY);
    expect(discord.current(defaultChannelId, heading?.id ?? '')).toEqual([]);
    expect(await stage.store.subscription(PLACE_ID)).toMatchObject({ state: 'active', reason: null });
    const known = await stage.store.deliveries(PLACE_ID, LIST_DAY);
    expect(
      Object.fromEntries(known.map(({ paperId, messageId }) => [paperId ?? 'heading', messageId])),
    ).toEqual({
      heading: `${defaultChannelId}/${heading?.id}`,
      ...Object.fromEntries(papers.map(({ id }, n) => [id, `${cards[n]?.channel}/${cards[n]?.it.id}`])),
    });
    expect(await edition()).toMatchObject({ state: 'done' });
    expect(stage.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  }

  return {
    ...stage,
    clock: stage.clock,
    discord,
    subscription,
    edition,
    startProcess,
    deliverAtLast,
    expectWhole,
  };
}

const urlOf = ({ embeds }: StoredMessage) => embeds[0]?.url;
const ours = (discord: DiscordServer, channel: string) =>
  discord.messages(channel).filter(({ author, interaction_metadata }) => {
    return author.id === discord.botId && !interaction_metadata;
  });

test.each(['channel', 'thread'] as const)(
  'without a fault, in the layout %s, it takes no retry',
  async (layout) => {
    const { discord, startProcess, deliverAtLast, expectWhole } = await createEdition(layout);
    expect(await deliverAtLast(startProcess('a'))).toEqual([]);
    await expectWhole();
    expect(discord.rejections).toEqual([]);
    const kinds = discord.requests.map(({ method }) => method);
    const card = ['POST', 'PUT', 'PUT'];
    const first = layout === 'thread' ? ['POST', 'POST', ...card] : card;
    expect(kinds).toEqual(['POST', ...first, ...card, ...card, ...card, ...card]);
  },
);

/** How a request fails: in the server, or on the way of the response; a timeout ends the attempt. */
interface FailedJob {
  readonly fault?: Fault;
  readonly mangle?: Mangle;
  readonly timesOut?: boolean;
}

const HTML = '<!DOCTYPE html><html><title>Attention Required! | Cloudflare</title></html>';
const html = (status: number, headers: Record<string, string> = {}): FailedJob => ({
  fault: { kind: 'status', status, body: HTML, headers: { 'content-type': 'text/html', ...headers } },
});
const limited = (scope: 'user' | 'global' | 'shared', retryAfter: number): FailedJob => ({
  fault: { kind: 'rate-limit', scope, retryAfter },
});

const TROUBLES: Readonly<Record<string, FailedJob>> = {
  '429 for the bot': limited('user', 0.01),
  '429 for the bot everywhere': limited('global', 0.01),
  '429 for all in the channel': limited('shared', 0.01),
  '429 for the bot, for long': limited('user', 90),
  '429 for the bot everywhere, for long': limited('global', 90),
  '429 for all in the channel, for long': limited('shared', 90),
  '500': { fault: { kind: 'status', status: 500 } },
  '502': { fault: { kind: 'status', status: 502 } },
  '503': { fault: { kind: 'status', status: 503 } },
  '500, but it was done': { fault: { kind: 'after', answer: { status: 500 } } },
  '502, but it was done': { fault: { kind: 'after', answer: { status: 502 } } },
  '503, but it was done': { fault: { kind: 'after', answer: { status: 503 } } },
  'a time-out': { fault: { kind: 'hang' }, timesOut: true },
  'a time-out, but it was done': { fault: { kind: 'after', answer: 'hang' }, timesOut: true },
  'a reset': { fault: { kind: 'reset' } },
  'a reset, but it was done': { fault: { kind: 'after', answer: 'reset' } },
  'a closed socket': { fault: { kind: 'close' } },
  'a closed socket, but it was done': { fault: { kind: 'after', answer: 'close' } },
  'a page instead of JSON': html(200),
  'a page instead of JSON, but it was done': { mangle: 'html' },
  'JSON that stops in the middle': { mangle: 'truncate' },
  'an answer that is cut off': { mangle: 'cut off' },
  'an answer that never ends': { mangle: 'stall', timesOut: true },
  "403 of Discord's doorman": html(403),
  "429 of Discord's doorman": html(429, { 'retry-after': '600' }),
};

/**
 * Where it fails: the nth request of this kind, and how many in a row. One failure is retried within the send;
 * four exceed its attempts, so the job runs again. The first card in a thread finds no thread and creates it.
 */
const WHERES = [
  { where: 'the heading', layout: 'channel', method: 'POST', nth: 1, often: [1] },
  { where: 'the second card', layout: 'channel', method: 'POST', nth: 3, often: [1, 4] },
  { where: 'the first seed of the second card', layout: 'channel', method: 'PUT', nth: 3, often: [1, 4] },
  { where: 'the last seed', layout: 'channel', method: 'PUT', nth: 10, often: [1] },
  { where: 'the first card, which has no thread yet', layout: 'thread', method: 'POST', nth: 2, often: [1] },
  { where: 'the making of its thread', layout: 'thread', method: 'POST', nth: 3, often: [1, 4] },
  { where: 'the first card in its thread', layout: 'thread', method: 'POST', nth: 4, often: [1] },
] as const;
const CASES = WHERES.flatMap(({ often, ...where }) => often.map((times) => ({ ...where, times })));

/** Makes requests of a method fail, from the `nth` on, `times` times in a row. */
function spoil(
  { discord, proxy }: { discord: DiscordServer; proxy: Awaited<ReturnType<typeof startProxy>> },
  { fault, mangle, timesOut }: FailedJob,
  { method: wanted, nth, times }: (typeof CASES)[number],
) {
  const { expire } = holdTimeouts();
  const spoilt = { times: 0 };
  let seen = 0;
  const isNext = (method: string) => {
    if (method !== wanted) return false;
    seen += 1;
    if (seen < nth || spoilt.times >= times) return false;
    spoilt.times += 1;
    // After the server has handled it.
    if (timesOut) setImmediate(expire);
    return true;
  };
  if (fault) discord.fault = ({ method }) => (isNext(method) ? fault : undefined);
  else proxy.hooks.mangle = (method) => (isNext(method) ? mangle : undefined);
  return spoilt;
}

describe.each(Object.entries(TROUBLES))('%s', (_, trouble) => {
  test.each(CASES)('at $where, $times in a row: everything is there exactly once', async (place) => {
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
});

describe('a Discord that cannot be reached', () => {
  test.each([
    ['before the first message', 0, 3],
    ['before a card', 4, 3],
    ['before a seed', 6, 3],
    // No card waits for it.
    ['before the last seed', 15, 0],
  ])('%s, for a while: everything is there exactly once', async (_, after, failures) => {
    const edition = await createEdition();
    const proxy = await startProxy(edition.discord);
    onTestFinished(proxy.close);
    if (after === 0) await proxy.close();
    let passed = 0;
    let away: Promise<void> | undefined;
    proxy.hooks.mangle = () => {
      passed += 1;
      // The last request is answered; after that the server is down.
      if (passed === after) away = new Promise((resolve) => setImmediate(() => resolve(proxy.close())));
      return undefined;
    };
    const process = edition.startProcess('a', proxy);
    const tries: unknown[] = [];
    const { deliver } = process;
    process.deliver = async () => {
      await deliver().catch(async (error) => {
        tries.push(error);
        await away;
        if (tries.length === failures) await proxy.open();
        throw error;
      });
    };
    const errors = await edition.deliverAtLast(process);
    expect(errors.length).toBeGreaterThanOrEqual(failures);
    if (failures === 0) await away?.then(proxy.open);
    await edition.expectWhole();
  });
});

/** Ends a process at its `nth` request, before or after Discord has handled it. */
function endAt(discord: DiscordServer, nth: number, isDone: boolean, end: () => void): Promise<void> {
  return new Promise((resolve) => {
    let seen = 0;
    discord.fault = () => {
      seen += 1;
      if (seen !== nth) return undefined;
      end();
      resolve();
      return isDone ? { kind: 'after', answer: 'close' } : { kind: 'close' };
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
  const process = edition.startProcess('a', edition.discord, life.store);
  const dead = endAt(edition.discord, nth, isDone, () => {
    justBefore();
    life.die();
    process.stop.abort();
  });
  await Promise.race([dead, process.deliver().then(() => expect.unreachable('It did not get that far'))]);
  edition.discord.fault = undefined;
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1);
/** Number of requests of an edition: in a thread, the first card finds no thread, creates it and is sent again. */
const REQUESTS = { channel: 16, thread: 18 };
const POINTS = (['channel', 'thread'] as const).flatMap((layout) =>
  numbers(REQUESTS[layout]).flatMap((nth) => [false, true].map((isDone) => ({ layout, nth, isDone }))),
);

/** The channel of our last message. */
const busiest = (discord: DiscordServer) => discord.threads(defaultChannelId)[0]?.id ?? defaultChannelId;

describe('a process that dies', () => {
  test.each(POINTS)(
    'at request $nth, done: $isDone, in the layout $layout: the next one goes on, nothing is there twice',
    async ({ layout, nth, isDone }) => {
      const edition = await createEdition(layout);
      await dieAt(edition, nth, isDone);
      edition.clock.advance(LONG);
      await edition.deliverAtLast(edition.startProcess('b'));
      await edition.expectWhole();
    },
  );

  test.each([
    { layout: 'channel', nth: 1, chatter: 101 },
    { layout: 'channel', nth: 1, chatter: 251 },
    { layout: 'channel', nth: 5, chatter: 101 },
    { layout: 'channel', nth: 5, chatter: 251 },
    { layout: 'channel', nth: 14, chatter: 300 },
    { layout: 'thread', nth: 4, chatter: 101 },
    { layout: 'thread', nth: 7, chatter: 251 },
  ] as const)(
    'at request $nth in the layout $layout, amid twice $chatter messages of others: what it sent is found',
    async ({ layout, nth, chatter }) => {
      const edition = await createEdition(layout);
      const { discord } = edition;
      const chat = () => {
        for (const n of numbers(chatter)) {
          edition.clock.advance(50);
          discord.say(busiest(discord), READER, `chatter ${n}`);
        }
      };
      await dieAt(edition, nth, true, chat);
      const sent = ours(discord, busiest(discord)).length;
      chat();
      edition.clock.advance(LONG);
      const next = edition.startProcess('b');
      const posts = discord.requests.filter(({ method }) => method === 'POST').length;
      await edition.deliverAtLast(next);
      await edition.expectWhole();
      expect(sent).toBeGreaterThan(0);
      const postsLeft = discord.requests.filter(({ method }) => method === 'POST').length - posts;
      expect(postsLeft).toBe(WHOLE.length - sent - (layout === 'thread' ? 1 : 0));
    },
  );

  test.each([false, true])(
    'before commands answered with the same links (it had sent its card: %s): they are not taken for it',
    async (isDone) => {
      const edition = await createEdition();
      const { discord } = edition;
      await dieAt(edition, 5, isDone);
      const next = edition.startProcess('b');
      for (const url of WHOLE) {
        const { id, token } = discord.interact.raw({
          type: 2,
          channel_id: defaultChannelId,
          member: { user: { id: READER } },
        });
        const data = { embeds: [{ title: 'again', url }], allowed_mentions: { parse: [] } };
        await next.rest.post(`/interactions/${id}/${token}/callback`, {
          auth: false,
          body: { type: 4, data },
        });
      }
      expect(discord.messages(defaultChannelId).filter((it) => it.interaction_metadata)).toHaveLength(6);
      edition.clock.advance(LONG);
      await edition.deliverAtLast(next);
      await edition.expectWhole();
    },
  );

  test('where the bot may not look back: nothing is posted twice', async () => {
    const edition = await createEdition();
    const { discord } = edition;
    // Discord then returns an empty list instead of an error (resources/message, "Get Channel Messages").
    discord.setMissing(defaultChannelId, ['ReadMessageHistory']);
    await dieAt(edition, 2, true);
    edition.clock.advance(LONG);
    await edition
      .startProcess('b')
      .deliver()
      .catch((error) => expect(error).toBeInstanceOf(TemporaryError));
    const urls = ours(discord, defaultChannelId).map(urlOf);
    expect(urls).toEqual([...new Set(urls)]);
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
  test.each(
    numbers(REQUESTS.channel).flatMap((nth) => [false, true].map((isDone) => [nth, isDone] as const)),
  )('at request %i, done: %s: the next one goes on at once', async (nth, isDone) => {
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

test.each(['channel', 'thread'] as const)(
  'two processes that deliver the same edition at once, in the layout %s, post it once',
  async (layout) => {
    const edition = await createEdition(layout);
    // Each passes the other's valid claims a few times; if that always happened, neither would send.
    const deliverAlive = async ({ deliver }: ReturnType<typeof edition.startProcess>) => {
      for (let leaps = 3; (await edition.edition())?.state !== 'done'; leaps -= 1) {
        const error = await deliver().catch((error: unknown) => error);
        if (error) expect(error).toBeInstanceOf(TemporaryError);
        if (error && leaps > 0) edition.clock.advance(MINUTE);
        await new Promise(setImmediate);
      }
    };
    await Promise.all(['a', 'b'].map((owner) => deliverAlive(edition.startProcess(owner))));
    await edition.expectWhole();
  },
);

test('a token that is not taken ends the run at once; with another one everything comes, once', async () => {
  const edition = await createEdition();
  const { discord } = edition;
  discord.fault = ({ method }, n) =>
    method === 'POST' && n === 3
      ? { kind: 'status', status: 401, body: { message: '401: Unauthorized', code: 0 } }
      : undefined;
  const process = edition.startProcess('a');
  for (let tries = 0; tries < 5; tries += 1)
    expect(await failure(process.deliver())).toBeInstanceOf(SetupError);
  expect(ours(discord, defaultChannelId)).toHaveLength(2);
  discord.fault = undefined;
  expect(await edition.deliverAtLast(edition.startProcess('b'))).toEqual([]);
  await edition.expectWhole();
});

describe('a place that changes in the middle of an edition', () => {
  /** Changes the place before the response to the `nth` request. */
  const meanwhile = (discord: DiscordServer, nth: number, change: () => void) => {
    let seen = 0;
    discord.fault = () => {
      seen += 1;
      if (seen === nth) change();
      return undefined;
    };
  };
  const subscriptionOf = ({ store }: Awaited<ReturnType<typeof createEdition>>) =>
    store.subscription(PLACE_ID);

  test('by being deleted ends the subscription, and says why', async () => {
    const edition = await createEdition();
    meanwhile(edition.discord, 5, () => edition.discord.deleteChannel(defaultChannelId));
    await edition.startProcess('a').deliver();
    expect(await subscriptionOf(edition)).toMatchObject({
      state: 'ended',
      reason: discordWording.channelGone,
    });
    expect(await edition.edition()).toMatchObject({ state: 'open' });
  });

  test('by taking a permission away pauses it, and goes on where it stopped', async () => {
    const edition = await createEdition();
    const { discord } = edition;
    meanwhile(discord, 5, () => discord.setMissing(defaultChannelId, ['EmbedLinks']));
    const process = edition.startProcess('a');
    await process.deliver();
    const { EmbedLinks } = discordWording.permissions;
    expect(await subscriptionOf(edition)).toMatchObject({
      state: 'paused',
      reason: discordWording.missing([EmbedLinks]),
    });
    discord.setMissing(defaultChannelId, []);
    await edition.store.moveSubscription(PLACE_ID, ANY_STATE, 'active', null);
    expect(await edition.deliverAtLast(process)).toEqual([]);
    await edition.expectWhole();
  });

  test.each(['locked', 'deleted'])(
    'where its thread is %s goes on without the rest; the subscription stays active',
    async (how) => {
      const edition = await createEdition('thread');
      const { discord } = edition;
      meanwhile(discord, 10, () => {
        const thread = busiest(discord);
        if (how === 'locked') discord.lockThread(thread);
        else discord.deleteChannel(thread);
      });
      expect(await edition.deliverAtLast(edition.startProcess('a'))).toEqual([]);
      expect(await subscriptionOf(edition)).toMatchObject({ state: 'active', reason: null });
      expect(await edition.edition()).toMatchObject({ state: 'done' });
      expect(ours(discord, defaultChannelId)).toHaveLength(1);
      const states = (await edition.store.deliveries(PLACE_ID, LIST_DAY)).map(({ state }) => state);
      expect(states.toSorted()).toEqual(['refused', 'refused', 'refused', 'sent', 'sent', 'sent']);
    },
  );

  test('where members deleted a card is not given it back', async () => {
    const edition = await createEdition();
    const { discord } = edition;
    // The response to the first card is lost, and the card is deleted before it is sent again.
    let seen = 0;
    discord.fault = ({ method }) => {
      if (method !== 'POST') return undefined;
      seen += 1;
      if (seen === 2) return { kind: 'after', answer: 'reset' };
      const card = ours(discord, defaultChannelId)[1];
      if (seen === 3 && card) discord.deleteMessage(defaultChannelId, card.id);
      return undefined;
    };
    expect(await edition.deliverAtLast(edition.startProcess('a'))).toEqual([]);
    expect(ours(discord, defaultChannelId).map(urlOf)).toEqual(WHOLE.filter((_, index) => index !== 1));
    expect(await subscriptionOf(edition)).toMatchObject({ state: 'active' });
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
    const { discord } = edition;
    const channel = busiest(discord);
    const cards = ours(discord, channel).filter((it) => urlOf(it) !== HEADING);
    const upvotes = (id: string) =>
      ours(discord, channel)
        .find((it) => it.id === id)
        ?.embeds[0]?.fields?.find(({ name }) => name === cardWording.labels.upvotes)?.value;
    return { ...edition, process, channel, cards, upvotes };
  }

  test.each(['channel', 'thread'] as const)(
    'in the layout %s changes the card that changed, and keeps all votes',
    async (layout) => {
      const { discord, process, channel, cards, upvotes, expectWhole } = await startPosted(layout);
      const third = cards[2]?.id ?? '';
      discord.react(channel, third, READER, '👍');
      if (layout === 'thread') discord.archiveThread(channel);
      const current = discord.current(channel, third);
      expect(upvotes(third)).toBe('98');
      await process.refresh(STEP);
      expect(upvotes(third)).toBe('432');
      expect(discord.current(channel, third)).toEqual(current);
      expect(
        discord.requests.filter(({ path, method }) => method === 'PATCH' && /messages/.test(path)),
      ).toHaveLength(layout === 'thread' ? 2 : 1);
      discord.unreact(channel, third, READER, '👍');
      await expectWhole();
      const asked = discord.requests.length;
      await process.refresh(STEP + 1);
      expect(discord.requests).toHaveLength(asked);
    },
  );

  test.each(['a deleted card', 'a locked thread', 'a deleted thread'])('passes over %s', async (what) => {
    const { discord, process, channel, cards, store } = await startPosted('thread');
    if (what === 'a deleted card') discord.deleteMessage(channel, cards[2]?.id ?? '');
    else if (what === 'a deleted thread') discord.deleteChannel(channel);
    else {
      discord.lockThread(channel);
      discord.archiveThread(channel);
    }
    await process.refresh(STEP);
    expect(await store.subscription(PLACE_ID)).toMatchObject({ state: 'active', reason: null });
    expect(await store.edition(PLACE_ID, LIST_DAY)).toMatchObject({ refreshes: STEP + 1 });
    expect(ours(discord, defaultChannelId)).toHaveLength(1);
  });
});
