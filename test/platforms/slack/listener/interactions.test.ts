import { describe, expect, test } from 'vitest';
import { cardWording } from '../../../../src/i18n/ko/card.ts';
import { commandWording, helpWording, pagesWording } from '../../../../src/i18n/ko/command.ts';
import { searchWording, showWording } from '../../../../src/i18n/ko/search.ts';
import { statusWording } from '../../../../src/i18n/ko/status.ts';
import { settingWording } from '../../../../src/i18n/ko/subscription/settings.ts';
import { subscriptionWording } from '../../../../src/i18n/ko/subscription/subscription.ts';
import type { StoredMessage } from '../../../emulators/slack/index.ts';
import { slackPlaceId } from '../../../fixtures/place-ids.ts';
import { ANY_STATE, SETTINGS } from '../../../fixtures/settings.ts';
import { failOnUnhandled } from '../../../fixtures/unhandled.ts';
import { ADMIN, CHANNEL, DAY, labelsOf, open, PLACE_ID, wordsOf } from '../harness.ts';

failOnUnhandled();
const info = async (scene: Awaited<ReturnType<typeof open>>) =>
  (await scene.store().subscription(PLACE_ID))?.settings;

describe.concurrent('commands', () => {
  test.for(['socket', 'http'] as const)(
    '%s: are answered in Korean and in English',
    async (mode, context) => {
      const scene = await open(context, { mode });
      await scene.up();
      for (const text of ['', 'help', '도움말']) expect(await scene.say(text)).toContain(helpWording.title);
      for (const text of ['today', '오늘'])
        expect(await scene.say(text)).toContain(cardWording.headingTitle(DAY));
      for (const text of ['status', '상태']) expect(await scene.say(text)).toContain(statusWording.active);
      expect(await scene.say('구독 시각:"오전 9시 반" 편수:3')).toContain('09:30');
      expect(await scene.say('subscribe count:4')).toContain(settingWording.count(4));
      expect(await scene.say('subscribe count:1000')).toContain("'");
      expect(await scene.say('nope <!channel> & co')).toContain('없는 명령입니다');
      expect(await info(scene)).toMatchObject({ count: 4, at: 570 });
      expect(await scene.say('해지')).toContain(subscriptionWording.ended);
      expect(scene.slack.rejections).toEqual([]);
    },
  );

  test('managers are workspace admins, owners and the creator of the channel', async (context) => {
    const scene = await open(context, {
      users: { UADMIN: { isAdmin: true }, UOWNER: { isOwner: true } },
    });
    await scene.up();
    for (const user of ['UADMIN', 'UOWNER', 'UCREATOR'])
      expect(await scene.say('구독 편수:5', user)).toContain(subscriptionWording.changed);
    expect(await scene.say('구독 편수:1', 'UMEMBER')).not.toContain(subscriptionWording.changed);
    expect(await info(scene)).toMatchObject({ count: 5 });
    expect(await scene.say('status', 'UMEMBER')).toContain(statusWording.active);
    expect(scene.slack.rejections).toEqual([]);
  });

  test('status names other channels with problems, a private one only to its creator', async (context) => {
    const names = { C0SECRET: 'secret', C0OPEN: 'harbor' };
    const scene = await open(context, {
      channels: [
        { id: CHANNEL },
        ...Object.entries(names).map(([id, name]) => ({ id, name, isPrivate: name === 'secret' })),
      ],
    });
    await scene.up();
    for (const channel of Object.keys(names)) {
      const place = { platform: 'slack', workspace: scene.slack.teamId, channel };
      await scene.store().subscribe(place, SETTINGS, scene.clock.now());
      await scene.store().moveSubscription(slackPlaceId(channel), ANY_STATE, 'ended', '권한이 없습니다.');
    }
    const told = async (user: string) => {
      const status = await scene.say('status', user);
      return Object.values(names).filter((name) => status.includes(`#${name}`));
    };
    expect(await told('UMEMBER')).toEqual(['harbor']);
    expect(await told(ADMIN)).toEqual(['harbor']);
    expect(await told('UCREATOR')).toEqual(['secret', 'harbor']);
    expect(scene.slack.rejections).toEqual([]);
  });

  test.for([false, true])(
    'in a channel without the bot (private: %s) the reply asks for an invitation',
    async (isPrivate, context) => {
      const scene = await open(context, {
        channels: [{ id: CHANNEL }, { id: 'C0OTHER', isMember: false, isPrivate }],
      });
      await scene.up();
      expect(await scene.say('구독 편수:5', ADMIN, 'C0OTHER')).toContain('/invite');
      expect(await scene.store().subscription(slackPlaceId('C0OTHER'))).toBeNull();
      scene.slack.invite('C0OTHER');
      expect(await scene.say('구독 편수:5', ADMIN, 'C0OTHER')).toContain(subscriptionWording.subscribed);
      await scene.delivered(slackPlaceId('C0OTHER'));
      expect(scene.slack.rejections).toEqual([]);
    },
  );
});

describe.concurrent('buttons and menus', () => {
  test('a link button is acknowledged', async (context) => {
    const scene = await open(context);
    await scene.up();
    const actions = scene.slack.messages(CHANNEL)[1]?.blocks?.find(({ type }) => type === 'actions');
    const elements = actions?.elements as { action_id: string }[];
    for (const { action_id: actionId } of elements)
      await scene.slack.interact.button({ channelId: CHANNEL, userId: 'U1', actionId }).acknowledged;
    expect(elements.length).toBeGreaterThan(1);
    expect(scene.slack.rejections).toEqual([]);
  });

  test('turn pages, even after a restart; a problem keeps the page', async (context) => {
    const scene = await open(context, { papers: 22, env: { DIGEST_COUNT: '22' } });
    await scene.up();
    const page = await scene.use('오늘').answered;
    expect(wordsOf(page)).toContain(pagesWording.page(1, 3));
    expect(labelsOf(page).slice(10)).toEqual([pagesWording.next, commandWording.share]);
    await scene.stop();
    await scene.start();
    await scene.says('Slack is on', 2);
    const turned = await scene.press(page, pagesWording.next).answered;
    expect(wordsOf(turned)).toContain(pagesWording.page(2, 3));
    expect(labelsOf(turned).slice(10)).toEqual([
      pagesWording.previous,
      pagesWording.next,
      commandWording.share,
    ]);
    expect(scene.slack.ephemerals(CHANNEL, ADMIN)).toHaveLength(1);
    const forged = (action: object, more: object = {}) =>
      scene.slack.interact.raw({
        ...{ type: 'block_actions', api_app_id: scene.slack.appId, token: 'x' },
        ...{ user: { id: ADMIN }, team: { id: scene.slack.teamId }, channel: { id: CHANNEL } },
        ...{ container: { type: 'message', message_ts: page.ts, channel_id: CHANNEL, is_ephemeral: true } },
        actions: [{ type: 'button', block_id: 'b', action_ts: '1.1', ...action }],
        ...more,
      });
    const elsewhere = { channel: { id: [CHANNEL] }, user: { id: ADMIN, name: {} } };
    const actions: readonly (readonly [action: object, more?: object])[] = [
      [{ action_id: 'line:0', value: 'rm -rf' }],
      [{ action_id: 'line:0' }],
      [{ action_id: 'pick:subscribe:fields' }],
      [{ action_id: 'pick:', type: 'external_select', selected_option: { value: 'x' } }],
      [{ action_id: 'pick:nope:nope', type: 'external_select', selected_option: { value: 'x' } }],
      [{ action_id: 'pick:subscribe:__proto__', type: 'external_select', selected_option: { value: 'x' } }],
      [{ action_id: 'line:0', value: '/paper today page:99' }],
      // The next four actions have values of the wrong type.
      [{ action_id: 'line:0', value: 7 }],
      [{ action_id: 'line:0', value: { toString: 'x' } }],
      [{ action_id: 'pick:subscribe:fields', type: 'external_select', selected_option: { value: ['x'] } }],
      [{ action_id: 'pick:subscribe:fields', type: 'external_select', selected_option: 'x' }],
      [{ action_id: 'line:0', value: '/paper unsubscribe' }, elsewhere],
    ];
    for (const [action, more] of actions) {
      const handle = forged(action, more);
      await handle.acknowledged;
      const answer = await handle.answered;
      expect(answer.text, JSON.stringify(action)).not.toContain('오류 번호');
      expect(handle.responses[0]).toMatchObject({ status: 200, body: { replace_original: false } });
    }
    expect(await info(scene)).toMatchObject({ fields: [] });
    const [shown] = scene.slack.ephemerals(CHANNEL, ADMIN);
    expect(wordsOf(shown as StoredMessage)).toContain(pagesWording.page(2, 3));
    expect(scene.slack.rejections).toEqual([]);
    expect(scene.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test.for(['socket', 'http'] as const)(
    '%s: a field can be chosen from the menu of the list of fields, which starts a search',
    async (mode, context) => {
      const scene = await open(context, { mode });
      await scene.up();
      await scene.index();
      const list = await scene.use('분야').answered;
      const where = { channelId: CHANNEL, userId: ADMIN, actionId: 'pick:search:field' };
      const offered = async (value: string) => scene.slack.interact.options({ ...where, value });
      for (const typed of ['ㄱㅎ', '강화ㅎ', 'reinforcement', 'rkdghk'])
        expect((await offered(typed))[0], typed).toMatchObject({
          text: { text: '강화 학습(Reinforcement Learning)' },
          value: '강화 학습',
        });
      for (const typed of ['%', 'x'.repeat(200), '<!channel>']) expect(await offered(typed)).toEqual([]);
      // S12: what is typed after 200 characters is not looked at.
      const long = '강화'.padEnd(200).padEnd(16_000, 'x');
      expect((await offered(long))[0]).toMatchObject({ value: '강화 학습' });
      const handle = scene.slack.interact.select({ ...where, value: '강화 학습' });
      const found = await handle.answered;
      expect(found.ts).toBe(list.ts);
      expect(wordsOf(found)).toContain(searchWording.results(2));
      expect(labelsOf(found)).toEqual([pagesWording.more(1), pagesWording.more(2), commandWording.share]);
      expect(handle.responses[0]?.body).toMatchObject({ replace_original: true });
      expect(scene.slack.rejections).toEqual([]);
      expect(scene.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    },
  );

  test.for(['socket', 'http'] as const)(
    '%s: a field of the subscription can be chosen from a menu',
    async (mode, context) => {
      const scene = await open(context, { mode });
      await scene.up();
      await scene.use('구독 편수:5').answered;
      const where = { channelId: CHANNEL, userId: ADMIN, actionId: 'pick:subscribe:fields' };
      for (const value of ['강', 'e', 'ㄱ', '%', 'x'.repeat(200)]) {
        const options = await scene.slack.interact.options({ ...where, value });
        expect(options.length).toBeLessThanOrEqual(100);
      }
      const [first] = await scene.slack.interact.options({ ...where, value: '강' });
      const value = String(first?.value);
      await scene.slack.interact.select({ ...where, value }).answered;
      expect((await info(scene))?.fields).toHaveLength(1);
      await scene.slack.interact.select({ ...where, value, userId: ADMIN }).acknowledged;
      expect(scene.slack.rejections).toEqual([]);
    },
  );
});

describe('the shortcut on a message', () => {
  test('shows the paper that the message names', async (context) => {
    const scene = await open(context, { mode: 'http' });
    await scene.up();
    const use = (message: string) =>
      scene.slack.interact.shortcut({
        channelId: CHANNEL,
        userId: 'U1',
        callbackId: 'show_papers',
        message,
      });
    const card = scene.slack.messages(CHANNEL)[1] as StoredMessage;
    const answer = await use(card.ts).answered;
    expect(wordsOf(answer)).toContain(wordsOf(card).match(/papers\/\d+\.\d+/)?.[0]);
    expect(labelsOf(answer)).toContain(commandWording.share);
    expect(scene.slack.ephemerals(CHANNEL, 'U1')).toHaveLength(1);
    const nothing = await use(scene.slack.say(CHANNEL, 'U1', '점심?')).answered;
    expect(wordsOf(nothing)).toContain(showWording.noPaperInMessage);
    expect(scene.slack.rejections).toEqual([]);
  });
});
