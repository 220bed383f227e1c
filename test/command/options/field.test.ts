import { describe, expect, it } from 'vitest';
import { answerCard } from '../../../src/cards/build-card.ts';
import { NO_COMPLETION_DATA } from '../../../src/command/completion-data.ts';
import { askField, fieldNames, fieldOption } from '../../../src/command/options/field.ts';
import { commandLine } from '../../../src/command/parse-line.ts';
import { FIELDS } from '../../../src/domain/fields/field.ts';
import { searchWording } from '../../../src/i18n/ko/search.ts';
import { complaint } from '../../fixtures/complaint.ts';

const option = fieldOption({ ko: '분야', description: '분야' });

describe('a typed field', () => {
  it.each([
    ['강화 학습', ['rl']],
    ['강화학습', ['rl']],
    ['RL', ['rl']],
    ['rl', ['rl']],
    ['Reinforcement Learning', ['rl']],
    ['강화 학습(Reinforcement Learning)', ['rl']],
    ['LoRA', ['peft']],
    ['강화ㅎ', ['rl']],
    ['ㄱㅎㅎㅅ', ['rl']],
    ['추론', ['reasoning', 'inference-acceleration']],
    ['TTS', ['speech-synthesis', 'test-time-scaling']],
  ])('%j can be %j', (typed, ids) => expect(option.parse(typed)).toEqual({ typed, ids }));

  it('is matched by its prefix if it is not a name, with at most five candidates', () => {
    const { ids } = option.parse('이미');
    expect(ids.length).toBeGreaterThan(1);
    expect(ids.length).toBeLessThanOrEqual(5);
    expect(ids).toContain('image-generation');
  });

  it.each(['', ' ', '.', '()', '등대학', '<b>', 'constructor', '💡'])('%j is unknown', (typed) =>
    expect(complaint(() => option.parse(typed))).toBe(searchWording.noField(typed)),
  );

  it('is completed, and every offered value is accepted as one field', () => {
    const offered = option.complete?.('', NO_COMPLETION_DATA) ?? [];
    expect(offered).toHaveLength(FIELDS.length);
    for (const { value } of offered) expect(option.parse(value).ids, value).toHaveLength(1);
    expect(option.complete?.('등대학', NO_COMPLETION_DATA)).toEqual([]);
  });
});

describe('a question about which field is meant', () => {
  const answer = askField(option.parse('추론'), (field) => commandLine('search', { field, days: 3 }));

  it('has a button for each, with both its names and the whole line', () =>
    expect(answer).toEqual({
      cards: [answerCard(searchWording.whichField('추론'), [])],
      buttons: [
        { label: '추론 능력(Reasoning)', line: '/paper search field:reasoning days:3' },
        {
          label: '추론 가속·서빙(Inference Acceleration & Serving)',
          line: '/paper search field:inference-acceleration days:3',
        },
      ],
      standsBelow: true,
    }));

  it('fits buttons: at most 80 characters, for every field', () => {
    for (const { id } of FIELDS) {
      const { buttons } = askField({ typed: id, ids: [id] }, () => '');
      expect(buttons[0]?.label.length, id).toBeLessThanOrEqual(80);
    }
  });
});

it('fields are shown in Korean, those of another version by their ids', () =>
  expect(fieldNames(['rl', 'of another version'])).toEqual(['강화 학습', 'of another version']));
