import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../commands/index.ts';
import { createResponder } from '../../../src/app/commands/handlers.ts';
import { paperCard } from '../../../src/cards/build-card.ts';
import { formToValues } from '../../../src/command/form.ts';
import { toTyped } from '../../../src/command/options/setting-options.ts';
import type { Paper } from '../../../src/domain/paper/paper.ts';
import { commandWording } from '../../../src/i18n/ko/command.ts';
import { subscriptionWording } from '../../../src/i18n/ko/subscription/subscription.ts';
import { SETTINGS } from '../../fixtures/settings.ts';
import { createStage, makePapers, PLACE, PLACE_ID } from '../editions/harness.ts';
import { makeInvocation } from './invocation.ts';
import { createResponderDeps } from './responder-deps.ts';

const KNOWN = makePapers(1)[0] as Paper;
const invocation = makeInvocation();

async function start() {
  const stage = await createStage([KNOWN]);
  const parts = { ...(await createResponderDeps(stage.parts, stage.folder)), commands: COMMANDS };
  return { ...stage, parts, ...createResponder(parts) };
}

describe('the handlers for platforms', () => {
  test('run the commands, and promise no later edit, because replies are not edited', async () => {
    const { respond, parts, model } = await start();
    expect(parts.missing).toBe('not-yet');
    model.answer = async () => {
      throw new Error('a bug');
    };
    expect((await respond(invocation, `/paper show ${KNOWN.id}`)).cards).toEqual([
      paperCard({ paper: KNOWN, summary: null }, null, 'for-good'),
    ]);
  });

  test('open a form with the current settings, which changes nothing if it is sent as it is', async () => {
    const { respond, store, subscribe } = await start();
    const open = () => respond(makeInvocation({ form: 'modal' }), '/paper subscribe');
    expect(await open()).toMatchObject({
      cards: [],
      form: { isSubscribed: false, typed: toTyped(SETTINGS) },
    });
    expect(await store.subscription(PLACE_ID)).toBeNull();
    const { settings } = await subscribe({ count: 3, words: ['등대'], best: { weekday: 5, since: 1 } });
    const { form } = await open();
    expect(form).toEqual({ isSubscribed: true, typed: toTyped(settings) });
    await respond(invocation, { command: 'subscribe', values: formToValues(form?.typed ?? {}) });
    expect((await store.subscription(PLACE_ID))?.settings).toEqual(settings);
  });

  test('open no form for members who do not manage the channel', async () => {
    const { respond } = await start();
    const open = async (more: Parameters<typeof makeInvocation>[0]) =>
      respond(makeInvocation({ form: 'modal', ...more }), '/paper subscribe');
    expect(await open({ manages: async () => false })).toMatchObject({
      cards: [{ title: { text: commandWording.managersOnly('구독') } }],
    });
  });

  test('return completions from memory, as soon as there is data', async () => {
    const { complete, parts } = await start();
    expect(complete('show', 'paper', 'pap')).toEqual([]);
    expect(complete('search', 'field', '강화ㅎ')[0]?.value).toBe('강화 학습');
    await parts.indexing.catchUp();
    expect(complete('show', 'paper', 'pap')).toEqual([{ value: KNOWN.id, label: KNOWN.title }]);
    expect(complete('show', 'nothing', 'pap')).toEqual([]);
  });

  test('store a shared message, so reactions to it count as votes on its paper at its place', async () => {
    const { keepShared, store, clock } = await start();
    await keepShared(PLACE, 'm7', KNOWN.id);
    expect(await store.paperOf(PLACE.platform, 'm7')).toBe(KNOWN.id);
    const press = { platform: PLACE.platform, voter: 'u2', messageId: 'm7', emoji: '👍', value: 1 } as const;
    await store.addReaction({ ...press, paperId: KNOWN.id }, clock.now());
    expect((await store.voteCounts([KNOWN.id], { placeId: PLACE_ID })).get(KNOWN.id)).toEqual({
      up: 1,
      down: 0,
    });
    expect((await store.voteCounts([KNOWN.id], { placeId: 'fake:w1:c2' })).get(KNOWN.id)).toBeUndefined();
  });

  test("count a user's actions across all commands and instances that share a cache", async () => {
    const { respond, parts, clock } = await start();
    const line = '/paper top share:yes';
    for (let n = 0; n < 5; n += 1) {
      await respond(invocation, `/paper show ${KNOWN.id} share:yes`);
      clock.advance(10_000);
    }
    const other = createResponder(parts);
    expect((await other.respond(invocation, `/paper show ${KNOWN.id} share:yes`)).cards[0]?.title.text).toBe(
      commandWording.tooOften(10),
    );
    expect((await other.respond(invocation, line)).isShared).toBeFalsy();
  });

  test('create buttons that work in another process, because their lines are in the cache', async () => {
    const { parts, respond } = await start();
    const line = `/paper subscribe count:3 words:"${'lamp '.repeat(30)}"`;
    await respond(invocation, '/paper subscribe');
    await parts.cache.set('line/kept', line, 1_000);
    const other = createResponder(parts);
    expect((await other.respond(invocation, '/paper ~kept')).cards[0]?.title.text).toBe(
      subscriptionWording.changed,
    );
  });
});
