/** The Korean abbreviations of the weekdays, by weekday number; 0 is Sunday. */
export const WEEKDAYS = [...'일월화수목금토'];
const ENGLISH = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const GROUPS: Readonly<Record<string, readonly number[]>> = {
  매일: [0, 1, 2, 3, 4, 5, 6],
  평일: [1, 2, 3, 4, 5],
  주말: [0, 6],
};
const GROUP_NAMES: Readonly<Record<string, string>> = {
  daily: '매일',
  everyday: '매일',
  weekdays: '평일',
  weekends: '주말',
};

/** The hours that a word before the hour can mean, inclusive; those of the next day are above 23. */
const PARTS_OF_DAY: Readonly<Record<string, readonly [from: number, to: number]>> = {
  새벽: [0, 6],
  아침: [5, 11],
  오전: [0, 11],
  am: [0, 11],
  낮: [11, 17],
  오후: [12, 23],
  pm: [12, 23],
  저녁: [17, 23],
  밤: [18, 28],
};
const NAMED_TIMES: Readonly<Record<string, number>> = { 정오: 720, noon: 720, 자정: 0, midnight: 0 };

const KOREAN_TIME =
  /^(새벽|아침|오전|낮|오후|저녁|밤)?\s*(\d{1,2})(?::(\d{2})|\s*시(?:\s*(?:(\d{1,2})\s*분|(반)|정각))?)?$/;
const ENGLISH_TIME = /^(\d{1,2})(?::(\d{2}))?\s*([ap])\.?m\.?$/;

/**
 * Parses `09:30`, `9`, `9시 반`, `오후 6시 30분`, `저녁 7시`, `정오` or `6:30pm` into minutes past midnight. 24:00, 밤 12시
 * and 자정 are 0:00. Returns undefined if the text is not a valid time, or says two things: `저녁 12시`.
 */
export function parseTime(text: string): number | undefined {
  const typed = text.trim().toLowerCase();
  if (Object.hasOwn(NAMED_TIMES, typed)) return NAMED_TIMES[typed];
  const [, part, hour, digits, minutes, half] = typed.match(KOREAN_TIME) ?? [];
  if (hour) return toMinutes(Number(hour), half ? 30 : Number(digits ?? minutes ?? 0), part);
  const [, english, rest, side] = typed.match(ENGLISH_TIME) ?? [];
  return english ? toMinutes(Number(english), Number(rest ?? 0), `${side}m`) : undefined;
}

/**
 * Returns minutes past midnight; undefined if the time is invalid. After a part of the day, the hour must be from 1 to
 * 12, and be in that part.
 */
function toMinutes(hour: number, minute: number, part: string | undefined): number | undefined {
  if (minute > 59) return undefined;
  if (!part) return hour < 24 || (hour === 24 && minute === 0) ? (hour % 24) * 60 + minute : undefined;
  if (hour < 1 || hour > 12) return undefined;
  const [from, to] = PARTS_OF_DAY[part] as readonly [number, number];
  const meant = [0, 12, 24].map((half) => (hour % 12) + half).find((it) => from <= it && it <= to);
  return meant === undefined ? undefined : (meant % 24) * 60 + minute;
}

/** Formats minutes past midnight: 570 → 09:30. */
export function formatTime(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/**
 * Parses `월,수,금`, `월수금`, `월-금`, `평일`, `mon,wed` … into sorted, unique weekday numbers. Returns undefined if
 * the text is empty or any part is unknown.
 */
export function parseWeekdays(text: string): readonly number[] | undefined {
  const items = text
    .toLowerCase()
    .replaceAll('요일', '')
    .split(/[\s,;·/]+/)
    .filter(Boolean);
  const days = items.map(parseItem);
  if (days.length === 0 || days.some((item) => item.length === 0)) return undefined;
  return [...new Set(days.flat())].sort((a, b) => a - b);
}

/** Formats sorted weekday numbers: [1, 3, 5] → 월·수·금, [0, 6] → 주말. */
export function formatWeekdays(days: readonly number[]): string {
  const group = Object.entries(GROUPS).find(([, members]) => members.join() === days.join());
  return group ? group[0] : days.map((day) => WEEKDAYS[day]).join('·');
}

function parseItem(item: string): readonly number[] {
  const group = GROUPS[GROUP_NAMES[item] ?? item];
  if (group) return group;
  const [first, last, ...more] = item.split(/[-~]/).map(parseWeekday);
  if (first !== undefined && last !== undefined && more.length === 0) {
    return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, n) => (first + n) % 7);
  }
  const letters = [...item].map((letter) => WEEKDAYS.indexOf(letter));
  if (letters.every((day) => day >= 0)) return letters;
  return first === undefined || item.includes('-') || item.includes('~') ? [] : [first];
}

/** Parses `금` or `fri`, and longer parts of the English name, into a weekday number; undefined if it is unknown. */
export function parseWeekday(text: string): number | undefined {
  const korean = WEEKDAYS.indexOf(text);
  const day = korean >= 0 ? korean : ENGLISH.findIndex((name) => text.length >= 3 && name.startsWith(text));
  return day >= 0 ? day : undefined;
}
