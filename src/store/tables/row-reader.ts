import { z } from 'zod';
import { isDay, isTimeZone } from '../../domain/calendar/day.ts';
import type { Log } from '../../lib/log.ts';
import type { Row, Value } from '../sql.ts';

/** Told of a row that does not hold what it should: it is left out, so that it holds up nobody else. */
export type OnBroken = (table: string, key: Value | undefined, problems: readonly string[]) => void;

/** Says it once a row: heartbeats read the same rows again and again. */
export function reportOnce(log: Log): OnBroken {
  const known = new Set<string>();
  return (table, key, problems) => {
    const name = `${table}/${String(key).slice(0, 200)}`;
    if (known.has(name)) return;
    known.add(name);
    log.error({ table, key: String(key).slice(0, 200), problems }, 'A row of the database is broken');
  };
}

/** The row as the schema reads it; null if it cannot, which is told. */
export function readRow<T>(
  schema: z.ZodType<T>,
  row: Row,
  table: string,
  key: Value | undefined,
  onBroken: OnBroken,
): T | null {
  const read = schema.safeParse(row);
  if (read.success) return read.data;
  onBroken(table, key, [...new Set(read.error.issues.map(({ path }) => path.join('.')))]);
  return null;
}

/** The end of the year 9999: later ones have dates of another shape. */
const LAST_INSTANT = 253_402_300_799_999;
export const instant = z.int().min(0).max(LAST_INSTANT);
export const whole = z.int().min(0);
export const day = z.string().refine(isDay);

const zones = new Map<string, boolean>();
/** Looking one up is slow, and few are used. */
export const timeZone = z.string().refine((zone) => {
  const known = zones.get(zone) ?? isTimeZone(zone);
  zones.set(zone, known);
  return known;
});

/** Half of a surrogate pair, which JSON can hold and no platform takes (ECMA-262, QuoteJSONString). */
const HALF = /\\ud[89a-f]/i;
const wellFormed = (_key: string, value: unknown) =>
  typeof value === 'string' ? value.toWellFormed() : value;

/** A column that holds JSON. */
export const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text, HALF.test(text) ? wellFormed : undefined) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'no JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);
