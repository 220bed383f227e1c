import { commandLine } from '../../../src/command/parse-line.ts';
import { knownUrl } from '../../../src/domain/paper/paper.ts';
import { commandWording } from '../../../src/i18n/ko/command.ts';

/** Somebody, on every platform; each platform has ids of its own for them. */
export interface Person {
  readonly number: number;
  /** May say what a channel gets. */
  readonly manages: boolean;
}

/** The channel that is subscribed from the start, and two that nobody has subscribed. The web has one channel. */
export type Where = 'papers' | 'quiet' | 'hall';

export interface RestClient {
  readonly person: Person;
  readonly where?: Where;
}

/** A command and its options, as they are filled in or typed: names in either language. */
export interface Ask {
  readonly command: string;
  readonly given?: Readonly<Record<string, string | number>>;
}

/** A card as its reader sees it. */
export interface ShownCard {
  readonly title: string;
  /** Every other text, without marks. */
  readonly words: readonly string[];
  /** Wherever a press leads, sorted. */
  readonly links: readonly string[];
}

/** What somebody sees of an answer. */
export interface Shown {
  readonly cards: readonly ShownCard[];
  readonly buttons: readonly { readonly label: string; readonly line: string }[];
  /** Seen by the one who asked alone. */
  readonly isPrivate: boolean;
  /** The message that it stands in, in the platform's own words. */
  readonly id: string;
}

/** What a press led to. */
export interface Pressed extends Shown {
  /** It took the place of the answer with the button. */
  readonly isInPlace: boolean;
}

/** How members use the bot on one platform. */
export interface Door {
  readonly name: 'discord' | 'slack' | 'web';
  /** Commands are typed as lines; elsewhere they are forms with a field an option. */
  readonly hasLines: boolean;
  /** Fills in or types a command as far as the platform lets members do that. */
  use(client: RestClient, ask: Ask): Promise<Shown>;
  /** The same past whatever the member's app would check. */
  force(client: RestClient, ask: Ask): Promise<Shown>;
  /** Types a line as it is, without the root. */
  type(client: RestClient, line: string): Promise<Shown>;
  /** Presses a button of an answer. */
  press(client: RestClient, shown: Shown, label: string): Promise<Pressed>;
  /** Presses a button that no message has. */
  forge(client: RestClient, line: string): Promise<Pressed>;
  /** What the platform offers while an option is being filled in; null where it offers nothing there. */
  offers(
    client: RestClient,
    command: string,
    option: string,
    typed: string,
  ): Promise<readonly string[] | null>;
  /** Takes one of them, and nothing else. */
  pick(client: RestClient, command: string, option: string, value: string): Promise<Shown>;
  /** What everybody in the subscribed channel sees, a message each, oldest first. */
  posted(): Promise<readonly Shown[]>;
  /** What an answer says of who posted it to the channel. */
  sharer(person: Person): string;
}

/** A line behind the root, as members type it. */
export const toLine = ({ command, given = {} }: Ask): string =>
  commandLine(command, given).replace(/^\/\S+ /, '');

/** All that an answer says. */
export const textOf = ({ cards }: Pick<Shown, 'cards'>): string =>
  cards.flatMap(({ title, words }) => [title, ...words]).join('\n');

export const labelsOf = ({ buttons }: Shown): string[] => buttons.map(({ label }) => label);

/** The titles of the papers of a list, with their numbers. */
export const titlesOf = ({ cards }: Shown): string[] => cards.slice(1).map(({ title }) => title);

const HOSTS = ['huggingface.co', 'arxiv.org', 'github.com'];

/** Control characters, and those that turn the text behind them around. */
const HIDDEN = /[^\P{Cc}\n]|[\u200B\u202A-\u202E\u2066-\u2069]/u;

/** Why an answer is not one that we would give; empty if it is. */
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

/** The same words, unless one platform has less room for them than the other. */
export function isSame(one: Shown, other: Shown): boolean {
  const [left, right] = [comparable(one), comparable(other)];
  return left.length === right.length && left.every((text, index) => isSameText(text, right[index] ?? ''));
}

function isSameText(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short === long || (short.endsWith('…') && long.startsWith(short.slice(0, -1).trimEnd()));
}

/** An answer as lines: platforms order the texts of a card each in their own way, and keep long lines by random names. */
export const comparable = ({ cards, buttons }: Shown): string[] => [
  ...cards.flatMap(({ title, words, links }) => [
    `# ${title}`,
    ...words.toSorted(),
    ...links.map((link) => `→ ${link}`),
  ]),
  ...buttons.map(({ label, line }) => `[${label}] ${line.replace(/~\S+/, '~')}`),
];
