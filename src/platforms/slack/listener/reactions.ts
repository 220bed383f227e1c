import type { App } from '@slack/bolt';
import type { CurrentReaction, Handlers } from '../../../command/listener.ts';
import { emojiToValue } from '../../../domain/vote/vote.ts';
import { toVoter } from '../../../domain/vote/voter.ts';
import type { Log } from '../../../lib/log.ts';
import { splitMessageId, toMessageId } from '../../shared/message-id.ts';
import type { SlackCall } from '../api/call.ts';
import { errorToOutcome } from '../errors.ts';
import { PLATFORM } from '../message.ts';
import type { IsBot } from '../users.ts';
import type { Team } from '../workspace.ts';

export type ReadReactions = Parameters<Handlers['recount']>[1];

export interface ReactionDeps {
  readonly handlers: Pick<Handlers, 'onReaction' | 'recount'>;
  readonly readReactions: ReadReactions;
  readonly isBot: IsBot;
  readonly log: Log;
  readonly botUserId: string;
  /** Returns the workspace of an event. */
  readonly workspaceOf: (team: Team) => string;
  /** When this listener started, in milliseconds since the epoch. */
  readonly startedAt: number;
}

interface SlackReactionEvent {
  readonly type: 'reaction_added' | 'reaction_removed';
  readonly user: string;
  readonly reaction: string;
  /** The author of the message. */
  readonly item_user?: string;
  readonly item?: { readonly type: string; readonly channel?: string; readonly ts?: string };
}

/** Forwards all reactions that could be votes; the handlers ignore messages that are not our cards. */
export function watchReactions(app: App, deps: ReactionDeps): void {
  const { handlers, readReactions, isBot, log, botUserId, workspaceOf, startedAt } = deps;

  async function onReaction(
    { type, user, reaction, item, item_user }: SlackReactionEvent,
    workspace: string,
    isOld: boolean,
  ): Promise<void> {
    // Most reactions are on people's messages, so reject these reactions first.
    const isOurs = item?.type === 'message' && (item_user ?? botUserId) === botUserId;
    if (!isOurs || user === botUserId || !item.channel || !item.ts || !canBeVote(reaction)) return;
    const messageId = toMessageId({ workspace, channel: item.channel }, item.ts);
    try {
      // If it cannot be told now whether the user is a bot, the recount asks again until it can.
      const isBotUser = isOld ? null : await isBot(user).catch(() => null);
      if (isBotUser === null) {
        await handlers.recount(PLATFORM, readReactions, messageId);
        return;
      }
      if (isBotUser) return;
      await handlers.onReaction({
        platform: PLATFORM,
        messageId,
        sentAt: Number(item.ts) * 1_000,
        voter: toVoter({ platform: PLATFORM, workspace }, user),
        emoji: reaction,
        added: type === 'reaction_added',
      });
    } catch (err) {
      log.error({ message: messageId, err }, 'Could not count a vote');
    }
  }

  for (const name of ['reaction_added', 'reaction_removed'] as const) {
    app.event(name, ({ event, context, body }) => {
      // If the event is repeated, or from before the start, a newer event might already have been handled: read the
      // message's reactions instead.
      const isOld = (context.retryNum ?? 0) > 0 || Number(body.event_time) * 1_000 <= startedAt;
      return onReaction(event as SlackReactionEvent, workspaceOf(context), isOld);
    });
  }
}

const canBeVote = (emoji: unknown) => typeof emoji === 'string' && emojiToValue(emoji) !== null;

export interface ReactionReaderDeps {
  readonly call: SlackCall;
  readonly isBot: IsBot;
}

/**
 * Creates a function that reads the reactions on a message that can be votes, except those of bots; it returns null if
 * the message is gone or inaccessible.
 */
export function createReactionReader({ call, isBot }: ReactionReaderDeps, botUserId: string): ReadReactions {
  interface Response {
    readonly message?: { readonly reactions?: readonly { name: string; users: readonly string[] }[] };
  }
  return async (id) => {
    const { workspace, channelId, messageId } = splitMessageId(id);
    try {
      const { message } = (await call('reactions.get', {
        channel: channelId,
        timestamp: messageId,
        full: true,
      })) as Response;
      const current: CurrentReaction[] = [];
      for (const { name, users } of message?.reactions ?? []) {
        if (!canBeVote(name)) continue;
        for (const user of users) {
          if (user === botUserId || (await isBot(user))) continue;
          current.push({ voter: toVoter({ platform: PLATFORM, workspace }, user), emoji: name });
        }
      }
      return current;
    } catch (error) {
      if (errorToOutcome(error)) return null;
      throw error;
    }
  };
}
