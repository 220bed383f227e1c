import { expect, test } from 'vitest';
import { WEB_PLACE } from '../../src/domain/subscription/subscription.ts';
import { commandWording } from '../../src/i18n/ko/command.ts';
import { subscriptionWording } from '../../src/i18n/ko/subscription/subscription.ts';
import { PLACE, PLACE_ID } from '../app/editions/harness.ts';
import { ANY_STATE, pause } from '../fixtures/settings.ts';
import { createHarness, textOf } from './harness.ts';

test.each(['active', 'paused'] as const)(
  'a channel that is %s is unsubscribed, without a reason',
  async (state) => {
    const { ask, store, subscribe } = await createHarness();
    await subscribe();
    await subscribe({}, { ...PLACE, channel: 'c2' });
    if (state === 'paused') await pause(store, PLACE_ID, '권한이 없습니다.');
    const answer = await ask('/논문 해지');
    expect(textOf(answer)).toEqual([subscriptionWording.ended, subscriptionWording.endedText]);
    expect(answer.standsBelow).toBeFalsy();
    expect(
      (await store.subscriptions()).map((known) => [known.place.channel, known.state, known.reason]),
    ).toEqual([
      ['c1', 'ended', null],
      ['c2', 'active', null],
    ]);
  },
);

test('a channel that is not subscribed, or no longer, gets an answer that says so', async () => {
  const { ask, store, subscribe } = await createHarness();
  expect(await ask('/paper unsubscribe')).toMatchObject({ standsBelow: true });
  await subscribe();
  await store.moveSubscription(PLACE_ID, ANY_STATE, 'ended', '채널이 삭제되었습니다.');
  expect(textOf(await ask('/paper unsubscribe'))).toEqual([subscriptionWording.none]);
  expect(await store.subscription(PLACE_ID)).toMatchObject({ reason: '채널이 삭제되었습니다.' });
});

test('is for managers', async () => {
  const { ask, store, subscribe } = await createHarness();
  await subscribe();
  expect(textOf(await ask('/paper unsubscribe', { manages: async () => false }))).toEqual([
    commandWording.managersOnly('해지'),
  ]);
  expect(await store.subscription(PLACE_ID)).toMatchObject({ state: 'active' });
});

test('the web channel stays subscribed', async () => {
  const { ask, store, subscribe } = await createHarness();
  await subscribe({}, WEB_PLACE);
  expect(textOf(await ask('/paper unsubscribe', { place: WEB_PLACE }))).toEqual([
    subscriptionWording.webIsFixed,
  ]);
  expect(await store.subscriptions()).toMatchObject([{ state: 'active' }]);
});
