import { type CheckQuality, measureChecks } from '../domain/summary-checks/quality.ts';
import type { Row } from './row.ts';

const LEAST_CAUGHT = 0.995;
const MAX_ALARMS = 0.005;
/** The minimum numbers of good summaries, of kinds of mistakes, and of bad summaries per kind. */
const LEAST_GOOD = 470;
const LEAST_KINDS = 45;
const LEAST_BAD = 30;

/** Measures how well the checks tell good summaries from bad ones, for each kind of mistake. */
export const benchQuality = async (): Promise<readonly Row[]> => qualityRows(measureChecks());

export const qualityRows = ({ good, falseAlarms, kinds }: CheckQuality): readonly Row[] => [
  {
    ...{ name: 'quality: false alarms', value: round(falseAlarms), unit: 'share', limit: MAX_ALARMS },
    of: { count: good, unit: 'good summaries', least: LEAST_GOOD },
  },
  {
    ...{
      name: 'quality: kinds of mistakes',
      value: kinds.filter(({ isWarning }) => !isWarning).length,
      unit: 'kinds',
    },
    ...{ limit: LEAST_KINDS, atLeast: true },
  },
  ...kinds.map(
    ({ kind, isWarning, made, caught }): Row => ({
      ...{
        name: `quality: ${kind}${isWarning ? ' (only warns)' : ''}`,
        value: round(caught),
        unit: 'share',
        limit: LEAST_CAUGHT,
        atLeast: true,
      },
      of: { count: made, unit: 'bad summaries', least: LEAST_BAD },
    }),
  ),
];

const round = (share: number) => Number(share.toFixed(4));
