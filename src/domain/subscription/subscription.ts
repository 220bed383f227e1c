import type { Settings } from './settings.ts';

/** A target for messages. */
export interface Place {
  readonly platform: string;
  /**
   * On Discord, the server's id, or `@me` for direct messages. On Slack, the team's id; in an Enterprise organisation,
   * `ENTERPRISE.TEAM`. '' on the web channel, and while only the channel is known (see `isBound`).
   */
  readonly workspace: string;
  readonly channel: string;
}

/** The web channel's only place. */
export const WEB_PLACE: Place = { platform: 'web', workspace: '', channel: 'paperboy' };

/**
 * Returns false if the place's workspace is unknown: a place from SUBSCRIBE is bound to its workspace at the first
 * connection to its platform. Nothing is posted there before, because its id would change.
 */
export const isBound = (place: Place): boolean => place.workspace !== '' || isFixed(place);

/** Returns the team of a Slack workspace, with or without an enterprise. Its id is unique across enterprises. */
export const teamOf = (workspace: string): string => workspace.split('.').at(-1) ?? '';

/** Returns the platform part of a place id. */
export const platformOf = (placeId: string): string => placeId.slice(0, placeId.indexOf(':'));

/** Returns true for the web channel's place, which is always subscribed, with the settings from the environment. */
export const isFixed = (place: Place): boolean => placeToId(place) === placeToId(WEB_PLACE);

export interface Subscription {
  readonly place: Place;
  readonly settings: Settings;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Who subscribed the place, as `toVoter` names people; null if unknown, as for places from SUBSCRIBE. */
  readonly subscribedBy: string | null;
  /**
   * `paused`: the platform blocks messages. `on-hold`: a member has paused it, and only a member resumes it (rule 16).
   * `ended`: a user unsubscribed (no `reason`), the place was deleted, or the bot was removed.
   */
  readonly state: 'active' | 'paused' | 'on-hold' | 'ended';
  /** The reason for the state, in Korean, as the status command shows it; null if there is none. */
  readonly reason: string | null;
  /**
   * The pause of the place. It stays when an event resumes the subscription, until the place accepts a message: only
   * that proves the end of the pause. Null if there is none.
   */
  readonly pause: Pause | null;
}

/** A period in which a place blocks messages. Times are milliseconds since the epoch. */
export interface Pause {
  /** Null for a pause by an earlier version, which did not record its start. */
  readonly since: number | null;
  /** The platform's own words, such as `50013` or `is_archived`; null if they are unknown. */
  readonly cause: string | null;
  /** When the cause ends by itself, such as a timeout; null if that is unknown. */
  readonly endsAt: number | null;
  /** When the place is tried again. */
  readonly retryAt: number;
  /** When the subscriber was told about the pause, or somebody else if the subscriber is unknown; null if nobody was. */
  readonly toldAt: number | null;
  /** True if the subscriber gets no direct messages: then a reply to a command tells. */
  readonly tellInReply: boolean;
  /** When ALERT_PLACE was told about the pause; null if it was not. */
  readonly alertedAt: number | null;
}

/**
 * Returns the place id, such as `web:paperboy`, `discord:1081111111:1087654321` or `slack:T0AAAAAAA:C0BBBBBBB`; without
 * the workspace if that is unknown.
 */
export const placeToId = ({ platform, workspace, channel }: Place): string =>
  [platform, workspace, channel].filter(Boolean).join(':');

/** Returns the place of an id made by `placeToId`. */
export function idToPlace(placeId: string): Place {
  const [platform = '', ...rest] = placeId.split(':');
  const [channel = '', workspace = ''] = rest.toReversed();
  return { platform, workspace, channel };
}
