import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import { placeToId, type Subscription } from '../../domain/subscription/subscription.ts';

export interface HealthDeps {
  /** Returns the unhealthy parts by name, with the reason in English; empty if all parts are healthy. */
  readonly checkHealth: () => Readonly<Record<string, string>>;
  /** Returns true unless there has been no heartbeat for a while, so that only a restart helps. */
  readonly isAlive: () => boolean;
  /** Returns the subscriptions whose places have been paused for a day. */
  readonly longPaused: () => readonly Subscription[];
  /** Returns the metrics in Prometheus text format, with the content type. */
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
}

/** /healthz names at most this many paused places. */
const MAX_PAUSED = 50;

/**
 * Adds the monitoring endpoints: /livez (200, or 503 if a restart would help), /healthz (200, or 503 with the unhealthy
 * parts) and /metrics. Paused places are named, but do not make the bot unhealthy: of many channels, some are always
 * closed.
 */
export function addHealth(
  app: Hono<{ Bindings: HttpBindings }>,
  { checkHealth, isAlive, longPaused, metrics }: HealthDeps,
): void {
  app.get('/livez', (context) =>
    isAlive() ? context.json({ status: 'ok' }) : context.json({ status: 'ill' }, 503),
  );

  app.get('/healthz', (context) => {
    const unhealthy = checkHealth();
    const isHealthy = Object.keys(unhealthy).length === 0;
    // Existing monitors still read `ill`, the old name of `unhealthy`.
    const paused = describePaused(longPaused());
    const body = { status: isHealthy ? 'ok' : 'ill', ill: unhealthy, unhealthy, ...(paused && { paused }) };
    return context.json(body, isHealthy ? 200 : 503);
  });

  app.get('/metrics', async (context) => {
    const { type, text } = await metrics();
    return context.body(text, 200, { 'content-type': type });
  });
}

/** Returns the number of paused places, and the first of them with the platform's words and ours; null if there are none. */
function describePaused(subscriptions: readonly Subscription[]): object | null {
  if (subscriptions.length === 0) return null;
  const places = subscriptions.slice(0, MAX_PAUSED).map(({ place, reason, pause }) => ({
    place: placeToId(place),
    since: pause?.since ? new Date(pause.since).toISOString() : null,
    cause: pause?.cause ?? null,
    reason,
  }));
  return { count: subscriptions.length, places };
}
