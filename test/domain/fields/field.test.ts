import { describe, expect, it } from 'vitest';
import {
  classify,
  FIELDS,
  fieldNamedBy,
  findField,
  findSynsets,
  foldLabel,
  resolveField,
  resolveLabel,
  spellingsOf,
  stripParticle,
  withAncestors,
} from '../../../src/domain/fields/field.ts';

describe('the list of fields', () => {
  it('assigns no form to two fields', () => {
    const owners = new Map<string, string>();
    const shared: string[] = [];
    for (const { id, ko, en, synsets, abbr } of FIELDS) {
      for (const form of [ko, en, ...synsets.flat(), ...abbr]) {
        const owner = owners.get(foldLabel(form)) ?? id;
        if (owner !== id) shared.push(`${form}: ${owner}, ${id}`);
        owners.set(foldLabel(form), id);
      }
    }
    expect(shared).toEqual([]);
  });

  it('contains every parent, and no field that is its own ancestor', () => {
    for (const { id, parent } of FIELDS) {
      expect(parent === null || findField(parent), id).toBeTruthy();
      expect(withAncestors(id)[0]).toBe(id);
    }
    expect(withAncestors('peft')).toEqual(['peft', 'post-training', 'llm', 'nlp']);
  });

  it('finds each field by its id, its names and its label as shown', () => {
    for (const { id, ko, en } of FIELDS) {
      for (const label of [id, ko, en, `${ko}(${en})`, `${ko} (${en})`])
        expect([label, ...resolveField(label)]).toEqual([label, id]);
    }
  });
});

describe('a label', () => {
  it.each([
    '강화 학습',
    '강화학습',
    '강화학습을',
    '강화 학습에서',
    'RL',
    'rl',
    'ＲＬ',
    'Reinforcement Learning',
    'REINFORCEMENT LEARNING',
    'reinforcement-learning',
    'reinforcement_learning',
    '  reinforcement   learning ',
    '강화\u00A0학습',
    '강화 학습'.normalize('NFD'),
    '강화 학습(Reinforcement Learning)',
    '강화 학습 (RL)',
    '등대 학습(Reinforcement Learning)',
    '강화 학습(Lighthouse Learning)',
  ])('%j is reinforcement learning', (label) => expect(resolveField(label)).toEqual(['rl']));

  it.each([
    ['large language models', 'llm'],
    ['LLMs', 'llm'],
    ['Transformers', 'deep-learning'],
    ['knowledge graphs', 'graph-learning'],
    ['AI safety', 'trustworthy-ai'],
    ['bias', 'trustworthy-ai'],
    ['양자화를', 'quantization'],
    ['평가', 'benchmark'],
    ['평가가', 'benchmark'],
  ])('%j is %s, without its plural or particle', (label, id) => expect(resolveField(label)).toEqual([id]));

  it.each([
    ['추론', ['reasoning', 'inference-acceleration']],
    ['양자', ['quantum-ml', 'quantization']],
    ['TTS', ['speech-synthesis', 'test-time-scaling']],
    ['tts', ['speech-synthesis', 'test-time-scaling']],
    ['SAM', ['segmentation', 'optimization']],
  ])('%j can be several fields: all are returned', (label, ids) => expect(resolveField(label)).toEqual(ids));

  it('is not ambiguous if its other half decides', () => {
    expect(resolveField('추론(리즈닝)')).toEqual(['reasoning']);
    expect(resolveField('양자화(양자)')).toEqual(['quantization']);
  });

  it.each([
    'AI',
    'ai',
    '인공지능',
    '인공지능(AI)',
    'Artificial Intelligence',
    'state-of-the-art',
    'generalization',
  ])('%j is too broad to be a field', (label) => expect(resolveField(label)).toEqual([]));

  it.each([
    '',
    ' ',
    '()',
    '등대지기',
    'Lighthouse Keeping',
    'constructor',
    'toString',
    '__proto__',
    'ㄱㅎ',
    '💡',
  ])('%j is unknown', (label) => expect(resolveField(label)).toEqual([]));

  it('is folded to one spelling, but single jamo are kept', () => {
    expect(foldLabel(' Self-Supervised_Learning (SSL) ')).toBe('selfsupervisedlearningssl');
    expect(foldLabel('“사고·사슬”, [생각의: 사슬]')).toBe('사고사슬생각의사슬');
    expect(foldLabel('ㄱㅎ')).toBe('ㄱㅎ');
  });
});

describe('a label of the summariser', () => {
  it.each([
    ['강화 학습', 'Reinforcement Learning', ['rl']],
    ['등대 학습', 'Reinforcement Learning', ['rl']],
    ['강화 학습', '', ['rl']],
    // One name is ambiguous: the other decides if it can, otherwise both fields are returned.
    ['추론', 'Reasoning', ['reasoning']],
    ['추론', 'Inference Acceleration', ['inference-acceleration']],
    ['추론', 'Lamps', ['reasoning', 'inference-acceleration']],
    ['추론', '', ['reasoning', 'inference-acceleration']],
    ['등대학', 'Lighthouse Science', []],
    ['인공지능', 'AI', []],
  ])('%s(%s) is %j', (ko, en, ids) => expect(resolveLabel({ ko, en })).toEqual(ids));
});

describe('a form', () => {
  it.each([
    ['Transformers', ['transformers', 'transformer']],
    ['양자화를', ['양자화를', '양자화']],
    ['LoRA', ['lora']],
    ['RLs', ['rls']],
    ['', []],
  ])('%j can be in the list as %j', (form, spellings) => expect(spellingsOf(form)).toEqual(spellings));

  it('has synonyms, and either names a field or only belongs to one', () => {
    const [peft] = findSynsets('peft');
    expect(peft).toContain('PEFT');
    expect(fieldNamedBy(peft ?? [])?.id).toBe('peft');
    const [lora] = findSynsets('LoRA를');
    expect(lora).toContain('저랭크 적응');
    expect(lora).not.toContain('PEFT');
    expect(fieldNamedBy(lora ?? [])).toBeUndefined();
    expect(findSynsets('AI')).toEqual([]);
    expect(findSynsets('등대지기')).toEqual([]);
  });

  it.each([
    ['양자화를', '양자화'],
    ['모델에서', '모델'],
    ['나의', '나의'],
    ['지도', '지도'],
    ['로봇', '로봇'],
  ])('%s is %s without its particle, and never a single syllable', (word, bare) =>
    expect(stripParticle(word)).toBe(bare),
  );
});

describe('classify', () => {
  it('finds abbreviations only as whole tokens in their own case', () => {
    expect(classify('Curly worlds', 'The whole world heard the URL of a pearl. rl, Rl.', [])).toEqual([]);
    expect(classify('RL', '', [])).toEqual(['rl']);
    expect(classify('', 'Trained with (RL), then tested.', [])).toEqual(['rl']);
    expect(classify('LLMs', '', [])).toEqual(['llm']);
    expect(classify('RL로 학습하기', '', [])).toEqual([]);
  });

  it('ignores ambiguous abbreviations and broad words', () => {
    expect(classify('TTS and SAM', 'An AI with generalization.', ['AI', 'TTS'])).toEqual([]);
  });

  it('finds names over several words and with hyphens', () => {
    expect(classify('Retrieval-Augmented Generation', '', [])).toEqual(['rag']);
    expect(classify('', '검색 증강 생성을 써 봅니다', [])).toEqual(['rag']);
  });

  it('ranks the title first, then keywords, then the abstract', () => {
    const abstract = 'We study quantization.';
    expect(classify('Reinforcement learning', abstract, ['diffusion models'])).toEqual([
      'rl',
      ...classify('', '', ['diffusion models']),
      'quantization',
    ]);
  });

  it('omits a broad field if one of its subfields was found', () => {
    expect(classify('Natural language processing with LoRA', '', [])).toEqual(['peft']);
  });

  it('returns only existing fields, whatever the keywords are', () => {
    expect(classify('', '', ['constructor', 'toString', '', '추론'])).toEqual([]);
  });

  it('returns each field once', () => {
    const found = classify('RL', 'RL, reinforcement learning, RL.', ['RL', 'reinforcement learning']);
    expect(found).toEqual(['rl']);
  });
});
