import type { Log } from '../lib/log.ts';

/** Match the codes and messages of errors that a connection can emit after its owner has dropped the connection. */
const CONNECTION_CODES =
  /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|UND_ERR_\w+)$/;
const CONNECTION_WORDS =
  /^(WebSocket was closed|Unexpected server response|Opening handshake|socket hang up)/;

/**
 * Returns true if an uncaught error looks like that of an orphaned socket: @discordjs/ws drops a socket that is still
 * connecting, together with the socket's error listener. The error is harmless, because nothing uses the socket.
 */
export function isOrphanedSocketError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  // When a handshake times out, ws aborts a request that it has already dropped, which causes a TypeError.
  if (error instanceof TypeError && /\babortHandshake\b/.test(error.stack ?? '')) return true;
  return CONNECTION_CODES.test(code ?? '') || CONNECTION_WORDS.test(error.message);
}

/**
 * Keeps the process alive after orphaned socket errors and unhandled rejections: the state is in the store, and jobs
 * are planned again. After any other uncaught exception, logs the exception and ends the process.
 */
export function guardProcess(log: Log): void {
  process.on('unhandledRejection', (err) => log.error({ err }, 'Unhandled promise rejection'));
  process.on('uncaughtException', (err) => {
    if (isOrphanedSocketError(err)) {
      log.warn({ error: err.message }, 'Ignored an error on an orphaned socket');
      return;
    }
    log.error({ err }, 'Uncaught exception, exiting');
    process.exit(1);
  });
}
