/** An error that Slack reports with `ok: false`; `more` is added to the body of the response. */
export class SlackError extends Error {
  override name = 'SlackError';
  /** True if the request is well formed, but the current state forbids it. */
  readonly isState: boolean;
  readonly more: Record<string, unknown>;

  constructor(error: string, more: Record<string, unknown> = {}, isState = stateErrors.has(error)) {
    super(error);
    this.more = more;
    this.isState = isState;
  }
}

// The errors with `isState`, from the error lists of these methods at docs.slack.dev/reference/methods:
// chat.postMessage, chat.update, chat.delete, chat.postEphemeral, conversations.history, conversations.replies,
// reactions.add, reactions.remove and views.open.
const stateErrors = new Set([
  'account_inactive',
  'already_in_channel',
  'already_reacted',
  'cant_delete_message',
  'cant_update_message',
  'edit_window_closed',
  'expired_trigger_id',
  'internal_error',
  'is_archived',
  'is_inactive',
  'message_not_found',
  'no_reaction',
  'not_in_channel',
  'ratelimited',
  'restricted_action',
  'thread_not_found',
  'token_expired',
  'token_revoked',
  'too_many_emoji',
  'user_not_in_channel',
]);

/** Returns the lines as `errors` and, with the prefix `[ERROR]`, in the field where clients look for them. */
export const explained = (lines: readonly string[]) => ({
  errors: lines,
  response_metadata: { messages: lines.map((line) => `[ERROR] ${line}`) },
});

export const invalidArguments = (...lines: readonly string[]) =>
  new SlackError('invalid_arguments', explained(lines));

/**
 * Returns the error for an unknown channel. `wasThere` is true if the channel was deleted, or is private and
 * the bot is not in it; otherwise the channel never existed, which is the client's mistake.
 */
export const channelNotFound = (wasThere: boolean) => new SlackError('channel_not_found', {}, wasThere);

export const missingScope = (needed: string, provided: Iterable<string>) =>
  new SlackError('missing_scope', { needed, provided: [...provided].join(',') });
