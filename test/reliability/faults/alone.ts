import { setTimeout as wait } from 'node:timers/promises';
import { startBot } from '../../../src/compose/bot.ts';
import { readConfig } from '../../../src/config/config.ts';
import { type Clock, createClock } from '../../../src/lib/clock.ts';
import { createTestLog } from '../../fixtures/log.ts';
import { discordPlaceId, slackPlaceId } from '../../fixtures/place-ids.ts';
import type { Seen } from './proxy.ts';
import { LATE, SOCKET_WAYS, type SocketWay, type Upstream, WAYS, type Way } from './ways.ts';
import { DISCORDS, FIRST_DAY, openWorld, SLACKS } from './world.ts';

/** Noon in Seoul on the day after `FIRST_DAY`. */
const NOW = Date.parse('2026-08-11T03:00:00Z');
const LONG = 30;
const PAPERS = 2;
const WITHIN = 90_000;

/** Kinds of requests, by upstream, method and path. */
export const MOMENTS: Readonly<Record<string, { upstream: Upstream; method: string; path: RegExp }>> = {
  list: { upstream: 'huggingface', method: 'GET', path: /daily_papers/ },
  summary: { upstream: 'openai', method: 'POST', path: /chat\/completions/ },
  'discord send': { upstream: 'discord', method: 'POST', path: /\/messages$/ },
  'discord seed': { upstream: 'discord', method: 'PUT', path: /\/reactions\// },
  // Binds the place to its workspace, before its first edition.
  'discord channel': { upstream: 'discord', method: 'GET', path: /\/channels\/\d+$/ },
  'discord address': { upstream: 'discord', method: 'GET', path: /\/gateway\/bot/ },
  'slack self': { upstream: 'slack', method: 'POST', path: /auth\.test/ },
  'slack send': { upstream: 'slack', method: 'POST', path: /chat\.postMessage/ },
  'slack seed': { upstream: 'slack', method: 'POST', path: /reactions\.add/ },
  'slack address': { upstream: 'slack', method: 'POST', path: /apps\.connections\.open/ },
  gateway: { upstream: 'discord', method: 'UPGRADE', path: /./ },
  socket: { upstream: 'slack', method: 'UPGRADE', path: /./ },
};

export interface Case {
  readonly moment: keyof typeof MOMENTS & string;
  readonly way: Way | SocketWay;
}

export const CASES: readonly Case[] = Object.entries(MOMENTS).flatMap(([moment, { method }]) =>
  (method === 'UPGRADE' ? SOCKET_WAYS : moment.endsWith(' send') ? ([...WAYS, 'late'] as const) : WAYS).map(
    (way) => ({ moment, way }),
  ),
);

/** Creates a real clock that starts at `NOW`. `advance` moves it forward and wakes the sleepers that are then due. */
function createMovableClock(): Clock & { advance(ms: number): void } {
  const real = createClock(NOW);
  let shift = 0;
  let moved = new AbortController();
  const now = () => real.now() + shift;
  return {
    now,
    elapsed: now,
    advance(ms) {
      shift += ms;
      const before = moved;
      moved = new AbortController();
      before.abort();
    },
    async sleep(ms, signal) {
      const until = now() + ms;
      while (now() < until) {
        signal?.throwIfAborted();
        const ends = [moved.signal, ...(signal ? [signal] : [])];
        await real.sleep(until - now(), AbortSignal.any(ends)).catch(() => {});
      }
      signal?.throwIfAborted();
    },
  };
}

/** Runs a bot whose first request of the case's kind fails in the case's way; returns the problems. */
export async function survive({ moment, way }: Case): Promise<string[]> {
  const { upstream, method, path } = MOMENTS[moment] as (typeof MOMENTS)[string];
  const clock = createMovableClock();
  let dealt = 0;
  const spoil = (asked: Upstream, seen: Seen) => {
    if (dealt > 0 || asked !== upstream || seen.method !== method || !path.test(seen.path)) return undefined;
    dealt += 1;
    return way as never;
  };
  const world = await openWorld({
    ...{ now: clock.now, days: 1, papers: PAPERS, long: LONG, spoil, spoilSocket: spoil },
  });
  const [subscribe, places] =
    upstream === 'discord'
      ? [`discord:${DISCORDS[0]}`, [discordPlaceId(DISCORDS[0])]]
      : upstream === 'slack'
        ? [`slack:${SLACKS[0]}`, [slackPlaceId(SLACKS[0])]]
        : ['', []];
  const off = upstream === 'discord' ? /^SLACK/ : upstream === 'slack' ? /^DISCORD/ : /^(SLACK|DISCORD)/;
  const config = readConfig({
    ...Object.fromEntries(Object.entries(world.env).filter(([name]) => !off.test(name))),
    ...{ SUBSCRIBE: subscribe, OPENAI_TIMEOUT: '2' },
  });
  const log = createTestLog();
  const bot = await startBot(config, clock, log);
  const problems: string[] = [];
  const ids = ['web:paperboy', ...places];
  const editions = () => Promise.all(ids.map((id) => bot.app.store.edition(id, FIRST_DAY)));
  const isOn = () =>
    upstream === 'discord'
      ? world.discord.gateway.live() > 0
      : upstream === 'slack'
        ? world.slack.socket.live() > 0
        : true;
  // It can take the bot a minute to drop a silent connection; the edition does not wait for that.
  const isQuiet = (way === 'silence' || way === 'hang') && method === 'UPGRADE';
  const isDone = async () =>
    dealt > 0 && (isQuiet || isOn()) && (await editions()).every((it) => it?.state === 'done');
  let hasMoved = false;
  for (const until = Date.now() + WITHIN; !(await isDone()); await wait(20)) {
    if (Date.now() > until) {
      problems.push(`not done: ${JSON.stringify(log.lines.slice(-3))}`);
      break;
    }
    const isWaiting = log.lines.some(({ sentence }) => /again/.test(sentence));
    if (way === 'limit-long' && isWaiting && !hasMoved) {
      hasMoved = true;
      clock.advance(LONG * 1_000);
    }
  }
  // Waits for the late request, which must not create a second message if a retry was faster.
  if (way === 'late') await wait(LATE);
  const wanted = ['heading', ...Array.from({ length: PAPERS }, (_, index) => `${FIRST_DAY} ${index + 1}`)];
  for (const id of places) {
    const shown = world.shown(id);
    if (String(shown) !== String(wanted)) problems.push(`${id} shows ${shown}`);
  }
  for (const edition of await editions())
    if (edition?.missing !== 0)
      problems.push(
        `${edition?.placeId} lacks ${edition?.missing} summaries: ${JSON.stringify(log.lines.filter(({ level }) => level === 'warn').map(({ fields, sentence }) => [sentence, fields]))}`,
      );
  for (const line of log.lines.filter(({ level }) => level === 'error'))
    problems.push(`error: ${line.sentence} ${(line.fields as { err?: Error }).err?.stack ?? ''}`);
  if (way === 'huge' && world.taken() > 40 * 1024 * 1024) problems.push(`took ${world.taken()} bytes`);
  await bot.stop();
  await world.close();
  return problems.map((problem) => `${moment}, ${way}: ${problem}`);
}

/**
 * Runs the cases, `width` at a time, because each spends most of its time waiting. Returns the number of cases
 * without problems, and all problems.
 */
export async function surviveAll(cases: readonly Case[], width = 8) {
  const problems: string[] = [];
  let survived = 0;
  const rest = [...cases];
  const work = async () => {
    for (let next = rest.shift(); next; next = rest.shift()) {
      const it = next;
      const found = await survive(it).catch((error) => [`${it.moment}, ${it.way}: ${error.stack}`]);
      problems.push(...found);
      if (found.length === 0) survived += 1;
    }
  };
  await Promise.all(Array.from({ length: width }, work));
  return { survived, problems };
}
