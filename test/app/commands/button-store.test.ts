import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createButtonStore } from '../../../src/app/commands/button-store.ts';
import { isCommandLine } from '../../../src/command/parse-line.ts';
import { UserError } from '../../../src/domain/errors.ts';
import { commandWording } from '../../../src/i18n/ko/command.ts';
import { openSqlite } from '../../../src/store/sqlite/driver.ts';
import { createCache } from '../../../src/store/tables/cache.ts';
import { createStage, type Stage } from '../editions/harness.ts';

const SHORT = '/paper today';
const LONG = `/paper search words:"${'등대 '.repeat(60).trim()}"`;
const button = (line: string) => ({ label: '다음', line });

/** Opens a button store on the stage's cache file, as every process does; its keys are as long as UUIDs. */
async function open({ folder, clock, log }: Stage) {
  const sql = openSqlite(join(folder, 'cache.db'));
  onTestFinished(() => sql.close());
  let names = 0;
  const makeReference = () => {
    names += 1;
    return `0e2f6f1c-3b5c-4d53-9d5a-${String(names).padStart(12, '0')}`;
  };
  const cache = await createCache(sql.query, clock.now, log);
  return { cache, lines: createButtonStore(cache, makeReference) };
}

describe('a line', () => {
  test('that fits is left unchanged', async () => {
    const { lines } = await open(await createStage([]));
    const fits = `/paper search words:${'x'.repeat(80)}`;
    expect(fits).toHaveLength(100);
    expect(await lines.shorten([button(SHORT), button(fits)])).toEqual([button(SHORT), button(fits)]);
    expect(await lines.lengthen(fits)).toBe(fits);
  });

  test.each([`/paper search words:${'x'.repeat(81)}`, LONG])(
    'that is too long is replaced by a key that looks like one of our lines: %s',
    async (line) => {
      const { lines } = await open(await createStage([]));
      const [short] = await lines.shorten([button(line)]);
      expect(short?.label).toBe('다음');
      expect(short?.line.length).toBeLessThanOrEqual(100);
      expect(isCommandLine(short?.line ?? '')).toBe(true);
      expect(await lines.lengthen(short?.line ?? '')).toBe(line);
    },
  );

  test('keeps its position among the buttons and has its own key', async () => {
    const { lines } = await open(await createStage([]));
    const short = await lines.shorten([button(LONG), button(SHORT), button(`${LONG} page:2`)]);
    const long = await Promise.all(short.map(({ line }) => lines.lengthen(line)));
    expect(long).toEqual([LONG, SHORT, `${LONG} page:2`]);
  });

  test('survives a restart', async () => {
    const stage = await createStage([]);
    const [short] = await (await open(stage)).lines.shorten([button(LONG)]);
    const { lines } = await open(stage);
    expect(await lines.lengthen(short?.line ?? '')).toBe(LONG);
  });

  test('is kept for 90 days', async () => {
    const stage = await createStage([]);
    const [short] = await (await open(stage)).lines.shorten([button(LONG)]);
    stage.clock.advance(89 * 24 * 60 * 60_000);
    const { lines } = await open(stage);
    expect(await lines.lengthen(short?.line ?? '')).toBe(LONG);
  });

  test('is lost after 90 days, which the reply explains', async () => {
    const stage = await createStage([]);
    const [short] = await (await open(stage)).lines.shorten([button(LONG)]);
    stage.clock.advance(91 * 24 * 60 * 60_000);
    const { lines } = await open(stage);
    await expect(lines.lengthen(short?.line ?? '')).rejects.toEqual(
      new UserError(commandWording.staleButton),
    );
  });

  test.each(['/paper ~nobody', '/paper ~__proto__', '/paper ~limit'])(
    'with a made-up key is reported as lost: %s',
    async (line) => {
      const { lines, cache } = await open(await createStage([]));
      await cache.set('limit', LONG);
      await expect(lines.lengthen(line)).rejects.toEqual(new UserError(commandWording.staleButton));
    },
  );

  test.each(['/paper ~a b', '/paper ~', '/paper ~a/b', 'x /paper ~a', '/paper today ~a', ''])(
    'that is not a key is read literally: %j',
    async (line) => {
      const { lines } = await open(await createStage([]));
      expect(await lines.lengthen(line)).toBe(line);
    },
  );
});
