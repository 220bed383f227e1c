import { describe, expect, expectTypeOf, it } from 'vitest';
import { answerCard, paperCard } from '../../src/cards/build-card.ts';
import { complete } from '../../src/command/completion.ts';
import { NO_COMPLETION_DATA } from '../../src/command/completion-data.ts';
import { type Command, type CommandContext, defineCommand, findCommand } from '../../src/command/define.ts';
import { type Invocation, onlyPaper, problemAnswer, type Reply } from '../../src/command/invocation.ts';
import { choice, text, toChoices, whole } from '../../src/command/options/option.ts';
import { fieldList, time } from '../../src/command/options/settings.ts';
import { parseCommandLine } from '../../src/command/parse-line.ts';
import { UserError } from '../../src/domain/errors.ts';
import { commandWording } from '../../src/i18n/ko/command.ts';
import { optionWording } from '../../src/i18n/ko/options.ts';
import { makePaper } from '../fixtures/papers.ts';

const say = (said: unknown): Reply => ({ cards: [answerCard(JSON.stringify(said) ?? '', [])], buttons: [] });
const names = (ko: string) => ({ ko, description: ko });

const today = defineCommand({
  ...{ name: 'today', ko: '오늘', description: '오늘' },
  options: {
    page: whole(names('쪽'), 1, 20),
    word: text(names('낱말'), (typed) => typed),
    layout: choice(names('배치'), { channel: '채널에 바로', thread: '스레드에' }),
    fields: fieldList(names('분야')),
    time: { ...time(names('시각')), complete: (typed: string) => toChoices([`${typed}!`]) },
  },
  run: async (_call, values) => say(values),
});
const help = defineCommand({
  ...{ name: 'help', ko: '도움말', description: '도움말' },
  options: {},
  run: async (_call, values) => say(values),
});
const secret = defineCommand({
  ...help,
  name: 'secret',
  ko: '비밀',
  managersOnly: true,
  run: async () => say('yes'),
});
const COMMANDS = [today, help, secret];

const invocation = (manages = true) => ({ manages: async () => manages }) as Invocation;
const context = {} as CommandContext;
const parse = (line: string) => parseCommandLine(line, COMMANDS);
/** Returns the values that the command gets from a typed line. */
const valuesOf = async (line: string) => {
  const { command, values } = parse(line);
  const answer = await findCommand(command, COMMANDS).run(invocation(), values, context);
  return JSON.parse(answer.cards[0]?.title.text ?? '');
};

describe('a command', () => {
  it('gets its parsed options, in either language, and undefined for omitted options', async () => {
    expect(
      await valuesOf('/paper today page:2 낱말:" a " 배치:스레드에 분야:"강화 학습, LLM" time:오후" "6시'),
    ).toEqual({
      page: 2,
      word: 'a',
      layout: 'thread',
      fields: ['rl', 'llm'],
      time: 18 * 60,
    });
    expect(await valuesOf('/논문 오늘')).toEqual({});
  });

  it('knows the types of its options', () => {
    defineCommand({
      ...{ name: 'x', ko: '엑스', description: 'x' },
      options: {
        page: whole(names('쪽'), 1, 20),
        layout: choice(names('배치'), { channel: '채널', thread: '스레드' }),
        fields: fieldList(names('분야')),
        day: text(names('날짜'), (typed) => ({ typed })),
      },
      async run(_call, values) {
        expectTypeOf(values.page).toEqualTypeOf<number | undefined>();
        expectTypeOf(values.layout).toEqualTypeOf<'channel' | 'thread' | undefined>();
        expectTypeOf(values.fields).toEqualTypeOf<readonly string[] | undefined>();
        expectTypeOf(values.day).toEqualTypeOf<{ typed: string } | undefined>();
        expectTypeOf(values).toHaveProperty('day');
        expectTypeOf(values).not.toHaveProperty('night');
        return say('');
      },
    }) satisfies Command;
    expectTypeOf(help.run).parameter(1).toEqualTypeOf<Readonly<Record<string, string>>>();
  });

  it.each([
    [
      'an option that it does not have',
      '/paper today 밤:1',
      commandWording.unknownOption('오늘', '밤', ['쪽', '낱말', '배치', '분야', '시각']),
    ],
    [
      'any option where it has none',
      '/paper help page:1',
      commandWording.unknownOption('도움말', 'page', []),
    ],
    [
      'a name that every object has',
      '/paper today constructor:1',
      commandWording.unknownOption('오늘', 'constructor', ['쪽', '낱말', '배치', '분야', '시각']),
    ],
    ['a value that is wrong', '/paper today 쪽:영', optionWording.badNumber('쪽', 1, 20, '영')],
    [
      'an invalid choice',
      '/paper today layout:tree',
      optionWording.badChoice('배치', ['채널에 바로', '스레드에'], 'tree'),
    ],
  ])('refuses %s, in Korean', async (_what, line, said) => {
    const { command, values } = parse(line);
    const refused = findCommand(command, COMMANDS).run(invocation(), values, context);
    await expect(refused).rejects.toThrow(new UserError(said));
    await expect(refused).rejects.toBeInstanceOf(UserError);
  });

  it('for managers is refused to other users before its options are parsed', async () => {
    expect(await secret.run(invocation(true), {}, context)).toEqual(say('yes'));
    const refused = secret.run(invocation(false), { nonsense: '1' }, context);
    await expect(refused).rejects.toThrow(new UserError(commandWording.managersOnly('비밀')));
    expect(await help.run(invocation(false), {}, context)).toEqual(say({}));
  });

  it('checks whether the user is a manager only if that matters', async () => {
    let asked = 0;
    const manages = async () => {
      asked += 1;
      return true;
    };
    await help.run({ ...invocation(), manages }, {}, context);
    expect(asked).toBe(0);
    await secret.run({ ...invocation(), manages }, {}, context);
    expect(asked).toBe(1);
  });

  it('is found by either of its names', () => {
    expect([
      findCommand('today', COMMANDS),
      findCommand('Today', COMMANDS),
      findCommand('오늘', COMMANDS),
    ]).toEqual([today, today, today]);
    expect(() => findCommand('', COMMANDS)).toThrow(UserError);
  });
});

describe('an answer', () => {
  const paper = paperCard({ paper: makePaper(), summary: null }, null, 'for-good');
  const heading = answerCard('heading', []);

  it.each([
    ['that is one card of a paper', [paper], '2608.00001'],
    ['that is one card without a paper', [heading], null],
    ['that lists papers', [heading, paper], null],
    ['that shows two papers', [paper, paper], null],
    ['without a card', [], null],
  ])('%s counts as showing one paper only if it shows nothing else', (_what, cards, paperId) =>
    expect(onlyPaper({ cards, buttons: [] })).toBe(paperId),
  );

  it('that reports an error comes below the previous content', () =>
    expect(problemAnswer('잘못되었습니다.')).toEqual({
      cards: [answerCard('잘못되었습니다.', [])],
      buttons: [],
      standsBelow: true,
    }));
});

describe('choices for a value that is being typed', () => {
  it('come from the option, with the typed text as the option parses it', () => {
    expect(complete(COMMANDS, 'today', 'time', ' 9 ', NO_COMPLETION_DATA)).toEqual([
      { value: '9!', label: '9!' },
    ]);
    expect(complete(COMMANDS, 'today', 'time', '오후'.normalize('NFD'), NO_COMPLETION_DATA)[0]?.value).toBe(
      '오후!',
    );
    expect(
      complete(COMMANDS, 'today', 'fields', '강화 학'.normalize('NFD'), NO_COMPLETION_DATA),
    ).toContainEqual({
      value: '강화 학습',
      label: '강화 학습(Reinforcement Learning)',
    });
  });

  it('come from memory, the most used first', () => {
    const first = (fieldCounts: ReadonlyMap<string, number>) =>
      complete(COMMANDS, 'today', 'fields', 'LLM,', { ...NO_COMPLETION_DATA, fieldCounts })[0]?.value;
    expect(first(new Map([['robotics', 2]]))).toBe('LLM,로보틱스');
    expect(
      first(
        new Map([
          ['robotics', 2],
          ['rag', 3],
        ]),
      ),
    ).toBe('LLM,검색 증강 생성');
  });

  it.each([
    ['today', 'page'],
    ['today', 'nothing'],
    ['today', 'constructor'],
    ['help', 'page'],
    ['nothing', 'page'],
    ['', ''],
  ])('are empty for %j %j', (command, option) =>
    expect(complete(COMMANDS, command, option, '', NO_COMPLETION_DATA)).toEqual([]),
  );
});
