import { existsSync } from 'node:fs';
import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '../../config/config.ts';
import { type Finding, ill, well } from '../../domain/health/finding.ts';
import type { Subscription } from '../../domain/subscription/subscription.ts';
import { checkVersion, readVersion, STEPS } from '../../store/schema/migrations.ts';
import type { Sql } from '../../store/sql.ts';
import { openSqlite } from '../../store/sqlite/driver.ts';
import { createStore } from '../../store/store.ts';
import { showMegabytes } from '../megabytes.ts';

/** File systems on a network (Linux, statfs(2)): SQLite's locks and its shared memory do not work there. */
const NETWORK_VOLUMES: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x01021997, '9P'],
  [0x65735546, 'FUSE'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'Ceph'],
]);

export interface DatabaseReport {
  readonly findings: Finding[];
  /** Empty if the database cannot be read, or is not made yet. */
  readonly subscriptions: readonly Subscription[];
}

/** Looks at the database without changing it: whether it can be written, how, and whether this version reads it. */
export async function checkDatabase({
  databasePath: path,
}: Pick<Config, 'databasePath'>): Promise<DatabaseReport> {
  const findings = await checkVolume(path);
  const failed = (error: unknown, todo: string): DatabaseReport => ({
    findings: [ill((error as Error).message, todo), ...findings],
    subscriptions: [],
  });
  if (!existsSync(path)) {
    const folder = nearestFolder(path);
    try {
      await access(folder, constants.W_OK);
      if (!(await stat(folder)).isDirectory()) throw new Error(`${folder} is not a folder`);
    } catch (error) {
      return failed(error, 'check DATABASE_URL, and let the bot write into that folder');
    }
    return { findings: [well(`${path} is made at the first start`), ...findings], subscriptions: [] };
  }
  let sql: Sql | undefined;
  try {
    sql = openSqlite(path);
    // Takes the lock of a writer, and gives it back.
    await sql.transaction((query) => query('SELECT COUNT(*) FROM sqlite_master'));
    const version = await readVersion(sql.query);
    checkVersion(version);
    const [mode] = await sql.query('PRAGMA journal_mode');
    const { size } = await stat(path);
    const isWal = mode?.journal_mode === 'wal';
    return {
      findings: [
        isWal
          ? well(`${path} can be written (WAL, ${showMegabytes(size)}, schema ${version} of ${STEPS.length})`)
          : ill(
              `${path} is in journal mode ${mode?.journal_mode}, not WAL`,
              'move it to a local disk: where WAL does not work, neither do locks',
            ),
        ...findings,
      ],
      // An older schema is migrated at the next start.
      subscriptions: version === STEPS.length ? await createStore(sql).subscriptions() : [],
    };
  } catch (error) {
    return failed(error, 'see docs/operating.md, "Files"');
  } finally {
    await sql?.close();
  }
}

async function checkVolume(path: string): Promise<Finding[]> {
  const folder = nearestFolder(path);
  const type = await statfs(folder).then(
    (volume) => NETWORK_VOLUMES.get(volume.type),
    () => undefined,
  );
  return type
    ? [ill(`${folder} lies on a network volume (${type})`, 'move the database to a local disk')]
    : [];
}

/** Returns the nearest folder of a path that exists. */
function nearestFolder(path: string): string {
  const folder = dirname(path);
  return existsSync(folder) || folder === path ? folder : nearestFolder(folder);
}
