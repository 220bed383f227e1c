import type { Paper, Summary } from '../paper/paper.ts';

/** What a check looks at: a summary, and the paper that it is of. */
export interface Subject extends Summary {
  readonly paper: Pick<Paper, 'title' | 'abstract'>;
}

/** The two texts of a summary, by the names that the model knows them by. */
export const PARTS = ['summary', 'easy'] as const;
export type Part = (typeof PARTS)[number];

/** All that a summary may be made from. */
export const sourceOf = ({ paper }: Subject): string => `${paper.title}\n${paper.abstract}`;

/** A sentence of a Korean text with its end; 0.5 and "vs. " end none. */
export function sentencesOf(text: string): string[] {
  return text
    .split(
      /(?<=[가-힣][.!?…]+["'”’)]*)\s+|(?<=[가-힣][.!?])(?=[가-힣])|(?<=[)\]"'”’%A-Za-z\d][.!?…]+["'”’)]*)\s+(?=[^a-z])/u,
    )
    .map((sentence) => sentence.trim())
    .filter(Boolean);
}

/** Without what stands in parentheses: there a term is glossed in English. */
export const withoutGlosses = (text: string): string => text.replace(/\([^()]*\)/g, ' ');
