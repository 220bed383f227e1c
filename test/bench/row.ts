/** What a figure was measured over: nothing is lost where nothing was sent. */
export interface Sample {
  readonly count: number;
  readonly unit: string;
  /** The row fails if it was measured over fewer. */
  readonly least: number;
}

/** One figure; it holds if `value` is at most `limit`, or at least `limit` with `atLeast`. */
export interface Row {
  readonly name: string;
  /** Null if it was not measured. */
  readonly value: number | null;
  readonly unit: string;
  readonly limit: number;
  readonly atLeast?: true;
  readonly of?: Sample;
  /** Why it was not measured. */
  readonly notMeasured?: string;
}

/** Whether a row holds; null if it was not measured. A row that would hold whatever happens does not hold. */
export function judge({ value, limit, atLeast, of, notMeasured }: Row): boolean | null {
  if (notMeasured) return null;
  // Infinity is the extreme of an empty list, NaN a ratio of nothing.
  if (value === null || !Number.isFinite(value)) return false;
  if (of && !(of.count >= Math.max(of.least, 1))) return false;
  return atLeast ? value >= limit && limit > 0 : value <= limit;
}

/** A row as an object of the JSON form. */
export const toObject = (row: Row) => ({ ...row, holds: judge(row) });

/** A row as a line for people. */
export function toLine(row: Row): string {
  const { name, value, unit, limit, atLeast, of, notMeasured } = row;
  const bound = `${atLeast ? '≥' : '≤'} ${limit}`;
  const sample = of ? ` of ${of.count} ${of.unit} (≥ ${of.least})` : '';
  const verdict = notMeasured ? `  NOT MEASURED: ${notMeasured}` : judge(row) ? '' : '  DOES NOT HOLD';
  return `${name.padEnd(50)} ${String(value ?? '-').padStart(10)} ${bound.padStart(10)}  ${unit}${sample}${verdict}`;
}
