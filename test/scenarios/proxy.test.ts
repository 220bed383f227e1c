import { describe, expect, test } from 'vitest';
import { failOnUnhandled } from '../fixtures/unhandled.ts';
import { CHANNELS, NAMES, openProxyStage } from './proxy-harness.ts';

failOnUnhandled();

describe('T10: with a proxy', () => {
  test.for(['socket', 'http'] as const)(
    'every request and every WebSocket goes through it, in the %s mode of Slack',
    async (slackMode, context) => {
      const stage = await openProxyStage(context, { slackMode });
      await stage.start();
      await stage.delivered();
      await stage.discord.gateway.connected();
      await stage.says('Slack is on');
      for (const platform of ['discord', 'slack'] as const)
        expect(stage[platform].messages(CHANNELS[platform])).toHaveLength(3);
      // The answers go to an interaction's callback and to a response_url.
      const { discord, slack } = stage;
      await discord.interact.command({
        channelId: CHANNELS.discord,
        name: 'paper',
        subcommand: 'help',
        userId: '400000000000000001',
      }).answered;
      await slack.interact.command({ channelId: CHANNELS.slack, userId: 'U1', text: 'help' }).answered;

      expect(new Set(stage.openAi.requests.map(({ model }) => model))).toContain('judge');
      const forwarded = stage.proxy.passages.filter(({ kind }) => kind === 'forward');
      expect(new Set(forwarded.map(({ host }) => host))).toEqual(new Set(NAMES));
      const tunnels = stage.proxy.passages.filter(({ kind }) => kind === 'tunnel').map(({ host }) => host);
      expect(tunnels.toSorted()).toEqual(
        slackMode === 'socket' ? ['discord.test:80', 'slack.test:80'] : ['discord.test:80'],
      );
    },
  );

  test('NO_PROXY names the servers that are reached directly', async (context) => {
    const stage = await openProxyStage(context, {
      by: 'addresses',
      env: (url) => ({ HTTP_PROXY: url, NO_PROXY: '127.0.0.0/8' }),
    });
    await stage.start();
    await stage.delivered();
    await stage.discord.gateway.connected();
    await stage.says('Slack is on');
    expect(stage.proxy.passages).toEqual([]);
  });
});
