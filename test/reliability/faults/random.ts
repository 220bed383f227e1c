import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { HOUR } from '../../../src/lib/duration.ts';
import { openSqlite } from '../../../src/store/sqlite/driver.ts';
import { createStore } from '../../../src/store/store.ts';
import { discordPlaceId, slackPlaceId } from '../../fixtures/place-ids.ts';
import { createRandom } from '../../fixtures/random.ts';
import type { Figures } from './preload.ts';
import type { Seen } from './proxy.ts';
import { SOCKET_WAYS, type Upstream, WAYS } from './ways.ts';
import { DISCORDS, listDays, openWorld, SLACKS } from './world.ts';

export const PLACES = [
  'web:paperboy',
  ...DISCORDS.map((id) => discordPlaceId(id)),
  ...SLACKS.map((id) => slackPlaceId(id)),
];
const SUBSCRIBE = [...DISCORDS.map((id) => `discord:${id}`), ...SLACKS.map((id) => `slack:${id}`)].join();
/** The time from midnight UTC of a list day to noon in Seoul on the next day, in ms. */
const NOON = 27 * HOUR;
/** The wait that a long 429 demands, in seconds: too long for discord.js to wait for it within a request. */
const LONG = 4;
/** Slow responses have two variants, which together are as frequent as any other failure. */
const EVENLY = WAYS.flatMap((way) => (/^drip/.test(way) ? [way] : [way, way]));
/** The time limit for the editions of a list day, in ms; later ones do not count as delivered. */
const WITHIN = 180_000;
/** The wait before a measurement, in ms: idle connections are closed after five seconds. */
const IDLE = 6_000;

export interface RunOptions {
  /** The share of requests and connections that fail, from 0 to 1. */
  readonly share: number;
  readonly days: number;
  readonly papers: number;
  readonly seed: number;
  /** The model's response time for a summary, in ms. */
  readonly model?: number;
}

export interface Run {
  /** For each edition, the time from when it was due to its completion, in ms. */
  readonly walls: readonly number[];
  /** The number of messages on Discord and Slack. */
  readonly messages: number;
  readonly doubled: number;
  readonly lost: number;
  /** The number of log lines. */
  readonly lines: number;
  /** The log lines that report a bug. */
  readonly bugs: readonly string[];
  readonly rejections: number;
  readonly faults: number;
  /** Measured after the second list day, or after the only one. */
  readonly before: Figures;
  /** Measured at the end of the run. */
  readonly after: Figures;
  /** The number of editions between the two measurements. */
  readonly between: number;
}

/** Runs the real program in one process over all list days, with upstreams that fail at random. */
export async function runRandom({ share, days, papers, seed, model = 2_000 }: RunOptions): Promise<Run> {
  const list = listDays(days);
  const instants = list.map((day) => Date.parse(day) + NOON);
  const random = createRandom(seed);
  let shift = (instants[0] ?? 0) - Date.now();
  let faults = 0;
  const pick = <T>(ways: readonly T[]): T | undefined => {
    if (random() >= share) return undefined;
    faults += 1;
    return ways[Math.floor(random() * ways.length)];
  };
  const world = await openWorld({
    ...{ now: () => Date.now() + shift, days, papers, long: LONG },
    spoil: () => pick(EVENLY),
    spoilSocket: () => pick(SOCKET_WAYS),
    latency: (upstream: Upstream, _seen: Seen) =>
      ({ huggingface: 200, openai: model, discord: 75, slack: 75 })[upstream],
  });
  let output = '';
  const preload = join(import.meta.dirname, 'preload.ts');
  const child = spawn(process.execPath, ['--expose-gc', '--import', preload, 'src/main.ts'], {
    env: {
      ...{ PATH: process.env.PATH, FAULTS_START: new Date(instants[0] ?? 0).toISOString() },
      ...{ ...world.env, OPENAI_TIMEOUT: '5', SUBSCRIBE },
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const measure = async (): Promise<Figures> => {
    await wait(IDLE);
    const answer = once(child, 'message');
    child.send({});
    return (await answer)[0] as Figures;
  };

  const sql = openSqlite(join(world.folder, 'bot.db'));
  const store = createStore(sql);
  const walls: number[] = [];
  let before: Figures | undefined;
  let wallsBefore = 0;
  for (const [index, day] of list.entries()) {
    const due = instants[index] as number;
    if (index > 0) {
      const moved = once(child, 'message');
      child.send({ to: due });
      await moved;
      shift = due - Date.now();
    }
    const rest = new Set(PLACES);
    for (const until = Date.now() + WITHIN; rest.size > 0 && Date.now() < until; await wait(50)) {
      for (const id of rest) {
        const edition = await store.edition(id, day).catch(() => null);
        if (edition?.state !== 'done') continue;
        rest.delete(id);
        // The first edition is due as soon as the place is subscribed.
        const from = index > 0 ? due : ((await store.subscription(id))?.createdAt ?? due);
        walls.push((edition.closedAt ?? 0) - from);
      }
    }
    if (index !== Math.min(1, days - 1)) continue;
    before = await measure();
    wallsBefore = walls.length;
  }
  const after = await measure();
  if (process.env.FAULTS_LOG) writeFileSync(process.env.FAULTS_LOG, output);
  child.kill('SIGTERM');
  if (child.exitCode === null) await once(child, 'exit');

  const wanted = list.flatMap((day) => Array.from({ length: papers }, (_, index) => `${day} ${index + 1}`));
  const cards = PLACES.slice(1).map((id) => world.shown(id));
  const missing = cards.map((shown) => wanted.filter((card) => !shown.includes(card)).length);
  const headings = cards.map((shown) => shown.filter((card) => card === 'heading').length);
  const extra = cards.map((shown) => shown.length - new Set(shown.filter((it) => it !== 'heading')).size);
  await sql.close();
  await world.close();
  const lines = output.split('\n').filter(Boolean);
  const bugs = lines.filter((line) => line.includes('"level":"error"'));
  return {
    ...{ walls, faults, before: before ?? after, after, between: walls.length - wallsBefore },
    messages: sum(cards.map((shown) => shown.length)),
    lines: lines.length,
    doubled: sum(extra) - sum(headings) + sum(headings.map((count) => Math.max(count - days, 0))),
    lost: sum(missing) + sum(headings.map((count) => Math.max(days - count, 0))),
    rejections: bugs.filter((line) => line.includes('Unhandled promise rejection')).length,
    bugs,
  };
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
