/**
 * The kind of unit that a number has: equal values with units of different kinds are different numbers. `count`: the
 * number counts things, such as models.
 */
export type Unit = 'share' | 'points' | 'times' | 'time' | 'bytes' | 'bits' | 'rate' | 'decibels' | 'count';

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
 * English and international units, as written after a number. Points of a score count as percent, because texts
 * often use one for the other; but a text can also count points.
 */
const ENGLISH: readonly (readonly [RegExp, Unit, number])[] = [
  [/^[\s-]?(?:%|percent|percentage|pp\b|p\.p\.)/i, 'share', 1],
  [/^[\s-]?(?:points?|pts?)\b/i, 'points', 1],
  [/^(?:[\s-]?(?:times\b|fold\b)|\s?[x×](?![a-z\d]|\s?\d))/i, 'times', 1],
  [/^[\s-]?(?:ms\b|milliseconds?\b)/i, 'time', 0.001],
  [/^[\s-]?(?:s\b|secs?\b|seconds?\b)/i, 'time', 1],
  [/^[\s-]?(?:min\b|minutes?\b)/i, 'time', MINUTE],
  [/^[\s-]?(?:h\b|hrs?\b|hours?\b)/i, 'time', HOUR],
  [/^[\s-]?(?:days?\b|daily\b)/i, 'time', DAY],
  [/^[\s-]?(?:weeks?\b|weekly\b)/i, 'time', 7 * DAY],
  [/^[\s-]?(?:months?\b|monthly\b)/i, 'time', 30 * DAY],
  [/^[\s-]?(?:years?\b|yearly\b|annual\b)/i, 'time', 365 * DAY],
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
  [
    /^\s?(?:%|퍼센트|프로(?![가-힣])|포인트|점(?!수|검|유|진|군|프|근|선|증|멸|착|화|포|거|[가-힣]*(?:진|차)))/,
    'share',
    1,
  ],
  [/^\s?(?:배(?!치|열|포|경|터|송|선|출)|곱절|갑절)/, 'times', 1],
  [/^\s?(?:ms|밀리초)/, 'time', 0.001],
  [/^\s?초(?!록|기|점|안|과|저|거|대|반|보(?!다)|월|고|음|등|장|청|상|소|미|해|창)/, 'time', 1],
  [/^\s?분(?!의\s?\d|류|포|할|기|석|야|리)/, 'time', MINUTE],
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
  [/^\s?(?:개(?!월|년|선)|가지|명(?!령|시)|편(?!향)|종(?!합|단)|곳)/, 'count', 1],
];

const find = (units: typeof ENGLISH, behind: string): Written | null => {
  const found = units.find(([pattern]) => pattern.test(behind));
  return found ? { unit: found[1], size: found[2] } : null;
};

/** Between a number and "points": 2.1 absolute percentage points, but also 12 data points. */
const MAYBE_POINTS = /^[\s-](?:[A-Za-z\d@-]{1,20}\s){1,2}(?:points?|percent)\b/;
/** A word that the number before it can count. Names and metrics follow numbers as well: 92.1 F1, 84 accuracy. */
const COUNTED = /^[\s-]([a-z][a-z-]{2,})/;
/** Words that follow a number without being counted: 84 on average, 30 when tested. */
const NOT_COUNTED = new Set(
  'accuracy across after against among and are average before being below beside but compared compares correct down due during each even for from given has have here higher if in including into is less lower mean more nor not of on or out outside over overall per precision rather recall respectively score scored scores than that the their then this through to under up using versus very via was well were when where whereas which while with within without yet'.split(
    ' ',
  ),
);

/** Returns the unit at the start of `behind`, the text after a number; null if there is none. */
export function englishUnit(behind: string, value = Number.NaN): Written | null {
  const unit = find(ENGLISH, behind);
  if (unit || !Number.isInteger(value) || MAYBE_POINTS.test(behind)) return unit;
  const word = behind.match(COUNTED)?.[1];
  const isCounted = word && !NOT_COUNTED.has(word) && !word.endsWith('ing');
  return isCounted ? { unit: 'count', size: 1 } : null;
}
export const koreanUnit = (behind: string) => find(KOREAN, behind) ?? find(ENGLISH, behind);
