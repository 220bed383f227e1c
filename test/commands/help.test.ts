import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../commands/index.ts';
import { WEB_PLACE } from '../../src/domain/subscription/subscription.ts';
import { commandWording, helpWording } from '../../src/i18n/ko/command.ts';
import { fieldsWording, searchWording } from '../../src/i18n/ko/search.ts';
import { subscriptionWording } from '../../src/i18n/ko/subscription/subscription.ts';
import { createHarness, labelsOf, sectionOf, textOf } from './harness.ts';

const DISCORD = { platform: 'discord', workspace: '1', channel: '2' };
const SLACK = { platform: 'slack', workspace: 'T1', channel: 'C1' };
const CHANGING = COMMANDS.filter(({ managersOnly }) => managersOnly);

describe('help', () => {
  test.each([SLACK, DISCORD])(
    'lists every command in both languages, with its description and its options: %j',
    async (place) => {
      const { ask } = await createHarness();
      const answer = await ask('/paper help', { place });
      expect(textOf(answer)[0]).toBe(helpWording.title);
      expect(textOf(answer)[1]).toContain(helpWording.intro);
      for (const { name, ko, description, options } of COMMANDS) {
        const said = sectionOf(answer, `/paper ${name} · ${ko}`) ?? '';
        expect(said.startsWith(description)).toBe(true);
        for (const { ko: option, platforms } of Object.values(options)) {
          expect(said.includes(option), option).toBe(platforms?.includes(place.platform) ?? true);
        }
      }
      expect(answer.cards[0]?.sections).toHaveLength(1 + COMMANDS.length);
    },
  );

  test("fits one message: one section per command, within every platform's limit", async () => {
    const { ask } = await createHarness();
    const lines = ['/paper help', ...COMMANDS.map(({ name }) => `/paper help ${name}`)];
    for (const place of [DISCORD, SLACK]) {
      for (const line of lines) {
        const [card] = (await ask(line, { place })).cards;
        expect(card?.sections.length).toBeLessThanOrEqual(25);
        for (const { text } of card?.sections ?? []) expect(text.length).toBeLessThanOrEqual(1_024);
      }
    }
  });

  test('shows only the description of a command without options', async () => {
    const { ask } = await createHarness();
    const { description } = COMMANDS.find(({ name }) => name === 'status') ?? expect.unreachable();
    expect(sectionOf(await ask('/논문 도움말'), '/paper status · 상태')).toBe(description);
  });

  test('leaves out what cannot be done on the platform', async () => {
    const { ask } = await createHarness();
    const discord = await ask('/paper help', { place: DISCORD });
    const [slack, web] = [
      await ask('/paper help', { place: SLACK }),
      await ask('/paper help', { place: WEB_PLACE }),
    ];
    const said = (answer: typeof slack) => textOf(answer).join('\n');
    // Discord shows and completes the options, so nobody types them.
    expect(said(discord)).not.toMatch(/기간:30|Slack|양식/);
    expect(said(discord)).toContain(helpWording.forms.discord);
    expect(said(slack)).toContain(helpWording.typing);
    expect(said(slack)).toContain(helpWording.forms.slack);
    expect(said(slack)).not.toMatch(/Discord|패널/);
    // The web page's subscription cannot be changed.
    for (const { ko } of CHANGING) expect(said(web)).not.toContain(`· ${ko}\n`);
    expect(web.cards[0]?.sections).toHaveLength(1 + COMMANDS.length - CHANGING.length);
    expect(said(web)).toContain(helpWording.typing);
  });

  test.each([
    ...['/paper 도움말 검색', '/paper 검색 도움말', '/paper help search', '/paper search help'],
    ...['/paper search --help', '/paper search —help', '/paper 검색 -h', '/paper 검색 ?', '/paper 검색 ？'],
    ...['/논문 사용법 검색', '/paper 도움말 명령:검색', '/paper help /search', '/paper ? 검색'],
  ])('%s explains the options of that command', async (line) => {
    const { ask } = await createHarness();
    const answer = await ask(line, { place: SLACK });
    const search = COMMANDS.find(({ name }) => name === 'search') ?? expect.unreachable();
    expect(textOf(answer)[0]).toBe('/paper search · 검색');
    for (const { ko, description } of Object.values(search.options))
      expect(sectionOf(answer, ko)?.startsWith(description)).toBe(true);
    // What can be typed for an option with a few values is named.
    for (const label of Object.values(searchWording.sorts))
      expect(sectionOf(answer, '정렬')).toContain(label);
  });

  test.each(['/paper 검색 help 명령', '/paper 검색 검색어:help', '/paper 보기 the help'])(
    '%s is no question for help',
    async (line) => {
      const { ask } = await createHarness();
      expect(textOf(await ask(line))[0]).not.toContain('/paper');
    },
  );

  test('on a command that only managers can use says so, and is for everyone', async () => {
    const { ask } = await createHarness();
    const answer = await ask('/paper 구독 도움말', { place: SLACK, manages: async () => false });
    expect(textOf(answer).join('\n')).toContain(helpWording.managers);
    expect(sectionOf(answer, '시각')).toBeDefined();
    const web = await ask('/paper 구독 도움말', { place: WEB_PLACE });
    expect(textOf(web)[0]).toBe(subscriptionWording.webIsFixed);
    expect(textOf(await ask('/paper 도움말 등대'))[0]).toBe(commandWording.unknownCommand('등대'));
  });

  test('without any command is short, with buttons for the common ones and a menu of fields', async () => {
    const { ask, press } = await createHarness();
    const menu = await ask('/paper', { place: SLACK });
    expect(textOf(menu).slice(0, 2)).toEqual([
      helpWording.title,
      `${helpWording.intro} ${helpWording.search}`,
    ]);
    expect(labelsOf(menu)).toEqual(['오늘', '인기', '분야', '구독', '도움말']);
    expect(menu.pick).toEqual({ label: fieldsWording.pick, command: 'search', option: 'field' });
    expect(labelsOf(await ask('/논문', { place: WEB_PLACE }))).toEqual(['오늘', '인기', '분야', '도움말']);
    const full = await press(menu, '도움말', { place: SLACK });
    expect(full).toEqual(await ask('/paper help', { place: SLACK }));
    expect(full.standsBelow).toBeFalsy();
    expect(labelsOf(full)).toEqual([]);
  });
});
