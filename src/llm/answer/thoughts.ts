/** The names of tags around a model's thoughts. */
const NAMES = [
  ...['think', 'thinking', 'thought', 'thoughts', 'reasoning', 'reflection', 'reason', 'analysis'],
  ...['scratchpad', 'seed:think', 'inner_monologue'],
];
/** How thoughts begin and end, in lower case. */
const TAGS: readonly (readonly [string, string])[] = [
  ...NAMES.map((name): [string, string] => [`<${name}>`, `</${name}>`]),
  ...['think', 'thinking', 'reasoning'].flatMap((name): [string, string][] => [
    [`[${name}]`, `[/${name}]`],
    [`◁${name}▷`, `◁/${name}▷`],
    [`<|${name}|>`, `<|/${name}|>`],
    [`<|begin_of_${name}|>`, `<|end_of_${name}|>`],
  ]),
  ['<unused94>', '<unused95>'],
];
/** The last channel of gpt-oss; what comes before it are thoughts. */
const FINAL = '<|channel|>final';
const MESSAGE = '<|message|>';

/**
 * Removes thoughts and code fences from an answer. Tags inside the JSON stay, because a summary can be about <think>
 * tokens. Returns an empty string if there is nothing but thoughts.
 */
export function stripThoughts(answer: string): string {
  // Lower case for other letters can be longer.
  const lower = answer.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  let at = afterChannels(lower);
  for (let next = afterTag(lower, at); next !== null; next = afterTag(lower, at)) at = next;
  // The chat template can have opened the tag.
  if (!/^\s*[{[`"]/.test(answer.slice(at, at + 200))) {
    const ends = TAGS.map(([, end]) => ({ end, last: lower.lastIndexOf(end) }));
    for (const { end, last } of ends) if (last >= at) at = last + end.length;
  }
  return answer
    .slice(at)
    .trim()
    .replace(/^```(?:json)?|```$|<\|(?:end|return|im_end|eot_id)\|>$/g, '')
    .trim();
}

/** Returns true if an answer begins with thoughts, whether they end or not. */
export const beginsWithThoughts = (answer: string): boolean => {
  const start = answer.trimStart().slice(0, 100).toLowerCase();
  return TAGS.some(([begin]) => start.startsWith(begin)) || start.startsWith('<|channel|>analysis');
};

function afterChannels(lower: string): number {
  const final = lower.lastIndexOf(FINAL);
  if (final < 0) return 0;
  const message = lower.indexOf(MESSAGE, final);
  return message < 0 ? final + FINAL.length : message + MESSAGE.length;
}

/** Returns the index after thoughts that begin at `from`, after blanks; null if there are none, or they do not end. */
function afterTag(lower: string, from: number): number | null {
  let start = from;
  while (/\s/.test(lower[start] ?? '')) start += 1;
  const tag = TAGS.find(([begin]) => lower.startsWith(begin, start));
  const end = tag ? lower.indexOf(tag[1], start) : -1;
  return tag && end >= 0 ? end + tag[1].length : null;
}
