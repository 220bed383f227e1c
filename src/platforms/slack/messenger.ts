import type { Messenger } from '../../ports/publisher.ts';
import { cardToSlack } from '../../render/slack.ts';
import { answerOf, type SlackCall } from './api/call.ts';
import type { ChannelRateLimiter } from './api/rate-limiter.ts';
import { IS_SETUP } from './errors.ts';
import { EVENT_TYPE, NO_UNFURL } from './message.ts';

/** Creates a messenger. A direct message needs no scope but chat:write, and the Messages tab of the app's home. */
export function createSlackMessenger({
  call,
  rateLimiter,
}: {
  readonly call: SlackCall;
  readonly rateLimiter: ChannelRateLimiter;
}): Messenger {
  return {
    async tell(person, card, key) {
      try {
        await rateLimiter(person, () =>
          call('chat.postMessage', {
            channel: person,
            ...cardToSlack(card),
            ...NO_UNFURL,
            metadata: { event_type: EVENT_TYPE, event_payload: { key } },
          }),
        );
        return 'sent';
      } catch (error) {
        if (isRefusal(error)) return 'refused';
        throw error;
      }
    },
  };
}

/** Codes for Slack's own failures, which do not tell whether the message was sent. */
const IS_FAILURE = /^(internal_error|fatal_error|service_unavailable|request_timeout|rate_?limited)$/;

/**
 * Returns true if Slack has answered that it does not send the message. A missing scope is no reason to turn Slack off:
 * it can be one that only direct messages need.
 */
function isRefusal(error: unknown): boolean {
  const code = answerOf(error);
  return code !== null && !IS_SETUP.test(code) && !IS_FAILURE.test(code);
}
