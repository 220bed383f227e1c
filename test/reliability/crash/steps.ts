import type { Rows } from './database.ts';
import type { Step } from './scene.ts';
import { COUNT, DAY_1, DAY_2, editionOf, type World } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A step starts this long after the time of a refresh (`REFRESHES` in domain/edition/refresh-step.ts). */
const SOON_AFTER = 5 * MINUTE;
const [SIX_HOURS, DAY_LATER] = [
  { after: 6 * HOUR + SOON_AFTER, refreshes: 3 },
  { after: 24 * HOUR + SOON_AFTER, refreshes: 4 },
] as const;

const areDone = (rows: Rows, world: World, day: string, refreshes = 0) =>
  rows("SELECT 1 FROM editions WHERE day = ? AND state = 'done' AND touch_ups >= ?", day, refreshes)
    .length === world.places.length;

/** Moves the clock to `ms` after the completion of the day's last edition, unless that time has passed. */
function moveAfter(world: World, rows: Rows, day: string, ms: number): void {
  const [row] = rows('SELECT MAX(closed_at) AS last FROM editions WHERE day = ?', day);
  world.later(Math.max(Number(row?.last) + ms - world.now(), 0));
}

/** Posts the first day's editions; one of their papers has no summary yet. */
export const posting = (kills: number, planned?: readonly string[]): Step => ({
  ...{ kind: 'deliver', day: DAY_1, refreshes: 0, kills, ...(planned ? { planned } : {}) },
  prepare: (world) => world.lack(editionOf(DAY_1)[COUNT - 1]?.id),
  isDone: (world, rows) => areDone(rows, world, DAY_1),
});

/** Six hours later: the missing summary is available, and upvotes have changed. */
export const editing = (kills: number, planned?: readonly string[]): Step => ({
  ...{ kind: 'edit', day: DAY_1, refreshes: SIX_HOURS.refreshes, kills, ...(planned ? { planned } : {}) },
  prepare(world, rows) {
    moveAfter(world, rows, DAY_1, SIX_HOURS.after);
    world.lack(undefined);
    world.moveUpvotes(DAY_1);
  },
  isDone: (world, rows) => areDone(rows, world, DAY_1, SIX_HOURS.refreshes),
});

/** A day later: the second day's editions are posted while the first day's cards are edited for the last time. */
export const postingMore = (kills: number): Step => ({
  ...{ kind: 'deliver', day: DAY_2, refreshes: 0, kills },
  prepare(world, rows) {
    moveAfter(world, rows, DAY_1, DAY_LATER.after);
    world.moveUpvotes(DAY_1);
  },
  isDone: (world, rows) => areDone(rows, world, DAY_1, DAY_LATER.refreshes) && areDone(rows, world, DAY_2),
});

export const editingMore = (kills: number): Step => ({
  ...{ kind: 'edit', day: DAY_2, refreshes: SIX_HOURS.refreshes, kills },
  prepare(world, rows) {
    moveAfter(world, rows, DAY_2, SIX_HOURS.after);
    world.moveUpvotes(DAY_2);
  },
  isDone: (world, rows) => areDone(rows, world, DAY_2, SIX_HOURS.refreshes),
});
