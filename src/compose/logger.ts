import pino from 'pino';
import pretty from 'pino-pretty';
import type { LOG_LEVELS, Log } from '../lib/log.ts';

/**
 * The minimum length of a secret to redact, in characters. Shorter values are placeholders such as "ollama", and
 * redacting them would garble the log.
 */
const SECRET_LENGTH = 8;

/** Returns a function that redacts the secrets in a text, whether verbatim or encoded as JSON or in a URL. */
export function createHide(secrets: readonly string[]): (text: string) => string {
  // Longest first: if a long secret begins with a short one, redacting the short one first would expose the rest.
  const hidden = [...new Set(secrets.filter(({ length }) => length >= SECRET_LENGTH).flatMap(formsOf))].sort(
    (a, b) => b.length - a.length,
  );
  return (text) => hidden.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
}

/** Returns a stream that turns the JSON lines of a log into lines for people. */
export const forPeople = (destination: number | NodeJS.WritableStream): pino.DestinationStream =>
  pretty({ destination, sync: true, singleLine: true, translateTime: 'SYS:HH:MM:ss' });

const standardError = (): pino.DestinationStream =>
  process.stderr.isTTY ? forPeople(2) : pino.destination({ fd: 2, sync: true });

/**
 * Creates a log that writes JSON lines to standard error, or to `output`, with all `secrets` redacted. On a terminal, the
 * lines are for people.
 */
export function createLog(
  level: (typeof LOG_LEVELS)[number],
  secrets: readonly string[],
  output: pino.DestinationStream = standardError(),
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

/** Returns the forms in which a secret can appear: verbatim, in JSON, in JSON inside JSON, and in a URL. */
function formsOf(secret: string): string[] {
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
  return [secret, inJson(secret), inJson(inJson(secret)), encodeURIComponent(secret)];
}

/** Returns only known properties of an error: others can contain private data, such as a request's URL and body. */
function errorToFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack } = pino.stdSerializers.err(error);
  const { code, status } = error as Error & { code?: unknown; status?: unknown };
  return { type, message, code, status, stack };
}
