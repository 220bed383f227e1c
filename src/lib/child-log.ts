import type { Log } from './log.ts';

/** Returns a log that adds the fields of `tag` to every line; a line's own fields take precedence. */
export const childLog = (log: Log, tag: object): Log => ({
  debug: (fields, sentence) => log.debug({ ...tag, ...fields }, sentence),
  info: (fields, sentence) => log.info({ ...tag, ...fields }, sentence),
  warn: (fields, sentence) => log.warn({ ...tag, ...fields }, sentence),
  error: (fields, sentence) => log.error({ ...tag, ...fields }, sentence),
});
