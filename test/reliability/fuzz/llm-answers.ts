import fc from 'fast-check';
import { paperCard } from '../../../src/cards/build-card.ts';
import { checkAnswer, isRefused } from '../../../src/domain/summary-checks/check.ts';
import { readAnswer, readUsage } from '../../../src/llm/answer/answer.ts';
import { parseAnswer } from '../../../src/llm/answer/parse-answer.ts';
import { readSaid } from '../../../src/llm/answer/said.ts';
import { SUMMARY_READER } from '../../../src/llm/answer/summary.ts';
import { makePaper, makeSummary } from '../../fixtures/papers.ts';
import { mustBeShown } from './shown.ts';
import { must, target } from './target.ts';
import { damage, damaged, edits, longText, spoil, text, toJson } from './values.ts';

const KINDS = ['text', 'refused', 'truncated', 'empty'];

/** A valid summary, and its variants with random text inserted. */
const good = makeSummary();
const mixed = fc
  .record({ at: fc.nat(300), by: text, in: fc.constantFrom('summary', 'easy') })
  .map(({ at, by, in: part }) => {
    const whole = part === 'easy' ? good.easy : good.summary;
    return { ...good, [part]: whole.slice(0, at) + by + whole.slice(at) };
  });
const answer = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(mixed, edits).map(([it, changes]) => toJson(spoil(it, changes))) },
  { weight: 6, arbitrary: mixed.map(toJson) },
  { weight: 2, arbitrary: fc.tuple(mixed.map(toJson), damage).map(([whole, by]) => damaged(whole, by)) },
  { weight: 2, arbitrary: text },
  {
    weight: 1,
    arbitrary: fc
      .record({ summary: longText(5_000), easy: longText(2_000) })
      .map((it) => toJson({ ...good, ...it })),
  },
);
const wrapping = fc.constantFrom(
  ...[
    (it: string) => it,
    (it: string) => `\`\`\`json\n${it}\n\`\`\``,
    (it: string) => `<think>{</think>${it}`,
  ],
  ...[
    (it: string) => `네, 요약입니다. ${it} 끝`,
    (it: string) => it.repeat(2),
    (it: string) => `<think>${it}`,
  ],
);
const completion = fc
  .record({
    answer,
    wrap: wrapping,
    reason: fc.constantFrom('stop', 'length', 'content_filter', 'x'),
    changes: edits,
  })
  .map(({ answer, wrap, reason, changes }) =>
    spoil(
      {
        ...{ id: 'c1', object: 'chat.completion', model: 'made-up', created: 1 },
        choices: [
          {
            index: 0,
            finish_reason: reason,
            message: { role: 'assistant', content: wrap(answer), refusal: null },
          },
        ],
        usage: { prompt_tokens: 10, completion_tokens: 10 },
      },
      changes,
    ),
  );

/** Any model answer leads to a valid summary or to a list of flaws. */
export const llmAnswers = target(
  'model answers',
  fc.record({ completion, answer, abstract: text }),
  ({ completion, answer, abstract }) => {
    // There can be no answer in a completion, which then is the server's failure.
    const said = readSaid(completion);
    const { kind, text, texts } = said ? readAnswer(said) : { kind: 'empty', text: '', texts: [] };
    const { model, promptTokens, completionTokens } = readUsage(said ?? { model: 1, usage: 1 }, 'asked');
    must(model !== '' && promptTokens + completionTokens >= 0, 'a cost that cannot be kept', completion);
    must(KINDS.includes(kind) && typeof text === 'string', 'an answer of no kind', { kind, text });
    const paper = makePaper({ abstract: makePaper().abstract + abstract });
    // If the completion has no text, check the raw answer instead.
    const words = texts.length > 0 ? texts : [answer];
    const { summary, flaws } = checkAnswer(parseAnswer(words, SUMMARY_READER), paper);
    must(summary || isRefused(flaws), 'neither a summary nor a reason', words);
    must(
      flaws.every(({ message }) => message.length < 10_000),
      'a reason without an end',
      flaws,
    );
    // Refused answers are checked too: they are never shown, but an older version of the bot might have stored a
    // similar summary.
    if (summary) mustBeShown(paperCard({ paper, summary }, '2026-08-21', 'not-yet'));
  },
);
