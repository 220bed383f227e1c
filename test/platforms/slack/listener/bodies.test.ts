import { expect, test } from 'vitest';
import { BODY_LIMITS } from '../../../../src/platforms/slack/listener/http/read-body.ts';
import { dial, pour, statusOf, tell } from '../../web/raw.ts';
import { open } from '../harness.ts';

const MEGABYTE = 1024 * 1024;
const GIGABYTE = 1024 * MEGABYTE;
const PATH = '/slack/events';
const wrapped = (chunk: string) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`;

/** The headers of a signature that only looks like one: whether Slack made it shows only with the body. */
const signedBy = (now: number) => [
  `X-Slack-Request-Timestamp: ${Math.floor(now / 1_000)}`,
  `X-Slack-Signature: v0=${'0'.repeat(64)}`,
];

test.for([
  ['with its length', 413, false, `Content-Length: ${GIGABYTE}`, undefined],
  ['in chunks', 413, true, 'Transfer-Encoding: chunked', wrapped],
  ['in chunks, without a signature', 401, false, 'Transfer-Encoding: chunked', wrapped],
] as const)(
  'a huge body is refused before it is read: %s',
  async ([_how, status, isSigned, header, wrap], context) => {
    const scene = await open(context, { mode: 'http' });
    await scene.up();
    const before = process.memoryUsage().rss;
    const line = dial(scene.address());
    const signature = isSigned ? signedBy(Date.now()) : [];
    line.socket.write(
      [`POST ${PATH} HTTP/1.1`, 'Host: localhost', ...signature, header, '\r\n'].join('\r\n'),
    );
    const taken = await pour(line, GIGABYTE, wrap);
    expect(statusOf(line.heard())).toBe(status);
    expect(line.heard()).toContain('x-content-type-options: nosniff');
    expect(taken).toBeLessThan(128 * MEGABYTE);
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * MEGABYTE);
    // Slack's own requests still work.
    expect(await scene.slack.http.verify()).toBe(true);
  },
);

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

test('S6: a request without a valid-looking signature is refused before its body arrives', async (context) => {
  const scene = await open(context, { mode: 'http' });
  await scene.up();
  const [timestamp = '', signature = ''] = signedBy(Date.now());
  const [old = '', future = ''] = [-6, 6].map((minutes) => signedBy(Date.now() + minutes * 60_000)[0]);
  const requests = [
    [],
    [timestamp],
    [signature],
    [old, signature],
    [future, signature],
    ['X-Slack-Request-Timestamp: 1e9', signature],
    ['X-Slack-Request-Timestamp:', signature],
    [timestamp, 'X-Slack-Signature: v0='],
    [timestamp, `X-Slack-Signature: v1=${'0'.repeat(64)}`],
    [timestamp, signature, signature],
  ].map(async (headers: readonly string[]) => {
    const line = dial(scene.address());
    const head = [`POST ${PATH} HTTP/1.1`, 'Host: localhost', ...headers, 'Content-Length: 990000', '', 'x'];
    line.socket.write(head.join('\r\n'));
    await line.closed;
    expect(statusOf(line.heard()), headers.join()).toBe(401);
  });
  await Promise.all(requests);
  expect(await scene.slack.http.verify()).toBe(true);
});

test("S6: bodies that are held open do not keep Slack's away", async (context) => {
  const scene = await open(context, { mode: 'http' });
  await scene.up();
  const held = Array.from({ length: BODY_LIMITS.maxBodies + 10 }, () => dial(scene.address()));
  for (const { socket } of held) {
    const head = [
      `POST ${PATH} HTTP/1.1`,
      'Host: localhost',
      ...signedBy(Date.now()),
      'Content-Length: 990000',
      '',
      'x',
    ];
    socket.write(head.join('\r\n'));
  }
  // The oldest make room.
  await Promise.all(held.slice(0, 10).map(({ closed }) => closed));
  expect(held.slice(0, 10).map(({ heard }) => statusOf(heard()))).toEqual(Array(10).fill(503));
  expect(await scene.slack.http.verify()).toBe(true);
});

test('S6: an unsigned check of our certificate is answered, if it is as small as Slack sends it', async (context) => {
  const scene = await open(context, { mode: 'http' });
  await scene.up();
  const send = (payload: string) =>
    scene.slack.http.forge({ signature: 'none', contentType: 'application/x-www-form-urlencoded', payload });
  expect(await send('ssl_check=1&token=abc')).toBe(200);
  expect(await send('ssl_check=1&command=%2Fpaper&text=help&user_id=U1&channel_id=C1')).toBe(200);
  expect(await send('ssl_check=0&token=abc')).toBe(401);
  expect(await send(`ssl_check=1&token=${'x'.repeat(2_000)}`)).toBe(401);
  expect(scene.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});
