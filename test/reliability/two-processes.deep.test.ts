import { describe, expect, test } from 'vitest';
import { DAY } from '../../src/lib/duration.ts';
import type { Bot } from './machine/bot.ts';
import {
  DISCORD,
  LEASES,
  owed,
  papersOf,
  SLACK,
  startTestBot,
  type TestBot,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
} from './machine/test-bot.ts';

const [FIRST] = papersOf(TUESDAY) as [string];
const isAbout = (body: unknown, paperId: string) => JSON.stringify(body ?? null).includes(paperId);

describe.concurrent('two bots that run on one database by mistake', () => {
  /** Uses the bots as members do, and expects that each action has its effect once. */
  async function useBoth(testBot: TestBot, bots: readonly Bot[]) {
    const card = testBot.discordCard(FIRST);
    for (const [index, emoji] of ['👍', '👍', '👎'].entries())
      testBot.discord.react(DISCORD, card, `40000000000000001${index}`, emoji);
    testBot.slack.react(SLACK, testBot.slackCard(FIRST), 'U1', 'thumbsup');
    const answers = await Promise.all(
      ['help', 'today', 'top', 'fields'].map((name) => testBot.command(name)),
    );
    for (const { embeds } of answers) expect(embeds).not.toEqual([]);
    await testBot.slackCommand('today');
    await testBot.eventually(async () => expect((await testBot.store().totals()).votes).toBe(4));
    expect((await testBot.store().voteCounts([FIRST], { shownOn: 'web' })).get(FIRST)).toEqual({
      up: 3,
      down: 1,
    });
    for (const bot of bots) expect(bot.logged('error')).toEqual([]);
  }

  test('post every message once and answer members once if they start at the same moment', async (context) => {
    const testBot = await startTestBot(context);
    const bots = [testBot.spawn(), testBot.spawn()];
    await testBot.discord.until(() => testBot.discord.gateway.live() > 1 && testBot.slack.socket.live() > 1);
    await testBot.delivered(TUESDAY);
    expect(await testBot.shown()).toEqual(owed(TUESDAY));
    for (const times of Object.values(testBot.paid())) expect(times).toBeLessThanOrEqual(2);
    await useBoth(testBot, bots);

    // Two more days, with the weekly best at one of the places.
    await testBot.command('subscribe', { best: '금' });
    testBot.later(2 * DAY);
    for (const day of [WEDNESDAY, THURSDAY]) await testBot.delivered(day);
    await testBot.eventually(async () => expect((await testBot.store().settledBests(0)).size).toBe(1));
    await testBot.beats(bots.length);
    const shown = await testBot.shown();
    expect(shown).toEqual({
      ...owed(TUESDAY, WEDNESDAY, THURSDAY),
      discord: [...owed(TUESDAY, WEDNESDAY, THURSDAY).discord, '-'],
    });
    for (const bot of bots) expect(bot.logged('error')).toEqual([]);
    // Both processes received each of the five commands, but only one could acknowledge it.
    testBot.isClean(5);
  });

  test('post an edition once if the second starts in the middle of it and the first is then killed', async (context) => {
    const testBot = await startTestBot(context);
    const asked = { discord: 0, slack: 0 };
    // No post of the first card is answered, so the first bot is still sending it when the second one has started.
    let isLost = true;
    testBot.discord.fault = ({ method, body }) => {
      if (method !== 'POST' || !isAbout(body, FIRST)) return undefined;
      asked.discord += 1;
      return isLost ? { kind: 'after', answer: 'hang' } : undefined;
    };
    testBot.slack.fault = ({ method, body }) => {
      if (method !== 'chat.postMessage' || !isAbout(body, FIRST)) return undefined;
      asked.slack += 1;
      return isLost ? { kind: 'after', answer: 'hang' } : undefined;
    };
    const first = await testBot.start();
    await testBot.discord.until(() => asked.discord > 0 && asked.slack > 0);
    const second = await testBot.start();
    // The second bot finds the claims of the first one and respects them.
    await testBot.eventually(() =>
      expect(second.output()).toContain('Another process is sending this message'),
    );
    await testBot.kill(first);
    isLost = false;
    Object.assign(asked, { discord: 0, slack: 0 });
    testBot.later(LEASES);
    await testBot.delivered(TUESDAY);
    expect(await testBot.shown()).toEqual(owed(TUESDAY));
    // The second bot found the messages of the first one instead of sending them again.
    expect(asked).toEqual({ discord: 0, slack: 0 });
    for (const times of Object.values(testBot.paid())) expect(times).toBeLessThanOrEqual(2);
    testBot.isClean();
  });
});
