import { UserError } from '../domain/errors.ts';
import { commandWording } from '../i18n/ko/command.ts';
import { type Command, findCommand, ROOT } from './define.ts';
import type { ParsedCommand } from './invocation.ts';

/** Matches `name:value`, but not a URL or an arXiv id (`arXiv:2501.12345`), which also contain a colon. */
const NAMED = /^(?!<?https?:|arxiv:)([^:："“”]+)[:：](.*)$/isu;
const QUOTES = /["“”]/gu;

/** Returns whether a line starts with our root command, as the lines of our buttons do. */
export const isCommandLine = (line: string): boolean => line.startsWith(`/${ROOT.name} `);

/** The option that shares the reply with the channel. Commands must not define an option with this name. */
const SHARE = 'share';

/** Extends a command line so that its reply is shared with the channel. */
export const sharedLine = (line: string): string => `${line} ${SHARE}:yes`;

/** Builds a line for `parseCommandLine`: quotes values that contain whitespace, and omits undefined values. */
export function commandLine(
  command: string,
  values: Readonly<Record<string, string | number | undefined>>,
): string {
  const words = Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const text = String(value).replace(/["“”]/g, ' ').trim();
    return [`${name}:${/\s/.test(text) ? `"${text}"` : text}`];
  });
  return [`/${ROOT.name}`, command, ...words].join(' ');
}

/**
 * Parses a typed line: `/paper today`, `/논문 구독 시각:9시 분야:"강화 학습, LLM"`, `/논문 검색 기간:30 로봇`.
 * @throws {UserError} if the line does not start with the root command, names an unknown command, or contains a word
 *   without an option name although the command has no `rest` option
 */
export function parseCommandLine(line: string, commands: readonly Command[]): ParsedCommand {
  const written =
    line
      .normalize('NFC')
      .trim()
      .match(/(?:[^\s"“”]|["“”][^"“”]*["“”]?)+/gu) ?? [];
  const [root = '', command = 'help', ...rest] = written;
  if (root !== `/${ROOT.name}` && root !== `/${ROOT.ko}`) throw new UserError(commandWording.notACommand);
  const spec = findCommand(command, commands);
  const keyOf = (name: string) =>
    Object.keys(spec.options).find((key) => key === name || spec.options[key]?.ko === name);
  const named: [name: string, value: string][] = [];
  const loose: string[] = [];
  for (const word of rest) {
    const [, written = '', value = ''] = word.match(NAMED) ?? [];
    const name = written.toLowerCase();
    const isKnown = name === SHARE || keyOf(name) !== undefined;
    // Pasted titles often contain a colon after the first word.
    const isLoose = !name || (spec.rest && !value && !isKnown);
    if (!isLoose && spec.rest && keyOf(name) === spec.rest) loose.push(value.replace(QUOTES, ''));
    else if (!isLoose) named.push([name, value.replace(QUOTES, '')]);
    else if (spec.rest) loose.push(word.replace(QUOTES, ''));
    else throw new UserError(commandWording.notAnOption(spec.ko, word));
  }
  if (spec.rest && loose.length > 0) named.push([spec.rest, loose.join(' ')]);
  const { [SHARE]: shared, ...values } = Object.fromEntries(named);
  return { command, values, ...(shared === 'yes' ? { isShared: true } : {}) };
}
