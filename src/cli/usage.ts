import { SetupError } from '../domain/errors.ts';

/** The help of each command. */
export const USAGES = {
  digest: `  npm run digest -- --day YYYY-MM-DD [--format markdown|html|json]
                    [--out FILE] [--count N] [--explain] [--refresh] [--post]
      Fetches the list of one day, summarises its papers and prints them.
      --out writes to FILE instead of standard output. --count keeps only the N
      papers with the most upvotes. --explain reports on standard error how each
      summary was made, what was checked and what failed. --refresh replaces
      summaries made by another model or prompt version. --post also delivers
      the day's edition to every subscribed place, each with its own settings.
      Exit codes: 0 done, 2 wrong usage or configuration, 3 no list for that day,
      4 an upstream server or a delivery failed, or a model is set and gave no summary.
`,
  manifest: `  npm run manifest [-- --url https://bot.example.com]
      Prints the Slack app manifest with the current commands: for Socket
      Mode, or with --url for HTTP mode at the bot's public address.
`,
  backup: `  npm run backup -- FILE
      Copies the database to FILE, even while the bot runs. An existing FILE is
      replaced only by a complete, checked copy.
      Exit codes: 0 done, 1 the copy failed, 2 wrong usage or configuration, no
      database, or FILE cannot be written.
`,
  doctor: `  npm run doctor [-- --json]
      Looks at the configuration, the database, the clock, Hugging Face, the
      model's server, Discord and Slack, and says of each whether it is well and
      what to do if it is not. Sends nothing to a channel; asks the model for one
      summary. --json prints one JSON object a line.
      Exit codes: 0 all is well, 1 something is not, 2 wrong usage.
`,
  demo: `  npm run demo [-- --once]
      Sends a recorded sample day through the real pipeline to the local web
      channel; needs no account, key or internet access. --once exits as soon
      as the edition is posted.
`,
} as const;

export type CommandName = keyof typeof USAGES;

/** Returns the help of one command, or of all. */
export const usageOf = (name?: CommandName): string =>
  `Usage:\n${name ? USAGES[name] : Object.values(USAGES).join('')}`;

/** Returns the names of a command's options. */
export const optionsOf = (name: CommandName): string[] => [
  ...new Set(Array.from(USAGES[name].matchAll(/--(\w+)/g), ([, option]) => String(option))),
];

/** Thrown for wrong arguments; the usage of the command is printed after the message. */
export class UsageError extends SetupError {}

export const EXIT = { done: 0, failed: 1, wrongUse: 2, noList: 3, upstream: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
