import { slackWording } from '../../i18n/ko/slack.ts';
import { deliveryWording } from '../../i18n/ko/status.ts';
import type { Log } from '../../lib/log.ts';
import type { SendResult } from '../../ports/publisher.ts';

/** An `ok: false` response with one of Slack's own error codes. */
export class SlackError extends Error {
  override name = 'SlackError';
  readonly code: string;
  /** Slack's error details. */
  readonly details: readonly string[];

  constructor(code: string, details: readonly string[]) {
    super(`Slack answered ${code}`);
    this.code = code;
    this.details = details;
  }
}

type Outcome = Exclude<SendResult, { state: 'sent' }>;

const blocked = (reason: string): Outcome => ({ state: 'channelBlocked', reason });
const rejected = (reason: string): Outcome => ({ state: 'messageRejected', reason });

/** What Slack's error codes say about a message or its channel (reference/methods/chat.postMessage, "Errors"). */
const OUTCOMES: Readonly<Record<string, Outcome>> = {
  // The channel was deleted (an event tells us), or it is private and the bot is not in it (an invitation fixes that).
  channel_not_found: blocked(slackWording.notVisible),
  not_in_channel: blocked(slackWording.invite),
  is_archived: blocked(slackWording.archived),
  restricted_action: blocked(slackWording.restricted),
  restricted_action_read_only_channel: blocked(slackWording.restricted),
  restricted_action_thread_only_channel: blocked(slackWording.restricted),
  restricted_action_non_threadable_channel: blocked(slackWording.restricted),
  restricted_action_thread_locked: rejected(slackWording.restricted),
  no_permission: blocked(slackWording.restricted),
  access_denied: blocked(slackWording.restricted),
  team_access_not_granted: blocked(slackWording.restricted),
  messages_tab_disabled: blocked(slackWording.restricted),
  channel_type_not_supported: blocked(slackWording.restricted),
  method_not_supported_for_channel_type: blocked(slackWording.restricted),
  is_inactive: blocked(slackWording.restricted),
  missing_scope: blocked(slackWording.missingScope),
  ekm_access_denied: blocked(slackWording.restricted),
  message_not_found: rejected(deliveryWording.messageGone),
  thread_not_found: rejected(deliveryWording.messageGone),
  cant_update_message: rejected(deliveryWording.notSent),
  edit_window_closed: rejected(deliveryWording.notSent),
};

/** Codes for a wrong token, which an operator has to fix. */
export const IS_SETUP =
  /^(account_inactive|token_revoked|token_expired|invalid_auth|not_authed|not_allowed_token_type)$/;

/** Codes for a malformed message, which is our bug. */
const IS_BUG =
  /^(invalid_blocks|invalid_blocks_format|msg_blocks_too_long|msg_too_long|no_text|invalid_arguments|invalid_arg_name|metadata_\w+|invalid_metadata_\w+)$/;

/** Codes that do not concern a channel; the caller knows what they mean. */
const LEFT_TO_CALLER: readonly string[] = [
  'already_reacted',
  'no_reaction',
  'too_many_reactions',
  'too_many_emoji',
  'invalid_name',
  'bad_timestamp',
  'not_reactable',
  'thread_locked',
  'no_access',
  'no_item_specified',
  'user_not_found',
];

export const isKnownCode = (code: string): boolean =>
  Object.hasOwn(OUTCOMES, code) || IS_BUG.test(code) || LEFT_TO_CALLER.includes(code);

/** What an API error says about a message or its channel; null if it says nothing about them. */
export const errorToOutcome = (error: unknown): Outcome | null =>
  error instanceof SlackError ? (OUTCOMES[error.code] ?? null) : null;

/** True if a picture could be the cause: if Slack cannot fetch one, it answers as it does for malformed blocks. */
export const canBePicture = (error: unknown): error is SlackError =>
  error instanceof SlackError && /^invalid_blocks/.test(error.code);

export interface ErrorContext {
  readonly log: Log;
  readonly channelId: string;
}

/**
 * Turns an API error into the result of a send.
 * @throws the error itself if it says nothing about the message or its channel
 */
export function toSendResult(error: unknown, { log, channelId }: ErrorContext): SendResult {
  if (error instanceof SlackError && IS_BUG.test(error.code)) {
    log.error(
      { channel: channelId, details: error.details, err: error },
      'Slack rejected the message as malformed',
    );
    return { state: 'messageRejected', reason: deliveryWording.notSent };
  }
  const outcome = errorToOutcome(error);
  if (!outcome) throw error;
  return outcome;
}
