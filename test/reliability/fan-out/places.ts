import { readConfig } from '../../../src/config/config.ts';
import { addDays, type Day, isWeekend } from '../../../src/domain/calendar/day.ts';
import { REFRESHES } from '../../../src/domain/edition/refresh-step.ts';
import type { Place } from '../../../src/domain/subscription/subscription.ts';
import { placeToId } from '../../../src/domain/subscription/subscription.ts';
import { migrate } from '../../../src/store/schema/migrations.ts';
import { openSqlite } from '../../../src/store/sqlite/driver.ts';
import { createStore } from '../../../src/store/store.ts';
import type { GuildSpec } from '../../emulators/discord/index.ts';
import { type ChannelSpec, defaultTeamId } from '../../emulators/slack/index.ts';

/** The list day that is due at NOON. */
export const DAY: Day = '2026-08-20';
/** Five seconds after noon in Seoul. */
export const NOON = '2026-08-21T03:00:05Z';
/** The length of the history before DAY, in days (weekends included); its editions have already been delivered. */
const HISTORY = 14;
const SUBSCRIBED = Date.parse('2026-07-01T00:00:00Z');
const CHANNELS_A_GUILD = 10;
/**
 * The number of refusing places on each platform, spread evenly over its places. On Discord, three lack a
 * permission, and the channels of the other two are deleted. On Slack, three are archived, and the bot is not
 * a member of the other two.
 */
const REFUSING = 5;

export interface Places {
  readonly guilds: readonly GuildSpec[];
  readonly channels: readonly ChannelSpec[];
  readonly all: readonly Place[];
  /** The channels of the slow places. */
  readonly slow: ReadonlySet<string>;
  /** The ids of the places that refuse messages. */
  readonly refusing: ReadonlySet<string>;
}

/**
 * Returns `perPlatform` places on each of Discord and Slack. If `hasFaultyPlaces` is true, one place on each
 * platform is slow and five refuse messages.
 */
export function makePlaces(perPlatform: number, hasFaultyPlaces: boolean): Places {
  const step = Math.floor(perPlatform / REFUSING);
  const isSlow = (n: number) => hasFaultyPlaces && n === 0;
  const refusal = (n: number) => (hasFaultyPlaces && n % step === 1 ? Math.floor(n / step) : -1);
  const numbers = Array.from({ length: perPlatform }, (_, n) => n);
  const guildOf = (n: number) => String(200_000_000_000_000_000n + BigInt(Math.floor(n / CHANNELS_A_GUILD)));
  const channelOf = (n: number) => String(300_000_000_000_000_000n + BigInt(n));
  const discord = numbers.map((n) => ({
    place: { platform: 'discord', workspace: guildOf(n), channel: channelOf(n) },
    refusal: refusal(n),
    isSlow: isSlow(n),
  }));
  const slack = numbers.map((n) => ({
    place: { platform: 'slack', workspace: defaultTeamId, channel: `C${String(n).padStart(8, '0')}` },
    refusal: refusal(n),
    isSlow: isSlow(n),
  }));
  const those = (wanted: (it: (typeof discord)[number]) => boolean) =>
    [...discord, ...slack].filter(wanted).map(({ place }) => place);
  return {
    guilds: [...Map.groupBy(discord, ({ place }) => place.workspace)].map(([id, those]) => ({
      id,
      // Deleted channels are left out.
      channels: those
        .filter((it) => it.refusal < 3)
        .map((it) => ({ id: it.place.channel, ...(it.refusal >= 0 ? { missing: ['SendMessages'] } : {}) })),
    })),
    channels: slack.map((it) => ({
      id: it.place.channel,
      isArchived: it.refusal >= 0 && it.refusal < 3,
      isMember: it.refusal < 3,
    })),
    all: [...discord, ...slack].map(({ place }) => place),
    slow: new Set(those((it) => it.isSlow).map(({ channel }) => channel)),
    refusing: new Set(those((it) => it.refusal >= 0).map(placeToId)),
  };
}

/** Writes the places to a new database, each with the editions of the previous two weeks. */
export async function savePlaces(path: string, { all }: Places, count: number): Promise<void> {
  const sql = openSqlite(path);
  await migrate(sql);
  const settings = { ...readConfig({}).settings, count };
  const days = Array.from({ length: HISTORY }, (_, n) => addDays(DAY, -n - 1)).filter(
    (day) => !isWeekend(day),
  );
  // One transaction, so the disk is synced only once.
  await sql.transaction(async (query) => {
    const store = createStore({ ...sql, query });
    for (const place of all) {
      await store.subscribe(place, settings, SUBSCRIBED);
      for (const day of days) {
        const at = Date.parse(NOON) - (Date.parse(DAY) - Date.parse(day));
        await store.openEdition(placeToId(place), day, ['2608.99999'], 1, at);
        await store.closeEdition(placeToId(place), day, 'done', 0, at);
        await store.setRefreshes(placeToId(place), day, REFRESHES.length, 0);
      }
    }
  });
  await sql.close();
}
