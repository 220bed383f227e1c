import { commandLine } from '../../../src/command/parse-line.ts';
import { knownUrl } from '../../../src/domain/paper/paper.ts';
import { commandWording } from '../../../src/i18n/ko/command.ts';

/** A person who exists on every platform, with a different id on each. */
export interface Person {
  readonly number: number;
  /** True if the person can change a channel's settings. */
  readonly manages: boolean;
}

/** A channel that is subscribed from the start, and two that are not. The web has only one channel. */
export type Where = 'papers' | 'quiet' | 'hall';

export interface RestClient {
  readonly person: Person;
  readonly where?: Where;
}

/** A command with its options, to be filled in or typed; names can be Korean or English. */
export interface Ask {
  readonly command: string;
  readonly given?: Readonly<Record<string, string | number>>;
}

/** A card as readers see it. */
export interface ShownCard {
  readonly title: string;
  /** Every other text, without markup. */
  readonly words: readonly string[];
  /** All link targets, sorted. */
  readonly links: readonly string[];
}

/** An answer as its reader sees it. */
export interface Shown {
  readonly cards: readonly ShownCard[];
  /** The buttons of the papers in a list, then the others; `id` is the platform's id of the button, if it has one. */
  readonly buttons: readonly { readonly label: string; readonly line: string; readonly id?: string }[];
  /** True if only the person who asked can see it. */
  readonly isPrivate: boolean;
  /** The platform's id of the message. */
  readonly id: string;
}

/** The result of a press. */
export interface Pressed extends Shown {
  /** True if the result replaced the answer whose button was pressed. */
  readonly isInPlace: boolean;
}

/** Simulates members who use the bot on one platform. */
export interface Driver {
  readonly name: 'discord' | 'slack' | 'web';
  /** True if members type commands as lines, not into a form with a field per option. */
  readonly hasLines: boolean;
  /** Fills in or types a command, with the checks of the member's app. */
  use(client: RestClient, ask: Ask): Promise<Shown>;
  /** Sends a command without the checks of the member's app. */
  force(client: RestClient, ask: Ask): Promise<Shown>;
  /** Types a line verbatim, without the root command. */
  type(client: RestClient, line: string): Promise<Shown>;
  /** Presses a button of an answer. */
  press(client: RestClient, shown: Shown, label: string): Promise<Pressed>;
  /** Presses a forged button that appears in no message. */
  forge(client: RestClient, line: string): Promise<Pressed>;
  /** Returns the platform's suggestions for an option; null if it cannot offer any. */
  offers(
    client: RestClient,
    command: string,
    option: string,
    typed: string,
  ): Promise<readonly string[] | null>;
  /** Chooses a suggestion, and sends the command without other options. */
  pick(client: RestClient, command: string, option: string, value: string): Promise<Shown>;
  /** Returns the messages that everybody in the subscribed channel sees, oldest first. */
  posted(): Promise<readonly Shown[]>;
  /** Returns the text with which a shared answer names the person who shared it. */
  sharer(person: Person): string;
}

/** Returns the line after the root command, as members type it. */
export const toLine = ({ command, given = {} }: Ask): string =>
  commandLine(command, given).replace(/^\/\S+ /, '');

/** Returns all text of an answer. */
export const textOf = ({ cards }: Pick<Shown, 'cards'>): string =>
  cards.flatMap(({ title, words }) => [title, ...words]).join('\n');

export const labelsOf = ({ buttons }: Shown): string[] => buttons.map(({ label }) => label);

/** Returns the titles in a list of papers, with their numbers: a list's papers are its cards after the first. */
export const titlesOf = ({ cards }: Shown): string[] => cards.slice(1).map(({ title }) => title);

const HOSTS = ['huggingface.co', 'arxiv.org', 'github.com'];

/** Zero-width spaces, characters that change the direction of text, and control characters other than line feeds. */
const HIDDEN = /[^\P{Cc}\n]|[\u200B\u202A-\u202E\u2066-\u2069]/u;

/** Returns the problems of an answer; empty if it has none. */
export function impolite(shown: Shown): string[] {
  const said = textOf(shown);
  const strange = shown.cards.flatMap(({ links }) => links).filter((link) => !knownUrl(link, HOSTS));
  const [apology = ''] = commandWording.apology('').split('.');
  return [
    ...(shown.isPrivate ? [] : ['everybody sees it']),
    // A list of papers without summaries says how many it has found.
    ...(/[가-힣](?:다|요)(?:[.:'"\s()]|$)|찾은 논문 \d+편/m.test(said)
      ? []
      : [`no Korean sentence: ${said}`]),
    ...(said.includes(apology) ? [`an apology: ${said}`] : []),
    ...(HIDDEN.test(said) ? [`characters that nobody sees: ${JSON.stringify(said)}`] : []),
    ...strange.map((link) => `a link to ${link}`),
  ];
}

/** Returns true if two answers are the same, apart from texts that one platform had to truncate. */
export function isSame(one: Shown, other: Shown): boolean {
  const [left, right] = [comparable(one), comparable(other)];
  return left.length === right.length && left.every((text, index) => isSameText(text, right[index] ?? ''));
}

function isSameText(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short === long || (short.endsWith('…') && long.startsWith(short.slice(0, -1).trimEnd()));
}

/**
 * Returns an answer as lines that can be compared: a card's texts are sorted, because platforms order them differently,
 * and the random keys of long command lines are removed.
 */
export const comparable = ({ cards, buttons }: Shown): string[] => [
  ...cards.flatMap(({ title, words, links }) => [
    `# ${title}`,
    ...words.toSorted(),
    ...links.map((link) => `→ ${link}`),
  ]),
  ...buttons.map(({ label, line }) => `[${label}] ${line.replace(/~\S+/, '~')}`),
];
