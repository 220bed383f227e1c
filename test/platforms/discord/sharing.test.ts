import { describe, expect, test, vi } from 'vitest';
import { deliver } from '../../../src/app/editions/deliver.ts';
import { LIMITS } from '../../../src/command/quotas.ts';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { commandWording, pagesWording } from '../../../src/i18n/ko/command.ts';
import { createClock } from '../../../src/lib/clock.ts';
import { toMessageId } from '../../../src/platforms/shared/message-id.ts';
import { makePapers, storedSummary } from '../../app/editions/harness.ts';
import {
  type DiscordServer,
  defaultGuildId,
  type Fault,
  type StoredMessage,
} from '../../emulators/discord/index.ts';
import { EVENTUALLY } from '../../fixtures/eventually.ts';
import { createPublisher } from './api/call-harness.ts';
import {
  buttonsOf,
  CHANNEL,
  EPHEMERAL,
  expectClean,
  labelsOf,
  linesOf,
  MEMBER,
  open,
  PLACE,
  PLACE_ID,
  type Scene,
  textOf,
} from './harness.ts';

const [ANNA, BORA] = ['400000000000000011', '400000000000000012'] as const;
const PAPER = makePapers(1)[0]?.id as string;
const DAY = '2026-08-21';

/** Resolves to the first follow-up of a pressed button. */
const followUp = ({ discord }: Scene, handle: ReturnType<Scene['press']>) =>
  discord.until(() => handle.followUps()[0]);

/** Requests the card of one paper, visible only to the person who asked. */
async function show(scene: Scene, paper = PAPER): Promise<StoredMessage> {
  await scene.stage.store.saveSummary(paper, storedSummary(), scene.stage.clock.now());
  return scene.use('show', { options: { paper } }).answered;
}

/** Returns the channel's messages that everybody can see, oldest first. */
const inChannel = ({ discord }: Scene) => discord.messages(CHANNEL).filter(isOpen);
const isOpen = ({ flags }: StoredMessage) => (Number(flags) & EPHEMERAL) === 0;

/** Shares an answer in the channel; resolves to the message once it has its initial reactions. */
async function shareCard(scene: Scene, answer: StoredMessage): Promise<StoredMessage> {
  const before = inChannel(scene).length;
  scene.pressLabel(answer, commandWording.share);
  return scene.discord.until(() => {
    const message = inChannel(scene)[before];
    return message?.reactions?.length === 2 && message;
  });
}

async function tally({ stage }: Scene, paper = PAPER) {
  const { up = 0, down = 0 } = (await stage.store.voteCounts([paper], { shownOn: 'web' })).get(paper) ?? {};
  return [up, down];
}
const counted = (scene: Scene, ...wanted: number[]) =>
  vi.waitFor(async () => expect(await tally(scene)).toEqual(wanted), EVENTUALLY);

const reactionsOf = ({ reactions = [] }: StoredMessage) =>
  reactions.map(({ emoji, count, me }) => [emoji.name, count, me]);

describe('the reply to a button', () => {
  test('appears below its list, visible only to the person who asked, and the list stays', async () => {
    const scene = await open();
    const handle = scene.use('today');
    const list = await handle.answered;
    const pressed = scene.pressLabel(list, pagesWording.more(2));
    expect(await pressed.acknowledged).toMatchObject({ type: 6 });
    const card = await followUp(scene, pressed);
    expect(textOf(card)).toContain('Paper 2');
    expect(Number(card.flags) & EPHEMERAL).toBe(EPHEMERAL);
    expect(labelsOf(card)).toEqual([commandWording.share]);
    expect(handle.message()).toEqual(list);
    expect(inChannel(scene)).toEqual([]);
    expectClean(scene);
  });

  test('replaces the list if it is its next page', async () => {
    const scene = await open();
    const list = await scene.use('today').answered;
    const turned = scene.pressLabel(list, pagesWording.next);
    expect((await turned.answered).id).toBe(list.id);
    expect(turned.followUps()).toEqual([]);
    expectClean(scene);
  });

  test('reports an unavailable page below the list, which stays', async () => {
    const scene = await open();
    const handle = scene.use('today');
    const list = await handle.answered;
    await scene.stage.store.saveListDay(DAY, makePapers(2), null, scene.stage.clock.now());
    const said = await followUp(scene, scene.pressLabel(list, pagesWording.next));
    expect(textOf(said)).toBe(pagesWording.noSuchPage(1));
    expect(Number(said.flags) & EPHEMERAL).toBe(EPHEMERAL);
    expect(handle.message()).toEqual(list);
    expectClean(scene);
  });

  test('survives a restart if its line is too long for a button', async () => {
    const scene = await open(undefined, undefined, [
      ...makePapers(12).map((paper) => ({ ...paper, title: `${paper.title} on fog and sea` })),
    ]);
    await scene.index();
    const words = `fog ${'and fog '.repeat(15)}`.trim();
    const found = await scene.use('search', { options: { words } }).answered;
    for (const { customId } of buttonsOf(found)) expect(customId.length).toBeLessThanOrEqual(100);
    await scene.stop();
    await scene.start();
    const turned = await scene.pressLabel(found, pagesWording.next).answered;
    expect(textOf(turned)).toContain(pagesWording.page(2, 2));
    expect(textOf(turned)).toContain(words);
    expectClean(scene);
  });
});

describe('sharing', () => {
  test('posts the card for everybody: it names the member, and has initial reactions instead of buttons', async () => {
    const scene = await open();
    const handle = scene.use('show', { options: { paper: PAPER } });
    const answer = await handle.answered;
    const shared = await shareCard(scene, answer);
    expect(textOf(shared)).toContain(commandWording.sharedBy(`User ${MEMBER.slice(-4)}`));
    expect(textOf(shared)).toContain('Paper 1');
    expect(shared.components).toEqual([]);
    expect(reactionsOf(shared)).toEqual([
      ['👍', 1, true],
      ['👎', 1, true],
    ]);
    expect(handle.message()).toEqual(answer);
    expect(await scene.stage.store.paperOf('discord', toMessageId(PLACE, shared.id))).toBe(PAPER);
    expectClean(scene);
  });

  test.each([
    ['a list', (scene: Scene) => scene.use('today')],
    ['a ranking', (scene: Scene) => scene.use('top', { options: { where: 'everywhere' } })],
    ['the fields', (scene: Scene) => scene.use('fields')],
  ])(
    'posts %s as one message, which belongs to no paper and has no buttons except those of its papers',
    async (_what, ask) => {
      const scene = await open();
      await scene.index();
      const answer = await ask(scene).answered;
      scene.pressLabel(answer, commandWording.share);
      const shared = await scene.discord.until(() => inChannel(scene)[0]);
      const [by, ...rest] = textOf(shared)
        .split('\n')
        .filter((line) => !textOf(answer).includes(line));
      expect(by).toBe(`> ${commandWording.sharedBy(`User ${MEMBER.slice(-4)}`)}`);
      expect(rest).toEqual([]);
      const papers = buttonsOf(answer).filter(({ customId }) => /^\/paper show \S+$/.test(customId));
      expect(buttonsOf(shared)).toEqual(papers);
      if (papers[0]) {
        const card = await followUp(scene, scene.press(shared, papers[0].customId));
        expect(textOf(card)).toContain('Paper 1');
        expect(Number(card.flags) & EPHEMERAL).toBe(EPHEMERAL);
      }
      scene.discord.react(CHANNEL, shared.id, ANNA, '👍');
      // Events are handled in order: once this command is answered, the reaction has been handled.
      await scene.use('help').answered;
      expect((await scene.stage.store.totals()).votes).toBe(0);
      expect(await scene.stage.store.paperOf('discord', toMessageId(PLACE, shared.id))).toBeNull();
      expect(inChannel(scene)[0]?.reactions?.map(({ emoji, me }) => [emoji.name, me])).toEqual([
        ['👍', false],
      ]);
      expectClean(scene);
    },
  );

  test('has a limit per person, and only that person sees the notice', async () => {
    const scene = await open();
    const answer = await show(scene);
    for (let times = 0; times < LIMITS.share.most; times += 1) {
      await shareCard(scene, answer);
      scene.stage.clock.advance(10_000);
    }
    const said = await followUp(scene, scene.pressLabel(answer, commandWording.share));
    expect(textOf(said)).toBe(commandWording.tooOften(LIMITS.share.withinMs / 60_000));
    expect(Number(said.flags) & EPHEMERAL).toBe(EPHEMERAL);
    expect(inChannel(scene)).toHaveLength(LIMITS.share.most);
    expectClean(scene);
  });

  const NONE = ['ViewChannel', 'SendMessages', 'EmbedLinks', 'AddReactions', 'ReadMessageHistory'] as const;
  test.each([
    ['cannot post', ['SendMessages', 'EmbedLinks', 'AddReactions']],
    ['has no permissions', NONE],
  ] as const)(
    'works if the bot %s: an interaction can still post, and votes count',
    async (_what, missing) => {
      const scene = await open();
      const answer = await show(scene);
      scene.discord.setMissing(CHANNEL, missing);
      scene.pressLabel(answer, commandWording.share);
      await scene.discord.until(() => linesOf(scene, 'warn').length > 0);
      const [shared] = inChannel(scene);
      expect(textOf(shared)).toContain('Paper 1');
      expect(shared?.reactions).toBeUndefined();
      expect(await scene.stage.store.paperOf('discord', toMessageId(PLACE, String(shared?.id)))).toBe(PAPER);
      scene.discord.setMissing(CHANNEL, []);
      scene.discord.react(CHANNEL, String(shared?.id), ANNA, '👍');
      await counted(scene, 1, 0);
      expect(linesOf(scene, 'warn', 'error')).toEqual([expect.stringMatching(/initial reactions/)]);
    },
  );

  test.each<[string, Fault]>([
    ['429', { kind: 'rate-limit', scope: 'user', retryAfter: 60 }],
    ['500', { kind: 'status', status: 500 }],
  ])(
    'adds the initial reactions later if Discord responds to the first one with %s',
    async (_what, fault) => {
      const scene = await open();
      const answer = await show(scene);
      const reactions = () => scene.discord.requests.filter(({ method }) => method === 'PUT');
      const before = reactions().length;
      let isFailing = true;
      scene.discord.fault = ({ method, path }) =>
        isFailing && method === 'PUT' && path.includes('/reactions/') ? fault : undefined;
      scene.pressLabel(answer, commandWording.share);
      await scene.discord.until(() => reactions().length > before);
      isFailing = false;
      await vi.waitFor(
        () => {
          scene.retryReactions();
          expect(inChannel(scene).map(reactionsOf)).toEqual([
            [
              ['👍', 1, true],
              ['👎', 1, true],
            ],
          ]);
        },
        { timeout: 60_000, interval: 20 },
      );
      expectClean(scene);
    },
  );
});

describe('a shared card', () => {
  test('can be voted on: votes are added, switched and removed', async () => {
    const scene = await open();
    const { id } = await shareCard(scene, await show(scene));
    scene.discord.react(CHANNEL, id, ANNA, '👍');
    scene.discord.react(CHANNEL, id, BORA, '👎🏽');
    await counted(scene, 1, 1);
    scene.discord.react(CHANNEL, id, ANNA, '👎');
    await counted(scene, 0, 2);
    scene.discord.unreact(CHANNEL, id, BORA, '👎🏽');
    await counted(scene, 0, 1);
    expect((await scene.stage.store.voteCounts([PAPER], { placeId: PLACE_ID })).get(PAPER)).toEqual({
      up: 0,
      down: 1,
    });
    expectClean(scene);
  });

  test('can be voted on while the bot is down: the next start counts the votes', async () => {
    const scene = await open();
    const { id } = await shareCard(scene, await show(scene));
    scene.discord.react(CHANNEL, id, ANNA, '👎');
    await counted(scene, 0, 1);
    await scene.stop();
    scene.discord.unreact(CHANNEL, id, ANNA, '👎');
    scene.discord.react(CHANNEL, id, BORA, '👍');
    await scene.start();
    await counted(scene, 1, 0);
    expectClean(scene);
  });

  test('that is shared twice counts each person once', async () => {
    const scene = await open();
    const answer = await show(scene);
    const first = await shareCard(scene, answer);
    scene.stage.clock.advance(10_000);
    const second = await shareCard(scene, answer);
    expect(second.id).not.toBe(first.id);
    for (const { id } of [first, second]) scene.discord.react(CHANNEL, id, ANNA, '👍');
    scene.discord.react(CHANNEL, second.id, BORA, '👎');
    await counted(scene, 1, 1);
  });

  /** Prepares an edition that includes the shared paper, to be sent by the real publisher. */
  async function openEdition(scene: Scene) {
    const { stage, discord } = scene;
    const { signal } = stage.stop;
    const publisher = createPublisher({ call: scene.call, clock: createClock(null), log: stage.log, signal });
    const subscription = await stage.subscribe({ count: 2 }, PLACE);
    const parts = { ...stage.parts, publishers: new Map([['discord', publisher]]) };
    return { deliver: () => deliver(parts, subscription, DAY), cards: () => cardsOf(discord) };
  }
  const cardsOf = (discord: DiscordServer) =>
    discord
      .messages(CHANNEL)
      .filter((message) => isOpen(message) && message.interaction_metadata === undefined)
      .map(({ embeds }) => embeds[0]?.title);
  const EDITION = [cardWording.headingTitle(DAY), 'Paper 1', 'Paper 2'];

  test('does not count as delivered: an edition can still include the paper', async () => {
    const scene = await open();
    await shareCard(scene, await show(scene));
    expect(await scene.stage.store.papersSent(PLACE_ID, 0, '2026-08-24')).toEqual(new Set());
    const edition = await openEdition(scene);
    await edition.deliver();
    expect(edition.cards()).toEqual(EDITION);
  });

  test("is not mistaken for an edition's card that a crash left unsettled", async () => {
    const scene = await open();
    const { store, clock } = scene.stage;
    const shared = await shareCard(scene, await show(scene));
    const key = `${PLACE_ID}/${DAY}/${PAPER}`;
    await store.claim({ key, placeId: PLACE_ID, day: DAY, paperId: PAPER }, 'dead', clock.now(), 0);
    const edition = await openEdition(scene);
    await edition.deliver();
    expect(edition.cards()).toEqual(EDITION);
    const sent = await store.deliveries(PLACE_ID, DAY);
    expect(sent.map(({ messageId }) => messageId)).not.toContain(toMessageId(PLACE, shared.id));
  });

  test('in a direct message belongs to the place discord:@me:CHANNEL, and its reactions count', async () => {
    const scene = await open();
    const { discord, stage } = scene;
    const { customId = '' } = buttonsOf(await show(scene)).at(-1) ?? {};
    const direct = '300000000000000050';
    discord.addDirectMessages(direct, ANNA);
    const button = { type: 2, style: 2, label: commandWording.share, custom_id: customId };
    const { id } = (await scene.call('POST', `/channels/${direct}/messages`, {
      body: {
        components: [{ type: 1, components: [button] }],
        content: 'fog',
        allowed_mentions: { parse: [] },
      },
    })) as StoredMessage;
    discord.interact.button({ channelId: direct, userId: ANNA, message: id, customId });
    const shared = await discord.until(() => {
      const message = discord.messages(direct)[1];
      return message?.reactions?.length === 2 && message;
    });
    const messageId = `@me/${direct}/${shared.id}`;
    expect(await stage.store.paperOf('discord', messageId)).toBe(PAPER);
    expect(await stage.store.messagesOf(`discord:@me:${direct}`, [PAPER])).toEqual(
      new Map([[PAPER, messageId]]),
    );
    discord.react(direct, shared.id, ANNA, '👍');
    // The bot does not ask for events of direct messages; it reads their reactions when it connects.
    await scene.stop();
    await scene.start();
    await counted(scene, 1, 0);
    const here = await stage.store.voteCounts([PAPER], { placeId: `discord:@me:${direct}` });
    expect(here.get(PAPER)).toEqual({ up: 1, down: 0 });
    // A member's votes on a server and in direct messages are one person's votes.
    const inGuild = await shareCard(scene, await show(scene));
    discord.react(CHANNEL, inGuild.id, ANNA, '👎');
    await counted(scene, 0, 1);
    expect(discord.rejections).toEqual([]);
  });

  test('in a thread is a message of that thread', async () => {
    const scene = await open();
    const made = await scene.call('POST', `/channels/${CHANNEL}/threads`, {
      body: { name: '논문 이야기', type: 11 },
    });
    const channelId = (made as { id: string }).id;
    const answer = await scene.use('show', { channelId, options: { paper: PAPER } }).answered;
    const { customId = '' } = buttonsOf(answer).at(-1) ?? {};
    scene.discord.interact.button({
      ...{ guildId: defaultGuildId, channelId, userId: MEMBER, message: answer.id, customId },
    });
    const shared = await scene.discord.until(() => {
      const found = scene.discord.messages(channelId).find(isOpen);
      return found?.reactions?.length === 2 && found;
    });
    scene.discord.react(channelId, shared.id, ANNA, '👍');
    await counted(scene, 1, 0);
    expectClean(scene);
  });
});
