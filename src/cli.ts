import { parseArgs } from 'node:util';
import { runBackup } from './cli/backup.ts';
import { runDigest } from './cli/digest.ts';
import { runManifest } from './cli/manifest.ts';
import { EXIT, USAGE, UsageError } from './cli/usage.ts';
import { runDemo } from './demo/demo.ts';
import { SetupError } from './domain/errors.ts';

const DEMO_OPTIONS = { once: { type: 'boolean', default: false } } as const;

/** Each function accepts the arguments after the subcommand's name and returns the exit code. */
const SUBCOMMANDS: Readonly<Record<string, (args: readonly string[]) => number | Promise<number>>> = {
  digest: runDigest,
  manifest: runManifest,
  backup: runBackup,
  demo: (args) => runDemo(parseArgs({ args: [...args], options: DEMO_OPTIONS }).values),
};

async function main([name = '', ...args]: readonly string[]): Promise<number> {
  if (name === '--help' || args.includes('--help')) {
    process.stdout.write(USAGE);
    return EXIT.done;
  }
  try {
    const run = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
    if (!run) throw new UsageError(`Unknown command: ${name}.`);
    return await run(args);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isAboutArguments = error instanceof UsageError || code?.startsWith('ERR_PARSE_ARGS');
    if (!isAboutArguments && !(error instanceof SetupError)) throw error;
    process.stderr.write(`${(error as Error).message}\n${isAboutArguments ? `\n${USAGE}` : ''}`);
    return EXIT.wrongUse;
  }
}

// A reader such as `head` can close the pipe early.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await main(process.argv.slice(2));
