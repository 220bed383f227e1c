import { describe, expect, test } from 'vitest';
import { subscriptionWording } from '../../src/i18n/ko/subscription/subscription.ts';
import { DAY } from '../../src/lib/duration.ts';
import {
  DISCORD,
  FRIDAY,
  owed,
  papersOf,
  SLACK,
  startTestBot,
  type TestBot,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
} from './machine/test-bot.ts';

const WEB = ['web:paperboy'];
const KILL_SWITCH = new URL('./crash/kill-switch.ts', import.meta.url).href;
/** The steps of `재개` at which the bot is killed; the days that passed are closed one after the other. */
const STEPS = ['after edition row#1', 'before closing row#1', 'after closing row#1', 'after closing row#2'];

/** Runs a command on both platforms, and returns the answers. */
const onBoth = async (testBot: TestBot, command: 'pause' | 'resume' | 'status'): Promise<string[]> => [
  JSON.stringify(await testBot.command(command)),
  JSON.stringify(await testBot.slackCommand(command)),
];

/** Starts a bot, whose channels are paused after Tuesday's list. */
async function hold(context: Parameters<typeof startTestBot>[0]) {
  const testBot = await startTestBot(context);
  const bot = await testBot.start();
  await testBot.delivered(TUESDAY);
  for (const answer of await onBoth(testBot, 'pause')) expect(answer).toContain(subscriptionWording.held);
  return { testBot, bot };
}

describe.concurrent("a member's pause", () => {
  test('outlives restarts, SUBSCRIBE, reactions and edits, and nothing is made up for', async (context) => {
    const { testBot, bot } = await hold(context);
    testBot.later(DAY);
    await testBot.delivered(WEDNESDAY, WEB);
    await testBot.kill(bot);
    // The environment subscribes both channels at every start.
    const next = await testBot.start();
    const [paper = ''] = papersOf(TUESDAY);
    testBot.discord.react(DISCORD, testBot.discordCard(paper), '400000000000000002', '👍');
    testBot.slack.react(SLACK, testBot.slackCard(paper), 'U1', '+1');
    await testBot.eventually(async () => expect((await testBot.store().totals()).votes).toBe(2));
    testBot.later(DAY);
    await testBot.delivered(THURSDAY, WEB);
    await testBot.beats();
    expect(await testBot.shown()).toEqual({ ...owed(TUESDAY), web: owed(TUESDAY, WEDNESDAY, THURSDAY).web });

    for (const answer of await onBoth(testBot, 'resume')) {
      expect(answer).toContain(subscriptionWording.released);
    }
    await testBot.beats();
    testBot.later(DAY);
    await testBot.delivered(FRIDAY);
    expect(await testBot.shown()).toEqual({
      ...owed(TUESDAY, FRIDAY),
      web: owed(TUESDAY, WEDNESDAY, THURSDAY, FRIDAY).web,
    });
    const days = [WEDNESDAY, THURSDAY].map((day) => day.replace(/^\d+-0?(\d+)-0?(\d+)$/, '$1월 $2일'));
    for (const status of await onBoth(testBot, 'status'))
      for (const day of days) expect(status).toContain(day);
    expect(next.logged('error')).toEqual([]);
    testBot.isClean();
  });

  test.for(STEPS)('is over, or not yet, if the bot is killed while it ends: %s', async (step, context) => {
    const { testBot, bot } = await hold(context);
    for (const day of [WEDNESDAY, THURSDAY]) {
      testBot.later(DAY);
      await testBot.delivered(day, WEB);
    }
    await testBot.beats();
    await testBot.kill(bot);
    const killed = await testBot.start({ NODE_OPTIONS: `--import ${KILL_SWITCH}`, KILL_AT: step });
    testBot.command('resume').catch(() => {});
    await killed.ended;
    expect(killed.isAlive()).toBe(false);
    testBot.discord.forgetNonces();

    await testBot.start();
    // The member sees no answer and asks again.
    const again = JSON.stringify(await testBot.command('resume'));
    expect(again).toContain(subscriptionWording.released);
    testBot.later(DAY);
    await testBot.delivered(FRIDAY, [WEB[0] as string, 'discord:200000000000000001:300000000000000001']);
    const { discord, slack } = await testBot.shown();
    expect({ discord, slack }).toEqual({
      discord: owed(TUESDAY, FRIDAY).discord,
      slack: owed(TUESDAY).slack,
    });
  });
});
