import { type Desk, findCommand } from '../../command/define.ts';
import { type Answer, type Call, problemAnswer, type Use } from '../../command/invocation.ts';
import { parseCommandLine, sharedLine } from '../../command/parse-line.ts';
import { UserError } from '../../domain/errors.ts';
import { placeToId } from '../../domain/subscription/subscription.ts';
import { wording } from '../../i18n/ko/wording.ts';
import type { Log } from '../../lib/log.ts';
import { cleanText, cutText } from '../../lib/text.ts';
import type { ShortLines } from './button-store.ts';

export interface RespondParts {
  readonly desk: Desk;
  readonly log: Log;
  readonly lines: ShortLines;
  /** False for what was posted to a place a moment ago: a button may be pressed twice. */
  readonly mayShare: (what: string) => boolean;
  /** A random name. */
  readonly makeReference: () => string;
}

/** So much of a name can be quoted by a person, and the log shows it too. */
const REFERENCE = 8;

/** Longer than any name that a platform shows. */
const LONGEST_NAME = 80;

/** Answers a command or a typed line. Never rejects: a mistake is explained, a bug is logged and apologised for. */
export async function respond(
  { desk, log, lines, mayShare, makeReference }: RespondParts,
  call: Call,
  asked: Use | string,
): Promise<Answer> {
  try {
    const use =
      typeof asked === 'string' ? parseCommandLine(await lines.lengthen(asked), desk.commands) : asked;
    const answer = await findCommand(use.command, desk.commands).run(call, use.values, desk);
    if (use.isShared && answer.line) {
      if (!mayShare(`${placeToId(call.place)} ${answer.line}`)) throw new UserError(wording.justShared);
      await desk.spend(call, 'share');
      return share(answer, call);
    }
    const { buttons, line } = answer;
    const all = line ? [...buttons, { label: wording.share, line: sharedLine(line) }] : buttons;
    return { ...answer, buttons: await lines.shorten(all) };
  } catch (error) {
    if (error instanceof UserError) return problemAnswer(error.message);
    const reference = makeReference().slice(0, REFERENCE);
    log.error({ reference, asked: JSON.stringify(asked).slice(0, 100), err: error }, 'A command failed');
    return problemAnswer(wording.apology(reference));
  }
}

/** What everybody in the channel sees: it says who asked for it, and is nobody's to turn the pages of. */
function share({ cards: [first, ...cards] }: Answer, { person }: Call): Answer {
  // What people call themselves is theirs to choose.
  const name = cutText(cleanText(person.name), LONGEST_NAME);
  const sharer = name ? wording.sharedBy(name) : wording.shared;
  return {
    cards: first ? [{ ...first, notice: [sharer, first.notice].filter(Boolean).join(' ') }, ...cards] : cards,
    buttons: [],
    isShared: true,
  };
}
