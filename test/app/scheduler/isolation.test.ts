import { describe, expect, test } from 'vitest';
import { isPlainText } from '../../../src/domain/card/card.ts';
import { TemporaryError } from '../../../src/domain/errors.ts';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/lib/duration.ts';
import { makePapers, NOON, PLACE, PLACE_ID } from '../editions/harness.ts';
import {
  ids,
  LATER,
  LIST_DAY,
  noAnswer,
  OTHER,
  open,
  refusal,
  type Sending,
  WHOLE,
} from './isolation-harness.ts';

const [NEXT_DAY, NEXT_NOON] = LATER[0] as (typeof LATER)[number];
const nextIds = makePapers(5, 6).map(({ id }) => id);
const without = (...parts: string[]) => WHOLE.filter((part) => !parts.includes(part));
const id = (n: number) => ids[n - 1] as string;
/** Makes every send of these messages fail, at any place. */
const poison =
  (...parts: string[]) =>
  ({ part }: Sending) =>
    parts.includes(part) ? refusal() : null;

describe('T2: one message that can never be sent', () => {
  test.each([
    ['the first card', [id(1)]],
    ['a card in the middle', [id(3)]],
    ['two neighbours', [id(2), id(3)]],
    ['all cards but the last', [id(1), id(2), id(3), id(4)]],
  ])('%s: the others come in order, and it is named', async (_what, bad) => {
    const scene = await open();
    scene.fails = poison(...bad);
    await scene.subscribe();
    await scene.live(NOON + 20 * MINUTE);
    expect(scene.postedIn()).toEqual(without(...bad));
    expect(await scene.edition()).toMatchObject({ state: 'done', failing: bad.length });
    expect(await scene.unsent()).toMatchObject(bad.map((paperId) => ({ paperId, state: 'left-out' })));
    expect(scene.failedJobs()).toEqual([]);
    expect(scene.healthProblems().deliveries).toBeNull();
  });

  test('delays the others by seconds: it is tried in three jobs, then once more', async () => {
    const scene = await open();
    scene.fails = poison(id(2));
    await scene.subscribe();
    await scene.live(NOON + MINUTE);
    const tries = scene.sends.filter(({ part }) => part === id(2));
    expect(tries.map(({ at }) => (at - NOON) / SECOND)).toEqual([0, 2, 6, 6]);
    expect(scene.publisher.searches).toEqual([]);
  });

  test('that gets no answer is looked for before it is left out, and settled as sent if it is there', async () => {
    const scene = await open();
    scene.publisher.hooks.afterSend = (key) => {
      // The platform has the card, but says that it failed. It appears in the history only later.
      if (key.endsWith(id(2))) throw noAnswer();
    };
    const { find } = scene.publisher;
    let looks = 0;
    scene.publisher.find = async (to, card, key, attempt) => {
      looks += 1;
      return looks < 4 ? null : find.call(scene.publisher, to, card, key, attempt);
    };
    scene.fails = ({ part }) => (part === id(2) && scene.publisher.messages.length > 2 ? noAnswer() : null);
    await scene.subscribe();
    await scene.live(NOON + MINUTE);
    expect(looks).toBe(4);
    expect(scene.postedIn()).toEqual(WHOLE);
    expect(await scene.edition()).toMatchObject({ state: 'done', failing: 0 });
    expect(await scene.unsent()).toEqual([]);
  });

  test('is not left out while it cannot be looked for; newer editions come, and so do the other cards', async () => {
    const scene = await open();
    scene.fails = ({ part }) => (part === id(2) ? noAnswer() : null);
    scene.publisher.find = async () => {
      throw new TemporaryError('rate limited', { retryAfterMs: MINUTE, isUndone: true, isUnrelated: true });
    };
    await scene.subscribe();
    await scene.live(NOON + HOUR - MINUTE);
    expect(scene.postedIn()).toEqual(WHOLE.slice(0, 2));
    await scene.skipTo(NEXT_NOON);
    await scene.live(NEXT_NOON + MINUTE);
    expect(scene.postedIn()).toEqual([...without(id(2)), 'heading', ...nextIds]);
    expect(await scene.unsent()).toMatchObject([{ paperId: id(2), state: 'failing' }]);
  });

  test('makes an ambiguous message wait for a search that is rate limited, but not forever', async () => {
    const scene = await open();
    scene.fails = ({ part }) => (part === id(2) ? noAnswer() : null);
    let searchedAt = 0;
    scene.publisher.find = async () => {
      const { now } = scene.clock;
      if (now() - searchedAt < MINUTE)
        throw new TemporaryError('rate limited', {
          ...{ retryAfterMs: MINUTE, isUndone: true, isUnrelated: true },
        });
      searchedAt = now();
      return null;
    };
    await scene.subscribe();
    await scene.live(NOON + HOUR);
    expect(scene.postedIn()).toEqual(without(id(2)));
    expect(await scene.unsent()).toMatchObject([{ paperId: id(2), state: 'left-out' }]);
  });
});

describe('a heading that can never be sent', () => {
  test.each(['channel', 'thread'] as const)('comes as plain text, before the cards (%s)', async (layout) => {
    const scene = await open();
    scene.fails = ({ part, card }) => (part === 'heading' && !isPlainText(card) ? refusal() : null);
    await scene.subscribe({ layout });
    await scene.live(NOON + MINUTE);
    expect(scene.postedIn()).toEqual(WHOLE);
    const [heading, ...cards] = scene.publisher.messages;
    expect(heading?.card.title).toEqual({ text: cardWording.headingTitle(LIST_DAY), url: null });
    const parents = new Set(cards.map(({ to }) => to.parentId));
    expect([...parents]).toEqual([layout === 'thread' ? heading?.id : null]);
    expect(await scene.edition()).toMatchObject({ state: 'done', failing: 0 });
  });

  test.each(['channel', 'thread'] as const)(
    'not even as plain text is left out: the cards come in the channel (%s)',
    async (layout) => {
      const scene = await open();
      scene.fails = poison('heading');
      await scene.subscribe({ layout });
      await scene.live(NOON + MINUTE);
      expect(scene.postedIn()).toEqual(ids);
      expect(scene.publisher.messages.every(({ to }) => to.parentId === null)).toBe(true);
      expect(await scene.edition()).toMatchObject({ state: 'done', failing: 1 });
      expect(await scene.unsent()).toMatchObject([{ paperId: null, state: 'left-out' }]);
    },
  );
});

test('a heading that passes after the first card does not split the edition: the others follow that card', async () => {
  const scene = await open();
  scene.fails = ({ part }) =>
    part === 'heading' && scene.publisher.messages.length === 0 ? refusal() : null;
  await scene.subscribe({ layout: 'thread' });
  await scene.live(NOON + MINUTE);
  expect(scene.postedIn()).toEqual([id(1), 'heading', ...ids.slice(1)]);
  expect(scene.publisher.messages.every(({ to }) => to.parentId === null)).toBe(true);
  expect(await scene.edition()).toMatchObject({ layout: 'moved' });
});

test('a card is not left out because a look-up failed when others passed: its last send did not fail', async () => {
  const scene = await open();
  scene.fails = ({ part }) => (part === id(2) && scene.publisher.messages.length < 3 ? noAnswer() : null);
  const { find } = scene.publisher;
  scene.publisher.find = async (...given) => {
    // Only the look-up after the third card fails.
    if (scene.publisher.messages.length === 3) {
      scene.publisher.messages.push({ ...(scene.publisher.messages[2] ?? expect.unreachable()), key: 'x' });
      throw noAnswer();
    }
    return find.apply(scene.publisher, given);
  };
  await scene.subscribe();
  await scene.live(NOON + MINUTE);
  expect(scene.postedIn().filter((part) => part !== 'x')).toEqual([...without(id(2)), id(2)]);
  expect(await scene.unsent()).toEqual([]);
});

describe('a message without later neighbours', () => {
  test('the last card of a place that is alone is left out after an hour', async () => {
    const scene = await open();
    scene.fails = poison(id(5));
    await scene.subscribe();
    await scene.live(NOON + HOUR - MINUTE);
    expect(await scene.edition()).toMatchObject({ state: 'open', failing: 1 });
    await scene.live(NOON + HOUR + 15 * MINUTE);
    expect(scene.postedIn()).toEqual(without(id(5)));
    expect(await scene.edition()).toMatchObject({ state: 'done', failing: 1 });
    expect(scene.failedJobs()).toEqual([]);
  });

  test('is left out sooner if another place gets something in the meantime', async () => {
    const scene = await open();
    scene.fails = poison(id(5));
    await scene.subscribe();
    await scene.live(NOON + 20 * MINUTE);
    expect(await scene.edition()).toMatchObject({ state: 'open' });
    // The other place lacks the poisoned card's paper.
    await scene.subscribe({ count: 4 }, OTHER);
    await scene.live(NOON + 40 * MINUTE);
    expect(scene.postedIn(OTHER)).toEqual(without(id(5)));
    expect(await scene.edition()).toMatchObject({ state: 'done', failing: 1 });
  });

  test('the same last card in every place is left out everywhere', async () => {
    const scene = await open();
    scene.fails = poison(id(5));
    await scene.subscribe();
    await scene.subscribe({}, OTHER);
    await scene.live(NOON + HOUR + 16 * MINUTE);
    for (const place of [PLACE, OTHER]) {
      expect(scene.postedIn(place)).toEqual(without(id(5)));
      expect(await scene.unsent(place)).toMatchObject([{ paperId: id(5), state: 'left-out' }]);
    }
  });

  test('a single card is left out, too', async () => {
    const scene = await open();
    scene.fails = poison(id(1));
    await scene.subscribe({ count: 1 });
    await scene.live(NOON + HOUR + 16 * MINUTE);
    expect(scene.postedIn()).toEqual(['heading']);
    expect(await scene.unsent()).toMatchObject([{ paperId: id(1), state: 'left-out' }]);
    await scene.live(NEXT_NOON + MINUTE);
    expect(scene.postedIn()).toEqual(['heading', 'heading', nextIds[0]]);
  });

  test('two cards at the end wait for the next edition, which decides; it comes on time', async () => {
    const scene = await open();
    scene.fails = poison(id(4), id(5));
    await scene.subscribe();
    await scene.live(NOON + HOUR);
    expect(scene.postedIn()).toEqual(without(id(4), id(5)));
    expect(await scene.edition()).toMatchObject({ state: 'open', failing: 2 });
    expect(scene.healthProblems().deliveries).toContain('Invalid Form Body (50035)');
    await scene.skipTo(NEXT_NOON);
    await scene.live(NEXT_NOON + 20 * MINUTE);
    expect(scene.postedIn()).toEqual([...without(id(4), id(5)), 'heading', ...nextIds]);
    expect(await scene.edition()).toMatchObject({ state: 'done', failing: 2 });
    expect(scene.failedJobs()).toEqual([]);
  });

  test('every card waits for the next edition if only the heading passes: it might be the place', async () => {
    const scene = await open();
    scene.fails = poison(...ids);
    await scene.subscribe();
    await scene.live(NOON + 5 * HOUR);
    expect(await scene.edition()).toMatchObject({ state: 'open', failing: 5 });
    expect(await scene.unsent()).toMatchObject(ids.map((paperId) => ({ paperId, state: 'failing' })));
    scene.fails = () => null;
    await scene.live(NOON + 6 * HOUR);
    expect(scene.postedIn()).toEqual(WHOLE);
    expect(await scene.edition()).toMatchObject({ state: 'done', failing: 0 });
  });

  test('the weekly best is left out after an hour; an outage that takes less does not cost it', async () => {
    const scene = await open();
    const best = (place = PLACE) => scene.subscribe({ best: { weekday: 6, since: 0 } }, place);
    scene.fails = ({ key }) => (key.includes('/best/') ? refusal() : null);
    // Saturday noon, in Seoul.
    scene.clock.advance(-MINUTE);
    await best();
    scene.clock.advance(MINUTE);
    await scene.live(NOON + HOUR + 16 * MINUTE);
    expect(scene.postedIn()).toEqual(WHOLE);
    expect(await scene.unsent()).toMatchObject([{ paperId: null, day: '', state: 'left-out' }]);
    expect(scene.failedJobs()).toEqual([]);
  });
});

describe('T1: an incident', () => {
  test.each([
    ['ten minutes', 10 * MINUTE],
    ['two hours', 2 * HOUR],
  ])('in which everything is refused for %s: all comes afterwards, once and in order', async (_what, ms) => {
    const scene = await open();
    scene.fails = ({ at }) => (at < NOON + ms ? refusal() : null);
    for (const [layout, place] of [['channel', PLACE] as const, ['thread', OTHER] as const])
      await scene.subscribe({ layout }, place);
    await scene.live(NOON + 4 * MINUTE);
    expect(scene.healthProblems().deliveries).toMatch(/2 places .*Invalid Form Body \(50035\)/);
    await scene.live(NOON + ms - 1);
    expect(scene.publisher.messages).toEqual([]);
    await scene.live(NOON + ms + 16 * MINUTE);
    for (const place of [PLACE, OTHER]) expect(scene.postedIn(place)).toEqual(WHOLE);
    const inThread = scene.publisher.messages.filter(({ to }) => to.place === OTHER || to.parentId !== null);
    expect(inThread.filter(({ to }) => to.parentId !== null)).toHaveLength(5);
    expect(await scene.unsent()).toEqual([]);
    expect(scene.healthProblems().deliveries).toBeNull();
    expect(scene.publisher.searches).toEqual([]);
  });

  test.each([1, 2, 3, 4])('that begins after message %i of an edition leaves nothing out', async (sent) => {
    const scene = await open();
    scene.fails = ({ at }) =>
      scene.publisher.messages.length >= sent && at < NOON + 2 * HOUR ? refusal() : null;
    await scene.subscribe();
    await scene.live(NOON + 2 * HOUR + 16 * MINUTE);
    expect(scene.postedIn()).toEqual(WHOLE);
    expect(await scene.unsent()).toEqual([]);
  });

  test('that begins at the last card of one place is recognised by the failures of another one', async () => {
    const scene = await open();
    // The first place gets four of its cards, the second one nothing.
    scene.fails = ({ at }) =>
      scene.publisher.messages.length >= 5 && at < NOON + 2 * HOUR ? refusal() : null;
    await scene.subscribe();
    await scene.subscribe({}, OTHER);
    await scene.live(NOON + 2 * HOUR + 16 * MINUTE);
    for (const place of [PLACE, OTHER]) expect(scene.postedIn(place)).toEqual(WHOLE);
  });

  test('that ends between a message and its neighbour costs neither', async () => {
    const scene = await open();
    let sends = 0;
    // The heading, its plain form and the first card fail in the third job; then the incident is over.
    scene.fails = () => {
      sends += 1;
      return sends <= 5 ? refusal() : null;
    };
    await scene.subscribe();
    await scene.live(NOON + MINUTE);
    expect(scene.postedIn().toSorted()).toEqual(WHOLE.toSorted());
    expect(await scene.unsent()).toEqual([]);
  });

  test('costs one request per message and job, however long it lasts', async () => {
    const scene = await open();
    scene.fails = () => refusal();
    await scene.subscribe({ layout: 'thread' });
    await scene.live(NOON + 8 * HOUR);
    const jobs = new Map<number, number>();
    for (const { at } of scene.sends) jobs.set(at, (jobs.get(at) ?? 0) + 1);
    // In every third job, the heading is also tried as plain text.
    expect(new Set([...jobs.values()].slice(-6))).toEqual(new Set([WHOLE.length, WHOLE.length + 1]));
    expect(jobs.size).toBeLessThan(45);
    // Only the first message is tried with the usual patience.
    const last = scene.sends.filter(({ at }) => at === scene.sends.at(-1)?.at);
    expect(last.map(({ isSingle }) => isSingle)).toEqual(last.map((_, n) => n > 0));
  });

  test('at one place only is not taken for the fault of its messages, although other places get theirs', async () => {
    const scene = await open();
    scene.fails = ({ place, at }) =>
      place.channel === OTHER.channel && at < NOON + 5 * HOUR ? refusal() : null;
    await scene.subscribe();
    await scene.subscribe({}, OTHER);
    await scene.live(NOON + 4 * HOUR);
    expect(scene.postedIn(OTHER)).toEqual([]);
    expect(scene.healthProblems().deliveries).toContain('1 place');
    await scene.live(NOON + 5 * HOUR + 16 * MINUTE);
    expect(scene.postedIn(OTHER)).toEqual(WHOLE);
    expect(await scene.unsent(OTHER)).toEqual([]);
  });
});

describe('a message that is too old', () => {
  test('while others of its edition passed is left out, and the edition counts as posted', async () => {
    const scene = await open();
    scene.fails = poison(id(4), id(5));
    scene.lists[NEXT_DAY] = [];
    await scene.subscribe();
    await scene.skipTo(NOON + 3 * DAY - 5 * MINUTE);
    await scene.live(NOON + 3 * DAY);
    expect(scene.healthProblems().deliveries).toContain('Invalid Form Body');
    scene.clock.advance(1);
    await scene.turn();
    expect(scene.healthProblems().deliveries).toBeNull();
    expect(await scene.edition()).toMatchObject({ state: 'done', failing: 2 });
    expect(await scene.unsent()).toMatchObject([{ state: 'left-out' }, { state: 'left-out' }]);
  });

  test('with all others of its edition makes the edition skipped', async () => {
    const scene = await open();
    scene.fails = poison(...WHOLE);
    await scene.subscribe();
    await scene.skipTo(NOON + 3 * DAY);
    await scene.live(NOON + 3 * DAY + MINUTE);
    expect(await scene.edition()).toMatchObject({ state: 'skipped' });
    // The next edition only lacks its heading.
    expect(await scene.store.edition(PLACE_ID, NEXT_DAY)).toMatchObject({ state: 'done', failing: 1 });
  });
});
