import {
  type Answer,
  type Call,
  type Desk,
  findCommand,
  parseCommandLine,
  problemAnswer,
  type Use,
} from '../core/command.ts';
import { UserError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import { wording } from '../core/wording.ts';

export interface RespondParts {
  readonly desk: Desk;
  readonly log: Log;
  /** A short name that the person can quote and the log shows. */
  readonly makeReference: () => string;
}

/** Answers a command or a typed line. Never rejects: a mistake is explained, a bug is logged and apologised for. */
export async function respond(
  { desk, log, makeReference }: RespondParts,
  call: Call,
  asked: Use | string,
): Promise<Answer> {
  try {
    const use = typeof asked === 'string' ? parseCommandLine(asked, desk.commands) : asked;
    return await findCommand(use.command, desk.commands).run(call, use.values, desk);
  } catch (error) {
    if (error instanceof UserError) return problemAnswer(error.message);
    const reference = makeReference();
    log.error({ reference, asked: JSON.stringify(asked).slice(0, 100), err: error }, 'A command failed');
    return problemAnswer(wording.apology(reference));
  }
}
