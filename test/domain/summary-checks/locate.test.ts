import { describe, expect, test } from 'vitest';
import { readEnglishNumbers } from '../../../src/domain/summary-checks/numbers/english-numbers.ts';
import { readKoreanNumbers } from '../../../src/domain/summary-checks/numbers/korean-numbers.ts';
import {
  locate,
  NO_RESULT,
  SAME_UNIT,
  SAME_VALUE,
} from '../../../src/domain/summary-checks/numbers/locate.ts';

const numbersOf = ({ text, source }: { text: string; source: string }) => ({
  number: readKoreanNumbers(text)[0] ?? expect.unreachable(text),
  others: readEnglishNumbers(source),
});

describe.each(Object.entries({ SAME_VALUE, NO_RESULT, SAME_UNIT }))('%s', (_name, rules) => {
  test.each(rules.map((rule) => [rule.example.text, rule.example.source, rule] as const))(
    'holds for its example: %s of "%s"',
    (_text, _source, { example, holds }) => {
      const { number, others } = numbersOf(example);
      expect(others.some((other) => holds(number, other))).toBe(true);
    },
  );
});

test.each([
  ['15억', 'a model of 1.5B parameters', 'there'],
  ['16억', 'a model of 1.5B parameters', 'nowhere'],
  ['0', 'whatever', 'there'],
  ['0%', 'whatever', 'nowhere'],
  ['0.005초', 'takes 5 ms', 'there'],
  ['5초', 'takes 5 ms', 'other-unit'],
  ['5', 'takes 5 ms', 'there'],
  ['0.1', 'an order of magnitude fewer', 'there'],
  ['30%', 'a rate of 0.3', 'there'],
  ['0.3', 'a rate of 30%', 'there'],
  ['2배', 'both of them', 'nowhere'],
  ['2배', 'twice as fast', 'there'],
  ['4%', 'GPT-4 is beaten', 'nowhere'],
  ['4%', 'GPT-4 is beaten by 4%', 'there'],
  ['2초', 'the second takes 2 hours', 'other-unit'],
  ['2초', 'the second one', 'there'],
] as const)('%s of "%s" is %s', (text, source, location) => {
  const { number, others } = numbersOf({ text, source });
  expect(locate(number, others)).toBe(location);
});
