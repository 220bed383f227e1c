import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Routes } from 'discord.js';
import { Keyv } from 'keyv';
import { COMMANDS } from '../../../commands/index.ts';
import { paperCard } from '../../../src/cards/build-card.ts';
import { complete } from '../../../src/command/completion.ts';
import { NO_COMPLETION_DATA } from '../../../src/command/completion-data.ts';
import { parseCommandLine } from '../../../src/command/parse-line.ts';
import { toDocument } from '../../../src/domain/search/document.ts';
import { planSearch } from '../../../src/domain/search/query.ts';
import { createOpenAi } from '../../../src/llm/openai.ts';
import { createDiscordCall } from '../../../src/platforms/discord/api/call.ts';
import { createRest } from '../../../src/platforms/discord/api/client.ts';
import { createSlackCall } from '../../../src/platforms/slack/api/call.ts';
import { parseBody } from '../../../src/platforms/slack/listener/http/parse-body.ts';
import { cardToDiscord } from '../../../src/render/discord.ts';
import { cardsToMarkdown } from '../../../src/render/markdown.ts';
import { cardToSlack } from '../../../src/render/slack.ts';
import { createHttp } from '../../../src/sources/http.ts';
import { createHuggingFace } from '../../../src/sources/huggingface.ts';
import type { Row } from '../../bench/row.ts';
import { createTestClock } from '../../fixtures/clock.ts';
import { createTestLog } from '../../fixtures/log.ts';
import { directFetch, directNetwork, makeDirectRequest } from '../../fixtures/network.ts';
import { COMPLETIONS, LISTS, RESPONSES } from './answers.ts';
import { hostilePaper } from './hostile-card.ts';
import { type EventLoopResult, toEventLoopRow } from './rows.ts';
import { type HostileText, TEXTS } from './texts.ts';

const DAY = '2026-08-21';
/** The maximum lengths of a title and an abstract (sources/huggingface.ts), and of what a member can type at once. */
const TITLE = 1_000;
const ABSTRACT = 5_000;
const TYPED = 16_000;
const RUNS = 3;
const MEGABYTE = 1_000_000;
const PARSES = 5;

/** One hostile input, and what reads it. */
interface Input {
  readonly name: string;
  readonly read: () => unknown;
}

const cpu = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};

/** Returns the longest CPU time of this thread between two turns of its event loop, in milliseconds. */
async function longestTurn(read: () => unknown): Promise<number> {
  let isDone = false;
  let longest = 0;
  let last = cpu();
  const watch = async () => {
    while (!isDone) {
      await setImmediate();
      const now = cpu();
      longest = Math.max(longest, now - last);
      last = now;
    }
  };
  const watching = watch();
  try {
    await read();
  } catch {
    // Most inputs are refused.
  }
  isDone = true;
  await watching;
  return longest;
}

/** S2: what servers send, read by the real clients. */
function sentInputs(url: string): Input[] {
  const http = createHttp({ clock: createTestClock(), log: createTestLog(), network: directNetwork });
  const pathOf = (kind: string, name: string) => `${url}/${kind}/${encodeURIComponent(name)}`;
  const { signal } = new AbortController();
  return [
    ...Object.keys(LISTS).map((name) => ({
      name: `list of ${name}`,
      read: () =>
        createHuggingFace(
          { http, log: createTestLog() },
          { endpoint: pathOf('lists', name), token: undefined },
        ).listDay(DAY),
    })),
    ...Object.keys(RESPONSES).flatMap((name) => {
      const rest = createRest(
        'token',
        `${pathOf('responses', name)}/api`,
        (_signal, send) => send(),
        makeDirectRequest,
      );
      const discord = createDiscordCall({ rest, clock: createTestClock(), signal });
      const slack = createSlackCall('token', `${pathOf('responses', name)}/api/`, signal, directFetch);
      return [
        { name: `Discord's ${name}`, read: () => discord('GET', Routes.user(), { attempts: 1 }) },
        { name: `Slack's ${name}`, read: () => slack('auth.test', {}) },
      ];
    }),
  ];
}

/** S1: what a model answers about an ordinary and about a hostile paper. */
function answerInputs(url: string, texts: readonly HostileText[]): Input[] {
  const names = Object.keys(COMPLETIONS).filter(
    (name) => !/ \d+$/.test(name) || texts.some((text) => name.startsWith(`${text.name} `)),
  );
  return names.map((name) => ({
    name: `answer of ${name}`,
    read: () => {
      const text = TEXTS.find((each) => name.startsWith(`${each.name} `)) ?? TEXTS[0];
      const paper = { ...hostilePaper(text?.make(ABSTRACT) ?? ''), title: text?.make(TITLE) ?? '' };
      const options = {
        ...{ apiKey: undefined, model: 'm', timeoutMs: 60_000, claimCheck: null },
        baseUrl: `${url}/completions/${encodeURIComponent(name)}/v1`,
      };
      const deps = { clock: createTestClock(), log: createTestLog(), network: directNetwork };
      return createOpenAi(
        { ...deps, cache: new Keyv(), onUsage: () => {}, random: () => 0 },
        options,
      ).summarize(paper);
    },
  }));
}

/** S10: what anybody who knows the address sends in HTTP mode. */
const formInputs: readonly Input[] = ['0&', 'a=1&', '%', '='].map((part) => {
  let field = 0;
  const text = part
    .repeat(MEGABYTE / part.length)
    .replaceAll('0&', () => `${field++}&`)
    .slice(0, MEGABYTE);
  return {
    name: `form of ${part}`,
    read: () => parseBody(text, 'application/x-www-form-urlencoded'),
  };
});

/** S12 and S1: what a member types, and what becomes of a hostile paper. */
const localInputs = (texts: readonly HostileText[]): Input[] =>
  texts.flatMap(({ name, make }) => {
    const typed = make(TYPED);
    const paper = { ...hostilePaper(make(ABSTRACT)), title: make(TITLE) };
    const card = paperCard({ paper, summary: null }, DAY, 'for-good');
    return [
      ...COMMANDS.flatMap((command) =>
        Object.keys(command.options).map((option) => ({
          name: `completion of ${command.name} ${option} with ${name}`,
          read: () => complete(COMMANDS, command.name, option, typed, NO_COMPLETION_DATA),
        })),
      ),
      {
        name: `line of ${name}`,
        read: () => parseCommandLine(`/paper search ${typed.slice(0, 2_000)}`, COMMANDS),
      },
      { name: `query of ${name}`, read: () => planSearch(typed) },
      { name: `index of ${name}`, read: () => toDocument({ paper, summary: null, day: DAY }) },
      { name: `Discord card of ${name}`, read: () => cardToDiscord(card) },
      { name: `Slack card of ${name}`, read: () => cardToSlack(card) },
      { name: `digest of ${name}`, read: () => cardsToMarkdown([card]) },
    ];
  });

/** Reads each hostile input, and measures how long it holds the event loop: the least of three runs counts. */
export async function measureEventLoop(texts: readonly HostileText[] = TEXTS): Promise<EventLoopResult> {
  const server = new Worker(new URL('server.ts', import.meta.url));
  const [port] = await once(server, 'message');
  const url = `http://127.0.0.1:${port}`;
  const inputs = [...sentInputs(url), ...answerInputs(url, texts), ...formInputs, ...localInputs(texts)];
  let longest = { name: '', ms: 0 };
  for (const { name, read } of inputs) {
    let ms = Number.POSITIVE_INFINITY;
    for (let run = 0; run < RUNS && ms > longest.ms; run += 1) ms = Math.min(ms, await longestTurn(read));
    if (ms > longest.ms) longest = { name, ms };
  }
  await server.terminate();
  return { inputs: inputs.length, longest, parseMs: measureParsing() };
}

/** Returns the CPU time of parsing the response that takes longest, and of nothing else, in milliseconds. */
function measureParsing(): number {
  const response = RESPONSES['as many different keys as Discord may send']?.() ?? '';
  const times = Array.from({ length: PARSES }, () => {
    const from = cpu();
    JSON.parse(response);
    return cpu() - from;
  });
  return Math.min(...times);
}

/** Measures the longest time that one input holds the event loop. Prints which input that is. */
export async function benchEventLoop(): Promise<Row> {
  const result = await measureEventLoop();
  process.stderr.write(`The event loop was held longest by: ${result.longest.name}\n`);
  return toEventLoopRow(result);
}
