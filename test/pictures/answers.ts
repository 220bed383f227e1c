import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { COMMANDS } from '../../commands/index.ts';
import { createResponder } from '../../src/app/commands/handlers.ts';
import { alertCard, allWellCard } from '../../src/cards/alert-card.ts';
import { bestCard } from '../../src/cards/build-card.ts';
import type { Invocation, Reply } from '../../src/command/invocation.ts';
import { startBot } from '../../src/compose/bot.ts';
import { createLog } from '../../src/compose/logger.ts';
import { readConfig } from '../../src/config/config.ts';
import { startReplay } from '../../src/demo/replay.ts';
import { paperUrl } from '../../src/domain/paper/paper.ts';
import { placeToId, WEB_PLACE } from '../../src/domain/subscription/subscription.ts';
import { createClock } from '../../src/lib/clock.ts';
import { cardToDiscord, replyToDiscord } from '../../src/render/discord.ts';
import { cardToSlack, replyToSlack } from '../../src/render/slack.ts';
import { makePaper, ONE_REQUEST } from '../fixtures/papers.ts';
import { listedPapers } from '../fixtures/search/index.ts';
import { CHROMIUM } from '../needs.ts';
import { type DiscordMessage, messagesToHtml } from './discord.ts';
import { FLAGS, shootHtml, socialCard } from './shoot.ts';
import { messagesToHtml as slackToHtml } from './slack.ts';

/** Takes screenshots of replies about the search fixture's papers: `node test/pictures/answers.ts [FOLDER]`. */
const folder = process.argv[2] ?? '/tmp/paperboy-answers';
const NOW = '2026-08-22T03:00:00Z';
const AT = Date.parse(NOW);
const WEEK = ['2026-08-17', '2026-08-18', '2026-08-19', '2026-08-20', '2026-08-21'];

await mkdir(folder, { recursive: true });
const data = await mkdtemp(join(tmpdir(), 'paperboy-pictures-'));
const lists = await startReplay(() => ({ status: 404, body: {} }));
const config = readConfig({
  HF_ENDPOINT: lists.url,
  DATABASE_URL: `file:${join(data, 'pictures.db')}`,
  PORT: '0',
  NOW,
});
const bot = await startBot(config, createClock(config.startAt), createLog('silent', []));
const { store, indexing } = bot.app;

const days = Map.groupBy(listedPapers, ({ day }) => day);
for (const [day, papers] of days) {
  const list = papers.map(({ id, title, upvotes }) => makePaper({ id, title, upvotes, keywords: [] }));
  await store.saveListDay(day, list, null, AT);
  for (const { id, summary, easy, fields } of papers) {
    await store.saveSummary(
      id,
      { summary, easy, fields, model: 'm', promptVersion: '1', work: ONE_REQUEST },
      AT,
    );
  }
}
// Store a week of editions with votes; they contain the papers with the longest titles.
const longest = listedPapers.toSorted((a, b) => b.title.length - a.title.length).slice(0, WEEK.length * 2);
for (const [index, day] of WEEK.entries()) {
  const ids = longest.slice(index * 2, index * 2 + 2).map(({ id }) => id);
  for (const [at, paperId] of ids.entries()) {
    const delivery = { key: `${day}/${paperId}`, placeId: placeToId(WEB_PLACE), day, paperId };
    await store.claim(delivery, 'pictures', AT, 1_000);
    await store.settle(delivery.key, `${index}${at}`, '', AT);
    for (let voter = 0; voter < index + at; voter += 1) {
      const value = voter % 4 === 3 ? -1 : 1;
      const press = {
        paperId,
        platform: 'web',
        voter: String(voter),
        messageId: '',
        emoji: '',
        value,
      } as const;
      await store.addReaction(press, AT);
    }
  }
}
await indexing.catchUp();

const { respond } = createResponder({
  ...bot.app,
  ...{
    commands: COMMANDS,
    settings: config.settings,
    wake: () => {},
    onSummary: () => {},
    makeReference: randomUUID,
  },
});
const call: Invocation = {
  place: WEB_PLACE,
  person: { id: 'pictures', name: '하린' },
  manages: async () => true,
  findObstacles: async () => [],
  nameOf: async () => null,
};

const author = { username: '논문배달' };
const discord = (message: object): DiscordMessage =>
  ({ author, timestamp: NOW, flags: 64, ...message }) as DiscordMessage;
async function shoot(name: string, answer: Reply, onSlack = answer): Promise<void> {
  const asked = { interaction: { name: '논문', user: { username: '하린' } } };
  const message = discord({ ...asked, ...replyToDiscord(answer) });
  await shootHtml(messagesToHtml([message], { theme: 'dark' }), join(folder, `discord-${name}.png`), {
    width: 720,
  });
  const post = { ...author, ts: String(AT / 1_000), ephemeral: true, ...replyToSlack(onSlack) };
  await shootHtml(slackToHtml([post], { theme: 'light' }), join(folder, `slack-${name}.png`), {
    width: 720,
    theme: 'light',
  });
}
for (const [name, line] of Object.entries({
  search: '/paper 검색 강화학습',
  ambiguous: '/paper search field:추론',
  corrected: '/paper 검색 밴치마크',
  nothing: '/paper 검색 zxcvbnm',
  today: '/paper today day:2026-08-21',
  top: '/paper top',
  fields: '/paper fields',
  show: `/paper show ${longest[0]?.id}`,
})) {
  await shoot(name, await respond(call, line));
}
// The help depends on the platform.
const on = (platform: string): Invocation => ({
  ...call,
  place: { platform, workspace: '1', channel: 'C1' },
});
for (const [name, line] of Object.entries({
  help: '/paper help',
  'help-search': '/paper 검색 도움말',
  menu: '/paper',
})) {
  await shoot(name, await respond(on('discord'), line), await respond(on('slack'), line));
}

const [from, to] = ['2026-08-15', '2026-08-21'];
const best = await store.bestPapers({ scope: { placeId: placeToId(WEB_PLACE) }, from, to, limit: 5 });
const episode = { since: AT - 3_600_000, wellSince: AT, messageId: null, told: {} };
const ill = {
  slack: 'disconnected for 12 minutes',
  lists: 'no list for two weekdays: 2026-08-20 is empty, 2026-08-21 could not be fetched',
  deliveries:
    'deliveries to 3 places have failed for up to 61 minutes: The request to Discord failed: connect ECONNREFUSED',
  store: 'database or disk is full',
};
for (const [name, card] of Object.entries({
  best: bestCard(to, { from, to }, best, paperUrl),
  alert: alertCard(episode, ill),
  well: allWellCard(episode),
})) {
  const message = discord({ flags: 0, ...cardToDiscord(card) });
  await shootHtml(messagesToHtml([message]), `${folder}/discord-${name}.png`, { width: 720 });
  const post = { ...author, ts: String(AT / 1_000), ...cardToSlack(card) };
  await shootHtml(slackToHtml([post]), `${folder}/slack-${name}.png`, { width: 720, theme: 'light' });
}

const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
for (const [name, width, theme] of [
  ['web-search', 820, 'light'],
  ['web-search-dark', 820, 'dark'],
  ['web-search-phone', 390, 'light'],
] as const) {
  const page = await browser.newPage({
    viewport: { width, height: 1100 },
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  await page.route(/^https:/, (route) =>
    route.fulfill({ contentType: 'image/svg+xml', body: socialCard(route.request().url()) }),
  );
  await page.goto(bot.address);
  await page.fill('#line', '강화 학습');
  await page.press('#line', 'Enter');
  await page.locator('.reply .lines').waitFor();
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.close();
}
await browser.close();
await bot.stop();
await lists.close();
await rm(data, { recursive: true });
process.stdout.write(`The pictures are in ${folder}\n`);
