import {
  type APIMessage,
  type APIUser,
  type Client,
  Events,
  type Message,
  type MessageReaction,
  type MessageReactionEventDetails,
  type PartialMessage,
  type PartialMessageReaction,
  type PartialUser,
  Routes,
  SnowflakeUtil,
  type User,
} from 'discord.js';
import type { CurrentReaction, Handlers } from '../../../command/listener.ts';
import { emojiToValue, SUPER } from '../../../domain/vote/vote.ts';
import type { Log } from '../../../lib/log.ts';
import { splitMessageId, toMessageId } from '../../shared/message-id.ts';
import type { DiscordCall } from '../api/call.ts';
import { errorToOutcome } from '../errors.ts';
import { DIRECT_MESSAGES, PLATFORM } from '../message.ts';

const PAGE_SIZE = 100;

export interface ReactionDeps {
  readonly call: DiscordCall;
  readonly handlers: Pick<Handlers, 'onReaction' | 'recount'>;
  readonly log: Log;
}

/** Forwards all reactions that could be votes; the handlers ignore messages that are not our cards. */
export function watchReactions(client: Client, { call, handlers, log }: ReactionDeps): void {
  const onReaction =
    (added: boolean) =>
    (
      { message, emoji }: MessageReaction | PartialMessageReaction,
      user: User | PartialUser,
      { burst }: MessageReactionEventDetails,
    ): void => {
      // This is called for every reaction in every channel, so reject non-votes first; that check is cheap.
      if (emoji.id || typeof emoji.name !== 'string' || emojiToValue(emoji.name) === null || user.bot) return;
      if (user.id === client.user?.id) return;
      const messageId = toId(message);
      handlers
        .onReaction({
          platform: PLATFORM,
          messageId,
          sentAt: SnowflakeUtil.timestampFrom(message.id),
          voter: user.id,
          emoji: nameOf(emoji.name, burst),
          added,
        })
        .catch((err) => log.error({ message: messageId, err }, 'Could not count a vote'));
    };
  const recount = (message: Message | PartialMessage): void => {
    const messageId = toId(message);
    handlers
      .recount(PLATFORM, (it) => readReactions(call, client.user?.id, it), messageId)
      .catch((err) => log.error({ message: messageId, err }, 'Could not recount votes'));
  };
  client
    .on(Events.MessageReactionAdd, onReaction(true))
    .on(Events.MessageReactionRemove, onReaction(false))
    .on(Events.MessageReactionRemoveAll, (message) => recount(message))
    .on(Events.MessageReactionRemoveEmoji, ({ message }) => recount(message));
}

const toId = ({ guildId, channelId, id }: Message | PartialMessage) =>
  toMessageId({ workspace: guildId ?? DIRECT_MESSAGES, channel: channelId }, id);

const nameOf = (emoji: string, isSuper: boolean) => (isSuper ? `${emoji}${SUPER}` : emoji);

/**
 * Reads a message's reactions, except bots' reactions and those that cannot be votes; returns null if the message is
 * gone or inaccessible.
 */
export async function readReactions(
  call: DiscordCall,
  botId: string | undefined,
  id: string,
): Promise<readonly CurrentReaction[] | null> {
  const { channelId, messageId } = splitMessageId(id);
  let message: APIMessage;
  try {
    message = (await call('GET', Routes.channelMessage(channelId, messageId))) as APIMessage;
  } catch (error) {
    if (errorToOutcome(error)) return null;
    throw error;
  }
  const current: CurrentReaction[] = [];
  for (const { emoji, count, me, count_details: details } of message.reactions ?? []) {
    // If nobody but the bot has reacted with this emoji, no request is needed.
    if (emoji.id || !emoji.name || emojiToValue(emoji.name) === null || count <= Number(me)) continue;
    for (const type of details?.burst ? [0, 1] : [0]) {
      const users = await readUsers(call, channelId, messageId, emoji.name, type);
      for (const { id: voter, bot } of users) {
        if (voter !== botId && !bot) current.push({ voter, emoji: nameOf(emoji.name, type === 1) });
      }
    }
  }
  return current;
}

/**
 * Reads all users who reacted with an emoji. `type` is 0 for normal and 1 for super reactions (resources/message, "Get
 * Reactions").
 */
async function readUsers(
  call: DiscordCall,
  channelId: string,
  messageId: string,
  emoji: string,
  type: number,
): Promise<APIUser[]> {
  const users: APIUser[] = [];
  for (;;) {
    const query = new URLSearchParams({ limit: String(PAGE_SIZE), type: String(type) });
    const last = users.at(-1);
    if (last) query.set('after', last.id);
    const route = Routes.channelMessageReaction(channelId, messageId, encodeURIComponent(emoji));
    const page = (await call('GET', route, { query })) as APIUser[];
    // Not spread: a list of any length would be as many arguments.
    for (const user of page) users.push(user);
    if (page.length < PAGE_SIZE) return users;
  }
}
