import { createHash } from 'node:crypto';
import { type APIMessage, ComponentType } from 'discord.js';
import type { Card } from '../../domain/card/card.ts';

export const PLATFORM = 'discord';

/** The workspace of direct messages, as in Discord's own links. */
export const DIRECT_MESSAGES = '@me';

/** The reactions that the bot adds to every paper's card. The bot's own reactions never count as votes. */
export const INITIAL_REACTIONS = ['👍', '👎'];

/**
 * Returns the nonce for a delivery key. Discord limits a nonce to 25 characters (resources/message, "Create Message").
 */
export const keyToNonce = (key: string): string =>
  createHash('sha256').update(key).digest('base64url').slice(0, 25);

/**
 * Returns true if the bot sent the message and it contains the link of the card's title or first button. Replies to
 * commands never match.
 */
export function isMessageOf(message: APIMessage, { title, buttons }: Card, botId: string): boolean {
  if (message.author.id !== botId || message.interaction_metadata) return false;
  const rows = message.components ?? [];
  const linked = rows.flatMap((row) => (row.type === ComponentType.ActionRow ? row.components : []));
  const urls = [
    ...message.embeds.map(({ url }) => url),
    ...linked.map((it) => ('url' in it ? it.url : undefined)),
  ];
  return [title.url, buttons[0]?.url].some((url) => url && urls.includes(url));
}
