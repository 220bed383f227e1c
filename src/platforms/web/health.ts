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
    const totals = Object.entries(await store.totals()).map(
      ([name, value]) => `# TYPE paperboy_${name} gauge\npaperboy_${name} ${value}\n`,
    );
    const counts = await store.summaryCounts();
    const outcomes = counts
      .filter(({ name }) => name === 'outcome')
      .map(({ label, count }) => `paperboy_summary_outcomes{outcome="${label}"} ${count}\n`);
    const flaws = counts
      .filter(({ name }) => name !== 'outcome')
      .map(
        ({ name, label, count }) => `paperboy_summary_flaws{check="${label}",severity="${name}"} ${count}\n`,
      );
    const lines = [
      ...totals,
      ...(outcomes.length > 0 ? ['# TYPE paperboy_summary_outcomes counter\n', ...outcomes] : []),
      ...(flaws.length > 0 ? ['# TYPE paperboy_summary_flaws counter\n', ...flaws] : []),
    ];
    return context.body(lines.join(''), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
}
