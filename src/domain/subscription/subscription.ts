/** Where messages go. The channel says which place it is; `workspace` (a Discord server, say) is '' until it is known. */
export interface Place {
  readonly platform: string;
  readonly workspace: string;
  readonly channel: string;
}

/** The web channel's only place. */
export const WEB_PLACE: Place = { platform: 'web', workspace: '', channel: 'paperboy' };

/** The platform in a place's id. */
export const platformOf = (placeId: string): string => placeId.slice(0, placeId.indexOf(':'));

/** The web channel is always subscribed, with the settings of the environment. */
export const isFixed = (place: Place): boolean => placeToId(place) === placeToId(WEB_PLACE);

/** What a place asked for. */
export interface Settings {
  /** Posting time, minutes past midnight in `timeZone`. */
  readonly at: number;
  readonly timeZone: string;
  /** How many papers an edition has at most. */
  readonly count: number;
  /** `closed`: the newest list day that is over; `live`: the one that is filling. */
  readonly mode: 'closed' | 'live';
  /** Field ids; a paper of any of them passes. Empty: all pass. */
  readonly fields: readonly string[];
  /** Words of which one must be in the title or the abstract. Empty: all pass. */
  readonly words: readonly string[];
  readonly minUpvotes: number;
  /** Weekdays of posting in `timeZone`, 0 is Sunday: on each comes the newest list day, none in between. */
  readonly weekdays: readonly number[];
  /** `channel`: heading, then cards. `thread`: the heading in the channel, the cards in its thread. */
  readonly layout: 'channel' | 'thread';
  /** The weekday of the week's best papers, asked for at `since` (milliseconds since the epoch); null for none. */
  readonly best: { readonly weekday: number; readonly since: number } | null;
}

/** What a subscription of an older version does not say. */
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
  /** `paused`: the platform refused us; `ended`: someone unsubscribed (no `reason`), or the place is gone. */
  readonly state: 'active' | 'paused' | 'ended';
  /** Korean, for the status. */
  readonly reason: string | null;
}

/** `web:paperboy`, `discord:1087654321` */
export const placeToId = ({ platform, channel }: Place): string => `${platform}:${channel}`;
