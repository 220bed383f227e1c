import { expect, test } from 'vitest';
import { parseBody } from '../../../../../src/platforms/slack/listener/http/parse-body.ts';

const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';
const deep = (levels: number) => `{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`;

test('S2: a body of too many levels or values is malformed, as JSON and as a payload', () => {
  for (const text of [deep(200), `{"a":[${'[],'.repeat(100_000)}[]]}`]) {
    expect(parseBody(text, JSON_TYPE)).toBeNull();
    expect(parseBody(`payload=${encodeURIComponent(text)}`, FORM)).toBeNull();
  }
});

test('S10: a form of too many fields is malformed', () => {
  const form = (fields: number) => Array.from({ length: fields }, (_, at) => `${at}=x`).join('&');
  expect(Object.keys(parseBody(form(100), FORM) ?? {})).toHaveLength(100);
  for (const text of [form(101), form(150_000), '&'.repeat(1_000_000), `payload={}&${form(100)}`])
    expect(parseBody(text, FORM)).toBeNull();
});

test('other bodies are parsed', () => {
  expect(parseBody(deep(2), JSON_TYPE)).toEqual({ a: [[]] });
  expect(parseBody(`payload=${encodeURIComponent('{"a":1}')}`, FORM)).toEqual({ a: 1 });
  expect(parseBody('command=%2Fpaper&text=a%26b', `${FORM}; charset=utf-8`)).toEqual({
    command: '/paper',
    text: 'a&b',
  });
  for (const text of ['null', '[]', '{', '']) expect(parseBody(text, JSON_TYPE)).toBeNull();
});
