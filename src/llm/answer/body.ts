import { setImmediate } from 'node:timers/promises';
import { JsonLimitError, type JsonLimits, parseJson } from '../../lib/network/parse-json.ts';
import { readSaid, type Said } from './said.ts';
import { asList, asObject, firstOf } from './values.ts';

/** A body as the model's server sent it, read. */
export interface Body {
  /** null: there is no message in it. */
  readonly said: Said | null;
  /** What the server calls an error; undefined if there is none. */
  readonly error: unknown;
  /** The body as JSON, or as a text if it is none; of a stream, the last piece. */
  readonly value: unknown;
}

/** The limits of a response's JSON, and of the JSON in each line of a stream. The network limits the bytes. */
const LIMITS: JsonLimits = { bytes: 8 * 1024 * 1024, depth: 100, values: 50_000 };
/** How many lines of a stream are read at most. */
const MAX_LINES = 200_000;
/** How many lines, and how many characters of them, are read before others have their turn. */
const LINES_AT_ONCE = 2_000;
const CHARACTERS_AT_ONCE = 200_000;

/**
 * Reads the body of a response: JSON, or a stream that was not asked for, as server-sent events or a JSON text a line.
 * @throws {JsonLimitError} if there is too much JSON in it
 * @throws {SyntaxError} if it is JSON that ends too early
 */
export async function readBody(body: string): Promise<Body> {
  const text = body.replace(/^\uFEFF/, '').trim();
  const isEvents = /^(?:data|event|id|retry)?:/.test(text);
  if (isEvents || isLines(text)) return readStream(text, isEvents);
  if (!/^[[{]/.test(text)) return { said: null, error: undefined, value: text };
  const value = parseJson(text, LIMITS);
  if (text.length > CHARACTERS_AT_ONCE) await setImmediate();
  // Google sends a stream as a list.
  const pieces = Array.isArray(value) ? value.map((each) => readSaid(each)) : [readSaid(value)];
  const said = join(pieces.filter((piece) => piece !== null));
  return { said, error: errorOf(value), value };
}

/** Returns true if the first line of several is a whole JSON text: that of an indented text is not. */
function isLines(text: string): boolean {
  const end = text.search(/[\r\n]/);
  return end >= 0 && parseLine(text.slice(0, end)) !== undefined;
}

function errorOf(value: unknown): unknown {
  const body = asObject(Array.isArray(value) ? value[0] : value);
  return firstOf(body?.error, asObject(asList(body?.choices)[0])?.error);
}

async function readStream(text: string, isEvents: boolean): Promise<Body> {
  const pieces: Said[] = [];
  let [error, usage, value]: unknown[] = [];
  let [lines, characters] = [0, 0];
  for (const line of linesOf(text)) {
    lines += 1;
    characters += line.length;
    if (lines > MAX_LINES) throw new JsonLimitError(`sent a stream of more than ${MAX_LINES} lines`);
    if (lines % LINES_AT_ONCE === 0 || characters > CHARACTERS_AT_ONCE) {
      characters = 0;
      await setImmediate();
    }
    if (isEvents && !line.startsWith('data:')) continue;
    const piece = parseLine(isEvents ? line.slice('data:'.length) : line);
    if (piece === undefined) continue;
    value = piece;
    error ??= errorOf(piece);
    usage = asObject(asObject(piece)?.usage) ?? usage;
    const said = readSaid(piece);
    if (said) pieces.push(said);
  }
  return { said: join(pieces, usage), error, value };
}

function* linesOf(text: string): Generator<string, void> {
  const breaks = /[\r\n]+/g;
  let from = 0;
  for (let found = breaks.exec(text); found; found = breaks.exec(text)) {
    yield text.slice(from, found.index);
    from = breaks.lastIndex;
  }
  yield text.slice(from);
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
function join(pieces: readonly Said[], usage?: unknown): Said | null {
  const last = pieces.at(-1);
  if (!last) return null;
  const tools: string[] = [];
  for (const piece of pieces) {
    for (const [at, text = ''] of piece.tools.entries()) tools[at] = (tools[at] ?? '') + text;
  }
  return {
    text: pieces.map(({ text }) => text).join(''),
    tools,
    thoughts: pieces.map(({ thoughts }) => thoughts).join(''),
    refusal: pieces.map(({ refusal }) => refusal ?? '').join('') || null,
    finish: pieces.findLast(({ finish }) => finish)?.finish ?? '',
    model: pieces[0]?.model,
    usage: usage ?? last.usage,
  };
}
