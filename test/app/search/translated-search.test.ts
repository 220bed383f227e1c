import { expect, test } from 'vitest';
import { createTranslatedSearch } from '../../../src/app/search/translated-search.ts';
import { SummaryError, TemporaryError } from '../../../src/domain/errors.ts';
import { HOUR } from '../../../src/lib/duration.ts';
import type { Cache } from '../../../src/ports/cache.ts';
import type { SearchIndex, SearchResult } from '../../../src/ports/search-index.ts';
import { createTestClock } from '../../fixtures/clock.ts';
import { createTestLog } from '../../fixtures/log.ts';
import { makeQuery } from '../../fixtures/search/index.ts';

const NOTHING: SearchResult = { ids: [], total: 0, loose: 0, corrected: null };
const LOOSE: SearchResult = { ids: ['1', '2'], total: 2, loose: 2, corrected: null };
const FOUND: SearchResult = { ids: ['3'], total: 1, loose: 0, corrected: null };

function start({
  results = {},
  isSpent = false,
}: {
  results?: Record<string, SearchResult>;
  isSpent?: boolean;
} = {}) {
  const asked: string[] = [];
  const answers: Record<string, string | null | Error> = {
    '등대를 켜는 법': 'lighthouse lamps',
    '바다 노래': 'shanty',
  };
  const values = new Map<string, unknown>();
  const cache: Cache = {
    get: async <T>(key: string) => values.get(key) as T | undefined,
    set: async (key, value) => values.set(key, value),
  };
  const index = {
    search: async ({ text }: { text: string }) => results[text] ?? NOTHING,
  } as unknown as SearchIndex;
  const clock = createTestClock();
  const log = createTestLog();
  const { search } = createTranslatedSearch({
    ...{ index, cache, clock, log, signal: new AbortController().signal },
    budget: { check: async () => isSpent },
    translator: {
      async translate(question) {
        asked.push(question);
        const answer = answers[question] ?? null;
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
  });
  return { search: (text: string) => search(makeQuery(text)), asked, answers, clock };
}

const FOUND_IN_ENGLISH = { ...FOUND, corrected: 'lighthouse lamps' };

test('a Korean question that matches nothing exactly is searched in English, and the reply says so', async () => {
  for (const first of [NOTHING, LOOSE]) {
    const { search } = start({ results: { '등대를 켜는 법': first, 'lighthouse lamps': FOUND } });
    expect(await search('등대를 켜는 법')).toEqual(FOUND_IN_ENGLISH);
  }
});

test('a question is sent once, also for other pages and at the same time', async () => {
  const { search, asked } = start({ results: { 'lighthouse lamps': FOUND } });
  await Promise.all([search('등대를 켜는 법'), search('등대를 켜는 법')]);
  await search('등대를 켜는 법');
  await search('바다 노래');
  await search('바다 노래');
  expect(asked).toEqual(['등대를 켜는 법', '바다 노래']);
});

test('what matches exactly, what is not Korean, and what the budget does not allow is not sent', async () => {
  const found = start({ results: { 등대: FOUND } });
  expect(await found.search('등대')).toEqual(FOUND);
  expect(await found.search('lamps at sea')).toEqual(NOTHING);
  const spent = start({ results: { 'lighthouse lamps': FOUND }, isSpent: true });
  expect(await spent.search('등대를 켜는 법')).toEqual(NOTHING);
  expect([...found.asked, ...spent.asked]).toEqual([]);
});

test.each([new TemporaryError('down'), new SummaryError('rejected', 'wrong key'), null])(
  'the results stay if there are no words, or they find nothing: %s',
  async (answer) => {
    const { search, answers } = start({ results: { '등대를 켜는 법': LOOSE, 'lighthouse lamps': LOOSE } });
    expect(await search('등대를 켜는 법')).toEqual(LOOSE);
    answers['바다 노래'] = answer;
    expect(await search('바다 노래')).toEqual(NOTHING);
  },
);

test('at most sixty questions are sent in an hour', async () => {
  const { search, asked, clock } = start();
  for (let n = 0; n < 70; n += 1) await search(`등대 ${n}`);
  expect(asked).toHaveLength(60);
  clock.advance(HOUR);
  await search('등대 70');
  expect(asked).toHaveLength(61);
});
