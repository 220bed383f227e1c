import type { App } from '@slack/bolt';
import { findMistakes, formToValues } from '../../../command/form.ts';
import type { Invocation, Person, Reply, SettingsForm } from '../../../command/invocation.ts';
import type { Handlers } from '../../../command/listener.ts';
import { settingOptions } from '../../../command/options/setting-options.ts';
import { SETTINGS } from '../../../domain/subscription/settings.ts';
import type { Place } from '../../../domain/subscription/subscription.ts';
import { slackFormWording } from '../../../i18n/ko/slack-form.ts';
import type { Clock } from '../../../lib/clock.ts';
import { SECOND } from '../../../lib/duration.ts';
import type { Log } from '../../../lib/log.ts';
import { settleWithin } from '../../../lib/timeout.ts';
import {
  formToSlack,
  noticeToSlack,
  replyToModal,
  SETTINGS_FORM,
  typedInForm,
} from '../../../render/forms/slack-form.ts';
import { replyToSlack } from '../../../render/slack.ts';
import type { SlackCall } from '../api/call.ts';
import { findGroup } from '../mention.ts';
import { NO_UNFURL, PLATFORM } from '../message.ts';
import type { Team } from '../workspace.ts';

/**
 * How long a modal waits for the reply to what it sent, in milliseconds: Slack waits for 3 seconds. A later reply is
 * posted in the channel, for the member alone.
 */
const REPLY_WITHIN = 2 * SECOND;
/** Ids of channels, also of private ones (reference/objects/conversation-object). */
export const IS_CHANNEL = /^[CG][A-Z0-9]{2,}$/;

export interface FormDeps {
  readonly call: SlackCall;
  readonly clock: Clock;
  readonly handlers: Pick<Handlers, 'respond'>;
  readonly workspaceOf: (team: Team) => string;
  readonly log: Log;
}

export interface Opening {
  readonly channel: string;
  readonly triggerId: string;
  /** True if the modal is opened from the app's Home, which is shown anew after a change. */
  readonly isHome?: boolean;
}

/**
 * Opens the modal with a channel's settings. A trigger opens one modal, within three seconds.
 * @returns false if Slack has not opened it
 */
export async function openForm(
  { call, log }: Pick<FormDeps, 'call' | 'log'>,
  form: SettingsForm,
  { channel, triggerId, isHome = false }: Opening,
): Promise<boolean> {
  try {
    // The modal keeps the channel, so it still works after a restart.
    const shown = { ...form, typed: await withHandles(call, form.typed) };
    const view = formToSlack(shown, channel, JSON.stringify({ channel, ...(isHome ? { isHome } : {}) }));
    await call('views.open', { trigger_id: triggerId, view });
    return true;
  } catch (error) {
    log.warn({ channel, error: (error as Error).message }, 'Could not open a form');
    return false;
  }
}

/** Returns the settings of a form with the handle of the user group instead of its id, which nobody knows. */
async function withHandles(call: SlackCall, typed: SettingsForm['typed']): Promise<SettingsForm['typed']> {
  const { option } = SETTINGS.mention;
  const id = typed[option];
  if (!id || id === settingOptions[option]?.none) return typed;
  const found = await findGroup(call, id).catch(() => null);
  return found && 'handle' in found ? { ...typed, [option]: `@${found.handle}` } : typed;
}

/** Handles the modals that members send. Each shows its reply, or the mistakes beside its inputs. */
export function watchForms(
  app: App,
  deps: FormDeps,
  toInvocation: (place: Place, person: Person) => Invocation,
  showHome: (workspace: string, userId: string) => Promise<void>,
): void {
  app.view(SETTINGS_FORM, async ({ ack, body, view, context }) => {
    const { channel, isHome } = readMetadata(view.private_metadata);
    if (!channel) {
      await ack({ response_action: 'update', view: noticeToSlack(slackFormWording.stale) as never });
      return;
    }
    const values = formToValues(typedInForm(view.state?.values));
    const mistakes = findMistakes(values);
    if (Object.keys(mistakes).length > 0) {
      await ack({ response_action: 'errors', errors: mistakes });
      return;
    }
    const place = { platform: PLATFORM, workspace: deps.workspaceOf(context), channel };
    const invocation = toInvocation(place, { id: body.user.id, name: body.user.name });
    const answering = deps.handlers.respond(invocation, { command: 'subscribe', values });
    let reply: Reply | undefined;
    await settleWithin(deps.clock, REPLY_WITHIN, [
      answering.then((answer) => {
        reply = answer;
      }),
    ]);
    if (reply) {
      // Below a problem, the modal stays as it was filled in.
      const response_action = reply.standsBelow ? 'push' : 'update';
      await ack({ response_action, view: replyToModal(reply) as never });
      if (isHome) await showHome(place.workspace, body.user.id);
      return;
    }
    await ack();
    await postLate(deps, channel, body.user.id, await answering);
    if (isHome) await showHome(place.workspace, body.user.id);
  });
}

async function postLate({ call, log }: FormDeps, channel: string, user: string, reply: Reply): Promise<void> {
  try {
    await call('chat.postEphemeral', { channel, user, ...replyToSlack(reply), ...NO_UNFURL });
  } catch (error) {
    log.warn({ channel, error: (error as Error).message }, 'Could not answer a form');
  }
}

/** Returns what a modal remembers; without a channel if the modal is not one of ours, or damaged. */
function readMetadata(metadata: string): { readonly channel: string | null; readonly isHome: boolean } {
  try {
    const { channel, isHome } = JSON.parse(metadata);
    const isChannel = typeof channel === 'string' && IS_CHANNEL.test(channel);
    return { channel: isChannel ? channel : null, isHome: isHome === true };
  } catch {
    return { channel: null, isHome: false };
  }
}
