import { describe, expect, test, vi } from 'vitest';
import { slackWording } from '../../../../src/i18n/ko/slack.ts';
import { defaultTeamId, type startSlack } from '../../../emulators/slack/index.ts';
import { EVENTUALLY } from '../../../fixtures/eventually.ts';
import { failOnUnhandled } from '../../../fixtures/unhandled.ts';
import { CHANNEL, open, PLACE_ID } from '../harness.ts';

failOnUnhandled();

describe.concurrent('an event of a place', () => {
  test('that revokes the tokens pauses the subscription', async (context) => {
    const scene = await open(context);
    await scene.up();
    scene.slack.revokeToken();
    await scene.becomes({ state: 'paused', reason: slackWording.revoked });
  });

  test.for([
    ['deleting the channel', (s) => s.deleteChannel(CHANNEL), slackWording.channelGone],
    ['removing the bot', (s) => s.kick(CHANNEL), slackWording.left],
    ['removing the app', (s) => s.uninstall(), slackWording.uninstalled],
  ] as [string, (slack: Awaited<ReturnType<typeof startSlack>>) => void, string][])(
    '%s ends the subscription',
    async ([_what, act, reason], context) => {
      const scene = await open(context);
      await scene.up();
      act(scene.slack);
      await scene.becomes({ state: 'ended', reason });
    },
  );

  test.for([
    ['channel_left', CHANNEL],
    ['group_left', CHANNEL],
    ['group_deleted', CHANNEL],
  ])('of the type %s alone ends the subscription', async ([type, channel], context) => {
    const scene = await open(context, { mode: 'http' });
    await scene.up();
    const payload = {
      type: 'event_callback',
      event_id: 'Ev1',
      team_id: defaultTeamId,
      event: { type, channel },
    };
    expect(await scene.slack.http.forge({ payload })).toBe(200);
    await scene.becomes({ state: 'ended' });
  });

  test.for([false, true])(
    'archiving the channel (private: %s) pauses the subscription, until the channel is unarchived',
    async (isPrivate, context) => {
      const scene = await open(context, { channels: [{ id: CHANNEL, isPrivate }] });
      await scene.up();
      scene.slack.archive(CHANNEL);
      await scene.becomes({ state: 'paused', reason: slackWording.archived });
      scene.slack.archive(CHANNEL, false);
      await scene.becomes({ state: 'active', reason: null });
    },
  );

  test('about other members, other channels or user tokens changes nothing', async (context) => {
    const scene = await open(context, { mode: 'http', channels: [{ id: CHANNEL }, { id: 'C0OTHER' }] });
    await scene.up();
    for (const [index, event] of [
      { type: 'member_left_channel', user: 'U1', channel: CHANNEL },
      { type: 'channel_deleted', channel: 'C0OTHER' },
      { type: 'tokens_revoked', tokens: { oauth: ['U1'] } },
      { type: 'reaction_added', user: 'U1', reaction: '+1', item: { type: 'file', file: 'F1' } },
    ].entries()) {
      const payload = { type: 'event_callback', event_id: `Ev${index}`, team_id: defaultTeamId, event };
      expect(await scene.slack.http.forge({ payload })).toBe(200);
    }
    scene.slack.react(CHANNEL, scene.ts(), 'U1', '+1');
    await scene.counted(1);
    expect(await scene.store().subscription(PLACE_ID)).toMatchObject({ state: 'active' });
    expect(scene.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe.concurrent('votes', () => {
  test('a repeated event counts once, even if it is an older one', async (context) => {
    const scene = await open(context, { mode: 'http' });
    await scene.up();
    const { slack } = scene;
    slack.react(CHANNEL, scene.ts(), 'U1', '+1');
    await scene.counted(1);
    const added = slack.events.findLast(({ event }) => (event as { user?: string }).user === 'U1') as object;
    expect(await slack.http.forge({ payload: { ...added } })).toBe(200);
    slack.unreact(CHANNEL, scene.ts(), 'U1', '+1');
    await scene.counted(0);
    expect(await slack.http.forge({ payload: { ...added } })).toBe(200);
    slack.react(CHANNEL, scene.ts(2), 'U2', '-1');
    await scene.counted(1);
    slack.react(CHANNEL, scene.ts(2), 'U2', 'eyes');
    slack.react(CHANNEL, scene.ts(2), 'U3', '+1::skin-tone-3');
    await scene.counted(2);
  });

  // A restarted bot does not have the ids of earlier events, so it cannot recognise repeated events by their ids.
  test('an older event repeated after a restart does not count', async (context) => {
    const scene = await open(context, { mode: 'http' });
    await scene.up();
    const { slack } = scene;
    slack.react(CHANNEL, scene.ts(), 'U1', '+1');
    await scene.counted(1);
    const added = slack.events.findLast(({ event }) => (event as { user?: string }).user === 'U1') as object;
    slack.unreact(CHANNEL, scene.ts(), 'U1', '+1');
    await scene.counted(0);
    await scene.stop();
    await scene.start();
    await scene.says('Slack is on', 2);
    expect(await slack.http.forge({ payload: { ...added } })).toBe(200);
    slack.react(CHANNEL, scene.ts(2), 'U2', '+1');
    const paper = (await scene
      .store()
      .paperOf('slack', `${defaultTeamId}/${CHANNEL}/${scene.ts(2)}`)) as string;
    const up = async () => (await scene.store().voteCounts([paper], { shownOn: 'web' })).get(paper)?.up;
    await vi.waitFor(async () => expect(await up()).toBe(1), EVENTUALLY);
    // A second vote would be the reaction that was removed earlier.
    expect(await scene.votes()).toBe(1);
  });
});
