import { answerCard, type Missing } from './build-card.ts';
import type { Card } from './card.ts';
import type { Price } from './cost.ts';
import type { Day } from './day.ts';
import { UserError } from './errors.ts';
import type { Spend } from './limits.ts';
import type { Memory } from './memory.ts';
import type { Choice, Option } from './option.ts';
import type { Entry } from './paper.ts';
import type { Clock, ListDay, Store } from './ports.ts';
import type { SearchIndex } from './search/port.ts';
import type { Place, Settings } from './subscription.ts';
import { cleanText } from './text.ts';
import { wording } from './wording.ts';

/** The slash command that all others stand below. */
export const ROOT = { name: 'paper', ko: '논문' } as const;

/** Someone used a command: where, and what the platform knows of them and of the channel. */
export interface Call {
  readonly place: Place;
  readonly person: Person;
  /** Whether the person may say what the channel gets (README, rule 12). */
  manages(): Promise<boolean>;
  /**
   * What keeps the bot from posting in this layout here, as Korean phrases; empty if nothing does.
   * @throws {UserError} if the channel cannot have that layout at all
   */
  findObstacles(layout: Settings['layout']): Promise<readonly string[]>;
  /** Another place of this workspace as its members know it; null if it is none, or this person may not see it. */
  nameOf(place: Place): Promise<string | null>;
}

/** Who used a command. */
export interface Person {
  /** The platform's own. */
  readonly id: string;
  /** As others at the place know them; '' where nobody has a name. */
  readonly name: string;
}

/** A subcommand and its options as they were typed, by name in either language. */
export interface Use {
  readonly command: string;
  readonly values: Readonly<Record<string, string>>;
  /** The answer is for everybody in the channel. */
  readonly isShared?: boolean;
}

/** A button below an answer: it stands for a command line, so that it outlives a restart. */
export interface LineButton {
  readonly label: string;
  readonly line: string;
}

/** What the person who asked gets to see, nobody else, unless it is shared. */
export interface Answer {
  readonly cards: readonly Card[];
  readonly buttons: readonly LineButton[];
  /** An option that can be picked from a long list here, where typing shows no completions. */
  readonly pick?: { readonly label: string; readonly command: string; readonly option: string };
  /** The command line that gives it again: with it, it can be posted to the channel. */
  readonly line?: string;
  /** Asked for by a button it stands below the answer with that button, instead of taking its place. */
  readonly standsBelow?: boolean;
  /** For everybody in the channel. */
  readonly isShared?: boolean;
}

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

/** An answer that says what went wrong. */
export const problemAnswer = (sentence: string): Answer => ({
  cards: [answerCard(sentence, [])],
  buttons: [],
  standsBelow: true,
});

/** The paper of an answer that is about one alone; null for any other. */
export function onlyPaper({ cards: [card, ...more] }: Answer): string | null {
  return more.length === 0 ? (card?.paperId ?? null) : null;
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

/** Choices for an option whose value is being typed; none where there is no such option. */
export function complete(
  commands: readonly Command[],
  name: string,
  option: string,
  typed: string,
  memory: Memory,
): readonly Choice[] {
  const options = commands.find((command) => command.name === name)?.options ?? {};
  const found = Object.hasOwn(options, option) ? options[option] : undefined;
  return found?.complete?.(typed.normalize('NFC').trim(), memory) ?? [];
}
