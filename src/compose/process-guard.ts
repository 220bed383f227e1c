import type { Log } from '../lib/log.ts';

/** What a connection can die of after its owner has let go of it. */
const CONNECTION_CODES =
  /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|UND_ERR_\w+)$/;
const CONNECTION_WORDS =
  /^(WebSocket was closed|Unexpected server response|Opening handshake|socket hang up)/;

/**
 * True for an error of a connection that nobody holds any more: @discordjs/ws lets go of a socket that is still
 * opening, and hears nothing when that fails. The connection was given up already, so nothing is lost.
 */
export function isOrphanedSocketError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  // ws ends a handshake that takes too long by a request that it has let go of itself.
  if (error instanceof TypeError && /\babortHandshake\b/.test(error.stack ?? '')) return true;
  return CONNECTION_CODES.test(code ?? '') || CONNECTION_WORDS.test(error.message);
}

/**
 * Keeps the process alive through stray errors and through rejections that a library did not look at: state is in
 * the store, and jobs are planned again. Whatever else nobody caught ends it, with a line in the log.
 */
export function guardProcess(log: Log): void {
  process.on('unhandledRejection', (err) => log.error({ err }, 'Nobody looked at a failure'));
  process.on('uncaughtException', (err) => {
    if (isOrphanedSocketError(err)) {
      log.warn({ error: err.message }, 'A connection that was given up has failed');
      return;
    }
    log.error({ err }, 'A bug ends the program');
    process.exit(1);
  });
}
