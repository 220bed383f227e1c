import type { Match } from '../../domain/search/match.ts';

/** Returns a match as an FTS5 query (sqlite.org/fts5.html, 3). Tokens contain no quotes, so nothing is escaped. */
export function matchToFts(match: Match): string {
  if ('phrase' in match) return `"${match.phrase.join(' ')}"${match.isPrefix ? '*' : ''}`;
  if ('phrases' in match)
    return `NEAR(${match.phrases.map((phrase) => `"${phrase.join(' ')}"`).join(' ')}, ${match.within})`;
  if ('but' in match) return `(${matchToFts(match.match)} NOT ${matchToFts(match.but)})`;
  const [parts, operator] = 'any' in match ? [match.any, ' OR '] : [match.all, ' AND '];
  return `(${parts.map(matchToFts).join(operator)})`;
}
