import { describe, expect, test } from 'vitest';
import { settingOptions, toTyped } from '../../../src/command/options/setting-options.ts';
import { splitList } from '../../../src/command/options/settings.ts';
import { commandWording } from '../../../src/i18n/ko/command.ts';
import { optionWording } from '../../../src/i18n/ko/options.ts';
import { subscriptionWording } from '../../../src/i18n/ko/subscription/subscription.ts';
import { defaultGuildId, type StoredMessage } from '../../emulators/discord/index.ts';
import { OTHER_SETTINGS, ROLE } from '../../fixtures/settings.ts';
import { CHANNEL, expectClean, MEMBER, open, PLACE_ID, type Scene, textOf } from './harness.ts';

const where = { guildId: defaultGuildId, channelId: CHANNEL, userId: MEMBER, manage: true };
const infoOf = async (scene: Scene) => (await scene.stage.store.subscription(PLACE_ID))?.settings;
const openPanel = (scene: Scene) => scene.use('subscribe', { manage: true }).answered;

interface Row {
  readonly components: readonly { readonly custom_id: string }[];
}
const idsOf = ({ components }: StoredMessage, kind: string) =>
  (components as unknown as Row[])
    .flatMap((row) => row.components)
    .map((component) => component.custom_id)
    .filter((id) => id.startsWith(kind));

describe('the panel of a channel', () => {
  test('gives every setting as the options do, even after a restart', async () => {
    const scene = await open();
    scene.discord.setRole(defaultGuildId, { id: ROLE });
    scene.discord.setType(CHANNEL, 5);
    let panel = await openPanel(scene);
    expect(textOf(panel)).toContain(subscriptionWording.subscribed);
    const typed = toTyped(OTHER_SETTINGS);
    const { interact } = scene.discord;
    for (const customId of idsOf(panel, 'set:')) {
      const name = customId.slice('set:'.length);
      const text = typed[name] ?? '';
      const values = settingOptions[name]?.isList ? splitList(text) : [text];
      panel = await interact.select({ ...where, message: panel.id, customId, values }).answered;
      await scene.stop();
      await scene.start();
    }
    for (const customId of idsOf(panel, 'inputs:')) {
      const modal = await interact.button({ ...where, message: panel.id, customId }).modal;
      await scene.stop();
      await scene.start();
      const values = Object.fromEntries([...modal.inputs.keys()].map((id) => [id, typed[id] ?? '']));
      panel = await interact.submit({ ...where, modal, message: panel.id, values }).answered;
    }
    const { best, ...others } = (await infoOf(scene)) ?? {};
    expect({ ...others, best: { ...best, since: 1_000 } }).toEqual(OTHER_SETTINGS);
    expectClean(scene);
  });

  test('shows what is set, and an unchanged modal changes nothing', async () => {
    const scene = await open();
    await scene.use('subscribe', { manage: true, options: { count: 7, words: '등대, <@&1> @everyone' } })
      .answered;
    const before = await infoOf(scene);
    const panel = await openPanel(scene);
    expect(textOf(panel)).toContain(subscriptionWording.current);
    const { interact } = scene.discord;
    for (const customId of idsOf(panel, 'inputs:')) {
      const modal = await interact.button({ ...where, message: panel.id, customId }).modal;
      if (modal.inputs.has('count')) expect(modal.inputs.get('count')).toMatchObject({ value: '7' });
      await interact.submit({ ...where, modal, message: panel.id }).answered;
    }
    expect(await infoOf(scene)).toEqual(before);
    expectClean(scene);
  });

  test('names the mistakes of a modal, and changes nothing', async () => {
    const scene = await open();
    const panel = await openPanel(scene);
    const before = await infoOf(scene);
    const { interact } = scene.discord;
    const [customId = ''] = idsOf(panel, 'inputs:');
    const modal = await interact.button({ ...where, message: panel.id, customId }).modal;
    const handle = interact.submit({
      ...where,
      ...{ modal, message: panel.id, values: { time: '25시', count: '0', fields: '로봇 @everyone' } },
    });
    await scene.discord.until(() => handle.followUps().length > 0);
    const [told] = handle.followUps();
    expect(textOf(told as StoredMessage)).toContain(optionWording.badTime('25시'));
    expect(textOf(told as StoredMessage)).toContain(optionWording.badNumber('편수', 1, 100, '0'));
    expect(textOf(told as StoredMessage)).toContain(`${settingOptions.fields?.ko}: 로봇`);
    expect(await infoOf(scene)).toEqual(before);

    await scene.stop();
    await scene.start();
    const message = (told as StoredMessage).id;
    const again = await interact.button({ ...where, message, customId }).modal;
    const right = { time: '07:30', count: '9' };
    const after = await interact.submit({ ...where, modal: again, message, values: right }).answered;
    expect(textOf(after)).toContain(subscriptionWording.changed);
    expect(await infoOf(scene)).toMatchObject({ at: 7 * 60 + 30, count: 9 });
    expectClean(scene);
  });

  test('opens with a value that is longer than what can be typed', async () => {
    const scene = await open();
    const words = Array.from({ length: 2 }, (_, index) => `${index}`.repeat(80)).join(',');
    const exclude = `RL,LLM,RAG,MoE,VLM,${words}`;
    await scene.use('subscribe', { manage: true, options: { exclude } }).answered;
    const panel = await openPanel(scene);
    const { interact } = scene.discord;
    for (const customId of idsOf(panel, 'inputs:')) {
      const modal = await interact.button({ ...where, message: panel.id, customId }).modal;
      const input = modal.inputs.get('exclude');
      if (input) expect(String(input.value).length).toBeGreaterThan(200);
    }
    expectClean(scene);
  });

  test('is for managers at every step, and forged parts get a polite answer', async () => {
    const scene = await open();
    const panel = await openPanel(scene);
    const before = await infoOf(scene);
    const { interact } = scene.discord;
    const member = { ...where, manage: false };
    const [selectId = ''] = idsOf(panel, 'set:list');
    const refused = interact.select({ ...member, message: panel.id, customId: selectId, values: ['live'] });
    await scene.discord.until(() => refused.followUps().length > 0);
    expect(textOf(refused.followUps()[0] as StoredMessage)).toContain(commandWording.managersOnly('구독'));
    const [inputsId = ''] = idsOf(panel, 'inputs:');
    const noModal = await interact.button({ ...member, message: panel.id, customId: inputsId }).answered;
    expect(textOf(noModal)).toContain(commandWording.managersOnly('구독'));

    const modal = await interact.button({ ...where, message: panel.id, customId: inputsId }).modal;
    const forged = { ...modal, customId: 'inputs:color', inputs: new Map([['color', { value: 'red' }]]) };
    const stale = interact.submit({ ...where, modal: forged, message: panel.id });
    await scene.discord.until(() => stale.followUps().length > 0);
    expect(textOf(stale.followUps()[0] as StoredMessage)).toContain(commandWording.staleButton);
    expect(await infoOf(scene)).toEqual(before);
    expectClean(scene);
  });
});
