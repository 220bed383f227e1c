const SMALL_WORDS = ['of', 'for', 'the', 'and', 'with', 'in', 'on', 'to', 'a', 'by', 'from'];

/** The maximum number of consecutive small words that an acronym can skip. */
const MAX_SMALL = 3;
/** The maximum number of segments of an acronym, which is far more than any has. */
const MAX_SEGMENTS = 16;
/** The words that digits in acronyms stand for, as in Seq2Seq and I2V. */
const SPOKEN: Readonly<Record<string, string>> = { '2': 'to', '4': 'for' };

/**
 * Returns a function that returns true for an acronym of a phrase of these words: LoRA for "Low-Rank Adaptation", LLM
 * for "Large Language Model". The phrase must start with a capital, as a name does. Other digits than 2 (to) and 4 (for)
 * are no part of a phrase: a version must be in the paper.
 */
export function createAcronymFinder(words: readonly string[]): (name: string) => boolean {
  const lower = words.map((word) => word.toLowerCase());
  const mayStart = words.map((word) => /^\p{Lu}/u.test(word));
  return (name) => {
    const letters = name.replace(/s$/, '').replaceAll('-', '');
    const segments = letters.match(/[A-Z][a-z]*|[24]/g) ?? [];
    if (segments.length < 2 || segments.length > MAX_SEGMENTS || segments.join('') !== letters) return false;
    return isMadeOf(
      segments.map((segment) => SPOKEN[segment] ?? segment.toLowerCase()),
      lower,
      mayStart,
    );
  };
}

/**
 * Returns true if consecutive words, starting at one with `mayStart`, begin with the segments, one segment per word (lo,
 * r, a). Small words can be skipped.
 */
function isMadeOf(
  segments: readonly string[],
  words: readonly string[],
  mayStart: readonly boolean[],
): boolean {
  // Whether the segments so far can end before each word, from any start: trying the starts one by one would be slow.
  let ends = mayStart;
  for (const segment of segments) {
    const next: boolean[] = Array(words.length + 1).fill(false);
    for (let end = 0; end < words.length; end += 1) {
      if (!ends[end]) continue;
      for (let at = end; at <= end + MAX_SMALL && at < words.length; at += 1) {
        if (words[at]?.startsWith(segment)) next[at + 1] = true;
        if (!SMALL_WORDS.includes(words[at] ?? '')) break;
      }
    }
    ends = next;
  }
  return ends.includes(true);
}
