import { readPlace, type Shown } from './channels.ts';
import type { Rows } from './database.ts';
import { type CrashPlace, DAY_1, DAY_2, editionOf, idOf, type World } from './world.ts';

/** The problems that audits have found, one line each, and the sizes of their samples. */
export interface Findings {
  messages: number;
  /** The number of cards that can have initial reactions. */
  reactable: number;
  /** The number of cards that should have been edited, because their papers' upvotes have changed. */
  edited: number;
  rows: number;
  readonly doubled: string[];
  readonly lost: string[];
  /** Places whose messages are complete, but in the wrong order or thread. */
  readonly misplaced: string[];
  readonly withoutInitialReactions: string[];
  /** Cards with outdated upvotes or without their summary. */
  readonly stale: string[];
  /** Open editions, missing summaries, wrong numbers of rows, and deliveries that are not stored as sent. */
  readonly unsettled: string[];
}

export const noFindings = (): Findings => ({
  ...{ messages: 0, reactable: 0, edited: 0, rows: 0 },
  ...{ doubled: [], lost: [], misplaced: [], withoutInitialReactions: [], stale: [], unsettled: [] },
});

/** Checks that every message is shown once, in order and up to date, and is recorded in the store. */
export function audit(world: World, rows: Rows, days: readonly string[], found: Findings): void {
  for (const place of world.places) auditPlace(world, rows, place, days, found);
  const open = rows("SELECT key, state FROM deliveries WHERE state <> 'sent' OR message_id IS NULL");
  found.unsettled.push(...open.map(({ key, state }) => `${key} is ${state}`));
  const kept = rows('SELECT paper_id FROM summaries').map(({ paper_id }) => paper_id);
  const wanted = days.flatMap(editionOf).filter(({ id }) => !world.isLacking(id));
  found.unsettled.push(
    ...wanted.filter(({ id }) => !kept.includes(id)).map(({ id }) => `${id} has no summary in the store`),
  );
  const editions = rows("SELECT place_id, day, state FROM editions WHERE state <> 'done'");
  found.unsettled.push(...editions.map(({ place_id, day, state }) => `${place_id} ${day} is ${state}`));
}

function auditPlace(
  world: World,
  rows: Rows,
  place: CrashPlace,
  days: readonly string[],
  found: Findings,
): void {
  const name = idOf(place);
  const shown = readPlace(world, rows, place);
  const owed = expected(place, days);
  const there = shown.flat().map(({ what }) => what);
  found.messages += there.length;
  const all = new Set([...there, ...owed.flat()]);
  const problems = found.doubled.length + found.lost.length;
  for (const what of all) {
    const times = there.filter((it) => it === what).length;
    const due = owed.flat().includes(what) ? 1 : 0;
    for (let extra = due; extra < times; extra += 1) found.doubled.push(`${name} ${what}`);
    if (times < due) found.lost.push(`${name} ${what}`);
  }
  const order = JSON.stringify(shown.map((messages) => messages.map(({ what }) => what)));
  const isWhole = found.doubled.length + found.lost.length === problems;
  if (isWhole && order !== JSON.stringify(owed)) found.misplaced.push(`${name} ${order}`);

  const [row] = rows('SELECT COUNT(*) AS count FROM deliveries WHERE place_id = ?', name);
  found.rows += Number(row?.count);
  if (Number(row?.count) !== owed.flat().length)
    found.unsettled.push(`${name} has ${row?.count} rows for ${owed.flat().length} messages`);
  for (const card of shown.flat()) auditCard(world, place, card, found);
}

function auditCard(world: World, place: CrashPlace, card: Shown, found: Findings): void {
  const name = idOf(place);
  const { what, upvotes, hasSummary, hasInitialReactions } = card;
  if (!/^\d{4}\./.test(what)) return;
  if (place.platform !== 'web') found.reactable += 1;
  if (world.haveUpvotesMoved(what)) found.edited += 1;
  if (!hasInitialReactions) found.withoutInitialReactions.push(`${name} ${what}`);
  const isRight = hasSummary !== world.isLacking(what) && upvotes === world.upvotesOf(what);
  if (!isRight) found.stale.push(`${name} ${what} shows ${upvotes}${hasSummary ? '' : ', no summary'}`);
}

/** Returns the list days and paper ids of the messages that `readPlace` should return, grouped alike. */
function expected({ layout }: CrashPlace, days: readonly string[]): string[][] {
  const cards = (day: string) => editionOf(day).map(({ id }) => id);
  if (layout === 'channel') return [days.flatMap((day) => [day, ...cards(day)])];
  if (layout === 'posts') return [days.flatMap(cards)];
  return [[...days], ...days.map(cards)];
}

/** Returns the list days up to and including `day`. */
export const daysUntil = (day: string): string[] => [DAY_1, DAY_2].filter((it) => it <= day);
