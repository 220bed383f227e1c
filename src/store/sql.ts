export type Value = string | number | null;
export type Row = Record<string, Value>;

/** Runs one statement; placeholders are $1, $2 … */
export type Query = (text: string, values?: readonly Value[]) => Promise<Row[]>;

/** The little of a database that the statements need. */
export interface Sql {
  readonly query: Query;
  /** Runs `work` in one writing transaction; it must use only the `query` it is given. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** `$2, $3, $4` for three values from the second on. */
export function placeholders(values: readonly Value[], from = 1): string {
  // An empty list is no SQL that Postgres takes; NULL is in no list.
  if (values.length === 0) return 'NULL';
  return values.map((_, index) => `$${index + from}`).join(', ');
}
