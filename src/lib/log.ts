/** A fixed sentence plus fields, one line each. */
export type Log = Record<'debug' | 'info' | 'warn' | 'error', (fields: object, sentence: string) => void>;

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
