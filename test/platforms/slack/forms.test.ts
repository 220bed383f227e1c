import { expect, test } from 'vitest';
import { optionWording } from '../../../src/i18n/ko/options.ts';
import { subscriptionWording } from '../../../src/i18n/ko/subscription/subscription.ts';
import { topWording } from '../../../src/i18n/ko/top.ts';
import { infoOf, openModal, send } from './form-scene.ts';
import { ADMIN, labelsOf, open, wordsOf } from './harness.ts';

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

  // The command alone has buttons for the common ones, that of `subscribe` opens the form.
  const menu = await scene.use('').answered;
  expect(labelsOf(menu)).toEqual(['오늘', '인기', '분야', '구독', '도움말']);
  const opened = scene.slack.views.length;
  scene.press(menu, '구독');
  await scene.slack.until(() => scene.slack.views.length > opened);
  expect(wordsOf(await scene.press(menu, '인기').answered)).toContain(
    topWording.title(topWording.periods.week, topWording.wheres.here),
  );
  expect(scene.slack.rejections).toEqual([]);
});
