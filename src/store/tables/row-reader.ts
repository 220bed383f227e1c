import { z } from 'zod';
import { isDay, isTimeZone } from '../../domain/calendar/day.ts';
import type { Log } from '../../lib/log.ts';
import type { Row, Value } from '../sql.ts';

/** Called for a row that does not match its schema. Most such rows are skipped, so that the others stay usable. */
export type OnCorruptRow = (table: string, key: Value | undefined, problems: readonly string[]) => void;

/** Returns a callback that logs each corrupt row only once: every heartbeat reads the same rows again. */
export function reportCorruptRows(log: Log): OnCorruptRow {
  const known = new Set<string>();
  return (table, key, problems) => {
    const name = `${table}/${String(key).slice(0, 200)}`;
    if (known.has(name)) return;
    known.add(name);
    log.error({ table, key: String(key).slice(0, 200), problems }, 'A database row is corrupt');
  };
}

/** Returns the parsed row; for a corrupt row, calls `onCorrupt` and returns null. */
export function readRow<T>(
  schema: z.ZodType<T>,
  row: Row,
  table: string,
  key: Value | undefined,
  onCorrupt: OnCorruptRow,
): T | null {
  const read = schema.safeParse(row);
  if (read.success) return read.data;
  onCorrupt(table, key, [...new Set(read.error.issues.map(({ path }) => path.join('.')))]);
  return null;
}

/** The end of the year 9999, in milliseconds since the epoch: the last year with four digits. */
const LAST_INSTANT = 253_402_300_799_999;
export const instant = z.int().min(0).max(LAST_INSTANT);
export const whole = z.int().min(0);
export const day = z.string().refine(isDay);

const zones = new Map<string, boolean>();
/** The schema of a time zone. Results are cached: a check is slow, and only a few time zones are in use. */
export const timeZone = z.string().refine((zone) => {
  const known = zones.get(zone) ?? isTimeZone(zone);
  zones.set(zone, known);
  return known;
});

/** Matches an escaped surrogate. JSON can contain unpaired surrogates (ECMA-262), but no platform accepts them. */
const HALF = /\\ud[89a-f]/i;
const wellFormed = (_key: string, value: unknown) =>
  typeof value === 'string' ? value.toWellFormed() : value;

/** Returns the schema of a column with JSON whose value matches `schema`. */
export const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text, HALF.test(text) ? wellFormed : undefined) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'not JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);
