import { DiscordAPIError, Routes } from 'discord.js';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { SetupError, TemporaryError } from '../../../../src/domain/errors.ts';
import { HOUR, SECOND } from '../../../../src/lib/duration.ts';
import { MAX_RATE_LIMIT_WAIT } from '../../../../src/platforms/discord/api/call.ts';
import { failure } from '../../../app/editions/harness.ts';
import { defaultChannelId, type Fault } from '../../../emulators/discord/index.ts';
import { startProxy } from '../../../emulators/proxy.ts';
import { holdTimeouts } from '../../../fixtures/timeouts.ts';
import { answerWith, connect, createDiscordStage, type DiscordStage } from './call-harness.ts';

const ROUTE = Routes.channel(defaultChannelId);
const ATTEMPTS = 3;

let stage: DiscordStage;
beforeEach(async () => {
  stage = await createDiscordStage();
});
const ask = () => stage.call('GET', ROUTE);
/** Makes the first `times` requests fail. */
function spoil(times: number, fault: Fault): void {
  stage.discord.fault = (_, n) => (n <= times ? fault : undefined);
}
const asked = () => stage.discord.requests.length;

const PASSING: [string, Fault][] = [
  ['500', { kind: 'status', status: 500 }],
  ['503 with a code', answerWith(503, 50013)],
  ['504 in HTML', { kind: 'status', status: 504, body: '<html>' }],
  ['a reset', { kind: 'reset' }],
  ['a closed socket', { kind: 'close' }],
  ['a socket closed after the request was handled', { kind: 'after', answer: 'close' }],
  ['403 in HTML', { kind: 'status', status: 403, body: '<html>' }],
  ['404 from a proxy', answerWith(404, 0)],
  ['401 in HTML', { kind: 'status', status: 401, body: '<html>Sign in</html>' }],
  ['401 without a body', { kind: 'status', status: 401, body: '' }],
  ['401 of another API', { kind: 'status', status: 401, body: { error: 'login_required' } }],
  ['a response that reports an overload', answerWith(400, 130000)],
];

test('a limit that discord.js has stored does not last longer if the clock is set back', async () => {
  stage.discord.limits = { 'GET /channels/:id': { limit: 1, windowMs: 60_000 } };
  await ask();
  expect(await failure(ask())).toBeInstanceOf(TemporaryError);
  stage.discord.limits = {};
  stage.rest.globalReset = Date.now() + 3_600_000;
  stage.rest.globalRemaining = 0;
  stage.clock.moveWall(-3_600_000);
  expect(await ask()).toMatchObject({ id: defaultChannelId });
});

test('a request without a connection had no effect, and its content is not the cause', async () => {
  await stage.discord.close();
  expect(await failure(ask())).toMatchObject({ name: 'TemporaryError', isUndone: true, isUnrelated: true });
});

describe('a request that fails temporarily', () => {
  test.each(PASSING)('(%s) is retried after growing pauses', async (_, fault) => {
    spoil(ATTEMPTS - 1, fault);
    expect(await ask()).toMatchObject({ id: defaultChannelId });
    expect(asked()).toBe(ATTEMPTS);
    const [first = 0, second = 0] = stage.clock.waits;
    expect(stage.clock.waits).toHaveLength(2);
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(first);
  });

  test.each(PASSING)('(%s) fails after three attempts, and can be retried later', async (_, fault) => {
    spoil(99, fault);
    expect(await failure(ask())).toBeInstanceOf(TemporaryError);
    expect(asked()).toBe(ATTEMPTS);
    expect(stage.clock.waits).toHaveLength(2);
  });

  test('because the connection is refused is retried later', async () => {
    const { discord, clock } = stage;
    const proxy = await startProxy(discord);
    await proxy.close();
    const { call } = connect(proxy, clock);
    expect(await failure(call('GET', ROUTE))).toBeInstanceOf(TemporaryError);
    await proxy.open();
    onTestFinished(proxy.close);
    expect(await call('GET', ROUTE)).toMatchObject({ id: defaultChannelId });
  });

  test.each(['truncate', 'cut off', 'html'] as const)(
    'because its response cannot be read (%s) is retried, then left for later',
    async (mangle) => {
      const proxy = await startProxy(stage.discord);
      onTestFinished(proxy.close);
      const { call } = connect(proxy, stage.clock);
      let spoilt = 0;
      proxy.hooks.mangle = () => (spoilt++ < ATTEMPTS - 1 ? mangle : undefined);
      expect(await call('GET', ROUTE)).toMatchObject({ id: defaultChannelId });
      proxy.hooks.mangle = () => mangle;
      expect(await failure(call('GET', ROUTE))).toBeInstanceOf(TemporaryError);
    },
  );
});

describe('a request that times out', () => {
  test.each<Fault>([{ kind: 'hang' }, { kind: 'after', answer: 'hang' }])(
    'while it waits for its response (%j) is aborted and retried',
    async (fault) => {
      const { expire, asked: limits } = holdTimeouts();
      stage.discord.fault = (_, n) => {
        if (n >= ATTEMPTS) return undefined;
        setImmediate(expire);
        return fault;
      };
      expect(await ask()).toMatchObject({ id: defaultChannelId });
      expect(asked()).toBe(ATTEMPTS);
      expect(limits).toEqual([3_000, 8_000, 8_000]);
    },
  );

  test('in the middle of its response is also aborted', async () => {
    const { expire } = holdTimeouts();
    const proxy = await startProxy(stage.discord);
    onTestFinished(proxy.close);
    const { call } = connect(proxy, stage.clock);
    proxy.hooks.mangle = () => {
      setImmediate(expire);
      return 'stall';
    };
    expect(await failure(call('GET', ROUTE))).toBeInstanceOf(TemporaryError);
    expect(asked()).toBe(ATTEMPTS);
  });

  test('has three seconds for its first attempt, whatever its method', async () => {
    const { asked: limits } = holdTimeouts();
    await ask();
    expect(limits).toEqual([3_000]);
    await stage.call('POST', Routes.channelMessages(defaultChannelId), { body: { content: 'card' } });
    expect(limits).toEqual([3_000, 3_000]);
  });
});

describe('a request with a deadline for attempts', () => {
  const within = (ms: number) => stage.call('GET', ROUTE, { until: stage.clock.elapsed() + ms });

  test('is retried until then', async () => {
    expect(await within(0)).toMatchObject({ id: defaultChannelId });
    spoil(99, { kind: 'status', status: 500 });
    expect(await failure(within(1_000))).toBeInstanceOf(TemporaryError);
    expect(asked()).toBe(3);
  });

  test('is not sent at all after that: it is left for later', async () => {
    expect(await failure(within(-1))).toBeInstanceOf(TemporaryError);
    expect(asked()).toBe(0);
  });
});

describe('a response from Discord', () => {
  test.each([
    [404, 10003],
    [403, 50001],
    [403, 50013],
    [400, 50035],
    [400, 200000],
  ])('with status %i and code %i is passed on unchanged, without a retry', async (status, code) => {
    spoil(99, answerWith(status, code));
    const error = await failure(ask());
    expect(error).toBeInstanceOf(DiscordAPIError);
    expect(error).toMatchObject({ status, code });
    expect(asked()).toBe(1);
    expect(stage.clock.waits).toEqual([]);
  });

  test('that rejects the token is a setup error, immediately and from then on', async () => {
    spoil(1, answerWith(401, 0));
    for (let tries = 0; tries < 3; tries += 1) expect(await failure(ask())).toBeInstanceOf(SetupError);
    expect(asked()).toBe(1);
    expect(stage.clock.waits).toEqual([]);
  });
});

describe('a rate limit', () => {
  const SCOPES = ['user', 'global', 'shared'] as const;

  test.each(SCOPES)(
    'with the scope %s, if short, is waited out without using up an attempt',
    async (scope) => {
      spoil(ATTEMPTS + 2, { kind: 'rate-limit', scope, retryAfter: 0.01 });
      expect(await ask()).toMatchObject({ id: defaultChannelId });
      expect(asked()).toBe(ATTEMPTS + 3);
      expect(stage.clock.waits).toEqual([]);
    },
  );

  test('that discord.js waits out leaves time for the request', async () => {
    const { asked: limits } = holdTimeouts();
    await ask();
    expect(MAX_RATE_LIMIT_WAIT).toBeLessThan(limits[0] ?? 0);
  });

  test.each(SCOPES)(
    'with the scope %s, if long, is left to the next attempt, with its duration',
    async (scope) => {
      const seconds = MAX_RATE_LIMIT_WAIT / 1_000 + 1;
      spoil(1, { kind: 'rate-limit', scope, retryAfter: seconds });
      const error = await failure(ask());
      expect(error).toBeInstanceOf(TemporaryError);
      expect(error.retryAfterMs).toBeGreaterThanOrEqual(seconds * 1_000);
      expect(error.retryAfterMs).toBeLessThan(seconds * 1_000 + 500);
      expect(asked()).toBe(1);
      expect(stage.clock.waits).toEqual([]);
    },
  );

  test('of the whole bot also delays other requests, without sending them', async () => {
    spoil(1, { kind: 'rate-limit', scope: 'global', retryAfter: 60 });
    await failure(ask());
    const error = await failure(stage.call('GET', Routes.user()));
    expect(error).toBeInstanceOf(TemporaryError);
    expect(error.retryAfterMs).toBeGreaterThan(50_000);
    expect(asked()).toBe(1);
  });

  test('that Discord announces is respected before it causes a 429', async () => {
    stage.discord.limits = { 'GET /channels/:id': { limit: 2, windowMs: 300 } };
    for (let n = 0; n < 5; n += 1) await ask();
    expect(stage.discord.refusals).toEqual([]);
  });

  test.each([
    ['of years', { 'retry-after': '100000000', 'x-ratelimit-global': 'true' }],
    ['until a date in years', { 'retry-after': 'Sat, 01 Jan 2050 00:00:00 GMT' }],
    ['of years for the route', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '100000000' }],
  ])('%s lasts an hour, and then requests are made again', async (_what, headers) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    onTestFinished(() => void vi.useRealTimers());
    spoil(1, { kind: 'status', status: 429, headers, body: { message: 'limited', retry_after: 1 } });
    expect((await failure(ask())).retryAfterMs ?? 0).toBeLessThan(HOUR + SECOND);
    vi.setSystemTime(Date.now() + HOUR + SECOND);
    expect(await ask()).toMatchObject({ id: defaultChannelId });
  });

  test.each([
    ['without a duration', {}],
    ['until a date', { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }],
    ['with a duration that is no number', { 'retry-after': 'soon' }],
  ])('by Cloudflare, %s, is retried only a few times', async (_what, wait) => {
    let n = 0;
    stage.discord.fault = () => {
      n += 1;
      if (n > 30) stage.stop.abort(new Error('It asks again and again without a pause'));
      return {
        kind: 'status',
        status: 429,
        body: '<html>1015</html>',
        headers: { 'content-type': 'text/html', ...wait },
      };
    };
    expect(await failure(ask())).toBeInstanceOf(TemporaryError);
    expect(n).toBeLessThanOrEqual(ATTEMPTS);
  });
});

describe('a stop', () => {
  const reason = new Error('stopping');

  test('before a request prevents it', async () => {
    stage.stop.abort(reason);
    expect(await failure(ask())).toBe(reason);
    expect(asked()).toBe(0);
  });

  test('aborts a request that is waiting for its response, without a retry', async () => {
    stage.discord.fault = () => {
      setImmediate(() => stage.stop.abort(reason));
      return { kind: 'hang' };
    };
    expect(await failure(ask())).toBe(reason);
    expect(asked()).toBe(1);
  });

  test('ends the pause between two attempts', async () => {
    spoil(99, { kind: 'status', status: 500 });
    const { sleep } = stage.clock;
    stage.clock.sleep = async (ms, signal) => {
      stage.stop.abort(reason);
      await sleep(ms, signal);
    };
    expect(await failure(ask())).toBe(reason);
    expect(asked()).toBe(1);
  });
});

test.each([
  ['levels', '['.repeat(1_000_000)],
  ['values', `[${'[],'.repeat(1_000_000)}[]]`],
])('S2: a response of too many %s of JSON is not parsed, and can be retried later', async (what, body) => {
  spoil(99, { kind: 'status', status: 200, body, headers: { 'content-type': 'application/json' } });
  const error = await failure(ask());
  expect(error).toBeInstanceOf(TemporaryError);
  expect(error.message).toMatch(new RegExp(`sent JSON of more than \\d+ ${what}$`));
});
