import { ApplicationCommandOptionType as OptionType, PermissionFlagsBits } from 'discord.js';
import {
  asFields,
  asList,
  checkBoolean,
  checkInteger,
  checkText,
  createForm,
  type Fields,
  type Form,
  isObject,
  type Path,
} from './form.ts';
import { checkChoices, checkUnique, locales } from './validate-choices.ts';

// The rules are from discord-api-docs: interactions/application-commands.mdx (Application Command Structure, Option
// Structure, Naming, Localization).

const namePattern = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const everyPermission = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);

const localized = ['name_localizations', 'description_localizations'];
const commandFields = [
  'name',
  'description',
  'options',
  'default_member_permissions',
  'type',
  'nsfw',
  ...localized,
];
const globalFields = ['contexts', 'integration_types', 'dm_permission'];
const optionFields = [
  'type',
  'name',
  'description',
  'required',
  'choices',
  'options',
  'channel_types',
  ...localized,
];
const optionLimits = ['min_value', 'max_value', 'min_length', 'max_length', 'autocomplete'];

/**
 * Checks one command, or the list of commands in a bulk overwrite, and returns all commands as a list. Throws 50035
 * with all errors.
 */
export function checkCommands(value: unknown, isGlobal: boolean): Fields[] {
  const form = createForm();
  if (!Array.isArray(value)) {
    const command = checkCommand(form, [], value, isGlobal);
    form.done();
    return [command];
  }
  const commands = asList(form, [], value, 0, 130).map((one, index) =>
    checkCommand(form, [index], one, isGlobal),
  );
  checkUnique(
    form,
    commands.map(({ name, type = 1 }) => `${type} ${name}`),
    (index) => [index, 'name'],
  );
  form.done();
  return commands;
}

function checkCommand(form: Form, path: Path, value: unknown, isGlobal: boolean): Fields {
  const command =
    asFields(form, path, value, ['id', ...commandFields, ...(isGlobal ? globalFields : [])]) ?? {};
  const type = command.type ?? 1;
  if (![1, 2, 3].includes(type as number))
    form.add([...path, 'type'], 'BASE_TYPE_CHOICES', 'Must be one of (1, 2, 3).');
  if (type === 1) {
    checkNamed(form, path, command);
    checkOptions(form, path, command.options, 0);
    if (longest(command) > 8000)
      form.add(path, 'APPLICATION_COMMAND_TOO_LARGE', 'Command exceeds maximum size (8000)');
  } else {
    // User and message commands can have any name, but no description.
    checkText(form, [...path, 'name'], command.name, { min: 1, max: 32, isRequired: true });
    if (command.description) form.add([...path, 'description'], 'BASE_TYPE_MAX_LENGTH', 'Must be empty.');
  }
  checkBoolean(form, [...path, 'nsfw'], command.nsfw);
  checkIntegers(form, [...path, 'contexts'], command.contexts, [0, 1, 2]);
  checkIntegers(form, [...path, 'integration_types'], command.integration_types, [0, 1]);
  const permissions = command.default_member_permissions;
  if (permissions !== undefined && permissions !== null) {
    if (
      typeof permissions !== 'string' ||
      !/^\d+$/.test(permissions) ||
      BigInt(permissions) & ~everyPermission
    )
      form.add(
        [...path, 'default_member_permissions'],
        'BITFIELD_TYPE_INVALID',
        'Not a bitset of permissions.',
      );
  }
  return command;
}

function checkIntegers(form: Form, path: Path, value: unknown, allowed: readonly number[]): void {
  if (value === undefined || value === null) return;
  asList(form, path, value, 1, allowed.length).forEach((one, index) => {
    if (!allowed.includes(one as number))
      form.add([...path, index], 'BASE_TYPE_CHOICES', `Must be one of (${allowed.join(', ')}).`);
  });
}

/** Checks the name and the description of a command or an option, including their localisations. */
function checkNamed(form: Form, path: Path, named: Fields): void {
  checkName(form, [...path, 'name'], named.name);
  checkText(form, [...path, 'description'], named.description, { min: 1, max: 100, isRequired: true });
  for (const [key, check] of [
    ['name_localizations', checkName],
    ['description_localizations', (f, p, v) => checkText(f, p, v, { min: 1, max: 100, isRequired: true })],
  ] as [string, (form: Form, path: Path, value: unknown) => void][]) {
    for (const [locale, text] of Object.entries(isObject(named[key]) ? named[key] : {})) {
      const at = [...path, key, locale];
      if (!locales.includes(locale))
        form.add(at, 'APPLICATION_COMMAND_INVALID_LOCALE', 'Not a locale of Discord');
      else if (text !== null) check(form, at, text);
    }
  }
}

function checkName(form: Form, path: Path, value: unknown): void {
  const name = checkText(form, path, value, { min: 1, max: 32, isRequired: true });
  if (name !== '' && (!namePattern.test(String(value)) || name !== name.toLowerCase()))
    form.add(path, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
}

/**
 * Checks the options of a command, a group or a subcommand. `depth` is 0 for a command, 1 for a group, 2 for a
 * subcommand, and 3 for a subcommand in a group.
 */
function checkOptions(form: Form, path: Path, value: unknown, depth: number): void {
  if (value === undefined || value === null) return;
  const list = asList(form, [...path, 'options'], value, 0, 25).filter(isObject);
  const isSub = ({ type }: Fields) => type === OptionType.Subcommand || type === OptionType.SubcommandGroup;
  if (list.some(isSub) && !list.every(isSub))
    form.add(
      [...path, 'options'],
      'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
      'Sub-command and sub-command group option types are mutually exclusive to all other types',
    );
  let hasOptional = false;
  list.forEach((option, index) => {
    const at = [...path, 'options', index];
    if (option.required === true && hasOptional)
      form.add(
        at,
        'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
        'Required options must be placed before non-required options',
      );
    hasOptional ||= option.required !== true;
    checkOption(form, at, option, depth);
  });
  checkUnique(
    form,
    list.map(({ name }) => String(name)),
    (index) => [...path, 'options', index, 'name'],
  );
  checkTranslatedNames(form, path, list);
}

/**
 * Checks that each localised name differs from the other options' default names, and from their names in the same
 * language.
 */
function checkTranslatedNames(form: Form, path: Path, list: readonly Fields[]): void {
  const taken = new Map<string, number>();
  list.forEach((option, index) => {
    for (const [locale, name] of Object.entries(
      isObject(option.name_localizations) ? option.name_localizations : {},
    )) {
      const clash = list.some((other) => other !== option && other.name === name);
      const twin = taken.get(`${locale} ${name}`);
      taken.set(`${locale} ${name}`, index);
      if (name !== null && (clash || twin !== undefined))
        form.add(
          [...path, 'options', index, 'name_localizations', locale],
          'APPLICATION_COMMAND_OPTIONS_NAME_INVALID',
          'Option name already exists',
        );
    }
  });
}

function checkOption(form: Form, path: Path, value: Fields, depth: number): void {
  const option = asFields(form, path, value, [...optionFields, ...optionLimits]) ?? {};
  const at = (key: string) => [...path, key];
  const type = option.type as number;
  checkNamed(form, path, option);
  if (!Number.isInteger(type) || type < 1 || type > 11)
    form.add(at('type'), 'BASE_TYPE_CHOICES', 'Must be 1 to 11.');
  checkBoolean(form, at('required'), option.required);
  checkBoolean(form, at('autocomplete'), option.autocomplete);
  if (type === OptionType.Subcommand || type === OptionType.SubcommandGroup) {
    const isTooDeep = depth > (type === OptionType.SubcommandGroup ? 0 : 1);
    if (isTooDeep) form.add(at('type'), 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', 'Nested too deeply');
    for (const key of ['required', 'choices', 'autocomplete', 'channel_types', ...optionLimits])
      if (option[key] !== undefined && option[key] !== false)
        form.add(at(key), 'UNKNOWN_FIELD', 'A subcommand has no such field.');
    checkOptions(form, path, option.options, depth + (type === OptionType.Subcommand ? 2 : 1));
    return;
  }
  if (option.options !== undefined)
    form.add(at('options'), 'UNKNOWN_FIELD', 'Only subcommands have options.');
  const isText = type === OptionType.String;
  const isNumber = type === OptionType.Integer || type === OptionType.Number;
  const only = (key: string, isAllowed: boolean) =>
    option[key] !== undefined &&
    !isAllowed &&
    form.add(at(key), 'APPLICATION_COMMAND_OPTIONS_INVALID', `Not for type ${type}.`);
  for (const key of ['min_value', 'max_value']) {
    only(key, isNumber);
    if (type === OptionType.Integer) checkInteger(form, at(key), option[key], -(2 ** 53), 2 ** 53);
  }
  for (const key of ['min_length', 'max_length']) {
    only(key, isText);
    checkInteger(form, at(key), option[key], key === 'min_length' ? 0 : 1, 6000);
  }
  only('channel_types', type === OptionType.Channel);
  if (option.autocomplete !== false) only('autocomplete', isText || isNumber);
  only('choices', isText || isNumber);
  const choices = option.choices === undefined ? [] : asList(form, at('choices'), option.choices, 0, 25);
  if (option.autocomplete === true && choices.length > 0)
    form.add(
      at('autocomplete'),
      'APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE',
      'autocomplete excludes choices',
    );
  checkChoices(form, at('choices'), choices, type);
}

/**
 * Returns the total length of the names, descriptions and values in a command, including its options and their
 * choices. For each localised text, the longest version counts.
 */
function longest(node: Fields): number {
  const most = (text: unknown, translations: unknown) =>
    Math.max(
      ...[text, ...Object.values(isObject(translations) ? translations : {})].map(
        (one) => String(one ?? '').length,
      ),
    );
  const below = (key: string) => (Array.isArray(node[key]) ? node[key].filter(isObject) : []);
  const value = typeof node.value === 'string' ? node.value.length : 0;
  const own =
    most(node.name, node.name_localizations) + most(node.description, node.description_localizations) + value;
  return [...below('options'), ...below('choices')].reduce((sum, child) => sum + longest(child), own);
}
