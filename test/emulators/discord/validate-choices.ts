import { Locale, ApplicationCommandOptionType as OptionType } from 'discord.js';
import { asFields, checkInteger, checkText, type Form, isObject, type Path } from './form.ts';

/** The supported languages (discord-api-docs: reference.mdx, Locales). */
export const locales: readonly string[] = Object.values(Locale);

/** Checks the choices of an option or of an autocomplete response. */
export function checkChoices(form: Form, path: Path, choices: readonly unknown[], type: number): void {
  const list = choices.map((one, index) => {
    const at = [...path, index];
    const choice = asFields(form, at, one, ['name', 'value', 'name_localizations']) ?? {};
    checkText(form, [...at, 'name'], choice.name, { min: 1, max: 100, isRequired: true });
    for (const [locale, name] of Object.entries(
      isObject(choice.name_localizations) ? choice.name_localizations : {},
    )) {
      const inside = [...at, 'name_localizations', locale];
      if (!locales.includes(locale))
        form.add(inside, 'APPLICATION_COMMAND_INVALID_LOCALE', 'Not a locale of Discord');
      else checkText(form, inside, name, { min: 1, max: 100 });
    }
    if (type === OptionType.String)
      checkText(form, [...at, 'value'], choice.value, { min: 1, max: 100, isRequired: true });
    else if (typeof choice.value !== 'number')
      form.add([...at, 'value'], 'NUMBER_TYPE_COERCE', 'Not a number.');
    else if (type === OptionType.Integer)
      checkInteger(form, [...at, 'value'], choice.value, -(2 ** 53), 2 ** 53);
    return choice;
  });
  checkUnique(
    form,
    list.map(({ name }) => String(name)),
    (index) => [...path, index, 'name'],
  );
}

/** Reports each duplicate name. */
export function checkUnique(form: Form, names: readonly string[], at: (index: number) => Path): void {
  names.forEach((name, index) => {
    if (names.indexOf(name) !== index)
      form.add(at(index), 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS', 'Name already exists');
  });
}
