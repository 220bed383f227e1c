import { describe, expect, it } from 'vitest';
import { choice, text, toChoices, whole } from '../../../src/command/options/option.ts';
import { complaint } from '../../fixtures/complaint.ts';

const names = { ko: '편수', description: '몇 편' };

describe('a whole number', () => {
  const count = whole(names, 1, 100);

  it.each([
    ['1', 1],
    ['100', 100],
    ['007', 7],
  ])('can be %j', (typed, number) => expect(count.parse(typed)).toBe(number));

  it.each([
    '0',
    '101',
    '-1',
    '+1',
    '2.5',
    '1e2',
    '0x5',
    '５',
    '٣',
    '다섯',
    '',
    ' ',
    '1 2',
    '1000000000000',
    'NaN',
  ])('cannot be %j, and the error names the option and its bounds', (typed) => {
    const said = complaint(() => count.parse(typed));
    for (const part of ['편수', '1', '100', `'${typed.trim()}'`]) expect(said).toContain(part);
  });

  it('describes its bounds and type', () =>
    expect(count).toMatchObject({ ...names, kind: 'whole', range: [1, 100] }));
});

describe('a choice', () => {
  const layout = choice(
    { ko: '배치', description: '어디에' },
    { channel: '채널에 바로', thread: '스레드에' },
  );

  it.each([
    ['channel', 'channel'],
    ['THREAD', 'thread'],
    ['채널에 바로', 'channel'],
    ['스레드에', 'thread'],
    ['채널', 'channel'],
  ])('can be %j', (typed, value) => expect(layout.parse(typed)).toBe(value));

  it.each(['', '나무', 'chan', 'toString', 'constructor'])(
    'cannot be %j, and the error names the option and all its values',
    (typed) => {
      const said = complaint(() => layout.parse(typed));
      for (const part of ['배치', '채널에 바로', '스레드에', `'${typed}'`]) expect(said).toContain(part);
    },
  );

  it('can be its synonym, or a prefix of it', () => {
    const synonyms = { channel: '바닥에 바로', thread: '실에 꿰어' };
    const layout = choice(names, { channel: '채널에 바로', thread: '스레드에' }, synonyms);
    for (const typed of ['실에 꿰어', '실', '스레드']) expect(layout.parse(typed)).toBe('thread');
    expect(layout.choices?.map(({ label }) => label)).toEqual(['채널에 바로', '스레드에']);
  });

  it('shows its labels and sends its keys, and accepts both', () => {
    expect(layout.choices).toEqual([
      { value: 'channel', label: '채널에 바로' },
      { value: 'thread', label: '스레드에' },
    ]);
    for (const { value, label } of layout.choices ?? [])
      expect(layout.parse(label)).toBe(layout.parse(value));
  });
});

it('text is parsed by the given parser', () => {
  const shout = text(names, (typed) => typed.toUpperCase());
  expect(shout).toMatchObject({ ...names, kind: 'text' });
  expect(shout.parse('lamp')).toBe('LAMP');
});

it('texts can be their own labels', () =>
  expect(toChoices(['a', '가'])).toEqual([
    { value: 'a', label: 'a' },
    { value: '가', label: '가' },
  ]));
