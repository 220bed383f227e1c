import { beforeEach, describe, expect, test, vi } from 'vitest';
import { headingCard } from '../../../src/cards/build-card.ts';
import { LIMITS, WEB_LIMITS } from '../../../src/command/quotas.ts';
import { commandWording } from '../../../src/i18n/ko/command.ts';
import { webPageWording } from '../../../src/i18n/ko/web-page.ts';
import { EVENTUALLY } from '../../fixtures/eventually.ts';
import { makePaper } from '../../fixtures/papers.ts';
import { readerCookie } from '../../fixtures/reader-cookie.ts';
import { COOKIE_KEY, open, type Scene } from './harness.ts';
import { dial } from './raw.ts';

const PAPER = makePaper();
const VOTER = '00000000-0000-4000-8000-000000000001';
const [HOURLY, DAILY] = WEB_LIMITS.lookUp.map(({ most }) => most) as [number, number];

let scene: Scene;
beforeEach(async () => {
  scene = await open();
  await scene.postEdition([PAPER]);
});

const votes = async () => (await scene.store.totals()).votes;
const press = (headers: Record<string, string>) =>
  fetch(`${scene.base}/votes`, {
    method: 'POST',
    headers: { accept: 'application/json', ...headers },
    body: new URLSearchParams({ paper: PAPER.id, value: '1' }),
  });

describe('S4: a vote needs a cookie that we gave before', () => {
  test('without one it is refused with an explanation, and the cookie of the refusal works', async () => {
    const refused = await press({});
    expect([refused.status, await refused.json()]).toEqual([403, { error: webPageWording.noCookie }]);
    expect(await votes()).toBe(0);
    const cookie = (refused.headers.get('set-cookie') ?? '').split(';')[0] as string;
    expect((await press({ cookie })).status).toBe(200);
    expect(await votes()).toBe(1);
  });

  test('a form without scripts gets the explanation as a page, and works with cookies', async () => {
    const refused = await press({ accept: 'text/html' });
    expect([refused.status, await refused.text()]).toEqual([
      403,
      expect.stringContaining(webPageWording.noCookie),
    ]);
    const body = new URLSearchParams({ paper: PAPER.id, value: '1' });
    const headers = await scene.enter();
    const answer = await fetch(`${scene.base}/votes`, { method: 'POST', redirect: 'manual', headers, body });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/#paper-${PAPER.id}`]);
    expect(await votes()).toBe(1);
  });

  test('cookies that a client made up do not count', async () => {
    const { cookie: good } = await scene.enter();
    const [id = '', signature = ''] = decodeURIComponent(good.slice('voter='.length)).split('.');
    const { cookie: other } = await scene.enter();
    for (const cookie of [
      `voter=${VOTER}`,
      `voter=${VOTER}.${encodeURIComponent(signature)}`,
      `voter=${id}`,
      `voter=${id}.`,
      `voter=${id}.${signature.slice(0, -3)}AA=`,
      `voter=${id}x.${encodeURIComponent(signature)}`,
      `voter=.${encodeURIComponent(signature)}`,
      `voter=${id}.${other.split('.')[1]}`,
      `voter=${id}.${'A'.repeat(10_000)}`,
      `${good}x`,
      `Voter${good.slice('voter'.length)}`,
      await readerCookie(VOTER, 'another key'),
      await readerCookie(VOTER, ''.padEnd(1)),
    ])
      expect((await press({ cookie })).status, cookie).toBe(403);
    expect(await votes()).toBe(0);
    expect((await press({ cookie: `a=b; ${good}; voter=${VOTER}` })).status).toBe(200);
  });

  test('the unsigned cookie of an earlier version is replaced if its reader has voted', async () => {
    const cookie = `voter=${VOTER}`;
    const old = { platform: 'web', voter: VOTER, messageId: '', emoji: '' };
    await scene.store.addReaction({ ...old, paperId: PAPER.id, value: 1 }, 1);
    const page = await fetch(scene.base, { headers: { cookie } });
    expect(await page.text()).toContain('value="1" aria-pressed="true"');
    const signed = (page.headers.get('set-cookie') ?? '').split(';')[0] as string;
    expect(signed).toBe(await readerCookie(VOTER, COOKIE_KEY));
    expect(await (await press({ cookie: signed })).json()).toEqual({ up: 0, down: 0, mine: 0 });
    // That was their last vote, so nothing vouches for the unsigned cookie any more.
    expect((await press({ cookie })).status).toBe(403);
    expect((await press({ cookie: signed })).status).toBe(200);
  });

  test('a reader cannot press the buttons all the time', async () => {
    const [me, other] = [await scene.enter(), makePaper({ id: '2608.00002' })];
    await scene.postEdition([other], '2026-08-20');
    expect((await scene.pressVote('1', other.id, me)).status).toBe(200);
    for (let times = 1; times < LIMITS.vote.most; times += 1) expect((await press(me)).status).toBe(200);
    const refused = await press(me);
    expect([refused.status, await refused.json()]).toEqual([429, { error: commandWording.tooOften(1) }]);
    expect((await press(await scene.enter())).status).toBe(200);
  });
});

describe('S4: all readers count as one person for what costs money', () => {
  const NEW = Array.from({ length: HOURLY + 3 }, (_, n) => `2501.${String(n).padStart(5, '0')}`);
  beforeEach(() => {
    for (const id of NEW) scene.stage.others[id] = makePaper({ id });
  });
  const asked = () => scene.stage.model.asked.length;

  test.each([
    ['without a cookie', async () => ({})],
    ['with a new cookie for each', () => scene.enter()],
  ] as [string, () => Promise<Record<string, string>>][])('look-ups %s', async (_how, cookie) => {
    const answers: string[] = [];
    for (const id of NEW) answers.push(await scene.ask(`/paper show ${id}`, await cookie()));
    expect(asked()).toBe(HOURLY);
    expect(answers.at(-1)).toContain(commandWording.tooOften(60));
    scene.clock.advance(LIMITS.lookUp.withinMs);
    await scene.ask(`/paper show ${NEW.at(-1)}`, await cookie());
    expect(asked()).toBe(HOURLY + 1);
  });

  test('and a day has its own limit', async () => {
    const more = Array.from({ length: 24 * HOURLY }, (_, n) => `2502.${String(n).padStart(5, '0')}`);
    for (const [n, id] of more.entries()) {
      scene.stage.others[id] = makePaper({ id });
      await scene.ask(`/paper show ${id}`, await scene.enter());
      if (n % HOURLY === HOURLY - 1) scene.clock.advance(LIMITS.lookUp.withinMs);
      if (n === 2 * DAILY) break;
    }
    expect(asked()).toBe(DAILY);
    expect(await scene.ask(`/paper show ${more.at(-1)}`)).toContain('시간 뒤에');
  });

  test('an action without a result is not given back to them', async () => {
    for (const id of NEW) scene.stage.others[id] = new Error('down');
    for (const id of NEW) await scene.ask(`/paper show ${id}`, await scene.enter());
    scene.stage.others[PAPER.id] = PAPER;
    for (const id of NEW) scene.stage.others[id] = makePaper({ id });
    expect(await scene.ask(`/paper show ${NEW[0]}`, await scene.enter())).toContain(
      commandWording.tooOften(60),
    );
    expect(asked()).toBe(0);
  });
});

test('S4: readers without a cookie are one reader for every other limit', async () => {
  for (let times = 0; times < LIMITS.search.most; times += 1) await scene.ask('fog');
  expect(await scene.ask('fog')).toContain(commandWording.tooOften(1));
  expect(await scene.ask('fog', { cookie: `voter=${VOTER}` })).toContain(commandWording.tooOften(1));
  expect(await scene.ask('fog', await scene.enter())).not.toContain(commandWording.tooOften(1));
});

test('S4: a reader has a limit of open pages; those without a cookie share one', async () => {
  const listener = await scene.listen('127.0.0.1', { maxPagesPerReader: 2 });
  const at = listener.address();
  const leaving = new AbortController();
  const connect = async (headers: Record<string, string> = {}) =>
    (await fetch(`${at}/events`, { headers, signal: leaving.signal })).status;
  const me = await scene.enter();
  expect([await connect(me), await connect(me), await connect(me)]).toEqual([200, 200, 503]);
  expect([await connect(), await connect(), await connect()]).toEqual([200, 200, 503]);
  expect(await connect(await scene.enter())).toBe(200);
  leaving.abort();
  await vi.waitFor(
    async () => expect((await fetch(`${at}/events`, { headers: me })).status).toBe(200),
    EVENTUALLY,
  );
});

test('a page that does not read what it is sent is closed before much of it waits in memory', async () => {
  const line = dial(scene.base);
  line.socket.pause();
  line.socket.write('GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await vi.waitFor(() => expect(scene.events.listenerCount('votes')).toBe(1), EVENTUALLY);
  // A burst that is sent before any of it can be written.
  for (let n = 0; n < 1_000; n += 1) scene.events.emit('votes', PAPER.id);
  await vi.waitFor(() => expect(scene.events.listenerCount('votes')).toBe(0), EVENTUALLY);
  expect((await fetch(scene.base)).status).toBe(200);
});

test('a page that asks for all messages gets the newest', async () => {
  for (let n = 0; n < 205; n += 1)
    await scene.messages.post(`key-${n}`, headingCard('2026-08-21', 1, 1), scene.clock.now());
  const newest = await scene.messages.newestId();
  for (const after of ['0', '-1', '-1e300', 'Infinity', 'x']) {
    const leaving = new AbortController();
    const response = await fetch(`${scene.base}/events?after=${after}`, { signal: leaving.signal });
    const { value } = (await response.body?.getReader().read()) ?? {};
    const [, first] = new TextDecoder().decode(value).match(/^id: (\d+)$/m) ?? [];
    expect(Number(first), after).toBe(newest - 199);
    leaving.abort();
  }
});
