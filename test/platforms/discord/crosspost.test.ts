import { ChannelType } from 'discord.js';
import { expect, test } from 'vitest';
import { headingCard } from '../../../src/cards/build-card.ts';
import { TemporaryError } from '../../../src/domain/errors.ts';
import { discordWording } from '../../../src/i18n/ko/discord.ts';
import { settingWording } from '../../../src/i18n/ko/subscription/settings.ts';
import { subscriptionWording } from '../../../src/i18n/ko/subscription/subscription.ts';
import { HOUR, MINUTE } from '../../../src/lib/duration.ts';
import { splitMessageId, toMessageId } from '../../../src/platforms/shared/message-id.ts';
import { idOf } from '../../contract/publisher.ts';
import { defaultChannelId, defaultGuildId } from '../../emulators/discord/index.ts';
import { answerWith, CHANNEL, createDiscordStage } from './api/call-harness.ts';
import { CHANNEL as CHANNEL_ID, expectClean, open, PLACE_ID, textOf } from './harness.ts';

const CROSSPOSTED = 1;
const guilds = [
  { id: defaultGuildId, channels: [{ id: defaultChannelId, type: ChannelType.GuildAnnouncement }] },
];
const heading = headingCard('2026-08-21', 40, 5);

async function createStage() {
  const stage = await createDiscordStage({ guilds });
  const { discord, publisher, to } = stage;
  let sent = 0;
  return {
    ...stage,
    async send() {
      sent += 1;
      return idOf(await publisher.send(to, heading, `k${sent}`));
    },
    publish: (id: string) => publisher.publish?.(CHANNEL, id),
    crossposted: () =>
      discord.messages(defaultChannelId).filter(({ flags }) => Number(flags) & CROSSPOSTED).length,
  };
}

test('ten messages an hour are published, and the limit stops nothing else', async () => {
  const { discord, rest, clock, publisher, send, publish, crossposted } = await createStage();
  const ids: string[] = [];
  for (let n = 0; n < 11; n += 1) ids.push(await send());
  for (const id of ids.slice(0, 10)) expect(await publish(id)).toBeNull();
  const last = ids.at(-1) ?? '';
  const limited = await publish(last)?.catch((error) => error);
  expect(limited).toBeInstanceOf(TemporaryError);
  expect(limited.isUnrelated).toBe(true);
  expect(limited.retryAfterMs).toBeGreaterThan(HOUR - MINUTE);
  expect(limited.retryAfterMs).toBeLessThanOrEqual(HOUR + MINUTE);
  expect(crossposted()).toBe(10);
  // Messages are posted and edited meanwhile.
  expect(await publisher.edit(await send(), heading)).toMatchObject({ state: 'sent' });

  clock.advance(HOUR);
  // discord.js times rate limits by the machine's clock.
  rest.handlers.clear();
  expect(await publish(last)).toBeNull();
  expect(crossposted()).toBe(11);
  expect(discord.rejections).toEqual([]);
});

test('an edit waits while Discord limits the edits of published messages', async () => {
  const { discord, publisher, send, publish } = await createStage();
  const id = await send();
  await publish(id);
  discord.fault = () =>
    answerWith(400, 20022, 'This message cannot be edited due to announcement rate limits.');
  // The card is not at fault, so the refresh is tried again later.
  await expect(publisher.edit(id, heading)).rejects.toMatchObject({ isUnrelated: true });
});

test('a message that is published already, deleted or in a thread is no problem', async () => {
  const { discord, send, publish, crossposted } = await createStage();
  const [first, second] = [await send(), await send()];
  expect(await publish(first)).toBeNull();
  expect(await publish(first)).toBeNull();
  discord.deleteMessage(defaultChannelId, splitMessageId(second).messageId);
  expect(await publish(second)).toBeNull();
  const before = discord.requests.length;
  expect(await publish(toMessageId({ ...CHANNEL, channel: '399999999999999999' }, '1'))).toBeNull();
  expect(discord.requests).toHaveLength(before);
  expect(crossposted()).toBe(1);
});

test('what prevents all messages of a channel from being published is named', async () => {
  const { discord, send, publish } = await createStage();
  const id = await send();
  discord.setMissing(defaultChannelId, ['SendMessages']);
  expect(await publish(id)).toBe(discordWording.missing([]));
  discord.setMissing(defaultChannelId, ['ViewChannel']);
  expect(await publish(id)).toBe(discordWording.notVisible);
  discord.setMissing(defaultChannelId, []);
  discord.setType(defaultChannelId, ChannelType.GuildText);
  expect(await publish(id)).toBe(subscriptionWording.notAnnouncement);
});

test('the setting is only for announcement channels, and status says if a channel is none any more', async () => {
  const scene = await open();
  const { discord, stage } = scene;
  const set = async (publish: string) =>
    textOf(await scene.use('subscribe', { manage: true, options: { publish } }).answered);
  const stored = async () => (await stage.store.subscription(PLACE_ID))?.settings.publish;
  expect(await set('on')).toContain(subscriptionWording.notAnnouncement);
  expect(await stored()).toBeUndefined();
  discord.setType(CHANNEL_ID, ChannelType.GuildAnnouncement);
  expect(await set('on')).toContain(settingWording.publish);
  expect(await stored()).toBe('on');
  const status = async () => textOf(await scene.use('status').answered);
  expect(await status()).not.toContain(subscriptionWording.notAnnouncement);
  discord.setType(CHANNEL_ID, ChannelType.GuildText);
  expect(await status()).toContain(subscriptionWording.notAnnouncement);
  expect(await set('off')).not.toContain(settingWording.publish);
  expect(await status()).not.toContain(subscriptionWording.notAnnouncement);
  expectClean(scene);
});
