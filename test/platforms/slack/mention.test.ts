import { describe, expect, test } from 'vitest';
import { headingCard, paperCard, plainHeading } from '../../../src/cards/build-card.ts';
import { slackWording } from '../../../src/i18n/ko/slack.ts';
import { statusWording } from '../../../src/i18n/ko/status.ts';
import { settingWording } from '../../../src/i18n/ko/subscription/settings.ts';
import { idOf } from '../../contract/publisher.ts';
import { usualScopes } from '../../emulators/slack/index.ts';
import { makePaper, makeSummary } from '../../fixtures/papers.ts';
import { CHANNEL, createSlackStage, splitId } from './api/call-harness.ts';
import { CHANNEL as CHANNEL_ID, open } from './harness.ts';

const DAY = '2026-08-21';
const GROUP = { id: 'S0READERS', handle: 'readers' };
const OTHER = { id: 'S0OTHERS', handle: 'others' };
const heading = headingCard(DAY, 40, 5, GROUP.id);
const paper = paperCard({ paper: makePaper(), summary: makeSummary() }, DAY, 'not-yet');

async function createStage() {
  const stage = await createSlackStage();
  for (const group of [GROUP, OTHER]) stage.slack.setGroup(group);
  return stage;
}

describe('a message', () => {
  test('mentions the user group of its heading once, and nobody else', async () => {
    const { slack, publisher, to } = await createStage();
    const title = { text: `<!subteam^${OTHER.id}> <!channel>`, url: heading.title.url };
    const id = idOf(await publisher.send(to, { ...heading, title }, 'k1'));
    expect(await publisher.find(to, heading, 'k1')).toEqual({ state: 'sent', messageId: id });
    await publisher.edit(id, heading);
    await publisher.send(to, { ...paper, mention: GROUP.id }, 'k2');
    await publisher.send(to, plainHeading(heading), 'k3');
    await publisher.send(to, { ...heading, mention: `${OTHER.id}> <!channel` }, 'k4');
    await publisher.send(to, { ...heading, mention: 'U0READER' }, 'k5');
    expect(slack.messages(CHANNEL_ID)).toHaveLength(5);
    expect(slack.pings(CHANNEL_ID)).toEqual({ [splitId(id).ts]: [GROUP.id] });
    expect(slack.rejections).toEqual([]);
  });
});

test('a heading whose answer was lost is found, so nobody is notified twice', async () => {
  const { slack, publisher, to } = await createStage();
  slack.fault = ({ method }, count) =>
    method === 'chat.postMessage' && count === 1 ? { kind: 'after', answer: { status: 502 } } : undefined;
  await expect(publisher.send(to, heading, 'k1')).rejects.toThrow();
  expect(await publisher.find(to, heading, 'k1')).toMatchObject({ state: 'sent' });
  expect(Object.values(slack.pings(CHANNEL_ID))).toEqual([[GROUP.id]]);
});

test('a user group that cannot be mentioned is explained', async () => {
  const { slack, publisher } = await createStage();
  const problem = (id = GROUP.id) => publisher.mentionProblem?.(CHANNEL, id);
  expect(await problem()).toBeNull();
  slack.setGroup({ ...GROUP, isDisabled: true });
  expect(await problem()).toBe(slackWording.groupDisabled);
  slack.deleteGroup(GROUP.id);
  expect(await problem()).toBe(slackWording.groupGone);
  slack.scopes.delete('usergroups:read');
  expect(await problem()).toBe(slackWording.noGroupScope);
  slack.fault = () => ({ kind: 'error', error: 'plan_upgrade_required' });
  expect(await problem()).toBe(slackWording.noGroups);
  // What cannot be found out is no reason to leave out a mention.
  slack.fault = () => ({ kind: 'error', error: 'internal_error' });
  expect(await problem()).toBeNull();
});

test('a manager sets a user group, which the next heading mentions while it is enabled', async (context) => {
  const scene = await open(context, { later: ['2026-08-24', '2026-08-25'] });
  const { slack } = scene;
  slack.setGroup(GROUP);
  await scene.up();
  const stored = async () => (await scene.store().subscription(scene.placeId))?.settings.mention;
  expect(await scene.say('구독 멘션:@nobody')).toContain(slackWording.groupGone);
  expect(await stored()).toBeNull();
  for (const typed of ['@readers', 'readers', GROUP.id, `<!subteam^${GROUP.id}|@readers>`]) {
    expect(await scene.say('구독 멘션:없음')).not.toContain(settingWording.mention);
    expect(await scene.say(`구독 멘션:${typed}`)).toContain(settingWording.mention);
    expect(await stored()).toBe(GROUP.id);
  }
  expect(await scene.say('상태')).not.toContain(statusWording.noMention);
  expect(slack.pings(CHANNEL_ID)).toEqual({});

  const before = slack.messages(CHANNEL_ID).length;
  scene.advanceTo(Date.parse('2026-08-25T03:00:00Z'));
  await scene.delivered(scene.placeId, '2026-08-24');
  const first = slack.messages(CHANNEL_ID)[before]?.ts ?? '';
  expect(slack.pings(CHANNEL_ID)).toEqual({ [first]: [GROUP.id] });

  slack.setGroup({ ...GROUP, isDisabled: true });
  expect(await scene.say('상태')).toContain(slackWording.groupDisabled);
  // Other settings can still be changed.
  expect(await scene.say('구독 편수:1')).toContain(settingWording.count(1));
  scene.advanceTo(Date.parse('2026-08-26T03:00:00Z'));
  await scene.delivered(scene.placeId, '2026-08-25');
  expect(slack.pings(CHANNEL_ID)).toEqual({ [first]: [GROUP.id] });
  await scene.says('Sending a heading without its mention');
  expect(slack.rejections).toEqual([]);
});

test('an app that was installed without the scope works, but cannot set a user group', async (context) => {
  const scene = await open(context, { scopes: usualScopes.filter((scope) => scope !== 'usergroups:read') });
  scene.slack.setGroup(GROUP);
  await scene.up();
  expect(await scene.say('구독 멘션:@readers')).toContain('usergroups:read');
  expect(await scene.say('구독 편수:1')).toContain(settingWording.count(1));
  expect((await scene.health()).slack).toBeUndefined();
});
