import { setImmediate as tick } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { answerCard, headingCard, paperCard } from '../../../src/cards/build-card.ts';
import { SetupError, TemporaryError } from '../../../src/domain/errors.ts';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { slackWording } from '../../../src/i18n/ko/slack.ts';
import { deliveryWording } from '../../../src/i18n/ko/status.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import { toMessageId } from '../../../src/platforms/shared/message-id.ts';
import { createChannelRateLimiter } from '../../../src/platforms/slack/api/rate-limiter.ts';
import { EVENT_TYPE } from '../../../src/platforms/slack/message.ts';
import { failure } from '../../app/editions/harness.ts';
import { describePublisher, idOf } from '../../contract/publisher.ts';
import { defaultChannelId, defaultTeamId, type Fault } from '../../emulators/slack/index.ts';
import { createTestClock } from '../../fixtures/clock.ts';
import { makePaper, makeSummary } from '../../fixtures/papers.ts';
import { holdTimeouts } from '../../fixtures/timeouts.ts';
import {
  addressOf,
  CHANNEL,
  connect,
  createSlackStage,
  openSlackStage,
  type SlackStage,
  sectionsOf,
  splitId,
  titleOf,
} from './api/call-harness.ts';

const DAY = '2026-08-21';
const SECOND = 1_000;
const HOUR = 60 * 60_000;
const READER = 'U0READER';
const OTHER = 'C0OTHER';
const KOREAN = expect.stringMatching(/\p{Script=Hangul}/u);
const heading = headingCard(DAY, 40, 5);
const cardOf = (id = '2608.00001', overrides = {}) =>
  paperCard({ paper: makePaper({ id, ...overrides }), summary: makeSummary() }, DAY, 'not-yet');
const card = cardOf();

describePublisher('Slack', async () => {
  const { publisher, to, slack } = await openSlackStage();
  return {
    ...{ publisher, to },
    titles: async () => slack.messages(defaultChannelId).map((message) => titleOf(message).text),
    unknownId: toMessageId(CHANNEL, '1700000000.000100'),
    close: slack.close,
  };
});

let stage: SlackStage;
beforeEach(async () => {
  stage = await createSlackStage();
  stage.slack.addChannel({ id: OTHER });
});

const messages = (channel = defaultChannelId) => stage.slack.messages(channel);
const send = (sent = card, key = 'k1', to = stage.to) => stage.publisher.send(to, sent, key);
const inChannel = (channel: string) => addressOf({ ...CHANNEL, channel }, stage.clock);
/** Returns the arguments of all calls of a method. */
const bodies = (method: string) =>
  stage.slack.requests.filter((request) => request.method === method).map(({ body }) => body);
const posts = () => bodies('chat.postMessage');
/** Makes the first `times` calls of a method fail with this fault. */
function spoil(method: string, fault: Fault, times = Number.POSITIVE_INFINITY): void {
  stage.slack.fault = (request, n) => (request.method === method && n <= times ? fault : undefined);
}
const current = (id: string) => {
  const { channel, ts } = splitId(id);
  return stage.slack.current(channel, ts);
};
const initialReactions = () => ['+1', '-1'].map((emoji) => ({ emoji, users: [stage.slack.botUserId] }));

describe('the workspace of a place', () => {
  const ENTERPRISE = 'E0LOOPBACK';
  const workspaceOf = (workspace: string) => stage.publisher.workspaceOf({ ...CHANNEL, workspace });

  test('is the team of our token, which is looked up once', async () => {
    expect(await workspaceOf('')).toBe(defaultTeamId);
    expect(await workspaceOf(defaultTeamId)).toBe(defaultTeamId);
    expect(bodies('auth.test')).toHaveLength(1);
  });

  test('contains the enterprise, also for a place from before the team joined it', async () => {
    stage = await createSlackStage({ enterpriseId: ENTERPRISE });
    const whole = `${ENTERPRISE}.${defaultTeamId}`;
    for (const known of ['', defaultTeamId, whole]) expect(await workspaceOf(known)).toBe(whole);
    const { place } = stage.to;
    const id = idOf(await send(card, 'k1', { ...stage.to, place: { ...place, workspace: whole } }));
    expect(id).toBe(`${whole}/${defaultChannelId}/${messages()[0]?.ts}`);
  });

  test.each(['T0OTHER', `${ENTERPRISE}.T0OTHER`])('of another team stays %s', async (workspace) => {
    expect(await workspaceOf(workspace)).toBe(workspace);
  });

  test('can be looked up again after an outage, but not with an invalid token', async () => {
    spoil('auth.test', { kind: 'status', status: 503 });
    expect(await failure(Promise.resolve(workspaceOf('')))).toBeInstanceOf(TemporaryError);
    stage.slack.fault = undefined;
    expect(await workspaceOf('')).toBe(defaultTeamId);
    stage = await createSlackStage();
    stage.slack.revokeToken();
    expect(await failure(Promise.resolve(workspaceOf('')))).toBeInstanceOf(SetupError);
  });
});

describe('a message', () => {
  test('is identified by its team, its channel and its timestamp', async () => {
    const id = idOf(await send());
    expect(id).toBe(`${defaultTeamId}/${defaultChannelId}/${messages()[0]?.ts}`);
  });

  test('carries its key, unfurls nothing, and is posted in the channel', async () => {
    await send(heading, 'k0');
    await send(card, '열쇠 👍/2608.00001');
    for (const body of posts()) {
      expect(body).toMatchObject({ unfurl_links: false, unfurl_media: false });
      for (const name of ['thread_ts', 'parse', 'link_names', 'mrkdwn'])
        expect(body).not.toHaveProperty(name);
    }
    expect(messages().map(({ metadata }) => metadata)).toEqual(
      ['k0', '열쇠 👍/2608.00001'].map((key) => ({ event_type: EVENT_TYPE, event_payload: { key } })),
    );
    expect(stage.slack.rejections).toEqual([]);
  });

  test('has a self-contained text of at most 4,000 characters', async () => {
    const summary = makeSummary();
    await send();
    await send(cardOf('2608.00002', { abstract: 'x' }), 'k2');
    await send(heading, 'k3');
    const long = cardOf('2608.00004', { title: '<&>'.repeat(9_000) });
    await send(long, 'k4');
    const [text = '', , headingText = '', longText = ''] = messages().map((it) => it.text);
    for (const fact of [makePaper().title, summary.summary, summary.easy, '7']) expect(text).toContain(fact);
    expect(headingText).toContain(cardWording.headingTitle(DAY));
    expect(headingText).toContain(cardWording.headingText(40, 5));
    expect(longText.length).toBeGreaterThan(3_500);
    expect(longText.length).toBeLessThanOrEqual(4_000);
    await stage.publisher.edit(idOf(await send(card, 'k5')), long);
    expect(messages().at(-1)?.text).toBe(longText);
    expect(stage.slack.rejections).toEqual([]);
  });

  test('mentions nobody, whatever its text is', async () => {
    const text = '<!channel> <!here|here> <@U0READER> @channel <!subteam^S1> <mailto:a@b.cd|x>';
    const mentioning = paperCard(
      {
        paper: makePaper({ title: text, authors: [text] }),
        summary: makeSummary({ summary: text, easy: text, fields: [{ ko: text, en: text }] }),
      },
      DAY,
      'not-yet',
    );
    const id = idOf(await send({ ...mentioning, notice: text }));
    await send({ ...mentioning, thumbnail: null }, 'k2');
    await stage.publisher.edit(id, mentioning);
    expect(messages().map((message) => titleOf(message).text)).toEqual([text, text]);
    expect(stage.slack.rejections).toEqual([]);
  });

  test('with a card gets 👍 and 👎, in this order; a heading and an answer do not', async () => {
    const id = idOf(await send());
    const others = [heading, answerCard('lamp', [{ name: 'text', label: '', text: 'fog' }])];
    const ids = [];
    for (const [index, other] of others.entries()) ids.push(idOf(await send(other, `other${index}`)));
    expect(current(id)).toEqual(initialReactions());
    expect(ids.map(current)).toEqual([[], []]);
    expect(stage.slack.refusals).toEqual([]);
  });

  test('in a thread is below its heading, and not also in the channel', async () => {
    const parentId = idOf(await send(heading, 'k0'));
    const { ts } = splitId(parentId);
    const id = idOf(await send(card, 'k1', { ...stage.to, parentId }));
    expect(posts()[1]).toMatchObject({ thread_ts: ts });
    expect(posts()[1]?.reply_broadcast ?? false).toBe(false);
    expect(messages()).toHaveLength(1);
    const replies = stage.slack.replies(defaultChannelId, ts);
    expect(replies.map((reply) => toMessageId(CHANNEL, reply.ts))).toEqual([id]);
    expect(current(id)).toEqual(initialReactions());
  });
});

describe('initial reactions', () => {
  test('that already exist cause no log line', async () => {
    spoil('reactions.add', { kind: 'after', answer: { error: 'already_reacted' } });
    expect(current(idOf(await send()))).toEqual(initialReactions());
    expect(stage.log.lines).toEqual([]);
  });

  test.each([
    'too_many_reactions',
    'too_many_emoji',
    'message_not_found',
    'is_archived',
    'not_reactable',
    'thread_locked',
    'missing_scope',
  ])('that Slack refuses (%s) are omitted, with a line in the log: the message is sent', async (error) => {
    spoil('reactions.add', { kind: 'error', error });
    expect(await send()).toMatchObject({ state: 'sent' });
    expect(messages()).toHaveLength(1);
    expect(stage.log.lines.length).toBeGreaterThan(0);
    for (const { level } of stage.log.lines) expect(level).toBe('warn');
  });

  test.each<[string, Fault]>([
    ['429', { kind: 'rate-limit', retryAfter: 30 }],
    ['503', { kind: 'status', status: 503 }],
    ['internal_error', { kind: 'error', error: 'internal_error' }],
    ['a reset', { kind: 'reset' }],
  ])('that fail temporarily (%s) are added later: the card does not wait for them', async (_, fault) => {
    spoil('reactions.add', fault, 1);
    const id = idOf(await send());
    await stage.slack.until(() => current(id).length === 2);
    expect(current(id)).toEqual(initialReactions());
    expect(messages()).toHaveLength(1);
  });
});

describe('a message whose picture Slack cannot fetch', () => {
  test('is sent again without the picture', async () => {
    stage.slack.brokenImage = () => true;
    const id = idOf(await send());
    expect(messages()).toHaveLength(1);
    expect(posts()).toHaveLength(2);
    expect(JSON.stringify(posts()[0]?.blocks)).toContain('image_url');
    expect(JSON.stringify(messages()[0]?.blocks)).not.toContain('image');
    expect(titleOf(messages()[0] ?? {})).toEqual(card.title);
    for (const { text } of card.sections) expect(JSON.stringify(messages()[0]?.blocks)).toContain(text);
    expect(messages()[0]?.metadata).toMatchObject({ event_payload: { key: 'k1' } });
    expect(current(id)).toEqual(initialReactions());
    expect(stage.log.lines).toEqual([
      {
        level: 'warn',
        fields: {
          paper: '2608.00001',
          details: [expect.stringContaining('downloading image failed')],
        },
        sentence: expect.any(String),
      },
    ]);
    expect(stage.slack.rejections).toEqual([]);
  });

  test('is also edited without the picture', async () => {
    const id = idOf(await send());
    stage.slack.brokenImage = () => true;
    expect(await stage.publisher.edit(id, cardOf('2608.00001', { upvotes: 99 }))).toEqual({
      state: 'sent',
      messageId: id,
    });
    expect(sectionsOf(messages()[0] ?? {})).toContainEqual({ label: cardWording.labels.upvotes, text: '99' });
    expect(JSON.stringify(messages()[0]?.blocks)).not.toContain('image');
  });

  test('is refused, after two posts, if Slack does not accept it without the picture, either', async () => {
    spoil('chat.postMessage', { kind: 'error', error: 'invalid_blocks' });
    expect(await failure(send())).toBeInstanceOf(TemporaryError);
    expect(posts()).toHaveLength(2);
    expect(stage.log.lines.map(({ level }) => level)).toEqual(['warn']);
  });

  test('is not sent again if it has no picture', async () => {
    spoil('chat.postMessage', { kind: 'error', error: 'invalid_blocks' });
    expect(await failure(send(heading))).toBeInstanceOf(TemporaryError);
    expect(posts()).toHaveLength(1);
    expect(stage.log.lines).toEqual([]);
  });
});

describe('refusals by Slack', () => {
  test.each([
    ['channel_not_found', 'channelBlocked', slackWording.notVisible],
    ['not_in_channel', 'channelBlocked', slackWording.invite],
    ['is_archived', 'channelBlocked', slackWording.archived],
    ['restricted_action', 'channelBlocked', slackWording.restricted],
    ['restricted_action_read_only_channel', 'channelBlocked', slackWording.restricted],
    ['restricted_action_thread_only_channel', 'channelBlocked', slackWording.wrongType],
    ['ekm_access_denied', 'channelBlocked', slackWording.notAllowed],
    ['thread_not_found', 'messageRejected', deliveryWording.messageGone],
    ['message_not_found', 'messageRejected', deliveryWording.messageGone],
  ] as const)('%s results in %s, without a log line', async (error, state, reason) => {
    spoil('chat.postMessage', { kind: 'error', error });
    const cause = state === 'channelBlocked' ? { cause: error } : {};
    expect(await send()).toEqual({ ...cause, state, reason });
    expect(reason).toEqual(KOREAN);
    expect(posts()).toHaveLength(1);
    expect(stage.log.lines).toEqual([]);
  });

  test.each([
    'msg_blocks_too_long',
    'msg_too_long',
    'no_text',
    'invalid_arguments',
    'metadata_too_large',
    'invalid_metadata_schema',
  ])('T1: %s might be the message: one post, without an effect, and Slack’s words', async (error) => {
    spoil('chat.postMessage', {
      kind: 'status',
      status: 200,
      body: { ok: false, error, response_metadata: { messages: ['[ERROR] what was wrong'] } },
      headers: { 'content-type': 'application/json' },
    });
    const refusal = await failure(send());
    expect(refusal).toBeInstanceOf(TemporaryError);
    expect(refusal).toMatchObject({ isUndone: true, isUnrelated: false });
    expect(refusal.message).toBe(`Slack refused the message (${error}: [ERROR] what was wrong)`);
    expect(posts()).toHaveLength(1);
  });

  test('S2: a refusal of a megabyte is cut, since each attempt logs it', async () => {
    const messages = Array.from({ length: 10_000 }, () => '[ERROR] '.repeat(15));
    spoil('chat.postMessage', {
      kind: 'status',
      status: 200,
      body: { ok: false, error: 'invalid_blocks', response_metadata: { messages } },
      headers: { 'content-type': 'application/json' },
    });
    expect((await failure(send())).message.length).toBeLessThan(1_000);
    expect(JSON.stringify(stage.log.lines).length).toBeLessThan(10_000);
  });

  test('a post without a connection had no effect, and its content is not the cause', async () => {
    await stage.slack.close();
    expect(await failure(send())).toMatchObject({
      ...{ name: 'TemporaryError', isUndone: true, isUnrelated: true, retryAfterMs: undefined },
    });
  });

  test.each(['internal_error', 'fatal_error', 'nobody_knows_this_code'])(
    'T2: after %s, the message might exist, and might be the cause',
    async (error) => {
      spoil('chat.postMessage', { kind: 'error', error });
      const unclear = await failure(send());
      expect(unclear).toMatchObject({ isUndone: false, isUnrelated: false });
      expect(unclear.message).toContain(error);
    },
  );

  test.each([
    'missing_scope',
    'invalid_auth',
    'token_revoked',
    'token_expired',
    'account_inactive',
    'not_authed',
    'not_allowed_token_type',
  ])('%s is a setup error, which contains no token', async (error) => {
    spoil('chat.postMessage', { kind: 'error', error });
    const problem = await failure(send());
    expect(problem).toBeInstanceOf(SetupError);
    expect(problem.message).toContain(error);
    expect(problem.message).toContain('SLACK_BOT_TOKEN');
    expect(JSON.stringify([problem.message, problem.stack, problem.cause])).not.toContain('xoxb');
    expect(stage.log.lines).toEqual([]);
  });

  test('an unknown token, a revoked one and a removed app are setup errors', async () => {
    const stranger = connect({ url: stage.slack.url, botToken: 'xoxb-stranger' }, stage.clock);
    const problem = await failure(stranger.publisher.send(stage.to, card, 'k1'));
    expect(problem).toBeInstanceOf(SetupError);
    expect(String(problem.stack)).not.toContain('stranger');
    stage.slack.revokeToken();
    expect(await failure(send())).toBeInstanceOf(SetupError);
    stage.slack.uninstall();
    expect(
      await failure(stage.publisher.edit(toMessageId(CHANNEL, '1700000000.000100'), card)),
    ).toBeInstanceOf(SetupError);
  });

  test.each([0, 7, 90])(
    '429 with Retry-After %i is left to the next attempt, with its duration',
    async (seconds) => {
      spoil('chat.postMessage', { kind: 'rate-limit', retryAfter: seconds }, 1);
      const problem = await failure(send());
      expect(problem).toBeInstanceOf(TemporaryError);
      expect(problem.retryAfterMs).toBe(seconds * SECOND || undefined);
      expect(posts()).toHaveLength(1);
      expect(stage.clock.waits).toEqual([]);
      // Other channels are not delayed.
      idOf(await send(card, 'k1', inChannel(OTHER)));
    },
  );

  test.each<[string, Fault]>([
    ['internal_error', { kind: 'error', error: 'internal_error' }],
    ['fatal_error', { kind: 'error', error: 'fatal_error' }],
    ['service_unavailable', { kind: 'error', error: 'service_unavailable' }],
    ['ratelimited with HTTP 200', { kind: 'error', error: 'ratelimited' }],
    ['message_limit_exceeded', { kind: 'error', error: 'message_limit_exceeded' }],
    ['an unknown error', { kind: 'error', error: 'lamp_out_of_oil' }],
    ['429 without Retry-After', { kind: 'status', status: 429 }],
    ['500', { kind: 'status', status: 500 }],
    ['502 in HTML', { kind: 'status', status: 502, body: '<html>Bad Gateway' }],
    ['503', { kind: 'status', status: 503 }],
    ['200 in HTML', { kind: 'status', status: 200, body: '<html>Log in' }],
    ['403 in HTML', { kind: 'status', status: 403, body: '<html>No' }],
    ['a reset', { kind: 'reset' }],
    ['a closed socket', { kind: 'close' }],
  ])('%s is left for later, after one attempt', async (_, fault) => {
    spoil('chat.postMessage', fault, 1);
    const problem = await failure(send());
    expect(problem).toBeInstanceOf(TemporaryError);
    expect(problem.message).not.toContain('xoxb');
    expect(problem.message.length).toBeLessThan(300);
    expect(posts()).toHaveLength(1);
    idOf(await send());
  });

  test('a send without a response is left for later: after five seconds, plus four in which the message can appear', async () => {
    const { expire, asked } = holdTimeouts();
    stage.slack.fault = (_, n) => {
      if (n > 1) return undefined;
      setImmediate(expire);
      return { kind: 'hang' };
    };
    const problem = await failure(send());
    expect(problem).toBeInstanceOf(TemporaryError);
    expect(problem.retryAfterMs).toBe(4_000);
    expect(posts()).toHaveLength(1);
    expect(asked).toEqual([5_000]);
  });

  test('a channel with a timeout gets ten seconds per call until one succeeds; other channels do not', async () => {
    const { expire, asked } = holdTimeouts();
    stage.slack.fault = ({ method }, n) => {
      if (method !== 'chat.postMessage' || n > 1) return undefined;
      setImmediate(expire);
      return { kind: 'hang' };
    };
    await failure(send(heading));
    await send(heading, 'k2', inChannel(OTHER));
    expect(await stage.publisher.find(stage.to, heading, 'k1')).toBeNull();
    idOf(await send(heading));
    // The 3 seconds are for `auth.test`, which belongs to no channel.
    expect(asked).toEqual([5_000, 5_000, 3_000, 10_000, 5_000]);
  });

  test('an unreachable Slack is left for later', async () => {
    await stage.slack.close();
    expect(await failure(send())).toBeInstanceOf(TemporaryError);
  });

  test('a response without a timestamp is left for later: the message might have been posted', async () => {
    const body = { ok: true };
    spoil('chat.postMessage', { kind: 'status', status: 200, body });
    expect(await failure(send())).toBeInstanceOf(TemporaryError);
  });

  test('a channel that is archived, left, private or deleted is reported as such', async () => {
    stage.slack.archive(defaultChannelId);
    expect(await send()).toMatchObject({ state: 'channelBlocked', reason: slackWording.archived });
    stage.slack.archive(defaultChannelId, false);
    stage.slack.scopes.delete('chat:write.public');
    stage.slack.kick(defaultChannelId);
    expect(await send()).toMatchObject({ state: 'channelBlocked', reason: slackWording.invite });
    stage.slack.addChannel({ id: 'C0CLOSED', isPrivate: true, isMember: false });
    const closed = { state: 'channelBlocked', reason: slackWording.notVisible };
    expect(await send(card, 'k1', inChannel('C0CLOSED'))).toMatchObject(closed);
    stage.slack.deleteChannel(defaultChannelId);
    expect(await send()).toMatchObject(closed);
    expect(stage.slack.rejections.filter(({ error }) => error !== 'channel_not_found')).toEqual([]);
  });
});

describe('the rate limit', () => {
  const timesOf = (channel: string) =>
    stage.slack.requests
      .filter(({ method, body }) => method === 'chat.postMessage' && body.channel === channel)
      .map(({ at }) => at);

  test('for messages to one channel is one per second, for all senders', async () => {
    const begun = stage.clock.now();
    for (const key of ['k1', 'k2', 'k3']) await send(heading, key);
    expect(timesOf(defaultChannelId).map((at) => at - begun)).toEqual([0, SECOND, 2 * SECOND]);
    expect(stage.clock.waits).toEqual([SECOND, SECOND]);
  });

  test('causes no wait if enough time has passed', async () => {
    await send(heading, 'k1');
    stage.clock.advance(SECOND);
    await send(heading, 'k2');
    stage.clock.advance(400);
    await send(heading, 'k3');
    expect(stage.clock.waits).toEqual([600]);
  });

  test('of another channel is separate', async () => {
    for (const channel of [defaultChannelId, OTHER, 'C0THIRD']) {
      if (channel === 'C0THIRD') stage.slack.addChannel({ id: channel });
      await send(heading, channel, inChannel(channel));
    }
    expect(stage.clock.waits).toEqual([]);
  });

  test('applies to a message that is sent again without its picture, to an edit, and in a thread', async () => {
    stage.slack.brokenImage = () => true;
    const id = idOf(await send());
    expect(stage.clock.waits).toEqual([SECOND]);
    await stage.publisher.edit(id, heading);
    await send(heading, 'k2', { ...stage.to, parentId: id });
    expect(stage.clock.waits).toEqual([SECOND, SECOND, SECOND]);
  });

  test('spaces out concurrent sends to one channel, without delaying other channels', async () => {
    const clock = createTestClock(0);
    // A wait begins only after all calls have arrived.
    const sleep: Clock['sleep'] = (ms, signal) => tick().then(() => clock.sleep(ms, signal));
    const rateLimiter = createChannelRateLimiter({
      clock: { ...clock, sleep },
      signal: new AbortController().signal,
    });
    const begun: [string, number][] = [];
    const go = (name: string) => rateLimiter(name, async () => void begun.push([name, clock.now()]));
    await Promise.all(['a', 'b', 'a', 'c'].map(go));
    expect(begun).toEqual([
      ['a', 0],
      ['b', 0],
      ['c', 0],
      ['a', SECOND],
    ]);
  });

  test('counts from the response: a slow request is not followed too soon', async () => {
    const clock = createTestClock(0);
    const rateLimiter = createChannelRateLimiter({ clock, signal: new AbortController().signal });
    await rateLimiter('a', async () => clock.advance(5 * SECOND));
    let begun = 0;
    await rateLimiter('a', async () => {
      begun = clock.now();
    });
    expect(begun).toBe(6 * SECOND);
  });

  test.each([
    ['half a second after a message that Slack has probably not got', new TemporaryError('broken'), 500],
    ['a second after a message that Slack has refused', new Error('invalid_blocks'), SECOND],
  ])('allows the next message %s', async (_when, error, ms) => {
    const clock = createTestClock(0);
    const rateLimiter = createChannelRateLimiter({ clock, signal: new AbortController().signal });
    const fail = async () => {
      throw error;
    };
    expect(await failure(rateLimiter('a', fail))).toBe(error);
    await rateLimiter('a', async () => {});
    expect(clock.now()).toBe(ms);
    // A message that was queued meanwhile keeps its turn.
    await rateLimiter('b', async () => {});
    await Promise.all([failure(rateLimiter('b', fail)), rateLimiter('b', async () => {})]);
    expect(clock.now()).toBe(ms + 2 * SECOND);
  });

  test('ends with the process: a queued message is not sent', async () => {
    await send(heading, 'k1');
    stage.stop.abort(new Error('stopping'));
    expect((await failure(send(heading, 'k2'))).message).toBe('stopping');
    expect(messages()).toHaveLength(1);
  });
});

describe('a claim', () => {
  test.each(['channel', 'thread'])('lasts longer than the slowest send, in the layout %s', async (layout) => {
    const parentId = layout === 'thread' ? idOf(await send(heading, 'k0')) : null;
    const { asked } = holdTimeouts();
    stage.slack.brokenImage = () => true;
    stage.slack.fault = () => {
      stage.clock.advance(asked[0] ?? Number.NaN);
      return undefined;
    };
    const begun = stage.clock.now();
    idOf(await send(card, 'k1', { ...stage.to, parentId }));
    // Two posts, with the picture and without it, and two initial reactions.
    expect(stage.clock.now() - begun).toBeGreaterThanOrEqual(20 * SECOND);
    expect(stage.clock.now() - begun).toBeLessThan(stage.publisher.leaseMs);
  });
});

describe('looking up a message', () => {
  const find = async (key = 'k1', to = stage.to) => {
    const found = await stage.publisher.find(to, card, key);
    return found && idOf(found);
  };
  const chat = (count: number, parentTs?: string) => {
    for (let n = 0; n < count; n += 1) stage.slack.say(defaultChannelId, READER, `chatter ${n}`, parentTs);
  };

  test.each([
    [0, 200],
    [199, 0],
    [200, 201],
    [0, 450],
    [450, 450],
  ])('finds it after %i other messages and before %i more', async (before, after) => {
    chat(before);
    const id = idOf(await send());
    chat(after);
    expect(await find()).toBe(id);
    expect(await find('k2')).toBeNull();
    expect(messages()).toHaveLength(before + 1 + after);
  });

  test.each([
    [0, 200],
    [198, 0],
    [199, 201],
    [450, 450],
  ])('finds it in its thread after %i other replies and before %i more', async (before, after) => {
    const parentId = idOf(await send(heading, 'k0'));
    const to = { ...stage.to, parentId };
    const { ts } = splitId(parentId);
    chat(before, ts);
    const id = idOf(await send(card, 'k1', to));
    chat(after, ts);
    expect(await find('k1', to)).toBe(id);
    expect(await find('k2', to)).toBeNull();
    // The channel has no message with this key.
    expect(await find('k1')).toBeNull();
  });

  test('reads a thread to its end, however old its first replies are', async () => {
    const parentId = idOf(await send(heading, 'k0'));
    chat(450, splitId(parentId).ts);
    stage.clock.advance(6 * HOUR);
    const to = { ...inChannel(defaultChannelId), parentId };
    const id = idOf(await send(card, 'k1', to));
    expect(await find('k1', to)).toBe(id);
  });

  test("tolerates a difference between our clock and Slack's", async () => {
    const id = idOf(await send());
    chat(450);
    const { since } = stage.to;
    expect(await find('k1', { ...stage.to, since: since + HOUR / 2 })).toBe(id);
  });

  test('reads few pages if few messages followed, and goes back as far as the message can have been sent', async () => {
    chat(450);
    stage.clock.advance(6 * HOUR);
    const to = inChannel(defaultChannelId);
    const id = idOf(await send(card, 'k1', to));
    expect(await find('k1', to)).toBe(id);
    expect(await find('k2', to)).toBeNull();
    expect(bodies('conversations.history')).toHaveLength(2);
    expect(await find('k2')).toBeNull();
    expect(bodies('conversations.history')).toHaveLength(5);
  });

  test('recognises it after an edit, and adds its initial reactions once', async () => {
    const id = idOf(await send());
    const { ts } = splitId(id);
    await stage.publisher.edit(id, cardOf('2608.00001', { title: 'mended', upvotes: 99 }));
    stage.slack.clearReactions(defaultChannelId, ts);
    stage.slack.react(defaultChannelId, ts, READER, '+1');
    expect(await find()).toBe(id);
    expect(await find()).toBe(id);
    expect(current(id)).toEqual([
      { emoji: '+1', users: [READER, stage.slack.botUserId] },
      { emoji: '-1', users: [stage.slack.botUserId] },
    ]);
    expect(stage.log.lines).toEqual([]);
  });

  test('ignores a message that another app posted with the same key', async () => {
    idOf(await send());
    const own = messages()[0];
    const theirs = { ...own, user: 'U0ANOTHER', bot_id: 'B0ANOTHER', app_id: 'A0ANOTHER' };
    spoil('conversations.history', {
      kind: 'status',
      status: 200,
      body: { ok: true, messages: [theirs], has_more: false, response_metadata: { next_cursor: '' } },
    });
    expect(await find()).toBeNull();
  });

  test.each([
    ['channel_not_found', slackWording.notVisible],
    ['not_in_channel', slackWording.invite],
    ['is_archived', slackWording.archived],
  ])('in a channel that is closed (%s) reports the problem, to avoid a duplicate', async (error, reason) => {
    spoil('conversations.history', { kind: 'error', error });
    expect(await stage.publisher.find(stage.to, card, 'k1')).toMatchObject({
      state: 'channelBlocked',
      reason,
    });
    expect(posts()).toEqual([]);
  });

  test.each<[string, Fault]>([
    ['503', { kind: 'status', status: 503 }],
    ['internal_error', { kind: 'error', error: 'internal_error' }],
    ['429', { kind: 'rate-limit', retryAfter: 60 }],
    ['HTML', { kind: 'status', status: 200, body: '<html>' }],
  ])('fails if Slack fails temporarily (%s), instead of finding nothing', async (_, fault) => {
    idOf(await send());
    spoil('conversations.history', fault, 1);
    const problem = await failure(find());
    expect(problem).toBeInstanceOf(TemporaryError);
    if (fault.kind === 'rate-limit') expect(problem.retryAfterMs).toBe(60 * SECOND);
    expect(await find()).not.toBeNull();
  });

  test('without the scope for it blocks the channel, because a duplicate cannot be ruled out', async () => {
    stage.slack.scopes.delete('channels:history');
    const found = await stage.publisher.find(stage.to, card, 'k1');
    expect(found).toMatchObject({ state: 'channelBlocked', reason: slackWording.missingScope });
  });
});

describe('an edit', () => {
  test('keeps the message, its key, its votes and its position', async () => {
    const id = idOf(await send());
    await send(heading, 'k2');
    const { ts } = splitId(id);
    stage.slack.react(defaultChannelId, ts, READER, '+1');
    const [before] = messages();
    const edited = await stage.publisher.edit(id, cardOf('2608.00001', { title: 'mended', upvotes: 250 }));
    expect(edited).toEqual({ state: 'sent', messageId: id });
    const [after, next] = messages();
    expect(next?.metadata).toMatchObject({ event_payload: { key: 'k2' } });
    expect(titleOf(after ?? {}).text).toBe('mended');
    expect(after?.text).toContain('mended');
    expect(sectionsOf(after ?? {})).toContainEqual({ label: cardWording.labels.upvotes, text: '250' });
    expect(after).toMatchObject({ ts, metadata: before?.metadata, reactions: before?.reactions });
    expect(posts()).toHaveLength(2);
    expect(bodies('chat.update')).toHaveLength(1);
    expect(stage.slack.rejections).toEqual([]);
  });

  test('of a reply keeps it in its thread', async () => {
    const parentId = idOf(await send(heading, 'k0'));
    const id = idOf(await send(card, 'k1', { ...stage.to, parentId }));
    await stage.publisher.edit(id, cardOf('2608.00001', { title: 'mended' }));
    const replies = stage.slack.replies(defaultChannelId, splitId(parentId).ts);
    expect(replies.map((reply) => titleOf(reply).text)).toEqual(['mended']);
    expect(messages()).toHaveLength(1);
  });

  test('of a deleted message is rejected, and posts nothing', async () => {
    const id = idOf(await send());
    stage.slack.deleteMessage(defaultChannelId, splitId(id).ts);
    expect(await stage.publisher.edit(id, card)).toEqual({
      state: 'messageRejected',
      reason: deliveryWording.messageGone,
    });
    expect(messages()).toEqual([]);
  });

  test.each(['archived', 'deleted'])(
    'in a channel that is %s has a final result, and is not retried',
    async (how) => {
      const id = idOf(await send());
      if (how === 'deleted') stage.slack.deleteChannel(defaultChannelId);
      else stage.slack.archive(defaultChannelId);
      expect(await stage.publisher.edit(id, card)).toMatchObject({
        state: expect.stringMatching(/^(channelBlocked|messageRejected)$/),
        reason: KOREAN,
      });
    },
  );

  test.each(['cant_update_message', 'edit_window_closed', 'message_not_found'])(
    'that Slack rejects (%s) is rejected',
    async (error) => {
      const id = idOf(await send());
      spoil('chat.update', { kind: 'error', error });
      expect(await stage.publisher.edit(id, card)).toEqual({ state: 'messageRejected', reason: KOREAN });
    },
  );

  test.each(['', 'x/y/z', '/', 'C0PAPERS'])('of a message that is not ours (%j) does no harm', async (id) => {
    const edited = await stage.publisher.edit(id, card).catch((error) => error);
    if (edited instanceof Error) expect(edited).toBeInstanceOf(TemporaryError);
    else expect(['messageRejected', 'channelBlocked']).toContain(edited.state);
    expect(messages()).toEqual([]);
  });
});
