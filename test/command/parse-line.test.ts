import { describe, expect, it } from 'vitest';
import { answerCard } from '../../src/cards/build-card.ts';
import { defineCommand, findCommand } from '../../src/command/define.ts';
import { text } from '../../src/command/options/option.ts';
import { commandLine, isCommandLine, parseCommandLine, sharedLine } from '../../src/command/parse-line.ts';
import { UserError } from '../../src/domain/errors.ts';
import { commandWording } from '../../src/i18n/ko/command.ts';

const names = (ko: string) => ({ ko, description: ko });
const run = async () => ({ cards: [answerCard('', [])], buttons: [] });
const today = defineCommand({
  ...{ name: 'today', ko: '오늘', description: '오늘' },
  options: { word: text(names('낱말'), (typed) => typed) },
  run,
});
const help = defineCommand({ name: 'help', ko: '도움말', description: '도움말', options: {}, run });
/** A command with the default option `words`, which gets everything that is typed without an option name. */
const search = defineCommand({
  ...{ name: 'search', ko: '검색', description: '검색' },
  options: { words: text(names('검색어'), (typed) => typed), days: text(names('기간'), (typed) => typed) },
  rest: 'words',
  run,
});
/** A command whose option `word` gets what is typed before the first option name. */
const list = defineCommand({
  ...{ name: 'list', ko: '목록', description: '목록' },
  options: today.options,
  leading: 'word',
  run,
});
const COMMANDS = [today, search, help, list];
const parse = (line: string) => parseCommandLine(line, COMMANDS);

describe('a command line', () => {
  it.each([
    '/paper today',
    '/논문 오늘',
    '/paper 오늘',
    '/논문 today',
    '/paper TODAY',
    '  /paper \t today \n',
  ])('%j is understood in both languages', (line) => {
    const { command, values } = parse(line);
    expect(findCommand(command, COMMANDS)).toBe(today);
    expect(values).toEqual({});
  });

  it('is understood in any Hangul normalisation', () => {
    expect(parse('/논문 오늘 낱말:등대'.normalize('NFD'))).toEqual({
      command: '오늘',
      values: { 낱말: '등대' },
    });
  });

  it.each(['/paper', '/논문', ' /paper '])('%j requests help on the root command', (line) =>
    expect(parse(line)).toEqual({ command: 'help', values: { command: 'paper' } }),
  );

  it.each([
    '',
    ' ',
    'paper today',
    'today',
    '/',
    '//paper',
    '/papers today',
    '/paper-today',
    '논문 오늘',
    '"/paper" today',
    '\u0000',
  ])('%j is not a command, and the error shows an example', (line) => {
    expect(() => parse(line)).toThrow(UserError);
    expect(() => parse(line)).toThrow("'/paper'");
  });

  it.each(['constructor', '__proto__', 'todayy', '오늘은', '<b>', '@everyone', 'x'.repeat(200)])(
    '%j is not a subcommand, and the error quotes it',
    (word) => {
      expect(() => parse(`/paper ${word}`)).toThrow(UserError);
      expect(() => parse(`/paper ${word}`)).toThrow(`'${word.slice(0, 50)}`);
    },
  );
});

describe('options of a command line', () => {
  it.each([
    ['page:2', { page: '2' }],
    ['쪽:2', { 쪽: '2' }],
    ['PAGE:2', { page: '2' }],
    ['page：2', { page: '2' }],
    ['page:2 낱말:등대', { page: '2', 낱말: '등대' }],
    ['word:"two words"', { word: 'two words' }],
    ['낱말:“굽은 따옴표”', { 낱말: '굽은 따옴표' }],
    ['낱말："전각 쌍점"', { 낱말: '전각 쌍점' }],
    ['word:강화" "학습', { word: '강화 학습' }],
    ['word:"강화 학습, LLM" page:3', { word: '강화 학습, LLM', page: '3' }],
    ['word:"never closed', { word: 'never closed' }],
    ['word:', { word: '' }],
    ['word:""', { word: '' }],
    ['word:a:b', { word: 'a:b' }],
    ['time:09:30', { time: '09:30' }],
    ['word:"page:2"', { word: 'page:2' }],
    ['page:1 page:2', { page: '2' }],
    ['word:<b>&', { word: '<b>&' }],
    ['__proto__:1', JSON.parse('{"__proto__":"1"}')],
  ])('%j are %j', (typed, values) => {
    expect(parse(`/paper today ${typed}`).values).toEqual(values);
    expect(Object.keys(parse(`/paper today ${typed}`).values)).toEqual(Object.keys(values));
  });

  it.each([
    ['내일 모레', '내일'],
    ['page:2 2', '2'],
    ['page 2', 'page'],
    [':2', ':2'],
    ['"page:2"', '"page:2"'],
    ['"page":2', '"page":2'],
    ['page: 2', '2'],
  ])('%j are not understood, and the error quotes %j and shows the format', (typed, word) => {
    expect(() => parse(`/paper today ${typed}`)).toThrow(UserError);
    expect(() => parse(`/paper today ${typed}`)).toThrow(commandWording.notAnOption('오늘', word));
  });
});

describe('words without an option name', () => {
  it.each([
    ['강화 학습', { words: '강화 학습' }],
    ['강화   학습\t로봇', { words: '강화 학습 로봇' }],
    ['로봇 기간:30', { words: '로봇', 기간: '30' }],
    ['기간:30 로봇 팔', { 기간: '30', words: '로봇 팔' }],
    ['로봇 days:30 팔', { days: '30', words: '로봇 팔' }],
    ['"강화 학습" 로봇', { words: '강화 학습 로봇' }],
    ['“강화 학습”', { words: '강화 학습' }],
    ['"a:b c" d', { words: 'a:b c d' }],
    ['"days:30"', { words: 'days:30' }],
    ['GPT-4를', { words: 'GPT-4를' }],
    ['https://arxiv.org/abs/2501.12345', { words: 'https://arxiv.org/abs/2501.12345' }],
    ['HTTP://arxiv.org/abs/2501.12345v2', { words: 'HTTP://arxiv.org/abs/2501.12345v2' }],
    ['<https://arxiv.org/abs/2501.12345>', { words: '<https://arxiv.org/abs/2501.12345>' }],
    ['arXiv:2501.12345', { words: 'arXiv:2501.12345' }],
    ['words:https://arxiv.org/abs/2501.12345', { words: 'https://arxiv.org/abs/2501.12345' }],
    ['words:로봇 팔', { words: '로봇 팔' }],
    ['팔 검색어:"로봇 손" 다리', { words: '팔 로봇 손 다리' }],
    ['LoRA: A Lamp: at Sea', { words: 'LoRA: A Lamp: at Sea' }],
    // T11: titles contain colons, too; a blank may follow the colon of an option.
    ['LoRA:lamp', { words: 'LoRA:lamp' }],
    ['color:red', { color: 'red' }],
    ['days: 30', { days: '30' }],
    ['* ? \\ 💡', { words: '* ? \\ 💡' }],
    ['__proto__ constructor', { words: '__proto__ constructor' }],
    ['__proto__:1 로봇', { ...JSON.parse('{"__proto__":"1"}'), words: '로봇' }],
    ['', {}],
  ])('of %j are %j', (typed, values) => {
    const parsed = parse(`/paper search ${typed}`);
    expect(parsed.values).toEqual(values);
    expect(Object.keys(parsed.values).sort()).toEqual(Object.keys(values).sort());
    expect(Object.getPrototypeOf(parsed.values)).toBe(Object.prototype);
    expect(parsed.isShared).toBeUndefined();
  });

  it('can be Hangul in any normalisation form', () =>
    expect(parse('/논문 검색 강화학습'.normalize('NFD')).values).toEqual({ words: '강화학습' }));

  it('are not understood by a command without a default option', () =>
    expect(() => parse('/paper today 로봇')).toThrow(
      new UserError(commandWording.notAnOption('오늘', '로봇')),
    ));
});

describe('words before the first option name', () => {
  it.each([
    ['지난주 목', { word: '지난주 목' }],
    ['8월 21일, 낱말:둘', { word: '8월 21일', 낱말: '둘' }],
    ['- 어제', { word: '어제' }],
    ['낱말:하나 둘', { 낱말: '하나 둘' }],
    ['어제 share:yes', { word: '어제' }],
    ['', {}],
  ])('belong to the leading option: %j', (typed, values) =>
    expect(parse(`/paper list ${typed}`).values).toEqual(values),
  );

  it('do not follow an option that does not exist', () =>
    expect(() => parse('/paper list color:red 어제')).toThrow(commandWording.notAnOption('목록', '어제')));
});

describe('a line with the share option', () => {
  it.each(['/paper today share:yes', '/paper today SHARE:yes', '/paper today word:등대 share:yes'])(
    '%j is shared, and the option is not part of its values',
    (line) => {
      const { isShared, values } = parse(line);
      expect(isShared).toBe(true);
      expect(Object.keys(values)).not.toContain('share');
    },
  );

  it.each(['/paper today', '/paper today share:', '/paper search share', '/paper search "share:yes"'])(
    '%j is not shared',
    (line) => expect(parse(line)).not.toHaveProperty('isShared'),
  );

  it('accepts any line', () => {
    const line = commandLine('search', { words: '강화 학습' });
    expect(parse(sharedLine(line))).toEqual({ ...parse(line), isShared: true });
  });
});

describe('a line written by us', () => {
  it.each([
    [{}, '/paper search'],
    [{ words: 'lamp', days: 30 }, '/paper search words:lamp days:30'],
    [{ words: undefined, days: 0 }, '/paper search days:0'],
    [{ words: '강화 학습' }, '/paper search words:"강화 학습"'],
    [{ words: '' }, '/paper search words:'],
  ])('of %j is %s', (values, line) => expect(commandLine('search', values)).toBe(line));

  it.each([
    'lamp',
    '강화 학습',
    'a:b',
    'LoRA: a lamp',
    '：',
    'days:30 share:yes',
    'https://arxiv.org/abs/2501.12345',
    "it's",
    '/paper today',
    '~x',
    'tab\there',
    '<b> & *',
    '__proto__',
    '💡 👨‍👩‍👧',
    'x'.repeat(500),
  ])('is parsed as intended: %j', (words) => {
    const { command, values, isShared } = parse(commandLine('search', { words, days: 3 }));
    expect({ command, values, isShared }).toEqual({
      command: 'search',
      values: { words, days: '3' },
      isShared: undefined,
    });
  });

  it.each(['a "b c" d', '“강화” 학습', '"', '" share:yes "'])(
    'loses the quotes in %j, and nothing escapes from them',
    (words) => {
      const { values, isShared } = parse(commandLine('search', { words }));
      expect(values).toEqual({ words: words.replace(/["“”]/g, ' ').trim() });
      expect(isShared).toBeUndefined();
    },
  );

  it('is recognised as ours, and no other line is', () => {
    expect(isCommandLine(commandLine('today', {}))).toBe(true);
    for (const line of [
      '',
      'paper today',
      '/paper',
      '/papers today',
      '/논문 오늘',
      ' /paper today',
      'x /paper today',
    ])
      expect(isCommandLine(line), line).toBe(false);
  });
});
