import { type Day, isWeekend, localDate } from './day.ts';
import { findField } from './field.ts';
import { type EditionState, isBelievedEmpty, type ListDayState } from './plan.ts';
import { nextEdition, postingTime } from './posting-time.ts';
import { formatTime, formatWeekdays, WEEKDAYS } from './schedule.ts';
import type { Settings, Subscription } from './subscription.ts';
import { koreanDay } from './text.ts';
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

/** When the next edition comes, and of which day; `over` are the list days that the place is not owed any more. */
export function describeNext(now: number, settings: Settings, over: readonly Day[]): string {
  const next = nextEdition(now, settings, new Set(over));
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

/** Why there is nothing (yet) of a list day in a channel; null if its edition is there, or not due before later. */
export function describeListDay(
  now: number,
  settings: Settings,
  day: Day,
  list: ListDayState | null,
  edition: EditionState | null,
): string | null {
  const words = wording.status;
  if (isWeekend(day)) return words.weekend(day);
  if (edition?.state === 'done') return null;
  if (edition?.state === 'open') return words.delivering(day);
  if (edition?.state === 'empty') return words.nonePassed(day);
  if (edition?.state === 'skipped') return words.skipped(day);
  if (postingTime(day, settings) > now) return null;
  if (list?.count === 0) return isBelievedEmpty(list) ? words.believedEmpty(day) : words.empty(day);
  return list ? words.delivering(day) : words.notYet(day);
}
