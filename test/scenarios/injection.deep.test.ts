import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Card } from '../../src/domain/card/card.ts';
import { cardWording } from '../../src/i18n/ko/card.ts';
import { commandWording } from '../../src/i18n/ko/command.ts';
import { commonWording } from '../../src/i18n/ko/common.ts';
import { webPageWording } from '../../src/i18n/ko/web-page.ts';
import { FIXED_MESSAGES } from '../../src/llm/prompt.ts';
import { cardsToHtmlDocument } from '../../src/render/html.ts';
import { cardsToMarkdown } from '../../src/render/markdown.ts';
import { CHROMIUM, HAS_CHROMIUM } from '../needs.ts';
import { markdownToHtml } from '../pictures/discord-markdown.ts';
import { plainToHtml } from '../pictures/discord-text.ts';
import { FLAGS } from '../pictures/shoot.ts';
import { sectionsOf } from '../platforms/slack/api/call-harness.ts';
import {
  type Attack,
  attacks,
  DAY,
  dangersOnDiscord,
  dangersOnSlack,
  HIDDEN,
  isKnown,
  openScene,
  type Scene,
  saidIn,
  stringsIn,
} from './injection-harness.ts';

/** The input of an attacker among the readers. */
const TYPED = '@everyone <!channel> <@U0EVIL1> <https://evil.example|click> [x](https://evil.example) **b**';
const SCRIPT = '<img src=x onerror=alert(1)> "><script>alert(2)</script>';
const PIXEL = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

/** Finds foreign elements in the page, and elements within texts, which can only contain our links. */
const AUDIT = `(() => {
  const all = [...document.querySelectorAll('body *')];
  const texts = 'dd, dd > a:only-child, h2, h2 > a:only-child, h3, h3 > a:only-child, .notice, .footer, .asked, .empty, li > a, dt, .sentence, .sentence > span, .details, mark, pre';
  const ours = new Set('header a img span strong small main p div article nav h1 h2 h3 mark dl dt dd form input button time label section ol li details summary pre'.split(' '));
  const holders = ['href', 'src', 'srcset', 'action', 'formaction', 'data', 'poster', 'ping'];
  return {
    strange: all.map(({ localName }) => localName).filter((name) => !ours.has(name)),
    nested: all.filter((it) => it.parentElement.closest(texts) && !it.matches(texts)).map(({ outerHTML }) => outerHTML),
    handlers: all.flatMap((it) => it.getAttributeNames().filter((name) => /^(on|style$|srcdoc$)/.test(name))),
    scripts: [...document.scripts].map((it) => it.getAttribute('src')),
    addresses: all.flatMap((it) => holders.flatMap((name) => it.hasAttribute(name)
      ? [new URL(it.getAttribute(name), document.baseURI).href] : [])),
    words: document.body.textContent,
  };
})()`;
interface Audit {
  readonly strange: string[];
  readonly nested: string[];
  readonly handlers: string[];
  readonly scripts: string[];
  readonly addresses: string[];
  readonly words: string;
}

/** Returns the sentences of an answer that are not in the paper. */
const sentencesOf = ({ title, abstract, obeyed }: Attack) =>
  saidIn(obeyed)
    .flatMap((text) => text.split(/(?<=[.!?])\s+/))
    .filter((sentence) => sentence.length >= 8 && !`${title}\n${abstract}`.includes(sentence));
const refused = attacks.filter(({ summary }) => !summary);
const honest = [cardWording.noSummary, cardWording.noSummaryForGood] as const;

describe('papers with instructions for the model, and a model that follows them', () => {
  let scene: Scene;
  let browser: Browser | undefined;
  /** The messages as posted, and as edited a day later. */
  const discord: ReturnType<Scene['onDiscord']>[] = [];
  const slack: ReturnType<Scene['onSlack']>[] = [];
  const web: Card[][] = [];
  const keep = async () => {
    discord.push(scene.onDiscord());
    slack.push(scene.onSlack());
    web.push([...(await scene.onWeb())]);
  };

  beforeAll(async () => {
    scene = await openScene();
    await scene.deliver();
    await keep();
    await scene.refresh();
    await keep();
    if (HAS_CHROMIUM) browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  });
  afterAll(async () => {
    await browser?.close();
    await scene?.close();
  });

  test('each has its card on every platform, and every card was edited', () => {
    expect(attacks.length).toBeGreaterThanOrEqual(40);
    expect(refused.length).toBeGreaterThanOrEqual(40);
    const ids = attacks.map(({ id }) => id);
    for (const [round, bonus] of [0, 100].entries()) {
      const votes = attacks.map((_, index) => String(bonus + attacks.length - index));
      expect(web[round]?.map(({ paperId }) => paperId)).toEqual(ids);
      expect(discord[round]?.map(({ embeds }) => embeds[0]?.url?.split('/').at(-1))).toEqual(ids);
      expect(discord[round]?.map(({ embeds }) => embeds[0]?.fields?.at(-1)?.value)).toEqual(votes);
      expect(
        slack[round]?.map(
          (it) => sectionsOf(it).find(({ label }) => label === cardWording.labels.upvotes)?.text,
        ),
      ).toEqual(votes);
    }
    expect(scene.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('the model sees each between the two markers, after instructions that are always byte-for-byte the same', () => {
    const { requests } = scene.openAi;
    const fixed = requests.map(({ messages }) => JSON.stringify(messages.slice(0, FIXED_MESSAGES.length)));
    expect(new Set(fixed)).toEqual(new Set([JSON.stringify(FIXED_MESSAGES)]));
    expect(requests[0]?.messages[0]?.role).toBe('system');
    const seen = requests.map(({ messages }) => {
      const [asked, ...repair] = messages.slice(FIXED_MESSAGES.length);
      expect([asked?.role, ...repair.map(({ role }) => role)].join()).toMatch(/^user(,assistant,user)?$/);
      const [, terms = '', marker = '', title, abstract] =
        asked?.content.match(/^(?:용어: (.*)\n\n)?<<<(\w{8})\nTitle: (.*)\n\nAbstract: (.*)\n\2>>>$/) ?? [];
      expect(terms).not.toMatch(/[<>@]|http/);
      expect(`${title}${abstract}`).not.toContain(marker);
      return { marker, title, abstract };
    });
    const papers = attacks.map(({ title, abstract }) => ({ title, abstract }));
    const found = (list: typeof seen) =>
      list.map(({ title, abstract }) => JSON.stringify({ title, abstract }));
    expect(new Set(found(seen))).toEqual(new Set(papers.map((paper) => JSON.stringify(paper))));
    // A repair uses the markers of its paper's first request; no two papers have the same markers.
    const first = seen.filter((_, index) => requests[index]?.messages.length === FIXED_MESSAGES.length + 1);
    expect(new Set(first.map(({ marker }) => marker)).size).toBe(first.length);
    expect(first).toHaveLength(attacks.length + refused.length);
  });

  test('no attack succeeds on Discord, in posted or edited messages', () => {
    expect(discord.flat().flatMap(dangersOnDiscord)).toEqual([]);
    const sent = scene.discord.requests.filter(({ path }) =>
      /^\/channels\/\d+\/messages(\/\d+)?$/.test(path),
    );
    const bodies = sent.flatMap(({ method, body }) => (method === 'GET' ? [] : [body as object]));
    expect(bodies).toHaveLength(1 + 2 * attacks.length);
    for (const body of bodies) expect(body).toMatchObject({ allowed_mentions: { parse: [] } });
    for (const body of bodies) expect(body).not.toHaveProperty('content');
    expect(scene.discord.rejections).toEqual([]);
  });

  test('Discord shows all markup literally', () => {
    for (const [round, messages] of discord.entries()) {
      for (const [index, { embeds }] of messages.entries()) {
        const { shown, abstract, summary } = attacks[index] as Attack;
        const { title: heading = '', description = '', fields = [] } = embeds[0] ?? {};
        expect(markdownToHtml(heading, 'linked-title')).toBe(plainToHtml(shown));
        const notice = `<div class="quote"><i></i><blockquote>${honest[round]}\n</blockquote></div>\n`;
        expect(markdownToHtml(description, 'description')).toBe(
          summary
            ? `<strong>${cardWording.labels.summary}</strong>\n${plainToHtml(summary.summary)}`
            : `${notice}<strong>${cardWording.labels.abstract}</strong>\n${plainToHtml(abstract)}`,
        );
        const easy = fields.find(({ name }) => name === cardWording.labels.easy)?.value;
        expect(markdownToHtml(easy ?? '', 'value')).toBe(plainToHtml(summary?.easy ?? ''));
      }
    }
  });

  test('no attack succeeds on Slack, in posted or edited messages', () => {
    expect(slack.flat().flatMap(dangersOnSlack)).toEqual([]);
    const sent = scene.slack.requests.filter(({ method }) => /^chat\.(post|update)/.test(method));
    expect(sent).toHaveLength(1 + 2 * attacks.length);
    // These options turn plain names into mentions, and plain text into markup.
    const linking = sent.filter(({ body }) => 'parse' in body || 'link_names' in body || 'mrkdwn' in body);
    expect(linking).toEqual([]);
    // The server records mentions, previews that are not turned off, and texts that Slack would split.
    expect(scene.slack.rejections).toEqual([]);
  });

  test('Slack shows all markup literally', () => {
    for (const [round, messages] of slack.entries()) {
      for (const [index, { blocks = [] }] of messages.entries()) {
        const { shown, abstract, summary } = attacks[index] as Attack;
        const said = stringsIn(blocks[0]).flatMap(({ key, text }) => (key === 'text' ? [text] : []));
        const parts = summary
          ? [
              ...[shown, '\n\n'],
              cardWording.labels.summary,
              '\n',
              summary.summary,
              '\n\n',
              cardWording.labels.easy,
              '\n',
              summary.easy,
            ]
          : [shown, honest[round], cardWording.labels.abstract, '\n', abstract];
        expect(said.slice(0, parts.length)).toEqual(parts);
      }
    }
  });

  test('a refused answer is never shown, and the card says so', () => {
    expect(refused.flatMap(sentencesOf).length).toBeGreaterThan(refused.length);
    for (const [round, cards] of web.entries()) {
      for (const [index, attack] of attacks.entries()) {
        const card = cards[index] as Card;
        expect(card.notice).toBe(attack.summary ? null : honest[round]);
        if (attack.summary) continue;
        expect(card.sections[0]).toEqual({
          name: 'abstract',
          label: cardWording.labels.abstract,
          text: attack.abstract,
        });
        const shown = [discord[round]?.[index]?.embeds, slack[round]?.[index], card];
        const words = stringsIn(shown).map(({ text }) => text.replaceAll('\\', ''));
        for (const said of sentencesOf(attack))
          expect(words.join('\n')).not.toContain(said.replaceAll('\\', ''));
      }
    }
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });

  test('the Markdown digest shows all markup literally, and only links to known hosts', () => {
    const digest = cardsToMarkdown(web[1] as Card[]);
    // The digest itself breaks up mentions and references with U+200B.
    const join = (text: string) => text.replace(/(?<=[@#!%&:/\da-f-])\u200B|\u200B(?=\$)/gi, '');
    expect(join(digest)).not.toMatch(HIDDEN);
    const blocks = digest.split('\n\n---\n\n');
    expect(blocks).toHaveLength(attacks.length);
    for (const [index, block] of blocks.entries()) {
      const { shown, abstract, summary } = attacks[index] as Attack;
      const lines = block.split('\n');
      const ours =
        /^(?:!\[Image\]|\*\*PDF 다운로드 링크\*\*: \[PDF 다운로드\])\((.*)\)$|^\*\*코드\*\*: <(.*)>$/;
      const links = lines.flatMap((line) => line.match(ours)?.slice(1).filter(Boolean) ?? []);
      expect(links.length).toBeGreaterThanOrEqual(2);
      expect(links.filter((link) => !isKnown(link))).toEqual([]);
      const texts = lines.filter((line) => !ours.test(line) && !/^(?:## 제목:|\*\*\S+\*\*:)$/.test(line));
      // CommonMark, 2.4: a backslash escapes markup; an unescaped character would be markup.
      const bare = texts.map((line) => line.replace(/\\[!-/:-@[-`{-~]/g, ''));
      expect(bare.filter((line) => /[*`[\]<\\]|~.*~|&#?\w+;|^(?:#|[-+=]{2}|\d+[.)] )/.test(line))).toEqual(
        [],
      );
      const plain = texts.map((line) => join(line).replace(/\\([!-/:-@[-`{-~])/g, '$1'));
      expect(plain).toEqual(
        expect.arrayContaining([shown, ...(summary ? [summary.summary, summary.easy] : [abstract])]),
      );
    }
  });

  test('no attack succeeds in the answers to commands either', async () => {
    const { askDiscord, askSlack } = scene;
    const mentions = attacks[6] as Attack;
    const onDiscord = await Promise.all([
      askDiscord('today'),
      askDiscord('top'),
      askDiscord('search', { words: 'everyone evil.example' }),
      askDiscord('search', { words: TYPED }),
      askDiscord('show', { paper: mentions.id }),
      askDiscord('show', { paper: TYPED }),
    ]);
    const onSlack = await Promise.all([
      askSlack('today'),
      askSlack('top'),
      askSlack('search everyone evil.example'),
      askSlack(`search ${TYPED}`),
      askSlack(`show ${mentions.id}`),
      askSlack(`show ${TYPED}`),
      askSlack(TYPED),
    ]);
    expect(JSON.stringify(onDiscord).replaceAll('\\', '')).toContain(mentions.title);
    expect(JSON.stringify(onSlack)).toContain(mentions.title);
    expect([onDiscord.flatMap(dangersOnDiscord), onSlack.flatMap(dangersOnSlack)]).toEqual([[], []]);
    const shown = scene.discord.requests.map(({ body }) => body as { embeds?: unknown } | null);
    for (const body of shown.filter((it) => it?.embeds))
      expect(body).toMatchObject({ allowed_mentions: { parse: [] } });
    expect([...scene.discord.rejections, ...scene.slack.rejections]).toEqual([]);
  });

  describe.skipIf(!HAS_CHROMIUM)('in a browser (needs Chromium)', () => {
    let context: BrowserContext;
    let page: Page;
    /** Events that a page of plain text never causes. */
    let events: string[];

    beforeEach(async () => {
      await context?.close();
      events = [];
      // The Content-Security-Policy is bypassed, because escaping alone has to suffice.
      context = await (browser as Browser).newContext({ bypassCSP: true });
      await context.route('**', (route) => {
        const request = route.request();
        const { origin, pathname, host } = new URL(request.url());
        if (host === 'cdn-thumbnails.huggingface.co')
          return route.fulfill({ contentType: 'image/gif', body: Buffer.from(PIXEL, 'base64') });
        const isOurs = /^\/(?:|events|commands|votes|assets\/.+|papers\/[\d.]+|days\/[\d-]+)$/.test(pathname);
        if (origin === new URL(scene.address()).origin && isOurs) return route.continue();
        events.push(`request ${request.url()}`);
        return route.abort();
      });
      page = await context.newPage();
      page.on('dialog', (dialog) => {
        events.push(`dialog ${dialog.message()}`);
        return dialog.dismiss();
      });
      page.on('popup', (popup) => events.push(`popup ${popup.url()}`));
      page.on('pageerror', (error) => events.push(`error ${error.message}`));
      page.on('console', (line) => events.push(`console ${line.text()}`));
    });

    async function audit(scripts = ['/assets/app.js']): Promise<string> {
      const { words, addresses, ...found } = await page.evaluate<Audit>(AUDIT);
      expect(found).toEqual({ strange: [], nested: [], handlers: [], scripts });
      const { origin } = new URL(page.url());
      expect(addresses.filter((it) => !isKnown(it) && new URL(it).origin !== origin)).toEqual([]);
      expect(addresses.length).toBeGreaterThan(0);
      expect(words).not.toMatch(HIDDEN);
      expect(events).toEqual([]);
      return words;
    }
    const shownIn = async (selector: string) => page.locator(selector).allTextContents();
    const texts = attacks.map(({ abstract, summary }) => summary?.summary ?? abstract);

    test('the channel shows plain text', async () => {
      await page.goto(scene.address());
      await audit();
      expect(await shownIn('.card.paper h2')).toEqual(attacks.map(({ shown }) => shown));
      expect(await shownIn('.card.paper :is(.abstract, .summary) dd')).toEqual(texts);
      expect(await page.locator('.card.paper .notice').count()).toBe(refused.length);
    });

    test('the page of the day and the page of a paper of each kind show plain text', async () => {
      await page.goto(`${scene.address()}/days/${DAY}`);
      await audit();
      for (const [index, { id, kind, shown }] of attacks.entries()) {
        if (kind !== 'html' && kind === attacks[index - 1]?.kind) continue;
        await page.goto(`${scene.address()}/papers/${id}`);
        await audit();
        expect(await shownIn('h2')).toEqual([shown]);
        expect(await shownIn(':is(.abstract, .summary) dd')).toEqual([texts[index]]);
        expect(await page.title()).toBe(`${shown} · ${commonWording.product}`);
      }
    });

    test('replies, typed text, and messages that arrive while the page is open show plain text', async () => {
      await page.goto(scene.address());
      const line = page.getByLabel(webPageWording.commandLabel);
      const replies = page.locator('.reply');
      const script = attacks.findIndex(({ title }) => title.includes('<script>'));
      const lines = [
        SCRIPT,
        TYPED,
        '/논문 오늘',
        `/논문 보기 ${SCRIPT}`,
        `/논문 보기 ${attacks[script]?.id}`,
      ];
      for (const [index, typed] of lines.entries()) {
        await line.fill(typed);
        await line.press('Enter');
        await expect.poll(() => replies.nth(index).locator('.waiting').count()).toBe(0);
        await expect.poll(() => replies.nth(index).locator('.card').count()).toBeGreaterThan(0);
      }
      expect(await shownIn('.asked')).toEqual(lines);
      await audit();
      await replies.last().getByRole('button', { name: commandWording.share }).click();
      await expect.poll(() => page.locator('#log .card.paper').count()).toBe(attacks.length + 1);
      expect(await page.locator('#log .card.paper h2').last().textContent()).toBe(attacks[script]?.shown);
      await audit();
    });

    test('the HTML digest shows plain text', async () => {
      await page.setContent(cardsToHtmlDocument('논문', web[1] as Card[], ''), { waitUntil: 'load' });
      await audit([]);
      expect(await shownIn('.card.paper :is(.abstract, .summary) dd')).toEqual(texts);
    });
  });
});
