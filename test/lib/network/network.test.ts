import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { request } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { createNetwork, MAX_RESPONSE_BYTES } from '../../../src/lib/network/network.ts';
import { NO_PROXIES } from '../../../src/lib/network/proxies.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const openFetch = (maxBytes?: number) => createNetwork(NO_PROXIES, maxBytes).fetch;

describe('the fetch of a network', () => {
  it('reads a body of exactly the limit', async () => {
    const url = await serve((_request, response) => response.end('x'.repeat(1_000)));
    const response = await openFetch(1_000)(url);
    expect(await response.text()).toBe('x'.repeat(1_000));
  });

  it.each(['says its length', 'does not say its length'])('aborts a longer body that %s', async (how) => {
    const url = await serve((_request, response) => {
      if (how === 'says its length') response.setHeader('content-length', 1_001);
      else response.write('x');
      response.end(how === 'says its length' ? 'x'.repeat(1_001) : 'x'.repeat(1_000));
    });
    await expect(openFetch(1_000)(url).then((response) => response.text())).rejects.toThrow(TypeError);
  });

  it('aborts a body that never ends, and closes the connection', async () => {
    const closed = Promise.withResolvers<void>();
    const url = await serve((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(100_000)));
      };
      response.on('drain', more).on('close', closed.resolve);
      more();
    });
    await expect(openFetch()(url).then((response) => response.text())).rejects.toThrow(TypeError);
    await closed.promise;
  });

  it('passes on method, headers, body and signal', async () => {
    const url = await serve((asked, response) => {
      const parts: string[] = [];
      asked.setEncoding('utf8').on('data', (part) => parts.push(part));
      asked.on('end', () => response.end(`${asked.method} ${asked.headers['x-key']} ${parts.join('')}`));
    });
    const fetch = openFetch();
    const response = await fetch(url, { method: 'POST', headers: { 'x-key': 'secret' }, body: 'hello' });
    expect(await response.text()).toBe('POST secret hello');
    const reason = new Error('stopping');
    await expect(fetch(url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('S2: counts the bytes of a compressed body after decompression', async () => {
    const url = await serve((_request, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync('x'.repeat(10_000)));
    });
    const response = await openFetch(1_000)(url);
    await expect(response.text()).rejects.toThrow(`${new URL(url).host} sent more than 1000 bytes`);
    expect(await (await openFetch(10_000)(url)).text()).toHaveLength(10_000);
  });

  it.each([
    ['4 MB of brackets', '['.repeat(4_000_000), 'sent JSON of more than 100 levels'],
    ['a million values', `[${'[],'.repeat(1_000_000)}[]]`, 'sent JSON of more than 50000 values'],
  ])(
    'S2: refuses %s before a client parses them, and closes the connection',
    async (_name, body, message) => {
      const closed = Promise.withResolvers<void>();
      const url = await serve((_request, response) => {
        response.on('close', closed.resolve).write(body);
      });
      const response = await openFetch()(url);
      await expect(response.json()).rejects.toThrow(message);
      await closed.promise;
    },
  );

  it('passes on status, headers and an empty body', async () => {
    const url = await serve((_request, response) => response.writeHead(204, { 'x-key': 'a' }).end());
    const response = await openFetch()(url);
    expect([response.status, response.headers.get('x-key'), await response.text()]).toEqual([204, 'a', '']);
  });
});

describe('a dispatcher', () => {
  it('bounds requests that are not fetches', async () => {
    const url = await serve((_request, response) => response.end('x'.repeat(1_001)));
    const dispatcher = createNetwork(NO_PROXIES).createDispatcher({ maxBytes: 1_000 });
    const { body } = await request(url, { dispatcher });
    await expect(body.text()).rejects.toThrow('Response content exceeded max size');
  });

  it('allows 8 MiB', () => expect(MAX_RESPONSE_BYTES).toBe(8_388_608));
});
