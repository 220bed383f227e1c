import type { Card } from '../domain/card/card.ts';
import { breakReferences } from './references.ts';

/**
 * Renders a digest in the layout of `digestMarkdown` (test/fixtures/digest.ts), byte for byte: image, title, labelled
 * sections and PDF link, with a rule between cards. Omits content that the layout does not include (authors, the
 * paper's page), and adds a line for a notice and a line for a code link.
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
 * Escapes CommonMark's inline markup and, at the start of the text, its block markup, and breaks up mentions and
 * references (`breakReferences`). Neither a `_` inside a word nor a
 * single `~` needs an escape, but GitHub strikes out the text between two `~` (GFM, 6.5): "3~5배 … 6~7배".
 */
function escapeMarkdown(text: string): string {
  // Checked once for the whole text: a lookahead in the pattern would take minutes if there were many `~`.
  const isStruck = text.indexOf('~') !== text.lastIndexOf('~');
  return (
    breakReferences(text)
      .replace(/[\\`*[\]<]|&(?=#?\w+;)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
      .replace(/~/g, isStruck ? '\\~' : '~')
      .replace(/^(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|-{2,}|=+)/, '\\$1')
      .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
      // Below its label, such a row would make a table (GFM, 4.10).
      .replace(/^(?=[|:])([|:\s-]+)$/, '\\$1')
      // Prevents GitHub from linking bare addresses (GFM, 6.9) in titles and summaries.
      .replace(/\b(https?|ftp|www)(?=:\/\/|\.)/gi, '$1\\')
  );
}
