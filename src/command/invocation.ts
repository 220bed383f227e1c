import { answerCard } from '../cards/build-card.ts';
import type { Card } from '../domain/card/card.ts';
import type { Place, Settings } from '../domain/subscription/subscription.ts';

/** One use of a command: the place, the person, and what the platform knows about both. */
export interface Invocation {
  readonly place: Place;
  readonly person: Person;
  /** Whether the person can change the channel's subscription (rule 12). */
  manages(): Promise<boolean>;
  /**
   * What keeps the bot from posting in this layout here, as Korean phrases; empty if nothing does.
   * @throws {UserError} if the channel cannot have that layout at all
   */
  findObstacles(layout: Settings['layout']): Promise<readonly string[]>;
  /** The name of another place of this workspace; null if there is none, or the person cannot see it. */
  nameOf(place: Place): Promise<string | null>;
}

/** Who used a command. */
export interface Person {
  /** The platform's id. */
  readonly id: string;
  /** The name that others at the place see; '' where people have no names. */
  readonly name: string;
}

/** A subcommand and its options as typed, keyed by their names in either language. */
export interface ParsedCommand {
  readonly command: string;
  readonly values: Readonly<Record<string, string>>;
  /** The reply is for everybody in the channel. */
  readonly isShared?: boolean;
}

/** A button below a reply. It holds a command line, so it works after a restart too. */
export interface CommandButton {
  readonly label: string;
  readonly line: string;
}

/** What a command shows: only to the person who used it, unless it is shared. */
export interface Reply {
  readonly cards: readonly Card[];
  readonly buttons: readonly CommandButton[];
  /** An option to pick from a long list, on platforms that show no completions. */
  readonly pick?: { readonly label: string; readonly command: string; readonly option: string };
  /** The command line that produces this reply again; replies with a line can be shared to the channel. */
  readonly line?: string;
  /** After a button press, show it below the reply with the button instead of replacing that. */
  readonly standsBelow?: boolean;
  /** For everybody in the channel. */
  readonly isShared?: boolean;
}

/** A reply that says what went wrong. */
export const problemAnswer = (sentence: string): Reply => ({
  cards: [answerCard(sentence, [])],
  buttons: [],
  standsBelow: true,
});

/** The paper of a reply that shows exactly one; null for any other reply. */
export function onlyPaper({ cards: [card, ...more] }: Reply): string | null {
  return more.length === 0 ? (card?.paperId ?? null) : null;
}
