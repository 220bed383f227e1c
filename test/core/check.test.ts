import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkSummary } from '../../src/core/check.ts';
import { HAS_SHARED_DATA, SHARED_DATA } from '../needs.ts';

const good = {
  summary:
    '긴 문서에서 답을 찾을 때 검색기가 놓치는 문단을 줄이는 방법을 제안합니다. 질문을 두 번 고쳐 쓰고 결과를 합쳐, 같은 비용으로 정확도를 12.1% 높입니다.',
  easy: '검색어를 바꿔 가며 두 번 찾는 도서관 사서와 비슷합니다. 더 많은 답을 찾아냅니다.',
  fields: [{ ko: '정보 검색', en: 'Information Retrieval' }],
};

/** The names of the checks that fail. */
const flawsOf = (answer: unknown) => checkSummary(answer).flaws.map(({ check }) => check);

describe('shape', () => {
  test('a good answer passes as it is', () => {
    expect(checkSummary(good)).toEqual({ summary: good, flaws: [] });
  });

  test.each([
    ['no JSON at all', undefined],
    ['a bare string', 'summary'],
    ['a list', [good]],
    ['a missing part', { summary: good.summary, fields: good.fields }],
    ['a part of another type', { ...good, easy: 5 }],
    ['fields as plain strings', { ...good, fields: ['정보 검색'] }],
    ['no field', { ...good, fields: [] }],
    ['six fields', { ...good, fields: Array(6).fill(good.fields[0]) }],
    ['a blank label', { ...good, fields: [{ ko: ' \u200B ', en: 'Search' }] }],
    ['an endless label', { ...good, fields: [{ ko: '검'.repeat(61), en: 'Search' }] }],
  ])('%s is one flaw of shape', (_name, answer) => {
    expect(flawsOf(answer)).toEqual(['shape']);
  });

  test('the flaw names each wrong part once', () => {
    const [flaw] = checkSummary({ ...good, easy: null, fields: [{ ko: '', en: '' }] }).flaws;
    expect(flaw?.message).toMatch(/easy.*fields\.0\.ko.*fields\.0\.en/);
  });

  test('keys that nobody asked for are dropped', () => {
    const field = { ...good.fields[0], id: 'ir' };
    expect(checkSummary({ ...good, mood: '!', fields: [field] })).toEqual({ summary: good, flaws: [] });
  });
});

describe('cleaning', () => {
  test('line breaks and invisible characters go, a label is trimmed', () => {
    const { summary } = checkSummary({
      summary: `  ${good.summary.replace(' ', '\r\n\t')}\u202E `,
      easy: good.easy.replaceAll(' ', ' \u200B '),
      fields: [{ ko: ' 정보\n검색 ', en: '\tInformation Retrieval ' }],
    });
    expect(summary).toEqual(good);
  });

  test('length is measured after cleaning', () => {
    expect(flawsOf({ ...good, easy: `짧은 말${' \u200B'.repeat(200)}` })).toEqual(['length']);
  });
});

describe('length', () => {
  test.each([
    ['summary', 39, 40],
    ['summary', 1001, 1000],
    ['easy', 19, 20],
    ['easy', 501, 500],
  ] as const)('%s may not be %i characters but %i', (part, wrong, right) => {
    expect(flawsOf({ ...good, [part]: '가'.repeat(wrong) })).toEqual(['length']);
    expect(flawsOf({ ...good, [part]: '가'.repeat(right) })).toEqual([]);
  });

  test('the message names the part and how long it is', () => {
    const [flaw] = checkSummary({ ...good, easy: '가나다' }).flaws;
    expect(flaw?.message).toMatch(/^easy.*20자.*500자.*3자/);
  });
});

describe('share of Hangul', () => {
  test.each([
    ['an English text', 'A second query, rewritten by the model, finds the paragraphs that were missed.'],
    ['digits alone', '0123456789 0123456789 0123456789 0123456789 0123456789'],
    ['one letter too few', '가'.repeat(49) + 'a'.repeat(50)],
  ])('%s is no Korean', (_name, text) => {
    expect(flawsOf({ ...good, summary: text })).toEqual(['hangul']);
  });

  test('half is enough: names stay in English', () => {
    expect(flawsOf({ ...good, summary: '가'.repeat(50) + 'a'.repeat(50) })).toEqual([]);
  });
});

describe('foreign script', () => {
  test.each([
    ['Hanja', '文'],
    ['hiragana', 'の'],
    ['katakana', 'モ'],
    ['half-width katakana', 'ﾓ'],
    ['Cyrillic', 'ж'],
    ['a Cyrillic letter that looks Latin', 'а'],
    ['Arabic', 'م'],
    ['Thai', 'ท'],
    ['Hanja beyond the first plane', '𠀀'],
  ])('%s is caught and quoted', (_name, letter) => {
    const { flaws } = checkSummary({ ...good, easy: `${good.easy} ${letter}` });
    expect(flaws).toEqual([{ check: 'script', message: expect.stringContaining(letter) }]);
    expect(flaws[0]?.message).toMatch(/^easy/);
  });

  test.each([
    ['Greek', 'α와 Δθ'],
    ['digits and signs', '12.1% ≈ ½ × 3² ± €5'],
    ['arrows and mathematics', 'x → y ⇒ ∑ ≤ ∞'],
    ['emoji, joined ones too', '🚀 👩‍🔬 ❤️ 🇰🇷'],
    ['accents', 'Poincaré café Erdős'],
    ['lone jamo and decomposed Hangul', 'ㅎ 한'],
  ])('%s may stand in Korean text', (_name, text) => {
    expect(flawsOf({ ...good, summary: `${good.summary} ${text}` })).toEqual([]);
  });

  test('each letter is quoted once, five at most', () => {
    const [flaw] = checkSummary({ ...good, easy: `${good.easy} 一一二三四五六` }).flaws;
    expect(flaw?.message).toMatch(/: 一 二 三 四 五$/);
  });
});

test('every flaw of both parts is named, for one repair request', () => {
  expect(flawsOf({ ...good, summary: '短い', easy: 'Short.' })).toEqual([
    'length',
    'hangul',
    'script',
    'length',
    'hangul',
  ]);
});

const seed = new URL('seed-2025-01-29.md', SHARED_DATA);

test.skipIf(!HAS_SHARED_DATA)("the seed digest's six summaries pass (needs ../shared/data)", () => {
  const part = (entry: string, label: string) =>
    entry.match(new RegExp(`\\*\\*${label}\\*\\*:\\n(.+)`))?.[1] ?? '';
  const answers = readFileSync(seed, 'utf8')
    .split('\n---\n')
    .map((entry) => ({
      summary: part(entry, '요약'),
      easy: part(entry, '쉬운설명'),
      fields: [...part(entry, '관련분야').matchAll(/(?:^|, )(.+?)\((.+?)\)/g)].map(([, ko, en]) => ({
        ko,
        en,
      })),
    }));
  expect(answers).toHaveLength(6);
  expect(answers.flatMap(flawsOf)).toEqual([]);
});

test.each(['机器人学', 'ロボット', 'робот'])('a field label in another script is a flaw: %s', (ko) => {
  const { flaws } = checkSummary({ ...good, fields: [{ ko, en: 'Robotics' }] });
  expect(flaws.map(({ check }) => check)).toEqual(['script']);
});
