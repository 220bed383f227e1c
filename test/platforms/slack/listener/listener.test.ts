import { describe, expect, test } from 'vitest';
import { cardWording } from '../../../../src/i18n/ko/card.ts';
import { helpWording } from '../../../../src/i18n/ko/command.ts';
import { defaultTeamId, type startSlack } from '../../../emulators/slack/index.ts';
import { failOnUnhandled } from '../../../fixtures/unhandled.ts';
import { CHANNEL, DAY, open, PLACE_ID } from '../harness.ts';
import { describeOutages } from './outages.ts';

failOnUnhandled();

describe.concurrent('both modes', () => {
  test.for(['socket', 'http'] as const)(
    '%s: an edition of five is a heading and five cards',
    async (mode, context) => {
      const scene = await open(context, { mode, papers: 7 });
      await scene.up();
      const [heading, ...cards] = scene.slack.messages(CHANNEL);
      expect(heading?.text).toContain(cardWording.headingTitle(DAY));
      expect(cards.map(({ reactions }) => reactions?.map(({ name }) => name))).toEqual(
        Array(5).fill(['+1', '-1']),
      );
      scene.slack.react(CHANNEL, scene.ts(), 'U1', '+1');
      await scene.counted(1);
      scene.slack.unreact(CHANNEL, scene.ts(), 'U1', '+1');
      await scene.counted(0);
      expect(scene.slack.rejections).toEqual([]);
      expect(scene.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    },
  );

  test.for(['socket', 'http'] as const)('%s: a command is acknowledged first', async (mode, context) => {
    const scene = await open(context, { mode });
    await scene.up();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    scene.slack.fault = ({ method }) => {
      if (method !== 'users.info') return undefined;
      resolve(undefined);
      return { kind: 'hang' };
    };
    const handle = scene.use('구독 편수:5');
    await handle.acknowledged;
    await promise;
    expect(handle.responses).toEqual([]);
    scene.slack.fault = undefined;
    expect(await scene.say('help')).toContain(helpWording.title);
    expect(scene.slack.rejections).toEqual([]);
  });
});

describe.concurrent('the socket', () => {
  test.for([
    ['a close frame', (slack) => slack.socket.drop()],
    ['a cut', (slack) => slack.socket.drop(null)],
    ['a refresh', (slack) => slack.socket.refresh('refresh_requested', 100)],
    ['a warning', (slack) => slack.socket.refresh('warning', 100)],
  ] as [string, (slack: Awaited<ReturnType<typeof startSlack>>) => void][])(
    'reconnects after %s, and missed votes are recounted',
    async ([_how, drop], context) => {
      const scene = await open(context);
      const { slack } = scene;
      await scene.up();
      slack.react(CHANNEL, scene.ts(), 'U1', '+1');
      await scene.counted(1);
      slack.socket.offline(true);
      drop(slack);
      await slack.until(() => slack.socket.refused > 0);
      slack.react(CHANNEL, scene.ts(), 'U2', '+1');
      slack.unreact(CHANNEL, scene.ts(), 'U1', '+1');
      slack.react(CHANNEL, scene.ts(2), 'U1', '-1');
      slack.socket.offline(false);
      await scene.says('Slack is on', 2);
      await scene.counted(2);
      slack.socket.redeliver();
      slack.react(CHANNEL, scene.ts(), 'U3', '+1');
      await scene.counted(3);
      expect(slack.socket.live()).toBe(1);
      expect(slack.rejections).toEqual([]);
    },
  );

  test('whose app token is refused delays nothing else, and /healthz reports it', async (context) => {
    const scene = await open(context, { env: { SLACK_APP_TOKEN: 'xapp-another' } });
    await scene.start();
    await scene.delivered();
    await scene.slack.until(() => scene.slack.requests.some(({ token }) => token === 'xapp-another'));
    scene.clock.advance(3 * 60_000);
    expect(await scene.health()).toHaveProperty('slack');
    expect(scene.slack.socket.opens).toBe(0);
  });

  test('reactions while the bot was down are counted after its start', async (context) => {
    const scene = await open(context);
    await scene.up();
    await scene.stop();
    scene.slack.react(CHANNEL, scene.ts(), 'U1', '+1');
    await scene.start();
    await scene.counted(1);
  });
});

describeOutages('quick');

describe.concurrent('HTTP mode', () => {
  const uninstalled = (id = 'Ev1') => ({
    ...{ type: 'event_callback', event_id: id, team_id: defaultTeamId, api_app_id: 'APAPERBOY' },
    event: { type: 'app_uninstalled', event_ts: '1.1' },
  });

  test('refuses requests that Slack did not sign, without any effect', async (context) => {
    const scene = await open(context, { mode: 'http' });
    await scene.up();
    const { http } = scene.slack;
    expect(await http.verify()).toBe(true);
    const payload = uninstalled();
    expect(await http.forge({ signature: 'wrong', payload })).toBe(401);
    expect(await http.forge({ signature: 'none', payload })).toBe(401);
    expect(await http.forge({ ageSeconds: 6 * 60, payload })).toBe(401);
    expect(await http.forge({ ageSeconds: -6 * 60, payload })).toBe(401);
    expect(await scene.store().subscription(PLACE_ID)).toMatchObject({ state: 'active' });
    expect(await http.forge({ payload })).toBe(200);
    await scene.becomes({ state: 'ended' });
  });

  test('is not affected by the body limit or the guard of the web channel', async (context) => {
    const scene = await open(context, { mode: 'http' });
    await scene.up();
    const payload = { ...uninstalled('Ev2'), padding: 'x'.repeat(300_000) };
    expect(await scene.slack.http.forge({ payload })).toBe(200);
    await scene.becomes({ state: 'ended' });
    const body = '{}';
    const headers = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' };
    const answer = await fetch(`${scene.address()}/slack/events`, { method: 'POST', body, headers });
    expect(answer.status).toBe(401);
    expect((await fetch(scene.address())).status).toBe(200);
    expect((await fetch(`${scene.address()}/slack/events`)).status).toBe(404);
  });

  test('answers 503 until the bot has looked up its own user', async (context) => {
    const scene = await open(context, { mode: 'http' });
    scene.slack.fault = ({ method }) =>
      method === 'auth.test' ? { kind: 'status', status: 503 } : undefined;
    await scene.start();
    expect(await scene.slack.http.forge({ payload: uninstalled('Ev3') })).toBe(503);
    scene.slack.fault = undefined;
    await scene.says('Slack is on');
    expect(await scene.slack.http.verify()).toBe(true);
  });
});

describe.concurrent('stop() takes effect', () => {
  test.for(['connected', 'mute', 'hang', 'offline', 'opening hangs'] as const)(
    'if the connection is in the state "%s"',
    async (state, context) => {
      const scene = await open(context);
      const { slack } = scene;
      if (state === 'hang') slack.fault = () => ({ kind: 'hang' });
      if (state === 'opening hangs')
        slack.fault = ({ method }) => (method === 'apps.connections.open' ? { kind: 'hang' } : undefined);
      if (state === 'offline') slack.socket.offline(true);
      await scene.start();
      if (state === 'connected' || state === 'mute') await scene.says('Slack is on');
      else await slack.until(() => slack.socket.refused > 0 || slack.refusals.length > 0);
      if (state === 'mute') slack.socket.mute(true);
      await scene.stop();
      expect(slack.socket.live()).toBe(state === 'mute' ? slack.socket.live() : 0);
    },
  );
});
