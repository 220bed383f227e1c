import { readQuestion } from '../../src/domain/search/question.ts';
import { toWords, wordTokens } from '../../src/domain/search/tokens.ts';
import { prepare, readCursor } from '../../src/store/search/index-file.ts';
import { createSearchIndex } from '../../src/store/search/thread.ts';
import { openSqlite } from '../../src/store/sqlite/driver.ts';

/** Measurements of a process that opens an index and searches. Times are in milliseconds. */
export interface Searching {
  /** The number of papers in the index. */
  readonly papers: number;
  readonly opening: number;
  /** The time to the thread's first answer; loading modules takes nearly all of it. */
  readonly starting: number;
  /** The time of each search. */
  readonly waits: number[];
  /** The time of each bare FTS5 query for all words of a search, as they are, on the same index. */
  readonly bare: number[];
  /** The number of searches that found papers. */
  readonly found: number;
  /** The peak memory, in bytes. */
  readonly resident: number;
  /**
   * The longest time that the main thread's own work kept it from other work, for each round. It is processor time: on
   * a busy machine, or a virtual one, a thread that does nothing also waits for tens of milliseconds.
   */
  readonly blocked: readonly number[];
}

const TICK = 1;

/** Returns the processor time that this thread has used. */
function threadTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

async function timeOpening(path: string): Promise<number> {
  const started = performance.now();
  const sql = openSqlite(path, { isDerived: true });
  await prepare(sql);
  await readCursor(sql.query);
  const opening = performance.now() - started;
  await sql.close();
  return opening;
}

async function countPapers(path: string): Promise<number> {
  const sql = openSqlite(path, { isDerived: true });
  const [row] = await sql.query('SELECT COUNT(*) AS papers FROM papers');
  await sql.close();
  return Number(row?.papers);
}

/** Measures what FTS5 takes to rank the papers that have all words of a text, without synonyms and spellings. */
function createBareSearch(path: string) {
  const sql = openSqlite(path, { isDerived: true });
  const words = (text: string) => toWords(text).map((word) => `"${wordTokens(word).join(' ')}"`);
  return {
    close: () => sql.close(),
    async time(text: string): Promise<number> {
      const started = performance.now();
      const statement = 'SELECT rowid FROM body WHERE body MATCH $1 ORDER BY rank LIMIT 10';
      await sql.query(statement, [words(text).join(' AND ')]);
      return performance.now() - started;
    },
  };
}

async function search(path: string, rounds: readonly (readonly string[])[]): Promise<Searching> {
  const opening = await timeOpening(path);
  const before = performance.now();
  const index = createSearchIndex(path);
  await index.cursor();
  const starting = performance.now() - before;
  const waits: number[] = [];
  const bare: number[] = [];
  const blocked: number[] = [];
  let found = 0;
  let resident = 0;
  for (const texts of rounds) {
    let longest = 0;
    let last = threadTime();
    const tick = () => {
      const now = threadTime();
      longest = Math.max(longest, now - last);
      last = now;
    };
    const timer = setInterval(tick, TICK);
    for (const text of texts) {
      const started = performance.now();
      const question = readQuestion(text);
      const { ids } = await index.search({
        ...{ text: question.text, fields: [], since: null, minUpvotes: 0 },
        ...{ sort: question.sort === 'newest' ? 'newest' : 'relevance', offset: 0, limit: 10 },
      });
      waits.push(performance.now() - started);
      if (ids.length > 0) found += 1;
      resident = Math.max(resident, process.memoryUsage.rss());
    }
    tick();
    clearInterval(timer);
    blocked.push(longest);
  }
  await index.close();
  const bareSearch = createBareSearch(path);
  for (const text of rounds.flat()) bare.push(await bareSearch.time(text));
  await bareSearch.close();
  return { papers: await countPapers(path), opening, starting, waits, bare, found, resident, blocked };
}

const [path = '', rounds = '[]'] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await search(path, JSON.parse(rounds))));
