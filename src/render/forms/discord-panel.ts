import { NO_COMPLETION_DATA } from '../../command/completion-data.ts';
import { MAX_VALUE } from '../../command/define.ts';
import type { CommandButton, ParsedCommand, SettingsForm } from '../../command/invocation.ts';
import type { Choice, Option } from '../../command/options/option.ts';
import { settingOptions } from '../../command/options/setting-options.ts';
import { splitList } from '../../command/options/settings.ts';
import { discordWording } from '../../i18n/ko/discord.ts';
import { cutText } from '../../lib/text.ts';

/** The maximum numbers of rows in a message, of inputs in a modal, and of options in a select (components/reference). */
const MAX_ROWS = 5;
const MAX_INPUTS = 5;
const MAX_BUTTONS = 5;
const MAX_OPTIONS = 25;
/** The maximum numbers of characters of labels and placeholders (components/reference, "Text Input", "Button"). */
const MAX_TITLE = 45;
const MAX_PLACEHOLDER = 100;
const MAX_BUTTON = 80;

/** The beginnings of the custom ids: of a select with one setting, and of a modal or its button with several. */
export const SELECT = 'set:';
export const INPUTS = 'inputs:';

type Component = Readonly<Record<string, unknown>>;

/** The settings that a select can show, by option name, with their choices: those with few possible values. */
const selects = Object.entries(settingOptions)
  .flatMap(([name, option]): { name: string; option: Option<unknown>; choices: readonly Choice[] }[] => {
    const choices = option.items ?? option.choices ?? option.complete?.('', NO_COMPLETION_DATA) ?? [];
    const isWhole = choices.length > 0 && choices.length <= MAX_OPTIONS && !option.isFree;
    return isWhole ? [{ name, option, choices }] : [];
  })
  .slice(0, MAX_ROWS - 1);

/** The names of all other settings, which are typed, in groups for one modal each. */
const groups: readonly (readonly string[])[] = groupsOf(
  Object.keys(settingOptions).filter((name) => !selects.some((select) => select.name === name)),
);

function groupsOf(names: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(names.length / MAX_INPUTS) }, (_, at) =>
    names.slice(at * MAX_INPUTS, (at + 1) * MAX_INPUTS),
  );
}

/**
 * Renders the settings of a channel as rows of selects, and buttons that open modals with text inputs.
 * @param more other buttons of the reply
 */
export function panelToDiscord({ typed }: SettingsForm, more: readonly CommandButton[] = []): Component[] {
  const shown = selects.filter(({ name }) => Object.hasOwn(typed, name));
  const inputs = groups.map((names) => ({
    label: names.map((name) => settingOptions[name]?.ko ?? name).join(' · '),
    line: `${INPUTS}${names.join(',')}`,
  }));
  const buttons = [...inputs, ...more].slice(0, MAX_BUTTONS).map(({ label, line }) => ({
    type: 2,
    style: 2,
    label: cutText(label, MAX_BUTTON),
    custom_id: line,
  }));
  return [
    ...shown.map(({ name, option, choices }) => row([select(name, option, choices, typed[name] ?? '')])),
    ...(buttons.length > 0 ? [row(buttons)] : []),
  ];
}

const row = (components: readonly Component[]): Component => ({ type: 1, components });

function select(name: string, option: Option<unknown>, choices: readonly Choice[], typed: string): Component {
  const chosen = option.isList ? splitList(typed) : [typed];
  return {
    type: 3,
    custom_id: `${SELECT}${name}`,
    placeholder: option.ko,
    min_values: 1,
    max_values: option.isList ? choices.length : 1,
    options: choices.map(({ value, label }) => ({
      // A menu shows its chosen options instead of its name.
      label: cutText(option.isList ? label : `${option.ko}: ${label}`, MAX_PLACEHOLDER),
      value,
      default: chosen.includes(value),
    })),
  };
}

/** Renders a modal with an input for each named setting; null if none of the names is a setting's. */
export function inputsToDiscord(names: readonly string[], typed: ParsedCommand['values']): Component | null {
  // A forged button can name a setting twice.
  const known = [...new Set(names)]
    .filter((name) => Object.hasOwn(settingOptions, name))
    .slice(0, MAX_INPUTS);
  if (known.length === 0) return null;
  return {
    custom_id: `${INPUTS}${known.join(',')}`,
    title: discordWording.formTitle,
    components: known.map((name) => input(name, settingOptions[name] as Option<unknown>, typed[name] ?? '')),
  };
}

/** Renders an input of a modal: a row with a text input, or a label with a select of choices or of the server's roles. */
function input(name: string, option: Option<unknown>, typed: string): Component {
  const { ko, description, none, kind, choices } = option;
  const label = cutText(ko, MAX_TITLE);
  const placeholder = cutText(description, MAX_PLACEHOLDER);
  const isSet = typed !== '' && typed !== none;
  const common = { custom_id: name, placeholder, required: false };
  if (choices) {
    const component = { ...select(name, option, choices, typed), custom_id: name, required: false };
    return { type: 18, label, description: placeholder, component };
  }
  if (kind === 'mention') {
    const chosen = isSet ? { default_values: [{ id: typed, type: 'role' }] } : {};
    return { type: 18, label, component: { type: 6, ...common, min_values: 0, max_values: 1, ...chosen } };
  }
  return row([
    {
      type: 4,
      style: 1,
      label,
      ...common,
      // Fields have longer labels than the other names by which they can be typed, and Discord refuses too long values.
      max_length: Math.max(MAX_VALUE, typed.length),
      ...(isSet ? { value: typed } : {}),
    },
  ]);
}
