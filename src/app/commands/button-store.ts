import { ROOT } from '../../command/define.ts';
import type { CommandButton } from '../../command/invocation.ts';
import { UserError } from '../../domain/errors.ts';
import { commandWording } from '../../i18n/ko/command.ts';
import { DAY } from '../../lib/duration.ts';
import type { Cache } from '../../ports/cache.ts';

/**
 * The maximum length of a button's command line, in characters: Discord's limit for a custom id (Discord's
 * documentation, components/reference).
 */
const MAX_LINE = 100;
/** Matches a reference that stands for a stored command line, such as `/paper ~a1b2`. */
const REFERENCE = new RegExp(`^/${ROOT.name} ~([\\w-]+)$`);
const STORED_MS = 90 * DAY;

export interface ButtonStore {
  /** Stores each line that is too long for a button, and puts a reference in its place. */
  shorten(buttons: readonly CommandButton[]): Promise<CommandButton[]>;
  /**
   * Returns the full command line of a button.
   * @throws {UserError} if `line` is a reference to a line that is no longer stored
   */
  lengthen(line: string): Promise<string>;
}

/** Uses the cache to store command lines that are too long for a button, so that they survive a restart. */
export function createButtonStore(cache: Cache, makeReference: () => string): ButtonStore {
  return {
    shorten: (buttons) =>
      Promise.all(
        buttons.map(async ({ label, line }) => {
          if (line.length <= MAX_LINE) return { label, line };
          const reference = makeReference();
          await cache.set(`line/${reference}`, line, STORED_MS);
          return { label, line: `/${ROOT.name} ~${reference}` };
        }),
      ),

    async lengthen(line) {
      const [, reference] = line.match(REFERENCE) ?? [];
      if (!reference) return line;
      const stored = await cache.get<string>(`line/${reference}`);
      if (!stored) throw new UserError(commandWording.staleButton);
      return stored;
    },
  };
}
