import { describe, expect, test, vi } from 'vitest';
import { discordWording } from '../../../src/i18n/ko/discord.ts';
import { subscriptionWording } from '../../../src/i18n/ko/subscription/subscription.ts';
import { DAY, HOUR } from '../../../src/lib/duration.ts';
import { EVENTUALLY } from '../../fixtures/eventually.ts';
import { leaveThread, lockVoice, openThread, STAGE, subscribeVoice } from './paused-cases.ts';
import {
  FRIDAY,
  GUILD,
  LATER,
  open,
  PAPERS,
  pausedForADay,
  pausedOnTuesday,
  type Scene,
  TUESDAY,
  told,
  untilTried,
} from './paused-harness.ts';

const [MONDAY_LIST, TUESDAY_LIST] = LATER as [string, string];
const { toDo } = discordWording;

describe('a place in a server that times the bot out', () => {
  test('T3: that is prolonged waits for the new end', async (context) => {
    const scene = await pausedOnTuesday(context, ({ discord }) =>
      discord.timeOut(GUILD, TUESDAY + HOUR, true),
    );
    scene.discord.timeOut(GUILD, TUESDAY + 3 * HOUR, true);
    scene.advanceTo(TUESDAY + HOUR);
    const tried = await scene.triedInVain();
    expect(tried?.pause).toMatchObject({ endsAt: TUESDAY + 3 * HOUR, retryAt: TUESDAY + 3 * HOUR });
    scene.advanceTo(TUESDAY + 3 * HOUR);
    await scene.delivered(MONDAY_LIST);
  });

  test('T3: for a week is tried at each posting time with one request, and notices that it was lifted', async (context) => {
    const scene = await pausedOnTuesday(context, ({ discord }) =>
      discord.timeOut(GUILD, TUESDAY + 7 * DAY, true),
    );
    const requests = scene.discord.requests.length;
    scene.advanceTo(TUESDAY + DAY);
    await scene.triedInVain();
    expect(scene.discord.requests.length - requests).toBe(1);
    scene.discord.timeOut(GUILD, null, true);
    scene.advanceTo(TUESDAY + 2 * DAY);
    await scene.delivered(MONDAY_LIST);
    await scene.delivered(TUESDAY_LIST);
  });

  test('T3: that is lifted with an event gets its edition at once', async (context) => {
    const scene = await pausedOnTuesday(context, ({ discord }) => discord.timeOut(GUILD, TUESDAY + 7 * DAY));
    scene.discord.timeOut(GUILD, null);
    await scene.delivered(MONDAY_LIST);
  });
});

describe('a voice or stage channel', () => {
  test('T8: in which the bot may not connect is not subscribed', (context) => subscribeVoice(context, STAGE));

  test('T8: that a role locks later gets its edition after, with an event', (context) =>
    lockVoice(context, false));
});

describe('a private thread', () => {
  test('T9: that removed the bot gets its edition when the bot is back, with an event', (context) =>
    leaveThread(context, false));

  test('T9: that was locked says who can unlock it', async (context) => {
    const { scene, thread } = await openThread(context);
    scene.discord.joinThread(thread);
    scene.discord.lockThread(thread);
    expect(await scene.use('subscribe', thread)).toBe(subscriptionWording.blocked([toDo.unlock]));
  });
});

describe('a server with too many active threads', () => {
  test('T4: is not promised an edition in a thread', async (context) => {
    const scene = await open(context, { subscribed: [] });
    await scene.start();
    scene.discord.fillThreads(PAPERS, 1_000);
    expect(await scene.use('subscribe', PAPERS, { layout: 'thread' })).toBe(
      subscriptionWording.blocked([toDo.archiveThreads]),
    );
    expect(await scene.use('subscribe')).toContain(subscriptionWording.subscribed);
    await scene.delivered(FRIDAY);
  });
});

test.for([
  ['50001', 'out of sight', ({ discord }: Scene) => discord.setMissing(PAPERS, ['ViewChannel'], true)],
  ['50013', 'muted', ({ discord }: Scene) => discord.setMissing(PAPERS, ['SendMessages'], true)],
  ['50013', 'without embeds', ({ discord }: Scene) => discord.setMissing(PAPERS, ['EmbedLinks'], true)],
] as const)(
  'T3: a place that refuses with %s (%s) costs one request a day, and gets its editions without an event',
  async ([cause, _what, make], context) => {
    const scene = await pausedOnTuesday(context, make);
    expect((await scene.subscription())?.pause).toMatchObject({ cause, retryAt: TUESDAY + DAY });
    const requests = scene.discord.requests.length;
    scene.advanceTo(TUESDAY + DAY);
    await scene.triedInVain();
    expect(scene.discord.requests.length - requests).toBe(1);
    scene.discord.setMissing(PAPERS, [], true);
    scene.advanceTo(TUESDAY + 2 * DAY);
    await scene.delivered(MONDAY_LIST);
    await scene.delivered(TUESDAY_LIST);
    await scene.delivered(LATER[2] ?? '');
    expect(scene.discord.messages(PAPERS)).toHaveLength(12);
  },
);

test('T3: whoever subscribed a place is told again about a later pause', async (context) => {
  const scene = await pausedForADay(context);
  await untilTried(scene);
  scene.wake();
  await vi.waitFor(() => expect(told(scene)).toHaveLength(1), EVENTUALLY);
  scene.discord.setMissing(PAPERS, [], true);
  scene.advanceTo(TUESDAY + 2 * DAY);
  for (const day of LATER.slice(0, 3)) await scene.delivered(day);
  scene.discord.setMissing(PAPERS, ['SendMessages'], true);
  scene.advanceTo(TUESDAY + 3 * DAY);
  await scene.becomes({ state: 'paused' });
  expect((await scene.subscription())?.pause).toMatchObject({ toldAt: null, tellInReply: false });
});
