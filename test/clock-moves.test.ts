import type { REST } from 'discord.js';
import { Keyv } from 'keyv';
import { describe, expect, onTestFinished, test } from 'vitest';
import { COMMANDS } from '../commands/index.ts';
import { createResponder } from '../src/app/commands/handlers.ts';
import { createQuota } from '../src/app/commands/quota.ts';
import { createReadList } from '../src/app/commands/read-list.ts';
import { createClaim } from '../src/app/editions/claim.ts';
import { collect } from '../src/app/editions/collect.ts';
import { deliver } from '../src/app/editions/deliver.ts';
import { createAlert } from '../src/app/health/alert.ts';
import { createJobBackoff } from '../src/app/scheduler/job-backoff.ts';
import { LIMITS } from '../src/command/quotas.ts';
import { createHealth } from '../src/compose/health.ts';
import { listDayEnd } from '../src/domain/calendar/day.ts';
import type { Job } from '../src/domain/edition/job.ts';
import { isBelievedEmpty } from '../src/domain/edition/list-state.ts';
import { dueRefresh, REFRESHES } from '../src/domain/edition/refresh-step.ts';
import { SummaryError, TemporaryError } from '../src/domain/errors.ts';
import { ALERT_AFTER } from '../src/domain/health/incident.ts';
import { commandWording } from '../src/i18n/ko/command.ts';
import { createRateLimiter, createSlidingWindow, sleepUntil } from '../src/lib/rate-limiter.ts';
import { exponential, retry } from '../src/lib/retry.ts';
import { settleWithin } from '../src/lib/timeout.ts';
import { createOpenAi } from '../src/llm/openai.ts';
import { createDiscordCall } from '../src/platforms/discord/api/call.ts';
import { createRequestRateLimiter } from '../src/platforms/discord/api/rate-limiter.ts';
import { connectWithRetries } from '../src/platforms/shared/connect.ts';
import { createConnectionState } from '../src/platforms/shared/connection-state.ts';
import { createInitialReactions } from '../src/platforms/shared/initial-reactions.ts';
import { createChannelRateLimiter } from '../src/platforms/slack/api/rate-limiter.ts';
import { makeInvocation } from './app/commands/invocation.ts';
import { createResponderDeps } from './app/commands/responder-deps.ts';
import {
  createFakePublisher,
  createStage,
  createStillClock,
  LIST_DAY,
  makePapers,
  NOON,
  PLACE,
  PLACE_ID,
} from './app/editions/harness.ts';
import { edition } from './domain/edition/simulation.ts';
import { errorReply, startOpenAi } from './emulators/openai.ts';
import { createTestClock } from './fixtures/clock.ts';
import { createTestLog } from './fixtures/log.ts';
import { directNetwork } from './fixtures/network.ts';
import { makePaper } from './fixtures/papers.ts';

/** The time, in ms, by which the wall clock is set forward or back (docs/architecture.md, rule 20). */
const HOUR = 3_600_000;
const MOVES: readonly [string, number][] = [
  ['forward', HOUR],
  ['back', -HOUR],
];
const { signal } = new AbortController();
const invocation = makeInvocation();
const PAPER = makePaper({ id: '2608.00001' });
/** A weekday whose list stays empty. */
const HOLIDAY = '2026-08-25';

describe.each(MOVES)('the wall clock is set an hour %s: waits of this process', (_way, move) => {
  test('a rate limiter grants its next turn at the same time', async () => {
    const clock = createTestClock();
    const turn = createRateLimiter(clock, { everyMs: 100, burst: 1 });
    await turn(signal);
    clock.moveWall(move);
    await turn(signal);
    await turn(signal);
    expect(clock.waits).toEqual([100, 100]);
  });

  test('a sliding window returns the same wait', () => {
    const clock = createTestClock();
    const take = createSlidingWindow(clock, { limit: 1, withinMs: 1_000 });
    expect([take(), take()]).toEqual([0, 1_000]);
    clock.moveWall(move);
    expect(take()).toBe(1_000);
    clock.advance(1_000);
    expect(take()).toBe(0);
  });

  test('a sleep until an instant takes as long as planned', async () => {
    const clock = createTestClock();
    const sleep = async (ms: number) => {
      await clock.sleep(ms);
      clock.moveWall(move);
    };
    await sleepUntil({ elapsed: clock.elapsed, sleep }, 100, signal);
    expect(clock.waits).toEqual([100]);
  });

  test('a retry keeps its pauses and its total time', async () => {
    const clock = createTestClock();
    const attempts = retry(() => Promise.reject(new Error('down')), {
      clock,
      policy: { attempts: 9, delayMs: exponential(100), totalMs: 700 },
      shouldRetry: () => ({}),
      onRetry: () => clock.moveWall(move),
    });
    await expect(attempts).rejects.toThrow('down');
    expect(clock.waits).toEqual([100, 200, 400]);
  });

  test('a timeout expires at the same time', async () => {
    const clock = createTestClock();
    const ended = settleWithin(clock, 1_000, [new Promise(() => {})]);
    clock.moveWall(move);
    await ended;
    expect(clock.elapsed()).toBe(1_000);
  });

  test("the model server's rate limit lasts as long as the server requested", async () => {
    const busy = errorReply(429, 'slow down', null, { 'retry-after': '600' });
    const server = await startOpenAi({ reply: () => busy });
    onTestFinished(server.close);
    const clock = createTestClock();
    const { summarize } = createOpenAi(
      {
        network: directNetwork,
        clock,
        log: createTestLog(),
        cache: new Keyv(),
        onUsage: () => {},
        random: () => 1,
      },
      { baseUrl: server.url, apiKey: 'key', model: 'm', timeoutMs: 60_000, claimCheck: null },
    );
    const limitedFor = () =>
      summarize(makePaper()).then(
        () => expect.unreachable('a summary'),
        (error: TemporaryError) => error.retryAfterMs,
      );
    expect(await limitedFor()).toBe(600_000);
    clock.moveWall(move);
    clock.advance(100_000);
    expect(await limitedFor()).toBe(500_000);
    expect(server.requests).toHaveLength(1);
  });

  test("Discord's and Slack's rate limiters grant their next turn at the same time", async () => {
    const clock = createTestClock();
    const discord = createRequestRateLimiter(clock);
    const slack = createChannelRateLimiter({ clock, signal });
    for (let n = 0; n < 3; n += 1) {
      await discord(signal, async () => {});
      await slack('c1', async () => {});
      clock.moveWall(move);
    }
    expect(clock.elapsed()).toBe(2_000);
  });

  test('a request to Discord keeps its pauses, and its deadline for further attempts', async () => {
    const clock = createTestClock();
    const request = () => {
      clock.moveWall(move);
      return Promise.reject(new Error('down'));
    };
    const rest = { request, handlers: new Map(), globalReset: -1 } as unknown as REST;
    const call = createDiscordCall({ rest, clock, signal });
    await expect(call('GET', '/users/@me')).rejects.toThrow(TemporaryError);
    expect(clock.waits.splice(0)).toEqual([250, 1_000]);
    await expect(call('GET', '/users/@me', { until: clock.elapsed() + 500 })).rejects.toThrow(TemporaryError);
    expect(clock.waits).toEqual([250]);
  });

  test('a connection that is down is retried, and is unhealthy after two minutes', async () => {
    const clock = createTestClock();
    const state = createConnectionState(clock);
    const stop = new AbortController();
    await connectWithRetries(
      () => {
        clock.moveWall(move);
        if (clock.waits.length === 3) stop.abort();
        return Promise.reject(new TemporaryError('down'));
      },
      {
        platform: 'discord',
        name: 'Discord',
        delayMs: exponential(15_000),
        clock,
        log: createTestLog(),
        signal: stop.signal,
        onFatal: () => expect.unreachable(),
      },
    );
    expect(clock.waits).toEqual([15_000, 30_000, 60_000]);
    clock.advance(15_000);
    expect(state.healthProblem()).toBeNull();
    clock.advance(1);
    expect(state.healthProblem()).toBe('disconnected for 2 minutes');
  });

  test('initial reactions are retried after their pauses', async () => {
    const clock = createTestClock();
    const given: string[] = [];
    let failures = 0;
    const add = createInitialReactions({
      emojis: ['+'],
      async react(_messageId, emoji) {
        clock.moveWall(move);
        failures += 1;
        if (failures <= 3) throw new TemporaryError('down');
        given.push(emoji);
      },
      tryAcquire: null,
      clock,
      log: createTestLog(),
      signal,
    });
    await add('m1');
    await expect.poll(() => given).toEqual(['+']);
    expect(clock.waits.filter((ms) => ms > 1_000)).toEqual([6_000, 12_000, 24_000]);
  });

  test('a paper whose answer was unusable is retried after half an hour', async () => {
    const { parts, clock, model } = await createStage();
    model.answer = async () => {
      throw new SummaryError('flawed', 'still wrong');
    };
    const ask = () => parts.summarize(PAPER);
    await ask();
    clock.moveWall(move);
    clock.advance(30 * 60_000 - 1);
    await ask();
    expect(model.asked).toHaveLength(1);
    clock.advance(1);
    await ask();
    expect(model.asked).toHaveLength(2);
  });

  test('a reply can be shared again after five seconds', async () => {
    const { parts, folder, clock } = await createStage([PAPER]);
    const { respond } = createResponder({
      ...(await createResponderDeps(parts, folder)),
      commands: COMMANDS,
    });
    const share = async () =>
      (await respond(invocation, `/paper show ${PAPER.id} share:yes`)).isShared ?? false;
    expect(await share()).toBe(true);
    clock.moveWall(move);
    expect(await share()).toBe(false);
    clock.advance(5_001);
    expect(await share()).toBe(true);
  });

  test('an alert that could not be sent is retried after half a minute', async () => {
    const clock = createStillClock(NOON);
    const publisher = createFakePublisher();
    const publishers = new Map([[PLACE.platform, publisher]]);
    const store = { movedChannels: async () => new Map<string, string>() };
    const alert = createAlert({ store, publishers, cache: new Keyv(), clock, log: createTestLog() }, PLACE);
    const check = () => alert.check({ store: 'disk full' });
    publisher.hooks.beforeSend = () => {
      throw new TemporaryError('down');
    };
    await check();
    clock.advance(ALERT_AFTER);
    await check();
    delete publisher.hooks.beforeSend;
    clock.moveWall(move);
    clock.advance(29_999);
    await check();
    expect(publisher.messages).toHaveLength(0);
    clock.advance(1);
    await check();
    expect(publisher.messages).toHaveLength(1);
  });

  test('a missing heartbeat is reported after two minutes', () => {
    const clock = createTestClock();
    const health = createHealth(
      clock,
      () => ({}),
      (text) => text,
    );
    clock.moveWall(move);
    clock.advance(120_000);
    expect(health.check()).toEqual({});
    clock.advance(1);
    expect(Object.keys(health.check())).toEqual(['heartbeat']);
    expect(health.isAlive()).toBe(false);
  });
});

/** These deadlines are wall time, so moving the clock affects them, but none lasts longer than its maximum. */
describe.each(MOVES)('the wall clock is set an hour %s: stored deadlines', (_way, move) => {
  test('a failed job waits at most an hour, the longest pause that a server can request', async () => {
    const clock = createTestClock();
    const cache = new Keyv();
    const backoff = createJobBackoff({ cache, clock });
    const job: Job = { kind: 'collect', day: LIST_DAY };
    const isWaiting = async (by = backoff) => (await by.current()).size > 0;
    for (const asked of [undefined, HOUR]) {
      backoff.fail(job, 'down', asked);
      expect(await isWaiting()).toBe(true);
      clock.moveWall(move);
      // Another process reads the back-off from the cache.
      expect(await isWaiting(createJobBackoff({ cache, clock }))).toBe(false);
      expect(await isWaiting()).toBe(false);
    }
    backoff.fail(job, 'down', HOUR / 2);
    clock.moveWall(move / 2);
    expect(await isWaiting()).toBe(move < 0);
    clock.advance(HOUR);
    expect(await isWaiting()).toBe(false);
    // The start of a failure, which /healthz shows, is never in the future.
    for (const { since } of backoff.failedJobs()) expect(since).toBeLessThanOrEqual(clock.now());
  });

  test.each(Object.entries(LIMITS))('a quota lasts no longer than its window: %s', async (name, limit) => {
    const clock = createTestClock();
    const spend = createQuota({ cache: new Keyv(), clock });
    const what = name as keyof typeof LIMITS;
    const spendAll = async () => {
      for (let n = 0; n < limit.most; n += 1) await spend(invocation, what);
    };
    await spendAll();
    const { tooOften } = commandWording;
    await expect(spend(invocation, what)).rejects.toThrow(tooOften(limit.withinMs / 60_000));
    // A window of more than an hour is only over once the clock has moved past it.
    clock.moveWall(Math.sign(move) * Math.max(HOUR, limit.withinMs));
    await spendAll();
    await expect(spend(invocation, what)).rejects.toThrow(tooOften(limit.withinMs / 60_000));
  });

  test('a list that is still filling is fetched again at the next request', async () => {
    const { parts, clock, listsAsked, lists } = await createStage();
    const monday = '2026-08-24';
    clock.advance(Date.parse(`${monday}T12:00:00Z`) - NOON);
    lists[monday] = makePapers(3, 20);
    const readList = createReadList({ ...parts, spendQuota: createQuota(parts) });
    await readList(invocation, monday);
    clock.moveWall(move);
    await readList(invocation, monday);
    await readList(invocation, monday);
    expect(listsAsked).toEqual([monday, monday]);
  });

  test('each refresh of the cards happens once, at most an hour too early or too late', () => {
    const MINUTE = HOUR / 60;
    const state = edition(LIST_DAY, { closedAt: NOON, missing: 1 });
    let refreshes = 0;
    const at: number[] = [];
    for (let passed = 0; passed <= 26 * HOUR; passed += MINUTE) {
      const due = dueRefresh(NOON + passed + move, { ...state, refreshes });
      if (due === null) continue;
      at.push(passed);
      refreshes = due + 1;
    }
    expect(refreshes).toBe(REFRESHES.length);
    for (const [n, passed] of at.toReversed().entries()) {
      const { after } = REFRESHES[REFRESHES.length - 1 - n] as (typeof REFRESHES)[number];
      expect(Math.abs(passed - after)).toBeLessThanOrEqual(HOUR);
    }
  });

  test('an empty list is accepted after twelve hours, give or take an hour at most', async () => {
    const { parts, store, clock, lists } = await createStage();
    lists[HOLIDAY] = [];
    clock.advance(listDayEnd(HOLIDAY) - NOON);
    const began = clock.elapsed();
    await collect(parts, HOLIDAY);
    clock.moveWall(move);
    const isEmpty = async () => {
      const state = await store.listDay(HOLIDAY);
      return state !== null && isBelievedEmpty(state);
    };
    while (!(await isEmpty())) {
      clock.advance(HOUR);
      await collect(parts, HOLIDAY);
    }
    expect(Math.abs(clock.elapsed() - began - 12 * HOUR)).toBeLessThanOrEqual(HOUR);
  });

  test('an alert is sent after at most five minutes, and so is the all-clear', async () => {
    const clock = createStillClock(NOON);
    const publisher = createFakePublisher();
    const publishers = new Map([[PLACE.platform, publisher]]);
    const store = { movedChannels: async () => new Map<string, string>() };
    const alert = createAlert({ store, publishers, cache: new Keyv(), clock, log: createTestLog() }, PLACE);
    for (const [problems, messages] of [
      [{ store: 'disk full' }, 1],
      [{}, 2],
    ] as const) {
      await alert.check(problems);
      clock.moveWall(move);
      await alert.check(problems);
      clock.advance(ALERT_AFTER);
      await alert.check(problems);
      expect(publisher.messages).toHaveLength(messages);
    }
  });

  test('another process takes over an open claim immediately, and the first one does not send', async () => {
    const { parts, clock } = await createStage();
    const delivery = { key: 'k', placeId: PLACE_ID, day: LIST_DAY, paperId: null };
    const [first, second] = ['a', 'b'].map((owner) => createClaim({ ...parts, owner }, delivery));
    expect(await first?.take(10_000)).toBe(1);
    await expect(second?.take(10_000)).rejects.toMatchObject({ retryAfterMs: 10_000 });
    clock.moveWall(move);
    // The message might have been sent, so the next attempt searches for it first.
    expect(await second?.take(10_000)).toBe(2);
    await expect(first?.confirm(10_000)).rejects.toThrow('Another process has taken over this message');
    await expect(first?.take(10_000)).rejects.toMatchObject({ retryAfterMs: 10_000 });
  });

  test('an open claim that nobody took over gets a full lease before the send', async () => {
    const { parts, clock } = await createStage();
    const delivery = { key: 'k', placeId: PLACE_ID, day: LIST_DAY, paperId: null };
    const [first, second] = ['a', 'b'].map((owner) => createClaim({ ...parts, owner }, delivery));
    await first?.take(10_000);
    clock.moveWall(move);
    await first?.confirm(10_000);
    await expect(second?.take(10_000)).rejects.toMatchObject({ retryAfterMs: 10_000 });
    clock.advance(10_000);
    expect(await second?.take(10_000)).toBe(2);
  });

  test('an edition in the middle of its messages is finished, each message once', async () => {
    const stage = await createStage(makePapers(2));
    const { parts, publisher, clock, subscribe, posted } = stage;
    const subscription = await subscribe();
    publisher.hooks.beforeSend = (key) => {
      if (!key.endsWith('heading')) clock.moveWall(move);
    };
    await deliver(parts, subscription, LIST_DAY);
    expect(posted()).toEqual(['heading', ...makePapers(2).map(({ id }) => id)]);
    expect(await stage.edition()).toMatchObject({ state: 'done' });
  });
});

/** While a machine is suspended, only the monotonic clock stops. */
test('a claim whose lease expired while the machine slept is renewed, or lost, before the send', async () => {
  const { parts, clock, store } = await createStage();
  const delivery = { key: 'k', placeId: PLACE_ID, day: LIST_DAY, paperId: null };
  const claim = createClaim(parts, delivery);
  await claim.take(10_000);
  clock.moveWall(HOUR);
  await claim.confirm(10_000);
  clock.moveWall(HOUR);
  await store.claim(delivery, 'b', clock.now(), 10_000);
  await expect(claim.confirm(10_000)).rejects.toThrow('Another process has taken over this message');
});
