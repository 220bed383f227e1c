import { jsonrepair } from 'jsonrepair';
import { type JsonLimits, parseJson } from '../../lib/network/parse-json.ts';
import { prepareMending } from './prepare-mending.ts';
import { decodeEntities } from './values.ts';

/**
 * The limits of the JSON in an answer. The largest answer that the checks read has 11,000 characters, which take 66 kB if
 * each is written as an escape; its 18 values lie in 3 levels.
 */
const LIMITS: JsonLimits = { bytes: 100_000, depth: 20, values: 1_000 };
/** How many characters are read at most while the ends of objects are looked for: objects can lie in each other. */
const MAX_SCANNED = 200_000;
/**
 * How many characters are mended at most, in one object and in all. A good answer has about 700, and one of more than
 * 2,000 is refused for its length; mending 20,000 hostile ones takes up to 50 ms.
 */
const MAX_MENDED = 6_000;
const MAX_ALL_MENDED = 12_000;

export interface FindOptions {
  /** Matches every text that can contain what is looked for, so that nothing else is mended. */
  readonly hint: RegExp;
  /** Whether JSON that is nearly right is mended. */
  readonly mends: boolean;
}

/** Parses JSON within the limits of an answer; undefined if it is not valid JSON, or too much of it. */
export function parseWithin(text: string): unknown {
  try {
    return parseJson(text, LIMITS);
  } catch {
    return undefined;
  }
}

/**
 * Finds the JSON in a text, whatever stands around it: first the whole text, then its objects, the last one first.
 * An object that is not valid JSON is mended.
 */
export function* findJson(said: string, { hint, mends }: FindOptions): Generator<unknown, void> {
  const plain = /\{\s{0,100}&(?:quot|#34);/.test(said) ? decodeEntities(said) : said;
  // The chat template can have begun the object.
  const text = /^\s*"[^"]{1,100}"\s*:/.test(plain) ? `{${plain}` : plain;
  const whole = /^\s*[{["]/.test(text) ? parseWithin(text) : undefined;
  if (whole !== undefined) yield whole;
  let scannable = MAX_SCANNED;
  let mendable = MAX_ALL_MENDED;
  for (const start of startsOf(text).reverse()) {
    if (scannable <= 0) return;
    const end = findEnd(text, start, scannable);
    scannable -= (end ?? text.length) - start;
    const value = end === null ? undefined : parseWithin(text.slice(start, end));
    if (value !== undefined) yield value;
    if (value !== undefined || !mends) continue;
    for (const object of end === null ? restsOf(text, start) : [text.slice(start, end)]) {
      if (object.length > Math.min(MAX_MENDED, mendable) || !hint.test(object)) continue;
      // It can be the inside of a JSON text.
      const inside = parseWithin(`"${object}"`);
      if (inside !== undefined) yield inside;
      for (const mend of [jsonrepair, (broken: string) => jsonrepair(prepareMending(broken))]) {
        mendable -= object.length;
        const mended = attempt(mend, object);
        if (mended !== undefined) yield mended;
      }
    }
  }
}

function attempt(mend: (text: string) => string, text: string): unknown {
  try {
    return parseWithin(mend(text));
  } catch {
    return undefined;
  }
}

/** Returns where objects can begin: at a brace before a key. */
const startsOf = (text: string): number[] =>
  Array.from(text.matchAll(/\{(?=\s{0,100}["'“”‘’\\/#\p{L}_])/gu), ({ index }) => index);

/** Returns the index after an object, by its braces outside of strings; null if it does not end. */
function findEnd(text: string, start: number, most: number): number | null {
  let depth = 0;
  let isString = false;
  const last = Math.min(text.length, start + most);
  for (let at = start; at < last; at += 1) {
    const char = text[at];
    if (char === '\\') at += 1;
    else if (char === '"') isString = !isString;
    else if (isString) continue;
    else if (char === '{') depth += 1;
    else if (char === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return null;
}

/** Returns an object that does not end: with all that follows, up to a code fence, and up to the last brace. */
function restsOf(text: string, start: number): string[] {
  const fence = text.indexOf('```', start);
  const all = text.slice(start, fence < 0 ? text.length : fence);
  return [...new Set([all, all.slice(0, all.lastIndexOf('}') + 1)])].filter(Boolean);
}
