import { about, type TextCheck } from './flaw.ts';
import { createNameFinder, type NameLocation } from './names/finder.ts';
import { type Name, namesOf } from './names/names.ts';
import { readEnglishNumbers } from './numbers/english-numbers.ts';
import { readKoreanNumbers } from './numbers/korean-numbers.ts';
import { createLocator, type Location } from './numbers/locate.ts';
import { blankOut, type Quantity } from './numbers/quantity.ts';
import { type Subject, sourceOf, withoutGlosses } from './subject.ts';

/** The smallest count in words to check: summaries say "both" (둘 다) even if the abstract does not. */
const MIN_COUNT = 3;

/** What several checks look up in a paper. */
interface Source {
  readonly locateName: (name: Name) => NameLocation;
  readonly locate: (number: Quantity) => Location;
  /** True if the paper contains a number of at least `LARGE`. */
  readonly hasLarge: boolean;
  /** The numbers of each text that was compared with the paper. */
  readonly numbers: Map<string, readonly Located[]>;
}

/** A number of a text, and whether the paper contains it. */
interface Located extends Quantity {
  readonly location: Location;
}

const sources = new WeakMap<Subject['paper'], Source>();
function readSource(subject: Subject): Source {
  const known = sources.get(subject.paper);
  if (known) return known;
  const keyOf = ({ value, unit, size, isWord, isInName, isLabel, isDerived }: Quantity) =>
    [value, unit, size, isWord, isInName, isLabel, isDerived].join();
  const numbers = new Map(readEnglishNumbers(sourceOf(subject)).map((it) => [keyOf(it), it]));
  const source = {
    locateName: createNameFinder(subject),
    locate: createLocator([...numbers.values()]),
    hasLarge: [...numbers.values()].some(({ value }) => value >= LARGE),
    numbers: new Map(),
  };
  sources.set(subject.paper, source);
  return source;
}

/** Returns the names in \`text\` that the paper contains. */
export function namesInPaper(text: string, subject: Subject): Name[] {
  const { locateName } = readSource(subject);
  return namesOf(text).filter((name) => locateName(name) === 'there');
}

/** Locates the numbers in `text`, except those in names that the paper contains. */
function locateNumbers(text: string, subject: Subject): readonly Located[] {
  const { locate, numbers } = readSource(subject);
  const known = numbers.get(text);
  if (known) return known;
  const names = namesInPaper(text, subject).filter((name) => /\d/.test(name.text));
  const rest = blankOut(
    text,
    names.map(({ index, text: name }) => ({ index, length: name.length })),
  )
    // 2D and 3D are words, not numbers.
    .replace(/(?<![\d.])[1-6]D(?![A-Za-z])/g, '  ');
  const located = readKoreanNumbers(rest).map((number) => {
    const { otherwise } = number;
    const isOtherwise = otherwise !== undefined && locate({ ...number, value: otherwise }) === 'there';
    return { ...number, location: isOtherwise ? 'there' : locate(number) };
  });
  numbers.set(text, located);
  return located;
}

/** From this value on, a vague number such as 수십억 states a size of the paper's, and must be right. */
const LARGE = 1e4;

/** Up to this value, an explanation can count what it compares with: 1막에서 깨진 꽃병은 2막에서도. */
const SMALL = 10;

/**
 * Returns true if a number must be in the paper: those in digits, and among the spelled-out ones multiples, shares and
 * large numbers. An explanation can compare with other large numbers (수백만 권의 책) unless the paper has some itself.
 */
function mustBeThere({ isWord, unit, value }: Quantity, part: string, subject: Subject): boolean {
  const isCount = unit === null || unit === 'count';
  if (part === 'easy' && isCount && Number.isInteger(value) && value <= SMALL) return false;
  if (!isWord || unit === 'share') return true;
  if (unit === 'times') return value !== 1;
  return value >= LARGE && (part === 'summary' || readSource(subject).hasLarge);
}

/** Returns the numbers in \`text\` that must be in the paper, and are at \`location\` in it. */
const strangeNumbers = (text: string, part: string, subject: Subject, location: Location): string[] =>
  locateNumbers(text, subject)
    .filter((number) => number.location === location && mustBeThere(number, part, subject))
    .map(({ text: written }) => written);

export const findStrangeNumbers: TextCheck = (text, part, subject) =>
  about(
    part,
    strangeNumbers(text, part, subject, 'nowhere'),
    '에 제목과 초록에 없는 수가 있습니다. 초록의 값 그대로 적으세요',
  );

export const findOtherUnits: TextCheck = (text, part, subject) =>
  about(part, strangeNumbers(text, part, subject, 'other-unit'), '에 초록과 단위가 다른 수가 있습니다');

/**
 * Finds counts in 요약, such as 세 가지, that the paper does not contain. They only cause a warning, because the
 * model might have counted items that the abstract lists.
 */
export const findStrangeCounts: TextCheck = (text, part, subject) => {
  if (part === 'easy') return [];
  const counts = locateNumbers(text, subject)
    .filter(({ location, value }) => location === 'nowhere' && value >= MIN_COUNT)
    .filter((number) => !mustBeThere(number, part, subject));
  return about(
    part,
    counts.map(({ text: written }) => written),
    '에 초록에 없는 개수가 있습니다',
  );
};

const strangeNames = (
  text: string,
  subject: Subject,
  isStrange: (name: Name, at: NameLocation) => boolean,
) => {
  const { locateName } = readSource(subject);
  return namesOf(text)
    .filter((name) => isStrange(name, locateName(name)))
    .map(({ text: name }) => name);
};

export const findStrangeNames: TextCheck = (text, part, subject) =>
  about(
    part,
    strangeNames(text, subject, ({ isSure }, at) => at === 'slip' || (isSure && at === 'nowhere')),
    '에 제목과 초록에 없는 이름이나 약어가 있습니다. 철자를 그대로 지키세요',
  );

export const findStrangeWords: TextCheck = (text, part, subject) =>
  about(
    part,
    strangeNames(withoutGlosses(text), subject, ({ isSure }, at) => !isSure && at === 'nowhere'),
    '에 제목과 초록에 없는 영어 이름이 있습니다',
  );
