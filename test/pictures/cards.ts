import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { headingCard, paperCard } from '../../src/cards/build-card.ts';
import { answerLists, startReplay } from '../../src/demo/replay.ts';
import sampleDay from '../../src/demo/sample-day.json' with { type: 'json' };
import sampleSummaries from '../../src/demo/sample-summaries.json' with { type: 'json' };
import type { Card } from '../../src/domain/card/card.ts';
import type { Paper, Summary } from '../../src/domain/paper/paper.ts';
import { cardToDiscord, replyToDiscord } from '../../src/render/discord.ts';
import { cardToSlack, replyToSlack } from '../../src/render/slack.ts';
import { createHttp } from '../../src/sources/http.ts';
import { createHuggingFace } from '../../src/sources/huggingface.ts';
import { createTestClock } from '../fixtures/clock.ts';
import { createTestLog } from '../fixtures/log.ts';
import { directNetwork } from '../fixtures/network.ts';
import { recordedDays } from '../needs.ts';
import { type DiscordMessage, messagesToHtml } from './discord.ts';
import { shootHtml } from './shoot.ts';
import { type SlackPost, messagesToHtml as slackToHtml } from './slack.ts';

/** Takes screenshots of cards as Discord and Slack show them, for review: `node test/pictures/cards.ts [FOLDER]`. */
const folder = process.argv[2] ?? '/tmp/paperboy-cards';
const DAY = '2026-08-21';
const SLACK_TS = Date.parse(`${DAY}T03:00:00Z`) / 1_000;
const summaries: Readonly<Record<string, Summary>> = sampleSummaries;

function toMessage(card: Card, index: number): DiscordMessage {
  const initialReactions = ['👍', '👎'].map((name) => ({ emoji: { name }, count: 1, me: true }));
  return {
    author: { username: '논문배달' },
    timestamp: `${DAY}T03:00:${String(index).padStart(2, '0')}Z`,
    ...cardToDiscord(card),
    ...(card.paperId ? { reactions: initialReactions } : {}),
  } as DiscordMessage;
}

const shoot = (name: string, messages: readonly DiscordMessage[], theme: 'dark' | 'light' = 'dark') =>
  shootHtml(messagesToHtml(messages, { theme }), join(folder, `${name}.png`), { width: 720, theme });

function toPost(card: Card, index: number): SlackPost {
  const initialReactions = ['+1', '-1'].map((name) => ({ name, count: 1, users: ['U0PAPERBOY'] }));
  const reactions = card.paperId ? { reactions: initialReactions } : {};
  return { username: '논문배달', ts: String(SLACK_TS + index), ...cardToSlack(card), ...reactions };
}

const shootSlack = (name: string, posts: readonly SlackPost[], theme: 'dark' | 'light' = 'light') =>
  shootHtml(slackToHtml(posts, { theme }), join(folder, `slack-${name}.png`), { width: 720, theme });

async function readPapers(list: readonly unknown[]): Promise<Paper[]> {
  const replay = await startReplay(answerLists({ [DAY]: list }));
  const log = createTestLog();
  const http = createHttp({ network: directNetwork, clock: createTestClock(), log });
  const source = createHuggingFace({ http, log }, { endpoint: replay.url, token: undefined });
  const papers = await source.listDay(DAY);
  await replay.close();
  return papers;
}

const sample = (await readPapers(sampleDay)).sort((a, b) => b.upvotes - a.upvotes);
const cardOf = (paper: Paper, summary: Summary | null = null) =>
  paperCard({ paper, summary }, DAY, 'not-yet');
const edition = [
  headingCard(DAY, sample.length, 5),
  ...sample.slice(0, 5).map((paper) => cardOf(paper, summaries[paper.id] ?? null)),
];
await shoot('edition', edition.slice(0, 2).map(toMessage));
await shoot('edition-light', edition.slice(0, 2).map(toMessage), 'light');
await shootSlack('edition', edition.map(toPost));
await shootSlack('edition-light', edition.slice(0, 2).map(toPost));
await shootSlack('edition-dark', edition.slice(0, 2).map(toPost), 'dark');
const answer = (cards: readonly Card[], lines: readonly string[]): DiscordMessage =>
  ({
    author: { username: '논문배달' },
    timestamp: `${DAY}T03:05:00Z`,
    flags: 64,
    interaction: { name: '논문', user: { username: '하린' } },
    ...replyToDiscord({ cards, buttons: lines.map((label) => ({ label, line: '/paper today' })) }),
  }) as DiscordMessage;
await shoot('today', [answer(edition, ['이전', '다음'])]);
const today = replyToSlack({
  cards: edition,
  buttons: ['이전', '다음'].map((label) => ({ label, line: '/paper today' })),
});
await shootSlack('today', [{ username: '논문배달', ts: String(SLACK_TS), ephemeral: true, ...today }]);

const [first] = sample as [Paper];
const formula = { ...first, title: String.raw`SpectraWeave: An $\mathcal{O}(n\log n)$ Neural Operator` };
const withFormula = cardOf(formula, summaries[first.id] ?? null);
await shoot('mathematics', [toMessage(withFormula, 1)]);
await shootSlack('mathematics', [toPost(withFormula, 1)]);

const lists = recordedDays().map((file): unknown[] => JSON.parse(readFileSync(file, 'utf8')));
const recorded = (await Promise.all(lists.map(readPapers))).flat();
if (recorded.length > 0) {
  const size = (paper: Paper) => paper.title.length * 10 + paper.abstract.length;
  const bySize = recorded.toSorted((a, b) => size(a) - size(b));
  await shoot('longest', [toMessage(cardOf(bySize.at(-1) as Paper), 1)]);
  await shoot('shortest', [toMessage(cardOf(bySize[0] as Paper), 1)]);
  await shootSlack('longest', [toPost(cardOf(bySize.at(-1) as Paper), 1)]);
  await shootSlack('shortest', [toPost(cardOf(bySize[0] as Paper), 1)]);
}
process.stdout.write(`The pictures are in ${folder}\n`);
