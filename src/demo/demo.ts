import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { App } from '../compose/app.ts';
import { type Bot, startBot } from '../compose/bot.ts';
import { readConfig, readEnvironment } from '../config/config.ts';
import type { Summary } from '../domain/paper/paper.ts';
import { placeToId, WEB_PLACE } from '../domain/subscription/subscription.ts';
import { createClock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { cardToTerminal, wrap } from '../render/terminal.ts';
import { answerLists, answerSummaries, startReplay } from './replay.ts';
import sampleDay from './sample-day.json' with { type: 'json' };
import sampleSummaries from './sample-summaries.json' with { type: 'json' };

const DAY = '2026-08-21';
/** Noon in Seoul on the day after `DAY`, when the list of `DAY` is complete. */
const NOW = '2026-08-22T03:00:00Z';
/** How long to wait until the edition is posted, in milliseconds. */
const MAX_WAIT = 50_000;

const OPTIONS = { once: { type: 'boolean', default: false } } as const;

/** Runs the demo (`npm run demo`) and returns the exit code. Without `--once`, serves the web page until Ctrl-C. */
export async function runDemo(args: readonly string[]): Promise<number> {
  const { once } = parseArgs({ args: [...args], options: OPTIONS }).values;
  const { PORT, HOST } = readEnvironment().env;
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-demo-'));
  const lists = await startReplay(answerLists({ [DAY]: sampleDay }), 300);
  const model = await startReplay(answerSummaries(summariesByTitle()), 700);
  let bot: Bot | undefined;
  try {
    const config = readConfig({
      HF_ENDPOINT: lists.url,
      OPENAI_BASE_URL: `${model.url}/v1`,
      // The model's answers are recorded summaries.
      SEARCH_MODEL: 'off',
      OPENAI_MODEL: 'replay',
      DATABASE_URL: `file:${join(folder, 'demo.db')}`,
      NOW,
      HOST,
      PORT: PORT || ((await isFree(8080)) ? '8080' : '0'),
    });
    say(`논문배달 demo: the recorded list of ${DAY} goes through the real pipeline.\n`);
    bot = await startBot(config, createClock(config.startAt), progressLog());
    if (!(await waitForEdition(bot.app))) {
      say('The edition was not posted in time; the lines above show why.');
      return 1;
    }
    for (const { card } of await bot.app.messages.ofDay(DAY)) say(`\n${cardToTerminal(card)}`);
    say(`\nPosted to the local web channel: ${bot.address}`);
    if (!once) {
      say('Open it in a browser. Ctrl-C stops the demo.');
      await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
    }
    return 0;
  } finally {
    await bot?.stop();
    await Promise.all([lists.close(), model.close()]);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Returns the recorded summaries by paper title. */
export function summariesByTitle(): Record<string, Summary> {
  const byId: Record<string, Summary> = sampleSummaries;
  return Object.fromEntries(
    sampleDay.flatMap(({ paper }) => {
      const summary = byId[paper.id];
      return summary ? [[paper.title, summary] as const] : [];
    }),
  );
}

/** Waits for the edition; returns false if it was not posted in time. */
async function waitForEdition({ store, clock }: App): Promise<boolean> {
  const deadline = clock.elapsed() + MAX_WAIT;
  while ((await store.edition(placeToId(WEB_PLACE), DAY))?.state !== 'done') {
    if (clock.elapsed() > deadline) return false;
    await clock.sleep(50);
  }
  return true;
}

/** Returns a log that prints readable lines: seconds since the start, the sentence, and text and number fields. */
function progressLog(): Log {
  const started = Date.now();
  const write = (mark: string) => (fields: object, sentence: string) => {
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    const rest = Object.entries(fields)
      .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
      .map(([name, value]) => `${name}=${value}`);
    const [first = '', ...more] = wrap([`${seconds}s${mark}`, sentence, ...rest].join(' '), 80);
    say([first, ...more.map((line) => `        ${line}`)].join('\n'));
  };
  return { debug: () => {}, info: write(' '), warn: write('!'), error: write('!') };
}

const say = (line: string) => process.stdout.write(`${line}\n`);

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
