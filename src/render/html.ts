import type { Card, Section } from '../domain/card/card.ts';
import type { VoteCount } from '../domain/vote/vote.ts';
import { webPageWording } from '../i18n/ko/web-page.ts';

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (mark) => ENTITIES[mark] as string);

/** The votes below a card; `mine` is the reader's own. */
export interface ShownVotes extends VoteCount {
  readonly mine: 1 | -1 | 0;
}

/** A card as a piece of HTML. Nothing in it is trusted: every text and address is escaped. */
export function cardToHtml(card: Card, options: { readonly votes?: ShownVotes } = {}): string {
  const { kind, paperId, title, thumbnail, notice, buttons, footer } = card;
  // The buttons have the counts on them.
  const sections = card.sections.filter(({ name }) => name !== 'votes' || !options.votes);
  const english = kind === 'paper' ? ' lang="en"' : '';
  const heading = title.url
    ? `<a href="${escapeHtml(title.url)}"${english}>${escapeHtml(title.text)}</a>`
    : escapeHtml(title.text);
  return `<article class="card ${kind}"${paperId ? ` data-paper="${escapeHtml(paperId)}"` : ''}>
<div class="body">
${thumbnail ? thumbnailHtml(thumbnail, paperId) : ''}<h3>${heading}</h3>
${notice ? `<p class="notice">${escapeHtml(notice)}</p>\n` : ''}${sections.length > 0 ? `<dl>\n${sections.map(sectionToHtml).join('\n')}\n</dl>\n` : ''}${footer ? `<p class="footer">${escapeHtml(footer)}</p>\n` : ''}${buttons.length + (options.votes ? 1 : 0) > 0 ? `<div class="actions">${buttons.map(({ name, label, url }) => `<a class="button ${name}" href="${escapeHtml(url)}">${escapeHtml(label)}</a>`).join('')}${options.votes && paperId ? votesHtml(paperId, options.votes) : ''}</div>\n` : ''}</div>
</article>`;
}

/** The picture stands on a drawn page, which is what is seen when it cannot be loaded. */
function thumbnailHtml({ url, alt }: NonNullable<Card['thumbnail']>, paperId: string | null): string {
  return `<div class="thumbnail" data-id="${escapeHtml(paperId ?? '')}"><img src="${escapeHtml(url)}" alt="${escapeHtml(alt)}" width="1200" height="648" loading="lazy" decoding="async" referrerpolicy="no-referrer"></div>\n`;
}

function sectionToHtml({ name, label, text, url }: Section): string {
  const language = name === 'abstract' || name === 'link' ? ' lang="en"' : '';
  const term = label ? `<dt>${escapeHtml(label)}</dt>` : '';
  const shown = url ? `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>` : escapeHtml(text);
  return `<div class="${name}">${term}<dd${language}>${shown}</dd></div>`;
}

function votesHtml(paperId: string, { up, down, mine }: ShownVotes): string {
  const button = (value: 1 | -1, emoji: string, label: string, count: number) =>
    `<button name="value" value="${value}" aria-pressed="${mine === value}" aria-label="${label} ${count}">${emoji} <span>${count}</span></button>`;
  return `<form class="votes" method="post" action="/votes" data-failed="${webPageWording.voteFailed}"><input type="hidden" name="paper" value="${escapeHtml(paperId)}">${button(1, '👍', webPageWording.like, up)}${button(-1, '👎', webPageWording.dislike, down)}</form>`;
}

/** A whole page that needs nothing else: `digest --format html`. */
export function cardsToHtmlDocument(title: string, cards: readonly Card[], style: string): string {
  return `<!doctype html>
<html lang="ko">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
${style}</style>
<main class="digest">
<h1>${escapeHtml(title)}</h1>
${cards.map((card) => cardToHtml(card)).join('\n')}
</main>
</html>`;
}
