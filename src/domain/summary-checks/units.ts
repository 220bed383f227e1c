/** The kind of unit that a number has: equal values with units of different kinds are different numbers. */
export type Unit = 'share' | 'times' | 'time' | 'bytes' | 'bits' | 'rate' | 'decibels';

/** A unit with its size: ms is a `time` of size 0.001. */
interface Written {
  readonly unit: Unit;
  /** In seconds, bytes or hertz; 1 for other units. */
  readonly size: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * English and international units, as written after a number. Percent and points count as one unit, because texts
 * often use one for the other.
 */
const ENGLISH: readonly (readonly [RegExp, Unit, number])[] = [
  [/^[\s-]?(?:%|percent|percentage|pp\b|points?\b|pts?\b|p\.p\.)/i, 'share', 1],
  [/^(?:[\s-]?(?:times\b|fold\b)|\s?[x×](?![a-z\d]|\s?\d))/i, 'times', 1],
  [/^[\s-]?(?:ms\b|milliseconds?\b)/i, 'time', 0.001],
  [/^[\s-]?(?:s\b|secs?\b|seconds?\b)/i, 'time', 1],
  [/^[\s-]?(?:min\b|minutes?\b)/i, 'time', MINUTE],
  [/^[\s-]?(?:h\b|hrs?\b|hours?\b)/i, 'time', HOUR],
  [/^[\s-]?(?:days?\b)/i, 'time', DAY],
  [/^[\s-]?(?:weeks?\b)/i, 'time', 7 * DAY],
  [/^[\s-]?(?:months?\b)/i, 'time', 30 * DAY],
  [/^[\s-]?(?:years?\b)/i, 'time', 365 * DAY],
  [/^[\s-]?(?:kb\b|kilobytes?\b)/i, 'bytes', 1e3],
  [/^[\s-]?(?:mb\b|mib\b|megabytes?\b)/i, 'bytes', 1e6],
  [/^[\s-]?(?:gb\b|gib\b|gigabytes?\b)/i, 'bytes', 1e9],
  [/^[\s-]?(?:tb\b|tib\b|terabytes?\b)/i, 'bytes', 1e12],
  [/^[\s-]?bits?\b/i, 'bits', 1],
  [/^[\s-]?bytes?\b/i, 'bytes', 1],
  [/^[\s-]?(?:fps\b|hz\b|frames per second)/i, 'rate', 1],
  [/^[\s-]?khz\b/i, 'rate', 1e3],
  [/^[\s-]?mhz\b/i, 'rate', 1e6],
  [/^[\s-]?(?:db\b|decibels?\b)/i, 'decibels', 1],
];

const KOREAN: readonly (readonly [RegExp, Unit, number])[] = [
  [/^\s?(?:%|퍼센트|포인트|점(?![가-힣]*(?:군|진|차)))/, 'share', 1],
  [/^\s?배(?!치|열|포|경|터)/, 'times', 1],
  [/^\s?(?:ms|밀리초)/, 'time', 0.001],
  [/^\s?초(?!록|기|점)/, 'time', 1],
  [/^\s?분(?!의|류|포|할|기|석|야|리)/, 'time', MINUTE],
  [/^\s?시간/, 'time', HOUR],
  [/^\s?일(?:간|\s?만에|\s?동안)/, 'time', DAY],
  [/^\s?주(?:간|일| 동안| 만에)/, 'time', 7 * DAY],
  [/^\s?개월/, 'time', 30 * DAY],
  [/^\s?년(?:간| 동안| 만에)/, 'time', 365 * DAY],
  [/^\s?(?:KB|킬로바이트)/i, 'bytes', 1e3],
  [/^\s?(?:MB|MiB|메가바이트)/i, 'bytes', 1e6],
  [/^\s?(?:GB|GiB|기가바이트)/i, 'bytes', 1e9],
  [/^\s?(?:TB|TiB|테라바이트)/i, 'bytes', 1e12],
  [/^[\s-]?(?:비트|bit)/i, 'bits', 1],
  [/^\s?바이트/, 'bytes', 1],
  [/^\s?(?:fps|hz|헤르츠|프레임)/i, 'rate', 1],
  [/^\s?(?:khz|킬로헤르츠)/i, 'rate', 1e3],
  [/^\s?(?:dB|데시벨)/i, 'decibels', 1],
];

const find = (units: typeof ENGLISH, behind: string): Written | null => {
  const found = units.find(([pattern]) => pattern.test(behind));
  return found ? { unit: found[1], size: found[2] } : null;
};

/** Returns the unit at the start of `behind`, the text after a number; null if there is none. */
export const englishUnit = (behind: string) => find(ENGLISH, behind);
export const koreanUnit = (behind: string) => find(KOREAN, behind) ?? find(ENGLISH, behind);
