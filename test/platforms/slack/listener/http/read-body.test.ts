import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  BODY_LIMITS,
  type BodyLimits,
  createBodyReader,
} from '../../../../../src/platforms/slack/listener/http/read-body.ts';
import { EVENTUALLY } from '../../../../fixtures/eventually.ts';
import { dial, type Line } from '../../../web/raw.ts';

/** Opens a server that reads bodies within these limits, and records each result. */
async function open(limits: Partial<BodyLimits>) {
  const reader = createBodyReader({ ...BODY_LIMITS, ...limits });
  const results: string[] = [];
  const server = createServer(async (request, response) => {
    const result = await reader.read(request);
    results.push(Buffer.isBuffer(result) ? `${result.length} bytes` : result);
    response.writeHead(200, { connection: 'close' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  /** Starts a body of `length` bytes, of which `sent` arrive. */
  const start = (length: number, sent: number): Line => {
    const line = dial(base);
    line.socket.write(
      `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${length}\r\n\r\n${'x'.repeat(sent)}`,
    );
    return line;
  };
  const ended = (count: number) => vi.waitFor(() => expect(results).toHaveLength(count), EVENTUALLY);
  const inFlight = (wanted: object) =>
    vi.waitFor(() => expect(reader.inFlight()).toMatchObject(wanted), EVENTUALLY);
  return { reader, results, start, ended, inFlight };
}

test('a body that arrives in parts is read', async () => {
  const { start, ended, results, inFlight } = await open({});
  const line = start(10, 4);
  await inFlight({ bodies: 1, bytes: 4 });
  line.socket.write('y'.repeat(6));
  await ended(1);
  expect(results).toEqual(['10 bytes']);
  await inFlight({ bodies: 0, bytes: 0 });
});

test('S6: above the number of bodies, the oldest makes room', async () => {
  const { start, ended, results, inFlight } = await open({ maxBodies: 3 });
  for (let n = 1; n <= 3; n += 1) {
    start(100, n);
    await inFlight({ bodies: n });
  }
  start(100, 4);
  await ended(1);
  await inFlight({ bodies: 3, bytes: 2 + 3 + 4 });
  start(5, 5);
  await ended(3);
  expect(results).toEqual(['too many', 'too many', '5 bytes']);
});

test('S6: above the memory of all bodies, the oldest makes room', async () => {
  const { start, ended, results, reader, inFlight } = await open({ maxTotalBytes: 1_000 });
  start(900, 400);
  await inFlight({ bytes: 400 });
  start(900, 500);
  await inFlight({ bytes: 900 });
  start(900, 800);
  await ended(2);
  expect(results).toEqual(['too many', 'too many']);
  expect(reader.inFlight()).toEqual({ bodies: 1, bytes: 800 });
});

test('S6: a body that is too large is given up, whatever its length says', async () => {
  const { start, ended, results, inFlight } = await open({ maxBytes: 100 });
  start(5_000, 101);
  await ended(1);
  expect(results).toEqual(['too large']);
  await inFlight({ bodies: 0, bytes: 0 });
});

test('S6: a body that is too slow is given up', async () => {
  const { start, ended, results, inFlight } = await open({ timeoutMs: 20 });
  start(100, 1);
  await ended(1);
  expect(results).toEqual(['too slow']);
  await inFlight({ bodies: 0, bytes: 0 });
});

test('S8: a body that ends early is given up', async () => {
  const { start, ended, results, inFlight } = await open({});
  const line = start(100, 1);
  await inFlight({ bodies: 1 });
  line.socket.destroy();
  await ended(1);
  expect(results).toEqual(['aborted']);
  await inFlight({ bodies: 0, bytes: 0 });
});
