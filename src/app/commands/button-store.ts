import { ROOT } from '../../command/define.ts';
import type { CommandButton } from '../../command/invocation.ts';
import { UserError } from '../../domain/errors.ts';
import { commandWording } from '../../i18n/ko/command.ts';
import { DAY } from '../../lib/duration.ts';
import type { Cache } from '../../ports/cache.ts';

/** Of one button's line: Discord's custom ids hold 100 characters (components/reference). */
const LONGEST = 100;
/** What a long line is kept under looks like a line itself. */
const KEPT = new RegExp(`^/${ROOT.name} ~([\\w-]+)$`);
const KEPT_FOR = 90 * DAY;

export interface ButtonStore {
  /** The buttons with lines that fit. */
  shorten(buttons: readonly CommandButton[]): Promise<CommandButton[]>;
  /** @throws {UserError} if it stands for a line that is lost */
  lengthen(line: string): Promise<string>;
}

/** Keeps the lines of buttons that are too long for a button: in the cache, which outlives a restart. */
export function createButtonStore(cache: Cache, makeReference: () => string): ButtonStore {
  return {
    shorten: (buttons) =>
      Promise.all(
        buttons.map(async ({ label, line }) => {
          if (line.length <= LONGEST) return { label, line };
          const reference = makeReference();
          await cache.set(`line/${reference}`, line, KEPT_FOR);
          return { label, line: `/${ROOT.name} ~${reference}` };
        }),
      ),

    async lengthen(line) {
      const [, reference] = line.match(KEPT) ?? [];
      if (!reference) return line;
      const kept = await cache.get<string>(`line/${reference}`);
      if (!kept) throw new UserError(commandWording.staleButton);
      return kept;
    },
  };
}
