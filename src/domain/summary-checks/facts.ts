import { readEnglishNumbers } from './english-numbers.ts';
import { about, type TextCheck } from './flaw.ts';
import { readKoreanNumbers } from './korean-numbers.ts';
import { createLocator, type Location } from './locate.ts';
import { createNameFinder, namesOf } from './names.ts';
import { blankOut, type Quantity } from './quantity.ts';
import { type Subject, sourceOf, withoutGlosses } from './subject.ts';

/**
 * The smallest spelled-out number to check: summaries say "both" (둘 다) and "half" (절반) even if the abstract does
 * not.
 */
const MIN_COUNT = 3;

/** What several checks look up in a paper. */
interface Source {
  /** Returns true if the paper contains a name. */
  readonly isThere: (name: string) => boolean;
  readonly locate: (number: Quantity) => Location;
  /** The numbers of each text that was compared with the paper. */
  readonly numbers: Map<string, readonly Located[]>;
}

/** A number of a text, and whether the paper contains it. */
interface Located extends Quantity {
  readonly location: Location;
}

const sources = new WeakMap<Subject, Source>();
function readSource(subject: Subject): Source {
  const known = sources.get(subject);
  if (known) return known;
  const keyOf = ({ value, unit, size, isWord, isInName = false }: Quantity) =>
    [value, unit, size, isWord, isInName].join();
  const numbers = new Map(readEnglishNumbers(sourceOf(subject)).map((it) => [keyOf(it), it]));
  const source = {
    isThere: createNameFinder(subject),
    locate: createLocator([...numbers.values()]),
    numbers: new Map(),
  };
  sources.set(subject, source);
  return source;
}

/** Locates the numbers in `text`, except those in names that the paper contains. */
function locateNumbers(text: string, subject: Subject): readonly Located[] {
  const { isThere, locate, numbers } = readSource(subject);
  const known = numbers.get(text);
  if (known) return known;
  const names = namesOf(text).filter((name) => /\d/.test(name.text) && isThere(name.text));
  const rest = blankOut(
    text,
    names.map(({ index, text: name }) => ({ index, length: name.length })),
  )
    // 2D and 3D are words, not numbers.
    .replace(/(?<![\d.])[1-6]D(?![A-Za-z])/g, '  ');
  const located = readKoreanNumbers(rest).map((number) => ({ ...number, location: locate(number) }));
  numbers.set(text, located);
  return located;
}

/** Returns the numbers in `text`, spelled out or not (`isWord`), that are at `location` in the paper. */
const strangeNumbers = (text: string, subject: Subject, location: Location, isWord: boolean): string[] =>
  locateNumbers(text, subject)
    .filter((number) => number.location === location && number.isWord === isWord)
    .filter((number) => !isWord || number.value >= MIN_COUNT)
    .map(({ text: written }) => written);

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
  const { isThere } = readSource(subject);
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
