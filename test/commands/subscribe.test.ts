import { describe, expect, test } from 'vitest';
import { plan } from '../../src/domain/edition/plan.ts';
import { UserError } from '../../src/domain/errors.ts';
import type { Settings } from '../../src/domain/subscription/settings.ts';
import { WEB_PLACE } from '../../src/domain/subscription/subscription.ts';
import { commandWording } from '../../src/i18n/ko/command.ts';
import { discordWording } from '../../src/i18n/ko/discord.ts';
import { optionWording } from '../../src/i18n/ko/options.ts';
import { describeNext, describeSettings } from '../../src/i18n/ko/subscription/describe.ts';
import { settingWording } from '../../src/i18n/ko/subscription/settings.ts';
import { subscriptionWording } from '../../src/i18n/ko/subscription/subscription.ts';
import { DAY, HOUR } from '../../src/lib/duration.ts';
import { LIST_DAY, NOON, PLACE, PLACE_ID } from '../app/editions/harness.ts';
import { ANY_STATE, pause, SETTINGS } from '../fixtures/settings.ts';
import { createHarness, sectionOf, textOf } from './harness.ts';

const CHANGED: Settings = { ...SETTINGS, at: 18 * 60, count: 7, fields: ['rl'], minUpvotes: 3 };

describe('a channel that was not subscribed', () => {
  test('is subscribed with the default settings, and the reply says what comes when', async () => {
    const { ask, store, wakes, log } = await createHarness();
    const answer = await ask('/paper subscribe');
    expect(await store.subscriptions()).toMatchObject([
      { place: PLACE, settings: SETTINGS, createdAt: NOON, state: 'active', reason: null },
    ]);
    expect(textOf(answer)).toEqual([
      subscriptionWording.subscribed,
      subscriptionWording.atOnce,
      `${subscriptionWording.settings}: ${describeSettings(SETTINGS)}`,
      `${subscriptionWording.next}: ${describeNext(NOON, SETTINGS, [])}`,
    ]);
    expect(answer.standsBelow).toBeFalsy();
    expect(wakes()).toBe(1);
    expect(log.lines).toEqual([]);
  });

  test.each([
    ['/paper subscribe time:18:00 count:7 fields:RL votes:3', CHANGED],
    ['/논문 구독 시각:"오후 6시" 편수:7 분야:"강화 학습" 최소추천수:3', CHANGED],
    ['/paper subscribe zone:"America/New York"', { ...SETTINGS, timeZone: 'America/New_York' }],
    [
      '/논문 구독 시간대:뉴욕 요일:월-금',
      { ...SETTINGS, timeZone: 'America/New_York', weekdays: [1, 2, 3, 4, 5] },
    ],
    ['/paper subscribe words:"diffusion, 확산"', { ...SETTINGS, words: ['diffusion', '확산'] }],
    ['/논문 구독 배치:"스레드에 모아서" 목록:live', { ...SETTINGS, layout: 'thread', mode: 'live' }],
    ['/paper subscribe weekdays:daily layout:channel list:closed', SETTINGS],
  ] as const)('gets the requested settings: %s', async (line, settings) => {
    const { ask, store } = await createHarness();
    const answer = await ask(line);
    expect(await store.subscription(PLACE_ID)).toMatchObject({ settings });
    expect(sectionOf(answer, subscriptionWording.settings)).toBe(describeSettings(settings));
  });

  test.each([
    ['시각:25시', optionWording.badTime('25시')],
    ['zone:화성', optionWording.badTimeZone('화성')],
    ['count:0', optionWording.badNumber('편수', 1, 100, '0')],
    ['votes:-1', optionWording.badNumber('최소추천수', 0, 10_000, '-1')],
    ['fields:등대학', optionWording.badField('등대학', [])],
    ['weekdays:내일', optionWording.badWeekdays('내일')],
    ['best:내일', optionWording.badBest('내일')],
    ['주간베스트:월,금', optionWording.badBest('월,금')],
    ['layout:tree', optionWording.badChoice('배치', Object.values(settingWording.layouts), 'tree')],
    [
      'color:red',
      commandWording.unknownOption('구독', 'color', [
        '시각',
        '시간대',
        '편수',
        '목록',
        '배치',
        '분야',
        '키워드',
        '제외',
        '최소추천수',
        '요일',
        '주간베스트, 멘션, 발행',
      ]),
    ],
  ])('is not subscribed after an invalid value: %s', async (typed, said) => {
    const { ask, store, wakes } = await createHarness();
    const answer = await ask(`/paper subscribe count:9 ${typed}`);
    expect(answer.standsBelow).toBe(true);
    expect(textOf(answer)).toEqual([said]);
    expect(await store.subscriptions()).toEqual([]);
    expect(wakes()).toBe(0);
  });

  test('gets a list of obstacles for the requested layout, and is not subscribed', async () => {
    const { ask, store, wakes } = await createHarness();
    const asked: string[] = [];
    const answer = await ask('/paper subscribe layout:thread', {
      async findObstacles({ layout }) {
        asked.push(layout);
        return ['메시지 보내기', '링크 첨부'];
      },
    });
    expect(asked).toEqual(['thread']);
    expect(answer.standsBelow).toBe(true);
    expect(textOf(answer)).toEqual([subscriptionWording.blocked(['메시지 보내기', '링크 첨부'])]);
    expect(await store.subscriptions()).toEqual([]);
    expect(wakes()).toBe(0);
  });

  test('that does not support the layout gets an error', async () => {
    const { ask, store } = await createHarness();
    const answer = await ask('/paper subscribe layout:thread', {
      findObstacles: async () => {
        throw new UserError(discordWording.noThreadHere);
      },
    });
    expect(textOf(answer)).toEqual([discordWording.noThreadHere]);
    expect(await store.subscriptions()).toEqual([]);
  });

  test("gets the date of the edition after the immediate one, even before today's posting time", async () => {
    const { ask } = await createHarness();
    const answer = await ask('/paper subscribe time:18:00');
    // Friday's list is sent immediately, so nothing is sent at 18:00; the next list is Monday's.
    expect(sectionOf(answer, subscriptionWording.next)).toBe(
      '8월 25일 (화) 18:00에 8월 24일 (월) 목록을 배달합니다.',
    );
  });
});

describe('a channel that is subscribed', () => {
  async function start(state: 'active' | 'paused' = 'active') {
    const context = await createHarness();
    await context.subscribe(CHANGED);
    if (state === 'paused') await pause(context.store, PLACE_ID, '권한이 없습니다.');
    context.clock.advance(3 * DAY);
    return context;
  }

  test.each([
    ['time:9', { at: 9 * 60 }],
    ['zone:UTC', { timeZone: 'UTC' }],
    ['count:1', { count: 1 }],
    ['fields:전체', { fields: [] }],
    ['fields:LLM', { fields: ['llm'] }],
    ['words:lamp', { words: ['lamp'] }],
    ['votes:0', { minUpvotes: 0 }],
    ['layout:thread', { layout: 'thread' }],
    ['list:live', { mode: 'live' }],
  ] as const)('changes the given options, and keeps the others: %s', async (typed, change) => {
    const { ask, store, wakes } = await start();
    const answer = await ask(`/paper subscribe ${typed}`);
    const settings = { ...CHANGED, ...change };
    expect(await store.subscription(PLACE_ID)).toMatchObject({ settings, createdAt: NOON, state: 'active' });
    expect(textOf(answer).slice(0, 2)).toEqual([
      subscriptionWording.changed,
      `${subscriptionWording.settings}: ${describeSettings(settings)}`,
    ]);
    expect(textOf(answer)).not.toContain(subscriptionWording.atOnce);
    expect(wakes()).toBe(1);
  });

  test('with other weekdays starts over: days that were skipped on purpose are not owed', async () => {
    const { ask, store } = await start();
    const answer = await ask('/paper subscribe weekdays:월');
    const settings = { ...CHANGED, weekdays: [1] };
    expect(await store.subscription(PLACE_ID)).toMatchObject({ settings, state: 'active' });
    expect((await store.subscription(PLACE_ID))?.createdAt).toBe(NOON + 3 * DAY);
    expect(textOf(answer)).toContain(subscriptionWording.atOnce);
  });

  test('is unchanged without options', async () => {
    const { ask, store } = await start();
    const before = await store.subscriptions();
    await ask('/paper subscribe');
    // The subscription now belongs to whoever saved it.
    expect(await store.subscriptions()).toEqual(before.map((it) => ({ ...it, subscribedBy: 'u1' })));
  });

  test('keeps its settings if a value is invalid or there is an obstacle', async () => {
    const { ask, store } = await start();
    const before = await store.subscriptions();
    await ask('/paper subscribe count:3 time:25');
    await ask('/paper subscribe count:3', { findObstacles: async () => ['메시지 보내기'] });
    expect(await store.subscriptions()).toEqual(before);
  });

  test('and paused resumes, and keeps its other settings and its start', async () => {
    const { ask, store } = await start('paused');
    const answer = await ask('/paper subscribe count:3');
    expect(await store.subscription(PLACE_ID)).toMatchObject({
      settings: { ...CHANGED, count: 3 },
      createdAt: NOON,
      state: 'active',
      reason: null,
    });
    expect(textOf(answer)[0]).toBe(subscriptionWording.resumed);
  });

  test('and paused stays paused while there is an obstacle', async () => {
    const { ask, store } = await start('paused');
    const answer = await ask('/paper subscribe', { findObstacles: async () => ['메시지 보내기'] });
    // The reply also tells about the pause.
    expect(textOf(answer)[0]).toBe(subscriptionWording.blocked(['메시지 보내기']));
    expect(await store.subscription(PLACE_ID)).toMatchObject({ state: 'paused', reason: '권한이 없습니다.' });
  });

  test('while only its channel is known is bound to its workspace, and keeps its settings', async () => {
    const { ask, subscribe, store } = await createHarness();
    await subscribe({ ...CHANGED, count: 3 }, { ...PLACE, workspace: '' });
    const answer = await ask('/paper subscribe votes:1');
    expect(textOf(answer)[0]).toBe(subscriptionWording.changed);
    expect(await store.subscriptions()).toMatchObject([
      { place: PLACE, settings: { ...CHANGED, count: 3, minUpvotes: 1 }, createdAt: NOON },
    ]);
  });
});

describe('a channel that was unsubscribed', () => {
  async function start(reason: string | null = null) {
    const context = await createHarness();
    await context.subscribe(CHANGED);
    await context.store.moveSubscription(PLACE_ID, ANY_STATE, 'ended', reason);
    context.clock.advance(3 * HOUR);
    return context;
  }

  test.each([null, '채널이 삭제되었습니다.'])(
    'starts over: from now on, with the default settings (%s)',
    async (reason) => {
      const { ask, store, clock, wakes } = await start(reason);
      const answer = await ask('/paper subscribe votes:1');
      expect(await store.subscriptions()).toMatchObject([
        {
          place: PLACE,
          settings: { ...SETTINGS, minUpvotes: 1 },
          createdAt: clock.now(),
          state: 'active',
          reason: null,
        },
      ]);
      expect(textOf(answer).slice(0, 2)).toEqual([
        subscriptionWording.subscribed,
        subscriptionWording.atOnce,
      ]);
      expect(wakes()).toBe(1);
    },
  );

  test('gets a note if it already has the newest list, and is owed nothing', async () => {
    const { ask, post, store, clock } = await start();
    await post(LIST_DAY, ['2608.00001']);
    const answer = await ask('/paper subscribe');
    expect(textOf(answer).slice(0, 2)).toEqual([
      subscriptionWording.subscribed,
      subscriptionWording.alreadyHere(LIST_DAY),
    ]);
    expect(sectionOf(answer, subscriptionWording.next)).toContain('8월 24일 (월) 목록');
    const [edition] = await store.editions('2026-08-01');
    const state = {
      listDays: new Map(),
      ...{ backingOff: new Map<string, number>(), alertsSubscribers: true, recovered: new Set<string>() },
      bestOver: new Set<string>(),
    };
    const editions = new Map(edition ? [[`${PLACE_ID}/${edition.day}`, edition]] : []);
    const due = plan(clock.now(), { ...state, editions, subscriptions: await store.subscriptions() });
    expect(due.filter(({ kind }) => kind === 'deliver' || kind === 'skip')).toEqual([]);
  });
});

describe('the weekly best', () => {
  const best = (weekday: number, since: number) => ({ weekday, since });

  test.each(['/paper subscribe best:fri', '/논문 구독 주간베스트:금', '/논문 구독 주간베스트:금요일'])(
    'comes on the requested weekday, from now on: %s',
    async (line) => {
      const { ask, store } = await createHarness();
      const answer = await ask(line);
      const settings = { ...SETTINGS, best: best(5, NOON) };
      expect(await store.subscription(PLACE_ID)).toMatchObject({ settings });
      expect(sectionOf(answer, subscriptionWording.settings)).toBe(describeSettings(settings));
      expect(sectionOf(answer, subscriptionWording.settings)).toContain(settingWording.best('금'));
    },
  );

  test('is off by default', async () => {
    const { ask, store } = await createHarness();
    const answer = await ask('/paper subscribe');
    expect(await store.subscription(PLACE_ID)).toMatchObject({ settings: { best: null } });
    expect(sectionOf(answer, subscriptionWording.settings)).not.toContain('베스트');
  });

  test.each([
    ['count:3', best(5, NOON)],
    ['best:금', best(5, NOON)],
    ['best:월', best(1, NOON + DAY)],
    ['best:없음', null],
    ['best:none', null],
  ])('that comes on Fridays is changed by %s to %j', async (typed, settings) => {
    const { ask, store, clock } = await createHarness();
    await ask('/paper subscribe best:금');
    clock.advance(DAY);
    const answer = await ask(`/paper subscribe ${typed}`);
    expect(textOf(answer)[0]).toBe(subscriptionWording.changed);
    expect(await store.subscription(PLACE_ID)).toMatchObject({
      createdAt: NOON,
      settings: { best: settings },
    });
  });

  test('does not affect the editions: none is owed again', async () => {
    const { ask, store, clock } = await createHarness();
    await ask('/paper subscribe');
    clock.advance(DAY);
    const answer = await ask('/paper subscribe best:일');
    expect(textOf(answer)).not.toContain(subscriptionWording.atOnce);
    expect(await store.subscription(PLACE_ID)).toMatchObject({ createdAt: NOON });
  });

  test('of a channel that was unsubscribed and returns also starts over', async () => {
    const { ask, store, clock } = await createHarness();
    await ask('/paper subscribe best:금');
    await ask('/paper unsubscribe');
    clock.advance(DAY);
    await ask('/paper subscribe');
    expect(await store.subscription(PLACE_ID)).toMatchObject({ settings: { best: null } });
    await ask('/paper subscribe best:금');
    expect(await store.subscription(PLACE_ID)).toMatchObject({ settings: { best: best(5, NOON + DAY) } });
  });
});

describe('subscribing', () => {
  test('offers the fields to pick from, but only after a change', async () => {
    const { ask, responder } = await createHarness();
    const pick = { label: subscriptionWording.pickField, command: 'subscribe', option: 'fields' };
    expect(await ask('/paper subscribe')).toMatchObject({ pick });
    expect(await ask('/paper subscribe count:7')).toMatchObject({ pick });
    expect(responder.complete(pick.command, pick.option, '')).not.toEqual([]);
    const { pick: ofRefused } = await ask('/paper subscribe', { findObstacles: async () => ['링크 첨부'] });
    expect(ofRefused).toBeUndefined();
  });

  test('is for managers: other users are refused before the channel is checked', async () => {
    const { ask, store } = await createHarness();
    const answer = await ask('/paper subscribe count:3', {
      manages: async () => false,
      findObstacles: () => expect.unreachable(),
    });
    expect(textOf(answer)).toEqual([commandWording.managersOnly('구독')]);
    expect(await store.subscriptions()).toEqual([]);
  });

  test('to the web channel is impossible: its settings come from the environment', async () => {
    const { ask, store } = await createHarness();
    const answer = await ask('/paper subscribe count:3', { place: WEB_PLACE });
    expect(answer.standsBelow).toBe(true);
    expect(textOf(answer)).toEqual([subscriptionWording.webIsFixed]);
    expect(await store.subscriptions()).toEqual([]);
  });
});

test('what others change while a channel is checked is kept, also their pause', async () => {
  const { ask, store } = await createHarness();
  await ask('/paper subscribe');
  const answer = await ask('/paper subscribe count:3', {
    findObstacles: async () => {
      await ask('/paper subscribe votes:7');
      await ask('/paper pause');
      return [];
    },
  });
  expect(textOf(answer)).toContain(subscriptionWording.stillHeld);
  expect(await store.subscription(PLACE_ID)).toMatchObject({
    state: 'on-hold',
    settings: { ...SETTINGS, count: 3, minUpvotes: 7 },
  });
});
