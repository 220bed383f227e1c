import { describe, expect, it } from 'vitest';
import type { Match } from '../../../src/domain/search/match.ts';
import { matchToFts } from '../../../src/store/search/fts.ts';
import { makeDocument } from '../../fixtures/search/index.ts';
import { makeIndexFile } from './file.ts';

const phrase = (...tokens: string[]): Match => ({ phrase: tokens });

describe('a match in the language of FTS5', () => {
  it.each<[Match, string]>([
    [phrase('강화', '화학'), '"강화 화학"'],
    [{ phrase: ['light'], isPrefix: true }, '"light"*'],
    [{ any: [phrase('a'), phrase('b', 'c')] }, '("a" OR "b c")'],
    [{ all: [phrase('a'), { any: [phrase('b'), phrase('c')] }] }, '("a" AND ("b" OR "c"))'],
  ])('%j is %s', (match, text) => expect(matchToFts(match)).toBe(text));

  it.each<[Match, readonly string[]]>([
    [phrase('red', 'boat'), ['1']],
    [phrase('boat', 'red'), []],
    [{ all: [phrase('boat'), phrase('red')] }, ['1']],
    [{ any: [phrase('red'), phrase('blue')] }, ['1', '2']],
    [{ all: [phrase('boat'), { any: [phrase('red'), phrase('blue')] }] }, ['1', '2']],
    [{ phrase: ['bo'], isPrefix: true }, ['1', '2', '3']],
    [phrase('and'), ['4']],
    [phrase('not'), []],
    [phrase(''), []],
  ])('%j finds %j', async (match, ids) => {
    const titles = ['Red Boat', 'Blue Boat', 'Bones', 'This AND That'];
    const { sql } = await makeIndexFile(titles.map((title, at) => makeDocument(String(at + 1), { title })));
    const rows = await sql.query(
      'SELECT id FROM papers JOIN head ON head.rowid = number WHERE head MATCH $1 ORDER BY number',
      [matchToFts(match)],
    );
    expect(rows.map(({ id }) => id)).toEqual(ids);
  });
});
