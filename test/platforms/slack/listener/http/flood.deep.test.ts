import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { BODY_LIMITS, createBodyReader } from '../../../../../src/platforms/slack/listener/http/read-body.ts';
import { dial } from '../../../web/raw.ts';

const BODY = 990_000;

test('S6: 400 bodies of 990 kB that are held open use at most the memory of the limits', async () => {
  const reader = createBodyReader();
  let [bodies, bytes, ended] = [0, 0, 0];
  const server = createServer(async (request, response) => {
    request.on('data', () => {
      bodies = Math.max(bodies, reader.inFlight().bodies);
      bytes = Math.max(bytes, reader.inFlight().bytes);
    });
    await reader.read(request);
    ended += 1;
    response.writeHead(503, { connection: 'close' }).end(() => request.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const lines = Array.from({ length: 400 }, () => dial(base));
  // All but the last byte.
  for (const { socket } of lines)
    socket.write(
      `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${BODY}\r\n\r\n${'x'.repeat(BODY - 1)}`,
    );
  await Promise.all(lines.map(({ closed }) => closed));
  expect(ended).toBe(400);
  expect(bodies).toBeLessThanOrEqual(BODY_LIMITS.maxBodies);
  expect(bytes).toBeLessThanOrEqual(BODY_LIMITS.maxTotalBytes + 64 * 1024);
  expect(reader.inFlight()).toEqual({ bodies: 0, bytes: 0 });
});
