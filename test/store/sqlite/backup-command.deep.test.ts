import { expect, type TestContext, test, vi } from 'vitest';
import { bestKey } from '../../../src/domain/edition/weekly-best.ts';
import { openSqlite } from '../../../src/store/sqlite/driver.ts';
import { createStore } from '../../../src/store/store.ts';
import { EVENTUALLY } from '../../fixtures/eventually.ts';
import {
  FRIDAY,
  noonAfter,
  openBackups,
  PLACES,
  papersOf,
  THURSDAY,
  WEDNESDAY,
  wholeEditions,
} from './backup-harness.ts';

/** Checks the integrity of a backup, and returns the number of messages that it records as sent. */
async function inspect(path: string): Promise<number> {
  const sql = openSqlite(path);
  try {
    expect(await sql.query('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    return (await createStore(sql).totals()).deliveries_sent ?? 0;
  } finally {
    await sql.close();
  }
}

/** The number of Slack messages that are accepted before three copies exist. */
const SLACK_FIRST = 6;

const WARNING = 'restored from a backup';
const warnings = (log: string) => log.split(WARNING).length - 1;

test.concurrent('backups that are made under load restore to a working bot', async (context: TestContext) => {
  const scene = await openBackups(context);
  await scene.subscribe(WEDNESDAY);
  const copies: { readonly path: string; readonly sent: number }[] = [];
  // However slow the machine is, three copies are made before the rest of the Slack messages is accepted.
  scene.slack.fault = ({ method }, count) =>
    method === 'chat.postMessage' && count > SLACK_FIRST && copies.length < 3
      ? { kind: 'rate-limit', retryAfter: 1 }
      : undefined;
  await scene.start(noonAfter(THURSDAY));
  const stopVoting = scene.vote();
  const isOver = scene.delivered(WEDNESDAY, THURSDAY).then(() => true);
  while (!(await Promise.race([isOver, false]))) {
    const path = await scene.backup(`copy-${copies.length}.db`);
    copies.push({ path, sent: await inspect(path) });
  }
  expect(copies.length).toBeGreaterThan(2);
  // The chosen backup has some of the messages; the others were sent after it was made.
  const whole = (PLACES.length + 1) * 2 * 5;
  const offHalf = ({ sent }: { readonly sent: number }) => Math.abs(sent - whole / 2);
  const [half = expect.unreachable()] = copies.toSorted((a, b) => offHalf(a) - offHalf(b));
  expect([half.sent > 0, half.sent < whole], `${half.sent} of ${whole}`).toEqual([true, true]);
  expect(await stopVoting()).toBeGreaterThan(20);
  await scene.end('SIGKILL');
  const before = scene.posted();
  expect(before).toEqual(wholeEditions([WEDNESDAY, THURSDAY]));

  await scene.restore(half.path);
  const address = await scene.start('2026-08-21T03:05:00Z');
  await scene.delivered(WEDNESDAY, THURSDAY);
  expect(scene.posted()).toEqual(before);
  await scene.votesAgree();
  expect(warnings(scene.log())).toBe(1);
  const [paper = ''] = papersOf(THURSDAY);
  await vi.waitFor(
    async () => expect(await scene.ask(address, `Paper ${paper}`)).toContain(paper),
    EVENTUALLY,
  );
  expect(await scene.ask(address, '/paper status')).toContain('배달');
  expect((await fetch(`${address}/healthz`)).status).toBe(200);
  expect(await scene.end('SIGTERM')).toBe(0);
  expect([...scene.discord.rejections, ...scene.slack.rejections]).toEqual([]);
});

test.concurrent("a backup from the day before does not repeat today's posts", async (context: TestContext) => {
  const scene = await openBackups(context);
  // Saturday is also the day of the weekly best.
  await scene.subscribe(THURSDAY, { count: 2, best: { weekday: 6, since: 0 } });
  await scene.start(noonAfter(THURSDAY));
  await scene.delivered(THURSDAY);
  const copy = await scene.backup('yesterday.db');
  expect(await scene.end('SIGTERM')).toBe(0);

  await scene.start(noonAfter(FRIDAY));
  const stopVoting = scene.vote();
  await scene.delivered(FRIDAY);
  const weekly = PLACES.map((id) => bestKey(id, '2026-08-22'));
  const weeklyOver = () =>
    vi.waitFor(
      () =>
        scene.look(async (store) =>
          expect([...(await store.settledBests(0))].toSorted()).toEqual(weekly.toSorted()),
        ),
      EVENTUALLY,
    );
  await weeklyOver();
  await stopVoting();
  await scene.end('SIGKILL');
  const before = scene.posted();
  expect(before).toEqual(expect.arrayContaining(wholeEditions([THURSDAY, FRIDAY], 2)));
  expect(before).toHaveLength(PLACES.length * 7);

  await scene.restore(copy);
  const address = await scene.start('2026-08-22T04:00:00Z');
  await scene.delivered(FRIDAY);
  await weeklyOver();
  expect(scene.posted()).toEqual(before);
  await scene.votesAgree();
  // The web channel's messages were only in the database, so they are created again.
  expect(await (await fetch(`${address}/days/${FRIDAY}`)).text()).toContain(papersOf(FRIDAY)[0]);
  await scene.end('SIGTERM');

  // The next start does not report the restore again, and posts nothing more.
  await scene.start('2026-08-22T05:00:00Z');
  await scene.end('SIGTERM');
  expect(warnings(scene.log())).toBe(1);
  expect(scene.posted()).toEqual(before);
  expect([...scene.discord.rejections, ...scene.slack.rejections]).toEqual([]);
});
