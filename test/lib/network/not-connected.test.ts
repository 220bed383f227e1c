import { createServer } from 'node:net';
import { fetch } from 'undici';
import { expect, test } from 'vitest';
import { isNotConnected } from '../../../src/lib/network/not-connected.ts';

const errorOf = (url: string): Promise<unknown> => fetch(url).catch((error: unknown) => error);

/** Starts a server that ends each connection in a given way; returns its port. */
async function listen(onConnection: Parameters<typeof createServer>[1]) {
  const server = createServer(onConnection);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : expect.unreachable() };
}

test('a port on which nothing listens accepts no connection', async () => {
  const { server, port } = await listen(() => {});
  await new Promise((resolve) => server.close(resolve));
  expect(isNotConnected(await errorOf(`http://127.0.0.1:${port}`))).toBe(true);
});

test('a connection that ends before the answer might have had an effect', async () => {
  const { server, port } = await listen((socket) => socket.once('data', () => socket.destroy()));
  expect(isNotConnected(await errorOf(`http://127.0.0.1:${port}`))).toBe(false);
  server.close();
});

const coded = (code: string) => Object.assign(new Error(code), { code });

test.each(['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])(
  '%s is found in the cause of an error, in the original of Slack’s, and in all errors of a host’s addresses',
  (code) => {
    expect(isNotConnected(new TypeError('fetch failed', { cause: coded(code) }))).toBe(true);
    expect(isNotConnected(Object.assign(new Error('a request error'), { original: coded(code) }))).toBe(true);
    expect(isNotConnected(new AggregateError([coded(code), coded('ECONNREFUSED')]))).toBe(true);
    expect(isNotConnected(new AggregateError([coded(code), coded('ECONNRESET')]))).toBe(false);
  },
);

test('anything else is not a failed connection', () => {
  const endless = new Error('endless');
  endless.cause = endless;
  for (const error of [endless, new AggregateError([]), coded('ECONNRESET'), 'ENOTFOUND', null])
    expect(isNotConnected(error)).toBe(false);
});
