import { describe, expect, it } from 'vitest';
import { conceptsIn } from '../../../src/domain/search/concepts.ts';
import type { Match } from '../../../src/domain/search/match.ts';
import { planSearch, type SearchPlan, type Step } from '../../../src/domain/search/query.ts';
import { fieldToken, indexTokens } from '../../../src/domain/search/tokens.ts';

const plan = (text: string) => planSearch(text) as SearchPlan;
const parts = (text: string) => plan(text).parts.map((part) => part.text);

/** Returns true if the index would find a text with this match. */
function finds(match: Match, text: string): boolean {
  if ('any' in match) return match.any.some((one) => finds(one, text));
  if ('all' in match) return match.all.every((one) => finds(one, text));
  if ('but' in match) return finds(match.match, text) && !finds(match.but, text);
  if ('phrases' in match) return match.phrases.every((phrase) => finds({ phrase }, text));
  const tokens = indexTokens(text).split(' ');
  return ` ${[...tokens, ...conceptsIn(tokens).map(({ token }) => token)].join(' ')} `.includes(
    ` ${match.phrase.join(' ')}${match.isPrefix ? '' : ' '}`,
  );
}
const first = (steps: readonly Step[], text: string) => steps.findIndex(({ match }) => finds(match, text));
const isWhole = (typed: string, text: string) => finds(plan(typed).whole, text);
const isLoose = (typed: string, text: string) =>
  first(plan(typed).loose, text) >= 0 || plan(typed).terms.some((match) => finds(match, text));

describe('a term in other words', () => {
  it.each([
    ['영상', 'Video Generation at Night'],
    ['video', '영상을 만드는 등대'],
    ['보상 모델', 'A Reward Model for Lamps'],
    ['도구 사용', 'Tool Use in Harbors'],
    ['jailbreak', '탈옥을 막는 등대'],
    ['policies', 'A policy for ships'],
    ['memory', 'Memories of a Lighthouse'],
    ['approaches', 'One approach to fog'],
  ])('%s finds %j', (typed, text) => expect(isWhole(typed, text)).toBe(true));
});

describe('an unlisted compound', () => {
  it.each([
    ['환각현상', '환각을 줄이는 등대'],
    ['등대지요', '등대를 켭니다'],
    ['VLM-로봇', '로봇이 VLM을 씁니다'],
    ['표 이해', 'A model that understands what a table says: understanding is hard.'],
    ['audio-video', 'video and audio of waves'],
  ])('%s finds %j loosely', (typed, text) => {
    expect(isWhole(typed, text)).toBe(false);
    expect(isLoose(typed, text)).toBe(true);
  });

  it('is not found by less than half of its parts', () =>
    expect(isLoose('등대지기고양이', '등대를 켭니다')).toBe(false));
});

describe('the terms of a query', () => {
  it.each(['', '   ', '"', '💡', '* ^ : ( ) -', '\u0000', '\uD800', '…'])('are empty in %j', (text) =>
    expect(planSearch(text)).toBeNull(),
  );

  it.each([
    ['강화학습', ['강화학습']],
    ['강화 학습을', ['강화 학습']],
    ['LLM 강화학습', ['llm', '강화학습']],
    ['등대 지기', ['등대', '지기']],
    ['대규모 언어 모델 양자화', ['대규모 언어 모델', '양자화']],
    ['GPT-4를', ['gpt 4']],
    ['비전-언어 모델은', ['비전 언어 모델']],
    ['VLM은 로봇을', ['vlm', '로봇']],
    ['를', ['를']],
    ['을 를 은 가', ['을', '를', '은', '가']],
  ])('in %j are %j', (text, things) => expect(parts(text)).toEqual(things));

  // For a noun with a particle, only the noun is searched for.
  it.each([
    ...['을', '은', '의', '에', '이', '과', '도', '만', '까지', '부터', '보다', '처럼', '만큼', '하고'],
    ...[
      '들',
      '들이',
      '들을',
      '들의',
      '에서',
      '에서도',
      '에서의',
      '에는',
      '으로',
      '으로는',
      '이란',
      '이라는',
      '인',
      '된',
      '하는',
    ],
  ])('in 강화학습 with %s are 강화학습', (ending) =>
    expect(parts(`강화학습${ending}`)).toEqual(['강화학습']),
  );

  it('end after twelve words', () => {
    const words = Array.from({ length: 15 }, (_, at) => `buoy${String.fromCharCode(97 + at)}`);
    expect(parts(words.join(' '))).toEqual(words.slice(0, 12));
  });

  it('are never more than tokens', () => {
    const hostile = 'head: "강화" OR NOT {NEAR(a b, 2)} ^c* + AND -d';
    const tokens = JSON.stringify(plan(hostile)).match(/"phrase":\[[^\]]*\]/g) ?? [];
    expect(tokens.length).toBeGreaterThan(5);
    for (const phrase of tokens)
      expect(phrase).toMatch(/^"phrase":\["[가-힣]?[a-z\d가-힣]+"(,"[a-z\d가-힣]+")*\]$/);
  });
});

describe('all parts of a query', () => {
  it.each([
    ['강화학습', '강화 학습으로 배운다'],
    ['강화학습을', 'RL'],
    ['RL', '강화 학습'],
    ['reinforcement-learning', '강화학습'],
    ['양자화를', '양자화가'],
    ['등대를', '등대에서'],
    ['LLM', '대규모 언어 모델을 쓴다'],
    ['대규모 언어 모델', '큰 LLM'],
    ['LoRA', '저랭크 적응'],
    ['LLM 강화학습', '언어를 배우는 LLM, 나중에 RL'],
    ['models', 'one model'],
  ])('%j matches %j', (typed, text) => expect(isWhole(typed, text)).toBe(true));

  it.each([
    ['LLM 강화학습', '언어를 배우는 LLM'],
    ['LoRA', 'PEFT'],
    ['PEFT', 'LoRA'],
    ['등대를', '등'],
    ['RL', 'world'],
    ['등대 지기', '등대'],
  ])('%j does not match %j', (typed, text) => expect(isWhole(typed, text)).toBe(false));
});

describe('the steps', () => {
  it('begin with titles as typed, then in other words, then all texts', () => {
    const { steps, whole } = plan('갈매기 지도');
    expect(steps.map((step) => step.in)).toEqual(['head', 'head', 'body', 'body', 'body']);
    expect(steps.map(({ match }) => finds(match, '갈매기 지도'))).toEqual([true, true, true, true, true]);
    expect(steps.map(({ match }) => finds(match, '갈매기 map'))).toEqual([false, true, false, false, true]);
    expect(steps.at(-1)?.match).toEqual(whole);
  });

  it('know the fields of each term', () => {
    expect(plan('초해상도 등대 RL').topics).toEqual([['image-restoration'], ['rl']]);
  });

  it('find a paper by its label only if the label names this one topic', () => {
    expect(JSON.stringify(plan('강화학습').whole)).toContain(fieldToken('rl'));
    expect(JSON.stringify(plan('초해상도').whole)).not.toContain(fieldToken('image-restoration'));
    expect(JSON.stringify(plan('이미지복원/초해상도').whole)).toContain(fieldToken('image-restoration'));
  });

  it('try adjacent words before separate words', () => {
    const near = plan('등대 지기').steps.filter(({ match }) => finds(match, '등대 지기')).length;
    const apart = plan('등대 지기').steps.filter(({ match }) => finds(match, '지기가 등대로')).length;
    expect(near).toBeGreaterThan(apart);
    expect(apart).toBeGreaterThan(0);
  });

  it('are each run once', () => {
    for (const text of ['등대', '등대 지기', 'LLM 강화학습', 'GPT-4', '강화학습']) {
      for (const steps of [plan(text).steps, plan(text).loose]) {
        expect(new Set(steps.map((step) => JSON.stringify(step))).size).toBe(steps.length);
      }
    }
  });
});

describe('a loose match', () => {
  it.each([
    ['PEFT', 'LoRA'],
    ['light', 'lighthouse'],
    ['등', '등대'],
    ['등대 지기', '등대만'],
    ['gulls harbor anchor', 'harbor and anchor'],
    ['gulls harbor anchor', 'an anchor'],
  ])('%j finds %j', (typed, text) => expect(isLoose(typed, text)).toBe(true));

  it.each([
    ['LoRA', 'PEFT'],
    ['li', 'lighthouse'],
    ['등대', '등'],
    ['등대 지기', '닻'],
  ])('%j does not find %j', (typed, text) => expect(isLoose(typed, text)).toBe(false));
});

it('S12: a query is cut at 200 characters', () => {
  const words = (text: string) => planSearch(text)?.parts.map((part) => part.text);
  expect(words(`${'로봇'.padEnd(200)}강화`)).toEqual(['로봇']);
  expect(words(`${'로봇'.padEnd(198)}강화`)).toEqual(['로봇', '강화']);
  expect(JSON.stringify(planSearch('가'.repeat(1_000_000))).length).toBeLessThan(100_000);
});
