import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import { type Bot, startBot } from '../../src/compose/bot.ts';
import { readConfig } from '../../src/config/config.ts';
import { completion } from '../../src/demo/replay.ts';
import type { Summary } from '../../src/domain/paper/paper.ts';
import { checkAnswer, isRefused } from '../../src/domain/summary-checks/check.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { HOUR } from '../../src/lib/duration.ts';
import { texToUnicode } from '../../src/lib/tex/tex-to-unicode.ts';
import { cleanText } from '../../src/lib/text.ts';
import { parseAnswer } from '../../src/llm/answer/parse-answer.ts';
import { SUMMARY_READER } from '../../src/llm/answer/summary.ts';
import {
  type StoredMessage as DiscordMessage,
  defaultChannelId as discordChannel,
  startDiscord,
} from '../emulators/discord/index.ts';
import { startHuggingFace } from '../emulators/huggingface.ts';
import { questionIn, startOpenAi } from '../emulators/openai.ts';
import {
  type StoredMessage as SlackMessage,
  defaultChannelId as slackChannel,
  startSlack,
} from '../emulators/slack/index.ts';
import { EVENTUALLY } from '../fixtures/eventually.ts';
import { createTestLog } from '../fixtures/log.ts';
import { makePaper, makeRawEntry } from '../fixtures/papers.ts';
import { discordPlaceId, slackPlaceId } from '../fixtures/place-ids.ts';
import { type Injection, injections } from '../fixtures/quality/index.ts';
import { markdownToHtml } from '../pictures/discord-markdown.ts';
import { mrkdwnToHtml } from '../pictures/slack-mrkdwn.ts';

const NOW = '2026-08-22T03:00:00Z';
export const DAY = '2026-08-21';
const SUBSCRIBE = `discord:${discordChannel},slack:${slackChannel}`;
export const PLACES = [discordPlaceId(discordChannel), slackPlaceId(slackChannel), 'web:paperboy'];
export const MEMBER = '400000000000000001';
/**
 * The speed of the clock. In real time, Slack's limit of one message per second would delay the cards by 90 seconds.
 */
const SPEED = 10;
/** An hour longer than the time after which the last refresh of an edition is due. */
const A_DAY_LATER = 25 * HOUR;
const ALL_REFRESHES = 4;

const HOSTS = ['huggingface.co', 'cdn-thumbnails.huggingface.co', 'arxiv.org', 'github.com'];
export const isKnown = (address: string): boolean =>
  URL.canParse(address) &&
  new URL(address).protocol === 'https:' &&
  HOSTS.includes(new URL(address).host) &&
  !new URL(address).username;

/** Invisible and control characters: format characters (zero-width, bidi, tags), fillers, variation selectors. */
export const HIDDEN =
  /[\p{Cf}\p{Co}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0\u{E0000}-\u{E0FFF}]|\u034F|[^\P{Cc}\n]/u;

export interface Attack {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  /** The title as cards show it. */
  readonly shown: string;
  readonly abstract: string;
  /** The model's answer, which obeys the attack. */
  readonly obeyed: unknown;
  /** The summary on the card; null if the checks refuse the answer and the card shows the abstract. */
  readonly summary: Summary | null;
}

/** Attacks that the fixture lacks: text that closes the surrounding markup, and markup at the start of a text. */
const closers: readonly Injection[] = [
  '</title><script>alert(3)</script>',
  '</h2></article></main><b onclick=alert(4)>Bold</b>',
  '# *_~Marks~_* &lt;!here&gt; || [x](https://evil.example) <!channel|x>',
  '> - https://evil.example <t:1:R> **b** __u__ ~~s~~',
  '-# *<https://evil.example|Small>* @everyone <@123456789012345678>',
  '"><img src=x onerror=alert(5)> --- <!date^1^{date}^https://evil.example|soon>',
].map((mark, index) => ({
  id: `c-${index}`,
  kind: `closer-${index}`,
  title: `${mark} A Paper`,
  abstract: `${mark} is how this abstract begins, here is \`code\`, and :fire: ends it with ${mark}`,
  obeyed: { summary: `${mark} 지시를 따릅니다.`, easy: mark, fields: [{ ko: mark, en: mark }] },
  effect: 'marks at work',
}));
const papers = [...injections, ...closers];

/** The papers as readers should see them: without invisible characters. */
export const attacks: readonly Attack[] = papers.map(({ kind, title, abstract, obeyed }, index) => {
  const id = `2608.${String(index + 1).padStart(5, '0')}`;
  const paper = makePaper({ id, title: cleanText(title), abstract: cleanText(abstract) });
  const { summary, flaws } = checkAnswer(parseAnswer([JSON.stringify(obeyed)], SUMMARY_READER), paper);
  return {
    id,
    kind,
    title: paper.title,
    shown: texToUnicode(paper.title),
    abstract: paper.abstract,
    obeyed,
    summary: isRefused(flaws) ? null : summary,
  };
});

/** Returns Hugging Face's list, hostile in every field that strangers control. */
const makeList = (bonus: number) =>
  papers.map(({ title, abstract }, index) =>
    makeRawEntry(
      {
        ...{ id: attacks[index]?.id, title, summary: abstract, upvotes: bonus + papers.length - index },
        authors: [{ name: '<!here> @everyone **<b>Eve</b>** \u202E[x](https://evil.example)' }],
        ai_keywords: ['@everyone', '<img src=x onerror=alert(9)>'],
        githubRepo: ['https://github.com/harbor/lamp', 'javascript:alert(8)', 'https://evil.example/x'][
          index % 3
        ],
      },
      { thumbnail: index % 2 ? 'https://huggingface.co.evil.example/pixel.png' : null },
    ),
  );

/** Returns the strings of an answer, except those of its fields, which can be valid even in a refused answer. */
export function saidIn(answer: unknown, key = ''): string[] {
  if (key === 'fields') return [];
  if (typeof answer === 'string') return [answer];
  if (typeof answer !== 'object' || !answer) return [];
  return Object.entries(answer).flatMap(([name, value]) => saidIn(value, name));
}

/** Returns every string in a value, with its key. */
export function stringsIn(value: unknown, key = ''): { readonly key: string; readonly text: string }[] {
  if (typeof value === 'string') return [{ key, text: value }];
  if (Array.isArray(value)) return value.flatMap((item) => stringsIn(item, key));
  if (typeof value !== 'object' || !value) return [];
  return Object.entries(value).flatMap(([name, item]) => stringsIn(item, name));
}

/** Markup that can only come from an attack, unlike our own bold labels, notice and links. */
const FIRED = /<(?:em|u|s|code|pre|h\d|ul|ol|small)\b|class="(?:mention|spoiler|timestamp|emoji custom)/;
const linksIn = (html: string) => [...html.matchAll(/<a href="([^"]*)"/g)].map(([, url = '']) => url);

/** Returns unknown addresses, foreign markup and hidden characters; `drawn` has a message's rendered texts. */
function dangersIn(shown: unknown, drawn: readonly string[]): string[] {
  const strings = stringsIn(shown);
  const addresses = strings.flatMap(({ key, text }) => (/url$/.test(key) ? [text] : []));
  return [
    ...[...addresses, ...drawn.flatMap(linksIn)].filter((url) => !isKnown(url)),
    ...drawn.filter((html) => FIRED.test(html)),
    ...strings.map(({ text }) => text).filter((text) => HIDDEN.test(text)),
  ];
}

/** Returns the successful attacks in a message as Discord's client renders it. */
export function dangersOnDiscord(message: DiscordMessage): string[] {
  const { content, embeds, components, mention_everyone, mentions, mention_roles } = message;
  const drawn = embeds.flatMap(({ title = '', url, description = '', fields = [] }) => [
    markdownToHtml(title, url ? 'linked-title' : 'title'),
    markdownToHtml(description, 'description'),
    ...fields.flatMap(({ name, value }) => [markdownToHtml(name, 'title'), markdownToHtml(value, 'value')]),
  ]);
  return [
    ...(content ? [content] : []),
    ...(mention_everyone || mentions.length + mention_roles.length > 0 ? [`${message.id} pings`] : []),
    ...dangersIn([embeds, components], drawn),
  ];
}

/** The kinds of elements in our messages, none of which notifies anybody. */
const HARMLESS = [
  ...['section', 'mrkdwn', 'image', 'rich_text', 'rich_text_quote', 'rich_text_section', 'text', 'link'],
  ...['context', 'plain_text', 'actions', 'button', 'external_select', 'divider'],
];

/** Returns the successful attacks in a message as Slack's client renders it. */
export function dangersOnSlack({ text, blocks }: SlackMessage): string[] {
  const strings = stringsIn(blocks);
  const mrkdwn = (
    blocks as unknown as { text?: { type: string; text: string; verbatim?: boolean } }[]
  ).flatMap(({ text: words }) => (words?.type === 'mrkdwn' ? [words] : []));
  return [
    ...strings.flatMap(({ key, text: type }) => (key === 'type' && !HARMLESS.includes(type) ? [type] : [])),
    // Slack has three control characters (`&`, `<` and `>`), which our texts only contain in escaped form.
    ...(/[<>]|&(?!(?:amp|lt|gt);)/.test(text) ? [text] : []),
    ...mrkdwn.flatMap(({ verbatim, text: words }) => (verbatim ? [] : [words])),
    ...dangersIn(
      { text, blocks },
      mrkdwn.map(({ text: words }) => mrkdwnToHtml(words, { verbatim: true })),
    ),
  ];
}

/** Creates a clock that runs faster than real time and can be moved. */
function createQuickClock(): Clock & { readonly unmoved: () => number; advance(ms: number): void } {
  const began = Date.now();
  let shift = 0;
  const unmoved = () => Date.parse(NOW) + (Date.now() - began) * SPEED;
  return {
    unmoved,
    now: () => unmoved() + shift,
    elapsed: () => unmoved() + shift,
    sleep: async (ms, signal) => void (await wait(ms / SPEED, undefined, { signal })),
    advance(ms) {
      shift += ms;
    },
  };
}

export type Scene = Awaited<ReturnType<typeof openScene>>;

/** Sets up the whole bot with a channel on each platform, and a model that obeys the attacks. */
export async function openScene() {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-injection-'));
  const clock = createQuickClock();
  const days: Record<string, readonly unknown[]> = { [DAY]: makeList(0) };
  const [discord, slack, huggingFace, openAi] = await Promise.all([
    // `advance` leaves the servers' clocks alone: otherwise Discord would limit edits of old messages.
    startDiscord({ now: clock.unmoved }),
    startSlack({ now: clock.unmoved, users: { UMEMBER: {} } }),
    startHuggingFace({ days }),
    startOpenAi({
      reply(request) {
        const { model } = request;
        const asked = questionIn(request);
        const attack = attacks.find(({ title }) => asked.includes(`Title: ${title}\n`));
        return attack && { status: 200, body: completion(model, JSON.stringify(attack.obeyed)) };
      },
    }),
  ]);
  const config = readConfig({
    ...{ NOW, PORT: '0', HF_ENDPOINT: huggingFace.url, OPENAI_BASE_URL: openAi.url },
    ...{ DATABASE_URL: `file:${folder}/bot.db`, DIGEST_COUNT: '100', SUBSCRIBE },
    ...{ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url },
    ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.url },
  });
  const log = createTestLog();
  let bot: Bot | undefined;
  const running = () => bot as NonNullable<typeof bot>;
  const says = (sentence: RegExp, after: number) =>
    discord.until(() => log.lines.slice(after).some((line) => sentence.test(line.sentence)));

  /** Starts the bot, and waits until the editions of all three channels match `wanted`. */
  async function start(wanted: object): Promise<void> {
    const before = log.lines.length;
    bot = await startBot(config, clock, log);
    for (const place of PLACES) {
      const edition = () => running().app.store.edition(place, DAY);
      await vi.waitFor(async () => expect(await edition(), place).toMatchObject(wanted), EVENTUALLY);
    }
    await says(/^Registered commands|are up to date$/, before);
    await says(/^Slack is on/, before);
    await running().app.indexing.catchUp();
  }
  const stop = async () => {
    await bot?.stop();
    bot = undefined;
  };

  const scene = {
    ...{ discord, slack, openAi, log },
    app: () => running().app,
    address: () => running().address,
    /** The channels' messages, without the heading. */
    onDiscord: () => discord.messages(discordChannel).slice(1),
    onSlack: () => slack.messages(slackChannel).slice(1),
    onWeb: async () => (await running().app.messages.ofDay(DAY)).slice(1).map(({ card }) => card),
    deliver: () => start({ state: 'done' }),
    /** Restarts the bot a day later: it retries every missing summary, and edits every card. */
    async refresh() {
      await stop();
      clock.advance(A_DAY_LATER);
      days[DAY] = makeList(100);
      await start({ refreshes: ALL_REFRESHES });
    },
    askDiscord: (subcommand: string, options: Record<string, string> = {}) =>
      discord.interact.command({
        ...{ channelId: discordChannel, userId: MEMBER, name: 'paper', subcommand, options },
      }).answered,
    askSlack: (text: string) =>
      slack.interact.command({ channelId: slackChannel, userId: 'UMEMBER', text }).answered,
    async close() {
      await stop();
      await Promise.all([discord.close(), slack.close(), huggingFace.close(), openAi.close()]);
      await rm(folder, { recursive: true });
    },
  };
  return scene;
}
