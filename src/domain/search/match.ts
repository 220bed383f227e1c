/** A search expression that consists of tokens only, so raw text never reaches the query language of the index. */
export type Match =
  | { readonly phrase: readonly string[]; readonly isPrefix?: boolean }
  /** All `phrases`, in any order, with at most `within` tokens between them. */
  | { readonly phrases: readonly (readonly string[])[]; readonly within: number }
  | { readonly match: Match; readonly but: Match }
  | { readonly any: readonly Match[] }
  | { readonly all: readonly Match[] };

/**
 * Returns a match for any spelling of a term. `phrases` are its spellings, the plainest first, because `anyOf`
 * compares terms by their plainest spellings.
 */
export const anyPhrase = (phrases: readonly (readonly string[])[]): Match =>
  phrases.length === 1
    ? { phrase: phrases[0] as readonly string[] }
    : { any: phrases.map((phrase) => ({ phrase })) };

/**
 * Returns a match for any of several terms. A term that contains another of them is redundant and is dropped with all
 * its spellings. Terms with the same plainest spelling are kept: 대규모언어모델 and 대규모 언어 모델 differ in their
 * other spellings.
 */
export function anyOf(matches: readonly Match[]): Match {
  const needed = matches.filter(
    (match) => !matches.some((other) => isWithin(other, match) && !isWithin(match, other)),
  );
  const parts = needed.flatMap((match) => ('any' in match ? match.any : [match]));
  const distinct = [...new Map(parts.map((part) => [JSON.stringify(part), part])).values()];
  return distinct.length === 1 ? (distinct[0] as Match) : { any: distinct };
}

/** Returns true if every text that matches `longer` also matches `shorter`, judged by their plainest spellings. */
function isWithin(shorter: Match, longer: Match): boolean {
  const [inner, outer] = [plainest(shorter), plainest(longer)];
  return Boolean(inner && outer?.includes(inner));
}

function plainest(match: Match): string | null {
  if ('any' in match) return match.any[0] ? plainest(match.any[0]) : null;
  return 'phrase' in match && !match.isPrefix ? ` ${match.phrase.join(' ')} ` : null;
}

export const allOf = (matches: readonly Match[]): Match =>
  matches.length === 1 ? (matches[0] as Match) : { all: matches };

/** Matches what matches `match` and none of `excluded`. */
export const withoutAny = (match: Match, excluded: readonly Match[]): Match =>
  excluded.length === 0 ? match : { match, but: anyOf(excluded) };
