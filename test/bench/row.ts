/** What a figure was measured over: nothing is lost where nothing was sent. */
export interface Sample {
  readonly count: number;
  readonly unit: string;
  /** The row fails if it was measured over fewer. */
  readonly least: number;
}

interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly limit: number;
}

/** Holds if `value` is at most `limit`; as nothing at all would, it says what it was measured over. */
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
  /** Why not. */
  readonly notMeasured: string;
}

/** One figure of the benchmarks. */
export type Row = AtMost | AtLeast | NotMeasured;

/** Whether a row holds; null if it was not measured. A limit that nothing at all meets does not count. */
export function judge(row: Row): boolean | null {
  if (row.value === null) return null;
  const { value, limit, atLeast, of } = row;
  // Infinity is the extreme of an empty list, NaN a ratio of nothing.
  if (!Number.isFinite(value)) return false;
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
