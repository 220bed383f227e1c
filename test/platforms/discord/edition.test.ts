import { describe, expect, onTestFinished, test } from 'vitest';
import { REFRESHES } from '../../../src/domain/edition/refresh-step.ts';
import { SetupError, TemporaryError } from '../../../src/domain/errors.ts';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { discordWording } from '../../../src/i18n/ko/discord.ts';
import { failure, LIST_DAY } from '../../app/editions/harness.ts';
import { type DiscordServer, defaultChannelId } from '../../emulators/discord/index.ts';
import { ANY_STATE } from '../../fixtures/settings.ts';
import { startProxy } from './api/call-harness.ts';
import {
  createEdition,
  dieAt,
  HEADING,
  HOUR,
  type Layout,
  LONG,
  MINUTE,
  numbers,
  ours,
  PLACE_ID,
  papers,
  READER,
  urlOf,
  WHOLE,
} from './edition-harness.ts';
import { describeEditionMatrix } from './edition-matrix.ts';

describeEditionMatrix('quick');

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

/** The channel of our last message. */
const busiest = (discord: DiscordServer) => discord.threads(defaultChannelId)[0]?.id ?? defaultChannelId;

describe('a process that dies', () => {
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

  test('without history access: nothing is posted twice', async () => {
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

  test('and one that starts before its claim expires: it waits for that, then continues', async () => {
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
