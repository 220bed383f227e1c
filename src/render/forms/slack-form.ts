import { MAX_VALUE } from '../../command/define.ts';
import type { Reply, SettingsForm } from '../../command/invocation.ts';
import type { Choice, Option } from '../../command/options/option.ts';
import { settingOptionsOn } from '../../command/options/setting-options.ts';
import { splitList } from '../../command/options/settings.ts';
import { slackFormWording } from '../../i18n/ko/slack-form.ts';
import { cutText } from '../../lib/text.ts';
import { replyToSlack } from '../slack.ts';
import { plainText, type SlackBlock } from '../slack-block.ts';
import { fromSlackValue, toSlackValue, typedFromSlack } from '../slack-text.ts';

/** A modal (reference/views/modal-views). */
export interface SlackView {
  readonly type: 'modal';
  readonly callback_id: string;
  readonly private_metadata?: string;
  readonly title: object;
  readonly submit?: object;
  readonly close: object;
  readonly blocks: readonly SlackBlock[];
}

/** The callback id of the modal with a place's settings. */
export const SETTINGS_FORM = 'settings';
/** The maximum number of characters in a text or value of an option (Block Kit, "Option object"). */
const MAX_OPTION = 75;

/**
 * Renders the settings of a channel as a modal with an input for each.
 * @param metadata what the modal returns with the inputs, at most 3,000 characters
 */
export function formToSlack(
  { isSubscribed, typed }: SettingsForm,
  channel: string,
  metadata: string,
): SlackView {
  const { title, save, subscribe, cancel } = slackFormWording;
  return {
    type: 'modal',
    callback_id: SETTINGS_FORM,
    private_metadata: metadata,
    title: plainText(title),
    submit: plainText(isSubscribed ? save : subscribe),
    close: plainText(cancel),
    blocks: [
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'channel', channel_id: channel }] }],
      },
      ...Object.entries(settingOptionsOn('slack')).map(([name, option]) =>
        inputBlock(name, option, typed[name] ?? ''),
      ),
    ],
  };
}

/** Renders a modal that only says something. */
export const noticeToSlack = (sentence: string): SlackView => ({
  type: 'modal',
  callback_id: 'notice',
  title: plainText(slackFormWording.title),
  close: plainText(slackFormWording.close),
  blocks: [{ type: 'section', text: plainText(sentence) }],
});

/** Renders a reply as a modal, without its buttons, which would need a message. */
export const replyToModal = (reply: Reply): SlackView => ({
  type: 'modal',
  callback_id: 'reply',
  title: plainText(slackFormWording.title),
  close: plainText(slackFormWording.close),
  blocks: replyToSlack({ cards: reply.cards, buttons: [] }, false).blocks,
});

const inputBlock = (name: string, option: Option<unknown>, typed: string): SlackBlock => ({
  type: 'input',
  block_id: name,
  label: plainText(option.ko),
  hint: plainText(isPicked(option) ? withoutTyping(option.description) : option.description),
  optional: option.none !== undefined,
  element: toElement(name, option, typed === option.none ? '' : typed),
});

/** Returns whether the values of an option are picked, not typed: how to type them need not be said. */
const isPicked = ({ kind, items, choices, complete, isFree }: Option<unknown>): boolean =>
  kind === 'time' || Boolean(items ?? choices) || (complete !== undefined && !isFree);

/** Removes the sentences of a description that say how to type a value. */
const withoutTyping = (description: string): string =>
  description
    .split(/(?<=\.) /)
    .filter((sentence) => !/^예:|입력합니다/.test(sentence))
    .join(' ');

/** Returns the input of an option; `typed` is '' if it has no value. */
function toElement(name: string, option: Option<unknown>, typed: string): object {
  const { kind, range: [least, most] = [], choices, items, complete, isList, isFree } = option;
  const action = { action_id: `input:${name}` };
  if (kind === 'time') return { type: 'timepicker', ...action, initial_time: typed };
  if (kind === 'whole') {
    const range = { min_value: String(least), max_value: String(most) };
    return { type: 'number_input', ...action, is_decimal_allowed: false, ...range, initial_value: typed };
  }
  const chosen = (all: readonly Choice[]) => {
    const values = isList ? splitList(typed) : [typed];
    return values
      .filter(Boolean)
      .map((value) => toOption(all.find((it) => it.value === value) ?? { value, label: value }));
  };
  if (items)
    return {
      type: 'checkboxes',
      ...action,
      options: items.map(toOption),
      ...initial('initial_options', chosen(items)),
    };
  if (choices) {
    return {
      type: 'static_select',
      ...action,
      options: choices.map(toOption),
      ...initial('initial_option', chosen(choices)[0]),
    };
  }
  if (complete && !isFree) {
    const select = { action_id: `pick:subscribe:${name}`, min_query_length: 0 };
    return isList
      ? { type: 'multi_external_select', ...select, ...initial('initial_options', chosen([])) }
      : { type: 'external_select', ...select, ...initial('initial_option', chosen([])[0]) };
  }
  return {
    type: 'plain_text_input',
    ...action,
    max_length: Math.max(MAX_VALUE, typed.length),
    ...initial('initial_value', typed),
  };
}

/** Returns the property with an input's initial value, unless it is empty, which Slack does not accept. */
const initial = (name: string, value: string | object | readonly object[] | undefined): object =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
    ? {}
    : { [name]: value };

const toOption = ({ value, label }: Choice) => ({
  text: plainText(cutText(label, MAX_OPTION)),
  value: toSlackValue(value),
});

/** What a modal sends of one input (reference/views, "View object"). */
interface InputState {
  readonly value?: unknown;
  readonly selected_time?: unknown;
  readonly selected_option?: { readonly value?: unknown } | null;
  readonly selected_options?: readonly { readonly value?: unknown }[];
}

/** Returns the inputs of a modal that was sent, as people would type them, by the option's English name. */
export function typedInForm(
  values: Readonly<Record<string, Readonly<Record<string, InputState>>>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, elements]) => [name, typedInInput(Object.values(elements)[0] ?? {})]),
  );
}

function typedInInput({ value, selected_time, selected_option, selected_options }: InputState): string {
  const chosen = (option: { readonly value?: unknown } | null | undefined) =>
    fromSlackValue(word(option?.value));
  if (Array.isArray(selected_options)) return selected_options.map(chosen).join(',');
  if (selected_option !== undefined) return chosen(selected_option);
  return typedFromSlack(word(selected_time ?? value));
}

const word = (value: unknown): string => (typeof value === 'string' ? value : '');
