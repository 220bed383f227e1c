import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createIndexing } from '../../../src/app/search/index-papers.ts';
import { CorruptStoreError, TemporaryError } from '../../../src/domain/errors.ts';
import type { IndexEntry } from '../../../src/domain/search/document.ts';
import { createSearchIndex } from '../../../src/store/search/thread.ts';
import { createStage, LIST_DAY, makePapers, NOON, type Stage, storedSummary } from '../editions/harness.ts';

const ids = (count: number) => makePapers(count).map(({ id }) => id);

/** Opens a real index in the stage's folder; `told.changes` counts the notifications. */
function open(stage: Stage, name = 'test.search.db') {
  const { store, log, stop } = stage;
  const index = createSearchIndex(join(stage.folder, name));
  onTestFinished(() => index.close());
  const told = { changes: 0 };
  const onChange = async () => {
    told.changes += 1;
  };
  const taken: string[] = [];
  const watched = {
    cursor: index.cursor,
    clear: index.clear,
    add(entries: readonly IndexEntry[], cursor: number) {
      taken.push(...entries.map(({ paper }) => paper.id));
      return index.add(entries, cursor);
    },
  };
  const indexing = createIndexing({ store, index: watched, onChange, log, signal: stop.signal });
  const find = async (text: string) =>
    (
      await index.search({
        ...{ text, fields: [], since: null, minUpvotes: 0 },
        ...{ sort: 'newest', offset: 0, limit: 1_000 },
      })
    ).ids;
  return { index, indexing, watched, told, taken, find };
}

describe('catching up', () => {
  test('adds everything in the store, in batches, and notifies once', async () => {
    const stage = await createStage(makePapers(230));
    const { indexing, find, told, taken, index } = open(stage);
    await indexing.catchUp();
    expect([...(await find('paper'))].sort()).toEqual(ids(230));
    expect(taken).toHaveLength(230);
    expect(told.changes).toBe(1);
    expect(await index.cursor()).toBe(await stage.store.newestChange());
    expect(indexing.healthProblem()).toBeNull();
  });

  test('adds only what has changed since', async () => {
    const stage = await createStage(makePapers(5));
    const { indexing, find, told, taken } = open(stage);
    await indexing.catchUp();
    await stage.store.saveSummary('2608.00002', storedSummary(), NOON);
    await stage.store.saveListDay('2026-08-20', makePapers(1, 9), null, NOON);
    taken.length = 0;
    await indexing.catchUp();
    expect(taken).toEqual(['2608.00002', '2608.00009']);
    expect(await find('등대')).toEqual(['2608.00002']);
    expect(told.changes).toBe(2);
  });

  test('does nothing and notifies nobody without changes, except the first time', async () => {
    const stage = await createStage([]);
    const { indexing, told, taken } = open(stage);
    await indexing.catchUp();
    expect(told.changes).toBe(1);
    await indexing.catchUp();
    expect(told.changes).toBe(1);
    expect(taken).toEqual([]);
  });

  test('notifies about an index that was complete at the start, because completions use it', async () => {
    const stage = await createStage(makePapers(3));
    const first = open(stage);
    await first.indexing.catchUp();
    await first.index.close();
    const { indexing, told, taken } = open(stage);
    await indexing.catchUp();
    expect(taken).toEqual([]);
    expect(told.changes).toBe(1);
  });

  test('adds unlisted papers under the day on which they were saved', async () => {
    const stage = await createStage(makePapers(1));
    const { indexing, index } = open(stage);
    await stage.store.savePaper({ ...makePapers(1, 7)[0], title: 'Alone' } as never, NOON);
    await indexing.catchUp();
    const found = async (since: string) =>
      (
        await index.search({
          ...{ text: 'alone', fields: [], minUpvotes: 0, since },
          ...{ sort: 'newest', offset: 0, limit: 9 },
        })
      ).ids;
    expect(await found('2026-08-22')).toEqual(['2608.00007']);
    expect(await found('2026-08-23')).toEqual([]);
  });

  test('runs once for all simultaneous callers', async () => {
    const stage = await createStage(makePapers(5));
    const { indexing, taken } = open(stage);
    await Promise.all([indexing.catchUp(), indexing.catchUp(), indexing.catchUp()]);
    expect(taken).toEqual(ids(5));
  });

  test('ends when the bot stops, between two batches', async () => {
    const stage = await createStage(makePapers(250));
    const { indexing, watched, taken } = open(stage);
    const { add } = watched;
    watched.add = (...added) => {
      stage.stop.abort();
      return add(...added);
    };
    await indexing.catchUp();
    expect(taken).toHaveLength(100);
  });
});

describe('an index', () => {
  test('that was lost is filled from the start', async () => {
    const stage = await createStage(makePapers(4));
    await open(stage).indexing.catchUp();
    const { indexing, find } = open(stage, 'another.search.db');
    await indexing.catchUp();
    expect(await find('paper')).toHaveLength(4);
  });

  test('that is ahead of a restored store is rebuilt', async () => {
    const before = await createStage(makePapers(9));
    const { index, indexing } = open(before);
    await indexing.catchUp();
    await index.close();
    const restored = await createStage(makePapers(3));
    const { indexing: again, find } = open({ ...restored, folder: before.folder });
    await again.catchUp();
    expect([...(await find('paper'))].sort()).toEqual(ids(3));
  });

  test('that fails is reported unhealthy, logged once, and catches up once it works again', async () => {
    const stage = await createStage(makePapers(3));
    const { indexing, watched, find, told } = open(stage);
    const { add } = watched;
    watched.add = async () => {
      throw new Error('disk full');
    };
    await indexing.catchUp();
    await indexing.catchUp();
    expect(indexing.healthProblem()).toBe('disk full');
    expect(stage.log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(told.changes).toBe(0);
    watched.add = add;
    await indexing.catchUp();
    expect(indexing.healthProblem()).toBeNull();
    expect(await find('paper')).toHaveLength(3);
    expect(told.changes).toBe(1);
  });

  test('S7: is not blamed for a corrupt or unavailable store, and catches up afterwards', async () => {
    const stage = await createStage(makePapers(3));
    const { index, find } = open(stage);
    let failure: Error | null = null;
    const store = {
      newestChange: stage.store.newestChange,
      summaries: stage.store.summaries,
      async changedPapers(after: number, limit: number) {
        if (failure) throw failure;
        return stage.store.changedPapers(after, limit);
      },
    };
    const onChange = async () => {};
    const { log, stop } = stage;
    const indexing = createIndexing({ store, index, onChange, log, signal: stop.signal });
    for (failure of [
      new CorruptStoreError('database disk image is malformed'),
      new TemporaryError('locked'),
    ]) {
      await indexing.catchUp();
      expect(indexing.healthProblem()).toBeNull();
    }
    expect(log.lines.filter(({ level }) => level !== 'debug')).toEqual([]);
    failure = null;
    await indexing.catchUp();
    expect(await find('paper')).toHaveLength(3);
  });

  test('is retried if its notification fails', async () => {
    const { store, log, stop, folder } = await createStage(makePapers(1));
    const index = createSearchIndex(join(folder, 'test.search.db'));
    onTestFinished(() => index.close());
    let isUnhealthy = true;
    let changes = 0;
    const onChange = async () => {
      changes += 1;
      if (isUnhealthy) throw new Error('no memory');
    };
    const indexing = createIndexing({ store, index, onChange, log, signal: stop.signal });
    await indexing.catchUp();
    expect(indexing.healthProblem()).toBe('no memory');
    isUnhealthy = false;
    await indexing.catchUp();
    expect(indexing.healthProblem()).toBeNull();
    expect(changes).toBe(2);
  });

  test('has the newest list day of a paper that was listed twice', async () => {
    const { store, ...stage } = await createStage(makePapers(1));
    await store.saveListDay('2026-06-01', makePapers(1), null, NOON);
    const { indexing, index } = open({ ...stage, store });
    await indexing.catchUp();
    const query = { text: '', fields: [], minUpvotes: 0, sort: 'newest', offset: 0, limit: 9 } as const;
    expect((await index.search({ ...query, since: LIST_DAY })).ids).toEqual(ids(1));
  });
});
