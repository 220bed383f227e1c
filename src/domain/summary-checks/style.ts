import { trimEndOf } from '../../lib/text.ts';
import { about, type PartCheck, type TextCheck } from './flaw.ts';
import { PARTS, type Subject, sentencesOf, withoutQuotes } from './subject.ts';

/**
 * Lengths in UTF-16 code units: `wanted` is our style, and a text outside `allowed` is refused. For comparison: the
 * median length of 요약 was 305 in 1,423 summaries by gpt-4o-mini; in a digest outside this repository (see
 * test/needs.ts), the medians were 155 for 요약 and 91 for 쉬운설명.
 */
const LENGTH = {
  summary: { wanted: [180, 320], allowed: [60, 600] },
  easy: { wanted: [70, 150], allowed: [30, 400] },
} as const;
const SENTENCES = { summary: [3, 4], easy: [2, 2] } as const;

const isWithin = (value: number, [least, most]: readonly [number, number]) => value >= least && value <= most;

const describeLength = (part: string, length: number, [least, most]: readonly [number, number]) =>
  `${part}는 ${least}자에서 ${most}자 사이여야 하는데 ${length}자입니다.`;

export const findWrongLength: PartCheck = (text, part) =>
  isWithin(text.length, LENGTH[part].allowed) ? [] : [describeLength(part, text.length, LENGTH[part].wanted)];

export const findUnusualLength: PartCheck = (text, part) => {
  const { wanted, allowed } = LENGTH[part];
  const isUnusual = isWithin(text.length, allowed) && !isWithin(text.length, wanted);
  return isUnusual ? [describeLength(part, text.length, wanted)] : [];
};

export const findSentenceCount: PartCheck = (text, part) => {
  const [least, most] = SENTENCES[part];
  const { length } = sentencesOf(text);
  const wanted = least === most ? `${least}` : `${least}~${most}`;
  return isWithin(length, [least, most]) ? [] : [`${part}는 ${wanted}문장이어야 하는데 ${length}문장입니다.`];
};

/**
 * Returns true for 합니다체: the syllable before 니다 or 니까 ends in ㅂ, unlike in 아니다. A question can end in 까요, and
 * a list can follow a colon. Ignores trailing parentheses.
 */
function isFormal(sentence: string): boolean {
  if (/까요\?["'”’]*$|니다:\s/.test(sentence)) return true;
  const bare = trimEndOf(withoutLastParentheses(sentence), AFTER_END);
  const before = bare.match(/([가-힣])(?:니다|니까)$/)?.[1];
  return before !== undefined && (before.charCodeAt(0) - FIRST_SYLLABLE) % FINALS === FINAL_BIEUP;
}
/** The punctuation that can stand at the end of a sentence. */
const AFTER_END = '.!?"\'”’)';
function withoutLastParentheses(sentence: string): string {
  const open = sentence.lastIndexOf('(');
  const close = sentence.indexOf(')', open);
  const behind = sentence.slice(close + 1);
  if (open < 0 || close < 0 || trimEndOf(behind, AFTER_END)) return sentence;
  return sentence.slice(0, open).trimEnd() + behind;
}
/** Hangul syllables in Unicode: the first syllable, the number of finals, and the index of ㅂ among the finals. */
const FIRST_SYLLABLE = 0xac00;
const FINALS = 28;
const FINAL_BIEUP = 17;

export const findRegister: TextCheck = (text, part) => {
  const others = sentencesOf(withoutQuotes(text)).filter(
    (sentence) => /[가-힣]/.test(sentence) && !isFormal(sentence),
  );
  const ends = others.map((sentence) => sentence.slice(-12));
  return about(part, ends, '의 모든 문장은 합니다체로 끝나야 합니다');
};

export const findCutOff: TextCheck = (text, part) =>
  /[.!?]["'”’)]*$/.test(text) && !/(?:\.\.|…)["'”’)]*$/.test(text)
    ? []
    : [`${part}의 마지막 문장이 끝나지 않았습니다.`];

export const findOpening: TextCheck = (text, part) =>
  /^(?:이|본) ?논문(?:은|에서|에서는)\s/.test(text) ? [`${part}를 "이 논문은"으로 시작하지 마세요.`] : [];

/** Phrases that are fine on their own; more than `MAX_CHAINED` in one text read like a translation. */
const CHAIN = /(?:에|과|와)\s?(?:대한|대해|관한|의해)(?![가-힣])|를\s?통해|을\s?통해/g;
const MAX_CHAINED = 2;
const STILTED =
  /[가-힣] 수 있게 (?:됩|되었|하였)|로부터의|에 있어서|모든 \S+들|되어지|보여집니다|생각됩니다/g;

export const findTranslationese: TextCheck = (text, part) => {
  const chain = text.match(CHAIN) ?? [];
  const found = [...(chain.length > MAX_CHAINED ? chain : []), ...(text.match(STILTED) ?? [])];
  return about(part, found, '의 번역투를 고치세요');
};

/** Finds particles that are written in both forms, such as 을(를): the model did not choose one of them. */
export const findOpenParticles: TextCheck = (text, part) => {
  const found = text.match(
    /(?:을\(를\)|를\(을\)|이\(가\)|가\(이\)|은\(는\)|는\(은\)|와\(과\)|과\(와\)|\(으\)로)/g,
  );
  return about(part, found ?? [], '의 조사를 하나로 쓰세요');
};

/** Reports a summary without numbers if the abstract states a result in numbers. */
export function findNoResult({ paper, ...texts }: Subject): string[] {
  const hasResult = /\d(?:\.\d+)?\s?(?:\\?%|x\b|×)|\d[\s-]points?\b/.test(paper.abstract);
  const hasNumber = PARTS.some((part) => /\d|[두세네몇] ?배|절반/.test(texts[part]));
  return hasResult && !hasNumber ? ['summary에 초록의 가장 중요한 수치를 넣으세요.'] : [];
}
