import { expect, test } from 'vitest';
import { NOON } from '../app/editions/harness.ts';
import { readLists } from '../fixtures/recorded.ts';
import { HAS_SHARED_DATA } from '../needs.ts';
import { createHarness, papersOf } from './harness.ts';

/** The cases of ../shared/cases/search-queries.json, and what the papers that are found have to say. */
const CASES: readonly (readonly [typed: string, says: RegExp])[] = [
  ['딥시크', /deepseek/i],
  ['라마', /llama/i],
  ['클로드', /claude/i],
  ['제미나이', /gemini/i],
  ['챗GPT', /chatgpt/i],
  ['π0', /π_?\{?0|pi_?\{?0|pi-0|π₀/i],
  ['Kaiming He', /Kaiming He/],
  ['1비트 LLM', /1-bit|one-bit|1 bit|BitNet/i],
  ['100만 토큰 컨텍스트', /1m\b|million|1,000,000|1000k/i],
  [
    '파인튜닝 안하고',
    /training-free|without (?:any |additional |further |requiring )?(?:fine-?tuning|training|retraining)|tuning-free|zero-shot|plug-and-play/i,
  ],
  ['추론 빠르게 하는 법', /inference|decoding|speed|fast|accelerat|efficien/i],
  ['논문 자동으로 써주는 AI', /scientist|writing|automat|autonomous research|scientific/i],
  ['딥페이크 잡아내기', /deepfake|forger|fake|generated|detect/i],
  ['최근 로봇 논문', /robot/i],
  ['초해상도를', /super-resolution|super resolution|upscal/i],
  ['강화학', /reinforcement|\bRL/i],
  ['연합학습 프라이버시', /federated|privacy/i],
  ['LoRA 압축', /lora|low-rank|compress/i],
];

/** The number of papers that are looked at: those that a reader sees first. */
const FIRST = 5;

test.skipIf(!HAS_SHARED_DATA)(
  'the queries of users find recorded papers that have no summaries',
  async () => {
    const lists = await readLists();
    const context = await createHarness([]);
    for (const [day, list] of lists) await context.store.saveListDay(day, [...list], null, NOON);
    await context.catchUp();
    const papers = new Map([...lists.values()].flat().map((paper) => [paper.id, paper]));
    /** Returns a paper's own text and its authors. */
    const textOf = (id: string) => {
      const { title, abstract, keywords, authors } = papers.get(id) ?? expect.unreachable();
      return [title, abstract, ...keywords, ...authors].join('\n');
    };
    for (const [typed, says] of CASES) {
      const isPossible = [...papers.keys()].some((id) => says.test(textOf(id)));
      const found = papersOf(await context.ask(`/paper search ${typed}`))
        .slice(0, FIRST)
        .map((id) => says.test(textOf(id)));
      if (!isPossible) continue;
      expect.soft(found[0], typed).toBe(true);
      expect.soft(found.filter(Boolean).length / found.length, typed).toBeGreaterThanOrEqual(0.6);
      context.clock.advance(60_000);
    }
  },
);
