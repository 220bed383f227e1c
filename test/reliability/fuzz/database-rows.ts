import fc from 'fast-check';
import { COMMANDS } from '../../../commands/index.ts';
import { createRun } from '../../../src/app/scheduler/run.ts';
import { createInstrumentation } from '../../../src/app/telemetry/instrument.ts';
import { paperCard } from '../../../src/cards/build-card.ts';
import type { Command } from '../../../src/command/define.ts';
import type { Paper } from '../../../src/domain/paper/paper.ts';
import { placeToId } from '../../../src/domain/subscription/subscription.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import type { Publisher } from '../../../src/ports/publisher.ts';
import type { Source } from '../../../src/ports/source.ts';
import type { Store } from '../../../src/ports/store.ts';
import { replyToDiscord } from '../../../src/render/discord.ts';
import { createMessageLog } from '../../../src/store/tables/message-log.ts';
import { createTestLog } from '../../fixtures/log.ts';
import { makeSummary } from '../../fixtures/papers.ts';
import { keepTables, type Overwritten, overwritten } from './database-cells.ts';
import { mustSuitDiscord } from './shown.ts';
import { must, type Target, tryCases } from './target.ts';
import { callAt, HERE, LIST_DAY, NOW, PAPERS, PLACES, startTestBot } from './test-bot.ts';

const IDS = PAPERS.map(({ id }) => id);

/** Tables whose rows can be a valid reason for a place to get no edition, such as an empty list day. */
const OF_PLACES = ['subscriptions', 'editions', 'deliveries', 'list_days', 'list_entries'];

/** The queries that a case runs on the store. */
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
  (store) => store.settledBests(0),
  (store) => store.voteCounts(IDS, { placeId: placeToId(HERE) }),
  (store) => store.bestPapers({ scope: { shownOn: 'web' }, from: null, to: null, limit: 5 }),
  (store) =>
    store.bestPapers({ scope: { placeId: placeToId(HERE) }, from: LIST_DAY, to: LIST_DAY, limit: 5 }),
  (store) => store.votesOf('fake', 'v', IDS),
  (store) => store.totals(),
  (store) => store.summaryCounts(),
];

/**
 * Whatever the rows contain, queries succeed, commands are answered, and every place gets its edition, unless a
 * changed row can be a valid reason against that.
 */
export const databaseRows: Target = {
  name: 'database rows',
  async run(cases, seed) {
    const log = createTestLog();
    const testBot = await startTestBot(log);
    const { sql, store, cache } = testBot;
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
    const { overwrite, restore } = await keepTables(sql.query);

    const source: Source = { ...testBot.source, listDay: async (day) => (day === LIST_DAY ? PAPERS : []) };
    /** A clock that stands still; only an abort ends a wait. */
    const still: Clock = {
      now: () => NOW,
      elapsed: () => NOW,
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
      shapeOf: async () => 'stream',
      findReason: async (_place, _layout, { reason }) => ({ reason, endsAt: null }),
      workspaceOf: async ({ workspace }) => workspace,
      link: async () => null,
    };

    async function beat() {
      sent.length = 0;
      const run = createRun({
        wake: () => {},
        ...{
          ...testBot,
          cache,
          source,
          missing: 'no-summarizer',
          modelCheck: { needsOperator: () => false, problem: () => null },
          owner: 'me',
          onFound: () => {},
          onFatal: () => {},
          restored: null,
          pauses: [],
          messengers: new Map(),
          alertsSubscribers: true,
        },
        publishers: new Map([[HERE.platform, publisher]]),
        clock: still,
        instrumentation: createInstrumentation(() => {}, still),
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
          await testBot.index.clear();
          await testBot.indexing.catchUp();
        }
        const answer = await testBot.responder.respond(callAt(PLACES[command % 3]), `/paper ${name} ${rest}`);
        mustSuitDiscord(replyToDiscord(answer), 'edit-response');
      }
      const bugs = log.lines.filter(({ sentence }) =>
        /A command failed|A job failed|Could not update the search index/.test(sentence),
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
    const passed = await tryCases(this.name, values, tryCase, cases, seed);
    await sql.close();
    return passed;
  },
};
