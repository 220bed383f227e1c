import { describe, expect, test } from 'vitest';
import { createVoteSync } from '../../../src/app/votes/vote-sync.ts';
import type { CurrentReaction } from '../../../src/command/listener.ts';
import { TemporaryError } from '../../../src/domain/errors.ts';
import { emojiToValue } from '../../../src/domain/vote/vote.ts';
import { DAY } from '../../../src/lib/duration.ts';
import { createRandom } from '../../fixtures/random.ts';
import { createStage, LIST_DAY } from '../editions/harness.ts';

const PLATFORM = 'fake';
const MINUTE = 60_000;
/** The messages and their papers; `m1` and `m2` are the same paper in two channels. */
const PAPERS: Readonly<Record<string, string>> = { m1: 'a', m2: 'a', m3: 'b', m4: 'c' };
const VOTERS = ['u1', 'u2', 'u3', 'u4'];

/** Creates a vote sync for messages that were just posted; `current` has the reactions on each of them. */
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
  const createSync = (newestReaction = 0) =>
    createVoteSync({ store, clock, log, signal: stop.signal, newestReaction });
  let voteSync = createSync();
  /** The pauses, in ms. A sleep does not really wait: it advances the clock. */
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
    /** Replaces the vote sync with a new one, as a restart of the bot would. */
    async restart() {
      voteSync = createSync(await store.newestReaction());
    },
    react: (messageId: string, voter: string, emoji: string, added = true, sentAt = 0) =>
      voteSync.onReaction({ platform: PLATFORM, messageId, sentAt, voter, emoji, added }),
    recount: (reader: typeof read = read, messageId?: string) =>
      voteSync.recount(PLATFORM, reader, messageId),
    onFound: (messageId: string) => voteSync.onFound(PLATFORM, messageId),
    voteOf: async (voter: string, paperId: string) =>
      (await store.votesOf(PLATFORM, voter, [paperId])).get(paperId),
    counts: async () => Object.fromEntries(await store.voteCounts(['a', 'b', 'c'], { shownOn: 'web' })),
  };
}

describe('a reaction event', () => {
  test('on a card is a vote on its paper, until it is removed', async () => {
    const { react, counts } = await start();
    await react('m3', 'u1', '👍');
    await react('m3', 'u2', '👎🏽');
    expect(await counts()).toEqual({ b: { up: 1, down: 1 } });
    await react('m3', 'u1', '👍', false);
    expect(await counts()).toEqual({ b: { up: 0, down: 1 } });
  });

  test('does not count if its emoji is not a vote, or the message not one of our cards', async () => {
    const { react, post, store } = await start();
    await post('heading', null);
    await post('elsewhere', 'a', 'other');
    await react('m1', 'u1', '❤️');
    for (const messageId of ['heading', 'elsewhere', 'unknown', '']) await react(messageId, 'u1', '👍');
    await react('unknown', 'u1', '👍', false);
    expect(await store.totals()).toMatchObject({ votes: 0 });
  });

  test('is the newest even if the wall clock was set back, also after a restart', async () => {
    const { react, clock, restart, voteOf } = await start();
    await react('m3', 'u1', '👍');
    clock.advance(-60 * MINUTE);
    await react('m3', 'u1', '👎');
    expect(await voteOf('u1', 'b')).toBe(-1);
    clock.advance(-60 * MINUTE);
    await restart();
    await react('m3', 'u1', '👍🏽');
    expect(await voteOf('u1', 'b')).toBe(1);
  });

  test('that the store cannot save is found on its message later', async () => {
    const { react, recount, current, store, waits, counts, reads } = await start();
    await recount();
    const full = async () => {
      throw new TemporaryError('The database is temporarily unavailable: disk is full');
    };
    const { addReaction, replaceReactions } = store;
    Object.assign(store, { addReaction: full, replaceReactions: full });
    current.set('m3', [{ voter: 'u1', emoji: '👍' }]);
    reads.length = 0;
    await react('m3', 'u1', '👍');
    await react('m3', 'u1', '👍');
    await expect.poll(() => waits.length).toBeGreaterThan(0);
    Object.assign(store, { addReaction, replaceReactions });
    await expect.poll(counts).toEqual({ b: { up: 1, down: 0 } });
    expect(waits[0]).toBe(MINUTE);
    expect(new Set(reads)).toEqual(new Set(['m3']));
  });

  test('counts separately for each skin tone', async () => {
    const { react, counts, voteOf } = await start();
    await react('m3', 'u1', '👍');
    await react('m3', 'u1', '👍🏽');
    expect(await counts()).toEqual({ b: { up: 1, down: 0 } });
    await react('m3', 'u1', '👍', false);
    expect(await voteOf('u1', 'b')).toBe(1);
    await react('m3', 'u1', '👍🏽', false);
    expect(await counts()).toEqual({});
  });

  test("is the person's newest on any message of the paper, even within the same millisecond", async () => {
    const { react, voteOf } = await start();
    await react('m2', 'u1', '👎');
    await react('m1', 'u1', '👍');
    expect(await voteOf('u1', 'a')).toBe(1);
    await react('m1', 'u2', '👍');
    await react('m2', 'u2', '👎');
    expect(await voteOf('u2', 'a')).toBe(-1);
    await react('m2', 'u2', '👎', false);
    expect(await voteOf('u2', 'a')).toBe(1);
  });

  test('is counted in the order of arrival, however many arrive at once', async () => {
    const { react, voteOf } = await start();
    const events = Array.from({ length: 21 }, (_, n) => react('m3', 'u1', '👍', n % 2 === 0));
    await Promise.all(events);
    expect(await voteOf('u1', 'b')).toBe(1);
  });
});

describe.each([
  ['is not moved', 0],
  ['is set an hour forward', 60 * MINUTE],
  ['is set an hour back', -60 * MINUTE],
])('a reaction event on a message that is not known yet, while the wall clock %s', (_what, move) => {
  /** Sends a reaction event on the unknown message `m9`, and calls `during` in each wait. */
  async function reactEarly(during: (world: Awaited<ReturnType<typeof start>>) => void | Promise<void>) {
    const world = await start();
    const { clock, react } = world;
    const { sleep } = clock;
    let waited = 0;
    clock.sleep = async (ms, signal) => {
      if (waited === 0) clock.moveWall(move);
      waited += ms;
      await sleep(ms, signal);
      await during(world);
    };
    await react('m9', 'u1', '👍', true, clock.now() - 5_000);
    return { ...world, waited: () => waited };
  }

  test('counts once the message is settled', async () => {
    let isPosted = false;
    const { counts, waited } = await reactEarly(async ({ clock, post }) => {
      if (isPosted || clock.elapsed() < MINUTE / 2) return;
      isPosted = true;
      await post('m9', 'c');
    });
    expect(await counts()).toEqual({ c: { up: 1, down: 0 } });
    expect(waited()).toBe(MINUTE / 2);
  });

  test('is dropped when the message is a minute old and still not one of our cards', async () => {
    const { counts, waited } = await reactEarly(() => {});
    expect(await counts()).toEqual({});
    expect(waited()).toBe(MINUTE);
  });
});

test('a reaction event on an unknown message that is older than a minute does not wait', async () => {
  const { react, waits, clock } = await start();
  await react('m9', 'u1', '👍', true, clock.now() - MINUTE - 1);
  await react('m9', 'u1', '❤️', true, clock.now());
  expect(waits).toEqual([]);
});

describe('a message that turns out to be one of our cards', () => {
  test('is recounted in the background, one recount at a time', async () => {
    const { recount, onFound, current, counts, reads } = await start();
    await recount();
    reads.length = 0;
    current.set('m3', [{ voter: 'u1', emoji: '👍' }]);
    onFound('m3');
    onFound('m3');
    await expect.poll(counts).toEqual({ b: { up: 1, down: 0 } });
    expect(reads).toEqual(['m3']);
  });

  test('is left to the first recount of its platform', async () => {
    const { onFound, reads } = await start();
    onFound('m3');
    await Promise.resolve();
    expect(reads).toEqual([]);
  });
});

describe('a recount', () => {
  test('makes the votes equal to the current reactions', async () => {
    const { react, recount, current, counts, reads } = await start();
    await react('m1', 'u1', '👍');
    await react('m3', 'u2', '👍');
    current.set('m3', [
      { voter: 'u3', emoji: '👎🏿' },
      { voter: 'u4', emoji: '❤️' },
      { voter: 'u1', emoji: 'thumbsup' },
    ]);
    await recount();
    expect(await counts()).toEqual({ b: { up: 1, down: 1 } });
    expect(reads.toSorted()).toEqual(['m1', 'm2', 'm3', 'm4']);
  });

  test('of one message does not change the others', async () => {
    const { react, recount, read, counts, reads } = await start();
    await react('m1', 'u1', '👍');
    await react('m3', 'u1', '👍');
    await recount(read, 'm3');
    expect(reads).toEqual(['m3']);
    expect(await counts()).toEqual({ a: { up: 1, down: 0 } });
  });

  test('of a message that is not one of our cards adds nothing', async () => {
    const { recount, current, read, store, waits } = await start();
    current.set('unknown', [{ voter: 'u1', emoji: '👍' }]);
    await recount(read, 'unknown');
    expect(await store.totals()).toMatchObject({ votes: 0 });
    expect(waits).toEqual([]);
  });

  test('leaves the votes on a deleted message', async () => {
    const { react, recount, counts, waits } = await start();
    await react('m1', 'u1', '👍');
    await react('m3', 'u1', '👎');
    await recount(async (messageId) => (messageId === 'm3' ? null : []));
    expect(await counts()).toEqual({ b: { up: 0, down: 1 } });
    expect(waits).toEqual([]);
  });

  test('only reads messages of the last seven days', async () => {
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

  test('keeps the time of reactions that were known', async () => {
    const { react, recount, current, voteOf, clock } = await start();
    await react('m1', 'u1', '👎');
    clock.advance(MINUTE);
    await react('m2', 'u1', '👍');
    current.set('m1', [{ voter: 'u1', emoji: '👎' }]).set('m2', [{ voter: 'u1', emoji: '👍' }]);
    for (let times = 0; times < 3; times += 1) {
      await recount();
      expect(await voteOf('u1', 'a')).toBe(1);
    }
  });

  test('treats unknown reactions as newer than known ones', async () => {
    const { react, recount, current, voteOf } = await start();
    await react('m1', 'u1', '👎');
    current.set('m1', [
      { voter: 'u1', emoji: '👍' },
      { voter: 'u1', emoji: '👎' },
    ]);
    await recount();
    expect(await voteOf('u1', 'a')).toBe(1);
  });

  test('ends when a newer one reads all messages anyway', async () => {
    const { recount, read, reads, waits } = await start();
    let newer: Promise<void> | undefined;
    await recount(async () => {
      newer ??= recount(read);
      throw new Error('the connection is closed');
    });
    await newer;
    expect(reads.toSorted()).toEqual(['m1', 'm2', 'm3', 'm4']);
    expect(waits).toEqual([]);
  });

  test('waits for as long as a rate limit requires, without further requests', async () => {
    const { recount, read, reads, waits } = await start();
    let requests = 0;
    await recount(async (messageId) => {
      requests += 1;
      if (requests === 4) throw new TemporaryError('rate limited', { retryAfterMs: 5_000 });
      return read(messageId);
    });
    expect(waits).toEqual([5_000]);
    expect(reads.toSorted()).toEqual(['m1', 'm2', 'm3', 'm4']);
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
  test('is retried with growing pauses, and the others are not read twice', async () => {
    const { recount, current, read, reads, waits, counts, log } = await start();
    current.set('m1', [{ voter: 'u1', emoji: '👍' }]).set('m3', [{ voter: 'u1', emoji: '👎' }]);
    let failures = 0;
    await recount(async (messageId) => {
      if (messageId === 'm3' && failures < 6) {
        failures += 1;
        // The messages that could be read are already counted.
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

  test('keeps its votes in the meantime, and counts events', async () => {
    const { react, recount, counts } = await start();
    await react('m3', 'u1', '👍');
    let failed = false;
    await recount(async () => {
      if (failed) return [{ voter: 'u2', emoji: '👎' }];
      failed = true;
      await Promise.resolve();
      throw new Error('rate-limited');
    }, 'm3');
    expect(await counts()).toEqual({ b: { up: 0, down: 1 } });
    await react('m3', 'u1', '👍');
    expect(await counts()).toEqual({ b: { up: 1, down: 1 } });
  });

  test('is not read when the bot stops, without a warning', async () => {
    const { recount, stop, reads, waits, log } = await start();
    await recount(async (messageId) => {
      reads.push(messageId);
      stop.abort(new Error('stopping'));
      throw new Error('the connection is closed');
    });
    expect(waits).toEqual([]);
    expect(log.lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  test('is not read when the bot stops during the pause', async () => {
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

describe('an event that arrives while its message is read', () => {
  /** Recounts `m3`, and calls `meanwhile` after its reactions have been read, but before they are returned. */
  async function recountWith(
    { recount, read }: Awaited<ReturnType<typeof start>>,
    meanwhile: () => readonly Promise<void>[],
  ): Promise<void> {
    let events: readonly Promise<void>[] = [];
    await recount(async (messageId) => {
      const found = await read(messageId);
      events = meanwhile();
      return found;
    }, 'm3');
    await Promise.all(events);
  }

  test('is not lost', async () => {
    const world = await start();
    await recountWith(world, () => [world.react('m3', 'u1', '👍')]);
    expect(await world.counts()).toEqual({ b: { up: 1, down: 0 } });
  });

  test('removes a reaction that was found', async () => {
    const world = await start();
    world.current.set('m3', [{ voter: 'u1', emoji: '👍' }]);
    await recountWith(world, () => [world.react('m3', 'u1', '👍', false)]);
    expect(await world.counts()).toEqual({});
  });

  test('is newer than what was found', async () => {
    const world = await start();
    world.current.set('m3', [{ voter: 'u1', emoji: '👎' }]);
    await recountWith(world, () => [world.react('m3', 'u1', '👍')]);
    expect(await world.voteOf('u1', 'b')).toBe(1);
  });

  test('is also newer if it is on another message of the paper', async () => {
    const world = await start();
    // The 👎 was added before the 👍, while the bot received no events.
    world.current.set('m2', [{ voter: 'u1', emoji: '👎' }]);
    await world.recount(async (messageId) => {
      await world.react('m1', 'u1', '👍');
      return world.read(messageId);
    }, 'm2');
    expect(await world.voteOf('u1', 'a')).toBe(1);
  });

  test('is older than one that arrives after it on another message of the paper', async () => {
    const world = await start();
    let waiting: Promise<void> | undefined;
    await world.recount(async (messageId) => {
      waiting = world.react('m1', 'u1', '👍');
      await world.react('m2', 'u1', '👎');
      return world.read(messageId);
    }, 'm1');
    await waiting;
    expect(await world.voteOf('u1', 'a')).toBe(-1);
  });

  test('does not delay events on other messages', async () => {
    const world = await start();
    let counted: unknown;
    await world.recount(async () => {
      await world.react('m4', 'u1', '👍');
      counted = await world.counts();
      return [];
    }, 'm3');
    expect(counted).toEqual({ c: { up: 1, down: 0 } });
  });
});

describe('three hundred reactions by four people, a third of them without an event', () => {
  /** Creates a model of the votes: each event has a turn of its own; all reactions that a recount finds share one. */
  function createModel() {
    const known = new Map<string, number>();
    const nameOf = (messageId: string, { voter, emoji }: CurrentReaction) => [messageId, voter, emoji].join();
    return {
      note(turn: number, messageId: string, reaction: CurrentReaction, added: boolean) {
        const name = nameOf(messageId, reaction);
        if (!added) known.delete(name);
        else if (!known.has(name)) known.set(name, turn);
      },
      recount(turn: number, current: ReadonlyMap<string, readonly CurrentReaction[]>) {
        const names = new Set(
          [...current].flatMap(([id, reactions]) => reactions.map((reaction) => nameOf(id, reaction))),
        );
        for (const name of known.keys()) if (!names.has(name)) known.delete(name);
        for (const name of names) if (!known.has(name)) known.set(name, turn);
      },
      /** Returns the votes that a person can have: several only if the newest reactions share a turn. */
      votes(voter: string, paperId: string): readonly (1 | -1)[] {
        const reactions = [...known].flatMap(([name, turn]) => {
          const [messageId = '', by, emoji = ''] = name.split(',');
          const value = by === voter && PAPERS[messageId] === paperId ? emojiToValue(emoji) : null;
          return value ? [{ turn, value }] : [];
        });
        const newest = Math.max(...reactions.map(({ turn }) => turn));
        return reactions.filter(({ turn }) => turn === newest).map(({ value }) => value);
      },
    };
  }

  test.each([1, 2, 3, 4, 5, 6])('result in the votes of a simple model: seed %i', async (seed) => {
    const world = await start();
    const { current, clock } = world;
    const random = createRandom(seed);
    const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)] as T;
    const model = createModel();
    let turn = 0;

    /** Adds, removes or switches a reaction of a random person; returns the platform's events. */
    function act(messageId = pick(Object.keys(PAPERS))) {
      const there = current.get(messageId) ?? [];
      const reaction = { voter: pick(VOTERS), emoji: pick(['👍', '👎', '👍🏽', '👎🏿', '❤️']) };
      const isSame = (other: CurrentReaction) =>
        other.voter === reaction.voter && other.emoji === reaction.emoji;
      const others = there.filter((other) => other.voter === reaction.voter && !isSame(other));
      const changes: { reaction: CurrentReaction; added: boolean }[] = [];
      if (there.some(isSame)) changes.push({ reaction, added: false });
      else {
        if (random() < 0.3) changes.push(...others.map((other) => ({ reaction: other, added: false })));
        changes.push({ reaction, added: true });
      }
      for (const { reaction: changed, added } of changes) {
        const rest = (current.get(messageId) ?? []).filter(
          ({ voter, emoji }) => voter !== changed.voter || emoji !== changed.emoji,
        );
        current.set(messageId, added ? [...rest, changed] : rest);
      }
      return { messageId, changes };
    }
    function send({ messageId, changes }: ReturnType<typeof act>): Promise<void>[] {
      if (random() < 0.5) clock.advance(1_000);
      return changes.map(({ reaction, added }) => {
        turn += 1;
        model.note(turn, messageId, reaction, added);
        return world.react(messageId, reaction.voter, reaction.emoji, added);
      });
    }
    async function expectSame(): Promise<void> {
      const sums: Record<string, { up: number; down: number }> = {};
      for (const voter of VOTERS) {
        for (const paperId of ['a', 'b', 'c']) {
          const possible = model.votes(voter, paperId);
          const has = await world.voteOf(voter, paperId);
          expect(possible.length > 0 ? possible : [undefined], `${voter} on ${paperId}`).toContain(has);
          if (!has) continue;
          sums[paperId] ??= { up: 0, down: 0 };
          sums[paperId][has === 1 ? 'up' : 'down'] += 1;
        }
      }
      expect(await world.counts()).toEqual(sums);
    }

    for (let n = 0; n < 100; n += 1) await Promise.all(send(act()));
    await expectSame();
    for (let n = 0; n < 100; n += 1) act();

    turn += 1;
    model.recount(turn, current);
    const late: Promise<void>[] = [];
    let failures = 0;
    await world.recount(async (messageId) => {
      if (messageId === 'm4' && failures < 2) {
        failures += 1;
        throw new Error('rate-limited');
      }
      const found = await world.read(messageId);
      if (messageId === 'm3') for (let n = 0; n < 20; n += 1) late.push(...send(act('m3')));
      return found;
    });
    await Promise.all(late);
    await expectSame();

    for (let n = 0; n < 80; n += 1) await Promise.all(send(act()));
    await expectSame();
  });
});
