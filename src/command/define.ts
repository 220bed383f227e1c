import type { Missing } from '../cards/build-card.ts';
import type { Day } from '../domain/calendar/day.ts';
import type { ListDay } from '../domain/edition/records.ts';
import { UserError } from '../domain/errors.ts';
import type { ServerProblem } from '../domain/health/server-problem.ts';
import type { Price } from '../domain/paper/cost.ts';
import type { Entry } from '../domain/paper/paper.ts';
import type { Settings } from '../domain/subscription/settings.ts';
import { commandWording } from '../i18n/ko/command.ts';
import { optionWording } from '../i18n/ko/options.ts';
import type { Clock } from '../lib/clock.ts';
import type { SearchIndex } from '../ports/search-index.ts';
import type { Store } from '../ports/store.ts';
import type { CompletionData } from './completion-data.ts';
import type { Invocation, ParsedCommand, Reply } from './invocation.ts';
import type { Option } from './options/option.ts';
import type { SpendQuota } from './quotas.ts';
import { cleanTyped } from './typed-text.ts';

/** The slash command of which all commands are subcommands. */
export const ROOT = { name: 'paper', ko: '논문' } as const;

/** Everything that a command can use. */
export interface CommandContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly commands: readonly Command[];
  /** The reason given on cards without a summary. */
  readonly missing: Missing;
  /** Returns what is wrong with the model server, without secrets; null if nothing is. */
  modelProblem(): ServerProblem | null;
  /** The model's price, if known. */
  readonly price: Price | null;
  /** The default settings of a new subscription. */
  readonly settings: Settings;
  readonly index: Pick<SearchIndex, 'search' | 'fieldCounts'>;
  /** Returns the completion data, for commands that resolve typed text themselves, such as a paper's title. */
  completionData(): CompletionData;
  readonly spendQuota: SpendQuota;
  /**
   * Returns a paper, with its summary if there is one; null if the paper does not exist. Fetches the paper and has it
   * summarised first if necessary.
   * @throws {UserError} if the paper has to be fetched, but either that fails or the user's quota is used up
   */
  lookUp(invocation: Invocation, paperId: string): Promise<Entry | null>;
  /**
   * Returns the list of a day; null if there is none. Fetches the list first if it is missing or might be outdated.
   * @throws {UserError} if the store lacks the list, and it cannot be fetched now or the user's quota is used up
   */
  readList(invocation: Invocation, day: Day): Promise<ListDay | null>;
  /** Starts a heartbeat immediately. */
  wake(): void;
}

// biome-ignore lint/suspicious/noExplicitAny: `unknown` would exclude options of every concrete type.
export type Options = Readonly<Record<string, Option<any>>>;

/** The parsed values of a command's options; undefined for omitted options. */
export type Values<O extends Options> = {
  readonly [K in keyof O]: (O[K] extends Option<infer T> ? T : never) | undefined;
};

interface Spec<O extends Options> {
  readonly name: string;
  readonly ko: string;
  /** One Korean sentence, at most 100 characters (Discord's limit for descriptions). */
  readonly description: string;
  readonly managersOnly?: boolean;
  readonly options: O;
  /** The option that receives words without an option name. */
  readonly rest?: keyof O & string;
  /** The option that receives the words before the first option name. */
  readonly leading?: keyof O & string;
  /** @throws {UserError} with a Korean message for the user */
  readonly run: (invocation: Invocation, values: Values<O>, context: CommandContext) => Promise<Reply>;
}

/** A subcommand, defined once for all platforms. */
export interface Command extends Omit<Spec<Options>, 'run'> {
  /**
   * @throws {UserError} for an unknown option, an invalid value or a missing permission, and whenever `Spec.run`
   * throws one
   */
  readonly run: (
    invocation: Invocation,
    typed: ParsedCommand['values'],
    context: CommandContext,
  ) => Promise<Reply>;
}

/** Defines a command. `spec.run` receives the parsed values of the command's options. */
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

/**
 * The maximum length of an option's value, in characters. Discord and the web page already limit the input; Slack
 * does not.
 */
export const MAX_VALUE = 200;

function parseValues<O extends Options>({ ko, options }: Spec<O>, typed: ParsedCommand['values']): Values<O> {
  const values: Record<string, unknown> = {};
  for (const [written, value] of Object.entries(typed)) {
    const found = Object.entries(options).find(([name, option]) => [name, option.ko].includes(written));
    if (!found) {
      const known = Object.values(options).map((option) => option.ko);
      throw new UserError(commandWording.unknownOption(ko, written, known));
    }
    const [name, option] = found;
    values[name] = parseOption(option, value, written);
  }
  return values as Values<O>;
}

/**
 * Returns the value that is typed for an option; `written` is the option's name as the user wrote it.
 * @throws {UserError} if it is invalid
 */
export function parseOption<T>(option: Option<T>, typed: string, written = option.ko): T {
  if (typed.length > MAX_VALUE) throw new UserError(optionWording.tooLong(written, MAX_VALUE));
  return option.parse(cleanTyped(typed));
}

/** @throws {UserError} if there is no such command */
export function findCommand(word: string, commands: readonly Command[]): Command {
  const command = commands.find(({ name, ko }) => word.toLowerCase() === name || word === ko);
  if (!command) throw new UserError(commandWording.unknownCommand(word));
  return command;
}
