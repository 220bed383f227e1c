import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { answerCard } from '../../src/cards/build-card.ts';
import { listItems } from '../../src/cards/list-items.ts';
import { createHighlighter } from '../../src/domain/search/highlights/highlighter.ts';
import { commandWording } from '../../src/i18n/ko/command.ts';
import { searchWording } from '../../src/i18n/ko/search.ts';
import { replyToDiscord } from '../../src/render/discord.ts';
import { replyToSlack } from '../../src/render/slack.ts';
import { makePaper, makeSummary } from '../fixtures/papers.ts';
import { listedPapers } from '../fixtures/search/index.ts';
import { type DiscordMessage, messagesToHtml } from './discord.ts';
import { shootHtml } from './shoot.ts';
import { messagesToHtml as slackToHtml } from './slack.ts';

/** Takes the pictures of a list in docs/features.md: `node test/pictures/lists.ts [FOLDER]`. */
const folder = process.argv[2] ?? '.github';
const NOW = '2026-08-22T03:00:00Z';
const QUERY = '이미지 생성';

// The longest and the shortest titles, and one paper without a summary.
const highlight = createHighlighter(QUERY);
const found = listedPapers
  .filter(({ title, summary }) => highlight(title).length > 0 && highlight(summary).length > 0)
  .toSorted((a, b) => b.title.length - a.title.length);
const shown = [...found.slice(0, 2), ...found.slice(-2)];
const abstract = 'We study image generation from text that describes several objects at once. '.repeat(5);
const entries = shown.map(({ id, title, upvotes, summary, easy, fields }, index) => ({
  paper: makePaper({ id, title, upvotes, abstract, keywords: [] }),
  summary: index === 3 ? null : makeSummary({ summary, easy, fields }),
}));
const list = {
  ...answerCard(searchWording.title(QUERY, []), [
    {
      name: 'text',
      label: '',
      text: `${searchWording.results(entries.length)} · ${searchWording.sorts.relevance}`,
    },
  ]),
  items: listItems(entries, 1, () => undefined, highlight),
};
const buttons = [{ label: commandWording.share, line: '/paper search share:yes' }];
const answer = { cards: [list], buttons };

await mkdir(folder, { recursive: true });
const author = { username: '논문배달' };
const asked = { interaction: { name: '논문', user: { username: '하린' } } };
const message = { author, timestamp: NOW, flags: 64, ...asked, ...replyToDiscord(answer) } as DiscordMessage;
await shootHtml(messagesToHtml([message], { theme: 'dark' }), join(folder, 'discord-list.png'), {
  width: 720,
});
const post = { ...author, ts: String(Date.parse(NOW) / 1_000), ephemeral: true, ...replyToSlack(answer) };
await shootHtml(slackToHtml([post], { theme: 'light' }), join(folder, 'slack-list.png'), {
  width: 720,
  theme: 'light',
});
