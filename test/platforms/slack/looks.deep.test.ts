import { describe, expect, test } from 'vitest';
import { defaultChannelId, OUTSIDE_MARKETPLACE } from '../../emulators/slack/index.ts';
import { titleOf } from './api/call-harness.ts';
import { DAY, open } from './harness.ts';

const READER = 'U0READER';

describe.concurrent('the whole bot', () => {
  test('T6: finds a card whose answer was lost, a page of history a minute, and posts it once', async (context) => {
    const scene = await open(context, { papers: 3 });
    const { slack } = scene;
    slack.limits = OUTSIDE_MARKETPLACE;
    slack.fault = ({ method }, count) => {
      if (method !== 'chat.postMessage' || count !== 3) return undefined;
      // The members' messages come before the bot's next request.
      setImmediate(() => {
        for (let n = 0; n < 40; n += 1) slack.say(defaultChannelId, READER, `chatter ${n}`);
      });
      return { kind: 'after', answer: 'reset' };
    };
    await scene.start();
    await scene.delivered();
    const posted = slack.messages(defaultChannelId).filter(({ user }) => user === slack.botUserId);
    expect(new Set(posted.map((message) => titleOf(message).url)).size).toBe(4);
    expect(posted).toHaveLength(4);
    expect(
      slack.requests
        .filter(({ method }) => method.startsWith('conversations.'))
        .filter(({ body }) => body.cursor),
    ).not.toEqual([]);
    expect(slack.rejections).toEqual([]);
  });

  test('T12: counts votes on the cards of a thread whose heading was deleted, which are known as sent', async (context) => {
    const scene = await open(context, { env: { SUBSCRIBE: '' } });
    const { slack } = scene;
    slack.fault = ({ method }, count) => {
      const [first] = slack.messages(defaultChannelId);
      if (method === 'chat.postMessage' && count === 2 && first)
        slack.deleteMessage(defaultChannelId, first.ts);
      return undefined;
    };
    await scene.start();
    await scene.says('Slack is on');
    await scene.say('subscribe layout:thread');
    await scene.delivered();
    const cards = slack.messages(defaultChannelId);
    expect(cards).toHaveLength(2);
    slack.react(defaultChannelId, String(cards[0]?.ts), 'U1', '+1');
    await scene.counted(1);
    expect((await scene.store().deliveries(scene.placeId, DAY)).map(({ state }) => state)).toEqual(
      Array(3).fill('sent'),
    );
  });
});
