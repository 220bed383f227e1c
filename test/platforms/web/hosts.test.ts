import { beforeEach, describe, expect, test } from 'vitest';
import { commandWording } from '../../../src/i18n/ko/command.ts';
import { webPageWording } from '../../../src/i18n/ko/web-page.ts';
import { makePaper } from '../../fixtures/papers.ts';
import { DAY, open, type Scene } from './harness.ts';
import { ask, statusOf, tell } from './raw.ts';

const FORM = 'Content-Type: application/x-www-form-urlencoded';
const PAPER = makePaper();

let scene: Scene;
beforeEach(async () => {
  scene = await open();
});

/** Opens a listener on all interfaces, as in the container. */
async function listenEverywhere(...webHosts: readonly string[]) {
  const listener = await scene.listen('0.0.0.0', {}, {}, webHosts);
  return { base: listener.address(), port: new URL(listener.address()).port };
}

const post = (base: string, path: string, body: string, ...headers: readonly string[]) =>
  tell(
    base,
    `POST ${path} HTTP/1.1`,
    ...headers,
    FORM,
    'Connection: close',
    `Content-Length: ${body.length}`,
    '',
    body,
  );

describe('S3: on all interfaces, another host name than loopback', () => {
  test('cannot read, vote or run commands, even if Origin is the same', async () => {
    await scene.postEdition([PAPER]);
    const { base, port } = await listenEverywhere();
    const foreign = [`Host: evil.example:${port}`, `Origin: http://evil.example:${port}`];
    for (const path of ['/', '/events', '/assets/app.js', `/days/${DAY}`, '/nowhere'])
      expect(statusOf(await ask(base, 'GET', path, ...foreign)), path).toBe(403);
    const vote = await post(base, '/votes', `paper=${PAPER.id}&value=1`, ...foreign);
    expect(statusOf(vote)).toBe(403);
    const command = await post(base, '/commands', 'line=/paper help', ...foreign);
    expect(statusOf(command)).toBe(403);
    expect((await scene.store.totals()).votes).toBe(0);
  });

  test('is told why, in a page or as JSON', async () => {
    const { base } = await listenEverywhere();
    const page = await ask(base, 'GET', '/', 'Host: evil.example');
    expect(Buffer.from(page, 'latin1').toString()).toContain(webPageWording.wrongName);
    const json = await ask(base, 'GET', '/', 'Host: evil.example', 'Accept: application/json');
    expect(Buffer.from(json, 'latin1').toString()).toContain(`{"error":"${webPageWording.wrongName}"}`);
  });

  test('can be allowed by WEB_HOSTS, and then loopback still works', async () => {
    const { base, port } = await listenEverywhere('papers.example', '192.168.0.5', '[fd00::5]');
    for (const name of [
      'papers.example',
      'PAPERS.Example',
      'papers.example.',
      'papers.example:443',
      '192.168.0.5:8080',
      `[FD00::5]:${port}`,
      `localhost:${port}`,
    ])
      expect(statusOf(await ask(base, 'GET', '/', `Host: ${name}`)), name).toBe(200);
    for (const name of [
      'evil.papers.example',
      'papers.example.evil.example',
      'xpapers.example',
      '192.168.0.50',
    ])
      expect(statusOf(await ask(base, 'GET', '/', `Host: ${name}`)), name).toBe(403);
  });

  test('reaches /healthz, /livez and /metrics: probes use addresses', async () => {
    const { base } = await listenEverywhere();
    for (const path of ['/healthz', '/livez', '/metrics'])
      for (const name of ['10.1.2.3:8080', 'evil.example', '127.0.0.999', '[fe80::1]'])
        expect(statusOf(await ask(base, 'GET', path, `Host: ${name}`)), name).toBe(200);
    const old = await tell(base, 'GET /healthz HTTP/1.0', '\r\n');
    expect(statusOf(old)).toBe(200);
  });
});

describe('S3: host names', () => {
  test.each([
    ['127.0.0.1@evil.example', 400],
    ['evil.example#127.0.0.1', 400],
    ['127.0.0.1:99999', 400],
    ['127.0.0.999', 400],
    ['127.0.0.1/', 400],
    ['[::1', 400],
    ['', 400],
    ['127.0.0.1.evil.example', 403],
    ['localhost.evil.example', 403],
    ['0.0.0.0', 403],
    ['[::]', 403],
    ['[::ffff:1.2.3.4]', 403],
    ['localhost', 200],
    ['LOCALHOST:9', 200],
    ['localhost.', 200],
    ['127.8.9.10', 200],
    ['[::1]', 200],
    ['[::1]:9', 200],
  ])('a request for %s is answered with %i', async (name, status) => {
    expect(statusOf(await ask(scene.base, 'GET', '/', `Host: ${name}`))).toBe(status);
  });

  test('both that of the request line and that of the header have to be ours', async () => {
    const own = `Host: ${new URL(scene.base).host}`;
    expect(statusOf(await ask(scene.base, 'GET', 'http://evil.example/', own))).toBe(403);
    expect(statusOf(await ask(scene.base, 'GET', 'http://localhost/', 'Host: evil.example'))).toBe(403);
    expect(statusOf(await ask(scene.base, 'GET', 'http://localhost/', own))).toBe(200);
  });

  test('there is exactly one', async () => {
    expect(statusOf(await ask(scene.base, 'GET', '/', 'Host: localhost', 'Host: evil.example'))).toBe(400);
    expect(statusOf(await ask(scene.base, 'GET', '/', 'Host: localhost', 'Host: localhost'))).toBe(400);
    expect(statusOf(await tell(scene.base, 'GET / HTTP/1.1', 'Connection: close', '\r\n'))).toBe(400);
    expect(statusOf(await tell(scene.base, 'GET / HTTP/1.0', '\r\n'))).toBe(400);
  });

  test.each(['X-Forwarded-Host: localhost', 'Forwarded: host=localhost', 'X-Original-Host: localhost'])(
    'a header such as %s changes nothing',
    async (header) => {
      expect(statusOf(await ask(scene.base, 'GET', '/', 'Host: evil.example', header))).toBe(403);
    },
  );
});

test('a reader who comes through a published name is not the operator', async () => {
  const listener = await scene.listen('127.0.0.1', {}, {}, ['papers.example']);
  const say = async (host: string) => {
    const answer = await post(
      listener.address(),
      '/commands',
      'line=/paper subscribe count:3',
      `Host: ${host}`,
    );
    return Buffer.from(answer, 'latin1').toString().replaceAll('&#39;', "'");
  };
  expect(await say('papers.example')).toContain(commandWording.managersOnly('구독'));
  expect(await say('localhost')).not.toContain(commandWording.managersOnly('구독'));
});

describe('S3: the address that is logged at the start', () => {
  const hints = () => scene.stage.log.lines.filter(({ sentence }) => sentence.includes('WEB_HOSTS'));

  test.each([
    ['0', '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1'],
    ['::', '[::1]'],
    ['::0', '[::1]'],
    ['0:0:0:0:0:0:0:0', '[::1]'],
    ['127.0.0.1', '127.0.0.1'],
    ['LOCALHOST', 'localhost'],
  ])('answers, so there is no hint: HOST=%s', async (host, shown) => {
    const listener = await scene.listen(host);
    expect(new URL(listener.address()).hostname).toBe(shown);
    expect(hints()).toEqual([]);
  });

  test('is refused if HOST is neither loopback nor in WEB_HOSTS, which a hint says', async () => {
    // Linux maps this address to 127.0.0.1; like one in a local network, it is no loopback name.
    const refused = await scene.listen('::ffff:127.0.0.1');
    expect((await fetch(refused.address())).status).toBe(403);
    expect(hints()).toMatchObject([{ level: 'info', fields: { host: '::ffff:127.0.0.1' } }]);
    const allowed = await scene.listen('::ffff:127.0.0.1', {}, {}, ['[::ffff:7f00:1]']);
    expect((await fetch(allowed.address())).status).toBe(200);
    expect(hints()).toHaveLength(1);
  });
});
