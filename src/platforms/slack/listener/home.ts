import type { App } from '@slack/bolt';
import type { Invocation, Person } from '../../../command/invocation.ts';
import type { Handlers } from '../../../command/listener.ts';
import type { Place } from '../../../domain/subscription/subscription.ts';
import { slackFormWording } from '../../../i18n/ko/slack-form.ts';
import type { Log } from '../../../lib/log.ts';
import { noticeToSlack, replyToModal, type SlackView } from '../../../render/forms/slack-form.ts';
import { HOME_SETTINGS, homeToSlack } from '../../../render/forms/slack-home.ts';
import type { SlackCall } from '../api/call.ts';
import { PLATFORM } from '../message.ts';
import type { Team } from '../workspace.ts';
import { IS_CHANNEL, openForm } from './forms.ts';

export interface HomeDeps {
  readonly call: SlackCall;
  readonly handlers: Pick<Handlers, 'respond' | 'overview'>;
  readonly workspaceOf: (team: Team) => string;
  readonly log: Log;
}

/** Shows the app's Home to a person. Never rejects: the person can open it again. */
export async function publishHome(
  { call, handlers, log }: Pick<HomeDeps, 'call' | 'handlers' | 'log'>,
  workspace: string,
  userId: string,
): Promise<void> {
  try {
    const view = homeToSlack(await handlers.overview(PLATFORM, workspace));
    await call('views.publish', { user_id: userId, view });
  } catch (error) {
    log.warn({ user: userId, error: (error as Error).message }, "Could not show the app's Home");
  }
}

/** Shows the Home to those who open it, and opens the form of a channel from it. */
export function watchHome(
  app: App,
  deps: HomeDeps,
  toInvocation: (place: Place, person: Person) => Invocation,
): void {
  app.event('app_home_opened', async ({ event, context }) => {
    if (event.tab === 'home') await publishHome(deps, deps.workspaceOf(context), event.user);
  });

  app.action(new RegExp(`^${HOME_SETTINGS}`), async ({ ack, action, body, context }) => {
    await ack();
    if (!('trigger_id' in body) || !('action_id' in action)) return;
    const channel = String(action.action_id).slice(HOME_SETTINGS.length);
    const triggerId = String(body.trigger_id);
    const open = (view: SlackView) =>
      deps
        .call('views.open', { trigger_id: triggerId, view })
        .catch((error) => deps.log.warn({ channel, error: error.message }, 'Could not open a form'));
    if (!IS_CHANNEL.test(channel)) {
      await open(noticeToSlack(slackFormWording.stale));
      return;
    }
    const place = { platform: PLATFORM, workspace: deps.workspaceOf(context), channel };
    const invocation = toInvocation(place, { id: body.user.id, name: '' });
    const asked = { command: 'subscribe', values: {} };
    const reply = await deps.handlers.respond({ ...invocation, form: 'modal' }, asked);
    if (reply.form) await openForm(deps, reply.form, { channel, triggerId, isHome: true });
    else await open(replyToModal(reply));
  });
}
