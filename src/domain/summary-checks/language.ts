import { hangulShare } from '../../lib/text.ts';
import { namesInPaper } from './facts.ts';
import { about, type TextCheck } from './flaw.ts';
import { blankOut, SCALES } from './numbers/quantity.ts';
import {
  type Subject,
  sentencesOf,
  sourceOf,
  withoutCitations,
  withoutGlosses,
  withoutQuotes,
} from './subject.ts';

/**
 * Limits for the share of Hangul among the Hangul and Latin letters of a text: of 1,423 summaries, those below
 * `MIN_HANGUL` were broken, and the good ones were above `USUAL_HANGUL`.
 */
const MIN_HANGUL = 0.5;
const USUAL_HANGUL = 0.6;
/** The share of Hangul below which a sentence with English words counts as untranslated. */
const MIN_IN_SENTENCE = 0.2;
/** The minimum number of English words in an untranslated clause. */
const MAX_RUN = 5;
/** Up to this many stray English words are a slip and cause a warning; a higher number causes a refusal. */
const MAX_STRAY = 2;

/** Removes the names that the paper contains: they are no English words, and a short text can consist of them. */
function withoutNames(text: string, subject: Subject): string {
  const known = namesInPaper(text, subject);
  return blankOut(
    text,
    known.map(({ index, text: name }) => ({ index, length: name.length })),
  );
}

export const findNoKorean: TextCheck = (text, part, subject) =>
  hangulShare(withoutNames(text, subject)) < MIN_HANGUL ? [`${part}는 한국어로 써야 합니다.`] : [];

export const findMuchEnglish: TextCheck = (text, part, subject) => {
  const share = hangulShare(withoutNames(text, subject));
  return share >= MIN_HANGUL && share < USUAL_HANGUL ? [`${part}에 영어가 너무 많습니다.`] : [];
};

/**
 * Letters of scripts other than Hangul, Latin and Greek; Greek letters occur in formulas. `findForeignScript` also
 * allows letters from the paper.
 */
const FOREIGN = /[^\p{Script=Hangul}\p{Script=Latin}\p{Script=Greek}\p{Script=Common}\p{Script=Inherited}]/gu;

export const findForeignScript: TextCheck = (text, part, subject) => {
  const known = new Set(sourceOf(subject));
  const foreign = new Set((text.match(FOREIGN) ?? []).filter((letter) => !known.has(letter)));
  return foreign.size > 0 ? [`${part}에 다른 문자가 있습니다: ${[...foreign].slice(0, 5).join(' ')}`] : [];
};

/** Lone jamo, the replacement character and private-use characters: signs of broken text. */
const BROKEN = /[ㄱ-ㅎㅏ-ㅣ\u1100-\u11FF\uA960-\uA97F\uD7B0-\uD7FF\uFFA1-\uFFDC\uFFFD\p{Co}]/gu;

export const findBrokenCharacters: TextCheck = (text, part) =>
  about(part, text.match(BROKEN) ?? [], '에 깨진 글자가 있습니다');

/**
 * Several English words in a row. A single word matches too, so that a long one is skipped at once, not tried again from
 * each of its letters.
 */
const CLAUSE = /(?:[A-Za-z][A-Za-z'’-]*[,;:]?\s+)+[A-Za-z][A-Za-z'’-]*|[A-Za-z][A-Za-z'’-]*/g;

const foldSpaces = (text: string) => text.replace(/\s+/g, ' ').toLowerCase();
/** Returns true for words that are capitalised as in a name: Mixture of Experts for the Edge. */
const isTitleCase = (words: readonly string[]) =>
  words.every((word) => /^[A-Z]/.test(word) || word.length <= MAX_SMALL_WORD);
/** The maximum length of a word that is not capitalised in a name: with, from. */
const MAX_SMALL_WORD = 4;

/** Finds untranslated English clauses or, if there are none, whole English sentences. */
export const findEnglishClauses: TextCheck = (text, part, subject) => {
  const source = foldSpaces(sourceOf(subject));
  const own = withoutCitations(text, subject);
  const runs = (withoutGlosses(own).match(CLAUSE) ?? []).filter((run) => {
    const words = run.split(/\s+/);
    const small = words.filter((word) => /^[a-z]{2,}/.test(word));
    return (
      words.length >= MAX_RUN &&
      small.length >= 2 &&
      !(isTitleCase(words) && source.includes(foldSpaces(run)))
    );
  });
  const sentences = sentencesOf(own).filter((sentence) => {
    const outside = withoutGlosses(sentence);
    const words = withoutNames(/[가-힣]/.test(outside) ? outside : sentence, subject);
    return hangulShare(words) < MIN_IN_SENTENCE && /[a-z]{3} [a-z]{2}/i.test(words);
  });
  return about(part, runs.length > 0 ? runs : sentences, '에 번역하지 않은 영어 문장이 있습니다');
};

/**
 * Returns the English words that are neither names nor glosses: those in lower case, of at least four letters, and
 * outside parentheses. A term that is used again is the same slip.
 */
const strayWords = (text: string, subject: Subject): ReadonlySet<string> => {
  // In a paper about <think> or `make`, "think" and "make" are names.
  const tokens = new Set(
    (sourceOf(subject).match(/[<`"“][\w .,()-]{3,60}[>`"”]/g) ?? []).flatMap(
      (it) => it.match(/[a-z]{4,}/g) ?? [],
    ),
  );
  const words =
    withoutGlosses(withoutQuotes(text)).match(/(?<![A-Za-z\d\-_./@^$\\])[a-z]{4,}(?![A-Za-z\d\-_./@^$])/g) ??
    [];
  return new Set(words.filter((word) => !Object.hasOwn(SCALES, word) && !tokens.has(word)));
};

export const findStrayEnglish: TextCheck = (text, part, subject) => {
  const words = strayWords(text, subject);
  return words.size <= MAX_STRAY ? about(part, [...words], '에 번역하지 않은 낱말이 있습니다') : [];
};

export const findMuchStrayEnglish: TextCheck = (text, part, subject) => {
  const words = strayWords(text, subject);
  return words.size > MAX_STRAY ? about(part, [...words], '에 번역하지 않은 낱말이 많습니다') : [];
};
