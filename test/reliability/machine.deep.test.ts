import { chmod, chown } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/lib/duration.ts';
import { discordPlaceId, slackPlaceId } from '../fixtures/place-ids.ts';
import { CAN_RUN_AS_NOBODY, NOBODY } from '../needs.ts';
import { CAN_LIMIT, CAN_MOUNT, openLimitedDisk, openSmallDisk } from './machine/disk.ts';
import {
  DISCORD,
  DISCORD_LATER,
  FRIDAY,
  LEASES,
  owed,
  PLACES,
  papersOf,
  SLACK,
  SLACK_LATER,
  startTestBot,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
} from './machine/test-bot.ts';

const WELL = { status: 200, ill: {} };
const [FIRST, SECOND] = papersOf(TUESDAY) as [string, string];
const isAbout = (body: unknown, paperId: string) => JSON.stringify(body ?? null).includes(paperId);

describe.concurrent('the bot on a faulty machine', () => {
  const disks = [
    ['a small file system', CAN_MOUNT, openSmallDisk],
    ['a file size limit', CAN_LIMIT, openLimitedDisk],
  ] as const;
  describe.for(disks)('on a full disk (%s)', ([, isPossible, openDisk]) => {
    test.runIf(isPossible)(
      'reports the problem, answers commands, and continues once there is space again',
      async (context) => {
        const disk = await openDisk(context);
        const testBot = await startTestBot(context, { folder: disk.folder });
        // The worst moment: the card is posted, but the store cannot record it.
        let isFull = false;
        testBot.discord.fault = ({ method, body }) => {
          if (method !== 'POST' || !isAbout(body, FIRST) || isFull) return undefined;
          isFull = true;
          disk.fill(bot);
          return undefined;
        };
        const bot = testBot.spawn();
        await testBot.eventually(async () => {
          const { status, ill } = await bot.health();
          expect([status, ill.store]).toEqual([503, expect.stringMatching(/disk is full|disk I\/O error/)]);
        });
        expect((await testBot.command('help')).embeds).not.toEqual([]);

        disk.empty(bot);
        testBot.later(LEASES);
        await testBot.delivered(TUESDAY);
        expect(await testBot.shown()).toEqual(owed(TUESDAY));
        await testBot.eventually(async () => expect(await bot.health()).toEqual(WELL));
        // A model answer that could not be stored is requested a second time.
        for (const times of Object.values(testBot.paid())) expect(times).toBeLessThanOrEqual(2);
        expect(await bot.end('SIGTERM')).toBe(0);
        testBot.isClean();
      },
    );
  });

  test('still answers while another process has locked its database, and continues afterwards', async (context) => {
    const testBot = await startTestBot(context);
    const bot = await testBot.start();
    await testBot.delivered(TUESDAY);
    const other = new DatabaseSync(testBot.path);
    // Waits for the lock in case the bot is writing.
    other.exec('PRAGMA busy_timeout = 5000');
    other.exec('BEGIN IMMEDIATE');
    testBot.later(DAY);
    // `testBot.command` rejects unless the bot acknowledges the command within Discord's 3 seconds.
    while (!(await bot.health()).ill.store) await testBot.command('help');
    expect(await bot.health()).toMatchObject({
      status: 503,
      ill: { store: expect.stringContaining('locked') },
    });
    testBot.discord.react(DISCORD, testBot.discordCard(FIRST), '400000000000000002', '👍');
    testBot.slack.react(SLACK, testBot.slackCard(FIRST), 'U1', 'thumbsup');
    await testBot.eventually(() =>
      expect(bot.logged('warn').filter((line) => line.includes('Could not count a vote'))).toHaveLength(2),
    );
    other.exec('ROLLBACK');
    other.close();

    await testBot.delivered(WEDNESDAY);
    await testBot.eventually(async () => expect((await testBot.store().totals()).votes).toBe(2));
    expect(await testBot.shown()).toEqual(owed(TUESDAY, WEDNESDAY));
    await testBot.eventually(async () => expect(await bot.health()).toEqual(WELL));
    expect(bot.logged('error').filter((line) => !line.includes('The database is unhealthy'))).toEqual([]);
    testBot.isClean();
  });

  test('exits with one line if its database is locked from the start', async (context) => {
    const testBot = await startTestBot(context);
    await testBot.sql().query('CREATE TABLE lamps (name TEXT)');
    const other = new DatabaseSync(testBot.path);
    context.onTestFinished(() => other.close());
    other.exec('BEGIN IMMEDIATE');
    const bot = testBot.spawn();
    expect(await bot.ended).not.toBe(0);
    expect(bot.said()).toEqual([expect.stringMatching(/bot\.db .*locked/)]);
  });

  test.runIf(CAN_RUN_AS_NOBODY)(
    'exits with one line if its files are read-only, and starts once they are writable',
    async (context) => {
      const testBot = await startTestBot(context);
      await chown(testBot.folder, NOBODY, NOBODY);
      await chmod(testBot.folder, 0o555);
      const nowhere = testBot.spawn({}, NOBODY);
      expect(await nowhere.ended).not.toBe(0);
      expect(nowhere.said()).toEqual([expect.stringMatching(/DATABASE_URL .*(unable|permission)/)]);

      await chmod(testBot.folder, 0o755);
      const first = await testBot.start({}, NOBODY);
      await testBot.delivered(TUESDAY);
      await first.end('SIGTERM');
      await chmod(testBot.path, 0o444);
      const second = testBot.spawn({}, NOBODY);
      expect(await second.ended).not.toBe(0);
      expect(second.said()).toEqual([expect.stringMatching(/bot\.db .*readonly/)]);

      await chmod(testBot.path, 0o644);
      testBot.later(DAY);
      await testBot.start({}, NOBODY);
      await testBot.delivered(WEDNESDAY);
      expect(await testBot.shown()).toEqual(owed(TUESDAY, WEDNESDAY));
      testBot.isClean();
    },
  );

  test('is not delayed if its clock is set back an hour in the middle of an edition', async (context) => {
    const testBot = await startTestBot(context);
    // Discord's own rate limit: discord.js computes its waits from the wall clock, so they could grow by an hour.
    testBot.discord.limits = { global: { limit: 50, windowMs: 1_000 } };
    let isBack = false;
    const failing = new Set(['discord', 'slack']);
    const onSecond = (platform: string) => {
      if (!isBack) testBot.setClockBy(-HOUR);
      isBack = true;
      return failing.delete(platform) ? ({ kind: 'after', answer: { status: 500 } } as const) : undefined;
    };
    testBot.discord.fault = ({ method, body }) =>
      method === 'POST' && isAbout(body, SECOND) ? onSecond('discord') : undefined;
    testBot.slack.fault = ({ method, body }) =>
      method === 'chat.postMessage' && isAbout(body, SECOND) ? onSecond('slack') : undefined;
    const bot = await testBot.start();
    await testBot.delivered(TUESDAY);
    expect(await testBot.shown()).toEqual(owed(TUESDAY));

    // A new place gets its edition immediately, members can still use commands, and the newest reaction
    // counts.
    const card = testBot.discordCard(FIRST);
    const PERSON = '400000000000000002';
    testBot.discord.react(DISCORD, card, PERSON, '👍');
    await testBot.eventually(async () => expect((await testBot.store().totals()).votes).toBe(1));
    testBot.setClockBy(-HOUR);
    testBot.discord.react(DISCORD, card, PERSON, '👎');
    await testBot.subscribeLater();
    await testBot.delivered(TUESDAY, [discordPlaceId(DISCORD_LATER), slackPlaceId(SLACK_LATER)]);
    await testBot.eventually(async () =>
      expect((await testBot.store().voteCounts([FIRST], { shownOn: 'web' })).get(FIRST)).toEqual({
        up: 0,
        down: 1,
      }),
    );
    expect(await bot.health()).toEqual(WELL);
    expect(bot.logged('error')).toEqual([]);

    // The clock is right again, and a day has passed: each list is posted once.
    testBot.setClockBy(2 * HOUR);
    testBot.later(DAY);
    await testBot.delivered(WEDNESDAY);
    expect(await testBot.shown()).toEqual(owed(TUESDAY, WEDNESDAY));
    testBot.isClean();
  });

  test('loses and repeats nothing if its clock is set forward an hour, and back between two runs', async (context) => {
    const testBot = await startTestBot(context);
    testBot.setClockBy(HOUR);
    // The bot is killed while it holds a claim that is dated in the future.
    const seen = Promise.withResolvers<void>();
    testBot.discord.fault = ({ method, body }) => {
      if (method !== 'POST' || !isAbout(body, SECOND)) return undefined;
      seen.resolve();
      return { kind: 'after', answer: 'hang' };
    };
    const first = await testBot.start();
    await seen.promise;
    await testBot.kill(first);
    testBot.discord.fault = undefined;
    testBot.setClockBy(-HOUR);
    await testBot.start();
    await testBot.delivered(TUESDAY);
    expect(await testBot.shown()).toEqual(owed(TUESDAY));
    testBot.setClockBy(HOUR);
    testBot.later(DAY - 4 * HOUR);
    // The true time is 11:30, but the machine's clock says 12:30: the edition is posted by that clock, and
    // only once.
    await testBot.delivered(WEDNESDAY);
    testBot.setClockBy(-HOUR);
    testBot.later(HOUR);
    await testBot.beats();
    expect(await testBot.shown()).toEqual(owed(TUESDAY, WEDNESDAY));
    testBot.isClean();
  });

  test('catches up once after it has slept for days, and counts the lists that are too old', async (context) => {
    const testBot = await startTestBot(context);
    const bot = await testBot.start();
    await testBot.delivered(TUESDAY);
    bot.signal('SIGSTOP');
    // Wednesday's list was due on Thursday at noon, a little more than three days ago.
    testBot.later(4 * DAY);
    bot.signal('SIGCONT');
    for (const day of [THURSDAY, FRIDAY]) await testBot.delivered(day);
    await testBot.delivered(WEDNESDAY, PLACES, 'skipped');
    expect(await bot.metric('editions_skipped')).toBe(PLACES.length);
    expect(await testBot.shown()).toEqual(owed(TUESDAY, THURSDAY, FRIDAY));
    await testBot.eventually(async () => expect(await bot.health()).toEqual(WELL));
    // By default, node-cron prints a warning for each missed heartbeat.
    expect(bot.said()).toEqual([]);
    expect(bot.logged('error')).toEqual([]);
    testBot.isClean();
  });
});
