import { readEnglishNumbers } from './english-numbers.ts';
import { about, type TextCheck } from './flaw.ts';
import { readKoreanNumbers } from './korean-numbers.ts';
import { type Location, locate } from './locate.ts';
import { createNameFinder, namesOf } from './names.ts';
import type { Quantity } from './quantity.ts';
import { type Subject, sourceOf, withoutGlosses } from './subject.ts';

/**
 * The smallest spelled-out number to check: summaries say "both" (둘 다) and "half" (절반) even if the abstract does
 * not.
 */
const MIN_COUNT = 3;

/** The distinct numbers in each subject's paper, cached because several checks need them. */
const sources = new WeakMap<Subject, readonly Quantity[]>();
function sourceNumbers(subject: Subject): readonly Quantity[] {
  const known = sources.get(subject);
  if (known) return known;
  const keyOf = ({ value, unit, size, isWord, isInName = false }: Quantity) =>
    [value, unit, size, isWord, isInName].join();
  const numbers = [...new Map(readEnglishNumbers(sourceOf(subject)).map((it) => [keyOf(it), it])).values()];
  sources.set(subject, numbers);
  return numbers;
}

/**
 * Returns the numbers in `text`, spelled out or not (`isWord`), for which `locate` returns `location`, except those
 * in names that the paper contains.
 */
function strangeNumbers(text: string, subject: Subject, location: Location, isWord: boolean): string[] {
  const isThere = createNameFinder(subject);
  let rest = text;
  for (const { text: name, index } of namesOf(text)) {
    if (/\d/.test(name) && isThere(name)) {
      rest = rest.slice(0, index) + ' '.repeat(name.length) + rest.slice(index + name.length);
    }
  }
  // 2D and 3D are words, not numbers.
  rest = rest.replace(/(?<![\d.])[1-6]D(?![A-Za-z])/g, '  ');
  const source = sourceNumbers(subject);
  return readKoreanNumbers(rest)
    .filter((number) => number.isWord === isWord && !(isWord && number.value < MIN_COUNT))
    .filter((number) => locate(number, source) === location)
    .map(({ text: written }) => written);
}

export const findStrangeNumbers: TextCheck = (text, part, subject) =>
  about(
    part,
    strangeNumbers(text, subject, 'nowhere', false),
    '에 제목과 초록에 없는 수가 있습니다. 초록의 값 그대로 적으세요',
  );

export const findOtherUnits: TextCheck = (text, part, subject) =>
  about(part, strangeNumbers(text, subject, 'other-unit', false), '에 초록과 단위가 다른 수가 있습니다');

/**
 * Finds counts in 요약, such as 세 가지, that the paper does not contain. They only cause a warning, because the
 * model might have counted items that the abstract lists.
 */
export const findStrangeCounts: TextCheck = (text, part, subject) =>
  part === 'easy'
    ? []
    : about(part, strangeNumbers(text, subject, 'nowhere', true), '에 초록에 없는 개수가 있습니다');

const strangeNames = (text: string, subject: Subject, isSure: boolean): string[] => {
  const isThere = createNameFinder(subject);
  return namesOf(text)
    .filter((name) => name.isSure === isSure && !isThere(name.text))
    .map(({ text: name }) => name);
};

export const findStrangeNames: TextCheck = (text, part, subject) =>
  about(
    part,
    strangeNames(text, subject, true),
    '에 제목과 초록에 없는 이름이나 약어가 있습니다. 철자를 그대로 지키세요',
  );

export const findStrangeWords: TextCheck = (text, part, subject) =>
  about(
    part,
    strangeNames(withoutGlosses(text), subject, false),
    '에 제목과 초록에 없는 영어 이름이 있습니다',
  );
