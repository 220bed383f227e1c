import { expect, onTestFinished, vi } from 'vitest';
import { deliver } from '../../../src/app/editions/deliver.ts';
import { refresh } from '../../../src/app/editions/refresh.ts';
import { TemporaryError } from '../../../src/domain/errors.ts';
import { placeToId, type Settings } from '../../../src/domain/subscription/subscription.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import type { Store } from '../../../src/ports/store.ts';
import { createStage, LIST_DAY, makePapers } from '../../app/editions/harness.ts';
import {
  type DiscordServer,
  defaultChannelId,
  type Fault,
  type StoredMessage,
  startDiscord,
} from '../../emulators/discord/index.ts';
import { EVENTUALLY } from '../../fixtures/eventually.ts';
import {
  CHANNEL,
  type Connected,
  connect,
  holdTimeouts,
  type Mangle,
  type startProxy,
} from './api/call-harness.ts';

export const papers = makePapers(5);

export const HEADING = `https://huggingface.co/papers/date/${LIST_DAY}`;

export const WHOLE = [HEADING, ...papers.map(({ id }) => `https://huggingface.co/papers/${id}`)];

export const PLACE_ID = placeToId(CHANNEL);

export const READER = '400000000000000001';

/** Long enough for the nonce to be forgotten and the lease of a claim to expire. */
export const LONG = 6 * 60_000;

export const MINUTE = 60_000;

export const HOUR = 60 * MINUTE;

export type Layout = Settings['layout'];

/** An edition of five papers due in a channel, with its own store and Discord. */
export async function createEdition(layout: Layout = 'channel') {
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

export const urlOf = ({ embeds }: StoredMessage) => embeds[0]?.url;

export const ours = (discord: DiscordServer, channel: string) =>
  discord.messages(channel).filter(({ author, interaction_metadata }) => {
    return author.id === discord.botId && !interaction_metadata;
  });

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

export const TROUBLES: Readonly<Record<string, FailedJob>> = {
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

export const CASES = WHERES.flatMap(({ often, ...where }) => often.map((times) => ({ ...where, times })));

/** Makes requests of a method fail, from the `nth` on, `times` times in a row. */
export function spoil(
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

/** Ends a process at its `nth` request, before or after Discord has handled it. */
export function endAt(discord: DiscordServer, nth: number, isDone: boolean, end: () => void): Promise<void> {
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
export async function dieAt(
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

export const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

/** Number of requests of an edition: in a thread, the first card finds no thread, creates it and is sent again. */
export const REQUESTS = { channel: 16, thread: 18 };

export const POINTS = (['channel', 'thread'] as const).flatMap((layout) =>
  numbers(REQUESTS[layout]).flatMap((nth) => [false, true].map((isDone) => ({ layout, nth, isDone }))),
);
