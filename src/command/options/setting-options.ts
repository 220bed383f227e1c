import {
  type EnteredSettings,
  SETTING_NAMES,
  SETTINGS,
  type SettingInput,
  type SettingName,
  type Settings,
  toEntered,
} from '../../domain/subscription/settings.ts';
import { settingTexts } from '../../i18n/ko/subscription/settings.ts';
import { choice, isOn, type Names, type Option, whole } from './option.ts';
import { fieldAndWordList, fieldList, mention, oneWeekday, time, weekdays, wordList } from './settings.ts';
import { timeZone } from './time-zone.ts';

// biome-ignore lint/suspicious/noExplicitAny: the settings' values have different types, as options of a command have.
type SettingOption = Option<any>;

const MAKERS: Readonly<
  Record<Exclude<SettingInput['kind'], 'whole' | 'choice'>, (names: Names) => SettingOption>
> = {
  time,
  'time-zone': timeZone,
  weekdays,
  'weekday-or-none': oneWeekday,
  fields: fieldList,
  words: wordList,
  'fields-and-words': fieldAndWordList,
  mention,
};

function makeOption(name: SettingName): SettingOption {
  const definition = SETTINGS[name];
  const option = makeInput(name, definition.input);
  return 'platforms' in definition ? { ...option, platforms: definition.platforms } : option;
}

function makeInput(name: SettingName, input: SettingInput): SettingOption {
  const { ko, description, labels = {} } = settingTexts[name];
  const names = { ko, description };
  if (input.kind === 'whole') return whole(names, input.least, input.most);
  if (input.kind === 'choice') return choice(names, labels);
  return MAKERS[input.kind](names);
}

/** The options of the subscribe command, and the inputs of forms: one for each setting, by the option's English name. */
export const settingOptions: Readonly<Record<string, SettingOption>> = Object.fromEntries(
  SETTING_NAMES.map((name) => [SETTINGS[name].option, makeOption(name)]),
);

/** Returns `settingOptions` without those that mean nothing on a platform. */
export const settingOptionsOn = (platform: string): typeof settingOptions =>
  Object.fromEntries(Object.entries(settingOptions).filter(([, option]) => isOn(option, platform)));

/** Returns the settings that the parsed values of `settingOptions` give; those of omitted options are missing. */
export const toSettings = (values: Readonly<Record<string, unknown>>): Partial<EnteredSettings> =>
  Object.fromEntries(
    SETTING_NAMES.flatMap((name) => {
      const value = values[SETTINGS[name].option];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** Returns what a person would type into each of `settingOptions` for these settings, by the option's name. */
export function toTyped(settings: Settings): Readonly<Record<string, string>> {
  const entered = toEntered(settings);
  return Object.fromEntries(
    SETTING_NAMES.map((name) => {
      const { option } = SETTINGS[name];
      return [option, settingOptions[option]?.format?.(entered[name]) ?? ''];
    }),
  );
}
