import type { App } from '@slack/bolt';
import type { Handlers } from '../../../command/listener.ts';
import { SetupError } from '../../../domain/errors.ts';
import { slackWording } from '../../../i18n/ko/slack.ts';
import type { Log } from '../../../lib/log.ts';
import { PLATFORM } from '../message.ts';

export interface PlaceDeps {
  readonly handlers: Pick<Handlers, 'endPlaces' | 'pausePlaces' | 'resumePlaces'>;
  readonly log: Log;
  readonly botUserId: string;
  readonly onFatal: (error: SetupError) => void;
}

type Act = (channelId: string) => Promise<void>;

/** Ends, pauses or resumes subscriptions when a channel's state or the bot's access to it changes. */
export function watchPlaces(app: App, { handlers, log, botUserId, onFatal }: PlaceDeps): void {
  const end =
    (reason: string): Act =>
    (channelId) =>
      handlers.endPlaces(PLATFORM, ({ channel }) => channel === channelId, reason);
  const pause: Act = (channelId) =>
    handlers.pausePlaces(PLATFORM, ({ channel }) => channel === channelId, slackWording.archived);
  const resume: Act = (channelId) =>
    handlers.resumePlaces(PLATFORM, ({ place }) => place.channel === channelId);

  /** What to do with a channel's subscriptions, by event. */
  const ofChannel: Readonly<Record<string, Act>> = {
    channel_deleted: end(slackWording.channelGone),
    group_deleted: end(slackWording.channelGone),
    channel_left: end(slackWording.left),
    group_left: end(slackWording.left),
    channel_archive: pause,
    group_archive: pause,
    channel_unarchive: resume,
    group_unarchive: resume,
  };
  /** What to do with a channel's subscriptions when the bot itself joins or leaves, by event. */
  const ofBot: Readonly<Record<string, Act>> = {
    member_left_channel: end(slackWording.left),
    member_joined_channel: resume,
  };

  const run = (work: Promise<void>) =>
    work.catch((err) => log.error({ err }, 'Could not update subscriptions after a Slack event'));
  for (const [name, act] of Object.entries(ofChannel)) {
    app.event(name, ({ event }) => run(act((event as unknown as { channel: string }).channel)));
  }
  for (const [name, act] of Object.entries(ofBot)) {
    app.event(name, async ({ event }) => {
      const { user, channel } = event as unknown as { user: string; channel: string };
      if (user === botUserId) await run(act(channel));
    });
  }
  app.event('app_uninstalled', () => run(handlers.endPlaces(PLATFORM, () => true, slackWording.uninstalled)));
  app.event('tokens_revoked', async ({ event }) => {
    if ((event.tokens.bot ?? []).length === 0) return;
    // The next start, with a new token, resumes these subscriptions.
    await run(handlers.pausePlaces(PLATFORM, () => true, slackWording.revoked));
    onFatal(new SetupError('Slack has revoked the bot token: set SLACK_BOT_TOKEN to the current one'));
  });
}
