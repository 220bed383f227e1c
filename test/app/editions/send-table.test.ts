import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { attempt, type Intention, type OutgoingMessage } from '../../../src/app/editions/attempt.ts';
import { createClaim, type MessageClaim } from '../../../src/app/editions/claim.ts';
import {
  type Failed,
  leaveOut,
  SEND_PAUSES,
  type SendDeps,
  sendOnce,
} from '../../../src/app/editions/send.ts';
import { headingCard } from '../../../src/cards/build-card.ts';
import { editionDelivery, editionKey } from '../../../src/domain/edition/records.ts';
import { SetupError, TemporaryError } from '../../../src/domain/errors.ts';
import { HOUR } from '../../../src/lib/duration.ts';
import type { SendResult } from '../../../src/ports/publisher.ts';
import { EVENTUALLY } from '../../fixtures/eventually.ts';
import { createStage, failure, LIST_DAY, NOON, PLACE, PLACE_ID, type Stage } from './harness.ts';

/** A row of the table in docs/delivery-states.md, verbatim. */
type Row = readonly [store: string, platform: string, steps: string, outcome: string, after: string];

const ROWS: readonly Row[] = [
  ['never claimed', 'accepts it', 'claim, send, settle', 'sent', 'sent'],
  ['never claimed', 'is rate limited', 'claim, send', 'retry', 'ours'],
  ['never claimed', 'refuses it', 'claim, send', 'failed', 'ours'],
  ['never claimed', 'gives no answer', 'claim, send', 'failed, look first', 'ours'],
  ['never claimed', 'fails unexpectedly', 'claim, send', 'failed, look first', 'ours'],
  ['never claimed', 'took it, and says that it is deleted', 'claim, send, refuse', 'skipped', 'refused'],
  ['never claimed', 'says that it is deleted', 'claim, send', 'failed', 'ours'],
  ['never claimed', 'blocks the channel', 'claim, send, release', 'closed', 'free, subscription paused'],
  ['never claimed', 'lost the channel', 'claim, send, release', 'closed', 'free, subscription ended'],
  ['never claimed', 'rejects our credentials', 'claim, send', 'error', 'ours'],
  ['never claimed', 'accepts it, but the store fails', 'claim, send, settle', 'retry, look first', 'ours'],
  ['never claimed', 'accepts it after our lease', 'claim, send, settle', 'sent', 'sent'],
  [
    'never claimed',
    'took it, and says after our lease that it is deleted',
    'claim, send, refuse',
    'retry, look first',
    "another's",
  ],
  ['claimed, then the machine slept', 'accepts it', 'claim, renew, send, settle', 'sent', 'sent'],
  ['claimed, taken over while the machine slept', '–', 'claim, renew', 'retry, look first', "another's"],
  ['claimed before', 'has it', 'claim, find, settle', 'sent', 'sent'],
  ['claimed before', 'lacks it, accepts it', 'claim, find, renew, send, settle', 'sent', 'sent'],
  ['claimed before', 'lacks it, is rate limited', 'claim, find, renew, send', 'retry, look first', 'ours'],
  ['claimed before', 'lacks it, refuses it', 'claim, find, renew, send', 'failed, look first', 'ours'],
  [
    'claimed before',
    'lacks it, says that it is deleted',
    'claim, find, renew, send, refuse',
    'skipped',
    'refused',
  ],
  ['claimed before', 'lacks it, gives no answer', 'claim, find, renew, send', 'failed, look first', 'ours'],
  [
    'claimed before',
    'lacks it, blocks the channel',
    'claim, find, renew, send, release',
    'closed',
    'free, subscription paused',
  ],
  ['claimed before', 'limits the rate of searches', 'claim, find', 'retry, look first', 'ours'],
  ['claimed before', 'fails to search', 'claim, find', 'failed, look first', 'ours'],
  ['claimed before', 'blocks the search', 'claim, find, release', 'closed', 'free, subscription paused'],
  [
    'claimed before',
    'answers the search after our lease',
    'claim, find, renew',
    'retry, look first',
    "another's",
  ],
  ['restored from a backup', 'has it', 'claim, find, settle', 'sent', 'sent'],
  ['restored from a backup', 'lacks it, accepts it', 'claim, find, renew, send, settle', 'sent', 'sent'],
  ['refused before, to be left out', '–', 'claim, leaveOut', 'skipped', 'left-out'],
  ['claimed before, to be left out', 'has it', 'claim, find, settle', 'sent', 'sent'],
  ['claimed before, to be left out', 'lacks it', 'claim, find, leaveOut', 'skipped', 'left-out'],
  ['claimed before, to be left out', 'fails to search', 'claim, find', 'failed, look first', 'ours'],
  ['claimed by another process', '–', 'claim', 'retry, look first', "another's"],
  ['sent', '–', 'claim', 'skipped', 'sent'],
  ['refused', '–', 'claim', 'skipped', 'refused'],
  ['left out', '–', 'claim', 'skipped', 'left-out'],
  ['any', 'is off', '–', 'retry, look first', 'none'],
];

const delivery = editionDelivery(
  { key: editionKey(PLACE_ID, LIST_DAY), placeId: PLACE_ID, day: LIST_DAY },
  null,
);
const { key } = delivery;
const message: OutgoingMessage = {
  delivery,
  to: { place: PLACE, parentId: null, since: NOON },
  card: headingCard(LIST_DAY, 5, 5),
  shown: 'shown',
};

interface Scene {
  readonly stage: Stage;
  readonly deps: SendDeps;
  /** The calls to the store and the platform about the message, in order. */
  readonly steps: string[];
  readonly claim: MessageClaim;
  intention: Intention;
  /** Lets our lease expire, and has another process claim the message. */
  takeOver(): Promise<void>;
}

async function open(): Promise<Scene> {
  const stage = await createStage([]);
  const { store, publisher, clock } = stage;
  await stage.subscribe();
  const steps: string[] = [];
  const step =
    <A extends unknown[], T>(name: string, call: (...given: A) => T) =>
    (...given: A): T => {
      steps.push(name);
      return call(...given);
    };
  const deps: SendDeps = {
    ...stage.parts,
    store: {
      ...store,
      claim: step('claim', store.claim),
      renew: step('renew', store.renew),
      settle: step('settle', (...given) => stage.parts.store.settle(...given)),
      refuse: step('refuse', store.refuse),
      leaveOut: step('leaveOut', store.leaveOut),
      fail: step('fail', store.fail),
      release: step('release', store.release),
    },
    publishers: new Map([
      [
        PLACE.platform,
        {
          ...publisher,
          send: step('send', publisher.send),
          find: step('find', (...given) => publisher.find(...given)),
        },
      ],
    ]),
  };
  const takeOver = async () => {
    clock.advance(publisher.leaseMs);
    await store.claim(delivery, 'another', clock.now(), publisher.leaseMs);
  };
  return { stage, deps, steps, takeOver, intention: 'send', claim: createClaim(deps, delivery) };
}

const NO_ANSWER = new TemporaryError('no answer');
const LIMITED = new TemporaryError('rate limited', {
  retryAfterMs: 4_000,
  isUndone: true,
  isUnrelated: true,
});
const REFUSAL = new TemporaryError('malformed', { isUndone: true });
const BUG = new TypeError('cannot render this');

const fail = (error: Error) => () => {
  throw error;
};
const answer = (state: Exclude<SendResult['state'], 'sent'>) => (): SendResult => ({
  ...{ state, reason: '이유', cause: '1' },
});

const DELETED: SendResult = { state: 'messageRejected', reason: '이유', mightBeSent: true };

/** Calls `then` after our claim, as if the machine had been suspended in the middle of an attempt. */
function afterClaim({ deps, stage }: Scene, then: () => unknown): void {
  const { claim } = deps.store;
  Object.assign(deps.store, {
    claim: async (...given: Parameters<typeof claim>) => {
      const claimed = await claim(...given);
      if (given[1] === stage.parts.owner) await then();
      return claimed;
    },
  });
}

async function claimBefore({ store }: Stage, isUnsent: boolean): Promise<void> {
  await store.claim(delivery, 'another', NOON, 1);
  await store.fail(key, 'another', { reason: '이유', isUnsent, wasTried: true, now: NOON });
}

const STORES: Record<string, (scene: Scene) => Promise<unknown> | unknown> = {
  'never claimed': () => {},
  'claimed, then the machine slept': (scene) => afterClaim(scene, () => scene.stage.clock.moveWall(HOUR)),
  'claimed, taken over while the machine slept': (scene) =>
    afterClaim(scene, async () => {
      scene.stage.clock.moveWall(HOUR);
      await scene.takeOver();
    }),
  'claimed before': ({ stage }) => claimBefore(stage, false),
  'claimed before, to be left out': async (scene) => {
    scene.intention = 'leave out';
    await claimBefore(scene.stage, false);
  },
  'refused before, to be left out': async (scene) => {
    scene.intention = 'leave out';
    await claimBefore(scene.stage, true);
  },
  'restored from a backup': (scene) => {
    Object.assign(scene.deps, { restored: { copiedAt: NOON, restoredAt: NOON, hasFormerKeys: false } });
  },
  'claimed by another process': ({ stage: { store } }) => store.claim(delivery, 'another', NOON, 1_000),
  sent: async ({ stage: { store } }) => {
    await store.claim(delivery, 'another', NOON, 1);
    await store.settle(key, 'm1', '', NOON);
  },
  refused: async ({ stage: { store } }) => {
    await store.claim(delivery, 'another', NOON, 1);
    await store.refuse(key, 'another', '이유', NOON);
  },
  'left out': async ({ stage: { store } }) => {
    await store.claim(delivery, 'another', NOON, 1_000);
    await store.leaveOut(key, 'another', NOON);
  },
  any: () => {},
};

type Publisher = Stage['publisher'];
const onSend = (hook: Publisher['hooks']['beforeSend']) => (scene: Scene) => {
  Object.assign(scene.stage.publisher.hooks, { beforeSend: hook });
};
const onFind = (find: () => SendResult | null) => (scene: Scene) => {
  scene.stage.publisher.find = async () => find();
};

const PLATFORMS: Record<string, (scene: Scene) => unknown> = {
  '–': () => {},
  'accepts it': () => {},
  'has it': ({ stage }) =>
    stage.publisher.messages.push({ id: 'm1', key, card: message.card, to: message.to }),
  'is rate limited': onSend(fail(LIMITED)),
  'refuses it': onSend(fail(REFUSAL)),
  'gives no answer': onSend(fail(NO_ANSWER)),
  'took it, and says that it is deleted': onSend(() => DELETED),
  'says that it is deleted': onSend(answer('messageRejected')),
  'blocks the channel': onSend(answer('channelBlocked')),
  'lost the channel': onSend(answer('channelDeleted')),
  'rejects our credentials': onSend(fail(new SetupError('bad token'))),
  'fails unexpectedly': onSend(fail(BUG)),
  'accepts it, but the store fails': ({ stage }) => {
    stage.parts = { ...stage.parts, store: { ...stage.store, settle: async () => fail(NO_ANSWER)() } };
  },
  'accepts it after our lease': (scene) => onSend(() => scene.takeOver())(scene),
  'took it, and says after our lease that it is deleted': (scene) =>
    onSend(async () => {
      await scene.takeOver();
      return DELETED;
    })(scene),
  'lacks it': () => {},
  'limits the rate of searches': onFind(fail(LIMITED)),
  'fails to search': onFind(fail(NO_ANSWER)),
  'blocks the search': onFind(answer('channelBlocked')),
  'answers the search after our lease': (scene) => {
    scene.stage.publisher.find = async () => {
      await scene.takeOver();
      return null;
    };
  },
  'is off': ({ deps }) => Object.assign(deps, { publishers: new Map() }),
};

/** Removes `lacks it`, because a search that finds nothing needs no setup. */
const withoutLack = (platform: string) => platform.replace('lacks it, ', '');

/** Returns the outcome of an attempt in the words of the table. */
async function outcomeOf({ deps, claim, intention }: Scene): Promise<string> {
  try {
    const outcome = await attempt(deps, message, claim, intention);
    if (outcome.state !== 'retry') return outcome.state;
    const { error, afterMs, failed, isUnsent } = outcome;
    expect(afterMs).toBe(error instanceof TemporaryError ? error.retryAfterMs : undefined);
    const isFailure = failed === 'send' || failed === 'look-up';
    return `${isFailure ? 'failed' : 'retry'}${isUnsent ? '' : ', look first'}`;
  } catch {
    return 'error';
  }
}

/** Returns the states of the delivery and of the subscription in the words of the table. */
async function stateOf({ stage: { sql, store } }: Scene): Promise<string> {
  const [row] = await sql.query('SELECT state, owner, lease_until FROM deliveries WHERE key = $1', [key]);
  const subscription = (await store.subscription(PLACE_ID))?.state;
  const closed = subscription === 'active' ? '' : `, subscription ${subscription}`;
  if (row?.state !== 'claimed') return `${row?.state ?? 'none'}${closed}`;
  if (row.lease_until === 0) return `free${closed}`;
  return row.owner === 'another' ? "another's" : 'ours';
}

describe('one attempt', () => {
  test.each(ROWS)('%s, the platform %s: %s → %s', async (storeSays, platform, steps, outcome, after) => {
    const scene = await open();
    await STORES[storeSays]?.(scene);
    PLATFORMS[withoutLack(platform)]?.(scene);
    scene.steps.length = 0;

    expect(await outcomeOf(scene)).toBe(outcome);

    expect(scene.steps.join(', ') || '–').toBe(steps);
    expect(await stateOf(scene)).toBe(after);
  });

  test.each([
    ['store', STORES, 0],
    ['platform', PLATFORMS, 1],
  ] as const)('the table covers every state of the %s', (_what, states, column) => {
    expect(Object.keys(states).toSorted()).toEqual(
      [...new Set(ROWS.map((row) => withoutLack(row[column])))].toSorted(),
    );
  });

  test('docs/delivery-states.md has these rows, and no others', () => {
    const file = new URL('../../../docs/delivery-states.md', import.meta.url);
    const table = readFileSync(file, 'utf8').split('## The loop')[0] ?? '';
    const rows = table
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .slice(1);
    expect(rows).toEqual(ROWS.map((row) => `| ${row.join(' | ')} |`));
  });
});

describe('the loop', () => {
  const limited = new TemporaryError('rate limited', { isUndone: true, isUnrelated: true });

  async function start(fails: (error: number) => Error | null) {
    const scene = await open();
    const waits: number[] = [];
    let tries = 0;
    scene.stage.publisher.hooks.beforeSend = () => {
      const error = fails(tries);
      tries += 1;
      if (error) throw error;
      return undefined;
    };
    const clock = {
      ...scene.stage.clock,
      sleep: async (ms: number) => {
        waits.push(ms);
      },
    };
    const deps = { ...scene.deps, clock, pauses: SEND_PAUSES };
    const run = (isBehind = false) => sendOnce(deps, message, isBehind);
    const leave = (failed: Failed) => leaveOut(deps, message, failed);
    return { scene, waits, run, leave };
  }

  test('sends a message again without looking for it while the platform confirms that it does not exist', async () => {
    const { scene, waits, run } = await start((tries) => (tries < 3 ? limited : null));
    expect(await run()).toEqual({ state: 'sent' });
    expect(waits).toEqual(SEND_PAUSES);
    const again = ['claim', 'send', 'release'];
    expect(scene.steps).toEqual([...again, ...again, ...again, 'claim', 'send', 'settle']);
  });

  test('looks for a message first, once an attempt has got no answer', async () => {
    const answers = [NO_ANSWER, limited, NO_ANSWER, null];
    const { scene, waits, run } = await start((tries) => answers[tries] ?? null);
    expect(await run()).toEqual({ state: 'sent' });
    // Rate limits do not use up the pauses of failures.
    expect(waits).toEqual([SEND_PAUSES[0], SEND_PAUSES[0], SEND_PAUSES[1]]);
    const looking = ['claim', 'find', 'renew', 'send'];
    expect(scene.steps).toEqual([
      ...['claim', 'send', 'release', ...looking, 'release', ...looking, 'release', ...looking, 'settle'],
    ]);
  });

  test.each([
    ['no answer', NO_ANSWER, SEND_PAUSES],
    ['a refusal', REFUSAL, SEND_PAUSES],
    ['an error', BUG, SEND_PAUSES],
    ['a pause that is too long', new TemporaryError('later', { retryAfterMs: 10_001 }), []],
  ])('ends after %s with one counted failure, and the claim released', async (_what, error, pauses) => {
    const { scene, waits, run } = await start(() => error);
    const failing = { failures: 1, failingSince: NOON, failedAt: NOON };
    expect(await run()).toEqual({ state: 'failed', error, wasTried: true, failing });
    expect(waits).toEqual(pauses);
    expect(await stateOf(scene)).toBe('free');
    expect(scene.steps.at(-1)).toBe('fail');
  });

  test.each([
    ['a rate limit', limited, SEND_PAUSES],
    [
      'a rate limit that is too long',
      new TemporaryError('later', { retryAfterMs: 10_001, isUndone: true, isUnrelated: true }),
      [],
    ],
  ])('ends after %s without a counted failure, and the claim released', async (_what, error, pauses) => {
    const { scene, waits, run } = await start(() => error);
    expect(await failure(run())).toBe(error);
    expect(waits).toEqual(pauses);
    expect(await stateOf(scene)).toBe('free');
    expect((await scene.stage.store.delivery(key))?.failing).toBeNull();
  });

  test('counts a failure even if the search for the message is rate limited afterwards', async () => {
    const { scene, run } = await start(() => NO_ANSWER);
    scene.stage.publisher.find = async () => {
      throw new TemporaryError('later', { retryAfterMs: 60_000, isUndone: true, isUnrelated: true });
    };
    expect(await run()).toMatchObject({ state: 'failed', error: { retryAfterMs: 60_000 } });
  });

  test('makes a single attempt behind a message that is failing', async () => {
    const { scene, waits, run } = await start(() => REFUSAL);
    expect(await run(true)).toMatchObject({ state: 'failed' });
    expect(waits).toEqual([]);
    expect(scene.steps).toEqual(['claim', 'send', 'fail']);
  });

  test.each([
    [4_000, [4_000]],
    [60_000, []],
  ])(
    'looks for a message that is left out after the pause of %i ms that was asked for',
    async (ms, pauses) => {
      const { scene, waits, leave } = await start(() => null);
      await claimBefore(scene.stage, false);
      const error = new TemporaryError('timed out', { retryAfterMs: ms });
      const failing = { failures: 3, failingSince: NOON, failedAt: NOON };
      scene.steps.length = 0;
      expect(await leave({ state: 'failed', error, wasTried: true, failing })).toBe('skipped');
      expect(waits).toEqual(pauses);
      expect(scene.steps).toEqual(['claim', 'find', 'leaveOut']);
    },
  );

  test('has released its claim if it is stopped during a pause', async () => {
    const { scene } = await start(() => null);
    const { stage } = scene;
    stage.publisher.hooks.beforeSend = fail(LIMITED);
    const sending = sendOnce({ ...scene.deps, pauses: SEND_PAUSES }, message);
    await vi.waitUntil(() => scene.steps.includes('send'), EVENTUALLY);
    stage.stop.abort(new Error('stop'));
    expect(await failure(sending)).toBe(stage.stop.signal.reason);
    expect(await stateOf(scene)).toBe('free');
  });
});
