import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig, readEnvironment } from '../config/config.ts';
import { TemporaryError } from '../domain/errors.ts';
import { createClock } from '../lib/clock.ts';
import { backUp } from '../store/sqlite/backup.ts';
import { showMegabytes } from './megabytes.ts';
import { EXIT, type ExitCode, UsageError } from './usage.ts';

/**
 * Runs `npm run backup`.
 * @throws {UsageError} if the number of arguments is wrong
 * @throws {SetupError} if the configuration is invalid, there is no database, or FILE cannot be written
 */
export async function runBackup(args: readonly string[]): Promise<ExitCode> {
  const [to, ...more] = parseArgs({ args: [...args], allowPositionals: true }).positionals;
  if (!to || more.length > 0) throw new UsageError('Exactly one FILE is required.');
  const { env, file } = readEnvironment();
  const { databasePath, cachePath, searchPath, startAt } = readConfig(env, file);
  try {
    const now = createClock(startAt).now();
    await backUp({ from: databasePath, to, others: [cachePath, searchPath], now });
    const { size } = await stat(to);
    process.stdout.write(`Copied ${databasePath} to ${resolve(to)} (${showMegabytes(size)}).\n`);
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof TemporaryError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT.failed;
  }
}
