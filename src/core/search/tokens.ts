import { normalizeText } from '../text.ts';

/** A run of one script in normalised text; GPT-4를 has three. */
export interface Word {
  readonly text: string;
  readonly isHangul: boolean;
  /** What stands between it and the word before. */
  readonly gap: 'none' | 'blank' | 'hyphen' | 'wide';
}

const RUN = /[\uAC00-\uD7A3]+|[\u3131-\u318E]+|(?:(?![\uAC00-\uD7A3\u3131-\u318E])[\p{L}\p{M}\p{N}])+/gu;
const GAPS = new Map<string | null, Word['gap']>([
  ['', 'none'],
  [' ', 'blank'],
  ['-', 'hyphen'],
  ['‐', 'hyphen'],
  ['‑', 'hyphen'],
]);
const HANGUL = /^[\uAC00-\uD7A3]/;

/** The words of a text, split at every border between Hangul and other letters. */
export function toWords(text: string): Word[] {
  const normalized = normalizeText(text);
  let end = -1;
  return [...normalized.matchAll(RUN)].map(({ 0: run, index }) => {
    const between = end < 0 ? null : normalized.slice(end, index);
    end = index + run.length;
    return { text: run, isHangul: HANGUL.test(run), gap: GAPS.get(between) ?? 'wide' };
  });
}

/** Marks a bigram over the gap between two words; no other token has Latin and Hangul letters. */
const JOINT = 'q';

/** A word's tokens: overlapping pairs of syllables for Hangul, the word without a plural s for the rest. */
export function wordTokens({ text, isHangul }: Pick<Word, 'text' | 'isHangul'>): string[] {
  if (!isHangul) return [/^[a-z\d]{2,}[^s]s$/.test(text) ? text.slice(0, -1) : text];
  if (text.length === 1) return [text];
  return Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2));
}

/**
 * What the index keeps of a text, tokens with blanks between: 강화 학습을 → 강화 q화학 학습 습을, so that both
 * spellings are found. Words with hyphens stand once more in one piece, behind everything else.
 */
export function indexTokens(text: string): string {
  const words = toWords(text);
  const tokens: string[] = [];
  const compounds: string[] = [];
  for (const [at, word] of words.entries()) {
    const before = words[at - 1];
    const isJoint = word.gap === 'blank' || word.gap === 'hyphen';
    if (isJoint && word.isHangul && before?.isHangul) tokens.push(jointToken(before, word));
    if (word.gap === 'hyphen' && !word.isHangul && before && !before.isHangul) {
      compounds.push(...wordTokens({ text: before.text + word.text, isHangul: false }));
    }
    tokens.push(...wordTokens(word));
  }
  return [...tokens, ...compounds].join(' ');
}

const jointToken = (before: Pick<Word, 'text'>, after: Pick<Word, 'text'>) =>
  `${JOINT}${before.text.at(-1)}${after.text[0]}`;

/**
 * The ways in which a Hangul word may stand in the index, each the tokens of a phrase: in one piece, or with one
 * gap anywhere. Words of three syllables and less have no gap: 연구 조건 is not about 구조.
 */
export function spellings(word: string): string[][] {
  const whole = wordTokens({ text: word, isHangul: true });
  if (word.length < 4) return [whole];
  const parted = whole.map((_, gap) =>
    // A word of one syllable has a token of its own beside the joint.
    whole.flatMap((token, at) => {
      if (at !== gap) return [token];
      const joint = `${JOINT}${token}`;
      const isFirst = at === 0;
      const isLast = at === whole.length - 1;
      return [...(isFirst ? [word[0] as string] : []), joint, ...(isLast ? [word.at(-1) as string] : [])];
    }),
  );
  return [whole, ...parted];
}
