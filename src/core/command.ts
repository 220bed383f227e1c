import type { Missing } from './build-card.ts';
import type { Card } from './card.ts';
import { UserError } from './errors.ts';
import type { Store } from './ports.ts';
import type { Place } from './subscription.ts';
import { wording } from './wording.ts';

/** The slash command that all others stand below. */
export const ROOT = { name: 'paper', ko: '논문' } as const;

/** Someone used a command. */
export interface Call {
  readonly place: Place;
  readonly command: Command;
}

/** What a command may use. */
export interface Desk {
  readonly store: Store;
  /** Every command, for the help. */
  readonly commands: readonly Command[];
  /** What a card says where there is no summary. */
  readonly missing: Missing;
}

/** A subcommand, written once for every platform. */
export interface Command {
  readonly name: string;
  readonly ko: string;
  /** One Korean sentence for the help, at most 100 characters (Discord's limit for descriptions). */
  readonly description: string;
  /** @throws {UserError} with a Korean message for the person who asked. */
  readonly run: (call: Call, desk: Desk) => Promise<readonly Card[]>;
}

/**
 * The command in a typed line such as `/paper today` or `/논문 오늘`.
 * @throws {UserError} if it is none.
 */
export function parseCommandLine(line: string, commands: readonly Command[]): Command {
  const [root = '', word = 'help', ...rest] = line.normalize('NFC').trim().split(/\s+/);
  if (root !== `/${ROOT.name}` && root !== `/${ROOT.ko}`) throw new UserError(wording.notACommand);
  const command = commands.find(({ name, ko }) => word.toLowerCase() === name || word === ko);
  if (!command) throw new UserError(wording.unknownCommand(word));
  if (rest.length > 0) throw new UserError(wording.noOptions(command.ko, rest.join(' ')));
  return command;
}
