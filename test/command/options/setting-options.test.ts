import { describe, expect, it } from 'vitest';
import { NO_COMPLETION_DATA } from '../../../src/command/completion-data.ts';
import { settingOptions, toSettings, toTyped } from '../../../src/command/options/setting-options.ts';
import { FIELDS } from '../../../src/domain/fields/field.ts';
import {
  changeSettings,
  SETTINGS as DEFINITIONS,
  SETTING_NAMES,
} from '../../../src/domain/subscription/settings.ts';
import { settingTexts } from '../../../src/i18n/ko/subscription/settings.ts';
import { OTHER_SETTINGS as OTHER, SETTINGS } from '../../fixtures/settings.ts';

const NOON = 1_000;
const read = (typed: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(typed).map(([name, text]) => [name, settingOptions[name]?.parse(text)]));

describe('settings as people type them', () => {
  it.each([
    ['the initial ones', SETTINGS, OTHER],
    ['others', OTHER, SETTINGS],
  ])('%s are read back unchanged', (_, settings, before) =>
    expect(changeSettings(before, toSettings(read(toTyped(settings))), NOON)).toEqual(settings),
  );

  it('change alone, whichever of them is typed', () => {
    const typed = toTyped(OTHER);
    for (const name of SETTING_NAMES) {
      const { option } = DEFINITIONS[name];
      const changed = changeSettings(SETTINGS, toSettings(read({ [option]: typed[option] ?? '' })), NOON);
      expect(changed).toEqual({ ...SETTINGS, [name]: OTHER[name] });
      expect(changed).not.toEqual(SETTINGS);
    }
  });

  it('keep every field of the list', () => {
    const fields = FIELDS.map(({ id }) => id);
    for (const id of fields) {
      const settings = { ...SETTINGS, fields: [id], exclude: { fields: [id], words: [] } };
      expect(toSettings(read(toTyped(settings)))).toMatchObject({ fields: [id], exclude: settings.exclude });
    }
  });

  it('keep the weekly best since when it was enabled', () =>
    expect(changeSettings(OTHER, { best: 5 }, NOON + 1).best).toEqual(OTHER.best));
});

describe('excluded fields and words', () => {
  const { parse, complete } = settingOptions.exclude ?? {};

  it.each([
    ['강화학습, drone', { fields: ['rl'], words: ['drone'] }],
    ['RL, 강화 학습', { fields: ['rl'], words: [] }],
    ['없음', { fields: [], words: [] }],
  ])('%s', (typed, value) => expect(parse?.(typed)).toEqual(value));

  it('are completed with fields and the word that clears them', () => {
    const values = (typed: string) => complete?.(typed, NO_COMPLETION_DATA).map(({ value }) => value);
    expect(values('')?.[0]).toBe('없음');
    expect(values('drone, 강화학')).toContain('drone,강화 학습');
  });
});

it('has texts within the limits of a Discord option', () => {
  for (const { ko, description } of Object.values(settingTexts)) {
    expect(ko).toMatch(/^[\p{L}]{1,32}$/u);
    expect(description.length).toBeLessThanOrEqual(100);
  }
});
