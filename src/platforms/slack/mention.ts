import { slackWording } from '../../i18n/ko/slack.ts';
import type { SlackCall } from './api/call.ts';
import { SlackError } from './errors.ts';

/** The properties that we read of a user group (reference/objects/usergroup-object). */
interface Group {
  readonly id?: unknown;
  readonly handle?: unknown;
  /** Zero while the group is enabled. */
  readonly date_delete?: unknown;
}

/** A user group, or why it cannot be mentioned, in Korean. */
export type FoundGroup = { readonly id: string; readonly handle: string } | { readonly problem: string };

/**
 * Finds a user group by its id or handle.
 * @throws if Slack does not tell
 */
export async function findGroup(call: SlackCall, named: string): Promise<FoundGroup> {
  let groups: readonly Group[];
  try {
    const { usergroups } = await call('usergroups.list', { include_disabled: true });
    groups = Array.isArray(usergroups) ? usergroups : [];
  } catch (error) {
    const code = error instanceof SlackError ? error.code : '';
    // An app that was installed before this setting existed lacks the scope.
    if (code === 'missing_scope') return { problem: slackWording.noGroupScope };
    if (code === 'plan_upgrade_required') return { problem: slackWording.noGroups };
    throw error;
  }
  const group = groups.find(({ id, handle }) => id === named || handle === named.toLowerCase());
  if (typeof group?.id !== 'string') return { problem: slackWording.groupGone };
  if (group.date_delete) return { problem: slackWording.groupDisabled };
  return { id: group.id, handle: String(group.handle) };
}
