import { describe, expect, it } from 'vitest';
import { piecesOf } from '../../../../src/domain/card/highlighted-text.ts';
import { toDocument } from '../../../../src/domain/search/document.ts';
import { createHighlighter } from '../../../../src/domain/search/highlights/highlighter.ts';
import { locateTokens } from '../../../../src/domain/search/highlights/locate-tokens.ts';
import { normalizeText } from '../../../../src/lib/text.ts';
import { makePaper } from '../../../fixtures/papers.ts';
import { listedPapers } from '../../../fixtures/search/index.ts';

/** Returns the text with what a query matches in brackets. */
const highlight = (query: string, text: string, isLoose = false) =>
  piecesOf({ text, highlights: createHighlighter(query, isLoose)(text) })
    .map((piece) => (piece.isHighlighted ? `[${piece.text}]` : piece.text))
    .join('');

describe('what a query matches is highlighted', () => {
  it.each([
    ['spacing, synonyms', '강화학습', '[강화 학습]을 위한 [RL], [Reinforcement Learning]과 [강화학습]도'],
    ['endings of the query', '양자화를', '[양자화]는 [quantization]입니다'],
    ['plurals and case', 'lora', '[LoRAs] and [LoRA]-based models, but not Lorax'],
    ['hyphens', 'pre-training', '[Pre-training], [pretraining] and [pre training]'],
    ['amounts in any notation', '100만', '[one million] tokens, [1M]-token and [100만] 개'],
    ['several words', 'LoRA 압축', '[Low-Rank Adaptation] for Model [Compression]'],
    ['what is left out is not highlighted', 'diffusion 말고 GAN', 'Diffusion beats [GANs]'],
    ['Greek letters', 'π0', '[pi-0] and [π0]'],
    ['letters that are written as one', 'fine-tuning', 'Eﬃcient [ﬁne-tuning] of ﬂows'],
    ['characters outside the basic plane', 'LoRA', '👍🏽 𝒪(n) [LoRA] 한글'],
    ['nothing', '등대', 'A Guide Through Fog'],
    ['no words', '!?', 'A Guide! Really?'],
  ])('%s', (_what, query, expected) =>
    expect(highlight(query, expected.replace(/[[\]]/g, ''))).toBe(expected),
  );

  it('includes the beginnings of words only where the search was loose', () => {
    expect(highlight('lightho', 'Lighthouses')).toBe('Lighthouses');
    expect(highlight('lightho', 'Lighthouses', true)).toBe('[Lighthouses]');
  });
});

it('a text has the tokens of the index, in the same order', () => {
  for (const { title, summary } of [
    ...listedPapers.slice(0, 40),
    { title: 'GPT-4o: pre-training on 1.5B tokens, π0와 강화 학습을 Schölkopf', summary: '' },
  ]) {
    for (const text of [title, summary]) {
      const { head } = toDocument({ paper: makePaper({ title: text }), summary: null, day: '2026-08-21' });
      const tokens = locateTokens(normalizeText(text)).map(({ token }) => token);
      expect(tokens.join(' ')).toBe(head.trim());
    }
  }
});

it('highlights are in order, apart, and within the text, also where normalising changes its length', () => {
  const text = '①ﬁﬁ 강화학습 ½ RL㎏ ﷺ 강화 학습 İstanbul RL';
  const highlights = createHighlighter('RL')(text);
  expect(highlights.length).toBeGreaterThan(2);
  let end = -1;
  for (const [from, to] of highlights) {
    expect(from).toBeGreaterThan(end);
    expect(to).toBeGreaterThan(from);
    end = to;
  }
  expect(end).toBeLessThanOrEqual(text.length);
});
