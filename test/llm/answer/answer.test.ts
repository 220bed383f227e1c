import { describe, expect, test } from 'vitest';
import { readAnswer, readUsage } from '../../../src/llm/answer/answer.ts';
import { parseAnswer } from '../../../src/llm/answer/parse-answer.ts';
import { readSaid } from '../../../src/llm/answer/said.ts';
import { SUMMARY_READER } from '../../../src/llm/answer/summary.ts';

/** Returns a completion with one choice. */
const completion = (message: object, finish_reason = 'stop') => ({
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }],
});
/** Returns what matters of an answer; null if there is none in the completion. */
const read = (value: unknown) => {
  const said = readSaid(value);
  if (!said) return null;
  const { kind, text } = readAnswer(said);
  return { kind, text };
};
const textOf = (content: unknown) => read(completion({ content }));
const parse = (text: string) => parseAnswer([text], SUMMARY_READER);
const json = '{"summary":"요약"}';

describe('text around the answer is removed', () => {
  test.each([
    ['nothing', json],
    ['blanks', `\n ${json} \n`],
    ['a fence', `\`\`\`\n${json}\n\`\`\``],
    ['a fence with its language', `\`\`\`json\n${json}\n\`\`\`\n`],
    ['thoughts', `<think>먼저 {"summary":"초안"} 이라면…</think>\n${json}`],
    ['several thoughts', `<think>하나</think>\n<think>둘</think>${json}`],
    ['words between thoughts', `<think>하나</think> 음. <think>둘</think>${json}`],
    ['thoughts whose start the template has swallowed', `먼저 {"summary":"초안"} 이라면…\n</think>\n${json}`],
    ['thoughts and a fence', `<think>생각</think>\n\`\`\`json\n${json}\n\`\`\``],
  ])('%s', (_name, content) => {
    expect(textOf(content)).toEqual({ kind: 'text', text: json });
  });

  // Some papers are about think tokens; one recorded title contains them.
  test.each([
    ['plain', ''],
    ['after thoughts', '<think>생각</think>'],
  ])('a summary about think tokens is unchanged: %s', (_name, before) => {
    const about = '{"summary":"<think>와 </think> 사이의 글이 짧아집니다."}';
    expect(textOf(before + about)).toEqual({ kind: 'text', text: about });
  });

  test('reasoning alone is not an answer', () => {
    expect(textOf('<think>생각만 합니다.</think>')).toEqual({ kind: 'empty', text: '' });
  });
});

describe('kinds of model answers', () => {
  test('reasoning_content counts if there is no content', () => {
    expect(read(completion({ content: null, reasoning_content: json }))).toMatchObject({ text: json });
    expect(read(completion({ content: json, reasoning_content: '생각' }))).toMatchObject({
      text: json,
    });
  });

  test('a refusal counts even if there is content', () => {
    expect(read(completion({ content: json, refusal: '도울 수 없습니다.' }))).toEqual({
      kind: 'refused',
      text: '도울 수 없습니다.',
    });
  });

  test('a content filter is a refusal', () => {
    expect(read(completion({ content: '앞부분' }, 'content_filter'))).toMatchObject({
      kind: 'refused',
    });
  });

  test('a truncated answer keeps its text', () => {
    expect(read(completion({ content: '{"summary":"앞' }, 'length'))).toEqual({
      kind: 'truncated',
      text: '{"summary":"앞',
    });
  });

  test('a model that reasoned until its tokens were used up is truncated, not empty', () => {
    expect(read(completion({ content: '' }, 'length'))).toEqual({ kind: 'truncated', text: '' });
  });

  test.each([
    ['an empty answer', completion({ content: '' })],
    ['blanks', completion({ content: ' \n' })],
    ['null', completion({ content: null })],
    ['parts without a text', completion({ content: [{ type: 'text', text: '' }] })],
  ])('%s is empty', (_name, answer) => {
    expect(read(answer)).toEqual({ kind: 'empty', text: '' });
  });

  test.each([
    ['no message', { choices: [{ finish_reason: 'stop' }] }],
    ['no choice', { choices: [] }],
    ['no choices', { error: { message: 'overloaded' } }],
    ['a list of models', { object: 'list', data: [{ id: 'm', object: 'model' }] }],
    ['a page instead of JSON', '<html></html>'],
    ['nothing', undefined],
  ])('%s is no answer', (_name, answer) => {
    expect(read(answer)).toBeNull();
  });
});

describe('the JSON in an answer', () => {
  test.each([
    ['alone', json],
    ['between words', `네, 여기 있습니다:\n${json}\n도움이 되었기를 바랍니다.`],
    ['in a fence after words', `결과:\n\`\`\`json\n${json}\n\`\`\``],
  ])('is found: %s', (_name, text) => {
    expect(parse(text)).toEqual({ summary: '요약' });
  });

  test.each([
    ['words', '요약할 수 없습니다.'],
    ['nothing', ''],
    ['braces the wrong way round', '} {'],
    ['an object of another shape', '{"title":"등대"}'],
  ])('is undefined for %s', (_name, text) => {
    expect(parse(text)).toBeUndefined();
  });
});

test.each<unknown>([{}, 7, [null], { toString: null }])(
  'a refusal that is not a string still counts: %j',
  (refusal) => {
    expect(read(completion({ refusal }))).toEqual({ kind: 'refused', text: 'content filter' });
  },
);

test.each([
  [{ prompt_tokens: 3, completion_tokens: 4 }, 3, 4],
  [{ prompt_tokens: '3', completion_tokens: { a: 1 } }, 3, 0],
  [{ prompt_tokens: '-3', completion_tokens: '1e3' }, 0, 0],
  [{ input_tokens: 3, output_tokens: 4 }, 3, 4],
  [{ prompt_tokens: -3, completion_tokens: 0.5 }, 0, 0],
  ['none', 0, 0],
  [null, 0, 0],
])(
  'the cost of an answer is a number whatever the server sends: %j',
  (usage, promptTokens, completionTokens) => {
    for (const [model, name] of [
      ['m', 'm'],
      [{}, 'asked'],
      ['', 'asked'],
      [undefined, 'asked'],
    ])
      expect(readUsage({ model, usage } as never, 'asked')).toEqual({
        model: name,
        promptTokens,
        completionTokens,
      });
  },
);

describe('S2: JSON that no answer needs is not parsed', () => {
  test.each([
    ['8 MB of brackets', `${'['.repeat(4_000_000)}${']'.repeat(4_000_000)}`],
    ['1,000,000 empty fields', `{"fields":[${'[],'.repeat(1_000_000)}[]]}`],
    ['a summary of 8 MB', `{"summary":"${'a'.repeat(8_000_000)}"}`],
    ['deep JSON between words', `네: {"a":${'['.repeat(50)}${']'.repeat(50)}}`],
  ])('%s', (_name, text) => expect(parse(text)).toBeUndefined());

  test('reasoning of any length before the answer does not count', () => {
    const text = textOf(`<think>${'[{,'.repeat(1_000_000)}</think>${json}`);
    expect(text).toEqual({ kind: 'text', text: json });
    expect(parse(json)).toEqual({ summary: '요약' });
  });
});

describe('an answer without JSON', () => {
  const summary = '이 논문은 긴 글을 적은 메모리로 읽는 방법을 제안합니다.';
  const easy = '두꺼운 책을 쪽지로 요약해 들고 다니는 것과 같습니다.';
  const fields = [{ ko: '자연어 처리', en: 'NLP' }];
  test.each([
    `요약: ${summary}\n쉬운설명: ${easy}\n관련분야: 자연어 처리(NLP)`,
    `네, 다음과 같습니다.\n\n**요약**\n${summary}\n\n**쉬운 설명**\n${easy}\n\n**관련 분야**\n- 자연어 처리 (NLP)`,
    `## 1. 요약 (Summary)\n\n${summary}\n\n---\n## 2. 쉬운 설명\n${easy}\n## 3. 관련 분야\n1. 자연어 처리(NLP)`,
    `summary: |\n  ${summary}\neasy: >\n  ${easy}\nfields:\n  - 자연어 처리 (NLP)\n`,
    `<요약>${summary}</요약><쉬운설명>${easy}</쉬운설명><관련분야>자연어 처리(NLP)</관련분야>`,
    `【요약】 ${summary}\n【쉬운설명】 ${easy}\n【관련분야】 자연어 처리(NLP)`,
    `| 항목 | 내용 |\n|---|---|\n| 요약 | ${summary} |\n| 쉬운설명 | ${easy} |\n| 관련분야 | 자연어 처리(NLP) |`,
    `<think>요약: 초안은 아직 짧고 쓸 수 없는 글입니다.</think>요약 - ${summary}\n쉬운설명 - ${easy}\n분야 - 자연어 처리(NLP)`,
  ])('is read by its labels: %j', (text) => {
    expect(parse(text)).toEqual({ summary, easy, fields });
  });

  test.each([
    `요약: ${summary}`,
    `이 논문의 요약은 다음과 같습니다: ${summary}`,
    `<think>요약: ${summary}\n쉬운설명: ${easy}\n관련분야: NLP</think>`,
  ])('does not count without all of its parts: %j', (text) => {
    expect(parse(text)).toBeUndefined();
  });
});
