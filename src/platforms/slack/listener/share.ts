import { onlyPaper, type Reply } from '../../../command/invocation.ts';
import type { Handlers } from '../../../command/listener.ts';
import { SetupError, TemporaryError } from '../../../domain/errors.ts';
import type { Place } from '../../../domain/subscription/subscription.ts';
import type { Log } from '../../../lib/log.ts';
import { replyToSlack } from '../../../render/slack.ts';
import type { AddInitialReactions } from '../../shared/initial-reactions.ts';
import { toMessageId } from '../../shared/message-id.ts';
import type { SlackCall } from '../api/call.ts';
import type { ChannelRateLimiter } from '../api/rate-limiter.ts';
import { canBePicture, SlackError } from '../errors.ts';
import { NO_UNFURL } from '../message.ts';

export interface ShareDeps {
  readonly call: SlackCall;
  readonly rateLimiter: ChannelRateLimiter;
  readonly addInitialReactions: AddInitialReactions;
  readonly handlers: Pick<Handlers, 'keepShared'>;
  readonly log: Log;
}

/**
 * Posts one paper's card with chat.postMessage. It returns the message's id, without which reactions could not be
 * counted as votes. Returns false if Slack has certainly not posted the card, or if the reply does not show exactly
 * one paper.
 */
export async function shareCard(
  { call, rateLimiter, addInitialReactions, handlers, log }: ShareDeps,
  place: Place,
  reply: Reply,
): Promise<boolean> {
  const paperId = onlyPaper(reply);
  if (!paperId) return false;
  const { channel } = place;
  const post = (withPicture: boolean) =>
    rateLimiter(channel, () =>
      call('chat.postMessage', { channel, ...replyToSlack(reply, withPicture), ...NO_UNFURL }),
    );
  const warn = (error: unknown) => {
    log.warn(
      { channel, error: (error as Error).message },
      'A shared card might be missing, or its votes might not count',
    );
    return true;
  };
  let messageId: string;
  try {
    const { ts } = await post(true).catch((error) => {
      if (!canBePicture(error)) throw error;
      return post(false);
    });
    messageId = toMessageId(place, String(ts));
  } catch (error) {
    // If the bot is not in the channel or is rate limited, the caller can still reply to the button click.
    return isNotDone(error) ? false : warn(error);
  }
  try {
    await handlers.keepShared(place, messageId, paperId);
    await addInitialReactions(messageId);
    return true;
  } catch (error) {
    return warn(error);
  }
}

/** Returns true if Slack has certainly not performed the request. */
const isNotDone = (error: unknown): boolean =>
  error instanceof TemporaryError
    ? error.isUndone
    : error instanceof SlackError || error instanceof SetupError;
