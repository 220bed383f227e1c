import { describe, expect, test } from 'vitest';
import { createPlaces } from '../../../src/app/places/places.ts';
import { TemporaryError } from '../../../src/domain/errors.ts';
import {
  idToPlace,
  type Place,
  placeToId,
  type Subscription,
} from '../../../src/domain/subscription/subscription.ts';
import type { PlaceClosed } from '../../../src/ports/publisher.ts';
import { ANY_STATE, pause, SETTINGS } from '../../fixtures/settings.ts';
import { createFakePublisher, createStage, NOON } from '../editions/harness.ts';

/** Creates subscriptions from tuples of place id, state and reason. */
async function start(...states: readonly (readonly [string, Subscription['state'], string?])[]) {
  const { store, log, clock } = await createStage([]);
  for (const [id, state, reason] of states) {
    await store.subscribe(idToPlace(id), SETTINGS, NOON);
    if (state === 'paused') await pause(store, id, reason ?? '', NOON);
    else await store.moveSubscription(id, ANY_STATE, state, reason ?? null);
  }
  const publisher = createFakePublisher();
  const publishers = new Map([['discord', publisher]]);
  let wakes = 0;
  return {
    ...createPlaces({ store, publishers, clock, log, wake: () => (wakes += 1) }),
    publisher,
    wakes: () => wakes,
    store,
    log,
    async now() {
      const found = await store.subscriptions();
      return found.map((known) => [placeToId(known.place), known.state, known.reason]);
    },
  };
}

test('that a member has paused, events leave as they are, even a removal of the bot', async () => {
  const places = await start(['discord:1', 'on-hold'], ['discord:2', 'on-hold']);
  await places.resumePlaces('discord', () => true);
  await places.pausePlaces('discord', () => true, { reason: '권한이 없습니다.', cause: '50013' });
  await places.endPlaces('discord', () => true, '봇이 서버에서 나갔습니다.');
  await places.resumePlaces('discord', () => true);
  expect(await places.now()).toEqual([
    ['discord:1', 'on-hold', null],
    ['discord:2', 'on-hold', null],
  ]);
});

describe('places that were deleted', () => {
  test('have their subscriptions ended with the reason: active and paused ones, of this platform', async () => {
    const { endPlaces, now, log } = await start(
      ['discord:1', 'active'],
      ['discord:2', 'paused', '권한이 없습니다.'],
      ['discord:3', 'active'],
      ['slack:1', 'active'],
    );
    await endPlaces('discord', ({ channel }) => channel !== '3', '채널이 삭제되었습니다.');
    expect(await now()).toEqual([
      ['discord:1', 'ended', '채널이 삭제되었습니다.'],
      ['discord:2', 'ended', '채널이 삭제되었습니다.'],
      ['discord:3', 'active', null],
      ['slack:1', 'active', null],
    ]);
    expect(log.lines.map(({ fields }) => fields.place)).toEqual(['discord:1', 'discord:2']);
  });

  test('that a user unsubscribed before are not changed', async () => {
    const { endPlaces, now, log } = await start(
      ['discord:1', 'ended'],
      ['discord:2', 'ended', '서버에서 내보내졌습니다.'],
    );
    await endPlaces('discord', () => true, '채널이 삭제되었습니다.');
    expect(await now()).toEqual([
      ['discord:1', 'ended', null],
      ['discord:2', 'ended', '서버에서 내보내졌습니다.'],
    ]);
    expect(log.lines).toEqual([]);
  });

  test('can be identified by their workspace', async () => {
    const { endPlaces, now } = await start(['discord:g1:1', 'active'], ['discord:g2:2', 'active']);
    await endPlaces('discord', ({ workspace }) => workspace === 'g1', '봇이 서버에서 내보내졌습니다.');
    expect((await now()).map(([, state]) => state)).toEqual(['ended', 'active']);
  });
});

describe('places that refuse messages for now', () => {
  const ARCHIVED = { reason: '채널이 보관되었습니다.', cause: 'is_archived' };

  test('have their subscriptions paused with the reason: active ones, of this platform', async () => {
    const { pausePlaces, now, log, wakes } = await start(
      ['discord:1', 'active'],
      ['discord:2', 'paused', '권한이 없습니다.'],
      ['discord:3', 'ended'],
      ['discord:4', 'active'],
      ['slack:1', 'active'],
    );
    await pausePlaces('discord', ({ channel }) => channel !== '4', ARCHIVED);
    expect(await now()).toEqual([
      ['discord:1', 'paused', '채널이 보관되었습니다.'],
      ['discord:2', 'paused', '권한이 없습니다.'],
      ['discord:3', 'ended', null],
      ['discord:4', 'active', null],
      ['slack:1', 'active', null],
    ]);
    expect(log.lines).toMatchObject([
      { level: 'warn', fields: { place: 'discord:1', reason: '채널이 보관되었습니다.' } },
    ]);
    expect(wakes()).toBe(0);
  });

  test('resume once they accept messages again', async () => {
    const { pausePlaces, resumePlaces, now } = await start(['discord:g1:1', 'active']);
    await pausePlaces('discord', ({ workspace }) => workspace === 'g1', ARCHIVED);
    await resumePlaces('discord', () => true);
    expect(await now()).toEqual([['discord:g1:1', 'active', null]]);
  });
});

describe('places of which only the channel is known', () => {
  const GONE: PlaceClosed = { state: 'channelDeleted', reason: '채널이 삭제되었습니다.' };

  /** Returns the workspaces `g1`, `g2` and so on; `asked` collects the channels that were asked about. */
  const answer =
    (asked: string[], closed = '') =>
    async ({ workspace, channel }: Place) => {
      asked.push(channel);
      return channel === closed ? GONE : workspace || `g${channel}`;
    };

  test('are bound to the workspace that their platform names; closed places and other platforms stay', async () => {
    const { bindPlaces, publisher, now, log } = await start(
      ['discord:1', 'active'],
      ['discord:2', 'ended'],
      ['discord:3', 'active'],
      ['discord:g4:4', 'active'],
      ['slack:1', 'active'],
    );
    const asked: string[] = [];
    publisher.workspaceOf = answer(asked, '3');
    await bindPlaces('discord');
    expect((await now()).map(([id]) => id).toSorted()).toEqual([
      ...['discord:3', 'discord:g1:1', 'discord:g2:2', 'discord:g4:4', 'slack:1'],
    ]);
    expect(asked.toSorted()).toEqual(['1', '2', '3', '4']);
    expect(log.lines.map(({ level, fields }) => [level, fields.place, fields.workspace])).toEqual([
      ['info', 'discord:1', 'g1'],
      ['info', 'discord:2', 'g2'],
    ]);
  });

  test('keep their state and reason', async () => {
    const { bindPlaces, publisher, now, wakes } = await start(['discord:1', 'paused', '권한이 없습니다.']);
    publisher.workspaceOf = answer([]);
    await bindPlaces('discord');
    expect(await now()).toEqual([['discord:g1:1', 'paused', '권한이 없습니다.']]);
    expect(wakes()).toBe(0);
  });

  test('are also bound if they have no subscription, only messages that members shared', async () => {
    const { bindPlaces, publisher, store } = await start();
    publisher.workspaceOf = answer([]);
    await store.saveShared('discord:1', 'a', '1/77', NOON);
    await bindPlaces('discord');
    expect(await store.messagesOf('discord:g1:1', ['a'])).toEqual(new Map([['a', 'g1/1/77']]));
  });

  test('stay unbound, with a warning, if the platform does not answer or is off; the others are bound', async () => {
    const { bindPlaces, publisher, now, log } = await start(
      ['discord:1', 'active'],
      ['discord:2', 'active'],
      ['slack:1', 'active'],
    );
    publisher.workspaceOf = async ({ channel }) => {
      if (channel === '1') throw new TemporaryError('down');
      return 'g2';
    };
    await bindPlaces('discord');
    await bindPlaces('slack');
    expect((await now()).map(([id]) => id).toSorted()).toEqual(['discord:1', 'discord:g2:2', 'slack:1']);
    expect(log.lines).toMatchObject([
      { level: 'warn', fields: { place: 'discord:1', error: 'down' } },
      { level: 'info', fields: { place: 'discord:2', workspace: 'g2' } },
      { level: 'warn', fields: { place: 'slack:1' } },
    ]);
  });
});

describe('places that accept messages again', () => {
  test('resume where they were paused; ended ones stay ended', async () => {
    const { resumePlaces, now, log } = await start(
      ['discord:1', 'paused', '권한이 없습니다.'],
      ['discord:2', 'paused', '권한이 없습니다.'],
      ['discord:3', 'ended', '채널이 삭제되었습니다.'],
      ['discord:4', 'active'],
      ['slack:1', 'paused', '권한이 없습니다.'],
    );
    const asked: string[] = [];
    await resumePlaces('discord', (subscription) => {
      asked.push(subscription.place.channel);
      return subscription.place.channel === '1';
    });
    expect(await now()).toEqual([
      ['discord:1', 'active', null],
      ['discord:2', 'paused', '권한이 없습니다.'],
      ['discord:3', 'ended', '채널이 삭제되었습니다.'],
      ['discord:4', 'active', null],
      ['slack:1', 'paused', '권한이 없습니다.'],
    ]);
    expect(asked).toEqual(['1', '2']);
    expect(log.lines.map(({ fields }) => fields.place)).toEqual(['discord:1']);
  });

  test('cause one heartbeat for all of them, and none if no place resumes', async () => {
    const { resumePlaces, wakes } = await start(
      ['discord:1', 'paused'],
      ['discord:2', 'paused'],
      ['discord:3', 'ended'],
      ['discord:4', 'active'],
    );
    await resumePlaces('discord', () => false);
    await resumePlaces('slack', () => true);
    expect(wakes()).toBe(0);
    await resumePlaces('discord', () => true);
    expect(wakes()).toBe(1);
    await resumePlaces('discord', () => true);
    expect(wakes()).toBe(1);
  });

  test('are checked for the permissions that their subscription needs', async () => {
    const { resumePlaces, now, store } = await start(['discord:1', 'paused', '권한이 없습니다.']);
    await store.changeSettings('discord:1', { ...SETTINGS, layout: 'thread' });
    await resumePlaces('discord', ({ settings }) => settings.layout === 'channel');
    expect(await now()).toMatchObject([['discord:1', 'paused', '권한이 없습니다.']]);
    await resumePlaces('discord', ({ settings }) => settings.layout === 'thread');
    expect(await now()).toEqual([['discord:1', 'active', null]]);
  });
});
