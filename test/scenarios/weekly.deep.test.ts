import { describe, expect, test } from 'vitest';
import { bestKey } from '../../src/domain/edition/weekly-best.ts';
import { cardWording } from '../../src/i18n/ko/card.ts';
import { topWording } from '../../src/i18n/ko/top.ts';
import { DAY, HOUR } from '../../src/lib/duration.ts';
import { discordPlaceId, slackPlaceId } from '../fixtures/place-ids.ts';
import { discordLines, discordLinks, slackLines, slackLinks } from './ranking.ts';
import {
  DISCORD,
  FIRST,
  FRIDAY,
  NOON,
  openWeek,
  SECOND,
  SLACK,
  SUBSCRIBED,
  THURSDAY,
  TITLE,
  WEDNESDAY,
} from './weekly-harness.ts';

const MINUTE = 60_000;
/** A time, in ms, that exceeds the lease of a dead process's claim. */
const LATER = 2 * MINUTE;

type Scene = Awaited<ReturnType<typeof openWeek>>;

/** Runs Wednesday: both channels subscribe, and their members vote differently on the first edition. */
async function liveThroughWednesday(scene: Scene): Promise<void> {
  const { discord, slack } = scene;
  await scene.start(SUBSCRIBED);
  await scene.subscribe();
  const [first, second] = [scene.discordCard(FIRST), scene.discordCard(SECOND)];
  for (const user of ['400000000000000002', '400000000000000003']) discord.react(DISCORD, second, user, '👍');
  discord.react(DISCORD, first, '400000000000000002', '👎🏽');
  slack.react(SLACK, scene.slackCard(FIRST), 'U1', 'thumbsup');
  slack.react(SLACK, scene.slackCard(SECOND), 'U1', '-1');
  await scene.counted(5);
}

/** The upvotes and ids on ranks 2 to 5, which are the same in both channels, because nobody voted on these papers. */
const BELOW = [
  [30, '2608.20001'],
  [29, '2608.20002'],
  [20, '2608.19001'],
  [19, '2608.19002'],
] as const;
const entry = (rank: number, up: number, upvotes: number) =>
  topWording.entry(rank, cardWording.voteCount(up, 0), upvotes);
const rankingOf = (up: number, upvotes: number, paperId: string) => [
  { label: entry(1, up, upvotes), title: `Paper ${paperId}` },
  ...BELOW.map(([votes, id], index) => ({ label: entry(index + 2, 0, votes), title: `Paper ${id}` })),
];
const idsOf = (lines: readonly { readonly title: string }[]) =>
  lines.map(({ title }) => title.replace('Paper ', ''));

/** Returns the first five papers in a list. */
const papersIn = (list: string) =>
  [...new Set([...list.matchAll(/Paper (\d+\.\d+)/g)].map(([, id = '']) => id))].slice(0, 5);

/** Checks that each channel has the message once, after all editions, with its own links and ranking. */
async function expectOnceAndRight(scene: Scene): Promise<void> {
  const { discord, slack } = scene;
  const [onDiscord = expect.unreachable(), ...doubles] = scene.discordWeekly();
  const [onSlack = expect.unreachable(), ...more] = scene.slackWeekly();
  expect([doubles, more]).toEqual([[], []]);
  // There are three editions with a heading and two cards each, then the weekly message.
  expect([discord.messages(DISCORD).length, slack.messages(SLACK).length]).toEqual([10, 10]);
  expect(discord.messages(DISCORD).at(-1)?.id).toBe(onDiscord.id);
  expect(slack.messages(SLACK).at(-1)?.ts).toBe(onSlack.ts);

  const lines = { discord: discordLines(onDiscord), slack: slackLines(onSlack) };
  expect(lines).toEqual({ discord: rankingOf(2, 9, SECOND), slack: rankingOf(1, 10, FIRST) });
  const [discordTop, slackTop] = [await scene.discordTop(), await scene.slackTop()];
  expect([papersIn(discordTop), papersIn(slackTop)]).toEqual([idsOf(lines.discord), idsOf(lines.slack)]);
  expect(discordTop).toContain(cardWording.voteCount(2, 0));
  expect(slackTop).toContain(cardWording.voteCount(1, 0));

  expect(discordLinks(onDiscord).map((url) => url.split('/').slice(-2))).toEqual(
    idsOf(lines.discord).map((id) => [DISCORD, scene.discordCard(id)]),
  );
  const [_title, ...links] = slackLinks(onSlack);
  expect(links).toEqual(
    idsOf(lines.slack).map((id) =>
      expect.stringContaining(`/archives/${SLACK}/p${scene.slackCard(id).replace('.', '')}`),
    ),
  );
  expect([...discord.rejections, ...slack.rejections]).toEqual([]);
}

/** The delivery keys of the weekly messages. */
const KEYS = {
  discord: bestKey(discordPlaceId(DISCORD), '2026-08-21'),
  slack: bestKey(slackPlaceId(SLACK), '2026-08-21'),
};

/** Returns true if the body of a request is the weekly message. */
const isWeekly = (body: unknown) => JSON.stringify(body ?? null).includes(TITLE);

describe.concurrent('the weekly message of the real program', () => {
  test('is posted once on Discord and on Slack, despite a stop and restarts', async (context) => {
    const scene = await openWeek(context);
    await liveThroughWednesday(scene);
    expect(await scene.stop()).toBe(0);

    await scene.start(NOON);
    for (const day of [WEDNESDAY, THURSDAY]) await scene.delivered(day);
    await scene.weeklyOver();
    await expectOnceAndRight(scene);
    expect(await scene.stop()).toBe(0);

    const asked = scene.asked();
    await scene.start(NOON, 7 * HOUR);
    // When the bot requests the upvotes of its cards, it has planned everything that is due.
    await scene.discord.until(() => scene.asked() > asked);
    expect(await scene.stop()).toBe(0);
    await scene.start(NOON, DAY);
    await scene.delivered(FRIDAY);
    expect(await scene.stop()).toBe(0);
    expect([scene.discordWeekly().length, scene.slackWeekly().length]).toEqual([1, 1]);
    // The web channel has no weekly message.
    expect(await scene.store.settledBests(0)).toEqual(new Set(Object.values(KEYS)));
  });

  const moments = [
    ['before its request arrives', { kind: 'hang' }],
    ['after its request arrived, but before the response', { kind: 'after', answer: 'hang' }],
  ] as const;
  const platforms = ['discord', 'slack'] as const;
  test.for(moments.flatMap(([when, fault]) => platforms.map((platform) => [platform, when, fault] as const)))(
    'is posted once despite a kill -9 on %s %s',
    async ([platform, _when, fault], context) => {
      const scene = await openWeek(context);
      await liveThroughWednesday(scene);
      await scene.stop();

      let seen = 0;
      const post = platform === 'discord' ? 'POST' : 'chat.postMessage';
      scene[platform].fault = ({ method, body }: { readonly method: string; readonly body: unknown }) => {
        if (method !== post || !isWeekly(body)) return undefined;
        seen += 1;
        return fault;
      };
      await scene.start(NOON);
      await scene[platform].until(() => seen > 0);
      await scene.kill();
      scene[platform].fault = undefined;
      const weekly = { discord: scene.discordWeekly, slack: scene.slackWeekly }[platform];
      expect(weekly().length).toBe(fault.kind === 'after' ? 1 : 0);
      expect((await scene.store.settledBests(0)).has(KEYS[platform])).toBe(false);

      await scene.start(NOON, LATER);
      await scene.weeklyOver();
      await expectOnceAndRight(scene);
    },
  );

  test('is posted once despite a kill -9 right after its response', async (context) => {
    const scene = await openWeek(context);
    const { discord, slack } = scene;
    await liveThroughWednesday(scene);
    await scene.stop();
    await scene.start(NOON);
    // The store might not have recorded the messages when the bot is killed, but they have been posted.
    await discord.until(() => scene.discordWeekly().length > 0);
    await slack.until(() => scene.slackWeekly().length > 0);
    await scene.kill();

    await scene.start(NOON, LATER);
    await scene.weeklyOver();
    await expectOnceAndRight(scene);
  });

  test('is posted once despite a kill -9 while its links are looked up', async (context) => {
    const scene = await openWeek(context);
    const { slack } = scene;
    await liveThroughWednesday(scene);
    await scene.stop();
    let seen = 0;
    slack.fault = ({ method }) => {
      if (method !== 'chat.getPermalink') return undefined;
      seen += 1;
      return seen === 3 ? { kind: 'hang' } : undefined;
    };
    await scene.start(NOON);
    await slack.until(() => seen === 3);
    await scene.kill();
    slack.fault = undefined;
    expect(scene.slackWeekly()).toEqual([]);

    await scene.start(NOON, LATER);
    await scene.weeklyOver();
    await expectOnceAndRight(scene);
  });
});
