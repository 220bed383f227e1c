import { expect, test } from 'vitest';
import { WEB_LIMITS } from '../../../src/command/quotas.ts';
import { makePaper } from '../../fixtures/papers.ts';
import { open } from './harness.ts';

const LOOK_UPS = 200;
const VOTES = 2_000;
const [HOURLY, DAILY] = WEB_LIMITS.lookUp.map(({ most }) => most) as [number, number];
const HOUR = 3_600_000;

/** Opens the page with an edition of one paper, and `LOOK_UPS` papers that the bot does not know yet. */
async function start() {
  const paper = makePaper();
  const scene = await open();
  await scene.postEdition([paper]);
  const unknown = Array.from({ length: LOOK_UPS }, (_, n) => `2501.${String(n).padStart(5, '0')}`);
  for (const id of unknown) scene.stage.others[id] = makePaper({ id });
  const press = (headers: Record<string, string>) =>
    fetch(`${scene.base}/votes`, {
      method: 'POST',
      headers: { accept: 'application/json', ...headers },
      body: new URLSearchParams({ paper: paper.id, value: '1' }),
    });
  const votes = async () => (await scene.store.totals()).votes;
  return { scene, unknown, press, votes };
}

test.each([
  ['without a cookie', false],
  ['with a new cookie for each', true],
])('S4: 200 look-ups %s, at once and over a day, cost at most the allowance', async (_how, hasCookie) => {
  const { scene, unknown } = await start();
  const ask = async (id: string) => scene.ask(`/paper show ${id}`, hasCookie ? await scene.enter() : {});
  await Promise.all(unknown.map(ask));
  expect(scene.stage.model.asked).toHaveLength(HOURLY);
  for (let hour = 1; hour < 24; hour += 1) {
    scene.clock.advance(HOUR);
    for (const id of unknown.slice(hour * HOURLY, (hour + 2) * HOURLY)) await ask(id);
  }
  expect(scene.stage.model.asked).toHaveLength(DAILY);
});

test('S4: of 2,000 votes without a cookie, none counts', async () => {
  const { press, votes } = await start();
  for (let n = 0; n < VOTES; n += 50) {
    const answers = await Promise.all(Array.from({ length: 50 }, () => press({})));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([403]));
  }
  expect(await votes()).toBe(0);
});

test('S4: of 2,000 votes with made-up cookies, none counts; with a new cookie for each, at most the allowance', async () => {
  const { scene, press, votes } = await start();
  for (let n = 0; n < VOTES; n += 50)
    await Promise.all(Array.from({ length: 50 }, () => press({ cookie: `voter=${crypto.randomUUID()}` })));
  expect(await votes()).toBe(0);
  for (let n = 0; n < VOTES; n += 50) {
    await Promise.all(Array.from({ length: 50 }, async () => press(await scene.enter())));
    // The limit of votes a minute is not the one to test.
    scene.clock.advance(60_000);
  }
  expect(await votes()).toBe(WEB_LIMITS.firstVote[0]?.most);
  // Those who have voted before still can.
  const { cookie } = await scene.enter();
  expect((await press({ cookie })).status).toBe(429);
});
