import { beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../../src/domain/calendar/day.ts';
import type { SearchDocument } from '../../../src/domain/search/document.ts';
import type { SearchQuery, SearchResult } from '../../../src/ports/search-index.ts';
import { makeDocument, searchPapers, toDocuments } from '../../fixtures/search/index.ts';
import { makeIndexFile } from './file.ts';

type File = Awaited<ReturnType<typeof makeIndexFile>>;

const PEFT = { ko: '효율적 파인튜닝', en: 'PEFT' };
const LLM = { ko: '대규모 언어 모델', en: 'Large Language Models' };
const RL = { ko: '강화 학습', en: 'Reinforcement Learning' };
const INFERENCE = { ko: '추론', en: '' };

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe('filters', () => {
  const documents = [
    makeDocument('peft', { title: 'Gulls', fields: [PEFT], day: '2026-08-19', upvotes: 1 }),
    makeDocument('llm', { title: 'Gulls', fields: [LLM], day: '2026-08-20', upvotes: 5 }),
    makeDocument('rl', { title: 'Gulls', fields: [RL], day: '2026-08-21', upvotes: 9 }),
    makeDocument('inference', { title: 'Anchors', fields: [INFERENCE], day: '2026-08-21', upvotes: 9 }),
  ];

  it.each<[Partial<SearchQuery>, readonly string[]]>([
    [{}, ['llm', 'peft', 'rl']],
    [{ fields: ['peft'] }, ['peft']],
    [{ fields: ['llm'] }, ['llm', 'peft']],
    [{ fields: ['nlp'] }, ['llm', 'peft']],
    [{ fields: ['rl', 'peft'] }, ['peft', 'rl']],
    [{ fields: ['quantization'] }, []],
    [{ fields: ['no such field', "'; DROP TABLE papers"] }, []],
    [{ since: '2026-08-20' }, ['llm', 'rl']],
    [{ since: '2026-08-22' }, []],
    [{ minUpvotes: 5 }, ['llm', 'rl']],
    [{ minUpvotes: 10 }, []],
    [{ fields: ['llm', 'rl'], since: '2026-08-20', minUpvotes: 6 }, ['rl']],
    [{ fields: ['nlp'], since: '2026-08-20', minUpvotes: 6 }, []],
  ])('%j let %j pass, in every order', async (filters, ids) => {
    const { search } = await makeIndexFile(documents);
    for (const sort of ['relevance', 'upvotes', 'newest'] as const) {
      const found = await search('gulls', { ...filters, sort });
      expect([found.ids.toSorted(), found.total]).toEqual([ids, ids.length]);
    }
  });

  it.each<[Partial<SearchQuery>, readonly string[]]>([
    [{}, ['inference', 'rl', 'llm', 'peft']],
    [{ fields: ['reasoning'] }, ['inference']],
    [{ fields: ['inference-acceleration'] }, ['inference']],
    [{ fields: ['post-training', 'rl'] }, ['rl', 'peft']],
    [{ since: '2026-08-20', minUpvotes: 6 }, ['inference', 'rl']],
    [{ sort: 'upvotes', since: '2026-08-20' }, ['inference', 'rl', 'llm']],
  ])('%j find %j without any words, the newest first', async (filters, ids) => {
    const { search } = await makeIndexFile(documents);
    expect(await search('  ', filters)).toMatchObject({ ids, total: ids.length, corrected: null });
  });
});

describe('the order', () => {
  const documents = [
    makeDocument('text', { summary: '등대를 봅니다', upvotes: 3, day: '2026-08-21' }),
    makeDocument('title', { title: '등대', upvotes: 1, day: '2026-08-19' }),
    makeDocument('both', { title: '등대', summary: '등대를 봅니다', upvotes: 3, day: '2026-08-18' }),
    makeDocument('other', { title: '갈매기', upvotes: 9, day: '2026-08-24' }),
  ];

  it.each<[SearchQuery['sort'], readonly string[]]>([
    ['relevance', ['title', 'both', 'text']],
    ['upvotes', ['text', 'both', 'title']],
    ['newest', ['text', 'title', 'both']],
  ])('by %s is %j', async (sort, ids) => {
    const { search } = await makeIndexFile(documents);
    expect((await search('등대', { sort })).ids).toEqual(ids);
  });

  it('is kept by loose matches', async () => {
    const { search } = await makeIndexFile([
      makeDocument('1', { title: 'Lighthouses', upvotes: 1, day: '2026-08-21' }),
      makeDocument('2', { title: 'Lighthouses', upvotes: 9, day: '2026-08-19' }),
      makeDocument('3', { title: 'Lighthouses', upvotes: 5, day: '2026-08-20' }),
    ]);
    expect((await search('lightho', { sort: 'upvotes' })).ids).toEqual(['2', '3', '1']);
    expect((await search('lightho', { sort: 'newest' })).ids).toEqual(['1', '3', '2']);
  });

  it('is the newest first among equals', async () => {
    const { search } = await makeIndexFile(
      numbers(5).map((at) =>
        makeDocument(String(at), { title: 'Gulls', day: addDays('2026-08-21', at), upvotes: 2 }),
      ),
    );
    for (const sort of ['relevance', 'upvotes', 'newest'] as const) {
      expect((await search('gulls', { sort })).ids).toEqual(['5', '4', '3', '2', '1']);
    }
  });
});

describe('more papers than anybody reads', () => {
  const COUNT = 2_300;
  let documents: SearchDocument[];
  beforeAll(() => {
    documents = numbers(COUNT).map((at) =>
      makeDocument(`p${at}`, {
        // Each word occurs in a different share of the papers, in titles, texts or both.
        title: [at % 2 && 'Gulls', at % 3 === 0 && 'Harbor', at % 700 === 0 && 'Anchors']
          .filter(Boolean)
          .join(' '),
        summary: ['갈매기', at % 2 === 0 && 'gulls', at % 5 === 0 && 'harbor harbor']
          .filter(Boolean)
          .join(', '),
        day: addDays('2026-01-01', Math.floor(at / 40)),
        upvotes: at % 17,
      }),
    );
  });

  async function readAll({ search }: File, text: string, rest: Partial<SearchQuery>, limit: number) {
    const pages: SearchResult[] = [];
    do pages.push(await search(text, { ...rest, limit, offset: pages.length * limit }));
    while ((pages.at(-1) as SearchResult).ids.length > 0);
    return { ids: pages.flatMap(({ ids }) => ids), totals: new Set(pages.map(({ total }) => total)) };
  }

  it('come page by page, without repeats or gaps', async () => {
    const file = await makeIndexFile(documents);
    for (const [text, expected] of [
      ['갈매기', COUNT],
      ['gulls', COUNT],
      ['harbor', documents.filter(({ body }) => body.includes('harbor')).length],
      ['gulls harbor', documents.filter(({ body }) => body.includes('harbor')).length],
      ['', COUNT],
    ] as const) {
      for (const sort of ['relevance', 'upvotes', 'newest'] as const) {
        const { ids, totals } = await readAll(file, text, { sort }, 70);
        expect([text, sort, new Set(ids).size, ids.length]).toEqual([text, sort, expected, expected]);
        expect([...totals]).toEqual([Math.min(expected, 1_000)]);
      }
    }
  });

  it('come in the same order for any page size', async () => {
    const file = await makeIndexFile(documents);
    const pages = await readAll(file, 'harbor', {}, 110);
    expect(await file.search('harbor', { limit: COUNT })).toMatchObject({ ids: pages.ids });
    expect((await file.search('harbor', { limit: 10, offset: 5 })).ids).toEqual(pages.ids.slice(5, 15));
  });

  it('are counted, up to a thousand', async () => {
    const { search } = await makeIndexFile(documents);
    expect((await search('anchors')).total).toBe(3);
    expect((await search('harbor', { since: '2026-02-20' })).total).toBe(
      documents.filter(({ body, day }) => body.includes('harbor') && day >= '2026-02-20').length,
    );
    expect((await search('갈매기')).total).toBe(1_000);
    expect((await search('갈매기', { limit: 1 })).ids).toHaveLength(1);
    expect((await search('갈매기', { offset: 5_000 })).ids).toEqual([]);
  });
});

describe('few results', () => {
  const gulls = numbers(4).map((at) => makeDocument(`gulls ${at}`, { title: 'Gulls' }));
  const both = [makeDocument('both', { summary: 'anchors, gulls' })];

  it('are followed by loose matches, which are counted separately', async () => {
    const { search } = await makeIndexFile([...gulls, ...both]);
    const found = await search('gulls anchors');
    expect(found).toMatchObject({ total: 5, loose: 4, corrected: null });
    expect(found.ids[0]).toBe('both');
    expect(new Set(found.ids).size).toBe(5);
  });

  it('have no loose matches if there are ten', async () => {
    const more = numbers(10).map((at) => makeDocument(`both ${at}`, { title: 'Anchors, Gulls' }));
    const { search } = await makeIndexFile([...gulls, ...more]);
    expect(await search('gulls anchors')).toMatchObject({ total: 10, loose: 0 });
  });

  it('come page by page too', async () => {
    const { search } = await makeIndexFile([...gulls, ...both]);
    const pages = await Promise.all(
      [0, 2, 4, 6].map((offset) => search('gulls anchors', { offset, limit: 2 })),
    );
    expect(pages.map(({ ids }) => ids.length)).toEqual([2, 2, 1, 0]);
    expect(new Set(pages.flatMap(({ ids }) => ids)).size).toBe(5);
  });
});

describe('a name of several words', () => {
  it.each(['대규모 언어 모델', '대규모언어모델', '대규모 언어모델', 'LLM', 'large language models'])(
    'is found in all spellings by %j',
    async (text) => {
      const { search } = await makeIndexFile([
        makeDocument('1', { summary: '대규모 언어 모델을 씁니다' }),
        makeDocument('2', { summary: '대규모 언어모델을 씁니다' }),
        makeDocument('3', { summary: '대규모, 언어, 모델' }),
      ]);
      const { ids, total, loose } = await search(text);
      expect([ids.slice(0, total - loose).toSorted(), total - loose]).toEqual([['1', '2'], 2]);
    },
  );
});

describe('the corrected query', () => {
  const documents = [
    makeDocument('rl', { title: 'Gulls', fields: [RL] }),
    ...['a', 'b'].map((id) => makeDocument(id, { title: 'Lighthouse' })),
  ];

  it.each([
    ['강화햑습', '강화학습', ['rl']],
    ['rkdghkgkrtmq', '강화학습', ['rl']],
    ['ㄱㅎㅎㅅ', '강화 학습', ['rl']],
    ['reinforcment learning', 'reinforcementlearning', ['rl']],
    ['lighthuose', 'lighthouse', ['b', 'a']],
  ])('for %j is shown: %j', async (text, corrected, ids) => {
    const { search } = await makeIndexFile(documents);
    expect(await search(text)).toMatchObject({ corrected, ids, total: ids.length, loose: 0 });
  });

  it.each(['강화학습', 'lighthouse', '', 'zzzzzzzzzz', 'gulls zzzzzzzzzz'])(
    'is the original one: %j',
    async (text) => {
      const { search } = await makeIndexFile(documents);
      expect((await search(text)).corrected).toBeNull();
    },
  );

  it('is not guessed if only the filters exclude everything', async () => {
    const { search } = await makeIndexFile(documents);
    expect(await search('lighthouse', { fields: ['rl'] })).toEqual({
      ...{ ids: [], total: 0, loose: 0, corrected: null },
    });
  });

  it('can be a word from newer titles', async () => {
    const { add, search } = await makeIndexFile(documents);
    expect((await search('harpsichrod')).ids).toEqual([]);
    await add(...['c', 'd'].map((id) => makeDocument(id, { title: 'Harpsichord', day: '2026-08-24' })));
    expect(await search('harpsichrod')).toMatchObject({ ids: ['d', 'c'], corrected: 'harpsichord' });
  });
});

describe('unusual queries', () => {
  it.each([
    '"',
    '"강화',
    "'; DROP TABLE papers; --",
    'AND',
    'OR OR',
    'NOT',
    'NEAR(',
    'NEAR(a b, 2)',
    '*',
    '강화*',
    '^',
    '^a',
    '(((',
    '{a b}:',
    'head : 강화',
    'body MATCH x',
    'rank:bm25(0)',
    '+ - +a -b',
    '$1 ?1 :a @b',
    '%_%',
    '\\',
    '💡',
    '👨‍👩‍👧‍👦 강화학습',
    '\u0000',
    '강화\u0000학습',
    '\uD800',
    '강화\uDC00학습',
    '漢字',
    '強化學習',
    'ひらがな カタカナ',
    '𠀀𠀁',
    '\u0300\u20E3',
    'ः',
    'مرحبا',
    '½ ① ㎏ ﬁ',
    'İ ß ŉ',
    '를',
    '을 를 이 가 은 는',
    '에서',
    'ㄱ',
    'ㄱㅎㅎㅅ',
    '강화ㅎ',
    ' \t\n ',
    'constructor __proto__ toString',
    '가'.repeat(500),
    'a'.repeat(500),
    '가나다라마바사아자차'.repeat(50),
    '가 '.repeat(250),
    'ㄱ'.repeat(500),
    '가b'.repeat(250),
    'ab-'.repeat(166),
    '강화학습 '.repeat(100),
    '"'.repeat(500),
    '('.repeat(500),
  ])('%j is answered', async (text) => {
    const { search } = await makeIndexFile(toDocuments(searchPapers.slice(0, 50)));
    const known = new Set(searchPapers.map(({ id }) => id));
    for (const sort of ['relevance', 'newest'] as const) {
      const { ids, total, loose, corrected } = await search(text, { sort });
      expect(ids.every((id) => known.has(id))).toBe(true);
      expect(ids).toHaveLength(Math.min(total, 10));
      expect(loose).toBeLessThanOrEqual(total);
      expect(corrected).not.toBe(text);
    }
  });
});
