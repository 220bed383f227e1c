import { type CommandContext, findCommand } from '../../command/define.ts';
import {
  type Invocation,
  type ParsedCommand,
  type PressedButton,
  problemAnswer,
  type Reply,
} from '../../command/invocation.ts';
import { keepPageSize } from '../../command/pages.ts';
import { parseCommandLine, sharedLine } from '../../command/parse-line.ts';
import type { Card } from '../../domain/card/card.ts';
import { UserError } from '../../domain/errors.ts';
import { type Place, placeToId } from '../../domain/subscription/subscription.ts';
import { commandWording } from '../../i18n/ko/command.ts';
import type { Log } from '../../lib/log.ts';
import { cleanText, cutText } from '../../lib/text.ts';
import type { ButtonStore } from './button-store.ts';

export interface RespondDeps {
  readonly context: CommandContext;
  readonly log: Log;
  readonly lines: ButtonStore;
  /** Returns false if the same reply was shared in the same place a moment ago: people double-click buttons. */
  readonly mayShare: (what: string) => boolean;
  /** Returns a random name. */
  readonly makeReference: () => string;
  /** Returns cards that tell the user about paused places; each of them is told only once. */
  readonly takeNotices: (invocation: Invocation) => Promise<readonly Card[]>;
}

/**
 * The length of the reference in an apology, in characters: short enough to quote to the operator, who can find it in
 * the log.
 */
const REFERENCE = 8;

/** The maximum length of a command line, in UTF-16 code units: ten values of 200. Slack sends a line of any length. */
const MAX_LINE = 2_000;

type Asked = ParsedCommand | PressedButton | string;

/** The maximum length of a user's name, in characters: no platform shows longer names. */
const MAX_NAME = 80;

/**
 * Answers a command or a typed line, and tells the user about paused places. Never rejects: explains user errors to the
 * user; logs bugs and apologises.
 */
export async function respond(deps: RespondDeps, invocation: Invocation, asked: Asked): Promise<Reply> {
  const reply = await answer(deps, invocation, asked);
  // A shared reply is visible to everybody, and a modal shows no cards.
  if (reply.isShared || reply.cards.length === 0) return reply;
  try {
    return { ...reply, cards: [...reply.cards, ...(await deps.takeNotices(invocation))] };
  } catch (err) {
    deps.log.error({ err }, 'Could not tell a user about paused places');
    return reply;
  }
}

async function answer(deps: RespondDeps, used: Invocation, asked: Asked): Promise<Reply> {
  const { context, lines, mayShare } = deps;
  try {
    const invocation = await toForum(context, used);
    await bind(context, invocation.place);
    const use = await parse(deps, asked);
    const found = await findCommand(use.command, context.commands).run(invocation, use.values, context);
    if (use.isShared && found.line) {
      if (!mayShare(`${placeToId(invocation.place)} ${found.line}`))
        throw new UserError(commandWording.justShared);
      await context.spendQuota(invocation, 'share');
      return share(found, invocation);
    }
    const { buttons, line } = found;
    const all = line ? [...buttons, { label: commandWording.share, line: sharedLine(line) }] : buttons;
    return { ...found, buttons: await lines.shorten(all) };
  } catch (error) {
    return answerProblem(deps, error, asked);
  }
}

/** @throws {UserError} if a line cannot be parsed, or is no longer stored */
async function parse({ lines, context }: RespondDeps, asked: Asked): Promise<ParsedCommand> {
  if (typeof asked === 'object' && 'command' in asked) return asked;
  const isPressed = typeof asked === 'object';
  const line = (isPressed ? asked.pressed : asked).slice(0, MAX_LINE);
  const parsed = parseCommandLine(await lines.lengthen(line), context.commands);
  return isPressed ? keepPageSize(parsed, findCommand(parsed.command, context.commands)) : parsed;
}

/** Explains a user's error to the user; logs any other error and apologises. */
function answerProblem(
  { log, makeReference }: Pick<RespondDeps, 'log' | 'makeReference'>,
  error: unknown,
  asked: Asked,
): Reply {
  if (error instanceof UserError) return problemAnswer(error.message);
  const reference = makeReference().slice(0, REFERENCE);
  log.error({ reference, asked: JSON.stringify(asked).slice(0, 100), err: error }, 'A command failed');
  return problemAnswer(commandWording.apology(reference));
}

/** Returns the reply as it is shared with the channel: it names the user who shared it, and has no buttons. */
function share({ cards: [first, ...cards] }: Reply, { person }: Invocation): Reply {
  // Users choose their own names, so clean them.
  const name = cutText(cleanText(person.name), MAX_NAME);
  const sharer = name ? commandWording.sharedBy(name) : commandWording.shared;
  return {
    cards: first ? [{ ...first, notice: [sharer, first.notice].filter(Boolean).join(' ') }, ...cards] : cards,
    buttons: [],
    isShared: true,
  };
}

/** Returns the invocation in the forum of a post, unless the post itself is subscribed. */
async function toForum({ store }: CommandContext, invocation: Invocation): Promise<Invocation> {
  const { forum, place } = invocation;
  if (!forum) return invocation;
  const known = await store.subscription(placeToId(place));
  return known && known.state !== 'ended' ? invocation : { ...invocation, ...forum };
}

/** Binds a place from SUBSCRIBE if no connection has done so yet: a command names the workspace. */
async function bind({ store, wake }: CommandContext, place: Place): Promise<void> {
  if (place.workspace && (await store.movePlace({ ...place, workspace: '' }, place))) wake();
}
