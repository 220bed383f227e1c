import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../commands/index.ts';
import { helpWording } from '../../src/i18n/ko/command.ts';
import { createHarness, labelsOf, sectionOf, textOf } from './harness.ts';

describe('help', () => {
  test('lists every command in both languages, with its description and its options', async () => {
    const { ask } = await createHarness();
    const answer = await ask('/paper help');
    expect(textOf(answer).slice(0, 2)).toEqual([helpWording.title, helpWording.text]);
    for (const { name, ko, description, options } of COMMANDS) {
      const said = sectionOf(answer, `/paper ${name} · ${ko}`) ?? '';
      expect(said.startsWith(description)).toBe(true);
      for (const option of Object.values(options)) expect(said).toContain(option.ko);
    }
    expect(answer.cards[0]?.sections).toHaveLength(1 + COMMANDS.length);
  });

  test("fits one message: one section per command, within every platform's limit", async () => {
    const { ask } = await createHarness();
    const [card] = (await ask('/paper help')).cards;
    expect(card?.sections.length).toBeLessThanOrEqual(25);
    for (const { text } of card?.sections ?? []) expect(text.length).toBeLessThanOrEqual(1_024);
  });

  test('shows only the description of a command without options', async () => {
    const { ask } = await createHarness();
    const { description } = COMMANDS.find(({ name }) => name === 'help') ?? expect.unreachable();
    expect(sectionOf(await ask('/논문 도움말'), '/paper help · 도움말')).toBe(description);
  });

  test('is for everyone, and the default if no command is given', async () => {
    const { ask } = await createHarness();
    const answer = await ask('/paper help');
    expect(await ask('/paper', { manages: async () => false })).toEqual(answer);
    expect(answer.standsBelow).toBeFalsy();
    expect(labelsOf(answer)).toEqual([]);
  });
});
