import { describe, expect, test } from 'vitest';
import { REFRESHES } from '../../../src/domain/edition/refresh-step.ts';
import { SetupError } from '../../../src/domain/errors.ts';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { slackWording } from '../../../src/i18n/ko/slack.ts';
import { failure, LIST_DAY } from '../../app/editions/harness.ts';
import { defaultChannelId, type SlackServer } from '../../emulators/slack/index.ts';
import { ANY_STATE } from '../../fixtures/settings.ts';
import { sectionsOf } from './api/call-harness.ts';
import {
  createEdition,
  dieAt,
  done,
  error,
  HOUR,
  inChannel,
  inThread,
  LAYOUTS,
  type Layout,
  LONG,
  methodsOf,
  numbers,
  PLACE_ID,
  papers,
  READER,
  urlOf,
  WHOLE,
} from './edition-harness.ts';
import { describeEditionMatrix } from './edition-matrix.ts';

describeEditionMatrix('quick');

const CARD = ['chat.postMessage', 'reactions.add', 'reactions.add'];

test.each(LAYOUTS)('without a fault, in the layout %s, it takes no retry', async (layout) => {
  const { slack, startProcess, deliverAtLast, expectWhole } = await createEdition(layout);
  expect(await deliverAtLast(startProcess('a'))).toEqual([]);
  await expectWhole();
  expect(methodsOf(slack)).toEqual(['chat.postMessage', ...CARD, ...CARD, ...CARD, ...CARD, ...CARD]);
  const times = slack.requests.filter(({ method }) => method === 'chat.postMessage').map(({ at }) => at);
  for (const [n, at] of times.entries())
    if (n > 0) expect(at - (times[n - 1] ?? at)).toBeGreaterThanOrEqual(1_000);
});

test.each(LAYOUTS)(
  'while looking for a message, in the layout %s: it is looked for again',
  async (layout) => {
    const edition = await createEdition(layout);
    const { slack } = edition;
    slack.fault = ({ method }, n) => {
      if (method === 'chat.postMessage' && n === 3) return done('reset');
      return method.startsWith('conversations.') && n <= 2 ? { kind: 'status', status: 503 } : undefined;
    };
    expect(await edition.deliverAtLast(edition.startProcess('a'))).toHaveLength(3);
    await edition.expectWhole();
  },
);

describe('pictures that Slack cannot fetch', () => {
  test.each(LAYOUTS)('in the layout %s: each card is there exactly once, without', async (layout) => {
    const edition = await createEdition(layout);
    const { slack } = edition;
    slack.brokenImage = (url) => !url.includes('2608.00003');
    expect(await edition.deliverAtLast(edition.startProcess('a'))).toEqual([]);
    await edition.expectWhole();
    const cards = layout === 'thread' ? inThread(slack) : inChannel(slack).slice(1);
    const pictured = cards.filter(({ blocks }) => JSON.stringify(blocks).includes('image_url'));
    expect(pictured.map(urlOf)).toEqual([WHOLE[3]]);
  });

  test.each([done('reset'), done({ error: 'internal_error' }), { kind: 'status', status: 503 } as const])(
    'and whose second post fails (%j): each card is there exactly once',
    async (fault) => {
      const edition = await createEdition();
      edition.slack.brokenImage = () => true;
      // Heading, card, and the card without its picture.
      edition.slack.fault = ({ method }, n) => (method === 'chat.postMessage' && n === 3 ? fault : undefined);
      expect(await edition.deliverAtLast(edition.startProcess('a'))).toHaveLength(1);
      await edition.expectWhole();
    },
  );
});

describe('a process that dies', () => {
  test.each([
    { layout: 'channel', nth: 1, chatter: 101 },
    { layout: 'channel', nth: 1, chatter: 211 },
    { layout: 'channel', nth: 5, chatter: 101 },
    { layout: 'channel', nth: 5, chatter: 211 },
    { layout: 'channel', nth: 14, chatter: 450 },
    { layout: 'thread', nth: 1, chatter: 211 },
    { layout: 'thread', nth: 5, chatter: 101 },
    { layout: 'thread', nth: 8, chatter: 211 },
    { layout: 'thread', nth: 14, chatter: 450 },
  ] as const)(
    'at request $nth in the layout $layout, amid twice $chatter messages of others: what it sent is found',
    async ({ layout, nth, chatter }) => {
      const edition = await createEdition(layout);
      const { slack } = edition;
      const chat = () => {
        const thread = layout === 'thread' ? inChannel(slack)[0]?.ts : undefined;
        for (const n of numbers(chatter)) {
          edition.clock.advance(50);
          slack.say(defaultChannelId, READER, `chatter ${n}`, thread);
        }
      };
      await dieAt(edition, nth, true, chat);
      const sent = inChannel(slack).length + inThread(slack).length;
      chat();
      edition.clock.advance(LONG);
      slack.requests.length = 0;
      await edition.deliverAtLast(edition.startProcess('b'));
      await edition.expectWhole();
      expect(sent).toBeGreaterThan(0);
      const posts = methodsOf(slack).filter((method) => method === 'chat.postMessage');
      expect(posts).toHaveLength(WHOLE.length - sent);
    },
  );

  test('where the bot was put out of the channel: nothing is posted twice, the subscription is paused', async () => {
    const edition = await createEdition();
    const { slack } = edition;
    await dieAt(edition, 5, true);
    // It can post without being a member, but not read the history.
    slack.kick(defaultChannelId);
    edition.clock.advance(LONG);
    const next = edition.startProcess('b');
    await next.deliver();
    expect(inChannel(slack).map(urlOf)).toEqual(WHOLE.slice(0, 3));
    expect(await edition.store.subscription(PLACE_ID)).toMatchObject({
      state: 'paused',
      reason: slackWording.invite,
    });
    slack.invite(defaultChannelId);
    await edition.store.moveSubscription(PLACE_ID, ANY_STATE, 'active', null);
    await edition.deliverAtLast(next);
    await edition.expectWhole();
  });

  test('and one that comes before its claim is over: it waits for that, then goes on', async () => {
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

test.each(LAYOUTS)(
  'two processes that deliver the same edition at once, in the layout %s, post it once',
  async (layout) => {
    const edition = await createEdition(layout);
    // A process waits for another one's claim, so time must not pass a valid claim.
    const deliverAlive = async ({ deliver }: ReturnType<typeof edition.startProcess>) => {
      while ((await edition.edition())?.state !== 'done') {
        const error = await deliver().catch((error: unknown) => error);
        if (error) expect(error).toMatchObject({ name: 'TemporaryError', retryAfterMs: expect.any(Number) });
        await new Promise(setImmediate);
      }
    };
    await Promise.all(['a', 'b'].map((owner) => deliverAlive(edition.startProcess(owner))));
    await edition.expectWhole();
  },
);

test('a token that is not taken ends the run; with another one everything comes, once', async () => {
  const edition = await createEdition();
  const { slack } = edition;
  slack.fault = ({ method }, n) =>
    method === 'chat.postMessage' && n >= 3 ? error('token_revoked') : undefined;
  const process = edition.startProcess('a');
  for (let tries = 0; tries < 5; tries += 1)
    expect(await failure(process.deliver())).toBeInstanceOf(SetupError);
  expect(inChannel(slack)).toHaveLength(2);
  slack.fault = undefined;
  expect(await edition.deliverAtLast(edition.startProcess('b'))).toEqual([]);
  await edition.expectWhole();
});

describe('a place that changes in the middle of an edition', () => {
  /** Changes the place before the response to the `nth` request. */
  const meanwhile = (slack: SlackServer, nth: number, change: () => void) => {
    let seen = 0;
    slack.fault = () => {
      seen += 1;
      if (seen === nth) change();
      return undefined;
    };
  };

  test('by being archived pauses the subscription, and goes on where it stopped', async () => {
    const edition = await createEdition();
    const { slack, store } = edition;
    meanwhile(slack, 5, () => slack.archive(defaultChannelId));
    const process = edition.startProcess('a');
    await process.deliver();
    expect(await store.subscription(PLACE_ID)).toMatchObject({
      state: 'paused',
      reason: slackWording.archived,
    });
    expect(inChannel(slack)).toHaveLength(2);
    slack.archive(defaultChannelId, false);
    await store.moveSubscription(PLACE_ID, ANY_STATE, 'active', null);
    expect(await edition.deliverAtLast(process)).toEqual([]);
    await edition.expectWhole();
  });

  test('by losing its heading goes on without the rest; the subscription stays active', async () => {
    const edition = await createEdition('thread');
    const { slack, store } = edition;
    meanwhile(slack, 8, () => slack.deleteMessage(defaultChannelId, inChannel(slack)[0]?.ts ?? ''));
    expect(await edition.deliverAtLast(edition.startProcess('a'))).toEqual([]);
    expect(await store.subscription(PLACE_ID)).toMatchObject({ state: 'active', reason: null });
    expect(await edition.edition()).toMatchObject({ state: 'done' });
    expect(inChannel(slack)).toEqual([]);
    const states = (await store.deliveries(PLACE_ID, LIST_DAY)).map(({ state }) => state);
    expect(states.toSorted()).toEqual(['refused', 'refused', 'refused', 'sent', 'sent', 'sent']);
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
    const cards = () => (layout === 'thread' ? inThread(edition.slack) : inChannel(edition.slack).slice(1));
    return { ...edition, process, cards };
  }
  const updates = (slack: SlackServer) => methodsOf(slack).filter((method) => method === 'chat.update');

  test.each(LAYOUTS)(
    'in the layout %s changes the card that changed, and keeps all votes',
    async (layout) => {
      const { slack, process, cards, expectWhole } = await startPosted(layout);
      const third = cards()[2]?.ts ?? '';
      slack.react(defaultChannelId, third, READER, '+1');
      const current = slack.current(defaultChannelId, third);
      await process.refresh(STEP);
      expect(sectionsOf(cards()[2] ?? {})).toContainEqual({ label: cardWording.labels.upvotes, text: '432' });
      expect(slack.current(defaultChannelId, third)).toEqual(current);
      expect(updates(slack)).toHaveLength(1);
      slack.unreact(defaultChannelId, third, READER, '+1');
      await expectWhole();
      const asked = slack.requests.length;
      await process.refresh(STEP + 1);
      expect(slack.requests).toHaveLength(asked);
    },
  );

  test.each(['a deleted card', 'a deleted heading'])('passes over %s', async (what) => {
    const { slack, process, cards, store } = await startPosted('thread');
    const gone = what === 'a deleted card' ? cards()[2] : inChannel(slack)[0];
    slack.deleteMessage(defaultChannelId, gone?.ts ?? '');
    await process.refresh(STEP);
    expect(await store.subscription(PLACE_ID)).toMatchObject({ state: 'active', reason: null });
    expect(await store.edition(PLACE_ID, LIST_DAY)).toMatchObject({ refreshes: STEP + 1 });
    expect(inChannel(slack)).toHaveLength(what === 'a deleted card' ? 1 : 0);
  });

  test('in a channel that was archived comes to an end', async () => {
    const { slack, process } = await startPosted('channel');
    slack.archive(defaultChannelId);
    await process.refresh(STEP);
    expect(updates(slack)).toHaveLength(1);
  });
});
