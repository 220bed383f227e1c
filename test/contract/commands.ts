import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../commands/index.ts';
import type { Command } from '../../src/command/define.ts';
import type { Option } from '../../src/command/options/option.ts';
import { commandWording } from '../../src/i18n/ko/command.ts';
import { optionWording } from '../../src/i18n/ko/options.ts';
import { searchWording, showWording } from '../../src/i18n/ko/search.ts';
import { statusWording } from '../../src/i18n/ko/status.ts';
import { subscriptionWording } from '../../src/i18n/ko/subscription/subscription.ts';
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

/** Returns the same command with Korean names. */
function inKorean({ command, given = {} }: Ask): Ask {
  const { ko, options } = commandOf(command);
  const values = Object.entries(given).map(([name, value]) => [options[name]?.ko ?? name, value]);
  return { command: ko, given: Object.fromEntries(values) };
}

const PLATFORMS = ['discord', 'slack', 'web'] as const;
const OPTIONS = COMMANDS.flatMap(({ name, options }) =>
  Object.keys(options).map((option) => [name, option] as const),
);
/** The quick run compares every fourth answer between platforms, and sends every fourth hostile value. */
const EVERY = 4;

/**
 * Tests the answers of every command on one platform; `open` returns the running bot. The quick run tests each case
 * on one platform, the deep run on the others.
 */
export function describeCommands(name: Driver['name'], speed: Speed, open: () => TestBot): void {
  const isHere = (n: number) => PLATFORMS[n % PLATFORMS.length] === name;
  const isSampled = (n: number) => isHere(n) === (speed === 'quick');
  const sample = <T>(cases: readonly T[]) => cases.filter((_, n) => isSampled(n));
  const anybody = (): RestClient => ({ person: open().person() });
  const manager = (where: Where): RestClient => ({ person: open().person(true), where });
  const driver = () => open().drivers[name];
  const isFixed = name === 'web';

  function expectAnswer(shown: Shown, { says, buttons = [] }: Case): void {
    expect(impolite(shown)).toEqual([]);
    for (const said of says) expect(textOf(shown)).toContain(said);
    expect(labelsOf(shown)).toEqual(expect.arrayContaining([...buttons]));
  }

  /** Sends a command with English names, with Korean names and as typed lines, and checks each answer. */
  async function askInAllWays(asked: Case, client: () => RestClient, expected = asked): Promise<void> {
    expectAnswer(await driver().use(client(), asked), expected);
    expectAnswer(await driver().use(client(), inKorean(asked)), expected);
    for (const line of driver().hasLines ? (asked.typed ?? []) : []) {
      expectAnswer(await driver().type(client(), line), expected);
    }
  }

  describe(`commands on ${name}`, () => {
    describeChanges();

    test.for(named(sample(GOOD)))('%s is answered in both languages', async ([, asked]) => {
      await askInAllWays(asked, anybody);
    });

    test.for(named(sample(GOOD)))(
      '%s in decomposed Korean (NFD), which some systems send, gets the same answer',
      async ([, { command, given = {} }]) => {
        const apart = Object.entries(given).map(([key, value]) => [key, String(value).normalize('NFD')]);
        // Without this, papers that an earlier case collected could be indexed between the two answers.
        await open().index();
        const shown = await driver().force(anybody(), { command, given: Object.fromEntries(apart) });
        const usual = await driver().force(anybody(), { command, given });
        expect(comparable(shown).map((text) => text.normalize('NFC'))).toEqual(comparable(usual));
      },
    );

    test.for(named(sample(BAD)))('%s is explained', async ([, asked]) => {
      await open().forgetWebLimits();
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
      OPTIONS.map(
        ([command, option], n) => [command, option, hostileFor(command, option, n)] as const,
      ).filter(([, , values]) => values.length > 0),
    )('%s: any value of %s gets a harmless answer', async ([command, option, values]) => {
      const answers = await Promise.all(
        values.map((value) => driver().force(manager('quiet'), { command, given: { [option]: value } })),
      );
      expect(answers.flatMap(impolite)).toEqual([]);
    });

    test('no request was refused, and the bot logged no problems', () => {
      expect(open().complaints()).toEqual([]);
    });
  });

  /** Returns the hostile values that the run sends as the `n`th option on this platform. */
  function hostileFor(command: string, option: string, n: number): readonly string[] {
    const { kind, choices } = commandOf(command).options[option] as Option<unknown>;
    // If only numbers or a few values are valid, all others fail in the same way, so a sample is enough.
    const values = kind === 'whole' || choices ? HOSTILE.filter((_, at) => at % 4 === 0) : HOSTILE;
    return values.filter((_, at) => (isHere(n) && (n + at) % EVERY === 0) === (speed === 'quick'));
  }

  function describeChanges(): void {
    let tests = 0;
    /** Adds a test, which the quick run makes on one platform, in rotation. */
    const once = (title: string, run: () => Promise<void>): void => {
      if (isSampled(tests)) test(title, run);
      tests += 1;
    };

    once('a manager can change the settings of a channel, one after the other', async () => {
      const fixed = { says: [subscriptionWording.webIsFixed] };
      for (const asked of SETTING) {
        const expected = isFixed ? { ...asked, ...fixed } : asked;
        // Cases without typed lines are sent once: the answer to a first subscription differs from later answers.
        if (asked.typed) await askInAllWays(asked, () => manager('quiet'), expected);
        else expectAnswer(await driver().use(manager('quiet'), asked), expected);
      }
      expectAnswer(await driver().use(manager('quiet'), { command: 'status' }), {
        command: 'status',
        says: [isFixed ? statusWording.active : statusWording.ended(null)],
      });
    });

    once('wrong settings are explained, and change nothing', async () => {
      await driver().use(manager('quiet'), { command: 'subscribe', given: { count: 2 } });
      const read = () => open().store().subscriptions();
      const before = await read();
      for (const asked of BAD_SETTING) {
        expectAnswer(await driver().force(manager('quiet'), asked), asked);
        expectAnswer(await driver().force(manager('quiet'), inKorean(asked)), asked);
      }
      expect(await read()).toEqual(before);
    });

    once('an unknown command is quoted harmlessly', async () => {
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

    once('settings can also be written in decomposed Korean', async () => {
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

    once('members who do not manage the channel cannot change its settings', async () => {
      const before = await open().store().subscriptions();
      for (const { name: command, ko } of COMMANDS.filter(({ managersOnly }) => managersOnly)) {
        // On loopback, everybody manages the web channel, but its settings are fixed.
        const says = [isFixed ? subscriptionWording.webIsFixed : commandWording.managersOnly(ko)];
        await askInAllWays({ command, says }, anybody);
      }
      expect(await open().store().subscriptions()).toEqual(before);
    });

    once('a channel without a subscription cannot unsubscribe', async () => {
      const says = [isFixed ? subscriptionWording.webIsFixed : subscriptionWording.none];
      await askInAllWays({ command: 'unsubscribe', says }, () => manager('hall'));
    });

    once('values that are offered for an option are accepted', async () => {
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

    once('words without an option name are explained if the command does not accept them', async () => {
      // A platform without typed lines shows a form, which has no field for such words.
      if (!driver().hasLines) return;
      for (const { name: command, ko, rest, leading } of COMMANDS) {
        if (rest) continue;
        const says = [leading ? optionWording.badDay('<!here>') : commandWording.notAnOption(ko, '<!here>')];
        expectAnswer(await driver().type(anybody(), `${command} <!here>`), { command, says });
        expectAnswer(await driver().type(anybody(), `${ko} <!here>`), { command, says });
      }
    });
  }
}

/** Options whose value is repeated in the answer, each in a different part of a card. */
const QUOTED = [
  ['search', 'words'],
  ['search', 'days'],
  ['today', 'field'],
  ['show', 'paper'],
] as const;

/** Tests that a command gets the same text on every platform. */
export function describeSameWords(speed: Speed, open: () => TestBot): void {
  const isQuick = (index: number) => (index % EVERY === 0) === (speed === 'quick');
  const drivers = () => Object.values(open().drivers);

  async function expectSame(asked: Ask, client: () => RestClient, among = drivers()): Promise<void> {
    await open().index();
    await open().forgetWebLimits();
    const [first, ...others] = await Promise.all(among.map((driver) => driver.force(client(), asked)));
    for (const other of others) {
      // Accept answers that differ only in where a text is truncated; for others, `toEqual` shows the difference.
      if (!isSame(first as Shown, other)) expect(comparable(other)).toEqual(comparable(first as Shown));
    }
  }

  describe('Discord, Slack and the web give the same answer to', () => {
    // The help leaves out what cannot be done on the platform.
    const cases = named([...GOOD, ...BAD]).filter(([, { command }]) => command !== 'help');
    test.for(cases.filter((_, index) => isQuick(index)))('%s', async ([, asked]) => {
      await expectSame(asked, () => ({ person: open().person() }));
    });

    test('wrong settings', async () => {
      for (const asked of BAD_SETTING.filter((_, index) => isQuick(index))) {
        await expectSame(asked, () => ({ person: open().person(true), where: 'quiet' }));
      }
    });

    if (speed === 'deep') {
      test('any value of an option', async () => {
        // A typed value cannot contain quotes, and the web page limits the length of a line.
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

    test('changes of settings, one after the other', async () => {
      const { discord, slack } = open().drivers;
      const client = (): RestClient => ({ person: open().person(true), where: 'hall' });
      for (const asked of SETTING) {
        await expectSame(asked, client, [discord, slack]);
        // Answers mention deliveries, which one platform could make earlier than the other.
        await open().whenDelivered('hall');
      }
    });
  });
}

/** Tests that the cases cover every command and option. */
export function describeCoverage(): void {
  describe('the cases', () => {
    const uses = (cases: readonly Case[]) =>
      new Set(
        cases.flatMap(({ command, given = {} }) => [
          command,
          ...Object.keys(given).map((key) => `${command} ${key}`),
        ]),
      );
    const all = OPTIONS.map((option) => option.join(' '));

    test('cover every command', () => {
      const used = uses([...GOOD, ...SETTING]);
      expect(COMMANDS.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
    });

    test('cover every option, with valid and with invalid values', () => {
      const [good, bad] = [uses([...GOOD, ...SETTING]), uses([...BAD, ...BAD_SETTING])];
      expect(all.filter((option) => !good.has(option))).toEqual([]);
      expect(all.filter((option) => !bad.has(option))).toEqual([]);
    });

    test('cover every value of an option with fixed choices', () => {
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
