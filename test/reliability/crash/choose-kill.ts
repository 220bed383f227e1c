import { daysUntil } from './audit.ts';
import type { Rows } from './database.ts';
import { POINTS, type Point } from './points.ts';
import type { Tally } from './tally.ts';
import { editionOf, idOf, type World } from './world.ts';

export interface Kill {
  /** `after settle slack#2`; '' for none. */
  readonly at: string;
  /** Where the point is not passed so long after the start, or after the web page has opened, the kill comes from outside. */
  readonly withinMs: number;
  readonly from: 'start' | 'open';
  /** From outside it may be an operator's stop as well. */
  readonly isStop?: boolean;
}

/** A step as far as it says what the next life of the bot has before it. */
export interface Ahead {
  readonly kind: 'deliver' | 'edit';
  readonly day: string;
  /** When it began, and how many touch-ups its editions have at its end. */
  readonly since: number;
  readonly refreshes: number;
}

/** Points that a life passes once, if at all. */
const ONCE = /list (?:row|commit|request)|thread|closing|summary|usage|recount commit|look-up|vote back/;
/** So many kills come at any instant, the rest at points. */
const RANDOM_SHARE = 0.2;
/** So many of those are no kills but stops: what they cut off comes after the next start all the same. */
const STOP_SHARE = 0.3;

/** The point of which there were the fewest kills, of those that are ahead; now and then any instant. */
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

/** The points that the next life can pass, as far as the store and the platforms tell. */
export function pointsAhead(world: World, rows: Rows, { kind, day, since, refreshes }: Ahead): Point[] {
  const hasList = rows('SELECT 1 FROM list_days WHERE fetched_at >= ?', since).length > 0;
  const editions = rows('SELECT * FROM editions WHERE day = ?', day);
  const platformsOf = (ids: readonly unknown[]) => new Set(ids.map((id) => String(id).split(':')[0]));
  const over = editions
    .filter((it) => it.state === 'done' && (kind === 'deliver' || Number(it.touch_ups) >= refreshes))
    .map(({ place_id }) => place_id);
  const pending = platformsOf(world.places.map(idOf).filter((id) => !over.includes(id)));
  const open = platformsOf(
    rows("SELECT place_id FROM deliveries WHERE state = 'claimed'").map(({ place_id }) => place_id),
  );
  const hasCards = rows("SELECT 1 FROM deliveries WHERE state = 'sent' AND paper_id IS NOT NULL").length > 0;
  const kept = rows('SELECT paper_id FROM summaries').map(({ paper_id }) => paper_id);
  const wanted = editionOf(day).filter(({ id }) => !kept.includes(id) && !world.isLacking(id));
  const threads = world.places
    .filter(({ platform, layout }) => platform === 'discord' && layout === 'thread')
    .flatMap(({ channel }) => world.discord.threads(channel));

  return POINTS.filter(({ name, when }) => {
    if (when !== 'both' && when !== kind) return false;
    if (/list|paper row/.test(name)) return !hasList;
    if (/vote|recount/.test(name)) return hasCards;
    if (/edition row/.test(name)) return editions.length < world.places.length;
    if (/summary|usage/.test(name)) return wanted.length > 0;
    if (/thread/.test(name)) return threads.length < daysUntil(day).length;
    const platform = ['discord', 'slack', 'web'].find((it) => name.includes(it));
    if (/look-up/.test(name)) return open.has(platform);
    return platform ? pending.has(platform) : pending.size > 0;
  });
}
