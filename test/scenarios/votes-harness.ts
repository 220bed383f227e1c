import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type TestContext, vi } from 'vitest';
import { startBot } from '../../src/compose/bot.ts';
import { readConfig } from '../../src/config/config.ts';
import { idToPlace, type Place } from '../../src/domain/subscription/subscription.ts';
import { splitMessageId } from '../../src/platforms/shared/message-id.ts';
import { openSqlite } from '../../src/store/sqlite/driver.ts';
import { defaultGuildId, startDiscord } from '../emulators/discord/index.ts';
import { startHuggingFace } from '../emulators/huggingface.ts';
import { startSlack } from '../emulators/slack/index.ts';
import { EVENTUALLY } from '../fixtures/eventually.ts';
import { createTestLog } from '../fixtures/log.ts';
import { makeRawEntry } from '../fixtures/papers.ts';
import { discordPlaceId, slackPlaceId } from '../fixtures/place-ids.ts';
import { readerCookie } from '../fixtures/reader-cookie.ts';
import { toShown as discordShown } from '../platforms/commands/discord-driver.ts';
import type { Shown } from '../platforms/commands/driver.ts';
import { toShown as slackShown } from '../platforms/commands/slack-driver.ts';
import { toShown as htmlShown } from '../platforms/commands/web-driver.ts';
import { createFastClock, DAY, NOW } from '../platforms/slack/harness.ts';

/** Discord and Slack have two channels each, so that a person can vote on a paper at two places. */
export const DISCORDS = ['300000000000000001', '300000000000000002'] as const;
export const SLACKS = ['C0PAPERS', 'C0NEWS'] as const;
export const WEB_ID = 'web:paperboy';
export const PLACES = [
  ...DISCORDS.map((id) => discordPlaceId(id)),
  ...SLACKS.map((id) => slackPlaceId(id)),
  WEB_ID,
] as const;
const SUBSCRIBE = [...DISCORDS.map((id) => `discord:${id}`), ...SLACKS.map((id) => `slack:${id}`)].join();

/** Papers with ascending ids and descending upvotes, some of them equal; the last paper is in no edition. */
export const PAPERS = [9, 9, 7, 7, 7, 2].map((upvotes, index) => ({
  id: `2608.0000${index + 1}`,
  title: `Paper ${index + 1}`,
  upvotes,
}));
const DELIVERED = 5;

/** A paper's message, to which members can react. */
export interface CardMessage extends Place {
  readonly platform: 'discord' | 'slack';
  readonly placeId: string;
  /** The platform's id of the message. */
  readonly id: string;
  readonly paperId: string;
}

/** A paper of a ranking as members see it. */
export interface Ranked {
  /** Begins with its rank. */
  readonly title: string;
  readonly details: string;
}

/** Sets up the whole bot on three platforms, with an edition at five places. */
export async function openVotes({ onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-votes-'));
  const clock = createFastClock();
  const discord = await startDiscord({
    now: clock.now,
    guilds: [{ id: defaultGuildId, channels: DISCORDS.map((id, n) => ({ id, name: `papers-${n}` })) }],
  });
  const slack = await startSlack({
    now: clock.now,
    channels: SLACKS.map((id, n) => ({ id, name: `papers-${n}` })),
  });
  const huggingFace = await startHuggingFace({ days: { [DAY]: PAPERS.map((paper) => makeRawEntry(paper)) } });
  const path = join(folder, 'bot.db');
  const config = readConfig({
    ...{ NOW, PORT: '0', HF_ENDPOINT: huggingFace.url, DATABASE_URL: `file:${path}` },
    ...{ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url },
    ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.url },
    ...{ SUBSCRIBE, DIGEST_COUNT: String(DELIVERED) },
  });
  const log = createTestLog();
  const bot = await startBot(config, clock, log);
  const sql = openSqlite(path);
  onTestFinished(async () => {
    await sql.close();
    await bot.stop();
    await Promise.all([discord.close(), slack.close(), huggingFace.close()]);
    await rm(folder, { recursive: true, force: true });
  });
  const { store } = bot.app;
  await discord.until(() => discord.gateway.live() > 0 && discord.registered().length > 0);
  await slack.until(() => log.lines.some(({ sentence }) => sentence === 'Slack is on'));
  for (const placeId of PLACES)
    await vi.waitFor(async () => expect((await store.edition(placeId, DAY))?.state).toBe('done'), EVENTUALLY);
  // Slack's event times are in whole seconds, so events in the first second would seem older than the start.
  clock.advance(2_000);

  const messages: CardMessage[] = [];
  for (const placeId of PLACES.slice(0, -1)) {
    const place = idToPlace(placeId);
    const platform = place.platform as 'discord' | 'slack';
    for (const { paperId, messageId } of await store.deliveries(placeId, DAY)) {
      const { messageId: id } = splitMessageId(messageId ?? expect.unreachable());
      if (paperId) messages.push({ ...place, platform, placeId, id, paperId });
    }
  }

  const post = async (path: string, fields: Record<string, string>, voter: string) =>
    fetch(`${bot.address}${path}`, {
      method: 'POST',
      headers: { accept: 'application/json', cookie: await readerCookie(voter, bot.app.cookieKey) },
      body: new URLSearchParams(fields),
    });
  const READER = '400000000000000099';

  return {
    ...{ discord, slack, store, log, messages },
    /** Sends the newest reaction event again, as a resumed session can do. */
    tellAgain(): void {
      const newest = discord.gateway.events.findLast(({ t }) => t.startsWith('MESSAGE_REACTION_'));
      for (const session of newest ? discord.gateway.sessions : []) {
        session.seq += 1;
        const event = { op: 0, ...newest, s: session.seq } as const;
        session.events.push(event as never);
        session.socket?.send(JSON.stringify(event));
      }
    },
    /** Returns the number of message reads on a platform so far. */
    reads: (platform: 'discord' | 'slack') =>
      platform === 'slack'
        ? slack.requests.filter(({ method }) => method === 'reactions.get').length
        : discord.requests.filter(({ method, path }) => method === 'GET' && /\/messages\/\d+$/.test(path))
            .length,
    /** Returns every stored reaction: `platform message voter emoji`, or for the web `web paper voter value`. */
    async rows(): Promise<string[]> {
      const rows = await sql.query('SELECT * FROM reactions');
      return rows
        .map(({ platform, message_id, voter, emoji, paper_id, value }) =>
          message_id
            ? [platform, message_id, voter, emoji].join(' ')
            : [platform, paper_id, voter, value].join(' '),
        )
        .toSorted();
    },
    /** Presses a vote button on the page; pressing the same button again withdraws the vote. */
    async pressWeb(paperId: string, voter: string, value: 1 | -1): Promise<void> {
      const answer = await post('/votes', { paper: paperId, value: String(value) }, voter);
      expect(answer.status).toBe(200);
    },
    /** Returns the papers that `/paper top` lists at a place, from the best. */
    async top(placeId: string, where: 'here' | 'everywhere'): Promise<Ranked[]> {
      const { platform, channel: channelId } = idToPlace(placeId);
      if (platform === 'discord') {
        const options = { period: 'all', where };
        const whereabouts = { channelId, userId: READER, name: 'paper', subcommand: 'top', options };
        return toRanked(discordShown(await discord.interact.command(whereabouts).answered));
      }
      const text = `top period:all where:${where}`;
      if (platform === 'slack')
        return toRanked(
          slackShown(await slack.interact.command({ channelId, userId: 'UREADER', text }).answered, true),
        );
      const answer = await post('/commands', { line: `/paper ${text}` }, crypto.randomUUID());
      return toRanked(htmlShown(((await answer.json()) as { html: string }).html, true, ''));
    },
  };
}

/** The papers of a list follow its own card; each ends with its upvotes and votes. */
const toRanked = ({ cards }: Shown): Ranked[] =>
  cards.slice(1).map(({ title, words }) => ({ title, details: words.at(-1) ?? '' }));
