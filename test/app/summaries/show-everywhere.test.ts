import { expect, test } from 'vitest';
import { deliver } from '../../../src/app/editions/deliver.ts';
import { refresh } from '../../../src/app/editions/refresh.ts';
import { showEverywhere } from '../../../src/app/summaries/show-everywhere.ts';
import { TemporaryError } from '../../../src/domain/errors.ts';
import type { Paper } from '../../../src/domain/paper/paper.ts';
import { placeToId } from '../../../src/domain/subscription/subscription.ts';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { createStage, LIST_DAY, makePapers, PLACE, storedSummary } from '../editions/harness.ts';

const papers = makePapers(2);
const [FIRST] = papers as [Paper];
const ELSEWHERE = { ...PLACE, channel: 'c2' };

/** Starts with two papers in two places, all without summaries. */
async function start() {
  const stage = await createStage(papers);
  stage.model.answer = async () => {
    throw new TemporaryError('the model is down');
  };
  const here = await stage.subscribe();
  const there = { ...here, place: ELSEWHERE };
  await stage.store.subscribe(ELSEWHERE, here.settings, here.createdAt);
  for (const subscription of [here, there]) await deliver(stage.parts, subscription, LIST_DAY);
  const show = () => showEverywhere(stage.parts, FIRST, storedSummary());
  const notices = () =>
    stage.publisher.messages
      .filter(({ card }) => card.paperId === FIRST.id)
      .map(({ to, card }) => [placeToId(to.place), card.notice, card.commands]);
  return { ...stage, here, show, notices };
}

test("a summary that somebody asked for replaces the button on all of the paper's cards", async () => {
  const { show, notices, publisher, store, here } = await start();
  const button = { label: cardWording.buttons.summarize, command: 'show', values: { paper: FIRST.id } };
  const places = [placeToId(here.place), placeToId(ELSEWHERE)];
  expect(notices()).toEqual(places.map((place) => [place, cardWording.noSummary, [button]]));
  await show();
  expect(notices()).toEqual(places.map((place) => [place, null, undefined]));
  expect(publisher.edits).toEqual([FIRST.id, FIRST.id]);
  expect((await store.sentCards(FIRST.id)).map(({ shown }) => shown)).toEqual(
    places.map(() => `${FIRST.upvotes} summary`),
  );
  await show();
  expect(publisher.edits).toHaveLength(2);
});

test('a card that cannot be edited does not keep the others waiting, and is edited by the next refresh', async () => {
  const { show, notices, publisher, parts, here, store, log } = await start();
  publisher.hooks.beforeEdit = (key) => {
    if (key.startsWith(placeToId(here.place)))
      throw new TemporaryError('rate-limited', { isUnrelated: true });
  };
  await show();
  expect(notices().map(([, notice]) => notice)).toEqual([cardWording.noSummary, null]);
  expect(log.lines.some(({ sentence }) => sentence === 'Could not show a new summary on a posted card')).toBe(
    true,
  );
  delete publisher.hooks.beforeEdit;
  await store.saveSummary(FIRST.id, storedSummary(), 0);
  await refresh(parts, here, LIST_DAY, 0);
  expect(notices().map(([, notice]) => notice)).toEqual([null, null]);
});
