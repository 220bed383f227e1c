import { measureChecks } from '../domain/summary-checks/quality.ts';
import type { Row } from './index.ts';

const LEAST_CAUGHT = 0.98;
const MAX_ALARMS = 0.01;

/** How well the checks tell good summaries from bad ones, by kind of damage. */
export async function benchQuality(): Promise<readonly Row[]> {
  const { falseAlarms, kinds } = measureChecks();
  return [
    { name: 'quality: false alarms', value: round(falseAlarms), unit: 'share', limit: MAX_ALARMS },
    ...kinds.map(
      ({ kind, made, caught }): Row => ({
        ...{ name: `quality: ${kind}`, value: round(caught), unit: `share of ${made}` },
        ...{ limit: LEAST_CAUGHT, atLeast: true },
      }),
    ),
  ];
}

const round = (share: number) => Number(share.toFixed(3));
