import { type CommandName, EXIT, optionsOf, UsageError, usageOf } from './cli/usage.ts';
import { SetupError } from './domain/errors.ts';

type Run = (args: readonly string[]) => number | Promise<number>;

/** Loads what a command needs and nothing else, so that help appears at once. A command returns the exit code. */
const COMMANDS: Readonly<Record<CommandName, () => Promise<Run>>> = {
  digest: async () => (await import('./cli/digest.ts')).runDigest,
  manifest: async () => (await import('./cli/manifest.ts')).runManifest,
  backup: async () => (await import('./cli/backup.ts')).runBackup,
  doctor: async () => (await import('./cli/doctor.ts')).runDoctor,
  demo: async () => (await import('./demo/demo.ts')).runDemo,
};

const isCommand = (name: string): name is CommandName => Object.hasOwn(COMMANDS, name);
const asksForHelp = (args: readonly string[]) => args.some((arg) => arg === '--help' || arg === '-h');

async function main([name = '', ...args]: readonly string[]): Promise<number> {
  const command = isCommand(name) ? name : undefined;
  if (asksForHelp([name, ...args])) {
    process.stdout.write(usageOf(command));
    return EXIT.done;
  }
  try {
    if (!command) throw new UsageError(name ? `Unknown command: ${name}.` : 'Which command?');
    const { takenByNpm } = await import('./config/config.ts');
    const taken = takenByNpm(optionsOf(command))
      .map((option) => `--${option}`)
      .join(' ');
    if (taken) throw new UsageError(`npm took ${taken} for itself: write npm run ${command} -- ${taken} …`);
    const run = await COMMANDS[command]();
    return await run(args);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isAboutArguments = error instanceof UsageError || code?.startsWith('ERR_PARSE_ARGS');
    if (!isAboutArguments && !(error instanceof SetupError)) throw error;
    process.stderr.write(`${(error as Error).message}\n`);
    if (isAboutArguments) process.stderr.write(`\n${usageOf(command)}`);
    return EXIT.wrongUse;
  }
}

// A reader such as `head` can close the pipe early.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await main(process.argv.slice(2));
