import type { Match } from '../../domain/search/match.ts';

/** FTS5's query language (sqlite.org/fts5.html, 3). Tokens are letters and digits, so quoting them is enough. */
export function matchToFts(match: Match): string {
  if ('phrase' in match) return `"${match.phrase.join(' ')}"${match.isPrefix ? '*' : ''}`;
  const [parts, operator] = 'any' in match ? [match.any, ' OR '] : [match.all, ' AND '];
  return `(${parts.map(matchToFts).join(operator)})`;
}
