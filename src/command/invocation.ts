import { answerCard } from '../cards/build-card.ts';
import type { Card } from '../domain/card/card.ts';
import type { Settings } from '../domain/subscription/settings.ts';
import type { Place } from '../domain/subscription/subscription.ts';

/** One use of a command: the place, the user, and what the platform knows about both. */
export interface Invocation {
  readonly place: Place;
  readonly person: Person;
  /**
   * Returns whether the user is allowed to change the channel's subscription (rule 12).
   * @throws {UserError} if the place cannot have a subscription, such as a direct message on Slack
   */
  manages(): Promise<boolean>;
  /**
   * Returns Korean phrases that say what prevents the bot from posting here with these settings, as far as the platform
   * tells; empty if nothing does (rule 17).
   * @throws {UserError} if the channel does not support the layout at all
   */
  findObstacles(settings: Pick<Settings, 'layout' | 'timeZone'>): Promise<readonly string[]>;
  /** True if the place has posts only (`Publisher.shapeOf`), so that the layout setting has no effect. */
  readonly hasPosts?: boolean;
  /**
   * The forum of the post in which the command was used, with what it changes of the invocation. The command is about
   * the forum, unless the post itself is subscribed.
   */
  readonly forum?: Pick<Invocation, 'place' | 'findObstacles' | 'hasPosts'>;
  /**
   * Returns the id of the role or user group that a person means by its id or name. Without this, the platform has none.
   * @throws {UserError} in Korean, if there is none, or the bot cannot mention it here
   */
  findMention?(typed: string): Promise<string>;
  /** True if messages in the place can be published to other servers (`Publisher.publish`). */
  readonly canPublish?: boolean;
  /**
   * How the platform shows the settings if subscribe is used without options: in a modal, before anything changes, or
   * in a panel below the reply. Without this, the platform has no forms.
   */
  readonly form?: 'modal' | 'panel';
  /** Returns the name of another place; null if it is not in this workspace or not visible to the user. */
  nameOf(place: Place): Promise<string | null>;
}

/** The user of a command. */
export interface Person {
  /** The user's id on the platform. */
  readonly id: string;
  /** The name that other people at the place see; '' if the platform has no names. */
  readonly name: string;
}

/** A subcommand, and the options' values as typed, by option name in either language. */
export interface ParsedCommand {
  readonly command: string;
  readonly values: Readonly<Record<string, string>>;
  /** True to make the reply visible to everybody in the channel. */
  readonly isShared?: boolean;
}

/** The command line of a button that a user pressed. */
export interface PressedButton {
  readonly pressed: string;
}

/** A button below a reply. It contains a command line, so it still works after a restart. */
export interface CommandButton {
  readonly label: string;
  readonly line: string;
}

/** A command's reply, visible only to its user unless it is shared. */
export interface Reply {
  readonly cards: readonly Card[];
  readonly buttons: readonly CommandButton[];
  /** An option to offer as a menu below the reply, on platforms without completions. */
  readonly pick?: { readonly label: string; readonly command: string; readonly option: string };
  /** The settings to show in the platform's form (`Invocation.form`). */
  readonly form?: SettingsForm;
  /** The command line that reproduces this reply; only replies with a line can be shared with the channel. */
  readonly line?: string;
  /** True to show this reply below the reply whose button was pressed; by default, it replaces that reply. */
  readonly standsBelow?: boolean;
  /** True if the reply is visible to everybody in the channel. */
  readonly isShared?: boolean;
}

/** What a form of a place's settings shows: an input for each option of the subscribe command. */
export interface SettingsForm {
  /** False if sending the form starts a subscription. */
  readonly isSubscribed: boolean;
  /** The current settings, or the defaults, as people would type them, by the option's English name. */
  readonly typed: ParsedCommand['values'];
}

/** Builds a reply that reports a problem. */
export const problemAnswer = (sentence: string): Reply => ({
  cards: [answerCard(sentence, [])],
  buttons: [],
  standsBelow: true,
});

/** Returns the id of the paper if the reply consists of one paper's card; null for any other reply. */
export function onlyPaper({ cards: [card, ...more] }: Reply): string | null {
  return more.length === 0 ? (card?.paperId ?? null) : null;
}
