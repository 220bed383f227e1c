import { expect, onTestFinished, vi } from 'vitest';
import { deliver } from '../../src/app/editions/deliver.ts';
import { refresh } from '../../src/app/editions/refresh.ts';
import type { Restored } from '../../src/domain/edition/restored.ts';
import { TemporaryError } from '../../src/domain/errors.ts';
import type { Paper } from '../../src/domain/paper/paper.ts';
import type { Settings } from '../../src/domain/subscription/settings.ts';
import { type Place, placeToId } from '../../src/domain/subscription/subscription.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { MINUTE } from '../../src/lib/duration.ts';
import type { Publisher } from '../../src/ports/publisher.ts';
import type { Store } from '../../src/ports/store.ts';
import { createStage, LIST_DAY, makePapers } from '../app/editions/harness.ts';
import type { Fault as DiscordFault } from '../emulators/discord/index.ts';
import type { Fault as SlackFault } from '../emulators/slack/index.ts';
import { createHeldClock } from '../fixtures/clock.ts';
import { EVENTUALLY } from '../fixtures/eventually.ts';

export const papers = makePapers(5);

/** The URLs of a complete edition, in order: the heading, then the cards. */
export const WHOLE = [
  `https://huggingface.co/papers/date/${LIST_DAY}`,
  ...papers.map(({ id }) => `https://huggingface.co/papers/${id}`),
];

/** A time, in ms, that exceeds a claim's lease and the time for which Discord recognises a nonce. */
export const LONG = 6 * MINUTE;

export type Layout = Settings['layout'];
export const LAYOUTS = ['channel', 'thread'] as const;

export type RequestKind = 'send' | 'create-thread' | 'react' | 'edit' | 'search' | 'other';

export type Fault = DiscordFault | SlackFault;

/** The faults that the emulators of both platforms support. */
export type SharedFault = Extract<DiscordFault, SlackFault>;

type RequestKinds = RequestKind | readonly RequestKind[];

/** The requests that fail: `times` requests of a kind, starting with the `nth`. */
export interface FaultPlace {
  readonly where: string;
  readonly layout: Layout;
  readonly kind: RequestKinds;
  readonly nth: number;
  readonly times: number;
}

/** A message of the bot. */
export interface Sent {
  /** The message id, in the format of the store. */
  readonly id: string;
  readonly url: string | null | undefined;
  readonly upvotes: string | undefined;
}

/** A change to a channel that members or admins can make and undo; it makes the bot pause the subscription. */
export interface Obstacle {
  readonly reason: string;
  add(): void;
  remove(): void;
}

/** One process of the bot on a platform. */
export interface Connection {
  readonly publisher: Publisher;
  readonly stop: AbortController;
  /** Ends the rate limits that the platform's client times by the real clock. */
  forgetRateLimits?(): void;
}

/** An emulator with one channel that the bot is in. */
export interface EditionServer {
  readonly url: string;
  /** The bot's user id. */
  readonly botId: string;
  /** Called before each request is handled, with its body as JSON; returns the fault to inject, if any. */
  fault: ((kind: RequestKind, body: string) => Fault | undefined) | undefined;
  requests(): readonly RequestKind[];
  /** Requests that the bot should not have made. */
  rejections(): readonly unknown[];
  /** The bot's messages in the channel, oldest first, without answers to commands. */
  channel(): readonly Sent[];
  /** The bot's messages in the heading's thread, oldest first. */
  thread(): readonly Sent[];
  /** The current reactions on a message. */
  reactions(id: string): readonly { readonly emoji: string; readonly users: readonly string[] }[];
  /** Adds a reader's reaction; `unreact` removes it. */
  react(id: string, emoji: string | undefined): void;
  unreact(id: string, emoji: string | undefined): void;
  /** Returns a function that posts as a reader: in the heading's thread if there is one, otherwise in the channel. */
  sayIn(layout: Layout): (text: string) => void;
  /** Posts, as the bot, the answer to a command; the answer's card links to `url`. */
  answer(url: string): Promise<void>;
  /** The number of answers in the channel. */
  answers(): number;
  deleteMessage(id: string): void;
  deleteChannel(): void;
  /** The channel accepts no messages. */
  readonly closed: Obstacle;
  /** The bot cannot read the channel's history. */
  readonly unreadable: Obstacle;
  /** Makes the heading's thread refuse messages, in one of the ways listed in the platform's `threadEnds`. */
  endThread(how: string): void;
  connect(url: string, clock: Clock, reactionsClock: Clock): Connection;
  close(): Promise<void>;
}

/** A chat platform, as `describeEdition` needs it. */
export interface EditionPlatform<Server extends EditionServer = EditionServer> {
  readonly name: string;
  readonly place: Place;
  /** True if the platform ignores a message that it already has, so a send can be retried immediately. */
  readonly ignoresRepeats: boolean;
  readonly initialReactions: readonly string[];
  /** The requests between the heading and the first card, in the `thread` layout. */
  readonly beforeThread: readonly RequestKind[];
  kindOf(method: string, path: string): RequestKind;
  /** The platform's own faults, and places for faults, in addition to the shared ones. */
  readonly faults: Readonly<Record<string, Fault>>;
  readonly faultPlaces: readonly FaultPlace[];
  readonly invalidToken: Fault;
  readonly threadEnds: readonly string[];
  /** The subscription after its channel was deleted. */
  readonly deleted: { readonly state: string; readonly reason: string };
  open(now: () => number): Promise<Server>;
}

/** Returns a predicate that is true for `times` requests of the wanted kind (null: any kind), from the `nth` on. */
export function requestsOf(wanted: RequestKinds | null, nth: number, times = Number.POSITIVE_INFINITY) {
  let seen = 0;
  return (kind: RequestKind): boolean => {
    if (wanted !== null && ![wanted].flat().includes(kind)) return false;
    seen += 1;
    return seen >= nth && seen < nth + times;
  };
}

/** Returns the number of the request that sends a message, if nothing fails: 0 is the heading, 1 the first card. */
export const requestOf = ({ beforeThread }: EditionPlatform, layout: Layout, message: number): number =>
  message === 0 ? 1 : 2 + (layout === 'thread' ? beforeThread.length : 0) + 3 * (message - 1);

interface ProcessOptions {
  readonly url?: string;
  readonly store?: Store;
  readonly restored?: Restored | null;
}

/** Creates an edition of five papers that is due, with its own store and platform. */
export async function createEdition<Server extends EditionServer>(
  platform: EditionPlatform<Server>,
  layout: Layout = 'channel',
  settings: Partial<Settings> = {},
  list: readonly Paper[] = papers,
) {
  const { place } = platform;
  const placeId = placeToId(place);
  const stage = await createStage(list);
  // A sleep ends immediately, and advances the clock.
  const clock: Clock = {
    now: stage.clock.now,
    elapsed: stage.clock.elapsed,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      stage.clock.advance(ms);
    },
  };
  // Background work must not advance the edition's clock.
  const reactionsClock = createHeldClock(clock);
  const server = await platform.open(clock.now);
  onTestFinished(server.close);
  const subscription = await stage.subscribe({ ...settings, layout }, place);
  const edition = () => stage.store.edition(placeId, LIST_DAY);
  const connections: Connection[] = [];

  /** Starts a process with its own state. `url` is the platform's URL, `store` the process's view of the store. */
  function startProcess(
    owner: string,
    { url = server.url, store = stage.store, restored = null }: ProcessOptions = {},
  ) {
    const connection = server.connect(url, clock, reactionsClock);
    const { publisher, stop } = connection;
    onTestFinished(() => stop.abort());
    connections.push(connection);
    const publishers = new Map([[place.platform, publisher]]);
    const deps = { ...stage.parts, store, restored, owner, publishers, signal: stop.signal };
    return {
      ...{ ...connection, deps },
      deliver: () => deliver(deps, subscription, LIST_DAY),
      refresh: (step: number) => refresh(deps, subscription, LIST_DAY, step),
    };
  }

  /** Repeats the job, as the heartbeat does, until the edition is complete. Returns the errors that occurred. */
  async function deliverAtLast({
    deliver,
    forgetRateLimits,
  }: Pick<ReturnType<typeof startProcess>, 'deliver' | 'forgetRateLimits'>): Promise<Error[]> {
    const errors: Error[] = [];
    for (;;) {
      const error = await deliver().catch((error: unknown) => error);
      if ((await edition())?.state === 'done') return errors;
      expect(error).toBeInstanceOf(TemporaryError);
      const { retryAfterMs } = error as TemporaryError;
      errors.push(error as Error);
      if (errors.length > 12) throw new Error('It does not come to an end', { cause: error });
      stage.clock.advance(retryAfterMs ?? MINUTE);
      forgetRateLimits?.();
    }
  }

  function retryReactions(): void {
    for (const { forgetRateLimits } of connections) forgetRateLimits?.();
    reactionsClock.wake();
  }

  /** Restores the database from a backup from before the edition; starts a process with it. */
  async function restore() {
    for (const table of ['deliveries', 'editions']) await stage.sql.query(`DELETE FROM ${table}`);
    const restoredAt = clock.now();
    return startProcess('restored', { restored: { copiedAt: restoredAt, restoredAt, hasFormerKeys: false } });
  }

  /**
   * Expects a complete edition: every message once, in order and recorded, and every card with its initial reactions.
   * The subscription must be active.
   */
  async function expectWhole(): Promise<void> {
    const [heading, ...others] = server.channel();
    const replies = server.thread();
    expect([others.length, replies.length]).toEqual(layout === 'thread' ? [0, 5] : [5, 0]);
    const cards = [...others, ...replies];
    expect([heading, ...cards].map((sent) => sent?.url)).toEqual(WHOLE);
    const initial = platform.initialReactions.map((emoji) => ({ emoji, users: [server.botId] }));
    // Reactions that could not be added with the card are added later, by any running process.
    await vi.waitFor(() => {
      retryReactions();
      for (const { id, url } of cards) expect(server.reactions(id), `${url}`).toEqual(initial);
    }, EVENTUALLY);
    expect(server.reactions(heading?.id ?? '')).toEqual([]);
    expect(await stage.store.subscription(placeId)).toMatchObject({ state: 'active', reason: null });
    const known = await stage.store.deliveries(placeId, LIST_DAY);
    expect(
      Object.fromEntries(known.map(({ paperId, messageId }) => [paperId ?? 'heading', messageId])),
    ).toEqual({
      heading: heading?.id,
      ...Object.fromEntries(papers.map(({ id }, n) => [id, cards[n]?.id])),
    });
    expect(await edition()).toMatchObject({ state: 'done' });
    expect(stage.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(server.rejections()).toEqual([]);
  }

  return {
    ...{
      ...stage,
      server,
      placeId,
      edition,
      startProcess,
      restore,
      deliverAtLast,
      retryReactions,
      expectWhole,
    },
    subscription: () => stage.store.subscription(placeId),
    deliveries: () => stage.store.deliveries(placeId, LIST_DAY),
    count: (kind: RequestKind) => server.requests().filter((it) => it === kind).length,
  };
}

export type Edition = Awaited<ReturnType<typeof createEdition>>;

/**
 * At the `nth` request, calls `end` and drops the connection. If `isDone`, the platform still carries out the request.
 * Resolves once `end` has been called.
 */
export function endAt({ server }: Edition, nth: number, isDone: boolean, end: () => void): Promise<void> {
  const isLast = requestsOf(null, nth, 1);
  return new Promise((resolve) => {
    server.fault = (kind) => {
      if (!isLast(kind)) return undefined;
      end();
      resolve();
      return isDone ? { kind: 'after', answer: 'close' } : { kind: 'close' };
    };
  });
}

/** Returns a process's view of the store: after `die`, its calls have no effect and never settle. */
function mortal(store: Store): { store: Store; die: () => void } {
  let isDead = false;
  const view = new Proxy(store, {
    get(target, name) {
      const member = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...values: unknown[]) => (isDead ? new Promise(() => {}) : member.apply(target, values));
    },
  });
  return {
    store: view,
    die: () => {
      isDead = true;
    },
  };
}

/** Runs a process that dies at its `nth` request: its claims remain, but its state is lost. */
export async function dieAt(
  edition: Edition,
  nth: number,
  isDone: boolean,
  justBefore = () => {},
): Promise<void> {
  const { store, die } = mortal(edition.store);
  const process = edition.startProcess('a', { store });
  const dead = endAt(edition, nth, isDone, () => {
    justBefore();
    die();
    process.stop.abort();
  });
  await Promise.race([dead, process.deliver().then(() => expect.unreachable('It did not get that far'))]);
  edition.server.fault = undefined;
}

/**
 * Runs two processes that repeat the job until the edition is complete. A process whose attempt fails advances the
 * clock past the other process's claim, but only in its first `leaps` attempts.
 */
export async function deliverTwice(edition: Edition, leaps: number): Promise<void> {
  async function deliverOnce({ deliver }: ReturnType<Edition['startProcess']>): Promise<void> {
    for (let left = leaps; (await edition.edition())?.state !== 'done'; left -= 1) {
      const error = await deliver().catch((error: unknown) => error);
      if (error) expect(error).toBeInstanceOf(TemporaryError);
      if (error && leaps === 0) expect(error).toMatchObject({ retryAfterMs: expect.any(Number) });
      if (error && left > 0) edition.clock.advance(MINUTE);
      await new Promise(setImmediate);
    }
  }
  await Promise.all(['a', 'b'].map((owner) => deliverOnce(edition.startProcess(owner))));
}
