import type { Card, Section } from '../domain/card/card.ts';
import { graphemes } from '../lib/text.ts';

/** Returns the width of a string in terminal columns. Hangul, Han, kana, full-width forms and emoji take two each. */
export function columns(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{M}|\u200D/u.test(character)) continue;
    width +=
      /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}

/** Wraps text at spaces into lines of at most `width` columns; splits a word only if it is wider than a line. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const finish = () => {
    if (line) lines.push(line);
    line = '';
    used = 0;
  };
  for (const word of text.split(' ')) {
    const size = columns(word);
    const gap = line ? 1 : 0;
    if (used + gap + size <= width) {
      line += (line ? ' ' : '') + word;
      used += gap + size;
      continue;
    }
    finish();
    for (const part of size <= width ? [word] : graphemes(word)) {
      const more = columns(part);
      if (used + more > width) finish();
      line += part;
      used += more;
    }
  }
  finish();
  return lines;
}

/** Renders a card as plain lines for a terminal of `width` columns. */
export function cardToTerminal({ kind, title, notice, sections, buttons }: Card, width = 80): string {
  const indent = (text: string, margin: string) =>
    wrap(text, width - margin.length).map((line) => margin + line);
  return [
    ...wrap(kind === 'heading' ? `■ ${title.text}` : `● ${title.text}`, width),
    ...(notice ? indent(`(${notice})`, '  ') : []),
    ...sections.flatMap((section) => sectionLines(section, width)),
    ...buttons.flatMap(({ label, url }) => indent(`${label}: ${url}`, '  ')),
  ].join('\n');
}

function sectionLines({ name, label, text }: Section, width: number): string[] {
  if (!label) return wrap(text, width - 2).map((line) => `  ${line}`);
  if (name === 'upvotes') return [`  [${label}] ${text}`];
  return [`  [${label}]`, ...wrap(text, width - 4).map((line) => `    ${line}`)];
}
