import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, type TestContext, test } from 'vitest';
import { type Diagnosis, examine } from '../../src/cli/doctor/examine.ts';
import { NO_ENV_FILE } from '../../src/config/env-file.ts';
import type { Reply } from '../../src/demo/replay.ts';
import { closedListDay, weekdayAtOrBefore } from '../../src/domain/calendar/day.ts';
import { migrate } from '../../src/store/schema/migrations.ts';
import { openSqlite } from '../../src/store/sqlite/driver.ts';
import { createStore } from '../../src/store/store.ts';
import { defaultChannelId, startDiscord } from '../emulators/discord/index.ts';
import { startHuggingFace } from '../emulators/huggingface.ts';
import { errorReply, startOpenAi } from '../emulators/openai.ts';
import { startSlack } from '../emulators/slack/index.ts';
import { makeRawEntry, makeSummary } from '../fixtures/papers.ts';
import { SETTINGS } from '../fixtures/settings.ts';

const SLACK_CHANNEL = 'C0PAPERS';
const SECRET = 'sk-made-up-key-1234567890';

/** Returns a completion with a summary. */
const answer = (usage: { readonly prompt_tokens: number; readonly completion_tokens: number }): Reply => ({
  status: 200,
  body: {
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: JSON.stringify(makeSummary()) },
        finish_reason: 'stop',
      },
    ],
    usage,
  },
});

/** Starts everything that the bot needs, all of it well. */
async function open({ onTestFinished }: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-doctor-'));
  const faults: { model?: Reply; papers?: Reply } = {};
  const discord = await startDiscord();
  const slack = await startSlack({ channels: [{ id: SLACK_CHANNEL }, { id: 'C0OUTSIDE', isMember: false }] });
  const day = weekdayAtOrBefore(closedListDay(Date.now()));
  const hub = await startHuggingFace({ days: { [day]: [makeRawEntry({})] }, reply: () => faults.papers });
  const model = await startOpenAi({
    reply: () => faults.model ?? answer({ prompt_tokens: 2_500, completion_tokens: 400 }),
  });
  onTestFinished(async () => {
    await Promise.all([discord.close(), slack.close(), hub.close(), model.close()]);
    await rm(folder, { recursive: true, force: true });
  });
  const database = join(folder, 'paperboy.db');
  const env: Record<string, string> = {
    HF_ENDPOINT: hub.url,
    DATABASE_URL: `file:${database}`,
    ...{ OPENAI_BASE_URL: model.url, OPENAI_API_KEY: SECRET, OPENAI_MODEL: 'm', OPENAI_PRICE: '0.15,0.6' },
    ...{ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url },
    ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.url },
    SUBSCRIBE: `discord:${defaultChannelId},slack:${SLACK_CHANNEL}`,
  };
  return {
    ...{ folder, database, discord, slack, hub, model, env, faults },
    /** Makes the database as the bot does, and changes it. */
    async withDatabase(change: (sql: ReturnType<typeof openSqlite>) => Promise<unknown>): Promise<void> {
      const sql = openSqlite(database);
      await migrate(sql);
      await change(sql);
      await sql.close();
    },
    async examine(): Promise<Diagnosis[]> {
      const all: Diagnosis[] = [];
      for await (const diagnosis of examine(env, NO_ENV_FILE)) all.push(diagnosis);
      return all;
    },
  };
}

type Scene = Awaited<ReturnType<typeof open>>;

test('says of everything that is well that it is, and sends nothing', async (context) => {
  const scene = await open(context);
  await scene.withDatabase((sql) => createStore(sql).totals());
  const all = await scene.examine();
  expect(all.filter(({ state }) => state !== 'well')).toEqual([]);
  expect(new Set(all.map(({ part }) => part)).size).toBe(7);
  const said = JSON.stringify(all);
  expect(said).toMatch(
    /with a JSON schema, in \d+\.\d s, [1-9]\d* tokens a summary, about \$0\.\d+ an edition of 5/,
  );
  expect(said).toContain('client_id=');
  expect(said).not.toContain(SECRET);
  expect([scene.discord.messages(defaultChannelId), scene.slack.messages(SLACK_CHANNEL)]).toEqual([[], []]);
  expect(scene.model.requests).toHaveLength(1);
  expect([...scene.discord.rejections, ...scene.slack.rejections]).toEqual([]);
});

test('says that what is not configured is off', async (context) => {
  const scene = await open(context);
  for (const name of Object.keys(scene.env)) {
    if (/^(?:DISCORD|SLACK|OPENAI|SUBSCRIBE)/.test(name)) delete scene.env[name];
  }
  const all = await scene.examine();
  expect(all.filter(({ state }) => state === 'off').map(({ part }) => part)).toEqual([
    'model',
    'Discord',
    'Slack',
  ]);
  expect(all.filter(({ state }) => state === 'ill')).toEqual([]);
});

/** Breaks one thing; the part that has to be ill, and what is said of it. */
type Case = readonly [name: string, breaks: (scene: Scene) => unknown, part: string, says: RegExp];

const CASES: readonly Case[] = [
  ['a mistake in the environment', ({ env }) => (env.DIGEST_AT = '25:00'), 'configuration', /DIGEST_AT/],
  ['a misspelt name', ({ env }) => (env.DIGEST_CONUT = '3'), 'configuration', /DIGEST_CONUT.*DIGEST_COUNT/],
  [
    'a database in a file instead of a folder',
    async ({ env, folder }) => {
      await writeFile(join(folder, 'file'), '');
      env.DATABASE_URL = `file:${join(folder, 'file', 'paperboy.db')}`;
    },
    'database',
    /DATABASE_URL/,
  ],
  [
    'a file that is no database',
    ({ database }) => writeFile(database, 'x'.repeat(5_000)),
    'database',
    /not a database/,
  ],
  [
    'a database of a newer version',
    ({ withDatabase }) =>
      withDatabase((sql) => sql.query('INSERT INTO schema_version (version) VALUES (999)')),
    'database',
    /schema 999/,
  ],
  ['a clock that is set', ({ env }) => (env.NOW = new Date().toISOString()), 'clock', /NOW/],
  [
    'a server of papers that refuses',
    ({ faults }) => (faults.papers = { status: 404, body: '' }),
    'papers',
    /404/,
  ],
  [
    'a token that Hugging Face refuses',
    ({ env, faults }) => {
      env.HF_TOKEN = 'hf_made_up';
      faults.papers = { status: 401, body: '' };
    },
    'papers',
    /401.*HF_TOKEN/,
  ],
  [
    'a list that is no list',
    ({ faults }) => (faults.papers = { status: 200, body: '<html>' }),
    'papers',
    /JSON/,
  ],
  ['no model server', ({ env }) => (env.OPENAI_BASE_URL = 'http://127.0.0.1:9/v1'), 'model', /reached/],
  [
    'a wrong key',
    ({ faults }) => (faults.model = errorReply(401, 'Incorrect API key')),
    'model',
    /OPENAI_API_KEY/,
  ],
  [
    'a model that does not exist',
    ({ faults }) => (faults.model = errorReply(404, 'The model `m` does not exist', 'model_not_found')),
    'model',
    /OPENAI_MODEL/,
  ],
  [
    'an account without credit',
    ({ faults }) => (faults.model = errorReply(429, 'quota', 'insufficient_quota')),
    'model',
    /credit/,
  ],
  [
    'a web page in place of the model',
    ({ faults }) => (faults.model = { status: 200, body: '<html>' }),
    'model',
    /\/v1/,
  ],
  [
    'a context that is too small',
    ({ faults }) => (faults.model = answer({ prompt_tokens: 512, completion_tokens: 100 })),
    'model',
    /context/,
  ],
  [
    'a wrong token for Discord',
    ({ env }) => (env.DISCORD_TOKEN = 'wrong-token-1234567'),
    'Discord',
    /DISCORD_TOKEN/,
  ],
  ['no Discord', ({ env }) => (env.DISCORD_API_URL = 'http://127.0.0.1:9/api'), 'Discord', /DISCORD_API_URL/],
  [
    'a server in which the bot is not',
    ({ env }) => (env.DISCORD_GUILD_ID = '200000000000000009'),
    'Discord',
    /DISCORD_GUILD_ID/,
  ],
  [
    'a channel without permissions',
    ({ discord }) => discord.setMissing(defaultChannelId, ['EmbedLinks']),
    'Discord',
    new RegExp(`${defaultChannelId}.*링크`),
  ],
  [
    'a Discord channel that does not exist',
    ({ env }) => (env.SUBSCRIBE = 'discord:300000000000000009'),
    'Discord',
    /300000000000000009/,
  ],
  [
    'no log-ins left',
    ({ discord }) => {
      discord.fault = ({ path }) =>
        path.endsWith('/gateway/bot')
          ? {
              kind: 'status',
              status: 200,
              body: {
                url: '',
                shards: 1,
                session_start_limit: { total: 1, remaining: 0, reset_after: 60_000, max_concurrency: 1 },
              },
            }
          : undefined;
    },
    'Discord',
    /log-ins/,
  ],
  [
    'a wrong bot token for Slack',
    ({ env }) => (env.SLACK_BOT_TOKEN = 'xoxb-wrong'),
    'Slack',
    /SLACK_BOT_TOKEN/,
  ],
  ['a wrong app-level token', ({ env }) => (env.SLACK_APP_TOKEN = 'xapp-wrong'), 'Slack', /SLACK_APP_TOKEN/],
  [
    'a scope that is missing',
    ({ slack }) => slack.scopes.delete('reactions:write'),
    'Slack',
    /reactions:write.*manifest/,
  ],
  [
    'a Slack channel without the bot',
    ({ env }) => (env.SUBSCRIBE = 'slack:C0OUTSIDE'),
    'Slack',
    /C0OUTSIDE.*invite/,
  ],
  ['no Slack', ({ env }) => (env.SLACK_API_URL = 'http://127.0.0.1:9/api'), 'Slack', /SLACK_API_URL/],
];

describe.concurrent('names what is broken, and nothing else', () => {
  test.for(CASES)('%s', async ([_name, breaks, part, says], context) => {
    const scene = await open(context);
    await breaks(scene);
    const found = (await scene.examine()).filter(({ state }) => state === 'ill');
    expect(found.map((each) => each.part)).toEqual([part]);
    expect(found.map(({ what, todo }) => `${what} ${todo}`).join()).toMatch(says);
    for (const secret of [SECRET, scene.discord.token, scene.slack.botToken]) {
      expect(JSON.stringify(found)).not.toContain(secret);
    }
  });
});

test('looks at the channels that are subscribed, by their own settings', async (context) => {
  const scene = await open(context);
  delete scene.env.SUBSCRIBE;
  await scene.withDatabase(async (sql) => {
    const store = createStore(sql);
    const place = { platform: 'discord', workspace: '', channel: defaultChannelId };
    await store.subscribe(place, { ...SETTINGS, layout: 'thread' }, Date.now());
  });
  scene.discord.setMissing(defaultChannelId, ['CreatePublicThreads']);
  const found = (await scene.examine()).filter(({ state }) => state === 'ill');
  expect(found).toMatchObject([{ part: 'Discord', todo: expect.stringContaining('스레드') }]);
});
