import { type DateText, parseDate } from '../../domain/calendar/date-text.ts';
import { UserError } from '../../domain/errors.ts';
import { optionWording } from '../../i18n/ko/options.ts';
import { type Names, type Option, text, toChoices } from './option.ts';

/** A date as it was typed: what day it means depends on when and where. */
export interface TypedDay {
  readonly typed: string;
  readonly date: DateText;
}

const WEEKDAYS = ['월요일', '화요일', '수요일', '목요일', '금요일'];
/** What is offered, with another word by which it is found. */
const OFFERED: readonly (readonly [word: string, other: string])[] = [
  ['오늘', 'today'],
  ['어제', 'yesterday'],
  ['그제', '엊그제'],
  ...WEEKDAYS.map((word) => [word, word] as const),
  ...WEEKDAYS.map((word) => [`지난주 ${word}`, `지난주${word}`] as const),
];

/** Defines an option for a date, typed as `어제`, `금요일`, `8월 21일`, `8/21` or `2026-08-21`. */
export const dayOption = (names: Names): Option<TypedDay> => ({
  ...text(names, (typed) => {
    const date = parseDate(typed);
    if (date) return { typed, date };
    throw new UserError(optionWording.badDay(typed));
  }),
  complete(typed) {
    const words = OFFERED.filter((forms) => forms.some((form) => form.startsWith(typed.toLowerCase())));
    if (words.length > 0) return toChoices(words.map(([word]) => word));
    // A number can become a day of the month.
    return toChoices([typed, `${typed}일`].filter(parseDate).slice(0, 1));
  },
});
