import { isTimeZone } from './day.ts';

/**
 * The names by which people know common time zones: the Korean city first, then other names and abbreviations. A name
 * of several zones is ambiguous. All other zones have only their IANA name and the city in it.
 */
const ZONES: Readonly<Record<string, string>> = {
  'Asia/Seoul': '서울 한국 대한민국 KST Korea',
  'Asia/Tokyo': '도쿄 일본 JST Japan',
  'Asia/Shanghai': '상하이 베이징 중국 CST China',
  'Asia/Hong_Kong': '홍콩 HKT',
  'Asia/Taipei': '타이베이 대만',
  'Asia/Singapore': '싱가포르 SGT',
  'Asia/Ho_Chi_Minh': '호찌민 호치민 하노이 베트남 Hanoi Vietnam',
  'Asia/Bangkok': '방콕 태국',
  'Asia/Jakarta': '자카르타 인도네시아',
  'Asia/Manila': '마닐라 필리핀',
  'Asia/Kolkata': '콜카타 델리 뭄바이 벵갈루루 인도 IST India',
  'Asia/Dubai': '두바이 아랍에미리트',
  'America/Los_Angeles': '로스앤젤레스 샌프란시스코 시애틀 미국서부 태평양 미국 PST PDT PT',
  'America/Denver': '덴버 미국산지 미국 MST MDT MT',
  'America/Chicago': '시카고 미국중부 미국 CST CDT CT',
  'America/New_York': '뉴욕 보스턴 워싱턴 미국동부 미국 EST EDT ET',
  'Pacific/Honolulu': '호놀룰루 하와이 HST',
  'America/Toronto': '토론토',
  'America/Vancouver': '밴쿠버',
  'America/Sao_Paulo': '상파울루 브라질',
  'Europe/London': '런던 영국 BST',
  'Europe/Dublin': '더블린 아일랜드 IST',
  'Europe/Paris': '파리 프랑스 CET CEST',
  'Europe/Berlin': '베를린 뮌헨 독일',
  'Europe/Amsterdam': '암스테르담 네덜란드',
  'Europe/Zurich': '취리히 스위스',
  'Europe/Madrid': '마드리드 스페인',
  'Europe/Rome': '로마 이탈리아',
  'Europe/Stockholm': '스톡홀름 스웨덴',
  'Europe/Istanbul': '이스탄불 튀르키예 터키',
  'Europe/Moscow': '모스크바',
  'Asia/Jerusalem': '예루살렘 텔아비브 이스라엘 IST',
  'Africa/Cairo': '카이로 이집트',
  'Australia/Sydney': '시드니 호주 AEST AEDT',
  'Pacific/Auckland': '오클랜드 뉴질랜드 NZST NZDT',
  UTC: '협정세계시 GMT 세계표준시',
};

/** The zones that people mean by an offset, in minutes; none of them has daylight saving time. */
const ZONES_BY_OFFSET = new Map([
  [0, 'UTC'],
  [5.5 * 60, 'Asia/Kolkata'],
  [9 * 60, 'Asia/Seoul'],
]);

/** The IANA names of all time zones, those of Korean readers first. */
export const TIME_ZONES: readonly string[] = [
  ...new Set([...Object.keys(ZONES), ...Intl.supportedValuesOf('timeZone')]),
];

/** Returns the names of a time zone besides its IANA name; empty if it has none. */
const otherNames = (zone: string): readonly string[] => ZONES[zone]?.split(' ') ?? [];

/** Returns the Korean city by which people know a time zone; undefined if it is not a common zone. */
export const cityOf = (zone: string): string | undefined => otherNames(zone)[0];

const foldName = (text: string): string => text.toLowerCase().replace(/[\s_/]/g, '');
const withoutSuffix = (text: string): string => text.replace(/(?:시간대?|표준시|기준|time)$/, '');

const exact = new Map<string, readonly string[]>();
for (const zone of TIME_ZONES) {
  const city = zone.split('/').at(-1) ?? zone;
  for (const name of new Set([zone, city, ...otherNames(zone)].map(foldName)))
    exact.set(name, [...(exact.get(name) ?? []), zone]);
}
const searched = TIME_ZONES.map((zone) => ({ zone, text: foldName([zone, ...otherNames(zone)].join(' ')) }));

/**
 * Returns the time zones that a text can mean: none if it is unknown, several if it is ambiguous. Understands IANA
 * names, cities, countries, abbreviations (`PST`, in summer too) and offsets (`GMT+9`, `+5:30`). Unlike in `Etc/GMT-9`,
 * a plus means east. An offset is an ECMAScript offset zone such as `+08:00`, unless it has a well-known zone.
 */
export function findTimeZones(text: string): readonly string[] {
  const name = foldName(text);
  const known = exact.get(name) ?? exact.get(withoutSuffix(name));
  if (known) return known;
  const offset = parseOffset(withoutSuffix(name));
  if (offset !== undefined) return [ZONES_BY_OFFSET.get(offset) ?? toOffsetZone(offset)];
  return /^[a-z]/i.test(text) && isTimeZone(text) ? [canonicalName(text)] : [];
}

/** Returns the time zones that have the text in one of their names. */
export const searchTimeZones = (text: string): readonly string[] =>
  searched.filter((names) => names.text.includes(foldName(text))).map(({ zone }) => zone);

/** Formats an offset zone as people type it, `+08:00` as `UTC+8`; returns null for any other zone. */
export function formatOffset(zone: string): string | null {
  const [, sign, hours, minutes] = zone.match(/^([+-])(\d{2}):(\d{2})$/) ?? [];
  return sign ? `UTC${sign}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}` : null;
}

const OFFSET = /^(?:(?:utc|gmt)([+-]?)|([+-]))(\d{1,2})(?::?(\d{2}))?$/;
/** The westernmost and the easternmost offset in use, in minutes. */
const [WEST, EAST] = [-12 * 60, 14 * 60] as const;

/** Returns the minutes east of UTC; undefined if the text is no offset in quarters of an hour that is in use. */
function parseOffset(text: string): number | undefined {
  const [, named, bare, hours, rest = '0'] = text.match(OFFSET) ?? [];
  const minutes = Number(rest);
  const offset = ((named || bare) === '-' ? -1 : 1) * (Number(hours) * 60 + minutes);
  return minutes < 60 && minutes % 15 === 0 && offset >= WEST && offset <= EAST ? offset : undefined;
}

function toOffsetZone(offset: number): string {
  const size = Math.abs(offset);
  const parts = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0'));
  return `${offset < 0 ? '-' : '+'}${parts.join(':')}`;
}

const canonicalName = (zone: string): string =>
  new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
