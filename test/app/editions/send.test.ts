import { describe, expect, test } from 'vitest';
import { deliver } from '../../../src/app/editions/deliver.ts';
import { SEND_PAUSES } from '../../../src/app/editions/send.ts';
import { TemporaryError } from '../../../src/domain/errors.ts';
import type { Subscription } from '../../../src/domain/subscription/subscription.ts';
import type { Store } from '../../../src/ports/store.ts';
import { createStage, failure, LIST_DAY, makePapers, PLACE_ID, type Stage } from './harness.ts';

const whole = ['heading', ...makePapers(2).map(({ id }) => id)];

/**
 * Sets up an edition of two papers, and a bot that retries a message within its job. A sleep of at most a minute
 * advances the clock immediately.
 */
async function open(change: (store: Store) => Partial<Store> = () => ({})) {
  const stage = await createStage(makePapers(2));
  const waits: number[] = [];
  const sleep = async (ms: number, signal?: AbortSignal) => {
    if (ms > 60_000) return stage.clock.sleep(ms, signal);
    waits.push(ms);
    stage.clock.advance(ms);
  };
  const store = { ...stage.store, ...change(stage.store) };
  const parts = { ...stage.parts, store, pauses: SEND_PAUSES, clock: { ...stage.clock, sleep } };
  const subscription = await stage.subscribe();
  return { stage, waits, hooks: stage.publisher.hooks, run: () => deliver(parts, subscription, LIST_DAY) };
}

/** Fails without an answer or, if `isLimited`, because of a rate limit. */
const fail = (retryAfterMs?: number, isLimited = false): never => {
  throw new TemporaryError('not now', { retryAfterMs, isUndone: isLimited, isUnrelated: isLimited });
};

test.each([
  ['that was sent after all', undefined],
  ['that was rejected', { state: 'messageRejected', reason: '막혔습니다.' }],
] as const)(
  'a message %s by a process that had lost its claim stays as the other process settled it',
  async (_what, answer) => {
    const { stage, run } = await open();
    const { hooks } = stage.publisher;
    const subscription = await stage.subscribe();
    hooks.beforeSend = async () => {
      delete hooks.beforeSend;
      stage.clock.advance(stage.publisher.leaseMs);
      await deliver({ ...stage.parts, owner: 'b' }, subscription, LIST_DAY);
      return answer;
    };
    await run();
    const before = { state: 'sent', messageId: 'm1', reason: null };
    expect((await stage.store.deliveries(PLACE_ID, LIST_DAY)).find(({ paperId }) => !paperId)).toMatchObject(
      before,
    );
    expect(await stage.edition()).toMatchObject({ state: 'done' });
  },
);

describe('a search for a message that takes longer than the lease', () => {
  /** Makes the first send of the heading fail; runs `during` while the bot searches for the heading in vain. */
  async function look(during: (stage: Stage, subscription: Subscription) => Promise<unknown>) {
    const { stage, run } = await open();
    const { publisher, clock } = stage;
    const subscription = await stage.subscribe();
    let fails = true;
    publisher.hooks.beforeSend = () => {
      if (fails) fail();
      return undefined;
    };
    const find = publisher.find.bind(publisher);
    publisher.find = async (...asked) => {
      const found = await find(...asked);
      publisher.find = find;
      fails = false;
      clock.advance(publisher.leaseMs);
      await during(stage, subscription);
      return found;
    };
    return { stage, run };
  }

  test('leaves the send to the process that took over the claim', async () => {
    const { stage, run } = await look((stage, subscription) =>
      deliver({ ...stage.parts, owner: 'b' }, subscription, LIST_DAY),
    );
    await run();
    expect(stage.posted()).toEqual(whole);
  });

  test('gives the send a full lease if no other process claimed it', async () => {
    const { stage, run } = await look(async () => {});
    stage.publisher.hooks.afterSend = async (key) => {
      delete stage.publisher.hooks.afterSend;
      const delivery = { key, placeId: PLACE_ID, day: LIST_DAY, paperId: null };
      const { now } = stage.clock;
      const { leaseMs } = stage.publisher;
      expect(await stage.store.claim(delivery, 'b', now() + leaseMs - 1, leaseMs)).toMatchObject({
        state: 'held',
      });
    };
    await run();
    expect(stage.posted()).toEqual(whole);
  });
});

test('a message whose response is lost is looked up before it is sent again, in the same job', async () => {
  const { stage, waits, hooks, run } = await open();
  let lost = 0;
  hooks.afterSend = (key) => key.endsWith('heading') && lost++ < 1 && fail();
  await run();
  expect(stage.posted()).toEqual(whole);
  expect(stage.publisher.searches.map(({ key }) => key)).toEqual(['heading']);
  expect(waits).toEqual([SEND_PAUSES[0]]);
});

describe('a card whose response is lost and that is found afterwards', () => {
  const [FIRST] = makePapers(2).map(({ id }) => id) as [string];
  const shownOf = async ({ store }: Stage) =>
    (await store.deliveries(PLACE_ID, LIST_DAY)).find(({ paperId }) => paperId === FIRST)?.shown;

  test('in the same job, is known to show what the bot has sent: a refresh need not edit it', async () => {
    const { stage, hooks, run } = await open();
    let lost = 0;
    hooks.afterSend = (key) => key.endsWith(FIRST) && lost++ < 1 && fail();
    await run();
    expect(stage.posted()).toEqual(whole);
    expect(await shownOf(stage)).not.toBe('');
    expect(await stage.edition()).toMatchObject({ state: 'done', missing: 0 });
  });

  test.each(['by a later job', 'of another process'] as const)(
    'after a send %s, might show something else: a refresh edits it',
    async (when) => {
      const { stage, hooks, run } = await open();
      const isOther = when === 'of another process';
      hooks.afterSend = (key) => {
        if (!key.endsWith(FIRST)) return;
        delete hooks.afterSend;
        fail(90_000);
      };
      if (isOther) await failure(deliver({ ...stage.parts, owner: 'b' }, await stage.subscribe(), LIST_DAY));
      else await failure(run());
      await run();
      expect(stage.posted()).toEqual(whole);
      expect(await shownOf(stage)).toBe('');
    },
  );

  test('might be that of a process which took the message over in between', async () => {
    const { stage, hooks, run } = await open();
    const subscription = await stage.subscribe();
    hooks.beforeSend = async (key: string) => {
      if (!key.endsWith(FIRST)) return undefined;
      delete hooks.beforeSend;
      // Another process claims the card after our lease, sends it, and dies before it can settle it.
      stage.clock.advance(stage.publisher.leaseMs);
      hooks.afterSend = (sent) => {
        if (!sent.endsWith(FIRST)) return;
        delete hooks.afterSend;
        fail(90_000);
      };
      await failure(deliver({ ...stage.parts, owner: 'b' }, subscription, LIST_DAY));
      return fail();
    };
    await run();
    expect(stage.posted()).toEqual(whole);
    expect(await shownOf(stage)).toBe('');
  });
});

test('a message that cannot be sent is retried after each pause, then the job fails', async () => {
  const { waits, hooks, run } = await open();
  let sends = 0;
  hooks.beforeSend = () => {
    sends += 1;
    fail();
  };
  expect(await failure(run())).toBeInstanceOf(TemporaryError);
  expect([sends, waits]).toEqual([SEND_PAUSES.length + 1, [...SEND_PAUSES]]);
});

test('the bot waits as long as the platform asks, but fails the job if that is over ten seconds', async () => {
  const { waits, hooks, run } = await open();
  const asked = [4_000, 90_000];
  hooks.beforeSend = () => fail(asked.shift());
  expect(await failure(run())).toMatchObject({ retryAfterMs: 90_000 });
  expect(waits).toEqual([4_000]);
});

describe('a message for which the platform confirms that nothing happened', () => {
  test('is sent again after the pause that it asks for, without a search', async () => {
    const { stage, waits, hooks, run } = await open();
    const asked = [4_000, undefined];
    hooks.beforeSend = () => (asked.length > 0 ? fail(asked.shift(), true) : undefined);
    await run();
    expect(stage.posted()).toEqual(whole);
    expect(stage.publisher.searches).toEqual([]);
    expect(waits).toEqual([4_000, SEND_PAUSES[1]]);
  });

  test('is still searched for if an earlier attempt might have been accepted', async () => {
    const { stage, hooks, run } = await open();
    const errors = [() => fail(), () => fail(4_000, true)];
    hooks.beforeSend = () => errors.shift()?.();
    await run();
    expect(stage.posted()).toEqual(whole);
    expect(stage.publisher.searches.map(({ key }) => key)).toEqual(['heading', 'heading']);
  });

  test('is left to the next job if the pause is over ten seconds', async () => {
    const { waits, hooks, run } = await open();
    hooks.beforeSend = () => fail(90_000, true);
    expect(await failure(run())).toMatchObject({ retryAfterMs: 90_000 });
    expect(waits).toEqual([]);
  });

  test('is not given up because it cannot be claimed again', async () => {
    const broken = new Error('disk I/O error');
    let claims = 0;
    const { stage, hooks, run } = await open(({ claim }) => ({
      async claim(...given) {
        claims += 1;
        if (claims % 2 === 0) throw broken;
        return claim(...given);
      },
    }));
    hooks.beforeSend = () => fail(1_000, true);
    for (let tries = 0; tries < 6; tries += 1) expect(await failure(run())).toBe(broken);
    delete hooks.beforeSend;
    await deliver(stage.parts, await stage.subscribe(), LIST_DAY);
    expect(stage.posted()).toEqual(whole);
  });

  test('is left to a process that has taken over the claim in the meantime', async () => {
    const { stage, hooks, run } = await open();
    const subscription = await stage.subscribe();
    hooks.beforeSend = async () => {
      delete hooks.beforeSend;
      stage.clock.advance(stage.publisher.leaseMs);
      await deliver({ ...stage.parts, owner: 'b' }, subscription, LIST_DAY);
      fail(1_000, true);
    };
    await run();
    expect(stage.posted()).toEqual(whole);
  });
});

test.each([
  ['outage', () => new TemporaryError('not now', { retryAfterMs: 60_000 })],
  ['malformed', () => new TemporaryError('malformed', { isUndone: true })],
  ['bug', () => new TypeError('cannot render this')],
])(
  'however often all messages fail (%s), none is left out, and the order is kept',
  async (_what, makeError) => {
    const { stage, hooks, run } = await open();
    hooks.beforeSend = () => {
      throw makeError();
    };
    for (let tries = 0; tries < 20; tries += 1) await failure(run());
    delete hooks.beforeSend;
    await run();
    expect(stage.posted()).toEqual(whole);
  },
);

test('a message is not given up because its claim cannot be saved', async () => {
  const { stage, hooks } = await open();
  const subscription = await stage.subscribe();
  hooks.beforeSend = () => fail(60_000);
  const renew = async () => {
    throw new Error('disk I/O error');
  };
  const parts = { ...stage.parts, store: { ...stage.store, renew } };
  for (let tries = 0; tries < 6; tries += 1) await failure(deliver(parts, subscription, LIST_DAY));
  delete hooks.beforeSend;
  await deliver(stage.parts, subscription, LIST_DAY);
  expect(stage.posted()).toEqual(whole);
});

test.each([false, true])(
  'a message that is sent but cannot be settled is looked up by the next attempt, without a wait for the lease (its claim cannot be released: %s)',
  async (isStuck) => {
    const stage = await createStage(makePapers(2));
    const subscription = await stage.subscribe();
    const broken = new Error('disk I/O error');
    let fails = true;
    const store: Store = {
      ...stage.store,
      async settle(...given) {
        if (fails) throw broken;
        return stage.store.settle(...given);
      },
      async release(...given) {
        if (isStuck) throw new Error('still broken');
        return stage.store.release(...given);
      },
    };
    const parts = { ...stage.parts, store };
    expect(await failure(deliver(parts, subscription, LIST_DAY))).toBe(broken);
    fails = false;
    if (isStuck) stage.clock.advance(stage.publisher.leaseMs);
    await deliver(parts, subscription, LIST_DAY);
    expect(stage.posted()).toEqual(whole);
    expect(stage.publisher.searches).toHaveLength(1);
  },
);
