import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../commands/index.ts';
import type { Command } from '../../src/command/define.ts';
import type { Option } from '../../src/command/options/option.ts';
import { commandWording } from '../../src/i18n/ko/command.ts';
import { searchWording, showWording } from '../../src/i18n/ko/search.ts';
import { statusWording } from '../../src/i18n/ko/status.ts';
import { subscriptionWording } from '../../src/i18n/ko/subscription.ts';
import type { Speed } from '../fixtures/sample.ts';
import { BAD, BAD_SETTING, type Case, GOOD, HOSTILE, SETTING } from '../platforms/commands/cases.ts';
import {
  type Ask,
  comparable,
  type Driver,
  impolite,
  isSame,
  labelsOf,
  type RestClient,
  type Shown,
  textOf,
  toLine,
  type Where,
} from '../platforms/commands/driver.ts';
import type { TestBot } from '../platforms/commands/harness.ts';
import { MAX_LINE } from '../platforms/commands/web-driver.ts';

const commandOf = (name: string) => COMMANDS.find((command) => command.name === name) as Command;
const named = (cases: readonly Case[]) => cases.map((asked) => [nameOf(asked), asked] as const);
const nameOf = (asked: Case) => JSON.stringify(toLine(asked)).slice(0, 100);

/** The same command with Korean names. */
function inKorean({ command, given = {} }: Ask): Ask {
  const { ko, options } = commandOf(command);
  const values = Object.entries(given).map(([name, value]) => [options[name]?.ko ?? name, value]);
  return { command: ko, given: Object.fromEntries(values) };
}

const PLATFORMS = ['discord', 'slack', 'web'] as const;

/** Answers of every command, on a platform with a running bot. The quick run has each case on one of the platforms. */
export function describeCommands(name: Driver['name'], speed: Speed, open: () => TestBot): void {
  const sample = <T>(cases: readonly T[]) =>
    cases.filter((_, n) => (PLATFORMS[n % PLATFORMS.length] === name) === (speed === 'quick'));
  const anybody = (): RestClient => ({ person: open().person() });
  const manager = (where: Where): RestClient => ({ person: open().person(true), where });
  const driver = () => open().drivers[name];
  const isFixed = name === 'web';

  function expectAnswer(shown: Shown, { says, buttons = [] }: Case): void {
    expect(impolite(shown)).toEqual([]);
    for (const said of says) expect(textOf(shown)).toContain(said);
    expect(labelsOf(shown)).toEqual(expect.arrayContaining([...buttons]));
  }

  /** Asks in every way that this platform offers. */
  async function askInAllWays(asked: Case, client: () => RestClient, expected = asked): Promise<void> {
    expectAnswer(await driver().use(client(), asked), expected);
    expectAnswer(await driver().use(client(), inKorean(asked)), expected);
    for (const line of driver().hasLines ? (asked.typed ?? []) : []) {
      expectAnswer(await driver().type(client(), line), expected);
    }
  }

  describe(`commands on ${name}`, () => {
    if (speed === 'quick') describeOnce();

    test.for(named(sample(GOOD)))('%s is answered in both languages', async ([, asked]) => {
      await askInAllWays(asked, anybody);
    });

    test.for(named(sample(BAD)))('%s is explained', async ([, asked]) => {
      expectAnswer(await driver().force(anybody(), asked), asked);
      expectAnswer(await driver().force(anybody(), inKorean(asked)), asked);
    });

    test.for(sample(COMMANDS).map((command) => [command.name, command] as const))(
      '%s explains an unknown option by listing its own options',
      async ([, { name: command, ko, options }]) => {
        const known = Object.values(options).map((option) => option.ko);
        for (const other of [
          'nope',
          '없는옵션',
          '__proto__',
          'constructor',
          '<!channel>',
          '**',
          '@everyone',
        ]) {
          const shown = await driver().force(manager('quiet'), { command, given: { [other]: 'x' } });
          expectAnswer(shown, { command, says: [commandWording.unknownOption(ko, other, known)] });
        }
      },
    );

    test.for(
      sample(
        COMMANDS.flatMap(({ name, options }) =>
          Object.keys(options).map((option) => [name, option] as const),
        ),
      ),
    )('%s: whatever is put into %s gets a harmless answer', async ([command, option]) => {
      const { kind, choices } = commandOf(command).options[option] as Option<unknown>;
      // For an option with a few valid values, all others fail in the same way.
      const values = kind === 'whole' || choices ? HOSTILE.filter((_, at) => at % 4 === 0) : HOSTILE;
      const answers = await Promise.all(
        values.map((value) => driver().force(manager('quiet'), { command, given: { [option]: value } })),
      );
      expect(answers.flatMap(impolite)).toEqual([]);
    });

    test('nothing of this made the bot or the platform complain', () => {
      expect(open().complaints()).toEqual([]);
    });
  });

  function describeOnce(): void {
    test('Korean that is written in single letters, as some systems send it, is the same', async () => {
      for (const { command, given = {} } of GOOD) {
        const apart = Object.entries(given).map(([key, value]) => [key, String(value).normalize('NFD')]);
        // A case before this one may have collected a list, whose papers would be indexed between the two answers.
        await open().index();
        const shown = await driver().force(anybody(), { command, given: Object.fromEntries(apart) });
        const usual = await driver().force(anybody(), { command, given });
        expect(comparable(shown).map((text) => text.normalize('NFC'))).toEqual(comparable(usual));
      }
    });

    test('a manager says what a channel gets, one setting after the other', async () => {
      const fixed = { says: [subscriptionWording.webIsFixed] };
      for (const asked of SETTING) {
        // Expected only once: the first answer after a start differs.
        const expected = isFixed ? { ...asked, ...fixed } : asked;
        if (asked.typed) await askInAllWays(asked, () => manager('quiet'), expected);
        else expectAnswer(await driver().use(manager('quiet'), asked), expected);
      }
      expectAnswer(await driver().use(manager('quiet'), { command: 'status' }), {
        command: 'status',
        says: [isFixed ? statusWording.active : statusWording.ended(null)],
      });
    });

    test('settings can also be written in single letters', async () => {
      for (const asked of SETTING) {
        const { command, given = {}, says } = asked;
        const apart = Object.entries(given).map(([key, value]) => [
          key,
          typeof value === 'string' ? value.normalize('NFD') : value,
        ]);
        const shown = await driver().force(manager('quiet'), { command, given: Object.fromEntries(apart) });
        expect(textOf(shown)).toContain(isFixed ? subscriptionWording.webIsFixed : says.at(-1));
      }
    });

    test('wrong settings are explained, and change nothing', async () => {
      await driver().use(manager('quiet'), { command: 'subscribe', given: { count: 2 } });
      const read = () => open().store().subscriptions();
      const before = await read();
      for (const asked of BAD_SETTING) {
        expectAnswer(await driver().force(manager('quiet'), asked), asked);
        expectAnswer(await driver().force(manager('quiet'), inKorean(asked)), asked);
      }
      expect(await read()).toEqual(before);
    });

    test('members who do not manage the channel set nothing', async () => {
      const before = await open().store().subscriptions();
      for (const { name: command, ko } of COMMANDS.filter(({ managersOnly }) => managersOnly)) {
        // On loopback everybody is an operator of the web channel, which has no settings of its own.
        const says = [isFixed ? subscriptionWording.webIsFixed : commandWording.managersOnly(ko)];
        await askInAllWays({ command, says }, anybody);
      }
      expect(await open().store().subscriptions()).toEqual(before);
    });

    test('what is not subscribed cannot be ended', async () => {
      const says = [isFixed ? subscriptionWording.webIsFixed : subscriptionWording.none];
      await askInAllWays({ command: 'unsubscribe', says }, () => manager('hall'));
    });

    test('an unknown command is named without harm', async () => {
      const words = [
        'nope',
        '없는명령',
        '@everyone',
        '<!channel>',
        '**today**',
        'constructor',
        'x'.repeat(500),
      ];
      for (const command of words) {
        const shown = await driver().force(anybody(), { command });
        expect(impolite(shown)).toEqual([]);
        expect(textOf(shown)).toContain(commandWording.unknownCommand(command).slice(0, 12));
      }
    });

    test('words without a name are explained where a command has no place for them', async () => {
      // A form cannot hold them.
      if (!driver().hasLines) return;
      for (const { name: command, ko, rest } of COMMANDS) {
        if (rest) continue;
        const says = [commandWording.notAnOption(ko, '<!here>')];
        expectAnswer(await driver().type(anybody(), `${command} <!here>`), { command, says });
        expectAnswer(await driver().type(anybody(), `${ko} <!here>`), { command, says });
      }
    });

    test('what is offered while an option is filled in is taken', async () => {
      let offered = 0;
      for (const { name: command, options } of COMMANDS) {
        for (const [option, { complete }] of Object.entries(options)) {
          if (!complete) continue;
          for (const typed of ['', '강', 'ㅁ', '1', 'a']) {
            const values = (await driver().offers(manager('quiet'), command, option, typed)) ?? [];
            offered += values.length;
            for (const value of values.slice(0, 2)) {
              const shown = await driver().pick(manager('quiet'), command, option, value);
              expect(impolite(shown)).toEqual([]);
              const problem = [searchWording.noField(value), showWording.notAPaper(value)];
              expect(problem, `${command} ${option}:${value}`).not.toContain(shown.cards[0]?.title);
            }
          }
        }
      }
      expect(offered > 0).toBe(!isFixed);
    });
  }
}

/** Options whose answers repeat the given value, each in another part of a card. */
const QUOTED = [
  ['search', 'words'],
  ['search', 'days'],
  ['today', 'field'],
  ['show', 'paper'],
] as const;

/** The quick run asks every fourth question of every platform, the deep run all others. */
const EVERY = 4;

/** The same command gets the same text on every platform. */
export function describeSameWords(speed: Speed, open: () => TestBot): void {
  const isQuick = (index: number) => (index % EVERY === 0) === (speed === 'quick');
  const drivers = () => Object.values(open().drivers);

  async function expectSame(asked: Ask, client: () => RestClient, among = drivers()): Promise<void> {
    await open().index();
    const [first, ...others] = await Promise.all(among.map((driver) => driver.force(client(), asked)));
    for (const other of others) {
      // Texts that are equal up to a truncation pass; otherwise show the difference.
      if (!isSame(first as Shown, other)) expect(comparable(other)).toEqual(comparable(first as Shown));
    }
  }

  describe('the same words on Discord, Slack and the web', () => {
    test.for(named([...GOOD, ...BAD]).filter((_, index) => isQuick(index)))('%s', async ([, asked]) => {
      await expectSame(asked, () => ({ person: open().person() }));
    });

    if (speed === 'deep') {
      test('whatever is put into an option', async () => {
        // A typed value cannot contain quotes, and the web page accepts no longer lines.
        const values = HOSTILE.filter(
          (value) => !/["“”]/.test(value) && value.length < MAX_LINE - 50 && value === value.trim(),
        );
        expect(values.length).toBeGreaterThan(20);
        for (const [command, option] of QUOTED) {
          for (const value of values) {
            await expectSame({ command, given: { [option]: value } }, () => ({ person: open().person() }));
          }
        }
      });
      return;
    }

    test('wrong settings', async () => {
      for (const asked of BAD_SETTING) {
        await expectSame(asked, () => ({ person: open().person(true), where: 'quiet' }));
      }
    });

    test('settings, one after the other', async () => {
      const { discord, slack } = open().drivers;
      const client = (): RestClient => ({ person: open().person(true), where: 'hall' });
      for (const asked of SETTING) {
        await expectSame(asked, client, [discord, slack]);
        // The answer contains deliveries, and either platform could be the faster one.
        await open().whenDelivered('hall');
      }
    });
  });
}

/** Fails if a new command or option is missing here. */
export function describeCoverage(): void {
  describe('the cases', () => {
    const uses = (cases: readonly Case[]) =>
      new Set(
        cases.flatMap(({ command, given = {} }) => [
          command,
          ...Object.keys(given).map((key) => `${command} ${key}`),
        ]),
      );
    const all = COMMANDS.flatMap(({ name, options }) =>
      Object.keys(options).map((option) => `${name} ${option}`),
    );

    test('have every command', () => {
      const used = uses([...GOOD, ...SETTING]);
      expect(COMMANDS.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
    });

    test('have every option, with values that are right and values that are wrong', () => {
      const [good, bad] = [uses([...GOOD, ...SETTING]), uses([...BAD, ...BAD_SETTING])];
      expect(all.filter((option) => !good.has(option))).toEqual([]);
      expect(all.filter((option) => !bad.has(option))).toEqual([]);
    });

    test('have every value of an option that has a few', () => {
      const given = [...GOOD, ...SETTING].flatMap(({ command, given = {}, typed = [] }) => [
        ...Object.entries(given).map(([key, value]) => `${command} ${key}:${value}`),
        ...typed,
      ]);
      const choices = COMMANDS.flatMap(({ name, options }) =>
        Object.entries(options).flatMap(([key, { choices = [] }]) =>
          choices.map(({ value }) => `${name} ${key}:${value}`),
        ),
      );
      expect(choices.filter((choice) => !given.includes(choice))).toEqual([]);
    });
  });
}
