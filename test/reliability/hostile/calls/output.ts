import * as alert from '../../../../src/cards/alert-card.ts';
import * as cards from '../../../../src/cards/build-card.ts';
import { listItems } from '../../../../src/cards/list-items.ts';
import { mentionSections } from '../../../../src/cards/mention-sections.ts';
import * as pause from '../../../../src/cards/pause-card.ts';
import { publishingSection } from '../../../../src/cards/publishing-section.ts';
import type { Reply } from '../../../../src/command/invocation.ts';
import type { ListItem } from '../../../../src/domain/card/card.ts';
import { createHighlighter } from '../../../../src/domain/search/highlights/highlighter.ts';
import type { Subscription } from '../../../../src/domain/subscription/subscription.ts';
import { parseJson } from '../../../../src/lib/network/parse-json.ts';
import { findFalseClaims } from '../../../../src/llm/claims.ts';
import * as prompt from '../../../../src/llm/prompt.ts';
import { paperToBibtex } from '../../../../src/render/bibtex.ts';
import * as discord from '../../../../src/render/discord.ts';
import { escapeDiscord } from '../../../../src/render/discord-text.ts';
import * as panel from '../../../../src/render/forms/discord-panel.ts';
import * as form from '../../../../src/render/forms/slack-form.ts';
import { homeToSlack } from '../../../../src/render/forms/slack-home.ts';
import * as html from '../../../../src/render/html.ts';
import * as template from '../../../../src/render/html-template.ts';
import { cardsToJson } from '../../../../src/render/json.ts';
import { itemsToDiscord } from '../../../../src/render/lists/discord-list.ts';
import { itemsToHtml } from '../../../../src/render/lists/html-list.ts';
import { itemToSlack, itemToText } from '../../../../src/render/lists/slack-list.ts';
import { cardsToMarkdown } from '../../../../src/render/markdown.ts';
import { breakReferences } from '../../../../src/render/references.ts';
import * as slack from '../../../../src/render/slack.ts';
import { plainText } from '../../../../src/render/slack-block.ts';
import * as slackText from '../../../../src/render/slack-text.ts';
import { summaryReport } from '../../../../src/render/summary-report.ts';
import * as terminal from '../../../../src/render/terminal.ts';
import { createHuggingFace } from '../../../../src/sources/huggingface.ts';
import { createTestLog } from '../../../fixtures/log.ts';
import { makePaper, makeRawEntry, makeSummary, ONE_REQUEST } from '../../../fixtures/papers.ts';
import { SETTINGS } from '../../../fixtures/settings.ts';
import { hostileCard, hostilePaper, hostileSummary } from '../hostile-card.ts';
import type { Calls } from '../registry.ts';

const entryOf = (text: string) => ({ paper: hostilePaper(text), summary: hostileSummary(text) });
const replyOf = (text: string): Reply => ({
  cards: [hostileCard(text), hostileCard(text)],
  buttons: [{ label: text, line: text }],
});
const rankedOf = (text: string) => [
  { paper: hostilePaper(text), votes: { up: 1, down: 0 }, upvotes: 1 } as never,
];
const DAYS = { from: '2026-08-15', to: '2026-08-21' } as const;
const itemsOf = (text: string) =>
  listItems([entryOf(text)], 1, () => undefined, createHighlighter('등대 LoRA'));
/** An item whose texts are as long as this one, highlighted at every second character. */
function longItem(text: string): ListItem {
  const highlights = Array.from(
    { length: Math.floor(text.length / 2) },
    (_, at) => [2 * at, 2 * at + 1] as const,
  );
  const highlighted = { text, highlights };
  const command = { label: text, command: 'show', values: { paper: text } };
  const url = 'https://huggingface.co/papers/1';
  return {
    paperId: text,
    number: 1,
    title: highlighted,
    url,
    label: text,
    sentence: highlighted,
    details: highlighted,
    command,
  };
}
const EPISODE = { since: 0, wellSince: 60_000 } as never;

const claimsOf = (quote: string) =>
  JSON.stringify({
    claims: Array.from({ length: 20 }, () => ({ sentence: 1, verdict: 'contradicted', quote, wrong: quote })),
  });
const ask = async (text: string) => ({ kind: 'text', text, texts: [text], usage: {} }) as never;

/** Reads a list, and one paper, with this text in every place. */
function readList(text: string): Promise<unknown> {
  const raw = makeRawEntry(
    {
      ...{ title: text, summary: text, githubRepo: text, ai_keywords: [text] },
      authors: [{ name: text }],
    },
    { thumbnail: text },
  );
  const invalid = makeRawEntry({ id: text });
  const body = JSON.stringify([raw, invalid]);
  const http = { getText: async () => body, findText: async () => body };
  const options = { endpoint: 'https://huggingface.co', token: undefined };
  return createHuggingFace({ http, log: createTestLog() }, options).listDay('2026-08-21');
}

const pausedWith = (text: string): Subscription => ({
  place: { platform: 'slack', workspace: text, channel: text },
  settings: SETTINGS,
  createdAt: 0,
  subscribedBy: text,
  state: 'paused',
  reason: text,
  pause: {
    ...{ since: 0, cause: text, endsAt: null, retryAt: 0 },
    ...{ toldAt: null, tellInReply: false, alertedAt: null },
  },
});

export const outputCalls: Calls = {
  'cards/alert-card.ts alertCard': [(text) => alert.alertCard(EPISODE, { store: text, [text]: text })],
  'cards/build-card.ts answerCard': [(text) => cards.answerCard(text, [])],
  'cards/build-card.ts bestCard': [
    (text) =>
      cards.bestCard('2026-08-22', DAYS, rankedOf(text), (id) => `https://huggingface.co/papers/${id}`),
  ],
  'cards/build-card.ts lateCard': [(text) => cards.lateCard(hostileCard(text))],
  'cards/build-card.ts paperCard': [(text) => cards.paperCard(entryOf(text), null, 'for-good')],
  'cards/build-card.ts withListedTitle': [
    (text) => cards.withListedTitle(hostileCard(text), hostilePaper(text)),
  ],
  'cards/pause-card.ts pausedCard': [(text) => pause.pausedCard(pausedWith(text))],
  'cards/pause-card.ts pausedPlacesCard': [(text) => pause.pausedPlacesCard([pausedWith(text)])],
  'cards/build-card.ts plainHeading': [(text) => cards.plainHeading(hostileCard(text))],
  'cards/build-card.ts postCard': [(text) => cards.postCard(hostileCard(text), '2026-08-21', 1, 1)],
  'cards/build-card.ts rankedSections': [(text) => cards.rankedSections(rankedOf(text))],
  'cards/build-card.ts recognisable': [(text) => cards.recognisable(text, text)],
  'cards/list-items.ts listItems': [(text) => itemsOf(text)],
  'lib/network/parse-json.ts parseJson': [
    (text) => parseJson(text, { bytes: 1e9, depth: 1e9, values: 1e9 }),
    (text) => parseJson(JSON.stringify(text), { bytes: 1e9, depth: 1e9, values: 1e9 }),
  ],
  'llm/claims.ts findFalseClaims': [
    (text) =>
      findFalseClaims(
        () => ask(claimsOf(text.slice(0, 500))),
        { ...makePaper({ abstract: text }), summary: makeSummary() },
        'x',
      ),
    (text) =>
      findFalseClaims(() => ask(claimsOf(text)), { ...makePaper(), summary: hostileSummary(text) }, 'x'),
    (text) => findFalseClaims(() => ask(text), { ...makePaper(), summary: makeSummary() }, 'x'),
  ],
  'llm/prompt.ts repairPrompt': [(text) => prompt.repairPrompt(text, [{ message: text }])],
  'llm/prompt.ts summaryPrompt': [(text) => prompt.summaryPrompt({ title: text, abstract: text }, 'x')],
  'render/lists/discord-list.ts itemsToDiscord': [(text) => itemsToDiscord([longItem(text)], 2_000)],
  'render/discord-text.ts escapeDiscord': [escapeDiscord],
  'cards/mention-sections.ts mentionSections': [(text) => mentionSections({ mention: text })],
  'cards/publishing-section.ts publishingSection': [
    (text) => publishingSection({ publish: 'on' }, true, { publishing: 'over', publishProblem: text }, []),
  ],
  'render/discord.ts cardToDiscord': [(text) => discord.cardToDiscord(hostileCard(text))],
  'render/discord.ts mentionedRole': [
    (text) => discord.mentionedRole({ ...hostileCard(text), kind: 'heading', mention: text }),
  ],
  'render/discord.ts replyToDiscord': [(text) => discord.replyToDiscord(replyOf(text))],
  'render/lists/html-list.ts itemsToHtml': [(text) => String(itemsToHtml([longItem(text)]))],
  'render/html-template.ts html': [(text) => String(template.html`<p title="${text}">${text}</p>`)],
  'render/html-template.ts joinHtml': [(text) => String(template.joinHtml([template.html`${text}`]))],
  'render/bibtex.ts paperToBibtex': [
    (text) => paperToBibtex({ id: '2608.00001', title: text, authors: [text] }),
  ],
  'render/html-template.ts trustedHtml': [(text) => String(template.trustedHtml(text))],
  'render/html.ts cardToHtml': [(text) => String(html.cardToHtml(hostileCard(text)))],
  'render/html.ts cardsToHtmlDocument': [(text) => html.cardsToHtmlDocument(text, [hostileCard(text)], '')],
  'render/json.ts cardsToJson': [(text) => cardsToJson('2026-08-21', [hostileCard(text)])],
  'render/markdown.ts cardsToMarkdown': [(text) => cardsToMarkdown([hostileCard(text)])],
  'render/references.ts breakReferences': [breakReferences],
  'render/lists/slack-list.ts itemToSlack': [(text) => itemToSlack(longItem(text))],
  'render/lists/slack-list.ts itemToText': [(text) => itemToText(longItem(text))],
  'render/slack-text.ts escapeSlack': [slackText.escapeSlack],
  'render/slack-text.ts fromSlackValue': [slackText.fromSlackValue],
  'render/slack-text.ts toSlackValue': [slackText.toSlackValue],
  'render/slack-text.ts typedFromSlack': [slackText.typedFromSlack],
  'cards/build-card.ts summarizeCommands': [(text) => cards.summarizeCommands(hostilePaper(text), 'not-yet')],
  'render/forms/discord-panel.ts panelToDiscord': [
    (text) =>
      panel.panelToDiscord({ isSubscribed: true, typed: { weekdays: text, best: text } }, [
        { label: text, line: text },
      ]),
  ],
  'render/forms/discord-panel.ts inputsToDiscord': [
    (text) => panel.inputsToDiscord([text, 'words'], { words: text, [text]: text }),
  ],
  'render/forms/slack-home.ts homeToSlack': [
    (text) => homeToSlack([{ channel: text, state: text, settings: text, next: text }]),
  ],
  'render/forms/slack-form.ts formToSlack': [
    (text) =>
      form.formToSlack({ isSubscribed: true, typed: { words: text, fields: text, zone: text } }, text, text),
  ],
  'render/forms/slack-form.ts noticeToSlack': [form.noticeToSlack],
  'render/forms/slack-form.ts replyToModal': [(text) => form.replyToModal(replyOf(text))],
  'render/forms/slack-form.ts typedInForm': [
    (text) =>
      form.typedInForm({
        [text]: { [text]: { value: text } },
        fields: { it: { selected_options: [{ value: text }] } },
      }),
  ],
  'render/slack-block.ts plainText': [plainText],
  'render/slack.ts cardToSlack': [(text) => slack.cardToSlack(hostileCard(text))],
  'render/slack.ts replyToSlack': [(text) => slack.replyToSlack(replyOf(text))],
  'render/summary-report.ts summaryReport': [
    (text) =>
      summaryReport(hostilePaper(text), {
        ...hostileSummary(text),
        ...{ model: text, promptVersion: '3', work: ONE_REQUEST },
      }),
  ],
  'render/terminal.ts cardToTerminal': [(text) => terminal.cardToTerminal(hostileCard(text))],
  'render/terminal.ts columns': [terminal.columns],
  'render/terminal.ts wrap': [(text) => terminal.wrap(text, 80)],
  'sources/huggingface.ts createHuggingFace': [readList],
};
