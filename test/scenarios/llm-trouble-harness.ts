import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type TestContext, vi } from 'vitest';
import { type Bot, startBot } from '../../src/compose/bot.ts';
import { readConfig } from '../../src/config/config.ts';
import { completion, type Reply } from '../../src/demo/replay.ts';
import type { Summary } from '../../src/domain/paper/paper.ts';
import { placeToId, WEB_PLACE } from '../../src/domain/subscription/subscription.ts';
import { cardWording } from '../../src/i18n/ko/card.ts';
import { defaultChannelId, type StoredMessage, startDiscord } from '../emulators/discord/index.ts';
import { startHuggingFace } from '../emulators/huggingface.ts';
import type { ChatRequest } from '../emulators/openai.ts';
import { createMovableClock } from '../fixtures/clock.ts';
import { EVENTUALLY } from '../fixtures/eventually.ts';
import { createTestLog } from '../fixtures/log.ts';
import { makePaper, makeRawEntry, makeSummary } from '../fixtures/papers.ts';
import { discordPlaceId } from '../fixtures/place-ids.ts';

const DAY = '2026-08-21';
const PLACES = [placeToId(WEB_PLACE), discordPlaceId(defaultChannelId)];

/** A paper and its summary; both contain the paper's own number, so no card can be mistaken for another. */
export interface Told {
  readonly id: string;
  readonly title: string;
  readonly abstract: string;
  readonly upvotes: number;
  readonly good: Summary;
}

const tell = (number: number): Told => ({
  id: `2608.0000${number}`,
  title: `Lighthouse ${number}: Guiding Small Models Through Fog`,
  abstract: makePaper().abstract.replace('3 times', `${number} times`),
  upvotes: 50 - number,
  good: makeSummary({ summary: makeSummary().summary.replace('3번만', `${number}번만`) }),
});
/** The papers in the order of selection. */
export const PAPERS = [2, 3, 4, 5].map(tell);

const LIST = PAPERS.map(({ id, title, abstract, upvotes }) =>
  makeRawEntry({ id, title, summary: abstract, upvotes }),
);

/** A request as the model receives it. */
export interface Asked {
  readonly request: ChatRequest;
  readonly paper: Told;
  /** The index of the paper, from 0, so that a model can misbehave differently for each paper. */
  readonly index: number;
  readonly isRepair: boolean;
}

/** Returns the model's reply: undefined is a good answer, and a function writes the response itself. */
export type Way = (asked: Asked) => Reply | undefined | Promise<Reply> | ((response: ServerResponse) => void);

/** Returns a reply with this content, which costs a thousand tokens. */
export const says = (
  content: string | null,
  finish_reason = 'stop',
  message: Record<string, unknown> = {},
): Reply => ({
  status: 200,
  body: {
    ...completion('m', ''),
    choices: [{ index: 0, message: { role: 'assistant', content, ...message }, finish_reason }],
    usage: { prompt_tokens: 700, completion_tokens: 300, total_tokens: 1_000 },
  },
});

export const saysGood = ({ paper }: Asked): Reply => says(JSON.stringify(paper.good));

/** Starts a Chat Completions server that misbehaves according to `way`. */
async function startModel() {
  const model = { way: undefined as Way | undefined, asked: [] as Asked[], unexpected: [] as string[] };
  const server = createServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
    if (incoming.url === '/v1/models') return void response.writeHead(404).end();
    if (incoming.url !== '/v1/chat/completions') model.unexpected.push(incoming.url ?? '');
    const request: ChatRequest = JSON.parse(body);
    // Before the paper come examples, and after it what a repair is to mend.
    const contains = (title: string) => request.messages.findIndex(({ content }) => content.includes(title));
    // A probe of the server's health is about no paper.
    const found = PAPERS.findIndex(({ title }) => contains(title) >= 0);
    const isProbe = found < 0;
    const index = Math.max(found, 0);
    const paper = PAPERS[index] as Told;
    const asked = { request, paper, index, isRepair: contains(paper.title) < request.messages.length - 1 };
    if (!isProbe) model.asked.push(asked);
    const reply = (await model.way?.(asked)) ?? saysGood(asked);
    if (typeof reply === 'function') return reply(response);
    response.writeHead(reply?.status ?? 500, { 'content-type': 'application/json', ...reply?.headers });
    response.end(JSON.stringify(reply?.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(model, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

/** Sets up the whole bot with loopback servers and a misbehaving model, on a Saturday at noon in Seoul. */
export async function openScene(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  way: Way | undefined,
  env: Record<string, string> = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-trouble-'));
  const clock = createMovableClock('2026-08-22T03:00:00Z');
  const discord = await startDiscord({ now: clock.now });
  const huggingFace = await startHuggingFace({ days: { [DAY]: LIST } });
  const model = await startModel();
  model.way = way;
  const config = readConfig({
    ...{ PORT: '0', HF_ENDPOINT: huggingFace.url, DATABASE_URL: `file:${folder}/bot.db` },
    ...{ OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'm', SUBSCRIBE: `discord:${defaultChannelId}` },
    ...{ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url, ...env },
  });
  const log = createTestLog();
  let bot: Bot | undefined;
  const stop = async () => {
    const running = bot;
    bot = undefined;
    await running?.stop();
  };
  onTestFinished(async () => {
    await stop();
    await Promise.all([discord.close(), huggingFace.close(), model.close()]);
    await rm(folder, { recursive: true });
  });

  const store = () => (bot as Bot).app.store;
  const editions = () => Promise.all(PLACES.map((place) => store().edition(place, DAY)));
  const scene = {
    ...{ discord, model, log, store, advance: clock.advance },
    async start() {
      bot = await startBot(config, clock, log);
    },
    /** Stops the bot and restarts it `ms` later. */
    async restart(ms: number) {
      await stop();
      clock.advance(ms);
      await scene.start();
    },
    /** Waits until every place has its edition. */
    delivered: () =>
      vi.waitFor(async () => {
        for (const edition of await editions()) expect(edition?.state).toBe('done');
      }, EVENTUALLY),
    /** Waits until every place has had `steps` refreshes, and `missing` of its cards still lack a summary. */
    refreshed: (steps: number, missing = 0) =>
      vi.waitFor(async () => {
        for (const edition of await editions()) expect(edition).toMatchObject({ refreshes: steps, missing });
      }, EVENTUALLY),
    cards: () => discord.messages(defaultChannelId).map(readCard),
    ids: () => discord.messages(defaultChannelId).map(({ id }) => id),
    /** Checks that the servers rejected no requests and that no errors were logged. */
    isClean() {
      expect(discord.rejections).toEqual([]);
      expect(discord.refusals).toEqual([]);
      expect(model.unexpected).toEqual([]);
      expect(huggingFace.requests.map(({ url }) => url.pathname)).toEqual(
        huggingFace.requests.map(() => '/api/daily_papers'),
      );
      expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    },
  };
  return scene;
}

/** Returns the visible texts of a card, without escape characters, and whether the card was edited. */
function readCard({ content, embeds, edited_timestamp }: StoredMessage) {
  expect(content).toBe('');
  expect(embeds).toHaveLength(1);
  const { title, description, fields = [] } = embeds[0] ?? {};
  const texts = [title, description, ...fields.flatMap(({ name, value }) => [name, value])];
  return {
    texts: texts.map((text) => text?.replaceAll('\\', '')),
    isEdited: edited_timestamp !== null,
  };
}

const FIELD = '강화 학습(Reinforcement Learning)';
const tail = ({ upvotes }: Told) => [
  cardWording.labels.fields,
  FIELD,
  cardWording.labels.upvotes,
  String(upvotes),
];

/** Returns the expected card of a paper with its summary. */
export const right = (paper: Told, isEdited = false) => ({
  texts: [
    ...[paper.title, `**${cardWording.labels.summary}**\n${paper.good.summary}`],
    ...[cardWording.labels.easy, paper.good.easy, ...tail(paper)],
  ],
  isEdited,
});

/** Returns the expected card of a paper without a summary, which says so. */
export const honest = (paper: Told, line: string = cardWording.noSummary, isEdited = false) => ({
  texts: [paper.title, `> ${line}\n\n**${cardWording.labels.abstract}**\n${paper.abstract}`, ...tail(paper)],
  isEdited,
});

/** Returns the expected messages of the channel: the day's heading, then these cards. */
export const edition = (cards: readonly ReturnType<typeof readCard>[]) => [
  {
    texts: [cardWording.headingTitle(DAY), cardWording.headingText(PAPERS.length, cards.length)],
    isEdited: false,
  },
  ...cards,
];
