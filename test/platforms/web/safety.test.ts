import { once } from 'node:events';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { EVENTUALLY } from '../../fixtures/eventually.ts';
import { makePaper } from '../../fixtures/papers.ts';
import { open, type Scene } from './harness.ts';
import { ask, dial, type Line, pour, statusOf, tell } from './raw.ts';

const FORM = 'Content-Type: application/x-www-form-urlencoded';
const MEGABYTE = 1024 * 1024;
/** The size in bytes of a body that the server must not read to its end. */
const GIGABYTE = 1024 * MEGABYTE;

let scene: Scene;
let base: string;
let host: string;
beforeEach(async () => {
  scene = await open();
  ({ base } = scene);
  host = `Host: ${new URL(base).host}`;
});

/** Expects the server to answer other requests. */
const expectWell = async (at = base) => expect((await fetch(`${at}/healthz`)).status).toBe(200);

describe('every response has security headers', () => {
  const HEADERS = {
    'content-security-policy': /^default-src 'none'; .*frame-ancestors 'none'$/,
    'cross-origin-opener-policy': /^same-origin$/,
    'cross-origin-resource-policy': /^same-origin$/,
    'permissions-policy': /camera=\(\).*microphone=\(\)/,
    'referrer-policy': /^no-referrer$/,
    'x-content-type-options': /^nosniff$/,
    'x-frame-options': /^DENY$/,
  };

  test.each<[string, number, string, RequestInit?]>([
    ['a page', 200, '/'],
    ['a day', 404, '/days/2026-08-20'],
    ['an asset', 200, '/assets/app.js'],
    ['the health report', 200, '/healthz'],
    ['the life sign', 200, '/livez'],
    ['the metrics', 200, '/metrics'],
    ['the event stream', 200, '/events'],
    ['a missing page', 404, '/nowhere'],
    ['a vote without a paper', 400, '/votes', { method: 'POST', body: new URLSearchParams({ value: '1' }) }],
    [
      'a request from another site',
      403,
      '/votes',
      { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } },
    ],
    ['a body that is too large', 413, '/commands', { method: 'POST', body: 'x'.repeat(9_000) }],
    ['a webhook', 418, '/hook', { method: 'POST' }],
    ['a failure', 500, '/papers/2608.00001'],
  ])('%s (%i)', async (_what, status, path, init = {}) => {
    const hook = (_request: unknown, response: { writeHead(status: number): { end(): void } }) =>
      response.writeHead(418).end();
    const listener = await scene.listen('127.0.0.1', {}, { '/hook': hook });
    if (status === 500) await scene.stage.sql.query('ALTER TABLE papers RENAME TO fog');
    const leaving = new AbortController();
    const response = await fetch(listener.address() + path, { ...init, signal: leaving.signal });
    expect(response.status).toBe(status);
    for (const [name, value] of Object.entries(HEADERS))
      expect(response.headers.get(name), name).toMatch(value);
    expect(response.headers.get('content-security-policy')).not.toContain('unsafe');
    expect(response.headers.has('x-powered-by') || response.headers.has('server')).toBe(false);
    leaving.abort();
  });

  test('the response to a malformed request has them, too', async () => {
    expect(await ask(base, 'GET', '/assets/..\\x')).toMatch(
      /^HTTP\/1.1 400 .*x-content-type-options: nosniff/s,
    );
  });

  test('the voter cookie is hidden from scripts and other sites', async () => {
    const cookie = (await fetch(base)).headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^voter=[0-9a-f-]{36}\.[\w%]+; /);
    for (const flag of ['HttpOnly', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(flag);
  });
});

describe('no spelling of a path escapes the public files', () => {
  test.each([
    '/assets/../listener.ts',
    '/assets/..%2flistener.ts',
    '/assets/..%2F..%2F..%2F..%2F..%2F..%2Fetc%2Fpasswd',
    '/assets/%2e%2e/listener.ts',
    '/assets/%252e%252e%252flistener.ts',
    '/assets/..\\listener.ts',
    '/assets/..%5clistener.ts',
    '/assets/....//listener.ts',
    '/assets/%c0%ae%c0%ae/listener.ts',
    '/assets/style.css%00.js',
    '/assets/style.css\0',
    '/assets//etc/passwd',
    '/assets/__proto__',
    '/assets/constructor',
    '/assets/',
    '/days/../../package.json',
    '/days/..%2f..%2fpackage.json',
    '/papers/..%2f..%2f.env',
    '/papers/%',
    '/papers/%ff',
    '//etc/passwd',
    '/.env',
    '/%2e%65nv',
    '*',
    'assets/style.css',
    '/assets/\xff',
  ])('%s', async (target) => {
    const answer = await ask(base, 'GET', target);
    expect([400, 404]).toContain(statusOf(answer));
    expect(answer).not.toMatch(/import \{|root:|"name"|API_KEY/);
  });
});

describe('methods', () => {
  test.each([
    ['HEAD', 200],
    ['OPTIONS', 404],
    ['TRACE', 404],
    ['PUT', 404],
    ['DELETE', 404],
    ['FOO', 400],
    ['CONNECT', 0],
  ])('%s is answered with %i, and the response does not echo the request', async (method, status) => {
    const answer = await ask(base, method, method === 'CONNECT' ? 'evil.example:443' : '/', 'X-Secret: lamp');
    expect(statusOf(answer)).toBe(status);
    expect(answer).not.toMatch(/lamp|access-control|^allow:/im);
    if (method === 'HEAD') expect(answer).toMatch(/\r\n\r\n$/);
    await expectWell();
  });
});

describe('an oversized request is refused before it is read', () => {
  const wrapped = (chunk: string) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`;

  test.each([
    ['/votes', 'with its length', `Content-Length: ${GIGABYTE}`, undefined],
    ['/commands', 'in chunks', 'Transfer-Encoding: chunked', wrapped],
    ['/healthz', 'with its length', `Content-Length: ${GIGABYTE}`, undefined],
    ['/nowhere', 'in chunks', 'Transfer-Encoding: chunked', wrapped],
  ] as const)('a body to %s %s', async (path, _how, header, wrap) => {
    const before = process.memoryUsage().rss;
    const line = dial(base);
    line.socket.write([`POST ${path} HTTP/1.1`, host, header, '\r\n'].join('\r\n'));
    const taken = await pour(line, GIGABYTE, wrap);
    expect(statusOf(line.heard())).toBe(413);
    expect(taken).toBeLessThan(128 * MEGABYTE);
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * MEGABYTE);
    await expectWell();
  });

  test.each([
    ['a URL of 100 kB', [`GET /${'a'.repeat(100_000)} HTTP/1.1`]],
    ['a header of 100 kB', ['GET / HTTP/1.1', `X: ${'a'.repeat(100_000)}`]],
    ['ten thousand headers', ['GET / HTTP/1.1', ...Array.from({ length: 10_000 }, (_, n) => `X-${n}: 1`)]],
  ])('%s', async (_what, [first = '', ...headers]) => {
    const answer = await tell(base, first, host, 'Connection: close', ...headers, '\r\n');
    expect(statusOf(answer)).toBe(431);
  });

  test('a long URL within the limit gets a 404', async () => {
    expect(statusOf(await ask(base, 'GET', `/${'a'.repeat(15_000)}`))).toBe(404);
  });
});

describe('a body of ambiguous length is refused', () => {
  test.each([
    ['Content-Length: -1'],
    ['Content-Length: +5'],
    ['Content-Length: 5', 'Content-Length: 6'],
    ['Content-Length: 5', 'Transfer-Encoding: chunked'],
    ['Transfer-Encoding: chunked, identity'],
    ['Transfer-Encoding: gzip'],
    ['Content-Length: 99999999999999999999'],
  ])('%s %s', async (...headers) => {
    expect(statusOf(await tell(base, 'POST /votes HTTP/1.1', host, ...headers, '', 'hello\r\n'))).toBe(400);
  });

  test('the excess of a body that is too long is not handled as a request', async () => {
    const body = 'value=1&paper=x';
    const head = ['POST /votes HTTP/1.1', host, FORM, `Content-Length: ${body.length}`, ''];
    const answer = await tell(base, ...head, `${body}GET / HTTP/1.1\r\nX: y\r\n\r\n`);
    // As a request, the excess is malformed, because it has no Host header.
    expect(new Set(answer.split(/(?<!^)(?=HTTP\/1\.1 )/).map(statusOf))).toEqual(new Set([400]));
  });

  test('a body that ends early changes nothing', async () => {
    const paper = makePaper();
    await scene.postEdition([paper]);
    const line = dial(base);
    line.socket.end(
      ['POST /votes HTTP/1.1', host, FORM, 'Content-Length: 500', '', `value=1&paper=${paper.id}`].join(
        '\r\n',
      ),
    );
    await line.closed;
    expect(statusOf(line.heard())).not.toBe(200);
    expect((await scene.store.voteCounts([paper.id], { shownOn: 'web' })).size).toBe(0);
  });
});

describe('the server closes the connection of a slow client', () => {
  const LIMITS = { headersTimeout: 150, requestTimeout: 300, checkInterval: 25, idleTimeout: 150 };
  const slowly = async (line: Line, text: string) => {
    for (const letter of text.repeat(1_000)) {
      if (line.socket.destroyed) return;
      line.socket.write(letter);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  test.each<[string, readonly string[], string]>([
    ['says nothing', [], ''],
    ['stops in the first line', ['GET /heal'], ''],
    ['stops in the headers', ['GET / HTTP/1.1\r\nHost: x\r\n'], ''],
    ['drips headers', ['GET / HTTP/1.1\r\n'], 'X-Fog: horn\r\n'],
    [
      'stops in the body',
      [`POST /votes HTTP/1.1\r\nHost: localhost\r\n${FORM}\r\nContent-Length: 100\r\n\r\nvalue=`],
      '',
    ],
    [
      'drips a body',
      [`POST /votes HTTP/1.1\r\nHost: localhost\r\n${FORM}\r\nContent-Length: 8000\r\n\r\n`],
      'v',
    ],
  ])('that %s', async (_what, said, dripped) => {
    const listener = await scene.listen('127.0.0.1', LIMITS);
    const line = dial(listener.address());
    for (const part of said) line.socket.write(part);
    await Promise.all([line.closed, slowly(line, dripped)]);
    await expectWell(listener.address());
  });

  test('that does not read the responses', async () => {
    const listener = await scene.listen('127.0.0.1', LIMITS);
    const line = dial(listener.address());
    line.socket.pause();
    const request = `GET /assets/app.js HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    // More responses than the socket buffers can hold.
    line.socket.write(request.repeat(5_000));
    // The server closes the connection only when more data arrives, but data resets its idle timer: send it rarely.
    const nudge = setInterval(() => line.socket.write('\r\n'), 3 * LIMITS.idleTimeout);
    await line.closed.finally(() => clearInterval(nudge));
    await expectWell(listener.address());
  });
});

describe('many clients at once', () => {
  test('above the limit of open pages, further ones get 503 and Retry-After', async () => {
    const listener = await scene.listen('127.0.0.1', { maxOpenPages: 3 });
    const at = listener.address();
    const leave = new AbortController();
    const first = await fetch(`${at}/events`, { signal: leave.signal });
    for (let page = 1; page < 3; page += 1) expect((await fetch(`${at}/events`)).status).toBe(200);
    const refused = await fetch(`${at}/events`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '60']);
    expect((await fetch(at)).status).toBe(200);
    expect(first.status).toBe(200);
    leave.abort();
    // A closed page makes room for another one.
    await vi.waitFor(async () => expect((await fetch(`${at}/events`)).status).toBe(200), EVENTUALLY);
  });

  test.each([
    ['that say nothing', 520, 500, ''],
    ['that stop in the first line', 26, 20, 'GET /heal'],
    ['that stop in the headers', 26, 20, 'GET / HTTP/1.1\r\nHost: localhost\r\n'],
    [
      'that stop in the body',
      26,
      20,
      `POST /votes HTTP/1.1\r\nHost: localhost\r\n${FORM}\r\nContent-Length: 9\r\n\r\nva`,
    ],
  ])('S6: clients %s do not keep others away: %i of them', async (_what, count, maxConnections, said) => {
    const listener = await scene.listen('127.0.0.1', { maxConnections });
    const lines = Array.from({ length: count }, () => dial(listener.address()));
    for (const { socket } of lines) socket.write(said);
    await Promise.all(lines.map(({ socket }) => socket.readyState === 'open' || once(socket, 'connect')));
    await expectWell(listener.address());
    // The oldest ones were closed.
    await Promise.all(lines.slice(0, count - maxConnections).map(({ closed }) => closed));
    expect(lines.slice(count - maxConnections + 1).some(({ socket }) => socket.closed)).toBe(false);
  });

  test('S6: a connection with a complete request outlives those without', async () => {
    const listener = await scene.listen('127.0.0.1', { maxConnections: 4 });
    const at = listener.address();
    const page = dial(at);
    page.socket.write('GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await vi.waitFor(() => expect(statusOf(page.heard())).toBe(200), EVENTUALLY);
    const idle = dial(at);
    idle.socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await vi.waitFor(() => expect(statusOf(idle.heard())).toBe(200), EVENTUALLY);
    const later = Array.from({ length: 6 }, () => dial(at));
    await idle.closed;
    for (const { closed } of later.slice(0, 3)) await closed;
    expect(page.socket.closed).toBe(false);
    await expectWell(at);
  });

  test('S6: if all connections have complete requests, the oldest is closed', async () => {
    const listener = await scene.listen('127.0.0.1', { maxConnections: 4 });
    const at = listener.address();
    const pages = Array.from({ length: 4 }, () => dial(at));
    for (const { socket } of pages) socket.write('GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await vi.waitFor(
      () => expect(pages.map(({ heard }) => statusOf(heard()))).toEqual([200, 200, 200, 200]),
      EVENTUALLY,
    );
    await expectWell(at);
    await Promise.any(pages.map(({ closed }) => closed));
    expect(pages.filter(({ socket }) => socket.closed)).toHaveLength(1);
  });
});
