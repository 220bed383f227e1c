/** A message target. The channel identifies it; `workspace` (such as a Discord server) is '' until it is known. */
export interface Place {
  readonly platform: string;
  readonly workspace: string;
  readonly channel: string;
}

/** The web channel's only place. */
export const WEB_PLACE: Place = { platform: 'web', workspace: '', channel: 'paperboy' };

/** The platform part of a place id. */
export const platformOf = (placeId: string): string => placeId.slice(0, placeId.indexOf(':'));

/** True for the web channel, which is always subscribed, with the settings from the environment. */
export const isFixed = (place: Place): boolean => placeToId(place) === placeToId(WEB_PLACE);

/** The settings of a subscription. */
export interface Settings {
  /** Posting time: minutes past midnight in `timeZone`. */
  readonly at: number;
  readonly timeZone: string;
  /** Maximum number of papers in an edition. */
  readonly count: number;
  /** `closed`: the newest list day that has ended; `live`: the one still filling. */
  readonly mode: 'closed' | 'live';
  /** Field ids; papers in any of them pass. Empty: all papers pass. */
  readonly fields: readonly string[];
  /** Keywords; papers with any of them in the title or abstract pass. Empty: all papers pass. */
  readonly words: readonly string[];
  readonly minUpvotes: number;
  /** Posting weekdays in `timeZone`; 0 is Sunday. Each brings the newest list day; lists in between are skipped. */
  readonly weekdays: readonly number[];
  /** `channel`: heading and cards in the channel. `thread`: heading in the channel, cards in its thread. */
  readonly layout: 'channel' | 'thread';
  /** Weekday of the weekly message, enabled at `since` (milliseconds since the epoch); null for none. */
  readonly best: { readonly weekday: number; readonly since: number } | null;
}

/** Defaults for settings that older stored subscriptions lack. */
export const LATER_SETTINGS = {
  weekdays: [0, 1, 2, 3, 4, 5, 6],
  layout: 'channel',
  best: null,
} as const satisfies Partial<Settings>;

export interface Subscription {
  readonly place: Place;
  readonly settings: Settings;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** `paused`: the platform blocks messages; `ended`: a user unsubscribed (no `reason`), or the place was deleted. */
  readonly state: 'active' | 'paused' | 'ended';
  /** Korean, shown by the status command. */
  readonly reason: string | null;
}

/** The place id, such as `web:paperboy` or `discord:1087654321`. */
export const placeToId = ({ platform, channel }: Place): string => `${platform}:${channel}`;
