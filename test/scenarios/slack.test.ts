import { describe, expect, test } from 'vitest';
import { cardWording } from '../../src/i18n/ko/card.ts';
import { helpWording } from '../../src/i18n/ko/command.ts';
import { defaultChannelId as discordChannel, startDiscord } from '../emulators/discord/index.ts';
import { discordPlaceId } from '../fixtures/place-ids.ts';
import { failOnUnhandled } from '../fixtures/unhandled.ts';
import { CHANNEL, type Context, DAY, open } from '../platforms/slack/harness.ts';

failOnUnhandled();

const DISCORD_ID = discordPlaceId(discordChannel);

async function openBoth(context: Context) {
  const discord = await startDiscord();
  context.onTestFinished(() => discord.close());
  const scene = await open(context, {
    papers: 5,
    env: {
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.url,
      SUBSCRIBE: `discord:${discordChannel},slack:${CHANNEL}`,
    },
  });
  return Object.assign(scene, { discord });
}

describe.concurrent('one process for Discord and Slack', () => {
  test('delivers the editions of both', async (context) => {
    const scene = await openBoth(context);
    await scene.up();
    for (const id of [DISCORD_ID, 'web:paperboy']) await scene.delivered(id);
    expect(scene.slack.messages(CHANNEL)).toHaveLength(6);
    expect(scene.discord.messages(discordChannel)).toHaveLength(6);
    expect(await scene.say('오늘')).toContain(cardWording.headingTitle(DAY));
    expect([...scene.slack.rejections, ...scene.discord.rejections]).toEqual([]);
    expect(await scene.health()).toEqual({});
  });

  test.for(['hang', 'reset', 'status'] as const)(
    'Slack being down (%s) does not delay Discord',
    async (kind, context) => {
      const scene = await openBoth(context);
      scene.slack.fault = () => (kind === 'status' ? { kind, status: 503 } : { kind });
      await scene.start();
      for (const id of [DISCORD_ID, 'web:paperboy']) await scene.delivered(id);
      expect(scene.discord.messages(discordChannel)).toHaveLength(6);
      expect(scene.slack.messages(CHANNEL)).toEqual([]);
    },
  );

  test.for(['hang', 'status'] as const)(
    'Discord being down (%s) does not delay Slack',
    async (kind, context) => {
      const scene = await openBoth(context);
      scene.discord.fault = () => (kind === 'status' ? { kind, status: 503 } : { kind });
      await scene.up();
      await scene.delivered('web:paperboy');
      expect(scene.slack.messages(CHANNEL)).toHaveLength(6);
      expect(await scene.say('help')).toContain(helpWording.title);
    },
  );

  test('Slack refusing our token only turns Slack off', async (context) => {
    const scene = await openBoth(context);
    scene.slack.revokeToken();
    await scene.start();
    await scene.says('Turned off a platform');
    for (const id of [DISCORD_ID, 'web:paperboy']) await scene.delivered(id);
    expect((await scene.health()).slack).toContain('SLACK_BOT_TOKEN');
    expect(await scene.health()).not.toHaveProperty('discord');
    expect(scene.fatal).toEqual([]);
  });

  test('both refusing our tokens is fatal', async (context) => {
    const scene = await openBoth(context);
    scene.slack.revokeToken();
    scene.discord.fault = () => ({
      kind: 'status',
      status: 401,
      body: { message: '401: Unauthorized', code: 0 },
    });
    await scene.start();
    await scene.slack.until(() => scene.fatal.length > 0);
    await scene.delivered('web:paperboy');
  });
});
