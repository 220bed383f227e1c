import { describe, expect, test, vi } from 'vitest';
import { SUPER } from '../../src/domain/vote/vote.ts';
import { toVoter } from '../../src/domain/vote/voter.ts';
import { cardWording } from '../../src/i18n/ko/card.ts';
import { toMessageId } from '../../src/platforms/shared/message-id.ts';
import { EVENTUALLY } from '../fixtures/eventually.ts';
import { createRandom } from '../fixtures/random.ts';
import { failOnUnhandled } from '../fixtures/unhandled.ts';
import { type CardMessage, openVotes, PAPERS, PLACES, WEB_ID } from './votes-harness.ts';

type Value = 1 | -1;
/** The field of all papers. */
const FIELD = '강화 학습';
interface Emoji {
  readonly typed: string;
  readonly value: Value | null;
  /** The id used by the platform and the store. */
  readonly name: string;
  readonly burst?: boolean;
}

const emoji = (typed: string, value: Value | null, name = typed): Emoji => ({ typed, value, name });
const EMOJI: Record<CardMessage['platform'], readonly Emoji[]> = {
  discord: [
    ...[emoji('👍', 1), emoji('👍🏽', 1), emoji('👎', -1), emoji('👎🏿', -1), emoji('❤️', null)],
    { ...emoji('👍', 1, `👍${SUPER}`), burst: true },
  ],
  slack: [
    ...[emoji('+1', 1), emoji('+1::skin-tone-4', 1), emoji('-1', -1), emoji('-1::skin-tone-6', -1)],
    ...[emoji('heart', null), emoji('thumbsup', 1, '+1'), emoji('thumbsdown', -1, '-1')],
  ],
};
const VOTERS = {
  discord: ['2', '3', '4', '5'].map((number) => `40000000000000000${number}`),
  slack: ['U1', 'U2', 'U3', 'U4'],
  web: [1, 2, 3, 4].map((number) => `00000000-0000-4000-8000-00000000000${number}`),
};

interface Reaction extends Pick<CardMessage, 'placeId' | 'paperId'> {
  readonly platform: string;
  readonly voter: string;
  readonly value: Value;
}

/**
 * Creates a simple model of rule 10, the clerk. Each current reaction is a row with the turn at which the clerk
 * received its event. A person's vote on a paper, on one platform, is the row with the newest turn.
 *
 * The clerk misses the events of a gap. After the gap, it reads the messages: it deletes the rows of removed
 * reactions, and gives all new reactions the same turn; among rows with the same turn, 👍 counts. Unchanged
 * reactions keep their turn. On the web, a person has one vote per paper: up, down or none.
 */
function createClerk() {
  const current = new Map<string, Reaction>();
  const rows = new Map<string, Reaction & { readonly turn: number }>();
  let turn = 0;
  return {
    current,
    rows: () => [...rows.keys()].toSorted(),
    act(name: string, press: Reaction, added: boolean, isTold: boolean) {
      turn += 1;
      if (added) current.set(name, press);
      else current.delete(name);
      if (!isTold) return;
      if (!added) rows.delete(name);
      else if (!rows.has(name)) rows.set(name, { ...press, turn });
    },
    look(platform: string) {
      turn += 1;
      for (const [name, press] of rows)
        if (press.platform === platform && !current.has(name)) rows.delete(name);
      for (const [name, press] of current)
        if (press.platform === platform && !rows.has(name)) rows.set(name, { ...press, turn });
    },
    /** Returns `[up, down]` of a paper at the places that `isCounted` selects. */
    count(paperId: string, isCounted: (placeId: string) => boolean = () => true): readonly [number, number] {
      const votes = new Map<string, { readonly turn: number; readonly value: Value }>();
      for (const row of rows.values()) {
        if (row.paperId !== paperId || !isCounted(row.placeId)) continue;
        const person = `${row.platform} ${row.voter}`;
        const held = votes.get(person);
        const isNewer = !held || row.turn > held.turn || (row.turn === held.turn && row.value === 1);
        if (isNewer) votes.set(person, row);
      }
      const values = [...votes.values()].map(({ value }) => value);
      return [values.filter((value) => value === 1).length, values.filter((value) => value === -1).length];
    },
  };
}

const at = (placeId: string) => (other: string) => other === placeId;

/** Orders papers by ups minus downs, then upvotes, then newest first, and formats them as `/paper top` does. */
function rank(papers: typeof PAPERS, countOf: (paperId: string) => readonly [number, number]) {
  return papers
    .map((paper) => ({ ...paper, count: countOf(paper.id) }))
    .sort(
      (a, b) =>
        b.count[0] - b.count[1] - (a.count[0] - a.count[1]) ||
        b.upvotes - a.upvotes ||
        Number(b.id) - Number(a.id),
    )
    .map(({ title, upvotes, count: [up, down] }, index) => ({
      title: `${index + 1}. ${title}`,
      details: [
        FIELD,
        cardWording.upvoteCount(upvotes),
        ...(up + down > 0 ? [cardWording.voteCount(up, down)] : []),
      ].join(' · '),
    }));
}

/** Sets up the bot with random voters, and a clerk that receives the same events unless `isTold` is false. */
async function live(context: Parameters<typeof openVotes>[0], seed: number) {
  const scene = await openVotes(context);
  const { discord, slack, messages } = scene;
  const random = createRandom(seed);
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)] as T;
  const clerk = createClerk();
  const isTold = { discord: true, slack: true };
  /** The number of votes whose events were missed; an emoji without a vote is never read. */
  const untold = { discord: 0, slack: 0 };
  const rowName = (message: CardMessage, voter: string, { name }: Emoji) =>
    [message.platform, toMessageId(message, message.id), toVoter(message, voter), name].join(' ');

  /** Adds or removes a person's emoji on a message, both on the platform and for the clerk. */
  function flip(message: CardMessage, voter: string, pressed: Emoji): void {
    const { platform, channel, id } = message;
    const { typed, value, burst = false } = pressed;
    const there = platform === 'discord' ? discord.current(channel, id) : slack.current(channel, id);
    const name = rowName(message, voter, pressed);
    const isThere = value
      ? clerk.current.has(name)
      : there.some((one) => one.emoji === typed && one.users.includes(voter));
    const act = isThere ? 'unreact' : 'react';
    if (platform === 'discord') discord[act](channel, id, voter, typed, { burst });
    else slack[act](channel, id, voter, typed);
    if (!value) return;
    if (!isTold[platform]) untold[platform] += 1;
    clerk.act(name, { ...message, voter, value }, !isThere, isTold[platform]);
  }

  /** Presses a vote button on the page: the same button again withdraws the vote, the other button switches it. */
  async function pressWeb(voter: string, paperId: string, value: Value): Promise<void> {
    const nameOf = (its: Value) => `web ${paperId} ${voter} ${its}`;
    const flipWeb = (its: Value) => {
      const press = { platform: 'web', placeId: WEB_ID, paperId, voter, value: its } as const;
      clerk.act(nameOf(its), press, !clerk.current.has(nameOf(its)), true);
    };
    const other = value === 1 ? -1 : 1;
    if (clerk.current.has(nameOf(other))) flipWeb(other);
    flipWeb(value);
    await scene.pressWeb(paperId, voter, value);
  }

  /** Adds, removes or switches a reaction of a random person. */
  async function event(): Promise<void> {
    const platform = pick(['discord', 'discord', 'slack', 'slack', 'web'] as const);
    const voter = pick(VOTERS[platform]);
    if (platform === 'web') return pressWeb(voter, pick(PAPERS).id, pick([1, 1, -1]));
    const message = pick(messages.filter((one) => one.platform === platform));
    const held = EMOJI[platform].filter((one) => clerk.current.has(rowName(message, voter, one)));
    const wanted = pick(EMOJI[platform]);
    if (held.length > 0 && random() < 0.4) return flip(message, voter, pick(held));
    // A switch also removes the opposite emoji, before or after the new one is added.
    const other = held.find(({ value }) => value === (wanted.value ?? 0) * -1);
    const isFirst = random() < 0.5;
    if (other && isFirst) flip(message, voter, other);
    flip(message, voter, wanted);
    if (other && !isFirst) flip(message, voter, other);
  }

  /** Waits until the store has exactly the clerk's reactions and counts them as the clerk does. */
  const agrees = () =>
    vi.waitFor(async () => {
      expect(await scene.rows()).toEqual(clerk.rows());
      const ids = PAPERS.map(({ id }) => id);
      for (const placeId of [undefined, ...PLACES]) {
        const counts = await scene.store.voteCounts(ids, placeId ? { placeId } : { shownOn: 'web' });
        const counted = ids.map((id) => [counts.get(id)?.up ?? 0, counts.get(id)?.down ?? 0]);
        expect(counted, placeId ?? 'everywhere').toEqual(
          ids.map((id) => clerk.count(id, placeId ? at(placeId) : undefined)),
        );
      }
    }, EVENTUALLY);

  return {
    ...{ ...scene, clerk, isTold, untold, agrees },
    async many(events: number, between: () => void = () => {}): Promise<void> {
      for (let n = 0; n < events; n += 1) {
        await event();
        if (random() < 0.3) between();
      }
    },
    /** Adds a final reaction on each platform, and waits until it is counted: all earlier events have then arrived. */
    async settle(): Promise<void> {
      for (const platform of ['discord', 'slack'] as const) {
        const message = messages.find((one) => one.platform === platform) ?? expect.unreachable();
        const [first] = EMOJI[platform];
        flip(message, platform === 'discord' ? '400000000000000077' : 'U77', first ?? expect.unreachable());
      }
      await agrees();
    },
  };
}

/** Tests a thousand votes per seed, on Discord, on Slack and on the web. */
export function describeVotes(seeds: readonly number[]): void {
  failOnUnhandled();

  describe.concurrent('a thousand votes on Discord, on Slack and on the web', () => {
    test.for(seeds)('are counted as a simple model counts them: seed %i', async (seed, context) => {
      const scene = await live(context, seed);
      const { discord, slack, clerk, isTold, untold, many, agrees, settle } = scene;
      const { gateway } = discord;
      const { socket } = slack;

      await many(300);
      await settle();

      // Duplicates: Discord repeats its newest event, Slack misses our acknowledgements.
      await many(80, scene.tellAgain);
      socket.mute(true);
      await many(20);
      socket.redeliver();
      socket.mute(false);
      await settle();

      // A gap: no events arrive, and Discord has forgotten our session.
      gateway.offline(true);
      socket.offline(true);
      gateway.drop(null);
      gateway.forgetSession();
      socket.drop(null);
      isTold.discord = isTold.slack = false;
      await many(200);
      isTold.discord = isTold.slack = true;
      gateway.offline(false);
      socket.offline(false);
      await discord.until(() => gateway.live() > 0);
      await slack.until(() => socket.live() > 0);
      clerk.look('discord');
      clerk.look('slack');
      await agrees();

      // A connection that breaks and is resumed: all events arrive, some late.
      await many(50);
      gateway.drop(null);
      await many(50);
      await settle();

      // Slack delivers the events of the gap late, after newer events.
      const before = scene.reads('slack');
      expect(untold.slack).toBeGreaterThan(20);
      expect(socket.redeliver()).toBeGreaterThanOrEqual(untold.slack);
      await slack.until(() => scene.reads('slack') >= before + untold.slack);
      await settle();

      await many(300);
      await settle();

      // All messages are read again, and nothing changes.
      const reads = { discord: scene.reads('discord'), slack: scene.reads('slack') };
      gateway.drop(null);
      gateway.forgetSession();
      socket.drop(null);
      await discord.until(() => scene.reads('discord') >= reads.discord + scene.messages.length / 2);
      await slack.until(() => scene.reads('slack') >= reads.slack + scene.messages.length / 2);
      await settle();

      for (const placeId of PLACES) {
        const here = rank(PAPERS.slice(0, -1), (id) => clerk.count(id, at(placeId)));
        expect(await scene.top(placeId, 'here'), placeId).toEqual(here);
        // Votes on the web page count only there.
        const isShown = (other: string) => placeId === WEB_ID || other !== WEB_ID;
        const everywhere = rank(PAPERS, (id) => clerk.count(id, isShown));
        expect(await scene.top(placeId, 'everywhere'), placeId).toEqual(everywhere);
      }
      expect(scene.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    });
  });
}
