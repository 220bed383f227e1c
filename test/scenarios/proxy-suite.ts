import { expect, test } from 'vitest';
import { CHANNELS, NAMES, openProxyStage } from './proxy-harness.ts';

/** Runs the whole bot against servers that only the proxy can reach. */
export function describeProxiedBot(slackMode: 'socket' | 'http'): void {
  test(`T10: every request and WebSocket goes through the proxy, in the ${slackMode} mode of Slack`, async (context) => {
    const stage = await openProxyStage(context, { slackMode });
    const { discord, slack, proxy } = stage;
    await stage.start();
    await stage.delivered();
    await discord.gateway.connected();
    await stage.says('Slack is on');
    for (const server of ['discord', 'slack'] as const)
      expect(stage[server].messages(CHANNELS[server])).toHaveLength(3);
    // The answers go to an interaction's callback and to a response_url.
    const member = { channelId: CHANNELS.discord, userId: '400000000000000001' };
    await discord.interact.command({ ...member, name: 'paper', subcommand: 'help' }).answered;
    await slack.interact.command({ channelId: CHANNELS.slack, userId: 'U1', text: 'help' }).answered;

    expect(new Set(stage.openAi.requests.map(({ model }) => model))).toContain('judge');
    const [forwarded, tunnels] = (['forward', 'tunnel'] as const).map((wanted) =>
      proxy.passages.filter(({ kind }) => kind === wanted).map(({ host }) => host),
    );
    expect(new Set(forwarded)).toEqual(new Set(NAMES));
    // On a busy machine the gateway is resumed, at the emulator's own address.
    const named = tunnels?.filter((host) => !host.startsWith('127.0.0.1:'));
    expect(named?.toSorted()).toEqual(
      slackMode === 'socket' ? ['discord.test:80', 'slack.test:80'] : ['discord.test:80'],
    );
  });
}
