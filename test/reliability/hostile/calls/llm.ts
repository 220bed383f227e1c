import { readAnswer, readUsage } from '../../../../src/llm/answer/answer.ts';
import { readBody } from '../../../../src/llm/answer/body.ts';
import { readFields } from '../../../../src/llm/answer/fields.ts';
import { findJson, parseWithin } from '../../../../src/llm/answer/find-json.ts';
import { readLabelled } from '../../../../src/llm/answer/labelled.ts';
import { parseAnswer } from '../../../../src/llm/answer/parse-answer.ts';
import { prepareMending } from '../../../../src/llm/answer/prepare-mending.ts';
import { readSaid } from '../../../../src/llm/answer/said.ts';
import { SUMMARY_READER } from '../../../../src/llm/answer/summary.ts';
import { beginsWithThoughts, stripThoughts } from '../../../../src/llm/answer/thoughts.ts';
import { readFault } from '../../../../src/llm/fault.ts';
import { readWords } from '../../../../src/llm/search-words.ts';
import { leastTokens } from '../../../../src/llm/watch/least-tokens.ts';
import { problemOfError, problemOfRefusal } from '../../../../src/llm/watch/problem.ts';
import { leastTokensOf, problemOfAnswer, problemOfPrompt } from '../../../../src/llm/watch/watch-send.ts';
import { makeSummary } from '../../../fixtures/papers.ts';
import type { Calls } from '../registry.ts';

const completionOf = (content: unknown) => ({
  choices: [{ message: { content, reasoning: content }, finish_reason: 'stop' }],
});
const saidOf = (content: string) =>
  readSaid(completionOf(content)) as NonNullable<ReturnType<typeof readSaid>>;
const parse = (text: string) => parseAnswer([text], SUMMARY_READER);
const faultOf = (body: unknown) => readFault({ status: 400, body }, 'sk-secret');

export const llmCalls: Calls = {
  'llm/answer/answer.ts readAnswer': [
    (text) => readAnswer(saidOf(text)),
    (text) => readAnswer(saidOf(`<think>${text}</think>{}`)),
    (text) => readAnswer(saidOf(`<think>${text}<think>`.repeat(2))),
  ],
  'llm/answer/answer.ts readUsage': [
    (text) => readUsage({ model: text, usage: { prompt_tokens: text } }, text),
  ],
  'llm/answer/body.ts readBody': [
    readBody,
    (text) => readBody(`data: ${JSON.stringify(completionOf(text))}\n\ndata: ${text}`),
    (text) => readBody(`{}\n${text}`),
  ],
  'llm/answer/fields.ts readFields': [
    readFields,
    (text) => readFields([text, { ko: text }, { [text]: text }]),
  ],
  'llm/answer/find-json.ts findJson': [
    (text) => Array.from(findJson(text, { hint: /./, mends: true })),
    (text) => Array.from(findJson(`{"a": "${text}`, { hint: /./, mends: true })),
  ],
  'llm/answer/find-json.ts parseWithin': [parseWithin],
  'llm/answer/labelled.ts readLabelled': [
    (text) => readLabelled(text, (label) => label.length < 3),
    (text) => readLabelled(text.replaceAll(/.{80}/g, '$&\n'), () => true),
  ],
  'llm/answer/parse-answer.ts parseAnswer': [
    parse,
    (text) => parse(JSON.stringify({ ...makeSummary(), summary: text })),
    (text) => parse(JSON.stringify({ ...makeSummary(), fields: text })),
    (text) => parse(`{"summary": "${text}", "easy": '${text}',`),
    (text) => parse(`{"summary": ${text}`.repeat(10)),
  ],
  'llm/answer/prepare-mending.ts prepareMending': [
    prepareMending,
    (text) => prepareMending(`{"a": "${text}"}`),
  ],
  'llm/answer/said.ts readSaid': [
    (text) => readSaid({ response: [text, { type: text, text }] }),
    (text) => readSaid({ choices: [{ message: { tool_calls: [{ function: { arguments: text } }] } }] }),
  ],
  'llm/answer/thoughts.ts beginsWithThoughts': [beginsWithThoughts],
  'llm/answer/thoughts.ts stripThoughts': [stripThoughts, (text) => stripThoughts(`<|channel|>final${text}`)],
  'llm/fault.ts readFault': [
    faultOf,
    (text) => faultOf({ error: { message: text, code: text, [text]: text } }),
  ],
  'llm/search-words.ts readWords': [readWords],
  'llm/watch/least-tokens.ts leastTokens': [leastTokens],
  'llm/watch/watch-send.ts problemOfAnswer': [
    (text) => problemOfAnswer({ kind: 'truncated', text } as never),
  ],
  'llm/watch/watch-send.ts problemOfPrompt': [
    (text) =>
      problemOfPrompt({ usage: { model: text, promptTokens: 1, completionTokens: 1 } }, [
        { role: 'user', content: text },
      ]),
  ],
  'llm/watch/watch-send.ts leastTokensOf': [(text) => leastTokensOf([{ role: 'user', content: text }])],
  'llm/watch/problem.ts problemOfError': [(text) => problemOfError(faultOf(text))],
  'llm/watch/problem.ts problemOfRefusal': [(text) => problemOfRefusal(faultOf(text))],
};
