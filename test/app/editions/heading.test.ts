import { expect, test } from 'vitest';
import { deliver } from '../../../src/app/editions/deliver.ts';
import { ROLE } from '../../fixtures/settings.ts';
import { createStage, LIST_DAY, makePapers } from './harness.ts';

/** Delivers an edition to a place with a mention, and returns what its messages mention. */
async function deliverWith(mentionProblem?: () => Promise<string | null>) {
  const stage = await createStage(makePapers(2));
  const publisher = Object.assign(stage.publisher, mentionProblem ? { mentionProblem } : {});
  const subscription = await stage.subscribe({ mention: ROLE });
  await stage.store.saveListDay(LIST_DAY, makePapers(2), null, stage.clock.now());
  await deliver(stage.parts, subscription, LIST_DAY);
  const warnings = stage.log.lines.filter(({ level }) => level === 'warn');
  return { mentions: publisher.messages.map(({ card }) => card.mention), warnings };
}

test('a heading has the mention of its place, and the cards have none', async () => {
  const { mentions, warnings } = await deliverWith(async () => null);
  expect(mentions).toEqual([ROLE, undefined, undefined]);
  expect(warnings).toEqual([]);
});

test('a heading has no mention that would notify nobody', async () => {
  const { mentions, warnings } = await deliverWith(async () => '역할이 없습니다.');
  expect(mentions).toEqual([undefined, undefined, undefined]);
  expect(warnings).toMatchObject([{ sentence: 'Sending a heading without its mention' }]);
});

test('a heading is sent if its mention cannot be checked', async () => {
  const { mentions } = await deliverWith(() => Promise.reject(new Error('no answer')));
  expect(mentions).toEqual([ROLE, undefined, undefined]);
});
