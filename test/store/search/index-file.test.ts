import { existsSync, readFileSync } from 'node:fs';
import { mkdir, stat, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { SearchDocument } from '../../../src/domain/search/document.ts';
import { createFinder } from '../../../src/store/search/find.ts';
import {
  addDocuments,
  clearIndex,
  countFields,
  openIndex,
  readCursor,
} from '../../../src/store/search/index-file.ts';
import { isCorrupt } from '../../../src/store/sqlite/driver.ts';
import { makeDocument, makeQuery, toDocuments } from '../../fixtures/search/index.ts';
import { makeIndexFile, makePath, spoil } from './file.ts';

const RL = { ko: '강화 학습', en: 'Reinforcement Learning' };
const PEFT = { ko: '효율적 파인튜닝', en: 'PEFT' };
const ODD = { ko: '등대학', en: 'Pharology' };

/** Opens the index file at a path only to search it; returns the ids that were found, and the cursor. */
async function look(path: string, text: string) {
  const sql = await openIndex(path);
  const { ids } = await createFinder(sql.query)(makeQuery(text));
  const cursor = await readCursor(sql.query);
  await sql.close();
  return { ids, cursor };
}

async function fill(path: string, documents: readonly SearchDocument[], cursor: number): Promise<void> {
  const sql = await openIndex(path);
  await addDocuments(sql, documents, cursor);
  await sql.close();
}

describe('an index file', () => {
  it('is created empty, with its folder', async () => {
    const path = `${await makePath('deep')}/er/search.db`;
    expect(await look(path, '')).toEqual({ ids: [], cursor: 0 });
  });

  it('keeps papers and cursor when it is opened again', async () => {
    const path = await makePath('search.db');
    await fill(path, [makeDocument('1', { title: 'Lighthouse' })], 42);
    expect(await look(path, 'lighthouse')).toEqual({ ids: ['1'], cursor: 42 });
  });

  it('of another version is rebuilt', async () => {
    const path = await makePath('search.db');
    await fill(path, [makeDocument('1', { title: 'Lighthouse' })], 42);
    const sql = await openIndex(path);
    await sql.query("UPDATE meta SET value = '0/older' WHERE name = 'version'");
    await sql.close();
    expect(await look(path, 'lighthouse')).toEqual({ ids: [], cursor: 0 });
    await fill(path, [makeDocument('1', { title: 'Lighthouse' })], 43);
    expect(await look(path, 'lighthouse')).toEqual({ ids: ['1'], cursor: 43 });
  });

  it('is empty when it is cleared, and can be filled again', async () => {
    const documents = [makeDocument('1', { title: 'Lighthouse', fields: [RL, ODD] })];
    const { sql, search } = await makeIndexFile(documents);
    await clearIndex(sql);
    expect(await readCursor(sql.query)).toBe(0);
    for (const text of ['', 'lighthouse']) expect((await search(text)).ids).toEqual([]);
    expect(await countFields(sql.query)).toEqual({ fields: new Map(), unknown: [] });
    await addDocuments(sql, documents, 5);
    expect((await search('lighthouse')).ids).toEqual(['1']);
  });

  it('adds a batch together with its cursor, or neither', async () => {
    const { sql, add, search } = await makeIndexFile([makeDocument('1', { title: 'Lighthouse' })]);
    const wrong = { ...makeDocument('3'), fields: ['rl', 'rl'] };
    const more = [makeDocument('2', { title: 'Lighthouse' }), wrong];
    await expect(addDocuments(sql, more, 99)).rejects.toThrow(/UNIQUE/);
    expect(await readCursor(sql.query)).toBe(1);
    expect((await search('lighthouse')).ids).toEqual(['1']);
    await add(makeDocument('2', { title: 'Lighthouse' }));
    expect((await search('lighthouse')).ids).toEqual(['2', '1']);
  });
});

describe('a paper that is added again', () => {
  const paper = { title: 'Lighthouse', upvotes: 3, fields: [RL, ODD] };

  it('unchanged is stored once', async () => {
    const { sql, add, search } = await makeIndexFile([makeDocument('1', paper)]);
    await add(makeDocument('1', paper), makeDocument('1', paper));
    for (const text of ['', 'lighthouse', 'RL']) {
      expect(await search(text)).toMatchObject({ ids: ['1'], total: 1 });
    }
    expect(await countFields(sql.query)).toEqual({
      fields: new Map([['rl', 1]]),
      unknown: [['등대학(Pharology)', 1]],
    });
  });

  it('with another text is found only by the new text', async () => {
    const { sql, add, search } = await makeIndexFile([makeDocument('1', paper)]);
    await add(makeDocument('1', { title: 'Harbor', summary: '닻을 내립니다', fields: [PEFT] }));
    for (const text of ['harbor', '닻을', 'PEFT']) expect((await search(text)).ids, text).toEqual(['1']);
    for (const text of ['lighthouse', '등대학', 'RL']) expect((await search(text)).ids, text).toEqual([]);
    expect((await search('', { fields: ['rl'] })).ids).toEqual([]);
    expect((await search('', { fields: ['peft'] })).ids).toEqual(['1']);
    const { fields, unknown } = await countFields(sql.query);
    expect([fields.has('rl'), fields.get('peft'), unknown]).toEqual([false, 1, []]);
  });

  it('with only other upvotes keeps its text', async () => {
    const others = [makeDocument('2', { title: 'Lighthouse', upvotes: 5 })];
    const { add, search } = await makeIndexFile([makeDocument('1', paper), ...others]);
    expect((await search('lighthouse', { sort: 'upvotes' })).ids).toEqual(['2', '1']);
    await add(makeDocument('1', { ...paper, upvotes: 9 }));
    expect((await search('lighthouse', { sort: 'upvotes' })).ids).toEqual(['1', '2']);
    expect((await search('lighthouse', { minUpvotes: 9 })).ids).toEqual(['1']);
  });

  it('on another day moves to that day', async () => {
    const days = { '1': '2026-08-19', '2': '2026-08-20', '3': '2026-08-21' };
    const { add, search } = await makeIndexFile(
      Object.entries(days).map(([id, day]) => makeDocument(id, { day })),
    );
    await add(makeDocument('1', { day: '2026-08-24' }));
    expect((await search('', { sort: 'newest' })).ids).toEqual(['1', '3', '2']);
    expect((await search('paper', { since: '2026-08-22' })).ids).toEqual(['1']);
  });

  it('withdrawn is no longer found, until it is back', async () => {
    const { add, search, sql } = await makeIndexFile([makeDocument('1', paper), makeDocument('2', paper)]);
    await add({ ...makeDocument('1', paper), withdrawn: true });
    expect((await search('lighthouse')).ids).toEqual(['2']);
    expect((await countFields(sql.query)).fields.get('rl')).toBe(1);
    await add({ ...makeDocument('3', paper), withdrawn: true }, makeDocument('1', paper));
    expect((await search('lighthouse')).ids).toEqual(['1', '2']);
  });
});

describe('papers of many days', () => {
  it('are ordered by day, regardless of the order in which they are added', async () => {
    const { add, search } = await makeIndexFile();
    for (const day of ['2026-08-20', '2024-02-29', '2026-08-21', '2025-12-31']) {
      await add(makeDocument(`${day} a`, { day }), makeDocument(`${day} b`, { day }));
    }
    const newest = await search('', { sort: 'newest', limit: 20 });
    expect(newest.ids).toEqual(newest.ids.toSorted().reverse());
    expect(newest.ids).toHaveLength(8);
  });
});

describe('the counts of fields', () => {
  it('include ancestors, and unknown labels, most used first', async () => {
    const { sql } = await makeIndexFile([
      makeDocument('1', { fields: [PEFT, ODD] }),
      makeDocument('2', { fields: [PEFT, RL, { ko: '닻', en: '' }, ODD] }),
      makeDocument('3', { fields: [{ ko: '갈매기', en: '' }, ODD, ODD] }),
    ]);
    const { fields, unknown } = await countFields(sql.query);
    expect(Object.fromEntries(fields)).toEqual({ peft: 2, 'post-training': 2, llm: 2, nlp: 2, rl: 1 });
    expect(unknown).toEqual([
      ['등대학(Pharology)', 3],
      ['갈매기', 1],
      ['닻', 1],
    ]);
  });
});

describe('a corrupt file', () => {
  it.each<[string, (path: string) => Promise<void>]>([
    ['is no database', (path) => writeFile(path, 'These are no pages of a database. '.repeat(500))],
    ['was cut in two', async (path) => truncate(path, Math.floor((await stat(path)).size / 8_192) * 4_096)],
    ['was cut in its header', (path) => truncate(path, 50)],
    ['lost its first page', (path) => spoil(path, 0)],
    ['is empty', (path) => truncate(path, 0)],
  ])('that %s is replaced', async (_, damage) => {
    const path = await makePath('search.db');
    await fill(path, toDocuments(), 42);
    await damage(path);
    expect(await look(path, '강화학습')).toEqual({ ids: [], cursor: 0 });
    await fill(path, toDocuments(), 43);
    expect(await look(path, '강화학습')).toMatchObject({ cursor: 43 });
    expect((await look(path, '강화학습')).ids).toHaveLength(10);
  });

  it('is not mixed with leftover files of its predecessor', async () => {
    const path = await makePath('search.db');
    await writeFile(path, 'no database '.repeat(1_000));
    for (const end of ['-wal', '-shm']) await writeFile(path + end, 'nothing either '.repeat(1_000));
    const sql = await openIndex(path);
    await addDocuments(sql, [makeDocument('1', { title: 'Lighthouse' })], 7);
    expect(readFileSync(`${path}-wal`).includes('nothing either')).toBe(false);
    await sql.close();
    expect([existsSync(`${path}-wal`), existsSync(`${path}-shm`)]).toEqual([false, false]);
    expect(await look(path, 'lighthouse')).toEqual({ ids: ['1'], cursor: 7 });
  });

  it('is detected when the corrupt part is read, if that is not the beginning', async () => {
    const path = await makePath('search.db');
    await fill(path, toDocuments(), 42);
    await spoil(path, 12);
    const sql = await openIndex(path);
    const failed = await createFinder(sql.query)(makeQuery('강화학습')).catch((error) => error);
    expect(isCorrupt(failed)).toBe(true);
    await sql.close();
  });

  it('is distinguished from all other errors, which leave the file unchanged', async () => {
    const path = await makePath('search.db');
    await mkdir(path);
    const failed = await openIndex(path).catch((error) => error);
    expect(failed).toBeInstanceOf(Error);
    expect(isCorrupt(failed)).toBe(false);
    expect((await stat(path)).isDirectory()).toBe(true);
    for (const other of [new Error('malformed'), undefined, null, { errcode: 5 }, { errcode: 13 }]) {
      expect(isCorrupt(other)).toBe(false);
    }
    expect([{ errcode: 11 }, { errcode: 26 }, { errcode: 267 }].map(isCorrupt)).toEqual([true, true, true]);
  });
});
