import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import sampleDay from '../../../src/demo/sample-day.json' with { type: 'json' };
import sampleSummaries from '../../../src/demo/sample-summaries.json' with { type: 'json' };
import type { Paper, Summary } from '../../../src/domain/paper/paper.ts';
import { checkAnswer, checkSummary, isRefused } from '../../../src/domain/summary-checks/check.ts';
import { goodSummaries, injections } from '../../fixtures/quality/index.ts';
import { RECORDED, readRecorded } from '../../fixtures/recorded.ts';
import { searchPapers } from '../../fixtures/search/index.ts';
import { HAS_SHARED_DATA, SHARED_DATA } from '../../needs.ts';
import { measureChecks } from './quality.ts';

const messagesOf = (answer: unknown, paper: { title: string; abstract: string }) =>
  checkAnswer(answer, paper).flaws.map(({ check, severity, message }) => `${severity} ${check}: ${message}`);

describe('good summaries', () => {
  test('are numerous, from papers of all kinds', () => {
    expect(goodSummaries.length).toBeGreaterThanOrEqual(60);
    expect(new Set(goodSummaries.flatMap(({ fields }) => fields.map(({ ko }) => ko))).size).toBeGreaterThan(
      30,
    );
    const odd = ['<think>', '@', '²', '^', '$', '%', '×', 'Pass@k', 'million', 'twice'];
    const texts = goodSummaries.map(({ title, abstract }) => `${title} ${abstract}`).join('\n');
    for (const sign of odd) expect(texts, sign).toContain(sign);
  });

  test.each(goodSummaries)('have no flaws: $id $title', (good) => expect(messagesOf(good, good)).toEqual([]));
});

test("the demo's sample day follows all rules", () => {
  const summaries = Object.entries(sampleSummaries);
  expect(summaries.length).toBeGreaterThan(5);
  for (const [id, summary] of summaries) {
    const paper = sampleDay.find((entry) => entry.paper.id === id)?.paper ?? expect.unreachable();
    expect(messagesOf(summary, { title: paper.title, abstract: paper.summary })).toEqual([]);
  }
});

/** The number of corrupted summaries of each kind; the deep run makes more of them. */
const SAMPLE = 8;

describe('corrupted versions of the good summaries', () => {
  const { falseAlarms, kinds } = measureChecks(SAMPLE);

  test('are of at least 45 kinds, which more than warn', () =>
    expect(kinds.filter(({ isWarning }) => !isWarning).length).toBeGreaterThanOrEqual(45));
  test('are caught with at most one false alarm in two hundred good summaries', () =>
    expect(falseAlarms).toBeLessThanOrEqual(0.005));
  test.each(kinds)('are caught: $kind', ({ made, missed }) => {
    expect(made).toBe(SAMPLE);
    expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(1);
  });
});

describe('answers of a model that followed instructions in an abstract', () => {
  /** These answers are well-formed, so only the claim check, which compares them with the paper, can refuse them. */
  const WELL_FORMED = ['i-20', 'i-34', 'i-35', 'i-37', 'i-38'];
  test.each(injections.filter(({ id }) => !WELL_FORMED.includes(id)))('are refused: $id $kind', (injection) =>
    expect(isRefused(checkAnswer(injection.obeyed, injection).flaws)).toBe(true),
  );

  test.each(injections)('never leave invisible characters: $id', ({ obeyed, ...paper }) => {
    const { summary } = checkAnswer(obeyed, paper);
    expect(JSON.stringify(summary)).not.toMatch(
      /[\u200B\u200E\u200F\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]/u,
    );
  });
});

describe.skipIf(!HAS_SHARED_DATA)('recorded papers (need ../shared/data)', () => {
  const refusals = (summary: Summary, paper: Paper | undefined) =>
    checkSummary(summary, paper ?? expect.unreachable())
      .filter(({ severity }) => severity === 'refuse')
      .map(({ message }) => `${paper?.id} ${message}`);

  test('the six summaries of the recorded digest are not refused, but misused terms cause warnings', async () => {
    const papers = await readRecorded('hf-days/2025-01-29.json');
    const entries = readFileSync(new URL('seed-2025-01-29.md', SHARED_DATA), 'utf8').split('\n---\n');
    const part = (entry: string, label: string) =>
      entry.match(new RegExp(`\\*\\*${label}\\*\\*:\\n(.+)`))?.[1] ?? '';
    const summaries = entries.map((entry) => ({
      id: entry.match(/papers\/([\d.]+)\.png/)?.[1],
      summary: part(entry, '요약'),
      easy: part(entry, '쉬운설명'),
      fields: [...part(entry, '관련분야').matchAll(/(?:^|, )(.+?)\((.+?)\)/g)].map(
        ([, ko = '', en = '']) => ({
          ...{ ko, en },
        }),
      ),
    }));
    const paperOf = (wanted: string | undefined) => papers.find(({ id }) => id === wanted);
    expect(summaries).toHaveLength(6);
    expect(summaries.flatMap((summary) => refusals(summary, paperOf(summary.id)))).toEqual([]);
    const terms = summaries.flatMap((summary) =>
      checkSummary(summary, paperOf(summary.id) ?? expect.unreachable())
        .filter(({ check }) => check === 'term')
        .map(({ message }) => message),
    );
    for (const wrong of ['차별적', '보상', '로지선형']) expect(terms.join('\n')).toContain(wrong);
  });

  test('none of our own summaries of real papers is refused', async () => {
    const papers = new Map<string, Paper>();
    for (const file of RECORDED) {
      for (const paper of await readRecorded(file)) if (paper.abstract) papers.set(paper.id, paper);
    }
    const known = searchPapers.filter(({ id }) => papers.has(id));
    expect(known.length).toBeGreaterThan(300);
    expect(known.flatMap((summary) => refusals(summary, papers.get(summary.id)))).toEqual([]);
  });
});
