import fc, { type Arbitrary } from 'fast-check';
import { COMMANDS } from '../../../commands/index.ts';
import { createMeasuring } from '../../../src/app/measure.ts';
import { createRun } from '../../../src/app/run.ts';
import { paperCard } from '../../../src/core/build-card.ts';
import type { Command } from '../../../src/core/command.ts';
import type { Paper } from '../../../src/core/paper.ts';
import type { Clock, Publisher, Source, Store } from '../../../src/core/ports.ts';
import { placeToId } from '../../../src/core/subscription.ts';
import { answerToDiscord } from '../../../src/render/discord.ts';
import { createMessageLog } from '../../../src/store/message-log.ts';
import type { Query, Value } from '../../../src/store/sql.ts';
import { createTestLog } from '../../fixtures/log.ts';
import { makeSummary } from '../../fixtures/papers.ts';
import { callAt, HERE, LIST_DAY, NOW, openHouse, PAPERS, PLACES } from './house.ts';
import { mustSuitDiscord } from './shown.ts';
import { must, type Target, tryCases } from './target.ts';
import { damage, damaged, edits, spoil, text, toJson } from './values.ts';

const IDS = PAPERS.map(({ id }) => id);
const JSON_COLUMNS = ['settings', 'paper_ids', 'details', 'fields', 'flaws', 'card', 'value'];

/** Rows that say of themselves that a place is not to get anything now; a list that was found empty is one. */
const OF_PLACES = ['subscriptions', 'editions', 'deliveries', 'list_days', 'list_entries'];

/** A cell that somebody overwrote: with anything, or, where it holds JSON, with something like it. */
const overwritten = fc.record({
  cell: fc.nat(1_000),
  row: fc.nat(20),
  value: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom<unknown>(
        null,
        0,
        -1,
        1,
        0.5,
        1e18,
        2n ** 60n,
        -(2n ** 60n),
        1e308,
        -1e308,
        new Uint8Array([0xff, 0]),
        '',
      ),
    },
    { weight: 3, arbitrary: text },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'active',
        'done',
        'sent',
        'irc',
        'Asia/Nowhere',
        '2026-02-31',
        '2026-08-21',
        '99999-01-01',
      ),
    },
  ) as Arbitrary<unknown>,
  edits: fc.option(edits, { freq: 3 }),
  damage: fc.option(damage, { freq: 1, nil: null }),
});

/** The tables, and how each is filled again. */
async function keepTables(query: Query) {
  const rows = await query(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'schema_version'",
  );
  const tables = rows.map(({ name }) => String(name));
  const cells: { table: string; column: string }[] = [];
  for (const table of tables) {
    await query(`CREATE TEMP TABLE kept_${table} AS SELECT * FROM ${table}`);
    const columns = await query(`SELECT name FROM pragma_table_info('${table}')`);
    for (const { name } of columns) cells.push({ table, column: String(name) });
  }
  return {
    cells,
    async restore() {
      for (const table of tables) {
        await query(`DELETE FROM ${table}`);
        await query(`INSERT INTO ${table} SELECT * FROM kept_${table}`);
      }
    },
  };
}

/** Every question that the store answers. */
const READS: readonly ((store: Store) => Promise<unknown>)[] = [
  (store) => store.subscriptions(),
  (store) => Promise.all(PLACES.map((place) => store.subscription(placeToId(place)))),
  (store) => store.listDay(LIST_DAY),
  (store) => store.listDays('2026-08-01'),
  (store) => store.papers(IDS),
  (store) => store.changedPapers(0, 100),
  (store) => store.newestChange(),
  (store) => store.titlesSince('2026-01-01'),
  (store) => Promise.all(IDS.map((id) => store.daysOf(id))),
  (store) => store.summaries(IDS),
  (store) => store.tokensOfDay(NOW),
  (store) => store.edition(placeToId(HERE), LIST_DAY),
  (store) => store.newestEditions(placeToId(HERE), 5),
  (store) => store.editions('2026-08-01'),
  (store) => store.papersSent(placeToId(HERE), 0, ''),
  (store) => store.deliveries(placeToId(HERE), LIST_DAY),
  (store) => store.messagesSince('fake', 0),
  (store) => store.messagesOf(placeToId(HERE), IDS),
  (store) => store.settledOthers(0),
  (store) => store.voteCounts(IDS, placeToId(HERE)),
  (store) => store.bestPapers({ placeId: null, from: null, to: null, limit: 5 }),
  (store) => store.bestPapers({ placeId: placeToId(HERE), from: LIST_DAY, to: LIST_DAY, limit: 5 }),
  (store) => store.votesOf('fake', 'v', IDS),
  (store) => store.totals(),
  (store) => store.summaryCounts(),
];

/** Whatever stands in the rows: what can be read is read, other places get their editions, commands are answered. */
export const databaseRows: Target = {
  name: 'database rows',
  async run(cases, seed) {
    const log = createTestLog();
    const house = await openHouse(log);
    const { sql, store, cache } = house;
    const messages = createMessageLog(sql);
    await messages.post(
      'k',
      paperCard({ paper: PAPERS[0] as Paper, summary: makeSummary() }, LIST_DAY, 'not-yet'),
      NOW,
    );
    await cache.set('run/cool-downs', [
      { job: { kind: 'collect', day: '2026-08-20' }, since: NOW, failures: 1, error: 'x', until: NOW + 1 },
    ]);
    await cache.set('limit/search/fake:u1', { since: NOW, times: 1 });
    const { cells, restore } = await keepTables(sql.query);

    const source: Source = { ...house.source, listDay: async (day) => (day === LIST_DAY ? PAPERS : []) };
    /** Nobody waits for what does not come: summaries are there, or are not. */
    const still: Clock = {
      now: () => NOW,
      sleep: (_ms, signal) =>
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    };
    const sent: string[] = [];
    const publisher: Publisher = {
      leaseMs: 1_000,
      async send(_to, _card, key) {
        sent.push(key);
        return { state: 'sent', messageId: `sent ${key}` };
      },
      find: async () => null,
      edit: async (messageId) => ({ state: 'sent', messageId }),
      link: async () => null,
    };

    async function overwrite({ cell, row, value, edits, damage }: Overwritten) {
      const { table, column } = cells[cell % cells.length] as (typeof cells)[number];
      const rows = await sql.query(`SELECT rowid AS at, ${column} AS was FROM ${table}`);
      const { at, was } = rows[row % Math.max(rows.length, 1)] ?? {};
      if (at === undefined) return null;
      const isJson = JSON_COLUMNS.includes(column) && typeof was === 'string';
      const like = isJson && edits ? toJson(spoil(parse(was), edits)) : value;
      const put = isJson && damage ? damaged(was, damage) : like;
      await sql.query(`UPDATE OR IGNORE ${table} SET ${column} = $1 WHERE rowid = $2`, [put as Value, at]);
      return { table, at };
    }
    type Overwritten = typeof overwritten extends Arbitrary<infer T> ? T : never;

    async function beat() {
      sent.length = 0;
      const run = createRun({
        wake: () => {},
        ...{
          ...house,
          cache,
          source,
          missing: 'no-summarizer',
          owner: 'me',
          onFound: () => {},
          onFatal: () => {},
          restored: null,
        },
        publishers: new Map([[HERE.platform, publisher]]),
        clock: still,
        measuring: createMeasuring(() => {}, still),
      });
      for (let round = 0; round < 4; round += 1) {
        const jobs = await run.beat();
        for (const job of jobs) await run.run(job);
        if (jobs.length === 0) break;
      }
    }

    const tryCase = async ({
      changes,
      what,
      command,
    }: {
      changes: Overwritten[];
      what: number;
      command: number;
    }) => {
      await restore();
      log.lines.length = 0;
      const touched = [];
      for (const change of changes) touched.push(await overwrite(change));
      if (what === 0) {
        for (const read of READS) await read(store);
        await messages.after(0);
        await messages.message(1);
      } else if (what === 1) {
        await beat();
        must(new Set(sent).size === sent.length, 'sent twice', sent);
        const isWhole = touched.every((it) => it === null || !OF_PLACES.includes(it.table));
        for (const place of isWhole ? PLACES.slice(1) : [])
          must(sent.includes(`${placeToId(place)}/${LIST_DAY}/heading`), 'a place without its edition', {
            sent,
            lines: log.lines,
          });
        if (isWhole)
          must(!sent.some((key) => key.startsWith(placeToId(HERE))), 'a place has its edition twice', sent);
      } else {
        const { name } = COMMANDS[command % COMMANDS.length] as Command;
        const rest = name === 'show' ? '2608.00001' : name === 'search' ? '강화 학습' : '';
        if (name === 'search') {
          await house.index.clear();
          await house.indexing.catchUp();
        }
        const answer = await house.responder.respond(callAt(PLACES[command % 3]), `/paper ${name} ${rest}`);
        mustSuitDiscord(answerToDiscord(answer), 'edit-response');
      }
      const bugs = log.lines.filter(({ sentence }) =>
        /A command failed|A job failed|cannot be kept up/.test(sentence),
      );
      must(
        bugs.length === 0,
        'a bug',
        bugs.map(({ fields }) => String((fields.err as Error)?.stack)),
      );
    };
    const values = fc.record({
      changes: fc.array(overwritten, { minLength: 1, maxLength: 3 }),
      what: fc.constantFrom(0, 1, 2, 2),
      command: fc.nat(100),
    });
    await tryCases(this.name, values, tryCase, cases, seed);
    await sql.close();
  },
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
