import type { Paper, Summary } from '../paper/paper.ts';

/** The input of the checks: a summary and its paper. */
export interface Subject extends Summary {
  readonly paper: Pick<Paper, 'title' | 'abstract'>;
}

/** The two texts of a summary, by their names in the prompt. */
export const PARTS = ['summary', 'easy'] as const;
export type Part = (typeof PARTS)[number];

/** Returns the text from which a summary is made. */
export const sourceOf = ({ paper }: Subject): string => `${paper.title}\n${paper.abstract}`;

/**
 * Splits a Korean text into sentences. The period in 0.5 does not end one, nor does that of "vs." before a lower-case
 * word.
 */
export function sentencesOf(text: string): string[] {
  return text
    .split(
      /(?<=[가-힣][.!?…]+["'”’)]*)\s+|(?<=[가-힣][.!?])(?=[가-힣])|(?<=[)\]"'”’%A-Za-z\d][.!?…]+["'”’)]*)\s+(?=[^a-z])/u,
    )
    .map((sentence) => sentence.trim())
    .filter(Boolean);
}

/** Removes parentheses with their content, which is usually an English term. */
export const withoutGlosses = (text: string): string => text.replace(/\([^()]*\)/g, ' ');
