import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../src/domain/summary-checks/check.ts';
import { checksReport, summaryReport } from '../../src/render/summary-report.ts';
import { makePaper, makeSummary, ONE_REQUEST } from '../fixtures/papers.ts';

const paper = makePaper();
const stored = { ...makeSummary(), model: 'm', promptVersion: '3', work: ONE_REQUEST };
const longest = (report: string) => Math.max(...report.split('\n').map(({ length }) => length));

describe('the report on a summary', () => {
  it('states how it was made, and that all checks pass', () => {
    const report = summaryReport(paper, stored);
    expect(report).toContain(`${paper.id} ${paper.title}`);
    expect(report).toMatch(/^ {2}m, prompt 3, requests 1, tokens \d+\+\d+$/m);
    expect(report).toContain('flaws in all answers: none');
    expect(report).toContain(`all ${CHECKS.length} checks pass`);
  });

  it('lists the flaws of earlier answers once each, and those that the checks find now', () => {
    const flaw = { check: 'link', severity: 'refuse', message: '링크가 있습니다.' } as const;
    const easy = `https://evil.example ${stored.easy}`;
    const report = summaryReport(paper, { ...stored, easy, work: { ...ONE_REQUEST, flaws: [flaw, flaw] } });
    expect(report).toContain('flaws in all answers: link (refuse)\n');
    expect(report).toMatch(/^ {2}refuse link: /m);
    expect(report).not.toContain('checks pass');
  });

  it('says why there is none', () => {
    expect(summaryReport(paper, null)).toContain('no summary: see the log');
    expect(summaryReport({ ...paper, abstract: '' }, null)).toContain(
      'no summary: the paper has no abstract',
    );
  });

  it('fits a terminal of 80 columns', () => {
    expect(
      longest(summaryReport({ ...paper, title: 'A Lamp '.repeat(60).trim() }, stored)),
    ).toBeLessThanOrEqual(80);
    expect(longest(checksReport())).toBeLessThanOrEqual(80);
  });
});

it('the list of checks has every check', () => {
  const words = checksReport().match(/[\w-]+/g);
  for (const { name } of CHECKS) expect(words).toContain(name);
});
