import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandWording } from '../../../src/i18n/ko/command.ts';
import { showWording } from '../../../src/i18n/ko/search.ts';
import { OLD, PAPER_LINKS } from '../../fixtures/paper-links.ts';
import { makePaper, makeRawEntry } from '../../fixtures/papers.ts';
import { labelsOf, type Shown, textOf } from './driver.ts';
import { startTestBot, type TestBot } from './harness.ts';
import { YESTERDAY } from './papers.ts';

const PLATFORMS = ['discord', 'slack', 'web'] as const;
const papers = [...new Set(PAPER_LINKS.flatMap(({ id }) => id ?? []))].map((id) =>
  makePaper({ id, title: `The lamps of ${id}` }),
);
const [OTHER] = papers;

let testBot: TestBot;
beforeAll(async () => {
  testBot = await startTestBot({
    async fill(store, now) {
      await store.saveListDay(YESTERDAY, OTHER ? [OTHER] : [], null, now);
      for (const paper of papers.filter(({ id }) => id !== OLD)) await store.savePaper(paper, now);
    },
    lists: { days: {}, papers: { [OLD]: makeRawEntry({ id: OLD, title: `The lamps of ${OLD}` }).paper } },
  });
});
afterAll(() => testBot.close());

const shownId = ({ cards }: Shown) =>
  papers.find(({ title }) => cards.some((card) => card.title.includes(title)))?.id ?? null;

test.for(PLATFORMS)('on %s, a pasted text shows the one paper that it names', async (name) => {
  const driver = testBot.drivers[name];
  const shown = [];
  for (const { text } of PAPER_LINKS) {
    await testBot.forgetWebLimits();
    const client = { person: testBot.person() };
    const ids = [shownId(await driver.force(client, { command: 'show', given: { paper: text } }))];
    if (driver.hasLines) ids.push(shownId(await driver.type(client, `보기 ${text}`)));
    shown.push({ text, id: new Set(ids).size === 1 ? ids[0] : ids });
  }
  expect(shown).toEqual(PAPER_LINKS);
});

test.for(PLATFORMS)('on %s, a paper with an old id is fetched, linked and shared', async (name) => {
  const driver = testBot.drivers[name];
  const client = { person: testBot.person() };
  const shown = await driver.use(client, { command: 'show', given: { paper: OLD } });
  const links = shown.cards.flatMap((card) => card.links);
  expect(links).toEqual(
    expect.arrayContaining([`https://huggingface.co/papers/${OLD}`, `https://arxiv.org/pdf/${OLD}`]),
  );
  expect(labelsOf(shown)).toContain(commandWording.share);
  await driver.press(client, shown, commandWording.share);
  expect(shownId((await driver.posted()).at(-1) as Shown)).toBe(OLD);
  const missing = await driver.use(client, { command: 'show', given: { paper: 'hep-ph/0112017' } });
  expect(textOf(missing)).toContain(showWording.tooOld('hep-ph/0112017'));
  expect(testBot.complaints()).toEqual([]);
});

test('a paper with an old id has a page, where it can be voted on', async () => {
  const address = testBot.address();
  const page = await fetch(`${address}/papers/${OLD}`);
  expect(await page.text()).toContain(`The lamps of ${OLD}`);
  const cookie = (page.headers.get('set-cookie') ?? '').split(';')[0] as string;
  const response = await fetch(`${address}/votes`, {
    method: 'POST',
    headers: { accept: 'application/json', cookie },
    body: new URLSearchParams({ paper: OLD, value: '1' }),
  });
  expect(await response.json()).toEqual({ up: 1, down: 0, mine: 1 });
});
