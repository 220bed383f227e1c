import { type Day, localDate } from '../../domain/calendar/day.ts';
import { nextEdition } from '../../domain/calendar/posting-time.ts';
import { formatTime, formatWeekdays, WEEKDAYS } from '../../domain/calendar/schedule-text.ts';
import type { Absence } from '../../domain/edition/absence.ts';
import { findField } from '../../domain/fields/field.ts';
import type { Settings, Subscription } from '../../domain/subscription/subscription.ts';
import { koreanDay } from './korean-day.ts';
import { wording } from './wording.ts';

/** A place's settings in one line of Korean; filters only where there are some. */
export function describeSettings(settings: Settings): string {
  const { at, timeZone, weekdays, count, mode, layout, fields, words, minUpvotes, best } = settings;
  const { setting } = wording;
  const names = fields.map((id) => findField(id)?.ko ?? id);
  return [
    setting.when(formatWeekdays(weekdays), formatTime(at), timeZone),
    setting.count(count),
    setting.modes[mode],
    setting.layouts[layout],
    ...(names.length > 0 ? [setting.fields(names)] : []),
    ...(words.length > 0 ? [setting.words(words)] : []),
    ...(minUpvotes > 0 ? [setting.minUpvotes(minUpvotes)] : []),
    ...(best ? [setting.best(WEEKDAYS[best.weekday] ?? '')] : []),
  ].join(' · ');
}

/**
 * When the next edition comes, and of which day; `over` are the list days that the place is not owed any more,
 * `empty` those that have no papers.
 */
export function describeNext(
  now: number,
  settings: Settings,
  over: readonly Day[],
  empty: readonly Day[] = [],
): string {
  const next = nextEdition(now, settings, new Set(over), new Set(empty));
  return next
    ? wording.setting.next(describeInstant(next.dueAt, settings.timeZone), next.day)
    : wording.setting.never;
}

/** 2026년 8월 22일 (토) 12:00 */
export function describeInstant(instant: number, timeZone: string): string {
  const clock = new Intl.DateTimeFormat('ko-KR', {
    timeZone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
  });
  return `${koreanDay(localDate(instant, timeZone))} ${clock.format(instant)}`;
}

export function describeState({ state, reason }: Subscription): string {
  const words = wording.status;
  if (state === 'active') return words.active;
  return state === 'paused' ? words.paused(reason ?? '') : words.ended(reason);
}

/** Why there is nothing (yet) of the newest list day; null if its edition is there, or waits for its hour. */
export function describeNewest(newest: Day, absences: ReadonlyMap<Day, Absence>): string | null {
  const absence = absences.get(newest);
  return absence ? wording.status.absent(newest, absence) : null;
}

/** The list days before the newest that did not come, by reason; null if there are none. */
export function describeEarlier(newest: Day, absences: ReadonlyMap<Day, Absence>): string | null {
  const days = new Map<Absence, Day[]>();
  for (const [day, absence] of [...absences].sort()) {
    if (day < newest) days.set(absence, [...(days.get(absence) ?? []), day]);
  }
  const lines = [...days].map(([absence, days]) => wording.status.absentOn(days, absence));
  return lines.length > 0 ? lines.join(' / ') : null;
}
