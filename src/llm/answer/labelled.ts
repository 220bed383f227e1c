import type { Fields } from './values.ts';

/** How much is read, in UTF-16 code units: a good answer has about 700. */
const MAX_TEXT = 20_000;
/** `요약: …`, `## 2. 쉬운 설명 (Easy)`, `- **fields:** …`, `1) 요약 - …`: marks, a name, marks, and what follows them. */
const LABEL =
  /^[\s#>*_\-•\d.)|[【]{0,12}([\p{L}][\p{L}\p{N} _()（）]{0,40}?)[ *_]{0,6}(?:(?:[:：|\]】]| [-–—] )[ *_|>]{0,6}(.*))?$/u;
const TAG = /<(\/?)([\p{L}][\p{L} _]{0,30})>/gu;

/**
 * Reads an answer that is no JSON but lines below labels, as in Markdown, YAML or XML: an object with a text for each
 * label. `isName` tells which labels are ones; other lines belong to the label above them.
 */
export function readLabelled(text: string, isName: (label: string) => boolean): Fields {
  const lines = text
    .slice(0, MAX_TEXT)
    .replace(TAG, (tag, end, name) => (isName(name) ? (end ? '\n' : `\n${name}: `) : tag))
    .split('\n');
  const parts = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const line of lines) {
    const [, name = '', rest = ''] = LABEL.exec(line) ?? [];
    if (isName(name)) {
      // Of two drafts, the last one counts.
      current = [rest];
      parts.set(name, current);
    } else if (!/^[-=*`_]{3,}$/.test(line.trim())) {
      current?.push(line);
    }
  }
  return Object.fromEntries(
    [...parts].map(([name, all]) => [name, all.join('\n').replace(/ \|$/gm, '').trim()]),
  );
}
