import type { Card } from '../domain/card/card.ts';

/**
 * The digest in the seed's layout, to the byte: image, title, labelled parts, PDF link, cards parted by a rule.
 * What the layout has no place for (authors, the paper's page) stays out; a notice and a code link get a line.
 */
export function cardsToMarkdown(cards: readonly Card[]): string {
  return cards.map(cardToMarkdown).join('\n\n---\n\n');
}

function cardToMarkdown({ thumbnail, title, notice, sections, buttons }: Card): string {
  const pdf = buttons.find(({ name }) => name === 'pdf');
  const code = buttons.find(({ name }) => name === 'code');
  return [
    `${thumbnail ? `![Image](${thumbnail.url})\n` : ''}## 제목:\n${escapeMarkdown(title.text)}`,
    notice && `> ${escapeMarkdown(notice)}`,
    ...sections.map(({ label, text }) => `**${label}**:\n${escapeMarkdown(text)}`),
    code && `**${code.label}**: <${code.url}>`,
    pdf && `**PDF 다운로드 링크**: [PDF 다운로드](${pdf.url})`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

/**
 * Text that shows as itself: CommonMark's inline marks and, at the start of the line, its block marks. A single
 * `_` inside a word is left alone, it means nothing there; so is a lone `~`, but GitHub strikes through between two
 * (GFM, 6.5): "3~5배 … 6~7배".
 */
function escapeMarkdown(text: string): string {
  // Looked for once: looking on from each of many takes minutes.
  const isStruck = text.indexOf('~') !== text.lastIndexOf('~');
  return (
    text
      .replace(/[\\`*[\]<]|&(?=#?\w+;)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
      .replace(/~/g, isStruck ? '\\~' : '~')
      .replace(/^(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|-{2,}|=+)/, '\\$1')
      .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
      // GitHub links bare addresses (GFM, 6.9); nothing in a title or a summary is a link.
      .replace(/\b(https?|ftp|www)(?=:\/\/|\.)/gi, '$1\\')
  );
}
