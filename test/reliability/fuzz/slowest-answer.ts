import { checkAnswer } from '../../../src/domain/summary-checks/check.ts';
import { parseAnswer } from '../../../src/llm/answer.ts';
import type { Row } from '../../bench/row.ts';
import { makePaper, makeSummary } from '../../fixtures/papers.ts';
import { TRICKS } from './values.ts';

/** The maximum length of a text that the checks accept (`MAX_TEXT` in domain/summary-checks/check.ts). */
const LENGTH = 5_000;
/** Pieces that a check could mistake for a number, a name, a unit or a sentence. */
const PIECES = [
  ...[
    ...TRICKS,
    'a',
    'A ',
    'AbC',
    '한 ',
    '이 ',
    '다. ',
    '1 ',
    '1.',
    '1,',
    '1e',
    '12.5% ',
    '3만 ',
    '천만',
    '3-5',
  ],
  ...['12 ms ', 'GPT-4 ', 'a-', '(', '...', '삼십 배 ', '세 가지 ', '을 통해 ', 'deep learning '],
];
const RUNS = 3;

/** Measures how long the slowest check of an answer blocks the process. Each answer repeats one piece. */
export function benchSlowestAnswer(): Row {
  let slowest = 0;
  let checked = 0;
  for (const piece of PIECES) {
    const long = piece.repeat(Math.ceil(LENGTH / piece.length)).slice(0, LENGTH);
    const answer = JSON.stringify({ ...makeSummary(), summary: long, easy: long });
    for (const paper of [makePaper(), makePaper({ abstract: long, title: long.slice(0, 300) })]) {
      const times = Array.from({ length: RUNS }, () => {
        const from = performance.now();
        const { summary, flaws } = checkAnswer(parseAnswer(answer), paper);
        const time = performance.now() - from;
        if (summary && flaws.length > 0) checked += 1;
        return time;
      });
      // The fastest run is the least affected by other load on the machine.
      slowest = Math.max(slowest, Math.min(...times));
    }
  }
  return {
    name: 'fuzz: slowest model answer of 5,000 characters',
    value: Math.ceil(slowest),
    unit: 'ms',
    limit: 200,
    of: { count: checked, unit: 'answers checked', least: 2 * PIECES.length * RUNS },
  };
}
