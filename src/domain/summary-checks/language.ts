import { hangulShare } from '../../lib/text.ts';
import { about, type TextCheck } from './flaw.ts';
import { SCALES } from './quantity.ts';
import { type Subject, sentencesOf, sourceOf, withoutGlosses } from './subject.ts';

/** Below this share of Hangul among its letters a text is broken; in a good one it is above the second. Measured on 1,423 summaries. */
const LEAST_HANGUL = 0.5;
const USUAL_HANGUL = 0.6;
/** A sentence that is mostly English was left as it was. */
const LEAST_IN_SENTENCE = 0.2;
/** So many English words in a row are a clause that nobody translated. */
const MAX_RUN = 5;
/** More stray English words than this are no slip any more. */
const MAX_STRAY = 2;

export const findNoKorean: TextCheck = (text, part) =>
  hangulShare(text) < LEAST_HANGUL ? [`${part}는 한국어로 써야 합니다.`] : [];

export const findMuchEnglish: TextCheck = (text, part) => {
  const share = hangulShare(text);
  return share >= LEAST_HANGUL && share < USUAL_HANGUL ? [`${part}에 영어가 너무 많습니다.`] : [];
};

/** Letters that are neither Hangul nor Latin; Greek stands in formulas, and what the paper has may stay. */
const FOREIGN = /[^\p{Script=Hangul}\p{Script=Latin}\p{Script=Greek}\p{Script=Common}\p{Script=Inherited}]/gu;

export const findForeignScript: TextCheck = (text, part, subject) => {
  const source = sourceOf(subject);
  const foreign = (text.match(FOREIGN) ?? []).filter((letter) => !source.includes(letter));
  return foreign.length > 0
    ? [`${part}에 다른 문자가 있습니다: ${[...new Set(foreign)].slice(0, 5).join(' ')}`]
    : [];
};

/** Lone jamo, the replacement character, private-use characters: something broke on the way. */
const BROKEN = /[ㄱ-ㅎㅏ-ㅣ\uFFFD\p{Co}]/gu;

export const findBrokenCharacters: TextCheck = (text, part) =>
  about(part, text.match(BROKEN) ?? [], '에 깨진 글자가 있습니다');

/** Clauses of English, and whole sentences. */
export const findEnglishClauses: TextCheck = (text, part, subject) => {
  const { title } = subject.paper;
  const runs = (
    withoutGlosses(text).match(/(?:[A-Za-z][A-Za-z'’-]*[,;:]?\s+)+[A-Za-z][A-Za-z'’-]*/g) ?? []
  ).filter((run) => {
    const words = run.split(/\s+/);
    const small = words.filter((word) => /^[a-z]{2,}/.test(word));
    return words.length >= MAX_RUN && small.length >= 2 && !title.includes(run);
  });
  const sentences = sentencesOf(text).filter(
    (sentence) => hangulShare(sentence) < LEAST_IN_SENTENCE && /[a-z]{3,} [a-z]{2,}/i.test(sentence),
  );
  return about(part, runs.length > 0 ? runs : sentences, '에 번역하지 않은 영어 문장이 있습니다');
};

/** English words in Korean sentences that are no names. */
const strayWords = (text: string, subject: Subject): string[] =>
  [...withoutGlosses(text).matchAll(/(?<![A-Za-z\d\-_./@^$\\])[a-z]{4,}(?![A-Za-z\d\-_./@^$])/g)]
    .map(([word]) => word)
    // A paper on <think> has it as a name.
    .filter((word) => !Object.hasOwn(SCALES, word) && !sourceOf(subject).includes(`<${word}>`));

export const findStrayEnglish: TextCheck = (text, part, subject) => {
  const words = strayWords(text, subject);
  return words.length <= MAX_STRAY ? about(part, words, '에 번역하지 않은 낱말이 있습니다') : [];
};

export const findMuchStrayEnglish: TextCheck = (text, part, subject) => {
  const words = strayWords(text, subject);
  return words.length > MAX_STRAY ? about(part, words, '에 번역하지 않은 낱말이 많습니다') : [];
};
