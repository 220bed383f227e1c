import { anyOf, type Match } from './match.ts';
import { indexTokens, type Word } from './tokens.ts';

/** Words after a term that say that a method does without it, or that papers about it are not wanted. */
const WITHOUT = new Set(
  '없이 없는 없어도 없이도 없던 안하고 안하는 안해도 안쓰고 안쓰는 않고 않는 않아도 않은 불필요 불필요한 필요없는 필요없이'.split(
    ' ',
  ),
);
const NOT = new Set('말고 빼고 제외 제외한 제외하고 제외하면 아닌'.split(' '));
/** Words between the term and a word of `WITHOUT`. */
const BETWEEN = new Set(
  '안 하지 하지도 쓰지 사용하지 시키지 필요 필요가 필요도 따로 별도 별도의 개입'.split(' '),
);
/** Words after 안: 안 하고. */
const AFTER_AN = new Set('하고 하는 해도 쓰고 쓰는 시키고 시키는 하면서 쓰면서 들이고'.split(' '));

/** A run of words, and how its last term is meant. */
export interface Run {
  readonly words: readonly Word[];
  readonly mark: 'none' | 'without' | 'not';
}

/** Splits words after each negation, and drops the words that express it. */
export function splitNegations(words: readonly Word[]): Run[] {
  const runs: Run[] = [];
  let run: Word[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as Word;
    const isAn = word.text === '안' && AFTER_AN.has(words[at + 1]?.text ?? '');
    const mark = isAn || WITHOUT.has(word.text) ? 'without' : NOT.has(word.text) ? 'not' : null;
    if (!mark || run.length === 0) {
      run.push(word);
      continue;
    }
    if (isAn) at += 1;
    while (run.length > 1 && BETWEEN.has((run.at(-1) as Word).text)) run.pop();
    runs.push({ words: run, mark });
    run = [];
  }
  return run.length > 0 ? [...runs, { words: run, mark: 'none' }] : runs;
}

/** What a text says of something that a method does without; _ is a form of the term. */
const LATIN = ['without _', 'without any _', 'without additional _', 'without requiring _', '_ free'];
const KOREAN = ['_ 없이', '_ 없는', '_이 필요 없는', '_하지 않고'];
const MAX_FORMS = 4;

/** Matches texts that say that something is done without a term, given in some of its forms. */
export const negate = (forms: readonly string[]): Match =>
  anyOf(
    [...new Set(forms)].slice(0, MAX_FORMS).flatMap((form) => {
      const frames = /[\uAC00-\uD7A3]/.test(form) ? KOREAN : LATIN;
      return frames.map((frame): Match => ({ phrase: indexTokens(frame.replace('_', form)).split(' ') }));
    }),
  );
