import { commas, DOUBLE, isBlank, namePattern, pauses, quoteFamily, separators } from './typed-text.ts';

/** A word of a line. */
export interface Word {
  /** The word without its quotation marks. */
  readonly value: string;
  /** The word as typed. */
  readonly written: string;
  /** The part of `value` after its last quoted part. */
  readonly bare: string;
}

/** Reads a typed line from left to right, in linear time. */
export interface LineScanner {
  /** Skips blanks; returns false at the end of the line. */
  skipBlanks(): boolean;
  /**
   * Reads the name of a known option and its separator, and the blanks after it; null if there is none. `hasValue` is
   * false if the next option or the end of the line follows.
   */
  readName(): { readonly name: string; readonly hasValue: boolean } | null;
  /**
   * Reads a word, which ends at a blank outside of quotation marks. A quotation mark that nothing closes ends before
   * the next option. `isValue` is false for a word without an option: it can begin with an apostrophe. If
   * `endsAtOption`, a comma before an option ends the word, too: `시각:18:00,편수:3`.
   */
  readWord(isValue: boolean, endsAtOption?: boolean): Word;
}

/** @param isName returns whether an option has this name, as typed; `isSpaced` if a blank precedes the separator */
export function createLineScanner(
  text: string,
  isName: (name: string, isSpaced: boolean) => boolean,
): LineScanner {
  const pattern = namePattern();
  const lastClosing = findLastClosing(text);
  let at = 0;

  function matchOption(from: number): RegExpExecArray | null {
    pattern.lastIndex = from;
    const match = pattern.exec(text);
    if (!match) return null;
    const [all, name = ''] = match;
    return isName(name, all.length > name.length + 1) ? match : null;
  }

  /** Returns whether the blank at this index precedes an option. */
  const precedesOption = (index: number) => isBlank(text[index] as string) && matchOption(index + 1) !== null;

  /** Returns the index of the mark that closes the quotation of this family from `from`; -1 if there is none. */
  function findClosing(family: number, from: number): number {
    if ((lastClosing.get(family) ?? -1) < from) return -1;
    let hasOption = false;
    let end = from;
    for (; quoteFamily(text[end] as string) !== family || !closes(text, end); end += 1) {
      hasOption ||= precedesOption(end);
    }
    // In `분야:"강화 학습 키워드:"로봇"`, the second mark opens another value.
    const opensValue = hasOption && separators.has(text[end - 1] as string) && !isEnd(text, end + 1);
    return opensValue ? -1 : end;
  }

  /** Returns where the quotation that opens at `at` ends, and where the text after it begins; null if it is none. */
  function quotation(isFirst: boolean, isValue: boolean): { end: number; next: number } | null {
    const family = quoteFamily(text[at] as string);
    if (family === undefined || (family !== DOUBLE && !isFirst)) return null;
    const own = findClosing(family, at + 1);
    if (own >= 0) return { end: own, next: own + 1 };
    if (family !== DOUBLE && !isValue) return null;
    let end = at + 1;
    for (; end < text.length && !precedesOption(end); end += 1) {
      const isMark = quoteFamily(text[end] as string) !== undefined;
      if (isMark && isEnd(text, end + 1)) return { end, next: end + 1 };
    }
    return { end, next: end };
  }

  function skipBlanks(): boolean {
    while (at < text.length && isBlank(text[at] as string)) at += 1;
    return at < text.length;
  }

  return {
    skipBlanks,
    readName() {
      const match = matchOption(at);
      if (!match) return null;
      const start = at + match[0].length;
      at = start;
      const hasMore = skipBlanks();
      // In `검색어:기간:30`, the value contains a name.
      return { name: match[1] as string, hasValue: hasMore && (at === start || matchOption(at) === null) };
    },
    readWord(isValue, endsAtOption = false) {
      const start = at;
      let value = '';
      let bareFrom = 0;
      while (at < text.length && !isBlank(text[at] as string)) {
        const quoted = quotation(at === start, isValue);
        if (!quoted) {
          const character = text[at] as string;
          value += character;
          at += 1;
          if (endsAtOption && commas.has(character) && matchOption(at) !== null) break;
          continue;
        }
        value += text.slice(at + 1, quoted.end);
        bareFrom = value.length;
        at = quoted.next;
      }
      return { value, written: text.slice(start, at), bare: value.slice(bareFrom) };
    },
  };
}

const isEnd = (text: string, at: number): boolean => {
  const next = text[at];
  return next === undefined || isBlank(next) || pauses.has(next) || quoteFamily(next) !== undefined;
};

const closes = (text: string, at: number): boolean =>
  quoteFamily(text[at] as string) === DOUBLE || isEnd(text, at + 1);

/** Returns the index of the last mark of each family that can close a quotation. */
function findLastClosing(text: string): ReadonlyMap<number, number> {
  const last = new Map<number, number>();
  for (let at = 0; at < text.length; at += 1) {
    const family = quoteFamily(text[at] as string);
    if (family !== undefined && closes(text, at)) last.set(family, at);
  }
  return last;
}
