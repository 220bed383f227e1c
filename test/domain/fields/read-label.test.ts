import { describe, expect, it } from 'vitest';
import { FIELDS, resolveLabel } from '../../../src/domain/fields/field.ts';
import { readFieldLabel } from '../../../src/domain/fields/read-label.ts';

const RL = { ko: '강화 학습', en: 'Reinforcement Learning' };

describe('the label of a field in an answer', () => {
  it.each(FIELDS.map(({ id, ko, en }) => ({ id, ko, en })))('is our own for the id $id', ({ id, ko, en }) => {
    expect(readFieldLabel(id)).toEqual({ ko, en });
    expect(resolveLabel({ ko, en })).toEqual([id]);
  });

  it.each([' rl ', { id: 'rl' }, { ko: 'rl', en: 'rl' }, '강화학습', 'Reinforcement Learning', 'RL'])(
    'is our own for %j, which can only mean one field',
    (value) => expect(readFieldLabel(value)).toEqual(RL),
  );

  it.each([
    ['강화학습(RL)', { ko: '강화학습', en: 'RL' }],
    ['인공지능 (AI)', { ko: '인공지능', en: 'AI' }],
    ['추론', { ko: '추론 능력', en: 'Reasoning' }],
  ])('is what %j says', (value, label) => expect(readFieldLabel(value)).toEqual(label));

  it.each([
    { ko: '강화학습', en: 'RL' },
    { ko: 'rl', en: 'RL' },
    { ko: '인공지능', en: 'AI' },
    { ko: ' a ' },
  ])('stays as it is: %j', (label) => expect(readFieldLabel(label)).toBe(label));

  it.each([
    null,
    undefined,
    3,
    [],
    ['rl'],
    { id: 'nope' },
    { id: 3 },
    'strong-accept',
    '해양 로봇공학',
    '()',
  ])('is missing in %j, which stays as it is', (value) => expect(readFieldLabel(value)).toBe(value));
});

it('no label of the list contains a bracket, because cards put the English name into brackets', () => {
  for (const { ko, en } of FIELDS) expect(`${ko} ${en}`).not.toMatch(/[()[\]{}（）]/);
});
