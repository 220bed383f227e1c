import {
  choiceOption,
  confirm,
  image,
  option,
  optionGroup,
  optionsOrGroups,
  overflowOption,
  plainText,
} from './composition.ts';
import {
  all,
  any,
  type Check,
  flag,
  integer,
  isObject,
  list,
  oneOf,
  pattern,
  shape,
  text,
  webUrl,
} from './form.ts';

// Limits: docs.slack.dev/reference/block-kit/block-elements, as quoted in @slack/types' block-elements.d.ts.

const actionId: Check = all(text(255), (form, path, value) => {
  if (typeof value === 'string') form.once(path, 'action_id', value);
});

const base = { action_id: actionId };
const placeholder = { placeholder: plainText(150) };
const focus = { focus_on_load: flag };
const menu = { ...base, ...placeholder, ...focus, confirm };
const several = { max_selected_items: integer(1, 100) };
const ids = list(text(255), 1, 100);
const filter = shape(
  {},
  {
    include: list(oneOf('im', 'mpim', 'private', 'public'), 1, 4),
    exclude_external_shared_channels: flag,
    exclude_bot_users: flag,
  },
);
const conversations = { default_to_current_conversation: flag, filter };
const respondable = { response_url_enabled: flag };
const minQuery = { min_query_length: integer(0, 100) };
const staticLists = { options: list(option, 1, 100), option_groups: list(optionGroup, 1, 100) };

const element = (required: Record<string, Check>, optional: Record<string, Check>): Check =>
  shape({ type: any, ...required }, optional);

const style = oneOf('primary', 'danger');

const button = element(
  { text: plainText(75) },
  { ...base, value: text(2000), url: webUrl, style, confirm, accessibility_label: text(75) },
);

const date = pattern(/^\d{4}-\d{2}-\d{2}$/, 'a date as YYYY-MM-DD');
const time = pattern(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time as HH:mm');

/** Requires that the options that are chosen at first are among the options, as Slack does. */
const initialAmongOptions: Check = (form, path, value) => {
  if (!isObject(value)) return;
  const groups = Array.isArray(value.option_groups) ? value.option_groups.filter(isObject) : [];
  const known = [value.options, ...groups.map((group) => group.options)]
    .flat()
    .map((it) => JSON.stringify(it));
  for (const chosen of [value.initial_option ?? [], value.initial_options ?? []].flat())
    if (!known.includes(JSON.stringify(chosen)))
      form.add(path, 'must be one of the provided options: initial_option');
};

const selects = {
  static_select: all(
    element({}, { ...menu, ...staticLists, initial_option: option }),
    optionsOrGroups,
    initialAmongOptions,
  ),
  external_select: element({}, { ...menu, ...minQuery, initial_option: option }),
  users_select: element({}, { ...menu, initial_user: text(255) }),
  conversations_select: element(
    {},
    { ...menu, ...conversations, ...respondable, initial_conversation: text(255) },
  ),
  channels_select: element({}, { ...menu, ...respondable, initial_channel: text(255) }),
  multi_static_select: all(
    element({}, { ...menu, ...several, ...staticLists, initial_options: list(option, 1, 100) }),
    optionsOrGroups,
    initialAmongOptions,
  ),
  multi_external_select: element(
    {},
    { ...menu, ...several, ...minQuery, initial_options: list(option, 1, 100) },
  ),
  multi_users_select: element({}, { ...menu, ...several, initial_users: ids }),
  multi_conversations_select: element(
    {},
    { ...menu, ...several, ...conversations, initial_conversations: ids },
  ),
  multi_channels_select: element({}, { ...menu, ...several, initial_channels: ids }),
};

const choices = {
  checkboxes: all(
    element(
      { options: list(choiceOption, 1, 10) },
      { ...base, ...focus, confirm, initial_options: list(choiceOption, 1, 10) },
    ),
    initialAmongOptions,
  ),
  radio_buttons: element(
    { options: list(choiceOption, 1, 10) },
    { ...base, ...focus, confirm, initial_option: choiceOption },
  ),
  datepicker: element({}, { ...menu, initial_date: date }),
  timepicker: element({}, { ...menu, initial_time: time, timezone: text(255) }),
};

const datetime = {
  datetimepicker: element({}, { ...base, ...focus, confirm, initial_date_time: integer(1e9, 9_999_999_999) }),
};

const overflow = { overflow: element({ options: list(overflowOption, 1, 5) }, { ...base, confirm }) };

const typed = {
  ...base,
  ...placeholder,
  ...focus,
  dispatch_action_config: shape(
    {},
    { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), 1, 2) },
  ),
  initial_value: text(3000),
};

const inputs = {
  plain_text_input: element(
    {},
    { ...typed, multiline: flag, min_length: integer(0, 3000), max_length: integer(1, 3000) },
  ),
  email_text_input: element({}, typed),
  url_text_input: element({}, typed),
  number_input: element(
    { is_decimal_allowed: flag },
    { ...typed, min_value: text(255), max_value: text(255) },
  ),
};

/** An image in a section or context block; its alt text has the same limit as in an image block. */
export const imageElement: Check = image({});

/** Elements allowed in an actions block, as a section's accessory and in an input block, respectively. */
export const actionElements = { button, ...selects, ...choices, ...datetime, ...overflow };
export const accessories = { button, ...selects, ...choices, ...overflow, image: imageElement };
export const inputElements = { ...selects, ...choices, ...datetime, ...inputs };

/** The answer to a block_suggestion, which fills the option list of an `external_select`. */
export const suggestions: Check = all(
  shape({}, { options: list(option, 0, 100), option_groups: list(optionGroup, 0, 100) }),
  (form, path, value) => {
    if (isObject(value)) optionsOrGroups(form, path, value);
  },
);
