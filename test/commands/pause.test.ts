import { describe, expect, test } from 'vitest';
import { horizon } from '../../src/domain/edition/owed.ts';
import { plan } from '../../src/domain/edition/plan.ts';
import { editionKey } from '../../src/domain/edition/records.ts';
import { WEB_PLACE } from '../../src/domain/subscription/subscription.ts';
import { commandWording } from '../../src/i18n/ko/command.ts';
import { statusWording } from '../../src/i18n/ko/status.ts';
import { subscriptionWording } from '../../src/i18n/ko/subscription/subscription.ts';
import { DAY } from '../../src/lib/duration.ts';
import { LIST_DAY, PLACE, PLACE_ID } from '../app/editions/harness.ts';
import { pause } from '../fixtures/settings.ts';
import { createHarness, sectionOf, textOf } from './harness.ts';

type Harness = Awaited<ReturnType<typeof createHarness>>;

/** Returns the jobs of the channel that a heartbeat would run now. */
async function jobsOf({ store, clock }: Harness) {
  const now = clock.now();
  const since = horizon(now);
  const editions = await store.editions(since);
  const jobs = plan(now, {
    subscriptions: await store.subscriptions(),
    listDays: new Map((await store.listDays(since)).map((list) => [list.day, list])),
    editions: new Map(editions.map((edition) => [editionKey(edition.placeId, edition.day), edition])),
    bestOver: new Set(),
    backingOff: new Map(),
    alertsSubscribers: true,
    recovered: new Set(),
  });
  return jobs.filter((job) => !('placeId' in job) || job.placeId === PLACE_ID);
}

describe('a channel that a member has paused', () => {
  test('gets nothing, keeps its settings, and makes up for nothing when it is resumed', async () => {
    const harness = await createHarness();
    const { ask, store, clock, subscribe } = harness;
    const { settings } = await subscribe({ count: 3, words: ['등대'], best: { weekday: 5, since: 1 } });
    const { createdAt } = (await store.subscription(PLACE_ID)) ?? {};
    expect(await jobsOf(harness)).not.toEqual([]);
    expect(textOf(await ask('/논문 일시정지'))).toEqual([
      subscriptionWording.held,
      subscriptionWording.heldText,
    ]);
    expect(await jobsOf(harness)).toEqual([]);
    clock.advance(5 * DAY);
    expect(await jobsOf(harness)).toEqual([]);
    const status = await ask('/논문 상태');
    expect(sectionOf(status, statusWording.subscription)).toBe(statusWording.held);
    expect(sectionOf(status, statusWording.newest)).toContain(statusWording.absences['on-hold']);

    const answer = await ask('/논문 재개');
    expect(textOf(answer)).toContain(subscriptionWording.released);
    expect(await jobsOf(harness)).toEqual([]);
    const known = await store.subscription(PLACE_ID);
    expect(known).toMatchObject({ state: 'active', createdAt, pause: null });
    expect(known?.settings).toEqual({ ...settings, best: { weekday: 5, since: clock.now() } });
    expect(sectionOf(await ask('/논문 상태'), statusWording.newest)).toContain(
      statusWording.absences['on-hold'],
    );
    clock.advance(DAY);
    expect(await jobsOf(harness)).not.toEqual([]);
  });

  test.each([
    ['of which a card was posted', ['2608.00001'], 'done'],
    ['of which nothing was posted', [], 'on-hold'],
  ])('is not sent the rest of an edition that had begun, %s', async (_what, sent, state) => {
    const harness = await createHarness();
    const { ask, store, clock, subscribe, send } = harness;
    await subscribe();
    await store.openEdition(PLACE_ID, LIST_DAY, ['2608.00001', '2608.00002'], 30, clock.now());
    await send(sent);
    await ask('/paper pause');
    clock.advance(DAY / 24);
    await ask('/paper resume');
    expect(await store.edition(PLACE_ID, LIST_DAY)).toMatchObject({ state });
    expect((await jobsOf(harness)).filter(({ kind }) => kind === 'deliver')).toEqual([]);
  });

  test('stays paused if its settings are changed, and says so', async () => {
    const { ask, press, store, subscribe } = await createHarness();
    await subscribe();
    await ask('/paper pause');
    const answer = await ask('/paper subscribe count:2 weekdays:평일');
    expect(textOf(answer)).toContain(subscriptionWording.stillHeld);
    expect(await store.subscription(PLACE_ID)).toMatchObject({ state: 'on-hold', settings: { count: 2 } });
    await press(answer, subscriptionWording.release);
    expect(await store.subscription(PLACE_ID)).toMatchObject({ state: 'active' });
  });

  test('gets the newest list at once if it is unsubscribed and subscribed again, even one of the pause', async () => {
    const harness = await createHarness();
    await harness.subscribe();
    for (const line of ['pause', 'resume', 'unsubscribe']) await harness.ask(`/paper ${line}`);
    expect(textOf(await harness.ask('/paper subscribe'))).toContain(subscriptionWording.atOnce);
    expect(await jobsOf(harness)).toContainEqual({ kind: 'deliver', placeId: PLACE_ID, day: LIST_DAY });
  });

  test('can be unsubscribed, and then not be resumed', async () => {
    const { ask, store, subscribe } = await createHarness();
    await subscribe();
    await ask('/paper pause');
    expect(textOf(await ask('/paper unsubscribe'))).toContain(subscriptionWording.ended);
    expect(textOf(await ask('/paper resume'))).toEqual([subscriptionWording.none]);
    expect(await store.subscription(PLACE_ID)).toMatchObject({ state: 'ended' });
  });
});

test('a channel that its platform had paused is tried at once when it is resumed', async () => {
  const harness = await createHarness();
  const { ask, store, subscribe, wakes } = harness;
  await subscribe();
  await pause(store, PLACE_ID, '권한이 없습니다.');
  expect(textOf(await ask('/paper resume', { findObstacles: async () => ['초대'] }))).toEqual([
    subscriptionWording.blocked(['초대']),
  ]);
  expect(await jobsOf(harness)).toEqual([]);
  const before = wakes();
  expect(textOf(await ask('/paper resume'))).toContain(subscriptionWording.tried);
  expect(wakes()).toBe(before + 1);
  expect(await store.subscription(PLACE_ID)).toMatchObject({
    state: 'active',
    createdAt: expect.any(Number),
  });
  expect(await jobsOf(harness)).not.toEqual([]);
});

test('a channel that is paused by a member is not tried, and not told about, for its platform', async () => {
  const { ask, store, clock, subscribe } = await createHarness();
  await subscribe();
  await pause(store, PLACE_ID, '권한이 없습니다.');
  await ask('/paper pause');
  clock.advance(3 * DAY);
  expect(await store.untold(PLACE)).toEqual([]);
  expect(await store.subscription(PLACE_ID)).toMatchObject({ state: 'on-hold', reason: null });
});

test.each([
  ['/paper pause', subscriptionWording.none],
  ['/paper resume', subscriptionWording.none],
])('%s in a channel that is not subscribed says so', async (line, says) => {
  const { ask } = await createHarness();
  expect(textOf(await ask(line))).toEqual([says]);
});

test('twice the same says that nothing changes', async () => {
  const { ask, subscribe } = await createHarness();
  await subscribe();
  expect(textOf(await ask('/paper resume'))).toEqual([subscriptionWording.notHeld]);
  await ask('/paper pause');
  expect(textOf(await ask('/paper pause'))).toEqual([subscriptionWording.alreadyHeld]);
});

test.each([
  ['pause', '일시정지'],
  ['resume', '재개'],
])('%s is for managers, and not for the web channel', async (name, ko) => {
  const { ask } = await createHarness();
  expect(textOf(await ask(`/paper ${name}`, { manages: async () => false }))).toEqual([
    commandWording.managersOnly(ko),
  ]);
  expect(textOf(await ask(`/paper ${name}`, { place: WEB_PLACE }))).toEqual([subscriptionWording.webIsFixed]);
});
