import { expect, onTestFinished } from 'vitest';
import { deliver } from '../../../src/app/editions/deliver.ts';
import { refresh } from '../../../src/app/editions/refresh.ts';
import { TemporaryError } from '../../../src/domain/errors.ts';
import { placeToId, type Settings } from '../../../src/domain/subscription/subscription.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import type { Store } from '../../../src/ports/store.ts';
import { createStage, LIST_DAY, makePapers } from '../../app/editions/harness.ts';
import {
  defaultChannelId,
  type Fault,
  type SlackServer,
  type StoredMessage,
  startSlack,
} from '../../emulators/slack/index.ts';
import { holdTimeouts } from '../discord/api/call-harness.ts';
import { CHANNEL, connect, titleOf } from './api/call-harness.ts';

export const papers = makePapers(5);

const HEADING = `https://huggingface.co/papers/date/${LIST_DAY}`;

export const WHOLE = [HEADING, ...papers.map(({ id }) => `https://huggingface.co/papers/${id}`)];

export const PLACE_ID = placeToId(CHANNEL);

export const READER = 'U0READER';

/** Long enough for the lease of a claim to expire. */
export const LONG = 6 * 60_000;

const MINUTE = 60_000;

export const HOUR = 60 * MINUTE;

export type Layout = Settings['layout'];

export const LAYOUTS = ['channel', 'thread'] as const;

const ours = (slack: SlackServer, messages: readonly StoredMessage[]) =>
  messages.filter(({ user }) => user === slack.botUserId);

/** The bot's messages in the channel and in the heading's thread. */
export const inChannel = (slack: SlackServer) => ours(slack, slack.messages(defaultChannelId));

export const inThread = (slack: SlackServer) =>
  inChannel(slack).flatMap(({ ts }) => ours(slack, slack.replies(defaultChannelId, ts)));

export const urlOf = (message: StoredMessage) => titleOf(message).url;

/** An edition of five papers due in a channel, with its own store and Slack. */
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

export const methodsOf = ({ requests }: SlackServer) => requests.map(({ method }) => method);

export const error = (name: string): Fault => ({ kind: 'error', error: name });

export const done = (answer: Extract<Fault, { kind: 'after' }>['answer']): Fault => ({
  kind: 'after',
  answer,
});

export const TROUBLES: Readonly<Record<string, Fault>> = {
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
export const WHERES = [
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
export function spoil(slack: SlackServer, fault: Fault, { method, nth, times }: (typeof WHERES)[number]) {
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

/** Ends a process at its `nth` request, before or after Slack has handled it. */
export function endAt(slack: SlackServer, nth: number, isDone: boolean, end: () => void): Promise<void> {
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
export async function dieAt(
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

export const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

/** Number of requests of an edition: a heading, and five cards with two initial reactions each. */
export const REQUESTS = 16;

export const POINTS = LAYOUTS.flatMap((layout) =>
  numbers(REQUESTS).flatMap((nth) => [false, true].map((isDone) => ({ layout, nth, isDone }))),
);
