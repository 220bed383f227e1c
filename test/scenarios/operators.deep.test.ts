import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, type TestContext, test, vi } from 'vitest';
import { type Bot, startBot } from '../../src/compose/bot.ts';
import { readConfig } from '../../src/config/config.ts';
import { DAY, HOUR } from '../../src/lib/duration.ts';
import { defaultGuildId, defaultChannelId as NEWS, startDiscord } from '../emulators/discord/index.ts';
import { startHuggingFace } from '../emulators/huggingface.ts';
import { startOpenAi } from '../emulators/openai.ts';
import { createMovableClock } from '../fixtures/clock.ts';
import { EVENTUALLY } from '../fixtures/eventually.ts';
import { createTestLog } from '../fixtures/log.ts';
import { makeRawList, makeSummary } from '../fixtures/papers.ts';
import { discordPlaceId } from '../fixtures/place-ids.ts';

/** Noon in Seoul on a Saturday, and the Friday before it. */
const NOW = '2026-08-22T03:00:00Z';
const FRIDAY = '2026-08-21';
const ALERTS = '300000000000000009';
const MINUTE = 60_000;
const [ALERT, WELL] = ['논문배달 점검이 필요합니다', '논문배달이 다시 정상입니다'];

/** Sets up the whole bot on Discord, with an operator's channel and a clock that can be moved. */
async function open(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  env: Record<string, string> = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-operators-'));
  const clock = createMovableClock(NOW);
  const channels = [
    { id: NEWS, name: 'news' },
    { id: ALERTS, name: 'alerts' },
  ];
  const discord = await startDiscord({ now: clock.now, guilds: [{ id: defaultGuildId, channels }] });
  const list = makeRawList(2);
  const huggingFace = await startHuggingFace({ days: { [FRIDAY]: list } });
  const byTitle = Object.fromEntries(list.map(({ paper }) => [paper.title, makeSummary()]));
  const openAi = await startOpenAi({ byTitle });
  const config = readConfig({
    ...{ PORT: '0', HF_ENDPOINT: huggingFace.url, OPENAI_BASE_URL: openAi.url },
    ...{ DATABASE_URL: `file:${folder}/bot.db`, DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url },
    ...{ SUBSCRIBE: `discord:${NEWS}`, ALERT_PLACE: `discord:${ALERTS}`, ...env },
  });
  const log = createTestLog();
  let bot: Bot | undefined;
  const stop = async () => {
    await bot?.stop();
    bot = undefined;
  };
  onTestFinished(async () => {
    await stop();
    await Promise.all([discord.close(), huggingFace.close(), openAi.close()]);
    await rm(folder, { recursive: true });
  });
  const running = () => bot as Bot;
  const scene = {
    ...{ discord, log, clock, stop },
    async start() {
      bot = await startBot(config, clock, log);
    },
    delivered: () =>
      vi.waitFor(async () => {
        const edition = await running().app.store.edition(discordPlaceId(NEWS), FRIDAY);
        expect(edition?.state).toBe('done');
      }, EVENTUALLY),
    async health() {
      const response = await fetch(`${running().address}/healthz`);
      const { ill } = (await response.json()) as { ill: Record<string, string> };
      expect(response.status).toBe(Object.keys(ill).length > 0 ? 503 : 200);
      return ill;
    },
    metrics: async () => (await fetch(`${running().address}/metrics`)).text(),
    alerts: () => discord.messages(ALERTS).map(({ embeds }) => embeds[0]?.title),
    /** Lets time pass, with a heartbeat after each step. */
    async pass(ms: number, step = ms) {
      for (let passed = 0; passed < ms; passed += step) {
        clock.advance(step);
        running().wake();
        await vi.waitFor(
          async () => expect(await scene.value('paperboy_heartbeat_age_seconds')).toBeLessThan(3),
          EVENTUALLY,
        );
      }
    },
    /** Returns the value of a metric, by name and labels; NaN if there is none. */
    async value(name: string): Promise<number> {
      const line = (await scene.metrics()).split('\n').find((it) => it.startsWith(`${name} `));
      return Number(line?.split(' ')[1] ?? Number.NaN);
    },
  };
  return scene;
}

describe.concurrent('an operator', () => {
  test('sees in /metrics the requests, messages and summaries, and the age of the lists and the heartbeat', async (context) => {
    const scene = await open(context);
    await scene.start();
    await scene.delivered();
    await scene.discord.gateway.connected();
    expect(
      await scene.value('paperboy_request_seconds_count{to="discord",action="send",result="sent"}'),
    ).toBe(3);
    expect(await scene.value('paperboy_request_seconds_count{to="llm",action="summary",result="done"}')).toBe(
      2,
    );
    expect(
      await scene.value('paperboy_request_seconds_count{to="huggingface",action="list",result="done"}'),
    ).toBe(1);
    expect(await scene.value('paperboy_job_seconds_count{kind="deliver",result="done"}')).toBe(2);
    expect(await scene.value('paperboy_summary_outcomes{outcome="good"}')).toBe(2);
    expect(await scene.value('paperboy_editions_done')).toBe(2);
    expect(await scene.value('paperboy_deliveries_sent')).toBe(6);
    expect(await scene.value('paperboy_llm_calls')).toBe(2);
    expect(await scene.value('paperboy_llm_prompt_tokens')).toBeGreaterThan(0);
    expect(await scene.value('paperboy_gateway_up{platform="discord"}')).toBe(1);
    expect(await scene.value('paperboy_heartbeat_age_seconds')).toBeLessThan(10);
    // Friday's list ended half an hour before noon in Seoul.
    expect(await scene.value('paperboy_list_age_seconds')).toBeGreaterThanOrEqual(30 * 60);
    expect(await scene.metrics()).not.toContain('paperboy_ill{');
    const types = (await scene.metrics()).split('\n').filter((line) => line.startsWith('# TYPE'));
    expect(new Set(types).size).toBe(types.length);
  });

  test('is notified once when no list comes for two weekdays, also after a restart, and once on recovery', async (context) => {
    const scene = await open(context);
    await scene.start();
    await scene.delivered();
    expect(await scene.health()).toEqual({});
    // 12:15 on Wednesday: Monday's and Tuesday's lists were empty.
    await scene.pass(4 * DAY + 15 * MINUTE);
    await vi.waitFor(async () => expect((await scene.health()).lists).toContain('two weekdays'), EVENTUALLY);
    expect(scene.alerts()).toEqual([]);
    await scene.pass(6 * MINUTE, 2 * MINUTE);
    await vi.waitFor(() => expect(scene.alerts()).toEqual([ALERT]), EVENTUALLY);
    await scene.stop();
    await scene.start();
    await scene.pass(10 * MINUTE, 5 * MINUTE);
    expect(scene.alerts()).toEqual([ALERT]);
    expect(await scene.value('paperboy_ill{name="lists"}')).toBe(1);
  });

  test('is notified of a channel that rejects messages and of its recovery, and finds the failures in the log under one id', async (context) => {
    const scene = await open(context);
    const { discord, log } = scene;
    discord.fault = ({ method, path }) =>
      method === 'POST' && path === `/channels/${NEWS}/messages`
        ? { kind: 'status', status: 500 }
        : undefined;
    await scene.start();
    const edition = `${discordPlaceId(NEWS)}/${FRIDAY}`;
    const failures = () =>
      log.lines.filter(
        ({ fields, sentence }) => fields.edition === edition && sentence === 'A job failed, will retry',
      ).length;
    await vi.waitFor(() => expect(failures()).toBeGreaterThan(0), EVENTUALLY);
    await scene.pass(12 * MINUTE, 3 * MINUTE);
    await vi.waitFor(async () => {
      // Time passes before each check, so the failed job is retried.
      await scene.pass(MINUTE);
      expect((await scene.health()).deliveries).toContain('deliveries to 1 place have failed');
    }, EVENTUALLY);
    await vi.waitFor(async () => {
      await scene.pass(MINUTE);
      expect(scene.alerts()).toEqual([ALERT]);
    }, EVENTUALLY);
    const text = JSON.stringify(discord.messages(ALERTS)[0]?.embeds);
    expect(text).toContain('배달하지 못하는 채널이 있습니다');
    discord.fault = undefined;
    await scene.pass(HOUR / 4);
    await scene.delivered();
    expect(await scene.health()).toEqual({});
    await scene.pass(12 * MINUTE, 2 * MINUTE);
    await vi.waitFor(() => expect(scene.alerts()).toEqual([ALERT, WELL]), EVENTUALLY);
    expect(discord.rejections).toEqual([]);
  });
});
