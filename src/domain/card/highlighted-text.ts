import { cutText } from '../../lib/text.ts';

/** From the first to before the last UTF-16 code unit of a part of a text. */
export type Highlight = readonly [start: number, end: number];

/** A text with highlighted parts, in order and apart from each other, such as the words that a search has found. */
export interface HighlightedText {
  readonly text: string;
  readonly highlights: readonly Highlight[];
}

/** A part of a text that is highlighted as a whole or not at all. */
export interface Piece {
  readonly text: string;
  readonly isHighlighted: boolean;
}

/** Splits a text at its highlights; no piece is empty. */
export function piecesOf({ text, highlights }: HighlightedText): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const [from, to] of highlights) {
    pieces.push(
      { text: text.slice(end, from), isHighlighted: false },
      { text: text.slice(from, to), isHighlighted: true },
    );
    end = to;
  }
  return [...pieces, { text: text.slice(end), isHighlighted: false }].filter((piece) => piece.text);
}

/** Cuts a highlighted text as `cutText` cuts a text; what is cut off loses its highlights. */
export function cutHighlighted(
  highlighted: HighlightedText,
  max: number,
  measure: (highlighted: HighlightedText) => number = ({ text }) => text.length,
): HighlightedText {
  const keepUpTo = (text: string): HighlightedText => {
    const kept = text === highlighted.text ? text.length : text.length - (text.endsWith('…') ? 1 : 0);
    return {
      text,
      highlights: highlighted.highlights.flatMap(([from, to]) =>
        from < kept ? [[from, Math.min(to, kept)]] : [],
      ),
    };
  };
  return keepUpTo(cutText(highlighted.text, max, (text) => measure(keepUpTo(text))));
}
