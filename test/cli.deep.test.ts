import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, type TestContext, test } from 'vitest';
import { USAGES } from '../src/cli/usage.ts';
import type { Summary } from '../src/domain/paper/paper.ts';
import { cardWording } from '../src/i18n/ko/card.ts';
import { columns } from '../src/render/terminal.ts';
import { openSqlite } from '../src/store/sqlite/driver.ts';
import { createMessageLog } from '../src/store/tables/message-log.ts';
import { type HuggingFaceOptions, startHuggingFace } from './emulators/huggingface.ts';
import { errorReply, type OpenAiServerOptions, startOpenAi } from './emulators/openai.ts';
import { DIGEST_DAY, digestEntries, digestList, digestMarkdown, digestSummaries } from './fixtures/digest.ts';
import { makeRawEntry } from './fixtures/papers.ts';
import { HAS_SHARED_DATA, SHARED_DATA } from './needs.ts';

const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
const NOW = '2026-08-22T03:00:00Z';
const HF_TOKEN = 'hf_made_up_token_1234567890';
const OPENAI_API_KEY = 'sk-made-up-key-1234567890';
const FULL = { days: { [DIGEST_DAY]: digestList } };
const DIGEST = ['digest', '--day', DIGEST_DAY];

type Env = Record<string, string>;

/** Starts the CLI in a folder without a `.env` file. */
const startCli = (folder: string, args: readonly string[], env: Env) =>
  spawn(process.execPath, [CLI, ...args], { cwd: folder, env, timeout: 120_000 });

async function outcomeOf(child: ReturnType<typeof startCli>) {
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code: code as number | null, stdout, stderr };
}

/** Creates a temporary folder, and loopback servers that the CLI uses; without `models`, it uses no model server. */
async function open(
  { onTestFinished }: TestContext,
  lists: Partial<HuggingFaceOptions> = {},
  models?: OpenAiServerOptions,
) {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-cli-'));
  const hub = await startHuggingFace({ days: {}, ...lists });
  const model = await startOpenAi(models ?? {});
  onTestFinished(async () => {
    await Promise.all([hub.close(), model.close(), rm(folder, { recursive: true, force: true })]);
  });
  const database = join(folder, 'paperboy.db');
  const environment = {
    NOW,
    NODE_COMPILE_CACHE: join(tmpdir(), 'paperboy-compile-cache'),
    HF_ENDPOINT: hub.url,
    DATABASE_URL: `file:${database}`,
    ...(models ? { OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'test-model' } : {}),
  };
  return {
    ...{ folder, hub, model },
    /** Reads the messages of the web channel. */
    async readMessages() {
      const sql = openSqlite(database);
      const messages = await createMessageLog(sql).after(0);
      await sql.close();
      return messages;
    },
    start: (args: readonly string[]) => startCli(folder, args, environment),
    run: (args: readonly string[], env: Env = {}) =>
      outcomeOf(startCli(folder, args, { ...environment, ...env })),
  };
}

describe.concurrent('summaries', () => {
  test('are explained on standard error, and standard output has only the digest', async (context) => {
    const { run } = await open(context, FULL, { byTitle: digestSummaries });
    const { code, stdout, stderr } = await run([...DIGEST, '--explain'], { LOG_LEVEL: 'silent' });
    expect([code, stdout]).toEqual([0, digestMarkdown]);
    const [entry] = digestEntries;
    expect(stderr).toContain(`${entry?.paper.id} ${entry?.paper.title}`);
    expect(stderr).toMatch(/test-model, prompt \d+, requests \d, tokens \d+\+\d+/);
    expect(stderr).toMatch(/refuse: length, .*number/s);
    expect(stderr).toMatch(/^ {2}warn length: summary는 180자에서/m);
    expect(Math.max(...stderr.split('\n').map(columns))).toBeLessThanOrEqual(80);
  });

  test('by another model are only replaced with --refresh', async (context) => {
    const { run, model } = await open(context, FULL, { byTitle: digestSummaries });
    await run(DIGEST);
    const asked = model.requests.length;
    expect(asked).toBeGreaterThan(0);
    await run(DIGEST, { OPENAI_MODEL: 'other-model' });
    expect(model.requests).toHaveLength(asked);
    const { code, stdout } = await run([...DIGEST, '--refresh'], { OPENAI_MODEL: 'other-model' });
    expect([code, stdout]).toEqual([0, digestMarkdown]);
    expect(model.requests).toHaveLength(2 * asked);
    await run([...DIGEST, '--refresh'], { OPENAI_MODEL: 'other-model' });
    expect(model.requests).toHaveLength(2 * asked);
  });
});

describe.concurrent('wrong usage causes exit code 2, an explanation and no requests', () => {
  test.for<[string, string[], string]>([
    ['no command', [], 'command'],
    ['an unknown command', ['deliver'], 'deliver'],
    ['no day', ['digest'], '--day'],
    ['a day without a value', ['digest', '--day'], '--day'],
    ['a day that does not exist', ['digest', '--day', '2026-02-30'], '--day'],
    ['a day in the future', ['digest', '--day', '2026-08-23'], 'future'],
    ['an unknown format', [...DIGEST, '--format', 'pdf'], '--format'],
    ['a format that every object has', [...DIGEST, '--format', 'toString'], '--format'],
    ['an unknown option', [...DIGEST, '--colour'], '--colour'],
    ['an extra word', [...DIGEST, 'please'], 'please'],
    ['a backup without a file name', ['backup'], 'FILE'],
    ['a backup with two file names', ['backup', 'a.db', 'b.db'], 'FILE'],
    ['a count of zero', [...DIGEST, '--count', '0'], '--count'],
  ])('%s', async ([_name, args, reason], context) => {
    const { run, hub } = await open(context, FULL);
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(reason);
    expect(stderr).toContain('Usage:');
    expect(hub.requests).toEqual([]);
  });

  test('a backup without a database, which is not created either', async (context) => {
    const { run, folder } = await open(context);
    const { code, stderr } = await run(['backup', 'copy.db']);
    expect(code).toBe(2);
    expect(stderr).toBe(`There is no database ${join(folder, 'paperboy.db')}: check DATABASE_URL.\n`);
    for (const name of ['copy.db', 'paperboy.db']) expect(existsSync(join(folder, name))).toBe(false);
  });

  test('an invalid environment: all mistakes at once, and no value that could be secret', async (context) => {
    const { run, hub } = await open(context, FULL);
    const wrong = {
      HF_ENDPOINT: 'huggingface',
      OPENAI_BASE_URL: OPENAI_API_KEY,
      DATABASE_URL: 'mysql://me:word@there/db',
      DIGEST_AT: '25:00',
      DIGEST_TIME_ZONE: 'Seoul',
      DIGEST_COUNT: 'five',
      SUBSCRIBE: 'letter:1',
      PORT: '99999',
      LOG_LEVEL: 'loud',
      NOW: 'noon',
    };
    const { code, stdout, stderr } = await run(DIGEST, { ...wrong, HF_TOKEN });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const name of Object.keys(wrong)) expect(stderr).toContain(name);
    for (const secret of [OPENAI_API_KEY, HF_TOKEN, 'word@']) expect(stderr).not.toContain(secret);
    expect(hub.requests).toEqual([]);
  });

  test('a file that cannot be written', async (context) => {
    const { run, folder } = await open(context, FULL);
    const { code, stdout, stderr } = await run([...DIGEST, '--out', join(folder, 'not', 'there.md')]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('--out');
  });
});

test.concurrent('backup says where the copy is and how large', async (context) => {
  const { run, folder } = await open(context, FULL);
  await run(DIGEST);
  const { code, stdout, stderr } = await run(['backup', 'copy.db']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [from, to] = ['paperboy.db', 'copy.db'].map((name) => join(folder, name));
  expect(stdout.replace(/\d+\.\d MB/, 'N MB')).toBe(`Copied ${from} to ${to} (N MB).\n`);
});

describe.concurrent('help', () => {
  test.for(['--help', '-h'])(
    '%s exits with 0 and prints the usage on standard output',
    async (help, context) => {
      const { run } = await open(context);
      const { code, stdout, stderr } = await run([help]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      for (const name of Object.keys(USAGES)) expect(stdout).toContain(`npm run ${name}`);
      expect(Math.max(...stdout.split('\n').map(columns))).toBeLessThanOrEqual(90);
    },
  );

  test.for(Object.keys(USAGES))('%s -h prints its own usage alone', async (name, context) => {
    const { run } = await open(context);
    const { code, stdout } = await run([name, '-h']);
    expect({ code, names: Array.from(stdout.matchAll(/npm run (\w+)/g), ([, each]) => each) }).toEqual({
      code: 0,
      names: [name],
    });
  });

  test('options that npm took for itself are explained', async (context) => {
    const { run, hub } = await open(context, FULL);
    // npm run digest --day 2026-08-21, and npm run demo --once.
    const day = await run(['digest', DIGEST_DAY]);
    expect(day).toMatchObject({ code: 2, stdout: '' });
    expect(day.stderr).toContain(`npm run digest -- --day ${DIGEST_DAY}\n`);
    const demo = await run(['demo'], { npm_config_once: 'true' });
    expect(demo).toMatchObject({ code: 2, stdout: '' });
    expect(demo.stderr).toContain('npm run demo -- --once');
    expect(hub.requests).toEqual([]);
  });
});

describe.concurrent('a day without a list causes exit code 3 and no output', () => {
  test.for([
    ['a weekday', '2026-08-20'],
    ['a Saturday', '2026-08-15'],
    ['today, which is not the future', '2026-08-22'],
  ] as const)('%s', async ([_name, day], context) => {
    const { run } = await open(context);
    const { code, stdout, stderr } = await run(['digest', '--day', day, '--post']);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(day);
  });
});

describe.concurrent('a failing upstream causes exit code 4 and no output, and is not mistaken for an empty day', () => {
  const body = (content: unknown, status = 200, headers = {}) => ({ status, headers, body: content });
  test.for([
    ['a list that is cut off', body(JSON.stringify(digestList).slice(0, -100))],
    ['an HTML page', body('<!doctype html><title>Back soon</title>')],
    ['an object', body({ error: 'Back soon' })],
    ['only broken entries', body([{}, { paper: {} }])],
    ['no such address', body('Not found', 404)],
    ['a rate limit that outlasts every deadline', body('busy', 429, { 'retry-after': '3600' })],
  ] as const)('%s', async ([_name, reply], context) => {
    const { run, folder } = await open(context, { ...FULL, reply: () => reply });
    const failed = await run([...DIGEST, '--out', join(folder, 'digest.md'), '--post']);
    expect(failed).toMatchObject({ code: 4, stdout: '' });
    expect(failed.stderr).not.toBe('');
    expect(existsSync(join(folder, 'digest.md'))).toBe(false);
  });

  test('and a later run succeeds', async (context) => {
    const answers = [body({})];
    const { run } = await open(context, { ...FULL, reply: () => answers.pop() });
    expect((await run(DIGEST)).code).toBe(4);
    expect((await run(DIGEST)).code).toBe(0);
  });
});

describe.concurrent('a digest', () => {
  test('is the only output on standard output, byte for byte as expected', async (context) => {
    const { run, readMessages } = await open(context, FULL, { byTitle: digestSummaries });
    const { code, stdout, stderr } = await run(DIGEST);
    expect(stdout).toBe(digestMarkdown);
    expect(code).toBe(0);
    // Without --post nothing is sent.
    expect(await readMessages()).toEqual([]);
    const levels = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).level);
    expect(new Set(levels)).toEqual(new Set(['info']));
  });

  test('is written to a file with --out, and nothing to standard output', async (context) => {
    const { run, folder } = await open(context, FULL, { byTitle: digestSummaries });
    const file = join(folder, 'digest.md');
    expect(await run([...DIGEST, '--out', file])).toMatchObject({ code: 0, stdout: '' });
    expect(await readFile(file, 'utf8')).toBe(digestMarkdown);
  });

  test('whose reader closes the pipe early is not a failure', async (context) => {
    const { start } = await open(context, FULL);
    const child = start(DIGEST);
    // `head` closes its pipe in the same way.
    child.stdout.destroy();
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect(stderr).not.toContain('EPIPE');
    expect(code).toBe(0);
  });

  test.for([
    ['a model that gives no summary', {}, 4],
    [
      'a model that gives some',
      { byTitle: Object.fromEntries(Object.entries(digestSummaries).slice(0, 1)) },
      0,
    ],
  ] as const)('of %s is written all the same', async ([_name, model, expected], context) => {
    const { run } = await open(context, FULL, model);
    const { code, stdout, stderr } = await run(DIGEST);
    expect(stdout).toContain(digestEntries[0]?.paper.title);
    expect(code).toBe(expected);
    expect(stderr.includes('The model gave no summary')).toBe(expected === 4);
  });

  test('in JSON can be read by a program', async (context) => {
    const { run } = await open(context, FULL, { byTitle: digestSummaries });
    const { day, cards } = JSON.parse((await run([...DIGEST, '--format', 'json'])).stdout);
    expect(day).toBe(DIGEST_DAY);
    expect(cards).toMatchObject(
      digestEntries.map(({ paper, summary }) => ({
        paperId: paper.id,
        title: { text: paper.title },
        sections: [{ text: summary.summary }, { text: summary.easy }, {}, { text: String(paper.upvotes) }],
      })),
    );
  });

  test('in HTML is one page that escapes its titles and needs no other file', async (context) => {
    const { run } = await open(context, FULL, { byTitle: digestSummaries });
    const { stdout } = await run([...DIGEST, '--format', 'html']);
    expect(stdout).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    expect(stdout.match(/<article /g)).toHaveLength(5);
    expect(stdout).toContain('Enough to &lt;think&gt; Before');
    expect(stdout).not.toMatch(/<script|<link/);
  });

  test('with --count has the papers with the most upvotes, and only they are summarised', async (context) => {
    const { run, model } = await open(context, FULL, { byTitle: digestSummaries });
    const { stdout } = await run([...DIGEST, '--count', '2']);
    expect(stdout).toBe(digestMarkdown.split('\n\n---\n\n').slice(0, 2).join('\n\n---\n\n'));
    expect(model.requests).toHaveLength(2);
  });

  test('omits withdrawn and invalid papers, and has a repeated paper once', async (context) => {
    const list = [
      ...digestList,
      makeRawEntry({ id: '2608.00106', title: 'Taken Back', withdrawnAt: '2026-08-20T09:00:00Z' }),
      makeRawEntry({ id: 2608.001, title: 'Broken' }),
      ...digestList.slice(0, 1),
    ];
    const { run } = await open(context, { days: { [DIGEST_DAY]: list } }, { byTitle: digestSummaries });
    expect((await run(DIGEST)).stdout).toBe(digestMarkdown);
  });

  test('without a model has the abstracts with the reason, and succeeds', async (context) => {
    const { run } = await open(context, FULL);
    const { code, stdout } = await run(DIGEST);
    expect(code).toBe(0);
    expect(stdout.split(`> ${cardWording.noSummarizer}`)).toHaveLength(6);
    for (const { paper } of digestEntries) expect(stdout).toContain(`**초록**:\n${paper.abstract}\n`);
    expect(stdout).not.toContain('**요약**');
  });

  test('is not stopped by a model that refuses two papers: five cards, three summaries', async (context) => {
    const refused = digestEntries.slice(1, 3).map(({ paper }) => paper.title);
    const { run } = await open(context, FULL, {
      byTitle: digestSummaries,
      reply: ({ messages }) =>
        messages.some(({ content }) => refused.some((title) => content.includes(title)))
          ? errorReply(400, 'No.')
          : undefined,
    });
    const { code, stdout } = await run(DIGEST);
    const cards = stdout.split('\n\n---\n\n');
    expect(code).toBe(0);
    expect(cards.map((card) => card.includes('**요약**'))).toEqual([true, false, false, true, true]);
    const honest = cards.map((card) => card.includes(`> ${cardWording.noSummaryForGood}`));
    expect(honest).toEqual([false, true, true, false, false]);
  });

  test('made a second time causes no model requests and is identical', async (context) => {
    const { run, model } = await open(context, FULL, { byTitle: digestSummaries });
    const first = await run(DIGEST);
    expect(model.requests).toHaveLength(digestEntries.length);
    const second = await run(DIGEST);
    expect(model.requests).toHaveLength(digestEntries.length);
    expect(second.stdout).toBe(first.stdout);
  });

  test('with --post puts the heading and every card into the channel once, however often it is run', async (context) => {
    const { run, readMessages, model } = await open(context, FULL, { byTitle: digestSummaries });
    for (let times = 0; times < 2; times += 1)
      expect(await run([...DIGEST, '--post'])).toMatchObject({ code: 0, stdout: digestMarkdown });

    const messages = await readMessages();
    expect(messages.map(({ card }) => card.paperId)).toEqual([
      null,
      ...digestEntries.map(({ paper }) => paper.id),
    ]);
    expect(messages[1]?.card.sections[0]?.text).toBe(digestEntries[0]?.summary.summary);
    expect(model.requests).toHaveLength(digestEntries.length);
  });
});

test.concurrent('no secret is printed, even if a server echoes it', async (context) => {
  const env = { HF_TOKEN, OPENAI_API_KEY, LOG_LEVEL: 'debug' };
  const answers = [
    { status: 401, body: `Invalid token ${HF_TOKEN}` },
    { status: 200, body: [makeRawEntry({ id: `not an id: ${HF_TOKEN}` }), ...digestList] },
  ];
  const { run, hub } = await open(
    context,
    { reply: () => answers.shift() },
    { reply: () => errorReply(401, `Incorrect API key provided: ${OPENAI_API_KEY}`, OPENAI_API_KEY) },
  );
  const results = [await run(DIGEST, env), await run(DIGEST, env)];
  // First there is no list; then the list, but no summary.
  expect(results.map(({ code }) => code)).toEqual([4, 4]);
  expect(hub.requests[0]?.headers.authorization).toContain(HF_TOKEN);
  for (const { stdout, stderr } of results) {
    expect(stdout + stderr).not.toContain(HF_TOKEN);
    expect(stdout + stderr).not.toContain(OPENAI_API_KEY);
  }
  // If there are fewer placeholders, the relevant lines were not written, and this test proves nothing.
  expect(results[1]?.stderr.match(/\[secret\]/g)?.length).toBeGreaterThanOrEqual(6);
});

describe.skipIf(!HAS_SHARED_DATA)('the reference digest (needs ../shared/data)', () => {
  test.concurrent('is reproduced from its own papers, votes and texts, byte for byte', async (context) => {
    const seed = await readFile(new URL('seed-2025-01-29.md', SHARED_DATA), 'utf8');
    const recorded: ReturnType<typeof makeRawEntry>[] = JSON.parse(
      await readFile(new URL('hf-days/2025-01-29.json', SHARED_DATA), 'utf8'),
    );
    const byTitle: Record<string, Summary> = {};
    // In the reference digest's order, because its votes are from another hour than the recorded list.
    const list = seed.split('\n\n---\n\n').map((block) => {
      const id = block.match(/papers\/([\d.]+)\.png/)?.[1];
      const part = (label: string) => block.match(new RegExp(`${label}\\**:\n(.*)`))?.[1] ?? '';
      byTitle[part('## 제목')] = {
        summary: part('요약'),
        easy: part('쉬운설명'),
        fields: [...part('관련분야').matchAll(/(?:^|, )(.*?)\((.*?)\)/g)].map(([, ko = '', en = '']) => ({
          ko,
          en,
        })),
      };
      const entry = recorded.find(({ paper }) => paper.id === id);
      return { ...entry, paper: { ...entry?.paper, upvotes: Number(part('추천수')) } };
    });
    const { run } = await open(context, { days: { '2025-01-29': list } }, { byTitle });
    expect((await run(['digest', '--day', '2025-01-29'])).stdout).toBe(seed);
  });
});
