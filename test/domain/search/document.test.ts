import { describe, expect, it } from 'vitest';
import { findSynsets } from '../../../src/domain/fields/field.ts';
import { tokenOf } from '../../../src/domain/search/concepts.ts';
import { toDocument } from '../../../src/domain/search/document.ts';
import { authorsTokens, fieldToken } from '../../../src/domain/search/tokens.ts';
import { makePaper, makeSummary } from '../../fixtures/papers.ts';

const DAY = '2026-08-21';
const withoutConcepts = (tokens: string) =>
  tokens
    .split(' ')
    .filter((token) => !token.startsWith('말'))
    .join(' ');
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
  it('has its title in the head, and its Korean texts, its fields and its authors in the body', () => {
    const document = toDocument({ paper, summary: summary, day: DAY });
    expect(document).toMatchObject({ id: paper.id, day: DAY, upvotes: paper.upvotes });
    expect(withoutConcepts(document.head)).toBe('counting gull');
    expect(withoutConcepts(document.body)).toBe(
      `counting gull 갈매 매기 기를 q를셉 셉니 니다 귀를 q를기 기울 울입 입니 니다 quantization ${fieldToken('rl')} ${authorsTokens(paper.authors)}`,
    );
  });

  it('has its abstract apart from its other texts', () => {
    for (const one of [summary, null]) {
      const document = toDocument({ paper, summary: one, day: DAY });
      expect(withoutConcepts(document.abstract)).toBe('harbor are loud');
      expect(document.body).not.toContain('loud');
    }
  });

  it('has a token for each group of synonyms that a text names', () => {
    const [rl] = findSynsets('RL');
    const token = tokenOf(rl ?? []);
    for (const title of ['RL at Sea', 'Deep Reinforcement-Learning', '심층강화학습', '강화 학습으로']) {
      expect(
        toDocument({ paper: { ...paper, title }, summary: null, day: DAY }).head.split(' '),
        title,
      ).toContain(token);
    }
    // The label says it, not the text.
    expect(toDocument({ paper, summary, day: DAY }).body.split(' ')).not.toContain(token);
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
    expect(document.body).toContain(fieldToken('quantization'));
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
    expect(document.body).toContain('등대 대학 pharology');
    expect(document.body).not.toContain('강화');
  });
});
