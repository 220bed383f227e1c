import type { Paper } from '../domain/paper/paper.ts';
import { isOldId } from '../domain/paper/paper-id.ts';

/** The characters that mean something in BibTeX and LaTeX. TeX in a title is kept, so `$`, `_`, `^` and braces are not. */
const SPECIAL = /(?<!\\)[%&#]/g;
/** `{` and `}` that are not in pairs would end the value. */
const BRACES = /[{}]/g;
/** The maximum number of authors; others are "and others". */
const MAX_AUTHORS = 50;

/** Renders a paper as a BibTeX entry, as arXiv does (info.arxiv.org/help/hypertex/bibstyles). */
export function paperToBibtex({ id, title, authors }: Pick<Paper, 'id' | 'title' | 'authors'>): string {
  const names = [...authors.slice(0, MAX_AUTHORS), ...(authors.length > MAX_AUTHORS ? ['others'] : [])];
  const fields = {
    title: `{${toValue(title)}}`,
    ...(names.length > 0 ? { author: names.map(toValue).join(' and ') } : {}),
    year: yearOf(id),
    eprint: id,
    archivePrefix: 'arXiv',
    url: `https://arxiv.org/abs/${id}`,
  };
  const lines = Object.entries(fields).map(([name, value]) => `  ${name} = {${value}}`);
  return `@misc{arxiv:${id},\n${lines.join(',\n')}\n}`;
}

function toValue(text: string): string {
  const escaped = text.replace(SPECIAL, '\\$&');
  return isBalanced(escaped) ? escaped : escaped.replace(BRACES, '');
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const [brace] of text.matchAll(BRACES)) {
    depth += brace === '{' ? 1 : -1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** Returns the year in an id: 2608.19880 is of 2026, hep-th/9901001 of 1999. */
function yearOf(id: string): string {
  const digits = isOldId(id) ? (id.split('/')[1] ?? '') : id;
  const year = digits.slice(0, 2);
  return `${year > '90' ? 19 : 20}${year}`;
}
