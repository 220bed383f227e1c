import { describe, expect, onTestFinished, test } from 'vitest';
import { toTyped } from '../../../src/command/options/setting-options.ts';
import { splitList } from '../../../src/command/options/settings.ts';
import { SETTINGS as DEFINITIONS, SETTING_NAMES } from '../../../src/domain/subscription/settings.ts';
import { commandWording } from '../../../src/i18n/ko/command.ts';
import { optionWording } from '../../../src/i18n/ko/options.ts';
import { slackFormWording } from '../../../src/i18n/ko/slack-form.ts';
import { settingWording } from '../../../src/i18n/ko/subscription/settings.ts';
import { subscriptionWording } from '../../../src/i18n/ko/subscription/subscription.ts';
import { OTHER_SETTINGS } from '../../fixtures/settings.ts';
import { failOnUnhandled } from '../../fixtures/unhandled.ts';
import { infoOf, openModal, send, type View } from './form-scene.ts';
import { ADMIN, CHANNEL, type Mode, open } from './harness.ts';

failOnUnhandled();

/** What a person enters so that the form has these settings. */
const toEntered = (typed: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(typed).map(([name, text]) => [
      name,
      ['fields', 'weekdays'].includes(name) ? splitList(text) : text,
    ]),
  );

// One after the other: each opens its modal within the three seconds that Slack gives.
describe('the form of a channel', () => {
  test.for(['socket', 'http'] as const)(
    '%s: shows the settings, and sends all of them, even after a restart',
    async (mode: Mode, context) => {
      const scene = await open(context, { mode });
      await scene.up();
      const view = await openModal(scene);
      const before = await infoOf(scene);
      await scene.stop();
      await scene.start();
      await scene.says('Slack is on', 2);
      expect(await send(scene, view)).toContain(subscriptionWording.changed);
      expect(await infoOf(scene)).toEqual(before);

      scene.slack.setGroup({ id: 'S0READERS', handle: 'readers' });
      const wanted = { ...OTHER_SETTINGS, mention: 'S0READERS', publish: 'off' };
      const { publish: _only, ...typed } = toTyped(OTHER_SETTINGS);
      const entered = toEntered({ ...typed, mention: '@readers' });
      expect(await send(scene, await openModal(scene, 'subscribe'), entered)).toContain(
        subscriptionWording.changed,
      );
      const { best, ...others } = (await infoOf(scene)) ?? {};
      expect({ ...others, best: { ...best, since: 1_000 } }).toEqual(wanted);

      const again = await openModal(scene);
      expect(JSON.stringify(again)).toContain('"@readers"');
      for (const name of SETTING_NAMES.filter((it) => it !== 'publish'))
        expect(JSON.stringify(again)).toContain(DEFINITIONS[name].option);
      await send(scene, again);
      expect(await infoOf(scene)).toEqual({ ...others, best });
      expect(scene.slack.rejections).toEqual([]);
    },
  );

  test('subscribes a channel when it is sent, and not before', async (context) => {
    const scene = await open(context, { env: { SUBSCRIBE: '' } });
    await scene.start();
    await scene.says('Slack is on');
    const view = await openModal(scene);
    expect(JSON.stringify(view.submit)).toContain(slackFormWording.subscribe);
    expect(await infoOf(scene)).toBeUndefined();
    const entered = { count: '2', words: '<!channel> @everyone' };
    expect(await send(scene, view, entered)).toContain(subscriptionWording.subscribed);
    expect(await infoOf(scene)).toMatchObject({ count: 2, words: ['<!channel> @everyone'] });
    expect(scene.slack.rejections).toEqual([]);
  });

  test('names mistakes beside their inputs, and changes nothing', async (context) => {
    const scene = await open(context);
    await scene.up();
    const before = await infoOf(scene);
    const { submit } = scene.slack.interact;
    const view = await openModal(scene);
    const many = 'a,b,c,d,e,f,g,h,i,j,k';
    expect(await submit(view, ADMIN, { words: many, exclude: ',', fields: ['없는 분야'] }).errors).toEqual({
      words: optionWording.tooMany(10),
      exclude: optionWording.nothing('없음'),
      fields: optionWording.badField('없는 분야', []),
    });
    expect(await infoOf(scene)).toEqual(before);
    expect(scene.slack.rejections).toEqual([]);
  });

  test('is not opened in a channel that the bot is not in, which is said at once', async (context) => {
    const scene = await open(context, {
      channels: [{ id: CHANNEL, isMember: false }],
      env: { SUBSCRIBE: '' },
    });
    await scene.start();
    await scene.says('Slack is on');
    expect(await scene.say('구독')).toContain('/invite');
    expect(scene.slack.views).toEqual([]);
  });

  test('completes fields and time zones as people type', async (context) => {
    const scene = await open(context);
    await scene.up();
    await openModal(scene);
    const typing = (actionId: string, value: string) =>
      scene.slack.interact.raw({
        ...{
          type: 'block_suggestion',
          api_app_id: scene.slack.appId,
          token: 'x',
          action_id: actionId,
          value,
        },
        ...{ user: { id: ADMIN }, team: { id: scene.slack.teamId }, block_id: 'b' },
        container: { type: 'view', view_id: 'V1' },
      });
    const { body: fields } = await typing('pick:subscribe:fields', '강화').acknowledged;
    expect(JSON.stringify(fields)).toContain('강화 학습');
    const { body: zones } = await typing('pick:subscribe:zone', '도쿄').acknowledged;
    expect(JSON.stringify(zones)).toContain('Asia/Tokyo');
  });

  test('is for managers, who are asked for again when it is sent', async (context) => {
    const scene = await open(context);
    await scene.up();
    expect(await scene.say('구독', 'UMEMBER')).toContain(commandWording.managersOnly('구독'));
    const view = await openModal(scene);
    const before = await infoOf(scene);
    expect(await send(scene, view, { count: '1' }, 'UMEMBER')).toContain(commandWording.managersOnly('구독'));
    expect(await infoOf(scene)).toEqual(before);
    expect(scene.slack.rejections).toEqual([]);
  });

  test.for(['', '{}', 'null', '{"channel":7}', '{"channel":"../C1"}', '[]', '{"channel":"U0ADMIN"}'])(
    'with damaged metadata (%s) gets a polite answer',
    async (metadata, context) => {
      const scene = await open(context);
      await scene.up();
      const before = await infoOf(scene);
      const view = { ...(await openModal(scene)), private_metadata: metadata };
      const { shown } = scene.slack.interact.submit(view, ADMIN, { count: '1' });
      expect(JSON.stringify(await shown)).toContain(slackFormWording.stale);
      expect(await infoOf(scene)).toEqual(before);
      expect(scene.slack.rejections).toEqual([]);
    },
  );

  test('of another version keeps the settings that it does not know', async (context) => {
    const scene = await open(context);
    await scene.up();
    const view = await openModal(scene);
    const blocks = (view.blocks as View[])
      .filter(({ block_id: id }) => id !== 'words')
      .map((block) => (block.block_id === 'exclude' ? { ...block, block_id: 'color' } : block));
    expect(await send(scene, { ...view, blocks }, { count: '3', color: 'red' })).toContain(
      subscriptionWording.changed,
    );
    expect(await infoOf(scene)).toMatchObject({ count: 3, words: [], exclude: { fields: [], words: [] } });
  });

  test('that Slack does not open is done without, with the defaults', async (context) => {
    const scene = await open(context, { env: { SUBSCRIBE: '' } });
    await scene.start();
    await scene.says('Slack is on');
    scene.slack.fault = ({ method }) =>
      method === 'views.open' ? { kind: 'error', error: 'expired_trigger_id' } : undefined;
    const answer = await scene.say('구독');
    expect(answer).toContain(slackFormWording.notOpened);
    expect(answer).toContain(subscriptionWording.subscribed);
    expect(await infoOf(scene)).toMatchObject({ count: 5 });
    expect(scene.slack.rejections).toEqual([]);
  });
});

describe("the app's Home", () => {
  test.for(['socket', 'http'] as const)(
    '%s: shows what the channels get, and opens their forms, even after a restart',
    async (mode: Mode, context) => {
      const scene = await open(context, { mode });
      await scene.up();
      const { slack } = scene;
      const homeOf = (userId: string) => slack.homes.get(userId) as View;
      slack.openHome('UMEMBER', 'messages');
      slack.openHome(ADMIN);
      await slack.until(() => slack.homes.has(ADMIN));
      expect(slack.homes.has('UMEMBER')).toBe(false);
      const home = homeOf(ADMIN);
      expect(JSON.stringify(home)).toContain(CHANNEL);
      expect(JSON.stringify(home)).toContain(settingWording.count(5));
      await scene.stop();
      await scene.start();
      await scene.says('Slack is on', 2);
      const before = slack.views.length;
      slack.interact.pressInHome(home, ADMIN, `home:${CHANNEL}`);
      await slack.until(() => slack.views.length > before);
      const view = slack.views.at(-1) as View;
      expect(await send(scene, view, { count: '9' })).toContain(subscriptionWording.changed);
      await slack.until(() => JSON.stringify(homeOf(ADMIN)).includes(settingWording.count(9)));

      slack.openHome('UMEMBER');
      await slack.until(() => slack.homes.has('UMEMBER'));
      slack.interact.pressInHome(homeOf('UMEMBER'), 'UMEMBER', `home:${CHANNEL}`);
      await slack.until(() => slack.views.length > before + 1);
      expect(JSON.stringify(slack.views.at(-1))).toContain(commandWording.managersOnly('구독'));
      expect(slack.rejections).toEqual([]);
    },
  );

  test.each(['home:', 'home:../C1'])('answers a forged button: %s', async (id) => {
    const scene = await open({ onTestFinished }, {});
    await scene.up();
    const { slack } = scene;
    slack.openHome(ADMIN);
    await slack.until(() => slack.homes.has(ADMIN));
    const forged = JSON.stringify(slack.homes.get(ADMIN)).replaceAll(`home:${CHANNEL}`, id);
    slack.interact.pressInHome(JSON.parse(forged) as View, ADMIN, id);
    await slack.until(() => slack.views.length > 0);
    expect(JSON.stringify(slack.views)).toContain(slackFormWording.stale);
    expect(slack.rejections).toEqual([]);
  });
});
