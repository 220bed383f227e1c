export type Value = string | number | null;
export type Row = Record<string, Value>;

/** Runs one statement; placeholders are $1, $2 … */
export type Query = (text: string, values?: readonly Value[]) => Promise<Row[]>;

/** What the store needs from a database. */
export interface Sql {
  readonly query: Query;
  /** Runs `work` in one write transaction; it must only use the `query` that it is given. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** `$2, $3, $4` for three values that start at the second placeholder. */
export function placeholders(values: readonly Value[], from = 1): string {
  // `IN ()` is an error in Postgres; `IN (NULL)` matches no row.
  if (values.length === 0) return 'NULL';
  return values.map((_, index) => `$${index + from}`).join(', ');
}
