import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { TemporaryError } from '../../src/domain/errors.ts';
import { createNetwork } from '../../src/lib/network/network.ts';
import { type ForwardProxyOptions, type ProxyFault, startForwardProxy } from '../emulators/forward-proxy.ts';
import { CLIENTS, createProxiedNetwork, requestsOf } from '../fixtures/clients.ts';

async function openProxy(options: ForwardProxyOptions = {}) {
  const proxy = await startForwardProxy(options);
  onTestFinished(proxy.close);
  return proxy;
}

/** Starts a server that answers every request with `body`. */
async function serve(body: string, headers: Record<string, string> = {}) {
  const ports = new Set<number | undefined>();
  const server = createServer((asked, response) => {
    ports.add(asked.socket.remotePort);
    asked.resume().on('end', () => response.writeHead(200, headers).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, connections: () => ports.size };
}

async function failureOf(work: Promise<unknown>): Promise<Error> {
  const error = await work.then(
    () => new Error('it succeeded'),
    (failure: Error) => failure,
  );
  expect(error).toBeInstanceOf(TemporaryError);
  return error;
}

const FAULTS: readonly [name: string, fault: ProxyFault, reason: string][] = [
  ['407', 407, '407'],
  ['502', 502, '502'],
  ['503', 503, '503'],
  ['504', 504, '504'],
  ['a closed connection', 'closed', 'could not be reached through the proxy'],
];

describe.each(CLIENTS)('T10: %s', (client) => {
  describe.each(['http', 'https'] as const)('of an %s address', (scheme) => {
    test.each(FAULTS)('names the proxy that answers with %s', async (_name, fault, reason) => {
      const proxy = await openProxy();
      proxy.hooks.fault = () => fault;
      const network = createProxiedNetwork(proxy.url);
      const { message } = await failureOf(requestsOf(network, `${scheme}://server.test`)[client]());
      expect(message).toContain(reason);
      expect(message).toContain(`through the proxy ${proxy.host}`);
      expect(proxy.hosts()).toEqual([scheme === 'http' ? 'server.test' : 'server.test:443']);
    });

    test('names a proxy that is down, and never its password', async () => {
      const proxy = await openProxy();
      await proxy.close();
      const network = createProxiedNetwork(`http://me:s3cret-word@${proxy.host}`);
      const requests = requestsOf(network, `${scheme}://server.test`);
      const failure = await failureOf(requests[client]());
      expect(failure.message).toContain(`through the proxy ${proxy.host} (ECONNREFUSED)`);
      expect(inspect([failure, requests.log.lines], { depth: 9 })).not.toMatch(/s3cret-word|czNjcmV0/);
    });
  });

  test('authenticates with a percent-encoded password', async () => {
    const server = await serve('{}');
    const proxy = await openProxy({ credentials: 'me:p@ss:wörd' });
    const network = createProxiedNetwork(`http://me:p%40ss%3Aw%C3%B6rd@${proxy.host}`);
    const statusOf = requestsOf(network, server.url)
      [client]()
      .catch((error: Error) => error.message);
    expect(await statusOf).not.toContain?.('407');
    expect(server.connections()).toBeGreaterThan(0);
  });
});

describe('T10: through a proxy', () => {
  test('an answer of more than the maximum is aborted', async () => {
    const server = await serve('x'.repeat(100_001));
    const proxy = await openProxy();
    const network = createNetwork({ http: new URL(proxy.url), https: null, except: '' }, 100_000);
    await expect(network.fetch(server.url).then((response) => response.text())).rejects.toThrow(TypeError);
  });

  test('requests share connections', async () => {
    const server = await serve('ok', { connection: 'keep-alive' });
    const proxy = await openProxy();
    const network = createProxiedNetwork(proxy.url);
    for (let request = 0; request < 5; request += 1) await (await network.fetch(server.url)).text();
    expect(proxy.passages).toHaveLength(5);
    expect(proxy.openSockets()).toBeLessThanOrEqual(2);
  });

  test('a closed network leaves no connection open', async () => {
    const server = await serve('ok', { connection: 'keep-alive' });
    const proxy = await openProxy();
    const network = createProxiedNetwork(proxy.url);
    await (await network.fetch(server.url)).text();
    await network.close();
    await expect.poll(() => proxy.openSockets()).toBe(0);
    await expect(network.fetch(server.url)).rejects.toThrow('could not be reached');
  });

  test('a request ends with its own abort, whatever the proxy does', async () => {
    const proxy = await openProxy();
    const reason = new Error('stopping');
    for (const scheme of ['http', 'https']) {
      const stop = new AbortController();
      proxy.hooks.fault = () => {
        stop.abort(reason);
        return 'silent';
      };
      const asked = createProxiedNetwork(proxy.url).fetch(`${scheme}://server.test`, { signal: stop.signal });
      await expect(asked).rejects.toBe(reason);
    }
  });
});
