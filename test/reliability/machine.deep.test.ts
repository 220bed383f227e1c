import { chmod, chown } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/lib/duration.ts';
import { IS_ROOT } from '../needs.ts';
import { CAN_LIMIT, CAN_MOUNT, openLimitedDisk, openSmallDisk } from './machine/disk.ts';
import {
  DISCORD,
  DISCORD_LATER,
  FRIDAY,
  LEASES,
  openHouse,
  owed,
  PLACES,
  papersOf,
  SLACK,
  SLACK_LATER,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
} from './machine/house.ts';

const WELL = { status: 200, ill: {} };
const [FIRST, SECOND] = papersOf(TUESDAY) as [string, string];
const isAbout = (body: unknown, paperId: string) => JSON.stringify(body ?? null).includes(paperId);
/** Owner of the files when the bot runs without rights. */
const NOBODY = 65_534;

describe.concurrent('the bot on a machine that misbehaves', () => {
  const disks = [
    ['one of its own', CAN_MOUNT, openSmallDisk],
    ['a limit', CAN_LIMIT, openLimitedDisk],
  ] as const;
  describe.for(disks)('on a full disk (%s)', ([, isPossible, openDisk]) => {
    test.runIf(isPossible)('says so, answers, and goes on when there is room', async (context) => {
      const disk = await openDisk(context);
      const house = await openHouse(context, { folder: disk.folder });
      // The worst moment: the card is posted, but that cannot be stored.
      let isFull = false;
      house.discord.fault = ({ method, body }) => {
        if (method !== 'POST' || !isAbout(body, FIRST) || isFull) return undefined;
        isFull = true;
        disk.fill(bot);
        return undefined;
      };
      const bot = house.spawn();
      await house.eventually(async () => {
        const { status, ill } = await bot.health();
        expect([status, ill.store]).toEqual([503, expect.stringMatching(/disk is full|disk I\/O error/)]);
      });
      expect((await house.command('help')).embeds).not.toEqual([]);

      disk.empty(bot);
      house.later(LEASES);
      await house.delivered(TUESDAY);
      expect(await house.shown()).toEqual(owed(TUESDAY));
      await house.eventually(async () => expect(await bot.health()).toEqual(WELL));
      // An answer that could not be stored is requested once more.
      for (const times of Object.values(house.paid())) expect(times).toBeLessThanOrEqual(2);
      expect(await bot.end('SIGTERM')).toBe(0);
      house.isClean();
    });
  });

  test('whose database another process has locked answers all the same, and goes on after it', async (context) => {
    const house = await openHouse(context);
    const bot = await house.start();
    await house.delivered(TUESDAY);
    const other = new DatabaseSync(house.path);
    // The bot might be writing right now.
    other.exec('PRAGMA busy_timeout = 5000');
    other.exec('BEGIN IMMEDIATE');
    house.later(DAY);
    // Discord's 3 seconds hold: each of these rejects if it is not acknowledged in time.
    while (!(await bot.health()).ill.store) await house.command('help');
    expect(await bot.health()).toMatchObject({
      status: 503,
      ill: { store: expect.stringContaining('locked') },
    });
    house.discord.react(DISCORD, house.discordCard(FIRST), '400000000000000002', '👍');
    house.slack.react(SLACK, house.slackCard(FIRST), 'U1', 'thumbsup');
    await house.eventually(() =>
      expect(bot.logged('warn').filter((line) => line.includes('Vote not counted'))).toHaveLength(2),
    );
    other.exec('ROLLBACK');
    other.close();

    await house.delivered(WEDNESDAY);
    await house.eventually(async () => expect((await house.store().totals()).votes).toBe(2));
    expect(await house.shown()).toEqual(owed(TUESDAY, WEDNESDAY));
    await house.eventually(async () => expect(await bot.health()).toEqual(WELL));
    expect(bot.logged('error').filter((line) => !line.includes('The store cannot be written to'))).toEqual(
      [],
    );
    house.isClean();
  });

  test('whose database is locked from the start ends with one line', async (context) => {
    const house = await openHouse(context);
    await house.sql().query('CREATE TABLE lamps (name TEXT)');
    const other = new DatabaseSync(house.path);
    context.onTestFinished(() => other.close());
    other.exec('BEGIN IMMEDIATE');
    const bot = house.spawn();
    expect(await bot.ended).not.toBe(0);
    expect(bot.said()).toEqual([expect.stringMatching(/bot\.db .*locked/)]);
  });

  test.runIf(IS_ROOT)(
    'whose files are read-only ends with one line, and starts when they are not',
    async (context) => {
      const house = await openHouse(context);
      await chown(house.folder, NOBODY, NOBODY);
      await chmod(house.folder, 0o555);
      const nowhere = house.spawn({}, NOBODY);
      expect(await nowhere.ended).not.toBe(0);
      expect(nowhere.said()).toEqual([expect.stringMatching(/DATABASE_URL .*(unable|permission)/)]);

      await chmod(house.folder, 0o755);
      const first = await house.start({}, NOBODY);
      await house.delivered(TUESDAY);
      await first.end('SIGTERM');
      await chmod(house.path, 0o444);
      const second = house.spawn({}, NOBODY);
      expect(await second.ended).not.toBe(0);
      expect(second.said()).toEqual([expect.stringMatching(/bot\.db .*readonly/)]);

      await chmod(house.path, 0o644);
      house.later(DAY);
      await house.start({}, NOBODY);
      await house.delivered(WEDNESDAY);
      expect(await house.shown()).toEqual(owed(TUESDAY, WEDNESDAY));
      house.isClean();
    },
  );

  test('whose clock is set back an hour in the middle of an edition is not held up', async (context) => {
    const house = await openHouse(context);
    // As strict as the real limit: discord.js tracks the remaining requests and the reset time.
    house.discord.limits = { global: { limit: 50, windowMs: 1_000 } };
    let isBack = false;
    const failing = new Set(['discord', 'slack']);
    const onSecond = (platform: string) => {
      if (!isBack) house.setClockBy(-HOUR);
      isBack = true;
      return failing.delete(platform) ? ({ kind: 'after', answer: { status: 500 } } as const) : undefined;
    };
    house.discord.fault = ({ method, body }) =>
      method === 'POST' && isAbout(body, SECOND) ? onSecond('discord') : undefined;
    house.slack.fault = ({ method, body }) =>
      method === 'chat.postMessage' && isAbout(body, SECOND) ? onSecond('slack') : undefined;
    const bot = await house.start();
    await house.delivered(TUESDAY);
    expect(await house.shown()).toEqual(owed(TUESDAY));

    // A new place gets its edition at once, a person can still use commands, and the newest reaction is the vote.
    const card = house.discordCard(FIRST);
    const PERSON = '400000000000000002';
    house.discord.react(DISCORD, card, PERSON, '👍');
    await house.eventually(async () => expect((await house.store().totals()).votes).toBe(1));
    house.setClockBy(-HOUR);
    house.discord.react(DISCORD, card, PERSON, '👎');
    await house.subscribeLater();
    await house.delivered(TUESDAY, [`discord:${DISCORD_LATER}`, `slack:${SLACK_LATER}`]);
    await house.eventually(async () =>
      expect((await house.store().voteCounts([FIRST])).get(FIRST)).toEqual({ up: 0, down: 1 }),
    );
    expect(await bot.health()).toEqual(WELL);
    expect(bot.logged('error')).toEqual([]);

    // The clock is right again, and a day has passed: each list comes once.
    house.setClockBy(2 * HOUR);
    house.later(DAY);
    await house.delivered(WEDNESDAY);
    expect(await house.shown()).toEqual(owed(TUESDAY, WEDNESDAY));
    house.isClean();
  });

  test('whose clock is set forward an hour, and back between two runs, loses and doubles nothing', async (context) => {
    const house = await openHouse(context);
    house.setClockBy(HOUR);
    // It dies with a claim dated in the future.
    const seen = Promise.withResolvers<void>();
    house.discord.fault = ({ method, body }) => {
      if (method !== 'POST' || !isAbout(body, SECOND)) return undefined;
      seen.resolve();
      return { kind: 'after', answer: 'hang' };
    };
    const first = await house.start();
    await seen.promise;
    await house.kill(first);
    house.discord.fault = undefined;
    house.setClockBy(-HOUR);
    await house.start();
    await house.delivered(TUESDAY);
    expect(await house.shown()).toEqual(owed(TUESDAY));
    house.setClockBy(HOUR);
    house.later(DAY - 4 * HOUR);
    // 11:30 before the clock change, 12:30 after it: the clock's time counts, once.
    await house.delivered(WEDNESDAY);
    house.setClockBy(-HOUR);
    house.later(HOUR);
    await house.beats();
    expect(await house.shown()).toEqual(owed(TUESDAY, WEDNESDAY));
    house.isClean();
  });

  test('that was asleep for days catches up once, and counts what is too old', async (context) => {
    const house = await openHouse(context);
    const bot = await house.start();
    await house.delivered(TUESDAY);
    bot.signal('SIGSTOP');
    // Wednesday's list was due on Thursday at noon, a little more than three days ago.
    house.later(4 * DAY);
    bot.signal('SIGCONT');
    for (const day of [THURSDAY, FRIDAY]) await house.delivered(day);
    await house.delivered(WEDNESDAY, PLACES, 'skipped');
    expect(await bot.metric('editions_skipped')).toBe(PLACES.length);
    expect(await house.shown()).toEqual(owed(TUESDAY, THURSDAY, FRIDAY));
    await house.eventually(async () => expect(await bot.health()).toEqual(WELL));
    // No log line for each missed heartbeat.
    expect(bot.said()).toEqual([]);
    expect(bot.logged('error')).toEqual([]);
    house.isClean();
  });
});
