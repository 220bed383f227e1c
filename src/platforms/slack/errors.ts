import { TemporaryError } from '../../domain/errors.ts';
import { slackWording } from '../../i18n/ko/slack.ts';
import { deliveryWording } from '../../i18n/ko/status.ts';
import type { PlaceBlocked, SendResult } from '../../ports/publisher.ts';
import { cutAnswer } from '../shared/cut-answer.ts';

/** An `ok: false` response with an error code that we know. */
export class SlackError extends Error {
  override name = 'SlackError';
  readonly code: string;
  /** The messages that explain the code (`response_metadata.messages`). */
  readonly details: readonly string[];

  constructor(code: string, details: readonly string[]) {
    super(`Slack answered ${code}`);
    this.code = code;
    this.details = details;
  }
}

type Outcome = Exclude<SendResult, { state: 'sent' }>;
/** An outcome whose `cause` is the code itself. */
type CodeOutcome = Exclude<Outcome, PlaceBlocked> | Omit<PlaceBlocked, 'cause'>;

const blocked = (reason: string): CodeOutcome => ({ state: 'channelBlocked', reason });
const rejected = (reason: string): CodeOutcome => ({ state: 'messageRejected', reason });

/**
 * Slack's error codes that concern a message or its channel, with their outcomes (reference/methods/chat.postMessage,
 * "Errors").
 */
export const OUTCOMES: Readonly<Record<string, CodeOutcome>> = {
  // Either the channel was deleted (an event reports that, too), or it is private and the bot is not a member (an
  // invitation fixes that).
  channel_not_found: blocked(slackWording.notVisible),
  not_in_channel: blocked(slackWording.invite),
  is_archived: blocked(slackWording.archived),
  restricted_action: blocked(slackWording.restricted),
  restricted_action_read_only_channel: blocked(slackWording.restricted),
  restricted_action_thread_only_channel: blocked(slackWording.wrongType),
  restricted_action_thread_locked: rejected(slackWording.restricted),
  no_permission: blocked(slackWording.notAllowed),
  access_denied: blocked(slackWording.notAllowed),
  team_access_not_granted: blocked(slackWording.notAllowed),
  messages_tab_disabled: blocked(slackWording.wrongType),
  channel_type_not_supported: blocked(slackWording.wrongType),
  method_not_supported_for_channel_type: blocked(slackWording.wrongType),
  is_inactive: blocked(slackWording.restricted),
  missing_scope: blocked(slackWording.missingScope),
  ekm_access_denied: blocked(slackWording.notAllowed),
  message_not_found: rejected(deliveryWording.messageGone),
  thread_not_found: rejected(deliveryWording.messageGone),
  cant_update_message: rejected(deliveryWording.notSent),
  edit_window_closed: rejected(deliveryWording.notSent),
};

/** Error codes for an invalid token, which an operator has to replace. */
export const IS_SETUP =
  /^(account_inactive|token_revoked|token_expired|invalid_auth|not_authed|not_allowed_token_type)$/;

/**
 * Error codes for a message that Slack calls malformed. Only those that Slack's docs explain this way are listed: after
 * them, the message certainly does not exist.
 */
const IS_MALFORMED =
  /^(invalid_blocks|invalid_blocks_format|msg_blocks_too_long|msg_too_long|no_text|invalid_arguments|invalid_arg_name|metadata_\w+|invalid_metadata_\w+|(invalid|too_many)_attachments|markdown_text_conflict)$/;

/** Other known error codes: the caller handles the SlackError. */
const LEFT_TO_CALLER: readonly string[] = [
  'already_reacted',
  'no_reaction',
  'too_many_reactions',
  'too_many_emoji',
  'invalid_cursor',
  'invalid_name',
  'bad_timestamp',
  'not_reactable',
  'thread_locked',
  'no_access',
  'no_item_specified',
  'user_not_found',
  'user_disabled',
  'cannot_dm_bot',
  'user_not_visible',
  'plan_upgrade_required',
];

export const isKnownCode = (code: string): boolean =>
  Object.hasOwn(OUTCOMES, code) || IS_MALFORMED.test(code) || LEFT_TO_CALLER.includes(code);

export const codeOf = (error: unknown): string | null => (error instanceof SlackError ? error.code : null);

/** Returns what an API error means for a message or its channel; null if it concerns neither. */
export function errorToOutcome(error: unknown): Outcome | null {
  const outcome = error instanceof SlackError ? OUTCOMES[error.code] : undefined;
  if (!outcome) return null;
  return outcome.state === 'channelBlocked' ? { ...outcome, cause: (error as SlackError).code } : outcome;
}

/**
 * Returns true if a picture could have caused the error: if Slack cannot fetch a picture, it returns the code for
 * malformed blocks.
 */
export const canBePicture = (error: unknown): error is SlackError =>
  error instanceof SlackError && /^invalid_blocks/.test(error.code);

/**
 * Turns an API error into a `SendResult`.
 * @throws {TemporaryError} if Slack refuses the message: whether that is the message's fault, its neighbours tell
 * @throws any other error itself
 */
export function toSendResult(error: unknown): SendResult {
  const outcome = errorToOutcome(error);
  if (outcome) return outcome;
  if (!(error instanceof SlackError)) throw error;
  const words = cutAnswer([error.code, ...error.details].join(': '));
  throw new TemporaryError(`Slack refused the message (${words})`, {
    isUndone: IS_MALFORMED.test(error.code),
  });
}
