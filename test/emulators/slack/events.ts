import type { Fields } from './form.ts';
import { newId } from './ids.ts';
import type { Channel, World } from './state.ts';

/** The default event subscriptions: those of a bot that posts, counts votes and tracks its channels. */
export const usualEvents: readonly string[] = [
  'app_home_opened',
  'app_uninstalled',
  'channel_archive',
  'channel_deleted',
  'channel_id_changed',
  'channel_left',
  'channel_unarchive',
  'group_archive',
  'group_deleted',
  'group_left',
  'group_unarchive',
  'member_joined_channel',
  'member_left_channel',
  'reaction_added',
  'reaction_removed',
  'tokens_revoked',
];

// The required scopes by event (docs.slack.dev/reference/events): for public channels and, if different, for private
// ones.
const scopesOf: Record<string, readonly [string, string?]> = {
  channel_archive: ['channels:read'],
  channel_deleted: ['channels:read'],
  channel_left: ['channels:read'],
  channel_unarchive: ['channels:read'],
  group_archive: ['groups:read'],
  group_deleted: ['groups:read'],
  group_left: ['groups:read'],
  group_unarchive: ['groups:read'],
  member_joined_channel: ['channels:read', 'groups:read'],
  member_left_channel: ['channels:read', 'groups:read'],
  message: ['channels:history', 'groups:history'],
  reaction_added: ['reactions:read'],
  reaction_removed: ['reactions:read'],
};

// Apps receive these events about a public channel even if they are not in it.
const openEvents = ['channel_archive', 'channel_unarchive', 'channel_deleted'];
// The app receives these events even if its bot is no longer in the channel, unless they are about another user.
const partings = ['channel_left', 'group_left', 'group_deleted', 'member_left_channel'];

/** Returns true if the app subscribes to the event, has the required scope and can see the channel. */
export function isHeard(world: World, { type, user }: Fields & { type: string }, channel?: Channel): boolean {
  const subscription = type === 'message' ? `message.${channel?.isPrivate ? 'groups' : 'channels'}` : type;
  if (!world.events.has(subscription)) return false;
  const [open, closed] = scopesOf[type] ?? [];
  const scope = channel?.isPrivate ? (closed ?? open) : open;
  if (scope !== undefined && !world.scopes.has(scope)) return false;
  if (!channel || channel.isMember || openEvents.includes(type)) return true;
  return partings.includes(type) && (user === undefined || user === world.botUserId);
}

// The documented payloads of these events name only the team, also within an Enterprise organization, and have no
// authorizations: docs.slack.dev/reference/events/app_uninstalled and tokens_revoked.
const goodbyes = ['app_uninstalled', 'tokens_revoked'];

/** Wraps an event in its outer payload: docs.slack.dev/apis/events-api (Callback field). */
export function eventPayload(world: World, event: Fields & { type: string }): Fields {
  const { teamId, enterpriseId } = world;
  const payload = {
    token: 'verification-token',
    team_id: teamId,
    api_app_id: world.appId,
    event,
    type: 'event_callback',
    event_id: newId('Ev'),
    event_time: Math.floor(world.now() / 1000),
  };
  if (goodbyes.includes(event.type)) return payload;
  return {
    ...payload,
    // The enterprise is in all three places, as in Bolt's `EnvelopedEvent`.
    ...(enterpriseId === undefined ? {} : { enterprise_id: enterpriseId }),
    context_team_id: teamId,
    context_enterprise_id: enterpriseId ?? null,
    authorizations: [
      {
        enterprise_id: enterpriseId ?? null,
        team_id: teamId,
        user_id: world.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: newId('4-', 20),
  };
}
