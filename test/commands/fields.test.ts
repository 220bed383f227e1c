import { describe, expect, test } from 'vitest';
import type { Reply } from '../../src/command/invocation.ts';
import { FIELDS } from '../../src/domain/fields/field.ts';
import type { FieldLabel, Paper } from '../../src/domain/paper/paper.ts';
import { commandWording } from '../../src/i18n/ko/command.ts';
import { fieldsWording } from '../../src/i18n/ko/search.ts';
import { makePapers, NOON, storedSummary } from '../app/editions/harness.ts';
import { createHarness, labelsOf, papersOf, textOf } from './harness.ts';

const { count } = fieldsWording;
/** Papers that have no fields until they have a summary. */
const papers: readonly Paper[] = makePapers(8).map((paper) => ({ ...paper, abstract: '', keywords: [] }));
const LAMPS = { ko: '등대학', en: 'Lighthouse Science' };
const RL = { ko: '강화 학습', en: 'Reinforcement Learning' };
const IMITATION = { ko: '모방 학습', en: 'Imitation Learning' };

/** For each group of field labels, saves a summary of one paper with these labels. */
async function start(...labelled: readonly (readonly FieldLabel[])[]) {
  const context = await createHarness(papers);
  for (const [at, fields] of labelled.entries())
    await context.store.saveSummary(papers[at]?.id as string, { ...storedSummary(), fields }, NOON);
  await context.catchUp();
  return context;
}

const sectionsOf = (answer: Reply) =>
  answer.cards.flatMap(({ sections }) => sections).map(({ label, text }) => [label, text] as const);

describe('fields', () => {
  test('are all listed that have papers, each with the number of its papers, including those of its subfields', async () => {
    const { ask } = await start([RL], [IMITATION], [IMITATION, RL], [{ ko: 'LoRA', en: 'LoRA' }]);
    const sections = sectionsOf(await ask('/paper fields'));
    expect(sections[0]).toEqual(['', fieldsWording.text]);
    // Three papers count: one in the field itself, one in a subfield, and one in both.
    expect(sections[1]?.[0]).toBe(count('강화 학습', 3));
    expect(sections[1]?.[1]).toContain(count('모방 학습', 2));
    expect(sections[2]?.[0]).toBe(count('자연어 처리', 1));
    for (const below of ['대규모 언어 모델', '사후 학습·파인튜닝', '파라미터 효율적 파인튜닝'])
      expect(sections[2]?.[1]).toContain(count(below, 1));
    const said = sections.slice(1).flat().join('\n');
    // Nothing else has papers.
    expect(sections).toHaveLength(3);
    expect(said).not.toMatch(/(?<!\d)0편/);
  });

  test('are sorted by use; those without subfields have their English name', async () => {
    const { ask } = await start([{ ko: '코드 생성', en: 'Code Generation' }]);
    const [, first] = sectionsOf(await ask('/논문 분야'));
    const code = FIELDS.find(({ id }) => id === 'code') ?? expect.unreachable();
    expect(first).toEqual([count(code.ko, 1), code.en]);
  });

  test('that are not in the field list come last, the most used first, at most ten', async () => {
    const odd = Array.from({ length: 12 }, (_, n) => ({ ko: `가상${n}`, en: '' }));
    const { ask } = await start([LAMPS], [LAMPS, ...odd]);
    const [label, text] = sectionsOf(await ask('/paper fields')).at(-1) ?? expect.unreachable();
    expect(label).toBe(fieldsWording.unknown);
    expect(text.split(', ')[0]).toBe(count('등대학(Lighthouse Science)', 2));
    expect(text.split(', ')).toHaveLength(10);
  });

  test('are none before there are papers, and the reply says so', async () => {
    const { ask } = await start();
    const answer = await ask('/paper fields', { manages: async () => false });
    expect(textOf(answer)[0]).toBe(fieldsWording.title);
    expect(sectionsOf(answer)).toEqual([['', fieldsWording.none]]);
  });

  test('can be picked for a search, and shared', async () => {
    const { ask, responder, press } = await start([RL]);
    const answer = await ask('/paper fields');
    expect(answer.pick).toEqual({ label: fieldsWording.pick, command: 'search', option: 'field' });
    const [first] = responder.complete('search', 'field', '');
    expect(first?.value).toBe('강화 학습');
    const found = await ask({ command: 'search', values: { field: first?.value ?? '' } });
    expect(papersOf(found)).toEqual([papers[0]?.id]);
    expect(labelsOf(answer)).toEqual([commandWording.share]);
    expect(await press(answer, commandWording.share)).toMatchObject({ isShared: true });
  });

  test('have no bracket inside or behind another', async () => {
    const named = FIELDS.map(({ ko, en }) => ({ ko, en }));
    const { ask } = await start([LAMPS, ...named]);
    const said = sectionsOf(await ask('/paper fields'))
      .flat()
      .join('\n');
    for (const { ko } of FIELDS) expect(said).toContain(count(ko, 1));
    expect(said).not.toMatch(/\([^)]*\(|\)\(/);
  });

  test('fit a platform: 25 sections of 1,024 characters at most', async () => {
    const { ask } = await start([LAMPS, ...FIELDS.map(({ ko, en }) => ({ ko, en }))]);
    const sections = sectionsOf(await ask('/paper fields'));
    expect(sections.length).toBeGreaterThan(10);
    expect(sections.length).toBeLessThanOrEqual(25);
    for (const [label, text] of sections) {
      expect(label.length).toBeLessThanOrEqual(256);
      expect(text.length).toBeLessThanOrEqual(1_024);
    }
  });

  test('accept no option', async () => {
    const { ask } = await createHarness();
    expect(textOf(await ask('/paper fields page:2'))).toEqual([
      commandWording.unknownOption('분야', 'page', []),
    ]);
  });
});
