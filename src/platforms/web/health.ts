import type { Hono } from 'hono';

export interface HealthDeps {
  /** What is ill, by name; empty if all is well. */
  readonly checkHealth: () => Readonly<Record<string, string>>;
  /** The text that Prometheus reads. */
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
}

/** Adds what machines ask this process: /healthz and /metrics. */
export function addHealth(app: Hono, { checkHealth, metrics }: HealthDeps): void {
  app.get('/healthz', (context) => {
    const ill = checkHealth();
    const isWell = Object.keys(ill).length === 0;
    return context.json({ status: isWell ? 'ok' : 'ill', ill }, isWell ? 200 : 503);
  });

  app.get('/metrics', async (context) => {
    const { type, text } = await metrics();
    return context.body(text, 200, { 'content-type': type });
  });
}
