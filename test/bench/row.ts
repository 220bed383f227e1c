/**
 * The sample that a figure was measured on. A figure without a sample proves nothing: if nothing was sent, nothing can
 * be lost.
 */
export interface Sample {
  readonly count: number;
  readonly unit: string;
  /** The minimum count: with a smaller sample, the row fails. */
  readonly least: number;
}

interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly limit: number;
}

/** Holds if `value` is at most `limit`. A benchmark that did nothing would meet the limit, so a sample is required. */
interface AtMost extends Figure {
  readonly value: number;
  readonly of: Sample;
  readonly atLeast?: undefined;
  readonly notMeasured?: undefined;
}

/** Holds if `value` is at least `limit`. */
interface AtLeast extends Figure {
  readonly value: number;
  readonly atLeast: true;
  readonly of?: Sample;
  readonly notMeasured?: undefined;
}

interface NotMeasured extends Figure {
  readonly value: null;
  readonly atLeast?: true;
  readonly of?: Sample;
  /** The reason why the figure was not measured. */
  readonly notMeasured: string;
}

/** One figure of the benchmarks. */
export type Row = AtMost | AtLeast | NotMeasured;

/**
 * Returns true if a row holds; null if it was not measured. A row with a lower limit of 0 never holds, because any
 * result would meet that limit.
 */
export function judge(row: Row): boolean | null {
  if (row.value === null) return null;
  const { value, limit, atLeast, of } = row;
  // Infinity is the minimum or maximum of an empty list, NaN the ratio of zero to zero.
  if (!Number.isFinite(value)) return false;
  if (of && !(of.count >= Math.max(of.least, 1))) return false;
  return atLeast ? value >= limit && limit > 0 : value <= limit;
}

/** Returns a row as an object for the JSON output. */
export const toObject = (row: Row) => ({ ...row, holds: judge(row) });

/** Returns a row as a line for human readers. */
export function toLine(row: Row): string {
  const { name, value, unit, limit, atLeast, of, notMeasured } = row;
  const bound = `${atLeast ? '≥' : '≤'} ${limit}`;
  const sample = of ? ` of ${of.count} ${of.unit} (≥ ${of.least})` : '';
  const verdict = notMeasured ? `  NOT MEASURED: ${notMeasured}` : judge(row) ? '' : '  DOES NOT HOLD';
  return `${name.padEnd(50)} ${String(value ?? '-').padStart(10)} ${bound.padStart(10)}  ${unit}${sample}${verdict}`;
}
