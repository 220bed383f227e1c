/** Each call writes one line: a fixed, searchable sentence and its fields (`err` for an Error). */
export type Log = Record<'debug' | 'info' | 'warn' | 'error', (fields: object, sentence: string) => void>;

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

const nothing = () => {};
/** A log that discards everything. */
export const SILENT_LOG: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
