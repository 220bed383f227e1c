import { SlackError } from './errors.ts';
import type { Channel, Message, World } from './state.ts';

// Slack always uses an emoji's main name, even if an alias was sent: 👍 is '+1' in every event.
const firstNames: Record<string, string> = { thumbsup: '+1', thumbsdown: '-1' };

/** Returns Slack's name for a reaction; each skin tone is a separate reaction, such as `+1::skin-tone-3`. */
export function reactionName(name: string): string {
  if (!/^[a-z0-9_+'-]{1,100}(?:::skin-tone-[2-6])?$/.test(name)) throw new SlackError('invalid_name');
  const [base = '', tone] = name.split('::');
  return [firstNames[base] ?? base, ...(tone ? [tone] : [])].join('::');
}

// docs.slack.dev/reference/methods/reactions.add mentions these two limits without numbers; the numbers come from
// memory of Slack's help centre and are unverified.
const emojiPerMessage = 50;
const reactionsPerPerson = 23;

/** Adds a reaction and sends the event. */
export function addReaction(
  world: World,
  channel: Channel,
  message: Message,
  by: { userId: string; name: string },
): void {
  const name = reactionName(by.name);
  const known = message.reactions.find((one) => one.name === name);
  if (known?.users.includes(by.userId)) throw new SlackError('already_reacted');
  const own = message.reactions.filter(({ users }) => users.includes(by.userId));
  if (own.length >= reactionsPerPerson) throw new SlackError('too_many_reactions');
  if (!known && message.reactions.length >= emojiPerMessage) throw new SlackError('too_many_emoji');
  if (known) known.users.push(by.userId);
  else message.reactions.push({ name, users: [by.userId] });
  tell(world, 'reaction_added', channel, message, { ...by, name });
}

export function removeReaction(
  world: World,
  channel: Channel,
  message: Message,
  by: { userId: string; name: string },
): void {
  const name = reactionName(by.name);
  const at = message.reactions.findIndex((one) => one.name === name);
  const users = message.reactions[at]?.users ?? [];
  const index = users.indexOf(by.userId);
  if (index < 0) throw new SlackError('no_reaction');
  users.splice(index, 1);
  if (users.length === 0) message.reactions.splice(at, 1);
  tell(world, 'reaction_removed', channel, message, { ...by, name });
}

/** Sends a reaction event: docs.slack.dev/reference/events/reaction_added. */
function tell(
  world: World,
  type: string,
  channel: Channel,
  message: Message,
  { userId, name }: { userId: string; name: string },
): void {
  const item = { type: 'message', channel: channel.id, ts: message.ts };
  const event = { user: userId, reaction: name, item, item_user: message.userId };
  world.emit({ type, ...event, event_ts: world.newTs() }, channel);
}
