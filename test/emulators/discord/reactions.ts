import { guildFields, memberJson, userJson } from './json.ts';
import type { Channel, Message, Reaction, World } from './state.ts';

/** Parses an emoji from a path or a test: a Unicode emoji or `name:id`. Returns undefined for other text. */
export function parseEmoji(text: string): Reaction['emoji'] | undefined {
  const custom = /^(?:<a?:)?(\w{2,32}):(\d{17,20})>?$/.exec(text);
  if (custom) return { name: custom[1] ?? '', id: custom[2] ?? '' };
  return /^\p{RGI_Emoji}$/v.test(text) || /^\p{Extended_Pictographic}\uFE0F?$/u.test(text)
    ? { name: text, id: null }
    : undefined;
}

export const sameEmoji = (a: Reaction['emoji'], b: Reaction['emoji']): boolean =>
  a.id === b.id && (a.id !== null || a.name === b.name);

export const findReaction = (message: Message, emoji: Reaction['emoji']): Reaction | undefined =>
  message.reactions.find((one) => sameEmoji(one.emoji, emoji));

/** Adds a reaction and sends the gateway event; has no effect if the user already has this reaction. */
export function addReaction(
  world: World,
  channel: Channel,
  message: Message,
  { userId, emoji, burst = false }: { userId: string; emoji: Reaction['emoji']; burst?: boolean },
): void {
  let reaction = findReaction(message, emoji);
  if (!reaction) {
    reaction = { emoji, normal: new Set(), burst: new Set() };
    message.reactions.push(reaction);
  }
  const users = burst ? reaction.burst : reaction.normal;
  if (users.has(userId)) return;
  users.add(userId);
  world.dispatch('MESSAGE_REACTION_ADD', {
    ...place(world, channel, message),
    ...guildFields(world, channel, (guild) => ({ member: memberJson(world, guild, userId) })),
    user_id: userId,
    emoji,
    message_author_id: message.authorId,
    burst,
    ...(burst ? { burst_colors: ['#ffcc4d'] } : {}),
    type: burst ? 1 : 0,
  });
}

/** Removes a reaction and sends the gateway event; has no effect if the user does not have this reaction. */
export function removeReaction(
  world: World,
  channel: Channel,
  message: Message,
  { userId, emoji, burst = false }: { userId: string; emoji: Reaction['emoji']; burst?: boolean },
): void {
  const reaction = findReaction(message, emoji);
  if (!(burst ? reaction?.burst : reaction?.normal)?.delete(userId)) return;
  message.reactions = message.reactions.filter(({ normal, burst: supers }) => normal.size + supers.size > 0);
  // This event has neither `member` nor `message_author_id` (discord-api-docs: events/gateway-events.mdx, Message
  // Reaction Remove).
  world.dispatch('MESSAGE_REACTION_REMOVE', {
    ...place(world, channel, message),
    user_id: userId,
    emoji,
    burst,
    type: burst ? 1 : 0,
  });
}

/** Removes all reactions, or only those with one emoji, and sends the gateway event. */
export function clearReactions(
  world: World,
  channel: Channel,
  message: Message,
  emoji?: Reaction['emoji'],
): void {
  message.reactions = emoji ? message.reactions.filter((one) => !sameEmoji(one.emoji, emoji)) : [];
  if (emoji) world.dispatch('MESSAGE_REACTION_REMOVE_EMOJI', { ...place(world, channel, message), emoji });
  else world.dispatch('MESSAGE_REACTION_REMOVE_ALL', place(world, channel, message));
}

/**
 * Returns the users with a normal reaction or, if `isBurst` is true, a super reaction. They are sorted by id, because
 * Get Reactions pages by id.
 */
export function reactors(world: World, message: Message, emoji: Reaction['emoji'], isBurst: boolean) {
  const reaction = findReaction(message, emoji);
  const ids = [...((isBurst ? reaction?.burst : reaction?.normal) ?? [])];
  return ids.sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1)).map((id) => userJson(world, id));
}

const place = (world: World, channel: Channel, message: Message) => ({
  channel_id: channel.id,
  message_id: message.id,
  ...guildFields(world, channel),
});
