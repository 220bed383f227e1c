import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
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

const FOLDER = new URL('../fixtures/tls/', import.meta.url);
/** The file for NODE_EXTRA_CA_CERTS. */
export const CA_FILE = new URL('ca.pem', FOLDER).pathname;
/** A certificate for `NAMES` and 127.0.0.1. */
export const TLS = {
  key: readFileSync(new URL('server-key.pem', FOLDER), 'utf8'),
  cert: readFileSync(new URL('server.pem', FOLDER), 'utf8'),
};

export interface ServerOptions extends ForwardProxyOptions {
  /**
   * `names`: the servers are addressed by names that only the proxy knows. `https`: the same, over TLS. `addresses`: by
   * their real addresses.
   */
  readonly by?: 'names' | 'https' | 'addresses';
  readonly slackMode?: 'socket' | 'http';
}

/** Starts a proxy and all servers that the bot uses; `env` configures a bot for them, without the proxy. */
export async function startServers({ by = 'names', slackMode = 'socket', ...options }: ServerOptions) {
  const closing: (() => Promise<void>)[] = [];
  /** The real hosts and ports, by the name and port that the proxy is asked for. */
  const hosts: Record<string, string> = {};
  const scheme = by === 'https' ? 'https' : 'http';
  /** Returns the URL by which the bot knows a server. */
  async function publish(name: Name, url: string): Promise<string> {
    const { host } = new URL(url);
    if (by === 'addresses') return url;
    if (by === 'https') hosts[`${name}:443`] = await startTlsFront(host, closing);
    else for (const spelling of [name, `${name}:80`]) hosts[spelling] = host;
    return url.replace(`http://${host}`, `${scheme}://${name}`);
  }
  const advertised = (name: Name) => (by === 'addresses' ? {} : { advertised: () => `${scheme}://${name}` });
  const discord = await startDiscord(advertised('discord.test'));
  const slack = await startSlack(advertised('slack.test'));
  const list = makeRawList(2);
  const huggingFace = await startHuggingFace({ days: { [DAY]: list } });
  const byTitle = Object.fromEntries(list.map(({ paper }) => [paper.title, makeSummary()]));
  const openAi = await startOpenAi({ byTitle });
  const proxy = await startForwardProxy({ resolve: (host) => hosts[host] ?? host, ...options });
  closing.push(...[discord, slack, huggingFace, openAi, proxy].map((server) => server.close));
  const env: Record<string, string> = {
    ...{ NOW, PORT: '0' },
    HF_ENDPOINT: await publish('huggingface.test', huggingFace.url),
    OPENAI_BASE_URL: await publish('model.test', openAi.url),
    ...{ CHECK_MODEL: 'judge', CHECK_SHARE: '1' },
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: await publish('discord.test', discord.url),
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_API_URL: await publish('slack.test', slack.url),
    ...(slackMode === 'socket'
      ? { SLACK_APP_TOKEN: slack.appToken }
      : { SLACK_SIGNING_SECRET: slack.signingSecret }),
    SUBSCRIBE: `discord:${discordChannel},slack:${slackChannel}`,
  };
  return {
    ...{ discord, slack, huggingFace, openAi, proxy, env, slackMode },
    close: async () => void (await Promise.all(closing.map((close) => close()))),
  };
}

/** Starts a server that speaks TLS and passes on what it hears to `target`; returns its host and port. */
async function startTlsFront(target: string, closing: (() => Promise<void>)[]): Promise<string> {
  const [host, port] = target.split(':');
  const sockets = new Set<Socket>();
  const front = createServer(TLS, (socket) => {
    const onward = connect({ host, port: Number(port) });
    for (const each of [socket, onward]) {
      sockets.add(each);
      each.on('error', () => {});
    }
    socket.on('close', () => onward.destroy());
    onward.on('close', () => socket.destroy());
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => front.close(resolve));
  });
  return `127.0.0.1:${(front.address() as AddressInfo).port}`;
}

export interface ProxyStageOptions extends ServerOptions {
  readonly configure?: (proxyUrl: string) => Record<string, string>;
}

/** Sets up the servers, and the bot in this process, which is started by `start`. */
export async function openProxyStage(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  { configure = (url) => ({ HTTP_PROXY: url }), ...options }: ProxyStageOptions = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-proxy-'));
  const servers = await startServers(options);
  const { slack, slackMode, env } = servers;
  const config = readConfig({
    ...env,
    DATABASE_URL: `file:${folder}/bot.db`,
    ...configure(servers.proxy.url),
  });
  const log = createTestLog();
  let bot: Bot | undefined;
  const stage = {
    ...servers,
    log,
    async start() {
      bot = await startBot(config, createClock(config.startAt), log);
      if (slackMode === 'http') slack.deliver = { url: `${bot.address}/slack/events` };
    },
    async stop() {
      await bot?.stop();
      bot = undefined;
    },
    says: (words: string) => vi.waitFor(() => expect(stage.logged()).toContain(words), EVENTUALLY),
    /** Resolves once the day's edition is complete on both platforms. */
    delivered: () =>
      vi.waitFor(async () => {
        for (const id of Object.values(PLACES))
          expect((await bot?.app.store.edition(id, DAY))?.state).toBe('done');
      }, EVENTUALLY),
    /** All log lines as text. */
    logged: () => inspect(log.lines, { depth: 9, breakLength: Number.POSITIVE_INFINITY }),
  };
  onTestFinished(async () => {
    await stage.stop();
    await servers.close();
    await rm(folder, { recursive: true, force: true });
  });
  return stage;
}
