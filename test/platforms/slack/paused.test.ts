import { describe, expect, test } from 'vitest';
import { slackWording } from '../../../src/i18n/ko/slack.ts';
import { subscriptionWording } from '../../../src/i18n/ko/subscription/subscription.ts';
import { findObstacles } from '../../../src/platforms/slack/obstacles.ts';
import type { Channel } from '../../../src/platforms/slack/permissions.ts';
import { failOnUnhandled } from '../../fixtures/unhandled.ts';
import { CHANNEL, open } from './harness.ts';
import { pauseAndEnd, RESTRICTED } from './paused-cases.ts';

failOnUnhandled();

const { toDo } = slackWording;

test('T3: a place that is paused for restricted posting gets its editions when that ends without an event', (context) =>
  pauseAndEnd(context, RESTRICTED));

test('T3: a read-only channel is not subscribed, and the reply says what to do', async (context) => {
  const scene = await open(context, { env: { SUBSCRIBE: '' } });
  await scene.start();
  await scene.says('Slack is on');
  const only = { properties: { posting_restricted_to: { type: ['admin'], user: ['U1'] } } };
  scene.slack.restrict(CHANNEL, 'restricted_action', only);
  expect(await scene.say('구독 편수:5')).toContain(toDo.allowPosting);
  expect(await scene.store().subscription(scene.placeId)).toBeNull();
  scene.slack.restrict(CHANNEL, undefined);
  expect(await scene.say('구독 편수:5')).toContain(subscriptionWording.subscribed);
});

describe('the obstacles in a channel', () => {
  const BOT = 'UBOT';
  test.each<[string, Channel | null, 'channel' | 'thread', string[]]>([
    ['a channel that the bot is in', {}, 'thread', []],
    ['a channel out of sight', null, 'channel', [toDo.invite]],
    ['a channel that the bot is not in', { is_member: false }, 'channel', [toDo.invite]],
    ['direct messages', { is_im: true }, 'channel', [toDo.otherChannel]],
    ['a group conversation', { is_mpim: true }, 'channel', [toDo.otherChannel]],
    ['an archived channel', { is_archived: true }, 'channel', [toDo.unarchive]],
    [
      'a frozen copy of a shared channel',
      { is_frozen: true, is_read_only: true },
      'channel',
      [toDo.reconnect],
    ],
    ['a read-only channel', { is_read_only: true }, 'channel', [toDo.allowPosting]],
    [
      'a channel for admins',
      { properties: { posting_restricted_to: { type: ['admin'] } } },
      'channel',
      [toDo.allowPosting],
    ],
    ['a channel for the bot', { properties: { posting_restricted_to: { user: [BOT] } } }, 'channel', []],
    ['a channel with an empty restriction', { properties: { posting_restricted_to: {} } }, 'channel', []],
    ['a channel for replies only', { is_thread_only: true }, 'channel', [toDo.otherChannel]],
    ['a channel without threads', { is_non_threadable: true }, 'channel', []],
    ['a channel without threads', { is_non_threadable: true }, 'thread', [toDo.inChannel]],
    [
      'restricted threads',
      { properties: { threads_restricted_to: { type: ['admin'] } } },
      'thread',
      [toDo.inChannel],
    ],
  ])('%s: %j, in the layout %s', (_what, channel, layout, expected) => {
    const seen = channel && { is_member: true, ...channel };
    expect(findObstacles(seen, { layout }, BOT)).toEqual(expected);
  });
});
