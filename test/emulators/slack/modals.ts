import { escapeText } from './escape.ts';
import { type Fields, isObject } from './form.ts';
import type { createInteractions, Handle } from './interactions.ts';
import { modalErrors, openedView } from './methods-views.ts';
import type { World } from './state.ts';
import type { Refusal } from './web.ts';

/** What a person enters in the inputs of a modal, by block id; inputs that are left out stay as they are. */
export type Entered = Readonly<Record<string, string | readonly string[] | null>>;

export interface Submission {
  readonly handle: Handle;
  /** The mistakes that the app shows beside inputs, by block id; null if there are none. */
  readonly errors: Promise<Fields | null>;
  /** The modal that the app shows instead or on top; null if none. */
  readonly shown: Promise<Fields | null>;
}

export interface ModalOptions {
  readonly world: World;
  readonly interactions: ReturnType<typeof createInteractions>;
  readonly rejections: Refusal[];
}

/** Sends a modal as a person would who has changed some of its inputs. */
export function submitModal(
  { world, interactions, rejections }: ModalOptions,
  view: Fields,
  userId: string,
  entered: Entered,
): Submission {
  const inputs = (Array.isArray(view.blocks) ? view.blocks.filter(isObject) : []).filter(
    ({ type }) => type === 'input',
  );
  const values: Record<string, Fields> = {};
  for (const { block_id: id, element, optional, label } of inputs) {
    if (!isObject(element)) throw new Error('An input without an element');
    const given = entered[String(id)];
    const state = given === undefined ? initialState(element) : stateOf(element, given);
    if (optional !== true && isEmpty(state))
      throw new Error(`Slack does not send the modal: ${JSON.stringify(label)} is required`);
    values[String(id)] = { [String(element.action_id)]: { type: element.type, ...state } };
  }
  const unknown = Object.keys(entered).filter((id) => !(id in values));
  if (unknown.length > 0) throw new Error(`The modal has no input ${unknown.join(', ')}`);
  const payload = {
    type: 'view_submission',
    team: { id: world.teamId, domain: 'loopback' },
    user: { id: userId, username: userId.toLowerCase(), name: userId.toLowerCase(), team_id: world.teamId },
    api_app_id: world.appId,
    token: 'verification-token',
    view: { ...view, state: { values } },
    response_urls: [],
    is_enterprise_install: false,
    enterprise: null,
  };
  const handle = interactions.send('interactive', payload, { userId }, true);
  const refuse = (error: string, messages: readonly string[] = []) =>
    void rejections.push({ method: 'view_submission', error, messages });
  const body = handle.acknowledged.then(({ body }) => (isObject(body) ? body : {}));
  return {
    handle,
    errors: body.then(({ response_action: action, errors }) => {
      if (action !== 'errors') return null;
      if (!isObject(errors) || Object.keys(errors).some((id) => !(id in values))) refuse('invalid_errors');
      return isObject(errors) ? errors : null;
    }),
    shown: body.then(({ response_action: action, view: next }) => {
      if (action !== 'update' && action !== 'push') return null;
      if (!isObject(next)) {
        refuse('missing_view');
        return null;
      }
      const errors = modalErrors(next);
      if (errors.length > 0) refuse('invalid_view', errors);
      return openedView(world, next);
    }),
  };
}

/** Returns the state of an input that nobody has touched (docs.slack.dev/reference/views, `state.values`). */
function initialState(element: Fields): Fields {
  const { type, initial_value, initial_time, initial_option, initial_options } = element;
  if (type === 'timepicker') return { selected_time: initial_time ?? null };
  if (isMulti(type)) return { selected_options: initial_options ?? [] };
  if (String(type).endsWith('_select')) return { selected_option: initial_option ?? null };
  return { value: initial_value ?? null };
}

function stateOf(element: Fields, given: string | readonly string[] | null): Fields {
  const { type, options, min_value: least, max_value: most, max_length: longest } = element;
  const known = Array.isArray(options) ? options.filter(isObject) : null;
  const optionOf = (value: string) => {
    const found = known?.find((it) => it.value === value);
    if (known && !found) throw new Error(`The input does not offer ${value}`);
    return found ?? { text: { type: 'plain_text', text: value, emoji: true }, value };
  };
  const list = given === null ? [] : [given].flat();
  if (type === 'timepicker') return { selected_time: list[0] ?? null };
  if (isMulti(type)) return { selected_options: list.map(optionOf) };
  if (String(type).endsWith('_select')) return { selected_option: list[0] ? optionOf(list[0]) : null };
  const text = list[0] ?? null;
  if (text !== null && type === 'number_input') {
    const isInRange = /^-?\d+$/.test(text) && Number(text) >= Number(least) && Number(text) <= Number(most);
    if (!isInRange) throw new Error(`Slack does not accept the number ${text}`);
  }
  if (text !== null && text.length > Number(longest ?? 3_000))
    throw new Error('Slack does not accept more text');
  return { value: text === null ? null : escapeText(text) };
}

const isMulti = (type: unknown): boolean => type === 'checkboxes' || String(type).startsWith('multi_');

const isEmpty = (state: Fields): boolean =>
  Object.values(state).every(
    (value) => value === null || value === '' || (Array.isArray(value) && !value.length),
  );
