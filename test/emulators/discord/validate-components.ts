import { ButtonStyle, ComponentType } from 'discord.js';
import {
  asFields,
  asList,
  checkBoolean,
  checkInteger,
  checkSnowflake,
  checkText,
  checkUrl,
  type Fields,
  type Form,
  isObject,
  type Path,
} from './form.ts';

// The rules are from discord-api-docs: components/reference.mdx (Button Structure, String Select Structure, Legacy
// Message Component Behavior).

const selectTypes: readonly unknown[] = [
  ComponentType.StringSelect,
  ComponentType.UserSelect,
  ComponentType.RoleSelect,
  ComponentType.MentionableSelect,
  ComponentType.ChannelSelect,
];

/** The ids used so far in a message, to find duplicates. */
export interface ComponentScope {
  readonly customIds: Set<string>;
  readonly ids: Set<number>;
}

/** Checks the components of a message without the flag IS_COMPONENTS_V2: up to 5 rows. */
export function checkRows(form: Form, path: Path, value: unknown): object[] {
  const scope = { customIds: new Set<string>(), ids: new Set<number>() };
  return asList(form, path, value, 0, 5).flatMap((row, index) => {
    const at = [...path, index];
    if (!isObject(row) || row.type !== ComponentType.ActionRow) {
      form.add([...at, 'type'], 'BASE_TYPE_CHOICES', 'Value of field "type" must be one of (1,).');
      return [];
    }
    return checkRow(form, at, row, scope) ?? [];
  });
}

/** Checks an action row: 1 to 5 buttons or one select. */
export function checkRow(form: Form, path: Path, value: Fields, scope: ComponentScope): object | undefined {
  const row = asFields(form, path, value, ['type', 'id', 'components']);
  if (!row) return undefined;
  checkId(form, path, row, scope);
  const children = asList(form, [...path, 'components'], row.components, 1, 5);
  const hasSelect = children.some((child) => isObject(child) && selectTypes.includes(child.type));
  if (hasSelect && children.length > 1)
    form.add(
      [...path, 'components'],
      'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
      'The layout of this row is too wide.',
    );
  children.forEach((child, index) => {
    const at = [...path, 'components', index];
    if (isObject(child) && child.type === ComponentType.Button) checkButton(form, at, child, scope);
    else if (isObject(child) && selectTypes.includes(child.type)) checkSelect(form, at, child, scope);
    else form.add([...at, 'type'], 'BASE_TYPE_CHOICES', 'Must be one of (2, 3, 5, 6, 7, 8).');
  });
  return row;
}

export function checkButton(form: Form, path: Path, value: Fields, scope: ComponentScope): void {
  const known = ['type', 'id', 'style', 'label', 'emoji', 'custom_id', 'sku_id', 'url', 'disabled'];
  const button = asFields(form, path, value, known);
  if (!button) return;
  checkId(form, path, button, scope);
  checkText(form, [...path, 'label'], button.label, { max: 80 });
  checkBoolean(form, [...path, 'disabled'], button.disabled);
  if (button.emoji !== undefined)
    asFields(form, [...path, 'emoji'], button.emoji, ['id', 'name', 'animated']);
  const has = (key: string) => button[key] !== undefined && button[key] !== null;
  const forbid = (key: string, why: string) =>
    has(key) && form.add([...path, key], 'BUTTON_COMPONENT_INVALID', why);
  if (!has('label') && !has('emoji') && button.style !== ButtonStyle.Premium)
    form.add(path, 'BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED', 'A button needs a label or an emoji');
  if (button.style === ButtonStyle.Link) {
    checkUrl(form, [...path, 'url'], button.url, ['http', 'https', 'discord'], 512);
    forbid('custom_id', 'A custom id and url cannot both be specified');
    forbid('sku_id', 'A link button has no sku id');
  } else if (button.style === ButtonStyle.Premium) {
    checkSnowflake(form, [...path, 'sku_id'], button.sku_id);
    for (const key of ['custom_id', 'url', 'label', 'emoji'])
      forbid(key, 'A premium button has only a sku id');
  } else if (Number.isInteger(button.style) && Number(button.style) >= 1 && Number(button.style) <= 4) {
    checkCustomId(form, path, button, scope);
    forbid('url', 'A custom id and url cannot both be specified');
    forbid('sku_id', 'Only a premium button has a sku id');
  } else form.add([...path, 'style'], 'BASE_TYPE_CHOICES', 'Value must be one of {1, 2, 3, 4, 5, 6}.');
}

export function checkSelect(form: Form, path: Path, value: Fields, scope: ComponentScope): void {
  const common = ['type', 'id', 'custom_id', 'placeholder', 'min_values', 'max_values', 'disabled'];
  const own = value.type === ComponentType.StringSelect ? ['options'] : ['default_values', 'channel_types'];
  const select = asFields(form, path, value, [...common, ...own]);
  if (!select) return;
  checkId(form, path, select, scope);
  checkCustomId(form, path, select, scope);
  checkText(form, [...path, 'placeholder'], select.placeholder, { max: 150 });
  checkInteger(form, [...path, 'min_values'], select.min_values, 0, 25);
  checkInteger(form, [...path, 'max_values'], select.max_values, 1, 25);
  checkBoolean(form, [...path, 'disabled'], select.disabled);
  if (select.type !== ComponentType.StringSelect) return;
  const values = new Set<string>();
  asList(form, [...path, 'options'], select.options, 1, 25).forEach((one, index) => {
    const at = [...path, 'options', index];
    const option = asFields(form, at, one, ['label', 'value', 'description', 'emoji', 'default']);
    if (!option) return;
    checkText(form, [...at, 'label'], option.label, { min: 1, max: 100, isRequired: true });
    checkText(form, [...at, 'description'], option.description, { max: 100 });
    const text = checkText(form, [...at, 'value'], option.value, { min: 1, max: 100, isRequired: true });
    if (values.has(text))
      form.add(
        [...at, 'value'],
        'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
        'The specified option value is already used',
      );
    values.add(text);
  });
}

function checkCustomId(form: Form, path: Path, component: Fields, { customIds }: ComponentScope): void {
  const at = [...path, 'custom_id'];
  const id = checkText(form, at, component.custom_id, { min: 1, max: 100, isRequired: true });
  if (customIds.has(id))
    form.add(at, 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
  customIds.add(id);
}

/** Checks a component's `id`: a 32-bit integer chosen by the sender and unique in the message; 0 counts as absent. */
export function checkId(form: Form, path: Path, component: Fields, { ids }: ComponentScope): void {
  checkInteger(form, [...path, 'id'], component.id, 0, 2 ** 31 - 1);
  const id = Number(component.id ?? 0);
  if (id !== 0 && ids.has(id))
    form.add([...path, 'id'], 'COMPONENT_ID_DUPLICATED', 'Component id is not unique');
  ids.add(id);
}
