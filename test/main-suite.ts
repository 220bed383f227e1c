import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startHuggingFace } from './emulators/huggingface.ts';
import { startOpenAi } from './emulators/openai.ts';
import { EVENTUALLY } from './fixtures/eventually.ts';
import { makeRawEntry } from './fixtures/papers.ts';
import type { Speed } from './fixtures/sample.ts';

const DAY = '2026-08-21';
const NOW = '2026-08-22T03:00:00Z';
const entries = [1, 2, 3, 4, 5].map((number) =>
  makeRawEntry({ id: `2608.0000${number}`, title: `Paper number ${number}`, upvotes: 50 - number }),
);
const summary = {
  summary:
    '에이전트가 긴 과제에서 길을 잃는 문제를 다룹니다. 계획을 작은 단계로 나누어 확인하는 방법을 제안하고, 여러 벤치마크에서 성능이 올랐습니다.',
  easy: '큰일을 잘게 나누어 하나씩 확인하며 나아가는 방법입니다. 여행 일정을 하루씩 점검하는 것과 같습니다.',
  fields: [{ ko: 'AI 에이전트', en: 'AI Agents' }],
};
const byTitle = Object.fromEntries(entries.map(({ paper }) => [paper.title, summary]));

const NODE = [process.execPath, 'src/main.ts'] as const;
const NPM_START = ['npm', 'start'] as const;

/** Tests the real program in its own processes: `quick` kills and restarts `npm start`; `deep` runs the rest. */
export function describeProgram(speed: Speed): void {
  let folder: string;
  let huggingFace: Awaited<ReturnType<typeof startHuggingFace>>;
  const running = new Set<ChildProcess>();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paperboy-main-'));
    huggingFace = await startHuggingFace({ days: { [DAY]: entries } });
  });

  afterEach(async () => {
    for (const child of running) await kill(child);
    running.clear();
    await huggingFace.close();
    await rm(folder, { recursive: true, force: true });
  });

  const exitOf = async (child: ChildProcess): Promise<number | null> => {
    if (isRunning(child)) await once(child, 'exit');
    return child.exitCode;
  };
  /** Kills a program and the processes that it started. */
  const kill = async (child: ChildProcess): Promise<void> => {
    if (isRunning(child) && child.pid) process.kill(-child.pid, 'SIGKILL');
    await exitOf(child);
  };
  const isRunning = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null;

  /** Starts the real program in its own process; resolves when its page is available. */
  async function startProgram(
    env: Record<string, string> = {},
    [command, ...args]: readonly [string, ...string[]] = NODE,
  ) {
    const child = spawn(command, args, {
      // The process has its own group, so that a kill also ends the processes that npm starts.
      detached: true,
      env: {
        PATH: process.env.PATH,
        NOW,
        PORT: '0',
        HF_ENDPOINT: huggingFace.url,
        DATABASE_URL: `file:${folder}/bot.db`,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    let log = '';
    const address = await new Promise<string>((resolve, reject) => {
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        log += text;
        const opened = log.match(/"address":"(http:[^"]+)"/)?.[1];
        if (opened) resolve(opened);
      });
      child.once('exit', (code) => reject(new Error(`exited with ${code}: ${log}`)));
    });
    return { child, address, log: () => log };
  }

  /** Resolves with the ids of the papers on the day's page, in order, once there are at least `enough`. */
  async function waitForCards(address: string, enough: number): Promise<string[]> {
    // Polls, because an open page only checks for messages of other processes at long intervals.
    return vi.waitUntil(async () => {
      const cards = await cardsOf(address);
      return cards.length >= enough ? cards : false;
    }, EVENTUALLY);
  }

  async function cardsOf(address: string): Promise<string[]> {
    const html = await (await fetch(`${address}/days/${DAY}`)).text();
    return [...html.matchAll(/data-paper="([^"]+)"/g)].map(([, id]) => id as string);
  }

  const ALL = entries.map(({ paper }) => paper.id);

  if (speed === 'quick') {
    test('npm start, killed in the middle of an edition and started again, posts every card once and stops on SIGTERM', async () => {
      let held = true;
      const openAi = await startOpenAi({
        byTitle,
        reply: ({ messages }) =>
          held && messages.some(({ content }) => /Paper number [345]/.test(content))
            ? new Promise(() => {})
            : undefined,
      });
      const first = await startProgram({ OPENAI_BASE_URL: openAi.url }, NPM_START);
      expect(await waitForCards(first.address, 2)).toEqual(ALL.slice(0, 2));
      await kill(first.child);

      held = false;
      const second = await startProgram({ OPENAI_BASE_URL: openAi.url }, NPM_START);
      expect(await waitForCards(second.address, 5)).toEqual(ALL);
      const asked = openAi.requests.filter(({ messages }) =>
        messages.some(({ content }) => /Paper number [12]$/m.test(content)),
      );
      expect(asked).toHaveLength(2);
      second.child.kill('SIGTERM');
      expect(await exitOf(second.child)).toBe(0);
      await openAi.close();
    });
  } else {
    test('without any key says what to set, and delivers with abstracts', async () => {
      const { address, log } = await startProgram({ SLACK_TOKEN: 'xoxb-hunter2-hunter2' });
      expect(await waitForCards(address, 5)).toEqual(ALL);
      expect(log()).toContain('OPENAI_API_KEY');
      // Somebody else might use this name.
      expect(log()).toMatch(
        /"name":"SLACK_TOKEN","setting":"SLACK_BOT_TOKEN","msg":"Unknown environment variable/,
      );
      expect(log()).not.toContain('hunter2');
      expect(await (await fetch(`${address}/days/${DAY}`)).text()).toContain(
        '한국어 요약을 만들 모델이 설정되지 않아',
      );
    });

    test('stops cleanly on SIGTERM, in the middle of an edition and with a page open', async () => {
      const asked = Promise.withResolvers<void>();
      const openAi = await startOpenAi({
        byTitle,
        reply: () => {
          asked.resolve();
          return new Promise(() => {});
        },
      });
      const { child, address } = await startProgram({ OPENAI_BASE_URL: openAi.url });
      await fetch(`${address}/events?after=0`);
      await asked.promise;
      child.kill('SIGTERM');
      expect(await exitOf(child)).toBe(0);
      await openAi.close();
    });

    test('started again on the same day posts nothing and makes no requests', async () => {
      const openAi = await startOpenAi({ byTitle });
      const first = await startProgram({ OPENAI_BASE_URL: openAi.url });
      await waitForCards(first.address, 5);
      first.child.kill('SIGTERM');
      await exitOf(first.child);
      const calls = openAi.requests.length;

      const second = await startProgram({ OPENAI_BASE_URL: openAi.url });
      await fetch(`${second.address}/healthz`);
      expect(await cardsOf(second.address)).toEqual(ALL);
      expect(openAi.requests).toHaveLength(calls);
      await openAi.close();
    });

    test('in two processes over one database posts every card once', async () => {
      const openAi = await startOpenAi({ byTitle });
      const [first, second] = await Promise.all([
        startProgram({ OPENAI_BASE_URL: openAi.url }),
        startProgram({ OPENAI_BASE_URL: openAi.url }),
      ]);
      expect(await waitForCards(first.address, 5)).toEqual(ALL);
      expect(await cardsOf(second.address)).toEqual(ALL);
      await openAi.close();
    });

    test('with an invalid database file exits with 2 and says so', async () => {
      await writeFile(`${folder}/bot.db`, 'not a database, but long enough to look like one '.repeat(50));
      await expect(startProgram()).rejects.toThrow(/exited with 2: [\s\S]*DATABASE_URL cannot be opened/);
    });

    test('8: with mistakes in .env and in the environment exits with 2 and names them all, with their lines', async () => {
      await writeFile(`${folder}/.env`, '\uFEFFDISCORD_TOKN=hunter2\r\nPORT=80a\r\nHOST="::1\r\n');
      const child = spawn(process.execPath, [resolve('src/main.ts')], {
        cwd: folder,
        env: {
          PATH: process.env.PATH,
          SLACK_BOT_TOKEN: 'xapp-hunter2',
          OPENAI_BASE_URL: 'http://a:1/v1/chat/completions',
        },
      });
      let output = '';
      child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
      await once(child, 'close');
      expect(child.exitCode).toBe(2);
      for (const start of [
        '.env line 1 begins with a byte order mark',
        'DISCORD_TOKN (.env line 1) is unknown',
        'PORT (.env line 2) must be a port',
        'HOST (.env line 3) begins with a quotation mark',
        'SLACK_BOT_TOKEN holds a Slack app-level token',
        'OPENAI_BASE_URL must be the address',
      ]) {
        expect(output).toContain(`\n- ${start}`);
      }
      expect(output).not.toContain('hunter2');
    });

    test('with errors in the environment exits with 2 and names them all, without the secret', async () => {
      const child = spawn(process.execPath, ['src/main.ts'], {
        env: {
          PATH: process.env.PATH,
          OPENAI_API_KEY: 'sk-secret',
          PORT: 'x',
          DIGEST_AT: '25:00',
          DIGEST_TIME_ZONE: 'KST',
        },
      });
      let output = '';
      child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
      await once(child, 'close');
      expect(child.exitCode).toBe(2);
      for (const name of ['PORT', 'DIGEST_AT', 'DIGEST_TIME_ZONE']) expect(output).toContain(name);
      expect(output).not.toContain('sk-secret');
    });
  }
}
