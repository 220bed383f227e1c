import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { COMMANDS } from '../../../commands/index.ts';
import { startBot } from '../../../src/compose/bot.ts';
import { readConfig } from '../../../src/config/config.ts';
import { commandWording } from '../../../src/i18n/ko/command.ts';
import { subscriptionWording } from '../../../src/i18n/ko/subscription/subscription.ts';
import { createManifest } from '../../../src/platforms/slack/manifest.ts';
import { startHuggingFace } from '../../emulators/huggingface.ts';
import { startSlack } from '../../emulators/slack/index.ts';
import { EVENTUALLY } from '../../fixtures/eventually.ts';
import { createTestLog } from '../../fixtures/log.ts';
import { makeRawList } from '../../fixtures/papers.ts';
import { slackPlaceId } from '../../fixtures/place-ids.ts';

const CLI = fileURLToPath(new URL('../../../src/cli.ts', import.meta.url));
const DAY = '2026-08-21';

interface Manifest {
  readonly features: {
    readonly slash_commands: readonly { command: string; url?: string; usage_hint: string }[];
  };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: {
    readonly event_subscriptions: { readonly request_url?: string; readonly bot_events: readonly string[] };
    readonly interactivity: object;
    readonly socket_mode_enabled: boolean;
  };
}

async function run(...args: string[]) {
  const child = spawn(process.execPath, [CLI, 'manifest', ...args], { cwd: tmpdir(), env: {} });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { stdout, stderr, code: code as number };
}

describe.concurrent('npm run manifest', () => {
  test('prints the manifest for Socket Mode', async () => {
    const { stdout, stderr, code } = await run();
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    const manifest = JSON.parse(stdout) as Manifest;
    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(['/paper']);
    for (const { ko } of COMMANDS) expect(manifest.features.slash_commands[0]?.usage_hint).toContain(ko);
    expect(manifest.settings.socket_mode_enabled).toBe(true);
    expect(stdout).not.toContain('http');
  });

  test('with --url prints the manifest for HTTP mode', async () => {
    for (const address of ['https://bot.example.com', 'https://bot.example.com/']) {
      const { stdout } = await run('--url', address);
      const manifest = JSON.parse(stdout) as Manifest;
      const url = 'https://bot.example.com/slack/events';
      expect(manifest.settings.socket_mode_enabled).toBe(false);
      expect(manifest.settings.event_subscriptions.request_url).toBe(url);
      expect(manifest.settings.interactivity).toMatchObject({
        request_url: url,
        message_menu_options_url: url,
      });
      expect(manifest.features.slash_commands[0]?.url).toBe(url);
    }
  });

  test.for([['--url', 'http://bot.example.com'], ['--url', 'nonsense'], ['--url', ''], ['--url'], ['more']])(
    'exits with code 2 if it is used incorrectly: %j',
    async (args) => {
      const { stdout, stderr, code } = await run(...args);
      expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
      expect(stderr).toContain('Usage');
    },
  );
});

test('the scopes and events of the manifest are enough for editions, commands and votes', async ({
  onTestFinished,
}) => {
  const { oauth_config, settings } = createManifest(COMMANDS, undefined) as Manifest;
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-manifest-'));
  const began = Date.now();
  const now = () => Date.parse('2026-08-22T03:00:00Z') + (Date.now() - began) * 20;
  const slack = await startSlack({
    scopes: oauth_config.scopes.bot,
    events: settings.event_subscriptions.bot_events,
    channels: [{ id: 'C0PAPERS' }, { id: 'C0HIDDEN', isPrivate: true }],
    users: { UADMIN: { isAdmin: true } },
    now,
  });
  const huggingFace = await startHuggingFace({ days: { [DAY]: makeRawList(5) } });
  const config = readConfig({
    ...{ NOW: '2026-08-22T03:00:00Z', PORT: '0', HF_ENDPOINT: huggingFace.url },
    ...{ DATABASE_URL: `file:${folder}/bot.db`, SLACK_API_URL: slack.url },
    ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SUBSCRIBE: 'slack:C0PAPERS' },
  });
  const sleep = async (ms: number, signal?: AbortSignal) => void (await wait(ms / 20, undefined, { signal }));
  // The response to the first message is lost, so the bot has to look it up.
  slack.fault = ({ method }, count) =>
    method === 'chat.postMessage' && count === 1 ? { kind: 'after', answer: 'reset' } : undefined;
  const log = createTestLog();
  const bot = await startBot(config, { now, elapsed: now, sleep }, log);
  onTestFinished(async () => {
    await bot.stop();
    await Promise.all([slack.close(), huggingFace.close()]);
    await rm(folder, { recursive: true });
  });
  await slack.socket.connected();
  const command = (channelId: string, userId: string, line: string) =>
    slack.interact.command({ channelId, userId, text: line }).answered;
  const done = (channelId: string) =>
    vi.waitFor(async () => {
      // The command triggers a heartbeat, which also retries jobs that failed.
      await command(channelId, 'UADMIN', 'subscribe votes:0');
      expect((await bot.app.store.edition(slackPlaceId(channelId), DAY))?.state).toBe('done');
    }, EVENTUALLY);
  for (const channelId of ['C0HIDDEN', 'C0PAPERS']) {
    for (const line of ['help', 'today', 'subscribe layout:thread', 'subscribe layout:channel', 'status']) {
      const { text: said } = await slack.interact.command({ channelId, userId: 'UADMIN', text: line })
        .answered;
      expect(said).not.toContain(commandWording.apology('').slice(0, 10));
    }
    expect(
      (await slack.interact.command({ channelId, userId: 'U1', text: 'subscribe' }).answered).text,
    ).not.toContain(subscriptionWording.changed);
  }
  await done('C0HIDDEN');
  await done('C0PAPERS');
  for (const [index, channelId] of ['C0HIDDEN', 'C0PAPERS'].entries()) {
    const card = slack.messages(channelId).at(-1)?.ts as string;
    const root = slack.messages(channelId)[0]?.ts as string;
    slack.react(channelId, slack.replies(channelId, root).at(-1)?.ts ?? card, `U${index}`, '+1');
    await vi.waitFor(async () => expect((await bot.app.store.totals()).votes).toBe(index + 1), EVENTUALLY);
    const opens = log.lines.filter(({ sentence }) => sentence === 'Slack is on').length;
    slack.socket.drop();
    await slack.until(() => log.lines.filter(({ sentence }) => sentence === 'Slack is on').length > opens);
    slack.archive(channelId);
    const state = async () => (await bot.app.store.subscription(slackPlaceId(channelId)))?.state;
    await vi.waitFor(async () => expect(await state()).toBe('paused'), EVENTUALLY);
    slack.kick(channelId);
    await vi.waitFor(async () => expect(await state()).toBe('ended'), EVENTUALLY);
  }
  const said = [...slack.refusals, ...slack.rejections].map(({ error }) => error);
  expect(said).not.toContain('missing_scope');
  expect(slack.rejections).toEqual([]);
});
