import { expect, test } from 'vitest';
import { failOnUnhandled } from '../fixtures/unhandled.ts';
import { openProxyStage } from './proxy-harness.ts';
import { describeProxiedBot } from './proxy-suite.ts';

failOnUnhandled();

describeProxiedBot('socket');

test('T10: NO_PROXY names the servers that are reached directly', async (context) => {
  const stage = await openProxyStage(context, {
    by: 'addresses',
    configure: (url) => ({ HTTP_PROXY: url, NO_PROXY: '127.0.0.0/8' }),
  });
  await stage.start();
  await stage.delivered();
  await stage.discord.gateway.connected();
  await stage.says('Slack is on');
  expect(stage.proxy.passages).toEqual([]);
});
