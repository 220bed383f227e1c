import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, type TestContext, vi } from 'vitest';
import { type Bot, startBot } from '../../src/compose/bot.ts';
import { readConfig } from '../../src/config/config.ts';
import { createClock } from '../../src/lib/clock.ts';
import { defaultChannelId as discordChannel, startDiscord } from '../emulators/discord/index.ts';
import { type ForwardProxyOptions, startForwardProxy } from '../emulators/forward-proxy.ts';
import { startHuggingFace } from '../emulators/huggingface.ts';
import { startOpenAi } from '../emulators/openai.ts';
import { defaultChannelId as slackChannel, startSlack } from '../emulators/slack/index.ts';
import { EVENTUALLY } from '../fixtures/eventually.ts';
import { createTestLog } from '../fixtures/log.ts';
import { makeRawList, makeSummary } from '../fixtures/papers.ts';
import { discordPlaceId, slackPlaceId } from '../fixtures/place-ids.ts';

const DAY = '2026-08-21';
const NOW = '2026-08-22T03:00:00Z';
export const PLACES = { discord: discordPlaceId(discordChannel), slack: slackPlaceId(slackChannel) };
export const CHANNELS = { discord: discordChannel, slack: slackChannel };

/** Names that no DNS server knows (RFC 6761), so only a proxy can reach them. */
export const NAMES = ['discord.test', 'slack.test', 'huggingface.test', 'model.test'] as const;
type Name = (typeof NAMES)[number];

export interface ProxyStageOptions extends ForwardProxyOptions {
  /** `names`: the servers are addressed by names that only the proxy knows. `addresses`: by their real addresses. */
  readonly by?: 'names' | 'addresses';
  readonly slackMode?: 'socket' | 'http';
  readonly env?: (proxyUrl: string) => Record<string, string>;
}

/** Sets up a proxy, all servers that the bot uses, and the bot, which is started by `start`. */
export async function openProxyStage(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  {
    by = 'names',
    slackMode = 'socket',
    env = (url) => ({ HTTP_PROXY: url }),
    ...options
  }: ProxyStageOptions = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-proxy-'));
  const origins: Partial<Record<Name, string>> = {};
  const nameOf = (name: Name, url: string) => {
    origins[name] = new URL(url).host;
    return by === 'names' ? url.replace(new URL(url).host, name) : url;
  };
  const advertised = (name: Name) => (by === 'names' ? { advertised: () => `http://${name}` } : {});
  const discord = await startDiscord(advertised('discord.test'));
  const slack = await startSlack(advertised('slack.test'));
  const list = makeRawList(2);
  const huggingFace = await startHuggingFace({ days: { [DAY]: list } });
  const byTitle = Object.fromEntries(list.map(({ paper }) => [paper.title, makeSummary()]));
  const openAi = await startOpenAi({ byTitle });
  const proxy = await startForwardProxy({
    resolve: (host) => origins[host.replace(/:80$/, '') as Name] ?? host,
    ...options,
  });
  const config = readConfig({
    ...{ NOW, PORT: '0', DATABASE_URL: `file:${folder}/bot.db` },
    HF_ENDPOINT: nameOf('huggingface.test', huggingFace.url),
    OPENAI_BASE_URL: nameOf('model.test', openAi.url),
    ...{ CHECK_MODEL: 'judge', CHECK_SHARE: '1' },
    ...{ DISCORD_TOKEN: discord.token, DISCORD_API_URL: nameOf('discord.test', discord.url) },
    ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: nameOf('slack.test', slack.url) },
    ...(slackMode === 'socket'
      ? { SLACK_APP_TOKEN: slack.appToken }
      : { SLACK_SIGNING_SECRET: slack.signingSecret }),
    SUBSCRIBE: `discord:${discordChannel},slack:${slackChannel}`,
    ...env(proxy.url),
  });
  const log = createTestLog();
  let bot: Bot | undefined;
  const stage = {
    ...{ discord, slack, huggingFace, openAi, proxy, log, config },
    async start() {
      bot = await startBot(config, createClock(config.startAt), log);
      if (slackMode === 'http') slack.deliver = { url: `${bot.address}/slack/events` };
    },
    async stop() {
      await bot?.stop();
      bot = undefined;
    },
    says: (sentence: string) =>
      vi.waitFor(
        () => expect(log.lines.map((line) => line.sentence).join('\n')).toContain(sentence),
        EVENTUALLY,
      ),
    /** Resolves once the day's edition is complete on both platforms. */
    delivered: () =>
      vi.waitFor(async () => {
        for (const id of Object.values(PLACES))
          expect((await bot?.app.store.edition(id, DAY))?.state).toBe('done');
      }, EVENTUALLY),
    /** All log lines as text. */
    logged: () => inspect(log.lines, { depth: 9 }),
  };
  onTestFinished(async () => {
    await stage.stop();
    await Promise.all([discord, slack, huggingFace, openAi, proxy].map((server) => server.close()));
    await rm(folder, { recursive: true, force: true });
  });
  return stage;
}
