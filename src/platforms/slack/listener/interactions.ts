import { type App, RespondError, type RespondFn } from '@slack/bolt';
import { ROOT } from '../../../command/define.ts';
import { type Invocation, type Person, problemAnswer, type Reply } from '../../../command/invocation.ts';
import type { Handlers } from '../../../command/listener.ts';
import { showPapersOf } from '../../../command/message-papers.ts';
import { isCommandLine } from '../../../command/parse-line.ts';
import type { Place } from '../../../domain/subscription/subscription.ts';
import { commandWording } from '../../../i18n/ko/command.ts';
import { slackFormWording } from '../../../i18n/ko/slack-form.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Log } from '../../../lib/log.ts';
import { cutText } from '../../../lib/text.ts';
import { replyToSlack } from '../../../render/slack.ts';
import { fromSlackValue, toSlackValue, typedFromSlack } from '../../../render/slack-text.ts';
import { NO_UNFURL, PLATFORM } from '../message.ts';
import type { Team } from '../workspace.ts';
import { openForm, watchForms } from './forms.ts';
import { publishHome, watchHome } from './home.ts';
import { type InvocationDeps, toInvocation } from './invocation.ts';
import { type ShareDeps, shareCard } from './share.ts';

/**
 * The maximum number of options in a select, and of characters in an option's label (Block Kit, "Option object"). We
 * limit values to the same length.
 */
const MAX_OPTIONS = 100;
const MAX_OPTION_LENGTH = 75;

/** The id of the shortcut on messages, in the manifest. */
export const MESSAGE_SHORTCUT = 'show_papers';

export interface InteractionDeps extends InvocationDeps, ShareDeps {
  readonly clock: Clock;
  readonly handlers: Pick<Handlers, 'respond' | 'overview' | 'complete' | 'keepShared'>;
  /** Returns the workspace of an interaction. */
  readonly workspaceOf: (team: Team) => string;
  readonly log: Log;
}

/**
 * Answers commands, clicks, selections and requests for a select's options. All except the last are acknowledged
 * before they are processed, because Slack waits only 3 seconds.
 */
export function watchInteractions(app: App, deps: InteractionDeps): void {
  const { handlers } = deps;
  const toCall = (place: Place, person: Person) => toInvocation(deps, place, person);
  watchForms(app, deps, toCall, (workspace, userId) => publishHome(deps, workspace, userId));
  watchHome(app, deps, toCall);

  app.command(`/${ROOT.name}`, async ({ ack, command, context, respond }) => {
    await ack();
    const { channel_id: channel, user_id: id, user_name: name, text } = command;
    const place = { platform: PLATFORM, workspace: deps.workspaceOf(context), channel: word(channel) };
    const invocation = toInvocation(deps, place, { id: word(id), name: word(name) });
    const line = `/${ROOT.name} ${typedFromSlack(word(text))}`;
    const reply = await respondWithForm(deps, invocation, line, word(command.trigger_id));
    if (reply) await sendReply(deps, reply, { place, respond, isUpdate: false });
  });

  // The message comes with the shortcut, so the bot needs no access to the channel.
  app.shortcut(
    { type: 'message_action', callback_id: MESSAGE_SHORTCUT },
    async ({ ack, shortcut, context, respond }) => {
      await ack();
      const place = {
        platform: PLATFORM,
        workspace: deps.workspaceOf(context),
        channel: word(shortcut.channel?.id),
      };
      const person = { id: word(shortcut.user.id), name: word(shortcut.user.name) };
      const reply = await showPapersOf(handlers, toInvocation(deps, place, person), shortcut.message);
      await sendReply(deps, reply, { place, respond, isUpdate: false });
    },
  );

  // Link buttons also send an action; without an acknowledgement, the member would see a warning.
  app.action(/^link:/, async ({ ack }) => ack());

  app.action(/^(line|pick):/, async ({ ack, action, body, context, respond }) => {
    await ack();
    const place = {
      platform: PLATFORM,
      workspace: deps.workspaceOf(context),
      channel: word(body.channel?.id),
    };
    const person = { id: word(body.user.id), name: 'name' in body.user ? word(body.user.name) : '' };
    const use = toUse(action as unknown as ElementAction);
    const trigger = 'trigger_id' in body ? word(body.trigger_id) : '';
    const reply = use
      ? await respondWithForm(deps, toInvocation(deps, place, person), use, trigger)
      : problemAnswer(commandWording.staleButton);
    if (reply) await sendReply(deps, reply, { place, respond, isUpdate: true });
  });

  app.options(/^pick:/, async ({ ack, options }) => {
    const [, command = '', option = ''] = options.action_id.split(':');
    const choices = handlers.complete(command, option, typedFromSlack(word(options.value)));
    await ack({
      options: choices
        .slice(0, MAX_OPTIONS)
        .map(({ label, value }) => ({ label, value: toSlackValue(value) }))
        .filter(({ value }) => value.length <= MAX_OPTION_LENGTH)
        .map(({ label, value }) => ({
          text: { type: 'plain_text', text: cutText(label, MAX_OPTION_LENGTH) },
          value,
        })),
    });
  });
}

/**
 * Answers a command, or opens a form instead: then returns null. If Slack does not open it, the command does without.
 */
async function respondWithForm(
  deps: InteractionDeps,
  invocation: Invocation,
  asked: Parameters<Handlers['respond']>[1],
  triggerId: string,
): Promise<Reply | null> {
  const reply = await deps.handlers.respond({ ...invocation, form: 'modal' }, asked);
  if (!reply.form) return reply;
  const { channel } = invocation.place;
  if (triggerId && (await openForm(deps, reply.form, { channel, triggerId }))) return null;
  const { cards, ...rest } = await deps.handlers.respond(invocation, asked);
  return {
    ...rest,
    cards: cards.map((card, at) => (at === 0 ? { ...card, notice: slackFormWording.notOpened } : card)),
  };
}

/** Returns the value if it is a string, otherwise '': Bolt's types promise strings that Slack can omit. */
const word = (value: unknown): string => (typeof value === 'string' ? value : '');

interface Target {
  readonly place: Place;
  readonly respond: RespondFn;
  /** True if the reply answers a button or select in an earlier reply, and so can replace that reply. */
  readonly isUpdate: boolean;
}

async function sendReply(
  deps: InteractionDeps,
  reply: Reply,
  { place, respond, isUpdate }: Target,
): Promise<void> {
  const { isShared = false, standsBelow = false } = reply;
  if (isShared && (await shareCard(deps, place, reply))) return;
  const send = (withPicture: boolean) => {
    const { text, blocks } = replyToSlack(reply, withPicture);
    return respond({
      text,
      blocks: blocks as never,
      ...NO_UNFURL,
      response_type: isShared ? 'in_channel' : 'ephemeral',
      replace_original: isUpdate && !isShared && !standsBelow,
    });
  };
  const hasPicture = reply.cards.some(({ thumbnail }) => thumbnail);
  try {
    await send(true).catch((error) => {
      // If Slack cannot fetch one of the pictures, it rejects the whole reply.
      if (!hasPicture || !(error instanceof RespondError)) throw error;
      return send(false);
    });
  } catch (err) {
    deps.log.error({ err }, 'Could not answer an interaction');
  }
}

interface ElementAction {
  readonly action_id: string;
  readonly value?: string;
  readonly selected_option?: { readonly value: string };
}

/** Returns the command that a button or select runs; null if the element is not one of ours. */
function toUse({
  action_id,
  value,
  selected_option,
}: ElementAction): Parameters<Handlers['respond']>[1] | null {
  const [kind, command, option] = action_id.split(':');
  if (kind === 'line') {
    const line = fromSlackValue(word(value));
    return isCommandLine(line) ? { pressed: line } : null;
  }
  if (!command || !option || typeof selected_option?.value !== 'string') return null;
  return { command, values: { [option]: fromSlackValue(selected_option.value) } };
}
