import { expect, test } from 'vitest';
import { FORMS } from './model/forms.ts';
import { surviveModel } from './model/simulate.ts';

/** Each request of these waits for a real timeout: the benchmark has them. */
const isQuick = (name: string) => !name.startsWith('no answer');

test.each(FORMS.filter(({ name }) => isQuick(name)).map((form) => [form.name, form] as const))(
  'a model server that misbehaves for a day is named, told once, and its cards are edited: %s',
  async (_name, form) => {
    const { problems } = await surviveModel(form);
    expect(problems).toEqual([]);
  },
);
