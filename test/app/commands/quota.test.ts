import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createQuota } from '../../../src/app/commands/quota.ts';
import { LIMITS, type QuotaName } from '../../../src/command/quotas.ts';
import { UserError } from '../../../src/domain/errors.ts';
import { commandWording } from '../../../src/i18n/ko/command.ts';
import { openSqlite } from '../../../src/store/sqlite/driver.ts';
import { createCache } from '../../../src/store/tables/cache.ts';
import { createStage, PLACE, type Stage } from '../editions/harness.ts';

const MINUTE = 60_000;
const NAMES = Object.keys(LIMITS) as QuotaName[];
const someone = (id = 'u1', platform = PLACE.platform) => ({
  place: { ...PLACE, platform },
  person: { id, name: '' },
});

/** Opens the quotas on the stage's cache file, as every process does. */
async function open({ folder, clock, log }: Stage) {
  const sql = openSqlite(join(folder, 'cache.db'));
  onTestFinished(() => sql.close());
  const spendQuota = createQuota({ cache: await createCache(sql.query, clock.now, log), clock });
  /** Spends the quota until it is used up, and returns how often that was possible. */
  const timesLeft = async (what: QuotaName, invocation = someone()) => {
    for (let times = 0; ; times += 1) {
      const isDone = await spendQuota(invocation, what).then(
        () => true,
        () => false,
      );
      if (!isDone) return times;
    }
  };
  return { spendQuota, timesLeft };
}

describe('a user', () => {
  test('does not wait longer because the clock was set back', async () => {
    const stage = await createStage([]);
    const { timesLeft } = await open(stage);
    await timesLeft('search');
    expect(await timesLeft('search')).toBe(0);
    stage.clock.advance(-60 * MINUTE);
    expect(await timesLeft('search')).toBe(LIMITS.search.most);
    expect(await timesLeft('search')).toBe(0);
  });

  test.each(NAMES)('has a limit for each kind of action: %s', async (what) => {
    const { timesLeft, spendQuota } = await open(await createStage([]));
    expect(await timesLeft(what)).toBe(LIMITS[what].most);
    await expect(spendQuota(someone(), what)).rejects.toBeInstanceOf(UserError);
  });

  test('does not affect other kinds of actions or other users, on any platform', async () => {
    const { timesLeft } = await open(await createStage([]));
    for (const what of NAMES) expect(await timesLeft(what)).toBe(LIMITS[what].most);
    expect(await timesLeft('share', someone('u2'))).toBe(LIMITS.share.most);
    expect(await timesLeft('share', someone('u1', 'other'))).toBe(LIMITS.share.most);
  });

  test('has the same quota in every channel', async () => {
    const { timesLeft } = await open(await createStage([]));
    await timesLeft('share');
    const elsewhere = { ...someone(), place: { ...PLACE, channel: 'c2', workspace: 'w2' } };
    expect(await timesLeft('share', elsewhere)).toBe(0);
  });
});

describe('a limit', () => {
  test.each(NAMES)(
    'resets at the end of its window, which begins with the first action: %s',
    async (what) => {
      const stage = await createStage([]);
      const { timesLeft, spendQuota } = await open(stage);
      const { most, withinMs } = LIMITS[what];
      await spendQuota(someone(), what);
      // Cache entries expire by the real clock, so half a window must be longer than the rest of this test.
      stage.clock.advance(withinMs / 2);
      expect(await timesLeft(what)).toBe(most - 1);
      stage.clock.advance(withinMs / 2);
      expect(await timesLeft(what)).toBe(most);
    },
  );

  test('is refunded for actions without a result', async () => {
    const { timesLeft, spendQuota } = await open(await createStage([]));
    const { most } = LIMITS.lookUp;
    const giveBack = await spendQuota(someone(), 'lookUp');
    await spendQuota(someone(), 'lookUp');
    await giveBack();
    expect(await timesLeft('lookUp')).toBe(most - 1);
  });

  test('says how many minutes are left, and refusals do not extend them', async () => {
    const stage = await createStage([]);
    const { timesLeft, spendQuota } = await open(stage);
    await timesLeft('lookUp');
    const said = () =>
      spendQuota(someone(), 'lookUp').then(
        () => undefined,
        ({ message }) => message,
      );
    expect(await said()).toBe(commandWording.tooOften(60));
    stage.clock.advance(20 * MINUTE);
    expect(await said()).toBe(commandWording.tooOften(40));
    stage.clock.advance(40 * MINUTE - 1);
    expect(await said()).toBe(commandWording.tooOften(1));
    stage.clock.advance(1);
    expect(await said()).toBeUndefined();
  });

  test('counts concurrent actions', async () => {
    const { spendQuota } = await open(await createStage([]));
    const { most } = LIMITS.lookUp;
    const tries = Array.from({ length: most + 3 }, () => spendQuota(someone(), 'lookUp'));
    const states = (await Promise.allSettled(tries)).map(({ status }) => status);
    expect(states.filter((status) => status === 'fulfilled')).toHaveLength(most);
  });

  test('survives a restart', async () => {
    const stage = await createStage([]);
    await (await open(stage)).timesLeft('lookUp');
    stage.clock.advance(MINUTE);
    expect(await (await open(stage)).timesLeft('lookUp')).toBe(0);
    stage.clock.advance(LIMITS.lookUp.withinMs);
    expect(await (await open(stage)).timesLeft('lookUp')).toBe(LIMITS.lookUp.most);
  });

  test('that cannot be read causes an error, and works again once the cache does', async () => {
    const { clock } = await createStage([]);
    let isUnhealthy = true;
    const cache = {
      get: async () => {
        if (isUnhealthy) throw new Error('ill');
        return undefined;
      },
      set: async () => true,
    };
    const spendQuota = createQuota({ cache, clock });
    await expect(spendQuota(someone(), 'search')).rejects.toThrow('ill');
    isUnhealthy = false;
    await spendQuota(someone(), 'search');
  });
});
