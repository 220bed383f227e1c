import { type CommandContext, findCommand } from '../../command/define.ts';
import { type Invocation, type ParsedCommand, problemAnswer, type Reply } from '../../command/invocation.ts';
import { parseCommandLine, sharedLine } from '../../command/parse-line.ts';
import { UserError } from '../../domain/errors.ts';
import { placeToId } from '../../domain/subscription/subscription.ts';
import { commandWording } from '../../i18n/ko/command.ts';
import type { Log } from '../../lib/log.ts';
import { cleanText, cutText } from '../../lib/text.ts';
import type { ButtonStore } from './button-store.ts';

export interface RespondDeps {
  readonly context: CommandContext;
  readonly log: Log;
  readonly lines: ButtonStore;
  /** False for what was posted to a place a moment ago: a button may be pressed twice. */
  readonly mayShare: (what: string) => boolean;
  /** A random name. */
  readonly makeReference: () => string;
}

/** So much of a name can be quoted by a person, and the log shows it too. */
const REFERENCE = 8;

/** Longer than any name that a platform shows. */
const MAX_NAME = 80;

/** Answers a command or a typed line. Never rejects: a mistake is explained, a bug is logged and apologised for. */
export async function respond(
  { context, log, lines, mayShare, makeReference }: RespondDeps,
  invocation: Invocation,
  asked: ParsedCommand | string,
): Promise<Reply> {
  try {
    const use =
      typeof asked === 'string' ? parseCommandLine(await lines.lengthen(asked), context.commands) : asked;
    const answer = await findCommand(use.command, context.commands).run(invocation, use.values, context);
    if (use.isShared && answer.line) {
      if (!mayShare(`${placeToId(invocation.place)} ${answer.line}`))
        throw new UserError(commandWording.justShared);
      await context.spendQuota(invocation, 'share');
      return share(answer, invocation);
    }
    const { buttons, line } = answer;
    const all = line ? [...buttons, { label: commandWording.share, line: sharedLine(line) }] : buttons;
    return { ...answer, buttons: await lines.shorten(all) };
  } catch (error) {
    if (error instanceof UserError) return problemAnswer(error.message);
    const reference = makeReference().slice(0, REFERENCE);
    log.error({ reference, asked: JSON.stringify(asked).slice(0, 100), err: error }, 'A command failed');
    return problemAnswer(commandWording.apology(reference));
  }
}

/** What everybody in the channel sees: it says who asked for it, and is nobody's to turn the pages of. */
function share({ cards: [first, ...cards] }: Reply, { person }: Invocation): Reply {
  // What people call themselves is theirs to choose.
  const name = cutText(cleanText(person.name), MAX_NAME);
  const sharer = name ? commandWording.sharedBy(name) : commandWording.shared;
  return {
    cards: first ? [{ ...first, notice: [sharer, first.notice].filter(Boolean).join(' ') }, ...cards] : cards,
    buttons: [],
    isShared: true,
  };
}
