import { expect, test } from 'vitest';
import { headingCard, paperCard } from '../../../src/cards/build-card.ts';
import { idOf } from '../../contract/publisher.ts';
import { defaultGuildId } from '../../emulators/discord/index.ts';
import { makePaper } from '../../fixtures/papers.ts';
import { CHANNEL, createDiscordStage } from './api/call-harness.ts';

const DAY = '2026-08-21';
const card = paperCard({ paper: makePaper(), summary: null }, DAY, 'not-yet');

test("a message's link contains the server, the channel and the message, and needs no request to Discord", async () => {
  const { publisher, discord, to } = await createDiscordStage();
  const id = idOf(await publisher.send(to, card, 'k1'));
  const asked = discord.requests.length;
  const [message] = discord.messages(CHANNEL.channel);
  expect(await publisher.link(CHANNEL, id)).toBe(
    `https://discord.com/channels/${defaultGuildId}/${CHANNEL.channel}/${message?.id}`,
  );
  expect(discord.requests).toHaveLength(asked);
});

test('a message in a thread is linked through its thread', async () => {
  const { publisher, discord, to } = await createDiscordStage();
  const parentId = idOf(await publisher.send(to, headingCard(DAY, 1, 1), 'heading'));
  const id = idOf(await publisher.send({ ...to, parentId }, card, 'k1'));
  const [thread] = discord.threads(CHANNEL.channel);
  const [message] = discord.messages(String(thread?.id));
  expect(await publisher.link(CHANNEL, id)).toBe(
    `https://discord.com/channels/${defaultGuildId}/${thread?.id}/${message?.id}`,
  );
});

test('a message in an unknown server has no link', async () => {
  const { publisher, to } = await createDiscordStage();
  const id = idOf(await publisher.send(to, card, 'k1'));
  expect(await publisher.link({ ...CHANNEL, workspace: '' }, id)).toBeNull();
});
