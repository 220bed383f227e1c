import { makeRawEntry, makeSummary } from '../../fixtures/papers.ts';
import { TEXTS } from './texts.ts';

const ids = (count: number) => Array.from({ length: count }, (_, at) => `2608.${String(at + 10_000)}`);
/** The length of a text that makes a page of 200 entries as large as a page may be, in UTF-8. */
const FULL = 15_000;
const page = (part: (text: string) => Record<string, unknown>, text: string) => () =>
  JSON.stringify(ids(200).map((id) => makeRawEntry({ id, ...part(text) }, { title: 'x', summary: '' })));

/** List answers, of which each is refused or as bad as the limits allow, by name. */
export const LISTS: Readonly<Record<string, () => string>> = {
  'empty entries': () => `[${'[],'.repeat(8_000_000)}[]]`,
  'a million empty entries': () => `[${'[],'.repeat(1_000_000)}[]]`,
  brackets: () => '['.repeat(16_000_000),
  objects: () => '{"a":'.repeat(3_200_000),
  authors: () =>
    JSON.stringify([makeRawEntry({ authors: Array.from({ length: 500_000 }, () => ({ name: 'a' })) })]),
  'fewer authors': () =>
    JSON.stringify([makeRawEntry({ authors: Array.from({ length: 45_000 }, () => ({ name: 'a b' })) })]),
  'long names': () =>
    JSON.stringify(
      ids(4).map((id) =>
        makeRawEntry({ id, authors: Array.from({ length: 1_000 }, () => ({ name: 'e\u0301'.repeat(300) })) }),
      ),
    ),
  'different keys': () => `[{${Array.from({ length: 99_000 }, (_, at) => `"k${at}":0`).join(',')}}]`,
  'invalid entries': () => JSON.stringify(Array(200).fill({ paper: { id: 'x'.repeat(15_000) } })),
  'one string': () => JSON.stringify(['a'.repeat(4_000_000)]),
  escapes: () => `["${'\\u0041'.repeat(600_000)}"]`,
  ...Object.fromEntries(
    ['a', ' ', 'e\u0301', '\u200B', '👩‍👩‍👧‍👦', '\u0001a', '\uFDFA', '가', '\u1100\u1161', '\uD800'].map(
      (piece) => [
        `abstracts of ${JSON.stringify(piece)}`,
        page((summary) => ({ summary }), piece.repeat(FULL / Math.max(Buffer.byteLength(piece), 3))),
      ],
    ),
  ),
  addresses: page((githubRepo) => ({ githubRepo }), `https://github.com/${'('.repeat(1_900)}`),
  keywords: page((word) => ({ ai_keywords: Array(100).fill(word) }), 'a \u200B b'),
};

/** Responses to API clients, by name. */
export const RESPONSES: Readonly<Record<string, () => string>> = {
  brackets: () => '['.repeat(8_000_000),
  values: () => `[${'[],'.repeat(2_000_000)}[]]`,
  'as many different keys as Slack may send': () =>
    `{${Array.from({ length: 49_000 }, (_, at) => `"k${at}":0`).join(',')}}`,
  'as many different keys as Discord may send': () =>
    `{${Array.from({ length: 119_000 }, (_, at) => `"k${at}":0`).join(',')}}`,
  'one string': () => `{"ok":true,"a":"${'a'.repeat(8_000_000)}"}`,
};

const ANSWER_LENGTHS = [1_000, 5_000];
const completion = (content: string) =>
  JSON.stringify({
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
  });

/** Completions of a model, by name: each repeats one piece at the length that is checked, or at the longest one. */
export const COMPLETIONS: Readonly<Record<string, () => string>> = {
  brackets: () => completion(`${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`),
  fields: () => completion(`{"fields":[${'[],'.repeat(1_000_000)}[]]}`),
  'a long summary': () => completion(JSON.stringify(makeSummary({ summary: 'a'.repeat(7_000_000) }))),
  thoughts: () => completion(`<think>${'<think>'.repeat(900_000)}`),
  'beginnings of answers': () => completion('{"summary":"'.repeat(500_000)),
  'broken answers': () => completion('{"summary":"a" b" }'.repeat(300_000)),
  'objects in objects': () => completion(`${'{"a":'.repeat(1_000_000)}"summary"`),
  'blank lines': () => completion(`{}${' \n'.repeat(2_000_000)}`),
  parts: () =>
    JSON.stringify({ choices: [{ message: { content: Array(24_000).fill({ text: '{"summary' }) } }] }),
  'empty events': () => 'data: {}\n'.repeat(880_000),
  events: () => `data: ${completion('{"')}\n\n`.repeat(60_000),
  'lines of JSON': () => '{}\n'.repeat(2_700_000),
  comments: () => ':\n'.repeat(4_000_000),
  'a page': () => '<'.repeat(8_000_000),
  'an error': () => JSON.stringify({ error: { message: '{"error":'.repeat(500_000) } }),
  'thoughts that end': () => completion(`${'<think></think>'.repeat(400_000)}{}`),
  ...Object.fromEntries(
    TEXTS.flatMap(({ name, make }) =>
      ANSWER_LENGTHS.map((length) => {
        const text = make(length);
        return [
          `${name} ${length}`,
          () => completion(JSON.stringify(makeSummary({ summary: text, easy: text }))),
        ];
      }),
    ),
  ),
};
