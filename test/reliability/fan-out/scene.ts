import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openSqlite } from '../../../src/store/sqlite/driver.ts';
import { createStore } from '../../../src/store/store.ts';
import { startDiscord } from '../../emulators/discord/index.ts';
import { startHuggingFace } from '../../emulators/huggingface.ts';
import { startSlack, usualScopes } from '../../emulators/slack/index.ts';
import { makeRawList } from '../../fixtures/papers.ts';
import type { Reading } from './meter.ts';
import { DAY, makePlaces, NOON, type Places, savePlaces } from './places.ts';

const MINUTE = 60_000;
/** The number of requests per second that Discord allows (topics/rate-limits). */
export const DISCORD_ALLOWS = 50;
const DISCORD_LIMITS = {
  global: { limit: DISCORD_ALLOWS, windowMs: 1_000 },
  // Per channel, as in Discord's rate limit headers: 5 messages in 5 seconds, one reaction in 0.25 seconds.
  'POST /channels/:id/messages': { limit: 5, windowMs: 5_000 },
  'PUT /channels/:id/messages/:message/reactions/:emoji/@me': { limit: 1, windowMs: 250 },
};
const TIER_3 = { limit: 50, windowMs: MINUTE };
/** Slack's limits (chat.postMessage, "Rate limiting"; apis/web-api/rate-limits). */
const SLACK_LIMITS = {
  posts: { burst: 1, perSecond: 1 },
  methods: {
    ...{ 'chat.postMessage': { limit: 700, windowMs: MINUTE }, 'chat.update': TIER_3 },
    ...{ 'reactions.add': TIER_3, 'reactions.get': TIER_3, 'conversations.info': TIER_3 },
    ...{ 'conversations.history': TIER_3, 'users.info': { limit: 100, windowMs: MINUTE } },
  },
};

export interface FanOutOptions {
  readonly perPlatform: number;
  readonly hasFaultyPlaces: boolean;
  /** The response time of slow channels, in milliseconds. */
  readonly slowMs: number;
  /** The number of papers in an edition. */
  readonly count: number;
  /** The time limit of the run, in milliseconds. When it expires, the results so far are returned. */
  readonly within: number;
  /** Node options for the bot, such as `--cpu-prof`. */
  readonly execArgv?: readonly string[];
}

/** What `runNoon` returns: its results, and `close`, which stops the bot and the emulators, and deletes the database. */
export type Noon = Awaited<ReturnType<typeof runNoon>>;

/** Runs the real program in its own process, at a noon when all places on two platforms are due. */
export async function runNoon(options: FanOutOptions) {
  const { perPlatform, hasFaultyPlaces, slowMs, count, within, execArgv = [] } = options;
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-fan-out-'));
  const path = join(folder, 'bot.db');
  const places = makePlaces(perPlatform, hasFaultyPlaces);
  await savePlaces(path, places, count);
  const shift = Date.parse(NOON) - Date.now();
  const now = () => Date.now() + shift;
  const discord = await startDiscord({ now, guilds: places.guilds, limits: DISCORD_LIMITS });
  const slack = await startSlack({
    ...{ now, channels: places.channels, limits: SLACK_LIMITS },
    // The scope that is left out would let the bot post to channels that it has not joined.
    scopes: usualScopes.filter((scope) => scope !== 'chat:write.public'),
  });
  const huggingFace = await startHuggingFace({ days: { [DAY]: makeRawList(count + 1) } });
  slowDown(places, slowMs, discord, slack);

  const bot = fork('src/main.ts', {
    execArgv: ['--import', './test/reliability/fan-out/meter.ts', ...execArgv],
    env: {
      PATH: process.env.PATH,
      ...{ NOW: new Date(now()).toISOString(), PORT: '0', HF_ENDPOINT: huggingFace.url, LOG_LEVEL: 'warn' },
      ...{ DATABASE_URL: `file:${path}`, DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url },
      ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.url },
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let output = '';
  bot.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const read = async (): Promise<Reading> => {
    bot.send('read');
    const [reading] = await once(bot, 'message');
    return reading;
  };
  const sql = openSqlite(path);
  const store = createStore(sql);
  /** Returns the time at which each place's edition was completed, by place id. Leaves out the web page. */
  async function readDone(): Promise<Map<string, number>> {
    const rows = await sql.query(
      "SELECT place_id, closed_at FROM editions WHERE day = $1 AND state = 'done' AND place_id NOT LIKE 'web:%'",
      [DAY],
    );
    return new Map(rows.map(({ place_id, closed_at }) => [String(place_id), Number(closed_at)]));
  }
  async function stop() {
    if (bot.exitCode !== null || bot.signalCode !== null) return;
    bot.kill();
    await once(bot, 'exit');
  }
  async function close() {
    await stop();
    await sql.close();
    await Promise.all([discord.close(), slack.close(), huggingFace.close()]);
    await rm(folder, { recursive: true, force: true });
  }

  const wanted = places.all.length - places.refusing.size;
  let peak = 0;
  let first: Reading | undefined;
  let last: Reading | undefined;
  let done = new Map<string, number>();
  try {
    for (const began = Date.now(); done.size < wanted; done = await readDone()) {
      if (bot.exitCode !== null) throw new Error(`The bot has ended: ${output}`);
      if (Date.now() - began > within) break;
      await wait(250);
      last = await read();
      peak = Math.max(peak, last.rss);
      // The CPU time of the start-up does not count.
      if (discord.requests.some(({ method }) => method === 'POST')) first ??= last;
    }
  } catch (error) {
    await close();
    throw error;
  }
  const spent = (reading: Reading | undefined) =>
    ((reading?.cpu.user ?? 0) + (reading?.cpu.system ?? 0)) / 1_000;
  return {
    ...{ places, discord, slack, store, path, done, peak, stop, close },
    /** The CPU time from the first message to the last, in milliseconds. */
    cpu: spent(last) - spent(first),
    log: () => output,
  };
}

/** Delays the response to each request for a slow channel. */
function slowDown(
  { slow }: Places,
  ms: number,
  discord: Awaited<ReturnType<typeof startDiscord>>,
  slack: Awaited<ReturnType<typeof startSlack>>,
): void {
  const late = { kind: 'late', ms } as const;
  discord.fault = ({ path }) => (slow.has(path.split('/')[2] ?? '') ? late : undefined);
  slack.fault = ({ body }) => (slow.has(String(body.channel)) ? late : undefined);
}
