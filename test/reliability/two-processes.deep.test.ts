import { describe, expect, test } from 'vitest';
import { DAY } from '../../src/lib/duration.ts';
import type { Bot } from './machine/bot.ts';
import {
  DISCORD,
  type House,
  LEASES,
  openHouse,
  owed,
  papersOf,
  SLACK,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
} from './machine/house.ts';

const [FIRST] = papersOf(TUESDAY) as [string];
const isAbout = (body: unknown, paperId: string) => JSON.stringify(body ?? null).includes(paperId);

describe.concurrent('two bots that run on one database by mistake', () => {
  /** Members use the bot, and each action gets one answer. */
  async function useBoth(house: House, bots: readonly Bot[]) {
    const card = house.discordCard(FIRST);
    for (const [index, emoji] of ['👍', '👍', '👎'].entries())
      house.discord.react(DISCORD, card, `40000000000000001${index}`, emoji);
    house.slack.react(SLACK, house.slackCard(FIRST), 'U1', 'thumbsup');
    const answers = await Promise.all(['help', 'today', 'top', 'fields'].map((name) => house.command(name)));
    for (const { embeds } of answers) expect(embeds).not.toEqual([]);
    await house.slackCommand('today');
    await house.eventually(async () => expect((await house.store().totals()).votes).toBe(4));
    expect((await house.store().voteCounts([FIRST])).get(FIRST)).toEqual({ up: 3, down: 1 });
    for (const bot of bots) expect(bot.logged('error')).toEqual([]);
  }

  test('from the same moment on: every message once, members answered once', async (context) => {
    const house = await openHouse(context);
    const bots = [house.spawn(), house.spawn()];
    await house.discord.until(() => house.discord.gateway.live() > 1 && house.slack.socket.live() > 1);
    await house.delivered(TUESDAY);
    expect(await house.shown()).toEqual(owed(TUESDAY));
    for (const times of Object.values(house.paid())) expect(times).toBeLessThanOrEqual(2);
    await useBoth(house, bots);

    // Two days later, with the weekly best at one of the places.
    await house.command('subscribe', { best: '금' });
    house.later(2 * DAY);
    for (const day of [WEDNESDAY, THURSDAY]) await house.delivered(day);
    await house.eventually(async () => expect((await house.store().settledOthers(0)).size).toBe(1));
    await house.beats(bots.length);
    const shown = await house.shown();
    expect(shown).toEqual({
      ...owed(TUESDAY, WEDNESDAY, THURSDAY),
      discord: [...owed(TUESDAY, WEDNESDAY, THURSDAY).discord, '-'],
    });
    for (const bot of bots) expect(bot.logged('error')).toEqual([]);
    // Both processes received each of the five commands.
    house.isClean(5);
  });

  test('one in the middle of an edition when the other starts, and is killed: the rest comes once', async (context) => {
    const house = await openHouse(context);
    const asked = { discord: 0, slack: 0 };
    // All its answers get lost, so that it is still at it however long the other takes to start.
    let isLost = true;
    house.discord.fault = ({ method, body }) => {
      if (method !== 'POST' || !isAbout(body, FIRST)) return undefined;
      asked.discord += 1;
      return isLost ? { kind: 'after', answer: 'hang' } : undefined;
    };
    house.slack.fault = ({ method, body }) => {
      if (method !== 'chat.postMessage' || !isAbout(body, FIRST)) return undefined;
      asked.slack += 1;
      return isLost ? { kind: 'after', answer: 'hang' } : undefined;
    };
    const first = await house.start();
    await house.discord.until(() => asked.discord > 0 && asked.slack > 0);
    const second = await house.start();
    // It finds the claims of the first process and respects them.
    await house.eventually(() =>
      expect(second.output()).toContain('Another process is sending this message'),
    );
    await house.kill(first);
    isLost = false;
    Object.assign(asked, { discord: 0, slack: 0 });
    house.later(LEASES);
    await house.delivered(TUESDAY);
    expect(await house.shown()).toEqual(owed(TUESDAY));
    // It finds the message of the first process instead of sending it again.
    expect(asked).toEqual({ discord: 0, slack: 0 });
    for (const times of Object.values(house.paid())) expect(times).toBeLessThanOrEqual(2);
    house.isClean();
  });
});
