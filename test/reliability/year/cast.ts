import type { Place } from '../../../src/domain/subscription/subscription.ts';
import { toNumber } from './calendar.ts';

const at = (text: string): number => Date.parse(text);

/** A place in the simulated year, with the settings of its subscription. */
export interface Member {
  readonly name: string;
  readonly platform: 'discord' | 'slack';
  readonly zone: string;
  readonly time: string;
  readonly live?: true;
  /** 0 is Sunday. */
  readonly weekdays?: readonly number[];
  /** The keyword that the place filters by. */
  readonly word?: string;
  /** The minimum upvotes that the place's filter requires. */
  readonly votes?: number;
  readonly others?: Readonly<Record<string, string>>;
  /** The spans in which the place is subscribed; by default, from START on. */
  readonly spans?: readonly (readonly [from: number, to: number])[];
  /** The span in which the platform refuses messages to the place. */
  readonly refuses?: readonly [from: number, to: number];
}

export const placeOf = ({ platform, name }: Member): Place => ({ platform, workspace: 'w', channel: name });

const NY = 'America/New_York';
const LONDON = 'Europe/London';
const SEOUL = 'Asia/Seoul';
const EAST = 'Pacific/Kiritimati';
const WEST = 'Etc/GMT+12';
const KOLKATA = 'Asia/Kolkata';
const EVER = Number.POSITIVE_INFINITY;

/** The reason that the platform gives for refusing messages; `/paper status` must show it. */
export const REFUSAL = '권한이 없습니다: 메시지 보내기';

export const START = toNumber('2025-09-29') * 86_400_000;

const hours: readonly (readonly [zone: string, time: string, live?: true])[] = [
  [SEOUL, '12:00'],
  [NY, '23:59'],
  [NY, '00:00'],
  // 02:30 is in the hour that is skipped in spring, 01:30 in the hour that is repeated in autumn.
  [NY, '02:30'],
  [NY, '01:30'],
  // Before the end of the list day in summer, after it in winter.
  [NY, '22:15'],
  [LONDON, '23:59'],
  [LONDON, '00:00'],
  [LONDON, '01:30'],
  [LONDON, '02:45'],
  [EAST, '00:00'],
  [EAST, '23:59'],
  // 16:30 and 08:00 are exactly at the end of a list day, 07:59 is a minute before it.
  [EAST, '16:30'],
  [KOLKATA, '08:00'],
  [KOLKATA, '07:59'],
  [WEST, '00:00'],
  [WEST, '23:59'],
  [SEOUL, '12:00', true],
  [NY, '23:59', true],
  [EAST, '00:00', true],
  [LONDON, '01:30', true],
];

const plain: readonly Member[] = hours.map(([zone, time, live], index) => ({
  name: `${zone.split('/')[1]}-${time}${live ? '-live' : ''}`,
  platform: index % 2 ? 'slack' : 'discord',
  ...{ zone, time, ...(live ? { live } : {}) },
}));

export const CAST: readonly Member[] = [
  ...plain,
  { name: 'three-days', platform: 'discord', zone: LONDON, time: '09:00', weekdays: [1, 3, 5] },
  { name: 'weekends', platform: 'slack', zone: SEOUL, time: '10:00', weekdays: [0, 6] },
  // The clocks change on Sundays, so only Sundays have a skipped or repeated hour.
  { name: 'sundays-skipped', platform: 'discord', zone: NY, time: '02:30', weekdays: [0] },
  { name: 'sundays-doubled', platform: 'slack', zone: NY, time: '01:30', weekdays: [0] },
  { name: 'sundays-london', platform: 'discord', zone: LONDON, time: '01:30', weekdays: [0] },
  { name: 'workdays', platform: 'discord', zone: NY, time: '18:00', weekdays: [1, 2, 3, 4, 5], live: true },
  { name: 'word', platform: 'discord', zone: SEOUL, time: '12:30', word: 'lighthouse' },
  { name: 'votes', platform: 'slack', zone: NY, time: '08:00', votes: 100 },
  {
    ...{ name: 'thread', platform: 'discord', zone: SEOUL, time: '13:00' },
    others: { layout: 'thread', best: '금' },
  },
  {
    ...{ name: 'refuses', platform: 'discord', zone: SEOUL, time: '14:00' },
    refuses: [at('2025-10-06T00:00Z'), at('2025-10-13T00:00Z')],
  },
  {
    ...{ name: 'refuses-best', platform: 'slack', zone: NY, time: '12:00', others: { best: '수' } },
    refuses: [at('2025-11-04T00:00Z'), at('2025-11-11T00:00Z')],
  },
  {
    ...{ name: 'leaves', platform: 'slack', zone: SEOUL, time: '12:00' },
    spans: [
      [START, at('2025-10-20T05:00Z')],
      [at('2025-10-31T05:00Z'), EVER],
    ],
  },
  {
    ...{ name: 'leaves-west', platform: 'discord', zone: WEST, time: '23:59' },
    spans: [
      [START, at('2025-11-05T13:00Z')],
      [at('2025-11-07T13:00Z'), EVER],
    ],
  },
  {
    ...{ name: 'begins', platform: 'discord', zone: SEOUL, time: '12:00' },
    spans: [[at('2025-10-22T07:10Z'), EVER]],
  },
  {
    // Subscribes after the posting time of the list that is filling, and therefore does not get that list.
    ...{ name: 'begins-live', platform: 'slack', zone: SEOUL, time: '12:00', live: true },
    spans: [[at('2025-10-23T07:10Z'), EVER]],
  },
  {
    // Subscribes while the newest list is empty.
    ...{ name: 'begins-on-holiday', platform: 'discord', zone: SEOUL, time: '12:00' },
    spans: [[at('2025-10-14T04:40Z'), EVER]],
  },
];
