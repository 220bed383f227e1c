import type { Highlight } from '../../card/highlighted-text.ts';
import { splitAmounts } from '../amounts.ts';
import { conceptsIn } from '../concepts.ts';
import { compoundToken, jointToken, toWords, type Word, wordTokens } from '../tokens.ts';

/** A token of a text, and the part of the text that it stands for. */
export interface Located {
  readonly token: string;
  readonly range: Highlight;
}

/** Returns the tokens of a normalised text as the index has them (`toDocument`), in the same order. */
export function locateTokens(text: string): Located[] {
  const words = toWords(text);
  const starts: number[] = [];
  let end = 0;
  for (const word of words) {
    // Only separators are between the last word and this one.
    const start = text.indexOf(word.text, end);
    starts.push(start);
    end = start + word.text.length;
  }
  const endOf = (at: number) => (starts[at] as number) + (words[at] as Word).text.length;
  const row = words.flatMap((word, at): Located[] => {
    const start = starts[at] as number;
    const joint = jointToken(words, at);
    return [
      ...(joint ? [{ token: joint, range: [endOf(at - 1) - 1, start + 1] } as const] : []),
      ...locateInWord(word, start),
    ];
  });
  const compounds = words.flatMap((_, at): Located[] => {
    const token = compoundToken(words, at);
    return token ? [{ token, range: [starts[at - 1] as number, endOf(at)] }] : [];
  });
  const tokens = [...row, ...compounds];
  const concepts = conceptsIn(tokens.map(({ token }) => token)).map(
    ({ token, start, end: after }): Located => ({ token, range: rangeOf(tokens.slice(start, after)) }),
  );
  return [...tokens, ...concepts, ...locateAmounts(text)];
}

function locateInWord(word: Word, start: number): Located[] {
  const { text, isHangul } = word;
  const tokens = wordTokens(word);
  const runs = text.match(/\d+|\D+/g) ?? [];
  const isInRuns = !isHangul && runs.length === tokens.length;
  let from = start;
  return tokens.map((token, at): Located => {
    if (isHangul) return { token, range: [start + at, start + Math.min(at + 2, text.length)] };
    if (!isInRuns) return { token, range: [start, start + text.length] };
    const begin = from;
    from += (runs[at] as string).length;
    return { token, range: [begin, from] };
  });
}

function locateAmounts(text: string): Located[] {
  let end = 0;
  return splitAmounts(text).flatMap((part): Located[] => {
    const said = typeof part === 'string' ? part : part.text;
    const start = text.indexOf(said, end);
    end = start + said.length;
    const range: Highlight = [start, end];
    if (typeof part === 'string') return [];
    return [...new Set([part.token, part.value ?? part.token])].map((token) => ({ token, range }));
  });
}

/** Returns the part of a text from the first to the last of some tokens. */
export const rangeOf = (tokens: readonly Located[]): Highlight => [
  Math.min(...tokens.map(({ range }) => range[0])),
  Math.max(...tokens.map(({ range }) => range[1])),
];
