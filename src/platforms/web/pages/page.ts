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
export function channelPage(messages: readonly Html[], lastId: number, olderDay: Day | null): string {
  const log =
    messages.length > 0 ? joinHtml(messages) : html`<p class="empty">${webPageWording.emptyChannel}</p>`;
  const older = olderDay
    ? html`<p class="older"><a href="/days/${olderDay}">${webPageWording.older(koreanDay(olderDay))}</a></p>`
    : '';
  return layout(
    commonWording.product,
    html`<main id="log" class="log" data-last="${lastId}" aria-label="${webPageWording.logLabel}">
${older}${log}
</main>
<div id="answers" class="answers" role="status" aria-live="polite" aria-atomic="false" data-waiting="${webPageWording.waiting}"></div>
<button id="fresh" class="fresh" type="button" hidden>${webPageWording.fresh}</button>
<form id="command" class="command" method="post" action="/commands" data-failed="${webPageWording.noAnswer}">
<label for="line">${webPageWording.commandLabel}</label>
<input id="line" name="line" type="text" maxlength="200" autocomplete="off" autocapitalize="off" spellcheck="false" placeholder="${webPageWording.placeholder}" required>
<button type="submit">${webPageWording.send}</button>
</form>`,
  );
}

/** Renders the permanent page of a list day: the messages of its edition, then the papers that were not posted. */
export function dayPage(day: Day, messages: readonly Html[], others: readonly Paper[]): string {
  const items = others.map(
    ({ id, title, upvotes }) =>
      html`<li><a href="/papers/${id}" lang="en">${texToUnicode(title)}</a> <span class="count">▲ ${upvotes}</span></li>`,
  );
  const rest =
    items.length > 0
      ? html`<section class="rest"><h2>${webPageWording.rest}</h2>\n<ol>\n${joinHtml(items)}\n</ol></section>`
      : '';
  return layout(
    cardWording.headingTitle(day),
    html`<main class="log">\n${joinHtml(messages)}\n${rest}</main>`,
  );
}

/** Renders the permanent page of a paper, with links to the list days that include it. */
export function paperPage(title: string, card: Html, days: readonly Day[]): string {
  const links = days.map((day, index) => [
    index > 0 ? ', ' : '',
    html`<a href="/days/${day}">${koreanDay(day)}</a>`,
  ]);
  const older = days.length > 0 ? html`<p class="older">${webPageWording.onDays} ${links.flat()}</p>` : '';
  return layout(title, html`<main class="log">\n${card}\n${older}</main>`);
}

/** Renders the reply to a command as a separate page, for browsers without scripts. */
export function answerPage(answer: Html): string {
  return layout(
    commonWording.product,
    html`<main class="log">\n${answer}\n<p class="older"><a href="/">${webPageWording.back}</a></p></main>`,
  );
}

/** Renders a page that shows one sentence, for errors. */
export function problemPage(sentence: string): string {
  return layout(
    sentence,
    html`<main class="log"><p class="empty">${sentence}</p><p class="older"><a href="/">${webPageWording.back}</a></p></main>`,
  );
}
