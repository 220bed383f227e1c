import { readEnglishNumbers } from './english-numbers.ts';
import { about, type TextCheck } from './flaw.ts';
import { readKoreanNumbers } from './korean-numbers.ts';
import { createNameFinder, namesOf } from './names.ts';
import { isSame, type Quantity } from './quantity.ts';
import { type Subject, sourceOf, withoutGlosses } from './subject.ts';

/** Who explains says "both" and "half" where the abstract counts nothing. */
const LEAST_COUNTED = 3;

/** Where a number of a text stands in the source. */
type Place = 'there' | 'other-unit' | 'nowhere';

function locate(number: Quantity, source: readonly Quantity[]): Place {
  const { value, unit } = number;
  const alike = source.filter(
    (other) =>
      isSame(other.value * other.size, value * number.size) ||
      isSame(other.value, value) ||
      // A tenth is an order of magnitude less.
      (other.unit === 'times' && value < 1 && isSame(other.value, 1 / value)) ||
      // 30% is 0.3, and 0.3 is 30%.
      ((unit === 'share') !== (other.unit === 'share') &&
        (isSame(other.value, value * 100) || isSame(other.value, value / 100))),
  );
  // Nothing is nothing in every unit.
  if (value === 0 && unit === null) return 'there';
  // "both" is no 2배, and the 4 of a name is no 4%: a result has its number in digits, or a word of its own.
  const isResult = unit === 'share' || unit === 'times';
  const same = isResult
    ? alike.filter((other) => other.unit !== null || !(other.isWord || other.isInName))
    : alike;
  if (same.length === 0) return alike.length > 0 && !isResult ? 'other-unit' : 'nowhere';
  // "second" and "both" have no unit; they say nothing where the same value has one.
  const measured = same.filter((other) => other.unit !== null);
  const telling = measured.length > 0 ? same.filter((other) => other.unit !== null || !other.isWord) : same;
  const fits = telling.some(
    (other) =>
      unit === null ||
      other.unit === null ||
      (other.unit === unit &&
        (other.size === number.size || isSame(other.value * other.size, value * number.size))),
  );
  return fits ? 'there' : 'other-unit';
}

/** Of a subject all texts are looked at, for numbers of several kinds: its paper is read once, and each number kept once. */
const sources = new WeakMap<Subject, readonly Quantity[]>();
function sourceNumbers(subject: Subject): readonly Quantity[] {
  const known = sources.get(subject);
  if (known) return known;
  const alike = ({ value, unit, size, isWord, isInName = false }: Quantity) =>
    [value, unit, size, isWord, isInName].join();
  const numbers = [...new Map(readEnglishNumbers(sourceOf(subject)).map((it) => [alike(it), it])).values()];
  sources.set(subject, numbers);
  return numbers;
}

/** The numbers of a text that are not in the paper, without those that belong to a name of the paper. */
function strangeNumbers(text: string, subject: Subject, place: Place, isWord: boolean): string[] {
  const isThere = createNameFinder(subject);
  let rest = text;
  for (const { text: name, index } of namesOf(text)) {
    if (/\d/.test(name) && isThere(name)) {
      rest = rest.slice(0, index) + ' '.repeat(name.length) + rest.slice(index + name.length);
    }
  }
  // 2D and 3D are words.
  rest = rest.replace(/(?<![\d.])[1-6]D(?![A-Za-z])/g, '  ');
  const source = sourceNumbers(subject);
  return readKoreanNumbers(rest)
    .filter((number) => number.isWord === isWord && !(isWord && number.value < LEAST_COUNTED))
    .filter((number) => locate(number, source) === place)
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

/** 세 가지: counts may come from counting what the abstract lists. */
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
