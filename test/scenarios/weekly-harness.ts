import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type TestContext, vi } from 'vitest';
import { addDays, type Day } from '../../src/domain/calendar/day.ts';
import { bestWording } from '../../src/i18n/ko/top.ts';
import { openSqlite } from '../../src/store/sqlite/driver.ts';
import { createStore } from '../../src/store/store.ts';
import { defaultChannelId as DISCORD, startDiscord } from '../emulators/discord/index.ts';
import { startHuggingFace } from '../emulators/huggingface.ts';
import { defaultChannelId as SLACK, startSlack } from '../emulators/slack/index.ts';
import { EVENTUALLY } from '../fixtures/eventually.ts';
import { makeRawEntry } from '../fixtures/papers.ts';
import { discordPlaceId, slackPlaceId } from '../fixtures/place-ids.ts';

export { DISCORD, SLACK };

/** The list days of the week, with two papers each; papers of later days have more upvotes. */
export const [TUESDAY, WEDNESDAY, THURSDAY, FRIDAY] = [18, 19, 20, 21].map((date) => `2026-08-${date}`) as [
  Day,
  Day,
  Day,
  Day,
];
const UPVOTES = { [TUESDAY]: 10, [WEDNESDAY]: 20, [THURSDAY]: 30, [FRIDAY]: 40 };
const idsOf = (day: Day) => [1, 2].map((number) => `26${day.slice(5, 7)}.${day.slice(8)}00${number}`);
const DAYS = Object.fromEntries(
  Object.entries(UPVOTES).map(([day, upvotes]) => [
    day,
    idsOf(day).map((id, n) => makeRawEntry({ id, title: `Paper ${id}`, upvotes: upvotes - n })),
  ]),
);
export const [FIRST, SECOND] = idsOf(TUESDAY) as [string, string];

/** Half past noon in Seoul on Wednesday, and noon on Friday, when the weekly best is due. */
export const SUBSCRIBED = '2026-08-19T03:30:00Z';
export const NOON = '2026-08-21T03:00:05Z';
/** The beginning of the weekly message, before the `~`, which Discord escapes. */
export const TITLE = bestWording.title(addDays(THURSDAY, -6), THURSDAY).replace(/~.*/, '');
const DISCORD_MANAGER = '400000000000000001';
const SLACK_ADMIN = 'UADMIN';

/** Sets up the real program, in one process after another, with loopback Hugging Face, Discord and Slack. */
export async function openWeek({ onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-weekly-'));
  let shift = 0;
  const now = () => Date.now() + shift;
  const discord = await startDiscord({ now });
  const slack = await startSlack({ now, users: { [SLACK_ADMIN]: { isAdmin: true } } });
  const huggingFace = await startHuggingFace({ days: DAYS });
  let child: ChildProcess | undefined;
  let output = '';

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const ending = child;
    child = undefined;
    if (!ending) return null;
    ending.kill(signal);
    if (ending.exitCode === null && ending.signalCode === null) await once(ending, 'exit');
    // Wait until the connections are closed: otherwise they would count as those of the next process.
    await discord.until(() => discord.gateway.live() === 0);
    await slack.until(() => slack.socket.live() === 0);
    return ending.exitCode;
  }
  onTestFinished(async () => {
    await end('SIGKILL');
    await Promise.all([discord.close(), slack.close(), huggingFace.close()]);
    await rm(folder, { recursive: true, force: true });
  });

  const sql = openSqlite(join(folder, 'bot.db'));
  const store = createStore(sql);
  onTestFinished(() => sql.close());

  const scene = {
    ...{ discord, slack, store },
    log: () => output,
    /** Starts the bot at an instant; resolves once it listens on all platforms. */
    async start(instant: string, lateBy = 0) {
      shift = Date.parse(instant) + lateBy - Date.now();
      const started = spawn(process.execPath, ['src/main.ts'], {
        env: {
          PATH: process.env.PATH,
          ...{ NOW: new Date(now()).toISOString(), PORT: '0', HF_ENDPOINT: huggingFace.url },
          DATABASE_URL: `file:${folder}/bot.db`,
          ...{ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url },
          ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.url },
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      child = started;
      started.stderr.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
      const isGone = () => {
        if (started.exitCode !== null) throw new Error(`exited with ${started.exitCode}: ${output}`);
      };
      await discord.until(() => {
        isGone();
        return discord.gateway.live() > 0 && discord.registered().length > 0 && slack.socket.live() > 0;
      });
    },
    /** Returns the number of requests to Hugging Face so far. */
    asked: () => huggingFace.requests.length,
    /** Stops the bot as an operator would; returns its exit code. */
    stop: () => end('SIGTERM'),
    /** Kills the bot as a power cut would. Discord forgets all nonces, so the bot has to check the channel. */
    async kill() {
      await end('SIGKILL');
      discord.forgetNonces();
    },

    /** Subscribes both channels with the weekly best on Fridays; they get Tuesday's list immediately. */
    async subscribe() {
      const options = { best: '금', count: 2 };
      await discord.interact.command({
        ...{ channelId: DISCORD, userId: DISCORD_MANAGER, manage: true },
        ...{ name: 'paper', subcommand: 'subscribe', options },
      }).answered;
      const text = '구독 주간베스트:금 편수:2';
      await slack.interact.command({ channelId: SLACK, userId: SLACK_ADMIN, text }).answered;
      await scene.delivered(TUESDAY);
    },
    delivered: (day: Day) =>
      vi.waitFor(async () => {
        for (const id of [discordPlaceId(DISCORD), slackPlaceId(SLACK)])
          expect((await store.edition(id, day))?.state).toBe('done');
      }, EVENTUALLY),
    /** Waits until the store has recorded the weekly message of both channels as sent or refused. */
    weeklyOver: () => vi.waitFor(async () => expect((await store.settledBests(0)).size).toBe(2), EVENTUALLY),
    counted: (votes: number) =>
      vi.waitFor(async () => expect((await store.totals()).votes).toBe(votes), EVENTUALLY),

    discordCard: (paperId: string) =>
      discord.messages(DISCORD).find(({ embeds }) => embeds[0]?.url?.endsWith(`/papers/${paperId}`))
        ?.id as string,
    slackCard: (paperId: string) =>
      slack.messages(SLACK).find(({ text }) => text.includes(`Paper ${paperId}`))?.ts as string,
    discordWeekly: () =>
      discord.messages(DISCORD).filter(({ embeds }) => embeds[0]?.title?.startsWith(TITLE)),
    slackWeekly: () => slack.messages(SLACK).filter(({ text }) => text.startsWith(TITLE)),

    /** Returns the list that `/paper top` shows in the Discord channel, as text. */
    async discordTop(): Promise<string> {
      const answer = await discord.interact.command({
        ...{ channelId: DISCORD, userId: DISCORD_MANAGER, name: 'paper', subcommand: 'top' },
      }).answered;
      return JSON.stringify(answer.embeds);
    },
    async slackTop(): Promise<string> {
      const asked = slack.interact.command({ channelId: SLACK, userId: SLACK_ADMIN, text: 'top' });
      return JSON.stringify((await asked.answered).blocks);
    },
  };
  return scene;
}
