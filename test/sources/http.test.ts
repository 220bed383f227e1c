import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import type { Reply } from '../../src/demo/replay.ts';
import { TemporaryError } from '../../src/domain/errors.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { createHttp, type HttpLimits } from '../../src/sources/http.ts';
import { firstly, neverReply, startHuggingFace } from '../emulators/huggingface.ts';
import { createTestClock } from '../fixtures/clock.ts';
import { createTestLog } from '../fixtures/log.ts';
import { directNetwork } from '../fixtures/network.ts';

const MINUTE = 60_000;
const GOOD: Reply = { status: 200, body: 'a list' };
const LIMITS: HttpLimits = {
  attemptMs: 5_000,
  firstMs: 5_000,
  totalMs: 15 * MINUTE,
  attempts: 3,
  maxBytes: 1_000,
};

type Answer = NonNullable<Parameters<typeof startHuggingFace>[0]['reply']>;
const busy = (headers: Record<string, string>, status = 429): Reply => ({ status, headers, body: 'busy' });

async function open(reply: Answer, limits: Partial<HttpLimits> = {}, ownClock?: Clock) {
  const clock = createTestClock();
  const log = createTestLog();
  const server = await startHuggingFace({ days: {}, reply });
  const http = createHttp(
    { network: directNetwork, clock: ownClock ?? clock, log },
    { ...LIMITS, ...limits },
  );
  onTestFinished(async () => {
    await server.close();
  });
  const get = (signal?: AbortSignal, headers = {}) => http.getText(new URL(server.url), headers, signal);
  const find = (signal?: AbortSignal) => http.findText(new URL(server.url), {}, signal);
  return { clock, log, server, get, find };
}

const failureOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => new Error('nothing failed'),
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(TemporaryError);
  return error as TemporaryError;
};

const thenGood =
  (...faults: Reply[]): Answer =>
  (url, call) =>
    firstly(...faults, GOOD)(url, call);

test('the body of a 200 is returned, after one request', async () => {
  const { get, server, clock } = await open(() => ({ status: 200, body: '논문' }));
  expect(await get(undefined, { accept: 'application/json' })).toBe('논문');
  expect(server.requests).toHaveLength(1);
  expect(server.requests[0]?.headers.accept).toBe('application/json');
  expect(clock.waits).toEqual([]);
});

test.each([
  ['a 429', busy({})],
  ['a 500', busy({}, 500)],
  ['a 503', busy({}, 503)],
  ['a dropped connection', null],
])('%s is retried', async (_name, fault) => {
  const { get, server, log } = await open(thenGood(fault));
  expect(await get()).toBe('a list');
  expect(server.requests).toHaveLength(2);
  expect(log.lines.map(({ level }) => level)).toEqual(['warn']);
});

test.each([400, 401, 403, 404, 410])('a %i is not retried', async (status) => {
  const { get, server } = await open(thenGood(busy({}, status)));
  expect((await failureOf(get())).message).toContain(String(status));
  expect(server.requests).toHaveLength(1);
});

test('without a Retry-After header, the waits double and have a random part', async () => {
  const { get, clock } = await open(thenGood(null, null, null), { attempts: 4 });
  await get();
  expect(clock.waits).toHaveLength(3);
  for (const [index, wait] of clock.waits.entries()) {
    expect(wait).toBeGreaterThanOrEqual(250 * 2 ** index);
    expect(wait).toBeLessThan(375 * 2 ** index);
  }
});

test.each([
  ['Retry-After in seconds', { 'retry-after': '7' }, 7_000],
  ['Retry-After of minutes', { 'retry-after': '290' }, 290_000],
  ['Retry-After as a date', { 'retry-after': 'Sat, 22 Aug 2026 03:04:00 GMT' }, 4 * MINUTE],
  ["Hugging Face's RateLimit", { ratelimit: '"api";r=0;t=123' }, 123_000],
  ['the longer of two', { 'retry-after': '1', ratelimit: '"api";r=0;t=60' }, 60_000],
])('%s is respected to the millisecond', async (_name, headers, wait) => {
  const { get, clock } = await open(thenGood(busy(headers)));
  await get();
  expect(clock.waits).toEqual([wait]);
});

test.each([
  ['a date that has passed', { 'retry-after': 'Sat, 22 Aug 2026 02:00:00 GMT' }],
  ['nonsense', { 'retry-after': 'soon' }],
  ['a limit with requests left', { ratelimit: '"api";r=12;t=200' }],
])('%s is ignored: our own back-off applies', async (_name, headers) => {
  const { get, clock } = await open(thenGood(busy(headers)));
  await get();
  expect(clock.waits).toHaveLength(1);
  expect(clock.waits[0]).toBeLessThan(750);
});

test('a wait beyond the total deadline is not begun, and the error contains its duration', async () => {
  const { get, clock, server } = await open(thenGood(busy({ 'retry-after': '1000' })));
  expect((await failureOf(get())).retryAfterMs).toBe(1_000_000);
  expect(clock.waits).toEqual([]);
  expect(server.requests).toHaveLength(1);
});

test('the total deadline counts all waits together', async () => {
  const { get, clock } = await open(() => busy({ 'retry-after': '400' }), { attempts: 9 });
  expect((await failureOf(get())).retryAfterMs).toBe(400_000);
  expect(clock.waits).toEqual([400_000, 400_000]);
});

test('after the last attempt the error gives the reason', async () => {
  const { get, server } = await open(() => busy({}, 502));
  const error = await failureOf(get());
  expect(error.message).toMatch(/502.*attempts: 3/);
  expect(error.retryAfterMs).toBeUndefined();
  expect(server.requests).toHaveLength(3);
});

test('an unreachable server is a TemporaryError that gives the reason', async () => {
  const { get, server } = await open(() => GOOD);
  await server.close();
  expect((await failureOf(get())).message).toContain('ECONNREFUSED');
});

test('a body above the cap is aborted immediately', async () => {
  const { get, server } = await open(() => ({ status: 200, body: 'x'.repeat(1_001) }));
  expect((await failureOf(get())).message).toContain('1000 bytes');
  expect(server.requests).toHaveLength(1);
});

test('the cap counts decompressed bytes, so a small compressed body cannot fill the memory', async () => {
  const packed = gzipSync('0'.repeat(1_000_000));
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const http = createHttp(
    { network: directNetwork, clock: createTestClock(), log: createTestLog() },
    { ...LIMITS, maxBytes: 50_000 },
  );
  onTestFinished(async () => {
    server.close();
  });
  expect(packed.byteLength).toBeLessThan(50_000);
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect((await failureOf(http.getText(url, {}))).message).toContain('50000 bytes');
});

test('a long body is assembled without splitting a character', async () => {
  // Characters of three bytes do not align with the socket's chunks, so some are split.
  const body = '논'.repeat(100_000);
  const { get } = await open(() => ({ status: 200, body }), { maxBytes: 300_000 });
  expect(await get()).toBe(body);
});

test.each<[string, Answer]>([
  ['no answer', neverReply],
  ['a body that stops halfway', () => ({ status: 200, body: 'half', headers: { 'content-length': '900' } })],
])('%s ends with the timeout of one attempt and is retried', async (_name, reply) => {
  const { get, server } = await open(reply, { attemptMs: 60, attempts: 2 });
  expect((await failureOf(get())).message).toContain('did not answer within the timeout (attempts: 2)');
  expect(server.requests).toHaveLength(2);
});

test('an abort ends a running request with its own reason, even in the last attempt', async () => {
  const stop = new AbortController();
  const reason = new Error('stopping');
  const stopThenHang = () => {
    stop.abort(reason);
    return neverReply();
  };
  const { get, server } = await open(stopThenHang, { attempts: 1, attemptMs: 60_000 });
  await expect(get(stop.signal)).rejects.toBe(reason);
  expect(server.requests).toHaveLength(1);
});

test('an abort ends a wait between attempts', async () => {
  const stop = new AbortController();
  const reason = new Error('stopping');
  const clock: Clock = {
    now: () => 0,
    elapsed: () => 0,
    sleep: (_ms, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
        stop.abort(reason);
      }),
  };
  const { get, server } = await open(() => null, {}, clock);
  await expect(get(stop.signal)).rejects.toBe(reason);
  expect(server.requests).toHaveLength(1);
});

test('a missing resource is null, after one request and without a warning', async () => {
  const { find, server, log } = await open(() => busy({}, 404));
  expect(await find()).toBeNull();
  expect(server.requests).toHaveLength(1);
  expect(log.lines).toEqual([]);
});

test('an optional resource that exists is its text, even if it is empty', async () => {
  const { find, server } = await open((_url, call) => ({ status: 200, body: call === 1 ? '논문' : '' }));
  expect(await find()).toBe('논문');
  expect(await find()).toBe('');
  expect(server.requests).toHaveLength(2);
});

test('a request can succeed, or get a 404, after failures', async () => {
  const { find } = await open(firstly(busy({}, 503), null, GOOD, busy({}), busy({}, 404)));
  expect(await find()).toBe('a list');
  expect(await find()).toBeNull();
});

test.each([400, 401, 403, 410, 500])(
  'an optional resource is not considered missing after a %i',
  async (status) => {
    const { find } = await open(() => busy({}, status));
    expect((await failureOf(find())).message).toContain(String(status));
  },
);

test('an abort ends the request for an optional resource, with its own reason', async () => {
  const stop = new AbortController();
  const reason = new Error('given up');
  const { find } = await open(() => {
    stop.abort(reason);
    return neverReply();
  });
  await expect(find(stop.signal)).rejects.toBe(reason);
});
