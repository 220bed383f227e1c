import { commandLine } from '../../../src/command/parse-line.ts';
import { knownUrl } from '../../../src/domain/paper/paper.ts';
import { commandWording } from '../../../src/i18n/ko/command.ts';

/** A person who exists on every platform, with different ids. */
export interface Person {
  readonly number: number;
  /** Can change a channel's settings. */
  readonly manages: boolean;
}

/** A channel subscribed from the start, and two unsubscribed ones. The web has only one channel. */
export type Where = 'papers' | 'quiet' | 'hall';

export interface RestClient {
  readonly person: Person;
  readonly where?: Where;
}

/** A command with its options, filled in or typed; names in either language. */
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
  readonly buttons: readonly { readonly label: string; readonly line: string }[];
  /** Visible only to the person who asked. */
  readonly isPrivate: boolean;
  /** The platform's own message. */
  readonly id: string;
}

/** The result of a press. */
export interface Pressed extends Shown {
  /** It replaced the answer with the button. */
  readonly isInPlace: boolean;
}

/** How members use the bot on one platform. */
export interface Driver {
  readonly name: 'discord' | 'slack' | 'web';
  /** True if members type commands as lines, not into a form with a field per option. */
  readonly hasLines: boolean;
  /** Fills in or types a command, if the platform allows it. */
  use(client: RestClient, ask: Ask): Promise<Shown>;
  /** The same without the checks of the member's app. */
  force(client: RestClient, ask: Ask): Promise<Shown>;
  /** Types a line verbatim, without the root command. */
  type(client: RestClient, line: string): Promise<Shown>;
  /** Presses a button of an answer. */
  press(client: RestClient, shown: Shown, label: string): Promise<Pressed>;
  /** Presses a button that is on no message. */
  forge(client: RestClient, line: string): Promise<Pressed>;
  /** The platform's suggestions for an option; null if it has none there. */
  offers(
    client: RestClient,
    command: string,
    option: string,
    typed: string,
  ): Promise<readonly string[] | null>;
  /** Chooses one of the suggestions, without other options. */
  pick(client: RestClient, command: string, option: string, value: string): Promise<Shown>;
  /** The messages that everybody in the subscribed channel sees, oldest first. */
  posted(): Promise<readonly Shown[]>;
  /** How a shared answer names the person who shared it. */
  sharer(person: Person): string;
}

/** The line after the root command, as members type it. */
export const toLine = ({ command, given = {} }: Ask): string =>
  commandLine(command, given).replace(/^\/\S+ /, '');

/** All text of an answer. */
export const textOf = ({ cards }: Pick<Shown, 'cards'>): string =>
  cards.flatMap(({ title, words }) => [title, ...words]).join('\n');

export const labelsOf = ({ buttons }: Shown): string[] => buttons.map(({ label }) => label);

/** The titles in a list of papers, with their numbers. */
export const titlesOf = ({ cards }: Shown): string[] => cards.slice(1).map(({ title }) => title);

const HOSTS = ['huggingface.co', 'arxiv.org', 'github.com'];

/** Control characters, and those that reverse the text after them. */
const HIDDEN = /[^\P{Cc}\n]|[\u200B\u202A-\u202E\u2066-\u2069]/u;

/** What is wrong with an answer; empty if nothing is. */
export function impolite(shown: Shown): string[] {
  const said = textOf(shown);
  const strange = shown.cards.flatMap(({ links }) => links).filter((link) => !knownUrl(link, HOSTS));
  const [apology = ''] = commandWording.apology('').split('.');
  return [
    ...(shown.isPrivate ? [] : ['everybody sees it']),
    ...(/[가-힣](?:다|요)(?:[.:'"\s()]|$)/m.test(said) ? [] : [`no Korean sentence: ${said}`]),
    ...(said.includes(apology) ? [`an apology: ${said}`] : []),
    ...(HIDDEN.test(said) ? [`characters that nobody sees: ${JSON.stringify(said)}`] : []),
    ...strange.map((link) => `a link to ${link}`),
  ];
}

/** True for the same text, even if one platform had to shorten it. */
export function isSame(one: Shown, other: Shown): boolean {
  const [left, right] = [comparable(one), comparable(other)];
  return left.length === right.length && left.every((text, index) => isSameText(text, right[index] ?? ''));
}

function isSameText(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short === long || (short.endsWith('…') && long.startsWith(short.slice(0, -1).trimEnd()));
}

/** An answer as comparable lines: platforms order a card's texts differently, and long lines have random keys. */
export const comparable = ({ cards, buttons }: Shown): string[] => [
  ...cards.flatMap(({ title, words, links }) => [
    `# ${title}`,
    ...words.toSorted(),
    ...links.map((link) => `→ ${link}`),
  ]),
  ...buttons.map(({ label, line }) => `[${label}] ${line.replace(/~\S+/, '~')}`),
];
