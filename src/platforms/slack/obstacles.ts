import type { Settings } from '../../domain/subscription/settings.ts';
import { slackWording } from '../../i18n/ko/slack.ts';
import type { Allowed, Channel } from './permissions.ts';

/**
 * Returns Korean phrases that say what prevents the bot from posting to a channel, as far as Slack tells; empty if
 * nothing is known to. `channel` is null if the bot cannot see it. The bot must be a member: otherwise it gets no reaction
 * events and cannot read the channel's history.
 */
export function findObstacles(
  channel: Channel | null,
  { layout }: Pick<Settings, 'layout'>,
  botUserId: string,
): string[] {
  const { toDo } = slackWording;
  if (channel?.is_im || channel?.is_mpim) return [toDo.otherChannel];
  if (!channel?.is_member) return [toDo.invite];
  const { posting_restricted_to: posting, threads_restricted_to: threads } = channel.properties ?? {};
  const isReadOnly = channel.is_read_only || isRestricted(posting, botUserId);
  const hasNoThreads = channel.is_non_threadable || isRestricted(threads, botUserId);
  return [
    ...(channel.is_archived ? [toDo.unarchive] : []),
    ...(channel.is_frozen ? [toDo.reconnect] : []),
    ...(isReadOnly && !channel.is_frozen ? [toDo.allowPosting] : []),
    ...(channel.is_thread_only ? [toDo.otherChannel] : []),
    ...(layout === 'thread' && hasNoThreads ? [toDo.inChannel] : []),
  ];
}

/** Returns true if only some members may do something, and the bot is not named among them. */
function isRestricted({ type = [], user = [] }: Allowed = {}, botUserId: string): boolean {
  return type.length + user.length > 0 && !user.includes(botUserId);
}
