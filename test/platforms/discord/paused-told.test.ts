import { describe, expect, test, vi } from 'vitest';
import { discordWording } from '../../../src/i18n/ko/discord.ts';
import { pauseWording } from '../../../src/i18n/ko/subscription/subscription.ts';
import { DAY, HOUR } from '../../../src/lib/duration.ts';
import { EVENTUALLY } from '../../fixtures/eventually.ts';
import {
  GUILD,
  MANAGER,
  PAPERS,
  pausedForADay,
  type Scene,
  TUESDAY,
  textOf,
  told,
  untilTried,
} from './paused-harness.ts';

const ALERTS = '300000000000000009';
const OTHER = '400000000000000002';
const { permissions } = discordWording;

const toldAt = async (scene: Scene) => (await scene.subscription())?.pause?.toldAt;

describe.concurrent('whoever subscribed a place that is paused', () => {
  test('T3: is told by a direct message, once, after the first try in vain', async (context) => {
    const scene = await pausedForADay(context);
    scene.advanceTo(TUESDAY + 20 * HOUR);
    await untilTried(scene);
    scene.wake();
    await vi.waitFor(() => expect(told(scene)).toHaveLength(1), EVENTUALLY);
    const [message] = told(scene);
    expect(message).toContain(pauseWording.title);
    expect(message).toContain(`<#${PAPERS}>`);
    expect(message).toContain(permissions.SendMessages);
    expect(message).toContain('50013');
    await untilTried(scene, TUESDAY + 2 * DAY);
    await scene.stop();
    await scene.start();
    await untilTried(scene, TUESDAY + 3 * DAY);
    expect(told(scene)).toHaveLength(1);
    expect(await scene.use('help')).not.toContain(pauseWording.title);
  });

  test('T3: and gets no direct messages is told by the next reply, once', async (context) => {
    const scene = await pausedForADay(context);
    scene.discord.closeDirectMessages(MANAGER);
    await untilTried(scene);
    scene.wake();
    await vi.waitFor(
      async () => expect((await scene.subscription())?.pause).toMatchObject({ tellInReply: true }),
      EVENTUALLY,
    );
    expect(await scene.use('help', PAPERS, {}, OTHER)).not.toContain(pauseWording.title);
    const reply = await scene.use('help');
    expect(reply).toContain(pauseWording.title);
    expect(reply).toContain(`<#${PAPERS}>`);
    expect(reply).toContain(permissions.SendMessages);
    expect(await scene.use('help')).not.toContain(pauseWording.title);
    expect(await toldAt(scene)).not.toBeNull();
  });

  test('T3: is unknown: a manager is told by the next reply, and nobody else', async (context) => {
    const scene = await pausedForADay(context, { subscribed: [PAPERS] });
    await untilTried(scene);
    scene.wake();
    const { answered } = scene.discord.interact.command({
      ...{ channelId: PAPERS, userId: OTHER, manage: false, name: 'paper', subcommand: 'help' },
    });
    expect(textOf(await answered)).not.toContain(pauseWording.title);
    expect(await scene.use('help')).toContain(pauseWording.title);
    expect(await scene.use('help', PAPERS, {}, OTHER)).not.toContain(pauseWording.title);
  });

  test('T3: is not told if ALERT_SUBSCRIBERS is 0', async (context) => {
    const scene = await pausedForADay(context, { env: { ALERT_SUBSCRIBERS: '0' } });
    await untilTried(scene);
    await untilTried(scene, TUESDAY + 2 * DAY);
    expect(told(scene)).toEqual([]);
    expect(await scene.use('help')).not.toContain(pauseWording.title);
    expect(await toldAt(scene)).toBeNull();
  });
});

test('T3: a place that is paused for a day is in /healthz, the metrics, ALERT_PLACE and the status', async (context) => {
  const scene = await pausedForADay(context, {
    channels: [{ id: ALERTS, name: 'alerts' }],
    env: { ALERT_PLACE: `discord:${ALERTS}` },
  });
  const health = async () => {
    const response = await fetch(`${scene.address()}/healthz`);
    return { code: response.status, ...((await response.json()) as object) };
  };
  expect(await health()).toEqual({ code: 200, status: 'ok', ill: {}, unhealthy: {} });
  await untilTried(scene);
  scene.advanceTo(TUESDAY + DAY + HOUR);
  await vi.waitFor(() => expect(scene.discord.messages(ALERTS)).toHaveLength(1), EVENTUALLY);
  const place = `discord:${GUILD}:${PAPERS}`;
  expect(await health()).toMatchObject({
    ...{ code: 200, status: 'ok' },
    paused: { count: 1, places: [{ place, cause: '50013' }] },
  });
  expect(await (await fetch(`${scene.address()}/metrics`)).text()).toContain('paperboy_paused_places 1');
  const [alert] = scene.discord.messages(ALERTS).map(textOf);
  expect(alert).toContain(place);
  expect(alert).toContain('50013');
  const status = await scene.use('status');
  expect(status).toContain(pauseWording.since);
  expect(status).toContain('50013');
  // Once for each place.
  await untilTried(scene, TUESDAY + 2 * DAY);
  expect(scene.discord.messages(ALERTS)).toHaveLength(1);
});
