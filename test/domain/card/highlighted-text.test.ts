import { describe, expect, it } from 'vitest';
import { cutHighlighted, piecesOf } from '../../../src/domain/card/highlighted-text.ts';

describe('pieces', () => {
  it('are the parts of a text between and in its highlights', () => {
    expect(
      piecesOf({
        text: 'abcdef',
        highlights: [
          [0, 2],
          [4, 5],
        ],
      }),
    ).toEqual([
      { text: 'ab', isHighlighted: true },
      { text: 'cd', isHighlighted: false },
      { text: 'e', isHighlighted: true },
      { text: 'f', isHighlighted: false },
    ]);
    expect(piecesOf({ text: 'a', highlights: [] })).toEqual([{ text: 'a', isHighlighted: false }]);
    expect(piecesOf({ text: '', highlights: [] })).toEqual([]);
  });
});

describe('a cut', () => {
  const text = '강화 학습과 👨‍👩‍👧 등대';

  it('leaves a text that fits as it is', () => {
    const whole = { text, highlights: [[0, 5]] } as const;
    expect(cutHighlighted(whole, text.length)).toEqual(whole);
  });

  it('cuts between graphemes, and drops or shortens the highlights behind the cut', () => {
    const whole = {
      text,
      highlights: [
        [0, 5],
        [16, 18],
      ],
    } as const;
    expect(cutHighlighted(whole, 9)).toEqual({ text: '강화 학습과…', highlights: [[0, 5]] });
    expect(cutHighlighted(whole, 4)).toEqual({ text: '강화…', highlights: [[0, 2]] });
    expect(cutHighlighted(whole, 0)).toEqual({ text: '', highlights: [] });
  });

  it('counts as the platform does, with its markup', () => {
    const measure = (part: Parameters<typeof piecesOf>[0]) =>
      piecesOf(part).reduce((sum, piece) => sum + piece.text.length + (piece.isHighlighted ? 4 : 0), 0);
    const cut = cutHighlighted({ text: 'abc def', highlights: [[0, 3]] }, 10, measure);
    expect(cut).toEqual({ text: 'abc d…', highlights: [[0, 3]] });
    expect(measure(cut)).toBe(10);
  });
});
