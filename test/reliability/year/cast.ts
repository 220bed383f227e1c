import { toNumber } from './calendar.ts';

const at = (text: string): number => Date.parse(text);

/** A channel of the simulated year: what its manager types, and what that means. */
export interface Member {
  readonly name: string;
  readonly platform: 'discord' | 'slack';
  readonly zone: string;
  readonly time: string;
  readonly live?: true;
  /** 0 is Sunday. */
  readonly weekdays?: readonly number[];
  /** A word of the papers that it wants, or the upvotes. */
  readonly word?: string;
  readonly votes?: number;
  readonly others?: Readonly<Record<string, string>>;
  /** From when to when it is subscribed; from the start on unless told. */
  readonly spans?: readonly (readonly [from: number, to: number])[];
  /** From when to when the platform refuses us there. */
  readonly refuses?: readonly [from: number, to: number];
}

const NY = 'America/New_York';
const LONDON = 'Europe/London';
const SEOUL = 'Asia/Seoul';
const EAST = 'Pacific/Kiritimati';
const WEST = 'Etc/GMT+12';
const KOLKATA = 'Asia/Kolkata';
const EVER = Number.POSITIVE_INFINITY;

/** Where a platform says so, in Korean; `status` has to show it. */
export const REFUSAL = '권한이 없습니다: 메시지 보내기';

export const START = toNumber('2025-09-29') * 86_400_000;

const hours: readonly (readonly [zone: string, time: string, live?: true])[] = [
  [SEOUL, '12:00'],
  [NY, '23:59'],
  [NY, '00:00'],
  // In the hour that is skipped in spring, and in the one that comes twice in autumn.
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
  // At the very end of a list day, and a minute before.
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
  // On Sundays alone: then the clocks are moved, and on other days no list comes to the hours that are skipped or doubled.
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
    // After its hour: the list that fills has passed it already.
    ...{ name: 'begins-live', platform: 'slack', zone: SEOUL, time: '12:00', live: true },
    spans: [[at('2025-10-23T07:10Z'), EVER]],
  },
  {
    // While the newest list is empty.
    ...{ name: 'begins-on-holiday', platform: 'discord', zone: SEOUL, time: '12:00' },
    spans: [[at('2025-10-14T04:40Z'), EVER]],
  },
];
