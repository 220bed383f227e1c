import type { SlackCall } from './api/call.ts';
import { SlackError } from './errors.ts';

interface Channel {
  readonly name?: string;
  readonly creator?: string;
  readonly is_member?: boolean;
  readonly is_archived?: boolean;
  readonly is_private?: boolean;
}

/** Looks up a channel; returns null if it is not visible to the bot. */
export async function readChannel(call: SlackCall, channelId: string): Promise<Channel | null> {
  try {
    const { channel } = await call('conversations.info', { channel: channelId });
    return channel as Channel;
  } catch (error) {
    if (error instanceof SlackError) return null;
    throw error;
  }
}

/**
 * Returns true if the bot can post to a channel. The bot must be a member: otherwise it gets no reaction events and
 * cannot read the channel's history.
 */
export async function canPost(call: SlackCall, channelId: string): Promise<boolean> {
  const channel = await readChannel(call, channelId);
  return Boolean(channel?.is_member && !channel.is_archived);
}
