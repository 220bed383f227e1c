import type { SlackCall } from './api/call.ts';
import { SlackError } from './errors.ts';

/** The properties that we read of a channel (reference/objects/conversation-object). */
export interface Channel {
  readonly name?: string;
  readonly creator?: string;
  readonly is_member?: boolean;
  readonly is_archived?: boolean;
  readonly is_private?: boolean;
  readonly is_im?: boolean;
  readonly is_mpim?: boolean;
  readonly is_read_only?: boolean;
  /** True for a channel in which only replies can be posted. */
  readonly is_thread_only?: boolean;
  readonly is_non_threadable?: boolean;
  /** True for the read-only copy that remains when another organisation ends a Slack Connect channel. */
  readonly is_frozen?: boolean;
  readonly properties?: {
    readonly posting_restricted_to?: Allowed;
    readonly threads_restricted_to?: Allowed;
  };
}

/** Who may still do something that is restricted: kinds of members, and single users. */
export interface Allowed {
  readonly type?: readonly string[];
  readonly user?: readonly string[];
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
