import { expect, test } from 'vitest';
import { deliver } from '../../../src/app/editions/deliver.ts';
import { createVoteSync } from '../../../src/app/votes/vote-sync.ts';
import { placeToId } from '../../../src/domain/subscription/subscription.ts';
import { toVoter } from '../../../src/domain/vote/voter.ts';
import { createStage, LIST_DAY, makePapers, NOON } from '../editions/harness.ts';

/** Delivers an edition to both places, and returns the ids of the messages that show the first paper. */
async function deliverTo(platform: string, workspaces: readonly [string, string], channels = ['C1', 'C1']) {
  const stage = await createStage();
  const { parts, store, publisher } = stage;
  const publishers = new Map([[platform, publisher]]);
  const places = workspaces.map((workspace, n) => ({ platform, workspace, channel: channels[n] as string }));
  for (const place of places) {
    await deliver({ ...parts, publishers }, await stage.subscribe({}, place), LIST_DAY);
  }
  const [paper] = makePapers(1).map(({ id }) => id) as [string];
  const messages: string[] = [];
  for (const place of places) {
    messages.push((await store.messagesOf(placeToId(place), [paper])).get(paper) ?? expect.unreachable());
  }
  const { onReaction } = createVoteSync(stage.parts);
  const react = (at: 0 | 1, user: string, emoji: string) =>
    onReaction({
      platform,
      messageId: messages[at] as string,
      sentAt: NOON,
      voter: toVoter(places[at] as (typeof places)[0], user),
      emoji,
      added: true,
    });
  const votesAt = async (at: 0 | 1) =>
    (await store.voteCounts([paper], { placeId: placeToId(places[at] as (typeof places)[0]) })).get(paper);
  return { ...stage, paper, react, votesAt };
}

test('one channel in two Slack teams is two places, with two editions and separate votes', async () => {
  const { publisher, store, paper, react, votesAt } = await deliverTo('slack', ['T1', 'T2']);
  expect(new Set(publisher.messages.map(({ key }) => key)).size).toBe(12);
  expect((await store.editions(LIST_DAY)).map(({ placeId, state }) => [placeId, state])).toEqual([
    ['slack:T1:C1', 'done'],
    ['slack:T2:C1', 'done'],
  ]);
  await react(0, 'U1', '+1');
  await react(1, 'U1', '-1');
  expect(await votesAt(0)).toEqual({ up: 1, down: 0 });
  expect(await votesAt(1)).toEqual({ up: 0, down: 1 });
  expect((await store.voteCounts([paper], { shownOn: 'web' })).get(paper)).toEqual({ up: 1, down: 1 });
});

test('a member of two teams of one enterprise is one voter', async () => {
  const { store, paper, react } = await deliverTo('slack', ['E1.T1', 'E1.T2']);
  await react(0, 'U1', '+1');
  await react(1, 'U1', '-1');
  expect((await store.voteCounts([paper], { shownOn: 'web' })).get(paper)).toEqual({ up: 0, down: 1 });
});

test('a member of two Discord servers is one voter', async () => {
  const { store, paper, react } = await deliverTo('discord', ['G1', 'G2'], ['11', '22']);
  await react(0, '77', '👍');
  await react(1, '77', '👎');
  expect((await store.voteCounts([paper], { shownOn: 'web' })).get(paper)).toEqual({ up: 0, down: 1 });
});
