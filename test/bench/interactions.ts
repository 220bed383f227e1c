import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBot } from '../../src/compose/bot.ts';
import { createLog } from '../../src/compose/logger.ts';
import { readConfig } from '../../src/config/config.ts';
import { answerLists, startReplay } from '../../src/demo/replay.ts';
import { helpWording } from '../../src/i18n/ko/command.ts';
import { statusWording } from '../../src/i18n/ko/status.ts';
import { createClock } from '../../src/lib/clock.ts';
import { defaultChannelId, defaultGuildId, startDiscord } from '../emulators/discord/index.ts';
import type { Row } from './row.ts';

const AT_ONCE = 200;
/** The time limit of a response, in milliseconds. Discord gives up after 3000 ms. */
const LIMIT = 1_000;

/** Measures how long members wait for the first response when many of them use commands at the same time. */
export async function benchInteractions(): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-bench-'));
  const discord = await startDiscord();
  const lists = await startReplay(answerLists({}));
  const config = readConfig({
    HF_ENDPOINT: lists.url,
    DATABASE_URL: `file:${join(folder, 'bench.db')}`,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.url,
    NOW: '2026-08-22T03:00:00Z',
    PORT: '0',
  });
  const bot = await startBot(config, createClock(config.startAt), createLog('silent', []));
  await discord.gateway.connected();
  await discord.until(() => discord.registered().length > 0);
  const handles = Array.from({ length: AT_ONCE }, (_, index) =>
    discord.interact.command({
      guildId: defaultGuildId,
      channelId: defaultChannelId,
      userId: String(400000000000000000n + BigInt(index)),
      name: 'paper',
      subcommand: index % 2 ? 'help' : 'status',
      options: {},
    }),
  );
  const waits = await Promise.all(handles.map(async ({ acknowledged }) => (await acknowledged).at));
  const answers = await Promise.all(handles.map(({ answered }) => answered));
  // Count only right answers, because an error message could be faster.
  const right = answers.filter(
    ({ embeds: [embed] }, index) => embed?.title === (index % 2 ? helpWording : statusWording).title,
  );
  await bot.stop();
  await Promise.all([discord.close(), lists.close()]);
  await rm(folder, { recursive: true });
  waits.sort((a, b) => a - b);
  const share = (part: number) => Math.round(waits[Math.ceil(part * AT_ONCE) - 1] as number);
  return [0.5, 0.99].map((part) => ({
    name: `interactions: ${AT_ONCE} at once, p${part * 100}`,
    value: share(part),
    unit: 'ms',
    limit: LIMIT,
    of: { count: right.length, unit: 'right answers', least: AT_ONCE },
  }));
}
