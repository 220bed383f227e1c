export type Value = string | number | null;
export type Row = Record<string, Value>;

/** Runs one statement, with `values` for the placeholders $1, $2 and so on. */
export type Query = (text: string, values?: readonly Value[]) => Promise<Row[]>;

/** The operations that the store needs from a database. */
export interface Sql {
  readonly query: Query;
  /** Runs `work` in one write transaction. `work` must use no other `query` than the one passed to it. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
  /**
   * Rejects if the database cannot be relied on: a statement found it corrupt (`CorruptStoreError`), or its file is no
   * longer at its path (`TemporaryError`, because a moved file can be put back).
   */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Returns one placeholder per value, starting at number `from`: `$2, $3, $4` for three values and `from` = 2. */
export function placeholders(values: readonly Value[], from = 1): string {
  // `IN ()` is an error in Postgres; `IN (NULL)` matches no row.
  if (values.length === 0) return 'NULL';
  return values.map((_, index) => `$${index + from}`).join(', ');
}
