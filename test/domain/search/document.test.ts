import { describe, expect, it } from 'vitest';
import { toDocument } from '../../../src/domain/search/document.ts';
import { makePaper, makeSummary } from '../../fixtures/papers.ts';

const DAY = '2026-08-21';
const paper = makePaper({
  title: 'Counting Gulls',
  abstract: 'Harbors are loud.',
  keywords: ['quantization'],
});
const summary = makeSummary({
  summary: '갈매기를 셉니다.',
  easy: '귀를 기울입니다.',
  fields: [{ ko: '강화 학습', en: 'Reinforcement Learning' }],
});

describe('a paper in the index', () => {
  it('has its title and fields in the head, and all of its Korean texts in the body', () => {
    const document = toDocument({ paper, summary: summary, day: DAY });
    expect(document).toMatchObject({ id: paper.id, day: DAY, upvotes: paper.upvotes });
    expect(document.head).toBe('counting gull 강화 q화학 학습 reinforcement learning');
    expect(document.body).toBe(
      `${document.head} 갈매 매기 기를 q를셉 셉니 니다 귀를 q를기 기울 울입 입니 니다 quantization`,
    );
  });

  it('is found by its abstract only if it has no summary', () => {
    expect(toDocument({ paper, summary: summary, day: DAY }).body).not.toContain('harbor');
    expect(toDocument({ paper, summary: null, day: DAY }).body).toContain('harbor are loud');
  });

  it('has the ancestors of its fields, each once', () => {
    const fields = [
      { ko: '효율적 파인튜닝', en: 'PEFT' },
      { ko: '대규모 언어 모델', en: 'Large Language Models' },
    ];
    const { fields: ids } = toDocument({ paper, summary: makeSummary({ fields }), day: DAY });
    expect(ids.toSorted()).toEqual(['llm', 'nlp', 'peft', 'post-training']);
  });

  it('has the fields found in its title and keywords if it has no summary', () => {
    const document = toDocument({ paper, summary: null, day: DAY });
    expect(document.fields).toContain('quantization');
    expect(document.head).toContain('양자 자화');
  });

  it('has all fields that an ambiguous label can mean, but only one if the other half of the label decides', () => {
    const fieldsOf = (ko: string, en: string) =>
      toDocument({ paper, summary: makeSummary({ fields: [{ ko, en }] }), day: DAY }).fields;
    expect(fieldsOf('추론', '')).toEqual(expect.arrayContaining(['reasoning', 'inference-acceleration']));
    expect(fieldsOf('추론', 'Reasoning')).toContain('reasoning');
    expect(fieldsOf('추론', 'Reasoning')).not.toContain('inference-acceleration');
  });

  it('keeps labels that are not in the list, as they are shown', () => {
    const fields = [
      { ko: '등대학', en: 'Pharology' },
      { ko: '강화 학습', en: 'RL' },
      { ko: '닻', en: '' },
    ];
    const document = toDocument({ paper, summary: makeSummary({ fields }), day: DAY });
    expect(document.unknownLabels).toEqual(['등대학(Pharology)', '닻']);
    expect(document.head).toContain('등대 대학 pharology');
  });
});
