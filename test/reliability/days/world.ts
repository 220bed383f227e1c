import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBot } from '../../../src/compose/bot.ts';
import { readConfig } from '../../../src/config/config.ts';
import type { Day } from '../../../src/domain/calendar/day.ts';
import { DAY, HOUR, MINUTE } from '../../../src/lib/duration.ts';
import { defaultGuildId, type GuildSpec, startDiscord } from '../../emulators/discord/index.ts';
import { startHuggingFace } from '../../emulators/huggingface.ts';
import { startSlack } from '../../emulators/slack/index.ts';
import { createTestLog } from '../../fixtures/log.ts';
import { createSimulatedClock } from './clock.ts';
import { makeLists, noonAfter, weekdays } from './lists.ts';
import { ALERTS, type DailyPlace, PLACES, type Platform } from './places.ts';

/** Those who subscribe the places. */
export const DISCORD_MANAGER = '400000000000000001';
export const SLACK_ADMIN = 'UADMIN';

export interface DaysOptions {
  readonly first: Day;
  /** The number of days to simulate, weekends included. */
  readonly days: number;
  readonly places?: readonly DailyPlace[];
  /** The platform of ALERT_PLACE. */
  readonly alerts?: Platform;
  /** Discord's servers, if there are others than the usual one. Those of Slack are made for the places. */
  readonly guilds?: readonly GuildSpec[];
  /** The Slack channels that are private. */
  readonly privateChannels?: readonly string[];
  /** The events that Slack sends; by default, all that the app asks for. */
  readonly slackEvents?: readonly string[];
  /** Settings besides those of the platforms. */
  readonly env?: Readonly<Record<string, string>>;
}

export type DaysWorld = Awaited<ReturnType<typeof openDays>>;

/** Starts the real bot with the emulators of both platforms on a simulated clock, and subscribes the places. */
export async function openDays({
  first,
  days,
  places = PLACES,
  alerts = 'discord',
  guilds,
  privateChannels = [],
  slackEvents,
  env = {},
}: DaysOptions) {
  const listDays = weekdays(first, days);
  const clock = createSimulatedClock(noonAfter(first) - HOUR);
  const { now } = clock;
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-days-'));
  const channels = (platform: Platform) =>
    [...places.filter((it) => it.platform === platform).map(({ channel }) => channel), ALERTS[platform]].map(
      (id) => ({ id, name: `papers-${id.toLowerCase()}`, isPrivate: privateChannels.includes(id) }),
    );
  const discord = await startDiscord({
    now,
    guilds: guilds ?? [{ id: defaultGuildId, channels: channels('discord') }],
  });
  const slack = await startSlack({
    now,
    users: { [SLACK_ADMIN]: { isAdmin: true } },
    channels: channels('slack'),
    ...(slackEvents ? { events: slackEvents } : {}),
  });
  const huggingFace = await startHuggingFace({ days: makeLists(listDays) });
  const config = readConfig({
    NOW: new Date(now()).toISOString(),
    PORT: '0',
    HF_ENDPOINT: huggingFace.url,
    DATABASE_URL: `file:${join(folder, 'bot.db')}`,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.url,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.url,
    ALERT_PLACE: `${alerts}:${ALERTS[alerts]}`,
    ...env,
  });
  const log = createTestLog();
  const bot = await startBot(config, clock, log);
  const { store } = bot.app;
  await clock.runWhile(discord.until(() => discord.gateway.live() > 0 && discord.registered().length > 0));
  await clock.runWhile(slack.until(() => log.lines.some(({ sentence }) => sentence === 'Slack is on')));

  const world = {
    discord,
    slack,
    store,
    budget: bot.app.budget,
    address: bot.address,
    log,
    clock,
    places,
    listDays,
    /** Wakes the bot and lets it work until `instant`, as in the heartbeats of the time between. */
    async beatUntil(instant: number): Promise<void> {
      bot.wake();
      await clock.runUntil(instant);
    },
    /** Beats often after posting times, when jobs are due or fail, and hourly for the rest of the day. */
    async runUntil(instant: number): Promise<void> {
      while (now() < instant) {
        const since = (now() - noonAfter(first) + DAY) % DAY;
        const step = since < HOUR / 2 ? MINUTE : since < 2 * HOUR ? 10 * MINUTE : HOUR;
        await world.beatUntil(Math.min(now() + step, instant));
      }
    },
    /** What `/paper status` says in a place. */
    async status(place: DailyPlace): Promise<string> {
      const answer = use(place, 'status');
      return JSON.stringify(await answer);
    },
    async health(): Promise<{ readonly status: number; readonly unhealthy: Record<string, string> }> {
      const response = await fetch(`${bot.address}/healthz`);
      const { unhealthy } = (await response.json()) as { unhealthy: Record<string, string> };
      return { status: response.status, unhealthy };
    },
    async close(): Promise<void> {
      await bot.stop();
      await Promise.all([discord.close(), slack.close(), huggingFace.close()]);
      await rm(folder, { recursive: true, force: true });
      clock.close();
    },
  };

  /** Uses a command as a manager; the bot answers after at most some seconds of its own clock. */
  async function use(
    { platform, channel }: DailyPlace,
    subcommand: string,
    options: Readonly<Record<string, string | number>> = {},
  ): Promise<unknown> {
    const given = Object.entries(options).map(([name, value]) => `${name}:${value}`);
    const { answered } =
      platform === 'discord'
        ? discord.interact.command({
            channelId: channel,
            userId: DISCORD_MANAGER,
            manage: true,
            name: 'paper',
            subcommand,
            options,
          })
        : slack.interact.command({
            channelId: channel,
            userId: SLACK_ADMIN,
            text: [subcommand, ...given].join(' '),
          });
    return clock.runWhile<unknown>(answered);
  }

  for (const place of places) {
    const { count, layout, weekly } = place;
    await use(place, 'subscribe', {
      count,
      layout,
      ...(weekly ? { best: '금' } : {}),
    });
  }
  return world;
}
