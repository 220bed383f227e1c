import { describe, expect, test, vi } from 'vitest';
import { slackWording } from '../../../src/i18n/ko/slack.ts';
import { pauseWording } from '../../../src/i18n/ko/subscription/subscription.ts';
import { DAY as A_DAY } from '../../../src/lib/duration.ts';
import { EVENTUALLY } from '../../fixtures/eventually.ts';
import { failOnUnhandled } from '../../fixtures/unhandled.ts';
import { ADMIN, CHANNEL, type Context, NOW, open, wordsOf } from './harness.ts';

failOnUnhandled();

const TUESDAY = Date.parse(NOW) + 3 * A_DAY;
const LATER = ['2026-08-24', '2026-08-25'];

async function pausedForADay(context: Context, hasMessagesTab = true) {
  const scene = await open(context, { later: LATER });
  await scene.up();
  scene.slack.setMessagesTab(hasMessagesTab);
  await scene.say('구독 편수:5');
  scene.slack.restrict(CHANNEL, 'restricted_action');
  scene.advanceTo(TUESDAY);
  await scene.becomes({ state: 'paused' });
  scene.advanceTo(TUESDAY + A_DAY);
  await scene.triedInVain();
  scene.wake();
  return scene;
}

describe.concurrent('whoever subscribed a place that is paused', () => {
  test('T3: is told by a direct message', async (context) => {
    const scene = await pausedForADay(context);
    const told = () => scene.slack.directMessages(ADMIN).map(wordsOf);
    await vi.waitFor(() => expect(told()).toHaveLength(1), EVENTUALLY);
    expect(told()[0]).toContain(pauseWording.title);
    expect(told()[0]).toContain(CHANNEL);
    expect(told()[0]).toContain(slackWording.restricted);
    expect(told()[0]).toContain('restricted_action');
    expect(await scene.say('help')).not.toContain(pauseWording.title);
    expect(scene.slack.rejections).toEqual([]);
  });

  test('T3: is told by the next reply if the app has no Messages tab', async (context) => {
    const scene = await pausedForADay(context, false);
    await scene.becomes({ pause: { toldAt: null, tellInReply: true } });
    expect(await scene.say('help', 'U0SOMEBODY')).not.toContain(pauseWording.title);
    expect(await scene.say('help')).toContain(pauseWording.title);
    expect(await scene.say('help')).not.toContain(pauseWording.title);
  });
});
