import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../src/command/quotas.ts';
import { cardWording } from '../../src/i18n/ko/card.ts';
import { commandWording, helpWording, pagesWording } from '../../src/i18n/ko/command.ts';
import { optionWording } from '../../src/i18n/ko/options.ts';
import { searchWording, showWording } from '../../src/i18n/ko/search.ts';
import { statusWording } from '../../src/i18n/ko/status.ts';
import { subscriptionWording } from '../../src/i18n/ko/subscription/subscription.ts';
import { todayWording } from '../../src/i18n/ko/today.ts';
import { topWording } from '../../src/i18n/ko/top.ts';
import type { Speed } from '../fixtures/sample.ts';
import { listedPapers } from '../fixtures/search/index.ts';
import {
  type Ask,
  comparable,
  type Driver,
  impolite,
  labelsOf,
  type RestClient,
  type Shown,
  textOf,
  titlesOf,
} from '../platforms/commands/driver.ts';
import type { TestBot } from '../platforms/commands/harness.ts';
import { LISTS, LONG_DAY, TODAY } from '../platforms/commands/papers.ts';

const { previous, next, more } = pagesWording;
/** Search words whose command line is too long for a button, so the button contains the key of a stored line. */
const LONG_WORDS =
  '강화 학습 reinforcement learning RL 강화학습 reinforcement learning 강화 학습 reinforcement learning';
/** The maximum length of a button's command line, in characters. */
const LONG_LINE = 100;
/**
 * The time left in a quota's period at the second refusal, in ms: under a minute, but longer than the bot's sleeps.
 */
const LEFT = 30_000;

/** The platform on which the quick run tests each group; the deep run tests the group on the others. */
const QUICK = { buttons: 'slack', forged: 'discord', visibility: 'discord', limits: 'web' } as const;

/** Tests the buttons below replies on one platform; `open` returns the running bot. */
export function describeButtons(name: Driver['name'], speed: Speed, open: () => TestBot): void {
  const has = (group: keyof typeof QUICK) => (QUICK[group] === name) === (speed === 'quick');
  const driver = () => open().drivers[name];
  const member = (): RestClient => ({ person: open().person() });
  const isFixed = name === 'web';

  /** Presses the button `label` until it is gone; each page must replace the previous one. Returns all pages. */
  async function walk(client: RestClient, first: Shown, label: string = next): Promise<Shown[]> {
    const pages = [first];
    for (let page = first; labelsOf(page).includes(label); ) {
      const turned = await driver().press(client, page, label);
      expect(turned.isInPlace).toBe(true);
      expect(impolite(turned)).toEqual([]);
      pages.push(turned);
      page = turned;
    }
    return pages;
  }

  /** Expects each paper once, numbered across all pages, and the same pages on the way back. */
  async function expectWholeWalk(client: RestClient, first: Shown, total: number): Promise<void> {
    const pages = await walk(client, first);
    const titles = pages.flatMap(titlesOf);
    expect(titles.map((title) => Number.parseInt(title, 10))).toEqual(titles.map((_, index) => index + 1));
    expect(new Set(titles.map((title) => title.replace(/^\d+\. /, ''))).size).toBe(total);
    for (const [index, page] of pages.entries()) {
      expect(textOf(page)).toContain(pagesWording.page(index + 1, pages.length));
      expect(labelsOf(page)).toContain(commandWording.share);
    }
    const back = await walk(client, pages.at(-1) as Shown, previous);
    expect(back.map(comparable)).toEqual(pages.toReversed().map(comparable));
  }

  const totalOf = (shown: Shown) => Number(textOf(shown).match(/찾은 논문 (\d+)편/)?.[1]);

  if (has('buttons'))
    describe(`buttons on ${name}`, () => {
      test.for<[string, Ask]>([
        ['words', { command: 'search', given: { words: '강화 학습', votes: 30 } }],
        ['a field and a sort', { command: '검색', given: { 분야: '로보틱스', 정렬: 'newest' } }],
        [
          'every option',
          { command: 'search', given: { words: 'agent', days: 3_650, votes: 10, sort: 'votes' } },
        ],
        ['corrected words', { command: 'search', given: { words: 'ㄱㅎㅎㅅ', votes: 30 } }],
      ])('page through a search by %s, and back', async ([, ask]) => {
        const client = member();
        const first = await driver().use(client, ask);
        expect(totalOf(first)).toBeGreaterThan(10);
        await expectWholeWalk(client, first, totalOf(first));
      });

      test('stop at the maximum number of pages if a search has more results', async () => {
        const client = member();
        const first = await driver().use(client, {
          command: 'search',
          given: { words: 'model', sort: 'newest' },
        });
        expect(totalOf(first)).toBeGreaterThan(200);
        const pages = await walk(client, first);
        expect(pages).toHaveLength(20);
        expect(titlesOf(pages.at(-1) as Shown)[9]).toMatch(/^200\. /);
      });

      test.for<[string, Ask]>([
        ['a day', { command: 'today', given: { day: LONG_DAY } }],
        ['today', { command: '오늘' }],
        ['a field of a day', { command: 'today', given: { day: '2025-09-30', field: 'NLP' } }],
      ])('page through %s, and back', async ([, ask]) => {
        const client = member();
        const first = await driver().use(client, ask);
        // The last number in the line is the number of papers shown.
        const total = Number(textOf(first).match(/논문(?:은)? (\d+)편[^\d]*$/m)?.[1]);
        expect(total).toBeGreaterThan(10);
        await expectWholeWalk(client, first, total);
      });

      test('show a paper below its list, which stays', async () => {
        const client = member();
        const list = await driver().use(client, { command: 'today', given: { day: LONG_DAY } });
        for (const number of [1, 10]) {
          const paper = await driver().press(client, list, more(number));
          expect(paper.isInPlace).toBe(false);
          expect(impolite(paper)).toEqual([]);
          expect(`${number}. ${paper.cards[0]?.title}`).toBe(titlesOf(list)[number - 1]);
          expect(labelsOf(paper)).toEqual([commandWording.share]);
        }
        expect((await driver().press(client, list, next)).isInPlace).toBe(true);
      });

      test.for(['search', 'today'])(
        '%s: offer the meanings of an ambiguous field, each of which can be chosen',
        async (command) => {
          const client = member();
          const given = { field: '추론', ...(command === 'today' ? { day: '2025-09-30' } : { days: 3_650 }) };
          const question = await driver().use(client, { command, given });
          expect(labelsOf(question)).toHaveLength(2);
          const answers: string[] = [];
          for (const label of labelsOf(question)) {
            const asked = await driver().use(client, { command, given });
            const chosen = await driver().press(client, asked, label);
            expect(impolite(chosen)).toEqual([]);
            const [field = ''] = label.split('(');
            expect(textOf(chosen)).toContain(field);
            expect(titlesOf(chosen).length).toBeGreaterThan(0);
            answers.push(textOf(chosen));
          }
          expect(new Set(answers).size).toBe(2);
        },
      );

      test('still work after the bot restarts with the same files', async () => {
        const client = member();
        const ask = (given: Ask['given'], command = 'search') =>
          driver().use(client, { command, ...(given ? { given } : {}) });
        const short = await ask({ words: '강화 학습', votes: 30 });
        const long = await ask({ words: LONG_WORDS, votes: 1 });
        const day = await ask({ day: LONG_DAY }, 'today');
        const lines = long.buttons.map(({ line }) => line);
        expect(lines.filter((line) => line.startsWith('/paper ~'))).toHaveLength(2);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(LONG_LINE);
        await open().restart();

        await expectWholeWalk(client, day, LISTS.get(LONG_DAY)?.length ?? 0);
        expect(textOf(await driver().press(client, short, next))).toContain(pagesWording.page(2, 2));
        const second = await driver().press(client, long, next);
        expect(textOf(second)).toContain(`'${LONG_WORDS}'`);
        expect(titlesOf(second)[0]).toMatch(/^11\. /);
        const back = await driver().press(client, second, previous);
        expect(comparable(back)).toEqual(comparable(long));
        expect((await driver().press(client, back, more(2))).cards[0]?.title).toBe(
          titlesOf(long)[1]?.slice(3),
        );
        const before = await driver().posted();
        await driver().press(client, back, commandWording.share);
        expect((await driver().posted()).length).toBeGreaterThan(before.length);
      });
    });

  if (has('forged'))
    describe(`forged and stale buttons on ${name}`, () => {
      const notOurs = isFixed ? commandWording.notACommand : commandWording.staleButton;
      // Lines of the web page count as typed, and buttons without the size of a page as those of earlier versions.
      const pagesOf = (total: number) => pagesWording.noSuchPage(Math.ceil(total / (isFixed ? 10 : 5)));
      const fixed = (otherwise: string) => (isFixed ? subscriptionWording.webIsFixed : otherwise);
      test.for<[string, string]>([
        ['/paper ~nope', commandWording.staleButton],
        ['/paper ~00000000-0000-4000-8000-000000000000', commandWording.staleButton],
        ['/paper ~', commandWording.unknownCommand('~')],
        ['/paper ~a b', commandWording.unknownCommand('~a')],
        ['/other today', notOurs],
        ['/papers today', notOurs],
        ['/paperboy', notOurs],
        ['/', notOurs],
        ['/paper next', commandWording.unknownCommand('next')],
        ['/paper constructor', commandWording.unknownCommand('constructor')],
        ['/paper /paper today', commandWording.unknownCommand('/paper')],
        ['/paper today page:99', optionWording.badNumber('쪽', 1, 20, '99')],
        ['/paper today page:19', pagesOf(LISTS.get(TODAY)?.length ?? 0)],
        ['/paper today day:2026-13-01', todayWording.noSuchDate('2026-13-01')],
        ['/paper today day:1999-01-01', todayWording.none('1999-01-01')],
        ['/paper search', searchWording.nothingAsked],
        ['/paper search words:"강화 학습" votes:30 page:20', pagesOf(11)],
        ['/paper search field:nope', searchWording.noField('nope')],
        ['/paper search share:yes', searchWording.nothingAsked],
        ['/paper show paper:nope share:yes', showWording.notAPaper('nope')],
        [
          '/paper top period:ever share:yes',
          optionWording.badChoice('기간', Object.values(topWording.periods), 'ever'),
        ],
        // What counts is the permission of the member who presses the button, no matter who created it.
        ['/paper unsubscribe', fixed(commandWording.managersOnly('해지'))],
        ['/paper subscribe count:100', fixed(commandWording.managersOnly('구독'))],
        ['/paper subscribe count:100 share:yes', fixed(commandWording.managersOnly('구독'))],
        // Personal answers cannot be shared.
        ['/paper status share:yes', statusWording.title],
        ['/paper help share:yes', helpWording.title],
      ])('%s gets a polite answer, and nothing happens', async ([line, sentence]) => {
        await expectHarmless(line, sentence);
      });

      const GARBAGE = [
        '',
        ' ',
        'rm -rf /',
        'vote:2608.00001:up',
        '{"command":"today"}',
        '\u0000',
        '@everyone',
        '👍',
      ];
      test.for(
        [...GARBAGE, '/paper', 'x'.repeat(500)].map(
          (line) => [JSON.stringify(line).slice(0, 40), line] as const,
        ),
      )(
        '%s gets a polite answer, and nothing happens',
        // The web page's box accepts plain text too, and searches for it.
        ([, line]) => expectHarmless(line, isFixed ? '' : commandWording.staleButton),
      );

      async function expectHarmless(line: string, sentence: string): Promise<void> {
        const state = async () => [await open().store().subscriptions(), (await driver().posted()).length];
        const before = await state();
        const shown = await driver().forge(member(), line);
        expect(impolite(shown)).toEqual([]);
        expect(textOf(shown)).toContain(sentence);
        expect(await state()).toEqual(before);
      }
    });

  if (has('visibility'))
    describe(`an answer on ${name}`, () => {
      const ASKS: readonly Ask[] = [
        { command: 'search', given: { words: '강화 학습' } },
        { command: 'today' },
        { command: 'top' },
        { command: 'fields' },
        { command: 'show', given: { paper: '2405.15738' } },
      ];

      test('is visible only to the person who asked', async () => {
        const before = await driver().posted();
        for (const ask of [...ASKS, { command: 'status' }, { command: 'help' }, { command: 'nope' }]) {
          expect((await driver().force(member(), ask)).isPrivate).toBe(true);
        }
        expect(await driver().posted()).toEqual(before);
      });

      test.for(ASKS.map((ask) => [ask.command, ask] as const))(
        'to %s can be shared in the channel: completely, once, and with the name of the sharer',
        async ([, ask]) => {
          const client = member();
          const answer = await driver().use(client, ask);
          const before = await driver().posted();
          await driver().press(client, answer, commandWording.share);
          const posted = (await driver().posted()).slice(before.length);
          expect(posted).toHaveLength(1);
          const cards = posted.flatMap((message) => message.cards);
          expect(cards.map(({ title }) => title)).toEqual(answer.cards.map(({ title }) => title));
          for (const [index, { words, links }] of answer.cards.entries()) {
            const said = textOf({ cards: cards.slice(index, index + 1) });
            for (const word of words) expect(said).toContain(word);
            expect(cards[index]?.links).toEqual(expect.arrayContaining([...links]));
          }
          expect(textOf({ cards })).toContain(driver().sharer(client.person));
          const papers = answer.buttons.filter(({ line }) => /^\/paper show \S+$/.test(line));
          const [shared] = posted as [Shown];
          expect(shared.buttons).toEqual(papers);
          if (papers[0]) {
            const opened = await driver().press(member(), shared, papers[0].label);
            expect(impolite(opened)).toEqual([]);
            expect(opened.isInPlace).toBe(false);
          }
        },
      );

      test('is shared with the page that it currently shows', async () => {
        const client = member();
        const first = await driver().use(client, { command: 'today', given: { day: LONG_DAY } });
        const second = await driver().press(client, first, next);
        const before = await driver().posted();
        await driver().press(client, second, commandWording.share);
        const posted = (await driver().posted()).slice(before.length);
        const titles = posted.flatMap(({ cards }) => cards).map(({ title }) => title);
        expect(titles).toEqual(second.cards.map(({ title }) => title));
      });
    });

  if (has('limits'))
    describe(`quotas per person on ${name}`, () => {
      /** Uses up a quota, and expects further attempts to be refused until the quota's period ends. */
      async function expectLimit(
        what: keyof typeof LIMITS,
        act: (client: RestClient) => Promise<Shown>,
      ): Promise<void> {
        await open().forgetWebLimits();
        const { most, withinMs } = LIMITS[what];
        const sentence = commandWording.tooOften(Math.ceil(withinMs / 60_000));
        const client = member();
        for (let times = 0; times < most; times += 1) {
          expect(textOf(await act(client))).not.toContain(sentence);
        }
        const refused = await act(client);
        expect(textOf(refused)).toBe(sentence);
        expect(impolite(refused)).toEqual([]);
        // What costs money is limited for all readers of the web page together.
        const isForAll = name === 'web' && what === 'lookUp';
        expect(textOf(await act(member())).includes(sentence)).toBe(isForAll);
        open().clock.advance(withinMs - LEFT);
        // The shown wait is at least one minute, never zero.
        expect(textOf(await act(client))).toBe(commandWording.tooOften(1));
        open().clock.advance(LEFT);
        expect(textOf(await act(client))).not.toMatch(/요청이 너무 많습니다/);
      }

      test('limit searches', () =>
        expectLimit('search', (client) =>
          driver().use(client, { command: 'search', given: { words: 'LoRA' } }),
        ));

      test('count turned pages and rankings as searches', async () => {
        const client = member();
        let shown = await driver().use(client, { command: 'search', given: { words: '강화 학습' } });
        for (let times = 1; times < LIMITS.search.most - 1; times += 1) {
          shown = await driver().press(client, shown, times % 2 ? next : previous);
        }
        await driver().use(client, { command: 'top' });
        const refused = await driver().press(client, shown, labelsOf(shown).includes(next) ? next : previous);
        expect(textOf(refused)).toBe(commandWording.tooOften(1));
        // The refusal appears below the current page, which stays.
        expect(refused.isInPlace).toBe(false);
      });

      test('limit papers that have to be fetched, but not stored papers', async () => {
        let number = 0;
        const asked: RestClient[] = [];
        await expectLimit('lookUp', (client) => {
          number += 1;
          asked.push(client);
          const paper = `9912.${String(number).padStart(5, '0')}`;
          return driver().use(client, { command: 'show', given: { paper } });
        });
        const [client] = asked as [RestClient];
        for (let times = 0; times < LIMITS.lookUp.most; times += 1) {
          const given = { paper: `9911.${String(times).padStart(5, '0')}` };
          await driver().use(client, { command: 'show', given });
        }
        const known = await driver().use(client, { command: 'show', given: { paper: '2405.15738' } });
        expect(textOf(known)).toContain(cardWording.labels.easy);
        expect(textOf(await driver().use(client, { command: 'today' }))).toContain(pagesWording.page(1, 2));
      });

      test('limit posts to the channel', async () => {
        let shared = 0;
        await expectLimit('share', async (client) => {
          const before = await driver().posted();
          const answer = await driver().use(client, {
            command: 'show',
            given: { paper: listedPapers[shared]?.id ?? '' },
          });
          shared += 1;
          const shown = await driver().press(client, answer, commandWording.share);
          const isPosted = (await driver().posted()).length > before.length;
          expect(isPosted).toBe(!/요청이 너무 많습니다/.test(textOf(shown)));
          return shown;
        });
      });
    });

  test(`no request on ${name} was refused, and the bot logged no problems`, () => {
    expect(open().complaints()).toEqual([]);
  });
}
