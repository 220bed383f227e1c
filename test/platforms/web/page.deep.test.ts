import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { headingCard, paperCard } from '../../../src/cards/build-card.ts';
import { type Bot, startBot } from '../../../src/compose/bot.ts';
import { createLog } from '../../../src/compose/logger.ts';
import { readConfig } from '../../../src/config/config.ts';
import { startReplay } from '../../../src/demo/replay.ts';
import { WEB_PLACE } from '../../../src/domain/subscription/subscription.ts';
import { commandWording, helpWording, pagesWording } from '../../../src/i18n/ko/command.ts';
import { webPageWording } from '../../../src/i18n/ko/web-page.ts';
import { createClock } from '../../../src/lib/clock.ts';
import type { Address } from '../../../src/ports/publisher.ts';
import { EVENTUALLY } from '../../fixtures/eventually.ts';
import { makePaper } from '../../fixtures/papers.ts';
import { CHROMIUM, HAS_CHROMIUM } from '../../needs.ts';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
];
const contrastScript = readFileSync(new URL('worst-contrast.js', import.meta.url), 'utf8');
const AXE = readFileSync(new URL(import.meta.resolve('axe-core')), 'utf8');
const TO: Address = { place: WEB_PLACE, parentId: null, since: 0 };
const OLD_DAY = '2026-08-20';
const NEW_DAY = '2026-08-21';

describe.skipIf(!HAS_CHROMIUM)('the page in a browser (needs Chromium)', () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let folder: string;
  let bot: Bot;
  let close: () => Promise<void>;
  const problems: string[] = [];

  const longTitle = 'Let\'s <think> about V_{0.5} and "quotes": '.repeat(6).trim();
  const papers = [1, 2, 3].map((number) =>
    makePaper({ id: `2608.0000${number}`, ...(number === 2 ? { title: longTitle } : {}) }),
  );

  async function post(day: string, from: number, to: number): Promise<void> {
    const publisher = bot.app.publishers.get('web');
    await publisher?.send(TO, headingCard(day, papers.length, to - from), `${day}/heading`);
    for (const paper of papers.slice(from, to)) {
      await publisher?.send(TO, paperCard({ paper, summary: null }, day, 'not-yet'), `${day}/${paper.id}`);
    }
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paperboy-browser-'));
    const lists = await startReplay(() => ({ status: 404, body: {} }));
    const config = readConfig({
      HF_ENDPOINT: lists.url,
      DATABASE_URL: `file:${join(folder, 'page.db')}`,
      PORT: '0',
      NOW: '2026-08-22T03:00:00Z',
    });
    bot = await startBot(config, createClock(config.startAt), createLog('silent', []));
    await bot.app.store.saveListDay(OLD_DAY, papers, null, bot.app.clock.now());
    await post(OLD_DAY, 0, 2);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    close = async () => {
      await browser.close();
      await bot.stop();
      await lists.close();
      await rm(folder, { recursive: true });
    };
  });

  afterAll(() => close());

  beforeEach(async () => {
    await context?.close();
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error' && !/net::ERR_|status of 404/.test(line.text())) problems.push(line.text());
    });
    await page.goto(bot.address);
  });

  test('a vote counts and survives a reload, by keyboard too', async () => {
    const up = page.locator(`[data-paper="${papers[0]?.id}"] button[value="1"]`);
    await up.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => up.getAttribute('aria-pressed')).toBe('true');
    await page.reload();
    expect(await up.getAttribute('aria-pressed')).toBe('true');
    expect(await up.locator('span').textContent()).toBe('1');
  });

  test('a typed command is answered', async () => {
    await page.getByLabel('명령').fill('/paper help');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.reply').textContent()).toContain('/paper today · 오늘');
  });

  test('the buttons of an answer turn its pages, by keyboard too, and leave the typed line unchanged', async () => {
    const many = Array.from({ length: 12 }, (_, index) => makePaper({ id: `2608.001${10 + index}` }));
    await bot.app.store.saveListDay('2026-08-19', many, null, bot.app.clock.now());
    const ids = many.map(({ id }) => id);
    await bot.app.store.openEdition('web:paperboy', '2026-08-19', ids, 12, bot.app.clock.now());
    const line = page.getByLabel('명령');
    await line.fill('/논문 오늘 날짜:2026-08-19');
    await page.keyboard.press('Enter');
    const reply = page.locator('.reply');
    await expect.poll(() => reply.locator('.papers li').count()).toBe(10);
    await line.fill('/paper he');
    await reply.getByRole('button', { name: '다음' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => reply.locator('.papers li').count()).toBe(2);
    expect(await reply.count()).toBe(1);
    expect(await reply.locator('.asked').textContent()).toBe(pagesWording.next);
    await reply.getByRole('button', { name: '이전' }).click();
    await expect.poll(() => reply.locator('.papers li').count()).toBe(10);
    expect(await line.inputValue()).toBe('/paper he');
  });

  test('a search result can be voted on when it is opened, and all its cards show the vote', async () => {
    await bot.app.indexing.catchUp();
    await page.getByLabel(webPageWording.commandLabel).fill('quotes');
    await page.keyboard.press('Enter');
    await page
      .locator('.reply')
      .getByRole('button', { name: pagesWording.more(1) })
      .click();
    const id = papers[1]?.id;
    const found = page.locator(`.reply [data-paper="${id}"]`);
    await found.locator('button[value="-1"]').click();
    const inChannel = page.locator(`#log [data-paper="${id}"] button[value="-1"]`);
    for (const button of [found.locator('button[value="-1"]'), inChannel]) {
      await expect.poll(() => button.getAttribute('aria-pressed')).toBe('true');
      await expect.poll(() => button.getAttribute('aria-label')).toBe(`${webPageWording.dislike} 1`);
    }
  });

  test('a paper of a list opens below the list, and can be shared into the open channel', async () => {
    await page.getByLabel(webPageWording.commandLabel).fill(`/논문 오늘 날짜:${OLD_DAY}`);
    await page.keyboard.press('Enter');
    const replies = page.locator('.reply');
    const press = (label: string, at = 0) => replies.nth(at).getByRole('button', { name: label }).click();
    await press(pagesWording.more(1));
    await expect.poll(() => replies.nth(1).locator('.card.paper').count()).toBe(1);
    expect(await replies.nth(0).locator('.papers li').count()).toBe(papers.length);
    // The newest answer is right below the list.
    await press(pagesWording.more(2));
    await expect.poll(() => replies.nth(1).locator('h2').textContent()).toContain('<think>');

    const before = await page.locator('#log .message').count();
    await press(commandWording.share, 1);
    await expect.poll(() => page.locator('#log .message').count()).toBe(before + 1);
    await expect.poll(() => replies.nth(2).textContent()).toContain(webPageWording.shared);
    // The page shows the labels of the pressed buttons, not the command lines that they send.
    const { more } = pagesWording;
    const said = [`/논문 오늘 날짜:${OLD_DAY}`, more(2), commandWording.share, more(1)];
    expect(await replies.locator('.asked').allTextContents()).toEqual(said);
    const shared = page.locator('#log .message').last();
    expect(await shared.textContent()).toContain(commandWording.shared);
    expect(await shared.locator('.votes').count()).toBe(1);
    await page.reload();
    expect(await page.locator('#log .message').last().textContent()).toContain(commandWording.shared);
  });

  /** Holds back the answers to commands until `end` settles them. */
  async function holdAnswers() {
    const { promise, resolve: end } = Promise.withResolvers<'continue' | 'abort'>();
    const asked: string[] = [];
    await page.route('**/commands', async (route) => {
      asked.push(route.request().postData() ?? '');
      await route[await promise]();
    });
    return { asked, end };
  }

  test.each(['no-preference', 'reduce'] as const)(
    'typed text appears immediately, with a placeholder until the reply comes (motion: %s)',
    async (reducedMotion) => {
      await page.emulateMedia({ reducedMotion });
      const held = await holdAnswers();
      await page.getByLabel(webPageWording.commandLabel).fill('/paper help');
      await page.keyboard.press('Enter');
      const reply = page.locator('.reply');
      const sign = reply.getByRole('status');
      await sign.waitFor();
      expect(await sign.textContent()).toContain('기다리고');
      const asked = reply.locator('.asked');
      expect(await asked.textContent()).toBe('/paper help');
      const isMoving = await page.evaluate<boolean>(
        `document.querySelector('.waiting').getAnimations({ subtree: true }).length > 0`,
      );
      expect(isMoving).toBe(reducedMotion === 'no-preference');
      const placeOf = () => page.evaluate<number>(`document.querySelector('.asked').offsetTop`);
      const before = await placeOf();
      held.end('continue');
      await expect.poll(() => reply.textContent()).toContain(helpWording.title);
      expect([await sign.count(), await placeOf()]).toEqual([0, before]);
    },
  );

  test('a pressed button shows a placeholder and sends once; if no reply comes, a notice replaces the placeholder', async () => {
    await page.getByLabel(webPageWording.commandLabel).fill(`/논문 오늘 날짜:${OLD_DAY}`);
    await page.keyboard.press('Enter');
    const replies = page.locator('.reply');
    const button = replies.nth(0).getByRole('button', { name: commandWording.share });
    await button.waitFor();
    const held = await holdAnswers();
    await button.focus();
    for (let times = 0; times < 2; times += 1) await page.keyboard.press('Enter');
    const [shared, sign] = [replies.nth(1), replies.nth(1).getByRole('status')];
    await sign.waitFor();
    expect(await shared.locator('.asked').textContent()).toBe(commandWording.share);
    held.end('abort');
    await expect.poll(() => shared.locator('.notice').textContent()).toBe(webPageWording.noAnswer);
    expect([await sign.count(), await replies.count(), held.asked.length]).toEqual([0, 2, 1]);
    // The button works again.
    await expect.poll(() => button.getAttribute('aria-disabled')).toBeNull();
  });

  test('an answer does not scroll a reader who has moved on', async () => {
    await page.setViewportSize({ width: 1280, height: 500 });
    const held = await holdAnswers();
    await page.getByLabel(webPageWording.commandLabel).fill('/paper help');
    await page.keyboard.press('Enter');
    await page.locator('.reply').getByRole('status').waitFor();
    await page.evaluate(`scrollTo({ top: 0, behavior: 'instant' })`);
    held.end('continue');
    await expect.poll(() => page.locator('.reply').textContent()).toContain(helpWording.title);
    expect(await page.evaluate<number>('scrollY')).toBe(0);
  });

  test('new cards appear without reloading', async () => {
    expect(await page.locator(`#day-${NEW_DAY}`).count()).toBe(0);
    await post(NEW_DAY, 2, 3);
    await page.locator(`#day-${NEW_DAY}`).waitFor();
    await page.locator(`[id="paper-${papers[2]?.id}"]`).waitFor();
    await page.reload();
    expect(await page.locator(`[id="paper-${papers[2]?.id}"]`).count()).toBe(1);
  });

  test('a page that reconnects catches up on edits, too', async () => {
    const { port } = new URL(bot.address);
    const sockets = new Set<Socket>();
    const wire = createServer((near) => {
      const far = connect(Number(port), '127.0.0.1');
      for (const socket of [near, far]) sockets.add(socket.on('error', () => {}));
      near.pipe(far).pipe(near);
    }).listen(0, '127.0.0.1');
    await once(wire, 'listening');
    const opened = page.waitForResponse(/events/);
    await page.goto(`http://127.0.0.1:${(wire.address() as AddressInfo).port}`);
    await opened;

    // The edit is made directly in the message log, so no event reaches the page.
    const first = page.locator('.message.paper').first();
    const edited = paperCard(
      { paper: { ...makePaper(), upvotes: 4_321 }, summary: null },
      OLD_DAY,
      'not-yet',
    );
    await bot.app.messages.edit(Number(await first.getAttribute('data-id')), edited);
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => first.textContent(), EVENTUALLY).toContain('4321');
    for (const socket of sockets) socket.destroy();
    wire.close();
  });

  test('a picture that cannot be loaded is replaced by a drawn page, and keeps its alt text', async () => {
    const picture = page.locator('.thumbnail').first();
    await picture.scrollIntoViewIfNeeded();
    await expect.poll(() => picture.getAttribute('class')).toContain('broken');
    expect(await picture.locator('img').getAttribute('alt')).not.toBe('');
  });

  test.each([320, 390, 1280])('nothing overflows at %i pixels, with the oddest title', async (width) => {
    await page.setViewportSize({ width, height: 844 });
    const { scroll, view } = await page.evaluate<{ scroll: number; view: number }>(
      '({ scroll: document.documentElement.scrollWidth, view: innerWidth })',
    );
    expect(scroll).toBeLessThanOrEqual(view);
    expect(await page.locator('.card.paper h2').nth(1).textContent()).toContain('<think>');
  });

  test('text has enough contrast in light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const worst = await page.evaluate<number>(contrastScript);
      // WCAG 2.2, success criterion 1.4.3, requires a contrast of 4.5 for text.
      expect(worst, colorScheme).toBeGreaterThanOrEqual(4.5);
    }
  });

  test('a slash leads to the box, and the arrow keys bring back what was typed', async () => {
    const box = page.getByLabel(webPageWording.commandLabel, { exact: true });
    await page.keyboard.press('/');
    expect(await page.locator(':focus').getAttribute('id')).toBe('line');
    for (const line of ['/paper help', '/paper top']) {
      await page.keyboard.type(line);
      await page.keyboard.press('Enter');
      await page
        .locator('.reply h2')
        .nth(line === '/paper help' ? 0 : 1)
        .waitFor();
      // The heading of an answer has the focus, so that reading goes on there.
      expect(await page.locator(':focus').evaluate((element) => element.tagName)).toBe('H2');
      await page.keyboard.press('/');
    }
    const recalled: string[] = [];
    for (const key of ['ArrowUp', 'ArrowUp', 'ArrowDown', 'ArrowDown']) {
      await page.keyboard.press(key);
      recalled.push(await box.inputValue());
    }
    expect(recalled).toEqual(['/paper top', '/paper help', '/paper top', '']);
  });

  test('a vote that fails is said aloud', async () => {
    await page.route('**/votes', (route) => route.abort());
    const form = page.locator('form.votes').first();
    await form.locator('button').first().press('Enter');
    await page.locator('.actions [role="alert"]').waitFor();
    expect(await page.locator('.actions [role="alert"]').textContent()).toBe(webPageWording.voteFailed);
  });

  test.each([390, 1280])('axe finds no violation on any page at %i pixels, light and dark', async (width) => {
    await page.setViewportSize({ width, height: 900 });
    const found: Record<string, unknown> = {};
    for (const path of [
      '/',
      `/days/${OLD_DAY}`,
      '/days',
      '/search',
      '/search?q=busy',
      `/papers/${papers[0]?.id}`,
      '/nowhere',
    ]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.goto(bot.address + path);
        await page.evaluate(AXE);
        const { violations } = await page.evaluate<{
          violations: { id: string; nodes: { html: string }[] }[];
        }>('axe.run()');
        if (violations.length > 0) {
          found[`${path} ${colorScheme}`] = violations.map(({ id, nodes }) => [
            id,
            nodes[0]?.html.slice(0, 200),
          ]);
        }
      }
    }
    expect(found).toEqual({});
  });

  test('the browser logged no errors', () => {
    expect(problems).toEqual([]);
  });
});
