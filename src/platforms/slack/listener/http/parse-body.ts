import { type JsonLimits, parseJson } from '../../../../lib/network/parse-json.ts';
import { BODY_LIMITS } from './read-body.ts';

/** The limits of a request's JSON. A click contains a message, which has at most 100 kB and a few hundred values. */
const JSON_LIMITS: JsonLimits = { bytes: BODY_LIMITS.maxBytes, depth: 100, values: 50_000 };

/**
 * The maximum number of fields in a form. Slack's commands have about 15 (interactivity/implementing-slash-commands),
 * and parsing takes more than linear time: 150,000 fields named by numbers take more than a second.
 */
const MAX_FIELDS = 100;

/** A request of Slack: an event, a command or an interaction. */
export type SlackBody = Readonly<Record<string, unknown>>;

/**
 * Parses a request's body: JSON, a form, or JSON in the form field `payload`. Returns null if it is malformed, has too
 * many levels, values or fields, or is not an object.
 */
export function parseBody(text: string, contentType: string | undefined): SlackBody | null {
  if (!isForm(contentType)) return parseObject(text);
  // `split` stops at its limit.
  if (text.split('&', MAX_FIELDS + 1).length > MAX_FIELDS) return null;
  const fields = Object.fromEntries(new URLSearchParams(text));
  return fields.payload === undefined ? fields : parseObject(fields.payload);
}

/** Returns false for a command that lacks what an answer needs. Bolt checks the other kinds of requests. */
export const isComplete = (body: SlackBody): boolean =>
  body.command === undefined ||
  ['command', 'user_id', 'channel_id', 'response_url'].every((name) => typeof body[name] === 'string');

export const isForm = (contentType: string | undefined): boolean =>
  /^\s*application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType ?? '');

function parseObject(text: string): SlackBody | null {
  try {
    const value = parseJson(text, JSON_LIMITS);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as SlackBody) : null;
  } catch {
    return null;
  }
}
