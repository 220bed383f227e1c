import pino from 'pino';
import type { LOG_LEVELS, Log } from '../lib/log.ts';

/** A shorter value is a placeholder ("ollama"), and removing it would garble the log. */
const SECRET_LENGTH = 8;

/** Removes secrets from a text: verbatim, and as they appear in JSON and in URLs. */
export function createHide(secrets: readonly string[]): (text: string) => string {
  // Longest first: if one secret is a prefix of another, the rest of the longer one would remain.
  const hidden = [...new Set(secrets.filter(({ length }) => length >= SECRET_LENGTH).flatMap(formsOf))].sort(
    (a, b) => b.length - a.length,
  );
  return (text) => hidden.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
}

/** Writes JSON lines to standard error, or to `output`, with all `secrets` removed. */
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

/** The forms in which a secret can appear in a text: verbatim, in JSON, in JSON inside JSON, in a URL. */
function formsOf(secret: string): string[] {
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
  return [secret, inJson(secret), inJson(inJson(secret)), encodeURIComponent(secret)];
}

/** Logs only known properties of an error: others can contain the URL and body of a request, with private data. */
function errorToFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack } = pino.stdSerializers.err(error);
  const { code, status } = error as Error & { code?: unknown; status?: unknown };
  return { type, message, code, status, stack };
}
