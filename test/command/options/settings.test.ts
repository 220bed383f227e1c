import { describe, expect, it } from 'vitest';
import { NO_COMPLETION_DATA } from '../../../src/command/completion-data.ts';
import type { Option } from '../../../src/command/options/option.ts';
import { fieldList, oneWeekday, time, weekdays, wordList } from '../../../src/command/options/settings.ts';
import { optionWording } from '../../../src/i18n/ko/options.ts';
import { complaint } from '../../fixtures/complaint.ts';

const NAMES = { ko: '이름', description: '설명' };
const values = ({ complete }: Option<unknown>, typed: string) =>
  complete?.(typed, NO_COMPLETION_DATA).map(({ value }) => value) ?? [];

/** Checks that every suggestion is a valid value and fits Discord's limits. */
function expectTaken(option: Option<unknown>, ...typed: readonly string[]): void {
  for (const text of typed) {
    const offered = option.complete?.(text, NO_COMPLETION_DATA) ?? [];
    expect(new Set(offered.map(({ value }) => value)).size, text).toBe(offered.length);
    for (const { value, label } of offered) {
      expect(() => option.parse(value), value).not.toThrow();
      expect(label.length, label).toBeGreaterThan(0);
      expect(Math.max(value.length, label.length), label).toBeLessThanOrEqual(100);
    }
  }
}

describe('a time', () => {
  const option = time(NAMES);

  it.each([
    ['09:30', 570],
    ['오후 6시 반', 1_110],
    ['6:30pm', 1_110],
    ['0시', 0],
  ])('can be %j', (typed, minutes) => expect(option.parse(typed)).toBe(minutes));

  it.each(['25시', '아침', ''])('cannot be %j, and the error shows the format', (typed) =>
    expect(complaint(() => option.parse(typed))).toBe(optionWording.badTime(typed)),
  );

  it('is offered in its most likely meaning first, then by prefix', () => {
    expect(values(option, '9')).toEqual(['09:00', '09:30']);
    expect(values(option, '오후 6시 15분')).toEqual(['18:15']);
    expect(values(option, '18:')).toEqual(['18:00', '18:30']);
    expect(values(option, '1')).toEqual(['01:00', '01:30', ...tens()]);
    expect(values(option, '')).toHaveLength(48);
    expect(values(option, '아침')).toEqual([]);
    expectTaken(option, '', '1', '9', '오후 6시 15분');
  });

  const tens = () => [10, 11, 12, 13, 14, 15, 16, 17, 18, 19].flatMap((hour) => [`${hour}:00`, `${hour}:30`]);
});

describe('weekdays', () => {
  const option = weekdays(NAMES);

  it.each([
    ['월,수,금', [1, 3, 5]],
    ['평일', [1, 2, 3, 4, 5]],
    ['everyday', [0, 1, 2, 3, 4, 5, 6]],
    ['mon-wed', [1, 2, 3]],
  ])('can be %j', (typed, days) => expect(option.parse(typed)).toEqual(days));

  it.each(['', '내일', '월,불'])('cannot be %j, and the error shows the format', (typed) =>
    expect(complaint(() => option.parse(typed))).toBe(optionWording.badWeekdays(typed)),
  );

  it('are offered by prefix', () => {
    expect(values(option, '')[0]).toBe('매일');
    expect(values(option, '월')).toEqual(['월,수,금', '월']);
    expect(values(option, '평')).toEqual(['평일']);
    expectTaken(option, '');
  });
});

describe('one weekday', () => {
  const option = oneWeekday(NAMES);

  it.each([
    ['금', 5],
    ['금요일', 5],
    ['fri', 5],
    ['Friday', 5],
    ['일', 0],
    ['없음', null],
    ['전체', null],
    ['none', null],
    ['NONE', null],
  ])('can be %j', (typed, weekday) => expect(option.parse(typed)).toBe(weekday));

  it.each(['', '월,금', '월금', '평일', '매일', '내일', '5', 'f'])(
    'cannot be %j, and the error lists the values',
    (typed) => expect(complaint(() => option.parse(typed))).toBe(optionWording.badBest(typed)),
  );

  it('are offered in full, and none last', () => {
    expect(values(option, '')).toEqual([...'일월화수목금토'].map((day) => `${day}요일`).concat('없음'));
    expect(values(option, '금')).toEqual(['금요일']);
    expect(values(option, '없')).toEqual(['없음']);
    expectTaken(option, '', '금');
  });
});

describe('fields', () => {
  const option = fieldList(NAMES);

  it.each([
    ['강화 학습', ['rl']],
    ['강화학습', ['rl']],
    ['RL', ['rl']],
    ['reinforcement learning', ['rl']],
    ['강화 학습(Reinforcement Learning)', ['rl']],
    ['rl', ['rl']],
    ['강화 학습, LLM', ['rl', 'llm']],
    ['강화 학습,강화학습, RL', ['rl']],
    ['LLM，강화 학습、로보틱스', ['llm', 'rl', 'robotics']],
    ['전체', []],
    ['없음', []],
    ['all', []],
    ['NONE', []],
  ])('%j are %j', (typed, fields) => expect(option.parse(typed)).toEqual(fields));

  it('that are unknown are named in the error, with an example', () => {
    for (const label of ['등대학', 'fog', '인공지능'])
      expect(complaint(() => option.parse(`강화 학습, ${label}`))).toBe(optionWording.badField(label, []));
  });

  it('that are ambiguous are refused with the possible values, each of which is accepted', () => {
    const said = complaint(() => option.parse('추론'));
    const meant = said.match(/있습니다\. (.+) 가운데/)?.[1]?.split(', ') ?? [];
    expect(meant).toHaveLength(2);
    expect(said).toContain("'추론'");
    expect(meant.map((label) => option.parse(label).length)).toEqual([1, 1]);
  });

  it('have at most ten items', () => {
    const labels = values(option, '').slice(1, 12);
    expect(option.parse(labels.slice(0, 10).join())).toHaveLength(10);
    expect(complaint(() => option.parse(labels.join()))).toBe(optionWording.tooMany(10));
  });

  it('are offered by any of their names, in both languages, regardless of blanks', () => {
    expect(option.complete?.('강화 학', NO_COMPLETION_DATA)).toContainEqual({
      value: '강화 학습',
      label: '강화 학습(Reinforcement Learning)',
    });
    expect(values(option, '강화학')).toContain('강화 학습');
    expect(values(option, 'reinf')).toContain('강화 학습');
    expect(values(option, '등대')).toEqual([]);
  });

  it('are offered for half a word, initial consonants and the other keyboard layout, the most used first', () => {
    for (const typed of ['강화ㅎ', 'ㄱㅎㅎㅅ', 'rkdghk', 'LLM, 강화ㅎ'])
      expect(values(option, typed)[0]?.split(',').at(-1), typed).toBe('강화 학습');
    const fieldCounts = new Map([['vlm', 7]]);
    expect(option.complete?.('LLM,', { ...NO_COMPLETION_DATA, fieldCounts })[0]?.value).toBe(
      'LLM,비전-언어 모델',
    );
  });

  it('are offered after those already typed, and all of them if nothing is typed', () => {
    expect(values(option, 'LLM, 강화')).toContain('LLM,강화 학습');
    expect(values(option, 'LLM,')).not.toContain('LLM,전체');
    expect(values(option, '')[0]).toBe('전체');
    expect(values(option, '전')[0]).toBe('전체');
    expectTaken(option, '', '강', 'LLM,', 'LLM, 강화');
  });

  it('are each accepted by the name that is shown', () => {
    for (const { value, label } of option.complete?.('', NO_COMPLETION_DATA) ?? []) {
      if (value === '전체') continue;
      expect(option.parse(value), value).toHaveLength(1);
      // A comma would split a label in two, so the value is sent instead of the label.
      if (!label.includes(',')) expect(option.parse(label), label).toEqual(option.parse(value));
    }
  });
});

describe('words', () => {
  const option = wordList(NAMES);

  it.each([
    ['diffusion', ['diffusion']],
    ['diffusion, 확산, flow matching', ['diffusion', '확산', 'flow matching']],
    ['a,a, a ', ['a']],
    ['A,a', ['A', 'a']],
    [',a,,', ['a']],
    ['전체', []],
    ['없음', []],
    ['None', []],
    ['전체, 확산', ['전체', '확산']],
  ])('%j are %j', (typed, words) => expect(option.parse(typed)).toEqual(words));

  it('have at most ten items', () => {
    const ten = Array.from({ length: 10 }, (_, n) => `w${n}`);
    expect(option.parse(ten.join())).toEqual(ten);
    expect(complaint(() => option.parse([...ten, 'x'].join()))).toBe(optionWording.tooMany(10));
  });
});
