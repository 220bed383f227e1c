import { answerCard } from '../core/build-card.ts';
import type { Card } from '../core/card.ts';
import { type Desk, parseCommandLine } from '../core/command.ts';
import { UserError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import type { Place } from '../core/subscription.ts';
import { wording } from '../core/wording.ts';

/** Answers a typed command line. Never rejects: a mistake is explained, a bug is logged and apologised for. */
export async function respond(
  {
    desk,
    log,
    makeReference,
  }: { readonly desk: Desk; readonly log: Log; readonly makeReference: () => string },
  place: Place,
  line: string,
): Promise<readonly Card[]> {
  try {
    const command = parseCommandLine(line, desk.commands);
    return await command.run({ place, command }, desk);
  } catch (error) {
    if (error instanceof UserError) return [answerCard(error.message, [])];
    const reference = makeReference();
    log.error({ reference, line: line.slice(0, 100), err: error }, 'A command failed');
    return [answerCard(wording.apology(reference), [])];
  }
}
