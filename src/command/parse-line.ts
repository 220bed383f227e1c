import { UserError } from '../domain/errors.ts';
import { commandWording } from '../i18n/ko/command.ts';
import { type Command, findCommand, ROOT } from './define.ts';
import type { ParsedCommand } from './invocation.ts';

/** `name:value`; an address or an arXiv id is no name. */
const NAMED = /^(?!<?https?:|arxiv:)([^:："“”]+)[:：](.*)$/isu;
const QUOTES = /["“”]/gu;

/** True for a line that names our root: what a button of ours stands for. */
export const isCommandLine = (line: string): boolean => line.startsWith(`/${ROOT.name} `);

/** The option of a line that has its answer posted to the channel; no command has one of its own by this name. */
const SHARE = 'share';

/** A line whose answer is for everybody in the channel. */
export const sharedLine = (line: string): string => `${line} ${SHARE}:yes`;

/** A line with values in quotes where they need them, as `parseCommandLine` reads it; undefined ones are left out. */
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
 * What a typed line asks for: `/paper today`, `/논문 구독 시각:9시 분야:"강화 학습, LLM"`, `/논문 검색 기간:30 로봇`.
 * @throws {UserError} if it does not begin with the root, names no command, or something in it has no name.
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
    // A pasted title has a colon behind its first word more often than not.
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
