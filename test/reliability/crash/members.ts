import { toVoter } from '../../../src/domain/vote/voter.ts';
import { cardsOf } from './channels.ts';
import type { Rows } from './database.ts';
import { DAY_1, editionOf, toPlace, type World } from './world.ts';

const EMOJI = { discord: ['👍', '👎'], slack: ['+1', '-1'] } as const;
const VOTERS = {
  discord: ['2', '3', '4'].map((number) => `40000000000000000${number}`),
  slack: ['U1', 'U2', 'U3'],
};
const NOBODY: Rows = () => [];

export type Members = ReturnType<typeof createMembers>;

/** Opens the web page as a new reader; returns their cookie, or undefined if the bot is down. */
async function enter(address: string): Promise<string | undefined> {
  const response = await fetch(address).catch(() => null);
  return response?.headers.get('set-cookie')?.split(';')[0];
}

/** Creates members who vote, even while the bot is down: the platforms keep the members' reactions. */
export function createMembers(world: World, random: () => number) {
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  /**
   * The votes that the web page confirmed to its readers, by paper and voter; null for an unconfirmed vote.
   * There is no other record of these votes outside the store.
   */
  const told = new Map<string, number | null>();
  let readers = 0;
  /** The cookies of the readers, by number. */
  const cookies = new Map<string, string>();

  return {
    /**
     * Adds or removes an emoji on a random card. `known` limits the choice to cards with these message ids.
     */
    press(known?: ReadonlySet<string>): void {
      const card = pick(cardsOf(world, NOBODY).filter(({ messageId }) => known?.has(messageId) ?? true));
      if (!card) return;
      const { platform, channel, id } = card;
      const voter = pick(VOTERS[platform]) ?? '';
      const emoji = pick(EMOJI[platform]) ?? '';
      const server = world[platform];
      const isThere = server
        .current(channel, id)
        .some((one) => one.emoji === emoji && one.users.includes(voter));
      server[isThere ? 'unreact' : 'react'](channel, id, voter, emoji);
    },

    /**
     * Votes on the web page as a reader. If the bot is killed before it answers, the vote might not count.
     */
    async pressWeb(address: string): Promise<void> {
      readers += 1;
      const number = String(readers % 4 === 0 ? readers - 1 : readers).padStart(12, '0');
      const cookie = cookies.get(number) ?? (await enter(address));
      if (!cookie) return;
      cookies.set(number, cookie);
      const [, voter = ''] = cookie.match(/^voter=([^.]+)\./) ?? [];
      const paper = pick(editionOf(DAY_1))?.id ?? '';
      const key = `${paper} ${voter}`;
      if (told.get(key) === null) return;
      told.set(key, null);
      const answer = await fetch(`${address}/votes`, {
        method: 'POST',
        headers: { accept: 'application/json', cookie },
        body: new URLSearchParams({ paper, value: random() < 0.5 ? '1' : '-1' }),
      }).catch(() => null);
      const said = answer?.ok ? ((await answer.json().catch(() => null)) as { mine: number } | null) : null;
      if (said) told.set(key, said.mine);
    },

    /**
     * Compares the stored votes with the current reactions and the readers' confirmed votes. Returns the
     * number of votes, and the differences, one line each.
     */
    compare(rows: Rows) {
      const current = new Set(
        cardsOf(world, rows).flatMap(({ platform, paperId, channel, id, messageId }) =>
          world[platform].current(channel, id).flatMap(({ emoji, users }) =>
            users
              .filter((user) => user !== world.discord.botId && user !== world.slack.botUserId)
              .map((user) => toVoter(toPlace({ platform, channel }), user))
              .map((voter) => [platform, paperId, messageId, voter, emoji].join(' ')),
          ),
        ),
      );
      const all = rows('SELECT * FROM reactions');
      const counted = new Set(
        all
          .filter(({ platform }) => platform !== 'web')
          .map((row) => [row.platform, row.paper_id, row.message_id, row.voter, row.emoji].join(' ')),
      );
      const web = new Map(
        all
          .filter(({ platform }) => platform === 'web')
          .map((row) => [`${row.paper_id} ${row.voter}`, Number(row.value)]),
      );
      const votes = current.size + [...told.values()].filter((mine) => mine !== null).length;
      const differences = [
        ...[...current].filter((press) => !counted.has(press)).map((press) => `lost: ${press}`),
        ...[...counted].filter((press) => !current.has(press)).map((press) => `too many: ${press}`),
        ...[...told]
          .filter(([key, mine]) => mine !== null && (web.get(key) ?? 0) !== mine)
          .map(([key, mine]) => `web: ${key} is ${web.get(key) ?? 0}, the page said ${mine}`),
        ...[...web.keys()].filter((key) => !told.has(key)).map((key) => `web: nobody pressed ${key}`),
      ];
      return { votes, differences };
    },
  };
}
