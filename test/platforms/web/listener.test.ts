import { request } from 'node:http';
import { beforeEach, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../commands/index.ts';
import { headingCard, paperCard } from '../../../src/cards/build-card.ts';
import { WEB_PLACE } from '../../../src/domain/subscription/subscription.ts';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { commandWording, pagesWording } from '../../../src/i18n/ko/command.ts';
import { searchWording } from '../../../src/i18n/ko/search.ts';
import { statusWording } from '../../../src/i18n/ko/status.ts';
import { subscriptionWording } from '../../../src/i18n/ko/subscription/subscription.ts';
import { todayWording } from '../../../src/i18n/ko/today.ts';
import { webPageWording } from '../../../src/i18n/ko/web-page.ts';
import type { Address, Publisher } from '../../../src/ports/publisher.ts';
import type { Store } from '../../../src/ports/store.ts';
import { makePaper } from '../../fixtures/papers.ts';
import { SETTINGS } from '../../fixtures/settings.ts';
import { DAY, linesOf, listedIn, open, type Scene } from './harness.ts';

const TO: Address = { place: WEB_PLACE, parentId: null, since: 0 };
const paper = makePaper({ id: '2608.00001', title: 'A <script>alert(1)</script> title & "quotes"' });

let scene: Scene;
let store: Store;
let publisher: Publisher;
let base: string;
let getText: Scene['getText'];
let ask: Scene['ask'];
beforeEach(async () => {
  scene = await open();
  ({ store, publisher, base, getText, ask } = scene);
});

const postEdition = (papers = [paper]) => scene.postEdition(papers);
const pressVote = (value: string, headers: Record<string, string> = {}, paperId = paper.id) =>
  scene.pressVote(value, paperId, headers);

describe('the page', () => {
  test('says that nothing has been posted yet', async () => {
    expect(await getText('/')).toContain(webPageWording.emptyChannel);
  });

  test('shows heading and cards, with external titles as plain text', async () => {
    await postEdition();
    const html = await getText('/');
    expect(html).toContain(cardWording.headingTitle(DAY));
    expect(html).toContain('A &lt;script&gt;alert(1)&lt;/script&gt; title &amp; &quot;quotes&quot;');
    expect(html).not.toContain('<script>alert');
    expect(html).toContain(`href="https://arxiv.org/pdf/${paper.id}"`);
    expect(html).toContain(`alt="${cardWording.thumbnailAlt('A &lt;script')}`);
  });

  test('shows the newest editions and links to the one before them', async () => {
    for (let day = 10; day < 19; day += 1) {
      await publisher.send(TO, headingCard(`2026-08-${day}`, 1, 1), `heading/${day}`);
    }
    const html = await getText('/');
    expect(html).toContain('id="day-2026-08-12"');
    expect(html).toContain('href="/days/2026-08-11"');
    expect(html).not.toContain('id="day-2026-08-11"');
  });

  test('shows an older day that was posted later, and all the others', async () => {
    for (const day of ['2026-08-20', '2026-08-21', '2026-08-12']) {
      await publisher.send(TO, headingCard(day, 1, 1), `heading/${day}`);
    }
    const days = [...(await getText('/')).matchAll(/id="day-([^"]+)"/g)].map(([, day]) => day);
    expect(days).toEqual(['2026-08-20', '2026-08-21', '2026-08-12']);
  });

  test('allows only its own scripts and styles, and no frames', async () => {
    const policy = (await fetch(base)).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("frame-ancestors 'none'");
  });

  test('has permanent pages for a day, with the rest of its list, and for a paper', async () => {
    await postEdition();
    const other = makePaper({ id: '2608.00002', title: 'Another one' });
    await store.saveListDay(DAY, [paper, other], null, scene.clock.now());
    const day = await getText(`/days/${DAY}`);
    expect(day).toContain(`data-paper="${paper.id}"`);
    expect(day).toContain('href="/papers/2608.00002"');
    expect(await getText('/papers/2608.00002')).toContain('Another one');
  });

  test.each([
    '/days/2026-08-20',
    '/days/2026-02-30',
    '/papers/2608.99999',
    '/papers/..%2F..',
    '/nowhere',
    '/assets/x',
  ])('answers 404 at %s', async (path) => {
    expect((await fetch(base + path)).status).toBe(404);
  });
});

describe('votes', () => {
  test('count once per person, can be changed and removed, and survive a reload', async () => {
    await postEdition();
    const { cookie } = await scene.enter();
    expect(await (await pressVote('1', { cookie })).json()).toEqual({ up: 1, down: 0, mine: 1 });
    expect(await getText('/', { headers: { cookie } })).toContain('value="1" aria-pressed="true"');
    expect(await getText('/')).toContain('value="1" aria-pressed="false"');
    expect(await (await pressVote('-1', { cookie })).json()).toEqual({ up: 0, down: 1, mine: -1 });
    expect(await (await pressVote('1')).json()).toEqual({ up: 1, down: 1, mine: 1 });
    expect(await (await pressVote('-1', { cookie })).json()).toEqual({ up: 1, down: 0, mine: 0 });
  });

  test('work without scripts: the form redirects to the card', async () => {
    await postEdition();
    const response = await pressVote('1', { accept: 'text/html' }).catch((error) => error);
    expect(response.redirected || response.status === 303).toBe(true);
  });

  test.each([
    ['another value', '2', undefined, 400],
    ['an invalid paper id', '1', '../etc', 400],
    ['an unknown paper', '1', '2608.99999', 404],
  ])('refuse %s', async (_name, value, paperId, status) => {
    expect((await pressVote(value, {}, paperId)).status).toBe(status);
  });
});

describe('cross-site requests', () => {
  test.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ])('are refused for votes and commands: %o', async (headers: Record<string, string>) => {
    await postEdition();
    expect((await pressVote('1', headers)).status).toBe(403);
    const command = await fetch(`${base}/commands`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ line: '/paper help' }),
    });
    expect(command.status).toBe(403);
    expect((await store.voteCounts([paper.id], { shownOn: 'web' })).size).toBe(0);
  });

  test("the channel's own page can vote", async () => {
    await postEdition();
    expect((await pressVote('1', { origin: base, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  test("behind a proxy that changes Host, the channel's own page can vote: Sec-Fetch-Site is enough", async () => {
    await postEdition();
    const headers = { origin: 'https://papers.example', 'sec-fetch-site': 'same-origin' };
    expect((await pressVote('1', headers)).status).toBe(200);
  });

  test('a foreign host name that resolves to loopback is refused', async () => {
    const { port } = new URL(base);
    const status = await new Promise((resolve, reject) => {
      request(
        { host: '127.0.0.1', port, path: '/', headers: { host: `evil.example:${port}` } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      )
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  test('a body that is too large is refused', async () => {
    const body = new URLSearchParams({ line: 'x'.repeat(20_000) });
    expect((await fetch(`${base}/commands`, { method: 'POST', body })).status).toBe(413);
  });
});

describe('commands', () => {
  test.each(['/paper help', '/논문 도움말'])('%s lists the commands that work here', async (line) => {
    const html = await ask(line);
    for (const { name, ko, managersOnly = false } of COMMANDS)
      expect(html.includes(`/paper ${name} · ${ko}`)).toBe(!managersOnly);
  });

  test('/paper has buttons for the common commands', async () => {
    const html = await ask('/paper');
    expect([...html.matchAll(/<button name="line" value="([^"]*)">/g)].map(([, line]) => line)).toEqual(
      ['today', 'top', 'fields', 'help'].map((name) => `/paper ${name}`),
    );
  });

  test('today shows the list of that day', async () => {
    expect(await ask('/paper today')).toContain(todayWording.noneYet);
    await postEdition();
    const html = await ask('/논문 오늘');
    expect(html).toContain(cardWording.headingTitle(DAY));
    expect(listedIn(html)).toEqual([paper.id]);
  });

  test.each(['/paper nope', '/hello', '/paper fields now', ''])(
    'that are invalid get an explanation: "%s"',
    async (line) => {
      expect(await ask(line)).toMatch(/\/paper|이름:값/);
    },
  );

  test.each(['/paper search ', '/논문 검색 검색어:', ''])(
    'a forged line is cut at 200 characters, the limit of its box: %j',
    async (start) => {
      const body = new URLSearchParams({ line: start + 'x'.repeat(1_000) });
      const response = await fetch(`${base}/commands`, { method: 'POST', body });
      const html = await response.text();
      expect(response.status).toBe(200);
      expect(html).toContain(searchWording.nothing);
      expect(html.match(/x{9,}/g)).toEqual(['x'.repeat(200 - start.length)]);
    },
  );

  /** Posts twelve papers, which fill two pages of an answer. */
  async function postPages(): Promise<string[]> {
    const ids = Array.from({ length: 12 }, (_, index) => `2608.000${10 + index}`);
    await postEdition(ids.map((id) => makePaper({ id })));
    return ids;
  }
  /** Returns the buttons of an answer, except those for single papers. */
  const turning = (html: string) => linesOf(html).filter(({ line }) => !line.startsWith('/paper show'));

  test('an answer of several pages has buttons with the command lines of the other pages', async () => {
    const ids = await postPages();
    const first = await ask('/paper today');
    expect(listedIn(first)).toEqual(ids.slice(0, 10));
    expect(turning(first)).toEqual([
      { label: pagesWording.next, line: `/paper today day:${DAY} page:2x10` },
      { label: commandWording.share, line: `/paper today day:${DAY} page:1x10 share:yes` },
    ]);
    const second = await ask(turning(first)[0]?.line ?? '');
    expect(listedIn(second)).toEqual(ids.slice(10));
    expect(turning(second).slice(0, 1)).toEqual([
      { label: pagesWording.previous, line: `/paper today day:${DAY} page:1x10` },
    ]);
    expect(await ask('/paper today page:3')).toContain(pagesWording.noSuchPage(2));
  });

  test('work without scripts: the answer is a page, and its buttons are a form', async () => {
    await postPages();
    const body = new URLSearchParams({ line: '/paper today' });
    const html = await getText('/commands', { method: 'POST', body });
    expect(html).toContain('<!doctype html>');
    expect(html).toContain('<form class="lines" method="post" action="/commands"');
    expect(linesOf(html)).toHaveLength(12);
  });

  test('an answer without buttons has no form', async () =>
    expect(await ask('/paper help')).not.toContain('<form'));

  test('that would change the fixed subscription explain why they cannot, to readers on loopback', async () => {
    for (const line of ['/paper subscribe count:3', '/논문 해지'])
      expect(await ask(line)).toContain(subscriptionWording.webIsFixed);
  });

  test('that change settings are refused if the page is not limited to loopback', async () => {
    const everywhere = await scene.listen('0.0.0.0');
    const body = new URLSearchParams({ line: '/paper subscribe count:3' });
    const { port } = new URL(everywhere.address());
    const response = await fetch(`http://127.0.0.1:${port}/commands`, { method: 'POST', body });
    expect(await response.text()).toContain(commandWording.managersOnly('구독').replaceAll("'", '&#39;'));
  });

  test("status shows the channel's settings and editions", async () => {
    const now = scene.clock.now();
    await store.subscribe(WEB_PLACE, SETTINGS, now);
    await store.openEdition('web:paperboy', DAY, await postPages(), 7, now);
    await store.closeEdition('web:paperboy', DAY, 'done', 7, now);
    const html = await ask('/논문 상태');
    for (const said of [statusWording.active, '논문 12편', '최대 5편']) expect(html).toContain(said);
  });
});

describe('open pages', () => {
  /** Reads server-sent events until it has `enough` of them. */
  async function readEvents(
    response: Response,
    enough: number,
  ): Promise<{ event: string; id: string; data: string }[]> {
    const found: { event: string; id: string; data: string }[] = [];
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body as ReadableStream<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const part = (name: string) => block.match(new RegExp(`^${name}: (.*)$`, 'm'))?.[1] ?? '';
        if (part('event')) found.push({ event: part('event'), id: part('id'), data: part('data') });
      }
      if (found.length >= enough) break;
    }
    return found;
  }

  test('receive new cards, edits and votes in order', async () => {
    const response = await fetch(`${base}/events?after=0`);
    await postEdition();
    await publisher.edit('2', paperCard({ paper: { ...paper, upvotes: 99 }, summary: null }, DAY, 'not-yet'));
    await pressVote('1');
    const told = await readEvents(response, 4);
    expect(told.map(({ event }) => event)).toEqual(['message', 'message', 'edit', 'votes']);
    expect(told[2]?.data).toContain('99');
    expect(JSON.parse(told[3]?.data ?? '')).toEqual({ paper: paper.id, up: 1, down: 0, mine: 0 });
  });

  test('leave no stream open after a HEAD request', async () => {
    expect((await fetch(`${base}/events`, { method: 'HEAD' })).status).toBe(200);
    expect(scene.events.listenerCount('message')).toBe(0);
  });

  test('that reconnect get what they missed, once', async () => {
    await postEdition();
    const told = await readEvents(await fetch(`${base}/events`, { headers: { 'last-event-id': '1' } }), 1);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ event: 'message', id: '2' });
  });

  test('do not keep the listener from stopping', async () => {
    await fetch(`${base}/events`);
    await scene.listener.stop();
    await expect(fetch(base)).rejects.toThrow();
  });
});

test('/healthz answers 200, or 503 with the unhealthy parts under the old and the new name; /metrics is plain text', async () => {
  const well = await fetch(`${base}/healthz`);
  expect(well.status).toBe(200);
  expect(await well.json()).toEqual({ status: 'ok', ill: {}, unhealthy: {} });
  scene.ill.store = 'disk full';
  const sick = await fetch(`${base}/healthz`);
  expect(sick.status).toBe(503);
  const unhealthy = { store: 'disk full' };
  expect(await sick.json()).toEqual({ status: 'ill', ill: unhealthy, unhealthy });
  const ofProcess = async () => (await fetch(`${base}/livez`)).status;
  expect(await ofProcess(), 'another server is down: a restart does not help').toBe(200);
  scene.ill.heartbeat = 'no heartbeat';
  expect(await ofProcess()).toBe(503);
  delete scene.ill.heartbeat;
  expect(await getText('/metrics')).toBe('paperboy_papers 0\n');
});
