import { expect, it } from 'vitest';
import { formToSlack } from '../../src/render/forms/slack-form.ts';

it('accepts a stored value that is longer than what a person may type', () => {
  const words = '등대, '.repeat(80);
  const { blocks } = formToSlack({ isSubscribed: true, typed: { time: '12:00', words } }, 'C1', '{}');
  const { element } = blocks.find(({ block_id: id }) => id === 'words') as unknown as {
    element: { readonly initial_value: string; readonly max_length: number };
  };
  expect(element.initial_value).toBe(words);
  expect(element.max_length).toBeGreaterThanOrEqual(words.length);
});

it('says how to type a value only where it is typed', () => {
  const { blocks } = formToSlack({ isSubscribed: true, typed: { time: '12:00' } }, 'C1', '{}');
  const hintOf = (name: string) => JSON.stringify(blocks.find(({ block_id: id }) => id === name)?.hint);
  for (const name of ['time', 'zone', 'fields', 'weekdays', 'best']) {
    expect(hintOf(name), name).not.toMatch(/예:|입력/);
  }
  expect(hintOf('exclude')).toContain('입력');
});
