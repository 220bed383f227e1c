import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { migrate, STEPS } from '../../../src/store/schema/migrations.ts';
import { openSqlite } from '../../../src/store/sqlite/driver.ts';
import { type Rows, readRemains } from './database.ts';
import { type Life, startLife, waitUntil } from './life.ts';
import { countKill, type Tally } from './tally.ts';
import type { World } from './world.ts';

const FIRST_VERSION = readFileSync(new URL('../../fixtures/schema-1.sql', import.meta.url), 'utf8');
const DETAILS = '{"authors":[],"keywords":[],"thumbnail":"https://huggingface.co/t.png","codeUrl":null}';
/** Places with their workspaces; '' if only the channel is known. */
const PLACES: Readonly<Record<string, string>> = { 'discord:1': 'G1', 'slack:C1': 'T1', 'slack:C2': '' };
/** The time limit for the bot to start or to reach its kill point, in ms. */
const CARD_WAIT = 20_000;
/** All schema versions before the current one. */
export const OLD_VERSIONS = STEPS.slice(1).map((_, at) => at + 1);

/** Creates a database with an older schema, containing rows that migrations change. */
function makeOld(path: string, version: number): void {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec(FIRST_VERSION);
  for (const number of [1, 2, 3]) {
    const values = [`2608.0000${number}`, `Title ${number}`, 'fog', number, 0, DETAILS, 900];
    database.prepare('INSERT INTO papers VALUES (?, ?, ?, ?, ?, ?, ?)').run(...values);
    const summary = [`2608.0000${number}`, '요약', '쉬운 설명', '[]', 'm', '1', 900];
    database.prepare('INSERT INTO summaries VALUES (?, ?, ?, ?, ?, ?, ?)').run(...summary);
  }
  for (const [place, workspace] of Object.entries(PLACES)) {
    const [platform = '', channel = ''] = place.split(':');
    // An ended subscription and an old list day cause no jobs.
    database.exec(
      `INSERT INTO subscriptions
         SELECT '${place}', '${platform}', '${workspace}', '${channel}', settings, 900, 'ended', NULL
         FROM subscriptions WHERE place_id = 'web:paperboy'`,
    );
    database.exec(`INSERT INTO editions VALUES ('${place}', '2026-06-01', '[]', 4, 'done', 900, 900, 4, 0)`);
    const delivery = `'${place}/2026-06-01/2608.00001', '${place}', '2026-06-01', '2608.00001'`;
    database.exec(
      `INSERT INTO deliveries VALUES (${delivery}, 'sent', '', 0, 1, '${channel}/7', '', NULL, 900)`,
    );
    database.exec(`INSERT INTO votes VALUES ('2608.00002', '${platform}', 'U${channel}', 1, 900)`);
  }
  for (const statement of STEPS.slice(1, version).flat()) database.exec(statement);
  for (const place of version > 1 ? Object.keys(PLACES) : []) {
    const [platform = '', channel = ''] = place.split(':');
    database.exec(
      `INSERT INTO reactions VALUES ('2608.00001', '${platform}', 'U1', '${channel}/7', '+1', 1, 900)`,
    );
  }
  database.exec(`INSERT INTO schema_version (version) VALUES (${version})`);
  database.close();
}

/** Returns the schema and rows of all tables except the cache, as JSON. */
function dump(rows: Rows): string {
  const tables = rows(
    "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name <> 'cache' ORDER BY name",
  );
  return JSON.stringify(tables.map(({ name, sql }) => [sql, rows(`SELECT * FROM "${name}" ORDER BY rowid`)]));
}

/**
 * Returns the rows of the dump `wanted` that the database lacks. Settings are ignored, because the bot overwrites
 * those of the web channel when it starts.
 */
function missingFrom(rows: Rows, wanted: string): string[] {
  const linesOf = (dumped: string) =>
    (JSON.parse(dumped) as [string, Record<string, unknown>[]][]).flatMap(([, list]) =>
      list.map((row) => JSON.stringify({ ...row, settings: null })),
    );
  const there = new Set(linesOf(dump(rows)));
  return linesOf(wanted).filter((line) => !there.has(line));
}

/**
 * Returns the numbers of the statements of the migration from `version`. The first two create and read the version
 * table; the last one writes the new version.
 */
const statementsFrom = (version: number): number[] =>
  Array.from({ length: 2 + STEPS.slice(version).flat().length + 1 }, (_, at) => at + 1);

/** The number of kill points in all migrations: before and after each statement and each COMMIT. */
export const MIGRATION_POINTS = OLD_VERSIONS.reduce(
  (count, version) => count + 2 * (statementsFrom(version).length + 1),
  0,
);

export interface Migrated {
  readonly kills: number;
  /** The problems, one line each. */
  readonly broken: readonly string[];
}

/**
 * Kills the bot before and after each statement of the migration from `version`, and before and after the COMMIT,
 * always on the same database file. Then checks that the bot starts and that no row is lost. `only` limits the
 * statements to those with these numbers.
 */
export async function crashMigration(
  world: World,
  tally: Tally,
  version: number,
  only?: readonly number[],
): Promise<Migrated> {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-migration-'));
  const path = join(folder, 'bot.db');
  const broken: string[] = [];
  let kills = 0;
  makeOld(path, version);
  const before = readRemains(path, dump);
  const reference = join(folder, 'reference.db');
  makeOld(reference, version);
  const sql = openSqlite(reference);
  await migrate(sql);
  await sql.close();
  const after = readRemains(reference, dump);

  const start = (killAt = ''): Life =>
    startLife(world, { ...soloEnv(world), DATABASE_URL: `file:${path}` }, killAt);
  async function kill(killAt: string, wanted: string): Promise<void> {
    const life = start(killAt);
    await waitUntil(life.isOver, CARD_WAIT);
    if (!life.isOver() || !life.wasKilled()) {
      broken.push(`from ${version}: not killed ${killAt}: ${life.log().slice(-300)}`);
      await life.end('SIGKILL');
      return;
    }
    kills += 1;
    countKill(tally, `${killAt} from ${version}`);
    if (readRemains(path, dump) !== wanted) broken.push(`from ${version}: not as it was, killed ${killAt}`);
  }

  for (const nth of only ?? statementsFrom(version)) {
    await kill(`before migration#${nth}`, before);
    await kill(`after migration#${nth}`, before);
  }
  await kill('before migration commit#1', before);
  await kill('after migration commit#1', after);
  const life = start();
  await waitUntil(() => life.isOver() || life.address() !== undefined, CARD_WAIT);
  // Checks only the page: /healthz might report that recent lists are missing.
  const page = await fetch(`${life.address()}/`).catch(() => null);
  if (page?.status !== 200) broken.push(`from ${version}: does not start: ${life.log().slice(-300)}`);
  await life.end('SIGTERM');
  if (life.exitCode() !== 0) broken.push(`from ${version}: ended with ${life.exitCode()}`);
  broken.push(
    ...readRemains(path, (rows) => missingFrom(rows, after)).map((row) => `from ${version}: lost ${row}`),
  );
  await rm(folder, { recursive: true });
  return { kills, broken };
}

/** Returns an environment without Discord and Slack, so the web channel is the only place. */
function soloEnv(world: World): Record<string, string | undefined> {
  const { PATH, PORT, HF_ENDPOINT } = world.env();
  return { PATH, PORT, HF_ENDPOINT, NOW: '2026-08-22T03:00:00Z' };
}
