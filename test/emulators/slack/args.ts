import type { IncomingMessage } from 'node:http';
import { invalidArguments, SlackError } from './errors.ts';
import { type Fields, isObject } from './form.ts';
import { isTimestamp } from './ids.ts';

/** The type of an argument. In a form, all values are strings; objects are encoded as JSON. */
export type Kind = 'text' | 'flag' | 'count' | 'json' | 'ts';

export async function readText(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return body;
}

/**
 * Parses the body of a call, which is a form or JSON, into raw arguments: docs.slack.dev/apis/web-api (POST bodies).
 */
export function parseBody(contentType: string, body: string): Fields {
  if (contentType.startsWith('application/json')) {
    const value = parseJson(body, 'invalid_json');
    if (!isObject(value)) throw new SlackError('json_not_object');
    return value;
  }
  if (contentType.startsWith('application/x-www-form-urlencoded') || body === '')
    return Object.fromEntries(new URLSearchParams(body));
  throw new SlackError('invalid_post_type');
}

// Errors for malformed JSON arguments: docs.slack.dev/reference/methods/chat.postMessage (Errors).
const formatErrors: Record<string, string> = {
  blocks: 'invalid_blocks_format',
  metadata: 'invalid_metadata_format',
};

/** Converts each argument to its type; throws if an argument is unknown, missing or of the wrong type. */
export function decodeArgs(
  raw: Fields,
  { args: kinds, required = [] }: { args: Readonly<Record<string, Kind>>; required?: readonly string[] },
): Fields {
  const args: Fields = {};
  for (const [name, value] of Object.entries(raw)) {
    // Every method accepts these two; Bolt's clients send `team_id` with each call.
    if (name === 'token' || name === 'team_id') continue;
    const kind = kinds[name];
    // Slack ignores unknown arguments; here they are errors, to catch misspelt names.
    if (!kind) throw invalidArguments(`invalid additional property: ${name}`);
    if (value !== null) args[name] = decode(name, kind, value);
  }
  const missing = required.filter((name) => args[name] === undefined || args[name] === '');
  if (missing.length > 0) throw invalidArguments(...missing.map((name) => `missing required field: ${name}`));
  return args;
}

function decode(name: string, kind: Kind, value: unknown): unknown {
  const wrong = (what: string) => invalidArguments(`must be ${what} [json-pointer:/${name}]`);
  if (kind === 'json')
    return typeof value === 'string' ? parseJson(value, formatErrors[name] ?? 'invalid_arguments') : value;
  if (kind === 'flag') {
    if (![true, false, 'true', 'false', '1', '0'].includes(value as string)) throw wrong('a boolean');
    return value === true || value === 'true' || value === '1';
  }
  if (kind === 'count') {
    if (!/^-?\d+$/.test(String(value))) throw wrong('an integer');
    return Number(value);
  }
  if (typeof value !== 'string') throw wrong('a string');
  // A timestamp must be a string, because a number would lose digits; `oldest` and `latest` can be whole seconds.
  if (kind === 'ts' && !isTimestamp(value) && !/^\d+(?:\.\d+)?$/.test(value)) throw wrong('a timestamp');
  return value;
}

function parseJson(text: string, error: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SlackError(error);
  }
}
