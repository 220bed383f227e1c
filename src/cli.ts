import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { COMMANDS } from '../commands/index.ts';
import { collect } from './app/editions/collect.ts';
import { deliver } from './app/editions/deliver.ts';
import { finalReason, paperCard } from './cards/build-card.ts';
import { buildParts, subscribeDefaults } from './compose/compose.ts';
import { createLog } from './compose/logger.ts';
import { readConfig, readEnvironment } from './config/config.ts';
import { runDemo } from './demo/demo.ts';
import { type Day, isDay, isWeekend } from './domain/calendar/day.ts';
import type { Card } from './domain/card/card.ts';
import { SetupError, TemporaryError } from './domain/errors.ts';
import { rankPapers } from './domain/subscription/select-papers.ts';
import { cardWording } from './i18n/ko/card.ts';
import { createClock } from './lib/clock.ts';
import { createManifest } from './platforms/slack/manifest.ts';
import { cardsToHtmlDocument } from './render/html.ts';
import { cardsToJson } from './render/json.ts';
import { cardsToMarkdown } from './render/markdown.ts';
import { explainChecks, explainSummary } from './render/summary-report.ts';
import { backUp } from './store/sqlite/backup.ts';

const USAGE = `Usage:
  npm run digest -- --day YYYY-MM-DD [--format markdown|html|json]
                    [--out FILE] [--count N] [--explain] [--refresh] [--post]
      One list day, once: gather, summarise, print. --count keeps the N papers
      with the most upvotes (without it: all). --explain says on standard error
      how each summary came about, what was checked and what failed. --refresh
      makes summaries anew that another model or prompt version made. --post
      also delivers the day's edition to every subscribed place, each with its
      own settings.
      Exit codes: 0 done, 2 wrong use, 3 no list for that day,
      4 an upstream failed.
  npm run manifest [-- --url https://bot.example.com]
      The Slack app manifest for the commands as they are now: for Socket
      Mode, or with --url for HTTP mode at the bot's public address.
  npm run backup -- FILE
      A copy of the database as it is now, also while the bot runs. A FILE that
      is there is replaced when the copy is whole.
      Exit codes: 0 done, 1 no copy was made, 2 wrong use, or no database.
  npm run demo [-- --once]
      A recorded sample day through the real pipeline into the local web
      channel, with no account, key or internet. --once stops when the
      edition is posted.
`;

/** The words of the command line are wrong: the usage helps. */
class UsageError extends SetupError {}

const EXIT = { done: 0, failed: 1, wrongUse: 2, noList: 3, upstream: 4 } as const;

const FORMATS: Record<string, (day: Day, cards: readonly Card[]) => Promise<string>> = {
  // No line break at the end: the seed has none, and the contract asks for the same bytes.
  markdown: async (_day, cards) => cardsToMarkdown(cards),
  json: async (day, cards) => `${cardsToJson(day, cards)}\n`,
  html: async (day, cards) => {
    const style = await readFile(new URL('platforms/web/assets/style.css', import.meta.url), 'utf8');
    return `${cardsToHtmlDocument(cardWording.headingTitle(day), cards, style)}\n`;
  },
};

interface DigestOptions {
  readonly day?: string;
  readonly format: string;
  readonly out?: string;
  readonly count?: string;
  readonly explain: boolean;
  readonly refresh: boolean;
  readonly post: boolean;
}

/** `npm run digest`: gives the exit code. */
async function runDigest({
  day,
  format,
  out,
  count,
  explain,
  refresh,
  post,
}: DigestOptions): Promise<number> {
  const config = readConfig(readEnvironment());
  const clock = createClock(config.startAt);
  if (!day || !isDay(day)) throw new UsageError('--day must be a date such as 2025-01-29.');
  // Hugging Face answers a date after today's UTC date with an error (huggingface_hub, list_daily_papers).
  if (Date.parse(day) > clock.now()) throw new UsageError(`--day ${day} is in the future (UTC).`);
  const render = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (!render) throw new UsageError(`--format must be ${Object.keys(FORMATS).join(', ')}.`);
  if (count !== undefined && !/^[1-9]\d{0,3}$/.test(count))
    throw new UsageError('--count must be a number from 1.');

  const log = createLog(config.logLevel, config.secrets);
  const parts = await buildParts(config, clock, log);
  try {
    const papers = rankPapers(await collect(parts, day)).slice(0, count ? Number(count) : undefined);
    if (papers.length === 0) {
      process.stderr.write(`Hugging Face has no list for ${day}${isWeekend(day) ? ' (a weekend)' : ''}.\n`);
      return EXIT.noList;
    }
    const summaries = await Promise.all(
      papers.map((paper) => parts.summarize(paper, { refreshes: refresh })),
    );
    if (explain) {
      const stored = await parts.store.summaries(papers.map(({ id }) => id));
      const lines = papers.map((paper) => explainSummary(paper, stored.get(paper.id) ?? null));
      process.stderr.write(`${[explainChecks(), ...lines].join('\n')}\n`);
    }
    const cards = papers.map((paper, index) =>
      paperCard({ paper, summary: summaries[index] ?? null }, day, finalReason(parts.missing)),
    );
    const text = await render(day, cards);
    if (out)
      await writeFile(out, text).catch((error) => Promise.reject(new SetupError(`--out: ${error.message}`)));
    else process.stdout.write(text);

    if (post) {
      await subscribeDefaults(parts, config);
      const active = (await parts.store.subscriptions()).filter(({ state }) => state === 'active');
      const posts = active.map((subscription) => deliver(parts, subscription, day));
      const failed = (await Promise.allSettled(posts)).filter((result) => result.status === 'rejected');
      for (const { reason } of failed) log.error({ err: reason }, 'An edition could not be delivered');
      if (failed.length > 0) return EXIT.upstream;
    }
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof TemporaryError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT.upstream;
  } finally {
    await parts.close();
  }
}

/** `npm run manifest`: gives the exit code. */
function runManifest({ url }: { readonly url?: string }): number {
  if (url !== undefined && !(URL.canParse(url) && new URL(url).protocol === 'https:')) {
    throw new UsageError('--url must be an https address: Slack sends nothing to others.');
  }
  process.stdout.write(`${JSON.stringify(createManifest(COMMANDS, url), null, 2)}\n`);
  return EXIT.done;
}

/** `npm run backup`: gives the exit code. */
async function runBackup([to, ...more]: readonly string[]): Promise<number> {
  if (!to || more.length > 0) throw new UsageError('One FILE must be given.');
  const { databasePath, cachePath, searchPath, startAt } = readConfig(readEnvironment());
  try {
    const now = createClock(startAt).now();
    await backUp({ from: databasePath, to, others: [cachePath, searchPath], now });
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof TemporaryError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT.failed;
  }
}

const DIGEST = {
  day: { type: 'string' },
  format: { type: 'string', default: 'markdown' },
  out: { type: 'string' },
  count: { type: 'string' },
  explain: { type: 'boolean', default: false },
  refresh: { type: 'boolean', default: false },
  post: { type: 'boolean', default: false },
} as const;
const MANIFEST = { url: { type: 'string' } } as const;
const DEMO = { once: { type: 'boolean', default: false } } as const;

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === '--help' || args.includes('--help')) {
    process.stdout.write(USAGE);
    return EXIT.done;
  }
  try {
    if (name === 'digest') return await runDigest(parseArgs({ args, options: DIGEST }).values);
    if (name === 'manifest') return runManifest(parseArgs({ args, options: MANIFEST }).values);
    if (name === 'backup') return await runBackup(parseArgs({ args, allowPositionals: true }).positionals);
    if (name === 'demo') return await runDemo(parseArgs({ args, options: DEMO }).values);
    throw new UsageError(`There is no command ${name ?? ''}.`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isAboutWords = error instanceof UsageError || code?.startsWith('ERR_PARSE_ARGS');
    if (!isAboutWords && !(error instanceof SetupError)) throw error;
    process.stderr.write(`${(error as Error).message}\n${isAboutWords ? `\n${USAGE}` : ''}`);
    return EXIT.wrongUse;
  }
}

// A reader such as `head` may leave before the end.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await main(process.argv.slice(2));
