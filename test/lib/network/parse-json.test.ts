import { describe, expect, test } from 'vitest';
import { createJsonCounter, JsonLimitError, parseJson } from '../../../src/lib/network/parse-json.ts';

const LIMITS = { bytes: 100, depth: 3, values: 5 };

describe('S2: a JSON text within limits', () => {
  test.each(['{"a":[{}]}', '[1,2,3,4,5]', '"[[[[,,,,,,"', '"\\"[[[[\\\\"', ' [ ] ', 'null', '[[[]],"]]]]"]'])(
    '%s is parsed',
    (text) => expect(parseJson(text, LIMITS)).toEqual(JSON.parse(text)),
  );

  test('is counted in bytes, not in characters', () => {
    expect(parseJson(`"${'가'.repeat(32)}"`, LIMITS)).toHaveLength(32);
    expect(() => parseJson(`"${'가'.repeat(33)}"`, LIMITS)).toThrow(JsonLimitError);
  });

  test.each(['', '[', '[1,', '}'])('%j is still no JSON', (text) =>
    expect(() => parseJson(text, LIMITS)).toThrow(SyntaxError),
  );
});

test.each([
  ['[[[[', 'more than 3 levels'],
  ['{"a":{"a":{"a":{', 'more than 3 levels'],
  ['[1,2,3,4,5,6]', 'more than 5 values'],
  ['[[],[],[]]', 'more than 5 values'],
  ['"\\\\",,,,,,', 'more than 5 values'],
  [`"${'a'.repeat(100)}"`, 'more than 100 bytes'],
])('S2: %s is refused: %s', (text, message) => {
  expect(() => parseJson(text, LIMITS)).toThrow(JsonLimitError);
  expect(() => parseJson(text, LIMITS)).toThrow(message);
});

test('S2: a text is counted the same, whatever the pieces in which it arrives', () => {
  const text = '{"한\\"[[[":["\\\\",{}],"[":"\\\\\\"[,,,,,"}';
  const bytes = new TextEncoder().encode(text);
  for (let size = 1; size < bytes.length; size += 1) {
    const counter = createJsonCounter({ bytes: bytes.length, depth: 3, values: 5 });
    const strict = createJsonCounter({ bytes: bytes.length, depth: 3, values: 4 });
    const feed = (to: typeof counter) => {
      for (let at = 0; at < bytes.length; at += size) to.add(bytes.subarray(at, at + size));
    };
    expect(() => feed(counter)).not.toThrow();
    expect(() => feed(strict)).toThrow('more than 4 values');
  }
});
