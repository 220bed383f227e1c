import { expect, test } from 'vitest';
import { measureChecks } from './quality.ts';

test.each(measureChecks().kinds)('corrupted summaries are caught: $kind', ({ made, caught, missed }) => {
  expect(made).toBeGreaterThanOrEqual(30);
  expect(caught, missed.slice(0, 3).join('\n')).toBeGreaterThanOrEqual(0.995);
});
