import { expect, test } from 'vitest';
import { dial, pour, statusOf, tell } from '../../web/raw.ts';
import { open } from '../harness.ts';

const MEGABYTE = 1024 * 1024;
const GIGABYTE = 1024 * MEGABYTE;
const PATH = '/slack/events';
const wrapped = (chunk: string) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`;

test.concurrent.for([
  ['with its length', `Content-Length: ${GIGABYTE}`, undefined],
  ['in chunks', 'Transfer-Encoding: chunked', wrapped],
] as const)('a huge body is refused before it is read: %s', async ([_how, header, wrap], context) => {
  const scene = await open(context, { mode: 'http' });
  await scene.up();
  const before = process.memoryUsage().rss;
  const line = dial(scene.address());
  line.socket.write([`POST ${PATH} HTTP/1.1`, 'Host: localhost', header, '\r\n'].join('\r\n'));
  const taken = await pour(line, GIGABYTE, wrap);
  expect(statusOf(line.heard())).toBe(413);
  expect(line.heard()).toContain('x-content-type-options: nosniff');
  expect(taken).toBeLessThan(128 * MEGABYTE);
  expect(process.memoryUsage().rss - before).toBeLessThan(256 * MEGABYTE);
  // Slack's own requests still work.
  expect(await scene.slack.http.verify()).toBe(true);
});

test("a body that is longer than any of Slack's is not kept in memory", async (context) => {
  const scene = await open(context, { mode: 'http' });
  await scene.up();
  const padded = (bytes: number) => ({
    type: 'url_verification',
    challenge: 'fog',
    padding: 'x'.repeat(bytes),
  });
  expect(await scene.slack.http.forge({ payload: padded(MEGABYTE - 1_000) })).toBe(200);
  expect(await scene.slack.http.forge({ payload: padded(MEGABYTE) })).toBe(413);
});

test('a body that ends early is not an event', async (context) => {
  const scene = await open(context, { mode: 'http' });
  await scene.up();
  const line = dial(scene.address());
  line.socket.end(`POST ${PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n{"type":`);
  await line.closed;
  expect(statusOf(line.heard())).not.toBe(200);
  const both = ['Content-Length: 5', 'Transfer-Encoding: chunked'];
  const answer = await tell(
    scene.address(),
    `POST ${PATH} HTTP/1.1`,
    'Host: localhost',
    ...both,
    '',
    '0\r\n\r\n',
  );
  expect(statusOf(answer)).toBe(400);
  expect(await scene.slack.http.verify()).toBe(true);
});
