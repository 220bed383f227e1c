import { describe, expect, it } from 'vitest';
import { type Command, parseCommandLine } from '../../src/core/command.ts';
import { UserError } from '../../src/core/errors.ts';

const command = (name: string, ko: string): Command => ({ name, ko, description: ko, run: async () => [] });
const COMMANDS = [command('today', '오늘'), command('help', '도움말')];
const parse = (line: string) => parseCommandLine(line, COMMANDS).name;

describe('a command line', () => {
  it.each([
    '/paper today',
    '/논문 오늘',
    '/paper 오늘',
    '/논문 today',
    '/paper TODAY',
    '  /paper \t today \n',
  ])('%j is understood in both languages', (line) => expect(parse(line)).toBe('today'));

  it('is understood however its Hangul was typed', () => {
    expect(parse('/논문 오늘'.normalize('NFD'))).toBe('today');
  });

  it.each(['/paper', '/논문', ' /paper '])('%j asks for help', (line) => expect(parse(line)).toBe('help'));

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
    '\u0000',
  ])('%j is no command, and the answer says what one looks like', (line) => {
    expect(() => parse(line)).toThrow(UserError);
    expect(() => parse(line)).toThrow("'/paper'");
  });

  it.each(['constructor', '__proto__', 'todayy', '오늘은', '<b>', '@everyone', 'x'.repeat(200)])(
    '%j is no subcommand, and the answer names it',
    (word) => {
      expect(() => parse(`/paper ${word}`)).toThrow(UserError);
      expect(() => parse(`/paper ${word}`)).toThrow(`'${word}'`);
    },
  );

  it('with words that the command does not take is refused, and the answer names them', () => {
    expect(() => parse('/paper 오늘 내일 모레')).toThrow(UserError);
    expect(() => parse('/paper 오늘 내일 모레')).toThrow('내일 모레');
  });
});
