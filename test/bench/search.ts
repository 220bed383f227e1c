import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { COMMANDS } from '../../commands/index.ts';
import { complete } from '../../src/command/completion.ts';
import { addDays, type Day, isWeekend } from '../../src/domain/calendar/day.ts';
import { FIELDS } from '../../src/domain/fields/field.ts';
import { createSearchIndex } from '../../src/store/search/thread.ts';
import { createRandom } from '../fixtures/random.ts';
import { type SearchPaper, searchCases, searchPapers, toEntries } from '../fixtures/search/index.ts';
import { measureQuality, SPELLINGS } from '../store/search/quality.ts';
import type { Row, Sample } from './row.ts';
import type { Searching } from './searcher.ts';

const PAPERS = 100_000;
/** The number of papers per weekday: the lists span about nine and a half years. */
const A_DAY = 40;
const FIRST_DAY = '2017-01-02';
const BATCH = 500;
/** The number of papers to complete from. The bot uses those of 120 days, about three thousand. */
const TITLES = 4_000;
const ROUNDS = 5;
/** The number of times that each query runs in a round. */
const TIMES = 3;
const RANDOM_SEED = 7;
/** The number of sentences in an abstract. */
const ABSTRACT = 7;
/** The minimum number of queries in the fixture, and of those of which it is known what a paper about them says. */
const LEAST_JUDGED = 90;
const LEAST_QUERIES = 150;
/** The p99 of a search may be this many times that of a bare FTS5 query. */
const MAX_TIMES = 4;
/** The kinds of queries that name what is searched for. */
const WORDS = [
  ...['two syllables', 'particles', 'spacing', 'abbreviations', 'mixed', 'slips', 'other keyboard'],
  ...['prefixes', 'known items'],
];
/** The minimum share of keystrokes with choices: a completion without choices is fast, because it sorts nothing. */
const LEAST_COMPLETED = 0.25;
const MB = 1_000_000;

/** Measures search quality with the fixture's papers, and speed with a hundred thousand papers. */
export async function benchSearch(): Promise<readonly Row[]> {
  return [...(await benchQuality()), ...benchCompletions(), ...(await benchSpeed())];
}

/** Measures the time of the completions for every keystroke of all queries in the fixture. */
function benchCompletions(): readonly Row[] {
  const papers = [...makeCorpus(TITLES)].map(({ id, title }) => ({ id, title }));
  const memory = { papers, fieldCounts: new Map(FIELDS.map(({ id }, papers) => [id, papers])) };
  // Nobody types a question to pick a paper or a field.
  const typed = searchCases
    .filter(({ kind }) => WORDS.includes(kind))
    .flatMap(({ query }) => [...query].map((_, end, letters) => letters.slice(0, end + 1).join('')));
  const time = (command: string, option: string, text: string) => {
    const started = performance.now();
    const choices = complete(COMMANDS, command, option, text, memory);
    return { wait: performance.now() - started, isFound: choices.length > 0 };
  };
  return [
    ['search', 'field'],
    ['show', 'paper'],
  ].map(([command = '', option = '']) => {
    const times = Array.from({ length: ROUNDS }, () =>
      typed.map((text) => time(command, option, text)),
    ).flat();
    const p99 = percentile(
      times.map(({ wait }) => wait),
      0.99,
    );
    return {
      ...{ name: `search: completion of ${option}, p99`, value: round(p99, 2), unit: 'ms', limit: 2 },
      of: {
        count: times.filter(({ isFound }) => isFound).length,
        ...{ unit: 'completions with choices', least: Math.ceil(LEAST_COMPLETED * times.length) },
      },
    };
  });
}

async function benchQuality(): Promise<readonly Row[]> {
  const { queries, recall, mrr, empty, reach, kinds, precision, judged } = await measureQuality();
  const share = (name: string, value: number, limit: number): Row => ({
    ...{ name: `search: ${name}`, value: round(value, 3), unit: 'share', limit, atLeast: true },
  });
  return [
    share('recall@10', recall, 0.95),
    share(
      `recall@10 of the worst of ${Object.keys(kinds).length} kinds`,
      Math.min(...Object.values(kinds)),
      0.85,
    ),
    {
      ...share('precision of the first ten, by text', precision, 0.9),
      of: { count: judged, unit: 'queries', least: LEAST_JUDGED },
    },
    share('MRR', mrr, 0.95),
    {
      ...{ name: 'search: empty answers', value: empty.length, unit: 'answers', limit: 0 },
      of: { count: queries, unit: 'queries', least: LEAST_QUERIES },
    },
    share(`reach of 강화학습, ${SPELLINGS.rl.length} spellings`, reach.rl, 0.99),
    share(`reach of 양자화를, ${SPELLINGS.quantization.length} spellings`, reach.quantization, 0.99),
  ];
}

async function benchSpeed(): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-bench-'));
  const path = join(folder, 'search.db');
  const started = performance.now();
  await build(path);
  const seconds = (performance.now() - started) / 1_000;
  const sizes = (await readdir(folder)).map(async (file) => (await stat(join(folder, file))).size);
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  const { papers, opening, starting, waits, bare, found, resident, blocked } = await search(path);
  await rm(folder, { recursive: true });

  const indexed = { count: papers, unit: 'papers', least: PAPERS };
  // A search that finds nothing is fast, so every search must find papers.
  const searched = { count: found, unit: 'searches that find papers', least: waits.length };
  const row = (name: string, value: number, unit: string, limit: number, of: Sample): Row => ({
    ...{ name: `search: ${name}`, value: round(value, 1), unit, limit, of },
  });
  return [
    row('100k papers, build', seconds, 's', 120, indexed),
    row('100k papers, index', bytes / MB, 'MB', 400, indexed),
    row('100k papers, opening', opening, 'ms', 50, indexed),
    // The bot starts the thread before it accepts commands, so no reply waits for the start.
    row('100k papers, start of its thread', starting, 'ms', 500, indexed),
    row('100k papers, p50', percentile(waits, 0.5), 'ms', 10, searched),
    row('100k papers, p95', percentile(waits, 0.95), 'ms', 60, searched),
    row('100k papers, p99', percentile(waits, 0.99), 'ms', 120, searched),
    row(
      '100k papers, p99, times that of bare FTS5',
      percentile(waits, 0.99) / percentile(bare, 0.99),
      'times',
      MAX_TIMES,
      searched,
    ),
    row('100k papers, resident memory', resident / MB, 'MB', 250, searched),
    // Other processes slow down some rounds, but our own cost is in every round, so take the median.
    row('100k papers, main thread blocked', percentile(blocked, 0.5), 'ms', 10, searched),
  ];
}

async function build(path: string): Promise<void> {
  const index = createSearchIndex(path);
  let papers: SearchPaper[] = [];
  let cursor = 0;
  for (const paper of makeCorpus(PAPERS)) {
    papers.push(paper);
    if (papers.length < BATCH) continue;
    cursor += papers.length;
    await index.add(toEntries(papers), cursor);
    papers = [];
  }
  await index.close();
}

/**
 * Generates papers from the fixture's texts: a title combines parts of two titles, a summary combines
 * sentences of the same paper and of others, and an abstract those of others.
 */
function* makeCorpus(size: number): Generator<SearchPaper> {
  const random = createRandom(RANDOM_SEED);
  const pick = <T>(things: readonly T[]) => things[Math.floor(random() * things.length)] as T;
  const sources = searchPapers.map((paper) => ({
    paper,
    words: paper.title.split(' '),
    summary: sentencesOf(paper.summary),
    easy: sentencesOf(paper.easy),
  }));
  const abstracts = searchPapers.flatMap(({ abstract }) => (abstract ? [abstract.split(/(?<=\.) /)] : []));
  let day: Day = FIRST_DAY;
  for (let number = 0; number < size; number += 1) {
    if (number > 0 && number % A_DAY === 0) day = nextWeekday(day);
    const own = pick(sources);
    const sentences = [own, pick(sources), own, pick(sources)].map(({ summary }) => pick(summary));
    yield {
      ...own.paper,
      id: `p${number}`,
      title: [...own.words.slice(0, 4), ...pick(sources).words.slice(-4)].join(' '),
      day,
      upvotes: Math.floor(random() * 200),
      summary: sentences.join(' '),
      easy: [pick(own.easy), pick(pick(sources).easy)].join(' '),
      abstract: Array.from({ length: ABSTRACT }, () => pick(pick(abstracts))).join(' '),
    };
  }
}

const sentencesOf = (text: string): readonly string[] => text.match(/[^.]+?다\./g) ?? [text];

function nextWeekday(day: Day): Day {
  let next = addDays(day, 1);
  while (isWeekend(next)) next = addDays(next, 1);
  return next;
}

/** Runs the searches in a separate process, so that the memory of this process does not count. */
async function search(path: string): Promise<Searching> {
  const random = createRandom(RANDOM_SEED);
  const shuffle = (texts: readonly string[]) =>
    texts
      .map((text) => ({ text, order: random() }))
      .sort((a, b) => a.order - b.order)
      .map(({ text }) => text);
  const asked = Array.from({ length: TIMES }, () => searchCases.map(({ query }) => query)).flat();
  const rounds = Array.from({ length: ROUNDS }, () => shuffle(asked));
  const searcher = new URL('searcher.ts', import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, [searcher, path, JSON.stringify(rounds)]);
  return JSON.parse(stdout);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] as number;
}

const round = (value: number, digits: number) => Number(value.toFixed(digits));
