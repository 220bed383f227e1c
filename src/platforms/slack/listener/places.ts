import type { App } from '@slack/bolt';
import type { Handlers } from '../../../command/listener.ts';
import { SetupError } from '../../../domain/errors.ts';
import type { Place, Subscription } from '../../../domain/subscription/subscription.ts';
import { slackWording } from '../../../i18n/ko/slack.ts';
import type { Clock } from '../../../lib/clock.ts';
import { DAY } from '../../../lib/duration.ts';
import type { Log } from '../../../lib/log.ts';
import type { SlackCall } from '../api/call.ts';
import { PLATFORM } from '../message.ts';
import { findObstacles } from '../obstacles.ts';
import { readChannel } from '../permissions.ts';
import { isInWorkspace, type Team } from '../workspace.ts';
import type { ReadReactions } from './reactions.ts';

export interface PlaceDeps {
  readonly call: SlackCall;
  readonly handlers: Pick<Handlers, 'endPlaces' | 'pausePlaces' | 'resumePlaces' | 'moveChannel' | 'recount'>;
  readonly readReactions: ReadReactions;
  readonly log: Log;
  readonly botUserId: string;
  /** The workspace of our token. */
  readonly workspace: string;
  /** Returns the workspace of an event. */
  readonly workspaceOf: (team: Team) => string;
  readonly onFatal: (error: SetupError) => void;
}

/** Why a place is paused after an event; the causes are the codes with which Slack would refuse a message. */
const ARCHIVED = { reason: slackWording.archived, cause: 'is_archived' };
const REVOKED = { reason: slackWording.revoked, cause: 'token_revoked' };

/** The causes of a pause whose end `conversations.info` tells. All others are left to the daily try. */
const READABLE_CAUSES: readonly string[] = [
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'token_revoked',
];

/**
 * Creates a function that returns true if the bot can post to a paused place again. A place is looked up at most once a
 * day, because Slack's connections are renewed several times a day.
 */
export function createOpenCheck(
  call: SlackCall,
  clock: Pick<Clock, 'elapsed'>,
): (subscription: Subscription, botUserId: string) => Promise<boolean> {
  /** When each channel was looked up, in milliseconds of `clock.elapsed()`. */
  const lookedUp = new Map<string, number>();
  return async ({ place: { channel }, settings, pause }, botUserId) => {
    if (pause?.cause && !READABLE_CAUSES.includes(pause.cause)) return false;
    const now = clock.elapsed();
    for (const [known, at] of lookedUp) if (now - at >= DAY) lookedUp.delete(known);
    if (lookedUp.has(channel)) return false;
    lookedUp.set(channel, now);
    return findObstacles(await readChannel(call, channel), settings, botUserId).length === 0;
  };
}

const isId = (id: unknown): id is string => typeof id === 'string' && id !== '';

type Act = (isMeant: (place: Place) => boolean) => Promise<void>;

/** Ends, pauses or resumes subscriptions when a channel's state or the bot's access to it changes. */
export function watchPlaces(app: App, deps: PlaceDeps): void {
  const { call, handlers, readReactions, log, botUserId, workspace: ours, workspaceOf, onFatal } = deps;
  const end =
    (reason: string): Act =>
    (isMeant) =>
      handlers.endPlaces(PLATFORM, isMeant, reason);
  const pause: Act = (isMeant) => handlers.pausePlaces(PLATFORM, isMeant, ARCHIVED);
  const resume: Act = (isMeant) => handlers.resumePlaces(PLATFORM, ({ place }) => isMeant(place));
  const inWorkspace = (context: Team) => {
    const workspace = workspaceOf(context);
    return (place: Place) => isInWorkspace(place.workspace, workspace);
  };
  const isChannel = (context: Team, channelId: string) => {
    const isHere = inWorkspace(context);
    return (place: Place) => place.channel === channelId && isHere(place);
  };

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
    app.event(name, ({ event, context }) =>
      run(act(isChannel(context, (event as unknown as { channel: string }).channel))),
    );
  }
  for (const [name, act] of Object.entries(ofBot)) {
    app.event(name, async ({ event, context }) => {
      const { user, channel } = event as unknown as { user: string; channel: string };
      if (user === botUserId) await run(act(isChannel(context, channel)));
    });
  }
  // A private channel gets another id when it is shared with another team (reference/events/channel_id_changed).
  app.event('channel_id_changed', async ({ event }) => {
    const { old_channel_id: from, new_channel_id: to } = event;
    if (!isId(from) || !isId(to) || from === to) return;
    await run(handlers.moveChannel(PLATFORM, from, to));
    // Slack does not know the former id any more, which can have paused a place; it is tried again anyway (rule 16).
    const isOpen = async ({ place, settings }: Subscription) =>
      place.channel === to && findObstacles(await readChannel(call, to), settings, botUserId).length === 0;
    await run(handlers.resumePlaces(PLATFORM, (subscription) => isOpen(subscription).catch(() => false)));
    // Reactions that were reported under the other id have not been counted.
    await run(handlers.recount(PLATFORM, readReactions));
  });
  app.event('app_uninstalled', ({ context }) =>
    run(handlers.endPlaces(PLATFORM, inWorkspace(context), slackWording.uninstalled)),
  );
  app.event('tokens_revoked', async ({ event, context }) => {
    if (!event.tokens?.bot?.length) return;
    // The next start, with a new token, resumes these subscriptions.
    await run(handlers.pausePlaces(PLATFORM, inWorkspace(context), REVOKED));
    if (workspaceOf(context) !== ours) return;
    onFatal(new SetupError('Slack has revoked the bot token: set SLACK_BOT_TOKEN to the current one'));
  });
}
