import { ChannelType } from 'discord.js';
import { expect } from 'vitest';
import { discordWording } from '../../../src/i18n/ko/discord.ts';
import { subscriptionWording } from '../../../src/i18n/ko/subscription/subscription.ts';
import { DAY } from '../../../src/lib/duration.ts';
import { FRIDAY, LATER, open, PAPERS, pausedOnTuesday, TUESDAY } from './paused-harness.ts';

type Context = Parameters<typeof open>[0];

export const VOICE = '300000000000000002';
export const STAGE = '300000000000000003';
const [MONDAY_LIST] = LATER as [string];
const { permissions } = discordWording;

/** A manager subscribes a voice or stage channel in which the bot may not connect, and then one in which it may. */
export async function subscribeVoice(context: Context, id: typeof VOICE | typeof STAGE): Promise<void> {
  const scene = await open(context, {
    channels: [
      { id: VOICE, name: 'voice', type: ChannelType.GuildVoice, missing: ['Connect'] },
      { id: STAGE, name: 'stage', type: ChannelType.GuildStageVoice, missing: ['Connect'] },
    ],
  });
  await scene.start();
  const answer = await scene.use('subscribe', id);
  expect(answer).toContain(permissions.Connect);
  expect(answer).not.toContain(subscriptionWording.atOnce);
  expect(await scene.subscription(id)).toBeNull();
  scene.discord.setMissing(id, []);
  expect(await scene.use('subscribe', id)).toContain(subscriptionWording.subscribed);
  await scene.delivered(FRIDAY, id);
  expect(await scene.use('subscribe', id, { layout: 'thread' })).toBe(discordWording.noThreadHere);
}

/** The bot loses Connect in a subscribed voice channel, and gets it back; `isSilent`: without an event. */
export async function lockVoice(context: Context, isSilent: boolean): Promise<void> {
  const scene = await pausedOnTuesday(
    context,
    ({ discord }) => discord.setMissing(VOICE, ['Connect'], isSilent),
    { channels: [{ id: VOICE, type: ChannelType.GuildVoice }], subscribed: [VOICE] },
    VOICE,
  );
  expect(await scene.subscription(VOICE)).toMatchObject({
    reason: discordWording.missing([permissions.Connect]),
  });
  scene.discord.setMissing(VOICE, [], isSilent);
  if (isSilent) scene.advanceTo(TUESDAY + DAY);
  await scene.delivered(MONDAY_LIST, VOICE);
}

/** Opens a private thread that the bot is not in. */
export async function openThread(context: Context) {
  const scene = await open(context);
  await scene.start();
  return { scene, thread: scene.discord.openThread(PAPERS, ChannelType.PrivateThread) };
}

/** The bot is removed from a subscribed private thread, and added again; `isSilent`: without an event. */
export async function leaveThread(context: Context, isSilent: boolean): Promise<void> {
  const { scene, thread } = await openThread(context);
  scene.discord.joinThread(thread);
  await scene.use('subscribe', thread);
  await scene.delivered(FRIDAY, thread);
  scene.discord.leaveThread(thread, isSilent);
  scene.advanceTo(TUESDAY);
  await scene.becomes({ state: 'paused', pause: { cause: '50001' } }, thread);
  expect((await scene.subscription(thread))?.reason).toContain('비공개 스레드라면 스레드에서 봇을 멘션');
  scene.discord.joinThread(thread, isSilent);
  if (isSilent) scene.advanceTo(TUESDAY + DAY);
  await scene.delivered(MONDAY_LIST, thread);
}
