import { type Day, localDate } from '../../../domain/calendar/day.ts';
import { nextEdition } from '../../../domain/calendar/posting-time.ts';
import type { Absence } from '../../../domain/edition/absence.ts';
import { SETTING_NAMES, type Settings } from '../../../domain/subscription/settings.ts';
import type { Subscription } from '../../../domain/subscription/subscription.ts';
import { koreanDay, shortDay } from '../common.ts';
import { statusWording } from '../status.ts';
import { settingTexts, settingWording } from './settings.ts';

/**
 * Describes a place's settings in one line of Korean; omits filters that are off. `hasPosts`: the place has posts only,
 * so the layout setting has no effect.
 */
export function describeSettings(settings: Settings, hasPosts = false): string {
  return SETTING_NAMES.flatMap((name) =>
    hasPosts && name === 'layout' ? settingWording.posts : (settingTexts[name].describe(settings) ?? []),
  ).join(' · ');
}

/**
 * Describes when the next edition is due, and for which list day. `over`: list days that need no edition any more.
 * `empty`: list days that are known to have no papers.
 */
export function describeNext(
  now: number,
  settings: Settings,
  over: readonly Day[],
  empty: readonly Day[] = [],
): string {
  const next = nextEdition(now, settings, new Set(over), new Set(empty));
  if (!next) return settingWording.never;
  const at = `${shortDay(localDate(next.dueAt, settings.timeZone))} ${clock(next.dueAt, settings.timeZone)}`;
  return settingWording.next(at, next.day);
}

/** Formats an instant as 2026년 8월 22일 (토) 12:00. */
export const describeInstant = (instant: number, timeZone: string): string =>
  `${koreanDay(localDate(instant, timeZone))} ${clock(instant, timeZone)}`;

/** Formats the time of day of an instant as 09:30. */
const clock = (instant: number, timeZone: string): string =>
  new Intl.DateTimeFormat('ko-KR', {
    timeZone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
  }).format(instant);

export function describeState({ state, reason }: Subscription): string {
  if (state === 'active') return statusWording.active;
  if (state === 'on-hold') return statusWording.held;
  return state === 'paused' ? statusWording.paused(reason ?? '') : statusWording.ended(reason);
}

/** Explains why the newest list day has no edition; returns null if its edition was posted or is not due yet. */
export function describeNewest(newest: Day, absences: ReadonlyMap<Day, Absence>): string | null {
  const absence = absences.get(newest);
  return absence ? statusWording.absent(newest, absence) : null;
}

/** Lists the list days before `newest` that have no edition, by reason; returns null if there are none. */
export function describeEarlier(newest: Day, absences: ReadonlyMap<Day, Absence>): string | null {
  const days = new Map<Absence, Day[]>();
  for (const [day, absence] of [...absences].sort()) {
    if (day < newest) days.set(absence, [...(days.get(absence) ?? []), day]);
  }
  const lines = [...days].map(([absence, days]) => statusWording.absentOn(days, absence));
  return lines.length > 0 ? lines.join(' / ') : null;
}
