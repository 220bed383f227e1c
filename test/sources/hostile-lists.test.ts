import { describe, expect, onTestFinished, test } from 'vitest';
import { TemporaryError } from '../../src/domain/errors.ts';
import { createHttp } from '../../src/sources/http.ts';
import { createHuggingFace } from '../../src/sources/huggingface.ts';
import { startHuggingFace } from '../emulators/huggingface.ts';
import { createTestClock } from '../fixtures/clock.ts';
import { createTestLog } from '../fixtures/log.ts';
import { directNetwork } from '../fixtures/network.ts';
import { makePaper, makeRawEntry, makeRawList } from '../fixtures/papers.ts';

const DAY = '2026-08-21';

/** Opens a source whose server sends `body` for every request. */
async function open(body: unknown) {
  const log = createTestLog();
  const server = await startHuggingFace({ days: {}, reply: () => ({ status: 200, body }) });
  const http = createHttp({ network: directNetwork, clock: createTestClock(), log });
  onTestFinished(async () => {
    await server.close();
  });
  return {
    log,
    server,
    source: createHuggingFace({ http, log }, { endpoint: server.url, token: undefined }),
  };
}

describe('S2: a list is refused before it is parsed', () => {
  const authors = Array.from({ length: 500_000 }, () => ({ name: 'Mina Harbor' }));
  test.each<[string, unknown, RegExp]>([
    ['8,000,000 empty entries', `[${'[],'.repeat(8_000_000)}[]]`, /sent JSON of more than 100000 values$/],
    ['16 MB of brackets', '['.repeat(16_000_000), /sent JSON of more than 30 levels$/],
    ['16 MB of objects', '{"a":'.repeat(3_200_000), /sent JSON of more than 30 levels$/],
    ['one paper with 500,000 authors', [makeRawEntry({ authors })], /sent JSON of more than 100000 values$/],
    ['a title of 5 MB', [makeRawEntry({ title: 'x'.repeat(5_000_000) })], /sent more than 4194304 bytes$/],
    ['201 entries', makeRawList(201), /sent 201 entries on a page/],
  ])('%s', async (_name, body, message) => {
    const { source, server, log } = await open(body);
    const error = await source.listDay(DAY).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TemporaryError);
    expect((error as Error).message).toMatch(message);
    // Nothing that grows with the list, and no request for more of it.
    expect(log.lines).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });

  test('one paper, too', async () => {
    const { source } = await open('['.repeat(1_000));
    await expect(source.paper(makePaper().id)).rejects.toThrow('levels');
  });

  test('brackets and commas in strings do not count', async () => {
    const summary = `${'[{,'.repeat(50_000)}\\"]`;
    const { source } = await open([makeRawEntry({ summary })]);
    const [paper] = await source.listDay(DAY);
    expect(paper?.abstract.slice(0, 6)).toBe('[{,[{,');
  });
});

test('S2: the lists of a paper are cut, and what is behind the cut is not looked at', async () => {
  const authors = [...Array.from({ length: 3_000 }, (_, at) => ({ name: `Keeper ${at}` })), 'none'];
  const ai_keywords = Array.from({ length: 3_000 }, (_, at) => `lamp ${at}`);
  const { source } = await open([makeRawEntry({ authors, ai_keywords })]);
  const [paper] = await source.listDay(DAY);
  expect([paper?.authors.length, paper?.authors.at(-1)]).toEqual([1_000, 'Keeper 999']);
  expect([paper?.keywords.length, paper?.keywords.at(-1)]).toEqual([100, 'lamp 99']);
});

test('S2: a page with many invalid entries is one line in the log, with their number and the first reason', async () => {
  const invalid = Array.from({ length: 40 }, () => makeRawEntry({ id: `${'9'.repeat(500)}` }));
  const { source, log } = await open([...invalid, makeRawEntry()]);
  expect(await source.listDay(DAY)).toHaveLength(1);
  expect(log.lines).toEqual([
    {
      level: 'warn',
      sentence: 'Skipped invalid list entries',
      fields: { day: DAY, page: 0, skipped: 40, id: '9'.repeat(40), problems: ['paper.id'] },
    },
  ]);
});

test('S2: an address of a megabyte is not even read', async () => {
  const githubRepo = `https://github.com/${'a'.repeat(1_000_000)}`;
  const { source } = await open([makeRawEntry({ githubRepo }, { thumbnail: githubRepo })]);
  const [paper] = await source.listDay(DAY);
  expect(paper).toMatchObject({ codeUrl: null, thumbnail: makePaper().thumbnail });
});
