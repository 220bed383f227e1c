import type { Day } from '../../../domain/calendar/day.ts';
import type { Paper } from '../../../domain/paper/paper.ts';
import { cardWording } from '../../../i18n/ko/card.ts';
import { commonWording, koreanDay } from '../../../i18n/ko/common.ts';
import { webPageWording } from '../../../i18n/ko/web-page.ts';
import { texToUnicode } from '../../../lib/tex/tex-to-unicode.ts';
import { type Html, html, joinHtml } from '../../../render/html-template.ts';
import { layout } from './layout.ts';

/**
 * Renders the channel as a chat: oldest message at the top, command line at the bottom.
 * @param lastId the id of the message after which the page's event stream starts
 */
export function channelPage(
  messages: readonly Html[],
  lastId: number,
  olderDay: Day | null,
  url: string,
): string {
  const log =
    messages.length > 0 ? joinHtml(messages) : html`<p class="empty">${webPageWording.emptyChannel}</p>`;
  const older = olderDay
    ? html`<p class="older"><a href="/days/${olderDay}">${webPageWording.older(koreanDay(olderDay))}</a></p>`
    : '';
  return layout({
    title: commonWording.product,
    url,
    body: html`<main id="log" class="log" tabindex="-1" data-last="${lastId}" aria-label="${webPageWording.logLabel}">
<h1 class="hidden">${commonWording.product}</h1>
${older}${log}
</main>
<div id="answers" class="answers" role="status" aria-live="polite" aria-atomic="false" data-waiting="${webPageWording.waiting}"></div>
<p id="offline" class="offline" role="alert" data-lost="${webPageWording.lost}"></p>
<button id="fresh" class="fresh" type="button" hidden>${webPageWording.fresh}</button>
<form id="command" class="command" method="post" action="/commands" aria-label="${webPageWording.box}" data-failed="${webPageWording.noAnswer}">
<label for="line">${webPageWording.commandLabel}</label>
<input id="line" name="line" type="text" maxlength="200" autocomplete="off" autocapitalize="off" spellcheck="false" placeholder="${webPageWording.placeholder}" required>
<button type="submit">${webPageWording.send}</button>
</form>`,
  });
}

/** The list days before and after another one; null if there is none. */
export interface Neighbours {
  readonly before: Day | null;
  readonly after: Day | null;
}

/** Renders the permanent page of a list day: the messages of its edition, then the papers that were not posted. */
export function dayPage(
  day: Day,
  messages: readonly Html[],
  others: readonly Paper[],
  { before, after }: Neighbours,
  url: string,
): string {
  const items = others.map(
    ({ id, title, upvotes }) =>
      html`<li><a href="/papers/${id}" lang="en">${texToUnicode(title)}</a> <span class="count">▲ ${upvotes}</span></li>`,
  );
  const rest =
    items.length > 0
      ? html`<section class="rest"><h2>${webPageWording.rest}</h2>\n<ol>\n${joinHtml(items)}\n</ol></section>`
      : '';
  const link = (to: Day | null, rel: string, arrow: string) =>
    to ? html`<a rel="${rel}" class="button" href="/days/${to}">${arrow} ${koreanDay(to)}</a>` : '';
  return layout({
    title: cardWording.headingTitle(day),
    url,
    body: html`<main id="log" class="log" tabindex="-1">\n<h1 class="hidden">${cardWording.headingTitle(day)}</h1>
${joinHtml(messages)}\n${rest}
<nav class="pages" aria-label="${webPageWording.days}">${link(before, 'prev', '←')}${link(after, 'next', '→')}</nav></main>`,
  });
}

/** What a paper's page says besides its card. */
export interface PaperFacts {
  readonly title: string;
  readonly description: string;
  readonly picture: string | undefined;
  readonly days: readonly Day[];
  readonly url: string;
  readonly bibtex: string;
}

/** Renders the permanent page of a paper, with links to the list days that include it. */
export function paperPage(card: Html, { days, bibtex, ...facts }: PaperFacts): string {
  const links = days.map((day, index) => [
    index > 0 ? ', ' : '',
    html`<a href="/days/${day}">${koreanDay(day)}</a>`,
  ]);
  const older = days.length > 0 ? html`<p class="older">${webPageWording.onDays} ${links.flat()}</p>` : '';
  return layout({
    ...facts,
    body: html`<main id="log" class="log" tabindex="-1">\n<h1 class="hidden">${facts.title}</h1>\n${card}\n${older}
<p class="older"><button type="button" class="copy" data-copy="${facts.url}" data-copied="${webPageWording.copied}" hidden>${webPageWording.copyLink}</button></p>
<details class="cite"><summary>BibTeX</summary><pre lang="en">${bibtex}</pre></details></main>`,
  });
}

/** Renders the reply to a command as a separate page, for browsers without scripts. */
export function answerPage(answer: Html): string {
  return layout({
    title: commonWording.product,
    url: null,
    body: html`<main id="log" class="log" tabindex="-1">\n<h1 class="hidden">${webPageWording.answer}</h1>\n${answer}\n<p class="older"><a href="/">${webPageWording.back}</a></p></main>`,
  });
}

/** Renders a page that shows one sentence, for errors. */
export function problemPage(sentence: string): string {
  return layout({
    title: sentence,
    url: null,
    body: html`<main id="log" class="log" tabindex="-1"><h1 class="empty">${sentence}</h1><p class="older"><a href="/">${webPageWording.back}</a></p></main>`,
  });
}
