import { UserError } from '../domain/errors.ts';
import { pagesWording } from '../i18n/ko/command.ts';
import type { CommandButton } from './invocation.ts';
import { type Option, whole } from './options/option.ts';
import { commandLine } from './parse-line.ts';

/** Papers per page: with the heading, they fit in one Discord message (10 embeds, 6,000 characters in total). */
export const PAGE = 5;
export const MAX_PAGES = 20;

export const pageOption = (): Option<number> => whole({ ko: '쪽', description: '쪽 번호' }, 1, MAX_PAGES);

/** One page of a long reply. */
export interface Page {
  /** The number of papers before this page. */
  readonly offset: number;
  /** The page number (2/14쪽), and a note if there are more papers than can be shown; null if there is only one page. */
  readonly footer: string | null;
  /** The command line of this page. */
  readonly line: string;
  /** Returns the buttons for the papers on this page, and for the previous and the next page. */
  readonly buttons: (paperIds: readonly string[]) => CommandButton[];
}

/**
 * Returns page `page` of a reply with `total` papers; `values` are the other options of the command.
 * @throws {UserError} if there is no such page
 */
export function makePage(
  command: string,
  values: Readonly<Record<string, string | number | undefined>>,
  page: number,
  total: number,
): Page {
  const pages = Math.min(Math.max(Math.ceil(total / PAGE), 1), MAX_PAGES);
  if (page > pages) throw new UserError(pagesWording.noSuchPage(pages));
  const lineOf = (to: number) => commandLine(command, { ...values, page: to > 1 ? to : undefined });
  const offset = (page - 1) * PAGE;
  const beside = [
    { label: pagesWording.previous, to: page - 1 },
    { label: pagesWording.next, to: page + 1 },
  ];
  return {
    offset,
    footer:
      pages > 1
        ? [
            pagesWording.page(page, pages),
            ...(total > MAX_PAGES * PAGE ? [pagesWording.cut(MAX_PAGES * PAGE)] : []),
          ].join(' · ')
        : null,
    line: lineOf(page),
    buttons: (paperIds) => [
      ...paperIds.map((paper, index) => ({
        label: pagesWording.more(offset + index + 1),
        line: commandLine('show', { paper }),
      })),
      ...beside
        .filter(({ to }) => to >= 1 && to <= pages)
        .map(({ label, to }) => ({ label, line: lineOf(to) })),
    ],
  };
}
