import { describe, expect, it } from 'vitest';
import { complete, completeField, completePaper, fieldToChoice } from '../../src/command/completion.ts';
import { NO_COMPLETION_DATA } from '../../src/command/completion-data.ts';
import { defineCommand } from '../../src/command/define.ts';
import { type Option, text } from '../../src/command/options/option.ts';
import { FIELDS, resolveField } from '../../src/domain/fields/field.ts';

const used = (counts: Readonly<Record<string, number>> = {}) => ({
  ...NO_COMPLETION_DATA,
  fieldCounts: new Map(Object.entries(counts)),
});
const idsFor = (typed: string, counts?: Readonly<Record<string, number>>) =>
  completeField(typed, used(counts)).map(({ id }) => id);

describe('a field', () => {
  it.each([
    ['its Korean name', '강화 학습', 'rl'],
    ['the beginning of its Korean name', '강화', 'rl'],
    ['its name without the blank', '강화학', 'rl'],
    ['a syllable that is half typed', '강화ㅎ', 'rl'],
    ['a syllable without its last consonant', '강화 하', 'rl'],
    ['one half-typed syllable', '로ㅂ', 'robotics'],
    ['its English name', 'Reinforcement Learning', 'rl'],
    ['the beginning of its English name', 'reinf', 'rl'],
    ['its English name in capital letters', 'REINF', 'rl'],
    ['a hyphen for a blank', 'reinforcement-l', 'rl'],
    ['an abbreviation', 'RL', 'rl'],
    ['an abbreviation in small letters', 'peft', 'peft'],
    ['an alias', 'lora', 'peft'],
    ['a Korean alias', '로라', 'peft'],
    ['its id', 'inference-acc', 'inference-acceleration'],
    ['its first consonants', 'ㄱㅎㅎㅅ', 'rl'],
    ['the beginning of its first consonants', 'ㄱㅎㅎ', 'rl'],
    ['first consonants with a blank', 'ㄱㅎ ㅎㅅ', 'rl'],
    ['Hangul in pieces', '강화'.normalize('NFD'), 'rl'],
    ['full-width letters', 'ｒｅｉｎｆ', 'rl'],
    ['the English keyboard for Korean', 'rkdghk', 'rl'],
    ['the Korean keyboard for English', 'ㄱ댜ㅜㄹ', 'rl'],
    ['a word from its middle', '스케일링', 'scaling-laws'],
    ['an English word from its middle', 'grounding', 'vqa-grounding'],
  ])('is found by %s: %j', (_how, typed, id) => expect(idsFor(typed)[0]).toBe(id));

  it.each(['등대학', 'xyzzy', 'ㅋㅋㅋㅋ', '<b>', 'constructor', '💡', '\u0000'])(
    'is not found by %j',
    (typed) => expect(idsFor(typed)).toEqual([]),
  );

  it('ranks higher the closer it matches: whole names, prefixes, initial consonants, then parts', () => {
    const found = idsFor('추론');
    // The exact name comes first; the others start with it or contain it.
    expect(found[0]).toBe('reasoning');
    expect(found.indexOf('inference-acceleration')).toBeLessThan(found.indexOf('math-reasoning'));
    expect(found).toContain('causality-uncertainty');
  });

  it('ranks higher by its name than by an alias that matches equally well', () => {
    const found = idsFor('로보');
    expect(found[0]).toBe('robotics');
    // `vla` matches too, because its alias 로봇 파운데이션 모델 starts with 로봇.
    expect(idsFor('로봇')[0]).toBe('robotics');
    expect(idsFor('로봇')).toContain('vla');
  });

  it('ranks higher among equal matches the more it is used', () => {
    const ofImage = (counts: Readonly<Record<string, number>>) => idsFor('이미지', counts);
    expect(ofImage({ 'image-editing': 5, 'image-generation': 2 }).slice(0, 2)).toEqual([
      'image-editing',
      'image-generation',
    ]);
    expect(ofImage({ 'image-editing': 2, 'image-generation': 5 }).slice(0, 2)).toEqual([
      'image-generation',
      'image-editing',
    ]);
    // An exact name ranks first, even if it is rarely used.
    expect(idsFor('강화 학습', { rlvr: 1_000 })[0]).toBe('rl');
  });

  it('is listed once, with all others, if nothing was typed; the most used come first', () => {
    const found = idsFor('', { diffusion: 3, vlm: 9 });
    expect(found.slice(0, 2)).toEqual(['vlm', 'diffusion']);
    expect(new Set(found).size).toBe(FIELDS.length);
    expect(found).toHaveLength(FIELDS.length);
  });

  it('is searched for with the other keyboard layout only if nothing else matches', () => {
    expect(idsFor('rag')[0]).toBe('rag');
    expect(idsFor('gan')).toContain('generative');
  });

  it("as a choice shows both names and sends a value that is understood, within Discord's limits", () => {
    expect(fieldToChoice(FIELDS.find(({ id }) => id === 'rl') ?? expect.unreachable())).toEqual({
      value: '강화 학습',
      label: '강화 학습(Reinforcement Learning)',
    });
    for (const field of FIELDS) {
      const { value, label } = fieldToChoice(field);
      expect(resolveField(value), value).toEqual([field.id]);
      expect(Math.max(value.length, label.length), label).toBeLessThanOrEqual(100);
    }
  });
});

it('S12: is given at most 200 typed characters, cut before they are normalised', () => {
  const seen: string[] = [];
  const word: Option<string> = {
    ...text({ ko: '말', description: '아무 말' }, (typed) => typed),
    complete(typed) {
      seen.push(typed);
      return [];
    },
  };
  const command = defineCommand({
    ...{ name: 'say', ko: '말하기', description: '말합니다.', options: { word } },
    run: async () => expect.unreachable(),
  });
  complete([command], 'say', 'word', '가'.normalize('NFD').repeat(8_000), NO_COMPLETION_DATA);
  expect(seen).toEqual(['가'.repeat(100)]);
});

describe('a paper', () => {
  const titles = ['Lamps at Sea', 'A Lamp for Fog', 'Fog Horns and LAMPS', '안개 속의 등대'];
  const papers = titles.map((title, index) => ({ id: `2608.0000${index + 1}`, title }));
  const memory = { ...NO_COMPLETION_DATA, papers };
  const idsOf = (typed: string) => completePaper(typed, memory).map(({ id }) => Number(id.slice(-1)));

  it.each([
    ['lamp', [1, 2, 3]],
    ['LAMPS', [1, 3]],
    ['fog lamp', [2, 3]],
    ['  lamp   FOG ', [2, 3]],
    ['등대', [4]],
    ['등대'.normalize('NFD'), [4]],
    ['ｌａｍｐｓ', [1, 3]],
    ['2608.0000', [1, 2, 3, 4]],
    ['2608.00003', [3]],
    ['608.00003', []],
    ['2608.00003 lamps', []],
    ['whale', []],
    ['.*', []],
    ['', [1, 2, 3, 4]],
  ])('is found by all the words of %j in its title, or by a prefix of its id: %j', (typed, found) =>
    expect(idsOf(typed)).toEqual(found),
  );

  it('is found by its title as TeX and as it is shown, and shows it', () => {
    const tex = { ...NO_COMPLETION_DATA, papers: [{ id: '2608.00009', title: 'A $\\ell_1$ Lamp' }] };
    for (const typed of ['\\ell_1', 'ℓ₁', 'l1 lamp'])
      expect(completePaper(typed, tex)).toEqual([{ id: '2608.00009', title: 'A ℓ₁ Lamp' }]);
  });

  it('is not offered if nothing is in memory', () =>
    expect(completePaper('', NO_COMPLETION_DATA)).toEqual([]));
});
