import { beforeEach, describe, expect, test, vi } from 'vitest';
import { webPageWording } from '../../../src/i18n/ko/web-page.ts';
import { EVENTUALLY } from '../../fixtures/eventually.ts';
import { makePaper } from '../../fixtures/papers.ts';
import { DAY, open, type Scene } from './harness.ts';
import { ask, dial, statusOf, tell } from './raw.ts';

const PAPER = makePaper();
const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data; boundary=fog';
const part = (headers: string, value: string) => `--fog\r\n${headers}\r\n\r\n${value}\r\n--fog--\r\n`;

let scene: Scene;
let base: string;
beforeEach(async () => {
  scene = await open();
  ({ base } = scene);
  await scene.postEdition([PAPER]);
});

/** The log lines above level debug. */
const loud = () => scene.stage.log.lines.filter(({ level }) => level !== 'debug');
const quiet = () => scene.stage.log.lines.filter(({ sentence }) => sentence === 'Refused a web request');

function post(path: string, type: string, body: string, ...headers: readonly string[]) {
  const length = `Content-Length: ${Buffer.byteLength(body, 'latin1')}`;
  const head = [`Host: localhost`, 'Connection: close', ...(type ? [`Content-Type: ${type}`] : []), length];
  return tell(base, `POST ${path} HTTP/1.1`, ...head, ...headers, '', body);
}

describe('S8: a body that is not a form', () => {
  test.each([
    [
      'a multipart body without a boundary',
      'multipart/form-data',
      part('Content-Disposition: form-data; name="line"', 'x'),
    ],
    ['a multipart body with another boundary', 'multipart/form-data; boundary=lamp', part('', 'x')],
    [
      'a multipart body that ends early',
      MULTIPART,
      '--fog\r\nContent-Disposition: form-data; name="line"\r\n\r\nx',
    ],
    ['a multipart part without a name', MULTIPART, part('Content-Disposition: form-data', 'x')],
    ['a multipart body of garbage', MULTIPART, '\0\xff\xfe'.repeat(100)],
    ['an empty multipart body', MULTIPART, ''],
    [
      'a file',
      MULTIPART,
      part('Content-Disposition: form-data; name="line"; filename="x.txt"\r\nContent-Type: text/plain', 'x'),
    ],
    ['JSON', 'application/json', '{"line":"/paper help"}'],
    ['broken JSON', 'application/json', '{"line":'],
    ['plain text', 'text/plain', 'line=/paper help'],
    ['no content type', '', 'line=/paper help'],
    ['a malformed content type', ';;;', 'line=/paper help'],
    ['a field twice', FORM, 'line=/paper help&line=/paper status'],
    ['a list', FORM, 'line[]=/paper help'],
  ])('%s gets a page with 400, and a debug line without a stack', async (_what, type, body) => {
    const answer = Buffer.from(await post('/commands', type, body), 'latin1').toString();
    expect(statusOf(answer)).toBe(400);
    expect(answer).toContain(webPageWording.badRequest);
    expect(quiet()).toMatchObject([{ level: 'debug', fields: { path: '/commands', status: 400 } }]);
    expect(quiet()[0]?.fields).not.toHaveProperty('err');
    expect(loud()).toEqual([]);
  });

  test('gets JSON where the script asks', async () => {
    const answer = await post('/votes', 'text/plain', 'x', 'Accept: application/json');
    expect(Buffer.from(answer, 'latin1').toString()).toContain(`{"error":"${webPageWording.badRequest}"}`);
  });

  test.each([
    ['no field', ''],
    ['only the paper', `paper=${PAPER.id}`],
    ['the value twice', `paper=${PAPER.id}&value=1&value=-1`],
    ['the name of a prototype', '__proto__=1&value=1'],
    ['broken percent signs', 'paper=%zz%&value=%1'],
    ['a thousand fields', `${'x=1&'.repeat(1_000)}value=1`],
  ])('that is no vote changes nothing: %s', async (_what, body) => {
    expect(statusOf(await post('/votes', FORM, body))).toBe(400);
    expect((await scene.store.totals()).votes).toBe(0);
    expect(loud()).toEqual([]);
  });

  test.each([
    ['with its length', `Content-Length: 500`, 'line=x'],
    ['in chunks', 'Transfer-Encoding: chunked', '6\r\nline=x\r\n'],
    ['in broken chunks', 'Transfer-Encoding: chunked', 'zz\r\nline=x\r\n'],
  ])('that is aborted is no error: %s', async (_how, header, body) => {
    for (const type of [FORM, MULTIPART]) {
      const line = dial(base);
      const head = ['POST /commands HTTP/1.1', 'Host: localhost', `Content-Type: ${type}`, header, '', body];
      line.socket.end(head.join('\r\n'));
      await line.closed;
    }
    if (!body.startsWith('zz')) await vi.waitFor(() => expect(quiet()).toHaveLength(2), EVENTUALLY);
    expect(loud()).toEqual([]);
  });
});

describe('S8: a malformed request', () => {
  test.each([
    ['a path that is not UTF-8', '/papers/%ff%fe', []],
    ['a path with a lone percent sign', '/days/%', []],
    ['a path of NUL characters', '/%00%00', []],
    ['a query that is not UTF-8', '/?q=%ff&%=%', []],
    ['cookies that are not cookies', '/', ['Cookie: =;;; voter; voter=%ff; voter="; \x01=\xff']],
    ['a cookie of 12 kB', '/', [`Cookie: voter=${'a'.repeat(12_000)}`]],
    ['thousands of cookies', '/', [`Cookie: ${'a=b; '.repeat(2_000)}`]],
    ['a place in the stream that is not a number', '/events?after=x', ['Last-Event-ID: \xff']],
    ['a language that is none', '/', ['Accept-Language: \xff\xfe', 'Accept: ;;;']],
  ])('gets an answer that is no error: %s', async (_what, path, headers) => {
    const line = dial(base);
    line.socket.write([`GET ${path} HTTP/1.1`, 'Host: localhost', ...headers, '\r\n'].join('\r\n'), 'latin1');
    await vi.waitFor(() => expect(statusOf(line.heard())).toBeGreaterThan(0), EVENTUALLY);
    expect([200, 400, 404]).toContain(statusOf(line.heard()));
    expect(loud()).toEqual([]);
  });

  test('with an invalid Host gets a page, too', async () => {
    for (const host of ['127.0.0.999', 'a b', '<script>', '\xff', '127.0.0.1:x']) {
      const answer = Buffer.from(await ask(base, 'GET', '/', `Host: ${host}`), 'latin1').toString();
      expect(statusOf(answer), host).toBe(400);
      expect(answer, host).toContain(webPageWording.badRequest);
    }
    expect(loud()).toEqual([]);
  });

  test('with credentials in its URL gets 400, too', async () => {
    for (const credentials of ['a:b@', 'a@', ':b@'])
      for (const path of ['/', '/events', '/assets/app.js'])
        expect(
          statusOf(await ask(base, 'GET', `http://${credentials}localhost${path}`, 'Host: localhost')),
        ).toBe(400);
    const body = 'line=/paper help';
    const head = [
      'Host: localhost',
      'Connection: close',
      `Content-Type: ${FORM}`,
      `Content-Length: ${body.length}`,
    ];
    const answer = await tell(base, 'POST http://a:b@localhost/commands HTTP/1.1', ...head, '', body);
    expect(statusOf(answer)).toBe(400);
    expect(quiet()).toHaveLength(10);
    const health = await ask(base, 'GET', 'http://a:b@localhost/healthz', 'Host: localhost');
    expect(statusOf(health)).toBe(200);
    expect(loud()).toEqual([]);
  });

  test.each([
    ['OPTIONS', '*'],
    ['TRACE', '/'],
    ['GET', 'http://localhost:99999/'],
    ['GET', 'ftp://localhost/'],
    ['GET', 'HTTP://localhost/'],
    ['GET', 'http:///'],
    ['GET', 'http://localhost/#fog'],
  ])('with an unusual first line is no error: %s %s', async (method, target) => {
    expect([200, 400, 403, 404]).toContain(statusOf(await ask(base, method, target, 'Host: localhost')));
    expect(loud()).toEqual([]);
  });

  test('but a failure of ours is still an error with a reference', async () => {
    await scene.stage.sql.query('ALTER TABLE papers RENAME TO fog');
    const response = await fetch(`${base}/papers/${PAPER.id}`);
    expect(response.status).toBe(500);
    expect(loud()).toMatchObject([{ level: 'error', fields: { err: expect.any(Error) } }]);
  });
});

test.each(['/', `/days/${DAY}`, `/papers/${PAPER.id}`, '/events', '/nowhere', '/healthz'])(
  'S15: %s may not be stored by a cache',
  async (path) => {
    const leaving = new AbortController();
    const response = await fetch(base + path, { signal: leaving.signal });
    expect(response.headers.get('cache-control')).toBe('no-store');
    leaving.abort();
  },
);

test('S15: nor may answers to votes and commands; the assets may, after a check', async () => {
  const command = await fetch(`${base}/commands`, {
    method: 'POST',
    body: new URLSearchParams({ line: 'x' }),
  });
  expect(command.headers.get('cache-control')).toBe('no-store');
  expect((await scene.pressVote('1', PAPER.id)).headers.get('cache-control')).toBe('no-store');
  expect((await fetch(`${base}/assets/app.js`)).headers.get('cache-control')).toBe('no-cache');
});
