import { webApi } from '@slack/bolt';
import { TIMEOUTS } from './timeouts.ts';

export type SlackFetch = NonNullable<webApi.WebClientOptions['fetch']>;

const nothing = () => {};
/** A logger that discards everything: failures reach us as errors, which we log ourselves. */
export const SILENT = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  setName: nothing,
  getLevel: () => webApi.LogLevel.ERROR,
};

/** Returns the options for Bolt's clients and ours: no retries, no waiting for rate limits, no log output. */
export function clientOptions(apiUrl: string | undefined, fetch: SlackFetch): webApi.WebClientOptions {
  return {
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
    fetch,
    timeout: TIMEOUTS.otherMs,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: SILENT,
  };
}
