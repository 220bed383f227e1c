import { Keyv } from 'keyv';
import { expect, test } from 'vitest';
import { createAlert } from '../../../src/app/health/alert.ts';
import { TemporaryError } from '../../../src/domain/errors.ts';
import { ALERT_AFTER } from '../../../src/domain/health/incident.ts';
import { createTestLog } from '../../fixtures/log.ts';
import { createFakePublisher, createStillClock, NOON, PLACE } from '../editions/harness.ts';

const ILL = { store: 'disk full' };

function open(cache: Pick<Keyv, 'get' | 'set'> = new Keyv(), moved: ReadonlyMap<string, string> = new Map()) {
  const clock = createStillClock(NOON);
  const log = createTestLog();
  const publisher = createFakePublisher();
  const publishers = new Map([[PLACE.platform, publisher]]);
  const store = { movedChannels: async () => moved };
  const create = () => createAlert({ store, publishers, cache: cache as Keyv, clock, log }, PLACE);
  const titles = () => publisher.messages.map(({ card }) => card.title.text);
  return { clock, log, publisher, create, titles, ...create() };
}

const [ALERT, WELL] = ['논문배달 점검이 필요합니다', '논문배달이 다시 정상입니다'];

test('an incident causes one message, which is edited for a new problem, and a second message when all is healthy', async () => {
  const { clock, publisher, check, titles } = open();
  await check(ILL);
  expect(titles()).toEqual([]);
  clock.advance(ALERT_AFTER);
  for (let checks = 0; checks < 3; checks += 1) await check(ILL);
  expect(titles()).toEqual([ALERT]);
  await check({ ...ILL, lists: 'none' });
  await check({ lists: 'none' });
  expect(publisher.edits).toHaveLength(1);
  expect(publisher.messages[0]?.card.sections).toHaveLength(2);
  await check({});
  clock.advance(ALERT_AFTER);
  for (let checks = 0; checks < 3; checks += 1) await check({});
  expect(titles()).toEqual([ALERT, WELL]);
  // The next failure is a new incident.
  await check(ILL);
  clock.advance(ALERT_AFTER);
  await check(ILL);
  expect(titles()).toEqual([ALERT, WELL, ALERT]);
});

test('a new problem is told in another message if the alert was deleted', async () => {
  const { clock, publisher, check, titles } = open();
  await check(ILL);
  clock.advance(ALERT_AFTER);
  await check(ILL);
  publisher.messages.length = 0;
  for (let checks = 0; checks < 3; checks += 1) await check({ ...ILL, lists: 'none' });
  expect(titles()).toEqual([ALERT]);
  expect(publisher.messages[0]?.card.sections).toHaveLength(2);
  await check({});
  clock.advance(ALERT_AFTER);
  await check({});
  expect(titles()).toEqual([ALERT, WELL]);
});

test('an alert is sent once even if the bot is restarted, or was killed while sending it', async () => {
  const { clock, publisher, create, check, titles } = open();
  await check(ILL);
  clock.advance(ALERT_AFTER);
  publisher.hooks.afterSend = () => {
    throw new TemporaryError('the answer was lost');
  };
  await check(ILL);
  delete publisher.hooks.afterSend;
  await create().check(ILL);
  await create().check(ILL);
  expect(titles()).toEqual([ALERT]);
  const restarted = create();
  await restarted.check({});
  clock.advance(ALERT_AFTER);
  await restarted.check({});
  expect(titles()).toEqual([ALERT, WELL]);
});

test('an alert that cannot be sent is sent later, and a failing store does not prevent it', async () => {
  const broken = () => Promise.reject(new Error('disk full'));
  const { clock, publisher, log, check, titles } = open({ get: broken, set: broken });
  await check(ILL);
  clock.advance(ALERT_AFTER);
  publisher.hooks.beforeSend = () => {
    throw new TemporaryError('down');
  };
  await check(ILL);
  expect(log.lines.map(({ level }) => level)).toEqual(['warn']);
  delete publisher.hooks.beforeSend;
  // The alert is not retried at every heartbeat.
  await check(ILL);
  expect(titles()).toEqual([]);
  clock.advance(30_000);
  await check(ILL);
  await check(ILL);
  expect(titles()).toEqual([ALERT]);
});

test('after a lost response and a recovery, the message is searched for, and the recovery is reported if it is found', async () => {
  for (const isThere of [true, false]) {
    const { clock, publisher, check, titles } = open();
    await check(ILL);
    clock.advance(ALERT_AFTER);
    publisher.hooks[isThere ? 'afterSend' : 'beforeSend'] = () => {
      throw new TemporaryError('the answer was lost');
    };
    await check(ILL);
    delete publisher.hooks.afterSend;
    delete publisher.hooks.beforeSend;
    for (let checks = 0; checks < 3; checks += 1) {
      clock.advance(ALERT_AFTER);
      await check({});
    }
    expect(titles()).toEqual(isThere ? [ALERT, WELL] : []);
  }
});

test('a place that refuses messages is logged once', async () => {
  const { clock, publisher, log, check, titles } = open();
  await check(ILL);
  clock.advance(ALERT_AFTER);
  publisher.hooks.beforeSend = () => ({ state: 'channelBlocked', reason: '권한이 없습니다.', cause: '1' });
  await check(ILL);
  await check(ILL);
  await check({});
  clock.advance(ALERT_AFTER);
  await check({});
  expect(titles()).toEqual([]);
  expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
});

test('without a place nothing is sent', async () => {
  const cache = new Keyv();
  const store = { movedChannels: async () => new Map<string, string>() };
  const parts = { store, publishers: new Map(), cache, clock: createStillClock(NOON), log: createTestLog() };
  await createAlert(parts, null).check(ILL);
  await createAlert(parts, PLACE).check(ILL);
  expect(parts.log.lines).toEqual([]);
});

test('T5: an alert goes to the channel under its current id, or to ALERT_PLACE as it is if that cannot be read', async () => {
  const { clock, publisher, check } = open(new Keyv(), new Map([[PLACE.channel, 'c2']]));
  await check(ILL);
  clock.advance(ALERT_AFTER);
  await check(ILL);
  expect(publisher.messages.map(({ to }) => to.place)).toEqual([{ ...PLACE, channel: 'c2' }]);
  const broken = { movedChannels: () => Promise.reject(new Error('disk full')) };
  const publishers = new Map([[PLACE.platform, publisher]]);
  const parts = { store: broken, publishers, cache: new Keyv(), clock, log: createTestLog() };
  const other = createAlert(parts, PLACE);
  await other.check(ILL);
  clock.advance(ALERT_AFTER);
  await other.check(ILL);
  expect(publisher.messages.at(-1)?.to.place).toEqual(PLACE);
});
