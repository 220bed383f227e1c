import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';

export interface HealthDeps {
  /** Returns the unhealthy parts by name, with the reason in English; empty if all parts are healthy. */
  readonly checkHealth: () => Readonly<Record<string, string>>;
  /** Returns the metrics in Prometheus text format, with the content type. */
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
}

/** Adds the monitoring endpoints: /healthz (200, or 503 with the unhealthy parts) and /metrics. */
export function addHealth(app: Hono<{ Bindings: HttpBindings }>, { checkHealth, metrics }: HealthDeps): void {
  app.get('/healthz', (context) => {
    const unhealthy = checkHealth();
    const isHealthy = Object.keys(unhealthy).length === 0;
    // Existing monitors still read `ill`, the old name of `unhealthy`.
    const body = { status: isHealthy ? 'ok' : 'ill', ill: unhealthy, unhealthy };
    return context.json(body, isHealthy ? 200 : 503);
  });

  app.get('/metrics', async (context) => {
    const { type, text } = await metrics();
    return context.body(text, 200, { 'content-type': type });
  });
}
