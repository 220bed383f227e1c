import { slackWording } from '../../i18n/ko/slack.ts';
import { deliveryWording } from '../../i18n/ko/status.ts';
import type { SendResult } from '../../ports/publisher.ts';

export const PLATFORM = 'slack';

/** The votes that every card starts with; they are the bot's own and never counted. */
export const INITIAL_REACTIONS = ['+1', '-1'];
/** Nothing is shown below a message but what it says. */
export const NO_UNFURL = { unfurl_links: false, unfurl_media: false };

/** Said of a message with a picture that Slack cannot fetch, too. */
export const mayBePicture = (error: unknown): boolean =>
  error instanceof SlackError && /^invalid_blocks/.test(error.code);

/** Our name for a message: its channel and its timestamp. */
export const toMessageId = (channel: string, ts: string): string => `${channel}/${ts}`;

export function splitMessageId(id: string): { readonly channel: string; readonly ts: string } {
  const [channel = '', ts = ''] = id.split('/');
  return { channel, ts };
}

/** Slack said no, with a word of its own (`ok: false`). */
export class SlackError extends Error {
  override name = 'SlackError';
  readonly code: string;
  /** What is wrong, in Slack's words. */
  readonly details: readonly string[];

  constructor(code: string, details: readonly string[]) {
    super(`Slack said ${code}`);
    this.code = code;
    this.details = details;
  }
}

type Fact = Exclude<SendResult, { state: 'sent' }>;

const channelBlocked = (reason: string): Fact => ({ state: 'channelBlocked', reason });
const messageRejected = (reason: string): Fact => ({ state: 'messageRejected', reason });

/** The errors of chat.postMessage and its like that state a fact (reference/methods/chat.postMessage, "Errors"). */
const FACTS: Readonly<Record<string, Fact>> = {
  // Deleted, or private and without us: an event tells of the first, an invitation mends the second.
  channel_not_found: channelBlocked(slackWording.notVisible),
  not_in_channel: channelBlocked(slackWording.invite),
  is_archived: channelBlocked(slackWording.archived),
  restricted_action: channelBlocked(slackWording.restricted),
  restricted_action_read_only_channel: channelBlocked(slackWording.restricted),
  restricted_action_thread_only_channel: channelBlocked(slackWording.restricted),
  restricted_action_non_threadable_channel: channelBlocked(slackWording.restricted),
  restricted_action_thread_locked: messageRejected(slackWording.restricted),
  no_permission: channelBlocked(slackWording.restricted),
  access_denied: channelBlocked(slackWording.restricted),
  team_access_not_granted: channelBlocked(slackWording.restricted),
  messages_tab_disabled: channelBlocked(slackWording.restricted),
  channel_type_not_supported: channelBlocked(slackWording.restricted),
  method_not_supported_for_channel_type: channelBlocked(slackWording.restricted),
  is_inactive: channelBlocked(slackWording.restricted),
  missing_scope: channelBlocked(slackWording.missingScope),
  ekm_access_denied: channelBlocked(slackWording.restricted),
  message_not_found: messageRejected(deliveryWording.messageGone),
  thread_not_found: messageRejected(deliveryWording.messageGone),
  cant_update_message: messageRejected(deliveryWording.notSent),
  edit_window_closed: messageRejected(deliveryWording.notSent),
};

/** The fact that an error states; null if it is none, but a failure. */
export const errorToOutcome = (error: unknown): Fact | null =>
  error instanceof SlackError ? (FACTS[error.code] ?? null) : null;

/** The token is not right: whoever set the app up has to mend that. */
export const IS_SETUP =
  /^(account_inactive|token_revoked|token_expired|invalid_auth|not_authed|not_allowed_token_type)$/;

/** Malformed: a bug of ours. */
export const IS_BUG =
  /^(invalid_blocks|invalid_blocks_format|msg_blocks_too_long|msg_too_long|no_text|invalid_arguments|invalid_arg_name|metadata_\w+|invalid_metadata_\w+)$/;
