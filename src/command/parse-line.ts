import type { CommandLink } from '../domain/card/card.ts';
import { UserError } from '../domain/errors.ts';
import { commandWording } from '../i18n/ko/command.ts';
import { normalizeText, removeInvisible, trimEndOf } from '../lib/text.ts';
import { type Command, findCommand, ROOT } from './define.ts';
import type { CommandButton, ParsedCommand } from './invocation.ts';
import { createLineScanner, type LineScanner, type Word } from './line-scanner.ts';
import {
  ATTACHED_NAME,
  cleanTyped,
  commas,
  fillers,
  fillersToBlanks,
  isBlank,
  PAUSES,
  pauses,
  quoteFamily,
  typedWords,
  withoutDoubleQuotes,
} from './typed-text.ts';

/** Returns whether a line starts with our root command, as the lines of our buttons do. */
export const isCommandLine = (line: string): boolean => line.startsWith(`/${ROOT.name} `);

/** Returns whether a typed text is meant as a command line, and not as plain words. */
export const looksLikeCommand = (typed: string): boolean => cleanTyped(typed).startsWith('/');

/** The option that shares the reply with the channel. Commands must not define an option with this name. */
const SHARE = 'share';

/** Extends a command line so that its reply is shared with the channel. */
export const sharedLine = (line: string): string => `${line} ${SHARE}:yes`;

/** Builds a line for `parseCommandLine`: quotes values where needed, and omits undefined values. */
export function commandLine(
  command: string,
  values: Readonly<Record<string, string | number | undefined>>,
): string {
  const words = Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const text = withoutDoubleQuotes(String(value));
    return [`${name}:${needsQuotes(text) ? `"${text}"` : text}`];
  });
  return [`/${ROOT.name}`, command, ...words].join(' ');
}

/** Returns the button of a card as a button with its command line. */
export const toButton = ({ label, command, values }: CommandLink): CommandButton => ({
  label,
  line: commandLine(command, values),
});

const needsQuotes = (text: string): boolean =>
  [...text].some(isBlank) || quoteFamily(text[0] ?? '') !== undefined || pauses.has(text.at(-1) ?? '');

/**
 * Parses a typed line: `/paper today`, `/논문 구독 시각: 9시 분야="강화 학습, LLM"`, `/논문 검색 기간:30 로봇`. Whatever a
 * phone or an IME types in place of ASCII punctuation is understood. Where words need no option name, only
 * names of options make options of `a = b`, `a=b` and `a: b`: titles contain these, too.
 * @throws {UserError} if the line does not start with the root command, names an unknown command, or contains a word
 *   without an option name although the command has neither a `rest` nor a `leading` option
 */
export function parseCommandLine(line: string, commands: readonly Command[]): ParsedCommand {
  try {
    return parseVisible(splitAtOptions(line, commands), commands);
  } catch (error) {
    // A Hangul filler that joins words can only have been meant as a blank: `/paper` and `구독`.
    const spaced = fillersToBlanks(line);
    if (spaced === line) throw error;
    try {
      return parseVisible(spaced, commands);
    } catch {
      throw error;
    }
  }
}

/** Turns Hangul fillers before the name of an option into blanks. Within a word, they stay what they are: invisible. */
function splitAtOptions(line: string, commands: readonly Command[]): string {
  if (fillersToBlanks(line) === line) return line;
  const names = commands.flatMap(({ options }) =>
    Object.entries(options).flatMap(([name, { ko }]) => [name, ko]),
  );
  const before = new RegExp(`[\\u115F\\u1160\\u3164\\uFFA0](?=(?:${names.join('|')})\\s*[:：=])`, 'gi');
  return line.replace(before, ' ');
}

function parseVisible(line: string, commands: readonly Command[]): ParsedCommand {
  const text = removeInvisible(line).normalize('NFC');
  // The command comes first: `검색: LoRA`.
  let isName = (name: string, isSpaced: boolean): boolean => !isSpaced && isCommandName(name, commands);
  const scanner = createLineScanner(text, (name, isSpaced) => isName(name, isSpaced));
  const root = scanner.skipBlanks() ? normalizeText(scanner.readWord(false).written) : '';
  if (root !== `/${ROOT.name}` && root !== `/${ROOT.ko}`) throw new UserError(commandWording.notACommand);
  if (!scanner.skipBlanks()) return helpOn(ROOT.name);
  const written = readCommand(scanner);
  const command = isHelpWord(written) ? 'help' : written;
  const spec = findCommand(command, commands);
  const [, , word = '', ...more] = typedWords(text);
  if (more.length === 0 && isHelpWord(cleanTyped(word))) return helpOn(spec.name);
  isName = (name) => keyOf(spec, name) !== undefined;

  const named = spec.rest ? readWords(scanner, spec, spec.rest) : readOptions(scanner, spec);
  const { [SHARE]: shared, ...values } = Object.fromEntries(named);
  return { command, values, ...(shared === 'yes' ? { isShared: true } : {}) };
}

/** Returns whether a word asks for help, in the ways that people know from other programs: `--help`, `?`. */
const isHelpWord = (word: string): boolean =>
  /^(?:-{0,2}(?:help|도움말|도움|사용법)|-h|-{0,2}\?)$/i.test(word);

/** Asks for the help on a command; on the root command if nothing follows it. */
const helpOn = (command: string): ParsedCommand => ({ command: 'help', values: { command } });

type NamedValue = [name: string, value: string];

/** Reads the rest of a line in which words need no option name; such words become the value of the option `rest`. */
function readWords(scanner: LineScanner, spec: Command, rest: string): NamedValue[] {
  const named: NamedValue[] = [];
  const loose: string[] = [];
  while (scanner.skipBlanks()) {
    const known = scanner.readName();
    if (known) {
      const word = known.hasValue ? scanner.readWord(true) : NO_WORD;
      if (keyOf(spec, known.name) === rest) loose.push(word.value);
      else named.push([normalizeText(known.name), trimPauses(word)]);
      continue;
    }
    const word = scanner.readWord(false);
    const unknown = readUnknown(word);
    // In titles, a blank usually follows the colon, or the name has capitals or digits: `GPT-4:survey`. No option's
    // value is an address.
    const isTitle = unknown && /[\p{Lu}\p{N}]/u.test(word.written.slice(0, unknown[0].length));
    const isOption = unknown?.[1] && !isTitle && !unknown[1].startsWith('http');
    if (unknown && isOption) named.push(unknown);
    else loose.push(word.value);
  }
  return loose.length > 0 ? [...named, [rest, loose.join(' ')]] : named;
}

/**
 * Reads the rest of a line in which every word belongs to an option, so a value can consist of several words:
 * `시각: 오후 6시 분야: 강화 학습, LLM`.
 */
function readOptions(scanner: LineScanner, spec: Command): NamedValue[] {
  const named: { readonly name: string; readonly words: Word[] }[] = [];
  let hasUnknown = false;
  while (scanner.skipBlanks()) {
    const known = scanner.readName();
    if (known) {
      const words = known.hasValue ? [scanner.readWord(true, true)] : [];
      named.push({ name: normalizeText(known.name), words });
      continue;
    }
    const last = hasUnknown ? undefined : named.at(-1);
    const word = scanner.readWord(last !== undefined, true);
    const unknown = readUnknown(word);
    hasUnknown ||= unknown !== null;
    if (unknown)
      named.push({ name: unknown[0], words: [{ value: unknown[1], written: unknown[1], bare: '' }] });
    else if (last) last.words.push(word);
    else if (spec.leading && !hasUnknown && !isFiller(word))
      named.push({ name: spec.leading, words: [word] });
    else if (!isFiller(word)) throw new UserError(commandWording.notAnOption(spec.ko, word.written));
  }
  return named.map(({ name, words }): NamedValue => [name, joinWords(words)]);
}

function isCommandName(written: string, commands: readonly Command[]): boolean {
  const name = normalizeText(written);
  return commands.some((command) => command.name === name || command.ko === name);
}

/** Returns the English name of the option with this name in either language; undefined if there is none. */
function keyOf({ options }: Command, written: string): string | undefined {
  const name = normalizeText(written);
  return name === SHARE
    ? SHARE
    : Object.keys(options).find((key) => key === name || options[key]?.ko === name);
}

/** Reads the name of a command, also if punctuation follows it: `검색: LoRA`, `구독.` */
function readCommand(scanner: LineScanner): string {
  const known = scanner.readName();
  if (known) return normalizeText(known.name);
  const word = scanner.readWord(false);
  return cleanTyped(trimPauses(word) || word.value);
}

const NO_WORD: Word = { value: '', written: '', bare: '' };

/** Returns the value of a word without the commas and full stops after it, as in `시각:18:00, 편수:5`. */
const trimPauses = ({ value, bare }: Word): string =>
  value.slice(0, value.length - bare.length) + trimEndOf(bare, PAUSES);

/** Joins the words of one value, with the commas between them. */
function joinWords(words: readonly Word[]): string {
  let text = '';
  let separator = '';
  for (const word of words) {
    const value = trimPauses(word);
    const hasComma = commas.has(word.bare.at(-1) ?? '');
    if (value && !isFiller(word)) text += `${text && (separator || ' ')}${value}`;
    separator = hasComma || (isFiller(word) && separator) ? ', ' : '';
  }
  return text;
}

/** Returns whether a word consists of punctuation that means nothing between options: `시각:18:00 - 편수:5`. */
const isFiller = ({ written }: Word): boolean =>
  written !== '' && [...written].every((character) => fillers.has(character));

/**
 * Returns the name and the value if a word looks like an option that does not exist, for an error that lists those that
 * do. A time, a URL, an arXiv id (`arXiv:2501.12345`) and a DOI look different.
 */
function readUnknown({ written, value }: Word): NamedValue | null {
  const [, typed = ''] = written.match(ATTACHED_NAME) ?? [];
  const name = normalizeText(typed);
  const rest = value.slice(typed.length + 1);
  if (!name || /^[+-]?\p{N}+$/u.test(name) || /^(arxiv|doi)$/.test(name) || rest.startsWith('//'))
    return null;
  return [name, rest];
}
