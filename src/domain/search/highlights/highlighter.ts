import { normalizeText } from '../../../lib/text.ts';
import type { Highlight } from '../../card/highlighted-text.ts';
import type { Match } from '../match.ts';
import { planSearch } from '../query.ts';
import { type Located, locateTokens, rangeOf } from './locate-tokens.ts';

/**
 * Creates a function that returns the parts of a text that a query matches, as the index does: in any spelling, with
 * synonyms, without endings.
 * @param isLoose true to include what matches only loosely (`SearchPlan.loose`)
 */
export function createHighlighter(query: string, isLoose = false): (text: string) => readonly Highlight[] {
  const plan = planSearch(query);
  if (!plan) return () => [];
  const matches = [
    ...plan.parts.map(({ match }) => match),
    ...(isLoose ? plan.loose.map(({ match }) => match) : []),
  ];
  return (text) => {
    const { normalized, origin } = normalizeWithOrigin(text);
    const tokens = locateTokens(normalized);
    const found = matches.flatMap((match) => findMatch(match, tokens));
    return join(found.map(([start, end]) => [origin(start), origin(end)]));
  };
}

/** Normalises a text; `origin` returns the place in the text of a place in the result. */
function normalizeWithOrigin(text: string): { normalized: string; origin: (at: number) => number } {
  const normalized = normalizeText(text);
  if (normalized.length === text.length) return { normalized, origin: (at) => at };
  const origins: number[] = [];
  let at = 0;
  let whole = '';
  for (const character of text) {
    const part = normalizeText(character);
    for (let unit = 0; unit < part.length; unit += 1) origins.push(at);
    whole += part;
    at += character.length;
  }
  return { normalized: whole, origin: (place) => origins[place] ?? text.length };
}

/** Returns where the parts of a match are, even if only some of them are in the text. */
function findMatch(match: Match, tokens: readonly Located[]): Highlight[] {
  if ('any' in match) return match.any.flatMap((part) => findMatch(part, tokens));
  if ('all' in match) return match.all.flatMap((part) => findMatch(part, tokens));
  if ('but' in match) return findMatch(match.match, tokens);
  if ('phrases' in match) return match.phrases.flatMap((phrase) => findMatch({ phrase }, tokens));
  const { phrase, isPrefix = false } = match;
  const last = phrase.length - 1;
  return tokens.flatMap((_, start) => {
    const isHere = phrase.every((wanted, at) => {
      const token = tokens[start + at]?.token;
      return token === wanted || (isPrefix && at === last && Boolean(token?.startsWith(wanted)));
    });
    return isHere && last >= 0 ? [rangeOf(tokens.slice(start, start + phrase.length))] : [];
  });
}

/** Sorts highlights, and joins those that overlap or touch. */
function join(highlights: readonly Highlight[]): Highlight[] {
  const joined: [number, number][] = [];
  for (const [start, end] of highlights.toSorted((a, b) => a[0] - b[0])) {
    const before = joined.at(-1);
    if (before && start <= before[1]) before[1] = Math.max(before[1], end);
    else joined.push([start, end]);
  }
  return joined;
}
