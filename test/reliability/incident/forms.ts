import { HOUR, MINUTE } from '../../../src/lib/duration.ts';
import type { Fault as DiscordFault } from '../../emulators/discord/index.ts';
import type { Fault as SlackFault } from '../../emulators/slack/index.ts';
import type { Platform } from '../days/places.ts';

/** What a platform answers to everything that the bot posts during an incident. */
export interface IncidentForm {
  readonly platform: Platform;
  readonly name: string;
  readonly fault: DiscordFault | SlackFault;
}

const discord = (status: number, code: number, message: string): IncidentForm => ({
  platform: 'discord',
  name: `${status}/${code}`,
  fault: { kind: 'status', status, body: { message, code } },
});
const slack = (code: string): IncidentForm => ({
  platform: 'slack',
  name: code,
  fault: { kind: 'error', error: code },
});

/** The first form of each platform is the one that was reported: every message is called malformed. */
export const FORMS: readonly IncidentForm[] = [
  discord(400, 50035, 'Invalid Form Body'),
  discord(400, 987654, 'Something new'),
  discord(403, 987654, 'Something new'),
  discord(404, 987654, 'Something new'),
  { platform: 'discord', name: '500', fault: { kind: 'status', status: 500 } },
  { platform: 'discord', name: 'closed connections', fault: { kind: 'close' } },
  slack('invalid_blocks'),
  slack('something_new'),
  slack('internal_error'),
  slack('invalid_arguments'),
  { platform: 'slack', name: '500', fault: { kind: 'status', status: 500 } },
  { platform: 'slack', name: 'closed connections', fault: { kind: 'close' } },
];

/** How long incidents last, in milliseconds. */
export const DURATIONS: Readonly<Record<string, number>> = {
  'ten minutes': 10 * MINUTE,
  'two hours': 2 * HOUR,
  'a day': 24 * HOUR,
};

/** When an incident begins: at the posting time, or when the platform has accepted half of what is due then. */
export const BEGINS = ['posting time', 'half-way'] as const;

export interface IncidentCase {
  readonly form: IncidentForm;
  /** A key of `DURATIONS`. */
  readonly lasts: string;
  readonly begins: (typeof BEGINS)[number];
  /** True if the platform answers to reads like to posts. */
  readonly refusesReads: boolean;
  /** The platform of ALERT_PLACE. */
  readonly alerts: Platform;
}

export const describeCase = ({ form, lasts, begins, refusesReads, alerts }: IncidentCase): string =>
  [
    `${form.platform} ${form.name}`,
    lasts,
    begins,
    refusesReads ? 'no reads' : 'reads',
    `alerts on ${alerts}`,
  ].join(', ');

const OTHER = { discord: 'slack', slack: 'discord' } as const;

/**
 * Each form, duration and beginning. The platform also refuses reads in every second case, and alerts go to the same
 * platform in every third.
 */
export const CASES: readonly IncidentCase[] = FORMS.flatMap((form) =>
  Object.keys(DURATIONS).flatMap((lasts) => BEGINS.map((begins) => ({ form, lasts, begins }))),
).map(({ form, lasts, begins }, index) => ({
  form,
  lasts,
  begins,
  refusesReads: Math.floor(index / BEGINS.length) % 2 === 1,
  alerts: index % 3 === 2 ? form.platform : OTHER[form.platform],
}));
