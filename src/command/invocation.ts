import { answerCard } from '../cards/build-card.ts';
import type { Card } from '../domain/card/card.ts';
import type { Place, Settings } from '../domain/subscription/subscription.ts';

/** Someone used a command: where, and what the platform knows of them and of the channel. */
export interface Invocation {
  readonly place: Place;
  readonly person: Person;
  /** Whether the person may say what the channel gets (rule 12). */
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
export interface ParsedCommand {
  readonly command: string;
  readonly values: Readonly<Record<string, string>>;
  /** The answer is for everybody in the channel. */
  readonly isShared?: boolean;
}

/** A button below an answer: it stands for a command line, so that it outlives a restart. */
export interface CommandButton {
  readonly label: string;
  readonly line: string;
}

/** What the person who asked gets to see, nobody else, unless it is shared. */
export interface Reply {
  readonly cards: readonly Card[];
  readonly buttons: readonly CommandButton[];
  /** An option that can be picked from a long list here, where typing shows no completions. */
  readonly pick?: { readonly label: string; readonly command: string; readonly option: string };
  /** The command line that gives it again: with it, it can be posted to the channel. */
  readonly line?: string;
  /** Asked for by a button it stands below the answer with that button, instead of taking its place. */
  readonly standsBelow?: boolean;
  /** For everybody in the channel. */
  readonly isShared?: boolean;
}

/** An answer that says what went wrong. */
export const problemAnswer = (sentence: string): Reply => ({
  cards: [answerCard(sentence, [])],
  buttons: [],
  standsBelow: true,
});

/** The paper of an answer that is about one alone; null for any other. */
export function onlyPaper({ cards: [card, ...more] }: Reply): string | null {
  return more.length === 0 ? (card?.paperId ?? null) : null;
}
