import { cardWording } from '../../../src/i18n/ko/card.ts';
import { slackWording } from '../../../src/i18n/ko/slack.ts';
import { splitMessageId, toMessageId } from '../../../src/platforms/shared/message-id.ts';
import type { EditionPlatform, EditionServer, RequestKind } from '../../contract/edition-harness.ts';
import {
  defaultChannelId,
  type Fault,
  type SlackServer,
  type StoredMessage,
  startSlack,
} from '../../emulators/slack/index.ts';
import { CHANNEL, connect, sectionsOf, titleOf } from './api/call-harness.ts';

const READER = 'U0READER';

interface SlackEditionServer extends EditionServer {
  readonly slack: SlackServer;
}

const KINDS: Readonly<Record<string, RequestKind>> = {
  'chat.postMessage': 'send',
  'chat.update': 'edit',
  'conversations.history': 'search',
  'conversations.replies': 'search',
  'reactions.add': 'react',
};
const kindOf = (_: string, path: string): RequestKind => KINDS[path.split('/').at(-1) ?? ''] ?? 'other';

async function open(now: () => number): Promise<SlackEditionServer> {
  const slack = await startSlack({ now });
  const { botToken, botUserId } = slack;
  const answers = new Set<unknown>();
  const sent = (messages: readonly StoredMessage[]) =>
    messages
      .filter(({ user, ts }) => user === botUserId && !answers.has(ts))
      .map((message) => ({
        id: toMessageId(CHANNEL, message.ts),
        url: titleOf(message).url,
        upvotes: sectionsOf(message).find(({ label }) => label === cardWording.labels.upvotes)?.text,
      }));
  const tsOf = (id = '') => splitMessageId(id).messageId;
  const server: SlackEditionServer = {
    ...{ slack, botId: botUserId, url: slack.url, close: slack.close, fault: undefined },
    requests: () => slack.requests.map(({ method }) => kindOf('', method)),
    rejections: () => slack.rejections,
    channel: () => sent(slack.messages(defaultChannelId)),
    thread: () => server.channel().flatMap(({ id }) => sent(slack.replies(defaultChannelId, tsOf(id)))),
    reactions: (id) => slack.current(defaultChannelId, tsOf(id)),
    react: (id, name = '') => slack.react(defaultChannelId, tsOf(id), READER, name),
    unreact: (id, name = '') => slack.unreact(defaultChannelId, tsOf(id), READER, name),
    sayIn(layout) {
      const [heading] = layout === 'thread' ? server.channel() : [];
      return (text) => slack.say(defaultChannelId, READER, text, heading && tsOf(heading.id));
    },
    async answer(url) {
      const { call } = connect(slack, { now, elapsed: now, sleep: async () => {} });
      const text = { type: 'mrkdwn', text: `*<${url}|again>*` };
      const blocks = [{ type: 'section', text }];
      const unfurl = { unfurl_links: false, unfurl_media: false };
      const { ts } = await call('chat.postMessage', {
        ...{ channel: defaultChannelId, text: 'again', blocks, ...unfurl },
      });
      answers.add(ts);
    },
    answers: () => slack.messages(defaultChannelId).filter(({ ts }) => answers.has(ts)).length,
    deleteMessage: (id) => slack.deleteMessage(defaultChannelId, tsOf(id)),
    deleteChannel: () => slack.deleteChannel(defaultChannelId),
    closed: {
      reason: slackWording.archived,
      add: () => slack.archive(defaultChannelId),
      remove: () => slack.archive(defaultChannelId, false),
    },
    // The bot can post without being a member, but it cannot read the history.
    unreadable: {
      reason: slackWording.invite,
      add: () => slack.kick(defaultChannelId),
      remove: () => slack.invite(defaultChannelId),
    },
    endThread: () => {},
    connect: (url, clock, reactionsClock) => connect({ url, botToken }, clock, reactionsClock),
  };
  slack.fault = ({ method, body }) =>
    server.fault?.(kindOf('', method), JSON.stringify(body)) as Fault | undefined;
  return server;
}

const error = (name: string): Fault => ({ kind: 'error', error: name });
const done = (name: string): Fault => ({ kind: 'after', answer: { error: name } });

export const slackEdition: EditionPlatform<SlackEditionServer> = {
  ...{ name: 'slack', place: CHANNEL, kindOf, open },
  ignoresRepeats: false,
  initialReactions: ['+1', '-1'],
  beforeThread: [],
  faults: {
    '429, for a moment': { kind: 'rate-limit', retryAfter: 0 },
    '429, for a second': { kind: 'rate-limit', retryAfter: 1 },
    '429, for a long time': { kind: 'rate-limit', retryAfter: 90 },
    internal_error: error('internal_error'),
    fatal_error: error('fatal_error'),
    service_unavailable: error('service_unavailable'),
    'internal_error, but it was done': done('internal_error'),
    'fatal_error, but it was done': done('fatal_error'),
    'service_unavailable, but it was done': done('service_unavailable'),
    'request_timeout, but it was done': done('request_timeout'),
    'nothing instead of JSON, but it was done': { kind: 'after', answer: { status: 200 } },
  },
  faultPlaces: [],
  invalidToken: error('token_revoked'),
  // If the heading is deleted, its thread stays as long as it has a reply; without one, Slack uses the channel.
  threadEnds: [],
  deleted: { state: 'paused', reason: slackWording.notVisible },
};
