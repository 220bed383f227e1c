/** Where messages go. `workspace` is '' where the platform has none or the channel id says it all. */
export interface Place {
  readonly platform: string;
  readonly workspace: string;
  readonly channel: string;
}

/** The web channel's only place. */
export const WEB_PLACE: Place = { platform: 'web', workspace: '', channel: 'paperboy' };

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
}

export interface Subscription {
  readonly place: Place;
  readonly settings: Settings;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** `paused`: the platform refused us, `reason` says why; `ended`: someone unsubscribed. */
  readonly state: 'active' | 'paused' | 'ended';
  readonly reason: string | null;
}

/** `web:paperboy`, `slack:T0AB:C0123` */
export function placeToId({ platform, workspace, channel }: Place): string {
  return [platform, workspace, channel].filter(Boolean).join(':');
}
