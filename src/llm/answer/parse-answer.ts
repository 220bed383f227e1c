import { type FindOptions, findJson } from './find-json.ts';
import { stripThoughts } from './thoughts.ts';

/** Reads an answer of one shape from JSON in which it can lie in other forms. */
export interface AnswerReader {
  /** Matches every text that can contain an answer. */
  readonly hint: RegExp;
  /** Returns null if there is nothing of an answer in the JSON. */
  readonly read: (json: unknown) => Reading | null;
  /** Reads a text without JSON, if an answer can be one. */
  readonly readText?: (text: string) => Reading | null;
}

export interface Reading {
  readonly value: unknown;
  /** False if parts of the answer are missing. */
  readonly isWhole: boolean;
}

/**
 * Finds the answer in what a model said: the last whole one in the first of the texts that contains one; otherwise the
 * last of which there is a part. A text without JSON counts only if the answer is whole. Returns undefined if there is
 * none.
 */
export function parseAnswer(
  texts: readonly string[],
  { hint, read, readText }: AnswerReader,
  { mends = true }: Partial<Pick<FindOptions, 'mends'>> = {},
): unknown {
  let part: unknown;
  for (const text of texts) {
    for (const json of findJson(text, { hint, mends })) {
      const reading = read(json);
      if (reading?.isWhole) return reading.value;
      part ??= reading?.value;
    }
  }
  for (const text of texts) {
    const reading = readText?.(stripThoughts(text));
    if (reading?.isWhole) return reading.value;
  }
  return part;
}
