import { ComponentType, TextInputStyle } from 'discord.js';
import { asFields, asList, checkBoolean, checkInteger, checkText, createForm, type Fields } from './form.ts';

/** A modal as the bot sent it: its inputs by custom id. */
export interface Modal {
  readonly customId: string;
  readonly title: string;
  readonly inputs: ReadonlyMap<string, Fields>;
}

// discord-api-docs: components/reference.mdx (Text Input Structure) and interactions/receiving-and-responding.mdx
// (Modal). Only rows with one text input each are modelled, not labels.
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
  asList(form, [...at, 'components'], data.components, 1, 5).forEach((one, index) => {
    const path = [...at, 'components', index];
    const row = asFields(form, path, one, ['type', 'id', 'components']) ?? {};
    if (row.type !== ComponentType.ActionRow)
      form.add([...path, 'type'], 'BASE_TYPE_CHOICES', 'Value of field "type" must be one of (1, 18).');
    asList(form, [...path, 'components'], row.components, 1, 1).forEach((child) => {
      const here = [...path, 'components', 0];
      const input = asFields(form, here, child, [...inputFields, 'required', 'value', 'placeholder']) ?? {};
      if (input.type !== ComponentType.TextInput)
        form.add([...here, 'type'], 'BASE_TYPE_CHOICES', 'Value of field "type" must be one of (4,).');
      const id = checkText(form, [...here, 'custom_id'], input.custom_id, {
        min: 1,
        max: 100,
        isRequired: true,
      });
      if (inputs.has(id))
        form.add([...here, 'custom_id'], 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Custom id cannot be duplicated');
      inputs.set(id, input);
      if (![TextInputStyle.Short, TextInputStyle.Paragraph].includes(input.style as TextInputStyle))
        form.add([...here, 'style'], 'BASE_TYPE_CHOICES', 'Value must be one of {1, 2}.');
      checkText(form, [...here, 'label'], input.label, { min: 1, max: 45, isRequired: true });
      checkText(form, [...here, 'placeholder'], input.placeholder, { max: 100 });
      checkInteger(form, [...here, 'min_length'], input.min_length, 0, 4_000);
      checkInteger(form, [...here, 'max_length'], input.max_length, 1, 4_000);
      checkBoolean(form, [...here, 'required'], input.required);
      const most = Number(input.max_length ?? 4_000);
      checkText(form, [...here, 'value'], input.value, { max: most });
    });
  });
  form.done();
  return { customId, title, inputs };
}
