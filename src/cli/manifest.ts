import { parseArgs } from 'node:util';
import { COMMANDS } from '../../commands/index.ts';
import { createManifest } from '../platforms/slack/manifest.ts';
import { EXIT, type ExitCode, UsageError } from './usage.ts';

/**
 * Implements `npm run manifest`.
 * @throws {UsageError} if `--url` is not an https address
 */
export function runManifest(args: readonly string[]): ExitCode {
  const { url } = parseArgs({ args: [...args], options: { url: { type: 'string' } } }).values;
  if (url !== undefined && !(URL.canParse(url) && new URL(url).protocol === 'https:')) {
    throw new UsageError('--url must be an https address: Slack accepts no other.');
  }
  process.stdout.write(`${JSON.stringify(createManifest(COMMANDS, url), null, 2)}\n`);
  return EXIT.done;
}
