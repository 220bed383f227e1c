import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startForwardProxy } from '../emulators/forward-proxy.ts';
import { createProxiedNetwork } from '../fixtures/clients.ts';
import { EVENTUALLY } from '../fixtures/eventually.ts';
import { failOnUnhandled } from '../fixtures/unhandled.ts';
import { CA_FILE, CHANNELS, NAMES, openProxyStage, startServers, TLS } from './proxy-harness.ts';
import { describeProxiedBot } from './proxy-suite.ts';

failOnUnhandled();

describeProxiedBot('http');

/** Runs `npm start`'s program in an empty folder, with this environment only. */
async function startProgram(env: Record<string, string>, dotEnv = '') {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-proxy-'));
  await writeFile(join(folder, '.env'), dotEnv);
  const child = spawn(process.execPath, [resolve('src/main.ts')], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (lines: string) => {
    log += lines;
  });
  const exited = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await exited;
    await rm(folder, { recursive: true, force: true });
  });
  return { log: () => log, exited, stop: () => child.kill('SIGTERM') };
}

const ACCOUNT = { credentials: 'me:p@ss-w0rd-s3cret' };
const urlWithAccount = (scheme: string, host: string) => `${scheme}://me:p%40ss-w0rd-s3cret@${host}`;

describe('T10: the real program and servers with TLS', () => {
  test.for(['http', 'https'])(
    'reach each other through an %s proxy that wants a password',
    async (scheme, { onTestFinished: onFinished }) => {
      const servers = await startServers({
        by: 'https',
        ...ACCOUNT,
        ...(scheme === 'https' ? { tls: TLS } : {}),
      });
      onFinished(servers.close);
      const { discord, slack, proxy } = servers;
      const program = await startProgram(
        { ...servers.env, NODE_EXTRA_CA_CERTS: CA_FILE },
        `https_proxy=${urlWithAccount(scheme, proxy.host)}`,
      );
      await discord.until(() => discord.messages(CHANNELS.discord).length === 3);
      await slack.until(() => slack.messages(CHANNELS.slack).length === 3);
      await discord.until(() => discord.gateway.live() === 1);
      await slack.until(() => slack.socket.live() === 1);
      await slack.interact.command({ channelId: CHANNELS.slack, userId: 'U1', text: 'help' }).answered;
      expect(new Set(proxy.hosts())).toEqual(new Set(NAMES.map((name) => `${name}:443`)));
      expect(proxy.passages.every(({ kind }) => kind === 'tunnel')).toBe(true);
      program.stop();
      expect(await program.exited).toEqual([0, null]);
      expect(program.log()).toContain('Requests and WebSockets go through a proxy');
      expect(program.log()).not.toMatch(/s3cret|czNjcmV0|p%40ss/);
    },
  );

  test('say what is wrong without NODE_EXTRA_CA_CERTS, and send no token', async ({
    onTestFinished: onFinished,
  }) => {
    const servers = await startServers({ by: 'https' });
    onFinished(servers.close);
    const program = await startProgram({ ...servers.env, HTTPS_PROXY: servers.proxy.url });
    await vi.waitFor(() => {
      for (const name of NAMES.filter((each) => each !== 'model.test'))
        expect(program.log()).toMatch(
          new RegExp(`${name} [^"]* through the proxy [^"]*UNABLE_TO_VERIFY_LEAF_SIGNATURE`),
        );
    }, EVENTUALLY);
    for (const { requests } of [servers.discord, servers.slack, servers.huggingFace, servers.openAi])
      expect(requests).toEqual([]);
  });
});

test('T10: HTTP/2 works through the proxy, with the limit of a response', async (context) => {
  const server = createSecureServer(TLS, (asked, response) => {
    const size = Number(asked.headers['x-size']);
    response.end(`HTTP/${asked.httpVersion} ${'x'.repeat(size)}`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const proxy = await startForwardProxy({ resolve: () => `127.0.0.1:${port}` });
  context.onTestFinished(async () => {
    await proxy.close();
    server.close();
  });
  const script = `
    import { createNetwork } from ${JSON.stringify(resolve('src/lib/network/network.ts'))};
    const network = createNetwork({ http: null, https: new URL('${proxy.url}'), except: '' }, 1000);
    for (const size of [10, 10, 2000]) {
      const request = network.fetch('https://huggingface.test/', { headers: { 'x-size': String(size) } });
      console.log(await request.then((response) => response.text()).catch((error) => error.name));
    }
    await network.close();
  `;
  const env = { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: CA_FILE };
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { env });
  const output = await text(child.stdout);
  expect(output).toBe(`HTTP/2.0 ${'x'.repeat(10)}\nHTTP/2.0 ${'x'.repeat(10)}\nTypeError\n`);
  // Both requests share a tunnel.
  expect(proxy.passages.length).toBeLessThan(3);
});

describe('T10: the program does not start', () => {
  test.each([
    ['NODE_EXTRA_CA_CERTS', CA_FILE, 'has no effect in .env'],
    ['NODE_TLS_REJECT_UNAUTHORIZED', '0', 'must not be 0'],
    ['HTTPS_PROXY', 'socks5://me:s3cret@127.0.0.1:1080', "must be an HTTP proxy's URL"],
  ])('with %s=%s in .env', async (name, value, words) => {
    const program = await startProgram({ PORT: '99999' }, `${name}=${value}\n`);
    expect(await program.exited).toEqual([2, null]);
    expect(program.log()).toMatch(new RegExp(`\n- ${name}( \\(.env line 1\\))? ${words}`));
    expect(program.log()).toContain('\n- PORT must be');
    expect(program.log()).not.toContain('s3cret');
  });

  test('without verifying certificates', async () => {
    const program = await startProgram({ NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    expect(await program.exited).toEqual([2, null]);
    expect(program.log()).toContain('set NODE_EXTRA_CA_CERTS');
  });
});

describe('T10: a proxy', () => {
  test('that breaks every connection is used again for the next ones', async (context) => {
    const stage = await openProxyStage(context);
    const { discord, slack, proxy } = stage;
    await stage.start();
    await stage.delivered();
    await discord.gateway.connected();
    await slack.until(() => slack.socket.live() === 1);
    proxy.breakConnections();
    await discord.until(() => discord.gateway.resumes.length + discord.gateway.identifies.length > 1);
    await slack.until(() => slack.socket.opens > 1 && slack.socket.live() === 1);
    const tunnels = proxy.passages.filter(({ kind }) => kind === 'tunnel').map(({ host }) => host);
    expect(tunnels.filter((host) => host === 'discord.test:80').length).toBeGreaterThan(1);
    expect(tunnels.filter((host) => host === 'slack.test:80').length).toBeGreaterThan(1);
    await slack.interact.command({ channelId: CHANNELS.slack, userId: 'U1', text: 'help' }).answered;
    await stage.stop();
    await expect.poll(proxy.openSockets, EVENTUALLY).toBe(0);
  });

  test.for([403, 407, 'closed'] as const)(
    'that refuses WebSockets (%s) is named in the log',
    async (fault, context) => {
      const stage = await openProxyStage(context);
      stage.proxy.hooks.fault = ({ kind }) => (kind === 'tunnel' ? fault : undefined);
      await stage.start();
      // Editions need no WebSockets.
      await stage.delivered();
      for (const name of ['discord.test', 'slack.test'])
        await stage.says(`${name} could not be reached through the proxy ${stage.proxy.host}`);
      stage.proxy.hooks.fault = undefined;
      await stage.says('Discord is on');
      await stage.says('Slack is on');
    },
  );

  test('that never opens a tunnel does not hold requests up for long', async (context) => {
    const proxy = await startForwardProxy();
    context.onTestFinished(proxy.close);
    proxy.hooks.fault = () => 'silent';
    // The client that asks has no timeout of its own.
    await expect(createProxiedNetwork(proxy.url).fetch('https://server.test')).rejects.toThrow(
      `server.test could not be reached through the proxy ${proxy.host} (UND_ERR_HEADERS_TIMEOUT)`,
    );
  });

  test('that is silent about WebSockets is named in the log', async (context) => {
    const stage = await openProxyStage(context);
    stage.proxy.hooks.fault = ({ kind }) => (kind === 'tunnel' ? 'silent' : undefined);
    await stage.start();
    await stage.delivered();
    for (const name of ['discord.test', 'slack.test'])
      await stage.says(
        `${name} could not be reached through the proxy ${stage.proxy.host} (it did not answer within the timeout)`,
      );
    await stage.stop();
    await expect.poll(stage.proxy.openSockets, EVENTUALLY).toBe(0);
  });
});
