import pino from 'pino';
import type { LOG_LEVELS, Log } from '../lib/log.ts';

/** What is shorter is no secret but a dummy ("ollama"), and hiding it would garble the log. */
const SECRET_LENGTH = 8;

/** Takes secrets out of a text, as they are and as they stand in JSON and in addresses. */
export function createHide(secrets: readonly string[]): (text: string) => string {
  // The longest first, or one that begins like another would leave its end behind.
  const hidden = [...new Set(secrets.filter(({ length }) => length >= SECRET_LENGTH).flatMap(formsOf))].sort(
    (a, b) => b.length - a.length,
  );
  return (text) => hidden.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
}

/** JSON lines on standard error, or to `output`. Whatever a line would say, none of `secrets` is in it. */
export function createLog(
  level: (typeof LOG_LEVELS)[number],
  secrets: readonly string[],
  output: pino.DestinationStream = pino.destination({ fd: 2, sync: true }),
): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: errorToFields },
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: createHide(secrets) },
    },
    output,
  );
}

/** A secret as it may stand in a text: as it is, in JSON, in JSON that is quoted there, in an address. */
function formsOf(secret: string): string[] {
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
  return [secret, inJson(secret), inJson(inJson(secret)), encodeURIComponent(secret)];
}

/** Not all that hangs on an error: a request's address and body may hold what nobody may see. */
function errorToFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack } = pino.stdSerializers.err(error);
  const { code, status } = error as Error & { code?: unknown; status?: unknown };
  return { type, message, code, status, stack };
}
