import { daysUntil } from './audit.ts';
import type { Rows } from './database.ts';
import { POINTS, type Point } from './points.ts';
import type { Tally } from './tally.ts';
import { editionOf, idOf, type World } from './world.ts';

export interface Kill {
  /** Such as `after settle slack#2`; '' for none. */
  readonly at: string;
  /** If the point is not passed within this time after the start or the web page's opening, the test kills the bot. */
  readonly withinMs: number;
  readonly from: 'start' | 'open';
  /** The test sends SIGTERM, like an operator, instead of SIGKILL. */
  readonly isStop?: boolean;
}

/** The part of a step that says what work the next run has. */
export interface Ahead {
  readonly kind: 'deliver' | 'edit';
  readonly day: string;
  /** Its start, and how many refreshes its editions have at its end. */
  readonly since: number;
  readonly refreshes: number;
}

/** Points that a run passes at most once. */
const ONCE = /list (?:row|commit|request)|thread|closing|summary|usage|recount commit|look-up|vote back/;
/** Share of kills that come at a random time instead of at a point. */
const RANDOM_SHARE = 0.2;
/** Share of those that are regular stops; the work that they interrupt must continue after the next start too. */
const STOP_SHARE = 0.3;

/** Chooses the point ahead with the fewest kills so far; sometimes a random time. */
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

/** The points that the next run can pass, judging by the store and the platforms. */
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
