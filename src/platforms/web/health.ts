import type { Hono } from 'hono';
import type { Store } from '../../core/ports.ts';

export interface HealthParts {
  readonly store: Store;
  /** What is ill, by name; empty if all is well. */
  readonly checkHealth: () => Promise<Record<string, string>>;
}

/** Adds what machines ask this process: /healthz and /metrics. */
export function addHealth(app: Hono, { store, checkHealth }: HealthParts): void {
  app.get('/healthz', async (context) => {
    const ill = await checkHealth();
    const isWell = Object.keys(ill).length === 0;
    return context.json({ status: isWell ? 'ok' : 'ill', ill }, isWell ? 200 : 503);
  });

  app.get('/metrics', async (context) => {
    const lines = Object.entries(await store.totals()).map(
      ([name, value]) => `# TYPE paperboy_${name} gauge\npaperboy_${name} ${value}\n`,
    );
    return context.body(lines.join(''), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
}
