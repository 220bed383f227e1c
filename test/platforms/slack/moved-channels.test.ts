import { describe, expect, test, vi } from 'vitest';
import { slackWording } from '../../../src/i18n/ko/slack.ts';
import { settingWording } from '../../../src/i18n/ko/subscription/settings.ts';
import { defaultTeamId } from '../../emulators/slack/index.ts';
import { EVENTUALLY } from '../../fixtures/eventually.ts';
import { slackPlaceId } from '../../fixtures/place-ids.ts';
import { failOnUnhandled } from '../../fixtures/unhandled.ts';
import { titleOf } from './api/call-harness.ts';
import { CHANNEL, type Context, DAY, open } from './harness.ts';

failOnUnhandled();

type Scene = Awaited<ReturnType<typeof open>>;

const MOVED = 'C0SHARED';
const ADMIN = 'UADMIN';
/** The paper of the first card. */
const PAPER = '2608.00001';

/** Opens a bot that has delivered an edition to a private channel, which then gets another id. */
async function openMoved(context: Context, options: Parameters<typeof open>[1] = {}) {
  const scene = await open(context, { channels: [{ id: CHANNEL, isPrivate: true }], ...options });
  await scene.up();
  const movedId = slackPlaceId(MOVED, scene.placeId.split(':')[1]);
  const subscribed = () => vi.waitFor(async () => expect(await idsOf(scene)).toEqual([movedId]), EVENTUALLY);
  const count = async () => (await scene.store().voteCounts([PAPER], { placeId: movedId })).get(PAPER);
  return { ...scene, movedId, subscribed, count };
}

const idsOf = async (scene: Pick<Scene, 'store'>) =>
  (await scene.store().subscriptions())
    .map(({ place }) => [place.platform, place.workspace, place.channel].filter(Boolean).join(':'))
    .filter((id) => id.startsWith('slack'));
const errorsOf = ({ log }: Pick<Scene, 'log'>) => log.lines.filter(({ level }) => level === 'error');

describe.concurrent('T5: a channel that gets another id (channel_id_changed)', () => {
  test('keeps its subscription, its edition and its votes, also in an enterprise', async (context) => {
    const scene = await openMoved(context, { mode: 'http', enterpriseId: 'E0LOOPBACK' });
    const { slack, movedId } = scene;
    slack.react(CHANNEL, scene.ts(), 'U1', '+1');
    await scene.counted(1);
    slack.changeId(CHANNEL, MOVED);
    await scene.subscribed();
    expect(await scene.store().edition(movedId, DAY)).toMatchObject({ state: 'done' });
    expect(await scene.count()).toEqual({ up: 1, down: 0 });
    // Votes on cards from before are counted, and commands are about the same subscription.
    slack.react(MOVED, String(slack.messages(MOVED)[2]?.ts), 'U2', '-1');
    await scene.counted(2);
    expect(await scene.say('구독 편수:3', ADMIN, MOVED)).toContain(settingWording.count(3));
    expect(await idsOf(scene)).toEqual([movedId]);
    // Nothing is posted again.
    expect(slack.messages(MOVED)).toHaveLength(3);
    expect(slack.rejections).toEqual([]);
    expect(errorsOf(scene)).toEqual([]);
  });

  test('is the same after a restart, although SUBSCRIBE and ALERT_PLACE name its former id', async (context) => {
    const scene = await openMoved(context, { env: { ALERT_PLACE: `slack:${CHANNEL}` } });
    scene.slack.changeId(CHANNEL, MOVED);
    await scene.subscribed();
    await scene.stop();
    scene.slack.react(MOVED, String(scene.slack.messages(MOVED)[1]?.ts), 'U1', '+1');
    const before = scene.slack.requests.length;
    await scene.start();
    await scene.counted(1);
    await scene.says('A channel listed in SUBSCRIBE has a new id');
    expect(await idsOf(scene)).toEqual([scene.movedId]);
    expect(scene.slack.messages(MOVED)).toHaveLength(3);
    const asked = scene.slack.requests.slice(before).map(({ body }) => body.channel);
    expect(asked).toContain(MOVED);
    expect(asked).not.toContain(CHANNEL);
  });

  test('in the middle of an edition: the edition is completed there, once', async (context) => {
    const scene = await open(context, { channels: [{ id: CHANNEL, isPrivate: true }] });
    scene.slack.fault = ({ method }, count) => {
      if (method === 'chat.postMessage' && count === 2) scene.slack.changeId(CHANNEL, MOVED);
      return undefined;
    };
    await scene.start();
    await scene.delivered(slackPlaceId(MOVED));
    const titles = scene.slack
      .messages(MOVED)
      .map(titleOf)
      .map(({ url }) => url);
    expect(new Set(titles).size).toBe(3);
    expect(titles).toHaveLength(3);
    const known = await scene.store().deliveries(slackPlaceId(MOVED), DAY);
    const ids = scene.slack.messages(MOVED).map(({ ts }) => `${defaultTeamId}/${MOVED}/${ts}`);
    expect(known.map(({ messageId }) => messageId).toSorted()).toEqual(ids.toSorted());
    expect(await idsOf(scene)).toEqual([slackPlaceId(MOVED)]);
  });

  test('resumes if its former id had paused it; repeated and late events change nothing', async (context) => {
    const scene = await openMoved(context, { mode: 'http' });
    const { slack, clock } = scene;
    // Slack does not know the former id any more.
    await scene.store().pauseSubscription(scene.placeId, {
      reason: slackWording.notVisible,
      cause: 'channel_not_found',
      endsAt: null,
      retryAt: clock.now() + 24 * 60 * 60_000,
      now: clock.now(),
    });
    slack.changeId(CHANNEL, MOVED);
    await scene.becomes({ state: 'active' }, scene.movedId);
    await scene.subscribed();
    const event = slack.events.findLast(
      (it) => (it.event as { type: string }).type === 'channel_id_changed',
    ) as object;
    for (const id of ['Ev1', 'Ev2'])
      expect(await slack.http.forge({ payload: { ...event, event_id: id } })).toBe(200);
    const broken = [{}, { old_channel_id: MOVED }, { old_channel_id: 7, new_channel_id: {} }];
    for (const [index, fields] of broken.entries()) {
      const payload = { ...event, event_id: `EvB${index}`, event: { type: 'channel_id_changed', ...fields } };
      expect(await slack.http.forge({ payload })).toBe(200);
    }
    slack.react(MOVED, String(slack.messages(MOVED)[1]?.ts), 'U1', '+1');
    await scene.counted(1);
    expect(await idsOf(scene)).toEqual([scene.movedId]);
    expect(errorsOf(scene)).toEqual([]);
  });
});
