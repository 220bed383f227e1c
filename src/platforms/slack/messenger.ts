import type { Messenger } from '../../ports/publisher.ts';
import { cardToSlack } from '../../render/slack.ts';
import type { SlackCall } from './api/call.ts';
import type { ChannelRateLimiter } from './api/rate-limiter.ts';
import { SlackError } from './errors.ts';
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
        if (error instanceof SlackError) return 'refused';
        throw error;
      }
    },
  };
}
