import { describe, expect, test } from 'vitest';
import { createRun } from '../../../src/app/scheduler/run.ts';
import type { Card } from '../../../src/domain/card/card.ts';
import { TemporaryError } from '../../../src/domain/errors.ts';
import { pauseWording } from '../../../src/i18n/ko/subscription/subscription.ts';
import { DAY, HOUR } from '../../../src/lib/duration.ts';
import type { Messenger } from '../../../src/ports/publisher.ts';
import { SETTINGS } from '../../fixtures/settings.ts';
import { createStage, NOON, PLACE, PLACE_ID } from '../editions/harness.ts';

type Answer = () => 'sent' | 'refused';

/** Opens a place that `u1` subscribed and that has been paused for a day; `answers` are those of the messenger. */
async function open(answers: Answer[] | null) {
  const stage = await createStage([]);
  const { store, clock, parts, publisher } = stage;
  publisher.hooks.beforeSend = () => ({ state: 'channelBlocked', reason: '막혔습니다.', cause: '50013' });
  const told: { person: string; card: Card; key: string }[] = [];
  const messenger: Messenger = {
    async tell(person, card, key) {
      told.push({ person, card, key });
      return (answers?.shift() ?? (() => 'sent' as const))();
    },
  };
  const run = createRun({ ...parts, messengers: new Map(answers ? [['fake', messenger]] : []) });
  await store.subscribe(PLACE, SETTINGS, NOON, 'u1');
  const retryAt = NOON + 2 * DAY;
  await store.pauseSubscription(PLACE_ID, {
    ...{ reason: '막혔습니다.', cause: '50013' },
    endsAt: null,
    retryAt,
    now: NOON,
  });
  clock.advance(DAY);
  return {
    ...{ ...stage, told },
    async turn() {
      for (let rounds = 0, jobs = await run.beat(); jobs.length > 0; jobs = await run.beat(), rounds += 1) {
        expect(rounds).toBeLessThan(9);
        for (const job of jobs) await run.run(job);
      }
    },
    pause: async () => (await store.subscription(PLACE_ID))?.pause,
  };
}

const fail = (isUndone: boolean) => (): never => {
  throw new TemporaryError('down', { isUndone });
};

describe('whoever subscribed a paused place', () => {
  test('is told once: which place, since when, why, and what to do', async () => {
    const scene = await open([]);
    await scene.turn();
    scene.clock.advance(HOUR);
    await scene.turn();
    expect(scene.told).toMatchObject([{ person: 'u1', key: `${PLACE_ID}/paused/${NOON}` }]);
    const { title, sections } = scene.told[0]?.card ?? expect.unreachable();
    expect([title.text, ...sections.map(({ label, text }) => `${label}: ${text}`)]).toEqual([
      pauseWording.title,
      '채널: c1',
      '멈춘 때: 2026년 8월 22일 (토) 12:00',
      '이유: 막혔습니다.',
      '오류 코드: 50013',
      `안내: ${pauseWording.whatNextText}`,
    ]);
    expect(sections[0]?.name).toBe('channel');
    expect(await scene.pause()).toMatchObject({ toldAt: NOON + DAY, tellInReply: false });
  });

  test('is told later if the message was certainly not sent', async () => {
    const scene = await open([fail(true), fail(true), () => 'sent']);
    await scene.turn();
    expect(await scene.pause()).toMatchObject({ toldAt: null });
    for (let times = 0; times < 3; times += 1) {
      scene.clock.advance(HOUR);
      await scene.turn();
    }
    expect(scene.told).toHaveLength(3);
    expect(await scene.pause()).toMatchObject({ toldAt: NOON + DAY + 2 * HOUR });
  });

  test('is not told twice if the answer is lost', async () => {
    const scene = await open([fail(false)]);
    for (let times = 0; times < 3; times += 1) {
      await scene.turn();
      scene.clock.advance(HOUR);
    }
    expect(scene.told).toHaveLength(1);
    expect(await scene.pause()).toMatchObject({ toldAt: NOON + DAY, tellInReply: false });
    expect(scene.log.lines.some(({ sentence }) => sentence.includes('might be lost'))).toBe(true);
  });

  test.each([[() => 'refused' as const], null])(
    'waits for a reply without direct messages',
    async (answers) => {
      const scene = await open(answers && [...answers]);
      await scene.turn();
      scene.clock.advance(HOUR);
      await scene.turn();
      expect(scene.told).toHaveLength(answers ? 1 : 0);
      expect(await scene.pause()).toMatchObject({ toldAt: null, tellInReply: true });
    },
  );

  test('is told later if the platform is off', async () => {
    const scene = await open([]);
    const { publishers } = scene.parts as unknown as { publishers: Map<string, unknown> };
    const publisher = publishers.get('fake');
    publishers.delete('fake');
    await scene.turn();
    expect(scene.told).toEqual([]);
    publishers.set('fake', publisher);
    scene.clock.advance(HOUR);
    await scene.turn();
    expect(scene.told).toHaveLength(1);
  });
});
