import { describe, expect, test } from 'vitest';
import { commandWording } from '../../../src/i18n/ko/command.ts';
import { slackWording } from '../../../src/i18n/ko/slack.ts';
import { settingWording } from '../../../src/i18n/ko/subscription/settings.ts';
import { defaultTeamId } from '../../emulators/slack/index.ts';
import { slackPlaceId } from '../../fixtures/place-ids.ts';
import { failOnUnhandled } from '../../fixtures/unhandled.ts';
import { ADMIN, CHANNEL, type Context, open, PLACE_ID } from './harness.ts';

failOnUnhandled();

type Scene = Awaited<ReturnType<typeof open>>;

const ENTERPRISE = 'E0LOOPBACK';
const WORKSPACE = `${ENTERPRISE}.${defaultTeamId}`;
const OTHER_TEAM = 'T0OTHER';
/** The place as SUBSCRIBE names it. */
const UNBOUND_ID = `slack:${CHANNEL}`;
/** The paper of the first card. */
const PAPER = '2608.00001';

const placesOf = async (scene: Scene) =>
  (await scene.store().subscriptions())
    .map(({ place }) => place)
    .filter(({ platform }) => platform === 'slack');
const voteOf = async (scene: Scene, voter: string, paper = PAPER) =>
  (await scene.store().votesOf('slack', voter, [paper])).get(paper);
const countOf = async (scene: Scene, placeId: string) =>
  (await scene.store().voteCounts([PAPER], { placeId })).get(PAPER);
const expectClean = ({ slack, log }: Scene) => {
  expect(slack.rejections).toEqual([]);
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
};

describe.concurrent('a place from SUBSCRIBE', () => {
  test.for(['socket', 'http'] as const)(
    '%s: is bound to its team at the first connection, and its reactions count',
    async (mode, context) => {
      const scene = await open(context, { mode });
      await scene.up();
      expect(await placesOf(scene)).toEqual([
        { platform: 'slack', workspace: defaultTeamId, channel: CHANNEL },
      ]);
      expect(await scene.store().subscription(UNBOUND_ID)).toBeNull();
      scene.slack.react(CHANNEL, scene.ts(), 'U1', '+1');
      await scene.counted(1);
      expect(await voteOf(scene, `${defaultTeamId}:U1`)).toBe(1);
      expect(await countOf(scene, PLACE_ID)).toEqual({ up: 1, down: 0 });
      expectClean(scene);
    },
  );

  test('is the same place at the next start, and in commands', async (context) => {
    const scene = await open(context);
    await scene.up();
    scene.slack.react(CHANNEL, scene.ts(), 'U1', '+1');
    await scene.counted(1);
    await scene.stop();
    scene.slack.react(CHANNEL, scene.ts(), 'U2', '-1');
    await scene.start();
    await scene.counted(2);
    expect(await scene.say('구독 편수:3')).toContain(settingWording.count(3));
    expect(await placesOf(scene)).toHaveLength(1);
    expect(await scene.store().subscription(PLACE_ID)).toMatchObject({ settings: { count: 3 } });
    expect(scene.slack.messages(CHANNEL)).toHaveLength(3);
    expectClean(scene);
  });

  test('is bound even if no connection for events can be opened', async (context) => {
    const scene = await open(context, { env: { SLACK_APP_TOKEN: 'xapp-another' } });
    await scene.start();
    await scene.delivered();
    expect(await placesOf(scene)).toHaveLength(1);
  });
});

describe.concurrent('a team in an enterprise', () => {
  const up = async (context: Context, options: Parameters<typeof open>[1] = {}) => {
    const scene = await open(context, { enterpriseId: ENTERPRISE, ...options });
    await scene.up();
    return scene;
  };

  test.for(['socket', 'http'] as const)(
    '%s: has places with both ids, and voters with the id of the enterprise',
    async (mode, context) => {
      const scene = await up(context, { mode });
      expect(scene.placeId).toBe(`slack:${WORKSPACE}:${CHANNEL}`);
      expect(await placesOf(scene)).toEqual([{ platform: 'slack', workspace: WORKSPACE, channel: CHANNEL }]);
      scene.slack.react(CHANNEL, scene.ts(), 'U1', '+1');
      await scene.counted(1);
      expect(await voteOf(scene, `${ENTERPRISE}:U1`)).toBe(1);
      await scene.stop();
      // The recount at the next start identifies members in the same way.
      scene.slack.react(CHANNEL, scene.ts(), 'U2', '-1');
      await scene.start();
      await scene.counted(2);
      expect(await voteOf(scene, `${ENTERPRISE}:U2`)).toBe(-1);
      expect(await countOf(scene, scene.placeId)).toEqual({ up: 1, down: 1 });
      expectClean(scene);
    },
  );

  test.for(['socket', 'http'] as const)(
    '%s: commands, buttons and shared cards are about the same place',
    async (mode, context) => {
      const scene = await up(context, { mode, papers: 3, env: { DIGEST_COUNT: '2' } });
      expect(await scene.say('구독 편수:4')).toContain(settingWording.count(4));
      expect(await scene.store().subscription(scene.placeId)).toMatchObject({ settings: { count: 4 } });
      const paper = '2608.00003';
      const card = await scene.use(`보기 ${paper}`, ADMIN).answered;
      scene.press(card, commandWording.share);
      const ts = await scene.slack.until(() => {
        const shared = scene.slack.messages(CHANNEL)[3];
        return shared?.reactions?.length === 2 && shared.ts;
      });
      expect(await scene.store().paperOf('slack', `${WORKSPACE}/${CHANNEL}/${ts}`)).toBe(paper);
      scene.slack.react(CHANNEL, ts, 'U1', '-1');
      await scene.counted(1);
      expect(await voteOf(scene, `${ENTERPRISE}:U1`, paper)).toBe(-1);
      expect(await placesOf(scene)).toHaveLength(1);
      expectClean(scene);
    },
  );

  test.for([
    ['removing the bot', 'ended', slackWording.left, ({ slack }: Scene) => slack.kick(CHANNEL)],
    ['removing the app', 'ended', slackWording.uninstalled, ({ slack }: Scene) => slack.uninstall()],
    ['revoking the token', 'paused', slackWording.revoked, ({ slack }: Scene) => slack.revokeToken()],
    ['archiving the channel', 'paused', slackWording.archived, ({ slack }: Scene) => slack.archive(CHANNEL)],
  ] as const)('%s: the subscription is %s', async ([_what, state, reason, act], context) => {
    const scene = await up(context);
    act(scene);
    await scene.becomes({ state, reason });
  });

  test('that joined it while the bot was down keeps its place, its edition and its votes', async (context) => {
    const scene = await open(context);
    await scene.up();
    scene.slack.react(CHANNEL, scene.ts(), 'U1', '+1');
    scene.slack.react(CHANNEL, scene.ts(2), 'U2', '-1');
    await scene.counted(2);
    const cards = scene.slack.messages(CHANNEL).map(({ ts }) => ts);
    await scene.stop();
    scene.slack.joinEnterprise(ENTERPRISE);
    await scene.start();
    const moved = slackPlaceId(CHANNEL, WORKSPACE);
    await scene.becomes({ state: 'active' }, moved);
    scene.slack.react(CHANNEL, scene.ts(), 'U2', '+1');
    await scene.counted(3);
    expect(await placesOf(scene)).toEqual([{ platform: 'slack', workspace: WORKSPACE, channel: CHANNEL }]);
    expect(await countOf(scene, moved)).toEqual({ up: 2, down: 0 });
    expect(await voteOf(scene, `${ENTERPRISE}:U1`)).toBe(1);
    expect(await voteOf(scene, `${defaultTeamId}:U1`)).toBeUndefined();
    await scene.delivered(moved);
    expect(scene.slack.messages(CHANNEL).map(({ ts }) => ts)).toEqual(cards);
    expectClean(scene);
  });

  test.for(['socket', 'http'] as const)(
    '%s: that joined it in the middle of an edition gets the rest there, each card once',
    async (mode, context) => {
      const scene = await open(context, { mode, papers: 6, env: { DIGEST_COUNT: '6' } });
      await scene.start();
      await scene.slack.until(() => scene.slack.messages(CHANNEL).length >= 2);
      await scene.stop();
      scene.slack.joinEnterprise(ENTERPRISE);
      await scene.start();
      const moved = slackPlaceId(CHANNEL, WORKSPACE);
      await scene.delivered(moved);
      expect(scene.slack.messages(CHANNEL)).toHaveLength(7);
      const ids = await scene.store().messagesSince('slack', 0);
      expect(ids.filter((id) => !id.startsWith(`${WORKSPACE}/`))).toEqual([]);
      expect(await placesOf(scene)).toHaveLength(1);
      scene.slack.react(CHANNEL, scene.ts(6), 'U1', '+1');
      await scene.counted(1);
    },
  );
});

describe.concurrent('an event of another team', () => {
  const eventOf = (team: string, id: string, event: object) => ({
    ...{ type: 'event_callback', event_id: id, team_id: team, api_app_id: 'APAPERBOY', event },
  });
  const reaction = (scene: Scene, user: string) => ({
    ...{ type: 'reaction_added', user, reaction: '+1', item_user: scene.slack.botUserId },
    item: { type: 'message', channel: CHANNEL, ts: scene.ts() },
  });

  test.for([undefined, ENTERPRISE])(
    'about the same channel id leaves the place alone (our enterprise: %s)',
    async (enterpriseId, context) => {
      const scene = await open(context, { mode: 'http', ...(enterpriseId ? { enterpriseId } : {}) });
      await scene.up();
      const { http, botUserId } = scene.slack;
      for (const [index, event] of [
        { type: 'channel_left', channel: CHANNEL },
        { type: 'channel_archive', channel: CHANNEL },
        { type: 'channel_deleted', channel: CHANNEL },
        { type: 'member_left_channel', user: botUserId, channel: CHANNEL },
        { type: 'app_uninstalled' },
        { type: 'tokens_revoked', tokens: { bot: [botUserId] } },
        reaction(scene, 'U1'),
      ].entries())
        expect(await http.forge({ payload: eventOf(OTHER_TEAM, `Ev${index}`, event) })).toBe(200);
      // The same reaction in our team counts.
      const sent = { ...eventOf(defaultTeamId, 'Ev99', reaction(scene, 'U2')), enterprise_id: enterpriseId };
      expect(await http.forge({ payload: sent })).toBe(200);
      await scene.counted(1);
      expect(await voteOf(scene, `${enterpriseId ?? defaultTeamId}:U2`)).toBe(1);
      expect(await scene.store().subscription(scene.placeId)).toMatchObject({
        state: 'active',
        reason: null,
      });
      expect(scene.fatal).toEqual([]);
      expect(await scene.health()).toEqual({});
      expectClean(scene);
    },
  );
});
