import { ChannelType } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { discordWording } from '../../../src/i18n/ko/discord.ts';
import { subscriptionWording } from '../../../src/i18n/ko/subscription/subscription.ts';
import { DAY, HOUR, MINUTE } from '../../../src/lib/duration.ts';
import { leaveThread, lockVoice, openThread, subscribeVoice, VOICE } from './paused-cases.ts';
import { FRIDAY, GUILD, LATER, NOON, open, PAPERS, pausedOnTuesday, TUESDAY } from './paused-harness.ts';

const CATEGORY = '300000000000000004';
const [MONDAY_LIST] = LATER as [string];
const { toDo } = discordWording;

describe.concurrent('a place in a server that times the bot out', () => {
  test('T3: gets its edition when the timeout is over, without an event', async (context) => {
    const scene = await pausedOnTuesday(context, ({ discord }) =>
      discord.timeOut(GUILD, TUESDAY + HOUR, true),
    );
    const until = '2026년 8월 25일 (화) 13:00';
    expect(await scene.subscription()).toMatchObject({
      reason: discordWording.timedOut(until),
      pause: { cause: '50013', endsAt: TUESDAY + HOUR, retryAt: TUESDAY + HOUR },
    });
    const status = await scene.use('status');
    expect(status).toContain(`${until}까지 타임아웃`);
    expect(status).toContain('멤버 타임아웃(Timeout Members)');
    const posts = scene.posts();
    scene.advanceTo(TUESDAY + 50 * MINUTE);
    scene.advanceTo(TUESDAY + HOUR);
    await scene.delivered(MONDAY_LIST);
    // Heading and two cards.
    expect(scene.posts() - posts).toBe(3);
    expect(await scene.subscription()).toMatchObject({ state: 'active', reason: null, pause: null });
  });

  test('T3: cannot be subscribed meanwhile, and the reply says until when', async (context) => {
    const scene = await open(context, { subscribed: [] });
    await scene.start();
    scene.discord.timeOut(GUILD, NOON + DAY, true);
    const answer = await scene.use('subscribe');
    expect(answer).toBe(subscriptionWording.blocked([toDo.endTimeout('2026년 8월 23일 (일) 12:00')]));
    expect(await scene.subscription()).toBeNull();
    scene.advanceTo(NOON + DAY + MINUTE);
    expect(await scene.use('subscribe')).toContain(subscriptionWording.subscribed);
  });
});

describe.concurrent('a voice channel', () => {
  test('T8: in which the bot may not connect is not subscribed', (context) => subscribeVoice(context, VOICE));

  test('T8: that a role locks later says so, and gets its edition after, without an event', (context) =>
    lockVoice(context, true));
});

describe.concurrent('a private thread', () => {
  test('T9: that the bot is not in is not subscribed before somebody mentions the bot', async (context) => {
    const { scene, thread } = await openThread(context);
    expect(await scene.use('subscribe', thread)).toBe(subscriptionWording.blocked([toDo.mention]));
    expect(await scene.subscription(thread)).toBeNull();
    scene.discord.joinThread(thread);
    expect(await scene.use('subscribe', thread)).toContain(subscriptionWording.subscribed);
    await scene.delivered(FRIDAY, thread);
  });

  test('T9: that removed the bot gets its edition when the bot is back, without an event', (context) =>
    leaveThread(context, true));
});

describe.concurrent('a server with too many active threads', () => {
  test('T4: pauses the place, with that reason, and the cards follow once there is room', async (context) => {
    const scene = await open(context, { subscribed: [] });
    await scene.start();
    await scene.use('subscribe', PAPERS, { layout: 'thread' });
    await scene.delivered(FRIDAY);
    scene.discord.fillThreads(PAPERS, 1_000);
    scene.advanceTo(TUESDAY);
    await scene.becomes({ state: 'paused', reason: discordWording.threadsFull, pause: { cause: '160006' } });
    const heading = scene.discord.messages(PAPERS).at(-1)?.id ?? '';
    expect(scene.discord.thread(PAPERS, heading)).toBeUndefined();
    // An event about another thread does not mean that there is room.
    scene.discord.openThread(PAPERS, ChannelType.PublicThread);
    const { requests } = scene.discord;
    const before = requests.length;
    scene.advanceTo(TUESDAY + DAY);
    await scene.triedInVain();
    // The initial reactions of Friday's cards can come late.
    const since = requests.slice(before).filter(({ path }) => !path.includes('/reactions/'));
    expect(since.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST /channels/${PAPERS}/messages/${heading}/threads`,
    ]);
    scene.discord.archiveThreads(PAPERS);
    scene.advanceTo(TUESDAY + 2 * DAY);
    await scene.delivered(MONDAY_LIST);
    expect(scene.discord.messages(heading)).toHaveLength(2);
  });
});

describe.concurrent('a channel of another kind', () => {
  test('T8: such as a category, is paused with a reason that says what to do', async (context) => {
    const scene = await open(context, {
      channels: [{ id: CATEGORY, type: ChannelType.GuildCategory }],
      subscribed: [CATEGORY],
    });
    await scene.start();
    await scene.becomes({ state: 'paused', reason: discordWording.notText }, CATEGORY);
    expect(await scene.use('subscribe', CATEGORY)).toBe(subscriptionWording.blocked([toDo.otherChannel]));
  });
});
