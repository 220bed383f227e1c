import { describe, expect, test } from 'vitest';
import { createLookUp } from '../../../src/app/commands/look-up.ts';
import { createQuota } from '../../../src/app/commands/quota.ts';
import type { Missing } from '../../../src/cards/build-card.ts';
import type { Invocation } from '../../../src/command/invocation.ts';
import { LIMITS } from '../../../src/command/quotas.ts';
import { TemporaryError, UserError } from '../../../src/domain/errors.ts';
import type { Paper } from '../../../src/domain/paper/paper.ts';
import { commandWording } from '../../../src/i18n/ko/command.ts';
import { showWording } from '../../../src/i18n/ko/search.ts';
import { makePaper } from '../../fixtures/papers.ts';
import { createStage, makePapers, NOON, PLACE, storedSummary } from '../editions/harness.ts';

const KNOWN = makePapers(1)[0] as Paper;
const STRANGE = makePaper({ id: '2501.12345', title: 'Harbor Masters' });
const invocation = { place: PLACE, person: { id: 'u1', name: '' } } as Invocation;

async function start(missing: Missing = 'for-good') {
  const stage = await createStage([KNOWN]);
  stage.others[STRANGE.id] = STRANGE;
  const { source, store, summarize, clock, signal, cache } = stage.parts;
  const spendQuota = createQuota({ cache, clock });
  const made: string[] = [];
  const onSummary = ({ id }: Paper) => made.push(id);
  const lookUp = createLookUp({ source, store, summarize, missing, clock, spendQuota, signal, onSummary });
  return { ...stage, made, source, spendQuota, lookUp: (id: string, who = invocation) => lookUp(who, id) };
}

/** Returns a request that is never answered: it advances the clock by `ms`, and rejects when it is aborted. */
const hang = (clock: { advance(ms: number): void }, ms: number) => (_id: unknown, signal?: AbortSignal) => {
  setImmediate(() => clock.advance(ms));
  return new Promise<never>((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason));
  });
};

describe('a paper that is stored', () => {
  test('with its summary comes from the store without requests', async () => {
    const { lookUp, store, model, source } = await start();
    await store.saveSummary(KNOWN.id, storedSummary(), NOON);
    source.paper = () => expect.unreachable();
    for (let n = 0; n <= LIMITS.lookUp.most; n += 1)
      expect(await lookUp(KNOWN.id)).toEqual({ paper: KNOWN, summary: storedSummary() });
    expect(model.asked).toEqual([]);
  });

  test('without a summary is summarised, and not fetched again', async () => {
    const { lookUp, model, source, store, made } = await start();
    source.paper = () => expect.unreachable();
    expect(await lookUp(KNOWN.id)).toEqual({ paper: KNOWN, summary: storedSummary() });
    expect(model.asked).toEqual([KNOWN.id]);
    expect(made).toEqual([KNOWN.id]);
    expect((await store.summaries([KNOWN.id])).size).toBe(1);
  });

  test('is returned unchanged if there is no model', async () => {
    const { lookUp, model } = await start('no-summarizer');
    expect(await lookUp(KNOWN.id)).toEqual({ paper: KNOWN, summary: null });
    expect(model.asked).toEqual([]);
  });

  test('is returned unchanged to a user who is over the quota', async () => {
    const { lookUp, spendQuota, model } = await start();
    for (let n = 0; n < LIMITS.lookUp.most; n += 1) await spendQuota(invocation, 'lookUp');
    expect(await lookUp(KNOWN.id)).toEqual({ paper: KNOWN, summary: null });
    expect(model.asked).toEqual([]);
    const other = { ...invocation, person: { id: 'u2', name: '' } };
    expect((await lookUp(KNOWN.id, other))?.summary).not.toBeNull();
  });

  test('is returned without a summary after a minute, and a late summary is saved', async () => {
    const { lookUp, model, clock, store } = await start();
    const late = Promise.withResolvers<ReturnType<typeof storedSummary>>();
    model.answer = () => {
      setImmediate(() => clock.advance(60_000));
      return late.promise;
    };
    expect(await lookUp(KNOWN.id)).toEqual({ paper: KNOWN, summary: null });
    late.resolve(storedSummary());
    await expect.poll(async () => (await store.summaries([KNOWN.id])).size).toBe(1);
  });

  test('is summarised once for two simultaneous requests', async () => {
    const { lookUp, model } = await start();
    const other = { ...invocation, person: { id: 'u2', name: '' } };
    const both = await Promise.all([lookUp(KNOWN.id), lookUp(KNOWN.id, other)]);
    for (const entry of both) expect(entry?.summary).toMatchObject({ summary: storedSummary().summary });
    expect(model.asked).toEqual([KNOWN.id]);
  });
});

describe('a paper that is not stored', () => {
  test('is fetched, stored and summarised', async () => {
    const { lookUp, store, model } = await start();
    expect(await lookUp(STRANGE.id)).toEqual({ paper: STRANGE, summary: storedSummary() });
    expect(await store.papers([STRANGE.id])).toEqual([STRANGE]);
    expect(model.asked).toEqual([STRANGE.id]);
    expect(await store.daysOf(STRANGE.id)).toEqual([]);
  });

  test('is also fetched if there is no model', async () => {
    const { lookUp, store } = await start('no-summarizer');
    expect((await lookUp(STRANGE.id))?.paper).toEqual(STRANGE);
    expect(await store.papers([STRANGE.id])).toHaveLength(1);
  });

  test('and does not exist elsewhere is reported as missing, and nothing is stored', async () => {
    const { lookUp, store, model } = await start();
    expect(await lookUp('2501.99999')).toBeNull();
    expect(await store.papers(['2501.99999'])).toEqual([]);
    expect(model.asked).toEqual([]);
  });

  test('is refused to a user who is over the quota, without a request to the source', async () => {
    const { lookUp, spendQuota, source } = await start();
    for (let n = 0; n < LIMITS.lookUp.most; n += 1) await spendQuota(invocation, 'lookUp');
    source.paper = () => expect.unreachable();
    await expect(lookUp(STRANGE.id)).rejects.toEqual(new UserError(commandWording.tooOften(60)));
  });

  test('is unavailable while the source is down', async () => {
    const { lookUp, others, store } = await start();
    others[STRANGE.id] = new TemporaryError('down');
    await expect(lookUp(STRANGE.id)).rejects.toEqual(new UserError(showWording.unreachable));
    expect(await store.papers([STRANGE.id])).toEqual([]);
  });

  test('that could not be fetched or summarised does not count against the quota', async () => {
    const { lookUp, source, model, spendQuota } = await start();
    const { paper } = source;
    source.paper = () => Promise.reject(new TemporaryError('down'));
    for (let n = 0; n < LIMITS.lookUp.most; n += 1)
      await expect(lookUp(STRANGE.id)).rejects.toEqual(new UserError(showWording.unreachable));
    source.paper = paper;
    model.answer = () => Promise.reject(new TemporaryError('down'));
    for (let n = 0; n < LIMITS.lookUp.most; n += 1)
      expect(await lookUp(KNOWN.id)).toEqual({ paper: KNOWN, summary: null });
    for (let n = 0; n < LIMITS.lookUp.most; n += 1) await spendQuota(invocation, 'lookUp');
    await expect(spendQuota(invocation, 'lookUp')).rejects.toBeInstanceOf(UserError);
  });

  test('is reported as unavailable after a timeout, and its request is aborted', async () => {
    const { lookUp, source, clock } = await start();
    source.paper = hang(clock, 20_000);
    await expect(lookUp(STRANGE.id)).rejects.toEqual(new UserError(showWording.unreachable));
  });

  test('that arrives just before the timeout is returned', async () => {
    const { lookUp, source, clock } = await start();
    source.paper = async () => {
      clock.advance(19_999);
      return STRANGE;
    };
    expect((await lookUp(STRANGE.id))?.paper).toEqual(STRANGE);
  });

  test('whose source has a bug is not reported as a user error', async () => {
    const { lookUp, others } = await start();
    others[STRANGE.id] = new TypeError('a bug');
    await expect(lookUp(STRANGE.id)).rejects.toEqual(new TypeError('a bug'));
  });

  test('is aborted when the bot stops', async () => {
    const { lookUp, source, clock, stop } = await start();
    const reason = new Error('stopping');
    source.paper = hang(clock, 0);
    const asked = lookUp(STRANGE.id);
    setImmediate(() => stop.abort(reason));
    await expect(asked).rejects.toBe(reason);
  });
});
