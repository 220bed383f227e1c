import { expect, it } from 'vitest';
import { findMistakes, formToValues } from '../../src/command/form.ts';
import { settingOptions, toSettings } from '../../src/command/options/setting-options.ts';
import { optionWording } from '../../src/i18n/ko/options.ts';

const read = (values: Readonly<Record<string, string>>) =>
  toSettings(
    Object.fromEntries(
      Object.entries(values).map(([name, text]) => [name, settingOptions[name]?.parse(text)]),
    ),
  );

it('clears a setting by an empty input if there can be none, and else keeps it', () => {
  const empty = Object.fromEntries(Object.keys(settingOptions).map((name) => [name, ' ']));
  expect(read(formToValues(empty))).toEqual({
    fields: [],
    words: [],
    exclude: { fields: [], words: [] },
    best: null,
    mention: null,
  });
});

it('leaves out inputs of unknown names', () =>
  expect(formToValues({ count: '3', color: 'red', constructor: 'x' })).toEqual({ count: '3' }));

it('names the mistakes of all inputs', () => {
  const long = '가'.repeat(201);
  expect(findMistakes({ time: '25:00', count: '0', words: long, layout: 'thread', color: 'red' })).toEqual({
    time: optionWording.badTime('25:00'),
    count: optionWording.badNumber('편수', 1, 100, '0'),
    words: optionWording.tooLong('키워드', 200),
  });
});
