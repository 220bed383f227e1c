import { expect, test } from 'vitest';
import { FIELDS, resolveLabel } from '../../src/domain/fields/field.ts';
import { checkAnswer } from '../../src/domain/summary-checks/check.ts';
import { parseAnswer } from '../../src/llm/answer/parse-answer.ts';
import { SUMMARY_READER } from '../../src/llm/answer/summary.ts';
import { ANSWER } from '../../src/llm/answer-schema.ts';
import { EXAMPLES } from '../../src/llm/examples.ts';
import { FIXED_MESSAGES, summaryPrompt } from '../../src/llm/prompt.ts';
import { makePaper, makeSummary } from '../fixtures/papers.ts';

const ids = FIELDS.map(({ id }) => id);
const read = (answer: object) => parseAnswer([JSON.stringify(answer)], SUMMARY_READER);

test('fields are asked for as ids: all of them are in the schema and in the instructions', () => {
  const schema = JSON.stringify(ANSWER.schema);
  expect(schema).toContain(`"enum":${JSON.stringify(ids)}`);
  const words = new Set(FIXED_MESSAGES[0]?.content.match(/[\w-]+/g));
  expect(ids.filter((id) => !words.has(id))).toEqual([]);
  // A server without schemas reads only the instructions, so names would cost it tokens for nothing.
  expect(FIXED_MESSAGES[0]?.content).not.toContain('Mixture of Experts');
});

test('the examples have the form of the real request and of a good answer', () => {
  const [, ...turns] = FIXED_MESSAGES;
  const shape = (content = '') => content.replace(/<<<\w{8}/, '<<<').replace(/\w{8}>>>$/, '>>>');
  for (const [at, { paper, answer }] of EXAMPLES.entries()) {
    const asked = summaryPrompt(paper, 'abcdef01').at(-1);
    expect(turns[2 * at]?.role).toBe('user');
    expect(shape(turns[2 * at]?.content)).toBe(shape(asked?.content));
    expect(turns[2 * at + 1]).toEqual({ role: 'assistant', content: JSON.stringify(answer) });
    expect(ids).toEqual(expect.arrayContaining([...answer.fields]));
  }
});

test('an answer can mix ids with a name of its own, and with the names that servers without schemas send', () => {
  const free = { ko: ' 해양 로봇공학 ', en: 'Marine Robotics' };
  const answer = { ...makeSummary(), fields: ['rl', free, '양자화(FP4)'] };
  const { summary, flaws } = checkAnswer(read(answer), makePaper());
  expect(flaws).toEqual([]);
  expect(summary?.fields).toEqual([
    { ko: '강화 학습', en: 'Reinforcement Learning' },
    { ko: '해양 로봇공학', en: 'Marine Robotics' },
    { ko: '양자화', en: 'FP4' },
  ]);
});

test('the label of an id is our own, without brackets, because cards put the English name into brackets', () => {
  for (const { id, ko, en } of FIELDS) {
    expect(read({ ...makeSummary(), fields: [id] })).toMatchObject({ fields: [{ ko, en }] });
    expect(`${ko} ${en}`).not.toMatch(/[()[\]{}（）]/);
    expect(resolveLabel({ ko, en })).toEqual([id]);
  }
});

test('the answers of the examples have no flaws', () => {
  for (const { paper, answer } of EXAMPLES) expect(checkAnswer(read(answer), paper).flaws).toEqual([]);
});
