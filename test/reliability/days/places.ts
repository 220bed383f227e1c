import { discordPlaceId, slackPlaceId } from '../../fixtures/place-ids.ts';

export type Platform = 'discord' | 'slack';

/** A channel that gets an edition at noon in Seoul on each day after a weekday. */
export interface DailyPlace {
  readonly platform: Platform;
  readonly channel: string;
  readonly placeId: string;
  /** The number of papers in an edition. */
  readonly count: number;
  readonly layout: 'channel' | 'thread';
  /** True if the place gets the weekly best on Fridays. */
  readonly weekly: boolean;
}

type Kind = Pick<DailyPlace, 'count' | 'layout' | 'weekly'>;

const place = (platform: Platform, channel: string, { count, layout, weekly }: Kind): DailyPlace => ({
  platform,
  channel,
  placeId: platform === 'discord' ? discordPlaceId(channel) : slackPlaceId(channel),
  count,
  layout,
  weekly,
});

/** Every kind of place: all cards in the channel or in a thread, with and without the weekly best, and one card only. */
export const PLACES: readonly DailyPlace[] = [
  place('discord', '300000000000000001', { count: 3, layout: 'channel', weekly: true }),
  place('discord', '300000000000000002', { count: 3, layout: 'thread', weekly: false }),
  place('discord', '300000000000000003', { count: 1, layout: 'channel', weekly: false }),
  place('slack', 'C0PAPERS', { count: 3, layout: 'channel', weekly: true }),
  place('slack', 'C0THREAD', { count: 3, layout: 'thread', weekly: false }),
  place('slack', 'C0SINGLE', { count: 1, layout: 'channel', weekly: false }),
];
/** Channels that get alerts and no editions. */
export const ALERTS = { discord: '300000000000000009', slack: 'C0ALERTS' } as const;
