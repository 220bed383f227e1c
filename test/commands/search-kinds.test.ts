import { beforeEach, describe, expect, test } from 'vitest';
import type { Paper } from '../../src/domain/paper/paper.ts';
import { searchWording } from '../../src/i18n/ko/search.ts';
import { NOON } from '../app/editions/harness.ts';
import { makePaper } from '../fixtures/papers.ts';
import { createHarness, headingOf, papersOf } from './harness.ts';

/** Papers without summaries, as most are: a Korean query has to find English. */
const PAPERS = {
  deepseek: ['Distilling a Giant', 'We distil DeepSeek-R1 into small students.'],
  qwen: ['Small Students', 'We tune Qwen3-8B and Qwen2.5 on letters.'],
  drama: ['Subtitles of 드라마', '파노라마 and 드라마 are translated.'],
  llama: ['Herds of Letters', 'Our Llama adapters need few updates.'],
  pi: ['Robots That Fold', 'We start from $\\pi_0$ and fold shirts.'],
  operator: ['An $\\mathcal{O}(n\\log n)$ Operator', 'Waves on a grid.'],
  norm: ['Pruning with the $\\ell_1$ Norm', 'Few weights stay.'],
  bits: ['Tiny Weights', 'A 1-bit model of 7 billion parameters.'],
  million: ['Endless Scrolls', 'We read contexts of one million tokens.'],
  free: ['Steering at Noon', 'The method is training-free and fast.'],
  fast: ['Sea Birds', 'We accelerate inference of language models.'],
  deepfake: ['Masks of Wax', 'Detecting deepfakes by the blink of an eye.'],
  superres: ['Sharp Coasts', 'Super-resolution of satellite images.'],
  blur: ['Calm Coasts', 'We deblur photographs.'],
  federated: ['Islands', 'Federated learning protects privacy.'],
} as const satisfies Record<string, readonly [title: string, abstract: string]>;
type Name = keyof typeof PAPERS;

const names = Object.keys(PAPERS) as Name[];
const idOf = (name: Name) => `2608.1${String(names.indexOf(name)).padStart(4, '0')}`;
const papers: readonly Paper[] = names.map((name) =>
  makePaper({
    ...{ id: idOf(name), title: PAPERS[name][0], abstract: PAPERS[name][1], keywords: [], upvotes: 1 },
    authors: name === 'pi' ? ['Sung Ju Hwang', 'Erik J. Nordmann'] : ['Ada Buoy'],
  }),
);

describe('a Korean query', () => {
  let ask: Awaited<ReturnType<typeof createHarness>>['ask'];
  beforeEach(async () => {
    const context = await createHarness([]);
    await context.store.saveListDay('2026-08-21', [...papers], null, NOON);
    await context.catchUp();
    ask = context.ask;
  });

  test('of each kind finds the papers that say it, first', async () => {
    const cases: readonly (readonly [typed: string, name: Name])[] = [
      ['딥씨크', 'deepseek'],
      ['딥시크 r1', 'deepseek'],
      ['큐웬3', 'qwen'],
      ['라마', 'llama'],
      ['파이제로', 'pi'],
      ['pi-0', 'pi'],
      ['$\\mathcal{O}(n\\log n)$', 'operator'],
      ['𝒪(n log n)', 'operator'],
      ['$\\ell_1$', 'norm'],
      ['ℓ₁', 'norm'],
      ['l1 norm', 'norm'],
      ['황성주', 'pi'],
      ['Nordmann Erik', 'pi'],
      ['1비트 모델', 'bits'],
      ['70억 파라미터', 'bits'],
      ['100만 토큰', 'million'],
      ['파인튜닝 없이', 'free'],
      ['훈련 안하고', 'free'],
      ['추론 빨리 하는 방법', 'fast'],
      ['딥페이크 찾아내는 법', 'deepfake'],
      ['초해상도는', 'superres'],
      ['연합학', 'federated'],
      ['연합학습 프라이버시 논문 알려줘', 'federated'],
    ];
    for (const [typed, name] of cases) {
      expect.soft(papersOf(await ask(`/paper search ${typed}`))[0], typed).toBe(idOf(name));
    }
  });

  test('for a model finds words that contain its name only loosely', async () => {
    const answer = await ask('/paper search 라마');
    expect(papersOf(answer)).toEqual([idOf('llama'), idOf('drama')]);
    expect(headingOf(answer).notice).toBe(searchWording.loose(1));
  });

  test('that names an order or a period is sorted and limited, and the reply says so', async () => {
    const newest = await ask('/paper search 최근 딥페이크 논문');
    expect(papersOf(newest)).toEqual([idOf('deepfake')]);
    expect(headingOf(newest)).toMatchObject({
      title: searchWording.title('최근 딥페이크 논문', []),
      text: `${searchWording.results(1)} · ${searchWording.sorts.newest}`,
    });
    const ofDay = headingOf(await ask('/paper search 이번 달 딥페이크 정렬:votes')).text;
    expect(ofDay).toContain(searchWording.conditions(31, undefined));
    expect(ofDay).toContain(searchWording.sorts.votes);
    expect(papersOf(await ask('/paper search 최근 논문'))).toHaveLength(10);
  });
});
