import type { Paper } from '../domain/paper/paper.ts';
import type { StoredSummary } from '../domain/paper/summary.ts';
import { CHECKS, checkSummary } from '../domain/summary-checks/check.ts';
import type { Severity } from '../domain/summary-checks/flaw.ts';
import { wrap } from './terminal.ts';

const COLUMNS = 80;

const indented = (text: string): string[] => wrap(text, COLUMNS - 2).map((line) => `  ${line}`);

const namesOf = (severity: Severity): string =>
  CHECKS.filter((check) => check.severity === severity)
    .map(({ name }) => name)
    .join(', ');

/** Lists the checks that every summary goes through, for an operator's terminal. */
export const checksReport = (): string =>
  [
    'Every summary goes through these checks:',
    ...indented(`refuse: ${namesOf('refuse')}`),
    ...indented(`warn: ${namesOf('warn')}`),
  ].join('\n');

/** Reports how a paper's summary was made, and which flaws the checks find in it now. */
export function summaryReport(paper: Paper, summary: StoredSummary | null): string {
  const heading = wrap(`${paper.id} ${paper.title}`, COLUMNS);
  if (!summary)
    return [...heading, `  no summary: ${paper.abstract ? 'see the log' : 'the paper has no abstract'}`].join(
      '\n',
    );
  const { model, promptVersion, work } = summary;
  const { requests, promptTokens, completionTokens } = work;
  const flaws = checkSummary(summary, paper);
  const found = [...new Set(work.flaws.map(({ check, severity }) => `${check} (${severity})`))];
  return [
    ...heading,
    ...indented(
      `${model}, prompt ${promptVersion}, requests ${requests}, tokens ${promptTokens}+${completionTokens}`,
    ),
    ...indented(`flaws in all answers: ${found.join(', ') || 'none'}`),
    ...(flaws.length === 0 ? [`  all ${CHECKS.length} checks pass`] : []),
    ...flaws.flatMap(({ check, severity, message }) => indented(`${severity} ${check}: ${message}`)),
  ].join('\n');
}
