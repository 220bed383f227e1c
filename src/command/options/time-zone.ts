import { cityOf, findTimeZones, formatOffset, searchTimeZones } from '../../domain/calendar/time-zone.ts';
import { UserError } from '../../domain/errors.ts';
import { optionWording } from '../../i18n/ko/options.ts';
import type { Choice, Names, Option } from './option.ts';

/** Defines an option for a time zone, typed as its IANA name, a city, a country, an abbreviation or an offset. */
export function timeZone(names: Names): Option<string> {
  return {
    ...names,
    kind: 'text',
    complete: (typed) => {
      const meant = findTimeZones(typed);
      return [...new Set([...meant, ...searchTimeZones(typed)])].map(toChoice);
    },
    parse(text) {
      const [zone, ...more] = findTimeZones(text);
      if (zone && more.length === 0) return zone;
      throw new UserError(
        zone
          ? optionWording.unclearTimeZone(
              text,
              [zone, ...more].map((each) => cityOf(each) ?? each),
            )
          : optionWording.badTimeZone(text),
      );
    },
    format,
  };
}

const format = (zone: string): string => formatOffset(zone) ?? zone;

const toChoice = (zone: string): Choice => ({
  value: format(zone),
  label: [format(zone), cityOf(zone)].filter(Boolean).join(' · '),
});
