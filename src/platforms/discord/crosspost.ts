import { Routes } from 'discord.js';
import type { Place } from '../../domain/subscription/subscription.ts';
import { subscriptionWording } from '../../i18n/ko/subscription/subscription.ts';
import { splitMessageId } from '../shared/message-id.ts';
import type { DiscordCall } from './api/call.ts';
import { CODES, codeOf, errorToOutcome } from './errors.ts';

/** Publishes a message of an announcement channel (`Publisher.publish`; resources/message, "Crosspost Message"). */
export async function crosspost(call: DiscordCall, { channel }: Place, id: string): Promise<string | null> {
  const { channelId, messageId } = splitMessageId(id);
  // Messages in threads cannot be published.
  if (channelId !== channel) return null;
  try {
    await call('POST', Routes.channelMessageCrosspost(channelId, messageId));
    return null;
  } catch (error) {
    const code = codeOf(error);
    if (code === CODES.alreadyCrossposted) return null;
    if (code === CODES.wrongChannelType) return subscriptionWording.notAnnouncement;
    const outcome = errorToOutcome(error);
    if (!outcome) throw error;
    // A message that members have deleted is no reason against the others.
    return outcome.state === 'messageRejected' ? null : outcome.reason;
  }
}
