import { answerCard, type Missing } from './build-card.ts';
import type { Card } from './card.ts';
import { UserError } from './errors.ts';
import type { Choice, Option } from './option.ts';
import type { Clock, Store } from './ports.ts';
import type { Place, Settings } from './subscription.ts';
import { wording } from './wording.ts';

/** The slash command that all others stand below. */
export const ROOT = { name: 'paper', ko: '논문' } as const;

/** Someone used a command: where, and what the platform knows of them and of the channel. */
export interface Call {
  readonly place: Place;
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

/** A subcommand and its options as they were typed, by name in either language. */
export interface Use {
  readonly command: string;
  readonly values: Readonly<Record<string, string>>;
}

/** What the person who asked gets to see, nobody else. */
export interface Answer {
  readonly cards: readonly Card[];
  /** Buttons below: each is a command line, at most 100 characters (Discord's custom ids), so that it outlives a restart. */
  readonly buttons: readonly { readonly label: string; readonly line: string }[];
  /** An option that can be picked from a long list here, where typing shows no completions. */
  readonly pick?: { readonly label: string; readonly command: string; readonly option: string };
  /** It could not be done: the card says why. */
  readonly isProblem?: boolean;
}

/** What a command may use. */
export interface Desk {
  readonly store: Store;
  readonly clock: Clock;
  /** Every command, for the help. */
  readonly commands: readonly Command[];
  /** What a card says where there is no summary. */
  readonly missing: Missing;
  /** Of a new subscription. */
  readonly settings: Settings;
  /** Looks for what is due at once, not at the next heartbeat. */
  wake(): void;
}

/** True for a line that names our root: what a button of ours stands for. */
export const isCommandLine = (line: string): boolean => line.startsWith(`/${ROOT.name} `);

/** An answer that says what went wrong. */
export const problemAnswer = (sentence: string): Answer => ({
  cards: [answerCard(sentence, [])],
  buttons: [],
  isProblem: true,
});

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

function parseValues<O extends Options>({ ko, options }: Spec<O>, typed: Use['values']): Values<O> {
  const values: Record<string, unknown> = {};
  for (const [written, value] of Object.entries(typed)) {
    const found = Object.entries(options).find(([name, option]) => [name, option.ko].includes(written));
    if (!found) {
      const known = Object.values(options).map((option) => option.ko);
      throw new UserError(wording.unknownOption(ko, written, known));
    }
    const [name, option] = found;
    values[name] = option.parse(value.trim());
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
): readonly Choice[] {
  const options = commands.find((command) => command.name === name)?.options ?? {};
  return (Object.hasOwn(options, option) && options[option]?.complete?.(typed.normalize('NFC').trim())) || [];
}

/**
 * What a typed line asks for: `/paper today`, `/논문 구독 시각:9시 분야:"강화 학습, LLM"`.
 * @throws {UserError} if it does not begin with the root, names no command, or something in it has no name.
 */
export function parseCommandLine(line: string, commands: readonly Command[]): Use {
  const words =
    line
      .normalize('NFC')
      .trim()
      .match(/(?:[^\s"“”]|["“”][^"“”]*["“”]?)+/gu) ?? [];
  const [root = '', command = 'help', ...rest] = words;
  if (root !== `/${ROOT.name}` && root !== `/${ROOT.ko}`) throw new UserError(wording.notACommand);
  const { ko } = findCommand(command, commands);
  const values = rest.map((word): [string, string] => {
    const [, name, value] = word.match(/^([^:："“”]+)[:：](.*)$/su) ?? [];
    if (!name) throw new UserError(wording.notAnOption(ko, word));
    return [name.toLowerCase(), (value ?? '').replace(/["“”]/gu, '')];
  });
  return { command, values: Object.fromEntries(values) };
}
