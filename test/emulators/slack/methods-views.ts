import { checkBlocks } from './blocks.ts';
import { plainText } from './composition.ts';
import { explained, invalidArguments, SlackError } from './errors.ts';
import { createForm, type Fields, flag, isObject, oneOf, shape, text } from './form.ts';
import { newId } from './ids.ts';
import { type Methods, textArg } from './methods.ts';
import type { World } from './state.ts';

/** The issued triggers, by id; each can open one view before it expires. */
export type Triggers = Map<string, { readonly at: number; isUsed: boolean }>;

// Limits in characters: docs.slack.dev/reference/views/modal-views.
const modal = shape(
  { type: oneOf('modal'), title: plainText(24), blocks: () => {} },
  {
    submit: plainText(24),
    close: plainText(24),
    private_metadata: text(3000, 0),
    callback_id: text(255),
    clear_on_close: flag,
    notify_on_close: flag,
    external_id: text(255),
    submit_disabled: flag,
  },
);
// Slack allows 3 s. A minute, as for acknowledgements: no test depends on a quiet machine.
const triggerMs = 60_000;

/** Returns the errors of a modal, in Slack's wording. */
export function modalErrors(view: Fields): readonly string[] {
  const form = createForm();
  modal(form, ['view'], view);
  checkBlocks(form, view.blocks, 100);
  const hasInput = Array.isArray(view.blocks) && view.blocks.some((block) => block.type === 'input');
  // docs.slack.dev/reference/views/modal-views: `submit` is required if the blocks contain an input.
  if (hasInput && view.submit === undefined) form.add(['view', 'submit'], 'missing required field: submit');
  return form.errors;
}

/** Returns a modal as it is opened. */
export const openedView = (world: World, view: Fields): Fields => ({
  ...view,
  id: newId('V'),
  team_id: world.teamId,
  app_id: world.appId,
  bot_id: world.botId,
  hash: newId('', 12),
  state: { values: {} },
});

const home = shape(
  { type: oneOf('home'), blocks: () => {} },
  { private_metadata: text(3000, 0), callback_id: text(255), external_id: text(255) },
);

/** Returns the methods `views.publish` (docs.slack.dev/reference/methods/views.publish) and `views.open`: docs.slack.dev/reference/methods/views.open. */
export function viewMethods(
  world: World,
  triggers: Triggers,
  views: Fields[],
  homes: Map<string, Fields>,
): Methods {
  function exchange(id: string): void {
    const trigger = triggers.get(id);
    if (!trigger) throw new SlackError('invalid_trigger_id');
    if (trigger.isUsed) throw new SlackError('exchanged_trigger_id');
    if (Date.now() - trigger.at > triggerMs) throw new SlackError('expired_trigger_id');
    trigger.isUsed = true;
  }
  return {
    'views.publish': {
      args: { user_id: 'text', view: 'json', hash: 'text' },
      required: ['user_id', 'view'],
      run({ args }) {
        const { view } = args;
        if (!isObject(view)) throw invalidArguments('must provide an object [json-pointer:/view]');
        const form = createForm();
        home(form, ['view'], view);
        checkBlocks(form, view.blocks, 100);
        if (form.errors.length > 0) throw new SlackError('invalid_arguments', explained(form.errors));
        const published = openedView(world, view);
        homes.set(textArg(args, 'user_id'), published);
        return { view: published };
      },
    },
    'views.open': {
      args: { trigger_id: 'text', view: 'json' },
      required: ['trigger_id', 'view'],
      run({ args }) {
        const { view } = args;
        if (!isObject(view)) throw invalidArguments('must provide an object [json-pointer:/view]');
        if (JSON.stringify(view).length > 250_000) throw new SlackError('view_too_large');
        const errors = modalErrors(view);
        if (errors.length > 0) throw new SlackError('invalid_arguments', explained(errors));
        exchange(textArg(args, 'trigger_id'));
        const opened = openedView(world, view);
        views.push(opened);
        return { view: opened };
      },
    },
  };
}
