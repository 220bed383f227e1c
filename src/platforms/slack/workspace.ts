import { teamOf } from '../../domain/subscription/subscription.ts';

/** The ids of an enterprise and a team, as they are in Bolt's contexts. */
export interface Team {
  readonly enterpriseId?: string | undefined;
  readonly teamId?: string | undefined;
}

/** Returns the workspace part of a Slack place: `TEAM`, or `ENTERPRISE.TEAM`. */
export const toWorkspace = ({ enterpriseId, teamId }: Team): string =>
  [enterpriseId, teamId].filter(Boolean).join('.');

/**
 * Returns true if a place is in the team of `workspace`, or if nothing is known about the place. The enterprise can
 * differ: a team can join one later, and some events name only the team (reference/events/app_uninstalled).
 */
export const isInWorkspace = (placeWorkspace: string, workspace: string): boolean =>
  ['', teamOf(workspace)].includes(teamOf(placeWorkspace));

/** Creates a function that returns the workspace of an event or an interaction. */
export const workspaceReader =
  (ours: string) =>
  (team: Team): string => {
    const named = toWorkspace(team);
    // Some payloads name only our team, without its enterprise.
    return isInWorkspace(named, ours) ? ours : named;
  };
