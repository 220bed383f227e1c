import type { Reply } from '../../../command/invocation.ts';
import type { Day } from '../../../domain/calendar/day.ts';
import type { Paper } from '../../../domain/paper/paper.ts';
import { cardWording } from '../../../i18n/ko/card.ts';
import { commonWording, koreanDay } from '../../../i18n/ko/common.ts';
import { webPageWording } from '../../../i18n/ko/web-page.ts';
import type { LoggedMessage } from '../../../ports/message-log.ts';
import { cardToHtml, escapeHtml, type ShownVotes } from '../../../render/html.ts';

/** A message of the channel: the heading of an edition parts the days, a card stands below it. */
export function messageHtml(
  { id, card, postedAt }: LoggedMessage,
  votes: ShownVotes | undefined,
  timeZone: string,
): string {
  const time = new Intl.DateTimeFormat('ko-KR', { timeZone, hour: 'numeric', minute: '2-digit' }).format(
    postedAt,
  );
  const stamp = `<time datetime="${new Date(postedAt).toISOString()}">${escapeHtml(time)}</time>`;
  // What belongs to no day may show a paper again, and a name must stand once on a page.
  const name = card.kind === 'heading' ? `day-${card.day}` : `paper-${card.paperId}`;
  const anchor = card.day ? name : `message-${id}`;
  const links =
    card.kind === 'heading' && card.day
      ? `<a class="permalink" href="/days/${card.day}">${webPageWording.dayLink}</a>`
      : card.paperId
        ? `<a class="permalink" href="/papers/${escapeHtml(card.paperId)}">${webPageWording.paperLink}</a>`
        : '';
  return `<div class="message ${card.kind}" id="${escapeHtml(anchor)}" data-id="${id}">
${cardToHtml(card, votes ? { votes } : {})}
<p class="meta">${stamp}${links}</p>
</div>`;
}

/** The channel as a chat: oldest on top, the command line below. */
export function channelPage(messages: readonly string[], lastId: number, olderDay: Day | null): string {
  const log =
    messages.length > 0 ? messages.join('\n') : `<p class="empty">${webPageWording.emptyChannel}</p>`;
  const older = olderDay
    ? `<p class="older"><a href="/days/${olderDay}">${webPageWording.older(koreanDay(olderDay))}</a></p>`
    : '';
  return layout(
    commonWording.product,
    `<main id="log" class="log" data-last="${lastId}" aria-label="${webPageWording.logLabel}">
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

/** The permanent page of a list day: what the channel was sent, then what else was on the list. */
export function dayPage(day: Day, messages: readonly string[], others: readonly Paper[]): string {
  const rest = others
    .map(
      ({ id, title, upvotes }) =>
        `<li><a href="/papers/${escapeHtml(id)}" lang="en">${escapeHtml(title)}</a> <span class="count">▲ ${upvotes}</span></li>`,
    )
    .join('\n');
  const list = rest
    ? `<section class="rest"><h2>${webPageWording.rest}</h2>\n<ol>\n${rest}\n</ol></section>`
    : '';
  return layout(cardWording.headingTitle(day), `<main class="log">\n${messages.join('\n')}\n${list}</main>`);
}

/** The permanent page of a paper. */
export function paperPage(title: string, card: string, days: readonly Day[]): string {
  const links = days.map((day) => `<a href="/days/${day}">${koreanDay(day)}</a>`).join(', ');
  return layout(
    title,
    `<main class="log">\n${card}\n${days.length > 0 ? `<p class="older">${webPageWording.onDays} ${links}</p>` : ''}</main>`,
  );
}

/** The answer to a command, for a browser without scripts. */
export const answerPage = (cards: string): string =>
  layout(
    commonWording.product,
    `<main class="log">\n${cards}\n<p class="older"><a href="/">${webPageWording.back}</a></p></main>`,
  );

/** Buttons that send a command line. */
export function lineButtons(buttons: Reply['buttons']): string {
  if (buttons.length === 0) return '';
  const html = buttons.map(
    ({ label, line }) => `<button name="line" value="${escapeHtml(line)}">${escapeHtml(label)}</button>`,
  );
  return `<form class="lines" method="post" action="/commands" data-failed="${webPageWording.noAnswer}">${html.join('')}</form>`;
}

export const problemPage = (sentence: string): string =>
  layout(
    sentence,
    `<main class="log"><p class="empty">${escapeHtml(sentence)}</p><p class="older"><a href="/">${webPageWording.back}</a></p></main>`,
  );

function layout(title: string, body: string): string {
  const name = title === commonWording.product ? title : `${title} · ${commonWording.product}`;
  return `<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${commonWording.tagline}">
<title>${escapeHtml(name)}</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/style.css">
<script src="/assets/app.js" defer></script>
</head>
<body>
<header class="top"><a class="brand" href="/"><img src="/assets/icon.svg" alt="" width="36" height="36"><span><strong>${commonWording.product}</strong> <small>${commonWording.tagline}</small></span></a></header>
${body}
</body>
</html>`;
}
