/** The limits of a JSON text. What exceeds them is refused before `JSON.parse` reads it. */
export interface JsonLimits {
  /** The maximum size, in bytes of UTF-8. */
  readonly bytes: number;
  /** The maximum number of arrays and objects inside each other. */
  readonly depth: number;
  /** The maximum number of values in arrays and objects, at all depths together. */
  readonly values: number;
}

/** A JSON text exceeds its limits. The message ends a sentence that begins with its sender. */
export class JsonLimitError extends Error {}

/** Counts a JSON text as it arrives, piece by piece. Whether the text is valid JSON makes no difference. */
export interface JsonCounter {
  /** @throws {JsonLimitError} as soon as the text exceeds a limit */
  add(piece: Uint8Array): void;
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

export function createJsonCounter(limits: JsonLimits): JsonCounter {
  let bytes = 0;
  let depth = 0;
  let values = 0;
  /** Where the text is: outside of a string, in one, or behind a backslash in one. */
  let state: 'outside' | 'string' | 'escape' = 'outside';

  function open(): void {
    depth += 1;
    if (depth > limits.depth) throw new JsonLimitError(`sent JSON of more than ${limits.depth} levels`);
    countValue();
  }
  function countValue(): void {
    values += 1;
    if (values > limits.values) throw new JsonLimitError(`sent JSON of more than ${limits.values} values`);
  }
  /** Returns the index after the end of a string, or the end of the piece. */
  function skipString(piece: Uint8Array, from: number): number {
    for (let at = from; at < piece.length; at += 1) {
      const byte = piece[at];
      if (state === 'escape') state = 'string';
      else if (byte === BACKSLASH) state = 'escape';
      else if (byte === QUOTE) {
        state = 'outside';
        return at + 1;
      }
    }
    return piece.length;
  }

  return {
    add(piece) {
      bytes += piece.length;
      if (bytes > limits.bytes) throw new JsonLimitError(`sent more than ${limits.bytes} bytes`);
      let at = state === 'outside' ? 0 : skipString(piece, 0);
      while (at < piece.length) {
        const byte = piece[at];
        at += 1;
        if (byte === QUOTE) {
          state = 'string';
          at = skipString(piece, at);
        } else if (byte === COMMA) countValue();
        else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) open();
        else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth -= 1;
      }
    },
  };
}

/**
 * Parses a JSON text within limits.
 * @throws {JsonLimitError} if the text exceeds a limit
 * @throws {SyntaxError} if the text is not JSON
 */
export function parseJson(text: string, limits: JsonLimits): unknown {
  const counter = createJsonCounter(limits);
  // A character has at least one byte, so a long text need not be converted.
  if (text.length > limits.bytes) throw new JsonLimitError(`sent more than ${limits.bytes} bytes`);
  counter.add(new TextEncoder().encode(text));
  return JSON.parse(text);
}
