import { type JsonLimits, parseJson } from '../../lib/network/parse-json.ts';
import { readSaid, type Said } from './said.ts';
import { asObject, firstOf } from './values.ts';

/** A body as the model's server sent it, read. */
export interface Body {
  /** null: there is no message in it. */
  readonly said: Said | null;
  /** What the server calls an error; undefined if there is none. */
  readonly error: unknown;
  /** The body as JSON, or as a text if it is none. */
  readonly value: unknown;
}

/** The limits of a response's JSON, and of the JSON in each line of a stream. The network limits the bytes. */
const LIMITS: JsonLimits = { bytes: 8 * 1024 * 1024, depth: 100, values: 50_000 };

/**
 * Reads the body of a response: JSON, or a stream that was not asked for, as server-sent events or a JSON text a line.
 * @throws {JsonLimitError} if there is too much JSON in it
 * @throws {SyntaxError} if it is JSON that ends too early
 */
export function readBody(body: string): Body {
  const text = body.replace(/^\uFEFF/, '').trim();
  const pieces = readPieces(text);
  if (pieces) return { said: join(pieces), error: pieces.map(errorOf).find(Boolean), value: pieces.at(-1) };
  if (!/^[[{]/.test(text)) return { said: null, error: undefined, value: text };
  const value = parseJson(text, LIMITS);
  return { said: readSaid(value), error: errorOf(value), value };
}

function errorOf(value: unknown): unknown {
  const body = asObject(Array.isArray(value) ? value[0] : value);
  const choice = asObject(Array.isArray(body?.choices) ? body.choices[0] : undefined);
  return firstOf(body?.error, choice?.error);
}

/** Returns the pieces of a stream; null if the text is not a stream. */
function readPieces(text: string): unknown[] | null {
  const isEvents = /^(?:data|event|id|retry)?:/.test(text);
  const end = text.search(/[\r\n]/);
  // Each line of a stream is a whole JSON text; the first line of an indented one is not.
  if (!isEvents && (end < 0 || parseLine(text.slice(0, end)) === undefined)) return null;
  const lines = text.split(/[\r\n]+/).filter((line) => !isEvents || line.startsWith('data:'));
  return lines.map((line) => parseLine(isEvents ? line.slice('data:'.length) : line)).filter(Boolean);
}

/** Returns undefined for what is not JSON, such as an empty line or `[DONE]`. */
function parseLine(line: string): unknown {
  if (!/^\s*[[{]/.test(line)) return undefined;
  try {
    return parseJson(line, LIMITS);
  } catch {
    return undefined;
  }
}

/** Joins the pieces of a stream to what they say together. */
function join(pieces: readonly unknown[]): Said | null {
  const said = pieces.map((piece) => readSaid(piece)).filter((each) => each !== null);
  const last = said.at(-1);
  if (!last) return null;
  const usage = pieces.map((piece) => asObject(piece)?.usage).findLast((each) => asObject(each));
  const tools: string[] = [];
  for (const each of said) {
    for (const [at, text = ''] of each.tools.entries()) tools[at] = (tools[at] ?? '') + text;
  }
  return {
    text: said.map(({ text }) => text).join(''),
    tools,
    thoughts: said.map(({ thoughts }) => thoughts).join(''),
    refusal: said.map(({ refusal }) => refusal ?? '').join('') || null,
    finish: said.findLast(({ finish }) => finish)?.finish ?? '',
    model: said[0]?.model,
    usage: usage ?? last.usage,
  };
}
