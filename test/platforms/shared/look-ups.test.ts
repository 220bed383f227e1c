import { expect, test } from 'vitest';
import { answerCard } from '../../../src/cards/build-card.ts';
import { TemporaryError } from '../../../src/domain/errors.ts';
import { createLookUps, type HistoryPage } from '../../../src/platforms/shared/look-ups.ts';
import { failure } from '../../app/editions/harness.ts';

const PLACE = { platform: 'slack', workspace: 'T1', channel: 'C1' };
const to = { place: PLACE, parentId: null as string | null, since: 1_000 };
const card = answerCard('lamp', []);

/** Creates look-ups in a history of ten pages, of which each look-up can read three before it is rate limited. */
function createHistory({ foundOn = -1, pages = 10 } = {}) {
  const read: string[] = [];
  let left = 3;
  const lookUp = createLookUps(async ({ parentId }, _card, keys, cursor): Promise<HistoryPage> => {
    if (left === 0) throw new TemporaryError('limited', { retryAfterMs: 60_000, isUnrelated: true });
    left -= 1;
    const page = Number(cursor ?? 0);
    read.push(`${parentId ?? 'channel'} ${keys[0]} ${page}`);
    const isLast = page + 1 === pages;
    return { messageId: page === foundOn ? 'm' : null, next: isLast ? null : String(page + 1), headings: [] };
  });
  const look: typeof lookUp = (...asked) => {
    left = 3;
    return lookUp(...asked);
  };
  return { look, read };
}

test('T6: an interrupted look-up goes on, says that it has progressed, and is forgotten when it ends', async () => {
  const { look, read } = createHistory({ foundOn: 7 });
  for (const _ of [1, 2])
    expect(await failure(look(to, card, 'k'))).toMatchObject({
      ...{ message: 'limited', retryAfterMs: 60_000, isUnrelated: true, hasProgressed: true },
    });
  expect(await look(to, card, 'k')).toBe('m');
  expect(read).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((page) => `channel k ${page}`));
  await failure(look(to, card, 'k'));
  expect(read.at(-1)).toBe('channel k 2');
});

test('each delivery, place and thread has its own, in a history that goes back far enough', async () => {
  const { look, read } = createHistory();
  const others = [
    [to, 'other'],
    [{ ...to, parentId: 'p' }, 'k'],
    [{ ...to, place: { ...PLACE, channel: 'C2' } }, 'k'],
    [{ ...to, since: 500 }, 'k'],
  ] as const;
  await failure(look(to, card, 'k'));
  for (const [where, key] of others) {
    const before = read.length;
    await failure(look(where, card, key));
    expect(read[before]).toMatch(/ 0$/);
  }
  await failure(look({ ...to, since: 2_000 }, card, 'k'));
  expect(read.at(-1)).toBe('channel k 5');
});

test('starts anew unless the attempt is the next one', async () => {
  const { look, read } = createHistory();
  const firstPage = async (attempt: number) => {
    const before = read.length;
    await failure(look(to, card, 'k', { attempt }));
    return read[before];
  };
  expect(await firstPage(2)).toBe('channel k 0');
  expect(await firstPage(3)).toBe('channel k 3');
  for (const attempt of [5, 5, 2]) expect(await firstPage(attempt)).toBe('channel k 0');
});

test('the oldest is forgotten if there are too many', async () => {
  const { look, read } = createHistory();
  for (let n = 0; n <= 1_000; n += 1) await failure(look(to, card, `k${n}`));
  for (const [key, page] of [
    ['k0', 0],
    ['k1000', 3],
  ]) {
    const before = read.length;
    await failure(look(to, card, String(key)));
    expect(read[before]).toBe(`channel ${key} ${page}`);
  }
});

test('an unexpected failure forgets it, and without a page nothing has progressed', async () => {
  const errors: Error[] = [new TemporaryError('down'), new Error('bug')];
  const cursors: (string | null)[] = [];
  const look = createLookUps(async (_to, _card, _keys, cursor) => {
    cursors.push(cursor);
    const error = cursor === '1' || cursors.length === 1 ? errors.shift() : undefined;
    if (error) throw error;
    return { messageId: null, next: cursor ? null : '1', headings: [] };
  });
  expect(await failure(look(to, card, 'k'))).toMatchObject({ message: 'down', hasProgressed: false });
  expect(await failure(look(to, card, 'k'))).toMatchObject({ message: 'bug' });
  expect(await look(to, card, 'k')).toBeNull();
  expect(cursors).toEqual([null, null, '1', null, '1']);
});
