import { describe, expect, test } from 'vitest';
import { deliver } from '../../../src/app/editions/deliver.ts';
import { deliverBest } from '../../../src/app/editions/deliver-weekly.ts';
import { refresh } from '../../../src/app/editions/refresh.ts';
import { possibleKeys, unknownSince } from '../../../src/domain/edition/restored.ts';
import { bestKey } from '../../../src/domain/edition/weekly-best.ts';
import { TemporaryError } from '../../../src/domain/errors.ts';
import { placeToId } from '../../../src/domain/subscription/subscription.ts';
import { DAY } from '../../../src/lib/duration.ts';
import { createStage, failure, LIST_DAY, makePapers, NOON, PLACE, PLACE_ID } from './harness.ts';

const papers = makePapers(5);
const whole = ['heading', ...papers.map(({ id }) => id)];
/** The place's id before ids held their workspace. */
const FORMER_ID = placeToId({ ...PLACE, workspace: '' });
const BEST = { date: '2026-08-22', day: LIST_DAY, dueAt: NOON };

/** Creates a bot that was just restored from yesterday's backup; its channel still has all messages. */
async function restore() {
  const stage = await createStage(papers);
  const subscription = await stage.subscribe();
  const found: string[] = [];
  const parts = {
    ...stage.parts,
    restored: { copiedAt: NOON - DAY, restoredAt: NOON, hasFormerKeys: false },
    onFound: (_platform: string, messageId: string) => found.push(messageId),
  };
  /** Sends parts of the edition, as the bot did before the restore. */
  const sentBefore = async (names: readonly string[], placeId = PLACE_ID) => {
    for (const name of names) {
      const to = { place: subscription.place, parentId: null, since: NOON };
      const card = { kind: 'answer', title: { text: name, url: null } } as never;
      await stage.publisher.send(to, card, `${placeId}/${LIST_DAY}/${name}`);
    }
  };
  return { ...stage, parts, subscription, found, sentBefore };
}

describe('after a restore', () => {
  test('nothing from an edition that was posted since the backup is posted again', async () => {
    const scene = await restore();
    await scene.sentBefore(whole);
    await deliver(scene.parts, scene.subscription, LIST_DAY);
    expect(scene.posted()).toEqual(whole);
    expect(await scene.edition()).toMatchObject({ state: 'done' });
    const deliveries = await scene.store.deliveries(PLACE_ID, LIST_DAY);
    expect(deliveries.map(({ state, messageId }) => [state, messageId]).sort()).toEqual(
      whole.map((_, index) => ['sent', `m${index + 1}`]),
    );
    // The votes on the messages are recounted, because reactions did not count while the messages were unknown.
    expect(scene.found).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6']);
  });

  test('the rest of a half-posted edition is posted, once', async () => {
    const scene = await restore();
    await scene.sentBefore(whole.slice(0, 3));
    await deliver(scene.parts, scene.subscription, LIST_DAY);
    expect(scene.posted()).toEqual(whole);
  });

  test('cards that were found are updated by the next refresh', async () => {
    const scene = await restore();
    await scene.sentBefore(whole);
    await deliver(scene.parts, scene.subscription, LIST_DAY);
    expect(await scene.edition()).toMatchObject({ missing: 5 });
    await refresh(scene.parts, scene.subscription, LIST_DAY, 0);
    expect(scene.publisher.edits).toEqual(whole.slice(1));
    expect(scene.card(papers[0]?.id ?? '').title.text).toBe(papers[0]?.title);
  });

  test('the search begins at the list day, in the next attempt too', async () => {
    const scene = await restore();
    await scene.sentBefore(whole);
    let fails = true;
    const find = scene.publisher.find.bind(scene.publisher);
    scene.publisher.find = async (...asked) => {
      const answer = await find(...asked);
      if (fails) throw new TemporaryError('asked too often');
      return answer;
    };
    await failure(deliver(scene.parts, scene.subscription, LIST_DAY));
    fails = false;
    await deliver(scene.parts, scene.subscription, LIST_DAY);
    expect(scene.posted()).toEqual(whole);
    expect(new Set(scene.publisher.searches.map(({ to }) => to.since))).toEqual(
      new Set([Date.parse(LIST_DAY)]),
    );
  });

  test('a weekly best that was posted since the backup is not posted again', async () => {
    const scene = await restore();
    const to = { place: scene.subscription.place, parentId: null, since: NOON };
    await deliver(scene.parts, scene.subscription, LIST_DAY);
    await scene.publisher.send(to, {} as never, bestKey(PLACE_ID, BEST.date));
    await deliverBest(scene.parts, scene.subscription, BEST);
    expect(scene.publisher.messages).toHaveLength(whole.length + 1);
    expect(await scene.store.settledBests(0)).toEqual(new Set([bestKey(PLACE_ID, BEST.date)]));
  });

  test('messages are also found under the keys of a program whose place ids lacked the workspace, if it made the backup', async () => {
    for (const hasFormerKeys of [true, false]) {
      const scene = await restore();
      const parts = { ...scene.parts, restored: { ...scene.parts.restored, hasFormerKeys } };
      const to = { place: scene.subscription.place, parentId: null, since: NOON };
      await scene.sentBefore(whole, FORMER_ID);
      await scene.publisher.send(to, {} as never, bestKey(FORMER_ID, BEST.date));
      await deliver(parts, scene.subscription, LIST_DAY);
      await deliverBest(parts, scene.subscription, BEST);
      const sent = whole.length + 1;
      expect(scene.publisher.messages).toHaveLength(hasFormerKeys ? sent : 2 * sent);
      // What the program records from now on has current keys.
      const keys = (await scene.store.deliveries(PLACE_ID, LIST_DAY)).map(({ key }) => key);
      expect(keys.toSorted()).toEqual(whole.map((name) => `${PLACE_ID}/${LIST_DAY}/${name}`).toSorted());
      expect(await scene.store.settledBests(0)).toEqual(new Set([bestKey(PLACE_ID, BEST.date)]));
    }
  });

  test('messages of later list days are sent without a search', async () => {
    const scene = await restore();
    const later = '2026-08-24';
    await scene.store.saveListDay(later, makePapers(2, 50), null, NOON);
    await deliver(scene.parts, scene.subscription, later);
    expect(scene.posted()).toHaveLength(3);
    expect(scene.publisher.searches).toEqual([]);
  });

  test('without a restore, nothing is searched for', async () => {
    const scene = await restore();
    await deliver({ ...scene.parts, restored: null }, scene.subscription, LIST_DAY);
    expect(scene.publisher.searches).toEqual([]);
  });
});

test.each([
  ['a list day before', '2026-08-20', 0, Date.parse('2026-08-20')],
  ['the list day that fills', '2026-08-22', 0, Date.parse('2026-08-22')],
  ['the next one', '2026-08-23', 0, null],
  ['a weekly message that was due', '', NOON - 1, NOON - 1],
  ['one that was not', '', NOON + 1, null],
])('the earliest unknown time of %s', (_what, day, dueAt, since) => {
  const restored = { copiedAt: NOON - DAY, restoredAt: NOON, hasFormerKeys: false };
  expect(unknownSince(restored, day, dueAt)).toBe(since);
  expect(unknownSince(null, day, dueAt)).toBeNull();
});

test.each([
  ['T1', true, ['slack:T1:C1', 'slack:C1']],
  ['T1', false, ['slack:T1:C1']],
  ['E1.T1', true, ['slack:E1.T1:C1', 'slack:T1:C1', 'slack:C1']],
  ['E1.T1', false, ['slack:E1.T1:C1', 'slack:T1:C1']],
])('the possible keys of a message in %s, with former keys: %j', (workspace, hasFormerKeys, ids) => {
  const place = { platform: 'slack', workspace, channel: 'C1' };
  const restored = { copiedAt: NOON - DAY, restoredAt: NOON, hasFormerKeys };
  for (const rest of ['/2026-08-21/heading', '/best/2026-08-21']) {
    const key = placeToId(place) + rest;
    expect([...possibleKeys(restored, key, place)]).toEqual(ids.map((id) => id + rest));
    expect([...possibleKeys(null, key, place)]).toEqual([key]);
  }
  // An edition that began before the ids changed keeps its key.
  const former = 'slack:C1/2026-08-21/heading';
  expect([...possibleKeys(restored, former, place)]).toEqual([former]);
});
