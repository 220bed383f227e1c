import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, SocketModeReceiver, webApi } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { defaultChannelId as channel, type SlackServer } from './slack/index.ts';
import {
  actions,
  at,
  button,
  calm,
  closed,
  createClient,
  errorsOf,
  failure,
  open,
  person,
  plain,
  silent,
  start,
} from './slack-client.ts';

const { WebClient } = webApi;

/**
 * Starts a Bolt app in Socket Mode that reconnects after 0.5 s instead of 5 s. Returns a function that waits until
 * the client reports that it is connected: disconnecting earlier causes an unhandled rejection inside the client.
 */
async function startApp(slack: SlackServer, prepare: (app: App) => void = () => {}) {
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    clientPingTimeout: 500,
    logger: silent,
    // The type requires fields that only OAuth needs.
    installerOptions: { clientOptions: { slackApiUrl: slack.url } } as never,
  });
  const clientOptions = { slackApiUrl: slack.url };
  const app = new App({ token: slack.botToken, receiver, clientOptions, logger: silent });
  app.error(async () => {});
  prepare(app);
  let isConnected = false;
  receiver.client.on('connected', () => {
    isConnected = true;
  });
  receiver.client.on('close', () => {
    isConnected = false;
  });
  await app.start();
  open.push(() => receiver.client.disconnect());
  return () => slack.until(() => isConnected && slack.socket.live() > 0);
}

/** Collects the events that reach the app, with their type, id, user and retry number. */
function listen(app: App, ...types: string[]): { type: string; id: string; user: unknown; retry: unknown }[] {
  const heard: { type: string; id: string; user: unknown; retry: unknown }[] = [];
  for (const type of types)
    app.event(type, async ({ event, body, context }) => {
      const user = 'user' in event ? event.user : undefined;
      heard.push({ type, id: body.event_id, user, retry: context.retryNum });
    });
  return heard;
}

describe('Socket Mode', () => {
  test('Bolt connects to the URL in clientOptions, receives the subscribed events and acknowledges them', async () => {
    const slack = await start();
    const app = new App({
      token: slack.botToken,
      appToken: slack.appToken,
      socketMode: true,
      clientOptions: { slackApiUrl: slack.url },
      logger: silent,
    });
    const heard = listen(app, 'reaction_added', 'reaction_removed', 'message');
    await app.start();
    open.push(() => app.stop());
    const { ts = '' } = await app.client.chat.postMessage({ ...at, text: 'x' });
    await app.client.reactions.add({ channel, timestamp: ts, name: '+1' });
    slack.react(channel, ts, person, '+1');
    slack.unreact(channel, ts, person, '+1');
    await slack.until(() => slack.socket.acks.length === 3);
    // Bolt drops the event of the bot's own reaction, and the app is not subscribed to messages.
    expect(heard.map(({ type, user }) => [type, user])).toEqual([
      ['reaction_added', person],
      ['reaction_removed', person],
    ]);
    expect(slack.events[1]).toMatchObject({
      event_id: expect.stringMatching(/^Ev/),
      event: { reaction: '+1', item: { channel, ts }, item_user: slack.botUserId },
    });
    expect(slack.requests.map(({ method }) => method)).toContain('auth.test');
    expect(slack.rejections).toEqual([]);
  });

  test('no event is sent without the scope or the membership', async () => {
    const slack = await start({ channels: [{ id: channel }, { id: 'C0OUT', isMember: false }] });
    const out = slack.say('C0OUT', person, 'x');
    slack.react('C0OUT', out, person, '+1');
    const ts = slack.say(channel, person, 'x');
    slack.scopes.delete('reactions:read');
    slack.react(channel, ts, person, '+1');
    expect(slack.events).toEqual([]);
    slack.scopes.add('reactions:read');
    slack.unreact(channel, ts, person, '+1');
    expect(slack.events).toHaveLength(1);
  });

  test('changes to channels and to the app are sent as events', async () => {
    const slack = await start({ channels: [{ id: channel }, { id: closed, isPrivate: true }] });
    const types = ['member_left_channel', 'member_joined_channel', 'channel_left', 'group_left'];
    types.push('channel_archive', 'channel_deleted', 'tokens_revoked', 'app_uninstalled');
    let heard: ReturnType<typeof listen> = [];
    await startApp(slack, (app) => {
      heard = listen(app, ...types);
    });
    slack.kick(channel);
    slack.invite(channel);
    slack.kick(closed);
    slack.archive(channel);
    slack.deleteChannel(channel);
    slack.uninstall();
    await slack.until(() => heard.length === 9);
    const told = ['member_left_channel', 'channel_left', 'member_joined_channel', 'member_left_channel'];
    told.push('group_left', 'channel_archive', 'channel_deleted', 'tokens_revoked', 'app_uninstalled');
    expect(slack.events.map(({ event }) => (event as { type: string }).type)).toEqual(told);
    // Bolt handles events concurrently: events that need no authorization overtake the others.
    expect(heard.map(({ type }) => type).sort()).toEqual([...told].sort());
  });

  test('an unacknowledged event is redelivered with the same id and a retry count', async () => {
    const slack = await start();
    let heard: ReturnType<typeof listen> = [];
    const connected = await startApp(slack, (app) => {
      heard = listen(app, 'reaction_added');
    });
    const ts = slack.say(channel, person, 'x');
    slack.socket.drop(null);
    slack.react(channel, ts, person, '+1');
    await slack.until(() => slack.socket.live() === 0);
    await connected();
    expect(heard).toEqual([]);
    expect(slack.socket.redeliver()).toBe(1);
    await slack.until(() => heard.length === 1);
    expect(heard).toMatchObject([{ id: slack.events[0]?.event_id, retry: 1 }]);
    await slack.until(() => slack.socket.acks.length === 1);
    expect(slack.socket.redeliver()).toBe(0);
  });

  test('the client reconnects after a refresh, a close and a dropped connection', async () => {
    const slack = await start();
    const connected = await startApp(slack);
    for (const leave of [
      () => slack.socket.refresh('warning'),
      () => slack.socket.drop(),
      () => slack.socket.drop(null),
    ]) {
      leave();
      await slack.until(() => slack.socket.live() === 0);
      await connected();
    }
    expect(slack.socket.opens).toBe(4);
  });

  test('refused and silent connections are retried', async () => {
    const slack = await start();
    const connected = await startApp(slack);
    slack.socket.offline(true, 503);
    slack.socket.drop();
    await slack.until(() => slack.socket.refused === 1);
    slack.socket.offline(false);
    await connected();
    slack.socket.mute(true);
    await slack.until(() => slack.socket.opens === 4);
    slack.socket.mute(false);
    await connected();
  });

  test('a URL opens only one connection, and an eleventh connection is refused', async () => {
    const slack = await start();
    const client = new WebClient(slack.appToken, { slackApiUrl: slack.url });
    const reasons: string[] = [];
    const sockets: WebSocket[] = [];
    open.push(async () => {
      for (const socket of sockets) socket.close();
    });
    let url = '';
    for (let index = 0; index < 11; index++) {
      ({ url = '' } = await client.apps.connections.open());
      const socket = new WebSocket(url);
      sockets.push(socket);
      const { type, reason } = await new Promise<{ type: string; reason: string }>((resolve) => {
        socket.addEventListener('message', ({ data }) => resolve(JSON.parse(data)), { once: true });
      });
      reasons.push(reason ?? type);
    }
    expect(reasons).toEqual([...Array(10).fill('hello'), 'too_many_websockets']);
    expect(slack.socket).toMatchObject({ opens: 11, tooMany: 1 });
    new WebSocket(url).addEventListener('error', () => {});
    await slack.until(() => slack.socket.refused === 1);
    sockets[0]?.send('{"envelope_id":"none"}');
    await slack.until(() => slack.rejections.length === 1);
    expect(slack.rejections).toMatchObject([{ method: 'ack', kind: 'payload' }]);
  });
});

const asks = { channelId: channel, userId: person };

describe('commands, buttons and menus', () => {
  test('a command is acknowledged and answered', async () => {
    const slack = await start();
    await startApp(slack, (app) =>
      app.command('/paper', async ({ ack, respond, command }) => {
        if (command.text === '도움말') return ack('도움말입니다');
        await ack();
        await respond({
          text: `${command.channel_name}: ${command.text}`,
          response_type: 'in_channel',
          ...(command.text === '미리보기' ? {} : calm),
        });
      }),
    );
    const help = slack.interact.command({ ...asks, text: '도움말' });
    expect(await help.acknowledged).toMatchObject({ body: { text: '도움말입니다' } });
    expect(help.ephemeral()).toMatchObject([{ text: '도움말입니다' }]);
    const search = slack.interact.command({ ...asks, text: '검색 로봇' });
    expect(await search.acknowledged).not.toHaveProperty('body');
    expect(await search.answered).toMatchObject({ text: 'papers: 검색 로봇' });
    expect(slack.messages(channel)).toHaveLength(1);
    expect(search.responses).toMatchObject([{ status: 200 }]);
    expect(() => slack.interact.command({ ...asks, command: '/other' })).toThrow('no command /other');
    expect(slack.rejections).toEqual([]);
    // Public messages show link previews by default.
    await slack.interact.command({ ...asks, text: '미리보기' }).answered;
    expect(slack.rejections.map(({ kind }) => kind)).toEqual(['unfurl', 'unfurl']);
  });

  test.each([undefined, 'E0LOOPBACK'])(
    'Bolt reads the team and its enterprise, %s, from all payloads',
    async (id) => {
      const slack = await start(id ? { enterpriseId: id } : {});
      const read: [string, unknown, unknown][] = [];
      const note = (kind: string, { teamId, enterpriseId }: { teamId?: string; enterpriseId?: string }) =>
        read.push([kind, teamId, enterpriseId]);
      const isConnected = await startApp(slack, (app) => {
        app.command('/paper', async ({ ack, context }) => {
          note('command', context);
          await ack();
        });
        app.action('b', async ({ ack, context }) => {
          note('button', context);
          await ack();
        });
        app.event('reaction_added', async ({ context }) => void note('event', context));
        app.event('app_uninstalled', async ({ context }) => void note('removal', context));
      });
      await isConnected();
      const { ts = '' } = await createClient(slack).chat.postMessage({
        ...{ ...at, text: '카드', blocks: [actions(button({ action_id: 'b' }))] },
      });
      await slack.interact.command({ channelId: channel, userId: person }).acknowledged;
      await slack.interact.button({ channelId: channel, userId: person, actionId: 'b', message: ts })
        .acknowledged;
      slack.react(channel, ts, person, '+1');
      await slack.until(() => read.length === 3);
      slack.uninstall();
      await slack.until(() => read.length === 4);
      const { teamId } = slack;
      expect(read.toSorted()).toEqual([
        ['button', teamId, id],
        ['command', teamId, id],
        ['event', teamId, id],
        ['removal', teamId, undefined],
      ]);
      expect(slack.rejections).toEqual([]);
    },
  );

  test('the acknowledgement of a button press cannot contain a response', async () => {
    const slack = await start();
    await startApp(slack, (app) => app.action('more', async ({ ack }) => ack('답' as never)));
    const blocks = [actions(button())] as never[];
    await createClient(slack).chat.postMessage({ ...at, text: 'x', blocks });
    await slack.interact.button({ ...asks, actionId: 'more' }).acknowledged;
    expect(slack.rejections).toMatchObject([{ method: 'ack', kind: 'payload' }]);
  });

  test('a command that is not acknowledged, or not received, fails', async () => {
    const slack = await start({ deadlineMs: 50 });
    await expect(slack.interact.command(asks).acknowledged).rejects.toThrow('no connection');
    await startApp(slack, (app) => app.command('/paper', async () => {}));
    await expect(slack.interact.command(asks).acknowledged).rejects.toThrow('within 50 ms');
  });

  test('a response_url works five times within thirty minutes, and validates messages', async () => {
    let now = Date.now();
    const slack = await start({ now: () => now });
    await startApp(slack, (app) => app.command('/paper', async ({ ack }) => ack()));
    const post = async (url: string, body: object | string) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const answer = await fetch(url, { method: 'POST', body: text });
      return [answer.status, await answer.text()].join(' ');
    };
    const call = slack.interact.command(asks);
    expect(await post(call.responseUrl, { text: 'x', blocks: [{ type: 'card' }] })).toContain(
      'invalid_blocks',
    );
    expect(await post(call.responseUrl, { text: 'x', ephemeral: true })).toContain('invalid_payload');
    expect(await post(call.responseUrl, '{')).toContain('invalid_payload');
    expect(await post(call.responseUrl, { text: '하나' })).toBe('200 ok');
    expect(await post(call.responseUrl, { text: '둘' })).toBe('200 ok');
    expect(await post(call.responseUrl, { text: '셋' })).toContain('404 {"ok":false,"error":"used_url"');
    expect(call.ephemeral().map(({ text }) => text)).toEqual(['하나', '둘']);
    const late = slack.interact.command(asks);
    now += 31 * 60_000;
    expect(await post(late.responseUrl, { text: 'x' })).toContain('404 {"ok":false,"error":"expired_url"');
    expect(errorsOf(slack.refusals)).toEqual(['expired_url']);
    expect(slack.rejections).toHaveLength(4);
  });

  test('a button press identifies its message, and can replace or delete it', async () => {
    const slack = await start();
    const bodies: unknown[] = [];
    await startApp(slack, (app) => {
      app.command('/paper', async ({ ack }) => {
        await ack({ text: '목록', blocks: [actions(button({ value: '2' }))] as never[] });
      });
      app.action('more', async ({ ack, body, respond }) => {
        await ack();
        bodies.push(body);
        await respond({
          text: '다음',
          replace_original: true,
          blocks: [actions(button({ value: '3' }))] as never[],
        });
      });
      app.action('pdf', async ({ ack, respond }) => {
        await ack();
        await respond({ delete_original: true });
      });
    });
    const command = slack.interact.command(asks);
    const { ts } = await command.answered;
    const press = slack.interact.button({ ...asks, actionId: 'more', value: '2' });
    expect(await press.answered).toMatchObject({ ts, text: '다음' });
    expect(bodies).toMatchObject([
      {
        container: { message_ts: ts, is_ephemeral: true },
        actions: [{ value: '2', block_id: expect.any(String) }],
      },
    ]);
    expect(command.ephemeral()).toMatchObject([{ text: '다음' }]);
    expect(() => slack.interact.button({ ...asks, actionId: 'more', value: '2' })).toThrow('"more"');
    expect(() => slack.interact.button({ ...asks, userId: 'U0OTHER', actionId: 'more' })).toThrow('U0OTHER');
    const client = createClient(slack);
    const url = 'https://arxiv.org/pdf/1';
    const blocks = [actions(button({ action_id: 'pdf', url }))] as never[];
    await client.chat.postMessage({ ...at, text: 'x', blocks });
    await slack.interact.button({ ...asks, actionId: 'pdf', url }).acknowledged;
    await slack.until(() => slack.messages(channel).length === 0);
    expect(slack.rejections).toEqual([]);
  });

  test('menus offer at most 100 options, once the query has min_query_length characters', async () => {
    const slack = await start();
    const offer = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ text: plain(`${index}`), value: `${index}` }));
    await startApp(slack, (app) => {
      app.options('field', async ({ ack, options }) => ack({ options: offer(Number(options.value)) }));
      app.action('field', async ({ ack }) => ack());
    });
    const menu = { type: 'external_select', action_id: 'field', min_query_length: 1 };
    await createClient(slack).chat.postMessage({ ...at, text: 'x', blocks: [actions(menu)] as never[] });
    expect(await slack.interact.options({ ...asks, actionId: 'field', value: '2' })).toHaveLength(2);
    await expect(slack.interact.options({ ...asks, actionId: 'field', value: '' })).rejects.toThrow('from 1');
    await slack.interact.select({ ...asks, actionId: 'field', value: '1' }).acknowledged;
    expect(slack.rejections).toEqual([]);
    await slack.interact.options({ ...asks, actionId: 'field', value: '101' });
    expect(slack.rejections).toMatchObject([{ method: 'block_suggestion', error: 'invalid_options' }]);
  });

  test('a trigger_id opens only one modal', async () => {
    const slack = await start();
    const view = { type: 'modal', title: plain('논문'), blocks: [{ type: 'divider' }] } as const;
    const results: unknown[] = [];
    await startApp(slack, (app) =>
      app.command('/paper', async ({ ack, client, command: { trigger_id } }) => {
        await ack();
        const wide = { ...view, title: plain('논'.repeat(25)) };
        results.push(await failure(client.views.open({ trigger_id, view: wide as never })));
        for (const id of [trigger_id, trigger_id, 'none'])
          results.push(await failure(client.views.open({ trigger_id: id, view: { ...view, blocks: [] } })));
      }),
    );
    await slack.interact.command(asks).acknowledged;
    await slack.until(() => results.length === 4);
    expect(results).toEqual([
      'invalid_arguments',
      'no failure',
      'exchanged_trigger_id',
      'invalid_trigger_id',
    ]);
    expect(slack.views).toHaveLength(1);
  });
});

describe('HTTP', () => {
  /** Starts a Bolt app behind our own HTTP server, at /slack/events. */
  async function startHttp(slack: SlackServer, prepare: (app: App) => void = () => {}): Promise<void> {
    const { signingSecret } = slack;
    const receiver = new HTTPReceiver({ signingSecret, logger: silent });
    const clientOptions = { slackApiUrl: slack.url };
    const app = new App({ token: slack.botToken, receiver, clientOptions, logger: silent });
    prepare(app);
    const server = createServer((request, response) => {
      if (request.url === '/slack/events') receiver.requestListener(request, response);
      else response.end('another');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(
      () =>
        new Promise((resolve) => {
          server.close(resolve);
          server.closeAllConnections();
        }),
    );
    slack.deliver = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events` };
  }

  test('only signed requests reach the app', async () => {
    const slack = await start();
    let heard: ReturnType<typeof listen> = [];
    await startHttp(slack, (app) => {
      heard = listen(app, 'reaction_added');
      app.command('/paper', async ({ ack, respond }) => {
        await ack();
        await respond('답');
      });
      app.action('more', async ({ ack }) => ack());
    });
    expect(await slack.http.verify()).toBe(true);
    const ts = slack.say(channel, person, 'x');
    slack.react(channel, ts, person, '+1');
    await slack.until(() => heard.length === 1);
    const [payload = {}] = slack.events;
    expect(await slack.http.forge({ signature: 'wrong', payload })).toBe(401);
    expect(await slack.http.forge({ signature: 'none', payload })).toBe(401);
    expect(await slack.http.forge({ ageSeconds: 301, payload })).toBe(401);
    expect(heard).toHaveLength(1);
    expect(await slack.interact.command(asks).answered).toMatchObject({ text: '답' });
    await createClient(slack).chat.postMessage({ ...at, text: 'x', blocks: [actions(button())] as never[] });
    await slack.interact.button({ ...asks, actionId: 'more' }).acknowledged;
    expect(slack.rejections).toEqual([]);
    expect(slack.refusals).toEqual([]);
  });

  test('a failed event is redelivered with the same id and an x-slack-retry-num', async () => {
    const slack = await start({ retriesMs: [0] });
    let heard: ReturnType<typeof listen> = [];
    let isBroken = true;
    await startHttp(slack, (app) => {
      app.use(async ({ next }) => {
        if (isBroken) throw new Error('down');
        await next();
      });
      heard = listen(app, 'reaction_added');
    });
    const ts = slack.say(channel, person, 'x');
    // Bolt acknowledges an event before its listeners run, so Slack retries only if the app is unreachable.
    const { deliver } = slack;
    slack.deliver = { url: 'http://127.0.0.1:1/slack/events' };
    slack.react(channel, ts, person, '+1');
    await slack.until(() => slack.http.deliveries.length === 2);
    isBroken = false;
    slack.deliver = deliver;
    expect(await slack.http.redeliver()).toBe(1);
    expect(heard).toMatchObject([{ id: slack.events[0]?.event_id, retry: 2 }]);
    expect(slack.http.deliveries.map(({ status, retryNum }) => [status, retryNum])).toEqual([
      [0, 0],
      [0, 1],
      [200, 2],
    ]);
    expect(await slack.http.redeliver()).toBe(0);
  });

  test('a command fails if its listener throws before ack', async () => {
    const slack = await start();
    await startHttp(slack, (app) =>
      app.command('/paper', async () => {
        throw new Error('down');
      }),
    );
    await expect(slack.interact.command(asks).acknowledged).rejects.toThrow('http_error');
  });
});
