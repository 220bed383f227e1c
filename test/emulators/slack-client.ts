import { LogLevel, webApi } from '@slack/bolt';
import { afterEach } from 'vitest';
import {
  defaultChannelId as channel,
  type SlackOptions,
  type SlackServer,
  startSlack,
} from './slack/index.ts';

const { WebAPIPlatformError, WebClient } = webApi;

export const person = 'U0READER';
export const closed = 'C0CLOSED';
export const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

export async function start(options?: SlackOptions): Promise<SlackServer> {
  const slack = await startSlack(options);
  open.push(slack.close);
  return slack;
}

// Logs nothing: Socket Mode would log each closed connection as an error, and tests close many.
export const silent = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};
export const calm = { unfurl_links: false, unfurl_media: false };
export const at = { channel, ...calm };

export function createClient(slack: SlackServer, more: webApi.WebClientOptions = {}): webApi.WebClient {
  const options = { slackApiUrl: slack.url, logger: silent, retryConfig: { retries: 0 }, ...more };
  return new WebClient(slack.botToken, options);
}

/**
 * Resolves to the error of a failed call: Slack's error code if there is one, otherwise the library's error object.
 * If the call succeeds, resolves to 'no failure'.
 */
export const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no failure',
    (error) => (error instanceof WebAPIPlatformError ? error.data.error : error),
  );

export const errorsOf = (list: readonly { error: string }[]) => list.map(({ error }) => error);

export const plain = (text: string) => ({ type: 'plain_text', text }) as const;
export const mrkdwn = (text: string) => ({ type: 'mrkdwn', text }) as const;
export const button = (more: object = {}) => ({
  type: 'button',
  action_id: 'more',
  text: plain('더'),
  ...more,
});
export const actions = (...elements: object[]) => ({ type: 'actions', elements });
export const rich = (...elements: object[]) => ({ type: 'rich_text', elements });
export const section = (...elements: object[]) => ({ type: 'rich_text_section', elements });
export const picture = (more: object = {}) => ({
  type: 'image',
  image_url: 'https://example.com/a.png',
  alt_text: '그림',
  ...more,
});
