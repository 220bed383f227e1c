import { localNumber, MINUTE, toNumber, weekday } from './calendar.ts';
import { REFUSAL } from './cast.ts';
import { type Fate, type Lists, pauseOf } from './oracle.ts';
import { firstOutside, isWithin, SOURCE_DOWN } from './script.ts';
import { type Look, spansOf, timetableOf } from './simulate.ts';

/** The reasons for a missing edition, and patterns for the sentences with which the status gives them. */
const SENTENCES = {
  weekend: /토요일과 일요일에는 목록이 없습니다/,
  'off day': /오늘은 배달할 요일이 아닙니다/,
  before: /구독하기 전에 배달 시각이 지난/,
  'being asked for': /목록을 받고 있습니다/,
  'source down': /Hugging Face에서 목록을 받지 못해/,
  'empty so far': /아직 비어 있어 한 시간마다/,
  'a newer one is empty': /아직 비어 있어 한 시간마다/,
  'no list that day': /목록이 없는 날입니다/,
  'filtered out': /조건에 맞는 논문이 없었습니다/,
  skipped: /사흘 넘게 멈춰 있어 건너뛰었습니다/,
} as const;
export type Said = keyof typeof SENTENCES | 'delivered' | 'paused' | 'ended' | 'waits' | 'left out';

/** Formats a day as the status does: 2025-10-06 as 10월 6일. */
const monthDay = (day: string) => `${Number(day.slice(5, 7))}월 ${Number(day.slice(8))}일`;
const names = (text: string, day: string) => new RegExp(`(?<!\\d)${monthDay(day)}`).test(text);

/** Returns what the status says about one list day: the sentences after its date. */
function saidOf({ day, says }: Look): string {
  const lines = [...(says.get('최근 목록') ? [says.get('최근 목록') as string] : [])];
  lines.push(...(says.get('배달하지 않은 목록(최근 2주)')?.split(' / ') ?? []));
  return lines
    .filter((line) => names(line.slice(0, line.indexOf(':')), day))
    .map((line) => line.slice(line.indexOf(':') + 1))
    .join(' ');
}

/**
 * Returns the reasons that the status is allowed to give: several if more than one applies, or if the exact
 * minute decides which one applies.
 */
function expected(look: Look, fate: Fate, lists: Lists): readonly Said[] {
  const { member, day, at } = look;
  const { zone, weekdays } = timetableOf(member);
  if (!spansOf(member).some(([from, to]) => from <= at && at < to)) return ['ended'];
  const pause = pauseOf(member);
  if (pause && pause[0] <= at && at < pause[1]) return ['paused'];
  if ([0, 6].includes(weekday(toNumber(day)))) return ['weekend'];
  // The list will be due when the place is no longer subscribed; until then, the status announces it or does not
  // mention it.
  if (fate.end === 'ended') return ['waits', 'left out'];
  if (fate.end === 'before') return ['before'];
  if (fate.end === 'skipped' && at >= fate.at) return ['skipped'];
  if (fate.end === 'filtered' && at >= fate.at) return ['filtered out'];
  if (fate.end === 'left out' && at >= fate.due) return ['left out', 'no list that day'];
  if (at >= lists.believedAt(day)) return ['no list that day'];
  if (at < fate.due)
    return weekdays.includes(weekday(localNumber(zone, at))) ? ['waits'] : ['off day', 'waits'];
  if (at < fate.standsBackUntil) return ['a newer one is empty'];
  // After an outage of the source, up to 15 minutes can pass before the bot's next request.
  const wasDown = isWithin(SOURCE_DOWN, at) || firstOutside(SOURCE_DOWN, at - 15 * MINUTE) > at - 15 * MINUTE;
  if (lists.wasEmpty(day, at)) return wasDown ? ['empty so far', 'source down'] : ['empty so far'];
  if (!wasDown) return [];
  return at - fate.due > 6 * MINUTE ? ['source down'] : ['being asked for', 'source down'];
}

function holds(what: Said, look: Look): boolean {
  const { day, says, member } = look;
  const state = says.get('구독') ?? '';
  const next = says.get('다음 배달') ?? '';
  if (what === 'ended') return /해지한 채널입니다|구독 중이 아닙니다/.test(state);
  if (what === 'paused') return state.includes('배달이 멈춰 있습니다') && state.includes(REFUSAL);
  if (!state.includes('구독 중입니다')) return false;
  // The list day is not due yet: the next edition is for it, or for a newer list day that replaces it.
  if (what === 'waits') return member.weekdays ? listDayIn(next, day) >= day : names(next, day);
  // The settings exclude this weekday, so the status must not blame the list.
  if (what === 'left out') return !/^매일/.test(says.get('설정') ?? '매일') && !saidOf(look);
  if (what === 'delivered') return listDayIn(says.get('지난 배달') ?? '', day) >= day;
  // The status gives these reasons in its section about the newest list.
  const isOfToday = ['off day', 'weekend', 'a newer one is empty'].includes(what);
  return SENTENCES[what].test(isOfToday ? (says.get('최근 목록') ?? '') : saidOf(look));
}

/**
 * Returns the first list day that a text mentions: 2025-10-06 for "2025년 10월 6일 (월) 목록"; '' if there is none.
 * If the text omits the year, the result has the year of `day`, or the next year if the text says January and `day`
 * is in December.
 */
function listDayIn(text: string, day: string): string {
  const [, year, month = '', date = ''] = /(?:(\d+)년 )?(\d+)월 (\d+)일 \(.\) 목록/.exec(text) ?? [];
  if (!month) return '';
  const isNextYear = !year && day.slice(5, 7) === '12' && month === '1';
  const plain = isNextYear ? Number(day.slice(0, 4)) + 1 : day.slice(0, 4);
  return `${year ?? plain}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
}

/** Returns the reason that a status gave; null if it gave no reason or a wrong one. */
export function readLook(look: Look, fate: Fate, lists: Lists, deliveredAt: number): Said | null {
  const wanted: readonly Said[] = deliveredAt <= look.at ? ['delivered'] : expected(look, fate, lists);
  // Once an edition is posted, the status must not give a reason for its absence.
  if (wanted[0] === 'delivered' && saidOf(look)) return null;
  return wanted.find((what) => holds(what, look)) ?? null;
}
