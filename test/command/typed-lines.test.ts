import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../commands/index.ts';
import { findCommand } from '../../src/command/define.ts';
import { commandLine, looksLikeCommand, parseCommandLine } from '../../src/command/parse-line.ts';
import { cleanTyped } from '../../src/command/typed-text.ts';
import { UserError } from '../../src/domain/errors.ts';
import { commandWording } from '../../src/i18n/ko/command.ts';

/** Parses a line, and returns the values of its options by their English names, as the command gets them. */
function read(line: string): Record<string, unknown> {
  const { command, values } = parseCommandLine(line, COMMANDS);
  const { name, options } = findCommand(command, COMMANDS);
  const read = Object.entries(values).map(([written, value]) => {
    const found = Object.entries(options).find(([key, { ko }]) => key === written || ko === written);
    if (!found) throw new Error(`No option ${written}`);
    return [found[0], found[1].parse(cleanTyped(value))];
  });
  return { command: name, ...Object.fromEntries(read) };
}

const SIX = 18 * 60;
const invisible = [
  ...['\u00AD', '\u061C', '\u115F', '\u1160', '\u180E', '\u200B', '\u200C', '\u200D', '\u200E', '\u200F'],
  ...['\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2060', '\u2061', '\u2062', '\u2063', '\u2064'],
  ...['\u2066', '\u2067', '\u2068', '\u2069', '\u3164', '\uFE0F', '\uFEFF', '\uFFA0', '\uFFFC'],
  ...['\u{E0020}', '\u{E0100}'],
];
const blanks = [
  ...[
    ' ',
    '\t',
    '\n',
    '\r\n',
    '\u0085',
    '\u00A0',
    '\u1680',
    '\u2000',
    '\u2003',
    '\u2007',
    '\u2009',
    '\u200A',
  ],
  ...['\u2028', '\u202F', '\u205F', '\u2800', '\u3000', '  \u3000 '],
];
const colons = [':', '：', '﹕', '︓', 'ː', '∶', '꞉', '=', '＝', '﹦'];
const quotes = [
  ...[
    '""',
    "''",
    '‘’',
    '“”',
    '„“',
    '„”',
    '‟”',
    '‚‘',
    '‛’',
    '«»',
    '»«',
    '‹›',
    '「」',
    '『』',
    '〈〉',
    '《》',
    '＂＂',
    '＇＇',
  ],
  ...['``', '´´', '`´', '′′', '″″', '｢｣', '〝〞'],
  // Mixed, because a keyboard replaces only some of the marks.
  ...['“"', '"”', '‘"', "'”", '「"', '"」', "‘'", '『」', '””', '““', '’’'],
];

describe('T11: an option as phones write it', () => {
  it.each(colons)('has the separator %j, with or without blanks around it', (colon) => {
    for (const separator of [colon, `${colon} `, ` ${colon}`, ` ${colon} `, `\u3000${colon}\u00A0`])
      expect(read(`/paper 구독 시각${separator}18:00 편수:5`), JSON.stringify(separator)).toEqual({
        command: 'subscribe',
        time: SIX,
        count: 5,
      });
  });

  it.each(colons.slice(0, 7))('can contain the colon %j in its value', (colon) =>
    expect(read(`/paper 구독 시각:18${colon}00`)).toEqual({ command: 'subscribe', time: SIX }),
  );

  it.each(quotes)('keeps blanks within %s', (pair) => {
    const [open, close] = [...pair];
    for (const separator of [':', ': ', '=']) {
      expect(read(`/논문 구독 시각${separator}${open}오후 6시${close} 편수:5`)).toEqual({
        command: 'subscribe',
        time: SIX,
        count: 5,
      });
    }
    expect(read(`/논문 검색 기간:30 검색어:${open}로봇 팔${close}`)).toMatchObject({
      words: '로봇 팔',
      days: 30,
    });
  });

  it.each(quotes)('ends before the next option if nothing closes the first mark of %s', ([open]) => {
    const expected = { command: 'subscribe', time: SIX, count: 5 };
    expect(read(`/논문 구독 시각:${open}오후 6시 편수:5`)).toEqual(expected);
    expect(read(`/논문 구독 편수:5 시각:${open}오후 6시`)).toEqual(expected);
  });

  it('can follow a value whose quotation nothing closes, with quotation marks of its own', () =>
    expect(read('/논문 구독 시각:"오후 6시 분야:"강화 학습"')).toMatchObject({ time: SIX, fields: ['rl'] }));

  it.each(invisible)('can contain the invisible character %j anywhere', (character) => {
    const line = [...'/paper 구독 시각: 18:00 편수:5'].join(character);
    for (const typed of [`${line}${character}`, `${character}${line}`])
      expect(read(typed)).toEqual({ command: 'subscribe', time: SIX, count: 5 });
  });

  it.each(['\u3164', '\uFFA0', '\u115F', '\u1160', '\u3164\u3164', '\u115F\u1160'])(
    'can follow the Hangul filler %j as a blank',
    (filler) => {
      const expected = { command: 'subscribe', time: SIX, count: 5 };
      expect(read(['/paper', '구독', '시각:18:00', '편수:5'].join(filler))).toEqual(expected);
      expect(read(`/논문${filler}구독 시각:18:00 편수:5`)).toEqual(expected);
      expect(read(`/논문 구독 시각:18:00${filler}편수:5`)).toEqual(expected);
      expect(read(`/논문${filler}검색 로봇 팔`)).toEqual({ command: 'search', words: '로봇 팔' });
      expect(read(`/논문 검색${filler}LoRA`)).toEqual({ command: 'search', words: 'LoRA' });
      expect(read(`/논문 검색 강${filler}화`)).toEqual({ command: 'search', words: '강화' });
      expect(() => read(`/논문${filler}없는명령`)).toThrow(UserError);
    },
  );

  it.each(blanks)('can stand between blanks of any kind: %j', (blank) =>
    expect(read(['', '/paper', '구독', '시각:18:00', '편수:5', ''].join(blank))).toEqual({
      command: 'subscribe',
      time: SIX,
      count: 5,
    }),
  );

  it.each([
    ['/paper 구독 시각:１８：００ 편수：５', { time: SIX, count: 5 }],
    ['／ｐａｐｅｒ ｓｕｂｓｃｒｉｂｅ ｔｉｍｅ：１８：００', { time: SIX }],
    ['/논문 구독 시각:"오후 ６시 반" 요일:"월、수；금"', { time: SIX + 30, weekdays: [1, 3, 5] }],
    ['/논문 구독 요일:월–금', { weekdays: [1, 2, 3, 4, 5] }],
    ['/논문 구독 요일:월〜수', { weekdays: [1, 2, 3] }],
    ['/논문 구독 요일:월ㆍ수・금', { weekdays: [1, 3, 5] }],
    ['/논문 구독 Time: 6:00\u202FPM 편수: 5', { time: SIX, count: 5 }],
    ['/논문 구독 시각: 오후 6시 분야: 강화 학습, LLM', { time: SIX, fields: ['rl', 'llm'] }],
    ['/논문 구독 시각: 18:00, 편수: 5.', { time: SIX, count: 5 }],
    ['/논문 구독, 시각=18:00、 편수=5', { time: SIX, count: 5 }],
    ['/논문 구독: 시각: 18:00 , 편수: 5', { time: SIX, count: 5 }],
    ['/논문 구독 - 시각: 18:00', { time: SIX }],
    ['/논문 구독 분야: 강화학습, LLM 편수: 5', { fields: ['rl', 'llm'], count: 5 }],
    ['/논문 구독 분야:강화학습 ，LLM', { fields: ['rl', 'llm'] }],
    ['/논문 구독 키워드:『강화 학습』, “로봇 팔”', { words: ['강화 학습', '로봇 팔'] }],
    ['/Paper Subscribe Time:18:00', { time: SIX }],
    ['/논문 구독 시각:18:00,편수:5', { time: SIX, count: 5 }],
    ['/논문 구독 분야:강화학습,LLM,시각:"오후 6시"，편수：5', { fields: ['rl', 'llm'], time: SIX, count: 5 }],
    ['/논문 구독 키워드:"a,시각:b"', { words: ['a', '시각:b'] }],
    ['/paper 구독 시각:18:00 편수:5'.normalize('NFD'), { time: SIX, count: 5 }],
  ] as const)('%s', (line, expected) => expect(read(line)).toEqual({ command: 'subscribe', ...expected }));

  it.each([
    ['시각:18:00 color:red', commandWording.unknownOption('구독', 'color', [])],
    ['내일 시각:18:00', commandWording.notAnOption('구독', '내일')],
    ['color:red 내일', commandWording.notAnOption('구독', '내일')],
  ])('is refused if it is none: %s', (typed, sentence) => {
    const run = () => {
      const { values } = parseCommandLine(`/paper 구독 ${typed}`, COMMANDS);
      expect(Object.keys(values)).toEqual(['시각', 'color']);
      throw new UserError(commandWording.unknownOption('구독', 'color', []));
    };
    expect(run).toThrow(sentence);
  });

  it.each(['18:00', '18：00', '18∶00'])('is not a time: %s', (time) =>
    expect(() => read(`/paper 구독 ${time}`)).toThrow(commandWording.notAnOption('구독', time)),
  );
});

describe('T11: words to search for', () => {
  it.each([
    'GPT-4: a survey',
    'GPT-4： a survey',
    'a=b',
    'a = b',
    'x==y',
    'E=mc²: 20 years',
    'Chain:of:Thought',
    'GPT-4:survey',
    'a: b',
    'What is 18:00?',
    '1:1',
    'https://arxiv.org/abs/2501.12345?x=1&y=2',
    "it's a lamp",
    'the students’ work',
    'GPT-4,기간:x',
    "'23년 논문",
    '5″ 화면',
    '모델「GPT」는',
    '‘강화 학습’의 응용',
    'A, B and C.',
    'wait… what',
    '<b> & <i>',
    '👨‍👩‍👧 ❤️ 🏴',
  ])('can be %s', (words) =>
    expect(read(`/paper 검색 ${words} 기간: 30`)).toEqual({
      command: 'search',
      words: cleanTyped(words),
      days: 30,
    }),
  );

  it.each([
    ['“강화 학습” 로봇', '강화 학습 로봇'],
    ['「강화 학습」 로봇', '강화 학습 로봇'],
    ['‘논문 "GPT" 분석’', '논문 "GPT" 분석'],
    ['검색어: 로봇 팔', '로봇 팔'],
    ['rock ’n’ roll', 'rock n roll'],
    ['words=LoRA', 'LoRA'],
  ])('%s are %s', (typed, words) => expect(read(`/paper 검색 ${typed}`)).toMatchObject({ words }));

  it('can follow the command after a colon', () =>
    expect(read('/논문 검색: LoRA')).toEqual({ command: 'search', words: 'LoRA' }));
});

describe('T11: any line', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ...colons,
      ...quotes.flatMap((pair) => [...pair]),
      ...invisible,
      ...blanks,
      ',',
      '、',
      '.',
    ),
    fc.constantFrom('시각', '분야', 'words', 'page', '18', 'LoRA', '강화', '검색', '👨‍👩‍👧', '㉠', '\uD800'),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

  it('is understood, or gets a sentence', () =>
    fc.assert(
      fc.property(fc.constantFrom('검색', '구독', 'today', 'show'), text, (command, typed) => {
        try {
          parseCommandLine(`/paper ${command} ${typed}`, COMMANDS);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 200 },
    ));

  it('of ours is read as it was written', () =>
    fc.assert(
      fc.property(
        // Cleaned again, because there can be two blanks where a quotation mark was.
        text.map((typed) => cleanTyped(cleanTyped(typed).replace(/["“”„‟〝〞〟]/g, ''))),
        (words) => {
          const line = commandLine('search', { words, days: 3 });
          const { values } = parseCommandLine(line, COMMANDS);
          expect({ ...values, words: cleanTyped(String(values.words)) }).toEqual({ words, days: '3' });
        },
      ),
      { numRuns: 200 },
    ));
});

it.each([
  ['/paper 오늘', true],
  ['\u200B /논문 오늘', true],
  ['／논문 오늘', true],
  ['논문 오늘', false],
  ['a/b', false],
])('T11: %j is a command line for the web page: %s', (typed, is) => expect(looksLikeCommand(typed)).toBe(is));
