import { Keyv } from 'keyv';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { deliver } from '../../../../src/app/editions/deliver.ts';
import { createVoteSync } from '../../../../src/app/votes/vote-sync.ts';
import { placeToId } from '../../../../src/domain/subscription/subscription.ts';
import { emojiToValue } from '../../../../src/domain/vote/vote.ts';
import { createClock } from '../../../../src/lib/clock.ts';
import { createDiscordCall } from '../../../../src/platforms/discord/api/call.ts';
import { createRest } from '../../../../src/platforms/discord/api/client.ts';
import { createDiscordListener } from '../../../../src/platforms/discord/listener/listener.ts';
import { splitMessageId } from '../../../../src/platforms/shared/message-id.ts';
import { createStage, LIST_DAY, makePapers, type Stage } from '../../../app/editions/harness.ts';
import {
  type DiscordServer,
  defaultChannelId,
  defaultGuildId,
  startDiscord,
} from '../../../emulators/discord/index.ts';
import { createTestClock } from '../../../fixtures/clock.ts';
import { EVENTUALLY } from '../../../fixtures/eventually.ts';
import { directNetwork, makeDirectRequest } from '../../../fixtures/network.ts';
import { createRandom } from '../../../fixtures/random.ts';
import { createPublisher, noTurns } from '../api/call-harness.ts';

const CHANNEL = defaultChannelId;
const PLACE = { platform: 'discord', workspace: defaultGuildId, channel: CHANNEL };
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const person = (number: number) => String(400000000000000000n + BigInt(number));
const [ANNA, BORA, CHUL] = [1, 2, 3].map(person) as [string, string, string];

interface Scene {
  readonly stage: Stage;
  readonly discord: DiscordServer;
  /** The papers' messages, in order. */
  readonly cards: readonly { readonly paperId: string; readonly id: string }[];
  start(): Promise<void>;
  stop(): Promise<void>;
  react(card: number, voter: string, emoji: string, more?: { burst?: boolean }): void;
  unreact(card: number, voter: string, emoji: string, more?: { burst?: boolean }): void;
  /** Resolves to the stored votes on a paper, as `[up, down]`. */
  tally(card: number): Promise<readonly [number, number]>;
  /** Resolves once the store has these counts. */
  counted(card: number, up: number, down: number): Promise<void>;
  /** Sends an event that the emulator never sends on its own. */
  tell(t: string, d: object): void;
}

/** Opens the real listener with a real store; the channel has two papers with the bot's initial reactions. */
async function open({ layout = 'channel' }: { layout?: 'channel' | 'thread' } = {}): Promise<Scene> {
  const stage = await createStage(makePapers(2));
  const discord = await startDiscord();
  const { store, clock, log } = stage;
  const rest = createRest(discord.token, discord.url, noTurns, makeDirectRequest);
  const cache = new Keyv();
  const callOf = (signal: AbortSignal) => createDiscordCall({ rest, clock: createTestClock(), signal });
  const nothing = async () => {};
  let close = nothing;

  async function start(): Promise<void> {
    const stop = new AbortController();
    const { signal } = stop;
    const call = callOf(signal);
    const listener = createDiscordListener(
      {
        network: directNetwork,
        ...{ call, cache, log, signal, commands: [], clock: createClock(null) },
        channels: { typeOf: () => undefined },
        addInitialReactions: nothing,
        handlers: {
          ...createVoteSync({ store, clock, log, signal }),
          respond: async () => ({ cards: [], buttons: [] }),
          overview: async () => [],
          ...{ complete: () => [], vote: async () => null, keepShared: nothing },
          ...{ endPlaces: nothing, pausePlaces: nothing, resumePlaces: nothing },
          ...{ bindPlaces: nothing, moveChannel: nothing },
        },
        onFatal: (err) => log.error({ err }, 'fatal'),
      },
      { token: discord.token, apiUrl: discord.url, guildId: undefined },
    );
    close = async () => {
      stop.abort();
      await listener.stop();
    };
    const before = log.lines.length;
    await listener.start();
    await discord.until(() =>
      log.lines.slice(before).some(({ sentence }) => sentence === 'Recounting votes'),
    );
  }
  onTestFinished(async () => {
    await close();
    await discord.close();
  });

  const { signal } = stage.stop;
  const publisher = createPublisher({ call: callOf(signal), clock: stage.clock, log, signal });
  const subscription = await stage.subscribe({ layout }, PLACE);
  const parts = { ...stage.parts, publishers: new Map([['discord', publisher]]) };
  const tally: Scene['tally'] = async (card) => {
    const paperId = scene.cards[card]?.paperId as string;
    const { up, down } = (await store.voteCounts([paperId], { shownOn: 'web' })).get(paperId) ?? {
      up: 0,
      down: 0,
    };
    return [up, down];
  };
  const place = () => (layout === 'thread' ? (discord.threads(CHANNEL)[0]?.id as string) : CHANNEL);
  const cards: { paperId: string; id: string }[] = [];
  const scene: Scene = {
    ...{ stage, discord, cards, start, tally },
    stop: () => close(),
    react: (card, voter, emoji, more) =>
      discord.react(place(), cards[card]?.id as string, voter, emoji, more),
    unreact: (card, voter, emoji, more) =>
      discord.unreact(place(), cards[card]?.id as string, voter, emoji, more),
    counted: (card, ...wanted) =>
      vi.waitFor(async () => expect(await tally(card)).toEqual(wanted), EVENTUALLY),
    tell(t, d) {
      for (const session of discord.gateway.sessions) {
        const event = { op: 0, t, s: ++session.seq, d };
        session.events.push(event);
        session.socket?.send(JSON.stringify(event));
      }
    },
  };
  await start();
  await deliver(parts, subscription, LIST_DAY);
  for (const { paperId, messageId } of await store.deliveries(placeToId(PLACE), LIST_DAY)) {
    if (paperId) cards.push({ paperId, id: splitMessageId(messageId ?? '').messageId });
  }
  cards.sort((a, b) => (a.paperId < b.paperId ? -1 : 1));
  return scene;
}

/** Resolves to the number of stored votes. */
const votesIn = async ({ stage }: Scene) => (await stage.store.totals()).votes;

/** Returns the requests that read a message or its reactions, starting at index `from`. */
const reads = ({ discord }: Scene, from: number) =>
  discord.requests.slice(from).filter(({ method, path }) => method === 'GET' && path.includes('/messages/'));

describe('a reaction', () => {
  test('is a vote, in any skin tone, by anybody, until it is removed', async () => {
    const scene = await open();
    expect(await votesIn(scene)).toBe(0);
    scene.react(0, ANNA, '👍');
    scene.react(0, BORA, '👍🏽');
    scene.react(0, CHUL, '👎🏿');
    scene.react(1, ANNA, '👎');
    await scene.counted(0, 2, 1);
    await scene.counted(1, 0, 1);
    // MESSAGE_REACTION_REMOVE has no `member`.
    scene.unreact(0, BORA, '👍🏽');
    scene.unreact(1, ANNA, '👎');
    await scene.counted(0, 1, 1);
    await scene.counted(1, 0, 0);
    expect(scene.discord.rejections).toEqual([]);
  });

  test('is removed even if its member is unknown after a restart', async () => {
    const scene = await open();
    scene.react(0, ANNA, '👍');
    scene.react(0, BORA, '👍');
    await scene.counted(0, 2, 0);
    await scene.stop();
    scene.react(0, CHUL, '👎');
    await scene.start();
    // Once the downvote is counted, the recount is over; later changes arrive only as events.
    await scene.counted(0, 2, 1);
    scene.unreact(0, ANNA, '👍');
    await scene.counted(0, 1, 1);
  });

  test('on a card in a thread is a vote', async () => {
    const scene = await open({ layout: 'thread' });
    scene.react(1, ANNA, '👍');
    await scene.counted(1, 1, 0);
  });

  test('as a super reaction is a vote', async () => {
    const scene = await open();
    scene.react(0, ANNA, '👍', { burst: true });
    await scene.counted(0, 1, 0);
    scene.unreact(0, ANNA, '👍', { burst: true });
    await scene.counted(0, 0, 0);
  });

  test('counts while either an ordinary or a super reaction exists', async () => {
    const scene = await open();
    scene.react(0, ANNA, '👍');
    scene.react(0, ANNA, '👍', { burst: true });
    scene.unreact(0, ANNA, '👍');
    scene.react(0, BORA, '👍');
    await scene.counted(0, 2, 0);
  });

  test('that replaces another one is the new vote; of two thumbs, the newer one counts', async () => {
    const scene = await open();
    scene.react(0, ANNA, '👍');
    scene.unreact(0, ANNA, '👍');
    scene.react(0, ANNA, '👎');
    await scene.counted(0, 0, 1);
    scene.react(0, ANNA, '👍');
    await scene.counted(0, 1, 0);
    scene.unreact(0, ANNA, '👍');
    await scene.counted(0, 0, 1);
    scene.react(0, ANNA, '👍🏻');
    scene.unreact(0, ANNA, '👎');
    await scene.counted(0, 1, 0);
  });

  test('while the card still gets its initial reactions is not lost', async () => {
    const scene = await open();
    const { discord, stage } = scene;
    const papers = makePapers(1, 50);
    await stage.store.saveListDay('2026-08-20', papers, null, stage.clock.now());
    const id = () => discord.messages(CHANNEL).at(-1)?.id as string;
    discord.fault = ({ method, path }) => {
      // Somebody reacts before the message has its second initial reaction.
      if (method === 'PUT' && path.includes(encodeURIComponent('👎')))
        discord.react(CHANNEL, id(), ANNA, '👍');
      return undefined;
    };
    const [subscription] = await stage.store.subscriptions();
    const parts = { clock: stage.clock, log: stage.log, signal: stage.stop.signal };
    const rest = createRest(discord.token, discord.url, noTurns, makeDirectRequest);
    const call = createDiscordCall({ ...parts, rest });
    const publishers = new Map([['discord', createPublisher({ ...parts, call })]]);
    await deliver({ ...stage.parts, publishers }, subscription as never, '2026-08-20');
    discord.fault = undefined;
    (scene.cards as { paperId: string; id: string }[]).push({ paperId: papers[0]?.id as string, id: id() });
    scene.react(2, BORA, '👍');
    await vi.waitFor(async () => {
      stage.clock.advance(15_000);
      expect(await scene.tally(2)).toEqual([2, 0]);
    }, EVENTUALLY);
  });
});

describe('reactions that are not votes are dropped without a request', () => {
  test("the bot's own, those of other bots, other emoji, custom emoji, and those on other messages", async () => {
    const scene = await open();
    const { discord } = scene;
    const from = discord.requests.length;
    const other = discord.say(CHANNEL, ANNA, '👍 이 글도 좋아요');
    const [heading] = discord.messages(CHANNEL);
    for (const emoji of ['❤️', '🎉', '👌', 'thumbsup:500000000000000001', 'plus:500000000000000002']) {
      scene.react(0, ANNA, emoji);
    }
    discord.react(CHANNEL, other, ANNA, '👍');
    discord.react(CHANNEL, other, BORA, '👎');
    discord.unreact(CHANNEL, other, BORA, '👎');
    discord.react(CHANNEL, heading?.id as string, BORA, '👍');
    const bot = { id: person(77), username: 'helper', discriminator: '0001', avatar: null, bot: true };
    scene.tell('MESSAGE_REACTION_ADD', {
      ...{ channel_id: CHANNEL, message_id: scene.cards[0]?.id, guild_id: defaultGuildId, user_id: bot.id },
      member: {
        user: bot,
        roles: [],
        joined_at: new Date(0).toISOString(),
        deaf: false,
        mute: false,
        flags: 0,
      },
      ...{ emoji: { id: null, name: '👍' }, burst: false, type: 0 },
    });
    // The declared type of `name` is `string`; any other value must be neither a vote nor an error.
    scene.tell('MESSAGE_REACTION_ADD', {
      ...{ channel_id: CHANNEL, message_id: scene.cards[0]?.id, guild_id: defaultGuildId, user_id: BORA },
      ...{ emoji: { id: null, name: 7 }, burst: false, type: 0 },
    });
    // Events are handled in order: when these votes are counted, the events above have been handled.
    scene.react(0, CHUL, '👎');
    discord.react(CHANNEL, other, CHUL, '👍');
    scene.react(1, CHUL, '👍');
    await scene.counted(0, 0, 1);
    await scene.counted(1, 1, 0);
    expect(await votesIn(scene)).toBe(2);
    expect(reads(scene, from)).toEqual([]);
    expect(scene.stage.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('all reactions cleared from a message that is not ours', async () => {
    const scene = await open();
    const { discord } = scene;
    const other = discord.say(CHANNEL, ANNA, '다른 글');
    discord.react(CHANNEL, other, ANNA, '👍');
    discord.react(CHANNEL, other, ANNA, '🎉');
    const from = discord.requests.length;
    discord.clearReactions(CHANNEL, other, '🎉');
    discord.clearReactions(CHANNEL, other);
    // Our card is cleared last: when it has been read, the other message would have been read, too.
    discord.clearReactions(CHANNEL, scene.cards[0]?.id as string);
    await discord.until(() =>
      reads(scene, from).some(({ path }) => path.includes(scene.cards[0]?.id as string)),
    );
    scene.react(0, ANNA, '👍');
    await scene.counted(0, 1, 0);
    expect(reads(scene, from).filter(({ path }) => path.includes(other))).toEqual([]);
  });
});

describe('cleared reactions', () => {
  test('remove their votes', async () => {
    const scene = await open();
    const { discord, cards } = scene;
    const [first, second] = cards.map(({ id }) => id) as [string, string];
    for (const card of [0, 1]) {
      scene.react(card, ANNA, '👍');
      scene.react(card, BORA, '👍🏽');
      scene.react(card, CHUL, '👎');
      await scene.counted(card, 2, 1);
    }
    discord.clearReactions(CHANNEL, first);
    await scene.counted(0, 0, 0);
    discord.clearReactions(CHANNEL, second, '👍');
    await scene.counted(1, 1, 1);
    discord.clearReactions(CHANNEL, second, '👎');
    await scene.counted(1, 1, 0);
    scene.react(0, CHUL, '👎');
    await scene.counted(0, 0, 1);
  });
});

describe('a recount', () => {
  test('at the next start counts what happened while the bot was down, even with over 100 reactions on one message', async () => {
    const scene = await open();
    const { discord } = scene;
    scene.react(0, ANNA, '👍');
    scene.react(0, BORA, '👍');
    scene.react(1, CHUL, '👍');
    await scene.counted(0, 2, 0);
    await scene.counted(1, 1, 0);
    await scene.stop();
    scene.unreact(0, BORA, '👍');
    discord.clearReactions(CHANNEL, scene.cards[1]?.id as string);
    for (let number = 10; number < 260; number += 1) scene.react(0, person(number), '👍');
    for (let number = 10; number < 15; number += 1)
      scene.react(0, person(number + 300), '👍', { burst: true });
    for (let number = 10; number < 110; number += 1) scene.react(1, person(number), '👎🏼');
    const from = discord.requests.length;
    await scene.start();
    await scene.counted(0, 256, 0);
    await scene.counted(1, 0, 100);
    const pages = reads(scene, from).map(({ query }) => new URLSearchParams(query).get('limit'));
    expect(pages.filter(Boolean).every((limit) => limit === '100')).toBe(true);
    expect(discord.rejections).toEqual([]);
  });

  test('does not count bots', async () => {
    const scene = await open();
    await scene.stop();
    scene.react(0, ANNA, '👍');
    scene.react(0, BORA, '👍');
    const users = [
      { id: ANNA, username: 'anna' },
      { id: BORA, username: 'helper', bot: true },
      { id: scene.discord.botId, username: 'paperboy', bot: true },
    ];
    scene.discord.fault = ({ path, query }) =>
      path.includes('/reactions/') && query.includes('type=0')
        ? { kind: 'status', status: 200, body: decodeURIComponent(path).endsWith('👍') ? users : [] }
        : undefined;
    await scene.start();
    await scene.counted(0, 1, 0);
    expect(await votesIn(scene)).toBe(1);
  });

  test('that fails is retried after a minute, and does not delay the other messages', async () => {
    const scene = await open();
    await scene.stop();
    scene.react(0, ANNA, '👍');
    scene.react(1, ANNA, '👍');
    scene.discord.fault = ({ path }) =>
      path.includes(scene.cards[0]?.id as string) ? { kind: 'status', status: 500 } : undefined;
    await scene.start();
    await scene.counted(1, 1, 0);
    const { lines } = scene.stage.log;
    await vi.waitUntil(
      () => lines.some(({ sentence }) => sentence === 'Could not recount votes, will retry'),
      EVENTUALLY,
    );
    expect(await scene.tally(0)).toEqual([0, 0]);
    scene.discord.fault = undefined;
    // The bot starts to sleep shortly after the log line, so the clock is advanced repeatedly.
    await vi.waitFor(async () => {
      scene.stage.clock.advance(MINUTE);
      expect(await scene.tally(0)).toEqual([1, 0]);
    }, EVENTUALLY);
  });

  test('of a deleted message or channel does not change the others', async () => {
    const scene = await open();
    scene.react(0, ANNA, '👍');
    await scene.counted(0, 1, 0);
    await scene.stop();
    scene.discord.deleteMessage(CHANNEL, scene.cards[0]?.id as string);
    scene.react(1, BORA, '👎');
    await scene.start();
    await scene.counted(1, 0, 1);
    expect(await scene.tally(0)).toEqual([1, 0]);
    expect(scene.stage.log.lines.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
  });

  test('and reactions that arrive while it reads result in the final state of the message', async () => {
    const scene = await open();
    await scene.stop();
    scene.react(0, ANNA, '👍');
    scene.react(0, BORA, '👍');
    let isTold = false;
    scene.discord.fault = ({ path }) => {
      if (!isTold && decodeURIComponent(path).endsWith('👍')) {
        isTold = true;
        // These changes are made before the page is read, so the recount includes them; their events arrive as well.
        scene.unreact(0, ANNA, '👍');
        scene.react(0, CHUL, '👎');
        scene.unreact(0, CHUL, '👎');
        scene.react(0, person(9), '👎');
      }
      return undefined;
    };
    await scene.start();
    await scene.counted(0, 1, 1);
    scene.react(0, CHUL, '👍');
    await scene.counted(0, 2, 1);
    expect(await votesIn(scene)).toBe(3);
  });
});

describe('a gateway that disconnects in the middle of a vote', () => {
  /** The current reactions of each voter, oldest first. */
  type CurrentReactions = Map<string, string[]>;
  const EMOJI = ['👍', '👍', '👎', '👎', '👍🏽', '👎🏿', '🎉', 'thumbsup:500000000000000001'];

  /** Adds or removes `count` random reactions by a few people on two cards; `gap` is called before each. */
  function pressAtRandom(
    scene: Scene,
    seed: number,
    count: number,
    gap: (step: number) => void = () => {},
    current: readonly [CurrentReactions, CurrentReactions] = [new Map(), new Map()],
  ) {
    const random = createRandom(seed);
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
    for (let step = 0; step < count; step += 1) {
      gap(step);
      const card = random() < 0.5 ? 0 : 1;
      const voter = person(1 + Math.floor(random() * 12));
      const emoji = pick(EMOJI);
      const reactions = current[card].get(voter) ?? [];
      if (reactions.includes(emoji)) {
        scene.unreact(card, voter, emoji);
        current[card].set(
          voter,
          reactions.filter((one) => one !== emoji),
        );
      } else {
        scene.react(card, voter, emoji);
        current[card].set(voter, [...reactions, emoji]);
      }
    }
    return current;
  }

  const valuesOf = (reactions: readonly string[]) =>
    reactions.flatMap((emoji) => (emoji.includes(':') ? [] : (emojiToValue(emoji) ?? [])));

  /** Waits until every vote matches the reactions: of two thumbs, the newer one if `knowsOrder`, otherwise either. */
  async function expectVotes(
    scene: Scene,
    current: readonly CurrentReactions[],
    knowsOrder: boolean,
  ): Promise<void> {
    const { store } = scene.stage;
    await vi.waitFor(async () => {
      for (const [card, voters] of current.entries()) {
        const paperId = scene.cards[card]?.paperId as string;
        const counts = { up: 0, down: 0 };
        for (let number = 1; number <= 12; number += 1) {
          const values = valuesOf(voters.get(person(number)) ?? []);
          const vote = (await store.votesOf('discord', person(number), [paperId])).get(paperId);
          const possible = knowsOrder ? values.slice(-1) : values;
          if (possible.length === 0) expect(vote, person(number)).toBeUndefined();
          else expect(possible, person(number)).toContain(vote);
          counts.up += Number(vote === 1);
          counts.down += Number(vote === -1);
        }
        expect(
          (await store.voteCounts([paperId], { shownOn: 'web' })).get(paperId) ?? { up: 0, down: 0 },
        ).toEqual(counts);
      }
    }, EVENTUALLY);
    // The server must have the reactions in `current`; otherwise, the votes were compared with wrong ones.
    for (const [card, voters] of current.entries()) {
      const there = scene.discord
        .current(CHANNEL, scene.cards[card]?.id as string)
        .flatMap(({ emoji, users }) =>
          users.filter((id) => id !== scene.discord.botId).map((id) => `${id} ${emoji}`),
        );
      const model = [...voters].flatMap(([voter, reactions]) =>
        reactions.map((emoji) => `${voter} ${emoji}`),
      );
      expect(there.sort()).toEqual(model.sort());
    }
  }

  test.each([1, 2, 3])(
    'without an interruption, the tally equals the current reactions (seed %i)',
    async (seed) => {
      const scene = await open();
      await expectVotes(scene, pressAtRandom(scene, seed, 200), true);
    },
  );

  test.each([
    ['with a close frame', (scene: Scene) => scene.discord.gateway.drop()],
    ['without a close frame', (scene: Scene) => scene.discord.gateway.drop(null)],
    ['by op 7', (scene: Scene) => scene.discord.gateway.reconnect()],
  ])('%s: after the resume, the tally equals the current reactions, in order', async (_how, drop) => {
    const scene = await open();
    const current = pressAtRandom(scene, 11, 200, (step) => {
      if (step === 70) drop(scene);
    });
    await scene.discord.until(() => scene.discord.gateway.resumes.length > 0);
    await expectVotes(scene, current, true);
    expect(scene.discord.gateway.identifies).toHaveLength(1);
  });

  test('and forgets the session: after a new session, the tally equals the current reactions', async () => {
    const scene = await open();
    const { gateway } = scene.discord;
    const current = pressAtRandom(scene, 12, 200, (step) => {
      if (step !== 70) return;
      gateway.drop(null);
      gateway.forgetSession();
    });
    await scene.discord.until(() => gateway.identifies.length > 1);
    await expectVotes(scene, current, false);
    // The new session receives these reactions.
    pressAtRandom(scene, 13, 100, () => {}, current);
    await expectVotes(scene, current, false);
  });

  test('while the bot is stopped: after the restart, the tally equals the current reactions', async () => {
    const scene = await open();
    let stopped: Promise<void> | undefined;
    const current = pressAtRandom(scene, 14, 200, (step) => {
      if (step === 100) stopped = scene.stop();
    });
    await stopped;
    await scene.start();
    await expectVotes(scene, current, false);
  });
});
