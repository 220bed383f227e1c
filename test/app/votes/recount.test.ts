import { describe, expect, test } from 'vitest';
import { createVoteSync } from '../../../src/app/votes/recount.ts';
import type { CurrentReaction } from '../../../src/command/listener.ts';
import { TemporaryError } from '../../../src/domain/errors.ts';
import { emojiToValue } from '../../../src/domain/vote/vote.ts';
import { DAY } from '../../../src/lib/duration.ts';
import { createRandom } from '../../fixtures/random.ts';
import { createStage, LIST_DAY } from '../editions/harness.ts';

const PLATFORM = 'fake';
const MINUTE = 60_000;
/** The messages and their papers; two channels have the first paper. */
const PAPERS: Readonly<Record<string, string>> = { m1: 'a', m2: 'a', m3: 'b', m4: 'c' };
const VOTERS = ['u1', 'u2', 'u3', 'u4'];

/** A ballot over messages that were posted just now, and what stands on each of them on the platform. */
async function start() {
  const stage = await createStage([]);
  const { store, clock, log, stop } = stage;
  async function post(messageId: string, paperId: string | null, platform = PLATFORM): Promise<void> {
    const key = `${platform}:${messageId}/${LIST_DAY}/${paperId}`;
    await store.claim(
      { key, placeId: `${platform}:${messageId}`, day: LIST_DAY, paperId },
      'a',
      clock.now(),
      1,
    );
    await store.settle(key, messageId, '', clock.now());
  }
  for (const [messageId, paperId] of Object.entries(PAPERS)) await post(messageId, paperId);

  const current = new Map<string, CurrentReaction[]>(Object.keys(PAPERS).map((id) => [id, []]));
  const reads: string[] = [];
  const makeBallot = (newestReaction = 0) =>
    createVoteSync({ store, clock, log, signal: stop.signal, newestReaction });
  let voteSync = makeBallot();
  /** A recount never waits for real: it sleeps and the time has come. */
  const waits: number[] = [];
  const { sleep } = clock;
  clock.sleep = async (ms, signal) => {
    const slept = sleep(ms, signal);
    waits.push(ms);
    clock.advance(ms);
    await slept;
  };
  const read = async (messageId: string): Promise<readonly CurrentReaction[] | null> => {
    reads.push(messageId);
    return [...(current.get(messageId) ?? [])];
  };
  return {
    ...stage,
    ...{ post, current, reads, waits, read },
    /** As a start does. */
    async restart() {
      voteSync = makeBallot(await store.newestReaction());
    },
    press: (messageId: string, voter: string, emoji: string, added = true, sentAt = 0) =>
      voteSync.onReaction({ platform: PLATFORM, messageId, sentAt, voter, emoji, added }),
    recount: (reader: typeof read = read, messageId?: string) =>
      voteSync.recount(PLATFORM, reader, messageId),
    voteOf: async (voter: string, paperId: string) =>
      (await store.votesOf(PLATFORM, voter, [paperId])).get(paperId),
    counts: async () => Object.fromEntries(await store.voteCounts(['a', 'b', 'c'])),
  };
}

describe('a press', () => {
  test('on a card is a vote on its paper, and taken back it is none', async () => {
    const { press, counts } = await start();
    await press('m3', 'u1', '👍');
    await press('m3', 'u2', '👎🏽');
    expect(await counts()).toEqual({ b: { up: 1, down: 1 } });
    await press('m3', 'u1', '👍', false);
    expect(await counts()).toEqual({ b: { up: 0, down: 1 } });
  });

  test('is passed over where it is no vote, or the message is no card of ours', async () => {
    const { press, post, store } = await start();
    await post('heading', null);
    await post('elsewhere', 'a', 'other');
    await press('m1', 'u1', '❤️');
    for (const messageId of ['heading', 'elsewhere', 'unknown', '']) await press(messageId, 'u1', '👍');
    await press('unknown', 'u1', '👍', false);
    expect(await store.totals()).toMatchObject({ votes: 0 });
  });

  test('is the newest although the clock was set back, over a new start as well', async () => {
    const { press, clock, restart, voteOf } = await start();
    await press('m3', 'u1', '👍');
    clock.advance(-60 * MINUTE);
    await press('m3', 'u1', '👎');
    expect(await voteOf('u1', 'b')).toBe(-1);
    clock.advance(-60 * MINUTE);
    await restart();
    await press('m3', 'u1', '👍🏽');
    expect(await voteOf('u1', 'b')).toBe(1);
  });

  test('that the store does not take is found on its message later, when it does', async () => {
    const { press, recount, current, store, waits, counts, reads } = await start();
    await recount();
    const full = async () => {
      throw new TemporaryError('The database cannot be used now: disk is full');
    };
    const { addReaction, replaceReactions } = store;
    Object.assign(store, { addReaction: full, replaceReactions: full });
    current.set('m3', [{ voter: 'u1', emoji: '👍' }]);
    reads.length = 0;
    await press('m3', 'u1', '👍');
    await press('m3', 'u1', '👍');
    await expect.poll(() => waits.length).toBeGreaterThan(0);
    Object.assign(store, { addReaction, replaceReactions });
    await expect.poll(counts).toEqual({ b: { up: 1, down: 0 } });
    expect(waits[0]).toBe(MINUTE);
    expect(new Set(reads)).toEqual(new Set(['m3']));
  });

  test('in each of its skin tones is a press of its own', async () => {
    const { press, counts, voteOf } = await start();
    await press('m3', 'u1', '👍');
    await press('m3', 'u1', '👍🏽');
    expect(await counts()).toEqual({ b: { up: 1, down: 0 } });
    await press('m3', 'u1', '👍', false);
    expect(await voteOf('u1', 'b')).toBe(1);
    await press('m3', 'u1', '👍🏽', false);
    expect(await counts()).toEqual({});
  });

  test('is the newest of a person on any message of the paper, within one instant too', async () => {
    const { press, voteOf } = await start();
    await press('m2', 'u1', '👎');
    await press('m1', 'u1', '👍');
    expect(await voteOf('u1', 'a')).toBe(1);
    await press('m1', 'u2', '👍');
    await press('m2', 'u2', '👎');
    expect(await voteOf('u2', 'a')).toBe(-1);
    await press('m2', 'u2', '👎', false);
    expect(await voteOf('u2', 'a')).toBe(1);
  });

  test('is counted in the order of the telling, however many come at once', async () => {
    const { press, voteOf } = await start();
    const told = Array.from({ length: 21 }, (_, n) => press('m3', 'u1', '👍', n % 2 === 0));
    await Promise.all(told);
    expect(await voteOf('u1', 'b')).toBe(1);
  });
});

describe('a recount', () => {
  test('makes the votes equal to what stands there', async () => {
    const { press, recount, current, counts, reads } = await start();
    await press('m1', 'u1', '👍');
    await press('m3', 'u2', '👍');
    current.set('m3', [
      { voter: 'u3', emoji: '👎🏿' },
      { voter: 'u4', emoji: '❤️' },
      { voter: 'u1', emoji: 'thumbsup' },
    ]);
    await recount();
    expect(await counts()).toEqual({ b: { up: 1, down: 1 } });
    expect(reads.toSorted()).toEqual(['m1', 'm2', 'm3', 'm4']);
  });

  test('of one message leaves the others alone', async () => {
    const { press, recount, read, counts, reads } = await start();
    await press('m1', 'u1', '👍');
    await press('m3', 'u1', '👍');
    await recount(read, 'm3');
    expect(reads).toEqual(['m3']);
    expect(await counts()).toEqual({ a: { up: 1, down: 0 } });
  });

  test('of a message that is none of ours adds nothing', async () => {
    const { recount, current, read, store, waits } = await start();
    current.set('unknown', [{ voter: 'u1', emoji: '👍' }]);
    await recount(read, 'unknown');
    expect(await store.totals()).toMatchObject({ votes: 0 });
    expect(waits).toEqual([]);
  });

  test('leaves the votes on a message that is gone', async () => {
    const { press, recount, counts, waits } = await start();
    await press('m1', 'u1', '👍');
    await press('m3', 'u1', '👎');
    await recount(async (messageId) => (messageId === 'm3' ? null : []));
    expect(await counts()).toEqual({ b: { up: 0, down: 1 } });
    expect(waits).toEqual([]);
  });

  test('looks at the messages of the last seven days only', async () => {
    const { recount, post, clock, reads } = await start();
    clock.advance(DAY);
    await post('m9', 'c');
    clock.advance(6 * DAY);
    await recount();
    expect(reads.toSorted()).toEqual(['m1', 'm2', 'm3', 'm4', 'm9']);
    reads.length = 0;
    clock.advance(1);
    await recount();
    expect(reads).toEqual(['m9']);
  });

  test('keeps what stood there before in its place in time', async () => {
    const { press, recount, current, voteOf, clock } = await start();
    await press('m1', 'u1', '👎');
    clock.advance(MINUTE);
    await press('m2', 'u1', '👍');
    current.set('m1', [{ voter: 'u1', emoji: '👎' }]).set('m2', [{ voter: 'u1', emoji: '👍' }]);
    for (let times = 0; times < 3; times += 1) {
      await recount();
      expect(await voteOf('u1', 'a')).toBe(1);
    }
  });

  test('takes what it finds new for newer than what it knew', async () => {
    const { press, recount, current, voteOf } = await start();
    await press('m1', 'u1', '👎');
    current.set('m1', [
      { voter: 'u1', emoji: '👍' },
      { voter: 'u1', emoji: '👎' },
    ]);
    await recount();
    expect(await voteOf('u1', 'a')).toBe(1);
  });

  test('reads at most four messages at the same time', async () => {
    const { recount, post, store } = await start();
    for (let n = 10; n < 30; n += 1) await post(`m${n}`, 'c');
    let running = 0;
    let most = 0;
    await recount(async (messageId) => {
      running += 1;
      most = Math.max(most, running);
      for (let turns = 0; turns < 3; turns += 1) await store.paperOf(PLATFORM, messageId);
      running -= 1;
      return [];
    });
    expect(most).toBe(4);
  });
});

describe('a message that cannot be read', () => {
  test('is tried again, later each time, and the others are not read twice', async () => {
    const { recount, current, read, reads, waits, counts, log } = await start();
    current.set('m1', [{ voter: 'u1', emoji: '👍' }]).set('m3', [{ voter: 'u1', emoji: '👎' }]);
    let failures = 0;
    await recount(async (messageId) => {
      if (messageId === 'm3' && failures < 6) {
        failures += 1;
        // What could be read is counted already.
        if (failures > 1) expect(await counts()).toEqual({ a: { up: 1, down: 0 } });
        throw new Error('rate-limited');
      }
      return read(messageId);
    });
    expect(waits.map((ms) => ms / MINUTE)).toEqual([1, 2, 4, 8, 15, 15]);
    expect(reads.toSorted()).toEqual(['m1', 'm2', 'm3', 'm4']);
    expect(await counts()).toEqual({ a: { up: 1, down: 0 }, b: { up: 0, down: 1 } });
    expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(6);
  });

  test('keeps its votes meanwhile, and takes presses', async () => {
    const { press, recount, counts } = await start();
    await press('m3', 'u1', '👍');
    let failed = false;
    await recount(async () => {
      if (failed) return [{ voter: 'u2', emoji: '👎' }];
      failed = true;
      await Promise.resolve();
      throw new Error('rate-limited');
    }, 'm3');
    expect(await counts()).toEqual({ b: { up: 0, down: 1 } });
    await press('m3', 'u1', '👍');
    expect(await counts()).toEqual({ b: { up: 1, down: 1 } });
  });

  test('is let go when we stop, without a complaint', async () => {
    const { recount, stop, reads, waits, log } = await start();
    await recount(async (messageId) => {
      reads.push(messageId);
      stop.abort(new Error('stopping'));
      throw new Error('the connection is closed');
    });
    expect(waits).toEqual([]);
    expect(log.lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  test('is let go when we stop while it waits', async () => {
    const { recount, stop, clock } = await start();
    const asleep = Promise.withResolvers<void>();
    clock.sleep = (_ms, signal) => {
      asleep.resolve();
      return new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    };
    const done = recount(async () => {
      throw new Error('rate-limited');
    });
    await asleep.promise;
    stop.abort(new Error('stopping'));
    await expect(done).resolves.toBeUndefined();
  });
});

describe('a press that is told while its message is read', () => {
  /** `meanwhile` is done when the message was read, but its answer is still on the way. */
  async function recountWith(
    { recount, read }: Awaited<ReturnType<typeof start>>,
    meanwhile: () => readonly Promise<void>[],
  ): Promise<void> {
    let told: readonly Promise<void>[] = [];
    await recount(async (messageId) => {
      const found = await read(messageId);
      told = meanwhile();
      return found;
    }, 'm3');
    await Promise.all(told);
  }

  test('is not lost', async () => {
    const world = await start();
    await recountWith(world, () => [world.press('m3', 'u1', '👍')]);
    expect(await world.counts()).toEqual({ b: { up: 1, down: 0 } });
  });

  test('and is one that takes back does so', async () => {
    const world = await start();
    world.current.set('m3', [{ voter: 'u1', emoji: '👍' }]);
    await recountWith(world, () => [world.press('m3', 'u1', '👍', false)]);
    expect(await world.counts()).toEqual({});
  });

  test('is newer than what was found', async () => {
    const world = await start();
    world.current.set('m3', [{ voter: 'u1', emoji: '👎' }]);
    await recountWith(world, () => [world.press('m3', 'u1', '👍')]);
    expect(await world.voteOf('u1', 'b')).toBe(1);
  });

  test('on another message of the paper is newer than what is found, too', async () => {
    const world = await start();
    // Pressed in the gap, before 👍 was.
    world.current.set('m2', [{ voter: 'u1', emoji: '👎' }]);
    await world.recount(async (messageId) => {
      await world.press('m1', 'u1', '👍');
      return world.read(messageId);
    }, 'm2');
    expect(await world.voteOf('u1', 'a')).toBe(1);
  });

  test('is older than one that is told after it on another message of the paper', async () => {
    const world = await start();
    let waiting: Promise<void> | undefined;
    await world.recount(async (messageId) => {
      waiting = world.press('m1', 'u1', '👍');
      await world.press('m2', 'u1', '👎');
      return world.read(messageId);
    }, 'm1');
    await waiting;
    expect(await world.voteOf('u1', 'a')).toBe(-1);
  });

  test('does not hold up presses on other messages', async () => {
    const world = await start();
    let counted: unknown;
    await world.recount(async () => {
      await world.press('m4', 'u1', '👍');
      counted = await world.counts();
      return [];
    }, 'm3');
    expect(counted).toEqual({ c: { up: 1, down: 0 } });
  });
});

describe('three hundred presses by four people, a third of them untold', () => {
  /** What a fair clerk would write down: each press with its turn; all that the recount finds share one. */
  function createClerk() {
    const known = new Map<string, number>();
    const nameOf = (messageId: string, { voter, emoji }: CurrentReaction) => [messageId, voter, emoji].join();
    return {
      note(turn: number, messageId: string, press: CurrentReaction, added: boolean) {
        const name = nameOf(messageId, press);
        if (!added) known.delete(name);
        else if (!known.has(name)) known.set(name, turn);
      },
      recount(turn: number, current: ReadonlyMap<string, readonly CurrentReaction[]>) {
        const names = new Set(
          [...current].flatMap(([id, presses]) => presses.map((press) => nameOf(id, press))),
        );
        for (const name of known.keys()) if (!names.has(name)) known.delete(name);
        for (const name of names) if (!known.has(name)) known.set(name, turn);
      },
      /** The votes that a person may be held to have: several only if newest presses share their turn. */
      votes(voter: string, paperId: string): readonly (1 | -1)[] {
        const presses = [...known].flatMap(([name, turn]) => {
          const [messageId = '', by, emoji = ''] = name.split(',');
          const value = by === voter && PAPERS[messageId] === paperId ? emojiToValue(emoji) : null;
          return value ? [{ turn, value }] : [];
        });
        const newest = Math.max(...presses.map(({ turn }) => turn));
        return presses.filter(({ turn }) => turn === newest).map(({ value }) => value);
      },
    };
  }

  test.each([1, 2, 3, 4, 5, 6])('seed %i', async (seed) => {
    const world = await start();
    const { current, clock } = world;
    const random = createRandom(seed);
    const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)] as T;
    const clerk = createClerk();
    let turn = 0;

    /** Someone presses, takes back or switches; gives what the platform would tell. */
    function act(messageId = pick(Object.keys(PAPERS))) {
      const there = current.get(messageId) ?? [];
      const press = { voter: pick(VOTERS), emoji: pick(['👍', '👎', '👍🏽', '👎🏿', '❤️']) };
      const isSame = (other: CurrentReaction) => other.voter === press.voter && other.emoji === press.emoji;
      const others = there.filter((other) => other.voter === press.voter && !isSame(other));
      const changes: { press: CurrentReaction; added: boolean }[] = [];
      if (there.some(isSame)) changes.push({ press, added: false });
      else {
        if (random() < 0.3) changes.push(...others.map((other) => ({ press: other, added: false })));
        changes.push({ press, added: true });
      }
      for (const { press: changed, added } of changes) {
        const rest = (current.get(messageId) ?? []).filter(
          ({ voter, emoji }) => voter !== changed.voter || emoji !== changed.emoji,
        );
        current.set(messageId, added ? [...rest, changed] : rest);
      }
      return { messageId, changes };
    }
    function tell({ messageId, changes }: ReturnType<typeof act>): Promise<void>[] {
      if (random() < 0.5) clock.advance(1_000);
      return changes.map(({ press, added }) => {
        turn += 1;
        clerk.note(turn, messageId, press, added);
        return world.press(messageId, press.voter, press.emoji, added);
      });
    }
    async function expectSame(): Promise<void> {
      const sums: Record<string, { up: number; down: number }> = {};
      for (const voter of VOTERS) {
        for (const paperId of ['a', 'b', 'c']) {
          const may = clerk.votes(voter, paperId);
          const has = await world.voteOf(voter, paperId);
          expect(may.length > 0 ? may : [undefined], `${voter} on ${paperId}`).toContain(has);
          if (!has) continue;
          sums[paperId] ??= { up: 0, down: 0 };
          sums[paperId][has === 1 ? 'up' : 'down'] += 1;
        }
      }
      expect(await world.counts()).toEqual(sums);
    }

    for (let n = 0; n < 100; n += 1) await Promise.all(tell(act()));
    await expectSame();
    for (let n = 0; n < 100; n += 1) act();

    turn += 1;
    clerk.recount(turn, current);
    const late: Promise<void>[] = [];
    let failures = 0;
    await world.recount(async (messageId) => {
      if (messageId === 'm4' && failures < 2) {
        failures += 1;
        throw new Error('rate-limited');
      }
      const found = await world.read(messageId);
      if (messageId === 'm3') for (let n = 0; n < 20; n += 1) late.push(...tell(act('m3')));
      return found;
    });
    await Promise.all(late);
    await expectSame();

    for (let n = 0; n < 80; n += 1) await Promise.all(tell(act()));
    await expectSame();
  });
});
