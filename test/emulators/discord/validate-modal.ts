import { ComponentType, TextInputStyle } from 'discord.js';
import {
  asFields,
  asList,
  checkBoolean,
  checkInteger,
  checkSnowflake,
  checkText,
  createForm,
  type Fields,
  type Form,
  isObject,
  type Path,
} from './form.ts';
import { checkSelect } from './validate-components.ts';

/** A modal as the bot sent it: its inputs by custom id. */
export interface Modal {
  readonly customId: string;
  readonly title: string;
  readonly inputs: ReadonlyMap<string, Fields>;
}

// discord-api-docs: components/reference.mdx (Text Input Structure, Label Structure, Select Structures) and
// interactions/receiving-and-responding.mdx (Modal). Only rows with one text input each, and labels with a string or role
// select, are modelled.
const inputFields = ['type', 'id', 'custom_id', 'style', 'label', 'min_length', 'max_length'];

/** Checks the data of a modal response; throws 50035 with all errors. */
export function checkModal(value: unknown): Modal {
  const form = createForm();
  const at = ['data'];
  const data = asFields(form, at, value, ['custom_id', 'title', 'components']) ?? {};
  const customId = checkText(form, [...at, 'custom_id'], data.custom_id, {
    min: 1,
    max: 100,
    isRequired: true,
  });
  const title = checkText(form, [...at, 'title'], data.title, { min: 1, max: 45, isRequired: true });
  const inputs = new Map<string, Fields>();
  const add = (path: Path, input: Fields) => {
    const id = checkText(form, [...path, 'custom_id'], input.custom_id, {
      min: 1,
      max: 100,
      isRequired: true,
    });
    if (inputs.has(id))
      form.add([...path, 'custom_id'], 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Custom id cannot be duplicated');
    inputs.set(id, input);
    checkBoolean(form, [...path, 'required'], input.required);
  };
  asList(form, [...at, 'components'], data.components, 1, 5).forEach((one, index) => {
    const path = [...at, 'components', index];
    if (isObject(one) && one.type === ComponentType.Label) {
      const label = asFields(form, path, one, ['type', 'id', 'label', 'description', 'component']) ?? {};
      checkText(form, [...path, 'label'], label.label, { min: 1, max: 45, isRequired: true });
      checkText(form, [...path, 'description'], label.description, { max: 100 });
      const here = [...path, 'component'];
      const select = isObject(label.component) ? label.component : {};
      add(here, select);
      checkSelectInput(form, here, select);
      return;
    }
    const row = asFields(form, path, one, ['type', 'id', 'components']) ?? {};
    if (row.type !== ComponentType.ActionRow)
      form.add([...path, 'type'], 'BASE_TYPE_CHOICES', 'Value of field "type" must be one of (1, 18).');
    asList(form, [...path, 'components'], row.components, 1, 1).forEach((child) => {
      const here = [...path, 'components', 0];
      const input = asFields(form, here, child, [...inputFields, 'required', 'value', 'placeholder']) ?? {};
      add(here, input);
      checkTextInput(form, here, input);
    });
  });
  form.done();
  return { customId, title, inputs };
}

function checkTextInput(form: Form, path: Path, input: Fields): void {
  if (input.type !== ComponentType.TextInput)
    form.add([...path, 'type'], 'BASE_TYPE_CHOICES', 'Value of field "type" must be one of (4,).');
  if (![TextInputStyle.Short, TextInputStyle.Paragraph].includes(input.style as TextInputStyle))
    form.add([...path, 'style'], 'BASE_TYPE_CHOICES', 'Value must be one of {1, 2}.');
  checkText(form, [...path, 'label'], input.label, { min: 1, max: 45, isRequired: true });
  checkText(form, [...path, 'placeholder'], input.placeholder, { max: 100 });
  checkInteger(form, [...path, 'min_length'], input.min_length, 0, 4_000);
  checkInteger(form, [...path, 'max_length'], input.max_length, 1, 4_000);
  checkText(form, [...path, 'value'], input.value, { max: Number(input.max_length ?? 4_000) });
}

function checkSelectInput(form: Form, path: Path, { required: _required, ...select }: Fields): void {
  if (select.type !== ComponentType.RoleSelect && select.type !== ComponentType.StringSelect)
    form.add([...path, 'type'], 'BASE_TYPE_CHOICES', 'Only string and role selects are modelled in labels.');
  checkSelect(form, path, select, { customIds: new Set(), ids: new Set() });
  if (select.default_values === undefined) return;
  const [least, most] = [Number(select.min_values ?? 1), Number(select.max_values ?? 1)];
  asList(form, [...path, 'default_values'], select.default_values, least, most).forEach((one, index) => {
    const here = [...path, 'default_values', index];
    const chosen = asFields(form, here, one, ['id', 'type']) ?? {};
    checkSnowflake(form, [...here, 'id'], chosen.id);
    if (chosen.type !== 'role') form.add([...here, 'type'], 'BASE_TYPE_CHOICES', 'Must be "role".');
  });
}
