import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { collect } from '../app/editions/collect.ts';
import { deliver } from '../app/editions/deliver.ts';
import { bindOrClose } from '../app/places/bind-places.ts';
import { finalReason, paperCard, withListedTitle } from '../cards/build-card.ts';
import { type App, buildApp } from '../compose/app.ts';
import { createLog } from '../compose/logger.ts';
import { subscribeDefaults } from '../compose/subscribe-defaults.ts';
import { readConfig, readEnvironment } from '../config/config.ts';
import { type Day, isDay, isWeekend } from '../domain/calendar/day.ts';
import type { Card } from '../domain/card/card.ts';
import { SetupError, TemporaryError } from '../domain/errors.ts';
import type { Paper } from '../domain/paper/paper.ts';
import { rankPapers } from '../domain/subscription/select-papers.ts';
import { placeToId, type Subscription } from '../domain/subscription/subscription.ts';
import { cardWording } from '../i18n/ko/card.ts';
import { createClock } from '../lib/clock.ts';
import { cardsToHtmlDocument } from '../render/html.ts';
import { cardsToJson } from '../render/json.ts';
import { cardsToMarkdown } from '../render/markdown.ts';
import { checksReport, summaryReport } from '../render/summary-report.ts';
import { EXIT, type ExitCode, UsageError } from './usage.ts';

type Format = (day: Day, cards: readonly Card[]) => Promise<string>;

const FORMATS: Readonly<Record<string, Format>> = {
  // No trailing line break: other programs compare this output byte for byte.
  markdown: async (_day, cards) => cardsToMarkdown(cards),
  json: async (day, cards) => `${cardsToJson(day, cards)}\n`,
  html: async (day, cards) => {
    const style = await readFile(new URL('../platforms/web/assets/style.css', import.meta.url), 'utf8');
    return `${cardsToHtmlDocument(cardWording.headingTitle(day), cards, style)}\n`;
  },
};

interface Options {
  readonly day: Day;
  readonly format: Format;
  readonly out: string | undefined;
  readonly count: number | undefined;
  readonly explain: boolean;
  readonly refresh: boolean;
  readonly post: boolean;
}

/**
 * Runs `npm run digest`.
 * @throws {UsageError} if `--day` is missing or the value of an option is invalid
 * @throws {SetupError} if the configuration is invalid or the output cannot be written
 */
export async function runDigest(args: readonly string[]): Promise<ExitCode> {
  const options = parseOptions(args);
  const { env, file } = readEnvironment();
  const config = readConfig(env, file);
  const clock = createClock(config.startAt);
  // Hugging Face rejects a date after the current UTC date (see `list_daily_papers` in huggingface_hub).
  if (Date.parse(options.day) > clock.now())
    throw new UsageError(`--day ${options.day} is in the future (UTC).`);
  const log = createLog(config.logLevel, config.secrets);
  const app = await buildApp(config, clock, log);
  try {
    const papers = rankPapers(await collect(app, options.day)).slice(0, options.count);
    if (papers.length === 0) {
      const hint = isWeekend(options.day) ? ' (a weekend)' : '';
      process.stderr.write(`Hugging Face has no list for ${options.day}${hint}.\n`);
      return EXIT.noList;
    }
    const hasSummaries = await print(app, papers, options);
    if (!hasSummaries) process.stderr.write('The model gave no summary: the log says why.\n');
    const isSummarized = hasSummaries ? EXIT.done : EXIT.upstream;
    if (!options.post) return isSummarized;
    await subscribeDefaults(app, config);
    return (await post(app, options.day)) ? isSummarized : EXIT.upstream;
  } catch (error) {
    if (!(error instanceof TemporaryError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT.upstream;
  } finally {
    await app.close();
  }
}

function parseOptions(args: readonly string[]): Options {
  // npm reads `--day` before `--` as its own options, and passes on the day.
  if (args[0] && isDay(args[0])) {
    throw new UsageError(
      `Options of npm scripts stand after "--": npm run digest -- --day ${args.join(' ')}`,
    );
  }
  const { day, format, out, count, explain, refresh, post } = parseArgs({
    args: [...args],
    options: {
      day: { type: 'string' },
      format: { type: 'string', default: 'markdown' },
      out: { type: 'string' },
      count: { type: 'string' },
      explain: { type: 'boolean', default: false },
      refresh: { type: 'boolean', default: false },
      post: { type: 'boolean', default: false },
    },
  }).values;
  if (!day || !isDay(day)) throw new UsageError('--day must be a date such as 2025-01-29.');
  const render = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (!render) throw new UsageError(`--format must be one of ${Object.keys(FORMATS).join(', ')}.`);
  if (count !== undefined && !/^[1-9]\d{0,3}$/.test(count))
    throw new UsageError('--count must be a whole number, 1 or more.');
  return { day, format: render, out, count: count ? Number(count) : undefined, explain, refresh, post };
}

/**
 * Writes the digest to standard output or a file; with `explain`, also writes a report on its summaries to standard
 * error.
 * @returns false if there is a model, but not one summary
 */
async function print(app: App, papers: readonly Paper[], options: Options): Promise<boolean> {
  const { day, format, out, explain, refresh } = options;
  const summaries = await Promise.all(papers.map((paper) => app.summarize(paper, { refreshes: refresh })));
  if (explain) {
    const stored = await app.store.summaries(papers.map(({ id }) => id));
    const reports = papers.map((paper) => summaryReport(paper, stored.get(paper.id) ?? null));
    process.stderr.write(`${[checksReport(), ...reports].join('\n')}\n`);
  }
  const cards = papers.map((paper, index) =>
    withListedTitle(
      paperCard({ paper, summary: summaries[index] ?? null }, day, finalReason(app.missing)),
      paper,
    ),
  );
  const text = await format(day, cards);
  if (!out) process.stdout.write(text);
  else
    await writeFile(out, text).catch((error) => {
      throw new SetupError(`--out: ${error.message}`);
    });
  const isAsked = app.missing !== 'no-summarizer' && papers.some(({ abstract }) => abstract);
  return !isAsked || summaries.some(Boolean);
}

/** Delivers the day's edition to all places with active subscriptions; returns false if any delivery failed. */
async function post(app: App, day: Day): Promise<boolean> {
  const active = (await app.store.subscriptions()).filter(({ state }) => state === 'active');
  const results = await Promise.allSettled(
    active.map((subscription) => deliverBound(app, subscription, day)),
  );
  const failed = results.filter((result) => result.status === 'rejected');
  for (const { reason } of failed) app.log.error({ err: reason }, 'Could not deliver an edition');
  return failed.length === 0;
}

/** Delivers an edition to a place, after binding the place to its workspace. */
async function deliverBound(app: App, { place }: Subscription, day: Day): Promise<void> {
  const bound = await bindOrClose(app, place);
  const subscription = bound && (await app.store.subscription(placeToId(bound)));
  if (subscription) await deliver({ ...app, wake: () => {} }, subscription, day);
}
