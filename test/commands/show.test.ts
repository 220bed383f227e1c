import { describe, expect, test } from 'vitest';
import { answerCard, paperCard } from '../../src/cards/build-card.ts';
import { LIMITS } from '../../src/command/quotas.ts';
import { SummaryError, TemporaryError } from '../../src/domain/errors.ts';
import type { Paper } from '../../src/domain/paper/paper.ts';
import { cardWording } from '../../src/i18n/ko/card.ts';
import { commandWording } from '../../src/i18n/ko/command.ts';
import { showWording } from '../../src/i18n/ko/search.ts';
import { HOUR } from '../../src/lib/duration.ts';
import { LIST_DAY, makePapers, NOON, PLACE, storedSummary } from '../app/editions/harness.ts';
import { makePaper, makeSummary, ONE_REQUEST } from '../fixtures/papers.ts';
import { createHarness, labelsOf, papersOf, textOf } from './harness.ts';

const KNOWN = makePaper({ id: '2608.00001', title: 'Lighthouse Keepers' });
/** A paper that is on no list, but that the source has. */
const STRANGE = makePaper({ id: '2501.12345', title: 'Harbor Masters', upvotes: 3 });
const MODEL = { model: 'fake', promptVersion: '1', work: ONE_REQUEST };

async function start(list: readonly Paper[] = [KNOWN]) {
  const context = await createHarness(list);
  context.others[STRANGE.id] = STRANGE;
  return context;
}

describe('a known paper', () => {
  test('is shown as its card, with its summary and the votes of everybody', async () => {
    const { ask, store, send, vote, model } = await start();
    await store.saveSummary(KNOWN.id, storedSummary(), NOON);
    await send([KNOWN.id]);
    await send([KNOWN.id], LIST_DAY, { ...PLACE, channel: 'c2' });
    await vote(KNOWN.id, 1);
    await vote(KNOWN.id, 3, 2, { ...PLACE, channel: 'c2' });
    const answer = await ask(`/paper show ${KNOWN.id}`, { manages: async () => false });
    const summary = { ...makeSummary(), ...MODEL };
    expect(answer.cards).toEqual([
      paperCard({ paper: KNOWN, summary }, null, 'for-good', { up: 3, down: 2 }),
    ]);
    expect(answer).toMatchObject({ line: `/paper show paper:${KNOWN.id}`, standsBelow: true });
    expect(labelsOf(answer)).toEqual([commandWording.share]);
    expect(model.asked).toEqual([]);
  });

  test('without a summary is summarised, once', async () => {
    const { ask, model, store } = await start();
    const answer = await ask(`/논문 보기 ${KNOWN.id}`);
    expect(answer.cards).toEqual([paperCard({ paper: KNOWN, summary: storedSummary() }, null, 'for-good')]);
    expect(await ask(`/논문 보기 ${KNOWN.id}`)).toEqual(answer);
    expect(model.asked).toEqual([KNOWN.id]);
    expect((await store.summaries([KNOWN.id])).size).toBe(1);
  });

  test('that cannot be summarised is shown with its abstract, and promises nothing', async () => {
    const { ask, model } = await start();
    model.answer = async () => {
      throw new SummaryError('refused', 'no');
    };
    const answer = await ask(`/paper show ${KNOWN.id}`);
    expect(answer.cards).toEqual([paperCard({ paper: KNOWN, summary: null }, null, 'for-good')]);
    expect(answer.cards[0]?.notice).toBe(cardWording.noSummaryForGood);
  });

  test('is shown with its abstract after a timeout if the model hangs', async () => {
    const { ask, model, clock } = await start();
    model.answer = () => {
      setImmediate(() => clock.advance(60_000));
      return new Promise(() => {});
    };
    expect((await ask(`/paper show ${KNOWN.id}`)).cards).toEqual([
      paperCard({ paper: KNOWN, summary: null }, null, 'for-good'),
    ]);
  });

  test('does not count against the quota if there is no model', async () => {
    const context = await createHarness([KNOWN], { missing: 'no-summarizer' });
    for (let n = 0; n <= LIMITS.lookUp.most; n += 1) {
      const answer = await context.ask(`/paper show ${KNOWN.id}`);
      expect(answer.cards[0]?.notice).toBe(cardWording.noSummarizer);
    }
    expect(context.model.asked).toEqual([]);
  });
});

describe('a paper that is requested', () => {
  test.each([KNOWN.id, `paper:${KNOWN.id}`, `논문:"https://arxiv.org/abs/${KNOWN.id}"`])(
    'by %s is shown',
    async (typed) => {
      const { ask } = await start();
      expect(papersOf(await ask(`/paper show ${typed}`))).toEqual([KNOWN.id]);
    },
  );

  test("by a platform's named option is shown", async () => {
    const { ask } = await start();
    const values = { paper: ` https://arxiv.org/abs/${KNOWN.id} ` };
    expect(papersOf(await ask({ command: 'show', values }))).toEqual([KNOWN.id]);
  });

  test.each([
    `https://arxiv.org.evil.example/abs/${STRANGE.id}`,
    `https://user:word@evil.example/abs/${STRANGE.id}`,
    `https://127.0.0.1/api/papers/${STRANGE.id}/../../settings`,
    `file:///papers/${STRANGE.id}`,
  ])('by %s is requested by its id, and only from Hugging Face', async (typed) => {
    const { ask, parts } = await start();
    const { paper } = parts.source;
    const asked: string[] = [];
    parts.source.paper = (id, signal) => {
      asked.push(id);
      return paper(id, signal);
    };
    expect(papersOf(await ask({ command: 'show', values: { paper: typed } }))).toEqual([STRANGE.id]);
    expect(asked).toEqual([STRANGE.id]);
  });

  test.each(['../../settings', '2501.123456', 'v2', '등대'])(
    'by %j does not exist, and no request is made',
    async (typed) => {
      const { ask, parts } = await start();
      parts.source.paper = () => expect.unreachable();
      const answer = await ask({ command: 'show', values: { paper: typed } });
      expect(answer).toEqual({
        cards: [answerCard(showWording.notAPaper(typed), [])],
        buttons: [],
        standsBelow: true,
      });
    },
  );

  test('without a query gets an error', async () => {
    const { ask } = await start();
    expect(textOf(await ask('/paper show'))).toEqual([showWording.nothingAsked]);
  });
});

describe('a paper by words of its title', () => {
  const papers = makePapers(8).map((paper, index) => ({
    ...paper,
    title: `Lamps of Harbor ${index < 2 ? 'North' : 'South'} ${'very '.repeat(20)}long ${index}`,
  }));
  async function startTitled() {
    const context = await start(papers);
    await context.catchUp();
    return context;
  }

  test('is shown if it is the only match', async () => {
    const { ask } = await startTitled();
    expect(papersOf(await ask('/paper show lamps NORTH long 1'))).toEqual([papers[1]?.id]);
  });

  test('has to be chosen if there are several matches; each has a button that opens it', async () => {
    const { ask, press } = await startTitled();
    const answer = await ask('/논문 보기 lamps north');
    expect(answer).toMatchObject({ standsBelow: true, cards: [answerCard(showWording.whichPaper, [])] });
    expect(answer.buttons.map(({ line }) => line)).toEqual([
      `/paper show paper:${papers[0]?.id}`,
      `/paper show paper:${papers[1]?.id}`,
    ]);
    for (const label of labelsOf(answer)) expect(label.length).toBeLessThanOrEqual(80);
    const [first] = labelsOf(answer);
    expect(papersOf(await press(answer, first as string))).toEqual([papers[0]?.id]);
  });

  test('is one of at most five', async () => {
    const { ask } = await startTitled();
    expect(labelsOf(await ask('/paper show harbor'))).toHaveLength(5);
  });

  test('is completed while it is typed, newest first, and every choice is accepted', async () => {
    const { ask, responder } = await startTitled();
    const offered = responder.complete('show', 'paper', 'harbor south');
    expect(offered.map(({ value }) => value)).toEqual(papers.slice(2).map(({ id }) => id));
    expect(offered[0]?.label).toBe(papers[2]?.title);
    expect(responder.complete('show', 'paper', '2608.0000')).toHaveLength(8);
    for (const { value } of offered.slice(0, 2))
      expect(papersOf(await ask({ command: 'show', values: { paper: value } }))).toEqual([value]);
  });
});

describe('an unknown paper', () => {
  test('is fetched, summarised, stored and shown', async () => {
    const { ask, store, model } = await start();
    const answer = await ask(`/paper show https://arxiv.org/abs/${STRANGE.id}v2`);
    expect(answer.cards).toEqual([paperCard({ paper: STRANGE, summary: storedSummary() }, null, 'for-good')]);
    expect(answer.line).toBe(`/paper show paper:${STRANGE.id}`);
    expect(await store.papers([STRANGE.id])).toEqual([STRANGE]);
    expect((await store.summaries([STRANGE.id])).size).toBe(1);
    expect(model.asked).toEqual([STRANGE.id]);
  });

  test('is found by a search from then on, and not fetched again', async () => {
    const { ask, catchUp, others } = await start();
    await ask(`/paper show ${STRANGE.id}`);
    await catchUp();
    others[STRANGE.id] = new TemporaryError('down');
    expect(papersOf(await ask('/paper search masters'))).toEqual([STRANGE.id]);
    expect(papersOf(await ask(`/paper show ${STRANGE.id}`))).toEqual([STRANGE.id]);
  });

  test('that does not exist gets an error', async () => {
    const { ask, store } = await start();
    expect(textOf(await ask('/paper show 2501.99999'))).toEqual([showWording.noSuchPaper('2501.99999')]);
    expect(await store.papers(['2501.99999'])).toEqual([]);
  });

  test('is unavailable while the source is down: the reply says so, and nothing is stored', async () => {
    const { ask, others, store, log } = await start();
    others[STRANGE.id] = new TemporaryError('down');
    const answer = await ask(`/paper show ${STRANGE.id}`);
    expect(answer.standsBelow).toBe(true);
    expect(textOf(answer)).toEqual([showWording.unreachable]);
    expect(await store.papers([STRANGE.id])).toEqual([]);
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    others[STRANGE.id] = STRANGE;
    expect(papersOf(await ask(`/paper show ${STRANGE.id}`))).toEqual([STRANGE.id]);
  });

  test('counts towards the hourly quota of the user, and is then refused politely', async () => {
    const { ask, others, clock } = await start();
    const ids = Array.from({ length: LIMITS.lookUp.most + 2 }, (_, n) => `2501.0000${n}`);
    for (const id of ids) others[id] = { ...STRANGE, id };
    const show = (at: number, person = 'u1') =>
      ask(`/paper show ${ids[at]}`, { person: { id: person, name: '' } });
    for (let n = 0; n < LIMITS.lookUp.most; n += 1) expect(papersOf(await show(n))).toEqual([ids[n]]);
    const refused = await show(LIMITS.lookUp.most);
    expect(refused.standsBelow).toBe(true);
    expect(textOf(refused)).toEqual([commandWording.tooOften(60)]);
    // Stored papers use no quota, other users have their own, and a quota is renewed after an hour.
    expect(papersOf(await show(0))).toEqual([ids[0]]);
    expect(papersOf(await show(LIMITS.lookUp.most, 'u2'))).toHaveLength(1);
    clock.advance(HOUR);
    expect(papersOf(await show(LIMITS.lookUp.most + 1))).toHaveLength(1);
  });

  test('beyond the quota does not affect known papers: without a summary, they are shown with their abstract', async () => {
    const list = makePapers(LIMITS.lookUp.most + 1);
    const { ask, model } = await start(list);
    for (const { id } of list.slice(0, -1)) await ask(`/paper show ${id}`);
    const last = list.at(-1) as Paper;
    const answer = await ask(`/paper show ${last.id}`);
    expect(answer.cards).toEqual([paperCard({ paper: last, summary: null }, null, 'for-good')]);
    expect(model.asked).toHaveLength(LIMITS.lookUp.most);
  });
});

test('a shared paper is one card with the name of the user, so that it can be voted on', async () => {
  const { ask, press } = await start();
  const shared = await press(await ask(`/paper show ${KNOWN.id}`), commandWording.share);
  expect(shared).toMatchObject({ isShared: true, buttons: [] });
  expect(shared.cards).toMatchObject([{ paperId: KNOWN.id, notice: commandWording.sharedBy('미나') }]);
});
