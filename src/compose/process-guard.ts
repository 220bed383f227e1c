import type { Log } from '../lib/log.ts';

/** Errors that a connection can report after its owner has dropped it. */
const CONNECTION_CODES =
  /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|UND_ERR_\w+)$/;
const CONNECTION_WORDS =
  /^(WebSocket was closed|Unexpected server response|Opening handshake|socket hang up)/;

/**
 * True for an error of a socket that nobody owns any more: @discordjs/ws drops a socket that is still opening, together
 * with its error listener. The connection had already been abandoned, so nothing is lost.
 */
export function isOrphanedSocketError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  // When a handshake times out, ws aborts a request that it has already dropped.
  if (error instanceof TypeError && /\babortHandshake\b/.test(error.stack ?? '')) return true;
  return CONNECTION_CODES.test(code ?? '') || CONNECTION_WORDS.test(error.message);
}

/**
 * Keeps the process alive after orphaned socket errors and unhandled rejections: state is in the store, and jobs are
 * planned again. Logs any other uncaught exception and ends the process.
 */
export function guardProcess(log: Log): void {
  process.on('unhandledRejection', (err) => log.error({ err }, 'Unhandled promise rejection'));
  process.on('uncaughtException', (err) => {
    if (isOrphanedSocketError(err)) {
      log.warn({ error: err.message }, 'An orphaned socket failed');
      return;
    }
    log.error({ err }, 'Uncaught exception, exiting');
    process.exit(1);
  });
}
