import { describe, expect, test } from 'vitest';
import { subscriptionWording } from '../../../../src/i18n/ko/subscription/subscription.ts';
import { defaultTeamId, type UserSpec } from '../../../emulators/slack/index.ts';
import { failOnUnhandled } from '../../../fixtures/unhandled.ts';
import { CHANNEL, open } from '../harness.ts';

failOnUnhandled();

type Scene = Awaited<ReturnType<typeof open>>;

const OTHER_TEAM = 'T0OTHER';
const ENTERPRISE = 'E0LOOPBACK';

const isManager = async (scene: Scene, user: string) =>
  (await scene.say('구독 편수:5', user)).includes(subscriptionWording.changed);
const errorsOf = ({ log }: Scene) => log.lines.filter(({ level }) => level === 'error');

/** Each user, and whether they manage our subscriptions. */
type Cases = Readonly<Record<string, readonly [manages: boolean, user: UserSpec]>>;

const ofOurTeam: Cases = {
  UADMIN: [true, { isAdmin: true }],
  UOWNER: [true, { isOwner: true }],
  UMEMBER: [false, {}],
  UTHEIRADMIN: [false, { isAdmin: true, teamId: OTHER_TEAM }],
  UTHEIROWNER: [false, { isOwner: true, teamId: OTHER_TEAM }],
  UTHEIRENTERPRISE: [false, { isAdmin: true, teamId: 'E0OTHER' }],
  UTHEIRBOSS: [
    false,
    { teamId: OTHER_TEAM, inEnterprise: { enterprise_id: 'E0OTHER', teams: [OTHER_TEAM], is_admin: true } },
  ],
};
const ofOurEnterprise: Cases = {
  ...ofOurTeam,
  ULISTEDUNDERENTERPRISE: [true, { isAdmin: true, teamId: ENTERPRISE }],
  UBOSS: [
    true,
    {
      teamId: 'T0SISTER',
      inEnterprise: { enterprise_id: ENTERPRISE, teams: ['T0SISTER', defaultTeamId], is_admin: true },
    },
  ],
  USISTERADMIN: [
    false,
    { isAdmin: true, teamId: 'T0SISTER', inEnterprise: { enterprise_id: ENTERPRISE, teams: ['T0SISTER'] } },
  ],
};

describe.concurrent('S16: in a channel shared with another team', () => {
  test.for([
    ['a team', ofOurTeam, undefined],
    ['a team of an enterprise', ofOurEnterprise, ENTERPRISE],
  ] as const)(
    '%s is managed by its own admins and by the creator of the channel only',
    async ([_what, cases, enterpriseId], context) => {
      const users = Object.fromEntries(Object.entries(cases).map(([id, [, user]]) => [id, user]));
      const scene = await open(context, { users, ...(enterpriseId ? { enterpriseId } : {}) });
      await scene.up();
      for (const [id, [manages]] of Object.entries(cases))
        expect(await isManager(scene, id), id).toBe(manages);
      // Its creator is a manager, too, unless they belong to the other team.
      expect(await isManager(scene, 'UCREATOR')).toBe(true);
      scene.slack.setUser('UCREATOR', { teamId: OTHER_TEAM });
      expect(await isManager(scene, 'UCREATOR')).toBe(false);
      expect(scene.slack.rejections).toEqual([]);
      expect(errorsOf(scene)).toEqual([]);
    },
  );
});

describe.concurrent('S16: a reaction', () => {
  const users = {
    UBOT: { isBot: true },
    UTHEIRBOT: { isBot: true, teamId: OTHER_TEAM },
    UTHEIRS: { teamId: OTHER_TEAM },
  };
  const BOTS = ['UBOT', 'UTHEIRBOT', 'USLACKBOT'];

  test('of a bot, whatever its team, is no vote; one of a member of another team is', async (context) => {
    const scene = await open(context, { users });
    await scene.up();
    for (const user of [...BOTS, 'UTHEIRS', 'UOURS']) {
      scene.slack.react(CHANNEL, scene.ts(), user, '+1');
      scene.slack.react(CHANNEL, scene.ts(2), user, '-1');
    }
    await scene.counted(4);
    for (const user of [...BOTS, 'UTHEIRS']) scene.slack.unreact(CHANNEL, scene.ts(), user, '+1');
    await scene.counted(3);
    // Each user is looked up once.
    const asked = scene.slack.requests.filter(({ method }) => method === 'users.info');
    expect(asked.map(({ body }) => body.user).toSorted()).toEqual(['UBOT', 'UOURS', 'UTHEIRBOT', 'UTHEIRS']);
    // The recount at the next start does not count them either.
    await scene.stop();
    for (const user of [...BOTS, 'UTHEIRS']) scene.slack.react(CHANNEL, scene.ts(), user, '+1');
    await scene.start();
    await scene.counted(4);
    expect(errorsOf(scene)).toEqual([]);
  });

  test('of a user who cannot be looked up for now is counted later, unless the user is a bot; a user whom Slack does not show counts', async (context) => {
    const scene = await open(context, { mode: 'http', users });
    await scene.up();
    let failures = 0;
    scene.slack.fault = ({ method, body }) => {
      if (method !== 'users.info') return undefined;
      if (body.user === 'UTHEIRS') return { kind: 'error', error: 'user_not_visible' };
      if (failures >= 4) return undefined;
      failures += 1;
      return { kind: 'status', status: 503 };
    };
    for (const user of ['UBOT', 'UOURS', 'UTHEIRS']) scene.slack.react(CHANNEL, scene.ts(), user, '+1');
    await scene.slack.until(() => failures === 4);
    await scene.counted(2);
    expect(errorsOf(scene)).toEqual([]);
  });
});
