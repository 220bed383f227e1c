import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, type TestContext, test, vi } from 'vitest';
import { startBot } from '../../../../src/compose/bot.ts';
import { readConfig } from '../../../../src/config/config.ts';
import { helpWording } from '../../../../src/i18n/ko/command.ts';
import {
  type DiscordServer,
  defaultChannelId,
  defaultGuildId,
  startDiscord,
} from '../../../emulators/discord/index.ts';
import { startHuggingFace } from '../../../emulators/huggingface.ts';
import { createMovableClock } from '../../../fixtures/clock.ts';
import { EVENTUALLY } from '../../../fixtures/eventually.ts';
import { createTestLog } from '../../../fixtures/log.ts';
import { makeRawList } from '../../../fixtures/papers.ts';
import { discordPlaceId } from '../../../fixtures/place-ids.ts';
import { failOnUnhandled } from '../../../fixtures/unhandled.ts';

const NOW = '2026-08-22T03:00:00Z';
const DAY = '2026-08-21';
const TOKEN = 'MTEwMDAwMDAw.secret.token-of-the-bot';
const MINUTE = 60_000;
type Context = Pick<TestContext, 'onTestFinished'>;

failOnUnhandled();

/** Starts Discord and Hugging Face on loopback; returns the environment of a bot that uses them. */
async function openServers({ onTestFinished }: Context, more: Parameters<typeof startDiscord>[0] = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-listener-'));
  const discord = await startDiscord({ token: TOKEN, ...more });
  const huggingFace = await startHuggingFace({ days: { [DAY]: makeRawList(2) } });
  onTestFinished(async () => {
    await Promise.all([discord.close(), huggingFace.close()]);
    await rm(folder, { recursive: true, force: true });
  });
  const env: Record<string, string> = {
    ...{ NOW, PORT: '0', HF_ENDPOINT: huggingFace.url, DATABASE_URL: `file:${folder}/bot.db` },
    ...{ DISCORD_TOKEN: TOKEN, DISCORD_API_URL: discord.url },
  };
  return { discord, env };
}

type Servers = Awaited<ReturnType<typeof openServers>>;

/** Runs the bot in this process. */
async function openBot(context: Context, { discord, env }: Servers) {
  const log = createTestLog();
  const clock = createMovableClock(NOW);
  const fatal: Error[] = [];
  const bot = await startBot(readConfig(env), clock, log, (error) => fatal.push(error));
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= bot.stop();
    return stopped;
  };
  context.onTestFinished(stop);
  return {
    ...{ bot, log, clock, fatal, stop },
    has: (sentence: string) => log.lines.some((line) => line.sentence.startsWith(sentence)),
    /** Resolves to the HTTP status of /healthz and the Discord problem that it reports, if any. */
    async health() {
      const response = await fetch(`${bot.address}/healthz`);
      const { ill } = (await response.json()) as { ill: Record<string, string> };
      return { status: response.status, discord: ill.discord };
    },
    webEdition: () =>
      vi.waitFor(
        async () => expect((await bot.app.store.edition('web:paperboy', DAY))?.state).toBe('done'),
        EVENTUALLY,
      ),
    /** Expects an answer to a member's help command. */
    async answers() {
      const { answered } = discord.interact.command({
        ...{ channelId: defaultChannelId, userId: '400000000000000001', name: 'paper', subcommand: 'help' },
      });
      expect((await answered).embeds[0]?.title).toBe(helpWording.title);
    },
  };
}

type Bot = Awaited<ReturnType<typeof openBot>>;

/** Resolves when the bot is connected and its commands are registered. */
const isOn = (discord: DiscordServer, bot: Bot) =>
  discord.until(() => bot.has('Discord is on') && bot.has('Registered commands'));

/** Runs the real program in its own process. */
function spawnProgram({ onTestFinished }: Context, env: Record<string, string>) {
  const child: ChildProcess = spawn(process.execPath, ['src/main.ts'], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  let log = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const says = (text: string) => vi.waitUntil(() => log.includes(text), EVENTUALLY);
  return {
    ...{ child, says },
    log: () => log,
    /** Resolves when the day's papers are on the page. */
    async webEdition() {
      await says('The web channel is open');
      const page = `${log.match(/"address":"(http:[^"]+)"/)?.[1]}/days/${DAY}`;
      await vi.waitFor(
        async () => expect(await (await fetch(page)).text()).toMatch(/(data-paper=.*){2}/s),
        EVENTUALLY,
      );
    },
    exit: async () => (await exited)[0],
  };
}

/** Starts a gateway that accepts connections and stays silent. */
async function openSilence({ onTestFinished }: Context) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
  });
  const hangUp = () => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(hangUp);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { port, connections: () => sockets.length, hangUp };
}

/** The ways in which Discord can be unreachable. */
const OUTAGES = [
  'refused',
  'REST 503',
  'REST hangs',
  'gateway reset',
  'gateway 503',
  'gateway hangs',
] as const;

/** Makes Discord unreachable until `mend`; `isTried` returns true once the bot has tried to connect. */
async function breakDiscord(context: Context, { discord, env }: Servers, how: (typeof OUTAGES)[number]) {
  const { gateway } = discord;
  const silence = await openSilence(context);
  if (how === 'refused') env.DISCORD_API_URL = 'http://127.0.0.1:1/api';
  if (how === 'REST 503') discord.fault = () => ({ kind: 'status', status: 503 });
  if (how === 'REST hangs') discord.fault = () => ({ kind: 'hang' });
  if (how === 'gateway reset') gateway.offline(true);
  if (how === 'gateway 503') gateway.offline(true, 503);
  if (how === 'gateway hangs') {
    const limit = { total: 1000, remaining: 1000, reset_after: 1, max_concurrency: 1 };
    const body = { url: `ws://127.0.0.1:${silence.port}`, shards: 1, session_start_limit: limit };
    discord.fault = ({ path }) =>
      path === '/gateway/bot' ? { kind: 'status', status: 200, body } : undefined;
  }
  return {
    hangUp: silence.hangUp,
    isTried: () =>
      how.startsWith('gateway')
        ? gateway.refused > 0 || silence.connections() > 0
        : discord.requests.some(({ path }) => path === '/gateway/bot'),
    mend() {
      discord.fault = undefined;
      gateway.offline(false);
    },
  };
}

const everyLine = ({ log, fatal }: Bot) => inspect([log.lines, fatal], { depth: 12, maxStringLength: null });

describe.concurrent('problems that an operator has to fix', () => {
  test.for([
    ['a wrong token', 0, /^Discord refused the bot token: set DISCORD_TOKEN/],
    ['a token that the gateway refuses', 4004, /4004.*token/],
    ['intents that are not allowed', 4014, /4014/],
  ] as const)(
    '%s is reported once, in one sentence, and not retried',
    async ([_what, code, wanted], context) => {
      const servers = await openServers(context, code ? {} : { token: 'another-token-than-ours' });
      if (code) servers.discord.gateway.refuseIdentify(code);
      const bot = await openBot(context, servers);
      await vi.waitUntil(() => bot.fatal.length > 0, EVENTUALLY);
      expect(bot.fatal).toHaveLength(1);
      expect(bot.fatal[0]).toMatchObject({ name: 'SetupError', message: expect.stringMatching(wanted) });
      expect(bot.fatal[0]?.message).not.toMatch(/\n|[.!?] /);
      await bot.webEdition();
      expect(bot.has('Discord unreachable')).toBe(false);
      expect(everyLine(bot)).not.toContain(TOKEN);
      await bot.stop();
    },
  );

  test.for([
    ['a wrong token', 0],
    ['intents that are not allowed', 4014],
  ] as const)(
    'the program exits with code 2 and reports %s, without the token',
    async ([_what, code], context) => {
      const servers = await openServers(context, code ? {} : { token: 'another-token-than-ours' });
      if (code) servers.discord.gateway.refuseIdentify(code);
      const program = spawnProgram(context, servers.env);
      expect(await program.exit()).toBe(2);
      expect(program.log()).toMatch(/"level":"error"[^\n]*No platform with valid credentials is left/);
      expect(program.log()).not.toContain(TOKEN);
    },
  );
});

describe.concurrent('Discord unreachable at the start', () => {
  test.for(OUTAGES)(
    '%s: the rest of the bot runs, and a stop takes effect immediately',
    async (how, context) => {
      const servers = await openServers(context);
      const { isTried } = await breakDiscord(context, servers, how);
      const program = spawnProgram(context, servers.env);
      await program.webEdition();
      if (how === 'refused') await program.says('Discord unreachable');
      else await servers.discord.until(isTried);
      program.child.kill('SIGTERM');
      // If stopping hangs, the program's own timer makes it exit with code 1.
      expect(await program.exit()).toBe(0);
      expect(program.log()).toContain('"msg":"Stopped"');
      expect(program.log()).not.toMatch(/"level":"error"/);
      expect(program.log()).not.toContain(TOKEN);
    },
  );

  test('a gateway that disconnects while the program stops is not an error', async (context) => {
    const servers = await openServers(context);
    const { isTried, hangUp } = await breakDiscord(context, servers, 'gateway hangs');
    const program = spawnProgram(context, servers.env);
    await program.says('The web channel is open');
    await servers.discord.until(isTried);
    program.child.kill('SIGTERM');
    await program.says('"msg":"Stopping"');
    hangUp();
    expect(await program.exit()).toBe(0);
    expect(program.log()).toContain('"msg":"Stopped"');
  });

  test.for(['REST 503', 'gateway reset', 'gateway 503'] as const)(
    '%s: logs in once, when Discord is available again',
    async (how, context) => {
      const servers = await openServers(context);
      const { discord } = servers;
      const { isTried, mend } = await breakDiscord(context, servers, how);
      const bot = await openBot(context, servers);
      await discord.until(isTried);
      if (how === 'REST 503') await discord.until(() => bot.has('Discord unreachable'));
      mend();
      bot.clock.advance(10 * MINUTE);
      await isOn(discord, bot);
      // If there were a second client, it would have connected by the time the first is back.
      discord.gateway.drop();
      await discord.until(() => discord.gateway.resumes.length > 0);
      await discord.gateway.connected();
      await bot.answers();
      expect(discord.gateway.identifies).toHaveLength(1);
      const callbacks = discord.requests.filter(({ path }) => path.endsWith('/callback'));
      expect(callbacks).toHaveLength(1);
    },
  );

  test('waits longer before each attempt, up to five minutes', async (context) => {
    const servers = await openServers(context);
    await breakDiscord(context, servers, 'REST 503');
    const bot = await openBot(context, servers);
    const waits = () =>
      bot.log.lines
        .filter(({ sentence }) => sentence.startsWith('Discord unreachable'))
        .map(({ fields }) => fields.delayMs);
    await vi.waitUntil(() => {
      bot.clock.advance(MINUTE);
      return waits().length >= 8;
    }, EVENTUALLY);
    const seconds = [5, 10, 20, 40, 80, 160, 300, 300];
    expect(waits().slice(0, 8)).toEqual(seconds.map((second) => second * 1000));
  });
});

describe.concurrent('a gateway that disconnects', () => {
  const drops: Record<string, (gateway: DiscordServer['gateway']) => void> = {
    'with a close frame': (gateway) => gateway.drop(),
    'without a close frame': (gateway) => gateway.drop(null),
    'with the code 1000': (gateway) => gateway.drop(1000),
    'with 4009, a session that timed out': (gateway) => gateway.drop(4009),
    'by op 7': (gateway) => gateway.reconnect(),
    'by op 9, resumable': (gateway) => gateway.invalidate(true),
    'by op 9, not resumable': (gateway) => gateway.invalidate(false),
    'and forgets the session': (gateway) => {
      gateway.drop(null);
      gateway.forgetSession();
    },
  };

  test.for(Object.entries(drops))('%s: the bot reconnects on its own', async ([_how, drop], context) => {
    const servers = await openServers(context);
    const { discord } = servers;
    const { gateway } = discord;
    const bot = await openBot(context, servers);
    await isOn(discord, bot);
    const logIns = () => gateway.identifies.length + gateway.resumes.length;
    const before = logIns();
    drop(gateway);
    await discord.until(() => logIns() > before && gateway.live() === 1);
    await bot.answers();
    expect((await bot.health()).discord).toBeUndefined();
    expect(bot.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(bot.fatal).toEqual([]);
    // The commands were registered only once.
    expect(discord.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  });

  test("members' actions in the meantime are answered after the resume", async (context) => {
    const servers = await openServers(context);
    const bot = await openBot(context, servers);
    await isOn(servers.discord, bot);
    servers.discord.gateway.drop(null);
    await Promise.all([bot.answers(), bot.answers()]);
    expect(servers.discord.gateway.resumes).toHaveLength(1);
    expect(servers.discord.gateway.identifies).toHaveLength(1);
  });

  test('several times in a row, in all ways: the bot reconnects, and each command is answered once', async (context) => {
    const servers = await openServers(context);
    const { discord } = servers;
    const { gateway } = discord;
    const bot = await openBot(context, servers);
    await isOn(discord, bot);
    const ways = [
      () => gateway.drop(),
      () => gateway.drop(null),
      gateway.reconnect,
      () => gateway.drop(4009),
    ];
    for (const way of [...ways, ...ways.toReversed()]) {
      const before = gateway.resumes.length;
      way();
      await discord.until(() => gateway.resumes.length > before && gateway.live() === 1);
      await bot.answers();
    }
    expect(discord.requests.filter(({ path }) => path.endsWith('/callback'))).toHaveLength(8);
    expect(gateway.identifies).toHaveLength(1);
  });

  test('that does not acknowledge heartbeats is dropped and resumed', async (context) => {
    const servers = await openServers(context, { heartbeatMs: 200 });
    const { discord } = servers;
    const { gateway } = discord;
    const bot = await openBot(context, servers);
    await isOn(discord, bot);
    gateway.mute(true);
    await discord.until(() => gateway.resumes.length > 0);
    gateway.mute(false);
    await discord.until(() => gateway.live() === 1);
    await bot.answers();
  });

  test.for(['reset', 503] as const)(
    'for long (%s) is unhealthy after two minutes, and healthy when it is back',
    async (how, context) => {
      const servers = await openServers(context);
      const { discord } = servers;
      const { gateway } = discord;
      const bot = await openBot(context, servers);
      await isOn(discord, bot);
      expect(await bot.health()).toEqual({ status: 200, discord: undefined });
      gateway.offline(true, how);
      gateway.drop(null);
      await discord.until(() => gateway.refused >= 2);
      bot.clock.advance(1.5 * MINUTE);
      expect((await bot.health()).discord).toBeUndefined();
      bot.clock.advance(0.7 * MINUTE);
      expect(await bot.health()).toMatchObject({
        status: 503,
        discord: expect.stringMatching(/disconnected for 2 minutes/),
      });
      const logIns = gateway.identifies.length + gateway.resumes.length;
      gateway.offline(false);
      await discord.until(
        () => gateway.live() === 1 && gateway.identifies.length + gateway.resumes.length > logIns,
      );
      await bot.answers();
      expect((await bot.health()).discord).toBeUndefined();
    },
  );

  test('is also unhealthy if it never connected', async (context) => {
    const servers = await openServers(context);
    await breakDiscord(context, servers, 'gateway reset');
    const bot = await openBot(context, servers);
    await bot.webEdition();
    expect((await bot.health()).discord).toBeUndefined();
    bot.clock.advance(3 * MINUTE);
    expect((await bot.health()).discord).toMatch(/3 minutes/);
  });

  test.for(['drop', 'offline', 'new session'])(
    'does not prevent a clean stop in the meantime (%s)',
    async (how, context) => {
      const servers = await openServers(context);
      const { discord } = servers;
      const { gateway } = discord;
      const program = spawnProgram(context, servers.env);
      await program.says('Registered commands');
      if (how === 'offline') gateway.offline(true);
      if (how === 'op 7') gateway.reconnect();
      else gateway.drop(null);
      if (how === 'new session') gateway.forgetSession();
      if (how === 'offline') await discord.until(() => gateway.refused > 0);
      else await discord.until(() => gateway.live() === 0);
      program.child.kill('SIGTERM');
      expect(await program.exit()).toBe(0);
      expect(gateway.live()).toBe(0);
    },
  );
});

describe.concurrent('over time', () => {
  test('a server with an outage at the start delays nobody, and its subscription continues', async (context) => {
    const OUT = '200000000000000002';
    const [here, there] = [defaultChannelId, '300000000000000002'] as const;
    const servers = await openServers(context, {
      guilds: [
        { id: defaultGuildId, channels: [{ id: here }] },
        { id: OUT, channels: [{ id: there }] },
      ],
    });
    servers.env.SUBSCRIBE = `discord:${here},discord:${there}`;
    const { discord } = servers;
    const first = await openBot(context, servers);
    await isOn(discord, first);
    const states = (bot: Bot) =>
      Promise.all(
        [discordPlaceId(here), discordPlaceId(there, OUT)].map((id) => bot.bot.app.store.subscription(id)),
      );
    await vi.waitFor(
      async () =>
        expect(await states(first)).toMatchObject([
          { place: { workspace: defaultGuildId } },
          { place: { workspace: OUT } },
        ]),
      EVENTUALLY,
    );
    await first.stop();

    discord.outage(OUT, true);
    const second = await openBot(context, servers);
    await discord.until(() => discord.gateway.identifies.length === 2);
    await second.answers();
    await discord.until(() => second.has('Discord is on'));
    discord.deleteChannel(here);
    await vi.waitFor(
      async () => expect(await states(second)).toMatchObject([{ state: 'ended' }, { state: 'active' }]),
      EVENTUALLY,
    );
  });

  test('a start and a stop close the gateway connection properly, and the process ends', async (context) => {
    const servers = await openServers(context);
    const program = spawnProgram(context, servers.env);
    await program.says('Registered commands');
    program.child.kill('SIGTERM');
    expect(await program.exit()).toBe(0);
    // A session closed with code 1000 has ended and cannot be resumed.
    expect(servers.discord.gateway.sessions).toEqual([]);
    expect(program.log()).not.toContain(TOKEN);
  });
});
