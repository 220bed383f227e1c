import { audit, daysUntil } from './audit.ts';
import { type Ahead, chooseKill, type Kill, pointsAhead } from './choose-kill.ts';
import { type Rows, readBeside, readRemains } from './database.ts';
import { type Life, pause, startLife, waitUntil } from './life.ts';
import { createMembers } from './members.ts';
import { createStock } from './stock.ts';
import { countKill, type Tally } from './tally.ts';
import type { World } from './world.ts';

const SECOND = 1_000;
/** Longer than any lease (60 s on Discord and Slack). */
const AFTER_LEASE = 65 * SECOND;
/** The length of an outage after which Discord has forgotten all nonces. */
const OUTAGE = 11 * 60 * SECOND;
/** How long a run without a kill may take to complete its step; if it fails, the next run gets the same time. */
const CARD_WAIT = 25 * SECOND;
const LAST_LIVES = 3;
/** How soon after the end of a step all votes must be counted; otherwise the next run must count them. */
const COUNTS_WITHIN = 8 * SECOND;
/** The time limit for a bot to stop (docs/operating.md: within ten seconds). */
const STOPS_WITHIN = 10 * SECOND;

/**
 * Expected refusals: the thread does not exist yet or already exists, or the initial reaction is already there; the
 * message with the id of its channel, which is asked for to tell an empty history from a hidden one; and the
 * limit for edits of messages older than an hour, which only Discord counts, and of whose counts a restarted process
 * knows nothing: it waits as Discord asks (`RATE_LIMIT_CODES`).
 */
const FORESEEN =
  /^Discord (?:10003|160004|30046) |^Discord 10008 \/channels\/(\d+)\/messages\/\1$|^Slack already_reacted /;

export interface Step extends Omit<Ahead, 'since'> {
  readonly kills: number;
  /** The points to kill at, in order. By default, the scene chooses them. */
  readonly planned?: readonly string[];
  prepare(world: World, rows: Rows): void;
  isDone(world: World, rows: Rows): boolean;
}

/** Creates a scene, which runs the bot repeatedly in the same world. */
export function createScene(world: World, tally: Tally, random: () => number) {
  const members = createMembers(world, random);
  const stock = createStock(world, tally);

  /** Lets time pass before the next start. */
  function pass(): void {
    const chance = random();
    // Sometimes the bot restarts so early that the claims of its last run are still valid.
    world.later(chance < 0.1 ? 2 * SECOND : chance < 0.7 ? AFTER_LEASE : OUTAGE);
    if (chance >= 0.7) world.discord.forgetNonces();
  }

  /**
   * Votes on cards and on the web page while the bot runs. Cards that are not stored yet get votes only
   * while the bot is down.
   */
  async function voteDuring(life: Life, until: () => boolean): Promise<void> {
    await waitUntil(() => life.isOver() || until() || life.isListening(), CARD_WAIT);
    while (!life.isOver() && !until()) {
      const known = readBeside(
        world.database,
        (rows) =>
          new Set(rows('SELECT message_id FROM deliveries').map(({ message_id }) => String(message_id))),
      );
      for (let count = 0; count < 3; count += 1) members.press(known);
      const address = life.address();
      if (address) await members.pressWeb(address);
      await pause(100);
    }
  }

  const wasDone = (step: Step) => readRemains(world.database, (rows) => step.isDone(world, rows));

  /** Runs the bot once, with the given kill; resolves to true if it was killed at the chosen point. */
  async function liveUntilKilled(kill: Kill): Promise<boolean> {
    const life = startLife(world, world.env(), kill.at);
    let isLate = false;
    const votes = voteDuring(life, () => isLate);
    if (kill.from === 'open') await waitUntil(() => life.isOver() || life.address() !== undefined, CARD_WAIT);
    await waitUntil(life.isOver, kill.withinMs);
    isLate = !life.isOver();
    const isMeant = !isLate && life.wasKilled();
    if (isLate) await (kill.isStop ? stop(life) : life.end('SIGKILL'));
    await Promise.all([life.ended, votes]);
    note(life);
    if (kill.isStop) tally.stops += 1;
    else countKill(tally, isMeant ? (kill.at.split('#')[0] ?? '') : 'random');
    for (let count = 0; count < 2; count += 1) members.press();
    readRemains(world.database, (rows) => stock.take(rows));
    pass();
    return isMeant;
  }

  async function stop(life: Life): Promise<void> {
    await Promise.race([life.end('SIGTERM'), pause(STOPS_WITHIN)]);
    if (life.isOver()) return;
    tally.complaints.push('It does not stop');
    await life.end('SIGKILL');
  }

  function note(life: Life): void {
    tally.lives += 1;
    // A line that is not a log line (JSON) also counts as an error.
    const errors = life
      .log()
      .split('\n')
      .filter((line) => line.includes('"level":"error"') || (line && !line.startsWith('{')));
    tally.complaints.push(...errors.map((line) => line.slice(0, 400)));
    if (!life.wasKilled() && life.exitCode() !== 0)
      tally.complaints.push(`ended with ${life.exitCode()}: ${life.log().slice(-400)}`);
  }

  /** Runs the bot without kills, at most `LAST_LIVES` times, until the step is done and every vote is counted. */
  async function liveOn(step: Step): Promise<void> {
    let votes = 0;
    let left: string[] = [];
    world.later(AFTER_LEASE);
    for (let lives = 0; lives < LAST_LIVES; lives += 1) {
      const life = startLife(world, world.env());
      const look = (isIt: (rows: Rows) => boolean) => () =>
        life.isOver() || (life.isListening() && readBeside(world.database, isIt));
      await waitUntil(
        look((rows) => step.isDone(world, rows)),
        CARD_WAIT,
      );
      const isWell = await waitUntil(
        look((rows) => {
          ({ votes, differences: left } = members.compare(rows));
          return left.length === 0 && step.isDone(world, rows);
        }),
        COUNTS_WITHIN,
      );
      await stop(life);
      note(life);
      pass();
      if (!isWell) continue;
      tally.voted += votes;
      return;
    }
    tally.votes.push(...left);
    if (!wasDone(step)) tally.complaints.push(`${step.kind} ${step.day} is not done`);
  }

  return {
    /** Completes a step with a bot that is killed and restarted; returns the points at which it was killed. */
    async crashThrough(step: Step): Promise<string[]> {
      readRemains(world.database, (rows) => step.prepare(world, rows));
      const hits: string[] = [];
      const missed = new Set<string>();
      const since = world.now();
      const budget = step.planned?.length ?? step.kills;
      for (let kills = 0; kills < budget; kills += 1) {
        const planned = step.planned?.[kills];
        const ahead = readRemains(world.database, (rows) => pointsAhead(world, rows, { ...step, since }));
        const kill = planned
          ? { at: planned, withinMs: CARD_WAIT, from: 'start' as const }
          : chooseKill(
              ahead.filter(({ name }) => !missed.has(name)),
              tally,
              random,
            );
        const isMeant = await liveUntilKilled(kill);
        if (isMeant) hits.push(kill.at);
        else missed.add(kill.at.split('#')[0] ?? '');
        if (!planned && wasDone(step)) break;
      }
      await liveOn(step);
      readRemains(world.database, (rows) => audit(world, rows, daysUntil(step.day), tally));
      return hits;
    },

    /** Runs the final checks of the scene. */
    finish(): void {
      stock.finish();
      const { discord, slack } = world;
      tally.complaints.push(...discord.rejections.map((it) => `Discord: ${JSON.stringify(it)}`));
      tally.complaints.push(...slack.rejections.map((it) => `Slack: ${JSON.stringify(it)}`));
      const refused = [
        ...discord.refusals.map(({ code, path }) => `Discord ${code} ${path}`),
        ...slack.refusals.map(({ error, method }) => `Slack ${error} ${method}`),
      ];
      tally.complaints.push(...refused.filter((line) => !FORESEEN.test(line)));
    },
  };
}
