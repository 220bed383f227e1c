import type { Card, LinkButton, Section } from '../domain/card/card.ts';
import type { VoteCount } from '../domain/vote/vote.ts';
import { webPageWording } from '../i18n/ko/web-page.ts';
import { type Html, html, joinHtml, trustedHtml } from './html-template.ts';
import { itemsToHtml } from './lists/html-list.ts';

/** The votes shown on a card's buttons. */
export interface ShownVotes extends VoteCount {
  /** The reader's own vote; 0 if they have not voted. */
  readonly mine: 1 | -1 | 0;
}

/** Renders a card as an `<article>`, with vote buttons if `votes` is given. Escapes all text and addresses. */
export function cardToHtml(card: Card, votes: ShownVotes | null = null): Html {
  const { kind, paperId, title, thumbnail, notice, items = [], footer } = card;
  // The vote buttons show the counts, so a card with vote buttons does not need a section for them.
  const sections = card.sections.filter(({ name }) => name !== 'votes' || !votes);
  return html`<article class="card ${kind}"${paperId ? html` data-paper="${paperId}"` : ''}>
<div class="body">
${thumbnail ? thumbnailHtml(thumbnail, paperId ?? '') : ''}<h2>${titleHtml(title, kind)}</h2>
${notice ? html`<p class="notice">${notice}</p>\n` : ''}${sectionsHtml(sections)}${items.length > 0 ? itemsToHtml(items) : ''}${
  footer ? html`<p class="footer">${footer}</p>\n` : ''
}${actionsHtml(card, votes)}</div>
</article>`;
}

function titleHtml({ text, url }: Card['title'], kind: Card['kind']): Html {
  if (!url) return html`${text}`;
  return html`<a href="${url}"${kind === 'paper' ? html` lang="en"` : ''}>${text}</a>`;
}

/** Renders a picture. The style sheet draws a sheet of paper behind it, visible if the picture fails to load. */
function thumbnailHtml({ url, alt }: NonNullable<Card['thumbnail']>, paperId: string): Html {
  return html`<div class="thumbnail" data-id="${paperId}"><img src="${url}" alt="${alt}" width="1200" height="648" loading="lazy" decoding="async" referrerpolicy="no-referrer"></div>\n`;
}

function sectionsHtml(sections: readonly Section[]): Html | '' {
  return sections.length > 0 ? html`<dl>\n${joinHtml(sections.map(sectionHtml))}\n</dl>\n` : '';
}

function sectionHtml({ name, label, text, url }: Section): Html {
  const language = name === 'abstract' || name === 'link' ? html` lang="en"` : '';
  const term = label ? html`<dt>${label}</dt>` : '';
  const shown = url ? html`<a href="${url}">${text}</a>` : text;
  return html`<div class="${name}">${term}<dd${language}>${shown}</dd></div>`;
}

function actionsHtml({ paperId, buttons }: Card, votes: ShownVotes | null): Html | '' {
  if (buttons.length === 0 && !votes) return '';
  const form = votes && paperId ? voteForm(paperId, votes) : '';
  return html`<div class="actions">${buttons.map(linkHtml)}${form}</div>\n`;
}

function linkHtml({ name, label, url }: LinkButton): Html {
  return html`<a class="button ${name}" href="${url}">${label}</a>`;
}

function voteForm(paperId: string, { up, down, mine }: ShownVotes): Html {
  const button = (value: 1 | -1, emoji: string, label: string, count: number) =>
    html`<button name="value" value="${value}" aria-pressed="${String(mine === value)}" aria-label="${label} ${count}">${emoji} <span>${count}</span></button>`;
  return html`<form class="votes" method="post" action="/votes" data-failed="${webPageWording.voteFailed}"><input type="hidden" name="paper" value="${paperId}">${button(1, '👍', webPageWording.like, up)}${button(-1, '👎', webPageWording.dislike, down)}</form>`;
}

/** Renders cards as a complete HTML page without external style sheets or scripts, for `digest --format html`. */
export function cardsToHtmlDocument(title: string, cards: readonly Card[], style: string): string {
  const document = html`<!doctype html>
<html lang="ko">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
${trustedHtml(style)}</style>
<main class="digest">
<h1>${title}</h1>
${joinHtml(cards.map((card) => cardToHtml(card)))}
</main>
</html>`;
  return String(document);
}
