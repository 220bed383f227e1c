import { describe, expect, test } from 'vitest';
import { isOneEdit } from '../../../src/domain/summary-checks/names/slip.ts';
import { flawsOfSaying } from './flaws.ts';

test.each([
  ['lamp', 'lamp', false],
  ['lamp', 'lmap', true],
  ['lamp', 'lamps', true],
  ['lamp', 'lap', true],
  ['lamp', 'lump', true],
  ['lamp', 'lpam', false],
  ['lamp', 'l', false],
  ['', 'l', true],
])('%j and %j are one edit apart: %s', (a, b, expected) => {
  expect(isOneEdit(a, b)).toBe(expected);
  expect(isOneEdit(b, a)).toBe(expected);
});

describe('a name of the paper with a slip is refused', () => {
  test.each([
    ['LampRoPE with Rotary Position Embedding of a Lamp', 'LampRPE'],
    ['NodeRAG, a Node-based Retrieval-Augmented Generation', 'NodRAG'],
    ['SimPO, Simple Preference Optimization', 'SiPO'],
    ['Group Relative Policy Optimization (GRPO)', 'GRP'],
    ['Llama3-Omni and Omni Lamps', 'Llama4-Omni'],
    ['FP4 on Floating Points', 'FP8'],
    ['the model Gemini answers', 'Gemni'],
    ['a model, Mistral, which answers', 'Mistrel'],
    ['SimPO, Simple Preference Optimization', '새 방법(SiPO)'],
  ])('%s: %s', (abstract, name) =>
    expect(flawsOfSaying(`${name}을 씁니다.`, `We use ${abstract}.`)).toContain('refuse name'),
  );

  test.each([
    ['Supervised Fine-Tuning and RFT', 'SFT'],
    ['Behaviour Modelling in Images', '행동 모델링(Behavior Modeling)'],
    ['Dense Retrieval and the Denser baseline', '밀집 검색(Dense Retrieval)'],
    ['Qwen2.5-3B and 7B models', 'Qwen2.5-7B'],
    ['FLUX.1 and DINOv2', 'FLUX와 DINO'],
    ['SFT alone', 'SFT(Supervised Fine-Tuning)'],
    ['image-to-video generation and Image-to-Video models', 'I2V 생성'],
    ['a Mixture of Lamps for the Dark Sea', 'Mixture of Lamps for the Dark Sea'],
  ])('but no other name: %s: %s', (abstract, text) =>
    expect(
      flawsOfSaying(`${text}를 씁니다.`, `We use ${abstract}.`).filter((flaw) => flaw.startsWith('refuse')),
    ).toEqual([]),
  );
});
