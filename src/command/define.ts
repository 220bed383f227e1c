import type { Missing } from '../cards/build-card.ts';
import type { Day } from '../domain/calendar/day.ts';
import type { ListDay } from '../domain/edition/records.ts';
import { UserError } from '../domain/errors.ts';
import type { Price } from '../domain/paper/cost.ts';
import type { Entry } from '../domain/paper/paper.ts';
import type { Settings } from '../domain/subscription/subscription.ts';
import { wording } from '../i18n/ko/wording.ts';
import type { Clock } from '../lib/clock.ts';
import { cleanText } from '../lib/text.ts';
import type { SearchIndex } from '../ports/search-index.ts';
import type { Store } from '../ports/store.ts';
import type { Memory } from './completion-data.ts';
import type { Answer, Call, Use } from './invocation.ts';
import type { Option } from './options/option.ts';
import type { Spend } from './quotas.ts';

/** The slash command that all others stand below. */
export const ROOT = { name: 'paper', ko: '논문' } as const;

/** What a command may use. */
export interface Desk {
  readonly store: Store;
  readonly clock: Clock;
  /** Every command, for the help. */
  readonly commands: readonly Command[];
  /** What a card says where there is no summary. */
  readonly missing: Missing;
  /** What the model's server charges, if that is known. */
  readonly price: Price | null;
  /** Of a new subscription. */
  readonly settings: Settings;
  readonly index: Pick<SearchIndex, 'search' | 'fieldCounts'>;
  /** What completions are made of, for words that were typed without one. */
  memory(): Memory;
  readonly spend: Spend;
  /**
   * A paper, fetched and summarised if the store lacks it; null if there is none.
   * @throws {UserError} if it cannot be had now, or the person asks for too many
   */
  lookUp(call: Call, paperId: string): Promise<Entry | null>;
  /**
   * The list of a day, asked for if it is missing or filling; null if there is none.
   * @throws {UserError} if it cannot be had now, or the person asks for too many
   */
  readList(call: Call, day: Day): Promise<ListDay | null>;
  /** Looks for what is due at once, not at the next heartbeat. */
  wake(): void;
}

// biome-ignore lint/suspicious/noExplicitAny: `unknown` would keep out an option of any known type.
export type Options = Readonly<Record<string, Option<any>>>;

/** What a command gets of its options: parsed values, undefined where they were left out. */
export type Values<O extends Options> = {
  readonly [K in keyof O]: (O[K] extends Option<infer T> ? T : never) | undefined;
};

interface Spec<O extends Options> {
  readonly name: string;
  readonly ko: string;
  /** One Korean sentence for the help, at most 100 characters (Discord's limit for descriptions). */
  readonly description: string;
  readonly managersOnly?: boolean;
  readonly options: O;
  /** The option that words without a name belong to. */
  readonly rest?: keyof O & string;
  /** @throws {UserError} with a Korean message for the person who asked. */
  readonly run: (call: Call, values: Values<O>, desk: Desk) => Promise<Answer>;
}

/** A subcommand, written once for every platform. */
export interface Command extends Omit<Spec<Options>, 'run'> {
  /** @throws {UserError} also for an option that is none, a value that is wrong, and a person who may not. */
  readonly run: (call: Call, typed: Use['values'], desk: Desk) => Promise<Answer>;
}

/** A command whose `run` gets its options parsed, with their types. */
export function defineCommand<const O extends Options>(spec: Spec<O>): Command {
  return {
    ...spec,
    async run(call, typed, desk) {
      if (spec.managersOnly && !(await call.manages())) throw new UserError(wording.managersOnly(spec.ko));
      return spec.run(call, parseValues(spec, typed), desk);
    },
  };
}

/** Discord and the web page take no more; Slack does. */
const LONGEST_VALUE = 200;

function parseValues<O extends Options>({ ko, options }: Spec<O>, typed: Use['values']): Values<O> {
  const values: Record<string, unknown> = {};
  for (const [written, value] of Object.entries(typed)) {
    const found = Object.entries(options).find(([name, option]) => [name, option.ko].includes(written));
    if (!found) {
      const known = Object.values(options).map((option) => option.ko);
      throw new UserError(wording.unknownOption(ko, written, known));
    }
    if (value.length > LONGEST_VALUE) throw new UserError(wording.options.tooLong(written, LONGEST_VALUE));
    const [name, option] = found;
    values[name] = option.parse(cleanText(value));
  }
  return values as Values<O>;
}

/** @throws {UserError} if there is no such command */
export function findCommand(word: string, commands: readonly Command[]): Command {
  const command = commands.find(({ name, ko }) => word.toLowerCase() === name || word === ko);
  if (!command) throw new UserError(wording.unknownCommand(word));
  return command;
}
