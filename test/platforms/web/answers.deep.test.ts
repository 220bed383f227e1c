import { beforeEach, describe, expect, test } from 'vitest';
import { LIMITS } from '../../../src/command/quotas.ts';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { commandWording, pagesWording } from '../../../src/i18n/ko/command.ts';
import { searchWording } from '../../../src/i18n/ko/search.ts';
import { webPageWording } from '../../../src/i18n/ko/web-page.ts';
import { html as template } from '../../../src/render/html-template.ts';
import { makePapers, storedSummary } from '../../app/editions/harness.ts';
import { DAY, linesOf, listedIn, open, papersOf, type Scene } from './harness.ts';

const PAPERS = makePapers(12).map((paper) => ({ ...paper, title: `${paper.title} about lighthouses` }));
const [FIRST, SECOND, , , FIFTH] = PAPERS.map(({ id }) => id) as [string, string, string, string, string];

let scene: Scene;
let ask: Scene['ask'];
let send: Scene['send'];
beforeEach(async () => {
  scene = await open(PAPERS);
  ({ ask, send } = scene);
  await scene.index();
});

const escaped = (text: string) => String(template`${text}`);

/** Returns the command line of the button with this label. */
const lineOf = (html: string, label: string) =>
  linesOf(html).find((button) => button.label === label)?.line ?? expect.unreachable(label);

describe('plain words', () => {
  test.each([
    'lighthouses',
    'Paper lighthouses',
    '"about lighthouses"',
    'lighthouses: about',
    '  lighthouses  ',
  ])('typed into the box (%j) are a search', async (words) => {
    const html = await ask(words);
    expect(html).toContain(searchWording.results(PAPERS.length));
    expect(listedIn(html)).toHaveLength(10);
    expect(lineOf(html, pagesWording.next)).toMatch(/^\/paper search words:.* page:2x10$/);
  });

  test('are searched for literally, whatever they contain', async () => {
    for (const words of [
      '분야:로보틱스',
      'page:99',
      'share:yes',
      'words:x',
      '<b>fog</b> & sea',
      '%',
      '\\',
      "'",
    ]) {
      const html = await ask(words);
      expect(html, words).toContain(searchWording.nothing);
      expect(html, words).toContain(escaped(words));
    }
    expect(await scene.messages.newestId()).toBe(0);
  });

  test('that are blank are answered with a request for words', async () => {
    for (const words of ['', '   ', '""'])
      expect(await ask(words)).toContain(escaped(searchWording.nothingAsked));
  });

  test('are cut at 200 characters, the limit of their box', async () => {
    expect(await ask('x'.repeat(500))).toContain(`${'x'.repeat(200)}&#39;`);
  });
});

describe('votes in a reply', () => {
  const pressed = (html: string, paper: string) =>
    [
      ...(html.split(`data-paper="${paper}"`)[1] ?? '').matchAll(
        /aria-pressed="(\w+)" aria-label="(\S+ \d+)"/g,
      ),
    ]
      .slice(0, 2)
      .map(([, isPressed, label]) => [isPressed, label]);

  test("are buttons below every opened paper, with all votes and the reader's own, and counts in lists", async () => {
    const me = await scene.enter();
    await scene.store.addReaction(
      { paperId: FIFTH, platform: 'slack', voter: 'U1', messageId: 'C/1', emoji: '+1', value: 1 },
      scene.clock.now(),
    );
    const html = await ask(`/paper show ${FIFTH}`, me);
    expect(html.match(/<form class="votes"/g)).toHaveLength(1);
    const listed = (shown: string) =>
      shown.match(/<li value.*?<\/li>/gs)?.find((item) => item.includes(FIFTH));
    expect(listed(await ask('lighthouses', me))).toContain(cardWording.voteCount(1, 0));
    expect(html).not.toContain(`<dt>${cardWording.labels.votes}</dt>`);
    expect(pressed(html, FIFTH)).toEqual([
      ['false', `${webPageWording.like} 1`],
      ['false', `${webPageWording.dislike} 0`],
    ]);
    expect(await (await scene.pressVote('1', FIFTH, me)).json()).toEqual({ up: 2, down: 0, mine: 1 });
    for (const line of ['lighthouses', '/paper today'])
      expect(listed(await ask(line, me)), line).toContain(cardWording.voteCount(2, 0));
    for (const line of [`/paper show ${FIFTH}`, `/papers/${FIFTH}`]) {
      const shown = line.startsWith('/papers')
        ? await scene.getText(line, { headers: me })
        : await ask(line, me);
      expect(pressed(shown, FIFTH), line).toEqual([
        ['true', `${webPageWording.like} 2`],
        ['false', `${webPageWording.dislike} 0`],
      ]);
    }
    // A new reader has not voted, but sees all votes.
    expect(pressed(await ask(`/paper show ${FIFTH}`, await scene.enter()), FIFTH)[0]).toEqual([
      'false',
      `${webPageWording.like} 2`,
    ]);
  });

  test('work for a paper that was in no edition', async () => {
    scene.stage.others['2401.00001'] = { ...PAPERS[0], id: '2401.00001' } as (typeof PAPERS)[number];
    expect(papersOf(await ask('/paper show 2401.00001'))).toEqual(['2401.00001']);
    expect((await scene.pressVote('-1', '2401.00001')).status).toBe(200);
    expect(pressed(await ask('/paper show 2401.00001'), '2401.00001')[1]).toEqual([
      'false',
      `${webPageWording.dislike} 1`,
    ]);
  });
});

describe('a reply to a button', () => {
  test.each([
    ['a paper of the list', `/paper show ${FIRST}`, true],
    ['a problem', '/paper today page:9', true],
    ['a forged line', '/paper nope', true],
    ['a stored line that was lost', '/paper ~00000000-0000-0000-0000-000000000000', true],
    ['sharing', `/paper today day:${DAY} share:yes`, true],
    ['another page', `/paper today day:${DAY} page:2`, false],
    ['another search', '/paper search lighthouses', false],
  ])('says whether it belongs below the list: %s', async (_what, line, standsBelow) => {
    expect((await send(line)).standsBelow).toBe(standsBelow);
  });
});

describe('sharing', () => {
  const channel = async (headers = {}) => scene.getText('/', { headers });
  /** Returns the title of each message in the channel. */
  const titles = async () =>
    [...(await channel()).matchAll(/<h2>(?:<a [^>]*>)?(.*?)(?:<\/a>)?<\/h2>/g)].map(([, title]) => title);

  test('makes a card a message of the channel, with votes and without other buttons', async () => {
    await scene.store.saveSummary(FIRST, storedSummary(), scene.clock.now());
    const answer = await ask(`/paper show ${FIRST}`);
    const said = await send(lineOf(answer, commandWording.share));
    expect(said.html).toContain(webPageWording.shared);
    expect(linesOf(said.html)).toEqual([]);
    const html = await channel();
    expect(html).toContain(`<p class="notice">${commandWording.shared}</p>`);
    expect(papersOf(html)).toEqual([FIRST]);
    expect(html).toContain('<form class="votes"');
    expect(linesOf(html)).toEqual([]);
    expect(html).not.toContain(webPageWording.emptyChannel);
    const me = await scene.enter();
    await scene.pressVote('1', FIRST, me);
    expect(await channel(me)).toContain('value="1" aria-pressed="true"');
  });

  test('makes a list one message, whose papers open for every reader', async () => {
    const answer = await ask('lighthouses');
    await send(lineOf(answer, commandWording.share));
    const html = await channel();
    // All match equally well, so the newest comes first.
    expect(listedIn(html)).toEqual(
      PAPERS.toReversed()
        .slice(0, 10)
        .map(({ id }) => id),
    );
    expect(await titles()).toEqual([expect.stringContaining('lighthouses')]);
    expect(html.split(commandWording.shared)).toHaveLength(2);
    const line = linesOf(html)[0]?.line ?? '';
    expect(papersOf(await ask(line, await scene.enter()))).toEqual([PAPERS.at(-1)?.id]);
  });

  test('posts between the editions, and the position stays the same after a reload', async () => {
    const [, , third] = PAPERS;
    await scene.postEdition(PAPERS.slice(0, 1));
    await send(`/paper show ${SECOND} share:yes`);
    await scene.postEdition(third ? [third] : [], '2026-08-24');
    const expected = [
      cardWording.headingTitle(DAY),
      ...[PAPERS[0]?.title, PAPERS[1]?.title],
      cardWording.headingTitle('2026-08-24'),
      third?.title,
    ];
    expect(await titles()).toEqual(expected);
    expect(await titles()).toEqual(expected);
    // The shared card belongs to no list day.
    expect(papersOf(await scene.getText(`/days/${DAY}`))).toEqual([FIRST]);
  });

  test('can repeat a paper of an edition, and every id on the page stays unique', async () => {
    await scene.postEdition(PAPERS.slice(0, 2));
    await send(`/paper show ${FIRST} share:yes`);
    const html = await channel();
    expect(papersOf(html)).toEqual([FIRST, SECOND, FIRST]);
    const names = [...html.matchAll(/ id="([^"]+)"/g)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain(`paper-${FIRST}`);
  });

  test('updates open pages immediately', async () => {
    const response = await fetch(`${scene.base}/events?after=0`);
    await send(`/paper show ${FIRST} share:yes`);
    const decoder = new TextDecoder();
    let told = '';
    for await (const chunk of response.body as ReadableStream<Uint8Array>) {
      told += decoder.decode(chunk, { stream: true });
      if (told.includes('\n\n')) break;
    }
    expect(told).toMatch(/^event: message\n/);
    expect(told).toContain(`data-paper=\\"${FIRST}\\"`);
  });

  test('has a limit for each reader', async () => {
    const me = await scene.enter();
    const line = (times: number) => `/paper show ${PAPERS[times]?.id} share:yes`;
    for (let times = 0; times < LIMITS.share.most; times += 1)
      expect(await ask(line(times), me)).toContain(webPageWording.shared);
    expect(await ask(line(LIMITS.share.most), me)).toContain(
      commandWording.tooOften(LIMITS.share.withinMs / 60_000),
    );
    expect(papersOf(await channel())).toHaveLength(LIMITS.share.most);
    expect(await ask(line(LIMITS.share.most + 1), await scene.enter())).toContain(webPageWording.shared);
  });

  test('works without scripts: the answer is a page that confirms it', async () => {
    const body = new URLSearchParams({ line: `/paper show ${FIRST} share:yes` });
    const html = await scene.getText('/commands', { method: 'POST', body });
    expect(html).toContain('<!doctype html>');
    expect(html).toContain(webPageWording.shared);
    expect(papersOf(await channel())).toEqual([FIRST]);
  });

  test.each(['/paper help', '/paper status', '/paper subscribe count:3', '/paper search zxcvbnm'])(
    'posts nothing if the answer has nothing to share: %s',
    async (line) => {
      const html = await ask(`${line} share:yes`);
      expect(html).not.toContain(webPageWording.shared);
      expect(linesOf(html).map(({ label }) => label)).not.toContain(commandWording.share);
      expect(await scene.messages.newestId()).toBe(0);
    },
  );
});
