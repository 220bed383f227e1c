import { UserError } from '../domain/errors.ts';
import { pagesWording } from '../i18n/ko/command.ts';
import type { Command } from './define.ts';
import type { CommandButton, ParsedCommand } from './invocation.ts';
import { type Option, whole } from './options/option.ts';
import { commandLine } from './parse-line.ts';

/** Papers per page: two rows of buttons on Discord. */
export const PAGE = 10;
/** Papers per page in messages of earlier versions, whose buttons name only the number of the page. */
const OLD_PAGE = 5;
export const MAX_PAGES = 20;

/** The number of a page, from 1, and how many papers a page has. */
export interface PageNumber {
  readonly number: number;
  readonly size: number;
}

export const FIRST_PAGE: PageNumber = { number: 1, size: PAGE };

const toText = ({ number, size }: PageNumber): string => `${number}x${size}`;

/** The option is typed as a number. Buttons also contain the size of the page (`2x10`), so that they keep it. */
export function pageOption(): Option<PageNumber> {
  const number = whole({ ko: '쪽', description: '쪽 번호' }, 1, MAX_PAGES);
  return {
    ...number,
    format: toText,
    parse(text) {
      const [, typed = text, size = String(PAGE)] = text.match(/^(\d+)x([1-9]|10)$/) ?? [];
      return { number: number.parse(typed), size: Number(size) };
    },
  };
}

/** Gives the page of a pressed button the size that it had in its message: buttons of earlier versions do not name it. */
export function keepPageSize(pressed: ParsedCommand, { options }: Pick<Command, 'options'>): ParsedCommand {
  const { page = '1' } = pressed.values;
  if (!options.page || page.includes('x')) return pressed;
  return { ...pressed, values: { ...pressed.values, page: `${page}x${OLD_PAGE}` } };
}

/** Returns the command line of a page; `values` are the other options of the command. */
export const pageLine = (
  command: string,
  values: Readonly<Record<string, string | number | undefined>>,
  page: PageNumber = FIRST_PAGE,
): string => commandLine(command, { ...values, page: toText(page) });

/** One page of a long reply. */
export interface Page {
  /** The number of papers before this page. */
  readonly offset: number;
  /** The page number (2/14쪽), and a note if there are more papers than can be shown; null if there is only one page. */
  readonly footer: string | null;
  /** The command line of this page. */
  readonly line: string;
  /** The buttons for the previous and the next page. */
  readonly buttons: readonly CommandButton[];
}

/**
 * Returns a page of a reply with `total` papers; `values` are the other options of the command.
 * @throws {UserError} if there is no such page
 */
export function makePage(
  command: string,
  values: Readonly<Record<string, string | number | undefined>>,
  { number, size }: PageNumber,
  total: number,
): Page {
  const pages = Math.min(Math.max(Math.ceil(total / size), 1), MAX_PAGES);
  if (number > pages) throw new UserError(pagesWording.noSuchPage(pages));
  const lineOf = (to: number) => pageLine(command, values, { number: to, size });
  const beside = [
    { label: pagesWording.previous, to: number - 1 },
    { label: pagesWording.next, to: number + 1 },
  ];
  return {
    offset: (number - 1) * size,
    footer:
      pages > 1
        ? [
            pagesWording.page(number, pages),
            ...(total > MAX_PAGES * size ? [pagesWording.cut(MAX_PAGES * size)] : []),
          ].join(' · ')
        : null,
    line: lineOf(number),
    buttons: beside
      .filter(({ to }) => to >= 1 && to <= pages)
      .map(({ label, to }) => ({ label, line: lineOf(to) })),
  };
}
