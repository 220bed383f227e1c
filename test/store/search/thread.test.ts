import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSearchIndex } from '../../../src/store/search/thread.ts';
import { makeEntry, makeQuery, toEntries } from '../../fixtures/search/index.ts';
import { makePath, spoil } from './file.ts';

/** Papers whose titles are single words, none of which is a prefix of another. */
const lamps = Array.from({ length: 40 }, (_, at) => makeEntry(`p${at}`, { title: `Lamp${at + 100}` }));
const search = (index: ReturnType<typeof createSearchIndex>, text: string) => index.search(makeQuery(text));

describe('the index in its thread', () => {
  it('answers many concurrent queries, each with its own result', async () => {
    const index = createSearchIndex(await makePath('search.db'));
    const adding = index.add(lamps, 7);
    const found = await Promise.all(lamps.map((_, at) => search(index, `lamp${at + 100}`)));
    expect(found.map(({ ids }) => ids)).toEqual(lamps.map(({ paper }) => [paper.id]));
    expect(await Promise.all([adding, index.cursor()])).toEqual([undefined, 7]);
    expect((await index.fieldCounts()).fields).toEqual(new Map());
    await index.clear();
    expect(await index.cursor()).toBe(0);
    await index.close();
  });

  it('reports the error of one query, and answers the others', async () => {
    const index = createSearchIndex(await makePath('search.db'));
    const wrong = { ...makeEntry('wrong'), paper: null as never };
    const answers = await Promise.allSettled([index.add(lamps, 1), index.add([wrong], 2), index.cursor()]);
    expect(answers).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: expect.objectContaining({ message: expect.stringMatching(/null/) }) },
      { status: 'fulfilled', value: 1 },
    ]);
    await index.close();
  });
});

describe('a thread that dies', () => {
  it('fails all pending requests, and the next one works', async () => {
    const path = await makePath('folder/search.db');
    await writeFile(dirname(path), 'no folder');
    const index = createSearchIndex(path);
    const asked = [index.cursor(), search(index, 'lamp'), index.fieldCounts()];
    const answers = await Promise.allSettled(asked);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(answers[0]).toMatchObject({ reason: { code: 'EEXIST' } });
    await rm(dirname(path));
    expect(await index.cursor()).toBe(0);
    await index.add(lamps, 3);
    expect((await search(index, 'lamp103')).ids).toEqual(['p3']);
    await index.close();
  });

  it('fails again as long as the cause persists', async () => {
    const path = await makePath('folder/search.db');
    await writeFile(dirname(path), 'no folder');
    const index = createSearchIndex(path);
    for (let time = 0; time < 3; time += 1) {
      await expect(index.cursor()).rejects.toThrow(/EEXIST/);
    }
    await index.close();
  });
});

describe('a corrupt file', () => {
  it('is rebuilt if its beginning is corrupt', async () => {
    const path = await makePath('search.db');
    await writeFile(path, 'This is no database. '.repeat(1_000));
    const index = createSearchIndex(path);
    expect(await index.cursor()).toBe(0);
    await index.add(lamps, 3);
    expect((await search(index, 'lamp103')).ids).toEqual(['p3']);
    await index.close();
  });

  it('is rebuilt completely once a corrupt part in the middle is read', async () => {
    const path = await makePath('search.db');
    const first = createSearchIndex(path);
    await first.add(toEntries(), 42);
    await first.close();
    await spoil(path, 12);

    const index = createSearchIndex(path);
    expect(await index.cursor()).toBe(42);
    const asked = await Promise.allSettled([search(index, '강화학습'), search(index, '양자화')]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(index.add(lamps, 43)).rejects.toThrow(/cursor/);
    expect(await index.cursor()).toBe(0);
    expect(await search(index, '강화학습')).toMatchObject({ ids: [] });
    await index.add(toEntries(), 43);
    expect((await search(index, '강화학습')).ids).toHaveLength(10);
    await index.close();
  });
});

describe('closing', () => {
  it('lets pending requests finish, and rejects later ones', async () => {
    const index = createSearchIndex(await makePath('search.db'));
    const asked = [index.add(lamps, 1), ...lamps.map((_, at) => search(index, `lamp${at + 100}`))];
    const closing = index.close();
    await expect(index.cursor()).rejects.toThrow(/closed/);
    expect((await Promise.allSettled(asked)).every(({ status }) => status === 'fulfilled')).toBe(true);
    await closing;
    await expect(search(index, 'lamp')).rejects.toThrow(/closed/);
  });

  it('needs no thread and can be repeated', async () => {
    const index = createSearchIndex(await makePath('search.db'));
    await index.close();
    await index.close();
    const used = createSearchIndex(await makePath('search.db'));
    await used.cursor();
    await Promise.all([used.close(), used.close()]);
    await used.close();
  });

  it('leaves a file that can be opened again', async () => {
    const path = await makePath('search.db');
    for (const cursor of [1, 2, 3]) {
      const index = createSearchIndex(path);
      expect(await index.cursor()).toBe(cursor - 1);
      await index.add(lamps, cursor);
      await index.close();
    }
  });
});

describe('a process', () => {
  it('waits for an answer, but not for the thread', async () => {
    const program = await makePath('program.mjs');
    const thread = new URL('../../../src/store/search/thread.ts', import.meta.url);
    await writeFile(
      program,
      `import { createSearchIndex } from '${thread}';
       const cursor = await createSearchIndex('${program}.db').cursor();
       process.stdout.write('cursor ' + cursor);`,
    );
    const child = spawn(process.execPath, [program]);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    await once(child, 'close');
    expect([child.exitCode, output]).toEqual([0, 'cursor 0']);
  });
});
