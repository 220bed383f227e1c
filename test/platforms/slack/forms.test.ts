import { expect, test } from 'vitest';
import { optionWording } from '../../../src/i18n/ko/options.ts';
import { subscriptionWording } from '../../../src/i18n/ko/subscription/subscription.ts';
import { infoOf, openModal, send } from './form-scene.ts';
import { ADMIN, open } from './harness.ts';

test('subscribe without options opens a form, which names mistakes and saves what is sent', async (context) => {
  const scene = await open(context);
  await scene.up();
  const before = await infoOf(scene);
  const view = await openModal(scene);
  const { errors } = scene.slack.interact.submit(view, ADMIN, { exclude: ',' });
  expect(await errors).toEqual({ exclude: optionWording.nothing('없음') });
  expect(await infoOf(scene)).toEqual(before);
  expect(await send(scene, view, { count: '3', fields: ['강화 학습'] })).toContain(
    subscriptionWording.changed,
  );
  expect(await infoOf(scene)).toEqual({ ...before, count: 3, fields: ['rl'] });
  expect(scene.slack.rejections).toEqual([]);
});
