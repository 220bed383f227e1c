import { daysUntil } from './audit.ts';
import type { Rows } from './database.ts';
import { POINTS, type Point } from './points.ts';
import type { Tally } from './tally.ts';
import { editionOf, idOf, type World } from './world.ts';

export interface Kill {
  /** The point and the occurrence at which to kill, such as `after settle slack#2`; '' for a random time. */
  readonly at: string;
  /** If the bot has not passed the point this many ms after `from`, the test ends the bot. */
  readonly withinMs: number;
  /** What `withinMs` is counted from: the start of the process, or the opening of its web page. */
  readonly from: 'start' | 'open';
  /** If true, the test ends the bot with SIGTERM, as an operator would, instead of SIGKILL. */
  readonly isStop?: boolean;
}

/** The part of a step that determines the work of the next run. */
export interface Ahead {
  readonly kind: 'deliver' | 'edit';
  readonly day: string;
  /** The start of the step, in ms since the epoch. */
  readonly since: number;
  /** The number of refreshes that each edition has had when the step is done. */
  readonly refreshes: number;
}

/** Points that a run might pass only once, so the kill is at the first pass. */
const ONCE = /list (?:row|commit|request)|thread|closing|summary|usage|recount commit|look-up|vote back/;
/** The share of kills at a random time instead of at a point. */
const RANDOM_SHARE = 0.2;
/**
 * The share of regular stops, instead of kills, when the bot is ended at a random time after its web page has opened.
 * Work that a stop interrupts must also continue after the next start.
 */
const STOP_SHARE = 0.3;

/** Chooses, among the points ahead, one with the fewest kills so far; sometimes chooses a random time. */
export function chooseKill(ahead: readonly Point[], tally: Tally, random: () => number): Kill {
  if (ahead.length === 0 || random() < RANDOM_SHARE)
    return {
      ...{ at: '', withinMs: 100 + random() * 1_400 },
      ...(random() < 0.3 ? { from: 'start' } : { from: 'open', isStop: random() < STOP_SHARE }),
    };
  const fewest = Math.min(...ahead.map(({ name }) => tally.killsAt.get(name) ?? 0));
  const rarest = ahead.filter(({ name }) => (tally.killsAt.get(name) ?? 0) === fewest);
  const { name = '' } = rarest[Math.floor(random() * rarest.length)] ?? {};
  const nth = ONCE.test(name) ? 1 : 1 + Math.floor(random() * 2);
  return { at: `${name}#${nth}`, withinMs: 1_300 + random() * 1_000, from: 'open' };
}

/** Returns the points that the next run can pass, judging by the store and the platforms. */
export function pointsAhead(world: World, rows: Rows, { kind, day, since, refreshes }: Ahead): Point[] {
  const hasList = rows('SELECT 1 FROM list_days WHERE fetched_at >= ?', since).length > 0;
  const editions = rows('SELECT * FROM editions WHERE day = ?', day);
  const platformsOf = (ids: readonly unknown[]) => new Set(ids.map((id) => String(id).split(':')[0]));
  const over = editions
    .filter((it) => it.state === 'done' && (kind === 'deliver' || Number(it.touch_ups) >= refreshes))
    .map(({ place_id }) => place_id);
  const pending = platformsOf(world.places.map(idOf).filter((id) => !over.includes(id)));
  const openPlaces = rows("SELECT place_id FROM deliveries WHERE state = 'claimed'").map(
    ({ place_id }) => place_id,
  );
  const open = platformsOf(openPlaces);
  const hasCards = rows("SELECT 1 FROM deliveries WHERE state = 'sent' AND paper_id IS NOT NULL").length > 0;
  const kept = rows('SELECT paper_id FROM summaries').map(({ paper_id }) => paper_id);
  const wanted = editionOf(day).filter(({ id }) => !kept.includes(id) && !world.isLacking(id));
  const threads = world.places
    .filter(({ platform, layout }) => platform === 'discord' && layout === 'thread')
    .flatMap(({ channel }) => world.discord.threads(channel));

  const forums = world.places.filter(({ layout }) => layout === 'posts').map(idOf);
  const pendingForums = forums.filter((id) => !over.includes(id));
  const openForums = forums.filter((id) => openPlaces.includes(id));

  return POINTS.filter(({ name, when }) => {
    if (when !== 'both' && when !== kind) return false;
    if (/list|paper row/.test(name)) return !hasList;
    if (/vote|recount/.test(name)) return hasCards;
    if (/edition row/.test(name)) return editions.length < world.places.length;
    if (/summary|usage/.test(name)) return wanted.length > 0;
    if (/thread/.test(name)) return threads.length < daysUntil(day).length;
    if (name.endsWith('forum')) return (/look-up/.test(name) ? openForums : pendingForums).length > 0;
    const platform = ['discord', 'slack', 'web'].find((it) => name.includes(it));
    if (/look-up/.test(name)) return open.has(platform);
    return platform ? pending.has(platform) : pending.size > 0;
  });
}
