import { POINTS } from './points.ts';
import type { Tally } from './tally.ts';

export interface Kill {
  /** `after settle slack#2`; '' for none. */
  readonly at: string;
  /** Where the point is not passed by then, or there is none, the kill comes from outside. */
  readonly withinMs: number;
}

/** What the next life of the bot will have before it. */
export interface Ahead {
  readonly step: 'deliver' | 'edit';
  /** Platforms with an open claim. */
  readonly open: ReadonlySet<string>;
  readonly hasList: boolean;
  /** Points that were tried in this step and not passed. */
  readonly missed: ReadonlySet<string>;
}

/** Points that a life passes once, if at all. */
const ONCE = /list (?:row|commit|request)|thread|closing|summary|usage|recount commit|look-up/;
/** So many kills come at any instant, the rest at points. */
const RANDOM_SHARE = 0.2;

/** The point of which there were the fewest kills, of those that may be passed next; now and then any instant. */
export function chooseKill(ahead: Ahead, tally: Tally, random: () => number): Kill {
  if (random() < RANDOM_SHARE) return { at: '', withinMs: 300 + random() * 2_200 };
  const may = POINTS.filter(({ name, when }) => {
    if (ahead.missed.has(name) || (when !== 'both' && when !== ahead.step)) return false;
    if (/ look-up /.test(` ${name} `)) return ahead.open.has(name.split(' ').at(-1) ?? '');
    return !(ahead.hasList && /list|paper row/.test(name));
  });
  const fewest = Math.min(...may.map(({ name }) => tally.killsAt.get(name) ?? 0));
  const rarest = may.filter(({ name }) => (tally.killsAt.get(name) ?? 0) === fewest);
  // Lists come first, and only once in a step.
  const first = rarest.filter(({ name }) => /list|paper row/.test(name));
  const from = first.length > 0 ? first : rarest;
  const name = from[Math.floor(random() * from.length)]?.name ?? '';
  const nth = ONCE.test(name) ? 1 : 1 + Math.floor(random() * 2);
  return { at: name && `${name}#${nth}`, withinMs: 3_000 + random() * 1_000 };
}
