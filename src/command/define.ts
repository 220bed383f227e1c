import type { Missing } from '../cards/build-card.ts';
import type { Day } from '../domain/calendar/day.ts';
import type { ListDay } from '../domain/edition/records.ts';
import { UserError } from '../domain/errors.ts';
import type { Price } from '../domain/paper/cost.ts';
import type { Entry } from '../domain/paper/paper.ts';
import type { Settings } from '../domain/subscription/subscription.ts';
import { commandWording } from '../i18n/ko/command.ts';
import { optionWording } from '../i18n/ko/options.ts';
import type { Clock } from '../lib/clock.ts';
import { cleanText } from '../lib/text.ts';
import type { SearchIndex } from '../ports/search-index.ts';
import type { Store } from '../ports/store.ts';
import type { CompletionData } from './completion-data.ts';
import type { Invocation, ParsedCommand, Reply } from './invocation.ts';
import type { Option } from './options/option.ts';
import type { SpendQuota } from './quotas.ts';

/** The slash command that all others stand below. */
export const ROOT = { name: 'paper', ko: '논문' } as const;

/** What a command may use. */
export interface CommandContext {
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
  completionData(): CompletionData;
  readonly spendQuota: SpendQuota;
  /**
   * A paper, fetched and summarised if the store lacks it; null if there is none.
   * @throws {UserError} if it cannot be had now, or the person asks for too many
   */
  lookUp(invocation: Invocation, paperId: string): Promise<Entry | null>;
  /**
   * The list of a day, asked for if it is missing or filling; null if there is none.
   * @throws {UserError} if it cannot be had now, or the person asks for too many
   */
  readList(invocation: Invocation, day: Day): Promise<ListDay | null>;
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
  readonly run: (invocation: Invocation, values: Values<O>, context: CommandContext) => Promise<Reply>;
}

/** A subcommand, written once for every platform. */
export interface Command extends Omit<Spec<Options>, 'run'> {
  /** @throws {UserError} also for an option that is none, a value that is wrong, and a person who may not. */
  readonly run: (
    invocation: Invocation,
    typed: ParsedCommand['values'],
    context: CommandContext,
  ) => Promise<Reply>;
}

/** A command whose `run` gets its options parsed, with their types. */
export function defineCommand<const O extends Options>(spec: Spec<O>): Command {
  return {
    ...spec,
    async run(invocation, typed, context) {
      if (spec.managersOnly && !(await invocation.manages()))
        throw new UserError(commandWording.managersOnly(spec.ko));
      return spec.run(invocation, parseValues(spec, typed), context);
    },
  };
}

/** Discord and the web page take no more; Slack does. */
const MAX_VALUE = 200;

function parseValues<O extends Options>({ ko, options }: Spec<O>, typed: ParsedCommand['values']): Values<O> {
  const values: Record<string, unknown> = {};
  for (const [written, value] of Object.entries(typed)) {
    const found = Object.entries(options).find(([name, option]) => [name, option.ko].includes(written));
    if (!found) {
      const known = Object.values(options).map((option) => option.ko);
      throw new UserError(commandWording.unknownOption(ko, written, known));
    }
    if (value.length > MAX_VALUE) throw new UserError(optionWording.tooLong(written, MAX_VALUE));
    const [name, option] = found;
    values[name] = option.parse(cleanText(value));
  }
  return values as Values<O>;
}

/** @throws {UserError} if there is no such command */
export function findCommand(word: string, commands: readonly Command[]): Command {
  const command = commands.find(({ name, ko }) => word.toLowerCase() === name || word === ko);
  if (!command) throw new UserError(commandWording.unknownCommand(word));
  return command;
}
