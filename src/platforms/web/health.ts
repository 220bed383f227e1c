import type { Hono } from 'hono';

export interface HealthDeps {
  /** The unhealthy parts by name, with the reason in English; empty if all parts are healthy. */
  readonly checkHealth: () => Readonly<Record<string, string>>;
  /** The metrics in Prometheus text format, and their content type. */
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
}

/** Adds the monitoring endpoints: /healthz (200, or 503 with the unhealthy parts) and /metrics. */
export function addHealth(app: Hono, { checkHealth, metrics }: HealthDeps): void {
  app.get('/healthz', (context) => {
    const unhealthy = checkHealth();
    const isHealthy = Object.keys(unhealthy).length === 0;
    // `ill` is the old name of `unhealthy`: existing monitors read it.
    const body = { status: isHealthy ? 'ok' : 'ill', ill: unhealthy, unhealthy };
    return context.json(body, isHealthy ? 200 : 503);
  });

  app.get('/metrics', async (context) => {
    const { type, text } = await metrics();
    return context.body(text, 200, { 'content-type': type });
  });
}
