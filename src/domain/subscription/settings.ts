import { z } from 'zod';
import { isTimeZone } from '../calendar/day.ts';

/** How people enter a setting, as an option of a command or in a form. */
export type SettingInput =
  | {
      readonly kind:
        | 'time'
        | 'time-zone'
        | 'weekdays'
        | 'weekday-or-none'
        | 'fields'
        | 'words'
        | 'fields-and-words'
        | 'mention'
        | 'choice';
    }
  | { readonly kind: 'whole'; readonly least: number; readonly most: number };

/** Ids of roles on Discord, and of user groups on Slack. */
const MENTION_ID = /^(?:\d{17,20}|S[A-Z0-9]{2,30})$/;
const weekday = z.int().min(0).max(6);
const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();

/**
 * The settings of a subscription, in the order in which people see them. Commands, forms and the store are made from
 * these definitions: a new setting needs only its definition here and its texts in `i18n/ko/subscription/settings.ts`.
 *
 * - `option`: the English name of the option.
 * - `schema`: what is stored.
 * - `initial`: the value of a new subscription, and of those stored before the setting existed. The settings without
 *   one are configured in the environment (DIGEST_AT, DIGEST_TIME_ZONE, DIGEST_COUNT).
 * - `platforms`: the only platforms on which it means something; by default, all.
 */
export const SETTINGS = {
  /** The posting time, in minutes past midnight in `timeZone`. */
  at: { option: 'time', input: { kind: 'time' }, schema: z.int().min(0).max(1_439) },
  timeZone: { option: 'zone', input: { kind: 'time-zone' }, schema: z.string().refine(isTimeZone) },
  /** The maximum number of papers in an edition. */
  count: { option: 'count', input: { kind: 'whole', least: 1, most: 100 }, schema: z.int().min(0) },
  /** Which list day is posted. `closed`: the newest one that has ended; `live`: the one that is still filling. */
  mode: {
    option: 'list',
    input: { kind: 'choice' },
    schema: z.enum(['closed', 'live']),
    initial: 'closed',
  },
  /** `channel`: heading and cards in the channel. `thread`: heading in the channel, cards in the heading's thread. */
  layout: {
    option: 'layout',
    input: { kind: 'choice' },
    schema: z.enum(['channel', 'thread']),
    initial: 'channel',
  },
  /** Field ids: papers in any of these fields pass. If empty, all papers pass. */
  fields: { option: 'fields', input: { kind: 'fields' }, schema: list(z.string()), initial: [] },
  /** Keywords: papers with any of them in the title or abstract pass. If empty, all papers pass. */
  words: { option: 'words', input: { kind: 'words' }, schema: list(z.string()), initial: [] },
  /** Papers in any of these fields (by id), or with any of these keywords in the title or abstract, are left out. */
  exclude: {
    option: 'exclude',
    input: { kind: 'fields-and-words' },
    schema: z.object({ fields: list(z.string()), words: list(z.string()) }).readonly(),
    initial: { fields: [], words: [] },
  },
  minUpvotes: {
    option: 'votes',
    input: { kind: 'whole', least: 0, most: 10_000 },
    schema: z.int().min(0),
    initial: 0,
  },
  /**
   * The posting weekdays in `timeZone`; 0 is Sunday. On each, the newest list day is posted; list days in between are
   * skipped.
   */
  weekdays: {
    option: 'weekdays',
    input: { kind: 'weekdays' },
    schema: list(weekday),
    initial: [0, 1, 2, 3, 4, 5, 6],
  },
  /**
   * The weekday of the weekly best, which was enabled at `since` (milliseconds since the epoch); null if it is
   * disabled.
   */
  best: {
    option: 'best',
    input: { kind: 'weekday-or-none' },
    schema: z.object({ weekday, since: z.number() }).readonly().nullable(),
    initial: null,
  },
  /**
   * The id of the role or user group that an edition's heading mentions, the only mention that the bot ever sends; null
   * if there is none.
   */
  mention: {
    option: 'mention',
    input: { kind: 'mention' },
    schema: z.string().regex(MENTION_ID).nullable(),
    initial: null,
    platforms: ['discord', 'slack'],
  },
  /** Whether the messages of an edition are published to the servers that follow an announcement channel. */
  publish: {
    option: 'publish',
    input: { kind: 'choice' },
    schema: z.enum(['off', 'on']),
    initial: 'off',
    platforms: ['discord'],
  },
} as const satisfies Readonly<Record<string, Definition>>;

interface Definition {
  readonly option: string;
  readonly input: SettingInput;
  readonly schema: z.ZodType;
  readonly initial?: unknown;
  readonly platforms?: readonly string[];
}

type Definitions = typeof SETTINGS;
export type SettingName = keyof Definitions;

/** The settings of a subscription, as stored. */
export type Settings = { readonly [K in SettingName]: z.infer<Definitions[K]['schema']> };

export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/** The initial values of all settings that the environment does not configure. */
export const INITIAL_SETTINGS = Object.fromEntries(
  Object.entries(SETTINGS).flatMap(([name, definition]) =>
    'initial' in definition ? [[name, definition.initial]] : [],
  ),
) as unknown as Omit<Settings, 'at' | 'timeZone' | 'count'>;

/** Returns the settings after a change; `entered` are the new values as people enter them, by setting. */
export function changeSettings(before: Settings, entered: Partial<EnteredSettings>, now: number): Settings {
  const { best, ...others } = entered;
  const given = Object.entries(others).filter(([, value]) => value !== undefined);
  return { ...before, ...Object.fromEntries(given), best: changeBest(best, before.best, now) };
}

/**
 * The settings as people enter them. The time since which the weekly best is enabled is not entered, and the mention can
 * be a name, which only the platform knows.
 */
export type EnteredSettings = Omit<Settings, 'best'> & { readonly best: number | null };

export const toEntered = (settings: Settings): EnteredSettings => ({
  ...settings,
  best: settings.best?.weekday ?? null,
});

/**
 * Returns the new setting of the weekly best: a new weekday takes effect immediately, null turns the weekly best off,
 * and undefined or the same weekday keeps the previous setting.
 */
function changeBest(
  weekday: number | null | undefined,
  before: Settings['best'],
  now: number,
): Settings['best'] {
  if (weekday === undefined || weekday === before?.weekday) return before;
  return weekday === null ? null : { weekday, since: now };
}
