import { type Day, isWeekend, listDayEnd } from '../../../src/domain/calendar/day.ts';
import { type Job, jobId } from '../../../src/domain/edition/job.ts';
import { horizon } from '../../../src/domain/edition/owed.ts';
import { plan } from '../../../src/domain/edition/plan.ts';
import {
  type EditionState,
  editionKey,
  type ListDayState,
  type PlanState,
} from '../../../src/domain/edition/records.ts';
import { bestKey } from '../../../src/domain/edition/weekly-best.ts';
import type { Settings } from '../../../src/domain/subscription/settings.ts';
import { placeToId, type Subscription } from '../../../src/domain/subscription/subscription.ts';
import { DAY, HOUR } from '../../../src/lib/duration.ts';
import { SETTINGS } from '../../fixtures/settings.ts';

type Wish = Partial<Omit<Subscription, 'settings'>> & { settings?: Partial<Settings> };

const PLACE = { platform: 'slack', workspace: 'T1', channel: 'a' };

/** Returns a subscription of `slack:T1:a`; by default, its posting time is noon in Seoul. */
export function subscribe(createdAt: number, { settings, ...rest }: Wish = {}): Subscription {
  return {
    place: PLACE,
    settings: { ...SETTINGS, ...settings },
    createdAt,
    subscribedBy: null,
    state: 'active',
    reason: null,
    pause: null,
    ...rest,
  };
}

/** Returns a list that was fetched a day after its end. */
export const list = (day: Day, rest: Partial<ListDayState> = {}): ListDayState => ({
  day,
  fetchedAt: listDayEnd(day) + DAY,
  count: 30,
  emptySince: null,
  ...rest,
});

export const edition = (day: Day, rest: Partial<EditionState> = {}): EditionState => ({
  placeId: placeToId(PLACE),
  day,
  state: 'done',
  closedAt: 0,
  refreshes: 0,
  missing: 0,
  failing: 0,
  publishing: 'none',
  ...rest,
});

interface Known {
  readonly lists?: readonly ListDayState[];
  readonly editions?: readonly EditionState[];
  /** Jobs that have just failed. */
  readonly backingOff?: readonly string[];
  /** When jobs that back off have failed, by their ids. */
  readonly failedAt?: Readonly<Record<string, number>>;
  readonly bestOver?: readonly string[];
  readonly recovered?: readonly string[];
}

/** Returns the due jobs as text, such as `deliver 2026-08-21` or `bind slack:a`. */
export function due(
  now: number,
  subscriptions: Subscription | readonly Subscription[],
  known: Known = {},
): string[] {
  const { lists = [], editions = [], backingOff = [], failedAt = {}, bestOver = [], recovered = [] } = known;
  const jobs = plan(now, {
    subscriptions: [subscriptions].flat(),
    listDays: new Map(lists.map((item) => [item.day, item])),
    editions: new Map(editions.map((item) => [editionKey(item.placeId, item.day), item])),
    bestOver: new Set(bestOver),
    backingOff: new Map([...backingOff.map((id) => [id, now] as const), ...Object.entries(failedAt)]),
    alertsSubscribers: true,
    recovered: new Set(recovered),
  });
  return jobs.map((job) => {
    if (job.kind === 'bind' || job.kind === 'tell') return `${job.kind} ${job.placeId}`;
    return `${job.kind} ${job.day}${'step' in job ? ` ${job.step}` : ''}`;
  });
}

/** A job of the simulated world, whose places are bound to their workspaces. */
export type WorldJob = Exclude<Job, { readonly kind: 'bind' | 'tell' | 'publish' }>;

function planWorld(now: number, state: PlanState): WorldJob[] {
  return plan(now, state).map((job) => {
    if (job.kind === 'bind') throw new Error(`${job.placeId} is not bound`);
    if (job.kind === 'tell') throw new Error(`Nobody subscribed ${job.placeId}`);
    if (job.kind === 'publish') throw new Error(`Nothing of ${job.placeId} is published`);
    return job;
  });
}

interface WorldOptions {
  /** Returns the number of papers on the source's list of a weekday. */
  readonly countOf?: (day: Day, now: number) => number;
  readonly fails?: (job: WorldJob, now: number) => boolean;
}

/** Creates a world that runs the planned jobs as the app does, with its state in memory. */
export function createWorld(subscriptions: readonly Subscription[], options: WorldOptions = {}) {
  const { countOf = () => 30, fails = () => false } = options;
  const lists = new Map<Day, ListDayState>();
  const editions = new Map<string, EditionState>();
  const jobBackoff = new Map<string, number>();
  const bestOver = new Set<string>();
  const log: { at: number; job: WorldJob }[] = [];
  const collected: { at: number; day: Day }[] = [];
  const foundLate = new Set<Day>();

  function collect(day: Day, now: number): void {
    if (day > new Date(now).toISOString().slice(0, 10)) throw new Error(`${day} is in the future`);
    collected.push({ at: now, day });
    const count = isWeekend(day) ? 0 : countOf(day, now);
    const firstEmpty = lists.get(day)?.emptySince ?? (now >= listDayEnd(day) ? now : null);
    if (count === 0) foundLate.add(day);
    lists.set(day, { day, count, fetchedAt: now, emptySince: count > 0 ? null : firstEmpty });
  }

  function work(job: WorldJob, now: number): void {
    if (job.kind === 'collect') {
      collect(job.day, now);
      return;
    }
    if (job.kind === 'best') {
      const name = bestKey(job.placeId, job.date);
      if (bestOver.has(name)) throw new Error(`${name} comes twice`);
      bestOver.add(name);
      log.push({ at: now, job });
      return;
    }
    const key = editionKey(job.placeId, job.day);
    const known = editions.get(key);
    if (job.kind === 'touch-up') {
      if (known?.state !== 'done') throw new Error(`${job.day} was not posted`);
      editions.set(key, { ...known, refreshes: job.step + 1, missing: 0 });
      return;
    }
    if (known) throw new Error(`${job.kind} of ${key}, which is ${known.state}`);
    if (job.kind === 'deliver' && !lists.get(job.day)?.count) throw new Error(`${job.day} has no list`);
    const state = job.kind === 'deliver' ? 'done' : 'skipped';
    const { placeId, day } = job;
    const posted = { placeId, day, state, closedAt: now, refreshes: 0 } as const;
    editions.set(key, { ...posted, missing: log.length % 3, failing: 0, publishing: 'none' });
    log.push({ at: now, job });
  }

  /** Plans and runs jobs until nothing is due; returns the deliveries, skips and weekly bests as text. */
  function run(now: number): string[] {
    const before = log.length;
    const since = horizon(now);
    for (let rounds = 0; rounds < 50; rounds += 1) {
      const jobs = planWorld(now, {
        subscriptions: subscriptions.filter(({ createdAt }) => createdAt <= now),
        listDays: new Map([...lists].filter(([day]) => day >= since)),
        editions: new Map([...editions].filter(([, { day }]) => day >= since)),
        bestOver,
        backingOff: new Map([...jobBackoff].filter(([, until]) => until > now)),
        alertsSubscribers: true,
        recovered: new Set(),
      });
      if (jobs.length === 0) return log.slice(before).map(({ job }) => `${job.kind} ${job.day}`);
      for (const job of jobs) {
        if (!fails(job, now)) {
          work(job, now);
          continue;
        }
        jobBackoff.set(jobId(job), now + HOUR / 4);
        if (job.kind === 'collect') foundLate.add(job.day);
      }
    }
    throw new Error('The plan does not come to rest');
  }
  return { run, log, collected, foundLate };
}
