import { describe, expect, test } from 'vitest';
import { addDays, listDayEnd } from '../../src/domain/calendar/day.ts';
import { type Card, fit as fitCard } from '../../src/domain/card/card.ts';
import { UserError } from '../../src/domain/errors.ts';
import { discordWording } from '../../src/i18n/ko/discord.ts';
import { deliveryWording, modelWording, statusWording } from '../../src/i18n/ko/status.ts';
import { describeInstant, describeNext, describeSettings } from '../../src/i18n/ko/subscription/describe.ts';
import { settingWording } from '../../src/i18n/ko/subscription/settings.ts';
import { subscriptionWording } from '../../src/i18n/ko/subscription/subscription.ts';
import { DAY, HOUR } from '../../src/lib/duration.ts';
import { replyToDiscord } from '../../src/render/discord.ts';
import { limits } from '../../src/render/limits.ts';
import { replyToSlack } from '../../src/render/slack.ts';
import { LIST_DAY, makePapers, NOON, PLACE, PLACE_ID, storedSummary } from '../app/editions/harness.ts';
import { ANY_STATE, pause, SETTINGS } from '../fixtures/settings.ts';
import { createHarness, sectionOf, textOf } from './harness.ts';

const { settings: SETTINGS_LABEL, next: NEXT_LABEL } = subscriptionWording;
const ids = makePapers(5).map(({ id }) => id);
const SEOUL = 'Asia/Seoul';
const MINUTE = HOUR / 60;

test('the status names an unhealthy model server, with its own words and what to do', async () => {
  const problem = { cause: 'model', words: 'answered 404: model "m" not found' } as const;
  const modelCheck = { problem: () => problem, needsOperator: () => true };
  const { ask } = await createHarness([], { modelCheck });
  const text = sectionOf(await ask('/논문 상태'), modelWording.title);
  for (const words of [problem.words, 'OPENAI_MODEL', 'ollama pull']) expect(text).toContain(words);
});

describe('the status of a channel', () => {
  test('that was never subscribed says so, to every user', async () => {
    const { ask } = await createHarness();
    const answer = await ask('/논문 상태', { manages: async () => false });
    expect(textOf(answer)).toEqual([
      statusWording.title,
      `${statusWording.subscription}: ${subscriptionWording.none}`,
      describeInstant(NOON, SEOUL),
    ]);
    expect(answer.standsBelow).toBeFalsy();
  });

  test('that is subscribed shows its settings, the last and the next edition', async () => {
    const { ask, subscribe, post, clock } = await createHarness();
    await subscribe({ count: 7, timeZone: 'UTC' });
    await post(LIST_DAY, ids);
    clock.advance(HOUR);
    const settings = { ...SETTINGS, count: 7, timeZone: 'UTC' };
    const next = describeNext(clock.now(), settings, [LIST_DAY]);
    expect(textOf(await ask('/paper status'))).toEqual([
      statusWording.title,
      `${statusWording.subscription}: ${statusWording.active}`,
      `${SETTINGS_LABEL}: ${describeSettings(settings)}`,
      `${statusWording.last}: ${statusWording.lastText(LIST_DAY, 5, '2026년 8월 22일 (토) 03:00')}`,
      `${NEXT_LABEL}: ${next}`,
      '2026년 8월 22일 (토) 04:00',
    ]);
    expect(next).toContain('8월 24일 (월) 목록');
  });

  test('says on which weekday the weekly best comes, if it is enabled', async () => {
    const { ask, subscribe } = await createHarness();
    await subscribe();
    expect(sectionOf(await ask('/paper status'), SETTINGS_LABEL)).not.toContain('베스트');
    await subscribe({ best: { weekday: 5, since: NOON } }, { ...PLACE, channel: 'c2' });
    const elsewhere = await ask('/paper status', { place: { ...PLACE, channel: 'c2' } });
    expect(sectionOf(elsewhere, SETTINGS_LABEL)).toContain(settingWording.best('금'));
  });

  test('reports the quality and cost of the summaries in recent editions', async () => {
    const { ask, subscribe, post, store } = await createHarness(undefined, {
      price: { prompt: 1, completion: 10 },
    });
    await subscribe();
    const flaws = [
      [{ check: 'number', severity: 'refuse' }],
      [{ check: 'opening', severity: 'warn' }],
      [],
    ] as const;
    for (const [at, found] of flaws.entries()) {
      const work = { requests: 1, promptTokens: 1_000, completionTokens: 100, flaws: found };
      await store.saveSummary(ids[at] as string, { ...storedSummary(), work }, NOON);
    }
    await post(LIST_DAY, ids, PLACE, 2);
    expect(sectionOf(await ask('/paper status'), statusWording.summaries)).toBe(
      [
        statusWording.shares(1, 5, 3),
        statusWording.repaired(1),
        statusWording.warned(1),
        statusWording.cost(3_300, 0.006),
      ].join(' '),
    );
    // Only the last five editions count.
    for (let ago = 1; ago <= 5; ago += 1) await post(addDays(LIST_DAY, ago), []);
    expect(sectionOf(await ask('/paper status'), statusWording.summaries)).toBeUndefined();
  });

  test('says how many recent cards have no summary', async () => {
    const { ask, subscribe, post } = await createHarness();
    await subscribe();
    await post(LIST_DAY, ids, PLACE, 2);
    expect(sectionOf(await ask('/paper status'), statusWording.last)).toContain(
      statusWording.withoutSummary(2),
    );
  });

  describe('T2: names each message that could not be sent', () => {
    const messages = { paper: ids[0] as string, heading: null };
    const title = makePapers(1)[0]?.title ?? '';
    const named = {
      paper: statusWording.unsentPaper(LIST_DAY, title),
      heading: statusWording.unsentHeading(LIST_DAY),
      best: statusWording.unsentBest,
    };

    /** Creates an edition with one failing message; returns what the status says about it after some time. */
    async function start(what: keyof typeof named, isLeftOut: boolean) {
      const harness = await createHarness();
      const { ask, subscribe, store, clock } = harness;
      await subscribe();
      await store.openEdition(PLACE_ID, LIST_DAY, ids, 30, NOON);
      const paperId = what === 'paper' ? messages.paper : null;
      const delivery = { key: 'k', placeId: PLACE_ID, day: what === 'best' ? '' : LIST_DAY, paperId };
      await store.claim(delivery, 'a', NOON, 1_000);
      await store.fail('k', 'a', {
        reason: '막혔습니다. (50035)',
        isUnsent: true,
        wasTried: true,
        now: NOON,
      });
      if (isLeftOut) {
        await store.claim(delivery, 'a', NOON, 1_000);
        await store.leaveOut('k', 'a', NOON);
        await store.closeEdition(PLACE_ID, LIST_DAY, 'done', 0, NOON);
      }
      return async (after: number) => {
        clock.advance(after);
        return sectionOf(await ask('/paper status'), statusWording.unsent);
      };
    }

    test.each(['paper', 'heading', 'best'] as const)('while it is tried: %s', async (what) => {
      const say = await start(what, false);
      const said = statusWording.unsentMessage(named[what], '막혔습니다. (50035)', 'failing');
      expect(await say(HOUR)).toBe(said);
      expect(await say(7 * DAY)).toBeUndefined();
    });

    test.each([
      ['paper', 'later'],
      ['heading', 'never'],
      ['best', 'never'],
    ] as const)('once it was left out: %s is tried %s', async (what, fate) => {
      const say = await start(what, true);
      expect(await say(HOUR)).toBe(statusWording.unsentMessage(named[what], '막혔습니다. (50035)', fate));
    });

    test('with the number of papers that were sent', async () => {
      const { ask, subscribe, store, post } = await createHarness();
      await subscribe();
      const delivery = { key: 'k', placeId: PLACE_ID, day: LIST_DAY, paperId: messages.paper };
      await store.claim(delivery, 'a', NOON, 1_000);
      await store.leaveOut('k', 'a', NOON);
      await post(LIST_DAY, ids);
      expect(sectionOf(await ask('/paper status'), statusWording.last)).toContain('논문 4편');
    });

    test('also if there are many with long titles and reasons, on each platform', async () => {
      const papers = makePapers(10).map((paper) => ({
        ...paper,
        title: `${paper.id} ${'Long title '.repeat(9)}`,
      }));
      const { ask, subscribe, store } = await createHarness(papers);
      await subscribe();
      for (const { id } of papers) {
        const delivery = { key: id, placeId: PLACE_ID, day: LIST_DAY, paperId: id };
        await store.claim(delivery, 'a', NOON, 1_000);
        const reason = deliveryWording.failed(`Invalid Form Body embeds[0]: ${'MAX_LENGTH '.repeat(20)}`);
        await store.fail(id, 'a', { reason, isUnsent: true, wasTried: true, now: NOON });
      }
      const reply = await ask('/paper status');
      for (const shown of [replyToDiscord(reply).embeds, replyToSlack(reply).blocks])
        for (const { id } of papers) expect(JSON.stringify(shown)).toContain(id);
    });

    test('but no more than ten', async () => {
      const { ask, subscribe, store } = await createHarness();
      await subscribe();
      for (let n = 0; n < 12; n += 1) {
        await store.claim({ key: `k${n}`, placeId: PLACE_ID, day: '', paperId: null }, 'a', NOON, 1_000);
        await store.fail(`k${n}`, 'a', {
          reason: `이유 ${n}.`,
          isUnsent: true,
          wasTried: true,
          now: NOON + n,
        });
      }
      const said = sectionOf(await ask('/paper status'), statusWording.unsent)?.split('\n');
      expect(said).toHaveLength(11);
      expect(said?.[9]).toContain('이유 11.');
      expect(said?.[10]).toBe(statusWording.unsentMore(2));
    });
  });

  test('that has received nothing yet says so, and that the newest list has not arrived yet', async () => {
    const { ask, subscribe, clock } = await createHarness();
    clock.advance(3 * DAY);
    await subscribe();
    const answer = await ask('/paper status');
    expect(sectionOf(answer, statusWording.last)).toBe(statusWording.nothingYet);
    expect(sectionOf(answer, statusWording.newest)).toBe(statusWording.absent('2026-08-24', 'not-yet'));
  });

  test.each([
    ['open', statusWording.absent(LIST_DAY, 'delivering')],
    ['empty', statusWording.absent(LIST_DAY, 'none-passed')],
    ['skipped', statusWording.absent(LIST_DAY, 'skipped')],
    ['done', undefined],
  ] as const)('explains the state of the newest list: %s', async (state, said) => {
    const { ask, subscribe, store } = await createHarness();
    await subscribe();
    await store.openEdition(PLACE_ID, LIST_DAY, ids, 30, NOON);
    if (state !== 'open') await store.closeEdition(PLACE_ID, LIST_DAY, state, 0, NOON);
    expect(sectionOf(await ask('/paper status'), statusWording.newest)).toBe(said);
  });

  test.each([
    [0, statusWording.absent('2026-08-24', 'empty')],
    [12 * HOUR, statusWording.absent('2026-08-24', 'believed-empty')],
  ])('says that the newest list has been empty for %i ms', async (since, said) => {
    const { ask, subscribe, store, clock } = await createHarness();
    await subscribe();
    clock.advance(listDayEnd('2026-08-24') + 13 * HOUR - NOON);
    await store.saveListDay('2026-08-24', [], clock.now() - since, clock.now());
    expect(sectionOf(await ask('/paper status'), statusWording.newest)).toBe(said);
  });

  test('says on a weekend that there is no list', async () => {
    const { ask, subscribe, clock } = await createHarness();
    await subscribe();
    clock.advance(DAY);
    expect(sectionOf(await ask('/paper status'), statusWording.newest)).toBe(
      statusWording.absent('2026-08-22', 'weekend'),
    );
  });

  test('in live mode considers the list that is filling', async () => {
    const { ask, subscribe, post, clock } = await createHarness();
    await subscribe({ mode: 'live' });
    await post(LIST_DAY, ids);
    clock.advance(2 * DAY);
    expect(sectionOf(await ask('/paper status'), statusWording.newest)).toBe(
      statusWording.absent('2026-08-24', 'not-yet'),
    );
  });

  test('says that a list could not be fetched after several minutes of attempts', async () => {
    const { ask, subscribe, post, clock } = await createHarness();
    await subscribe();
    await post(LIST_DAY, ids);
    clock.advance(3 * DAY);
    expect(sectionOf(await ask('/paper status'), statusWording.newest)).toBe(
      statusWording.absent('2026-08-24', 'not-yet'),
    );
    clock.advance(6 * MINUTE);
    const answer = await ask('/paper status');
    expect(sectionOf(answer, statusWording.newest)).toBe(statusWording.absent('2026-08-24', 'unreachable'));
    expect(sectionOf(answer, statusWording.last)).toContain('8월 21일');
    expect(sectionOf(answer, NEXT_LABEL)).toContain('8월 25일 (화) 목록');
  });

  test('after longer downtime lists the skipped lists, even if the newest one came', async () => {
    const { ask, subscribe, post, store, clock } = await createHarness();
    await subscribe();
    await post(LIST_DAY, ids);
    expect(sectionOf(await ask('/paper status'), statusWording.earlier)).toBeUndefined();
    clock.advance(7 * DAY);
    for (const day of ['2026-08-24', '2026-08-25']) {
      await store.openEdition(PLACE_ID, day, [], 0, clock.now());
      await store.closeEdition(PLACE_ID, day, 'skipped', 0, clock.now());
    }
    for (const day of ['2026-08-26', '2026-08-27', '2026-08-28']) await post(day, ids);
    const answer = await ask('/paper status');
    expect(sectionOf(answer, statusWording.newest)).toBeUndefined();
    expect(sectionOf(answer, statusWording.earlier)).toBe(
      statusWording.absentOn(['2026-08-24', '2026-08-25'], 'skipped'),
    );
    clock.advance(14 * DAY);
    expect(sectionOf(await ask('/paper status'), statusWording.earlier)).not.toContain('8월 25일');
  });

  test('names a holiday even before its posting time, and omits it from the next edition', async () => {
    const { ask, subscribe, post, store, clock } = await createHarness();
    await subscribe({ at: 23 * 60 });
    await post(LIST_DAY, ids);
    clock.advance(3 * DAY + 10 * HOUR);
    await store.saveListDay('2026-08-24', [], clock.now() - 12 * HOUR, clock.now());
    const answer = await ask('/paper status');
    expect(sectionOf(answer, statusWording.newest)).toBe(
      statusWording.absent('2026-08-24', 'believed-empty'),
    );
    expect(sectionOf(answer, NEXT_LABEL)).toBe(settingWording.next('8월 26일 (수) 23:00', '2026-08-25'));
  });

  test.each(['discord', 'slack', 'web'] as const)(
    'at its maximum length is shown completely on %s',
    async (platform) => {
      const { ask, subscribe, store, clock } = await createHarness();
      await subscribe({ words: Array.from({ length: 10 }, (_, n) => `키워드 ${n} *${'가'.repeat(20)}*`) });
      clock.advance(14 * DAY);
      const ends = ['skipped', 'empty', 'open', 'skipped', 'empty', 'open'] as const;
      for (const [ago, state] of [...ends, ...ends, 'done' as const].entries()) {
        const day = addDays('2026-09-03', -ago);
        await store.openEdition(PLACE_ID, day, ids, 30, clock.now());
        if (state !== 'open') await store.closeEdition(PLACE_ID, day, state, 3, clock.now());
      }
      for (let n = 0; n < 10; n += 1) {
        await subscribe({}, { ...PLACE, channel: `c${n + 10}` });
        await pause(store, `fake:w1:c${n + 10}`, '권한이 없습니다: 메시지 보내기, 링크 첨부');
      }
      const [card] = (await ask('/paper status')).cards;
      expect(card?.sections.map(({ label }) => label)).toContain(statusWording.earlier);
      expect(fitCard(card as Card, limits[platform])).toEqual(card);
    },
  );

  test('that is paused gives the reason and the current obstacles, and no next edition', async () => {
    const { ask, subscribe, store } = await createHarness();
    await subscribe({ layout: 'thread' });
    await pause(store, PLACE_ID, '권한이 없습니다: 메시지 보내기');
    const asked: string[] = [];
    const answer = await ask('/paper status', {
      async findObstacles({ layout }) {
        asked.push(layout);
        return ['메시지 보내기', '링크 첨부'];
      },
    });
    expect(sectionOf(answer, statusWording.subscription)).toBe(
      statusWording.paused('권한이 없습니다: 메시지 보내기'),
    );
    expect(sectionOf(answer, statusWording.obstacles)).toBe('메시지 보내기, 링크 첨부');
    expect(sectionOf(answer, SETTINGS_LABEL)).toContain(settingWording.layouts.thread);
    expect(sectionOf(answer, NEXT_LABEL)).toBeUndefined();
    expect(sectionOf(answer, statusWording.newest)).toBeUndefined();
    expect(asked).toEqual(['thread']);
  });

  test('that is active shows obstacles before a send fails because of them', async () => {
    const { ask, subscribe } = await createHarness();
    await subscribe();
    const answer = await ask('/paper status', { findObstacles: async () => ['링크 첨부'] });
    expect(sectionOf(answer, statusWording.subscription)).toBe(statusWording.active);
    expect(sectionOf(answer, statusWording.obstacles)).toBe('링크 첨부');
  });

  test('that does not support its layout says so', async () => {
    const { ask, subscribe } = await createHarness();
    await subscribe({ layout: 'thread' });
    const answer = await ask('/paper status', {
      findObstacles: async () => {
        throw new UserError(discordWording.noThreadHere);
      },
    });
    expect(sectionOf(answer, statusWording.obstacles)).toBe(discordWording.noThreadHere);
  });

  test.each([null, '채널이 삭제되었습니다.'])(
    'that has ended says so (%s), keeps its last edition, and checks no obstacles',
    async (reason) => {
      const { ask, subscribe, store, post } = await createHarness();
      await subscribe();
      await post(LIST_DAY, ids);
      await store.moveSubscription(PLACE_ID, ANY_STATE, 'ended', reason);
      const answer = await ask('/paper status', { findObstacles: () => expect.unreachable() });
      expect(sectionOf(answer, statusWording.subscription)).toBe(statusWording.ended(reason));
      expect(sectionOf(answer, statusWording.last)).toContain('논문 5편');
      for (const label of [SETTINGS_LABEL, NEXT_LABEL, statusWording.newest, statusWording.obstacles])
        expect(sectionOf(answer, label)).toBeUndefined();
    },
  );
});

describe('other channels of the workspace', () => {
  const other = (channel: string, platform = PLACE.platform) => ({ ...PLACE, platform, channel });

  test('are named if they get nothing, with the reason; healthy or unsubscribed ones are not', async () => {
    const { ask, subscribe, store } = await createHarness();
    for (const channel of ['c1', 'c2', 'c3', 'c4', 'c5', 'c6']) await subscribe({}, other(channel));
    await subscribe({}, other('c2', 'other'));
    await subscribe({}, { ...other('c2'), workspace: 'w2' });
    await pause(store, 'fake:w1:c1', '여기입니다.');
    await pause(store, 'fake:w1:c2', '권한이 없습니다.');
    await store.moveSubscription('fake:w1:c3', ANY_STATE, 'ended', '채널이 삭제되었습니다.');
    await store.moveSubscription('fake:w1:c4', ANY_STATE, 'ended', null);
    await pause(store, 'fake:w1:c6', '볼 수 없는 채널입니다.');
    await pause(store, 'other:w1:c2', '다른 플랫폼입니다.');
    await pause(store, 'fake:w2:c2', '다른 서버입니다.');
    const answer = await ask('/paper status', {
      nameOf: async ({ channel }) => (channel === 'c6' ? null : `#${channel}`),
    });
    expect(sectionOf(answer, statusWording.elsewhere)).toBe(
      `#c2: ${statusWording.paused('권한이 없습니다.')} / #c3: ${statusWording.ended('채널이 삭제되었습니다.')}`,
    );
  });

  test('are also named in a channel that is not subscribed, and omitted if all are healthy', async () => {
    const { ask, subscribe, store } = await createHarness();
    await subscribe({}, other('c2'));
    expect(sectionOf(await ask('/paper status'), statusWording.elsewhere)).toBeUndefined();
    await pause(store, 'fake:w1:c2', '권한이 없습니다.');
    expect(sectionOf(await ask('/paper status'), statusWording.elsewhere)).toContain('#c2');
  });

  test('are limited to ten', async () => {
    const { ask, subscribe, store } = await createHarness();
    for (let n = 10; n < 30; n += 1) {
      await subscribe({}, other(`c${n}`));
      await pause(store, `fake:w1:c${n}`, '권한이 없습니다.');
    }
    expect(sectionOf(await ask('/paper status'), statusWording.elsewhere)?.match(/#/g)).toHaveLength(10);
  });
});
