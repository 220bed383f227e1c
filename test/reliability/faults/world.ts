import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, type Day } from '../../../src/domain/calendar/day.ts';
import { idToPlace } from '../../../src/domain/subscription/subscription.ts';
import { defaultGuildId, startDiscord } from '../../emulators/discord/index.ts';
import { startHuggingFace } from '../../emulators/huggingface.ts';
import { startOpenAi } from '../../emulators/openai.ts';
import { startSlack } from '../../emulators/slack/index.ts';
import { makePaper, makeRawEntry, makeSummary } from '../../fixtures/papers.ts';
import { type Seen, startProxy } from './proxy.ts';
import { type SocketWay, UPSTREAMS, type Upstream, type Way } from './ways.ts';

export const DISCORDS = ['300000000000000001', '300000000000000002'] as const;
export const SLACKS = ['C0PAPERS', 'C0NEWS'] as const;
export const FIRST_DAY: Day = '2026-08-10';

export interface WorldOptions {
  readonly now: () => number;
  /** The number of list days, from `FIRST_DAY` on. */
  readonly days: number;
  /** The number of papers on each list. */
  readonly papers: number;
  readonly spoil: (upstream: Upstream, seen: Seen) => Way | undefined;
  readonly spoilSocket: (upstream: Upstream, seen: Seen) => SocketWay | undefined;
  readonly latency?: (upstream: Upstream, seen: Seen) => number;
  /** The wait that a long 429 demands, in seconds. */
  readonly long: number;
}

/** Returns the first `count` list days: the weekdays from `FIRST_DAY`, which is a Monday. */
export function listDays(count: number): Day[] {
  const days: Day[] = [];
  for (let day = FIRST_DAY; days.length < count; day = addDays(day, 1)) {
    if (![0, 6].includes(new Date(day).getUTCDay())) days.push(day);
  }
  return days;
}

/**
 * Creates a paper and its summary. Both contain a number that no other paper of the day has, so another
 * paper's summary fails the checks.
 */
function tell(day: Day, number: number) {
  const name = `${day.slice(5, 7)}.${day.slice(8)}`;
  const times = 2 + (number % 8);
  return {
    id: `26${name}00${number}`,
    title: `Lighthouse ${day} ${number}: Guiding Small Models Through Fog`,
    abstract: makePaper().abstract.replace('3 times', `${times} times`),
    upvotes: 50 - number,
    summary: makeSummary({ summary: makeSummary().summary.replace('3번만', `${times}번만`) }),
  };
}

/**
 * Starts all upstreams on loopback, with a fault proxy in front of each. `env` is the environment of a bot
 * that uses only the proxies.
 */
export async function openWorld(options: WorldOptions) {
  const { now, papers, spoil, spoilSocket, latency = () => 0, long } = options;
  const days = listDays(options.days);
  const told = days.map((day) => Array.from({ length: papers }, (_, index) => tell(day, index + 1)));
  const huggingFace = await startHuggingFace({
    days: Object.fromEntries(
      days.map((day, index) => [
        day,
        told[index]?.map(({ abstract, summary: _, ...paper }) =>
          makeRawEntry({ ...paper, summary: abstract }),
        ),
      ]),
    ) as Record<string, unknown[]>,
  });
  const openai = await startOpenAi({
    byTitle: Object.fromEntries(told.flat().map(({ title, summary }) => [title, summary])),
  });
  const origins = new Map<Upstream, string>();
  const advertised = (upstream: Upstream) => () => origins.get(upstream) ?? '';
  const discord = await startDiscord({
    now,
    advertised: advertised('discord'),
    guilds: [{ id: defaultGuildId, channels: DISCORDS.map((id, n) => ({ id, name: `papers-${n}` })) }],
  });
  const slack = await startSlack({
    now,
    advertised: advertised('slack'),
    channels: SLACKS.map((id, n) => ({ id, name: `papers-${n}` })),
  });
  const targets: Record<Upstream, string> = {
    huggingface: huggingFace.url,
    openai: openai.url,
    discord: discord.url,
    slack: slack.url,
  };
  const proxies = await Promise.all(
    UPSTREAMS.map(async (upstream) => {
      const proxy = await startProxy({
        ...{ upstream, long, target: () => targets[upstream] },
        spoil: (seen) => spoil(upstream, seen),
        spoilSocket: (seen) => spoilSocket(upstream, seen),
        latency: (seen) => latency(upstream, seen),
      });
      origins.set(upstream, proxy.origin);
      return proxy;
    }),
  );
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-faults-'));
  const at = (upstream: Upstream) => origins.get(upstream) as string;
  return {
    ...{ discord, slack, folder },
    /** The largest number of bytes written to a connection that got a huge body. */
    taken: () => Math.max(...proxies.map((proxy) => proxy.taken())),
    env: {
      ...{ PORT: '0', HF_ENDPOINT: at('huggingface'), DATABASE_URL: `file:${folder}/bot.db` },
      ...{ OPENAI_BASE_URL: `${at('openai')}/v1`, OPENAI_MODEL: 'm', DIGEST_COUNT: String(papers) },
      ...{ DISCORD_TOKEN: discord.token, DISCORD_API_URL: `${at('discord')}/api` },
      ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken },
      SLACK_API_URL: `${at('slack')}/api/`,
    } as Record<string, string>,
    /** Returns a channel's messages, oldest first: list day and paper number for a card, `heading` for a heading. */
    shown: (placeId: string): string[] => {
      const { platform, channel } = idToPlace(placeId);
      const texts =
        platform === 'discord'
          ? discord.messages(channel).map((message) => JSON.stringify(message.embeds))
          : slack.messages(channel).map((message) => `${message.text} ${JSON.stringify(message.blocks)}`);
      return texts.map((text) => text.match(/Lighthouse (\S+ \d+)/)?.[1] ?? 'heading');
    },
    async close() {
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await Promise.all([huggingFace, openai, discord, slack].map((server) => server.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
