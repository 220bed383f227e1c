import pino from 'pino';
import type { LOG_LEVELS, Log } from '../lib/log.ts';

/** In characters. A shorter value is a placeholder such as "ollama", and redacting it would garble the log. */
const SECRET_LENGTH = 8;

/** Redacts secrets in a string, both verbatim and in their JSON- and URL-encoded forms. */
export function createHide(secrets: readonly string[]): (text: string) => string {
  // Longest first: redacting a secret that is a prefix of another would leave the rest of the longer one.
  const hidden = [...new Set(secrets.filter(({ length }) => length >= SECRET_LENGTH).flatMap(formsOf))].sort(
    (a, b) => b.length - a.length,
  );
  return (text) => hidden.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
}

/** Writes JSON lines to standard error, or to `output`, with all `secrets` redacted. */
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

/** The forms in which a secret can appear in a string: verbatim, in JSON, in JSON inside JSON, in a URL. */
function formsOf(secret: string): string[] {
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
  return [secret, inJson(secret), inJson(inJson(secret)), encodeURIComponent(secret)];
}

/** Logs only known properties of an error: the rest can contain a request's URL and body, with private data. */
function errorToFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack } = pino.stdSerializers.err(error);
  const { code, status } = error as Error & { code?: unknown; status?: unknown };
  return { type, message, code, status, stack };
}
