import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { listDayEnd } from '../domain/calendar/day.ts';
import type { Clock } from '../lib/clock.ts';
import { SECOND } from '../lib/duration.ts';
import type { RecordMeasurement } from '../ports/metrics.ts';
import type { Store } from '../ports/store.ts';

/** The bucket bounds, in seconds: from a fast platform response to a two-minute summary. */
const BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** The state of the process; reported in addition to the counts in the store. */
export interface Vitals {
  /** Milliseconds since the last successful heartbeat. */
  readonly sinceBeatMs: number;
  /** Whether each chat platform is connected, by platform. */
  readonly gateways: Readonly<Record<string, boolean>>;
  /** The unhealthy parts by name, with the reasons. */
  readonly unhealthy: Readonly<Record<string, string>>;
  /** The number of places that have been paused for a day. */
  readonly pausedPlaces: number;
  /** How many papers may be summarised at the same time now. */
  readonly summariesAtATime: number;
}

export type Metrics = ReturnType<typeof createMetrics>;

/** Creates the metrics for Prometheus: counts and durations since the process started, and the store's counts. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Histogram({
    name: 'paperboy_request_seconds',
    help: 'Duration of requests to other servers, including retries',
    labelNames: ['to', 'action', 'result'],
    buckets: BUCKETS,
    registers,
  });
  const jobs = new Histogram({
    name: 'paperboy_job_seconds',
    help: 'Duration of jobs: lists collected, editions delivered, cards refreshed',
    labelNames: ['kind', 'result'],
    buckets: BUCKETS,
    registers,
  });
  const outcomes = new Counter({
    name: 'paperboy_summary_outcomes',
    help: 'Attempts to summarise a paper, by outcome',
    labelNames: ['outcome'],
    registers,
  });
  const flaws = new Counter({
    name: 'paperboy_summary_flaws',
    help: "Flaws in the model's answers, by check",
    labelNames: ['check', 'severity'],
    registers,
  });
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `paperboy_${name}`, help, labelNames, registers });
  const heartbeatAge = gauge('heartbeat_age_seconds', 'Seconds since the last heartbeat');
  const listAge = gauge('list_age_seconds', 'Seconds since the end of the newest list day with papers');
  const gatewayUp = gauge('gateway_up', 'Whether a platform is connected: 1 or 0', ['platform']);
  const isUnhealthy = gauge('ill', 'Unhealthy parts, named as in /healthz', ['name']);
  const pausedGauge = gauge('paused_places', 'Places that have accepted no messages for a day or longer');
  const concurrency = gauge('llm_concurrency', 'Papers that may be summarised at the same time now');
  const totals = new Map<string, Gauge>();

  const record: RecordMeasurement = ({ of, what, action, result, ms }) => {
    if (of === 'job') jobs.observe({ kind: what, result }, ms / SECOND);
    else requests.observe({ to: what, action, result }, ms / SECOND);
  };

  async function readStore(store: Store, now: number): Promise<void> {
    // Read everything first: with an `await` between `reset()` and `inc()`, two concurrent scrapes would count twice.
    const [counts, summaries, listDays] = await Promise.all([
      store.totals(),
      store.summaryCounts(),
      store.listDays(''),
    ]);
    for (const [name, value] of Object.entries(counts)) {
      const known = totals.get(name) ?? gauge(name, `In the database: ${name.replaceAll('_', ' ')}`);
      totals.set(name, known);
      known.set(value);
    }
    outcomes.reset();
    flaws.reset();
    for (const { name, label, count } of summaries) {
      if (name === 'outcome') outcomes.inc({ outcome: label }, count);
      else flaws.inc({ check: label, severity: name }, count);
    }
    const newest = listDays
      .filter(({ count }) => count > 0)
      .map(({ day }) => day)
      .sort()
      .at(-1);
    listAge.set(newest ? Math.max(now - listDayEnd(newest), 0) / SECOND : Number.NaN);
  }

  return {
    record,
    /** Adds prom-client's default metrics (memory, handles, event loop …). Must be called at most once. */
    watchProcess: () => collectDefaultMetrics({ register: registry }),

    /** Returns the metrics as text. If the store cannot be read, the text repeats the counts of the last scrape. */
    async render(
      store: Store,
      clock: Pick<Clock, 'now'>,
      { sinceBeatMs, gateways, unhealthy, pausedPlaces, summariesAtATime }: Vitals,
    ): Promise<string> {
      const now = clock.now();
      heartbeatAge.set(sinceBeatMs / SECOND);
      for (const [platform, isUp] of Object.entries(gateways)) gatewayUp.set({ platform }, isUp ? 1 : 0);
      pausedGauge.set(pausedPlaces);
      concurrency.set(summariesAtATime);
      isUnhealthy.reset();
      for (const name of Object.keys(unhealthy)) isUnhealthy.set({ name }, 1);
      // Ignore a failure: `unhealthy` reports problems of the store.
      await readStore(store, now).catch(() => {});
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}
