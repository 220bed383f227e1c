import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChannelType } from 'discord.js';
import type { Day } from '../../../src/domain/calendar/day.ts';
import type { Summary } from '../../../src/domain/paper/paper.ts';
import { type Place, placeToId } from '../../../src/domain/subscription/subscription.ts';
import { migrate } from '../../../src/store/schema/migrations.ts';
import { openSqlite } from '../../../src/store/sqlite/driver.ts';
import { createStore } from '../../../src/store/store.ts';
import { defaultGuildId, startDiscord } from '../../emulators/discord/index.ts';
import { startHuggingFace } from '../../emulators/huggingface.ts';
import { questionIn, startOpenAi } from '../../emulators/openai.ts';
import { defaultTeamId, startSlack } from '../../emulators/slack/index.ts';
import { makePaper, makeRawEntry, makeSummary } from '../../fixtures/papers.ts';
import { SETTINGS } from '../../fixtures/settings.ts';

/** Two list days. A place that subscribes at `START`, 12:30 in Seoul, gets `DAY_1` immediately. */
export const [DAY_1, DAY_2] = ['2026-08-18', '2026-08-19'] as const;
export const START = Date.parse('2026-08-19T03:30:00Z');
/** The number of papers in an edition. */
export const COUNT = 3;

export interface CrashPlace {
  readonly platform: 'discord' | 'slack' | 'web';
  readonly channel: string;
  /** `posts`: the channel is a forum. */
  readonly layout: 'channel' | 'thread' | 'posts';
}
export const PLACES: readonly CrashPlace[] = [
  { platform: 'discord', channel: '300000000000000001', layout: 'channel' },
  { platform: 'discord', channel: '300000000000000002', layout: 'thread' },
  { platform: 'discord', channel: '300000000000000003', layout: 'posts' },
  { platform: 'slack', channel: 'C0PAPERS', layout: 'channel' },
  { platform: 'slack', channel: 'C0NEWS', layout: 'thread' },
  { platform: 'web', channel: 'paperboy', layout: 'channel' },
];
/** The workspaces of the places, which the bot has to find out. */
const WORKSPACES = { discord: defaultGuildId, slack: defaultTeamId, web: '' };
export const toPlace = ({ platform, channel }: Pick<CrashPlace, 'platform' | 'channel'>): Place => ({
  ...{ platform, workspace: WORKSPACES[platform], channel },
});
export const idOf = (place: CrashPlace) => placeToId(toPlace(place));

/**
 * A paper and its summary. Both contain a number that no other paper has, so another paper's summary fails
 * the checks.
 */
interface Told {
  readonly id: string;
  readonly day: Day;
  readonly title: string;
  readonly abstract: string;
  readonly good: Summary;
}

const tell = (day: Day, number: number): Told => ({
  id: `2608.0000${number}`,
  day,
  title: `Lighthouse ${number}: Guiding Small Models Through Fog`,
  abstract: makePaper().abstract.replace('3 times', `${number} times`),
  good: makeSummary({ summary: makeSummary().summary.replace('3번만', `${number}번만`) }),
});
const ON_A_LIST = COUNT + 1;
export const PAPERS: readonly Told[] = [DAY_1, DAY_2].flatMap((day, at) =>
  Array.from({ length: ON_A_LIST }, (_, n) => tell(day, 2 + at * ON_A_LIST + n)),
);
/** Returns the papers of a day's edition, in order. */
export const editionOf = (day: Day): readonly Told[] =>
  PAPERS.filter((paper) => paper.day === day).slice(0, COUNT);

export type World = Awaited<ReturnType<typeof openWorld>>;

/** Starts everything that survives a kill: the platforms, Hugging Face, a model, a clock and a folder. */
export async function openWorld(places: readonly CrashPlace[] = PLACES) {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-crash-'));
  let shift = START - Date.now();
  const now = () => Date.now() + shift;
  const channelsOf = (platform: string) =>
    places
      .filter((it) => it.platform === platform)
      .map(({ channel, layout }) => ({
        ...{ id: channel, name: 'papers' },
        ...(layout === 'posts' ? { type: ChannelType.GuildForum } : {}),
      }));
  const discord = await startDiscord({
    now,
    guilds: [{ id: defaultGuildId, channels: channelsOf('discord') }],
  });
  const slack = await startSlack({ now, channels: channelsOf('slack') });

  /** The version of each day's upvotes, counted from 1. */
  const moves: Record<Day, number> = { [DAY_1]: 1, [DAY_2]: 1 };
  const movesOf = (at: number) => moves[PAPERS[at]?.day ?? ''] ?? 0;
  const indexOf = (id: string) => PAPERS.findIndex((paper) => paper.id === id);
  const upvotesOf = (id: string) => 1_000 * movesOf(indexOf(id)) - indexOf(id);
  const listOf = (day: Day) =>
    PAPERS.filter((paper) => paper.day === day).map(({ id, title, abstract }) =>
      makeRawEntry({ id, title, summary: abstract, upvotes: upvotesOf(id) }),
    );
  const days: Record<Day, unknown[]> = {};
  const relist = () => Object.assign(days, { [DAY_1]: listOf(DAY_1), [DAY_2]: listOf(DAY_2) });
  relist();
  const huggingFace = await startHuggingFace({ days });

  /** The paper that the model refuses to summarise. */
  let lacking: string | undefined;
  /** The number of summaries that the model has written, by paper; each one costs money. */
  const answered = new Map<string, number>();
  const model = await startOpenAi({
    byTitle: Object.fromEntries(PAPERS.map(({ title, good }) => [title, good])),
    reply(request) {
      const paper = PAPERS.find(({ title }) => questionIn(request).includes(title));
      // A final refusal that costs nothing.
      if (!paper || paper.id === lacking)
        return { status: 403, body: { error: { message: 'Not this one' } } };
      answered.set(paper.id, (answered.get(paper.id) ?? 0) + 1);
      return undefined;
    },
  });

  const database = join(folder, 'bot.db');
  const sql = openSqlite(database);
  await migrate(sql);
  for (const { platform, channel, layout } of places.filter((it) => it.platform !== 'web'))
    await createStore(sql).subscribe(
      { platform, workspace: '', channel },
      { ...SETTINGS, count: COUNT, ...(layout === 'posts' ? {} : { layout }) },
      now(),
    );
  await sql.close();

  return {
    ...{ places, folder, database, discord, slack, answered, now, upvotesOf },
    haveUpvotesMoved: (id: string) => movesOf(indexOf(id)) > 1,
    /** Lets time pass without waiting. */
    later(ms: number): void {
      shift += ms;
    },
    moveUpvotes(day: Day): void {
      moves[day] = (moves[day] ?? 0) + 1;
      relist();
    },
    lack(paperId: string | undefined): void {
      lacking = paperId;
    },
    isLacking: (paperId: string) => paperId === lacking,
    env: () => ({
      PATH: process.env.PATH,
      ...{ NOW: new Date(now()).toISOString(), PORT: '0', DIGEST_COUNT: String(COUNT) },
      ...{ HF_ENDPOINT: huggingFace.url, DATABASE_URL: `file:${database}` },
      ...{ OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'm' },
      ...{ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url },
      ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.url },
    }),
    async close(): Promise<void> {
      await Promise.all([discord.close(), slack.close(), huggingFace.close(), model.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
